"""`allmende retention <city>`: a dry run. What would go when, what waits, what is held back. Nothing is changed."""

from __future__ import annotations

import argparse
import sys

from django.utils import timezone

from allmende.domain.matter.retention import WAITS
from allmende.foundation.jobs import clock
from allmende.foundation.tenancy import hosts
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases.retaining import overview


def main(argv: list[str]) -> int:
    """Print the plan; 1 for an unknown city, or while the clock is in doubt and nothing is deleted."""
    parser = argparse.ArgumentParser(prog="allmende retention", description=__doc__)
    parser.add_argument("city", help="Schlüssel der Stadt, zum Beispiel marburg")
    chosen = parser.parse_args(argv)
    if chosen.city not in {city.key for city in hosts.list_cities()}:
        sys.stderr.write(f"Die Stadt „{chosen.city}“ gibt es hier nicht.\n")
        return 1
    now = timezone.now()
    with city_scope(chosen.city):
        found = overview.foresee(city=chosen.city, officer=None, language="de", now=now)
    out = sys.stdout.write
    out("Die Aufbewahrung endet:\n")
    for one in found.months:
        out(f"  {one.month:%m/%Y}  {one.count:>6}  {found.names.get(one.service_id, one.service_id)}\n")
    out("Die Zeit läuft noch nicht:\n")
    for why, count in found.waiting.items():
        out(f"  {count:>6}  {WAITS[why].spoken('de') if why in WAITS else why}\n")
    out(f"Aufgehaltene Löschungen: {len(found.holds)}. Beim Archiv überfällig: {found.overdue_offers}.\n")
    doubt = clock.find_doubt(now)
    if doubt:
        out(f"Die Uhr ist zweifelhaft ({doubt}): Es wird nichts gelöscht. Stimmt sie: allmende jobs clock confirm\n")
    return 1 if doubt else 0
