"""No settled word is used wrongly, and no enum member would show as an English word."""

from tests.support.words import unlabelled, wrong_words

# Tables that name only the members that can occur there.
PARTIAL = ("duty.SUBJECT", "finding.WHY", "search.")
# 降级 as a word of the place-name readings (降 is read jiàng there), not of a response.
OTHER_SENSE = ("resources/national/readings.toml", "console/wording/response.py:3")


def test_no_word_that_was_settled_otherwise_is_on_screen():
    assert [row for row in wrong_words() if not row.startswith(OTHER_SENSE)] == []


def test_every_label_table_names_every_member():
    assert [row for row in unlabelled() if not row.startswith(PARTIAL)] == []
