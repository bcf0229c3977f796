"""A long list a page at a time: any page, in any order of asking, is the same list."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.domain.incident import Call
from console.domain.task import Task
from db.paging import Sought
from tests.support.store import put_call, put_task
from tests.support.world import HandClock, opened

UNITS = ("临溪镇", "家朋乡", "100%_乡", r"斜\杠", "Lin")


@pytest.fixture(scope="module")
def listed(tmp_path_factory):
    """Some rows with equal and unknown values, so that ties and gaps are met."""
    clock = HandClock()
    book = opened(tmp_path_factory.mktemp("paged"), clock)
    for n in range(57):
        clock.wind(minutes=n % 3)
        put_task(
            book.store,
            unit=UNITS[n % len(UNITS)],
            title=f"任务{n % 7}",
            total=None if n % 4 == 0 else n % 5,
            due_at=None if n % 3 else clock.now() + timedelta(hours=n % 6),
        )
    yield book.store
    book.close()


def key(field, task):
    value = getattr(task, field)
    return (value is not None, value), task.id


@settings(max_examples=60, deadline=None)
@given(
    order=st.sampled_from(
        ["", "unit", "-unit", "total", "-total", "due_at", "-due_at", "issued_at"]
    ),
    text=st.sampled_from(["", "乡", "%", "_", "\\", "任务3", "lin", "没有的"]),
    size=st.integers(1, 20),
    turn=st.randoms(use_true_random=False),
)
def test_pages_in_any_order_make_up_the_whole_sorted_list(listed, order, text, size, turn):
    sought = Sought(order=order, text=text, within=("unit", "title"))
    with listed.read() as read:
        whole = [t for t in read.find(Task) if text.lower() in t.unit.lower() or text in t.title]
        field, down = order.lstrip("-") or "id", order.startswith("-") or not order
        wanted = sorted(whole, key=lambda t: key(field, t), reverse=down)
        numbers = read.order(Task, sought)
        assert len(numbers) == len(wanted)
        starts = list(range(0, len(numbers) or 1, size))
        turn.shuffle(starts)
        by_offset, by_number = {}, {}
        for at in starts:
            by_offset[at] = read.page(Task, sought, limit=size, offset=at)
            by_number[at] = read.numbered(Task, numbers[at : at + size])
        for pages in (by_offset, by_number):
            rows = [row for at in sorted(starts) for row in pages[at]]
            assert [task for _, task in rows] == wanted
            assert [number for number, _ in rows] == list(numbers)


def test_a_page_is_two_hundred_rows_and_never_more(listed):
    with listed.read() as read:
        assert len(read.page(Task, Sought())) == 57
        assert len(read.page(Task, Sought(), limit=5)) == 5


def test_what_stands_elsewhere_is_found_by_its_meaning(listed):
    """A label or the name of what is referred to is not in the row: its value is asked for."""
    sought = Sought(
        text="没有的", within=("title",), either={"unit": ("家朋乡", "Lin"), "title": ()}
    )
    with listed.read() as read:
        assert {t.unit for _, t in read.page(Task, sought)} == {"家朋乡", "Lin"}
        assert len(read.order(Task, Sought(text="x", within=()))) == 0


def test_a_row_that_went_away_is_left_out_of_its_page(listed):
    with listed.read() as read:
        numbers = [*read.order(Task, Sought())[:3], 999_999]
        assert [n for n, _ in read.numbered(Task, numbers)] == numbers[:3]


def test_sealed_words_can_not_be_sorted_or_filtered_in_the_store(store):
    put_call(store)
    with store.read() as read:
        for sought in (
            Sought(order="phone"),
            Sought(text="汪", within=("place_text", "reporter")),
        ):
            if sought.order:
                with pytest.raises(TypeError, match="sealed"):
                    read.order(Call, sought)
            else:
                with pytest.raises(TypeError, match="sealed"):
                    read.page(Call, sought)
        opened_words = read.page(Call, Sought(order="-received_at"))[0][1]
        assert opened_words.reporter == "汪一一"
