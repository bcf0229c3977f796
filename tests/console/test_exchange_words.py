"""Every code of the contract and every field that may disagree has its words."""

from dataclasses import fields

from console.services.exchange.differences import label_of
from console.wording import table
from console.wording.exchange import FAR, FIELD, far
from db.entity import DataClass
from db.registry import ENTITIES
from db.sync import reply, wire

# Not answers of the far end: statuses, limits and names of headers spelled in small letters too.
NO_CODES = {wire.OK, wire.MERGED, wire.REJECTED, wire.QUARANTINED}
MEDIA = {wire.JSON_TYPE, wire.LINES_TYPE, wire.PROBLEM_TYPE}


def codes(module):
    """Every text constant of the module that is spelled like a code."""
    return {
        value
        for name, value in vars(module).items()
        if name.isupper()
        and not name.startswith("_")
        and isinstance(value, str)
        and value.islower()
        and value not in NO_CODES | MEDIA
    }


def test_every_code_of_the_contract_has_a_sentence():
    assert codes(wire) - set(FAR) == set()
    assert codes(reply) - set(FAR) == set()


def test_a_sentence_is_for_a_code_that_exists():
    assert set(FAR) - codes(wire) - codes(reply) == set()


def test_a_code_of_a_later_province_is_said_openly():
    assert "brand_new" in far("brand_new")


def test_every_sentence_can_be_refused_with():
    assert {f"far_{code}" for code in FAR} <= set(table("REFUSALS"))


def test_every_field_that_may_disagree_has_a_label():
    unnamed = {
        f"{of.kind}.{one.name}"
        for of in ENTITIES
        if of.data_class is DataClass.REGISTER
        for one in fields(of.record)
        if one.name != "id"
        and label_of(of.kind, one.name) == one.name
        and one.name not in of.stays
    }
    assert unnamed == set()
    assert all(FIELD.values())
