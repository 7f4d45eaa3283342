"""What the city knows about one person: exactly hers, for who has the right and says why, other people's data left out, logged."""

from __future__ import annotations

import io
import json
from typing import Any

import pikepdf
import pytest

from allmende.adapters.typst import TypstRenderer
from allmende.apps.applications.models import Application
from allmende.apps.applications.rules import MatterAccess
from allmende.domain.matter.person_report import HEADS
from allmende.foundation.audit import chain
from allmende.usecases import report_person, write_message
from tests.adversary.scene import Browser
from tests.entrypoints.office.conftest import Desk, hire, readable
from tests.parking import HOME, PAGES, SERVICE, erika, issued
from tests.world import World

URL = "/buero/auskunft/"
ASKED = {
    "familie": "Muster",
    "vorname": "Erika",
    "geboren": "12.8.1964",
    "nachweis": "shown",
    "anlass": "DS-12",
}


@pytest.fixture
def desk(town: World) -> Desk:
    return enter(town, "dsb", "auskunft")


def enter(town: World, name: str, *roles: str, units: tuple[str, ...] = ()) -> Desk:
    hire(town, name, roles=roles, units=units)
    found = Desk()
    found.sign_in(name)
    return found


def asked(desk: Desk, button: str = "ansehen", **changes: str) -> Any:
    return desk.post(URL, {**ASKED, **changes, button: "1"})


def another(town: World, **person: str) -> str:
    """Somebody else's application; its number."""
    browser = Browser()
    draft = browser.begin(SERVICE)
    home = {f"anschrift.{part}": value for part, value in HOME.items()}
    for step, posted in PAGES.items():
        more = {**home, **person} if step == "person" else {}
        assert browser.save(draft, step, {**posted, **more}).status_code == 302
    assert browser.send(draft).status_code == 302
    town.work()
    return Application.objects.values_list("reference", flat=True).get(pk=draft)


def test_all_matters_of_exactly_that_person_and_of_nobody_else(town: World, desk: Desk) -> None:
    first = issued(town, erika(town))
    second = another(town)
    brother = another(town, vornamen="Erik")
    other_day = another(town, geburtsdatum="13.8.1964")
    page, _, beside = readable(asked(desk)).partition("Diese Vorgänge nennen")
    hers = Application.objects.values_list("reference", flat=True).get(pk=first.id)
    assert hers in page
    assert second in page
    assert brother not in page
    assert other_day not in page
    assert brother in beside  # for the officer alone: it may name her
    assert "Auskunft als PDF" in beside
    found = json.loads(asked(desk, "json", vorname="ERIKA").content)
    assert sorted(one["reference"] for one in found["matters"]) == sorted((hers, second))
    nobody = readable(asked(desk, geboren="1.1.1990"))
    assert "Auch das ist eine Auskunft." in nobody


def test_the_report_says_what_article_15_asks_and_holds_all_data(town: World, desk: Desk) -> None:
    issued(town, erika(town))
    town.press = TypstRenderer()
    town.plug_in()
    (said,) = json.loads(asked(desk, "json").content)["matters"]
    for part in (
        "purposes",
        "categories",
        "sources",
        "recipients",
        "kept",
        "answers",
        "letters",
        "history",
        "fee",
        "register_entries",
    ):
        assert said[part], part
    assert {"question": "Kennzeichen", "answer": "MR-AB 123"} in said["answers"]
    assert said["decided_by_machine"] == "§ 46 Abs. 5 StVO"
    assert said["register_entries"][0]["entry"]["Parkzone"] == "Zone D (Nordviertel)"
    assert set(HEADS) <= set(said)
    answer = asked(desk, "pdf")
    assert answer["Content-Type"] == "application/pdf"
    with pikepdf.open(io.BytesIO(answer.content)) as file:
        assert len(file.pages) >= 2


def test_words_about_others_are_left_out_however_they_are_spelled(town: World, desk: Desk) -> None:
    first = issued(town, erika(town))
    text = "Mein Nachbar Herr Groß steht dort."
    write_message.write_as_citizen(
        city="marburg", case_id=first.id, access=report_access(first.id), text=text, key="m", now=town.now
    )
    whole = asked(desk, "json").content.decode()
    assert "Herr Groß" in whole
    less = asked(desk, "json", woerter="Herr Gross\n").content.decode()
    assert "Groß" not in less
    assert "Mein Nachbar [entfernt] steht dort." in less


def report_access(case_id: str) -> Any:

    account = Application.objects.values_list("account_id", flat=True).get(pk=case_id)
    return MatterAccess(account_id=str(account))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"familie": ""}, "Bitte geben Sie den Familiennamen an."),
        ({"geboren": "1964"}, "Bitte geben Sie das ganze Geburtsdatum an"),
        ({"anlass": " "}, "aus welchem Anlass"),
        ({"nachweis": ""}, "Ohne Nachweis geben Sie keine Auskunft."),
    ],
)
def test_without_identity_proof_or_reason_there_is_no_report(
    town: World, desk: Desk, changes: dict[str, str], words: str
) -> None:
    answer = asked(desk, "json", **changes)
    assert answer.status_code == 422
    assert words in readable(answer)
    kept = {name: value for name, value in {**ASKED, **changes}.items() if value.strip() and name != "nachweis"}
    assert all(f'value="{value}"' in answer.content.decode() for value in kept.values())


@pytest.mark.parametrize("role", ["sachbearbeitung", "leitung", "leseprotokoll", "kontrolle", "kasse"])
def test_nobody_else_puts_reports_together(town: World, role: str) -> None:
    other = enter(town, "other", role, units=("strassenverkehr",))
    assert other.get(URL).status_code == 403
    assert asked(other, "json").status_code == 403


def test_each_report_is_counted_and_logged_without_a_name(
    town: World, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = issued(town, erika(town))
    monkeypatch.setattr(report_person, "REPORTS_PER_DAY", 1)
    assert asked(desk, "json").status_code == 200
    refused = asked(desk, "json")
    assert refused.status_code == 422
    assert "Morgen geht es weiter." in readable(refused)
    (read,) = [one for one in chain.list_reads(f"case:{first.id}", limit=9) if one.details.get("what") == "report"]
    assert read.action == "case.read"
    (noted,) = [one for one in chain.list_reads("", limit=50) if one.action == "person.reported"]
    assert noted.details == {"appointments": 0, "matters": 1, "proof": "shown", "purpose": "DS-12"}
    auditor = enter(town, "schutz", "leseprotokoll")
    number = Application.objects.values_list("reference", flat=True).get(pk=first.id)
    assert "In eine Auskunft an die Person aufgenommen" in auditor.read(f"/buero/protokoll/?nummer={number}")
