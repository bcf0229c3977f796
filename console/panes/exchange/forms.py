"""另行填写 and 电话核实: what is typed where neither value may simply be taken."""

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from console.domain.difference import Choice
from console.domain.refused import Refused
from console.panes.exchange.columns import tr
from console.panes.exchange.difference_card import names_of
from console.services.exchange import Closing, Settlement
from console.services.exchange.differences import DifferenceRow
from console.services.exchange.view import GroupRow, ShortRow
from console.widgets.form import Form
from console.wording import join, number, refusal


class OtherForm(Form):
    """A third value; both others stay in the history."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("以此为准"), parent=parent)
        self.row: DifferenceRow | None = None
        self.add_field("other", tr("核定的值"), QLineEdit(), required=True)
        self.add_field("reason", tr("缘由"), QLineEdit())
        self._both = self.add_note("")

    def show_row(self, row: DifferenceRow) -> None:
        if self.row is None or self.row.id != row.id:
            self.clear()
        self.row = row
        self._both.setText(both(row))

    def settlement(self) -> Settlement | None:
        if self.row is None:
            return None
        typed = self.values()
        return Settlement(
            id=self.row.id, choice=Choice.OTHER, other=typed["other"], reason=typed["reason"]
        )


class CallForm(Form):
    """Who was rung, what was said, and which value stands."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("按核实结果核定"), parent=parent)
        self.row: DifferenceRow | None = None
        self._whom = self.add_note("")
        self.add_field("who", tr("与谁核实"), QLineEdit(), required=True)
        self.add_field("choice", tr("以何为准"), QComboBox())
        self.add_field("other", tr("另行填写的值"), QLineEdit())
        self.add_field("reason", tr("核实情况"), QLineEdit())
        self._both = self.add_note("")

    def show_row(self, row: DifferenceRow) -> None:
        if self.row is None or self.row.id != row.id:
            self.clear()
        self.row = row
        combo = self.field("choice")
        assert isinstance(combo, QComboBox)
        kept = combo.currentData()
        combo.clear()
        titles = names_of(row)
        pairs = (
            (titles["exchange.mine"], row.left.choice),
            (titles["exchange.theirs"], row.right.choice),
            (tr("另行填写"), Choice.OTHER),
        )
        for title, choice in pairs:
            if choice not in row.barred:
                combo.addItem(title, choice.value)
        combo.setCurrentIndex(max(0, combo.findData(kept)))
        self._whom.setText("\n".join(filter(None, (row.left.phone, row.right.phone))))
        self._both.setText(both(row))

    def settlement(self) -> Settlement | None:
        if self.row is None:
            return None
        typed = self.values()
        reason = tr("电话核实({who})").format(who=typed["who"].strip())
        return Settlement(
            id=self.row.id,
            choice=Choice(typed["choice"]),
            other=typed["other"],
            reason=join([reason, typed["reason"].strip()]),
        )


class ShortForm(Form):
    """盘点 in place, or the word that a reversal has mended it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("办结"), parent=parent)
        self.row: ShortRow | None = None
        self._what = self.add_note("")
        self.add_field("counted", tr("实盘数量(已在“物资”冲销的不填)"), QLineEdit())
        self.add_field("reason", tr("缘由"), QLineEdit(), required=True)

    def show_row(self, row: ShortRow) -> None:
        if self.row is None or self.row.id != row.id:
            self.clear()
        self.row = row
        balance = f"{number(row.balance)} {row.unit}".strip()
        self._what.setText(
            tr("{depot} {item}:各处出入库合计后账面 {balance}").format(
                depot=row.account, item=row.item, balance=balance
            )
        )

    def closing(self) -> Closing | None:
        """None, with the sentence below the field, where the number can't be read."""
        if self.row is None:
            return None
        typed = self.values()
        words = typed["counted"].strip()
        if words and not (words.isascii() and words.isdigit()):
            self.refuse_field("counted", refusal(Refused("register_not_whole", text=words)))
            return None
        counted = int(words) if words else None
        return Closing(id=self.row.id, counted=counted, reason=typed["reason"])


class DiscardForm(Form):
    """Why nothing more will be done about what was not taken."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("弃置"), parent=parent)
        self.row: GroupRow | None = None
        self._what = self.add_note("")
        self.add_field("reason", tr("理由"), QLineEdit(), required=True)

    def show_row(self, row: GroupRow) -> None:
        if self.row is None or self.row.n != row.n:
            self.clear()
        self.row = row
        self._what.setText("\n".join(filter(None, (row.content, row.error))))


def both(row: DifferenceRow) -> str:
    """The two values and what stood before, so that nothing has to be remembered."""
    sides = (f"{join([s.where, s.who])}:{s.words}" for s in (row.left, row.right))
    return "\n".join((*sides, tr("断网前:{base}").format(base=row.base)))
