"""A case that ends without a decision says in the package's words how, on the page and in the mail."""

from __future__ import annotations

import pytest

from allmende.domain import facts as f
from allmende.domain.matter import Matter
from allmende.domain.matter.decision import OfficerDecision
from allmende.domain.matter.telling import CitizenView, tell
from allmende.domain.matter.telling.mails import MailWords, write
from allmende.domain.matter.verdicts import check_decision
from tests.playing import played

DOG, SITE = "hundesteuer-anmeldung", "https://stadt.example"


def told(matter: Matter) -> CitizenView:
    at = matter.facts[-1].at
    return tell(matter, at, at.date(), "de")


def mail(matter: Matter) -> MailWords:
    at = matter.facts[-1].at
    return write(told(matter).state, matter, at, at.date(), link=f"{SITE}/v/1", site=SITE)


def test_what_was_entered_and_what_was_not_do_not_look_alike() -> None:
    entered, void = played(DOG, "angemeldet"), played(DOG, "nicht_gefunden")
    assert told(entered).headline == "Ihre Meldung ist eingetragen."
    assert told(entered).sentences == ("Alle Schreiben finden Sie auf dieser Seite.",)
    assert told(void).headline == "Es gibt nichts einzutragen."
    assert told(void).sentences == ("Der Vorgang ist beendet. Unsere Nachricht dazu steht auf dieser Seite.",)


def test_the_mail_names_a_letter_only_where_there_is_one() -> None:
    assert mail(played(DOG, "angemeldet")).lines == (
        "Ihre Meldung ist eingetragen. Unsere Antwort finden Sie auf der Seite.",
    )
    assert mail(played(DOG, "nicht_gefunden")).lines == (
        "Es gibt nichts einzutragen. Unsere Nachricht dazu finden Sie auf der Seite.",
    )


def test_who_did_not_pay_reads_what_that_means() -> None:
    unpaid = played("meldebescheinigung", "nicht_bezahlt")
    assert told(unpaid).headline == "Der Antrag ist beendet."
    assert "Wir haben keine Zahlung bekommen." in told(unpaid).sentences[0]
    assert mail(unpaid).lines[0].endswith("Unsere Nachricht dazu finden Sie auf der Seite.")


@pytest.mark.parametrize(("reason", "codes"), [("", ["decision.reason"]), ("Schon gemeldet.", [])])
def test_nothing_to_enter_needs_a_reason(reason: str, codes: list[str]) -> None:
    matter = played(DOG, "nicht_gefunden")
    node = matter.service.process.nodes["klaeren"]
    found = check_decision(matter, node, OfficerDecision("void", reason=reason), "karla", matter.received_on)
    assert [one.code for one in found] == codes
    assert matter.last(f.CitizenNotified) is not None
