"""A package as parts: nothing is lost, every edit can be stored, undone, refused in words."""

from __future__ import annotations

import json
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allmende.domain.package import ServicePackage
from allmende.domain.package.check import check_package
from allmende.domain.package.edits import (
    ABSENT,
    Add,
    Move,
    PackagePart,
    Remove,
    Set,
    Tree,
    author,
    diff,
    from_json,
    invert_all,
    list_from_json,
    list_to_json,
)
from allmende.domain.package.edits import apply as apply_edits
from allmende.domain.values import Problem
from allmende.formats.drafts import apply, close_tree, open_tree
from allmende.formats.package import list_packages, read_folder, to_bundle

SERVICES = Path(__file__).parents[3] / "services"
NAMES = tuple(path.name for path in list_packages(SERVICES))


@cache
def package_of(name: str = "bewohnerparkausweis") -> ServicePackage:
    found = read_folder(SERVICES / name)
    assert isinstance(found, ServicePackage)
    return found


@cache
def tree_of(name: str = "bewohnerparkausweis") -> Tree:
    return open_tree(package_of(name))


def closed(tree: Tree | list[Problem]) -> ServicePackage:
    assert isinstance(tree, Tree), tree
    package = close_tree(tree)
    assert isinstance(package, ServicePackage), package
    return package


def edited(edits: author.Edits | Problem, name: str = "bewohnerparkausweis") -> ServicePackage:
    assert isinstance(edits, tuple)
    found = apply(package_of(name), edits)
    assert isinstance(found, ServicePackage), found
    undone = apply(found, invert_all(diff(tree_of(name), open_tree(found))))
    assert isinstance(undone, ServicePackage), undone
    assert to_bundle(undone) == to_bundle(package_of(name))
    assert list_from_json(json.loads(json.dumps(list_to_json(edits)))) == edits
    return found


@pytest.mark.parametrize("name", NAMES)
def test_every_file_is_taken_apart_and_comes_back_byte_for_byte(name: str) -> None:
    whole = [part.address for part in tree_of(name).values() if part.kind == "file"]
    assert [address for address in whole if not address.startswith(("file:source/", "file:_registers/"))] == [
        "file:CHANGES.md"
    ]
    assert closed(tree_of(name)).files == package_of(name).files


@pytest.mark.parametrize(("old", "new"), list(pairwise((*NAMES, NAMES[0]))))
def test_the_difference_of_any_two_packages_leads_from_one_to_the_other_and_back(old: str, new: str) -> None:
    edits = diff(tree_of(old), tree_of(new))
    changed = apply_edits(tree_of(old), edits)
    assert to_bundle(closed(changed)) == to_bundle(package_of(new))
    assert isinstance(changed, Tree)
    assert to_bundle(closed(apply_edits(changed, invert_all(edits)))) == to_bundle(package_of(old))
    assert list_from_json(json.loads(json.dumps(list_to_json(edits)))) == edits


def test_nothing_differs_from_itself() -> None:
    assert diff(tree_of(), tree_of()) == ()


def test_a_text_is_changed_alone() -> None:
    package = edited(author.set_text(tree_of(), "field.kennzeichen.label", "de", "Ihr Kennzeichen"))
    field = package.form.find("kennzeichen")
    assert field is not None
    assert field.label["de"] == "Ihr Kennzeichen"
    changed = {name for name, text in package.files.items() if package_of().files[name] != text}
    assert changed == {"texts/de.yaml", "source/texts/de.yaml"}


def test_a_new_text_stands_beside_its_relatives() -> None:
    edits = author.set_text(tree_of(), "field.kennzeichen.row", "en", "Vehicle")
    assert isinstance(edits, tuple)
    assert isinstance(edits[0], Add)
    assert str(edits[0].after).startswith("text.en.field.kennzeichen.")
    assert edited(edits).texts["field.kennzeichen.row"]["en"] == "Vehicle"


def test_a_question_of_a_shared_block_is_changed_where_it_is_used() -> None:
    edits = author.set_property(tree_of(), "field.telefon", "required", True)
    assert edits == (Add((PackagePart("field.telefon", "setting", "use.kontakt", {"required": True}),), None),)
    package = edited(edits)
    field = package.form.find("telefon")
    assert field is not None
    assert field.required is True
    assert package.files["_blocks/kontakt.yaml"] == package_of().files["_blocks/kontakt.yaml"]


def test_a_question_of_a_shared_block_is_left_out() -> None:
    package = edited(author.remove_field(tree_of(), "field.telefon"))
    assert package.form.find("telefon") is None
    assert "omit:\n          - telefon" in package.files["form.yaml"]


def test_a_new_question_comes_with_its_texts() -> None:
    tree = tree_of()
    step = tree["field.kennzeichen"].parent
    item = {
        "id": "farbe",
        "type": "choice",
        "options": ["rot", {"id": "blau", "when": "true"}],
        "checks": {"a": "true"},
    }
    texts = {
        "de": {"label": "Farbe", "option.rot": "Rot", "option.blau": "Blau", "check.a": "Nein"},
        "en": {"label": "Colour", "option.rot": "Red", "option.blau": "Blue", "check.a": "No"},
    }
    package = edited(author.add_field(tree, step, "field.kennzeichen", item, texts))
    field = package.form.find("farbe")
    assert field is not None
    assert [option.label["en"] for option in field.options] == ["Red", "Blue"]
    fields = package.form.step(step.removeprefix("step.")).fields
    assert [field.id for field in fields][:2] == ["kennzeichen", "farbe"]


def test_a_question_goes_with_its_texts() -> None:
    package = edited(author.remove_field(tree_of(), "field.weitere"))
    assert package.form.find("weitere") is None
    assert not [text_id for text_id in package.texts if text_id.startswith("field.weitere.")]


def test_a_cell_of_a_table_is_changed() -> None:
    target = "rule.gebuehr_table.gebuehr-jahr"
    package = edited(author.set_property(tree_of(), target, "gebuehr_out_factor", "number(laufzeit) / 6"))
    assert "number(laufzeit) / 6" in package.files["decisions.dmn"]
    assert "factor: number(laufzeit) / 6" in package.files["source/decisions.yaml"]


def test_a_rule_comes_moves_and_goes() -> None:
    tree = tree_of()
    first, last = tree["table.gebuehr_table"].children[0], tree["table.gebuehr_table"].children[-1]
    cells = dict(tree[first].data)
    cells["more"] = {"cells": [f"neu_{number}" for number in range(len(cells["more"]["cells"]))]}
    package = edited(author.add_part(tree, "table.gebuehr_table", "rule", "rule.gebuehr_table.neu", cells, last))
    assert package.files["decisions.dmn"].count('<rule id="gebuehr-jahr_2">') == 1
    moved = edited(author.move(tree, first, "table.gebuehr_table", last))
    assert moved.files["decisions.dmn"] != package_of().files["decisions.dmn"]
    gone = edited(author.remove(tree, first))
    assert f'<rule id="{first.rpartition(".")[2]}">' not in gone.files["decisions.dmn"]


def test_a_station_gets_another_name_role_and_deadline() -> None:
    tree = tree_of()
    changed = apply_edits(
        tree,
        (
            Set("node.pruefen", "name", tree["node.pruefen"].data["name"], "Antrag ansehen"),
            Set("node.pruefen", "role", tree["node.pruefen"].data["role"], "leitung"),
        ),
    )
    node = closed(changed).process.nodes["pruefen"]
    assert (node.name, node.role) == ("Antrag ansehen", "leitung")
    assert not [problem for problem in check_package(closed(changed)) if problem.severity == "error"]


def test_a_tariff_a_parameter_and_a_notice_part_are_changed() -> None:
    tree = tree_of("aufenthaltstitel")
    amount = next(part for part in tree.values() if part.kind == "amount")
    package = edited(author.set_property(tree, amount.address, "value", "99.00"), "aufenthaltstitel")
    assert "99.00" in {value.value for tariff in package.sheet.tariffs for value in tariff.values}
    parking = edited(author.set_property(tree_of(), "parameter.jahresgebuehr", "suggested", "31.00"))
    parameter = parking.sheet.parameter("jahresgebuehr")
    assert parameter is not None
    assert parameter.suggested == "31.00"
    told = edited(author.set_property(tree_of(), "notice.grant.operative.tenor_neu", "when", "true"))
    assert told.letters["grant"]["operative"][0]["when"] == "true"


def test_the_second_of_two_is_told_and_nothing_is_half_done() -> None:
    edits = author.set_text(tree_of(), "service.name", "de", "Parkausweis")
    stale = Set("text.de.service.name", "value", "Etwas anderes", "Drittes")
    assert isinstance(edits, tuple)
    refused = apply(package_of(), (*edits, stale))
    assert isinstance(refused, list)
    assert [(problem.code, problem.where) for problem in refused] == [("edit.stale", "text.de.service.name#value")]


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (Set("field.gibtsnicht", "required", ABSENT, True), "edit.gone"),
        (Add((), None), "unreadable"),
        (Remove((), None), "unreadable"),
        (Move("step.fahrzeug", "form", None, "field.kennzeichen", None), "edit.circle"),
        (Move("step.fahrzeug", "form", None, "form", "field.kennzeichen"), "edit.place"),
        (Move("step.fahrzeug", "form", None, "step.gibtsnicht", None), "edit.gone"),
        (Remove((PackagePart("", "package", ""),), None), "edit.shape"),
        (Set("", "name", ABSENT, "alles"), "edit.shape"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(edit: Add | Remove | Set | Move, code: str) -> None:
    if code == "unreadable":
        found = from_json({"do": "add", "parts": [], "after": None})
        assert isinstance(found, Problem)
        assert found.code == "edit.unreadable"
        return
    refused = apply_edits(tree_of(), (edit,))
    assert isinstance(refused, list)
    assert [problem.code for problem in refused] == [code]
    assert refused[0].text["de"].endswith(".")


def test_a_part_that_is_already_there_is_refused() -> None:
    part = tree_of()["step.fahrzeug"]
    refused = apply_edits(tree_of(), (Add((part,), None),))
    assert isinstance(refused, list)
    assert [(problem.code, problem.where) for problem in refused] == [("edit.there", "step.fahrzeug")]


def test_a_station_without_its_drawing_is_refused() -> None:
    refused = apply(package_of(), (Add((PackagePart("node.neu", "node", "process", {"name": "Neu"}),), None),))
    assert isinstance(refused, list)
    assert [(problem.code, problem.where) for problem in refused] == [("edit.apart", "process.bpmn")]


@pytest.mark.parametrize("data", [None, 3, [], {"do": "burn"}, {"do": "set", "target": 1}, {"do": "add", "parts": 3}])
def test_what_is_no_edit_is_refused(data: object) -> None:
    found = from_json(data)
    assert isinstance(found, Problem)
    assert found.code == "edit.unreadable"


@pytest.mark.parametrize(
    "part",
    [
        PackagePart("step.fahrzeug.farbe", "field", "step.fahrzeug", {"type": "text"}),
        PackagePart("field.farbe", "unsinn", "step.fahrzeug", {"type": "text"}),
        PackagePart("field.a.b", "field", "step.fahrzeug", {"type": "text"}),
        PackagePart("field.farbe", "field", "service", {"type": "text"}),
        PackagePart("field.farbe", "field", "step.fahrzeug", {"type": "text", "id": "anders"}),
        PackagePart("field.farbe", "field", "step.fahrzeug", {"type": "text"}, ("field.kennzeichen",)),
        PackagePart("_blocks/x:field.farbe", "field", "step.fahrzeug", {"type": "text"}),
        PackagePart("../x:service", "service", "", {}),
        PackagePart("anders", "form", "", {}),
    ],
)
def test_a_part_that_nobody_would_write_down_is_refused(part: PackagePart) -> None:
    refused = apply_edits(tree_of(), (Add((part,), None),))
    assert isinstance(refused, list)
    assert [problem.code for problem in refused] == ["edit.shape"]


@pytest.mark.parametrize("name", ["id", "options"])
def test_an_id_or_a_part_of_its_own_is_no_property(name: str) -> None:
    refused = apply_edits(tree_of(), (Set("field.kennzeichen", name, ABSENT, "anders"),))
    assert isinstance(refused, list)
    assert [problem.code for problem in refused] == ["edit.shape"]


JUNK: st.SearchStrategy[Any] = st.sampled_from(
    [
        "",
        "x",
        "field.x",
        "step.person",
        "a.b.c",
        "service",
        None,
        3,
        True,
        [],
        {},
        {"a": [1]},
        "{{",
        "text.de.x",
        "../x",
    ]
)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_mangled_edits_are_refused_or_kept_whole(data: st.DataObject) -> None:
    said = list_to_json(diff(tree_of("geburtsurkunde"), tree_of("eheurkunde")))
    edits = data.draw(st.lists(st.sampled_from(said), min_size=1, max_size=4))
    mangled = json.loads(json.dumps(edits))
    for edit in mangled:
        _mangle(edit, data)
    found = list_from_json(mangled)
    if isinstance(found, Problem):
        return
    tree = apply_edits(tree_of("geburtsurkunde"), found)
    if isinstance(tree, list):
        return
    package = close_tree(tree)
    if isinstance(package, ServicePackage):
        assert without_source(open_tree(package)) == without_source(tree)


def without_source(tree: Tree) -> set[str]:
    return {address for address in tree if not address.startswith("file:source/")}


def _mangle(edit: dict[str, Any], data: st.DataObject) -> None:
    """Exchange one value somewhere in an edit."""
    key = data.draw(st.sampled_from(sorted(edit)))
    if key == "parts" and edit["parts"]:
        part = data.draw(st.sampled_from(edit["parts"]))
        inner = data.draw(st.sampled_from(sorted(part)))
        if inner == "data" and part["data"]:
            part["data"][data.draw(st.sampled_from(sorted(part["data"])))] = data.draw(JUNK)
        else:
            part[inner] = data.draw(JUNK)
    elif key != "do":
        edit[key] = data.draw(JUNK)


def test_a_shared_question_made_optional_stays_optional_when_written() -> None:
    package = edited(author.set_property(tree_of(), "field.familienname", "required", False))
    field = package.form.find("familienname")
    assert field is not None
    assert field.required is False
    assert "familienname:\n            required: false" in package.files["form.yaml"]


def test_consent_that_may_be_refused_stays_so_when_written() -> None:
    item = {"id": "werbung", "type": "declaration", "required": False}
    words = {"de": {"label": "Ich möchte Post bekommen."}}
    package = edited(author.add_field(tree_of(), "step.fahrzeug", None, item, words))
    field = package.form.find("werbung")
    assert field is not None
    assert field.required is False
