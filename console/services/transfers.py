"""调拨 as a chain of hands: each method is one hand, each writes its own line of the journal.

Decisions (request to order, receipt) and stock facts (out, in) are never in one transaction, so
that a depot's truth can't be rolled back by a verdict from elsewhere (D20).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from console.domain import document, transfer
from console.domain.changes import Changes, Kind
from console.domain.document import DocumentNumber
from console.domain.due import raised
from console.domain.officer import Officer
from console.domain.record import dataclass
from console.domain.refused import Refused
from console.domain.response import Response
from console.domain.supply import Depot, Item, Reserve, still_kept
from console.domain.transfer import Consent, Line, Means, State, Transfer
from console.services import dues, numbering, quotas, stock
from console.services.consignment import (
    lines_of,
    log,
    number_of,
    timely,
    told_lines,
    what_of,
)
from console.services.lent import lent_roles
from console.services.permission import Permission, permit
from console.services.shipments import Shipments, permit_follow
from console.services.verdicts import weigh
from console.wording import near_time
from console.wording.document import NOT_NUMBERED
from console.wording.supply import MEANS, MEANS_OF_CONSENT
from db.work import Read, Work
from resources import duty
from resources.supplies import TransferRules, transfer_rules

PAPER = "paper"
REQUEST_PAPER = "request_paper"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """An application as it came by telephone or paper; `lines` are (item id, pieces)."""

    reason: str
    to_depot_id: str
    requested_by: str
    at: datetime
    lines: tuple[tuple[str, int], ...]
    means: Means = Means.PHONE
    caller: str = ""
    caller_phone: str = ""
    event_id: str | None = None
    response_id: str | None = None
    urgent: bool = False


@dataclass(frozen=True)
class Transfers(Shipments):
    """The decisions; `transport`, `issue` and `receive` come from the goods' half."""

    @property
    def rules(self) -> TransferRules:
        return transfer_rules(self.world.county)

    def request(self, actor: str, ask: Ask, draft: str = "") -> tuple[str, Changes]:
        """乡镇申请; by telephone its paper is owed within a set time. Its draft goes with it."""
        with self.world.store.write(actor, "transfer.request") as w:
            permit(w, actor, Permission.TRANSFER_REQUEST)
            if draft:
                w.drop_draft(draft)
            timely(w, ask.at)
            to = w.get(Depot, ask.to_depot_id)
            still_kept(to, stock.items_by_id(w, (item for item, _ in ask.lines)).values())
            made = _asked(w, ask)
            lines = [
                Line(id=w.new_id(), transfer_id=made.id, item_id=item, requested=n)
                for item, n in ask.lines
            ]
            transfer.request(made, lines)
            w.save(made)
            for line in lines:
                w.save(line)
            if ask.means is not Means.PAPER:
                self._owe(w, made, REQUEST_PAPER, f"{ask.requested_by}补书面申请", ask.at)
            what = told_lines(w, {line: line.requested for line in lines})
            facts = {"by": ask.requested_by, "to": to.name, "means": MEANS[ask.means]}
            log(w, "transfer_request", made, ask.at, {"what": what, **facts})
        return made.id, w.changes

    def advise(
        self, actor: str, transfer_id: str, depot_id: str, why: str, at: datetime
    ) -> Changes:
        """应急局动用建议: which depot, and why that one."""
        with self.world.store.write(actor, "transfer.advise") as w:
            permit(w, actor, Permission.TRANSFER_ADVISE)
            timely(w, at)
            depot, lines = w.get(Depot, depot_id), lines_of(w, transfer_id)
            if depot.reserve is not Reserve.PHYSICAL:
                raise Refused("reserve_not_physical", depot=depot.name)
            still_kept(depot)
            items = stock.items_by_id(w, (line.item_id for line in lines))
            made = transfer.advise(
                w.get(Transfer, transfer_id), depot, list(items.values()), why, at
            )
            w.save(made)
            what = told_lines(w, {line: line.requested for line in lines})
            facts = {"depot": depot.name, "what": what, "why": made.advice}
            log(w, "transfer_advised", made, at, facts)
        return w.changes

    def approve(
        self,
        actor: str,
        transfer_id: str,
        consent: Consent,
        approved: Mapping[str, int] | None = None,
    ) -> Changes:
        """县领导批准, in person or as told over the telephone and repeated back.

        `approved` gives other quantities by line id; without it the request stands. The officer
        who writes it down is the actor; the one who decided is in `consent`.
        """
        with self.world.store.write(actor, "transfer.approve") as w:
            own = actor == consent.approver_id
            permit(w, actor, Permission.TRANSFER_APPROVE if own else Permission.RECORD_APPROVAL)
            timely(w, consent.at)
            before = w.get(Transfer, transfer_id)
            who = self._approver(w, consent)
            lines = [
                replace(line, approved=(approved or {}).get(line.id, line.requested))
                for line in lines_of(w, transfer_id)
            ]
            quotas.check(w, before.from_depot_id, _by_item(lines))
            left = stock.available(w, before.from_depot_id, w.now)
            made = _approved(w, before, lines, consent, self.rules.approver_roles, left)
            w.save(made)
            for line in lines:
                w.save(line)
            paper = ""
            if consent.means is not Means.PAPER:
                owed = self._owe(w, made, PAPER, "调拨书面批准", consent.at)
                paper = near_time(owed, consent.at)
            facts = {
                "what": told_lines(w, {line: line.approved for line in lines}),
                "means": MEANS_OF_CONSENT[consent.means],
                "repeated": "已复述" if consent.repeated_back else "",
                "paper": paper,
            }
            named = (consent.approver_id, who)
            log(w, "transfer_approved", made, consent.at, facts, important=True, approver=named)
            weigh(w, Kind.TRANSFER, made.id, "approve")
        return w.changes

    def refuse(self, actor: str, transfer_id: str, why: str, at: datetime) -> Changes:
        with self.world.store.write(actor, "transfer.refuse") as w:
            permit(w, actor, Permission.RECORD_APPROVAL)
            made = transfer.refuse(w.get(Transfer, transfer_id), why, at)
            self._end(w, made, "transfer_refused", at, why)
        return w.changes

    def paper(self, actor: str, transfer_id: str, at: datetime, reason: str = "") -> Changes:
        """The owed papers are here; late ones say why."""
        with self.world.store.write(actor, "transfer.paper") as w:
            permit(w, actor, Permission.RECORD_APPROVAL)
            made = w.get(Transfer, transfer_id)
            met = [
                dues.meet(w, kind, transfer_id, at=at, reason=reason)
                for kind in (PAPER, REQUEST_PAPER)
            ]
            if not any(met):
                raise Refused("transfer_owes_none")
            log(w, "transfer_paper", made, at, {"what": what_of(w, made)}, reason=reason)
        return w.changes

    def order(self, actor: str, transfer_id: str, at: datetime, to: str = "") -> Changes:
        """调拨指令 to the depot's owner, with the next number of the series; 待编号 away from the seat."""
        with self.world.store.write(actor, "transfer.order") as w:
            permit(w, actor, Permission.TRANSFER_ADVISE)
            timely(w, at)
            before = w.get(Transfer, transfer_id)
            if before.state is not State.APPROVED:
                raise Refused("transfer_not_approved", state=before.state)
            owner = to or w.get(Depot, before.from_depot_id).owner
            text = numbering.text_of(numbering.allot(w, numbering.of_transfer(transfer_id, at)))
            made = transfer.order(before, number=text, to=owner, at=at)
            w.save(made)
            facts = {"to": owner, "what": what_of(w, made), "number": text or NOT_NUMBERED}
            log(w, "transfer_ordered", made, at, facts)
            weigh(w, Kind.TRANSFER, made.id, "order")
        return w.changes

    def receipt(self, actor: str, transfer_id: str, by: str, at: datetime) -> Changes:
        """回执 back at the county: the chain is closed."""
        with self.world.store.write(actor, "transfer.receipt") as w:
            permit_follow(w, actor)
            timely(w, at)
            made = transfer.close(
                w.get(Transfer, transfer_id), stock.flow_of(w, transfer_id), by=by, at=at
            )
            w.save(made)
            what = what_of(w, made)
            log(w, "transfer_closed", made, at, {"number": number_of(made), "what": what})
        return w.changes

    def cancel(self, actor: str, transfer_id: str, why: str, at: datetime) -> Changes:
        with self.world.store.write(actor, "transfer.cancel") as w:
            permit(w, actor, Permission.TRANSFER_REQUEST)
            made = transfer.cancel(
                w.get(Transfer, transfer_id), stock.flow_of(w, transfer_id), why=why, at=at
            )
            self._end(w, made, "transfer_cancelled", at, why)
        return w.changes

    def _end(self, w: Work, made: Transfer, kind: str, at: datetime, why: str) -> None:
        w.save(made)
        for due in (PAPER, REQUEST_PAPER):
            dues.cancel(w, due, made.id, reason=why)
        for row in w.find(DocumentNumber, document_id=made.id, voided_at=None):
            w.save(document.void_number(row, at=w.now, reason=why))
        log(w, kind, made, at, {"what": what_of(w, made), "why": why}, reason=why)

    def _approver(self, w: Read, consent: Consent) -> str:
        officer = w.get(Officer, consent.approver_id)
        if not officer.active:
            raise Refused("approver_left")
        names = {str(row.role): row.name for row in duty.roles()}
        lent = lent_roles(w, officer.id, consent.at)
        if (
            consent.role not in (*officer.roles, *lent)
            or consent.role not in self.rules.approver_roles
        ):
            raise Refused("transfer_not_approver", role=names.get(consent.role, consent.role))
        return officer.name

    def _owe(self, w: Work, made: Transfer, kind: str, title: str, at: datetime) -> datetime:
        limit = self.rules.paper if kind == PAPER else self.rules.request_paper
        due = raised(
            w.new_id(),
            kind,
            (Kind.TRANSFER, made.id),
            title,
            at=at,
            limit=limit,
            event_id=made.event_id,
            unit=made.requested_by if kind == REQUEST_PAPER else "",
        )
        w.save(due)
        return due.due_at


def _asked(w: Work, ask: Ask) -> Transfer:
    return Transfer(
        id=w.new_id(),
        reason=ask.reason,
        state=State.REQUESTED,
        to_depot_id=ask.to_depot_id,
        requested_by=ask.requested_by,
        requested_at=ask.at,
        requested_means=ask.means,
        caller=ask.caller,
        caller_phone=ask.caller_phone,
        event_id=ask.event_id or _event_of(w, ask.response_id),
        response_id=ask.response_id,
        urgent=ask.urgent,
    )


def _event_of(read: Read, response_id: str | None) -> str | None:
    response = read.seek(Response, response_id) if response_id else None
    return response.event_id if response else None


def _by_item(lines: Sequence[Line]) -> dict[str, int]:
    wanted: dict[str, int] = {}
    for line in lines:
        wanted[line.item_id] = wanted.get(line.item_id, 0) + line.approved
    return wanted


def _approved(
    w: Read,
    before: Transfer,
    lines: Sequence[Line],
    consent: Consent,
    roles: Sequence[str],
    left: Mapping[str, int],
) -> Transfer:
    try:
        return transfer.approve(before, lines, consent, roles, left)
    except Refused as no:
        if no.code != "not_enough":
            raise
        item = w.get(Item, str(no.facts["item"]))
        raise Refused("not_enough", **{**no.facts, "item": item.title}) from None
