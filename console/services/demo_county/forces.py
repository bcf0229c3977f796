"""97 teams, 81 of them village squads, and 46 experts: those of teams.toml and the rest made up."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from console.domain.changes import Kind
from console.domain.force import (
    Base,
    Expert,
    Team,
    TeamKind,
    Verb,
    state_readiness,
    status_of,
)
from console.domain.place import Place
from console.services import demo_force
from console.services.demo_county.ground import Ground
from console.services.demo_county.laying import lay as lay_in
from console.services.demo_county.made import Dice, name, phone
from console.services.world import World
from resources.forces import demo_experts, demo_teams

EXPERTS = 46
_TOWNSHIP = "综合应急救援队"
_PHONES = 1_100
_EXPERT_PHONES = 1_300
_FIELDS = (
    ("水利防汛", "示例设计院"),
    ("地质", "示例地质队"),
    ("气象", "县气象局"),
    ("道路交通", "示例交通院"),
    ("森林防火", "县林业局"),
    ("危险化学品", "示例化工院"),
    ("建筑结构", "示例建筑院"),
    ("医疗救护", "示例医院"),
    ("电力", "县供电公司"),
    ("通信", "示例通信公司"),
    ("矿山", "示例矿山院"),
    ("心理干预", "示例医院"),
)
_TITLES = ("工程师", "高级工程师", "正高级工程师")


def lay(world: World, ground: Ground) -> None:
    """The handful first, because the story and the desk know them by their ids."""
    demo_force.seed(world)
    lay_in(world, Kind.TEAM, "演示队伍", _teams(ground, world.now))
    lay_in(world, Kind.EXPERT, "演示专家", _experts(ground.county, world.now))


def _teams(ground: Ground, now: datetime) -> Iterator[Team]:
    """One squad a village, so that each is counted once; one more township team."""
    known = demo_teams(ground.county)
    manned = {team.place_id for team in known if team.kind is TeamKind.VILLAGE}
    held = {team.place_id for team in known if team.kind is TeamKind.TOWNSHIP}
    town = next(town for town in ground.towns if town.id not in held)
    dice = Dice("teams")
    rank = len(known)
    yield _stated(_township(ground, town, rank), dice, now)
    for n, village in enumerate(
        (v for v in ground.villages if v.id not in manned), len(manned) + 1
    ):
        yield _stated(_squad(ground, village, n, rank + n, dice), dice, now)


def _township(ground: Ground, town: Place, rank: int) -> Team:
    lon, lat = ground.seat(town)
    return Team(
        id="team-T16",
        code="T16",
        name=f"{town.name}{_TOWNSHIP}",
        kind=TeamKind.TOWNSHIP,
        owner=f"{town.name}人民政府",
        verb=Verb.ORDER,
        tags=("转移群众",),
        headcount=22,
        place_id=town.id,
        place_name=town.name,
        lon=lon,
        lat=lat,
        leader=name(rank),
        phone=phone(_PHONES),
        minutes_out=15,
        rank=rank,
    )


def _squad(ground: Ground, village: Place, n: int, rank: int, dice: Dice) -> Team:
    lon, lat = dice.near(*ground.seat(village))
    return Team(
        id=f"team-S{n:02d}",
        code=f"S{n:02d}",
        name=f"{village.name}应急突击队",
        kind=TeamKind.VILLAGE,
        owner=village.name,
        verb=Verb.ORDER,
        tags=("转移群众", "敲门叫醒"),
        headcount=dice.between(7, 9) if not dice.below(9) else dice.between(10, 18),
        place_id=village.id,
        place_name=village.name,
        lon=lon,
        lat=lat,
        leader=name(rank),
        phone=phone(_PHONES + n),
        minutes_out=dice.one((10, 15, 20)),
        rank=rank,
    )


def _stated(team: Team, dice: Dice, now: datetime) -> Team:
    """Most said yesterday that they stand ready; some are long silent, a few are away."""
    word = "备勤" if dice.below(12) else dice.one(("休整", "在训"))
    hours = dice.between(8, 46) if dice.below(10) else dice.between(80, 400)
    return state_readiness(
        team,
        status=status_of(word),
        available=team.headcount - dice.below(4),
        at=now - timedelta(hours=hours),
        now=now,
        by="队伍报告",
    )


def _experts(county: str, now: datetime) -> Iterator[Expert]:
    known = len(demo_experts(county))
    dice = Dice("experts")
    for n in range(known + 1, EXPERTS + 1):
        field, unit = _FIELDS[n % len(_FIELDS)]
        yield Expert(
            id=f"expert-E{n:02d}",
            name=name(200 + n),
            fields=(field,),
            title=dice.one(_TITLES),
            unit=unit,
            phone=phone(_EXPERT_PHONES + n),
            base=Base.AVAILABLE if dice.below(8) else Base.UNAVAILABLE,
            minutes_to_hall=dice.between(2, 24) * 5,
            verified_at=now - timedelta(days=dice.between(5, 300)),
            rank=n,
        )
