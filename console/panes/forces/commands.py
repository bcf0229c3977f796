"""What can be done in this room, with names and keys."""

from console.runtime.commands import By, Command

COMMANDS = [
    Command(
        "forces.order",
        "调派",
        By("order"),
        "F3",
        group="力量",
        help="县乡自有队伍调派,消防、武警、民兵、企业商请",
        pane="forces",
        page=True,
    ),
    Command(
        "forces.next",
        "出动下一状态",
        By("next_state"),
        "Ctrl+Return",
        when=By("why_no_next"),
        group="力量",
        help="接令、集结、出发、到场、作业、撤收、归建依次记录",
        pane="forces",
        scope="pane",
    ),
    Command(
        "forces.decline",
        "不能出动",
        By("decline"),
        when=By("why_no_next"),
        group="力量",
        help="队伍说明原因,另选一支",
        pane="forces",
        scope="pane",
    ),
    Command(
        "forces.recall",
        "取消出动",
        By("recall"),
        when=By("why_no_next"),
        group="力量",
        help="到场之前可取消,须写原因",
        pane="forces",
        scope="pane",
    ),
    Command(
        "forces.readiness",
        "备勤状态",
        By("readiness"),
        "Alt+R",
        when=By("why_no_team"),
        group="力量",
        help="记录队伍报告的可出动人数和状态",
        pane="forces",
        scope="pane",
    ),
]
