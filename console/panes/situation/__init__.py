"""态势: what is measured and where. Exports PANE, CARD and COMMANDS."""

from console.panes.situation.card import SituationCard
from console.panes.situation.page import SituationPane
from console.runtime.commands import Command
from console.widgets.pane import Card, Pane

PANE: type[Pane] = SituationPane
CARD: type[Card] = SituationCard
GROUP = "态势"


COMMANDS = [
    Command(
        "situation.layer",
        "切换地图图层",
        SituationPane.next_layer,
        "Ctrl+M",
        group=GROUP,
        help="雨量、水位、力量、物资依次切换",
        pane="situation",
        scope="pane",
    ),
    Command(
        "situation.zoom_in",
        "放大地图",
        SituationPane.zoom_in,
        "Ctrl+=",
        group=GROUP,
        help="光标在图上时也可用 + 或滚轮",
        pane="situation",
        scope="pane",
    ),
    Command(
        "situation.zoom_out",
        "缩小地图",
        SituationPane.zoom_out,
        "Ctrl+-",
        group=GROUP,
        pane="situation",
        scope="pane",
    ),
    Command(
        "situation.whole",
        "地图复位",
        SituationPane.whole_county,
        "Ctrl+0",
        group=GROUP,
        help="回到全县",
        pane="situation",
        scope="pane",
    ),
]
