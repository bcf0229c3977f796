"""Lays the made-up teams and experts into a store, as acknowledged history (D28)."""

from dataclasses import replace
from datetime import timedelta

from console.domain.changes import Changes, Kind
from console.domain.entry import Entry
from console.domain.force import Team, TeamKind, state_readiness, status_of
from console.services.permission import SYSTEM
from console.services.world import World
from resources import places
from resources.forces import demo_experts, demo_teams

_STATED = {  # hours ago that each kind last said it stood ready
    TeamKind.FIRE: 2,
    TeamKind.PROFESSIONAL: 4,
    TeamKind.TOWNSHIP: 6,
    TeamKind.MILITARY: 20,
    TeamKind.VILLAGE: 30,
}


def seed(world: World) -> Changes:
    """Every team with a first statement of readiness; laying in twice changes nothing."""
    known = {place.id: place for place in places.load(world.county)}
    with world.store.write(SYSTEM, "demo.force", history=True) as w:
        if w.count(Team):
            return w.changes
        teams = demo_teams(world.county)
        for team in teams:
            place = known.get(team.place_id)
            town = known.get(team.place_id[: places.TOWNSHIP_DIGITS])
            seat = place if place and place.lon is not None else town
            placed = replace(
                team,
                place_name=place.name if place else "",
                lon=seat.lon if seat else None,
                lat=seat.lat if seat else None,
            )
            ago = timedelta(hours=_STATED.get(team.kind, 12))
            w.save(
                state_readiness(
                    placed,
                    status=status_of(team.status),
                    available=team.available,
                    at=w.now - ago,
                    now=w.now,
                    by="队伍报告",
                )
            )
        experts = demo_experts(world.county)
        for expert in experts:
            w.save(replace(expert, verified_at=w.now - timedelta(days=20)))
        w.log(
            Entry(
                kind="force_laid_in",
                subject_kind=Kind.TEAM,
                subject_id="demo",
                at=w.now,
                facts={"teams": len(teams), "experts": len(experts)},
            )
        )
    return w.changes
