"""Mails that do not arrive: somebody knows, and can put it right."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from allmende.apps.applications import queries as applications
from allmende.apps.applications.rules import address_mark
from allmende.apps.cases.models import Task
from allmende.apps.notices.models import Announcement
from allmende.apps.postbox import queries as postbox
from allmende.apps.postbox.models import MailFailure, MailNote
from allmende.domain import facts as f
from allmende.domain.ports import Unavailable
from allmende.domain.ports.mail import Mail
from allmende.domain.values import Problem, Text
from allmende.foundation.audit.models import Entry
from allmende.foundation.identity.models import Officer
from allmende.foundation.jobs.models import Job
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases import case_links
from allmende.usecases.correct_address import ARRIVES, correct_as_citizen, correct_as_officer
from allmende.usecases.deliver_mail import note_failure
from allmende.usecases.find_cases import find_cases
from allmende.usecases.read_returns import read_returns, take_return
from allmende.usecases.return_address import LONGEST_NAME, find_base, read_token, return_address
from allmende.usecases.write_message import write_as_officer
from tests.reports import report
from tests.usecases.test_coming_back import link_for
from tests.world import Clerk, Visitor, World

ERIKA = "erika@example.org"


@pytest.fixture(autouse=True)
def returns(settings: Any, tmp_path: Path) -> Iterator[Path]:
    """This installation reads what comes back to `back@online.example`."""
    settings.MAIL_RETURN_TO, settings.MAIL_RETURNS = "back@online.example", str(tmp_path / "back")
    (tmp_path / "back" / "new").mkdir(parents=True)
    yield tmp_path / "back"


def fail(world: World, code: str, status: str = "") -> None:
    """The relay answers so from now on."""
    answer = Problem(code, Text("nein", "no"), about=status)
    world.mail.send = lambda mail: answer  # type: ignore[method-assign]


def go_away(world: World) -> list[object]:
    """No relay from now on; how often it was tried."""
    tried: list[object] = []

    def send(mail: Mail) -> None:
        tried.append(world.now)
        raise Unavailable("smtp", "ConnectionRefusedError")

    world.mail.send = send  # type: ignore[method-assign, assignment]
    return tried


def failure(visitor: Visitor, email: str = ERIKA) -> str:
    return postbox.find_failure(about=visitor.id, email=email)


def undelivered(visitor: Visitor) -> list[f.Fact]:
    return [fact for fact in visitor.facts() if isinstance(fact, f.MailUndelivered)]


def returned(world: World, **more: str) -> bytes:
    return report(world.mail.sent[-1].return_to, **more)


# ── refused at once ──────────────────────────────────────────────────────────────────────────────


def test_a_refused_mail_is_on_the_case_on_the_desk_and_with_the_citizen(world: World, visitor: Visitor) -> None:
    fail(world, "mail.refused", "5.1.1")
    visitor.apply()
    world.work()
    assert failure(visitor) == "unknown"
    (fact,) = undelivered(visitor)
    assert fact.told("de") == "E-Mail an die Person kam nicht an: Diese Adresse gibt es nicht."
    assert fact.spoken("de") == "Eine E-Mail an Sie ist nicht angekommen."
    assert ERIKA not in str(fact.to_json())
    (task,) = [task for task in Clerk(world).tasks() if "E-Mail" in task.title]
    assert "per Post" in task.reason
    assert "berichtigen" in task.reason


def test_one_address_is_one_task_however_many_mails_fail(world: World, visitor: Visitor) -> None:
    fail(world, "mail.refused", "5.2.2")
    visitor.apply()
    world.work()
    visitor.pay()
    Clerk(world).decide("granted")
    world.work()
    assert MailNote.objects.filter(refused=True).count() > 1
    assert len(undelivered(visitor)) == MailFailure.objects.count() == 1


# ── not now, and nobody there ────────────────────────────────────────────────────────────────────


def test_a_recipient_who_is_not_there_now_is_tried_for_five_days(world: World, visitor: Visitor) -> None:
    fail(world, "mail.deferred", "4.2.1")
    visitor.apply()
    world.work()
    for _ in range(4):
        world.wait(days=1)
    assert failure(visitor) == ""
    world.wait(days=1.5)
    assert failure(visitor) == "late"
    assert not Job.objects.filter(task__endswith="send_noted_mail").exclude(status="done").exists()


def test_an_outage_of_the_relay_buries_no_mail_and_sends_none_twice(world: World, visitor: Visitor) -> None:
    """Reproduced: after two hours, or with a stored address that could not be sent, the job was dead and nobody knew."""
    tried = go_away(world)
    visitor.apply()
    for _ in range(3 * 6):
        world.wait(hours=8)
    assert failure(visitor) == "late"
    assert not Job.objects.filter(status="dead").exists()
    assert len(tried) == 3 * 6
    del world.mail.send  # type: ignore[misc]
    for _ in range(3):
        world.wait(hours=4)
    assert [mail.to for mail in world.mail.sent] == [ERIKA]
    assert failure(visitor) == "", "on its way: nobody has to write a letter any more"
    assert not [task for task in Clerk(world).tasks() if "E-Mail" in task.title]


# ── what comes back ──────────────────────────────────────────────────────────────────────────────


def test_a_mail_that_comes_back_is_known_once(world: World, visitor: Visitor, returns: Path) -> None:
    visitor.apply()
    world.work()
    for name in ("1.mx", "2.mx"):
        (returns / "new" / name).write_bytes(returned(world))
    assert read_returns(now=world.now) == {"failed": 2, "no_failure": 0, "strange": 0}
    assert list((returns / "new").iterdir()) == []
    assert failure(visitor) == "unknown"
    assert len(undelivered(visitor)) == 1


def test_a_report_stands_beside_the_evidence_that_a_letter_was_announced(world: World, visitor: Visitor) -> None:
    """Whoever gets the mail knows its return address, and could take back by a report of his own that he was told."""
    visitor.apply()
    world.work()
    visitor.pay()
    Clerk(world).decide("granted")
    world.work()
    (told_at,) = Announcement.objects.exclude(notified_at=None).values_list("notified_at", flat=True)
    note = MailNote.objects.get(sent_at=told_at)
    assert take_return(returned(world), now=world.now) == "failed"
    assert Announcement.objects.filter(notified_at=told_at).count() == 1
    returned_note = MailNote.objects.get(pk=note.pk)
    assert (returned_note.sent_at, returned_note.refused, returned_note.text) == (told_at, True, note.text)


@pytest.mark.parametrize(("days", "outcome"), [(6.9, "failed"), (7.1, "strange")])
def test_a_report_is_believed_for_a_week(world: World, visitor: Visitor, days: float, outcome: str) -> None:
    visitor.apply()
    world.work()
    report_of = returned(world)
    assert take_return(report_of, now=world.now + timedelta(days=days)) == outcome
    assert MailNote.objects.filter(refused=True).exists() == bool(failure(visitor)) == (outcome == "failed")


@pytest.mark.parametrize(
    "more", [{"action": "delayed", "status": "4.4.1"}, {"action": "relayed", "status": "2.1.9"}, {"status": "2.0.0"}]
)
def test_delayed_and_relayed_are_no_failure(world: World, visitor: Visitor, more: dict[str, str]) -> None:
    visitor.apply()
    world.work()
    assert take_return(returned(world, **more), now=world.now) == "no_failure"
    assert failure(visitor) == ""


def test_forged_foreign_and_outdated_reports_mark_nothing(world: World, visitor: Visitor, returns: Path) -> None:
    visitor.apply()
    world.work()
    good = world.mail.sent[-1].return_to
    note = str(MailNote.objects.get().pk)
    forged = [
        good[:20] + ("a" if good[20] != "a" else "b") + good[21:],
        return_address(city="fulda", kind="note", id=note, to=ERIKA),
        return_address(city="marburg", kind="draft", id=note, to=ERIKA),
        return_address(city="marburg", kind="note", id=visitor.id, to=ERIKA),
        return_address(city="marburg", kind="note", id=note, to="max@example.org"),
        "back@online.example",
        f"back+{'a' * 44}@online.example",
        f"back+{'1' * 44}@online.example",
        f"back+{'é' * 44}@online.example",
    ]
    for number, address in enumerate(forged):
        (returns / "new" / f"{number}.mx").write_bytes(report(address))
    (returns / "new" / "note.mx").write_bytes(b"Subject: Abwesend\r\n\r\nIch bin im Urlaub.\r\n")
    assert read_returns(now=world.now) == {"failed": 0, "no_failure": 0, "strange": len(forged) + 1}
    assert len(list((returns / "cur").iterdir())) == len(forged) + 1, "people may look at them"
    assert failure(visitor) == ""


def test_the_return_address_names_nobody_and_fits_into_every_envelope(visitor: Visitor, settings: Any) -> None:
    address = return_address(city="marburg", kind="draft", id=visitor.begin().draft_id, to=ERIKA)
    name, _, domain = address.partition("@")
    assert (domain, len(name) <= 64, "erika" in name) == ("online.example", True, False)
    assert read_token(address.upper()) == read_token(address)
    settings.MAIL_RETURN_TO = f"{'x' * (LONGEST_NAME + 1)}@online.example"
    assert find_base() is None


# ── putting it right ─────────────────────────────────────────────────────────────────────────────


def correct(world: World, visitor: Visitor, typed: str, fact: str = "") -> Problem | None:
    return correct_as_citizen(
        city="marburg",
        case_id=visitor.id,
        access=visitor.access,
        typed=typed,
        fact=fact,
        sender="192.0.2.1",
        now=world.now,
    )


def correct_in_office(world: World, visitor: Visitor, clerk: Clerk, typed: str) -> Problem | None:
    officer = Officer.objects.get(pk=clerk.id)
    return correct_as_officer(city="marburg", case_id=visitor.id, officer=officer, typed=typed, now=world.now)


def email_of(visitor: Visitor) -> str:
    return applications.find_contact(application_id=visitor.id).email


def corrections(visitor: Visitor) -> list[f.MailAddressCorrected]:
    return [fact for fact in visitor.facts() if isinstance(fact, f.MailAddressCorrected)]


def sent_to(world: World, address: str) -> Mail:
    return [mail for mail in world.mail.sent if mail.to == address][-1]


def link_sent_to(world: World, address: str) -> str:
    return sent_to(world, address).text.partition("/fortsetzen/")[2].partition("/")[0]


def let_mails_fail(visitor: Visitor, world: World) -> None:
    note_failure(about=visitor.id, email=email_of(visitor), reason="unknown", now=world.now)


def test_the_citizen_puts_the_address_right_and_a_link_goes_there(world: World, visitor: Visitor) -> None:
    visitor.apply()
    world.work()
    old = returned(world)
    take_return(old, now=world.now)
    assert correct(world, visitor, " Erika@Müller.example ") is None
    world.work()
    assert link_sent_to(world, "Erika@müller.example")
    assert email_of(visitor) == "Erika@müller.example"
    assert failure(visitor, "Erika@müller.example") == ""
    assert not [task for task in Clerk(world).tasks() if "E-Mail" in task.title]
    assert take_return(old, now=world.now) == "strange", "a report about the old address says nothing about the new one"


def test_while_mails_arrive_another_address_needs_the_second_fact(world: World, visitor: Visitor) -> None:
    """Reproduced: with the device's key alone mails went elsewhere, and nobody was told."""
    visitor.apply()
    for fact in ("", "0000 0000"):
        problem = correct(world, visitor, "dieb@evil.example", fact)
        assert (problem and problem.code, problem and problem.where) == ("mail.needs_fact", "angabe")
    assert (email_of(visitor), corrections(visitor)) == (ERIKA, [])
    assert correct(world, visitor, ERIKA) is None, "the same one again"
    assert correct(world, visitor, "e@example.org", case_links.code_of(visitor.id)) is None
    assert email_of(visitor) == "e@example.org"


def test_guessing_the_second_fact_for_another_address_is_limited(world: World, visitor: Visitor) -> None:
    visitor.apply()
    for _ in range(case_links.FACTS_PER_HOUR):
        correct(world, visitor, "dieb@evil.example", "0000 0000")
    assert correct(world, visitor, "dieb@evil.example", case_links.code_of(visitor.id)) is case_links.TOO_MANY_FACTS


def test_the_old_address_is_told_of_a_replacement_and_learns_no_new_one(world: World, visitor: Visitor) -> None:
    visitor.apply()
    world.work()
    correct(world, visitor, "neu@example.com", case_links.code_of(visitor.id))
    world.work()
    told = sent_to(world, ERIKA)
    assert told.subject.startswith("Ihre E-Mail-Adresse wurde ersetzt")
    assert "Dann rufen Sie uns bitte gleich an." in told.text
    for secret in ("neu@", "/fortsetzen/", "/vorgang/", "Erika"):
        assert secret not in told.text + told.html
    world.wait(minutes=1)
    before = len(world.mail.sent)
    correct(world, visitor, "Neu@example.com")
    world.work()
    assert [mail.to for mail in world.mail.sent[before:]] == ["Neu@example.com"], (
        "the same address: nobody else is told"
    )


@pytest.mark.parametrize(("code", "tries"), [("mail.refused", 1), ("mail.deferred", 4)])
def test_an_old_address_that_takes_no_mail_is_nobodys_task(
    world: World, visitor: Visitor, code: str, tries: int
) -> None:
    visitor.apply()
    world.work()
    tried: list[str] = []

    def send(mail: Mail) -> Problem | None:
        tried.append(mail.to)
        return Problem(code, Text("nein", "no")) if mail.to == ERIKA else None

    world.mail.send = send  # type: ignore[method-assign]
    correct(world, visitor, "e@example.org", case_links.code_of(visitor.id))
    world.work()
    for _ in range(3):
        world.wait(days=2)
    assert tried.count(ERIKA) == tries
    assert not Job.objects.filter(task__endswith="tell_replaced_address").exclude(status="done").exists()
    assert not MailFailure.objects.exists()


def test_fact_and_audit_log_say_which_address_became_which(world: World, visitor: Visitor) -> None:
    clerk = Clerk(world)
    visitor.apply()
    correct(world, visitor, ERIKA)
    world.wait(minutes=1)
    let_mails_fail(visitor, world)
    correct_in_office(world, visitor, clerk, "e@example.org")
    kept, replaced = corrections(visitor)
    old, new = address_mark(ERIKA), address_mark("e@example.org")
    assert (kept.replaced, kept.old, kept.new) == (False, old, old)
    assert (replaced.replaced, replaced.old, replaced.new) == (True, old, new)
    assert kept.told("de") == "Die Person hat die E-Mail-Adresse geprüft"
    assert kept.spoken("de") == "Die E-Mail-Adresse ist geprüft."
    assert replaced.told("de") == "Frau Clerk hat eine neue E-Mail-Adresse eingetragen"
    assert replaced.spoken("de") == "Wir haben eine neue E-Mail-Adresse eingetragen."
    entries = Entry.objects.filter(action="application.address").order_by("number").values_list("body", flat=True)
    first, second = map(json.loads, entries)
    assert (first["actor"], first["details"]) == ("citizen", {"replaced": False, "old": old, "new": old})
    assert (second["actor"], second["details"]) == (f"officer:{clerk.id}", {"replaced": True, "old": old, "new": new})
    assert "example.org" not in str(replaced.to_json()) + str(second)


def test_a_corrected_address_opens_nothing_by_itself(world: World, visitor: Visitor) -> None:
    visitor.apply()
    assert correct(world, visitor, "stranger@example.com", case_links.code_of(visitor.id)) is None
    world.work()
    mail = sent_to(world, "stranger@example.com")
    assert "Erika" not in mail.text + mail.html
    opened = case_links.open_link(token=link_sent_to(world, mail.to), fact="1.1.1990", now=world.now)
    assert opened is case_links.WRONG_FACT


def test_what_is_no_address_changes_nothing(world: World, visitor: Visitor) -> None:
    visitor.apply()
    problem = correct(world, visitor, "erika@")
    assert problem is not None
    assert (problem.code, problem.where) == ("mail.address", "email")
    assert email_of(visitor) == ERIKA


def test_somebody_elses_address_cannot_be_corrected(world: World, visitor: Visitor) -> None:
    visitor.apply()
    other = Visitor(world)
    with pytest.raises(case_links.NotFound):
        correct_as_citizen(
            city="marburg", case_id=visitor.id, access=other.access, typed="x@example.org", sender="x", now=world.now
        )


def test_the_office_puts_it_right_after_a_call_where_mails_fail(world: World, visitor: Visitor) -> None:
    clerk = Clerk(world)
    visitor.apply()
    world.work()
    assert correct_in_office(world, visitor, clerk, "clerk@example.org") is ARRIVES
    assert (email_of(visitor), corrections(visitor)) == (ERIKA, [])
    let_mails_fail(visitor, world)
    assert correct_in_office(world, visitor, clerk, "e@example.org") is None
    world.work()
    assert link_sent_to(world, "e@example.org")
    found = find_cases(city="marburg", officer=Officer.objects.get(pk=clerk.id), typed="e@example.org", now=world.now)
    assert [line.id for line in found.lines] == [visitor.id]
    stranger = Officer(roles=["kasse"], units=["amt"], name="x")
    with pytest.raises(case_links.NotFound):
        correct_as_officer(city="marburg", case_id=visitor.id, officer=stranger, typed="e@x.example", now=world.now)


def test_a_link_to_an_address_of_the_office_opens_with_the_code_alone(
    world: World, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reproduced: a clerk entered an own address, followed the link, and typed the date of birth from the office's page."""
    monkeypatch.setattr(case_links, "_birth", lambda form, entries: date(1964, 8, 12))
    clerk = Clerk(world)
    visitor.apply()
    world.work()
    before = link_sent_to(world, ERIKA)
    world.wait(minutes=1)
    let_mails_fail(visitor, world)
    correct_in_office(world, visitor, clerk, "clerk@example.org")
    world.work()
    token = link_sent_to(world, "clerk@example.org")
    assert case_links.look(token=token, now=world.now) == case_links.Landing(visitor.id, True, "code")
    assert case_links.open_link(token=token, fact="12.8.1964", now=world.now) is case_links.WRONG_FACT
    assert case_links.look(token=before, now=world.now) == case_links.Landing(visitor.id, True, "birth")
    opened = case_links.open_link(token=token, fact=case_links.code_of(visitor.id), now=world.now)
    assert isinstance(opened, case_links.OpenedLink)
    assert case_links.look(token=token, now=world.now) == case_links.Landing(visitor.id, True, "birth"), "known as hers"


def write(world: World, visitor: Visitor, clerk: Clerk, subject: str) -> None:
    problem = write_as_officer(
        city="marburg", case_id=visitor.id, officer_id=clerk.id, subject=subject, text="Bitte rufen Sie an.", key=subject, now=world.now,
    )  # fmt: skip
    assert problem is None
    world.work()


def by_post(visitor: Visitor) -> list[str]:
    tasks = Task.objects.filter(case_id=visitor.id, work_key__startswith="by_post:").order_by("opened_at")
    return [task.title for task in tasks]


def test_what_is_written_to_an_address_no_mail_reaches_goes_by_post(
    world: World, visitor: Visitor, clerk: Clerk
) -> None:
    visitor.apply()
    world.work()
    write(world, visitor, clerk, "Erste")
    assert by_post(visitor) == []
    world.wait(hours=1)
    let_mails_fail(visitor, world)
    before = by_post(visitor)
    assert sorted(before) == ["Mit der Post schreiben: Bitte zahlen Sie 60,00 €", "Mit der Post schreiben: Erste"]
    write(world, visitor, clerk, "Zweite")
    assert by_post(visitor)[2:] == ["Mit der Post schreiben: Zweite"]
    reason = Task.objects.get(case_id=visitor.id, title__endswith="Zweite").reason
    assert "E-Mails an die Adresse der Person kommen nicht an." in reason
    correct_in_office(world, visitor, clerk, "e@example.org")
    write(world, visitor, clerk, "Dritte")
    assert len(by_post(visitor)) == 3


# ── drafts and staff ─────────────────────────────────────────────────────────────────────────────


def test_a_link_to_a_draft_that_comes_back_is_known_until_it_is_asked_for_again(world: World, visitor: Visitor) -> None:
    visitor.begin()
    link_for(world, visitor)
    assert take_return(returned(world), now=world.now) == "failed"
    assert postbox.list_failing(about=[visitor.id]) == {visitor.id}
    link_for(world, visitor, "other@example.org")
    assert postbox.list_failing(about=[visitor.id]) == frozenset()


def test_a_city_sees_only_its_own_failures(world: World, visitor: Visitor) -> None:
    visitor.apply()
    world.work()
    take_return(returned(world), now=world.now)
    with city_scope("fulda"):
        assert failure(visitor) == ""
    assert postbox.count_failures(since=world.now) == 1
