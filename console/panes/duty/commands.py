"""What can be done at the duty desk, with its name, its key and what it waits for."""

from typing import Any

from console.runtime.commands import By, Command

GROUP = "值守"


def _signed(pane: Any) -> str:
    return "" if pane.focus.officer else "请先登录"


def _chosen(pane: Any) -> str:
    if (missing := _signed(pane)) or pane.incident() is not None:
        return missing
    return "请先选一起未办结事件"


def _mergeable(pane: Any) -> str:
    if missing := _chosen(pane):
        return missing
    many = pane.facts is not None and len(pane.facts.incidents) > 1
    return "" if many else pane.tr("没有另一起未办结事件可并入")


def _clock(pane: Any) -> str:
    if missing := _signed(pane):
        return missing
    running = pane.facts is not None and any(c.reporting for c in pane.facts.clocks)
    return "" if running else pane.tr("没有正在走的报送时限")


def _figures(pane: Any) -> str:
    if missing := _signed(pane):
        return missing
    known = pane.facts is not None and any(f.id for f in pane.facts.card.figures.values())
    return "" if known else pane.tr("还没有定过口径")


def _gap(pane: Any) -> str:
    if missing := _signed(pane):
        return missing
    lacking = pane.facts is not None and bool(pane.facts.month.gaps)
    return "" if lacking else pane.tr("本月没有缺班")


def _handover(pane: Any) -> str:
    if missing := _signed(pane):
        return missing
    if pane.facts is None:
        return "正在读取"
    return "" if pane.handover() is not None else pane.tr("还没有交接班表,请先交接班(F6)")


def _many_calls(pane: Any) -> str:
    return "" if pane.intake.held_count > 1 else "没有挂起的来电"


COMMANDS = [
    Command(
        "duty.intake",
        "接报",
        By("begin_call"),
        "F2",
        group=GROUP,
        help="四栏即可保存;再按 F2 挂起当前来电、另接一个",
        pane="duty",
        page=True,
    ),
    Command(
        "duty.next_call",
        "切换挂起的来电",
        By("next_call"),
        "Ctrl+F2",
        when=_many_calls,
        group=GROUP,
        pane="duty",
        page=True,
    ),
    Command(
        "duty.note",
        "记事",
        lambda pane: pane.sheets.note(),
        "Shift+F2",
        when=_signed,
        group=GROUP,
        help="记入值班日志,最多 10 000 字",
        pane="duty",
        page=True,
    ),
    Command(
        "duty.dictation",
        "口述卡",
        lambda pane: pane.sheets.dictation(),
        "F8",
        when=_signed,
        group=GROUP,
        help="一屏照着念:何事、何地、何时、人员、雨水情、响应、力量,数字都带截至和来源",
        pane="duty",
        page=True,
    ),
    Command(
        "duty.handover",
        "交接班",
        lambda pane: pane.sheets.handover(),
        "F6",
        when=_signed,
        group=GROUP,
        help="未办结事项逐项核对,双方签名",
        pane="duty",
        page=True,
    ),
    Command(
        "duty.print_handover",
        "打印交接班表",
        By("print_handover"),
        "Alt+O",
        when=_handover,
        group=GROUP,
        help="正在办的一张,否则最近签过的一张,导出为 PDF 和 Word",
        pane="duty",
        page=True,
        scope="pane",
    ),
    Command(
        "duty.verify",
        "核实",
        lambda pane: pane.sheets.verify(),
        "Alt+V",
        when=_chosen,
        group=GROUP,
        help="第二来源核实,不停报送时限",
        pane="duty",
        page=True,
        scope="pane",
    ),
    Command(
        "duty.strike",
        "误报",
        lambda pane: pane.sheets.strike(),
        "Alt+X",
        when=_chosen,
        group=GROUP,
        help="划除并留痕",
        pane="duty",
        page=True,
        scope="pane",
    ),
    Command(
        "duty.merge",
        "并入",
        lambda pane: pane.sheets.merge(),
        "Alt+M",
        when=_mergeable,
        group=GROUP,
        help="并入另一起事件",
        pane="duty",
        page=True,
        scope="pane",
    ),
    Command(
        "duty.happened",
        "补记事发时间",
        lambda pane: pane.sheets.happened(),
        "Alt+T",
        when=_chosen,
        group=GROUP,
        help="从事发起算的时限随之改算",
        pane="duty",
        page=True,
        scope="pane",
    ),
    Command(
        "duty.grade",
        "初判分级",
        lambda pane: pane.sheets.grade(),
        "Alt+J",
        when=_chosen,
        group=GROUP,
        help="较大及以上另起直报时限",
        pane="duty",
        page=True,
        scope="pane",
    ),
    Command(
        "duty.close",
        "办结事件",
        lambda pane: pane.sheets.close_incident(),
        "Alt+Z",
        when=_chosen,
        group=GROUP,
        pane="duty",
        page=True,
        scope="pane",
    ),
    Command(
        "duty.reported",
        "报告已报出",
        lambda pane: pane.sheets.reported(),
        "Alt+B",
        when=_clock,
        group=GROUP,
        help="记下接收人、时刻、是否复述",
        pane="duty",
        page=True,
        scope="pane",
    ),
    Command(
        "duty.figure",
        "当前口径",
        lambda pane: pane.sheets.figure(),
        "Alt+K",
        when=_signed,
        group=GROUP,
        help="应转、已转、失联等,带截至时间、来源、核实",
        pane="duty",
        page=True,
        scope="pane",
    ),
    Command(
        "duty.fill",
        "补排缺班",
        lambda pane: pane.sheets.fill(),
        "Alt+P",
        when=_gap,
        group=GROUP,
        pane="duty",
        page=True,
        scope="pane",
    ),
    Command(
        "duty.tell",
        "口头报出口径",
        lambda pane: pane.sheets.tell(),
        when=_figures,
        group=GROUP,
        help="报给谁、几时;以后的报告以此为准",
        pane="duty",
        page=True,
    ),
    Command(
        "duty.attach",
        "归入事件档",
        lambda pane: pane.sheets.attach(),
        "Alt+G",
        when=_chosen,
        group=GROUP,
        help="响应与口径按事件档记",
        pane="duty",
        page=True,
        scope="pane",
    ),
    Command(
        "duty.files",
        "附件",
        lambda pane: pane.sheets.files(),
        "Alt+F",
        when=_chosen,
        group=GROUP,
        help="照片、录音、文件:加密存放,最后上传",
        pane="duty",
        page=True,
        scope="pane",
    ),
    Command(
        "duty.trace",
        "只看所选事件的经过",
        By("toggle_trace"),
        "Alt+L",
        when=_chosen,
        group=GROUP,
        help="日志在全部与所选事件之间切换",
        pane="duty",
        page=True,
        scope="pane",
    ),
    Command(
        "duty.copy_phone",
        "复制回拨电话",
        By("copy_phone"),
        "Alt+C",
        when=_chosen,
        group=GROUP,
        pane="duty",
        page=True,
        scope="pane",
    ),
    Command(
        "duty.reveal",
        "查看全号",
        By("reveal"),
        "Alt+H",
        when=_signed,
        group=GROUP,
        help="不在班的人查看全号,留记录",
        pane="duty",
        page=True,
        scope="pane",
    ),
    Command(
        "duty.swap",
        "换班",
        lambda pane: pane.sheets.swap(),
        "Alt+Y",
        when=_signed,
        group=GROUP,
        help="须写缘由,留痕",
        pane="duty",
        page=True,
        scope="pane",
    ),
    Command(
        "duty.extend",
        "续排班表",
        lambda pane: pane.sheets.extend(),
        when=_signed,
        group=GROUP,
        help="接最后一班往后排,歇得久、班次少者在前",
        pane="duty",
        page=True,
    ),
    Command(
        "duty.staff",
        "人员登记",
        lambda pane: pane.sheets.staff(),
        when=_signed,
        group=GROUP,
        help="系统管理员登记人员、角色、初始口令",
        pane="duty",
        page=True,
    ),
    Command(
        "duty.mode",
        "值守状态",
        lambda pane: pane.sheets.mode(),
        "Alt+S",
        when=_signed,
        group=GROUP,
        help="日常、预警、响应值守",
        pane="duty",
        page=True,
        scope="pane",
    ),
    Command(
        "duty.password",
        "修改口令",
        lambda pane: pane.sheets.password(),
        when=_signed,
        group=GROUP,
        help="本人口令",
        pane="duty",
        page=True,
    ),
    Command(
        "duty.pin",
        "设置 PIN",
        lambda pane: pane.sheets.pin(),
        when=_signed,
        group=GROUP,
        help="锁屏时按 F2 接报用",
        pane="duty",
        page=True,
    ),
]
