"""A decision that is out: an obvious mistake, withdrawal, revocation, opening the case again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from allmende.apps.applications.rules import NotFound
from allmende.apps.cases import operations as cases
from allmende.apps.cases.office import TaskLine
from allmende.apps.holdings import operations, queries
from allmende.apps.notices import queries as notices
from allmende.apps.notices.queries import NoticeView
from allmende.domain import facts as f
from allmende.domain.matter import amending
from allmende.domain.matter.amending import ProposalInput
from allmende.domain.matter.telling import state_of
from allmende.domain.package import Service
from allmende.foundation.identity.models import Officer
from allmende.usecases.amend_decision import amend_decision, foresee_amendment
from allmende.usecases.decide_task import OfficerDecision, decide_task
from allmende.usecases.rehearse_decision import rehearse_decision
from allmende.usecases.write_message import write_as_citizen
from tests.ports.test_registers import BOATS, TOLD
from tests.world import DOGS, PERSON, Clerk, Visitor, World

WHY = {
    "reason": "Der Hund lebt nicht in Marburg.",
    "weighing": "Das Vertrauen wiegt weniger, weil die Angabe falsch war.",
}


@pytest.fixture
def second(world: World, marburg_scope: None) -> Clerk:
    return Clerk(world, username="second")


def decided(world: World, visitor: Visitor, clerk: Clerk, outcome: str) -> None:
    visitor.apply()
    world.work()
    visitor.pay()
    more = {"ground": "zu_gross", "reason": "Er misst 80 cm."} if outcome == "refused" else {}
    assert clerk.decide(outcome, **more) == ()
    world.work()
    assert visitor.view().closed


@pytest.fixture
def granted(world: World, visitor: Visitor, clerk: Clerk) -> Visitor:
    decided(world, visitor, clerk, "granted")
    return visitor


@pytest.fixture
def refused(world: World, visitor: Visitor, clerk: Clerk) -> Visitor:
    decided(world, visitor, clerk, "refused")
    return visitor


def do(clerk: Clerk, visitor: Visitor, act: str, **typed: Any) -> list[str]:
    """What is missing; the worker then does what follows."""
    found = amend_decision(
        city="marburg", case_id=visitor.id, officer=Officer.objects.get(pk=clerk.id),
        typed=ProposalInput(act=act, **typed), now=clerk.world.now,
    )  # fmt: skip
    clerk.world.work()
    return [one.code.removeprefix("amending.") for one in found]


def take_away(clerk: Clerk, visitor: Visitor, act: str = "withdraw", **typed: Any) -> list[str]:
    today = clerk.world.today
    usual = {"ground": "wrong_data", "known_on": today, "ends_on": today, "unheard": "Sie ist unbekannt verzogen."}
    return do(clerk, visitor, act, **{**usual, **WHY, **typed})


def task(clerk: Clerk, kind: str) -> TaskLine:
    return next(one for one in clerk.tasks() if one.kind == kind)


def agree(clerk: Clerk, outcome: str = "agree", **more: Any) -> list[str]:
    mine = {"city": "marburg", "task_id": task(clerk, "amendment").id, "officer_id": clerk.id, "now": clerk.world.now}
    found = decide_task(**mine, decision=OfficerDecision(outcome, **more))
    clerk.world.work()
    return [one.code.removeprefix("amending.") for one in found]


def letters(visitor: Visitor) -> tuple[NoticeView, ...]:
    return notices.list_notices(city="marburg", case_id=visitor.id)


def words(visitor: Visitor) -> str:
    return str(notices.get_document(notice_id=letters(visitor)[-1].id))


def told(visitor: Visitor) -> list[str]:
    return [fact.spoken("de") for fact in visitor.facts() if fact.public]


# ── an obvious mistake ──────────────────────────────────────────────────────────────────────────────


def test_a_mistake_is_put_right_in_a_letter_of_its_own_and_opens_no_period(
    world: World, granted: Visitor, clerk: Clerk
) -> None:
    before = letters(granted)[-1]
    original = str(notices.get_document(notice_id=before.id))
    assert "Erika Muster" in original
    wrong = (f.Replaced("Erika Muster", "Erika Musster"),)
    assert do(clerk, granted, "correct", replaced=wrong, reason="Der Name war falsch geschrieben.") == []
    sent = letters(granted)[-1]
    assert sent.title == f"{before.title} (berichtigte Fassung)"
    assert (sent.kind, sent.appeal_until) == ("information", None)
    text = words(granted)
    assert "Erika Musster" in text
    assert "Statt „Erika Muster“ heißt es richtig „Erika Musster“." in text
    assert "§ 42 HVwVfG" in text
    assert "Es beginnt keine neue Frist." in text
    assert str(notices.get_document(notice_id=before.id)) == original
    assert state_of(granted.facts(), world.now, world.today) == "granted"
    assert (
        f"Wir haben einen Fehler in unserem Schreiben berichtigt: {before.title}. Die Entscheidung bleibt dieselbe."
        in told(granted)
    )
    assert world.mail.sent[-1].subject.startswith("Ein Schreiben liegt für Sie bereit")
    assert granted.view().outcome == "granted"


def test_a_second_mistake_is_put_right_in_the_corrected_letter_and_a_double_click_is_one(
    granted: Visitor, clerk: Clerk
) -> None:
    first = (f.Replaced("Erika Muster", "Erika Musster"),)
    assert do(clerk, granted, "correct", replaced=first, reason="Tippfehler.") == []
    assert do(clerk, granted, "correct", replaced=first, reason="Tippfehler.") == ["not_there"]
    assert do(clerk, granted, "correct", replaced=(f.Replaced("Musster", "Mußter"),), reason="Noch einer.") == []
    text = words(granted)
    assert "Erika Mußter" in text
    assert "Statt „Erika Muster“" not in text
    assert letters(granted)[-1].title.count("(berichtigte Fassung)") == 1


@pytest.mark.parametrize(
    ("replaced", "code"),
    [
        ((), "words"),
        ((f.Replaced("Erika Muster", ""),), "words"),
        ((f.Replaced("Erika Muster", "Erika Muster"),), "same"),
        ((f.Replaced("Max Niemand", "Max Jemand"),), "not_there"),
        ((f.Replaced("Widerspruch", "Einspruch"),), "not_there"),
        ((f.Replaced("30,00", "20,00"),), "not_there"),
        (tuple(f.Replaced("Erika", f"E{n}") for n in range(4)), "too_many"),
    ],
)
def test_only_words_of_the_letter_itself_can_be_corrected(
    granted: Visitor, clerk: Clerk, replaced: tuple[f.Replaced, ...], code: str
) -> None:
    assert do(clerk, granted, "correct", replaced=replaced, reason="Tippfehler") == [code]
    assert len(letters(granted)) == len({x.id for x in letters(granted)})
    assert "amendment_proposed" not in granted.kinds()


# ── withdrawn and revoked ───────────────────────────────────────────────────────────────────────────


def test_a_decision_is_withdrawn_by_two_people_with_a_letter_a_remedy_and_the_fee_back(
    world: World, granted: Visitor, clerk: Clerk, second: Clerk
) -> None:
    treasury = Clerk(world, username="kasse", roles=("kasse",))
    assert take_away(clerk, granted, refund=True) == []
    assert letters(granted)[-1].outcome == "granted", "nothing goes out before a second person agreed"
    assert agree(clerk) == ["four_eyes"]
    foreseen = rehearse_decision(
        city="marburg", task_id=task(second, "amendment").id, officer_id=second.id, decision=OfficerDecision("agree"),
        now=world.now,
    )  # fmt: skip
    assert [letter.subject.partition(":")[0] for letter in foreseen.letters] == ["Rücknahme"]
    assert agree(second) == []
    sent = letters(granted)[-1]
    assert (sent.kind, sent.outcome) == ("decision", "annulled")
    text = words(granted)
    for said in (
        "Wir nehmen unseren Bescheid vom 02.11.2026 zurück (§ 48 Abs. 2 Satz 3 Nr. 2 HVwVfG).",
        "Der Bescheid gilt ab 2. November 2026 nicht mehr.",
        "Der Hund lebt nicht in Marburg.",
        "Das Vertrauen wiegt weniger",
        "zahlen wir Ihnen zurück",
        "Gegen diesen Bescheid kann innerhalb eines Monats nach Bekanntgabe Widerspruch erhoben werden.",
        "Erika Muster",
    ):
        assert said in text, said
    assert any(isinstance(fact, f.PaymentRefunded) for fact in granted.facts())
    assert [one.kind for one in treasury.tasks()] == ["treasury"]
    assert state_of(granted.facts(), world.now, world.today) == "annulled"
    assert world.mail.sent[-1].subject.startswith("Unsere Entscheidung gilt nicht mehr")
    assert granted.kinds().count("decision_amended") == 1
    assert take_away(clerk, granted) == ["granted"], "what does not hold any more is not withdrawn again"


def test_what_the_case_entered_ends_on_that_day_and_says_why(
    world: World, granted: Visitor, clerk: Clerk, second: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def enter(key: str, **more: Any) -> Any:
        return operations.write(
            register=BOATS, act="enter", told={**TOLD, **more}, key=key, now=world.now, today=world.today
        )

    own, ended, others = enter(f"{granted.id}/a"), enter(f"{granted.id}/b", until=date(2026, 11, 3)), enter("else/a")
    monkeypatch.setattr(Service, "registers", property(lambda _: {"boats": BOATS}, lambda _, told: None))
    day = date(2026, 11, 20)
    assert take_away(clerk, granted, ends_on=day) == []
    assert agree(second) == []
    found = {entry.record["number"]: entry for entry in queries.search(city="marburg", register=BOATS, text="").entries}
    until = [found[one["number"]].record["until"] for one in (own, ended, others)]
    assert until == [day, date(2026, 11, 3), others["until"]]
    events = queries.list_events(city="marburg", register=BOATS, entry_id=found[own["number"]].id)
    assert [(event.act, event.by, event.reason) for event in events[1:]] == [("end", "Frau Clerk", WHY["reason"])]


def test_a_register_kept_elsewhere_is_a_task(
    world: World, granted: Visitor, clerk: Clerk, second: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = replace(BOATS, held_by="authority")
    monkeypatch.setattr(Service, "registers", property(lambda _: {"boats": elsewhere}, lambda _, told: None))
    wrote = f.RegisterConsulted(at=world.now, register="boats", consult_id="1", summary="", wrote=True)
    cases.append(case_id=granted.id, facts=[("x", wrote)], now=world.now, today=world.today, actor="machine")
    assert take_away(clerk, granted) == []
    assert agree(second) == []
    assert task(clerk, "amendment_entry").title == "Eintrag beenden: Liste der Boote"


def test_by_post_the_period_runs_from_the_posting_and_nothing_else_begins_before(
    world: World, visitor: Visitor, clerk: Clerk, second: Clerk
) -> None:
    visitor.begin()
    visitor.save("person", **PERSON)
    visitor.save("hunde", **DOGS)
    visitor.save("abschluss", zustellweg=["post"], richtig=["true"])
    visitor.submit()
    world.work()
    visitor.pay()
    assert clerk.decide("granted") == ()
    world.work()
    assert do(clerk, visitor, "correct", replaced=(f.Replaced("Erika", "Erica"),), reason="x") == ["none"], (
        "not out yet"
    )
    post = {
        "city": "marburg",
        "officer_id": clerk.id,
        "decision": OfficerDecision("posted", answers={"posted_on": "2.11.2026"}),
    }
    assert decide_task(**post, task_id=task(clerk, "posting").id, now=world.now) == ()
    world.work()
    assert take_away(clerk, visitor) == []
    assert agree(second) == []
    assert state_of(visitor.facts(), world.now, world.today) == "granted", "its letter is not out"
    assert do(clerk, visitor, "correct", replaced=(f.Replaced("Erika", "Erica"),), reason="x") == ["open"]
    assert letters(visitor)[-1].appeal_until is None
    assert decide_task(**post, task_id=task(clerk, "posting").id, now=world.now) == ()
    world.work()
    assert str(letters(visitor)[-1].appeal_until) == "2026-12-07"
    assert state_of(visitor.facts(), world.now, world.today) == "annulled"


def test_a_letter_that_cannot_be_composed_is_refused_and_changes_nothing(
    granted: Visitor, clerk: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Service, "notices", property(lambda _: {}, lambda _, told: None))
    assert take_away(clerk, granted) == ["notice.template"]
    assert "amendment_proposed" not in granted.kinds()


def test_the_second_person_gives_it_back_with_a_reason_and_nothing_goes_out(
    granted: Visitor, clerk: Clerk, second: Clerk
) -> None:
    before = letters(granted)
    assert take_away(clerk, granted) == []
    assert take_away(clerk, granted) == ["open"]
    assert agree(second, "return") == ["why_not"]
    assert agree(second, "return", reason="Der Grund trägt nicht.") == []
    assert letters(granted) == before
    assert not [one for one in second.tasks() if one.kind == "amendment"]
    assert take_away(clerk, granted) == [], "it can be proposed anew"


def test_what_is_missing_is_said_field_by_field(world: World, granted: Visitor, clerk: Clerk, second: Clerk) -> None:
    assert do(clerk, granted, "withdraw") == ["ground", "reason", "weighing", "heard"]
    assert do(clerk, granted, "explode") == ["act"]
    late = world.today - timedelta(days=366)
    assert take_away(clerk, granted, known_on=None, ends_on=None) == ["known_on", "ends_on"]
    assert take_away(clerk, granted, known_on=late) == ["year"]
    assert take_away(clerk, granted, known_on=world.today + timedelta(days=1)) == ["known_later"]
    assert take_away(clerk, granted, ends_on=world.today - timedelta(days=1)) == ["ends_early"]
    facts = {"ground": "facts", "known_on": world.today}
    assert take_away(clerk, granted, "revoke", **facts) == ["ends_past"]
    assert take_away(clerk, granted, "revoke", **facts, ends_on=world.today + timedelta(days=2)) == ["ends_soon"]
    assert take_away(clerk, granted, "revoke", **facts, ends_on=world.today + timedelta(days=30)) == []


def test_deceit_knows_no_year(world: World, granted: Visitor, clerk: Clerk, second: Clerk) -> None:
    late = world.today - timedelta(days=366)
    assert take_away(clerk, granted, ground="deceit", known_on=late) == []


def test_the_person_is_heard_by_letter_and_the_case_waits_for_her(
    world: World, granted: Visitor, clerk: Clerk, second: Clerk
) -> None:
    assert do(clerk, granted, "hear", intends="revoke", ground="condition", reason="Die Leinenpflicht.") == []
    text = words(granted)
    assert "Anhörung zu" in text
    assert "§ 49 Abs. 2 Nr. 2 HVwVfG" in text
    assert "Bitte antworten Sie bis Freitag, 20. November 2026." in text
    assert state_of(granted.facts(), world.now, world.today) == "hearing"
    assert world.mail.sent[-1].subject.startswith("Bitte sagen Sie uns Ihre Sicht")
    later = {"ground": "condition", "unheard": "", "ends_on": world.today + timedelta(days=60)}
    assert take_away(clerk, granted, "revoke", **later) == ["heard"], "her time runs"
    assert task(clerk, "amendment_due").title == "Nach der Anhörung entscheiden: Bescheid widerrufen"
    assert take_away(clerk, granted, "revoke", **{**later, "ground": "facts"}) == ["heard"], "asked for another ground"
    write = {"city": "marburg", "case_id": granted.id, "access": granted.access, "key": "m", "now": world.now}
    assert write_as_citizen(**write, text="Das stimmt nicht.", about="answer") is None
    world.work()
    assert state_of(granted.facts(), world.now, world.today) == "granted"
    assert take_away(clerk, granted, "revoke", **later) == []
    assert not [one for one in clerk.tasks() if one.kind == "amendment_due"]
    assert agree(second) == []
    assert "Wir widerrufen unseren Bescheid" in words(granted)
    assert [fact for fact in granted.facts() if isinstance(fact, f.PaymentRefunded)] == []


def test_without_an_answer_it_goes_on_after_the_time(
    world: World, granted: Visitor, clerk: Clerk, second: Clerk
) -> None:
    assert do(clerk, granted, "hear", intends="withdraw", ground="unlawful", reason="Der Hund.") == []
    world.wait(days=25)
    assert take_away(clerk, granted, ground="known", unheard="") == ["heard"], "not about this ground"
    assert take_away(clerk, granted, ground="unlawful", unheard="") == []


# ── opened again ────────────────────────────────────────────────────────────────────────────────────


def test_a_refused_case_is_opened_again_and_decided_anew(world: World, refused: Visitor, clerk: Clerk) -> None:
    new = {"ground": "evidence", "reason": "Ein Gutachten misst 40 cm."}
    assert do(clerk, refused, "reopen", **new) == ["applied_on"]
    day = world.today
    assert do(clerk, refused, "reopen", **new, applied_on=day, known_on=day - timedelta(days=100)) == ["three_months"]
    assert do(clerk, refused, "reopen", **new, applied_on=day, known_on=day - timedelta(days=5)) == []
    assert not refused.view().closed
    assert refused.view().outcome == ""
    assert state_of(refused.facts(), world.now, world.today) == "person"
    assert "Wir entscheiden über Ihren Antrag noch einmal." in told(refused)
    assert clerk.decide("granted") == ()
    world.work()
    assert refused.view().closed
    assert state_of(refused.facts(), world.now, world.today) == "granted"
    assert [letter.outcome for letter in letters(refused) if letter.kind == "decision"] == ["refused", "granted"]
    assert refused.kinds().count("case_closed") == 2


def test_what_is_granted_and_holds_is_not_opened_again_before_it_is_taken_away(
    world: World, granted: Visitor, clerk: Clerk, second: Clerk
) -> None:
    again = {"ground": "office", "reason": "Die Rasse war falsch."}
    assert do(clerk, granted, "reopen", **again) == ["entered"]
    assert take_away(clerk, granted) == []
    assert agree(second) == []
    assert do(clerk, granted, "reopen", **again) == []
    assert clerk.decide("refused", ground="zu_gross", reason="Er misst 80 cm.") == ()
    world.work()
    assert state_of(granted.facts(), world.now, world.today) == "refused"


def test_a_refusal_to_open_again_is_a_decision_with_a_remedy(
    world: World, refused: Visitor, clerk: Clerk, second: Clerk
) -> None:
    assert do(clerk, refused, "decline") == ["reason"]
    assert do(clerk, refused, "decline", reason="Das Gutachten ist alt.", applied_on=world.today) == []
    assert agree(second) == []
    text = words(refused)
    assert "Wir entscheiden über Ihren Antrag nicht noch einmal (§ 51 HVwVfG)." in text
    assert "Widerspruch erhoben" in text
    assert state_of(refused.facts(), world.now, world.today) == "refused"
    assert world.mail.sent[-1].subject.startswith("Ein Schreiben liegt für Sie bereit")


def test_who_may_not_write_to_the_person_may_do_none_of_it(world: World, granted: Visitor) -> None:
    stranger = Officer.objects.get(pk=Clerk(world, username="elsewhere", units=("andere",)).id)
    asked = {
        "city": "marburg",
        "case_id": granted.id,
        "officer": stranger,
        "typed": ProposalInput(act="reopen"),
        "now": world.now,
    }
    with pytest.raises(NotFound):
        amend_decision(**asked)
    with pytest.raises(NotFound):
        foresee_amendment(**asked)


def test_laws_without_a_provision_are_refused_in_words(granted: Visitor) -> None:
    assert {law for law, _ in amending.GROUNDS} == {"hvwvfg", "ao", "sgb_x"}
    assert amending.find_norm_of("pstg", "withdraw") is None
    assert amending.find_norm_of("ao", "reopen") is None
    norms = [amending.find_norm_of(law, act) for law in ("hvwvfg", "ao", "sgb_x") for act in ("correct", "withdraw")]
    assert not any(norm.confirmed for norm in norms if norm)
