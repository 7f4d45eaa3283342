"""A certificate with a person's own signature: attached in the office, looked at, provided as a document of its own, or on paper."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from allmende.adapters.typst import TypstRenderer
from allmende.apps.notices import queries as notices
from allmende.domain import facts as f
from allmende.domain.matter import waiving
from allmende.domain.values import Problem, Text
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases.retrieve_notice import Download, retrieve_notice
from allmende.usecases.submit_application import Submitted
from tests.adapters.pades.signing import Kind, sign_as
from tests.domain.notices.sample import letter
from tests.entrypoints.office.conftest import Desk, readable
from tests.world import COMMONS, END, PERSON, Visitor, World

GRANT = {"_action": "decide", "outcome": "granted", "despite_missing": "Liegt vor."}


@pytest.fixture(scope="module")
def unsigned() -> bytes:
    return TypstRenderer().render(letter())


@pytest.fixture
def visitor(world: World, tmp_path: Path) -> Visitor:
    """A case a person decides, whose letter asks for a signed file."""
    services = tmp_path / "services"
    shutil.copytree(COMMONS / "services", services)
    grant = services / "hund-anmelden/notices/grant.yaml"
    grant.write_text(f"{grant.read_text()}signed_file: anzahl >= 1\n")
    assert world.load(services=services).problems == []
    found = Visitor(world)
    with found.here():
        found.begin()
        found.save("person", **PERSON)
        found.save("hunde", anzahl=["1"], kampfhund=["true"])
        found.save("abschluss", **END)
        assert isinstance(found.submit(), Submitted)
        world.work()
        found.pay()
    return found


class Box:
    """The box on the case, as the clerk uses it."""

    def __init__(self, desk: Desk, visitor: Visitor) -> None:
        self.desk, self.case = desk, f"/buero/vorgang/{visitor.id}/"

    def post(self, word: str, **more: Any) -> Any:
        return self.desk.post(f"{self.case}bescheinigung/", {"was": word, **more})

    def attach(self, content: bytes) -> Any:
        return self.post("anhaengen", datei=SimpleUploadedFile("urkunde.pdf", content, "application/pdf"))

    def read(self) -> str:
        return self.desk.read(self.case)


@pytest.fixture
def box(desk: Desk, visitor: Visitor) -> Box:
    return Box(desk, visitor)


def facts_of(visitor: Visitor, kind: type[f.Fact]) -> list[f.Fact]:
    with visitor.here():
        return [fact for fact in visitor.facts() if isinstance(fact, kind)]


def fetched(world: World, visitor: Visitor) -> list[bytes]:
    """What the person can download of kind certificate."""
    with city_scope("marburg"):
        found = [
            retrieve_notice(
                city="marburg", case_id=visitor.id, notice_id=notice.id, access=visitor.access, now=world.now
            )
            for notice in notices.list_notices(city="marburg", case_id=visitor.id)
            if notice.kind == "certificate"
        ]
    return [one.content for one in found if isinstance(one, Download)]


def test_it_is_attached_shown_and_provided_as_a_document_of_its_own(
    world: World, visitor: Visitor, box: Box, unsigned: bytes
) -> None:
    signed = sign_as("Sabine Sommer", unsigned, world.now)
    task = box.desk.take_first()
    refused = box.desk.post(task, GRANT)
    assert refused.status_code == 422
    assert "Bestellt ist eine elektronische Bescheinigung." in readable(refused)
    assert box.attach(signed).status_code == 302
    page = box.read()
    assert "Unterschrieben von: Sabine Sommer" in page
    assert "Zertifikat von: Vertrauensdienst, nach eigener Angabe qualifiziert" in page
    assert "Seitdem unverändert." in page
    assert fetched(world, visitor) == [], "not before it is provided"
    before = len(world.mail.sent)
    assert box.post("bereitstellen").status_code == 302
    world.work()
    assert fetched(world, visitor) == [signed], "byte for byte"
    assert len(facts_of(visitor, f.NoticeRetrieved)) == 1
    assert [one.subject.partition(" (")[0] for one in world.mail.sent[before:]] == [
        "Ein Schreiben liegt für Sie bereit"
    ]
    assert box.desk.post(task, GRANT).status_code == 302
    assert facts_of(visitor, f.DecisionTaken)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("seal", "Das ist das Siegel einer Organisation, keine Signatur einer Person: Sabine Sommer."),
        ("plain", "Die Signatur von Sabine Sommer ist nach ihrem Zertifikat nicht qualifiziert."),
    ],
)
def test_what_the_law_does_not_accept_is_refused(
    world: World, visitor: Visitor, box: Box, unsigned: bytes, kind: Kind, words: str
) -> None:
    answer = box.attach(sign_as("Sabine Sommer", unsigned, world.now, kind=kind))
    assert answer.status_code == 422
    assert words in readable(answer)
    assert facts_of(visitor, f.CertificateAttached) == []


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"GIF89a", "Das ist keine PDF-Datei."), (b"%PDF-1.7\n%%EOF", "Diese Datei trägt keine Signatur.")],
)
def test_what_is_no_signed_pdf_is_refused(box: Box, content: bytes, words: str) -> None:
    answer = box.attach(content)
    assert (answer.status_code, words in readable(answer)) == (422, True)


def test_without_a_file_the_box_says_so(box: Box) -> None:
    answer = box.post("anhaengen")
    assert answer.status_code == 422
    assert "Bitte wählen Sie eine PDF-Datei aus." in readable(answer)
    assert "Es ist keine Datei angehängt." in readable(box.post("bereitstellen"))


def test_it_is_not_provided_while_the_proof_of_a_power_of_attorney_is_missing(
    world: World, box: Box, visitor: Visitor, unsigned: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    box.attach(sign_as("Sabine Sommer", unsigned, world.now))
    barred = Problem("decision.proof", Text("Es fehlt: Vollmacht.", "Missing: power of attorney."), "verzicht")
    monkeypatch.setattr(waiving, "check_bars", lambda matter: (barred,))
    answer = box.post("bereitstellen")
    assert answer.status_code == 422
    assert "Es fehlt: Vollmacht." in readable(answer)
    assert facts_of(visitor, f.CertificateProvided) == []


def test_the_wrong_file_is_discarded_and_never_seen_by_the_person(
    world: World, visitor: Visitor, box: Box, unsigned: bytes
) -> None:
    signed = sign_as("Sabine Sommer", unsigned, world.now)
    assert box.attach(signed).status_code == 302
    assert "Eine Datei ist schon angehängt." in readable(box.attach(signed))
    assert box.post("verwerfen").status_code == 302
    assert fetched(world, visitor) == []
    assert "Verworfen, nie hinausgegangen: Elektronische Bescheinigung" in box.read()
    assert box.attach(signed).status_code == 302, "and once more"


def test_without_a_signature_it_comes_on_paper_and_the_person_reads_why(
    world: World, visitor: Visitor, box: Box
) -> None:
    task = box.desk.take_first()
    assert "Bitte schreiben Sie, warum die Urkunde auf Papier kommt." in readable(box.post("papier", grund=" "))
    long = box.post("papier", grund="x" * 501)
    assert (long.status_code, "x" * 501 in long.content.decode()) == (422, True)
    assert box.post("papier", grund="Das Register ist noch nicht elektronisch.").status_code == 302
    (paper,) = facts_of(visitor, f.CertificateOnPaper)
    assert paper.spoken("de") == "Sie bekommen die Urkunde auf Papier. Das Register ist noch nicht elektronisch."
    world.work()
    mail = world.mail.sent[-1]
    assert mail.subject.startswith("Die Urkunde gibt es nur auf Papier")
    assert "Schreiben" not in mail.subject and "bereitgelegt" not in mail.text, "nothing lies ready"
    assert box.desk.post(task, GRANT).status_code == 302


def test_a_case_that_wants_none_has_no_box(case_id: str, desk: Desk) -> None:
    assert "Elektronische Bescheinigung" not in desk.read(f"/buero/vorgang/{case_id}/")
    assert desk.post(f"/buero/vorgang/{case_id}/bescheinigung/", {"was": "papier", "grund": "x"}).status_code == 422
