"""报备 marks of decisions, papers and reports, asked together for what a page shows."""

from collections.abc import Iterable

from console.domain.reported import Reported, Stage, reported
from console.domain.station import UpperReceipt
from console.wording import date_time, join
from console.wording.seat import REPORTED, SIGNED_BY, UPPER
from db.sync.reported import ACKED, PENDING, gone
from db.work import Read


def marks(read: Read, ids: Iterable[str]) -> dict[str, Reported]:
    """By id; what the journal has never spoken of has no mark."""
    wanted = tuple(dict.fromkeys(ids))
    if not wanted:
        return {}
    states = gone(read, wanted)
    signed: dict[str, list[UpperReceipt]] = {}
    for one in read.find(UpperReceipt, subject_id__in=wanted):
        signed.setdefault(one.subject_id, []).append(one)
    return {
        id_: reported(
            state.state == PENDING,
            state.at,
            signed.get(id_, ()),
            refused=state.state not in {PENDING, ACKED},
        )
        for id_, state in states.items()
    }


def words(mark: Reported | None) -> str:
    """上级已签收 省厅值班室 16:20; empty where there is nothing to say."""
    if mark is None:
        return ""
    if mark.stage is not Stage.SIGNED:
        return REPORTED[mark.stage]
    told = (
        SIGNED_BY.format(level=UPPER[level], receiver=receiver, at=date_time(at))
        for level, receiver, at in mark.receivers
    )
    return join((REPORTED[mark.stage], *told))


TONE = {
    Stage.OWED: "warn",
    Stage.TOLD: "dim",
    Stage.SIGNED: "ok",
    Stage.TURNED_AWAY: "bad",
}
