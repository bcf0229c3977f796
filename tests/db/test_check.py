"""`check` finds what was altered behind the journal's back, and says nothing where all is well."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from console.domain.changes import Kind
from console.domain.force import Team
from console.domain.refused import Unavailable
from console.wording import refusal
from db import outbox
from db.check import check
from db.registry import ENTITIES
from db.schema import JOURNAL_COLUMNS
from tests.support.records import sample
from tests.support.store import (
    WRITER,
    back_door,
    codes,
    line,
    looked_at,
    put_call,
    put_task,
    task,
)
from tests.support.world import HandClock, opened


@pytest.fixture
def book(tmp_path):
    made = opened(tmp_path)
    for n in range(4):
        put_task(made.store, f"t-{n}", detail=f"第 {n} 组")
        put_call(made.store, f"c-{n}")
    made.anchor()
    yield made
    made.close()


def test_an_untouched_store_is_whole_and_the_report_says_how_much_was_looked_at(book):
    report = looked_at(book)
    assert report.whole
    assert (report.lines, report.chains, report.rows, report.operations) == (8, 1, 8, 8)


def test_a_store_with_every_kind_of_record_is_whole(book):
    for of in ENTITIES:
        with book.store.write(WRITER) as w:
            made = sample(of.record, id=f"any-{of.kind}")
            (w.append if of.data_class == "ledger" else w.save)(made)
            w.log(line(w))
    assert looked_at(book).whole


def test_a_record_written_twice_in_one_write_counts_as_it_was_left(book):
    with book.store.write(WRITER) as w:
        made = task("t-9", w.now)
        w.save(made)
        w.save(replace(made, feedback="已转移"))
        w.log(line(w))
    assert looked_at(book).whole


TAMPERINGS = {
    "a row was changed": ("UPDATE task SET title = 'x' WHERE id = 't-1'", "check_row_changed"),
    "a time was moved": ("UPDATE task SET issued_at = issued_at - 1", "check_row_changed"),
    "a row was deleted": ("DELETE FROM task WHERE id = 't-1'", "check_row_lost"),
    "a row was hidden": ("UPDATE task SET deleted = 1 WHERE id = 't-1'", "check_row_lost"),
    "a line was edited": ("UPDATE journal SET reason = 'x' WHERE seq = 3", "check_chain_broken"),
    "a line's time was moved": ("UPDATE journal SET at = at + 1", "check_chain_broken"),
    "a line's list was spoilt": (
        'UPDATE journal SET rows = \'[[["task"],[["t-1"]],""]]\' WHERE seq = 3',
        "check_chain_broken",
    ),
    "a line was taken out": ("DELETE FROM journal WHERE seq = 3", "check_chain_gap"),
    "the tail was cut off": ("DELETE FROM journal WHERE seq > 6", "check_tail_cut"),
    "the journal was emptied": ("DELETE FROM journal", "check_tail_cut"),
    "a group was taken out": ("DELETE FROM outbox WHERE n = 3", "check_outbox_gap"),
    "a group is missing": ("DELETE FROM outbox WHERE n = 3", "check_outbox_lost"),
    "the queue's head was cut off": ("DELETE FROM outbox WHERE n < 3", "check_outbox_gap"),
    "the queue's tail was cut off": ("DELETE FROM outbox WHERE n > 7", "check_outbox_lost"),
    "the queue was emptied": ("DELETE FROM outbox", "check_outbox_lost"),
    "an operation was taken out": (
        "UPDATE outbox SET ops = json_remove(ops, '$[0]') WHERE n = 3",
        "check_outbox_changed",
    ),
    "an operation was changed": (
        "UPDATE outbox SET ops = json_set(ops, '$[0].set.title', 'x') WHERE n = 3",
        "check_outbox_changed",
    ),
    "an operation was spoilt": ("UPDATE outbox SET ops = '[' WHERE n = 3", "check_outbox_changed"),
    "a group's lines were cut off": (
        "UPDATE outbox SET last_line = last_line - 1 WHERE n = 3",
        "check_outbox_changed",
    ),
    "a key was exchanged": (
        "UPDATE subject_key SET key = zeroblob(32) WHERE about = 'c-1'",
        "check_key",
    ),
    "a key was destroyed without a line": (
        "UPDATE subject_key SET key = NULL, destroyed_at = 1 WHERE about = 'c-1'",
        "check_key",
    ),
    "a key was lost": ("DELETE FROM subject_key WHERE about = 'c-1'", "check_key"),
    "another device was put in": ("UPDATE state SET v = 'x' WHERE k = 'device_id'", "check_state"),
    "another store was put in": ("UPDATE state SET v = 'x' WHERE k = 'store_id'", "check_state"),
}


@pytest.mark.parametrize("what", TAMPERINGS)
def test_it_is_found_when(book, what):
    sql, code = TAMPERINGS[what]
    with back_door(book) as connection:
        assert connection.execute(sql).rowcount > 0
    assert code in codes(looked_at(book))


def test_it_is_found_when_a_row_was_put_in(book):
    with back_door(book) as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(task)")]
        picked = ", ".join("'t-new'" if name == "id" else name for name in columns)
        connection.execute(f"INSERT INTO task SELECT {picked} FROM task WHERE id = 't-1'")
    assert codes(looked_at(book)) == {"check_row_unknown"}


def test_it_is_found_when_a_place_that_nobody_had_given_lies_out_of_the_world(book):
    with book.store.write(WRITER) as w:
        w.save(replace(sample(Team), id="team-1", lon=None, lat=None))
        w.log(line(w))
    assert looked_at(book).whole
    with back_door(book) as connection:
        connection.execute("UPDATE team SET lon = 9e999")
    assert codes(looked_at(book)) == {"check_row_changed"}


def test_it_is_found_when_two_rows_changed_places(book):
    with back_door(book) as connection:
        for old, new in (("t-1", "x"), ("t-2", "t-1"), ("x", "t-2")):
            connection.execute("UPDATE task SET id = ? WHERE id = ?", (new, old))
    assert codes(looked_at(book)) == {"check_row_changed"}


def test_an_edit_with_its_own_hash_made_right_still_breaks_the_next_link(book):
    from db.chain import link

    with back_door(book) as connection:
        names = ", ".join(JOURNAL_COLUMNS)
        before = connection.execute("SELECT hash FROM journal WHERE seq = 2").fetchone()[0]
        values = list(connection.execute(f"SELECT {names} FROM journal WHERE seq = 3").fetchone())
        values[JOURNAL_COLUMNS.index("reason")] = "另有原因"
        connection.execute(
            "UPDATE journal SET reason = '另有原因', hash = ? WHERE seq = 3",
            (link(before, values),),
        )
    assert "check_chain_broken" in codes(looked_at(book))


def test_a_tail_rewritten_with_right_hashes_shows_at_the_anchor(book, tmp_path):
    """Somebody with the key drops the last lines and writes others: only the anchor knows."""
    with back_door(book) as connection:
        connection.execute("DELETE FROM journal WHERE seq > 7")
        connection.execute("DELETE FROM outbox WHERE n > 7")
        connection.execute("DELETE FROM call WHERE id = 'c-3'")
        connection.execute("DELETE FROM subject_key WHERE about = 'c-3'")
    anchor = book.file
    book.store._head = None
    put_task(book.store, "t-other")
    with book.store.read() as read:
        from db.check import check

        assert check(read).whole
        assert codes(check(read, anchor)) == {"check_anchor"}


def test_using_the_store_after_its_tail_was_cut_does_not_wipe_the_trace(tmp_path):
    book = opened(tmp_path)
    for _ in range(4):
        put_task(book.store)
    book.close()
    book = opened(tmp_path)
    with back_door(book) as connection:
        connection.execute("DELETE FROM journal WHERE seq > 2")
    assert book.anchor() is False
    put_task(book.store)
    book.close()
    book = opened(tmp_path)
    assert "check_tail_cut" in codes(looked_at(book))
    put_task(book.store)
    put_task(book.store)
    book.close()
    book = opened(tmp_path)
    assert "check_anchor" in codes(looked_at(book))
    book.close()


def test_a_tail_that_was_never_anchored_is_not_missed(tmp_path):
    """The limit of the proof, said openly: what was written since the last anchor can be cut."""
    book = opened(tmp_path)
    put_task(book.store, "t-1")
    book.anchor()
    put_task(book.store, "t-2")
    with back_door(book) as connection:
        for sql in (
            "DELETE FROM journal WHERE seq = 2",
            "DELETE FROM outbox WHERE n > 1",
            "DELETE FROM task WHERE id = 't-2'",
        ):
            connection.execute(sql)
    assert looked_at(book).whole
    book.close()


def test_a_word_of_an_enum_in_a_field_of_plain_text_is_kept_as_its_text(tmp_path):
    book = opened(tmp_path)
    with book.store.write(WRITER) as w:
        w.save(task(w.new_id(), w.now, code=Kind.TASK))
        w.log(line(w))
    with book.store.read() as read:
        assert check(read, book.file).whole
    book.close()


OURS = {
    **{str(of.kind): of.names for of in ENTITIES},
    "journal": ("n", *JOURNAL_COLUMNS, "hash"),
    "outbox": ("n", *outbox.COLUMNS),
    "subject_key": ("about", "key", "made_at", "destroyed_at"),
}


@pytest.fixture(scope="module")
def full(tmp_path_factory):
    made = opened(tmp_path_factory.mktemp("full"))
    for of in ENTITIES:
        for n in range(1 if of.unique else 2):
            with made.store.write(WRITER) as w:
                record = sample(of.record, id=f"{of.kind}-{n}")
                (w.append if of.data_class == "ledger" else w.save)(record)
                w.log(line(w, private={"who": "汪一一"}))
    made.anchor()
    yield made
    made.close()


def other_than(value, kind):
    """A value that the column may hold and that differs."""
    made = {
        "INTEGER": st.integers(-(2**40), 2**40),
        "REAL": st.floats(allow_nan=False, allow_infinity=False),
        "TEXT": st.text(st.characters(exclude_categories=("Cs",)), max_size=5),
        "BLOB": st.binary(min_size=1, max_size=40),
    }[kind]
    return made.filter(lambda other: other != value)


@settings(suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_single_value_altered_anywhere_is_found(full, data):
    with back_door(full) as connection:
        table = data.draw(st.sampled_from(sorted(OURS)))
        column = data.draw(st.sampled_from(sorted(OURS[table])))
        count = connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]
        row = data.draw(st.integers(0, count - 1))
        key = {"journal": "n", "outbox": "n", "subject_key": "about"}.get(table, "id")
        at, was = connection.execute(
            f'SELECT "{key}", "{column}" FROM "{table}" LIMIT 1 OFFSET ?', (row,)
        ).fetchone()
        kinds = {r[1]: r[2] for r in connection.execute(f'PRAGMA table_info("{table}")')}
        becomes = data.draw(other_than(was, kinds[column]))
        connection.execute("PRAGMA foreign_keys = OFF")
        try:
            connection.execute("BEGIN")
            connection.execute(
                f'UPDATE OR ROLLBACK "{table}" SET "{column}" = ? WHERE "{key}" = ?', (becomes, at)
            )
            connection.execute("COMMIT")
        except Exception:
            return  # the schema itself said no: nothing was altered
        moved = becomes if column == key else at
        try:
            assert not looked_at(full).whole
        finally:
            connection.execute(
                f'UPDATE "{table}" SET "{column}" = ? WHERE "{key}" = ?', (was, moved)
            )
    assert looked_at(full).whole


def found_in(folder):
    """What opening says, or else what the check finds."""
    try:
        again = opened(folder)
    except Unavailable as error:
        return {error.code}
    try:
        return codes(looked_at(again))
    finally:
        again.close()


def test_a_flipped_byte_in_any_page_is_found_and_named(tmp_path):
    book = opened(tmp_path, HandClock())
    for _ in range(30):
        put_task(book.store, detail="x" * 900)
    book.close()
    path = book.store.path
    good = path.read_bytes()
    pages = len(good) // 4096
    assert pages > 20
    for page in (1, pages // 2, pages - 1):
        spoilt = bytearray(good)
        spoilt[page * 4096 + 1000] ^= 1
        path.write_bytes(spoilt)
        assert found_in(tmp_path) & {"store_damaged", "check_page"}
        path.write_bytes(good)


def test_every_finding_has_its_chinese_sentence(book):
    from console.wording import table

    told = {code for _, code in TAMPERINGS.values()} | {"check_page", "check_anchor"}
    assert told <= set(table("REFUSALS"))
    with back_door(book) as connection:
        connection.execute("UPDATE task SET title = 'x' WHERE id = 't-1'")
    (finding,) = looked_at(book).findings
    sentence = refusal(Unavailable(finding.code, **finding.facts))
    assert "任务" in sentence
    assert "t-1" in sentence
