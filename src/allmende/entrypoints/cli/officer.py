"""`allmende officer add|password`: a member of staff of a city."""

from __future__ import annotations

import argparse
import getpass
import sys

from django.utils import timezone

from allmende.domain.values import Problem, Text
from allmende.foundation.identity import officers
from allmende.foundation.identity.models import Officer
from allmende.foundation.tenancy.models import City
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases.check_staff import check_staff


def main(argv: list[str]) -> int:
    """Add an officer or set a password; it is asked for, or read from standard input when that is no terminal."""
    parser = argparse.ArgumentParser(prog="allmende officer", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    add = verbs.add_parser("add", help="add a member of staff")
    add.add_argument("city")
    add.add_argument("username")
    add.add_argument("--name", required=True)
    add.add_argument(
        "--role",
        action="append",
        default=[],
        help="case work: sachbearbeitung, kasse, leitung …; studio: gestaltung, begutachtung, recht, datenschutz, freigabe, uebernahme, koordination",
    )
    add.add_argument("--unit", action="append", default=[], help="id of an office in the city's data")
    add.add_argument("--email", default="")
    password = verbs.add_parser("password", help="set a new password; every session of that person ends")
    password.add_argument("city")
    password.add_argument("username")
    options = parser.parse_args(argv)
    if not City.objects.filter(key=options.city).exists():
        sys.stderr.write(f"Die Stadt „{options.city}“ gibt es hier nicht. Erst laden: allmende load\n")
        return 1
    with city_scope(options.city):
        made = _add(options) if options.verb == "add" else _set_password(options)
    if isinstance(made, Problem):
        sys.stderr.write(f"{made}\n")
        return 1
    sys.stdout.write(f"{made.name} ({made.username}) kann sich in {options.city} anmelden.\n")
    return 0


def _add(options: argparse.Namespace) -> Officer | Problem:
    now = timezone.now()
    wrong, mind = check_staff(city=options.city, roles=options.role, units=options.unit, today=timezone.localdate())
    if wrong:
        return Problem("officer.refused", Text("\n".join(str(problem) for problem in wrong)))
    for problem in mind:
        sys.stderr.write(f"{problem}\n")
    return officers.create(
        username=options.username,
        name=options.name,
        password=_ask(),
        roles=options.role,
        units=options.unit,
        email=options.email,
        now=now,
    )


def _set_password(options: argparse.Namespace) -> Officer | Problem:
    found = officers.find(options.username)
    if found is None:
        return Problem("officer.unknown", Text(f"In {options.city} gibt es „{options.username}“ nicht."))
    return officers.set_password(found, _ask()) or found


def _ask() -> str:
    return getpass.getpass("Passwort: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
