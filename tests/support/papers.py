"""Papers of the flood of June 2024 with its published figures, and what a file gives back."""

import re
import zlib
from datetime import UTC, datetime, timedelta
from io import BytesIO
from zipfile import ZipFile

from console.domain.document import (
    Document,
    DocumentKind,
    Hand,
    Paragraph,
    ParagraphKind,
    Step,
    Urgency,
)
from console.domain.handover import Handover, HandoverState, Item, ItemKind
from console.domain.transfer import State, Transfer
from console.paper.handover_sheet import handover_sheet
from console.paper.notice import notice_sheet
from console.paper.sheet import Sheet
from console.paper.transfer_slip import transfer_slip
from console.services.glance.shift import FlowLine, HandoverFacts
from console.services.glance.slip import SlipFacts, SlipGoods

DECIDED = datetime(2024, 6, 20, 8, 0, tzinfo=UTC)  # 16:00 in the county
OUT = DECIDED + timedelta(minutes=65)
SITUATION = (
    "6月19日8时至20日15时，全县平均降雨量已达160毫米，临溪最大达298.7毫米，"
    "最大小时雨强40.1毫米，河水位快速上涨，山洪暴发，"
)
WORKS = "已造成12座水库溢洪，超汛限水位，目前降雨仍在持续。"
DECISION = (
    "根据《绩溪县防汛抗旱应急预案》，县防指决定自6月20日16时起启动防汛四级应急响应，"
    "预计至6月22日8时。现就有关事项通知如下："
)
REQUIREMENTS = (
    "加强组织领导。各乡镇政府主要负责人要靠前指挥，各级防汛责任人在岗在位，履职尽责。",
    "加强值班值守。严格执行24小时防汛值班和领导带班制度，每日6时、18时报送雨情、水情、工情和人员转移情况，突发险情、灾情随时报告。",
    "加强巡查防守。加密水库、山塘、河道堤防和地质灾害隐患点巡查频次，溢洪水库落实专人驻守，发现险情立即处置并转移受威胁人员。",
    "做好避险转移。对山洪灾害危险区、地质灾害隐患点、低洼易涝区人员，按照预警做好准备转移和立即转移，做到“应转尽转、应转早转”。",
)
HANDS = (
    Hand(step=Step.DRAFTED, at=DECIDED, by="d1"),
    Hand(step=Step.SIGNED, at=DECIDED + timedelta(minutes=40), by="d2"),
    Hand(step=Step.NUMBERED, at=DECIDED + timedelta(minutes=45), by="d1"),
    Hand(step=Step.PUBLISHED, at=OUT, by="d1"),
)


def paper(kind: DocumentKind = DocumentKind.START, **changed: object) -> Document:
    facts: dict[str, object] = {
        "id": f"0190-{kind}",
        "kind": kind,
        "event_id": "e1",
        "response_id": "r1",
        "approval_id": "a1",
        "organ": "绩防指",
        "title": "关于启动防汛四级应急响应的通知",
        "addressees": ("各乡镇人民政府", "县防指成员单位"),
        "paragraphs": (
            Paragraph(ParagraphKind.FACTS, SITUATION),
            Paragraph(ParagraphKind.WORKS, WORKS),
            Paragraph(ParagraphKind.DECISION, DECISION),
            *(Paragraph(ParagraphKind.REQUIREMENT, text) for text in REQUIREMENTS),
        ),
        "signature": "绩溪县防汛抗旱指挥部",
        "decided_at": DECIDED,
        "urgency": Urgency.FLASH,
        "copies_to": (
            "市防汛抗旱指挥部",
            "县委办公室",
            "县人大常委会办公室",
            "县政府办公室",
            "县政协办公室",
            "县人武部",
        ),
        "printed_by": "绩溪县防汛抗旱指挥部办公室",
        "hands": HANDS,
        "number": "绩防指〔2024〕9号",
        "number_id": "n9",
    }
    return Document(**{**facts, **changed})


def start_notice(**changed: object) -> Sheet:
    notes = ("联系人：值班员甲，电话：0563-0000001",)
    return notice_sheet(paper(**changed), notes=notes)


def adjust_notice() -> Sheet:
    text = (
        "根据《绩溪县防汛抗旱应急预案》，经会商研判，县防指决定自6月21日2时起将防汛应急响应由四级"
        "调整为三级，预计至6月23日8时。现就有关事项通知如下："
    )
    return notice_sheet(
        paper(
            DocumentKind.ADJUST,
            title="关于将防汛应急响应调整为三级的通知",
            number="绩防指〔2024〕10号",
            paragraphs=(
                Paragraph(ParagraphKind.DECISION, text),
                Paragraph(ParagraphKind.REQUIREMENT, REQUIREMENTS[0]),
            ),
        )
    )


def end_notice() -> Sheet:
    text = (
        "鉴于我县强降雨过程已结束，主要河道水位回落至警戒水位以下，根据《绩溪县防汛抗旱应急预案》，"
        "县防指决定自6月22日17时起终止防汛四级应急响应。"
    )
    after = "请各乡镇、各成员单位继续做好水毁工程修复、灾情核报和次生灾害防范工作。"
    return notice_sheet(
        paper(
            DocumentKind.END,
            title="关于终止防汛四级应急响应的通知",
            number="绩防指〔2024〕11号",
            urgency=Urgency.NONE,
            paragraphs=(
                Paragraph(ParagraphKind.DECISION, text),
                Paragraph(ParagraphKind.TEXT, after),
            ),
        )
    )


GOODS = (
    SlipGoods(
        code="",
        name="帐篷",
        spec="12㎡ 单帐篷",
        unit="顶",
        requested=60,
        approved=50,
        sent=50,
        lots="ZP-2022-03",
        expires="2030-03",
        price_fen=128_000,
    ),
    SlipGoods(
        code="",
        name="棉被",
        spec="2.5kg 150×200cm",
        unit="床",
        requested=1500,
        approved=1344,
        sent=1344,
        lots="MB-2023-01",
        expires="2031-01",
        price_fen=11_850,
    ),
)


def slip(drill: bool = False, repeat: int = 1) -> Sheet:
    transfer = Transfer(
        id="t1",
        reason="“6·20”梅雨暴雨转移群众安置（防汛四级应急响应）",
        state=State.ORDERED,
        to_depot_id="p2",
        requested_by="临溪镇人民政府",
        requested_at=DECIDED + timedelta(minutes=20),
        from_depot_id="p1",
        urgent=True,
        approved_at=DECIDED + timedelta(minutes=45),
        number="绩调〔2024〕3号",
        ordered_at=DECIDED + timedelta(minutes=50),
        plate="皖P·00000",
        driver="司机甲",
        driver_phone="100 0000 0001",
        left_at=DECIDED + timedelta(minutes=95),
        eta=DECIDED + timedelta(minutes=150),
    )
    facts = SlipFacts(
        from_depot="县级应急物资储备库（JX-01）",
        to_depot="临溪镇应急物资储备点（LX-01）",
        goods=GOODS * repeat,
        approver="分管副县长（示例）",
        applied_number="电话申请",
        carrier="县应急物资运输保障队",
        escort="押运员乙",
        loaded_by="装卸班",
        issued_by="保管员丙",
        en_route="17:35 出库；17:58 过高速口；18:20 到达临溪镇",
        returning="帐篷使用后清洗晾干，响应终止后15日内回库；棉被不回收。",
    )
    return transfer_slip(transfer, facts, drill=drill)


def handover_paper(items: int = 4) -> Sheet:
    lines = (
        "防汛四级应急响应执行中，已 4 小时 02 分，预计至 06-22 08:00",
        "向市防办续报：12座水库溢洪情况（续报二）",
        "临溪镇调拨在途：帐篷 50 顶、棉被 1344 床，未签收",
        "长安镇叫应未复述：1 人",
    )
    handover = Handover(
        id="h1",
        from_watch_id="w1",
        to_watch_id="w2",
        state=HandoverState.TAKEN,
        items=tuple(
            Item(
                key=str(n),
                kind=ItemKind.TASK,
                line=lines[n % len(lines)],
                due_at=DECIDED + timedelta(hours=5 + n % 5) if n % 4 else None,
                ticked=True,
            )
            for n in range(items)
        ),
        remark="卫星电话充电中，20:30 取回。",
        given_by="d1",
        given_at=DECIDED + timedelta(hours=4, minutes=2),
        taken_by="d2",
        taken_at=DECIDED + timedelta(hours=4, minutes=6),
    )
    facts = HandoverFacts(
        shift="2024年6月20日 白班 08:00—20:00",
        giver="值班员甲",
        taker="值班员丙",
        leader="带班领导（示例）",
        primary="值班员甲",
        secondary="值班员乙",
        weather="暴雨，东北风3级",
        present="07:52 到岗；20:06 离岗",
        equipment="电话、传真、视频会商、指挥信息网正常；卫星电话充电中；UPS正常",
        responses="防汛四级（县防指，16:00起）；省防指四级（12:00起）",
        checks="15:30 视频点名11乡镇，应答11；18:10 市防办抽查，在岗",
        flow=(
            FlowLine(
                at=DECIDED - timedelta(hours=1),
                source="临溪镇值班室 0563-0000002",
                content="河水漫溢，沿河低洼处需转移",
                handled="报告带班领导，通知镇村立即组织",
                closed="已办结",
            ),
            FlowLine(
                at=DECIDED + timedelta(minutes=20),
                source="临溪镇人民政府 0563-0000003",
                content="申请帐篷60顶、棉被1500床",
                handled="批准帐篷50顶、棉被1344床，已出库",
            ),
        ),
    )
    return handover_sheet(handover, facts, DECIDED)


SHEETS = {
    "start": start_notice(),
    "adjust": adjust_notice(),
    "end": end_notice(),
    "slip": slip(),
    "handover": handover_paper(),
}


def docx_words(data: bytes) -> str:
    """The text of the body in order, as a reader of the file's XML sees it."""
    with ZipFile(BytesIO(data)) as file:
        xml = file.read("word/document.xml").decode()
    found = re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", xml)
    text = "".join(found).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return "".join(text.split())


def pdf_pages(data: bytes) -> list[str]:
    """What each page gives to a search or a copy, through the file's own tables of characters."""
    objects = {int(m[1]): m.start() for m in re.finditer(rb"(?m)^(\d+) 0 obj\n", data)}
    maps = {n: _to_unicode(data, at) for n, at in objects.items()}
    texts = []
    for page in re.finditer(rb"/Type /Page\n/Parent.*?/Contents (\d+) 0 R", data, re.DOTALL):
        start = data.index(b"stream\n", objects[int(page[1])]) + len(b"stream\n")
        content = zlib.decompressobj().decompress(data[start:])
        font, text = 0, []
        for name, glyphs in re.findall(rb"/F(\d+) [\d.]+ Tf|<([0-9a-fA-F]+)> Tj", content):
            if name:
                font = int(name)
                continue
            codes = (glyphs[i : i + 4] for i in range(0, len(glyphs), 4))
            text += [maps[font].get(int(code, 16), "\ufffd") for code in codes]
        texts.append("".join("".join(text).split()))
    return texts


def _to_unicode(data: bytes, at: int) -> dict[int, str]:
    end = data.index(b"endobj", at)
    found = re.search(rb"/ToUnicode (\d+) 0 R", data[at:end])
    if not found:
        return {}
    start = data.index(b"\n%s 0 obj\n" % found[1])
    body = data[start : data.index(b"endstream", start)]
    table = {}
    for first, _last, codes in re.findall(rb"<(\w+)> <(\w+)> \[([^\]]*)\]", body):
        for n, code in enumerate(re.findall(rb"<(\w+)>", codes)):
            raw = bytes.fromhex(code.decode())
            table[int(first, 16) + n] = raw.decode("utf-16-be")
    for first, last, code in re.findall(rb"(?m)^<(\w+)> <(\w+)> <(\w+)>$", body):
        for n in range(int(last, 16) - int(first, 16) + 1):
            table[int(first, 16) + n] = chr(int(code, 16) + n)
    return table
