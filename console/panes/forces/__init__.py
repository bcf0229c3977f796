"""力量: teams, 调派 and 商请, experts. Exports PANE, CARD and COMMANDS."""

from console.panes.forces.card import ForcesCard
from console.panes.forces.page import ForcesPane
from console.runtime.commands import Command
from console.widgets.pane import Card, Pane

PANE: type[Pane] = ForcesPane
CARD: type[Card] = ForcesCard

COMMANDS = [
    Command(
        "forces.order",
        "调派",
        ForcesPane.order,
        "F3",
        group="力量",
        help="县乡自有队伍调派,消防、武警、民兵、企业商请",
        pane="forces",
        page=True,
    ),
    Command(
        "forces.next",
        "出动下一状态",
        ForcesPane.next_state,
        "Ctrl+Return",
        when=ForcesPane.why_no_next,
        group="力量",
        help="接令、集结、出发、到场、作业、撤收、归建依次记录",
        pane="forces",
        scope="pane",
    ),
    Command(
        "forces.decline",
        "不能出动",
        ForcesPane.decline,
        when=ForcesPane.why_no_next,
        group="力量",
        help="队伍说明原因,另选一支",
        pane="forces",
        scope="pane",
    ),
    Command(
        "forces.recall",
        "取消出动",
        ForcesPane.recall,
        when=ForcesPane.why_no_next,
        group="力量",
        help="到场之前可取消,须写原因",
        pane="forces",
        scope="pane",
    ),
    Command(
        "forces.readiness",
        "备勤状态",
        ForcesPane.readiness,
        "Alt+R",
        when=ForcesPane.why_no_team,
        group="力量",
        help="记录队伍报告的可出动人数和状态",
        pane="forces",
        scope="pane",
    ),
]
