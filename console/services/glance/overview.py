"""The answers of the situation bar and the status line: level, deadline, watch, link, store.

A few indexed questions from one snapshot, because they are asked after every change.
"""

from datetime import datetime

from console.domain.linking import LinkState
from console.domain.officer import Officer
from console.domain.response import LIVING, Response
from console.domain.roster import Mode, Post, Watch
from console.services.duty import current_watch
from console.services.glance import linking
from console.services.glance.bar import SituationGlance, StatusGlance
from console.services.glance.response_bar import active_responses, nearest_due
from console.services.glance.waiting import waiting
from console.wording.duty import MODE
from db.sync import listed
from db.work import Read

NOT_JOINED = LinkState()


def situation(
    read: Read, now: datetime, waiting: int, link: LinkState = NOT_JOINED
) -> SituationGlance:
    """Gravest response first; the deadline that comes first, over ones before all."""
    watch = current_watch(read, now)
    aside = listed.put_aside(read)
    return SituationGlance(
        responses=active_responses(read),
        due=nearest_due(read),
        leader=_names(read, watch, Post.LEADER),
        primary=_names(read, watch, Post.PRIMARY),
        secondary=_names(read, watch, Post.SECONDARY),
        pending=waiting,
        link=linking.mark(link),
        link_words=linking.chip(link),
        uploaded_at=_uploaded(read),
        aside=(aside.get(listed.REJECTED, 0), aside.get(listed.QUARANTINED, 0)),
    )


def _uploaded(read: Read) -> datetime | None:
    """When the far end last took something from here."""
    last = listed.last_answer(read)
    return None if last is None else last[0]


def _names(read: Read, watch: Watch | None, post: Post) -> str:
    if watch is None:
        return ""
    ids = [one.officer_id for one in watch.assignments if one.post is post]
    officers = [read.seek(Officer, id_) for id_ in ids]
    return "、".join(officer.name for officer in officers if officer is not None)


def status(
    read: Read,
    now: datetime,
    *,
    store: str,
    store_words: str,
    backup_at: datetime | None,
    link: LinkState = NOT_JOINED,
) -> StatusGlance:
    watch = current_watch(read, now)
    mode = watch.mode if watch is not None else Mode.DAILY
    living = read.count(Response, state__in=tuple(LIVING))
    return StatusGlance(
        store=store,
        store_words=store_words,
        backup_at=backup_at,
        links=linking.in_short(link, now),
        waiting=waiting(read, now),
        mode=f"{'战时' if living else '常态'} · {MODE[mode]}",
    )
