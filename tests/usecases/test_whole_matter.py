"""From the first field to the notice in the postbox."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from allmende.apps.notices import queries as notices
from allmende.apps.payments import queries as payments
from allmende.domain import facts as f
from allmende.domain.matter.telling import state_of
from allmende.domain.values import Money
from allmende.usecases.retrieve_notice import retrieve_notice
from allmende.usecases.write_message import write_as_citizen, write_as_officer
from tests.world import Clerk, Visitor, World, list_items


def test_a_matter_goes_from_application_to_notice(world: World, visitor: Visitor, clerk: Clerk) -> None:
    sent = visitor.apply()
    world.work()
    assert visitor.view().status == "ACTION_REQUIRED"
    demand = payments.list_demands(city="marburg", case_id=sent.case_id)[0]
    assert (demand.amount, demand.status, demand.reference) == (Money(Decimal("60.00")), "open", "MR26000000018")

    visitor.pay()
    assert [task.title for task in clerk.tasks()] == ["Anmeldung prüfen"]
    assert clerk.decide("granted") == ()
    world.work()

    assert visitor.kinds() == [
        "application_received", "process_started", "fee_set", "payment_demanded", "payment_received", "task_opened",
        "task_done", "decision_taken", "notice_issued", "notice_sealed", "notice_provided", "citizen_notified",
        "filed_away", "case_closed",
    ]  # fmt: skip
    view = visitor.view()
    assert (view.status, view.closed) == ("COMPLETED", True)
    assert state_of(view.facts, world.now, world.today) == "granted"
    letters = [
        letter for letter in notices.list_notices(city="marburg", case_id=sent.case_id) if letter.kind == "decision"
    ]
    assert [(letter.title, letter.sealed, letter.channel) for letter in letters] == [
        ("Ihr Hund ist angemeldet", True, "portal")
    ]
    assert [item.title for item in list_items(sent.case_id)] == ["Ihr Hund ist angemeldet"]
    assert [mail.subject for mail in world.mail.sent] == [
        f"Bitte zahlen Sie 60,00 € ({sent.reference})",
        f"Ihr Antrag ist bewilligt ({sent.reference})",
    ]


def test_the_first_retrieval_makes_a_portal_notice_known(world: World, visitor: Visitor, clerk: Clerk) -> None:
    visitor.apply()
    world.work()
    visitor.pay()
    clerk.decide("granted")
    world.work()
    letter = notices.list_notices(city="marburg", case_id=visitor.id)[-1]
    assert (letter.deemed_on, letter.appeal_until) == (None, None)

    for _ in range(2):
        download = retrieve_notice(
            city="marburg", case_id=visitor.id, notice_id=letter.id, access=visitor.access, now=world.now
        )
        assert download is not None
        assert download.content.endswith(b"sealed by marburg")

    again = notices.list_notices(city="marburg", case_id=visitor.id)[-1]
    assert (str(again.deemed_on), str(again.appeal_until)) == ("2026-11-03", "2026-12-03")
    assert [kind for kind in visitor.kinds() if kind.startswith("noti")][-2:] == [
        "notice_retrieved",
        "notification_deemed",
    ]


def test_the_fee_is_stored_with_its_lines_and_rules(world: World, visitor: Visitor) -> None:
    visitor.apply()
    world.work()
    fee = visitor.view().fee
    assert fee is not None
    assert [(line.id, line.text.spoken("de"), line.factor, line.amount) for line in fee.lines] == [
        ("hund", "Hund (2 Stück)", Decimal(2), Money(Decimal("60.00")))
    ]
    assert fee.trace == ("gebuehr 1 jeder_hund",)


def test_a_closed_matter_takes_a_message_that_reaches_the_desk_and_is_answered(
    world: World, visitor: Visitor, clerk: Clerk
) -> None:
    visitor.apply()
    world.work()
    visitor.pay()
    assert clerk.decide("granted") == ()
    world.work()
    write = {"city": "marburg", "case_id": visitor.id, "access": visitor.access, "now": world.now}
    assert write_as_citizen(**write, text="", key="k1", review=True) is None
    later = {**write, "now": world.now + timedelta(seconds=1)}
    assert write_as_citizen(**later, text="Stimmt die Rasse?", key="k2") is None
    world.work()
    assert [(task.kind, task.role, task.title) for task in clerk.tasks()] == [
        ("message", "sachbearbeitung", "Fall noch einmal ansehen und antworten"),
        ("message", "sachbearbeitung", "Nachricht lesen und beantworten"),
    ]
    assert [message.text for message in visitor.view().messages if message.from_citizen] == [
        "Bitte sehen Sie sich meinen Fall noch einmal an.",
        "Stimmt die Rasse?",
    ]
    before = len(world.mail.sent)
    answer = write_as_officer(
        city="marburg", case_id=visitor.id, officer_id=clerk.id, subject="", text="Ja.", key="k3", now=world.now
    )
    assert answer is None
    world.work()
    assert len(world.mail.sent) == before + 1
    assert state_of(visitor.view().facts, world.now, world.today) == "granted"


def test_everything_is_in_the_audit_log(world: World, visitor: Visitor) -> None:
    from allmende.foundation.audit import chain

    visitor.apply()
    world.work()
    assert chain.check("marburg") is None
    acts = [entry.action for entry in chain.list_about(f"case:{visitor.id}")]
    assert acts[0] == "case.opened"
    assert set(acts[1:]) == {"case.facts"}
    assert isinstance(visitor.facts()[0], f.ApplicationReceived)
