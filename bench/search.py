"""The office's search in a city with very many cases, against the same in a small one.

    python -m bench.search [--cases 1000 100000] [--rounds 3]

Cases are copies of real ones with names as people have them: few names are had by many. Their words are made by the
product's own rules and stored in bulk. Sixty everyday searches are made by a clerk who may read everything. Told are the
times at each size, and how many times slower the larger city is. On SQLite, or the server ALLMENDE_DATABASE_URL names.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
import uuid
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from random import Random
from typing import Any

import django

FAMILY = [
    "Müller",
    "Schmidt",
    "Schneider",
    "Fischer",
    "Weber",
    "Meyer",
    "Wagner",
    "Becker",
    "Schulz",
    "Hoffmann",
    "Schäfer",
    "Koch",
    "Bauer",
    "Richter",
    "Klein",
    "Wolf",
    "Schröder",
    "Neumann",
    "Schwarz",
    "Zimmermann",
    "Braun",
    "Krüger",
    "Hofmann",
    "Hartmann",
    "Lange",
    "Schmitt",
    "Werner",
    "Krause",
    "Meier",
    "Lehmann",
    "Yılmaz",
    "Kaya",
    "Demir",
    "Nguyen",
    "Kowalski",
    "Weiß-Müller",
    "Groß",
    "Haddad",
    "Öztürk",
    "Jürgens",
]
GIVEN = [
    "Anna",
    "Erika",
    "Jürgen",
    "Monika",
    "Peter",
    "Ayşe",
    "Mehmet",
    "Lena",
    "Paul",
    "Sophie",
    "Jan",
    "Marie",
    "Ben",
    "Zoë",
    "Björn",
    "Käthe",
]
ENDINGS = [
    f"{first}{last}"
    for first in ("mann", "berger", "hauser", "bach", "stein", "brunner", "eder")
    for last in ("", "er", "s", "l", "in", "sen", "ke")
]
RANKS, SHIFT = len(FAMILY) * len(ENDINGS), 10
"""So many surnames; the most common is had by two in a hundred, as the most common German one by one in a hundred."""
PACK = 2_000
SEARCHES = 60


def main() -> int:
    """Print the times; 0 when they were measured."""
    parser = argparse.ArgumentParser(prog="bench.search")
    parser.add_argument("--cases", type=int, nargs="+", default=[1_000, 100_000])
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    from bench.payments import own_database

    with own_database():
        measure(sorted(chosen.cases), chosen.rounds)
    return 0


def measure(sizes: list[int], rounds: int) -> None:
    """Grow one city to each size and search in it."""
    from django.db import connection

    from allmende.foundation.tenancy.scopes import city_scope
    from tests.world import Clerk, Visitor, World

    world, there, first = World(), 0, 0.0
    world.plug_in()
    assert world.load().problems == []
    with city_scope("marburg"):
        visitor = Visitor(world)
        visitor.apply()
        world.work()
        clerk = Clerk(world)
        for size in sizes:
            grow(visitor.id, range(there, size))
            there = size
            analyze(connection)
            times, found = search_all(world, clerk, size, rounds)
            median, slowest = statistics.median(times), max(times)
            first = first or median
            print(
                f"{connection.vendor}: {size} cases, {SEARCHES} searches, {found} with a result: median {median * 1000:.1f} ms, "
                f"slowest {slowest * 1000:.1f} ms, {median / first:.1f} times the smallest city",
                flush=True,
            )


def analyze(connection: Any) -> None:
    """Statistics for the planner, and which pages an index answers for alone, as the database's own housekeeping makes them: the role
    of the web may not."""
    role = connection.settings_dict["OPTIONS"].get("assume_role")
    with connection.cursor() as cursor:
        if role:
            cursor.execute("RESET ROLE")
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
        if role:
            cursor.execute(f"SET ROLE {connection.ops.quote_name(role)}")


def person(number: int) -> dict[str, Any]:
    """Who applied: names by rank, so that the first are common, and what they live at."""
    dice = Random(number)
    rank = int(SHIFT * (1 + RANKS / SHIFT) ** dice.random() - SHIFT)
    family = FAMILY[rank] if rank < len(FAMILY) else f"{FAMILY[rank % len(FAMILY)]}{ENDINGS[rank // len(FAMILY) - 1]}"
    given = dice.choice(GIVEN)
    return {"name": f"{given} {family}", "email": f"{given}.{family}{number}@example.org".lower()}


def grow(pattern: str, numbers: range) -> None:
    """Copies of the case `pattern`, one per number, with the words of other people."""
    from allmende.apps.applications.models import Application, Draft
    from allmende.apps.cases import queries
    from allmende.apps.cases.models import Case, CaseWord
    from allmende.domain.matter.searching import number_words, personal_words

    draft, sent = Draft.objects.get(pk=pattern), Application.objects.get(pk=pattern)
    case = Case.objects.get(pk=pattern)
    steps = queries.find_matter(case_id=pattern, today=case.opened_at.date()).service.form.steps
    left: Iterator[int] = iter(numbers)
    while pack := list(islice(left, PACK)):
        drafts, applications, cases, words = [], [], [], []
        for number in pack:
            key, who = uuid.uuid4(), person(number)
            reference = f"MR-{number // 10_000:04d}-{number % 10_000:04d}-X"
            answers = {**sent.answers, **who}
            drafts.append(copied(draft, id=key))
            applications.append(copied(sent, id=key, draft_id=key, reference=reference, answers=answers))
            cases.append(
                copied(
                    case,
                    id=key,
                    application_id=key,
                    reference=reference,
                    opened_at=case.opened_at - timedelta(minutes=number),
                )
            )
            personal = personal_words(steps, answers)
            words += [(key, word, True) for word in personal]
            words += [(key, word, False) for word in number_words(reference) - personal]
        Draft.objects.bulk_create(drafts)
        Application.objects.bulk_create(applications)
        Case.objects.bulk_create(cases)
        CaseWord.objects.bulk_create(
            [
                CaseWord(city_id=case.city_id, case_id=key, word=word, personal=personal)
                for key, word, personal in words
            ],
            batch_size=PACK,
        )


def copied(row: Any, **other: Any) -> Any:
    """The same row with other values, not yet stored."""
    values = {
        concrete_field.attname: getattr(row, concrete_field.attname) for concrete_field in row._meta.concrete_fields
    }
    return type(row)(**{**values, **other})


def search_all(world: Any, clerk: Any, size: int, rounds: int) -> tuple[list[float], int]:
    """Every search so often; the seconds of each, and how many found something."""
    from allmende.apps.cases import office
    from allmende.domain.matter.searching import read_search

    staff, times, found = clerk.staff, [], 0
    for typed in everyday(size):
        search = read_search(typed)
        assert search is not None
        for turn in range(rounds):
            began = time.perf_counter()
            lines = office.find_cases(city="marburg", staff=staff, search=search).lines
            times.append(time.perf_counter() - began)
            found += bool(lines) and turn == 0
    return times, found


def everyday(size: int) -> Iterator[str]:
    """What people on the phone say: whole names, surnames alone, numbers, mail addresses, and what nobody has."""
    dice = Random(7)
    for number in range(SEARCHES):
        one = dice.randrange(size)
        who = person(one)
        yield (
            who["name"],
            who["name"].split()[-1].replace("ü", "ue"),
            f"MR-{one // 10_000:04d}-{one % 10_000:04d}-X",
            who["email"],
            who["name"].split()[-1][:4],
            "Niemand-Sonst",
        )[number % 6]


if __name__ == "__main__":
    raise SystemExit(main())
