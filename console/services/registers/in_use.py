"""Whether a record may leave its register now: what stands on it says why not."""

from collections.abc import Callable, Mapping
from typing import Any

from console.domain.changes import Kind
from console.domain.dispatch import OVER, Dispatch
from console.domain.force import Team
from console.domain.ledger import Side, account
from console.domain.officer import Officer
from console.domain.place import Place
from console.domain.refuge import Shelter, Vehicle
from console.domain.refused import Refused
from console.domain.risk import Reservoir, Responsible, RiskPoint
from console.domain.roster import Watch
from console.domain.supply import Batch, Depot, Item
from console.domain.transfer import HOLDING, Transfer
from console.domain.unit import Unit
from console.services import stock
from console.services.registers.shape import Register
from db.work import Work

_AT_A_PLACE: Mapping[type[Any], str] = {
    Unit: "单位",
    Team: "队伍",
    Depot: "仓库",
    Shelter: "避护场所",
    RiskPoint: "风险点",
    Reservoir: "水库",
    Vehicle: "车辆装备",
    Responsible: "责任人",
}


def may_leave(w: Work, actor: str, register: Register, record: Any) -> None:
    """Refused with what must be done first."""
    check = _CHECKS.get(register.kind)
    if check is not None:
        check(w, actor, register.names(record), record)


def _officer(w: Work, actor: str, name: str, officer: Officer) -> None:
    if officer.id == actor:
        raise Refused("register_self")
    for watch in w.find(Watch, left_at=None, order="starts"):
        stays = watch.taken_at is not None or watch.ends >= w.now
        if stays and officer.id in watch.people:
            raise Refused("register_in_watch", name=name, at=watch.starts)


def _team(w: Work, _actor: str, name: str, team: Team) -> None:
    out = [d for d in w.find(Dispatch, team_id=team.id) if d.state not in OVER]
    if out:
        told = {"count": len(out), "place": out[0].place_name}
        raise Refused("register_in_dispatch", name=name, **told)


def _depot(w: Work, _actor: str, name: str, depot: Depot) -> None:
    batches = stock.batches_of(w, stock.depot_sums(w, depot.id))
    if batches:
        count = len({batch.item_id for batch in batches})
        raise Refused("register_in_stock", name=name, count=count)
    open_ = [t for t in w.find(Transfer, state__in=tuple(HOLDING)) if depot.id in _ends(t)]
    if open_:
        raise Refused("register_in_transfer", name=name, count=len(open_))
    _none(w, name, "仓库", Depot, parent_id=depot.id)


def _ends(transfer: Transfer) -> tuple[str, str]:
    return transfer.from_depot_id, transfer.to_depot_id


def _item(w: Work, _actor: str, name: str, item: Item) -> None:
    batches = set(w.ids(Batch, item_id=item.id))
    shelf = str(account(Side.DEPOT, ""))
    held = {a for (a, b) in stock.sums(w, item_id=item.id) if b in batches and a.startswith(shelf)}
    if held:
        raise Refused("register_item_in_stock", name=name, count=len(held))


def _place(w: Work, _actor: str, name: str, place: Place) -> None:
    _none(w, name, "地点", Place, parent_id=place.id)
    for record, title in _AT_A_PLACE.items():
        _none(w, name, title, record, place_id=place.id)


def _shelter(w: Work, _actor: str, name: str, shelter: Shelter) -> None:
    _none(w, name, "风险点", RiskPoint, shelter_id=shelter.id)


def _danger(w: Work, _actor: str, name: str, danger: Any) -> None:
    _none(w, name, "责任人", Responsible, about_id=danger.id)


def _none(w: Work, name: str, title: str, record: type[Any], **where: Any) -> None:
    found = w.find(record, archived_at=None, **where)
    if found:
        told = {"count": len(found), "register": title, "example": found[0].name}
        raise Refused("register_in_use", name=name, **told)


_CHECKS: Mapping[Kind, Callable[[Work, str, str, Any], None]] = {
    Kind.OFFICER: _officer,
    Kind.TEAM: _team,
    Kind.DEPOT: _depot,
    Kind.ITEM: _item,
    Kind.PLACE: _place,
    Kind.SHELTER: _shelter,
    Kind.RISK_POINT: _danger,
    Kind.RESERVOIR: _danger,
}
