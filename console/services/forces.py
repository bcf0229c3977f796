"""The register of teams and what they say of themselves."""

from datetime import datetime

from console.domain.changes import Changes, Kind
from console.domain.entry import Entry, Fact
from console.domain.force import Team, state_readiness, status_of
from console.domain.record import dataclass
from console.services.permission import Permission, permit
from console.services.world import World


@dataclass(frozen=True)
class Forces:
    world: World

    def readiness(
        self, actor: str, team_id: str, status: str, available: int, at: datetime, by: str = ""
    ) -> Changes:
        """备勤状态 as stated by the team; `by` names who said it."""
        with self.world.store.write(actor, "forces.readiness") as w:
            permit(w, actor, Permission.DISPATCH)
            team = state_readiness(
                w.get(Team, team_id),
                status=status_of(status),
                available=available,
                at=at,
                now=w.now,
                by=by,
            )
            w.save(team)
            facts: dict[str, Fact] = {
                "team": team.name,
                "status": team.status,
                "available": team.available,
            }
            w.log(
                Entry(
                    kind="team_readiness",
                    subject_kind=Kind.TEAM,
                    subject_id=team_id,
                    at=at,
                    facts=facts,
                )
            )
        return w.changes
