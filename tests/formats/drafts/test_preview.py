"""Before a city adopts a release it sees what changes for its citizens, what collides, what is missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

from allmende.domain.package import Overlay, OverlayChange, ServicePackage
from allmende.domain.package.difference import OpenedPackage
from allmende.domain.package.edits import Edit, Tree, author
from allmende.domain.package.edits import apply as apply_edits
from allmende.domain.package.merge import Preview, preview
from allmende.domain.values import Problem
from allmende.formats.drafts import close_tree, open_edition
from bench.merge_triples import load_city, load_package

DAY = date(2026, 11, 21)
PARKING = "bewohnerparkausweis"


@cache
def old() -> OpenedPackage:
    return open_edition(load_package(PARKING))


def release(*steps: tuple[Edit, ...] | Problem) -> OpenedPackage:
    tree = old().tree
    for edits in steps:
        assert isinstance(edits, tuple), edits
        found = apply_edits(tree, edits)
        assert isinstance(found, Tree), found
        tree = found
    package = close_tree(tree)
    assert isinstance(package, ServicePackage), package
    return open_edition(package)


def looked(new: OpenedPackage, *changes: OverlayChange, city: str = "marburg") -> Preview:
    return preview(old(), new, load_city(city), DAY, Overlay(changes))


def put(target: str, name: str, value: object) -> tuple[Edit, ...] | Problem:
    return author.set_property(old().tree, target, name, value)


def errors(found: Preview) -> list[str]:
    return [problem.code for problem in found.ready if problem.severity == "error"]


def test_the_same_release_changes_nothing_and_blocks_nothing() -> None:
    found = looked(old())
    assert (found.changes, found.citizens, found.merged.conflicts, errors(found)) == ((), (), (), [])
    assert not found.blocked


def test_citizens_see_what_reaches_them() -> None:
    found = looked(
        release(
            put("field.telefon", "required", True),
            author.set_text(old().tree, "service.summary", "de", "Neu gesagt."),
            put("node.pruefen", "role", "leitung"),
            put("service", "version", "1.1.0"),
        )
    )
    (asked, said) = [change.spoken("de") for change in found.citizens]
    assert asked.startswith("Frage „Telefonnummer“ ist nun ")
    assert said == "Kurzbeschreibung: Text geändert (Deutsch)."
    codes = {change.code for change in found.changes}
    assert {"source.changed", "example.changed"} <= codes, "source and examples follow"


def test_what_the_city_hides_does_not_change_for_its_citizens() -> None:
    hidden = OverlayChange("hide", "weg", "field.telefon")
    found = looked(release(author.set_text(old().tree, "field.telefon.help", "de", "Anders")), hidden)
    assert (found.citizens, found.merged.overlay) == ((), Overlay((hidden,)))


def test_texts_are_compared_with_the_values_of_the_city() -> None:
    said = author.set_text(old().tree, "service.cost", "de", "{{ parameter.jahresgebuehr | money }} im Jahr")
    (change,) = looked(release(said)).citizens
    assert change.new["de"].endswith("€ im Jahr")


def test_a_collision_blocks() -> None:
    longer = OverlayChange("set", "laenger", "deadline.nachreichung.days", 21)
    found = looked(release(put("deadline.nachreichung", "days", 30)), longer)
    assert [conflict.change.id for conflict in found.merged.conflicts] == ["laenger"]
    assert found.blocked


def test_a_new_mandatory_value_a_slot_and_a_unit_are_on_the_list() -> None:
    new = release(
        author.add_part(
            old().tree,
            "service",
            "parameter",
            "parameter.neu",
            {"type": "money", "required": True},
            "parameter.jahresgebuehr",
        ),
        author.set_text(old().tree, "parameter.neu.question", "de", "Was kostet es?"),
        put("service", "slots", ["payment_account", "specialist_system"]),
    )
    route = OverlayChange("route", "anders", "task.pruefen", "gibtsnicht")
    found = looked(new, route)
    assert sorted(errors(found)) == ["ready.parameter", "ready.slot", "ready.unit"]
    assert found.blocked
    assert [problem.where for problem in found.ready if problem.code == "ready.text"] == ["parameter.neu.question"]


def test_a_first_adoption_has_no_changes_but_a_list() -> None:
    city = load_city()
    found = preview(None, old(), replace(city, slots={}), DAY, Overlay())
    assert (found.changes, found.citizens) == ((), ())
    assert "ready.slot" in errors(found)
