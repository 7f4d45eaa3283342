"""What the studio decides is written into the files an operator edits, and read back as strictly as any folder."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allmende.domain.package import Adopts, CityData, Overlay, OverlayChange
from allmende.domain.values import Text
from allmende.formats.city import CityChange, NewValue, change_city, from_json, read_folder, to_json, values_of
from allmende.formats.city.reader import read_files

ROOT = Path(__file__).parents[3]
PARKING = "bewohnerparkausweis"
CITIES = ("marburg", "giessen", "wetzlar", "fulda", "limburg", "offenbach")


def city(key: str = "marburg") -> CityData:
    found = read_folder(ROOT / "cities" / key)
    assert isinstance(found, CityData)
    return found


def changed(change: CityChange, before: CityData | None = None) -> CityData:
    found = change_city(before or city(), change)
    assert isinstance(found, CityData), found
    return found


def fee(first: date, value: str | None = "35.00") -> NewValue:
    return NewValue("jahresgebuehr", value, first, "Satzung 2027")


@pytest.mark.parametrize("key", CITIES)
def test_nothing_to_change_is_the_very_same_city(key: str) -> None:
    before = city(key)
    assert change_city(before, CityChange(PARKING)) is before
    assert change_city(before, CityChange(PARKING, overlay=before.overlays[PARKING])) is before


@pytest.mark.parametrize("key", CITIES)
def test_what_was_changed_goes_round_through_json(key: str) -> None:
    after = changed(
        CityChange(
            PARKING,
            overlay=Overlay((OverlayChange("replace", "neu", "text.service.name", Text("Parken", "Parking")),)),
            values=(fee(date(2027, 1, 1)),),
            adopts=Adopts("1.1.0", date(2027, 1, 1)),
            slots={"mailbox": "neu@example.org"},
            competences={"strassenverkehr": next(iter(city(key).units))},
        ),
        city(key),
    )
    strictly = read_files({name: text.encode() for name, text in after.files.items()}).city
    assert strictly is not None
    assert (strictly, strictly.sha256, dict(strictly.files)) == (after, after.sha256, dict(after.files))
    again = from_json(to_json(after))
    assert (again, again.sha256, dict(again.files)) == (after, after.sha256, dict(after.files))
    assert after.adoptions[PARKING] == Adopts("1.1.0", date(2027, 1, 1))
    assert after.slots["mailbox"] == "neu@example.org"
    assert [change.id for change in after.overlays[PARKING].changes] == ["neu"]
    untouched = {
        name for name in after.files if name not in ("city.yaml", "parameters.yaml", f"overlays/{PARKING}.yaml")
    }
    assert {name: after.files[name] for name in untouched} == {name: city(key).files[name] for name in untouched}


def test_a_new_value_ends_the_old_one_on_its_day() -> None:
    after = changed(CityChange(PARKING, values=(fee(date(2027, 1, 1)),)))
    held = [after.value(PARKING, "jahresgebuehr", day) for day in (date(2026, 12, 31), date(2027, 1, 1))]
    assert [one.value for one in held if one] == ["30.00", "35.00"]
    assert held[0] is not None and held[0].valid.until == date(2027, 1, 1)


def test_a_value_stands_before_a_later_one_and_replaces_one_of_the_same_day() -> None:
    after = changed(CityChange(PARKING, values=(fee(date(2028, 1, 1)), fee(date(2027, 1, 1), "33.00"))))
    after = changed(CityChange(PARKING, values=(fee(date(2027, 1, 1), "34.00"),)), after)
    values = [
        parameter for parameter in after.parameters if (parameter.service, parameter.id) == (PARKING, "jahresgebuehr")
    ]
    assert [(value.value, value.valid.first, value.valid.until) for value in values] == [
        ("30.00", date(2022, 1, 1), date(2027, 1, 1)),
        ("34.00", date(2027, 1, 1), date(2028, 1, 1)),
        ("35.00", date(2028, 1, 1), None),
    ]


def test_no_value_ends_one_without_another() -> None:
    after = changed(CityChange(PARKING, values=(fee(date(2027, 1, 1), None),)))
    assert after.value(PARKING, "jahresgebuehr", date(2027, 1, 1)) is None
    assert after.value(PARKING, "jahresgebuehr", date(2026, 12, 31)) is not None


def test_the_services_values_can_be_put_back_as_a_whole() -> None:
    before = city()
    after = changed(CityChange(PARKING, values=(fee(date(2027, 1, 1)),)), before)
    back = changed(CityChange(PARKING, taken=values_of(before, PARKING)), after)
    assert (back.sha256, back) == (before.sha256, before)


def test_an_empty_overlay_and_a_stopped_service_leave_no_file() -> None:
    assert f"overlays/{PARKING}.yaml" not in changed(CityChange(PARKING, overlay=Overlay())).files
    stopped = changed(CityChange(PARKING, stops=True))
    assert PARKING not in stopped.adoptions
    assert PARKING not in stopped.overlays


def test_what_cannot_be_written_is_refused_and_nothing_is_changed() -> None:
    before = city()
    found = change_city(before, CityChange(PARKING, competences={"x": "gibt_es_nicht"}))
    assert isinstance(found, list)
    assert [problem.code for problem in found] == ["city.unit"]
    assert isinstance(change_city(before, CityChange(PARKING, values=(NewValue("x", "1", date(2027, 1, 1), "", "?"),))), list)  # fmt: skip


@settings(deadline=None, max_examples=30)
@given(days=st.lists(st.dates(date(2021, 1, 1), date(2030, 1, 1)), min_size=1, max_size=8))
def test_values_never_overlap_and_each_day_has_the_one_set_last_for_it(days: list[date]) -> None:
    after, told = city(), {}
    for number, day in enumerate(days):
        after = changed(CityChange(PARKING, values=(fee(day, f"{number}.00"),)), after)
        told[day] = f"{number}.00"
    for day in days:
        held = after.value(PARKING, "jahresgebuehr", day)
        assert held is not None and held.value == told[day]
