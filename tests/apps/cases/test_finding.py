"""A clerk finds a case by what the person on the phone says, open or closed, and nobody finds more than the table allows."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from allmende.apps.applications.models import Application, Draft
from allmende.apps.cases import office
from allmende.apps.cases.models import Case, CaseWord, Task
from allmende.apps.cases.operations import store_words
from allmende.apps.cases.rules import Staff
from allmende.domain.forms import Field, FormStep
from allmende.domain.matter.searching import number_words, personal_words, read_search
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases.find_cases import index_missing
from tests.world import Visitor, World, staff

STEPS = (
    FormStep(
        "a",
        fields=(
            Field("familienname", "text"),
            Field("vornamen", "text"),
            Field("geburtsdatum", "date"),
            Field("anschrift", "address"),
            Field("kennzeichen", "group", fields=(Field("kennzeichen", "plate"),)),
            Field("telefon", "phone"),
            Field("email", "email"),
            Field("kind", "person"),
            Field("grund", "textarea"),
        ),
    ),
)


def address(street: str, number: str, postcode: str = "35037", place: str = "Marburg") -> dict[str, str]:
    return {"street": street, "house_number": number, "postcode": postcode, "place": place, "country": "DE"}


PEOPLE: dict[str, dict[str, Any]] = {
    "MR-7K2M-9QXC": {
        "familienname": "Weiß-Müller",
        "vornamen": "Jürgen Karl",
        "geburtsdatum": date(1975, 6, 3),
        "anschrift": address("Biegenstraße", "20 a"),
        "kennzeichen": [{"kennzeichen": "MR-AB 1234"}, {"kennzeichen": "MR-JW 75E"}],
        "telefon": "+49 6421 2010",
        "email": "juergen.weiss@post.example",
        "grund": "Zwetschgen",
    },
    "MR-3HDT-58WV": {
        "familienname": "Müller",
        "vornamen": "Anna",
        "geburtsdatum": date(1988, 12, 4),
        "anschrift": address("St.-Martin-Straße", "7"),
        "kind": {"family_name": "Müller", "given_names": "Léonie", "date_of_birth": date(2019, 2, 1)},
    },
    "MR-Q0C4-1ZRE": {"familienname": "Yılmaz", "vornamen": "Şükrü", "geburtsdatum": date(1990, 1, 31), "telefon": "0171 5556677"},
    "MR-8PNB-T6GK": {"familienname": "O’Neill", "vornamen": "Seán", "anschrift": address("Am Grün", "12", "35039")},
    "MR-5EFA-J2MX": {"familienname": "محمد", "vornamen": "علي", "geburtsdatum": date(2001, 9, 9)},
    "MR-2VWN-R5SD": {"familienname": "Li", "vornamen": "Peter", "anschrift": address("Klosterweg", "3", "35039")},
    "MR-6XYB-9F4H": {"familienname": "Klein", "vornamen": "Peter", "anschrift": address("Am Grün", "11", "35039")},
    "MR-9TZA-4P7E": {"familienname": "Võ", "vornamen": "Thị Ng"},
}  # fmt: skip
WEISS, ANNA, YILMAZ, NEILL, ALI, LI, KLEIN, VO = PEOPLE
BOTH = {WEISS, ANNA}

EVERYDAY = {
    "Weiß-Müller": {WEISS},
    "weiss mueller": {WEISS},
    "Weissmüller": {WEISS},
    "weiss": {WEISS},
    "Müller": BOTH,
    "Mueller": BOTH,
    "muller": BOTH,
    "Mu\u0308ller": BOTH,
    "Müll": BOTH,
    "juergen": {WEISS},
    "Jurgen": {WEISS},
    "Jürgen Weiß-Müller": {WEISS},
    "Weiß-Müller, Jürgen": {WEISS},
    "Müller, Anna": {ANNA},
    "Frau Müller, Anna": {ANNA},
    "Müller 4.12.1988": {ANNA},
    "3.6.1975": {WEISS},
    "03.06.75": {WEISS},
    "1975-06-03": {WEISS},
    "geb. 3. 6. 1975": {WEISS},
    "03061975": {WEISS},
    "1.2.2019": {ANNA},
    "Biegenstraße 20": {WEISS},
    "biegenstr. 20 a": {WEISS},
    "Biegen Str.": {WEISS},
    "Sankt-Martin-Str. 7": {ANNA},
    "St. Martin": {ANNA},
    "MR-AB 1234": {WEISS},
    "mrab1234": {WEISS},
    "MR AB 1234": {WEISS},
    "MR\u2013JW 75E": {WEISS},
    "06421 2010": {WEISS},
    "+49 (0)6421 2010": {WEISS},
    "\u202a+49 171 5556677\u202c": {YILMAZ},
    "juergen.weiss@post.example": {WEISS},
    "MR-7K2M-9QXC": {WEISS},
    "mr 7k2m 9qxc": {WEISS},
    "7k2m": {WEISS},
    "QOC4": {YILMAZ},
    "Q0C41ZRE": {YILMAZ},
    "Yilmaz": {YILMAZ},
    "Sukru Yilmaz": {YILMAZ},
    "Leonie Muller": {ANNA},
    "oneill": {NEILL},
    "O'Neill": {NEILL},
    "O Neill": {NEILL},
    "Sean O´Neill": {NEILL},
    "Am Gruen 12": {NEILL},
    "35039": {NEILL, LI, KLEIN},
    "Li": {LI},
    "li, peter": {LI},
    "Peter Li": {LI},
    "peter kl": {LI, KLEIN},
    "35039 Kl": {LI, KLEIN},
    "kl peter": set(),
    "Kl": set(),
    "Anna Mü": {ANNA},
    "Anna Le": {ANNA},
    "Mü 4.12.1988": {ANNA},
    "Le 4.12.1988": {ANNA},
    "Vo": {VO},
    "Võ": {VO},
    "Vo Ng": {VO},
    "Ng Vo": {VO},
    "Th": set(),
    "Ng Th": {VO},
    "Peter Vo": set(),
    "محمد": {ALI},
    "Zwetschgen": set(),
    "Baur": set(),
    "Müller, Jürgen, Biegenstraße 12": set(),
    "4.12.1989": set(),
    "2": set(),
}  # fmt: skip


@pytest.fixture
def world(db: None) -> World:
    """One case of a person who applied, and copies of it for everybody in `PEOPLE`."""
    world = World()
    world.plug_in()
    assert world.load().problems == []
    with city_scope("marburg"):
        Visitor(world).apply()
        draft, application, case = Draft.objects.get(), Application.objects.get(), Case.objects.get()
        for reference, answers in PEOPLE.items():
            draft.pk = application.pk = case.pk = uuid.uuid4()
            draft.save(force_insert=True)
            application.draft_id, application.reference = draft.pk, reference
            application.answers = {key: answers[key] for key in ("familienname", "vornamen")}
            application.save(force_insert=True)
            case.application_id, case.reference = application.pk, reference
            case.closed_at = world.now if reference == ANNA else None
            case.save(force_insert=True)
            words = personal_words(STEPS, answers)
            store_words(case_id=str(case.pk), numbers=number_words(reference), personal=words)
    return world


def found(person: Staff, typed: str) -> set[str]:
    search = read_search(typed)
    if search is None:
        return set()
    lines = office.find_cases(city="marburg", staff=person, search=search).lines
    return {line.reference for line in lines} & PEOPLE.keys()


def test_everyday_searches_find_whom_they_mean(world: World) -> None:
    with city_scope("marburg"):
        clerk = staff(world, "sachbearbeitung")
        wrong = {typed: who for typed, meant in EVERYDAY.items() if (who := found(clerk, typed)) != meant}
    assert wrong == {}


@pytest.mark.parametrize("many", [1, 2])
def test_what_very_many_have_is_found_as_well(world: World, many: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if so many words were very many: the first that fit do not fill the page, so all are looked at."""
    monkeypatch.setattr(office, "MANY", many)
    with city_scope("marburg"):
        clerk = staff(world, "sachbearbeitung")
        head = staff(world, "leitung", "sachbearbeitung")
        wrong = {typed: who for typed, meant in EVERYDAY.items() if (who := found(clerk, typed)) != meant}
        wrong |= {typed: who for typed, meant in EVERYDAY.items() if (who := found(head, typed)) != meant}
    assert wrong == {}


def test_of_very_many_the_name_itself_comes_before_longer_ones(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "MANY", 2)
    with city_scope("marburg"):
        for number, name in enumerate(("Mustermann", "Muster", "Muster", "Mustermann")):
            case = Case.objects.get(reference=[WEISS, ANNA, YILMAZ, NEILL][number])
            store_words(case_id=str(case.pk), numbers=(), personal=personal_words(STEPS, {"familienname": name}))
        search = read_search("Muster")
        assert search is not None
        one = office.find_cases(city="marburg", staff=staff(world, "sachbearbeitung"), search=search, limit=1)
    assert ([line.reference for line in one.lines], one.more) == ([YILMAZ], True)


def test_of_two_names_that_very_many_have_whole_words_come_first(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "MANY", 1)
    with city_scope("marburg"):
        for reference, name in zip(
            (WEISS, ANNA, YILMAZ, NEILL), ("Mustermann", "Muster", "Muster", "Mustermann"), strict=True
        ):
            case, said = Case.objects.get(reference=reference), {"familienname": name, "vornamen": "Anna"}
            store_words(case_id=str(case.pk), numbers=(), personal=personal_words(STEPS, said))
        search = read_search("Muster, Anna")
        assert search is not None
        clerk = staff(world, "sachbearbeitung")
        one = office.find_cases(city="marburg", staff=clerk, search=search, limit=1)
        every = office.find_cases(city="marburg", staff=clerk, search=search)
    assert ([line.reference for line in one.lines], one.more) == ([YILMAZ], True)
    assert {line.reference for line in every.lines} == {WEISS, ANNA, YILMAZ, NEILL}


def test_a_case_that_just_came_in_is_found_by_its_answers(world: World) -> None:
    with city_scope("marburg"):
        search = read_search("muster")
        assert search is not None
        lines = office.find_cases(city="marburg", staff=staff(world, "sachbearbeitung"), search=search).lines
    assert len(lines) == 1


def test_cases_from_before_get_their_words_at_night(world: World) -> None:
    with city_scope("marburg"):
        search = read_search("Erika Muster")
        assert search is not None
        CaseWord.objects.filter(case__application__answers__name="Erika Muster").delete()
        assert [index_missing(city="marburg", now=world.now) for _ in range(2)] == [1, 0]
        lines = office.find_cases(city="marburg", staff=staff(world, "sachbearbeitung"), search=search).lines
    assert len(lines) == 1


def test_running_cases_come_first_and_too_many_are_said(world: World) -> None:
    with city_scope("marburg"):
        search = read_search("Müller")
        assert search is not None
        clerk = staff(world, "sachbearbeitung")
        lines = office.find_cases(city="marburg", staff=clerk, search=search).lines
        assert [line.reference for line in lines] == [WEISS, ANNA]
        one = office.find_cases(city="marburg", staff=clerk, search=search, limit=1)
    assert (len(one.lines), one.more) == (1, True)


def test_who_may_not_read_names_finds_by_number_only(world: World) -> None:
    with city_scope("marburg"):
        case = Case.objects.get(reference=WEISS)
        task = Task(
            case=case, work_key="k", kind="treasury", title="Zahlung", role="kasse", unit="kasse", opened_at=world.now
        )
        task.save()
        cashier = staff(world, "kasse", units=("kasse",))
        assert found(cashier, "7k2m") == {WEISS}
        assert found(cashier, "Weiß-Müller") == found(cashier, "3.6.1975") == found(cashier, "MR-AB 1234") == set()
        search = read_search("7k2m")
        assert search is not None
        line = office.find_cases(city="marburg", staff=cashier, search=search).lines[0]
        assert (line.applicant_name, line.born) == ("", None)
    assert found_in_other_office(world) == set()


def found_in_other_office(world: World) -> set[str]:
    with city_scope("marburg"):
        stranger = staff(world, "sachbearbeitung", units=("anderswo",))
        return found(stranger, "7k2m") | found(stranger, "Müller") | found(replace(stranger, units=frozenset()), "7k2m")


def test_another_city_finds_nothing(world: World) -> None:
    with city_scope("fulda"):
        head = staff(world, "leitung", "sachbearbeitung", city="fulda")
        assert [found(head, typed) for typed in ("7k2m", "Müller", "3.6.1975")] == [set(), set(), set()]


def test_new_words_replace_the_old_ones(world: World) -> None:
    with city_scope("marburg"):
        case = Case.objects.get(reference=WEISS)
        store_words(
            case_id=str(case.pk), numbers=number_words(WEISS), personal=personal_words(STEPS, {"familienname": "Neu"})
        )
        clerk = staff(world, "sachbearbeitung")
        assert found(clerk, "Neu") == {WEISS}
        assert found(clerk, "juergen") == set()
        assert not CaseWord.objects.filter(case=case, word="weissmueller").exists()
