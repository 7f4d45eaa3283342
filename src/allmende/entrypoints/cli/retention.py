"""`allmende retention <city>`: a dry run. What would go when, what waits, what is held back. Nothing is changed."""

from __future__ import annotations

import argparse
import sys

from django.utils import timezone

from allmende.domain.matter.retention import WAITS
from allmende.domain.values import Text
from allmende.foundation.jobs import clock
from allmende.foundation.tenancy import hosts
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases.retaining import overview
from allmende.words.command_line import complain, language, say, spoken


def main(argv: list[str]) -> int:
    """Print the plan; 1 for an unknown city, or while the clock is in doubt and nothing is deleted."""
    parser = argparse.ArgumentParser(
        prog="allmende retention", description=spoken(Text.named("cli.retention.description"))
    )
    parser.add_argument("city", help=spoken(Text.named("cli.retention.city")))
    chosen = parser.parse_args(argv)
    if chosen.city not in {city.key for city in hosts.list_cities()}:
        complain(Text.named("cli.retention.no_city", city=chosen.city))
        return 1
    now = timezone.now()
    with city_scope(chosen.city):
        found = overview.foresee(city=chosen.city, officer=None, language=language(), now=now)
    out = sys.stdout.write
    say(Text.named("cli.retention.ends"))
    for month in found.months:
        out(f"  {month.month:%m/%Y}  {month.count:>6}  {found.names.get(month.service_id, month.service_id)}\n")
    say(Text.named("cli.retention.waits"))
    for why, count in found.waiting.items():
        out(f"  {count:>6}  {spoken(WAITS[why]) if why in WAITS else why}\n")
    say(Text.named("cli.retention.held", len=len(found.holds), overdue_offers=found.overdue_offers))
    doubt = clock.find_doubt(now)
    if doubt:
        say(Text.named("cli.retention.doubtful", doubt=doubt))
    return 1 if doubt else 0
