"""What leaves the hall on paper: one record, two files, the same words and the same bytes."""

import errno
import os
import re
import string
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.document import DocumentKind
from console.domain.refused import Unavailable
from console.paper import geometry as g
from console.paper import print_job
from console.paper.breaking import NO_END, NO_START, lines, tokens, wide
from console.paper.docx import docx
from console.paper.faces import Face, choose, statement
from console.paper.layout import FLOOR, estimate, lay_out, said
from console.paper.notice import ordinal
from console.paper.pdf import Fonts, pdf
from console.paper.print_job import clean, export
from console.paper.sheet import Align, Cell, Column, Paragraph, Sheet, Table, bare, words
from console.wording import refusal
from console.wording.paper import DRILL_LINE
from tests.support.papers import (
    DECIDED,
    SHEETS,
    docx_words,
    handover_paper,
    paper,
    pdf_pages,
    slip,
    start_notice,
)

PAGE_NUMBER = re.compile(r"—\d+—$")
pytestmark = pytest.mark.usefixtures("qapp")


def body_of(data: bytes) -> str:
    return "".join(PAGE_NUMBER.sub("", page) for page in pdf_pages(data))


def measured(piece: str, _style: int) -> float:
    return g.CELL if wide(piece) else estimate(piece, Face.BODY, g.CELL)


def broken(text: str, width: float = g.WIDTH) -> list[str]:
    return [line.text for line in lines(tokens(text, measured), width)]


# --- one record, two files


@pytest.mark.parametrize("name", SHEETS)
def test_pdf_and_docx_of_one_record_say_the_same_word_for_word(name):
    sheet = SHEETS[name]
    said_by_record = words(sheet)
    assert said(lay_out(sheet)) == said_by_record
    assert docx_words(docx(sheet)) == said_by_record
    assert body_of(pdf(sheet).data) == said_by_record


@pytest.mark.parametrize("name", SHEETS)
def test_the_same_record_gives_the_same_bytes(name):
    sheet = SHEETS[name]
    assert pdf(sheet).data == pdf(replace(sheet), Fonts()).data
    assert docx(sheet) == docx(replace(sheet))


def test_another_process_in_another_time_zone_writes_the_same_bytes():
    program = (
        "from PySide6.QtGui import QGuiApplication; app = QGuiApplication([])\n"
        "from hashlib import sha256\n"
        "from tests.support.papers import slip\n"
        "from console.paper.pdf import pdf\n"
        "from console.paper.docx import docx\n"
        "sheet = slip(drill=True)\n"
        "print(sha256(pdf(sheet).data + docx(sheet)).hexdigest())"
    )
    sheet = slip(drill=True)
    here = sha256(pdf(sheet).data + docx(sheet)).hexdigest()
    root = Path(__file__).parents[2]
    environment = {**os.environ, "TZ": "America/New_York", "PYTHONPATH": str(root)}
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", program],
            env=environment, cwd=root, capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert done.stdout.strip() == here


def test_the_files_carry_the_times_of_the_record_and_no_other():
    sheet = start_notice()
    data = pdf(sheet).data
    dates = re.findall(rb"/(?:Creation|Mod)Date \(([^)]*)\)", data)
    assert dates == [b"D:20240620170500+08'00'"] * 2
    with ZipFile(BytesIO(docx(sheet))) as file:
        assert {info.date_time for info in file.infolist()} == {(2024, 6, 20, 17, 5, 0)}
        assert "2024-06-20T09:05:00Z" in file.read("docProps/core.xml").decode()


def test_every_offset_of_the_settled_pdf_points_at_its_object():
    data = pdf(start_notice()).data
    table = data[int(re.findall(rb"startxref\n(\d+)", data)[-1]) :]
    assert table.startswith(b"xref\n")
    offsets = re.findall(rb"(?m)^(\d{10}) \d{5} n", table)
    numbered = [data[int(at) :].split(b" ", 1)[0] for at in offsets]
    assert numbered == [str(n).encode() for n in range(1, len(offsets) + 1)]


def test_another_word_makes_another_document_id():
    one, other = start_notice(), start_notice(title="关于启动防汛三级应急响应的通知")
    ids = [re.search(rb"/ID \[ <(\w+)>", pdf(sheet).data)[1] for sheet in (one, other)]
    assert ids[0] != ids[1]


def test_a_search_for_a_character_finds_it_and_not_the_radical_of_its_shape():
    text = body_of(pdf(start_notice()).data)
    assert "各乡镇人民政府" in text
    assert "文件" in text
    assert not re.search("[\u2e80-\u2fdf\ufffd]", text)


def test_letters_that_a_font_would_join_are_found_one_by_one():
    pages = pdf_pages(pdf(start_notice(title="关于 office 3f28cffe fi fl 的通知")).data)
    assert "office3f28cffefifl" in pages[0]


def test_a_name_with_a_rare_character_keeps_it():
    sheet = replace(start_notice(), notes=("联系人：𠮷某、喆某",))
    assert "𠮷某、喆某" in docx_words(docx(sheet))
    assert "𠮷某、喆某" in said(lay_out(sheet, Fonts().measure))


# --- the notice of June 2024


def test_the_start_notice_of_june_2024_stands_as_the_county_published_it():
    text = words(start_notice())
    head, _, rest = text.partition("各乡镇人民政府，县防指成员单位：")
    assert head == (
        "特急绩溪县防汛抗旱指挥部文件绩防指〔2024〕9号绩溪县防汛抗旱指挥部关于启动防汛四级应急响应的通知"
    )
    for figure in ("160毫米", "298.7毫米", "40.1毫米", "12座水库溢洪", "6月20日16时起启动"):
        assert figure in rest
    assert rest.index("一、加强组织领导。") < rest.index("四、做好避险转移。")
    assert "绩溪县防汛抗旱指挥部2024年6月20日" in rest
    assert rest.endswith("绩溪县防汛抗旱指挥部办公室2024年6月20日印发")


def test_a_notice_that_nobody_signed_says_so_on_every_page():
    unsigned = start_notice(hands=(), number="")
    assert "待编号" in words(unsigned)
    assert unsigned.watermark == "未签发"
    assert all(page.startswith("未签发") for page in pdf_pages(pdf(unsigned).data))
    assert start_notice(voided_at=DECIDED).watermark == "作废"
    assert start_notice().watermark == ""


def test_a_drill_is_marked_on_every_page_of_both_files():
    sheet = slip(drill=True, repeat=30)
    pages = pdf_pages(pdf(sheet).data)
    assert len(pages) > 1
    assert all(bare(DRILL_LINE) in page and page.startswith("演练") for page in pages)
    with ZipFile(BytesIO(docx(sheet))) as file:
        headers = [n for n in file.namelist() if re.fullmatch(r"word/header\d\.xml", n)]
        assert len(headers) == 2
        for name in headers:
            xml = file.read(name).decode()
            assert DRILL_LINE in xml
            assert 'string="演练"' in xml


def test_a_long_requirement_is_text_and_only_its_number_stands_out():
    long = "各乡镇和各成员单位要严格落实防汛责任制加强值守并随时报告。其余事项按预案执行。"
    said_long = start_notice(paragraphs=(replace(paper().paragraphs[3], text=long),))
    assert said_long.blocks == (replace(said_long.blocks[0], head="一、", text=long),)


def test_requirements_are_numbered_beyond_ten():
    assert [ordinal(n) for n in (1, 10, 11, 20, 21, 99)] == [
        "一", "十", "十一", "二十", "二十一", "九十九",
    ]  # fmt: skip


def test_adjusting_says_the_new_level_and_never_raises_or_lowers():
    text = words(SHEETS["adjust"])
    assert "调整为三级" in text
    assert "降级" not in text
    assert "升级" not in text


@pytest.mark.parametrize("kind", list(DocumentKind))
def test_every_kind_of_notice_can_be_set(kind):
    assert lay_out(start_notice(kind=kind))


# --- geometry


def test_a_full_page_holds_22_lines_of_28_characters():
    sheet = Sheet(
        record_id="x", stated=DECIDED, title="题", blocks=(Paragraph(text="水" * 28 * 60),)
    )
    page = lay_out(sheet)[1]
    rows: dict[float, list[float]] = {}
    for run in page.runs:
        if not run.again:
            rows.setdefault(round(run.y, 3), []).append(run.x)
    heights = sorted(rows)
    assert len(heights) == 22
    assert all(len(places) == 28 for places in rows.values())
    steps = [b - a for a, b in pairwise(heights)]
    assert steps == pytest.approx([28.95] * 21, abs=0.01)
    assert min(rows[heights[0]]) == pytest.approx(28 * g.MM)
    assert max(rows[heights[0]]) + g.CELL == pytest.approx(g.PAGE_WIDTH - 26 * g.MM)


def test_the_red_line_is_as_wide_as_the_text_and_4_mm_below_the_number():
    page = lay_out(start_notice())[0]
    (red,) = [rule for rule in page.rules if rule.ink == "red"]
    assert (red.x1, red.x2) == pytest.approx((g.LEFT, g.PAGE_WIDTH - g.RIGHT))
    number = max(run.y for run in page.runs if run.text in "〔〕")
    bottom_of_number = number + (1 - g.ASCENT) * g.SIZE_3
    assert red.y1 - g.SEPARATOR / 2 - bottom_of_number == pytest.approx(4 * g.MM, abs=0.1)


def test_the_mark_of_the_organ_begins_35_mm_below_the_top_of_the_type_area():
    page = lay_out(start_notice())[0]
    marks = [run for run in page.runs if run.ink == "red"]
    top = marks[0].y - g.ASCENT * marks[0].size
    assert top - g.TOP == pytest.approx(35 * g.MM, abs=0.1)


def test_page_numbers_stand_outside_7_mm_below_the_text():
    odd, even = (page.runs[-1] for page in lay_out(start_notice())[:2])
    assert (odd.text, even.text) == ("— 1 —", "— 2 —")
    assert odd.x > g.PAGE_WIDTH / 2 > even.x
    assert even.x == pytest.approx(g.LEFT + g.SIZE_4)
    for run in (odd, even):
        middle = run.y - (g.ASCENT - 0.5) * g.SIZE_4
        assert middle - (g.TOP + g.HEIGHT) == pytest.approx(7 * g.MM, abs=0.1)


def test_the_imprint_ends_on_the_last_line_of_the_last_page():
    page = lay_out(start_notice())[-1]
    lowest = max(page.rules, key=lambda rule: rule.y1)
    assert lowest.y1 == pytest.approx(FLOOR, abs=0.1)
    assert lowest.width == pytest.approx(0.35 * g.MM)


def test_a_seal_never_stands_on_a_page_without_text():
    for length in range(300, 1300, 28):
        sheet = replace(start_notice(), blocks=(Paragraph(text="水" * length),), notes=())
        for page in lay_out(sheet):
            if any(run.text == "2024年" for run in page.runs if run.size == g.SIZE_3):
                assert any(run.text == "水" for run in page.runs)


def test_the_titles_of_a_long_table_come_again_on_every_page_and_are_said_once():
    sheet = slip(repeat=40)
    pages = lay_out(sheet)
    assert len(pages) > 2
    for page in pages[:-1]:
        assert "物资编码" in "".join(run.text for run in page.runs)
    assert said(pages).count("物资编码") == 1
    assert docx_words(docx(sheet)).count("物资编码") == 1


def test_signatures_of_a_handover_stay_together_however_many_items_are_open():
    for items in range(0, 40, 3):
        last = lay_out(handover_paper(items))[-1]
        text = "".join(run.text for run in last.runs)
        assert "交班人签字" in text
        assert "其他交代" in text


def test_nothing_runs_over_the_edges_of_a_cell_or_the_page():
    code = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789" * 3
    table = Table(columns=(Column(1, "码"), Column(5, "名")), rows=((Cell(code), Cell("名")),))
    sheet = Sheet(record_id="x", stated=DECIDED, title="表", blocks=(table,))
    (page,) = lay_out(sheet)
    edge = g.LEFT + g.WIDTH / 6
    letters = [run for run in page.runs if run.text[0] in string.ascii_uppercase]
    assert all(r.x + len(r.text) * r.size / 2 <= edge + 0.1 for r in letters)
    assert said([page]) == words(sheet)


# --- where a line may end

CHINESE = st.text(
    alphabet=st.sampled_from(
        "水库溢洪超汛限县防指决定启动四级响应，。、；：（）《》“”〔〕—…0123456789毫米座时月日A "
    ),
    min_size=1,
    max_size=200,
)


@given(CHINESE, st.integers(6, 28))
def test_breaking_loses_nothing_and_never_overfills_a_line(text, characters):
    width = characters * g.CELL
    made = lines(tokens(text, measured), width)
    assert bare("".join(line.text for line in made)) == bare(text)
    for line in made:
        if len(line.pieces) > 1:
            assert line.width <= width + 0.01


@given(st.text(alphabet="水库溢洪县防指，。、；：）》”（《“", min_size=1, max_size=200))
def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one(text):
    tame = re.sub(r"([，。、；：）》”（《“])[，。、；：）》”（《“]+", r"\1", text).lstrip(
        "，。、；：）》”"
    )
    made = broken(tame)
    assert all(line[0] not in NO_START for line in made)
    assert all(line[-1] not in NO_END for line in made[:-1])


@pytest.mark.parametrize(
    "number", ["160毫米", "2024年", "298.7毫米", "〔2024〕9号", "12座", "16时"]
)
@pytest.mark.parametrize("before", range(20, 29))
def test_a_number_is_never_torn_from_its_unit(number, before):
    made = broken("水" * before + number + "水" * 40)
    assert any(number in line for line in made)


def test_a_full_line_is_spread_to_the_edge_and_the_last_one_is_not():
    made = lines(tokens("水" * 27 + "298.7毫米" + "水" * 3, measured), g.WIDTH)
    assert made[0].width == pytest.approx(g.WIDTH)
    assert made[-1].width < g.WIDTH / 2


def test_a_mark_is_drawn_in_where_the_line_has_room():
    text = "水水水，" * 6 + "水水水水，水水"
    first = broken(text)[0]
    assert len(first) == 29
    assert first.endswith("，")


# --- fonts


def test_proper_fonts_are_taken_when_installed_and_nothing_is_said():
    faces = choose({"方正小标宋简体", "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体", "DejaVu Sans"})
    assert statement(faces) == ""
    assert faces[Face.BODY].family == "仿宋_GB2312"


def test_the_document_says_which_font_stands_in_for_which():
    fonts = Fonts(choose({"Noto Serif CJK SC", "Noto Sans CJK SC"}))
    made = pdf(start_notice(), fonts)
    assert "仿宋→Noto Serif CJK SC" in made.substitutes
    assert "字体代用：" in made.data.decode("utf-8", "ignore")
    assert fonts.faces[Face.TITLE].bold


def test_the_docx_names_the_fonts_of_the_standard_on_every_machine():
    with ZipFile(BytesIO(docx(start_notice()))) as file:
        xml = file.read("word/document.xml").decode()
    for name in ("方正小标宋简体", "仿宋_GB2312", "黑体"):
        assert f'w:eastAsia="{name}"' in xml


# --- the docx as a word processor reads it

ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr pBdr shd tabs "
    "kinsoku overflowPunct autoSpaceDE autoSpaceDN snapToGrid spacing ind jc rPr",
    "rPr": "rStyle rFonts b i color sz szCs lang",
    "tblPr": "tblStyle tblpPr tblW jc tblInd tblBorders shd tblLayout tblCellMar tblLook",
    "tcPr": "tcW gridSpan vMerge tcBorders shd vAlign",
    "sectPr": "Reference type pgSz pgMar pgBorders cols titlePg docGrid",
}


@pytest.mark.parametrize("name", [*SHEETS, "drill"])
def test_elements_stand_in_the_order_that_the_schema_wants(name):
    sheet = slip(drill=True) if name == "drill" else SHEETS[name]
    with ZipFile(BytesIO(docx(sheet))) as file:
        for member in file.namelist():
            if re.fullmatch(r"word/(document|header\d|footer\d)\.xml", member):
                _check_order(file.read(member).decode())


def _check_order(xml: str) -> None:
    for holder, order in ORDER.items():
        places = order.split()
        for inner in re.findall(rf"<w:{holder}(?: [^>]*)?>(.*?)</w:{holder}>", xml, re.DOTALL):
            flat = re.sub(r"<w:(\w+)[^>/]*>.*?</w:\1>", r"<w:\1/>", inner, flags=re.DOTALL)
            found = re.findall(r"<w:(?:header|footer)?(\w+)", flat)
            assert [places.index(tag) for tag in found] == sorted(places.index(t) for t in found)


def test_the_docx_has_the_margins_and_the_pitch_of_the_standard():
    with ZipFile(BytesIO(docx(start_notice()))) as file:
        xml = file.read("word/document.xml").decode()
        footers = [
            file.read(n).decode() for n in file.namelist() if "footer" in n and "rels" not in n
        ]
        assert "<w:evenAndOddHeaders" in file.read("word/settings.xml").decode()
    margins = dict(re.findall(r'w:(\w+)="(\d+)"', re.search(r"<w:pgMar[^>]*>", xml)[0]))
    twips = {side: round(mm * 1440 / 25.4) for side, mm in
             {"top": 37, "left": 28, "right": 26, "bottom": 35}.items()}  # fmt: skip
    assert all(abs(int(margins[side]) - value) <= 1 for side, value in twips.items())
    assert 'w:lineRule="exact" w:line="579"' in xml
    assert sum("PAGE" in footer for footer in footers) == 2


# --- writing the files


def test_both_files_are_written_beside_each_other_and_nothing_else(tmp_path):
    done = export(start_notice(), tmp_path, "绩防指〔2024〕9号")
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "绩防指〔2024〕9号.docx",
        "绩防指〔2024〕9号.pdf",
    ]
    assert done.pdf.read_bytes() == pdf(start_notice()).data
    assert done.pages == 2


def test_a_second_export_replaces_the_first_and_leaves_nothing_over(tmp_path):
    export(start_notice(), tmp_path, "通知")
    export(SHEETS["end"], tmp_path, "通知")
    assert len(list(tmp_path.iterdir())) == 2
    assert "终止" in body_of((tmp_path / "通知.pdf").read_bytes())


def test_a_full_disk_is_told_in_chinese_and_the_older_paper_stays(tmp_path, monkeypatch):
    export(start_notice(), tmp_path, "通知")
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir()}

    def full(_descriptor):
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(print_job.os, "fsync", full)
    with pytest.raises(Unavailable) as said_no:
        export(SHEETS["end"], tmp_path, "通知")
    assert refusal(said_no.value).startswith("磁盘已满")
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == before


def test_a_folder_that_is_gone_is_told_in_chinese(tmp_path):
    with pytest.raises(Unavailable) as said_no:
        export(start_notice(), tmp_path / "u盘", "通知")
    assert "找不到文件夹" in refusal(said_no.value)


@pytest.mark.parametrize(
    ("number", "code"), [(errno.EROFS, "paper_read_only"), (errno.EIO, "paper_not_written")]
)
def test_other_troubles_of_the_disk_have_their_own_words(tmp_path, monkeypatch, number, code):
    def bad(_path, _content):
        raise OSError(number, "trouble")

    monkeypatch.setattr(print_job, "_write", bad)
    with pytest.raises(Unavailable) as said_no:
        export(start_notice(), tmp_path, "通知")
    assert said_no.value.code == code
    assert "。" in refusal(said_no.value)


def test_one_file_held_open_leaves_the_old_pair_whole(tmp_path, monkeypatch):
    export(start_notice(), tmp_path, "通知")
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir()}
    really = Path.replace

    def held(self, target):
        if self.name == "通知.docx":
            raise PermissionError(errno.EACCES, "held open")
        return really(self, target)

    monkeypatch.setattr(Path, "replace", held)
    with pytest.raises(Unavailable) as said_no:
        export(SHEETS["end"], tmp_path, "通知")
    assert refusal(said_no.value) == "文件正被其他程序打开:通知.docx。请关闭后再导出。"
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == before


@given(st.text(max_size=300))
def test_any_name_becomes_one_that_a_stick_takes(stem):
    name = clean(stem)
    assert name
    assert not set(name) & set('\\/:*?"<>|\n')
    assert len(name) <= 80


def test_a_note_of_ten_thousand_characters_fills_pages_and_loses_none():
    sheet = replace(start_notice(), blocks=(Paragraph(text="水库溢洪，" * 2000),))
    assert said(lay_out(sheet)) == words(sheet)
    assert docx_words(docx(sheet)) == words(sheet)


@given(CHINESE, CHINESE, st.sampled_from(Align))
def test_whatever_is_typed_into_a_table_stands_in_both_files(one, other, align):
    table = Table(
        columns=(Column(1, "甲", align), Column(2, "乙")), rows=((Cell(one), Cell(other)),)
    )
    sheet = Sheet(record_id="x", stated=DECIDED + timedelta(hours=1), title="表", blocks=(table,))
    assert said(lay_out(sheet)) == words(sheet)
