"""Every act of the authority announces itself by mail, once, whatever the package drew."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils.translation import gettext, override

from allmende.apps.applications import operations as applications
from allmende.apps.applications.models import Application, Draft
from allmende.apps.cases.models import Task
from allmende.apps.postbox.models import MailNote
from allmende.domain import facts as f
from allmende.domain.ports import Unavailable
from allmende.domain.ports.mail import Mail
from allmende.usecases.announce import announce
from allmende.usecases.withdraw import withdraw
from allmende.usecases.write_message import write_as_officer
from tests.world import Clerk, Visitor, World


def subjects(world: World) -> list[str]:
    """Without the number, which every subject holds."""
    found = [mail.subject.rpartition(" (") for mail in world.mail.sent]
    assert all(number.startswith("MA-") for _, _, number in found)
    return [words for words, _, _ in found]


def decided(world: World, visitor: Visitor, clerk: Clerk, outcome: str, **more: object) -> Mail:
    visitor.apply()
    world.work()
    visitor.pay()
    assert clerk.decide(outcome, **more) == ()
    world.work()
    return world.mail.sent[-1]


def test_the_first_mail_is_receipt_and_demand_in_one(world: World, visitor: Visitor) -> None:
    sent = visitor.apply()
    world.work()
    (mail,) = world.mail.sent
    assert mail.subject == f"Bitte zahlen Sie 60,00 € ({sent.reference})"
    for words in (
        "Guten Tag,\n",
        "Ihr Antrag ist angekommen.",
        "Bitte zahlen Sie jetzt 60,00 €.",
        f"Nummer            {sent.reference}",
        "Leistung          Hund anmelden",
        "Betrag            60,00 €",
        "Bitte zahlen bis  Montag, 16. November 2026",
        "Jetzt zahlen:\nhttp://marburg.localhost",
        "wählen Sie „Vorgang wiederfinden“",
        "Unsicher? Klicken Sie nicht.",
        "Auf einem neuen Gerät fragt der Link nach Ihrem Geburtsdatum oder nach Ihrem Code.",
        "Telefon",
    ):
        assert words in mail.text, (words, mail.text)


def test_who_has_paid_meanwhile_is_not_asked_to_pay(
    world: World, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mail server is silent until the money is there."""
    with monkeypatch.context() as silent:
        silent.setattr(world.mail, "send", _silent)
        visitor.apply()
        world.work()
        visitor.pay()
    assert world.mail.sent == []
    world.wait(hours=1)
    assert subjects(world) == ["Ihr Antrag ist angekommen"]
    assert "Ein Mensch prüft Ihren Antrag." in world.mail.sent[0].text


def _silent(*_: object) -> None:
    raise Unavailable("smtp", "silent")


@pytest.mark.parametrize(
    ("outcome", "more", "subject", "inside"),
    [
        ("granted", {}, "Ihr Antrag ist bewilligt", "Ergebnis ansehen:"),
        ("refused", {"ground": "zu_gross", "reason": "Er misst 80 cm."}, "Wir haben Ihren Antrag abgelehnt", "Die Gründe stehen im Bescheid."),
        ("correct", {"fields": ("anzahl",), "reason": "Wie viele?"}, "Uns fehlt noch etwas von Ihnen", "Angaben ergänzen:"),
    ],
)  # fmt: skip
def test_a_result_and_a_question_are_one_mail_each(
    world: World,
    visitor: Visitor,
    clerk: Clerk,
    outcome: str,
    more: dict[str, object],
    subject: str,
    inside: str,
) -> None:
    mail = decided(world, visitor, clerk, outcome, **more)
    assert subjects(world) == ["Bitte zahlen Sie 60,00 €", subject]
    assert inside in mail.text
    assert "Wie viele?" not in mail.text


def test_a_message_and_the_end_of_a_withdrawn_matter_are_told(world: World, visitor: Visitor, clerk: Clerk) -> None:
    visitor.apply()
    world.work()
    world.mail.sent.clear()
    wrote = {"city": "marburg", "case_id": visitor.id, "officer_id": clerk.id, "subject": "Frage", "key": "k"}
    assert write_as_officer(**wrote, text="Stimmt die Rasse?", now=world.now) is None
    world.work()
    assert subjects(world) == ["Wir haben Ihnen geschrieben"]
    assert "Stimmt die Rasse?" not in world.mail.sent[0].text
    world.now += timedelta(minutes=1)
    assert withdraw(city="marburg", case_id=visitor.id, access=visitor.access, now=world.now) is None
    world.work()
    assert subjects(world)[1:] == ["Sie haben Ihren Antrag zurückgezogen"]


def test_the_same_move_told_twice_is_one_mail(world: World, visitor: Visitor) -> None:
    visitor.apply()
    world.work()
    for _ in range(2):
        announce(case_id=visitor.id, first=2, last=len(visitor.facts()), now=world.now)
    world.work()
    assert len(world.mail.sent) == 1


def test_both_parts_say_the_same_and_the_html_holds_nothing_remote(world: World, visitor: Visitor) -> None:
    visitor.apply()
    world.work()
    (mail,) = world.mail.sent
    assert mail.html.startswith("<!doctype html>")
    link = mail.text.split("Jetzt zahlen:\n")[1].split("\n")[0]
    assert mail.html.count("href=") == 1
    assert f'href="{link}"' in mail.html
    assert not any(mark in mail.html for mark in ("<img", "src=", "url(", "<script", "@import"))
    for words in ("Ihr Antrag ist angekommen.", "60,00 €", "Vorgang wiederfinden", "Unsicher? Klicken Sie nicht."):
        assert words in mail.html


def test_what_was_sent_is_kept_without_its_link(world: World, visitor: Visitor) -> None:
    visitor.apply()
    world.work()
    note = MailNote.objects.get(case_id=visitor.id)
    assert note.subject.startswith("Bitte zahlen Sie 60,00 €")
    assert "fortsetzen" not in note.text


def test_every_act_towards_the_citizen_is_announced() -> None:
    assert {kind for kind, cls in f.KINDS.items() if cls.announced} == {
        *(
            "notice_provided",
            "correction_requested",
            "hearing_opened",
            "hearing_reminded",
            "payment_demanded",
            "message_sent",
        ),
        *("payment_refunded", "appointment_requested", "application_withdrawn", "case_closed", "citizen_notified"),
        *("payment_mismatched", "payment_reversed", "demand_reopened"),
        *("payment_surplus", "payment_kept", "refund_sent", "printing_ordered"),
        *("confirmation_asked", "letter_stopped", "period_changed", "file_taken", "appointment_made"),
        "appointment_invited",
        *("case_reopened", "renewal_offered", "suspension_ended"),
        *("certificate_provided", "certificate_on_paper"),
    }


def test_an_english_mail_names_the_english_pages_and_the_title_they_bear(world: World, visitor: Visitor) -> None:
    visitor.apply()
    Draft.objects.update(language="en")
    Application.objects.update(language="en")
    world.work()
    (mail,) = world.mail.sent
    site = re.search(r"Without the link: open (\S+) and choose “(.*?)”", mail.text)
    assert site
    assert site[1].endswith("/en")
    assert f"{site[1]}/fortsetzen/" in mail.text
    with override("en"):
        assert gettext("Vorgang wiederfinden") == site[2]


def test_a_message_that_nobody_reads_online_is_a_task_to_send_it_by_post(world: World, visitor: Visitor) -> None:
    visitor.apply()
    world.work()
    applications.end_access(application_ids=(visitor.id,), now=world.now, actor="test")
    clerk = Clerk(world)
    for _ in range(2):
        problem = write_as_officer(
            city="marburg", case_id=visitor.id, officer_id=clerk.id, subject="Rückfrage", text="Bitte rufen Sie an.", key="k", now=world.now,
        )  # fmt: skip
        assert problem is None
        world.work()
    (task,) = Task.objects.filter(case_id=visitor.id, work_key__startswith="by_post:")
    assert task.title == "Mit der Post schreiben: Rückfrage"
    assert task.reason.endswith("\n\nBitte rufen Sie an.")
