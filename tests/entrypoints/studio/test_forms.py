"""Every part of every package has a form; posting it unchanged changes nothing; each property can be changed."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from allmende.domain.package.difference import OpenedPackage
from allmende.domain.package.edits import apply
from allmende.domain.package.properties import KINDS
from allmende.domain.package.properties.types import DurationType, FlagOrExpressionType, RowsType, SeveralType
from allmende.entrypoints.studio.drafts.forms import FormQuestion, PartForm, edits_of, mark, open_form, read_post
from allmende.formats.drafts import close_tree, open_edition
from allmende.formats.package import list_packages, read_folder

ROOT = Path(__file__).resolve().parents[3]
PACKAGES = [path.name for path in list_packages(ROOT / "services")]


@lru_cache
def edition(name: str) -> OpenedPackage:
    package = read_folder(ROOT / "services" / name)
    assert not isinstance(package, list), package
    return open_edition(package)


def controls(question: FormQuestion, raw: Any) -> dict[str, list[str]]:
    """What a browser posts for that answer."""
    key, input_ = question.key, question.input
    if isinstance(input_, RowsType):
        found: dict[str, list[str]] = {}
        rows = [*raw, tuple("" if not isinstance(c.input, FlagOrExpressionType) else ("", "") for c in input_.columns)]
        for number, cells in enumerate(rows):
            found[f"{key}.{number}.place"] = [str(number + 1)]
            for at, cell in enumerate(cells):
                found[f"{key}.{number}.{at}"] = [cell]
        return found
    if isinstance(input_, SeveralType):
        return {key: ["", *raw]}
    if isinstance(input_, (DurationType, FlagOrExpressionType)):
        return {name: [part] for name, part in zip(input_.names(key), raw, strict=True)}
    return {key: [str(raw).replace("\n", "\r\n")]}


def posted(form: PartForm, **other: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for question in form.questions:
        found |= controls(question, other.get(question.key, question.raw))
    return found


@pytest.mark.parametrize("name", PACKAGES)
def test_every_part_has_a_form_and_posting_it_unchanged_changes_nothing(name: str) -> None:
    found = edition(name)
    for address, part in found.tree.items():
        form = open_form(found, address)
        assert form is not None, address
        assert form.kind == part.kind
        sent = read_post(form, posted(form), form.was())
        assert (sent.changes, dict(sent.problems), dict(sent.stale)) == ((), {}, {}), address


@pytest.mark.parametrize("name", PACKAGES)
def test_every_property_a_part_has_is_asked_or_named_as_technical(name: str) -> None:
    found = edition(name)
    for address, part in found.tree.items():
        form = open_form(found, address)
        assert form is not None
        asked = {question.name.partition(".")[0] for question in form.questions if not question.is_text}
        kind = KINDS[part.kind]
        for prop in part.data:
            known = prop in asked or "" in asked or prop in kind.technical or kind.find(prop) is not None
            assert known or ("option *" in asked and prop.startswith("option ")), (address, prop)


def test_every_property_of_a_service_stands_under_a_heading() -> None:
    assert [one.name for one in KINDS["service"].properties if not one.group["de"]] == []


CHANGES: dict[str, tuple[str, Any]] = {
    # address, property: what is typed
    "service p.version": ("1.1.0", "1.1.0"),
    "service p.audience": (("citizen", "business"), ["citizen", "business"]),
    "service p.legal_basis": ("§ 1 A\n\n§ 2 B", ["§ 1 A", "§ 2 B"]),
    "service p.written_form": ("yes", True),
    "service p.retention.duration": (("5", "6", ""), "P5Y6M"),
    "service p.processes": ((("zahlung", "1"), ("anhoerung", "1")), {"zahlung": 1, "anhoerung": 1}),
    "parameter.jahresgebuehr p.suggested": ("35,50", "35.50"),
    "parameter.laufzeiten p.suggested": ("6\n12", ["6", "12"]),
    "parameter.carsharing_erlaubt p.suggested": ("no", False),
    "parameter.verlaengern_ab_tage p.suggested": ("50", 50),
    "deadline.zahlung p.days": ("21", 21),
    "ground.keine_zone p.when": ("decision.befunde = null", "decision.befunde = null"),
    "step.laufzeit p.when": ('anliegen = "neu"', 'anliegen = "neu"'),
    "field.halter_name p.required": (("if", "halter != null"), "halter != null"),
    "field.halter_name p.max_length": ("80", 80),
    "field.ueberlassung p.accept": (("pdf",), ["pdf"]),
    "field.telefon p.required": (("yes", ""), True),
    "field.beginn.check.nicht_vergangen p.rule": ("beginn > today", "beginn > today"),
    "field.halter.option.firma p.when": ("parameter.carsharing_erlaubt", "parameter.carsharing_erlaubt"),
    "notice.grant p.fee": ("30", {"due_days": 30}),
    "notice.grant p.addressee": ((("name", ""), ("ort", "zone != null")), ["name", {"id": "ort", "when": "zone != null"}]),
    "notice.grant.operative.tenor_neu p.when": ('anliegen = "neu"', 'anliegen = "neu"'),
    "file:CHANGES.md p.text": ("# Neu\n", "# Neu\n"),
    "use.person p.omit": ("geburtsname", ["geburtsname"]),
}  # fmt: skip


@pytest.mark.parametrize("place", CHANGES)
def test_a_changed_property_becomes_an_edit_that_can_be_applied(place: str) -> None:
    address, _, key = place.partition(" ")
    typed, value = CHANGES[place]
    found = edition("bewohnerparkausweis")
    form = open_form(found, address)
    assert form is not None

    sent = read_post(form, posted(form, **{key: typed}), form.was())
    edits = edits_of(found.tree, form, sent.changes)

    assert not sent.problems
    assert isinstance(edits, tuple) and len(edits) == 1
    after = apply(found.tree, edits)
    assert not isinstance(after, list), after
    again = open_form(OpenedPackage(found.package, after), address)
    assert again is not None
    assert next(question.value for question in again.questions if question.key == key) == value
    assert read_post(again, posted(form, **{key: typed}), form.was()).changes == ()  # sent twice: nothing more


@pytest.mark.parametrize("name", PACKAGES)
def test_every_table_cell_and_station_setting_can_be_changed(name: str) -> None:
    found = edition(name)
    seen = set()
    for address, part in found.tree.items():
        form = open_form(found, address)
        assert form is not None
        for one in form.questions if part.kind in ("rule", "node", "literal", "flow") else ():
            kind = (part.kind, one.key if part.kind == "node" else one.key.partition(" ")[0][:4])
            if kind in seen or one.is_text or "loose" not in repr(one.input):
                continue
            seen.add(kind)
            sent = read_post(form, posted(form, **{one.key: "1"}), form.was())
            edits = edits_of(found.tree, form, sent.changes)
            assert isinstance(edits, tuple), edits
            after = apply(found.tree, edits)
            assert not isinstance(after, list) and not isinstance(close_tree(after), list)


def test_someone_elses_change_meanwhile_is_noticed_and_an_untouched_answer_never_undoes_it() -> None:
    found = edition("bewohnerparkausweis")
    form = open_form(found, "deadline.zahlung")
    assert form is not None
    theirs = read_post(form, posted(form, **{"p.days": "30", "p.basis": "Neu"}), form.was())
    edits = edits_of(found.tree, form, theirs.changes)
    assert isinstance(edits, tuple)
    after = apply(found.tree, edits)
    assert not isinstance(after, list)
    now = open_form(OpenedPackage(found.package, after), "deadline.zahlung")
    assert now is not None

    mine = read_post(now, posted(form, **{"p.days": "7"}), form.was())

    assert dict(mine.stale) == {"p.days": "30"}
    assert mine.typed["p.days"] == "7"
    assert mine.typed["p.basis"] == "Neu"
    assert mine.changes == ()
    knowingly = read_post(now, posted(now, **{"p.days": "7"}), now.was())
    assert [(one.key, value) for one, value in knowingly.changes] == [("p.days", 7)]


@pytest.mark.parametrize(
    ("address", "key", "typed"),
    [
        ("deadline.zahlung", "p.days", "viele"),
        ("deadline.zahlung", "p.days", "0"),
        ("service", "p.version", "1.1"),
        ("service", "p.life_situation", ""),
        ("field.beginn", "p.when", "anliegen = ("),
        ("field.beginn", "p.type", "farbe"),
        ("parameter.jahresgebuehr", "p.suggested", "dreißig"),
        ("example.ein_name", "p.", "title: x\nsteps: []\nfoo: 1"),
        ("example.ein_name", "p.", "a: [b"),
    ],
)
def test_a_wrong_value_is_refused_with_a_sentence_in_both_languages(address: str, key: str, typed: str) -> None:
    form = open_form(edition("bewohnerparkausweis"), address)
    assert form is not None

    sent = read_post(form, posted(form, **{key: typed}), form.was())

    assert list(sent.problems) == [key]
    assert sent.problems[key].text.spoken("en")
    assert sent.typed[key] == typed
    assert sent.changes == ()


def test_a_question_of_a_block_takes_the_blocks_value_back_by_dropping_its_own() -> None:
    found = edition("bewohnerparkausweis")
    form = open_form(found, "field.telefon")
    assert form is not None
    sent = read_post(form, posted(form, **{"p.required": ("yes", "")}), form.was())
    edits = edits_of(found.tree, form, sent.changes)
    assert isinstance(edits, tuple)
    after = apply(found.tree, edits)
    assert not isinstance(after, list)
    again = open_form(OpenedPackage(found.package, after), "field.telefon")
    assert again is not None
    usual = next(question.raw for question in form.questions if question.key == "p.required")
    back = read_post(again, posted(again, **{"p.required": usual}), again.was())
    edits = edits_of(after, again, back.changes)
    assert isinstance(edits, tuple)
    assert apply(after, edits) == found.tree


def test_saying_what_is_usual_anyway_takes_the_property_away() -> None:
    found = edition("bewohnerparkausweis")
    form = open_form(found, "field.kennzeichen")
    assert form is not None
    sent = read_post(form, posted(form, **{"p.fixed": "no", "p.required": ("no", "")}), form.was())
    edits = edits_of(found.tree, form, sent.changes)
    assert isinstance(edits, tuple)
    after = apply(found.tree, edits)

    assert not isinstance(after, list)
    assert dict(after["field.kennzeichen"].data) == {"type": "plate", "personal_data": "vehicle", "purpose": True}


def test_a_declaration_is_usually_mandatory() -> None:
    found = edition("meldebescheinigung")
    address = next(one for one, part in found.tree.items() if part.data.get("type") == "declaration")
    form = open_form(found, address)
    assert form is not None
    required = next(question for question in form.questions if question.key == "p.required")

    assert required.input.show(None) == ("yes", "")


def test_marks_tell_answers_apart() -> None:
    assert mark("a") != mark(("a",))
    assert mark(("a", "b")) == mark(["a", "b"])
