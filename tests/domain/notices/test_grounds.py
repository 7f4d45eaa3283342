"""A refusal says its grounds: reason, what was stated, norm of each, and what was weighed; nothing secret."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from allmende.domain.forms import Field
from allmende.domain.notices import check_template, compose
from allmende.domain.notices import document as doc
from allmende.domain.notices import template as tpl
from allmende.domain.package import GroundStatement
from allmende.domain.values import Text
from tests.domain.notices.stand_in import Datum, Ground, Service, Sheet, grant, names

DAY = date(2026, 11, 2)
ASKED_ON = Field("asked_on", "date", label=Text("Stand des Registers", "Register as of"))
WITNESS = Field("witness", "text", label=Text("Zeuge"))
HOME = Ground(
    "home", Text("Kein Zuhause", "No home"), Text("Sie wohnen nicht in Zone {{ zone }}.", "You do not live in {{ zone }}."),
    "§ 1", (GroundStatement(ASKED_ON), GroundStatement(WITNESS, printed=False)),
)  # fmt: skip
FULL = Ground("full", Text("Voll", "Full"), Text("Die Zone ist voll.", "The zone is full."), "§ 40")
SERVICE = Service(sheet=Sheet(refusal_grounds=(HOME, FULL)))
BASIS = doc.Paragraph("Rechtsgrundlage: § 1")


def part(kind: tpl.GroundPartKind, when: str | None = None) -> tpl.GroundPart:
    return tpl.GroundPart(kind, when)


def refusal(*reasons: tpl.Block) -> tpl.NoticeTemplate:
    return grant(id="refuse", outcome="refused", reasons=reasons, reasons_exception=None, fee=None, ancillary=())


def given(name: str, **stated: Any) -> dict[str, Any]:
    return {"id": name, "stated": stated, "weighing": "Andere warten länger."}


def reasons_of(template: tpl.NoticeTemplate, language: str = "de", **known: Any) -> tuple[doc.Block, ...]:
    found = compose(template, SERVICE, names(**known), DAY, "P. B.", language=language)
    assert isinstance(found, doc.Document), [str(one) for one in found]
    shown = found.translation if language == "en" and found.translation else found
    return next((section.blocks for section in shown.sections if section.role == "reasons"), ())


HOME_GIVEN = given("home", asked_on=date(2026, 10, 1), witness="Frau Nachbarin")


def test_each_ground_is_said_whole_before_the_next_and_the_weighing_follows() -> None:
    letter = refusal(part("reason"), part("stated"), part("basis"), part("discretion"))
    assert reasons_of(letter, grounds=[HOME_GIVEN, given("full")]) == (
        doc.Paragraph("Sie wohnen nicht in Zone A."),
        doc.Pairs((doc.Pair("Stand des Registers", "01.10.2026"),)),
        BASIS,
        doc.Paragraph("Die Zone ist voll."),
        doc.Paragraph("Rechtsgrundlage: § 40"),
        doc.Paragraph("Bei unserer Abwägung war wichtig: Andere warten länger."),
    )


def test_what_is_for_the_file_alone_is_in_no_letter() -> None:
    letter = refusal(part("reason"), part("stated"), part("basis"), part("discretion"))
    assert "Nachbarin" not in str(reasons_of(letter, grounds=[HOME_GIVEN]))


def test_the_translation_says_them_in_its_own_words() -> None:
    assert reasons_of(refusal(part("reason"), part("stated")), "en", grounds=[HOME_GIVEN]) == (
        doc.Paragraph("You do not live in A."),
        doc.Pairs((doc.Pair("Register as of", "1 October 2026"),)),
    )


def test_parts_may_stand_apart_and_under_a_condition() -> None:
    letter = refusal(part("basis"), tpl.ParagraphTemplate("p", Text("Das heißt:")), part("reason", "zone = null"))
    assert reasons_of(letter, grounds=[HOME_GIVEN]) == (BASIS, doc.Paragraph("Das heißt:"))


def test_the_weighing_of_the_decision_wins_over_one_that_was_only_intended() -> None:
    letter = refusal(part("basis"), part("discretion"))
    final = {"final": {"weighing": "Nach der Anhörung bleibt es dabei."}}
    assert "Nach der Anhörung" in str(reasons_of(letter, grounds=[HOME_GIVEN], decision=final))
    assert reasons_of(letter, grounds=[HOME_GIVEN], decision={"final": {"weighing": None}}) == (BASIS,)


def test_without_a_ground_the_letter_cannot_be_written() -> None:
    found = compose(refusal(part("reason")), SERVICE, names(grounds=[]), DAY, "P. B.")
    assert isinstance(found, list)
    assert [(one.code, one.where) for one in found] == [("missing_value", "refuse.reasons")]
    assert "Grund der Ablehnung" in found[0].text.spoken("de")


def test_facts_from_before_there_were_statements_print_no_empty_rows() -> None:
    older = {"id": "home", "stated": {"asked_on": None, "witness": None}}
    assert reasons_of(refusal(part("stated"), part("basis")), grounds=[older]) == (BASIS,)


def test_ground_parts_are_reasons_before_the_law() -> None:
    assert check_template(refusal(part("reason")), Sheet()) == []
    bare = replace(refusal(), reasons=())
    assert [one.code for one in check_template(bare, Sheet())] == ["reasons_missing"]


def test_a_grant_other_than_applied_for_says_what_and_why() -> None:
    last = Field("last", "date", label=Text("Gültig bis", "Valid until"))
    service = Service(sheet=Sheet(decided=(Datum(last),)))
    final = {"outcome": "granted", "weighing": "Sie ziehen im März um.", "instead_of": {"last": date(2027, 11, 1)}}
    for language, said in (
        ("de", ["Anders als beantragt: Gültig bis 28.02.2027 statt 01.11.2027.", "Der Grund dafür: Sie ziehen im März um."]),
        ("en", ["Other than applied for: Valid until 28 February 2027 instead of 1 November 2027.", "The reason for this: Sie ziehen im März um."]),
    ):  # fmt: skip
        known = names(decided={"last": date(2027, 2, 28)}, decision={"final": final})
        found = compose(grant(), service, known, DAY, "P. B.", language=language)
        assert isinstance(found, doc.Document), [str(one) for one in found]
        shown = found.translation if language == "en" and found.translation else found
        reasons = next(section for section in shown.sections if section.role == "reasons")
        assert [block.text for block in reasons.blocks if isinstance(block, doc.Paragraph)] == said


def test_a_partial_grant_refuses_the_rest_in_the_operative_part() -> None:
    service = Service(sheet=Sheet(decided=(Datum(Field("last", "date", label=Text("Gültig bis"))),)))
    final = {"outcome": "partly", "weighing": "Umzug.", "instead_of": {"last": date(2027, 11, 1)}}
    found = compose(
        grant(), service, names(decided={"last": date(2027, 2, 28)}, decision={"final": final}), DAY, "P. B."
    )
    assert isinstance(found, doc.Document)
    operative = next(section for section in found.sections if section.role == "operative")
    assert operative.blocks[-2:] == (
        doc.Paragraph("Gültig bis: Beantragt war 01.11.2027, bewilligt ist 28.02.2027."),
        doc.Paragraph("Im Übrigen lehnen wir Ihren Antrag ab."),
    )


def test_a_grant_as_applied_for_needs_no_reasons() -> None:
    service = Service(sheet=Sheet(decided=(Datum(Field("last", "date", label=Text("Gültig bis"))),)))
    known = names(decided={"last": date(2027, 2, 28)}, decision={"final": {"outcome": "granted", "instead_of": {}}})
    found = compose(grant(), service, known, DAY, "P. B.")
    assert isinstance(found, doc.Document)
    assert [section.role for section in found.sections if section.role == "reasons"] == []


def test_a_grant_with_a_burden_says_why_and_only_then() -> None:
    condition = Datum(Field("condition", "textarea", label=Text("Auflage")), reasons="decided.condition != null")
    service = Service(sheet=Sheet(decided=(condition,)))
    final = {"outcome": "granted", "weighing": "Die Straße ist eng.", "instead_of": {}}
    for stated, said in (("Nur nachts.", ["Warum wir so entscheiden: Die Straße ist eng."]), (None, [])):
        known = names(decided={"condition": stated}, decision={"final": final})
        found = compose(grant(), service, known, DAY, "P. B.")
        assert isinstance(found, doc.Document), [str(one) for one in found]
        reasons = [block for section in found.sections if section.role == "reasons" for block in section.blocks]
        assert [reason.text for reason in reasons if isinstance(reason, doc.Paragraph)] == said
