"""What comes from outside may be strange: the round ends as a round ends, and the rest comes."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from console.domain.difference import Difference
from console.domain.force import Team
from console.domain.reading import Reading
from console.domain.refused import Unavailable
from console.domain.task import Task
from db.sync import bootstrap, rowfile, segments
from db.sync import engine as engines
from db.sync.reply import LineDown
from tests.support.near_end import agree, quiet
from tests.support.records import sample
from tests.support.store import line


def told(console, way):
    """The far end's pages come to this console as `way` makes them."""
    real = console.line.call

    def call(method, path, **more):
        reply = real(method, path, **more)
        return replace(reply, body=way(reply.body)) if path.endswith("/changes") else reply

    console.line.call = call


def of_the_first(name, value):
    """A column of t-1 as it comes."""
    column = re.compile(rb'("%b"):(?:"[^"]*"|[^,}]*)' % name)

    def way(body):
        lines = body.split(b"\n")
        return b"\n".join(
            column.sub(rb"\1:" + value, one) if b'"id":"t-1"' in one else one for one in lines
        )

    return way


def team(console, **more):
    with console.store.write("o-1", "team.put") as w:
        w.save(replace(sample(Team), id="team-1", **more))
        w.log(line(w, "team-1"))


# -- rows ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (b"issued_at", b"9223372036854775808"),
        (b"issued_at", b"99999999999999999"),
        (b"issued_at", b"true"),
        (b"issued_at", b'"0"'),
        (b"title", b"7"),
        (b"title", b"[]"),
    ],
)
def test_a_value_that_no_column_holds_is_put_aside_and_the_feed_goes_on(desks, name, value):
    a, b = desks("a"), desks("b")
    a.put("t-1")
    a.put("t-2")
    quiet(a)
    told(b, of_the_first(name, value))
    b.round()
    assert b.get("t-1") is None
    assert b.get("t-2") is not None
    assert len(b.sql("SELECT seq FROM quarantine_in")) == 1
    assert b.whole() == []


@pytest.mark.parametrize("value", [b'"' + b"[" * 60_000 + b'"', b'"["', b'"7"'])
def test_a_nested_value_that_is_none_is_put_aside_and_the_feed_goes_on(desks, value):
    a, b = desks("a"), desks("b")
    team(a, tags=("水上",))
    a.put("t-2")
    quiet(a)
    told(b, lambda body: re.sub(rb'"tags":"(?:\\.|[^"\\])*"', b'"tags":' + value, body))
    b.round()
    assert b.get("team-1", Team) is None
    assert b.get("t-2") is not None
    assert b.whole() == []


def test_a_place_in_whole_degrees_is_proven_where_it_was_written_and_where_it_comes(desks):
    a, b = desks("a"), desks("b")
    team(a, lon=118, lat=30)
    a.change(Team, "team-1", lon=118.5)
    a.change(Team, "team-1", lon=119)
    quiet(a, b)
    agree(a, b)


def test_a_place_that_comes_as_a_whole_number_is_proven(desks):
    a, b = desks("a"), desks("b")
    team(a, lon=118.0, lat=30.0)
    quiet(a)
    told(b, lambda body: body.replace(b":118.0", b":118"))
    b.round()
    assert b.get("team-1", Team).lon == 118.0
    assert b.whole() == []


@pytest.mark.parametrize(
    "more", [b"junk\n", b"{}\n", b'{"seq":"7"}\n', b'{"seq":18446744073709551615}\n', b"\n"]
)
def test_a_page_with_something_else_in_it_was_damaged_on_the_way(desks, more):
    a, b = desks("a"), desks("b")
    a.put("t-1")
    quiet(a)
    real = b.line.call
    told(b, lambda body: body + more)
    with pytest.raises(LineDown):
        b.round()
    b.line.call = real
    quiet(a, b)
    agree(a, b)


@pytest.mark.parametrize(
    "change", [b'{"seq":%d,"schema":"x"}', b'{"seq":%d,"rows":[7]}', b'{"seq":%d,"rows":7}']
)
def test_a_change_of_which_only_the_number_can_be_read_is_put_aside(desks, change):
    a, b = desks("a"), desks("b")
    a.put("t-1")
    quiet(a)

    def way(body):
        head, *lines = body[:-1].split(b"\n")
        lines[-1] = change % int(re.match(rb'\{"seq":(\d+)', lines[-1])[1])
        return b"\n".join((head, *lines, b""))

    told(b, way)
    b.round()
    assert len(b.sql("SELECT seq FROM quarantine_in")) == 1
    assert b.cursor() == a.cursor()


@pytest.mark.parametrize("path", ["/v1/sync/hello", "/v1/sync/push", "/v1/sync/changes"])
def test_an_answer_that_lacks_a_word_is_somebody_elses(desks, path):
    a = desks("a")
    a.put("t-1")
    real = a.line.call

    def call(method, at, **more):
        reply = real(method, at, **more)
        return replace(reply, body=b"{}\n") if at == path else reply

    a.line.call = call
    with pytest.raises(LineDown) as said:
        a.round()
    assert said.value.kind == "not_ours"
    a.line.call = real
    quiet(a)
    assert [standing for _, standing, _ in a.outbox()] == ["acked"]


def test_a_group_that_was_spoilt_here_does_not_keep_others_news_from_the_screen(desks):
    a, b = desks("a"), desks("b")
    b.put("u-1")
    with b.store.receive() as arrival:
        arrival.connection.exec_driver_sql("UPDATE outbox SET ops = '['")
    a.put("t-1")
    quiet(a)
    quiet(b)
    assert b.get("t-1") is not None
    assert b.sql("SELECT seq FROM quarantine_in") == []
    assert [code for code, _ in b.whole()] == ["check_outbox_changed"]


# -- everything at once ----------------------------------------------------------------------------


@pytest.fixture
def newcomer(desks, monkeypatch):
    """A county, and a workstation of it that takes the snapshot."""
    monkeypatch.setattr(engines, "_FAR", 3)

    def one(name="b", **more):
        a = desks("a")
        a.history(*(replace(sample(Reading), id=f"r-{n:03d}") for n in range(40)))
        for n in range(20):
            a.put(f"t-{n:02d}")
        quiet(a)
        return a, desks(name, **more)

    return one


def as_json(monkeypatch):
    """A far end whose tables this build does not know."""

    def strange(*_):
        raise rowfile.Strange("another build's")

    monkeypatch.setattr(rowfile, "looked_at", strange)


def test_what_is_written_on_half_a_segment_outlives_that_it_is_laid_once_more(
    newcomer, monkeypatch
):
    monkeypatch.setattr(bootstrap, "AT_ONCE", 5)
    as_json(monkeypatch)
    a, b = newcomer()
    real = bootstrap._Loading._lay

    def cut(self, arrival, kind, some, overlay):
        if any(isinstance(one, dict) and one.get("id") == "t-19" for one in some):
            raise LineDown("cut")
        return real(self, arrival, kind, some, overlay)

    with monkeypatch.context() as within:
        within.setattr(bootstrap._Loading, "_lay", cut)
        with pytest.raises(LineDown):
            b.round()
    b.change(Task, "t-01", title="改过的")
    b.again()
    b.round()
    assert b.get("t-01").title == "改过的"
    assert b.whole() == []
    quiet(a, b)
    assert a.get("t-01").title == "改过的"
    agree(a, b)


def test_what_was_written_before_its_segment_came_lies_over_it(newcomer, monkeypatch):
    a, b = newcomer()

    def cut(self, one, ready):
        raise LineDown("cut")

    with monkeypatch.context() as within:
        within.setattr(bootstrap._Loading, "straight", cut)
        with pytest.raises(LineDown):
            b.round()
    b.put("t-01", title="这里也写了一条")  # the same thing by name, at both
    b.engine._bootstrap()
    assert b.get("t-01").title == "这里也写了一条"
    assert b.get("t-02") is not None
    assert b.whole() == []
    quiet(a, b)
    with b.store.read() as read:
        assert read.count(Difference)
    agree(a, b)


@pytest.mark.parametrize("fresh", [True, False])
@pytest.mark.parametrize("spoilt", [b"nothing that can be read", b""])
def test_a_segment_that_cannot_be_read_is_a_bad_line_and_another_list_is_asked_for(
    newcomer, monkeypatch, spoilt, fresh
):
    a, b = newcomer()
    if not fresh:
        quiet(b)
        b.change(Task, "t-01", title="还没上报的")
    real = segments.fetch

    def fetch(call, id_, size, into):
        path = real(call, id_, size, into)
        path.write_bytes(spoilt)
        return path

    with monkeypatch.context() as within:
        within.setattr(segments, "fetch", fetch)
        with pytest.raises(LineDown):
            b.engine._bootstrap()
    assert b.sql("SELECT v FROM state WHERE k = 'sync.bootstrap'") == []
    b.engine._bootstrap()
    assert b.get("t-02") is not None
    quiet(a, b)
    agree(a, b)


def test_what_a_kill_left_of_a_snapshot_that_was_put_down_is_cleared_away(newcomer, monkeypatch):
    """The rows lie there in plain, beside a store that is sealed."""
    a, b = newcomer()

    class Killed(BaseException):
        """The power, between the last transaction and the folder."""

    def killed(_into):
        raise Killed

    with monkeypatch.context() as within:
        within.setattr(bootstrap, "_emptied", killed)
        with pytest.raises(Killed):
            b.round()
    left = b.folder / "store" / bootstrap.FOLDER
    assert list(left.iterdir())
    b.again()
    quiet(a, b)
    assert not list(left.iterdir())
    agree(a, b)


def test_a_console_that_closes_while_everything_comes_has_no_fault(newcomer):
    pool = ThreadPoolExecutor(1)
    a, b = newcomer(pool=pool)
    pool.shutdown()
    b.round()
    quiet(a, b)
    agree(a, b)


def test_a_disk_that_takes_no_segment_is_said_and_no_fault(newcomer):
    _, b = newcomer()
    (b.folder / "store" / bootstrap.FOLDER).write_text("in the way")
    with pytest.raises(Unavailable) as said:
        b.round()
    assert said.value.code == "disk_error"
