"""`allmende seal make <city>`: an electronic seal of the installation's own making, for a city that has none."""

from __future__ import annotations

import argparse

from django.conf import settings
from django.utils import timezone

from allmende.adapters.pades.authority import create_authority
from allmende.apps.catalogue import queries as catalogue
from allmende.domain.values import Text
from allmende.foundation.tenancy.models import City
from allmende.foundation.tenancy.scopes import city_scope
from allmende.words.command_line import complain, say, spoken


def main(argv: list[str]) -> int:
    """Make the city's seal under `VAR/seals`; one that is there stays as it is. 1 where there is no such city."""
    parser = argparse.ArgumentParser(prog="allmende seal", description=spoken(Text.named("cli.seal.description")))
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("make", help=spoken(Text.named("cli.seal.make"))).add_argument("city")
    city = parser.parse_args(argv).city
    if not City.objects.filter(key=city).exists():
        complain(Text.named("cli.seal.no_city", city=city))
        return 1
    with city_scope(city):
        name = catalogue.get_city(city=city).full_name
    folder = settings.VAR / "seals"
    if not create_authority(folder, [(city, name)], timezone.now()):
        say(Text.named("cli.seal.has_one", name=name))
        return 0
    say(Text.named("cli.seal.made", name=name, folder=folder / city))
    return 0
