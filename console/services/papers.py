"""What leaves on paper: the facts of one sheet from one snapshot, and the line that says it left.

The sheet itself is set a floor above (console.paper.desk). Papers carry names and telephone numbers
in full, so that only an officer who is signed in may take one out, and the journal says who did
(D41); a store that can't be written lets none out.
"""

from pathlib import Path

from console.domain import handover as handover_rules
from console.domain.changes import Changes, Kind
from console.domain.document import Document
from console.domain.entry import Entry
from console.domain.handover import Handover, HandoverState
from console.domain.officer import Officer
from console.domain.record import dataclass
from console.domain.refused import Refused, Unavailable
from console.domain.transfer import Transfer
from console.services.glance.shift import HandoverFacts, shift
from console.services.glance.slip import SlipFacts, slip
from console.services.handovers import Handovers
from console.services.world import World
from console.wording.paper import EXPORT


@dataclass(frozen=True)
class Papers:
    world: World

    @property
    def folder(self) -> Path | None:
        """Where papers are laid when nobody says otherwise."""
        return self.world.papers

    @property
    def drill(self) -> bool:
        return bool(self.world.print_mark)

    def permit(self, actor: str) -> None:
        """Before anything is written: whoever is signed in may, and it can be recorded."""
        if not actor:
            raise Refused("signed_out")
        if self.world.store.read_only:
            raise Unavailable("read_only")
        with self.world.store.read() as read:
            officer = read.seek(Officer, actor)
        if officer is None or not officer.active:
            raise Refused("not_permitted", what=EXPORT)

    def notice(self, document_id: str) -> Document:
        with self.world.store.read() as read:
            return read.get(Document, document_id)

    def slip(self, transfer_id: str) -> tuple[Transfer, SlipFacts]:
        with self.world.store.read() as read:
            return slip(read, transfer_id)

    def handover(self, handover_id: str) -> tuple[Handover, HandoverFacts]:
        """The card with the ticks that stand on the screen, as long as it isn't locked."""
        with self.world.store.read() as read:
            card, facts = shift(read, handover_id, self.world.now)
        if card.state is not HandoverState.TAKEN:
            card = handover_rules.tick(card, Handovers(self.world).ticks(card.id))
        return card, facts

    def note_export(self, actor: str, subject: tuple[Kind, str], what: str, files: str) -> Changes:
        """The journal's line; once the files stand."""
        with self.world.store.write(actor, "paper.export") as w:
            w.log(
                Entry(
                    kind="paper_exported",
                    subject_kind=subject[0],
                    subject_id=subject[1],
                    at=w.now,
                    facts={"what": what, "files": files},
                )
            )
        return w.changes
