"""The flood goes on: a team out and back, tents and quilts, 交接班, the end, the review, the log.

Steps 5 to 7 of the story that `journey_flood` begins; each may be another process.
"""

from typing import NamedTuple

from PySide6.QtWidgets import QCheckBox

from tests.support.desk import Desk, secrets
from tests.support.journey_flood import PLACE, runs_numbered

# 5. 调派, 调拨 --------------------------------------------------------------------------------

TEAM = "县防汛抗旱应急抢险队"


def sent(desk: Desk) -> None:
    """17:10 — a county team is ordered by F3 from the response page and on its way."""
    runs_numbered(desk)
    desk.line("距决定 65 分", within=desk.front)
    desk.opened("F3", "调派")
    desk.pick("队伍", "fxkh", TEAM)
    desk.put("到达地点", PLACE[:5])
    desk.put("人数", "12")
    desk.put("任务", "协助转移危险区人员,处置进水农户")
    desk.put("预计到场", "1800")
    desk.save()
    desk.sees("在外 1 支 12 人", "预计 18:00", within=desk.front)
    for time, state in (("17:12", "接令"), ("17:17", "集结"), ("17:21", "出发")):
        desk.at(time)
        desk.opened("Ctrl+Return", "出动状态")
        assert desk.value("状态") == state
        desk.save()
        desk.line(time, state, within=desk.front)


def returned(desk: Desk) -> None:
    """17:50 — the team is where it was on its road; it arrives, works, withdraws, is back."""
    desk.run("Ctrl+4")
    desk.sees("在外 1 支 12 人", "预计 18:00", within=desk.front)
    for time, state in (
        ("17:52", "到场"),
        ("17:55", "作业"),
        ("18:12", "撤收"),
        ("18:20", "归建"),
    ):
        desk.at(time)
        desk.opened("Ctrl+Return", "出动状态")
        assert desk.value("状态") == state
        desk.save()
        desk.line(time, state, within=desk.front)
    desk.sees("在外 0 支", "已归建", within=desk.front)


class Stock(NamedTuple):
    """现存, 占用, 可用, 在途 of one item at one depot."""

    on_hand: int
    held: int
    available: int
    coming: int


TENTS, QUILTS = "救灾帐篷 12 m²", "棉被 2.5 kg"
COUNTY_DEPOT, TOWN_DEPOT = "县应急物资储备库", "家朋乡储备点"


def stock_of(desk: Desk, place: str) -> dict[str, Stock]:
    """The stock list of one depot, chosen in the tree with the mouse."""
    page = desk.front
    row = next(n for n, t in enumerate(page.tree.texts()) if t[0].strip() == place)
    index = page.tree.model().index(row, 0)
    page.tree.scrollTo(index)
    desk.click(page.tree, page.tree.visualRect(index).center())
    desk.settle()
    desk.until(lambda: page.stock.header.title == place, place)
    return {
        line[0]: Stock(*(int(cell.replace("\u2009", "")) for cell in line[2:6]))
        for line in page.items.texts()
    }


def asked(desk: Desk) -> None:
    """18:30 — F4: the township asks by telephone; the application is half typed when it dies."""
    desk.run("Ctrl+5")
    desk.opened("F4", "调拨申请")
    desk.pick("调入", "jpx", "家朋乡储备点")
    desk.pick("物资", "zp", "救灾帐篷 12 m²")
    desk.put("数量", "40")
    desk.until(lambda: "40" in kept(desk, "supplies.request"), "what was typed is kept")


def kept(desk: Desk, key: str) -> str:
    return desk.console.world.store.draft(key) or ""


def granted(desk: Desk) -> None:
    """18:35 — the application came back as typed; saved, advised, approved by telephone, ordered."""
    desk.run("Ctrl+5")
    desk.opened("F4", "调拨申请")
    desk.until(lambda: desk.value("物资") == "救灾帐篷 12 m²", "the application came back")
    assert desk.value("调入") == "家朋乡储备点"
    assert desk.value("数量") == "40"
    desk.pick("物资 2", "mb", "棉被 2.5 kg")
    desk.put("数量 2", "160")
    desk.put("事由", "安置转移群众")
    desk.put("联系人", "家朋乙")
    desk.sees("建议 县应急物资储备库", within=desk.sheet)
    desk.save()
    desk.line("家朋乡储备点", "救灾帐篷", "棉被", within=desk.front)
    desk.at("18:40")
    desk.opened("Ctrl+Return", "动用建议")
    assert desk.value("动用储备点").startswith("县应急物资储备库")
    desk.save()
    desk.at("18:45")
    desk.opened("Ctrl+Return", "批准")
    desk.put("批准人", "汪一一")
    desk.put("方式", "口头(电话)")
    assert "复述" in desk.refused()
    desk.put("已复述确认", "✓")
    desk.save()
    held = stock_of(desk, COUNTY_DEPOT)
    assert held[TENTS] == Stock(312, 40, 272, 0)
    assert held[QUILTS] == Stock(1860, 160, 1700, 0)
    desk.at("18:50")
    desk.opened("Ctrl+Return", "调拨指令")
    assert desk.value("发往单位") == "县发展改革委(粮储)"
    desk.save()
    desk.sees("绩应急调〔2024〕1号", "口头批准,书面 20:45 前补", within=desk.front)


def issued(desk: Desk) -> None:
    """19:00 — the keeper signs in; goods leave the county depot and are on the road."""
    desk.run("Ctrl+5")
    before = stock_of(desk, COUNTY_DEPOT)
    desk.opened("Ctrl+Return", "出库")
    desk.put("车牌", "皖P·示0001")
    desk.put("驾驶员", "驾驶员甲")
    desk.put("预计到达", "1940")
    desk.save()
    after = stock_of(desk, COUNTY_DEPOT)
    town = stock_of(desk, TOWN_DEPOT)
    assert before[TENTS] == Stock(312, 40, 272, 0)
    assert after[TENTS] == Stock(272, 0, 272, 40)
    assert after[QUILTS] == Stock(1700, 0, 1700, 160)
    assert town[TENTS] == Stock(6, 0, 6, 40)
    assert town[QUILTS] == Stock(50, 0, 50, 160)
    desk.sees("皖P·示0001 驾驶员甲 预计 19:40 到", within=desk.front)


def received(desk: Desk) -> None:
    """19:40 — still on the road after the restart; received at the township, signed for."""
    desk.run("Ctrl+5")
    desk.sees("皖P·示0001 驾驶员甲 预计 19:40 到", within=desk.front)
    desk.opened("Ctrl+Return", "签收")
    assert desk.value("救灾帐篷 12 m² 帐-01(在途 40 顶)") == "40"
    desk.save()
    town = stock_of(desk, TOWN_DEPOT)
    assert town[TENTS] == Stock(46, 0, 46, 0)
    assert town[QUILTS] == Stock(210, 0, 210, 0)
    desk.opened("Ctrl+Return", "回执")
    desk.put("收货人", "家朋乙")
    desk.save()
    assert "在办" not in desk.front.transfers.header._subtitle.text()


# 6. 交接班 ------------------------------------------------------------------------------------


def handing_over(desk: Desk) -> None:
    """19:55 — the card lists what is open; half of it is ticked when it dies."""
    desk.run("F6")
    sheet = desk.await_sheet("交接班")
    for words in (
        ("响应", "全县防汛 四级响应", "16:00"),
        ("事件", "家朋乡尚村村 洪涝", "15:06"),
        ("任务", "未完成任务 12 项"),
        ("时限", "调拨书面批准", "20:45"),
        ("上报", "待上报"),
    ):
        desk.line(*words, within=sheet)
    for box in sheet.boxes()[:TICKED]:
        desk.bring(box)
        desk.click(box)
    desk.sees(f"已核对 {TICKED} /", within=sheet)
    desk.settle()


TICKED = 2


def handed_over(desk: Desk) -> None:
    """20:02 — the ticks are there; one line is forgotten, then ticked; both sign; it goes on."""
    desk.run("F6")
    sheet = desk.await_sheet("交接班")
    desk.sees(f"已核对 {TICKED} /", "待交班人签", within=sheet)
    desk.put("交代事项", "家朋乡道路未断,帐篷棉被已签收", sheet)
    desk.click_button("交班签名", sheet)
    desk.settle()
    desk.sees("待接班人签", within=sheet)
    *most, last = [box for box in sheet.boxes() if not box.isChecked()]
    for box in most:
        desk.bring(box)
        desk.click(box)
    desk.put("接班人", "程七七", sheet)
    desk.put("口令", secrets()["pin"], sheet)
    desk.click_button("接班签名", sheet)
    desk.settle()
    assert desk.refusals() == ["还有 1 项未勾,请逐项核对后再签。"]
    desk.click(last)
    desk.put("口令", secrets()["pin"], sheet)
    desk.click_button("接班签名", sheet)
    desk.settle()
    desk.hears("已交接,现由 程七七 值守")
    desk.sees("程七七(已登录)", within=desk.window.status)
    desk.until(lambda: "许四四" in desk.bar(), "the next leader")
    desk.until(lambda: "四级" in desk.bar(), "the response still runs")
    desk.line("接班", within=desk.front)


# 7. 终止 → 评估 --------------------------------------------------------------------------------


def ending(desk: Desk) -> None:
    """0621 07:00 — the next watch ends it: every criterion, what goes on, who said so."""
    desk.until(lambda: "许四四" in desk.bar(), "the watch that took over")
    runs_numbered(desk)
    desk.opened("Ctrl+E", "建议终止")
    assert "终止判据还未确认" in saying(desk, 后续措施=FOLLOW_UP)
    for box in desk.among(QCheckBox, desk.sheet):
        desk.put(box.text(), "✓")
    desk.save()
    desk.opened("Ctrl+P", "批准:终止")
    desk.put("决定时刻", "0700")
    assert "复述" in desk.refused()
    desk.put("已复述确认", "✓")
    desk.save()
    desk.sees("已终止 · 06-21 07:00", "终止批准补书面", within=desk.front)
    desk.until(lambda: "无启动响应" in desk.bar(), "no level on the bar")


FOLLOW_UP = "巡查地质灾害点和受淹农户,防次生灾害"


def saying(desk: Desk, **fields: str) -> str:
    desk.fill(**fields)
    return desk.refused()


def reviewed(desk: Desk) -> None:
    """0621 10:00 — 评估 with its four parts, sent up, archived."""
    assert "无启动响应" in desk.bar()
    desk.run("Ctrl+3")
    desk.sees("已终止", within=desk.front)
    sheet = desk.opened("Ctrl+Shift+V", "评估")
    for label in [one for one in desk.labels(sheet) if one not in {"", "评估时刻", "超时原因"}]:
        desk.put(label, "四级响应 15 小时,转移 18 人,无人员伤亡;通知印发慢于内控 35 分。")
    desk.save()
    desk.opened("Ctrl+Shift+V", "评估报告上报")
    desk.put("报送单位", "市应急管理局")
    desk.save()
    desk.find("xygd")  # 响应归档, by its initials
    desk.hears("已存本机")
    told_in_order(desk)


def told_in_order(desk: Desk) -> None:
    """The duty log of the two days, oldest first, is the story that happened."""
    desk.run("Ctrl+2")
    log = list(reversed(desk.front.log.texts()))
    places = []
    for words in STORY:
        found = [n for n, line in enumerate(log) if all(w in line for w in words)]
        assert found, (words, log)
        places.append(found[0])
    assert places == sorted(places), [log[n] for n in places]


STORY = (
    ("12:00", "监测", "省防指"),
    ("15:00", "监测", "县面平均雨量 160 mm"),
    ("15:06", "接报", PLACE),
    ("15:06", "立事件"),
    ("15:10", "核实", "家朋乡值班室"),
    ("15:31", "建议", "启动防汛四级应急响应"),
    ("16:00", "胡二二口头批准启动防汛四级应急响应"),
    ("16:00", "下达任务 12 项"),
    ("16:20", "编号:绩防指〔2024〕9号"),
    ("16:40", "已补书面:签批单 12"),
    ("17:05", "印发:绩防指〔2024〕9号", "距决定 1 小时 05 分"),
    ("17:10", f"调派{TEAM} 12 人"),
    ("17:52", "到场"),
    ("18:20", "归建"),
    ("18:35", "家朋乡申请", "救灾帐篷 40 顶、棉被 160 床"),
    ("18:45", "批准", "汪一一", "已复述"),
    ("18:50", "绩应急调〔2024〕1号"),
    ("19:00", "出库"),
    ("19:40", "签收", "家朋乡储备点"),
    ("20:02", "交班签名"),
    ("20:02", "接班签名"),
    ("07:00", "建议终止防汛四级应急响应"),
    ("07:00", "口头批准终止防汛四级应急响应"),
    ("07:00", "终止防汛四级应急响应", FOLLOW_UP),
    ("10:00", "评估完成"),
    ("10:00", "评估报告报市应急管理局"),
    ("10:00", "归档"),
)
