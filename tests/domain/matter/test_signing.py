"""Written form of an application: what replaces the signature, what is said of it, and what it keeps from being granted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from allmende.domain import facts as f
from allmende.domain.deadlines import ProcedureLaw
from allmende.domain.matter import Matter, signing
from allmende.domain.matter.decision import OfficerDecision
from allmende.domain.matter.receipts import receipt_document
from allmende.domain.matter.verdicts import check_decision
from allmende.domain.matter.waiving import SIGNATURE
from allmende.domain.notices.document import Paragraph
from allmende.domain.process.model import FlowNode
from tests.domain.matter.test_evidence import case

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
SIGNED = f.SignatureReceived(at=NOW, received_on=date(2026, 11, 2), way="paper", by="Frau Clerk", officer="1")


def written(identity: str = "none", level: str = "none", law: ProcedureLaw = "hvwvfg") -> Matter:
    """The application of a service that asks for written form."""
    matter = case()
    sheet = replace(matter.service.sheet, written_form=True, procedure_law=law)
    applicant = replace(matter.applicant, identity=identity, level=level)
    return replace(matter, service=replace(matter.service, sheet=sheet), applicant=applicant)


@pytest.mark.parametrize(
    ("identity", "level", "law", "missing"),
    [
        ("none", "none", "hvwvfg", True),
        ("bundid", "basic", "hvwvfg", True),
        ("bundid", "substantial", "hvwvfg", False),
        ("stadtkonto", "high", "hvwvfg", True),
        ("bundid", "substantial", "ao", True),
        ("bundid", "high", "ao", False),
        ("bundid", "high", "pstg", True),
    ],
)
def test_a_sign_in_replaces_the_signature_at_the_level_its_law_equates(
    identity: str, level: str, law: ProcedureLaw, missing: bool
) -> None:
    matter = written(identity, level, law)
    assert signing.is_missing(matter) == missing
    assert not signing.is_missing(replace(matter, facts=(*matter.facts, SIGNED)))
    assert not signing.is_missing(case()), "a service without written form asks for none"


def test_before_sending_the_person_reads_what_form_it_needs_and_what_replaces_it() -> None:
    service = written().service
    assert "Vertrauensniveau „substanziell“" in signing.say_form(service, "none", "none", "de")
    assert (
        signing.say_form(service, "bundid", "high", "de")
        == "Ihre Anmeldung ersetzt die Unterschrift (§ 9a Abs. 5 OZG)."
    )
    assert "BundID" not in signing.say_form(written(law="pstg").service, "bundid", "high", "de")
    assert signing.say_form(case().service, "none", "none", "de") == ""


def test_the_receipt_is_what_she_signs() -> None:
    def lines(matter: Matter) -> list[str]:
        document = receipt_document(matter, NOW.date(), NOW)
        return [block.text for part in document.sections for block in part.blocks if isinstance(block, Paragraph)]

    assert any(line.startswith("Ort, Datum, Unterschrift:") for line in lines(written()))
    assert not any("Unterschrift" in line for line in lines(written("bundid", "high")))


def test_nothing_is_granted_without_the_signature_unless_a_second_person_agrees() -> None:
    matter, node = written(), FlowNode("n", "userTask", options={"outcomes": "granted refused"})

    def codes(known: Matter, **more: str) -> list[str]:
        found = check_decision(known, node, OfficerDecision("granted", **more), "1", NOW.date())  # type: ignore[arg-type]
        return [problem.code for problem in found]

    put = f.WaiverAsked(
        at=NOW,
        task_id="t",
        bar=SIGNATURE,
        name="Unterschrift",
        ground="seen",
        reason="Liegt vor.",
        by="Frau Eins",
        officer="3",
    )
    agreed = f.WaiverSettled(
        at=NOW, task_id="t", bar=SIGNATURE, name="Unterschrift", agreed=True, by="Frau Zwei", officer="2"
    )
    assert codes(matter) == ["decision.proof"]
    assert codes(matter, despite_missing="Die Person kann nicht schreiben.") == ["decision.proof"]
    assert codes(replace(matter, facts=(*matter.facts, put, agreed))) == []
    assert codes(replace(matter, facts=(*matter.facts, SIGNED))) == []
