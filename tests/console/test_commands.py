"""One road for every action: a name, a key, a place."""

import pytest

from console.runtime.commands import Command, Registry


def nothing(_target):
    pass


def make(ident, title="接报", **more):
    return Command(ident, title, nothing, **more)


def test_an_id_is_given_once():
    registry = Registry([make("a")])
    with pytest.raises(ValueError, match="twice"):
        registry.add(make("a"))


def test_one_key_means_one_thing_in_a_scope():
    registry = Registry([make("a", keys="F2")])
    with pytest.raises(ValueError, match="F2"):
        registry.add(make("b", keys="F2"))
    with pytest.raises(ValueError, match="f2"):
        registry.add(make("c", keys="f2", pane="duty", scope="pane"))


def test_two_rooms_may_use_the_same_local_key():
    Registry(
        [
            make("a", keys="Ctrl+N", pane="duty", scope="pane"),
            make("b", keys="Ctrl+N", pane="supply", scope="pane"),
        ]
    )


def test_the_palette_finds_by_chinese_pinyin_initials_and_key():
    registry = Registry(
        [make("i", "接报", keys="F2"), make("u", "防汛升级建议"), make("t", "调拨", keys="F4")]
    )
    for query, first in [
        ("接", "i"),
        ("jiebao", "i"),
        ("jb", "i"),
        ("fxsj", "u"),
        ("db", "t"),
        ("f4", "t"),
    ]:
        assert registry.found(query)[0].id == first
    assert registry.found("") == list(registry)
    assert registry.found("zzz") == []


def test_a_group_is_an_answer_of_last_resort():
    registry = Registry([make("a", "接报", group="值守"), make("b", "值守页", group="房间")])
    assert [c.id for c in registry.found("zhishou")] == ["b", "a"]


def test_when_says_what_is_missing_and_answers_for_nothing():
    command = make("a", when=lambda pane: "" if pane == "ready" else "请先选任务。")
    assert command.why_not(None) == ""
    assert command.why_not("ready") == ""
    assert command.why_not("empty") == "请先选任务。"


def test_the_readme_table_has_a_line_for_each():
    assert "| 接报 | F2 |" in Registry([make("a", keys="F2")]).markdown()
