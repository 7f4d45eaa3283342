"""`allmende seal make <city>`: an electronic seal of the installation's own making, for a city that has none."""

from __future__ import annotations

import argparse
import sys

from django.conf import settings
from django.utils import timezone

from allmende.adapters.pades.authority import create_authority
from allmende.apps.catalogue import queries as catalogue
from allmende.foundation.tenancy.models import City
from allmende.foundation.tenancy.scopes import city_scope


def main(argv: list[str]) -> int:
    """Make the city's seal under `VAR/seals`; one that is there stays as it is. 1 where there is no such city."""
    parser = argparse.ArgumentParser(prog="allmende seal", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("make", help="make key and certificate for a city that has none").add_argument("city")
    city = parser.parse_args(argv).city
    if not City.objects.filter(key=city).exists():
        sys.stderr.write(f"Die Stadt „{city}“ gibt es hier nicht. Erst laden: allmende load\n")
        return 1
    with city_scope(city):
        name = catalogue.get_city(city=city).full_name
    folder = settings.VAR / "seals"
    if not create_authority(folder, [(city, name)], timezone.now()):
        sys.stdout.write(f"{name} hat schon ein Siegel.\n")
        return 0
    sys.stdout.write(
        f"{name} hat jetzt ein Siegel ({folder / city}). Es ist von dieser Anlage, nicht von einem Vertrauensdienst. "
        "Sichern Sie den Ordner: Ohne ihn lassen sich alte Siegel nicht mehr prüfen.\n"
    )
    return 0
