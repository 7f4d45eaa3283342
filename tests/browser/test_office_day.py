"""A day in the office by script: cases of all services that a person can decide, worked through by clicks, counted and timed.

    ALLMENDE_DAY_CASES=300 .venv/bin/python -m pytest -q -s tests/browser/test_office_day.py

Cases are the packages' own examples, sent by the use cases that the portal calls. Each clerk opens her inbox and decides what lies
there as somebody who agrees with what is proposed. Told are clicks from the inbox to the decision, whether the letter was seen
before it, and the server's CPU time of each page (the machine may be shared; wall time says nothing then).
"""

from __future__ import annotations

import os
import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.utils import timezone

from allmende.adapters.memory import MemoryPayments
from allmende.adapters.spiff import SpiffEngine
from allmende.apps.applications import queries as applications
from allmende.apps.applications.rules import MatterAccess
from allmende.apps.cases.models import Task
from allmende.apps.notices.models import Announcement, Notice
from allmende.apps.payments import queries as payments
from allmende.domain.package import CityData, ServicePackage
from allmende.formats import city as city_format
from allmende.formats import package as package_format
from allmende.foundation import plugs
from allmende.foundation.identity.models import Account, Officer
from allmende.foundation.plugs import sockets
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases.begin_application import BegunDraft, begin_application
from allmende.usecases.invite_demo_staff import invite_demo_staff
from allmende.usecases.pay import RedirectTo, begin_payment, check_payment
from allmende.usecases.rehearsal.local import answer_local, local_questions
from allmende.usecases.rehearsal.places import example_names
from allmende.usecases.rehearsal.play import Play
from allmende.usecases.rehearse_examples import Stage, begin_play, do_step
from allmende.usecases.review_application import review
from allmende.usecases.submit_application import Submitted, submit_application
from tests.browser.conftest import SERVED, House
from tests.browser.test_office import sign_in
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser

CITY = "marburg"
ROOT = Path(__file__).parents[2]
CASES = int(os.environ.get("ALLMENDE_DAY_CASES", "6"))
MOST_CLICKS, MOST_SECONDS = 3, 0.100
CLERKS = ("sachbearbeitung", "standesamt", "auslaenderbehoerde", "kasse", "archiv")
ROUNDS = 3
"""A certificate is checked at one desk visit and made at the next, a refusal is heard about first."""
KINDS = ("decision", "certificate")
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")


@dataclass
class Day:
    """What was counted. `clicks`: service → one number a case."""

    clicks: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    left: Counter[str] = field(default_factory=Counter)
    inspected: set[str] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)


def list_entries() -> Iterator[tuple[str, str, dict[str, object]]]:
    """Service, applicant's level and answers of every example that is sent without files and without an objection."""
    city = city_format.read_folder(ROOT / "cities" / CITY)
    assert isinstance(city, CityData)
    for folder in package_format.list_packages(ROOT / "services"):
        package = package_format.read_folder(folder)
        assert isinstance(package, ServicePackage)
        for example in package.examples:
            if example.contests or (CITY not in example.cities and example.cities != ("all",)):
                continue
            play = begin_play(package, city, example, Stage(SpiffEngine(), lambda document: b""), {})
            names, local = {"example": example_names(city)}, local_questions(city.overlays.get(package.id))
            steps = [next(iter(step.items())) for step in example.steps]
            if not isinstance(play, Play) or not any(verb == "submit" for verb, _ in steps):
                continue
            for verb, data in steps:
                if verb == "submit":
                    answer_local(play, local, (step.id for step in play.service.form.form.steps))
                    break
                do_step(play, verb, data, names)
            if not play.uploads and not play.problems():
                yield package.id, str(example.applicant.get("level", "none")), dict(play.entries)


@dataclass(frozen=True)
class Sent:
    """A case, and by whom it is opened to be paid."""

    service: str
    case_id: str
    access: MatterAccess


def send(service: str, level: str, entries: dict[str, object], number: int) -> Sent | None:
    """One application as the portal sends it; None where its example's day is over."""
    now, today = timezone.now(), timezone.localdate()
    account = Account.objects.create(
        provider="bundid", subject=f"day-{number}", level="high", attributes={}, created_at=now, signed_in_at=now
    )
    access = MatterAccess(account_id=str(account.pk), level="high", signed_in_at=now, method="bundid")
    begun = begin_application(
        city=CITY, service_id=service, language="de", account_id=str(account.pk), level="high", now=now, day=today,
        entries=entries,
    )  # fmt: skip
    if not isinstance(begun, BegunDraft):
        return None
    draft = applications.get_draft(city=CITY, draft_id=begun.draft_id, access=access, today=today)
    assert draft is not None
    stamp = review(draft, today=today, language="de").stamp
    sent = submit_application(
        city=CITY, draft_id=begun.draft_id, access=access, key="day", reviewed=stamp, now=now, today=today
    )
    return Sent(service, begun.draft_id, access) if isinstance(sent, Submitted) else None


def fill_the_inbox(house: House, provider: MemoryPayments) -> list[Sent]:
    """So many cases that a person decides, the services in turn. Which of the examples come to a desk is tried with one case of each;
    those that a machine settles are no part of the day."""
    tried: list[tuple[tuple[str, str, dict[str, object]], Sent]] = []
    with city_scope(CITY):
        for number, example in enumerate(list_entries()):
            few = sum(sent.service == example[0] for _, sent in tried) < max(1, CASES // 6)
            if few and (sent := send(*example, number)):
                tried.append((example, sent))
    go_on(house, provider, [sent for _, sent in tried])
    ready: dict[str, list[tuple[str, str, dict[str, object]]]] = defaultdict(list)
    made: list[Sent] = []
    for example, sent in tried:
        if on_a_desk(sent):
            ready[sent.service].append(example)
            made.append(sent)
    number, turn = 10_000, Counter(sent.service for sent in made)
    with city_scope(CITY):
        while len(made) < CASES:
            service = min(ready, key=lambda one: turn[one])
            found = send(*ready[service][turn[service] % len(ready[service])], number)
            number, turn[service] = number + 1, turn[service] + 1
            made += [found] if found else []
    go_on(house, provider, made)
    return made


def on_a_desk(sent: Sent) -> bool:
    with city_scope(CITY):
        return Task.objects.filter(case_id=sent.case_id, done_at=None, kind="process").exists()


def go_on(house: House, provider: MemoryPayments, cases: list[Sent]) -> None:
    """The machine works, and everybody pays at once what is asked for, until nothing moves."""
    for _ in range(3):
        house.work()
        if not sum(pay_demand(provider, sent) for sent in cases):
            return


def pay_demand(provider: MemoryPayments, sent: Sent) -> bool:
    now = timezone.now()
    with city_scope(CITY):
        if payments.find_open(city=CITY, case_id=sent.case_id) is None:
            return False
        begun = begin_payment(
            city=CITY, case_id=sent.case_id, access=sent.access, way_back=lambda token: f"/zurueck/{token}", now=now
        )
        assert isinstance(begun, RedirectTo), begun
        attempt = payments.list_attempts(case_id=sent.case_id)[-1]
        provider.settle(attempt.transaction_id, "paid", now)
        return check_payment(attempt_id=attempt.id, now=now) == "paid"


def test_a_day_in_the_office(visitor: Visitor, house: House) -> None:
    provider = MemoryPayments()
    plugs.replace({(CITY, sockets.PAYMENT): provider})
    invite_demo_staff(now=timezone.now())
    cases = fill_the_inbox(house, provider)
    made = Counter(sent.service for sent in cases)
    assert sum(made.values()) >= CASES
    SERVED.clear()
    day = Day()
    for _ in range(ROUNDS):
        for clerk in CLERKS:
            visitor.page.context.clear_cookies()
            sign_in(visitor, clerk)
            work_through(visitor, day, clerk)
        go_on(house, provider, cases)
    ids = [sent.case_id for sent in cases]
    ends = {"sealed": Counter[str](), "delivered": Counter[str](), "to post": Counter[str](), "second": Counter[str]()}
    with city_scope(CITY):
        for notice in Notice.objects.filter(case_id__in=ids, kind__in=KINDS).exclude(sealed_at=None):
            service = notice.case.service_id
            ends["sealed"][service] += 1
            ends["delivered"][service] += Announcement.objects.filter(notice=notice).exists()
        for kind, service in Task.objects.filter(case_id__in=ids, done_at=None).values_list("kind", "service_id"):
            ends["to post"][service] += kind == "posting"
            ends["second"][service] += kind == "process"
    slow = tell(made, day, ends)
    assert all(clicks <= MOST_CLICKS for click in day.clicks.values() for clicks in click)
    assert [why for why in day.left if why.endswith("not accepted")] == [], "what was shown is what counts"
    assert not slow, slow


def work_through(visitor: Visitor, day: Day, clerk: str) -> None:
    """Every task of the process she can decide, the most urgent first."""
    with city_scope(CITY):
        officer = Officer.objects.get(username=clerk)
    for task_id, service, node in list_tasks(officer):
        if task_id in day.seen:
            continue
        day.seen.add(task_id)
        visitor.open("/buero/")
        clicks, kind = 0, f"{service} {node}"
        row = visitor.page.locator(f'table[data-rows] th a[href*="{task_case(task_id)}"]')
        if not row.count():
            visitor.open(f"/buero/?leistung={service}")
            row = visitor.page.locator(f'table[data-rows] th a[href*="{task_case(task_id)}"]')
        if not row.count():
            day.left[f"{service}: not on her first page"] += 1
            continue
        first = kind not in day.inspected
        if first:  # by keyboard once
            row.first.focus()
            with visitor.page.expect_navigation():
                visitor.page.keyboard.press("Enter")
        else:
            row.first.click()
        clicks += 1
        if first:
            visitor.inspect(f"{kind}, opened")
            visitor.page.set_viewport_size({"width": 1280, "height": 900})
        if choose(visitor):
            clicks += 1
            if first:
                visitor.inspect(f"{kind}, letter drafted")
                visitor.page.set_viewport_size({"width": 1280, "height": 900})
            visitor.page.locator("#entscheidung button[value=decide]").press("Enter") if first else visitor.press(
                "So entscheiden"
            )
            visitor.page.wait_for_load_state()
            clicks += 1
            with city_scope(CITY):
                done = Task.objects.filter(pk=task_id).exclude(done_at=None).exists()
            if done:
                day.clicks[service].append(clicks)
            else:
                day.left[f"{service}: not accepted"] += 1
        else:
            warning = visitor.page.locator("#brief .kern-alert--warning")
            why = warning.first.inner_text().replace("\n", " ")[:160] if warning.count() else "no way with a letter"
            day.left[f"{service} {node}: {why}"] += 1
        day.inspected.add(kind)
    visitor.complaints[:] = [line for line in visitor.complaints if "422" not in line]


def list_tasks(officer: Officer) -> list[tuple[str, str, str]]:
    with city_scope(CITY):
        tasks = Task.objects.filter(done_at=None, kind="process", role__in=officer.roles).order_by(
            "due_at", "opened_at"
        )
        return [(str(task.pk), task.service_id, task.node_id) for task in tasks]


def task_case(task_id: str) -> str:
    with city_scope(CITY):
        return str(Task.objects.get(pk=task_id).case_id)


def choose(visitor: Visitor) -> bool:
    """The first way whose consequences, or letter, can be shown; False where every way needs more to be stated."""
    boxes = visitor.page.locator("#entscheidung input[name=outcome]")
    for number in range(boxes.count()):
        if boxes.count() == 1 and boxes.nth(0).is_checked():
            return not visitor.page.locator("#brief .kern-alert--warning").count()
        with visitor.page.expect_response(lambda answer: answer.request.method == "POST"):
            boxes.nth(number).check()
        visitor.page.wait_for_function("() => !document.querySelector('.htmx-request')")
        if not visitor.page.locator("#brief .kern-alert--warning").count():
            return True
    return False


def tell(made: Counter[str], day: Day, ends: dict[str, Counter[str]]) -> dict[str, float]:
    """Print the tables; the pages that cost more than they may."""
    print(f"\n{'service':26} {'cases':>6} {'decided':>8} {'clicks':>7} " + " ".join(f"{name:>9}" for name in ends))
    for service, count in made.items():
        clicks = day.clicks[service]
        middle = f"{statistics.median(clicks):.0f}" if clicks else "–"
        counts = " ".join(f"{ends[name][service]:9}" for name in ends)
        print(f"{service:26} {count:6} {len(clicks):8} {middle:>7} {counts}")
    for why, count in day.left.items():
        print(f"  left: {why} ({count})")
    pages: dict[str, list[float]] = defaultdict(list)
    for method, path, seconds in SERVED:
        if path.startswith("/buero/"):
            pages[f"{method} {ID.sub('…', path)}"].append(seconds)
    print(f"{'page':44} {'times':>6} {'median ms':>10} {'95 % ms':>8}")
    for page, times in sorted(pages.items()):
        high = sorted(times)[int(len(times) * 0.95)] if len(times) > 1 else times[0]
        print(f"{page:44} {len(times):6} {statistics.median(times) * 1000:10.0f} {high * 1000:8.0f}")
    return {
        page: statistics.median(x) for page, x in pages.items() if len(x) > 2 and statistics.median(x) > MOST_SECONDS
    }
