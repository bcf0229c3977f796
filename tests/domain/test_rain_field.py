"""One map, one window: what is shown together was measured together."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from console.domain.rain_field import MEAN, STATION, rain_field, standing, town_of
from console.domain.reading import Reading

TOWNS = (("341824101", "临溪镇"), ("341824202", "家朋乡"), ("341824105", "伏岭镇"))
END = datetime(2024, 6, 20, 7, tzinfo=UTC)


def reading(n, value, metric=STATION, hours=31, end=END, **more):
    return Reading(
        id=str(n),
        metric=metric,
        value=Decimal(value),
        window_start=end - timedelta(hours=hours),
        window_end=end,
        recorded_by="示例",
        recorded_at=end,
        **more,
    )


def test_the_june_flood_is_shown_over_its_thirty_one_hours():
    field = rain_field(
        [
            reading(1, "160", MEAN),
            reading(2, "298.7", station="临溪", is_max=True),
            reading(3, "40.1", span_minutes=60, is_max=True),
            reading(4, "90", hours=24, station="家朋"),
        ],
        TOWNS,
    )
    assert field.window == timedelta(hours=31)
    assert field.mean.value == 160
    assert {code: one.value for code, one in field.towns.items()} == {
        "341824101": Decimal("298.7")
    }
    assert field.hourly.value == Decimal("40.1")
    assert field.greatest.station == "临溪"


def test_a_township_shows_its_wettest_station():
    field = rain_field(
        [
            reading(1, "80", station="尚村", place_code="341824202204"),
            reading(2, "95", station="家朋"),
        ],
        TOWNS,
    )
    assert field.towns["341824202"].value == 95


def test_a_corrected_figure_is_not_shown():
    wrong, right = (
        reading(1, "987", station="临溪"),
        reading(2, "98.7", station="临溪", replaces="1"),
    )
    assert [one.id for one in standing([wrong, right])] == ["2"]
    assert rain_field([wrong, right], TOWNS).towns["341824101"].value == Decimal("98.7")


def test_nothing_read_is_nothing_shown():
    field = rain_field([], TOWNS)
    assert field.window is None
    assert field.towns == {}
    assert field.greatest is None


def test_a_station_of_no_known_township_is_on_no_township():
    assert town_of(reading(1, "5", station="歙县站"), TOWNS) == ""
    assert town_of(reading(1, "5", station="临溪站"), TOWNS) == "341824101"


@given(st.lists(st.tuples(st.sampled_from([1, 6, 24, 31]), st.integers(0, 400)), min_size=1))
def test_all_that_is_shown_has_the_same_window(rows):
    made = [
        reading(n, value, hours=hours, station=TOWNS[n % 3][1])
        for n, (hours, value) in enumerate(rows)
    ]
    field = rain_field(made, TOWNS)
    assert {one.period for one in field.towns.values()} == {field.window}
