"""接管决策席: this workstation gets the county's last word, with the reason kept."""

from console.panes.response.act_form import ActForm, Job
from console.panes.response.tr import tr
from console.services.glance.response import ResponseView
from console.services.seat import Seats
from console.services.seat_view import seat_words
from console.services.world import World


class SeatForm(ActForm):
    def __init__(self, world: World, view: ResponseView) -> None:
        super().__init__(world, view, tr("接管决策席"))
        self.add_note(seat_words(view.seat) if view.seat and view.seat.held_by else tr("尚未指定"))
        self.add_note(tr("接管后,本机的决定即为最后决定,文号和调拨额度也由本机给出。"))
        asked = view.seat is not None and bool(view.seat.held_by)
        self.add_reason(tr("原因"), required=asked)

    def job(self, actor: str) -> Job:
        service, reason = Seats(self.world), self.text("reason")
        return lambda: service.take(actor, reason)
