"""物资: stock, 调拨 and tracing. Exports PANE, CARD and COMMANDS."""

from console.panes.supplies.card import SuppliesCard
from console.panes.supplies.page import SuppliesPane
from console.runtime.commands import Command
from console.widgets.pane import Card, Pane

PANE: type[Pane] = SuppliesPane
CARD: type[Card] = SuppliesCard

COMMANDS = [
    Command(
        "supplies.request",
        "调拨",
        SuppliesPane.request,
        "F4",
        group="物资",
        help="登记乡镇调拨申请,品名可按拼音首字母找",
        pane="supplies",
        page=True,
    ),
    Command(
        "supplies.next",
        "调拨下一步",
        SuppliesPane.next_step,
        "Ctrl+Return",
        when=SuppliesPane.why_no_next,
        group="物资",
        help="建议、批准、指令、出库、签收、回执依次办理",
        pane="supplies",
        scope="pane",
    ),
    Command(
        "supplies.paper",
        "补书面批准",
        SuppliesPane.paper,
        "Alt+B",
        when=SuppliesPane.why_no_paper,
        group="物资",
        help="口头批准后书面手续已补齐",
        pane="supplies",
        scope="pane",
    ),
    Command(
        "supplies.cancel",
        "取消调拨",
        SuppliesPane.cancel,
        when=SuppliesPane.why_no_cancel,
        group="物资",
        help="出库之前可取消,须写原因",
        pane="supplies",
        scope="pane",
    ),
    Command(
        "supplies.receive",
        "入库",
        SuppliesPane.receive,
        "Ctrl+Shift+R",
        when=SuppliesPane.why_no_depot,
        group="物资",
        help="采购、捐赠、上级调入的批次入账",
        pane="supplies",
        scope="pane",
    ),
    Command(
        "supplies.count",
        "盘点",
        SuppliesPane.count,
        "Ctrl+Shift+C",
        when=SuppliesPane.why_no_depot,
        group="物资",
        help="盲盘所选物资的各批次,差异自动入账",
        pane="supplies",
        scope="pane",
    ),
]
