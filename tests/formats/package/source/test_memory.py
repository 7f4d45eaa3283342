"""A changed package is written into its author's files: one line for one change, comments and patterns stay."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Any

import pytest

from allmende.domain.package import ServicePackage
from allmende.domain.package.check import check_package
from allmende.domain.package.edits import Tree, apply, author
from allmende.formats.drafts import close_tree, open_tree
from allmende.formats.package.reader import read_files, read_folder
from tests.formats.package.source.flows import SERVICES

PARKING = "bewohnerparkausweis"


def tree_of(name: str) -> Tree:
    found = read_folder(Path(SERVICES / name))
    assert isinstance(found, ServicePackage), found
    return open_tree(found)


def after(tree: Tree, edits: Any) -> ServicePackage:
    assert isinstance(edits, tuple), edits
    changed = apply(tree, edits)
    assert isinstance(changed, Tree), changed
    made = close_tree(changed)
    assert isinstance(made, ServicePackage), made
    return made


def lines(name: str, made: ServicePackage) -> dict[str, list[str]]:
    """The lines of the source that differ, by file."""
    before = tree_files(name)
    found = {}
    for path in sorted(before.keys() | made.files.keys()):
        if path.startswith("source/") and before.get(path) != made.files.get(path):
            told = difflib.unified_diff(
                before.get(path, "").split("\n"), made.files.get(path, "").split("\n"), n=0, lineterm=""
            )
            found[path] = [line for line in told if line[0] in "+-" and line[:3] not in ("+++", "---")]
    return found


def tree_files(name: str) -> dict[str, str]:
    found = read_folder(SERVICES / name)
    assert isinstance(found, ServicePackage)
    return dict(found.files)


def days(made: ServicePackage, deadline: str) -> int:
    return int(open_tree(made)[f"deadline.{deadline}"].data["days"])


def test_a_fee_is_one_line() -> None:
    name = "aufenthaltstitel"
    tree = tree_of(name)
    amount = next(part.address for part in tree.values() if part.kind == "amount")
    old = str(tree[amount].data["value"])
    made = after(tree, author.set_property(tree, amount, "value", "17.50"))
    ((path, (gone, came)),) = lines(name, made).items()
    assert path == "source/decisions.yaml"
    assert gone.replace(old, "17.50")[1:].replace('"', "'") == came[1:].replace('"', "'")


@pytest.mark.parametrize(
    ("address", "name", "value", "path", "said"),
    [
        ("deadline.anhoerung", "days", 21, "source/process.yaml", "anhoerung: {days: 21}"),
        ("field.ausweisnummer", "max_length", 30, "source/form.yaml", "max_length: 30"),
        ("text.de.field.kennzeichen.label", "value", "Ihr Kennzeichen", "source/texts/de.yaml", "Ihr Kennzeichen"),
        ("node.pruefen", "role", "leitung", "source/process.yaml", "{set: station.pruefen.by, to: leitung}"),
        ("node.pruefung", "name", "Angaben ansehen", "source/process.yaml", "{main: Angaben ansehen}"),
    ],
)
def test_one_change_is_one_line(address: str, name: str, value: Any, path: str, said: str) -> None:
    tree = tree_of(PARKING)
    made = after(tree, author.set_property(tree, address, name, value))
    (found,) = lines(PARKING, made).items()
    assert found[0] == path
    assert len([line for line in found[1] if line.startswith("+")]) <= 2
    assert any(said in line for line in found[1] if line.startswith("+")), found


def test_what_was_written_reads_as_what_was_wanted() -> None:
    tree = tree_of(PARKING)
    made = after(tree, author.set_property(tree, "deadline.anhoerung", "days", 21))
    assert made.files["source/form"] == "1\n"
    read = read_files({name: text.encode() for name, text in made.files.items()})
    assert read.package is not None
    assert dict(read.package.files) == dict(made.files)
    assert days(made, "anhoerung") == 21


def test_a_question_that_goes_takes_its_answers_along() -> None:
    tree = tree_of("hundesteuer-anmeldung")
    made = after(tree, author.remove_field(tree, "field.chip"))
    (path,) = lines("hundesteuer-anmeldung", made)
    assert path == "source/package.yaml"
    assert "chip: 276" not in made.files[path]
    assert "like: klaerung" in made.files[path]


def test_an_example_others_build_on_is_kept_for_them() -> None:
    tree = tree_of("hundesteuer-anmeldung")
    made = after(tree, author.remove(tree, "example.angemeldet"))
    assert "examples/angemeldet.yaml" not in made.files
    assert "examples/gesperrt.yaml" in made.files
    ((_, told),) = lines("hundesteuer-anmeldung", made).items()
    assert [line for line in told if line.startswith("+") and "abstract: true" in line]


def test_a_variant_that_goes_its_own_way_leaves_the_other_alone() -> None:
    tree = tree_of("eheurkunde")
    made = after(tree, author.set_property(tree, "deadline.nachreichung", "days", 19))
    assert days(made, "nachreichung") == 19
    assert made.id == "eheurkunde"
    assert "pattern: certificate@1" in made.files["source/process.yaml"]
    assert "variants" not in made.files["source/service.yaml"]


def test_a_draft_no_thin_form_can_say_says_so_and_catches_up() -> None:
    tree = tree_of(PARKING)
    option = "field.halter.option.firma"
    behind = after(tree, author.remove(tree, option))
    assert behind.files["source/form"].startswith("behind\n")
    (told,) = [problem for problem in check_package(behind) if problem.code == "source.behind"]
    assert told.severity == "error"
    assert "„firma“ ist keine Antwort" in told.text["de"]
    now = open_tree(behind)
    back = author.add_part(now, "field.halter", "option", option, {}, "field.halter.option.privat")
    caught_up = after(now, back)
    assert caught_up.files["source/form"] == "1\n"
