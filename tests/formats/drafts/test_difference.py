"""The difference between two versions, in sentences a clerk understands; and it leads from one to the other."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from allmende.domain.package import Overlay, ServicePackage
from allmende.domain.package import OverlayChange as LocalChange
from allmende.domain.package.difference import (
    OpenedPackage,
    compare,
    edits_of,
    grouped,
    list_tables,
    list_texts,
    mark_words,
    outline,
    tell_overlay,
)
from allmende.domain.package.edits import Edit, Tree, author
from allmende.domain.package.edits import apply as apply_edits
from allmende.domain.values import Problem, Text
from allmende.formats import bpmn
from allmende.formats.drafts import apply, close_tree, open_edition, replace_files
from allmende.formats.package import list_packages, read_folder
from allmende.formats.package.files import SOURCE
from allmende.formats.package.reader import read_files

SERVICES = Path(__file__).parents[3] / "services"
NAMES = tuple(path.name for path in list_packages(SERVICES))
Step = Callable[[Tree], tuple[Edit, ...] | Problem]
PARKING = "bewohnerparkausweis"


@cache
def whole_of(name: str = PARKING) -> OpenedPackage:
    found = read_folder(SERVICES / name)
    assert isinstance(found, ServicePackage)
    return open_edition(found)


@cache
def edition_of(name: str = PARKING) -> OpenedPackage:
    """The package as cities know it: without the source its author wrote."""
    files = whole_of(name).package.files.items()
    found = read_files({path: text.encode() for path, text in files if not path.startswith(SOURCE)}).package
    assert isinstance(found, ServicePackage)
    return open_edition(found)


def changed(*steps: Step, name: str = PARKING) -> OpenedPackage:
    tree = edition_of(name).tree
    for step in steps:
        edits = step(tree)
        assert isinstance(edits, tuple), edits
        found = apply_edits(tree, edits)
        assert isinstance(found, Tree), found
        tree = found
    package = close_tree(tree)
    assert isinstance(package, ServicePackage), package
    return open_edition(package)


def said(*steps: Step, name: str = PARKING, language: str = "de") -> list[str]:
    return [change.spoken(language) for change in compare(edition_of(name), changed(*steps, name=name))]


def put(target: str, prop: str, value: object) -> Step:
    return lambda tree: author.set_property(tree, target, prop, value)


def text(text_id: str, words: str | None, language: str = "de") -> Step:
    return lambda tree: author.set_text(tree, text_id, language, words)


def test_a_source_goes_where_it_no_longer_says_the_same() -> None:
    said = compare(whole_of(), changed(put("field.telefon", "required", True)))
    assert [(change.code, change.audiences[0]) for change in said] == [
        ("field.required", "citizens"),
        ("source.removed", "designers"),
    ]
    assert [change.code for change in compare(edition_of(), whole_of())] == ["source.added"]


def test_a_source_that_changed_is_one_sentence_beside_what_it_changed() -> None:
    block = "source/_blocks/kontakt.yaml"
    new = whole_of().package.files[block].replace("Telefonnummer", "Rufnummer").encode()
    edits = replace_files(whole_of().package, {block: new})
    assert isinstance(edits, tuple)
    package = apply(whole_of().package, edits)
    assert isinstance(package, ServicePackage)
    assert package.files[block].encode() == new
    assert [change.spoken("de") for change in compare(whole_of(), open_edition(package))] == [
        "Frage: „Telefonnummer“ → „Rufnummer“ (Baustein „kontakt“).",
        "Die Quelle in der kurzen Form ist geändert.",
    ]


def test_nothing_changed_says_nothing() -> None:
    assert compare(edition_of(), edition_of()) == ()


@pytest.mark.parametrize(("old", "new"), list(pairwise((*NAMES, NAMES[0]))))
def test_what_is_said_leads_from_one_version_to_the_other(old: str, new: str) -> None:
    changes = compare(edition_of(old), edition_of(new))
    tree = apply_edits(edition_of(old).tree, edits_of(changes))
    assert isinstance(tree, Tree)
    package = close_tree(tree)
    assert isinstance(package, ServicePackage)
    assert package.files == edition_of(new).package.files
    for change in changes:
        assert change.spoken("de").endswith("."), change
        assert change.spoken("en").endswith("."), change


@pytest.mark.parametrize(
    ("step", "de", "en"),
    [
        (
            put("field.ausweisnummer", "required", False),
            "Frage „Nummer Ihres Ausweises“ ist nun freiwillig.",
            "Question “Number of your permit” is now optional.",
        ),
        (
            put("field.telefon", "required", True),
            "Frage „Telefonnummer“ ist nun Pflicht.",
            "Question “Phone number” is now mandatory.",
        ),
        (
            put("field.ausweisnummer", "required", 'anliegen = "ersatz"'),
            'Frage „Nummer Ihres Ausweises“ ist nun Pflicht, wenn gilt: anliegen = "ersatz".',
            'Question “Number of your permit” is now mandatory when: anliegen = "ersatz".',
        ),
        (
            put("field.ausweisnummer", "needed_to", "decide"),
            "Frage „Nummer Ihres Ausweises“ darf nun nachkommen.",
            "Question “Number of your permit” may now follow after sending.",
        ),
        (
            put("field.ausweisnummer", "when", None),
            "Frage „Nummer Ihres Ausweises“ erscheint nun immer.",
            "Question “Number of your permit” now always appears.",
        ),
        (
            put("field.ausweisnummer", "max_length", 30),
            "Frage „Nummer Ihres Ausweises“, höchstens so viele Zeichen: 20 → 30.",
            "Question “Number of your permit”, at most so many characters: 20 → 30.",
        ),
        (
            lambda tree: author.remove_field(tree, "field.email"),
            "Nicht mehr gefragt: E-Mail-Adresse.",
            "No longer asked: Email address.",
        ),
        (
            lambda tree: author.remove_field(tree, "field.weitere"),
            "Frage „Weitere Fahrzeuge, die Sie abwechselnd parken“ entfällt.",
            "Question “Other vehicles that you park in turn” is gone.",
        ),
        (
            put("parameter.jahresgebuehr", "suggested", "35.00"),
            "Wert der Stadt „Bewohnerparkausweis für ein Jahr“, Vorschlag: 30,00 € → 35,00 €.",
            "Value of the city “Resident parking permit for one year”, suggestion: €30.00 → €35.00.",
        ),
        (
            put("service", "payment", "with_notice"),
            "Zahlung: vor der Entscheidung → mit dem Bescheid.",
            "Payment: before the decision → with the notice.",
        ),
        (
            put("service", "trust_level", "substantial"),
            "Vertrauensniveau der Anmeldung: einfach (mit Passwort) → substanziell (zum Beispiel ELSTER).",
            "Trust level of sign-in: basic (with a password) → substantial (for example ELSTER).",
        ),
        (
            put("deadline.nachreichung", "days", 21),
            "Frist „nachreichung“: 14 Tage (§ 26 Abs. 2 HVwVfG) → 21 Tage (§ 26 Abs. 2 HVwVfG).",
            "Deadline “nachreichung”: 14 days (§ 26 Abs. 2 HVwVfG) → 21 days (§ 26 Abs. 2 HVwVfG).",
        ),
        (
            put("node.pruefen", "role", "leitung"),
            "Station „Antrag prüfen“, wer die Aufgabe bekommt: sachbearbeitung → leitung.",
            "Station “Antrag prüfen”, who gets the task: sachbearbeitung → leitung.",
        ),
        (
            text("field.kennzeichen.label", "Ihr Kennzeichen"),
            "Frage: „Kennzeichen“ → „Ihr Kennzeichen“.",
            "Question: “Kennzeichen” → “Ihr Kennzeichen”.",
        ),
        (
            text("field.kennzeichen.help", "Anders"),
            "Frage „Kennzeichen“, Hilfe: Text geändert (Deutsch).",
            "Question “Number plate”, help: text changed (German).",
        ),
        (
            lambda tree: author.remove(tree, "example.ersatz"),
            "Beispiel „ersatz“ entfällt.",
            "Example “ersatz” is gone.",
        ),
        (
            lambda tree: author.move(tree, "step.fahrzeug", "form", None),
            "Schritt „Ihr Fahrzeug“ steht an anderer Stelle.",
            "Step “Your vehicle” stands elsewhere.",
        ),
    ],
)
def test_one_change_is_one_sentence(step: Step, de: str, en: str) -> None:
    new = changed(step)
    assert [change.spoken("de") for change in compare(edition_of(), new)] == [de]
    assert [change.spoken("en") for change in compare(edition_of(), new)] == [en]


def test_a_new_question_with_all_its_texts_is_one_sentence() -> None:
    item = {"id": "farbe", "type": "choice", "required": True, "options": ["rot", "blau"]}
    words = {
        "de": {"label": "Farbe?", "help": "Vom Auto", "option.rot": "Rot", "option.blau": "Blau"},
        "en": {"label": "Colour?"},
    }
    new = changed(lambda tree: author.add_field(tree, "step.fahrzeug", None, item, words))
    (change,) = compare(edition_of(), new)
    assert (change.spoken("de"), change.audiences) == ("Frage „Farbe?“ ist neu (Pflicht).", ("citizens", "clerks"))
    assert len(change.edits) == 6


def test_an_amount_that_changes_on_a_day_is_one_sentence() -> None:
    later = {"value": "15.00", "valid_from": "2027-01-01", "basis": "§ 47 AufenthV", "status": "verified"}
    tariff = "tariff.fiktionsbescheinigung"
    assert said(
        put(f"{tariff}.from.2017-09-01", "valid_to", "2027-01-01"),
        lambda tree: author.add_part(tree, tariff, "amount", f"{tariff}.from.2027-01-01", later, None),
        name="aufenthaltstitel",
    ) == ["Gebühr „Fiktionsbescheinigung“: 13,00 € → 15,00 € ab 1. Januar 2027."]


def test_an_amount_in_a_rule_is_said_as_a_fee() -> None:
    cell = ("rule.gebuehr_table.gebuehr-jahr", "gebuehr_out_amount")
    old, new = changed(put(*cell, "30.00")), changed(put(*cell, "35.00"))
    (change,) = compare(old, new)
    assert change.spoken("de") == "Gebühr „Bewohnerparkausweis für … Monate“: 30,00 € → 35,00 €."
    assert change.audiences == ("treasurers", "citizens")


def test_a_new_station_is_said_with_what_follows() -> None:
    drawing = edition_of().package.process.xml.decode()
    flow = next(flow for flow in edition_of().package.process.flows if flow.target == "eintragen")
    station = (
        '<bpmn:userTask id="ansehen" name="Noch einmal ansehen" allmende:role="leitung" allmende:outcomes="done">'
        f"<bpmn:incoming>{flow.id}</bpmn:incoming><bpmn:outgoing>flow_neu</bpmn:outgoing></bpmn:userTask>"
        '<bpmn:sequenceFlow id="flow_neu" sourceRef="ansehen" targetRef="eintragen"/></bpmn:process>'
    )
    redrawn = (
        drawing.replace("</bpmn:process>", station)
        .replace(f"<bpmn:incoming>{flow.id}</bpmn:incoming>\n      <bpmn:outgoing>", "<bpmn:outgoing>")
        .replace('targetRef="eintragen"', 'targetRef="ansehen"', 1)
    )
    drawn = bpmn.draw(redrawn.encode(), "process.bpmn")
    assert isinstance(drawn, bytes), drawn
    edits = replace_files(edition_of().package, {"process.bpmn": drawn})
    assert isinstance(edits, tuple)
    new = apply(edition_of().package, edits)
    assert isinstance(new, ServicePackage)
    sentences = [change.spoken("de") for change in compare(edition_of(), open_edition(new))]
    assert "Station „Noch einmal ansehen“ ist neu (vor „Ausweis eintragen“)." in sentences
    stations = {one.node: one.state for one in outline(edition_of(), open_edition(new)) if one.state != "same"}
    assert stations["ansehen"] == "added"


def test_a_file_that_cannot_be_read_is_refused() -> None:
    refused = replace_files(edition_of().package, {"process.bpmn": b"<a>"})
    assert isinstance(refused, list)
    assert refused[0].severity == "error"


def test_changes_are_grouped_by_who_notices() -> None:
    new = changed(
        put("service", "version", "1.1.0"),
        put("node.pruefen", "role", "leitung"),
        put("parameter.jahresgebuehr", "suggested", "35.00"),
        put("field.telefon", "required", True),
    )
    groups = grouped(compare(edition_of(), new))
    assert {audience: [change.code for change in inside] for audience, inside in groups.items()} == {
        "citizens": ["field.required"],
        "clerks": ["node.role"],
        "treasurers": ["parameter.suggested"],
        "designers": ["service.version"],
    }


def test_texts_side_by_side_mark_words() -> None:
    new = changed(text("field.kennzeichen.label", "Ihr Kennzeichen"))
    (row,) = list_texts(edition_of(), new)
    assert (row.text_id, row.language, row.old, row.new) == (
        "field.kennzeichen.label",
        "de",
        "Kennzeichen",
        "Ihr Kennzeichen",
    )
    assert [(piece.state, piece.words) for piece in row.pieces] == [("added", "Ihr "), ("same", "Kennzeichen")]


@pytest.mark.parametrize(
    ("old", "new"), [("Der gelbe Hund.", "Ein Hund, gelb."), ("", "neu"), ("alt", ""), ("a  b", "a b")]
)
def test_marked_words_read_as_either_side(old: str, new: str) -> None:
    pieces = mark_words(old, new)
    assert "".join(piece.words for piece in pieces if piece.state != "added") == old
    assert "".join(piece.words for piece in pieces if piece.state != "removed") == new


def test_rows_of_a_table_side_by_side() -> None:
    tree = edition_of().tree
    first, last = tree["table.gebuehr_table"].children[0], tree["table.gebuehr_table"].children[-1]
    new = changed(
        put(first, "gebuehr_out_factor", "number(laufzeit) / 6"),
        lambda tree: author.remove(tree, last),
    )
    (view,) = list_tables(edition_of(), new)
    states = {row.rule: row.state for row in view.rows}
    assert states[first.rpartition(".")[2]] == "changed"
    assert states[last.rpartition(".")[2]] == "removed"
    assert [row.rule for row in view.rows][-1] == last.rpartition(".")[2]
    assert view.old_columns == view.new_columns


def test_a_city_s_own_changes_are_said_too() -> None:
    overlay = Overlay(
        (
            LocalChange("set", "a", "deadline.nachreichung.days", 21),
            LocalChange("set", "b", "field.telefon.required", True),
            LocalChange("set", "c", "service.account", "required"),
            LocalChange("hide", "d", "field.telefon"),
            LocalChange("hide", "e", "field.ersatz_grund.option.unlesbar"),
            LocalChange("replace", "f", "text.field.telefon.help", Text("Bitte", "Please")),
            LocalChange("route", "g", "task.pruefen", "buergerbuero"),
        )
    )
    changes = tell_overlay(edition_of(), overlay)
    assert [change.spoken("de") for change in changes][:5] == [
        "Frist „nachreichung“: 14 → 21 Tage.",
        "Frage „Telefonnummer“ ist nun Pflicht.",
        "Konto: mit oder ohne Konto → nur mit Konto.",
        "Frage „Telefonnummer“ gibt es hier nicht.",
        "Frage „Warum brauchen Sie Ersatz?“, Antwort „Man kann ihn nicht mehr lesen.“ gibt es hier nicht.",
    ]
    assert changes[6].spoken("en") == "Station “Antrag prüfen” goes to the unit “buergerbuero”."


def test_a_role_whose_rows_become_cases_is_said_as_what_it_means() -> None:
    name = "aufenthaltstitel"
    role = edition_of(name).tree["applicant.angehoerige"]
    alone = changed(lambda tree: author.remove(tree, role.address), name=name)
    (change,) = [one for one in compare(alone, edition_of(name)) if one.code == "applicant.added"]
    assert change.spoken("de") == (
        "Rolle im Antrag „angehoerige“ ist neu (jede Person in „Angehörige, die mit beantragen“ bekommt einen eigenen Vorgang "
        "mit eigener Entscheidung und Gebühr)."
    )
    assert said(put(role.address, "rows", "anderes"), name=name) == [
        "Rolle im Antrag „angehoerige“, je Eintrag von: familie → anderes."
    ]
