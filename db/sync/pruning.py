"""The outbox does not grow for ever: what was answered long ago goes, in order, from its beginning.

A far end that is put back from a copy asks for what it has lost; therefore a week and ten thousand
groups are kept in any case. What was put aside stays until somebody has dealt with it, and all
that is younger stays behind it.
"""

from datetime import timedelta

from db.check import PRUNED
from db.coding import to_ms
from db.engine import direct
from db.store import Store
from db.sync.groups import pruned_row

KEPT = timedelta(days=7)
KEPT_GROUPS = 10_000
_AT_ONCE = 500


def prune(store: Store, *, kept: timedelta = KEPT, groups: int = KEPT_GROUPS) -> int:
    """Drops some of what is due; how many. Call it again while it drops any."""
    before = to_ms(store.clock.now() - kept)
    with store.receive("sync.prune") as arrival:
        run = direct(arrival.connection)
        newest = run.execute("SELECT max(n) FROM outbox").fetchone()[0] or 0
        rows = run.execute(
            "SELECT n, lane, incarnation, state, acked_at FROM outbox WHERE n <= ?"
            " ORDER BY n LIMIT ?",
            (newest - groups, _AT_ONCE),
        ).fetchall()
        due = []
        for n, lane, incarnation, standing, acked_at in rows:
            if standing != "acked" or acked_at is None or acked_at > before:
                break
            due.append((n, lane, incarnation))
        if not due:
            return 0
        last = due[-1][0]
        run.execute("DELETE FROM outbox WHERE n <= ?", (last,))
        told = {pruned_row(incarnation, lane): n for n, lane, incarnation in due}
        told[PRUNED] = last
        run.executemany(
            "INSERT INTO state(k, v) VALUES (?, ?) ON CONFLICT(k) DO UPDATE SET v = excluded.v",
            [(key, str(n)) for key, n in told.items()],
        )
    return len(due)
