"""The flood of 19–20 June 2024, step by step at one desk; each step may be another process.

Every function first looks whether the console came back as it was left when it was killed, then
does the next thing by hand and looks at what the screen says of it. Published figures: province at
四级 12:00, mean 160 mm in 31 hours, 临溪 298.7 mm, 40.1 mm in an hour, 12 reservoirs over their
limit, 四级 decided 16:00, 绩防指〔2024〕9号 out at 17:05. Names and phones are made up.
"""

import os
import signal

import db.store
from tests.support.desk import Desk

NOTICE = (
    "6月19日8时至20日15时,全县平均降雨量已达160 mm,临溪最大达298.7 mm,"
    "最大小时雨强40.1 mm,河水位快速上涨,山洪暴发,已造成12座水库溢洪,超汛限水位,"
    "目前降雨仍在持续。"
)
REPORTER, PHONE = "尚村示例甲", "100 0000 0901"
PLACE = "家朋乡尚村上村组"
CONTENT = "上游山洪,2 户进水,正转移 18 人,暂无伤亡。路未断。"


def sits(_desk: Desk) -> None:
    """Somebody sits here, and does nothing."""


# 1. 监测 and 接报 -----------------------------------------------------------------------------


def province(desk: Desk) -> None:
    """12:05 — the province's 四级 is told over the telephone and registered."""
    assert "无启动响应" in desk.bar()
    desk.opened("Ctrl+F7", "上级响应登记")
    desk.put("单位", "省防指")
    desk.put("类别", "上级响应")
    desk.put("级别", "四级")
    desk.put("启动时间", "1200")
    desk.put("来源", "省防指通知")
    desk.put("标注", "已核")
    desk.save()
    desk.line("省防指", "四级", "12:00", within=desk.front)


def rain(desk: Desk) -> None:
    """15:02 — the water bureau's prose is pasted, looked at as it was understood, and saved."""
    desk.run("Ctrl+6")
    desk.line("省防指", "四级", "12:00", within=desk.front)
    paste(desk)


def paste(desk: Desk) -> None:
    """The published prose, each figure looked at before it is saved."""
    sheet = desk.opened("Shift+F7", "粘贴监测数据")
    desk.put("原文", NOTICE)
    for words in (
        ("全县", "160 mm"),
        ("临溪", "298.7 mm"),
        ("最大", "40.1 mm"),
        ("水库", "12 座"),
    ):
        desk.line(*words, within=sheet)
    desk.line("06-19 08:00", "06-20 15:00", within=sheet)
    desk.put("来源", "县水利局")
    desk.put("标注", "已核")
    desk.save()
    desk.line("全县", "31 小时", "160 mm", within=desk.front)


def call_begun(desk: Desk) -> None:
    """15:06 — F2 on the wall; three fields typed when the power goes."""
    desk.sees("县面 160 mm", "三级未知", within=desk.front)
    desk.run("F2")
    desk.type(REPORTER)
    desk.put("回拨电话", PHONE)
    desk.put("内容", CONTENT[:9])
    desk.line("接报 15:06", within=desk.front)
    desk.until(lambda: CONTENT[:9] in draft(desk), "what was typed is kept")


def call_saving(desk: Desk) -> None:
    """15:08 — the call came back half typed, is finished, and dies inside its transaction."""
    desk.run("Ctrl+2")
    assert desk.value("报告人 / 单位") == REPORTER
    assert desk.value("回拨电话") == PHONE
    assert desk.value("内容") == CONTENT[:9]
    desk.line("接报 15:06", within=desk.front)
    desk.put("地点", PLACE)
    desk.put("内容", CONTENT)
    desk.until(lambda: CONTENT in draft(desk), "what was typed is kept")
    die_inside_the_next_write()
    desk.press("Ctrl+Return")
    desk.until(lambda: False, "the end")


def call(desk: Desk) -> None:
    """15:10 — nothing half saved, nothing lost: saved now, on the map, in the log, verified."""
    desk.run("Ctrl+2")
    assert "接报" not in [line[6:8] for line in desk.front.log.texts()]
    assert desk.value("内容") == CONTENT
    assert desk.value("地点") == PLACE
    desk.click(desk.field("内容"))
    desk.save()
    desk.hears("已存本机")
    desk.line("接报", PLACE, within=desk.front)
    desk.line("家朋乡尚村村 洪涝", "待核实", "15:06", within=desk.front)
    assert desk.value("内容") == ""
    desk.opened("Alt+V", "核实")
    desk.put("核实来源(第二来源)", "家朋乡值班室")
    desk.save()
    desk.line("家朋乡尚村村 洪涝", "已核实", within=desk.front)
    desk.line("核实", "家朋乡值班室", within=desk.front)
    on_the_map(desk)


def on_the_map(desk: Desk) -> None:
    desk.run("Ctrl+6")
    labels = [mark.label for mark, _ in desk.front.county.map.drawn().marks]
    assert any("家朋乡尚村村 洪涝" in label for label in labels), labels


def draft(desk: Desk) -> str:
    """What a crash would leave of the calls that are being typed."""
    return "".join(desk.console.services.intake.drafts().values())


def die_inside_the_next_write() -> None:
    """Killed where rows are written and nothing is committed."""

    def dying(*_what):
        os.kill(os.getpid(), signal.SIGKILL)

    db.store.conclude = dying


def die_after_the_next_commit() -> None:
    """Killed where it is on disk and nobody has been told."""

    def dying(*_what):
        os.kill(os.getpid(), signal.SIGKILL)

    db.store._changes = dying


# 2. 研判 --------------------------------------------------------------------------------------


def judged(desk: Desk) -> None:
    """15:31 — which condition is met, by what, when, from whom; what is 未知; how far the next is."""
    desk.run("Ctrl+3")
    page = desk.front
    met = desk.line("已满足", "24 小时县面平均雨量 ≥ 50 mm", within=page)
    for word in ("至少 80 mm", "31 小时 160 mm", "15:00", "县水利局", "已核", "默认建议"):
        assert word in met, (word, met)
    assert "条款待录" in desk.screen(page)
    desk.line("省防指", "四级", "12:00", within=page)
    assert "已达 3 条" in desk.line("县防办主任", "批准", within=page.levels.parentWidget())
    third = desk.line("常务副指挥长", "批准", within=page.levels.parentWidget())
    assert "未知 7 条 · 至多差 20 mm" in third, third
    desk.click(page.levels, page.levels.visualRect(page.levels.lines.index(2, 0)).center())
    unknown = desk.line("未知", "24 小时县面平均雨量 ≥ 100 mm", within=page)
    assert "80–160 mm · 至多差 20 mm 31 小时 160 mm" in unknown, unknown
    desk.line("未知", "≥ 500 人", "无读数", within=page)
    desk.line("未满足", "单站 1 小时雨强 ≥ 70 mm", "40.1 mm · 差 29.9 mm", within=page)


# 3. 建议 → 批准 --------------------------------------------------------------------------------


def suggested(desk: Desk) -> None:
    """15:31 — the four statutory parts, filled in from the plan and the judgement."""
    judged(desk)
    desk.opened("Ctrl+J", "建议启动")
    assert desk.value("级别").startswith("四级")
    assert desk.value("响应事项") == "全县防汛"
    assert "小时" in desk.value("预计期限(自决定起)")
    assert len(desk.value("应急处置措施(一行一条)").splitlines()) > 3
    assert "至少 80 mm" in desk.value("依据")
    desk.choose(desk.field("事件"), "新建事件档")
    desk.put("新事件名称", "6·20 梅雨洪涝")
    desk.save()
    desk.sees("15:31 已建议,待批准", within=desk.front)
    desk.run("Ctrl+1")
    desk.sees("启动建议待批准", within=desk.front)


def approved(desk: Desk) -> None:
    """16:06 — the head of the bureau said yes at 16:00 over the telephone and it was repeated."""
    desk.run("Ctrl+3")
    desk.sees("15:31 已建议,待批准", within=desk.front)
    desk.opened("Ctrl+P", "批准:启动")
    assert desk.value("级别").startswith("四级")
    assert desk.value("批准人").startswith("胡二二 · 县防办主任")
    desk.put("方式", "口头")
    desk.put("决定时刻", "1600")
    desk.put("接话人", "章六六")
    assert "复述" in desk.refused()
    desk.put("已复述确认", "✓")
    desk.save()
    runs(desk)
    desk.line("口头批准启动防汛四级应急响应", "16:00", within=desk.front)


def runs(desk: Desk) -> None:
    """四级 since 16:00, its package unfolded, its paper and its notice owed."""
    if desk.window.rooms.front != "response":
        desk.run("Ctrl+3")
    page = desk.front
    desk.until(lambda: "四级" in desk.bar(), desk.bar())
    desk.sees("响应事项 全县防汛", "补书面", within=page)
    tasks = page.tasks.texts()
    assert len(tasks) == 12
    assert all(row[1] for row in tasks), "a task without a unit"
    desk.line("待编号", "关于启动防汛四级应急响应的通知", within=page)


# 4. 启动 --------------------------------------------------------------------------------------


def signed(desk: Desk) -> None:
    """16:20 — the response came back; tasks are received, the notice signed and numbered."""
    runs(desk)
    page = desk.front
    left = desk.line("待编号", "启动防汛四级", within=page)
    assert "印发 0:10:00" in left, left  # thirty minutes from the decision
    chosen = next(n for n, row in enumerate(page.tasks.texts()) if "待签收" in row[4])
    desk.click(page.tasks, page.tasks.visualRect(page.tasks.model().index(chosen, 0)).center())
    desk.run("Alt+A")
    assert "待签收" not in page.tasks.texts()[chosen][4], page.tasks.texts()[chosen]
    for title, done in (("文书签发", "已签发 16:20"), ("文书编号", "已编号 16:20")):
        desk.opened("Alt+S", title)
        desk.save()
        desk.line("启动防汛四级", done, within=page)
    desk.line("绩防指〔2024〕9号", within=page)


def on_paper(desk: Desk) -> None:
    """16:41 — the oral approval is on paper; dies when that is on disk and nobody was told."""
    runs_numbered(desk)
    page = desk.front
    assert "补书面 0:19:00" in desk.screen(page)  # an hour from 16:00
    desk.opened("Ctrl+Shift+B", "补书面")
    desk.put("书面文号或签批单号", "签批单 12")
    desk.put("签批时刻", "1640")
    die_after_the_next_commit()
    desk.press("Ctrl+Return")
    desk.until(lambda: False, "the end")


def sealed(desk: Desk) -> None:
    """16:43 — the paper is on record and its clock is gone; the notice gets its seal."""
    runs_numbered(desk)
    page = desk.front
    assert "补书面" not in page.papers_panel.header._subtitle.text()
    desk.line("补书面", "签批单 12", within=page)
    desk.opened("Alt+S", "文书用印")
    desk.save()
    desk.line("启动防汛四级", "已用印 16:43", within=page)


def runs_numbered(desk: Desk) -> None:
    """The response runs and its notice has number nine of the year."""
    if desk.window.rooms.front != "response":
        desk.run("Ctrl+3")
    desk.until(lambda: "四级" in desk.bar(), desk.bar())
    desk.line("绩防指〔2024〕9号", "启动防汛四级", within=desk.front)


def published(desk: Desk) -> None:
    """17:05 — out, 65 minutes after the decision, with the reason why it was late."""
    runs_numbered(desk)
    desk.line("启动防汛四级", "已用印 16:43", within=desk.front)
    desk.opened("Alt+S", "文书印发")
    assert "超时" in desk.refused() or "时限" in "".join(desk.refusals())
    desk.put("超时原因", "县城网络中断,电话逐家通知")
    desk.save()
    desk.line("绩防指〔2024〕9号", "已印发 17:05", "距决定 65 分", within=desk.front)
