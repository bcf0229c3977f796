"""A program of another version on the same store: what it owes the rows that an older one read.

What the older build could not read was put aside, and columns that it did not know were left out
of what it was told (`db.sync.convert`). Both are read anew once, by a snapshot under our own words.
"""

from collections.abc import Collection

from db.making import APP_VERSION
from db.store import Store
from db.sync import state


def read_by(me: state.Stand) -> int:
    """The schema by which this store has read until now; 0 where it has never read."""
    return int(me.told.get(state.BUILD, "0").partition("/")[0])


def owed(store: Store, schema: int, actions: Collection[str]) -> bool:
    """Whether all is to be read anew, after a greeting with these actions. It stays owed until it
    is done (`done`): a line may break off in the middle.
    """
    build = f"{schema}/{APP_VERSION}"
    with store.receive() as arrival:
        me = state.stand(arrival.connection)
        was, before = me.told.get(state.BUILD), state.BACKFILL in me.told
        if was == build:
            return before
        state.keep(arrival.connection, build=build)
        if was is None:
            return False
        unread = arrival.connection.exec_driver_sql("DELETE FROM quarantine_in").rowcount
        found = before or bool(unread) or any(one.startswith("backfill:") for one in actions)
        if found and not before:
            state.keep(arrival.connection, backfill=was)
        if found:  # a list that was begun with by the older build is in that one's words
            state.drop(arrival.connection, "bootstrap")
    return found


def done(store: Store) -> bool:
    """Nothing is owed any more: False."""
    with store.receive() as arrival:
        state.drop(arrival.connection, "backfill")
    return False
