"""A correction by hand takes what the service's form would take, and only what changed counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from allmende.domain.matter.lookups import fill_fields, list_ids, read_correction, with_city_options
from allmende.domain.registers import RegisterSpec
from allmende.domain.values import Text
from allmende.formats import yaml
from allmende.formats.package.registers import read_register
from tests.conftest import ROOT
from tests.registers import HOME, JOERG

TODAY = date(2026, 11, 2)
ZONES = {"parkzone": {"a": Text("Zone A"), "b": Text("Zone B")}}


def kept(name: str) -> RegisterSpec:
    node, problems = yaml.read((ROOT / "services" / "_registers" / f"{name}.yaml").read_bytes(), name)
    assert node is not None, problems
    return with_city_options(read_register(node.plain()), ZONES)


PERMITS, DOGS = kept("parking_permits"), kept("dogs")
PERMIT = {
    "number": "BP-2026-00001", "resident_id": "r-1", "holder": JOERG, "household": "h-1", "zone": "a", "plates": ["MR-AB 1234"],
    "valid_from": date(2026, 1, 1), "valid_until": date(2027, 1, 1), "tariff": "einfach",
}  # fmt: skip
DOG = {
    "tag": "H2600001", "keeper": JOERG, "address": {**HOME, "addition": "Hinterhaus", "country": None, "no_fixed_home": None},
    "name": "Bello", "breed": "Dackel", "chip": "276000000000001", "kept_from": date(2026, 1, 1), "kept_until": None,
}  # fmt: skip


def correct(register: RegisterSpec, record: dict[str, Any], **changes: str) -> tuple[dict[str, Any], list[str]]:
    shown = {one.id: text for one, text in fill_fields(register, record)}
    assert changes.keys() <= shown.keys()
    told, problems = read_correction(register, record, {**shown, **changes}, TODAY)
    return told, [problem.text.spoken("de") for problem in problems]


def test_what_was_not_changed_is_not_told():
    assert correct(PERMITS, PERMIT) == ({}, [])
    assert correct(DOGS, DOG) == ({}, [])


def test_an_old_value_of_another_form_stays_while_something_else_is_put_right():
    assert correct(DOGS, {**DOG, "chip": "276"}, breed="Mops") == ({"breed": "Mops"}, [])


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"zone": "z"}, "Parkzone: "),
        ({"zone": ""}, "Parkzone: "),
        ({"plates": "Fahrrad"}, "Kennzeichen: "),
        ({"tariff": "gratis"}, "Tarif: "),
    ],
)
def test_a_permit_takes_only_what_the_service_could_have_entered(changes, words):
    told, problems = correct(PERMITS, PERMIT, **changes)
    assert told == {}
    assert [problem.startswith(words) for problem in problems] == [True]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"chip": "2760"}, "Nummer des Chips: Die Nummer hat 15 Ziffern."),
        ({"name": "x" * 61}, "Rufname: Bitte kürzen Sie auf 60 Zeichen. Es sind jetzt 61."),
        ({"name": ""}, "Rufname: Bitte füllen Sie dieses Feld aus."),
    ],
)
def test_a_dog_takes_only_what_the_service_could_have_entered(changes, words):
    assert correct(DOGS, DOG, **changes) == ({}, [words])


def test_an_address_needs_a_postcode_of_five_digits():
    told, problems = correct(DOGS, DOG, address_postcode="350")
    assert told == {}
    assert len(problems) == 1


def test_values_are_told_in_one_spelling():
    assert correct(PERMITS, PERMIT, plates="mr-cd 5, MR-AB 1234, mr cd 5") == (
        {"plates": ["MR-CD 5", "MR-AB 1234"]},
        [],
    )
    assert correct(PERMITS, PERMIT, zone="b", tariff="") == ({"zone": "b", "tariff": None}, [])
    assert correct(DOGS, DOG, chip="276 000-000 000 002") == ({"chip": "276000000000002"}, [])


def test_an_address_that_moved_keeps_nothing_of_the_old_one():
    told, problems = correct(DOGS, DOG, address_street="Markt", address_house_number="1")
    assert problems == []
    assert told["address"].keys() == DOG["address"].keys()
    assert (told["address"]["street"], told["address"]["addition"]) == ("Markt", None)


def test_ids_names_and_the_period_have_no_field():
    assert [one.id for one, _ in fill_fields(PERMITS, PERMIT)] == ["zone", "plates", "tariff"]
    assert list_ids(PERMITS) == {"resident_id", "household"}
    assert list_ids(DOGS) == frozenset()


def test_a_zone_of_a_city_without_a_street_directory_stays():
    bare = with_city_options(replace(PERMITS), {})
    assert "zone" not in [one.id for one, _ in fill_fields(bare, PERMIT)]
