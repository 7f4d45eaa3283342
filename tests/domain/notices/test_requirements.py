"""A template that lacks what the law wants is refused."""

from __future__ import annotations

from typing import Any

import pytest

from allmende.domain.notices import check_template, list_expressions
from allmende.domain.notices import template as tpl
from allmende.domain.values import Text
from tests.domain.notices.stand_in import Sheet, grant


def codes(template: tpl.NoticeTemplate, sheet: Sheet | None = None) -> list[tuple[str, str]]:
    return [(problem.code, problem.where) for problem in check_template(template, sheet or Sheet())]


def test_a_complete_template_is_accepted() -> None:
    assert codes(grant()) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"subject": Text(de=" ")}, "subject_missing"),
        ({"lead": Text(de="")}, "lead_missing"),
        ({"operative": ()}, "operative_missing"),
        ({"addressee": ()}, "addressee_missing"),
        ({"reasons_exception": None}, "reasons_missing"),
        ({"outcome": "refused"}, "reasons_exception_wrong"),
        ({"remedy": "none"}, "remedy_missing"),
        ({"fee": None}, "fee_missing"),
        ({"information": (tpl.Answers("angaben"),)}, "answers_misplaced"),
    ],
)
def test_each_missing_part_is_named(change: dict[str, Any], code: str) -> None:
    assert codes(grant(**change)) == [(code, "grant")]


def test_a_free_service_needs_no_fee_decision() -> None:
    assert codes(grant(fee=None), Sheet(payment="none")) == []


def test_a_receipt_needs_neither_reasons_nor_remedy() -> None:
    receipt = grant(
        kind="receipt",
        outcome="other",
        operative=(tpl.Answers("angaben"),),
        reasons_exception=None,
        remedy="none",
        fee=None,
        addressee=(),
    )
    assert codes(receipt) == []


@pytest.mark.parametrize("kept", [{"addressee": ()}, {"fee": None}])
def test_a_certificate_has_neither_addressee_nor_fee(kept: dict[str, Any]) -> None:
    certificate = {"kind": "certificate", "reasons_exception": None, "remedy": "none"}
    assert codes(grant(**certificate, addressee=(), fee=None)) == []
    assert codes(grant(**certificate, **kept)) == [("certificate_addressee", "grant")]


def test_unreadable_placeholders_and_conditions_are_found_with_their_place() -> None:
    broken = grant(
        lead=Text(de="{{ zone", en="{{ zone | shout }}"),
        information=(tpl.ListingTemplate("tipps", (tpl.ItemTemplate("eins", Text(de="Gut."), when="1 +"),)),),
    )
    assert codes(broken) == [
        ("placeholder", "grant.lead"),
        ("placeholder", "grant.lead"),
        ("expression", "grant.information.tipps.eins"),
    ]


def test_every_expression_can_be_listed_for_the_static_check() -> None:
    found = list_expressions(grant())
    assert ("grant.lead", "submitted_on") in found
    assert ("grant.operative.weitere", "count(weitere) > 0") in found
    assert ("grant.operative.weitere", "weitere") in found
    assert ("grant.operative.weitere.art", "row.art") in found
    assert ("grant.fee.basis", "city.name") in found
    assert ("grant.ancillary.auflagen.digital", "not(parameter.ausweis_auslegen)") in found


def test_unreadable_texts_are_left_out_of_the_list_and_a_debtor_is_in_it() -> None:
    part = tpl.FeeTemplate(Text(de="Akt"), Text(de="§ 1"), debtor=Text(de="{{ familienname }}"))
    found = list_expressions(grant(lead=Text(de="{{ zone"), fee=part))
    assert ("grant.fee.debtor", "familienname") in found
    assert not [where for where, _ in found if where == "grant.lead"]
