"""The next hand of a transfer as a short form: 建议, 批准, 指令, 出库, 签收, 回执.

Each form knows the one service call that it makes; the page only opens it and shows the answer.
"""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit

from console.domain.changes import Changes, merge
from console.domain.record import dataclass
from console.domain.refused import Refused
from console.domain.shipment import Arrival
from console.domain.supply import whole
from console.domain.transfer import Consent, Means, Stage
from console.panes.supplies.columns import tr
from console.services.glance.stock_trace import DepotChoice
from console.services.glance.transfers import Approver, LineView, RoadLot, TransferRow
from console.services.shipments import Ride
from console.services.transfers import Transfers
from console.widgets.form import Form
from console.widgets.time_field import TimeField
from console.wording import date_time, full_time, number
from console.wording.document import NOT_NUMBERED
from console.wording.supply import MEANS_OF_CONSENT

Call = Callable[[Transfers, str], object]


@dataclass(frozen=True)
class Around:
    """What the forms need to know besides the transfer."""

    now: Callable[[], datetime]
    choices: tuple[DepotChoice, ...]
    approvers: tuple[Approver, ...]
    owner: str


class StepForm(Form):
    """`call()` gives what the writer runs with (transfers, actor); Refused where a field is wrong."""

    def __init__(self, save: str, row: TransferRow, around: Around) -> None:
        super().__init__(save, columns=2)
        self.row = row
        self._around = around
        self.add_note(tr("{to} · {what}").format(to=row.to_name, what=row.what))

    def add_time(self, label: str) -> None:
        self.at = TimeField(self._around.now, hint=tr("空为现在,或 1432、-5"))
        self.add_field("at", label, self.at)

    def moment(self) -> datetime:
        return self.at.moment() or self._around.now()

    def call(self) -> Call:
        raise NotImplementedError


class AdviseForm(StepForm):
    """动用建议: depots ranked, the first chosen; the reason is filled from the ranking."""

    def __init__(self, row: TransferRow, around: Around) -> None:
        super().__init__(tr("提出建议"), row, around)
        self.depot = QComboBox()
        for choice in around.choices:
            self.depot.addItem(f"{choice.name} · {choice.why}", choice.depot_id)
        self.add_field("depot", tr("动用储备点"), self.depot, required=True, span=2)
        self.why = QLineEdit()
        self.add_field("why", tr("理由"), self.why, span=2)
        self.add_time(tr("建议时间"))
        self.depot.currentIndexChanged.connect(self._on_depot)
        self._on_depot(0)
        self.setFocusProxy(self.depot)

    def call(self) -> Call:
        depot, why, at = self.depot.currentData(), self.why.text(), self.moment()
        if depot is None:
            raise Refused("depot_unknown", text="", field="depot")
        return lambda transfers, actor: transfers.advise(
            actor, self.row.transfer.id, depot, why, at
        )

    def _on_depot(self, place: int) -> None:
        if 0 <= place < len(self._around.choices):
            self.why.setText(self._around.choices[place].why)


class ApproveForm(StepForm):
    """县领导批准: by word of mouth it must have been repeated back; the paper follows."""

    def __init__(self, row: TransferRow, around: Around) -> None:
        super().__init__(tr("登记批准"), row, around)
        self.add_note(
            tr("拟动用 {depot}。{why}").format(depot=row.from_name, why=row.transfer.advice)
        )
        self.who = QComboBox()
        for one in around.approvers:
            self.who.addItem(f"{one.name} · {one.title}", one)
        self.add_field("who", tr("批准人"), self.who, required=True)
        self.means = QComboBox()
        for means, word in MEANS_OF_CONSENT.items():
            self.means.addItem(word, means)
        self.add_field("means", tr("方式"), self.means, required=True)
        self.pieces: dict[str, QLineEdit] = {}
        for line in row.lines:
            field = QLineEdit(str(line.requested))
            self.pieces[line.line_id] = field
            self.add_field(f"pieces{line.line_id}", _asked(line), field, required=True)
        self.add_time(tr("批准时间"))
        self.repeated = QCheckBox(tr("已复述确认(谁、何时、何物、多少)"))
        self.add_field("repeated", "", self.repeated, span=2)
        self.setFocusProxy(self.who)

    def call(self) -> Call:
        one: Approver | None = self.who.currentData()
        if one is None:
            raise Refused("transfer_not_approver", role="—", field="who")
        consent = Consent(
            approver_id=one.officer_id,
            role=one.role,
            at=self.moment(),
            means=Means(self.means.currentData()),
            repeated_back=self.repeated.isChecked(),
        )
        approved = {line: _pieces(field.text(), line) for line, field in self.pieces.items()}
        return lambda transfers, actor: transfers.approve(
            actor, self.row.transfer.id, consent, approved
        )


class OrderForm(StepForm):
    """调拨指令: the number is the next of the county's series."""

    def __init__(self, row: TransferRow, around: Around) -> None:
        super().__init__(tr("下达指令"), row, around)
        self.to = QLineEdit(around.owner)
        self.add_field("to", tr("发往单位"), self.to, required=True)
        self.add_time(tr("下达时间"))
        self.setFocusProxy(self.to)

    def call(self) -> Call:
        to, at = self.to.text().strip(), self.moment()
        return lambda transfers, actor: transfers.order(actor, self.row.transfer.id, at, to)


class IssueForm(StepForm):
    """出库: lots by FEFO, as the depot told over the telephone; vehicle and driver with it."""

    def __init__(self, row: TransferRow, around: Around) -> None:
        super().__init__(tr("登记出库"), row, around)
        self.add_note(
            tr("按先到期先出选批次,过期和封存的不出。指令 {n}").format(
                n=row.transfer.number or NOT_NUMBERED
            )
        )
        self.slip = QLineEdit()
        self.add_field("slip", tr("出库单号"), self.slip)
        self.add_time(tr("出库时间"))
        known = row.transfer  # told before, by telephone or by a try that was cut off
        self.plate = QLineEdit(known.plate)
        self.add_field("plate", tr("车牌"), self.plate)
        self.driver = QLineEdit(known.driver)
        self.add_field("driver", tr("驾驶员"), self.driver)
        self.phone = QLineEdit(known.driver_phone)
        self.add_field("phone", tr("驾驶员电话"), self.phone)
        self.eta = TimeField(around.now, ahead=True, hint=tr("如 1720"))
        self.add_field("eta", tr("预计到达"), self.eta)
        if known.eta is not None:
            self.eta.setText(date_time(known.eta))
        self.setFocusProxy(self.slip)

    def call(self) -> Call:
        at, slip = self.moment(), self.slip.text().strip()
        ride = Ride(
            plate=self.plate.text(),
            driver=self.driver.text().strip(),
            phone=self.phone.text().strip(),
            eta=self.eta.moment(),
        )
        return lambda transfers, actor: _sent(transfers, actor, self.row, (at, slip, ride))


class ReceiveForm(StepForm):
    """签收: per lot whole, short and damaged; untouched it reads as all whole."""

    def __init__(self, row: TransferRow, around: Around) -> None:
        super().__init__(tr("登记签收"), row, around)
        self.lots: list[tuple[RoadLot, QLineEdit, QLineEdit]] = []
        for lot in row.road:
            good, damaged = QLineEdit(str(lot.quantity)), QLineEdit("0")
            key = f"{lot.line_id}{lot.batch_id}"
            self.add_field(f"good{key}", _on_road(lot), good, required=True)
            self.add_field(f"bad{key}", tr("其中损坏"), damaged, required=True)
            self.lots.append((lot, good, damaged))
        self.why = QLineEdit()
        self.add_field("why", tr("短少、损坏原因"), self.why, span=2)
        self.add_time(tr("签收时间"))
        self.setFocusProxy(self.lots[0][1] if self.lots else self.why)

    def call(self) -> Call:
        at, why = self.moment(), self.why.text().strip()
        arrivals = []
        for lot, good, damaged in self.lots:
            whole_ones = _pieces(good.text(), lot.line_id, nothing=True)
            bad = _pieces(damaged.text(), lot.line_id, nothing=True)
            short = max(lot.quantity - whole_ones - bad, 0)
            arrivals.append(Arrival(lot.line_id, lot.batch_id, whole_ones, short, bad, why))
        return lambda transfers, actor: transfers.receive(
            actor, self.row.transfer.id, at, arrivals
        )


class ReceiptForm(StepForm):
    """回执: who signed at the far end; the chain is closed."""

    def __init__(self, row: TransferRow, around: Around) -> None:
        super().__init__(tr("登记回执"), row, around)
        self.by = QLineEdit()
        self.add_field("by", tr("收货人"), self.by, required=True)
        self.add_time(tr("回执时间"))
        self.setFocusProxy(self.by)

    def call(self) -> Call:
        by, at = self.by.text().strip(), self.moment()
        return lambda transfers, actor: transfers.receipt(actor, self.row.transfer.id, by, at)


Opens = Callable[[TransferRow, Around], StepForm]

FORMS: dict[Stage, tuple[str, Opens]] = {
    Stage.REQUESTED: ("动用建议", AdviseForm),
    Stage.ADVISED: ("批准", ApproveForm),
    Stage.APPROVED: ("调拨指令", OrderForm),
    Stage.ORDERED: ("出库", IssueForm),
    Stage.ON_ROAD: ("签收", ReceiveForm),
    Stage.RECEIVED: ("回执", ReceiptForm),
}


def subtitle(row: TransferRow) -> str:
    return f"{row.transfer.number or NOT_NUMBERED} · {full_time(row.transfer.requested_at)}"


def _sent(
    transfers: Transfers, actor: str, row: TransferRow, said: tuple[datetime, str, Ride]
) -> Changes:
    """Who drives, then the goods: a decision and a fact are two transactions (D20). Cut off between
    the two, the transfer still waits for its 出库 and the form knows the vehicle; the other way
    round the vehicle would be lost.
    """
    at, slip, ride = said
    told = bool(ride.plate.strip() or ride.driver or ride.eta)
    changes = [transfers.transport(actor, row.transfer.id, ride)] if told else []
    return merge([*changes, transfers.issue(actor, row.transfer.id, at, slip=slip)])


def _asked(line: LineView) -> str:
    return f"{line.item}({tr('申请')} {number(line.requested)} {line.unit})"


def _on_road(lot: RoadLot) -> str:
    return f"{lot.item} {lot.lot}({tr('在途')} {number(lot.quantity)} {lot.unit})"


def _pieces(text: str, line_id: str, *, nothing: bool = False) -> int:
    """A whole number; 0 is an answer where nothing may have come or been granted."""
    plain = text.strip()
    if nothing and plain in {"0", ""}:
        return 0
    try:
        return whole(plain)
    except Refused as no:
        raise Refused(no.code, **{**no.facts, "field": f"pieces{line_id}"}) from None


class PaperForm(StepForm):
    """书面补齐; after the time it asks why."""

    def __init__(self, row: TransferRow, around: Around) -> None:
        super().__init__(tr("书面已补"), row, around)
        self.add_time(tr("补齐时间"))
        self.why = QLineEdit()
        self.add_field("why", tr("超时原因"), self.why)
        self.setFocusProxy(self.at)

    def call(self) -> Call:
        at, why = self.moment(), self.why.text().strip()
        return lambda transfers, actor: transfers.paper(actor, self.row.transfer.id, at, why)


class CancelForm(StepForm):
    """取消 before the goods leave, with a reason."""

    def __init__(self, row: TransferRow, around: Around) -> None:
        super().__init__(tr("取消调拨"), row, around)
        self.why = QLineEdit()
        self.add_field("why", tr("取消原因"), self.why, required=True, span=2)
        self.add_time(tr("取消时间"))
        self.setFocusProxy(self.why)

    def call(self) -> Call:
        at, why = self.moment(), self.why.text().strip()
        return lambda transfers, actor: transfers.cancel(actor, self.row.transfer.id, why, at)
