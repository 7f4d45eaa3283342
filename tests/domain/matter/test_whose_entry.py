"""Whose entry is it? Over every register of persons, as oneself, spouse and parent: only a proved address tells namesakes apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from allmende.adapters.memory import MemoryRegisters
from allmende.adapters.sandbox_registers import entries as r
from allmende.adapters.sandbox_registers.records import records_of
from allmende.adapters.sandbox_registers.seed import CitySeed, SampleResident
from allmende.domain.matter import Matter, Registers, Tools, WorkStep
from allmende.domain.matter.actions.consult import consult
from allmende.domain.process.model import FlowNode
from allmende.domain.values import Text
from allmende.feel import to_feel
from allmende.formats.package.registers import earlier_registers
from tests.domain.matter.test_evidence import BORN, HOME, PROVED, case

TODAY = date(2026, 11, 2)
TWINS_HOME = {**HOME, "street": "Steinweg", "house_number": "15"}
ELSEWHERE = {"street": "Ludwigstraße", "house_number": "1", "postcode": "35390", "place": "Gießen"}
IDENTITY = {name: value for name, value in PROVED.items() if name not in HOME}


def resident(entry_id: str, home: Mapping[str, str], *, until: date | None = None, **more: Any) -> r.Resident:
    address = r.PostalAddress(home["street"], home["house_number"], home["postcode"], home["place"])
    said = {"family_name": "Müller-Weiß", "given_names": "Jörg", "birth_date": BORN, "household": entry_id, **more}
    return r.Resident(id=entry_id, residences=(r.Residence(address, "sole", date(2019, 1, 1), until),), **said)


ME, TWIN = resident("me", HOME), resident("twin", TWINS_HOME)
CHILD = resident("child", HOME, given_names="Ida", birth_date=date(2015, 5, 5), guardians=("me",))
OTHER = r.Spouse("Krug", "Rosa", date(1985, 1, 1), "Müller-Weiß", "rosa")


def birth(owner: str, given_names: str = "Jörg", born: date = BORN) -> r.BirthEntry:
    return r.BirthEntry("b", "1/1984", "Müller-Weiß", given_names, born, "Marburg", resident_id=owner)


def marriage(owner: str, *, first: bool) -> r.MarriageEntry:
    mine = r.Spouse("Müller-Weiß", "Jörg", BORN, "Müller-Weiß", owner)
    return r.MarriageEntry("m", "1/2010", (mine, OTHER) if first else (OTHER, mine), date(2010, 10, 10), "Marburg")


def as_feel(home: Mapping[str, str]) -> str:
    return "{" + ", ".join(f'{part}: "{value}"' for part, value in home.items()) + "}"


PERSON = {"family_name": '"Müller-Weiß"', "given_names": '"Jörg"', "birth_date": 'date("1984-08-12")'}
AT_HOME = {**PERSON, "address": as_feel(HOME)}
INFANT = {**PERSON, "given_names": '"Ida"', "birth_date": 'date("2015-05-05")'}
COUPLE = {
    "record": "marriage", "family_name_1": '"Krug"', "family_name_2": '"Müller-Weiß"', "married_on": 'date("2010-10-10")',
}  # fmt: skip
PERMIT = {"number": "MR-1", "resident_id": "me", "household": "me", "zone": "b", "plates": ["MR-AB 1"],
          "valid_from": date(2026, 1, 1), "valid_until": date(2027, 1, 1), "tariff": None}  # fmt: skip
ASKED: dict[str, tuple[str, dict[str, str], dict[str, Any]]] = {
    "residents, by name": ("residents", PERSON, {}),
    "residents, at home": ("residents", AT_HOME, {}),
    "residents, her child": ("residents", INFANT, {}),
    "birth": ("civil_status", PERSON, {"births": (birth("me"),)}),
    "birth of her child": ("civil_status", INFANT, {"births": (birth("child", "Ida", CHILD.birth_date),)}),
    "marriage, as the first": ("civil_status", COUPLE, {"marriages": (marriage("me", first=True),)}),
    "marriage, as the second": ("civil_status", COUPLE, {"marriages": (marriage("me", first=False),)}),
    "parking permits": ("parking_permits", {}, {}),
}
"""What is asked, and about whom: always the entry of `me`, or of her child."""

APPLICANTS: dict[str, tuple[dict[str, Any], tuple[r.Resident, ...], str]] = {
    "a twin here": ({**IDENTITY, **TWINS_HOME}, (ME, TWIN), "substantial"),
    "a twin here, surely known": ({**IDENTITY, **TWINS_HOME}, (ME, TWIN), "high"),
    "a single one elsewhere": ({**IDENTITY, **ELSEWHERE}, (ME,), "high"),
    "no address proved": (IDENTITY, (ME,), "high"),
    "no address proved, and a twin": (IDENTITY, (ME, TWIN), "high"),
    "a place but no street": ({**IDENTITY, "place": "Marburg"}, (ME,), "high"),
    "she moved away": (PROVED, (resident("me", HOME, until=date(2026, 10, 1)),), "high"),
    "a twin under one roof": (PROVED, (ME, resident("twin", HOME)), "high"),
    "herself, by password": (PROVED, (ME,), "basic"),
}
"""Whom the machine does not take for `me`, what she proved, and who is registered."""


def ask(
    register: str,
    options: Mapping[str, str],
    proved: Mapping[str, Any],
    people: tuple[r.Resident, ...],
    level: str,
    civil: Mapping[str, Any] | None = None,
) -> tuple[Mapping[str, Any], Matter]:
    """What the rules see of that register, and the matter after it. Permits are looked up by the resident found before."""
    home = {part: proved.get(part) for part in HOME}
    matter = described(
        case(proved=dict(proved), level=level, stated={"anschrift": home if all(home.values()) else None})
    )
    seed = CitySeed(
        "Marburg", "MR", people=tuple(SampleResident(one, Text("")) for one in (*people, CHILD)), **(civil or {})
    )
    known = MemoryRegisters({**records_of(seed, TODAY), "parking_permits": [PERMIT]})
    registers = Registers(adapter=lambda register: known)
    steps = [("residents", AT_HOME), (register, options)] if register == "parking_permits" else [(register, options)]
    for name, asked in steps:
        outcome = consult(
            WorkStep(
                node=FlowNode(name, "serviceTask", action="consult", register=name, result=name, options=asked), key=name,
                matter=matter, names=to_feel({}), now=datetime(2026, 11, 2, 9, tzinfo=UTC), today=TODAY,
                tools=Tools(draw_reference=str, press=lambda *_: b"", find_document=lambda _: None, registers=registers),  # type: ignore[arg-type,return-value]
            )
        )  # fmt: skip
        matter = matter.after(outcome)
    return matter.names(TODAY)["register"][register], matter


def described(matter: Matter) -> Matter:
    """The matter of a service that uses the registers of before."""
    return replace(matter, service=replace(matter.service, registers=earlier_registers()))


def says_something(answer: Mapping[str, Any]) -> bool:
    return bool(answer.get("matches") or answer.get("active") or answer.get("own"))


def test_every_register_of_persons_is_asked_here() -> None:
    assert {register for register, _, _ in ASKED.values()} == {
        key for key, spec in earlier_registers().items() if spec.is_personal
    }


@pytest.mark.parametrize("asked", ASKED)
def test_she_herself_is_answered(asked: str) -> None:
    register, options, civil = ASKED[asked]
    for people in ((ME,), (ME, TWIN)):
        answer, _ = ask(register, options, PROVED, people, "substantial", civil)
        one_of_two = options == PERSON and register == "residents" and TWIN in people  # a person says which
        assert says_something(answer) is not one_of_two


@pytest.mark.parametrize("applicant", APPLICANTS)
@pytest.mark.parametrize("asked", ASKED)
def test_a_namesake_is_not(asked: str, applicant: str) -> None:
    """And learns as little as if nobody were registered: the history reads the same."""
    register, options, civil = ASKED[asked]
    proved, people, level = APPLICANTS[applicant]
    nothing: dict[str, Any] = dict.fromkeys(civil, ())

    answer, matter = ask(register, options, proved, people, level, civil)
    neutral, nobody = ask(register, options, proved, people[1:], level, nothing)

    assert not says_something(answer)
    if (
        not people[1:] or register == "civil_status" or asked == "residents, her child"
    ):  # else the twin left may see her own
        assert answer == neutral
        assert matter.facts[-1] == nobody.facts[-1]


def test_a_twin_who_is_asked_about_at_her_own_address_gets_her_own_entry() -> None:
    options = {**PERSON, "address": as_feel(TWINS_HOME)}
    answer, _ = ask("residents", options, {**IDENTITY, **TWINS_HOME}, (ME, TWIN), "substantial")
    assert answer["resident_id"] == "twin"


@pytest.mark.parametrize(
    ("options", "civil"),
    [
        (PERSON, {"births": (birth(""),)}),
        (PERSON, {"births": (birth("twin"),)}),
        (COUPLE, {"marriages": (marriage("", first=True),)}),
        (COUPLE, {"marriages": (marriage("twin", first=True),)}),
        (PERSON, {"births": (birth("me"), replace(birth("twin"), id="b2", number="2/1984"))}),
    ],
)
def test_an_entry_that_names_nobody_or_somebody_else_is_not_hers(
    options: dict[str, str], civil: dict[str, Any]
) -> None:
    answer, _ = ask("civil_status", options, PROVED, (ME, TWIN), "high", civil)
    assert not says_something(answer)


def test_without_a_register_of_residents_no_entry_is_anybodys() -> None:
    answer, _ = ask("civil_status", PERSON, PROVED, (), "high", {"births": (birth("me"),)})
    assert not says_something(answer)
