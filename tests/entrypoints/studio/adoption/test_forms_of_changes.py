"""The overlay as forms: every place of the six packages, every change of the six cities."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from allmende.domain.forms import Field, Option
from allmende.domain.package import CityData, Overlay, OverlayChange, ServicePackage
from allmende.domain.package.overlay import apply_one
from allmende.domain.values import Problem, Text
from allmende.entrypoints.studio.adoption import editors, questions
from allmende.entrypoints.studio.adoption.editors import ChangeForm
from allmende.entrypoints.studio.adoption.places import AllowedChange, find_way, outline
from allmende.entrypoints.studio.adoption.posted import Posted, Wrong
from allmende.formats.city import from_json, read_folder, to_json
from allmende.formats.city.overlay_writer import write_overlay
from allmende.formats.package import list_packages
from allmende.formats.package import read_folder as read_package

ROOT = Path(__file__).parents[4]
SERVICES = tuple(path.name for path in list_packages(ROOT / "services"))
CITIES = tuple(path.name for path in sorted((ROOT / "cities").iterdir()))


@cache
def package(name: str = "bewohnerparkausweis") -> ServicePackage:
    found = read_package(ROOT / "services" / name)
    assert isinstance(found, ServicePackage)
    return found


@cache
def city(name: str = "marburg") -> CityData:
    found = read_folder(ROOT / "cities" / name)
    assert isinstance(found, CityData)
    return found


def spot(verb: str, target: str, service: str = "bewohnerparkausweis") -> ChangeForm:
    return ChangeForm(package(service), city(), verb, target, "de")


def probing(way: AllowedChange, service: str) -> OverlayChange:
    """A change of that sort which nothing but a lock could refuse."""
    here = spot(way.verb, way.target, service)
    if way.verb == "add":
        question = Field("x_probe", "text", path="x_probe")
        return OverlayChange("add", "probe", way.target, (question, {"field.x_probe.label": Text("Probe")}))
    if way.verb == "route":
        return OverlayChange("route", "probe", way.target, next(iter(city().units)))
    if way.verb == "replace":
        return OverlayChange("replace", "probe", way.target, Text("anders"))
    sort = editors.sort_of(here)
    values: dict[str, Any] = {"whole": 1, "size": "1 MB", "kinds": ["pdf"], "flag": True, "hide": None}
    if sort == "bound":
        values["bound"] = "2026-01-01" if here.field and here.field.type == "date" else "1"
    if sort == "pick":
        values["pick"] = editors.picks_of(here)[-1][0]
    return OverlayChange(way.verb, "probe", way.target, values.get(sort))  # type: ignore[arg-type]


@pytest.mark.parametrize("service", SERVICES)
def test_what_is_offered_is_allowed_and_what_is_locked_is_refused(service: str) -> None:
    ways = [
        way for chapter in outline(package(service), Overlay(), "de") for place in chapter.places for way in place.ways
    ]

    refused = {
        way.target: bool(way.locked)
        for way in ways
        if isinstance(apply_one(package(service), probing(way, service)), Problem)
    }
    highest = {"service.trust_level"}

    assert len(ways) > 50
    assert {way.target for way in ways if way.locked} - set(refused) <= highest
    assert [target for target, locked in refused.items() if not locked] == []


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_place_has_words(language: str) -> None:
    for chapter in outline(package(), Overlay(), language):
        assert chapter.title
        assert all(place.title and place.ways for place in chapter.places)


def test_our_changes_are_marked_at_their_place() -> None:
    overlay = city().overlays["bewohnerparkausweis"]

    marked = {
        place.address: place.ours
        for chapter in outline(package(), overlay, "de")
        for place in chapter.places
        if place.ours
    }

    assert marked == {"field.stellplatz": ("stellplatz_hilfe", "stellplatz_grund")}


@pytest.mark.parametrize("key", CITIES)
def test_a_change_shown_as_form_and_sent_back_is_the_same_change(key: str) -> None:
    for service, overlay in city(key).overlays.items():
        for change in overlay.changes:
            here = ChangeForm(package(service), city(key), change.verb, change.target, "de", prefix="p.")
            value = editors.read(here, Posted(editors.entries_of(here, change.value)))
            if change.verb == "add":
                value = questions.kept(change.value, value)
                assert value[0] == replace(change.value[0], source="", label=value[0].label)
                assert value[1] == change.value[1]
            else:
                assert value == change.value, change.id


def test_what_forms_make_can_be_stored_and_read() -> None:
    typed = {
        ("replace", "text.field.stellplatz.label"): {"de": ["Haben Sie einen Stellplatz?"], "en": [""]},
        ("set", "field.telefon.required"): {"wert": ["ja"]},
        ("set", "deadline.bearbeitung.working_days"): {"wert": ["9"]},
        ("set", "service.automatic_decision"): {},
        ("set", "field.ueberlassung.max_size"): {"wert": ["5"]},
        ("set", "field.ueberlassung.accept"): {"wert": ["", "pdf", "png"]},
        ("hide", "field.halter.option.carsharing"): {},
        ("route", "task.pruefen"): {"wert": ["stadtbuero"]},
        ("add", "field.stellplatz"): {
            "frage.de": ["Wie groß ist er?"], "art": ["choice"], "antworten": ["Klein | Small\nGroß | Large"], "daten": ["none"],
        },
    }  # fmt: skip
    overlay = Overlay()
    for (verb, target), entries in typed.items():
        assert find_way(package(), verb, target, "de") is not None, target
        value = editors.read(spot(verb, target), Posted(entries))
        change = OverlayChange(verb, editors.fresh_id(overlay, verb, target), target, value, "weil")  # type: ignore[arg-type]
        overlay = Overlay((*overlay.changes, change))
    data = to_json(city())

    data["files"]["overlays/bewohnerparkausweis.yaml"] = write_overlay(overlay)
    again = from_json(data).overlays["bewohnerparkausweis"]

    assert [(change.verb, change.id, change.target) for change in again.changes] == [
        (change.verb, change.id, change.target) for change in overlay.changes
    ]
    assert again.changes[0].value == Text("Haben Sie einen Stellplatz?")
    assert [change.value for change in again.changes[1:8]] == [
        True,
        9,
        None,
        "5 MB",
        ["pdf", "png"],
        None,
        "stadtbuero",
    ]
    question, words = again.changes[8].value
    assert (question.id, [option.id for option in question.options]) == ("x_wie_gross_ist_er", ["klein", "gross"])
    assert words["field.x_wie_gross_ist_er.option.gross"] == Text("Groß", "Large")


@pytest.mark.parametrize(
    ("verb", "target", "entries", "place"),
    [
        ("set", "deadline.bearbeitung.working_days", {"wert": ["bald"]}, "wert"),
        ("set", "deadline.bearbeitung.working_days", {"wert": ["0"]}, "wert"),
        ("set", "field.telefon.required", {}, "wert"),
        ("route", "task.pruefen", {"wert": ["rathaus_von_fulda"]}, "wert"),
        ("replace", "text.service.name", {"de": [""]}, "de"),
        ("replace", "text.service.name", {"de": ["Bewohnerparkausweis"]}, "de"),
        ("set", "service.trust_level", {"wert": ["none"]}, "wert"),
        ("set", "field.ueberlassung.accept", {"wert": ["exe"]}, "wert"),
    ],
)
def test_what_cannot_be_meant_is_said_at_the_input(
    verb: str, target: str, entries: dict[str, list[str]], place: str
) -> None:
    with pytest.raises(Wrong) as wrong:
        editors.read(spot(verb, target), Posted(entries))

    assert list(wrong.value.messages) == [place]


def test_an_own_question_needs_words_a_kind_and_the_sort_of_data() -> None:
    with pytest.raises(Wrong) as wrong:
        editors.read(spot("add", "field.stellplatz"), Posted({"laenge": ["-3"]}))

    assert set(wrong.value.messages) == {"frage.de", "art", "laenge", "daten"}


def test_answers_worded_as_before_keep_their_ids() -> None:
    before = (
        Field("x_a", "choice", path="x_a", options=(Option("a1", Text("")), Option("a2", Text("")))),
        {"field.x_a.label": Text("A"), "field.x_a.option.a1": Text("Eins"), "field.x_a.option.a2": Text("Zwei")},
    )
    entries = {"id": ["x_a"], "frage.de": ["A"], "art": ["choice"], "antworten": ["Drei\nZwei"], "daten": ["none"]}

    question, words = questions.kept(before, questions.read("", Posted(entries), package()))

    assert [option.id for option in question.options] == ["drei", "a2"]
    assert words["field.x_a.option.a2"] == Text("Zwei")
