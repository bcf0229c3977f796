"""What a decision has to say and by whom: the four statutory parts and the consent, as fields.

Filled in from the judgement and the plan, so that at night one key and one look are enough; only
what this decision asks for is on the sheet.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QSpinBox

from console.domain.approval import Consent, Seat
from console.domain.level import Level
from console.domain.refused import Refused
from console.domain.response import Action, Mode
from console.domain.statement import Statement
from console.panes.response.act_form import ActForm
from console.panes.response.tr import tr
from console.services.decisions import Ruling
from console.services.findings import why_words
from console.services.glance.response import Person, ResponseView
from console.services.seat_view import seat_words
from console.services.world import World
from console.widgets.note_edit import NoteEdit
from console.wording import join
from console.wording.care import LENT
from console.wording.response import APPROVAL_MODE
from console.wording.seat import AWAY_NOTE
from resources import duty
from resources.response import rules


class DecisionForm(ActForm):
    """An act form with the parts of a statement and of a consent."""

    def __init__(self, world: World, view: ResponseView, save: str, *, columns: int = 2) -> None:
        super().__init__(world, view, save, columns=columns)
        self._seats: dict[str, Seat] = {}  # of each person who may approve

    def say_away(self) -> None:
        """Out of reach of the decision seat: it holds all the same, and what is to be done."""
        seat = self.view.seat
        if seat is not None and not seat.final:
            self.add_note(join((AWAY_NOTE, seat_words(seat))))

    # The four statutory parts ---------------------------------------------------------------

    def add_statement(self) -> None:
        view = self.view
        self.add_level()
        hours = QSpinBox()
        hours.setRange(1, 24 * 60)
        hours.setSuffix(self.tr(" 小时"))
        hours.setValue(int(rules().expected.total_seconds()) // 3600)
        self.add_field("hours", self.tr("预计期限(自决定起)"), hours, required=True)
        matter = QLineEdit(_matter(view))
        self.add_field("matter", self.tr("响应事项"), matter, required=True, span=2)
        measures = NoteEdit(lines=5)
        self.add_field(
            "measures", self.tr("应急处置措施(一行一条)"), measures, required=True, span=2
        )
        scope = QLineEdit()
        scope.setPlaceholderText(self.tr("空着为全县;或写乡镇,如 临溪、家朋"))
        self.add_field("scope", self.tr("范围"), scope, span=2)
        self.fill_measures()

    def add_level(self) -> QComboBox:
        view = self.view
        box = QComboBox()
        current = view.response.level if view.response else None
        if view.plan is not None and view.judgement is not None:
            for found in reversed(view.judgement.levels):
                if found.level != current:
                    met = len(found.met)
                    note = self.tr("已达 {n} 条").format(n=met) if met else self.tr("未达或未知")
                    name = view.plan.level_name(found.level)
                    box.addItem(f"{name} · {note}", found.level)
        best = view.judgement.best if view.judgement else None
        box.setCurrentIndex(max(0, box.findData(best)))
        box.currentIndexChanged.connect(self.fill_measures)
        self.add_field("level", self.tr("级别"), box, required=True)
        return box

    def fill_measures(self) -> None:
        """The package of the chosen level, as long as nobody has written his own."""
        field, plan = self._fields.get("measures"), self.view.plan
        if not isinstance(field, NoteEdit) or plan is None or field.document().isModified():
            return
        level = self.level()
        left_out = rules().not_measures
        given = [
            task.text.rstrip("。")
            for task in (plan.package(level) if level else ())
            if task.id.rpartition("-")[0] not in left_out and not task.optional
        ]
        field.setPlainText("\n".join(given))
        field.document().setModified(False)

    def level(self) -> Level | None:
        found = self.values().get("level")
        return Level(found) if found else None

    def statement(self, at: datetime) -> Statement:
        values = self.values()
        return Statement(
            matter=self.text("matter"),
            level=self.level(),
            expected_until=at + timedelta(hours=int(values["hours"])),
            measures=tuple(line for line in self.text("measures").splitlines() if line.strip()),
            scope=_scope(self.text("scope")),
        )

    def why(self) -> str:
        return why_words(self.view.judgement, self.level())

    # Who decided, and how -------------------------------------------------------------------

    def add_consent(self, action: Action, level: Level | None, actor: str) -> None:
        self.add_field("approver", self.tr("批准人"), QComboBox(), required=True, span=2)
        self.show_approvers(action, level)
        mode = QComboBox()
        for one in (Mode.ORAL, Mode.WRITTEN):
            mode.addItem(APPROVAL_MODE[one], one)
        self.add_field("mode", self.tr("方式"), mode, required=True)
        self.add_time(self.tr("决定时刻"))
        taker = QComboBox()
        for person in self.view.people:
            taker.addItem(f"{person.name} {person.title}".strip(), person.id)
        taker.setCurrentIndex(max(0, taker.findData(actor)))
        self.add_field("taken_by", self.tr("接话人"), taker)
        repeated = QCheckBox(self.tr("已复述确认"))
        self.add_field("repeated", "", repeated)
        why = self.tr("前序批准人为何未能批准(如 本人三次未接)")
        self.add_field("deputy_reason", why, QLineEdit(), required=True, span=2)
        self.add_field("number", self.tr("书面文号或签批单号"), QLineEdit(), required=True, span=2)
        mode.currentIndexChanged.connect(self.arrange)
        approver = self.field("approver")
        assert isinstance(approver, QComboBox)
        approver.currentIndexChanged.connect(self.arrange)
        self.arrange()

    def arrange(self) -> None:
        """Only what this decision asks for is on the sheet."""
        values = self.values()
        written = values.get("mode") == Mode.WRITTEN
        self.need("number", asked=written)
        self.need("taken_by", asked=not written)
        self.need("repeated", asked=not written)
        self._required["repeated"] = False  # the rule says so under the box itself
        chosen = str(values.get("approver") or "")
        self.need("deputy_reason", asked=chosen in self._seats and self._seats[chosen].order > 1)

    def seat_title(self, person_id: str) -> str:
        """What the plan calls the seat of this approver."""
        seat = self._seats.get(person_id)
        return seat.title if seat else ""

    def show_approvers(self, action: Action, level: Level | None) -> None:
        """Those whom the plan's matrix names, in its order; the others greyed with the reason."""
        box = self.field("approver")
        assert isinstance(box, QComboBox)
        kept = box.currentData()
        plan = self.view.plan
        seats = plan.seats(action, level) if plan and level else ()
        model = QStandardItemModel(box)
        ranked = sorted(((_seat(p, seats, level), p) for p in self.view.people), key=_rank)
        self._seats = {person.id: seat for seat, person in ranked if seat}
        for seat, person in ranked:
            item = QStandardItem(_approver_words(person, seat))
            item.setData(person.id, Qt.ItemDataRole.UserRole)
            item.setEnabled(seat is not None)
            model.appendRow(item)
        box.setModel(model)
        first = box.findData(kept)
        box.setCurrentIndex(first if first >= 0 and model.item(first).isEnabled() else 0)

    def ruling(self, *, level_reason: str = "", statement: Statement | None = None) -> Ruling:
        values = self.values()
        return Ruling(
            consent=Consent(
                approver_id=str(values.get("approver") or ""),
                mode=Mode(values["mode"]),
                decided_at=self.moment(),
                taken_by=str(values.get("taken_by") or ""),
                repeated_back=bool(values.get("repeated")),
                deputy_reason=self.text("deputy_reason"),
                paper_number=self.text("number"),
            ),
            statement=statement,
            level_reason=level_reason,
            jump_confirmed=bool(values.get("jump")),
        )

    def add_jump(self) -> None:
        self.add_field("jump", "", QCheckBox(self.tr("确认越级调整(跨两级以上)")))
        self.need("jump", asked=False)


def _matter(view: ResponseView) -> str:
    if view.response is not None:
        return view.response.matter
    return tr("全县{kind}").format(kind=view.plan.kind) if view.plan else ""


def _scope(text: str) -> tuple[str, ...]:
    """Township codes for the names that were typed; a name that is no township is refused."""
    names = [n for n in text.replace(",", "、").replace("，", "、").split("、") if n.strip()]
    towns = [u for u in duty.units() if u.kind == "township"]
    codes = []
    for name in names:
        found = [u.place_id for u in towns if u.name.startswith(name.strip())]
        if len(found) != 1:
            raise Refused("scope_unknown", name=name.strip(), field="scope")
        codes.append(found[0])
    return tuple(codes)


def _seat(person: Person, seats: tuple[Seat, ...], level: Level | None) -> Seat | None:
    """By one's own role or by one that was lent and reaches this level, which the title says."""
    lent = {one.role: one.giver for one in person.lent if one.covers(level)}
    held = [seat for seat in seats if seat.role in person.roles or seat.role in lent]
    seat = min(held, key=lambda seat: seat.order, default=None)
    if seat is None or seat.role in person.roles:
        return seat
    return replace(seat, title=LENT.format(title=seat.title, giver=lent[seat.role]))


def _rank(one: tuple[Seat | None, Person]) -> tuple[int, str]:
    seat, person = one
    return (seat.order if seat else 99), person.id


def _approver_words(person: Person, seat: Seat | None) -> str:
    if seat is None:
        return tr("{name} {title} — 不在本级批准人之列").format(
            name=person.name, title=person.title
        )
    later = "" if seat.order == 1 else tr("(后序,须写明原因)")
    return f"{person.name} · {seat.title}{later}"
