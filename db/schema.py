"""The tables that are the store's own: journal, keys of persons and events, drafts, state.

The records' tables follow from the registry; these do not hold records of the trade and are
never synced as rows (the journal goes up inside operations).
"""

from db.blobs import BLOB_DDL
from db.outbox import OUTBOX_DDL

SCHEMA_NO = 2  # PRAGMA user_version; a store with a higher one is opened read-only

JOURNAL_COLUMNS = (
    "device",
    "incarnation",
    "seq",
    "tx",
    "at",
    "recorded_at",
    "actor",
    "cause",
    "kind",
    "subject_kind",
    "subject_id",
    "facts",
    "private",
    "about",
    "important",
    "reason",
    "rows",
)

JOURNAL_DDL = """
CREATE TABLE journal(
  n INTEGER PRIMARY KEY,
  device TEXT NOT NULL, incarnation INTEGER NOT NULL, seq INTEGER NOT NULL, tx TEXT NOT NULL,
  at INTEGER NOT NULL, recorded_at INTEGER NOT NULL,
  actor TEXT NOT NULL, cause TEXT NOT NULL,
  kind TEXT NOT NULL, subject_kind TEXT NOT NULL, subject_id TEXT NOT NULL,
  facts TEXT NOT NULL, private BLOB, about TEXT NOT NULL,
  important INTEGER NOT NULL, reason TEXT NOT NULL,
  rows TEXT NOT NULL, hash BLOB NOT NULL,
  UNIQUE(device, incarnation, seq)
) STRICT;
CREATE INDEX journal_subject ON journal(subject_id, n);
CREATE INDEX journal_at ON journal(at);
CREATE INDEX journal_important ON journal(n) WHERE important = 1;
"""

OWN_DDL = """
CREATE TABLE state(k TEXT PRIMARY KEY, v TEXT NOT NULL) STRICT;
CREATE TABLE subject_key(
  about TEXT PRIMARY KEY, key BLOB, made_at INTEGER NOT NULL, destroyed_at INTEGER,
  told INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX subject_key_untold ON subject_key(about) WHERE told = 0;
CREATE TABLE peer_key(
  about TEXT NOT NULL, made_by TEXT NOT NULL, key BLOB, made_at INTEGER NOT NULL,
  destroyed_at INTEGER, told INTEGER NOT NULL DEFAULT 1, PRIMARY KEY(about, made_by)
) STRICT, WITHOUT ROWID;
CREATE INDEX peer_key_untold ON peer_key(about) WHERE told = 0;
CREATE TABLE draft(
  key TEXT PRIMARY KEY, body TEXT NOT NULL, kept_at INTEGER NOT NULL, officer TEXT NOT NULL
) STRICT;
CREATE TABLE quarantine_in(
  seq INTEGER PRIMARY KEY, raw TEXT NOT NULL, error TEXT NOT NULL, schema_no INTEGER NOT NULL
) STRICT;
"""

# A journal line and an operation that has gone in can't be rewritten by a slip of our own code.
STAYS_DDL = """
CREATE TRIGGER journal_stays BEFORE UPDATE ON journal
  BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;
"""
GUARD_DDL = f"""{STAYS_DDL}
CREATE TRIGGER journal_kept BEFORE DELETE ON journal
  BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;
"""

ALL_DDL = (JOURNAL_DDL, OUTBOX_DDL, OWN_DDL, BLOB_DDL)


def statements(ddl: str) -> list[str]:
    """Single statements of a script without triggers."""
    return [part.strip() for part in ddl.split(";\n") if part.strip()]
