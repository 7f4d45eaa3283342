"""The inbox and the search in a city with very many cases, a tenth of them open. PostgreSQL.

    ALLMENDE_DATABASE_URL=postgres://…/… .venv/bin/python -m bench.inbox [--cases 10000 100000 1000000] [--explain]

Cases are copies of a real one, made by the server itself, with names as people have them and the words they are found by. Their
tasks lie in three offices, some without a due date, some taken, some overdue. Told are the milliseconds and statements of each
view through the whole stack of middleware: every tab, filters that fit much and little, a page deep in the list, searches.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

import django

from bench import commons_scale

PERSONS = 40_000
OFFICERS = 30
UNITS = ("amt", "kasse", "other")
INBOX, SEARCH, STATEMENTS = 100.0, 150.0, 12
"""Goals: milliseconds of a view of the inbox and of a search, and statements of either."""


def main() -> int:
    """Print the table; 0 when every view meets its goal."""
    parser = argparse.ArgumentParser(prog="bench.inbox")
    parser.add_argument("--cases", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--explain", action="store_true", help="print how the server finds the first page")
    chosen = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    from bench.payments import own_database

    with own_database():
        from django.db import connection

        if connection.vendor != "postgresql":
            print("The benchmark needs PostgreSQL: ALLMENDE_DATABASE_URL.")
            return 1
        return measure(sorted(chosen.cases), explain=chosen.explain)


def measure(sizes: list[int], *, explain: bool) -> int:
    """Grow one city to each size and look at it."""
    from django.db import connection
    from django.utils import timezone

    from allmende.foundation.tenancy.scopes import city_scope
    from bench.search import analyze
    from tests.world import Clerk, Visitor, World

    world, there, wrong = World(), 0, []
    world.now = timezone.now()
    world.plug_in()
    assert world.load().problems == []
    with city_scope("marburg"):
        visitor = Visitor(world)
        visitor.apply()
        world.work()
        world.now = timezone.now()
        world.work()
        visitor.pay()
        world.work()
        clerk = Clerk(world, username="bench", units=UNITS)
        for number in range(1, OFFICERS):
            Clerk(world, username=f"bench-{number}", units=UNITS)
        Clerk(world, username="bench-head", roles=("leitung",), units=UNITS)
        name_people(visitor.id)
        for size in sizes:
            began = time.perf_counter()
            grow(visitor.id, there, size)
            there = size
            analyze(connection)
            print(f"\n{size} cases, {size // 10} open (grown in {time.perf_counter() - began:.0f} s)", flush=True)
            wrong += [f"{size} cases, {line}" for line in look(clerk)]
            if explain:
                print(plan_of(clerk))
    for line in wrong:
        print(f"✗ {line}")
    return 1 if wrong else 0


def name_people(pattern: str) -> None:
    """So many people with the words a case of theirs is found by, in a table of their own."""
    from allmende.apps.cases import queries
    from allmende.apps.cases.models import Case
    from allmende.domain.matter.searching import personal_words
    from bench.search import person

    case = Case.objects.get(pk=pattern)
    steps = queries.find_matter(case_id=pattern, today=case.opened_at.date()).service.form.steps
    with as_owner() as cursor:
        cursor.execute("CREATE UNLOGGED TABLE bench_person (place int PRIMARY KEY, answers jsonb, words text[])")
        rows = []
        for number in range(PERSONS):
            answers = person(number)
            rows.append((number, json.dumps(answers), sorted(personal_words(steps, answers))))
        with cursor.copy("COPY bench_person (place, answers, words) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


def grow(pattern: str, first: int, until: int) -> None:
    """Copies of the case `pattern` with numbers from `first` to `until`."""
    for table, copied in COPIES:
        with as_owner() as cursor:
            cursor.execute("SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table])
            columns = [name for (name,) in cursor.fetchall()]
            made = ", ".join(copied.get(name, f"p.{name}") for name in columns).replace("%", "%%")
            key = "case_id" if table == "cases_task" else "id"
            cursor.execute(
                f"INSERT INTO {table} ({', '.join(columns)}) SELECT {made} FROM {table} p, generate_series(%s::int, %s::int) n "
                f"JOIN bench_person who ON who.place = n %% {PERSONS} WHERE p.{key} = %s",
                [first, until - 1, pattern],
            )
    with as_owner() as cursor:
        cursor.execute(WORDS, [first, until - 1])


KEY = "md5(n::text)::uuid"
AGO = "now() - (n % 400000) * interval '7 minutes'"
DONE = "CASE WHEN n % 10 <> 0 THEN now() - (n % 90000) * interval '5 minutes' END"
OFFICER = f"(ARRAY(SELECT id FROM identity_officer WHERE username LIKE 'bench%' ORDER BY username = 'bench' DESC, username))[1 + n / 30 % {OFFICERS}]"
SERVICE = "CASE WHEN n % 100 < 3 THEN p.service_id ELSE 'dienst-' || n % 100 END"
COPIES: tuple[tuple[str, dict[str, str]], ...] = (
    ("applications_draft", {"id": KEY, "secret_hashes": "'[]'"}),
    (
        "applications_application",
        {
            "id": KEY,
            "draft_id": KEY,
            "reference": "'MR-' || n",
            "answers": "p.answers || who.answers",
            "submitted_at": AGO,
        },
    ),
    (
        "cases_case",
        {
            "id": KEY,
            "application_id": KEY,
            "reference": "'MR-' || n",
            "opened_at": AGO,
            "closed_at": DONE,
            "service_id": SERVICE,
            "waits_for": "CASE n % 60 WHEN 0 THEN 'payment' WHEN 20 THEN 'payment' WHEN 40 THEN 'citizen' ELSE 'nobody' END",
            "waits_why": "'pay'",
            "waits_until": "CASE WHEN n % 7 <> 0 THEN current_date + (n % 500) - 20 END",
        },
    ),
    (
        "cases_task",
        {
            "id": "md5('task' || n)::uuid",
            "case_id": KEY,
            "service_id": SERVICE,
            "unit": f"(ARRAY['{UNITS[0]}', '{UNITS[0]}', '{UNITS[1]}', '{UNITS[2]}'])[1 + (n / 10) % 4]",
            "opened_at": AGO,
            "due_at": "CASE WHEN n % 7 <> 0 THEN now() + ((n % 50000) - 2000) * interval '9 minutes' END",
            "officer_id": f"CASE WHEN n % 3 = 0 THEN {OFFICER} END",
            "done_at": DONE,
            "kind": "CASE WHEN n % 4000 = 0 THEN 'trouble' ELSE p.kind END",
        },
    ),
)
"""Table and what its copies have else than the pattern: `p` is its row, `n` the number, `who` the person."""
WORDS = f"""
INSERT INTO cases_caseword (city_id, case_id, word, personal)
SELECT 'marburg', {KEY}, word, word <> 'mr' || n
FROM generate_series(%s::int, %s::int) n JOIN bench_person who ON who.place = n % {PERSONS}, unnest(who.words || ('mr' || n)) word
ON CONFLICT DO NOTHING
""".replace(f"% {PERSONS}", f"%% {PERSONS}")


class as_owner:  # noqa: N801 - reads as what it does
    """A cursor of the owner of the tables, whom no policy keeps from writing in bulk."""

    def __enter__(self) -> Any:
        from django.db import connection

        self._connection = connection
        self._cursor = connection.cursor()
        if connection.vendor == "postgresql":
            self._cursor.execute("RESET ROLE")
            self._cursor.execute("SET session_replication_role = replica")
        return self._cursor

    def __exit__(self, *_: object) -> None:
        role = self._connection.settings_dict["OPTIONS"].get("assume_role")
        if self._connection.vendor == "postgresql":
            self._cursor.execute("SET session_replication_role = origin")
        if role:
            self._cursor.execute(f"SET ROLE {self._connection.ops.quote_name(role)}")
        self._cursor.close()


def look(clerk: Any) -> list[str]:
    """Every view, so often; what misses its goal."""
    from django.db import connection

    from bench.lists import _statements, ask, client

    with connection.cursor() as cursor:
        cursor.execute("SET max_parallel_workers_per_gather = 0")
    browser, wrong = client("marburg", signed_in=True, username="bench"), []
    views = {name: "/buero/" + query for name, query in VIEWS.items()}
    deep = "/buero/"
    for _ in range(12):
        page = ask(browser, deep).content.decode()
        there = page.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0]
        deep = there.replace("&amp;", "&") or deep
    views["page 13"] = deep
    for name, address in views.items():
        wrong += tell(name, *timed(partial(ask, browser, address)), _statements(browser, address), INBOX)
    head = client("marburg", signed_in=True, username="bench-head")
    wrong += tell("team", *timed(partial(ask, head, "/buero/team/")), _statements(head, "/buero/team/"), INBOX)
    for name, typed in SEARCHES.items():
        browser.post("/buero/suche/", {"suche": typed})
        wrong += tell(
            name, *timed(partial(ask, browser, "/buero/suche/")), _statements(browser, "/buero/suche/"), SEARCH
        )
    return wrong


VIEWS = {
    "inbox": "", "mine": "?wer=mine", "free": "?wer=free", "done": "?wer=done", "one office": "?stelle=kasse",
    "one service": "?leistung=hund-anmelden", "one service, done": "?wer=done&leistung=hund-anmelden", "no such service": "?leistung=nirgends", "overdue": "?frist=late",
    "waiting": "?wer=waiting", "for payment": "?wer=waiting&auf=payment", "for nobody": "?wer=waiting&auf=office",
    "set aside": "?wer=aside", "no due date": "?frist=none", "incidents": "?art=trouble", "done incidents": "?wer=done&art=trouble",
}  # fmt: skip
SEARCHES = {
    "search: full name": "Anna Müller", "search: surname": "Schmidt", "search: beginning": "Schm",
    "search: two names": "Müller, Anna", "search: number": "MR-5000", "search: nobody": "Niemand-Sonst",
}  # fmt: skip


def timed(act: Any) -> tuple[float, float]:
    """Mean and slowest of seven, in milliseconds of work of this process and its database connection: what the clock would show
    on a machine with nothing else to do. The server works on its own, without helpers that would not be counted."""
    act()
    times = []
    for _ in range(7):
        began = commons_scale._work()
        act()
        times.append((commons_scale._work() - began) * 1000)
    return statistics.mean(times), max(times)


def tell(name: str, mean: float, slowest: float, statements: int, goal: float) -> list[str]:
    """Print one line; what it misses."""
    print(f"  {name:<20}{statements:>3} statements  mean {mean:>7.1f} ms  slowest {slowest:>7.1f} ms", flush=True)
    missed = [f"{name}: {mean:.0f} ms"] if mean > goal else []
    return missed + ([f"{name}: {statements} statements"] if statements > STATEMENTS else [])


def plan_of(clerk: Any) -> str:
    """How the server finds the first page."""
    from allmende.apps.cases import inbox, reach
    from allmende.apps.cases.models import Task

    found = Task.objects.filter(reach.open_tasks(clerk.staff), city_id="marburg", due_at__isnull=False)
    return str(found.order_by("due_at", "opened_at", "pk")[: inbox.PAGE].explain(analyze=True))


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    raise SystemExit(main())
