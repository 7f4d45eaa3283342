"""Who has no account is asked by a signed link: a body outside gives its opinion, another city takes a case over."""

from __future__ import annotations

import base64
import io
import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from allmende.adapters.memory.scanner import EICAR
from allmende.adapters.typst import TypstRenderer
from allmende.apps.applications import queries as applications
from allmende.apps.cases import queries as cases
from allmende.domain import facts as f
from allmende.domain.forms import StoredUpload
from allmende.domain.matter.partners import list_asks
from allmende.domain.values import Problem
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases import answer_ask, upload_file
from allmende.usecases.answer_ask import AskInput
from allmende.usecases.submit_application import Submitted
from tests import stations
from tests.world import Clerk, Visitor, World


class Applicant(Visitor):
    """Somebody who applies for what the probe package offers."""

    def apply_from(self, place: str) -> None:
        self.begin(stations.PROBE)
        self.save(
            "antrag", name=["Erika Muster"], email=["erika@example.org"], ort=[place], geheim=["Das sagt sie nur uns."]
        )
        assert isinstance(self.submit(), Submitted)
        self.world.work()


@pytest.fixture
def applicant(world: World, marburg_scope: None, tmp_path: Path) -> Applicant:
    text = stations.package(stations.ASKING, station=stations.ASKING_WORDS)
    services, cities = stations.commons(tmp_path, text)
    assert [str(problem) for problem in world.load(services, cities).problems if problem.severity == "error"] == []
    return Applicant(world)


def links(world: World, to: str) -> list[str]:
    """The tokens in the mails to that mailbox, oldest first."""
    return [re.search(r"/anfrage/([^/\s]+)/", mail.text)[1] for mail in world.mail.sent if mail.to == to]  # type: ignore[index]


PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
POLICE, FULDA = "polizei@polizei.example", "service@fulda.example"


def answer(world: World, token: str, text: str = "", **more: object) -> tuple[str, ...]:
    reply = replace(AskInput(text=text, by="Herr Blau"), **more)  # type: ignore[arg-type]
    found = answer_ask.answer_ask(city="marburg", token=token, reply=reply, visitor="10.0.0.1", now=world.now)
    world.work()
    return tuple(one.code for one in found)


def test_a_body_outside_sees_only_what_is_shared_and_its_answer_moves_the_case(
    world: World, applicant: Applicant
) -> None:
    applicant.apply_from("Fulda")
    (token,) = links(world, POLICE)
    mail = next(one for one in world.mail.sent if one.to == POLICE)
    assert "Muster" not in mail.text + mail.subject and "Erkenntnisse" in mail.text

    shared = answer_ask.look(city="marburg", token=token, now=world.now)
    assert shared is not None
    assert [(row.path, row.text) for row in shared.rows] == [("name", "Erika Muster")]
    assert answer_ask.read_whole_file(city="marburg", token=token, now=world.now) is None, "an opinion opens no file"

    assert answer(world, token) == ("ask.text",)
    assert answer(world, token, "x", by=" ") == ("ask.by",)
    assert answer(world, token, "Nichts bekannt.", files=(("karte.png", PNG),)) == ()
    assert answer(world, token, "Noch einmal.") == ("ask.over",), "the first answer counts"
    (given,) = (x for x in applicant.facts() if isinstance(x, f.OpinionGiven))
    assert (given.name, given.text, given.by, len(given.files)) == ("Polizei", "Nichts bekannt.", "Herr Blau", 1)
    after = answer_ask.look(city="marburg", token=token, now=world.now)
    assert after is not None and after.rows == ()


def test_who_is_silent_is_reminded_once_and_the_link_ends_with_its_day(world: World, applicant: Applicant) -> None:
    applicant.apply_from("Nirgends")
    world.wait(days=4)
    assert len(links(world, POLICE)) == 2
    assert "noch keine Antwort" in [one for one in world.mail.sent if one.to == POLICE][-1].text
    assert [x.name for x in applicant.facts() if isinstance(x, f.PartnerReminded)] == ["Polizei"]
    token = links(world, POLICE)[0]
    world.wait(days=8)
    assert len(links(world, POLICE)) == 2
    assert answer(world, token, "Zu spät.") == ("ask.over",)
    assert [ask.state for ask in list_asks(applicant.facts(), world.today)] == ["over"]


def test_an_inspection_needs_its_day_and_what_was_seen_and_is_done_so_often_only(
    world: World, applicant: Applicant, clerk: Clerk
) -> None:
    applicant.apply_from("Fulda")
    answer(world, links(world, FULDA)[0], "Keine Akte.")
    world.wait(days=11)
    assert [one.code for one in clerk.decide("nochmal")] == ["inspection.day", "inspection.report"]
    wrong = clerk.decide("nochmal", reason="Zu.", answers={"inspected_on": "1.12.2026"})
    assert [one.code for one in wrong] == ["inspection.future"]
    for _ in range(2):
        task = next(task for task in clerk.tasks() if task.kind == "process")
        assert task.title == "Ortstermin"
        assert clerk.decide("nochmal", reason="Zu.", answers={"inspected_on": "12.11.2026"}) == ()
        world.work()
    done = [x for x in applicant.facts() if isinstance(x, f.TaskDone) and x.node_id == "ortstermin"]
    assert [(x.reason, str(x.inspected_on)) for x in done] == [("Zu.", "2026-11-12")] * 2
    assert "ortstermin" not in {task.node_id for task in clerk.tasks()}, "a third time nobody goes"


def test_another_city_takes_the_case_with_its_complete_file_and_gives_a_receipt(
    world: World, applicant: Applicant
) -> None:
    world.press = TypstRenderer()
    world.plug_in()
    applicant.apply_from("Fulda")
    answer(world, links(world, POLICE)[0], "Nichts bekannt.")
    answer(world, links(world, FULDA)[0], "Keine Akte.")
    token = links(world, FULDA)[1]
    found = answer_ask.read_whole_file(city="marburg", token=token, now=world.now)
    assert found is not None
    with zipfile.ZipFile(io.BytesIO(found[1])) as archive:
        assert {"akte.pdf", "antrag.json", "antrag.xml", "uebersicht.json"} <= set(archive.namelist())
        titles = [load["title"] for load in json.loads(archive.read("uebersicht.json"))]
        assert "Das sagt sie nur uns." in archive.read("antrag.json").decode()
    assert titles[0] == "Antrag" and titles[-1] == "Verlauf"
    assert {"Stellungnahme: Polizei", "Stellungnahme: Fulda"} <= {title.replace("Stadt ", "") for title in titles}, (
        titles
    )

    assert answer(world, token) == ("ask.outcome",)
    assert answer(world, token, outcome="accepted") == ("ask.reference",)
    assert answer(world, token, outcome="declined") == ("ask.reason",)
    assert answer(world, token, outcome="accepted", reference="F-7") == ()
    assert applicant.view().closed
    (taken,) = (x for x in applicant.facts() if isinstance(x, f.FileTaken))
    assert (taken.reference, taken.by) == ("F-7", "Herr Blau")
    assert "F-7" in taken.spoken("de")
    told = [one for one in world.mail.sent if one.to == "erika@example.org"][-1]
    assert "andere Stadt" in told.subject and "F-7" not in told.text


def test_a_link_opens_nothing_in_another_city_and_no_other_ask(world: World, applicant: Applicant) -> None:
    applicant.apply_from("Fulda")
    token = links(world, POLICE)[0]
    assert answer_ask.look(city="marburg", token=f"{token}x", now=world.now) is None
    with city_scope("fulda"):
        assert answer_ask.look(city="fulda", token=token, now=world.now) is None


def test_where_there_is_no_such_city_a_person_is_called(world: World, applicant: Applicant, clerk: Clerk) -> None:
    applicant.apply_from("Nirgends")
    answer(world, links(world, POLICE)[0], "Nichts bekannt.")
    assert [task.kind for task in clerk.tasks()] == ["trouble"]


def test_who_watches_over_a_deadline_is_told_until_the_station_is_done(
    world: World, applicant: Applicant, clerk: Clerk
) -> None:
    head = Clerk(world, username="chef", roles=("leitung",))
    applicant.apply_from("Fulda")
    answer(world, links(world, POLICE)[0], "Nichts bekannt.")
    answer(world, links(world, FULDA)[0], "Keine Akte.")
    answer(world, links(world, FULDA)[1], "Nicht wir.", outcome="declined")
    assert "Überfällig: Selbst bearbeiten" not in [task.title for task in head.tasks()]
    world.wait(days=4)
    assert "Überfällig: Selbst bearbeiten" in [task.title for task in head.tasks()]
    assert clerk.decide("done") == ()
    world.work()
    assert "Überfällig: Selbst bearbeiten" not in [task.title for task in head.tasks()]


def test_a_file_with_malware_keeps_the_answer_back(world: World, applicant: Applicant) -> None:
    applicant.apply_from("Fulda")
    assert answer(world, links(world, POLICE)[0], "Nichts.", files=(("a.png", PNG + EICAR),)) == ("file_infected",)
    assert not any(isinstance(x, f.OpinionGiven) for x in applicant.facts())
    assert cases.exists(city="marburg", case_id=applicant.id)


def test_the_other_files_of_a_refused_answer_do_not_fill_the_case(world: World, applicant: Applicant) -> None:
    applicant.apply_from("Fulda")
    token = links(world, POLICE)[0]
    before = applications.list_uploads(draft_id=applicant.id)
    files = (("karte.png", PNG), ("a.png", PNG + EICAR), ("plan.png", PNG))
    for _ in range(3):
        assert answer(world, token, "Nichts.", files=files) == ("file_infected",)
    assert applications.list_uploads(draft_id=applicant.id) == before
    assert answer(world, token, "Nichts.", files=files[::2]) == ()
    assert len(applications.list_uploads(draft_id=applicant.id)) == len(before) + 2


def test_an_answer_that_does_not_fit_into_the_case_leaves_nothing_there(
    world: World, applicant: Applicant, monkeypatch: pytest.MonkeyPatch
) -> None:
    applicant.apply_from("Fulda")
    before = applications.list_uploads(draft_id=applicant.id)
    monkeypatch.setattr(upload_file, "MOST_FILES", 1)
    files = (("karte.png", PNG), ("plan.png", PNG))
    assert answer(world, links(world, POLICE)[0], "Nichts.", files=files) == ("file_count",)
    assert applications.list_uploads(draft_id=applicant.id) == before


@pytest.mark.parametrize("limit", ["MOST_FILES", "OPENINGS_OF_BUDGET"])
def test_what_the_applicant_uploads_keeps_no_answer_out(
    world: World, applicant: Applicant, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    applicant.apply_from("Fulda")
    monkeypatch.setattr(upload_file, limit, 2)

    def enclose() -> StoredUpload | Problem:
        asked = {"city": "marburg", "draft_id": applicant.id, "access": applicant.access, "path": "_dateien"}
        return upload_file.upload_file(**asked, filename="x.png", content=PNG, now=world.now)  # type: ignore[arg-type]

    kept = [enclose() for _ in range(3)]
    assert [isinstance(one, Problem) for one in kept] == [False, False, True], (
        "what she does not send is counted for her"
    )
    assert answer(world, links(world, POLICE)[0], "Keine Bedenken.", files=(("karte.png", PNG),)) == ()


def test_the_history_does_not_tell_what_was_answered(world: World, applicant: Applicant) -> None:
    applicant.apply_from("Fulda")
    answer(world, links(world, POLICE)[0], "Vorbestraft.")
    told = [fact.told("de") + fact.spoken("de") for fact in applicant.facts()]
    assert not any("Vorbestraft" in one for one in told)
    assert any("Stellungnahme von Polizei (Herr Blau)" in one for one in told)
