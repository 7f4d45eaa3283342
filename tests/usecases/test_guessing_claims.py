"""Whoever tries out amounts and dates of somebody's reminder learns nothing; whoever must pay comes to a person."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings

from allmende.adapters.sandbox_registers import MemoryJournal, open_registers
from allmende.adapters.sandbox_registers import load as load_seed
from allmende.apps.applications.models import Application
from allmende.apps.applications.rules import MatterAccess
from allmende.apps.cases import queries as case_queries
from allmende.domain import facts as f
from allmende.foundation.limits.models import Counter
from allmende.usecases import guesses, sign_in
from allmende.usecases.answer_correction import answer_correction
from allmende.usecases.begin_application import BegunDraft, begin_application
from allmende.usecases.decide_task import OfficerDecision, decide_task
from allmende.usecases.submit_application import Submitted
from tests.usecases.test_coming_back import ERIKA, sign
from tests.world import Clerk, Visitor, World

CLAIM, OTHER = "MR26000001235", "MR26000001243"
RIGHT = "447,70"


class Payer(Visitor):
    """Somebody with a reminder, or without one."""

    def claim(self, amount: str, reference: str = CLAIM) -> Payer:
        begun = begin_application(
            city=self.city, service_id="mahnung-begleichen", language="de", account_id=None, now=self.world.now,
            day=self.world.today,
        )  # fmt: skip
        assert isinstance(begun, BegunDraft), begun
        self.id, self.access = begun.draft_id, MatterAccess(secret=begun.secret)
        self.save("forderung", kassenzeichen=[reference], nachweis=["betrag"], betrag_mahnung=[amount], plz=["35037"])
        self.save("zahlung", umfang=["voll"], name_zahler=["Erika Muster"], email=["erika@example.org"])
        sent = self.submit()
        assert isinstance(sent, Submitted), sent
        self.world.work()
        return self

    def correct(self, **values: str) -> None:
        posted = {name: [value] for name, value in values.items()}
        done = answer_correction(city=self.city, case_id=self.id, access=self.access, posted=posted, now=self.world.now)
        assert done.done, done.checked.problems
        self.world.work()

    @property
    def failure(self) -> f.StepFailed | None:
        return next((fact for fact in self.facts() if isinstance(fact, f.StepFailed)), None)


@pytest.fixture
def town(world: World, marburg_scope: None) -> World:
    known = open_registers("marburg", load_seed(), MemoryJournal(), today=lambda: world.today)
    world.registers = {"claims": known}
    world.plug_in()
    assert world.load(settings.SERVICES, settings.CITIES).problems == []
    return world


def wrong(number: int) -> str:
    return f"{number + 1},00"


def test_after_five_wrong_tries_right_and_wrong_are_told_the_same(town: World) -> None:
    for number in range(guesses.PER_REFERENCE):
        tried = Payer(town).claim(wrong(number))
        assert tried.failure is None
        assert "correction_requested" in tried.kinds()
    right, amiss = Payer(town).claim(RIGHT), Payer(town).claim(wrong(20))
    assert right.kinds() == amiss.kinds()
    assert right.failure is not None
    assert right.failure.reason == amiss.failure.reason  # type: ignore[union-attr]
    assert right.view().status == amiss.view().status
    spelled = Payer(town).claim(RIGHT, "mr 26000001235")
    assert spelled.failure is not None


def test_a_correction_is_a_try(town: World) -> None:
    for number in range(2):
        payer = Payer(town).claim(wrong(number))
        payer.correct(betrag_mahnung=wrong(number + 10))
    last = Payer(town).claim(wrong(30))
    last.correct(betrag_mahnung=RIGHT)
    assert last.failure is not None
    assert "payment_demanded" not in last.kinds()


def test_who_knows_the_reminder_is_never_counted(town: World) -> None:
    for _ in range(guesses.PER_REFERENCE + 2):
        assert "payment_demanded" in Payer(town).claim(RIGHT).kinds()


def test_others_are_not_braked_by_it_and_a_month_later_nobody_is(town: World) -> None:
    for number in range(guesses.PER_REFERENCE + 1):
        Payer(town).claim(wrong(number))
    assert "payment_demanded" in Payer(town).claim("55,00", OTHER).kinds()
    town.now += timedelta(days=31)
    assert "payment_demanded" in Payer(town).claim(RIGHT).kinds()


def test_a_person_looks_and_the_true_payer_goes_on(town: World) -> None:
    for number in range(guesses.PER_REFERENCE):
        Payer(town).claim(wrong(number))
    payer = Payer(town).claim(RIGHT)
    unit = case_queries.find_unit(case_id=payer.id)
    clerk = Clerk(town, roles=("sachbearbeitung", "kasse"), units=(unit,))
    (task,) = [task for task in clerk.tasks() if task.case_id == payer.id]
    assert decide_task(
        city="marburg", task_id=task.id, officer_id=clerk.id, decision=OfficerDecision("retry", None, "Am Telefon geklärt."),
        now=town.now,
    ) == ()  # fmt: skip
    town.work()
    assert "payment_demanded" in payer.kinds()


def test_an_account_tries_ten_times_a_day_over_all_references(town: World) -> None:
    account = sign(town, ERIKA)
    assert isinstance(account, sign_in.SignedIn)
    owner = Payer(town).claim(wrong(0))
    Application.objects.filter(pk=owner.id).update(account_id=account.account_id)

    def tries(case_id: str, name: str) -> list[bool]:
        return [
            guesses.may_guess(case_id=case_id, reference=f"MR{name}{n}", step_id=f"{name}{n}", now=town.now)
            for n in range(guesses.PER_ACCOUNT + 1)
        ]

    assert tries(owner.id, "a") == [True] * guesses.PER_ACCOUNT + [False]
    assert all(tries(Payer(town).claim(wrong(1)).id, "b"))
    town.now += timedelta(days=1)
    assert tries(owner.id, "c")[0]


def test_whoever_looks_for_people_is_counted_by_account_or_mail_address(town: World) -> None:
    one, same, other, signed = (Payer(town).claim(wrong(number)).id for number in range(4))
    Application.objects.filter(pk=other).update(email="karl@example.org")
    name, _, domain = Application.objects.get(pk=one).email.partition("@")
    Application.objects.filter(pk=signed).update(email=f"{name}+2@{domain}")

    def asks(case_id: str, *steps: str) -> list[bool]:
        return [guesses.may_ask(case_id=case_id, step_id=step, now=town.now) for step in steps]

    assert asks(one, *(f"a{n}" for n in range(guesses.PER_ASKER)), "a0") == [True] * (guesses.PER_ASKER + 1)
    assert asks(same, "b") == [False]
    assert asks(signed, "b2") == [False], "another sign behind a plus is the same mailbox"
    assert asks(other, "c") == [True]
    town.now += timedelta(days=1)
    assert asks(same, "d") == [True]


def test_the_same_step_is_one_try_however_often_it_is_repeated(town: World) -> None:
    payer = Payer(town).claim(wrong(0))
    said = [guesses.may_guess(case_id=payer.id, reference=CLAIM, step_id="one", now=town.now) for _ in range(20)]
    assert all(said)
    for _ in range(20):
        guesses.guessed_right(case_id=payer.id, reference=CLAIM, step_id="one", now=town.now)
    left = [
        guesses.may_guess(case_id=payer.id, reference=CLAIM, step_id=str(n), now=town.now)
        for n in range(guesses.PER_REFERENCE)
    ]
    assert left == [True] * (guesses.PER_REFERENCE - 1) + [False]


def test_the_counters_name_no_reference(town: World) -> None:
    Payer(town).claim(wrong(0))
    assert CLAIM not in str(list(Counter.objects.values_list()))
