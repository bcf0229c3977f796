"""What was typed into a form and not yet saved: kept beside the record, never part of it."""

from console.domain.record import dataclass
from console.services.world import World


@dataclass(frozen=True)
class Drafts:
    world: World

    def keep(self, key: str, body: str, officer: str) -> None:
        self.world.store.keep_draft(key, body, officer)

    def find(self, key: str) -> str:
        return self.world.store.draft(key) or ""

    def drop(self, key: str) -> None:
        self.world.store.drop_draft(key)
