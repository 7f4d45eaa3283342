"""`allmende officer list|add|change|block|unblock|remove|factor|password`: the staff accounts of a city."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Callable, Sequence

from django.utils import timezone

from allmende.domain.values import Problem
from allmende.foundation.identity import officers
from allmende.foundation.identity.models import Officer
from allmende.foundation.tenancy.models import City
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases import administer_staff as staff
from allmende.usecases.check_staff import check_staff, places_of
from allmende.usecases.staff_reach import OPERATOR


def main(argv: list[str]) -> int:
    """Do what was asked; 1 with sentences when that is not possible. Passwords are asked for, or read from standard input."""
    options = _parser().parse_args(argv)
    if not City.objects.filter(key=options.city).exists():
        sys.stderr.write(f"Die Stadt „{options.city}“ gibt es hier nicht. Erst laden: allmende load\n")
        return 1
    with city_scope(options.city):
        return ACTS[options.verb](options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="allmende officer", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    for verb, says in (
        ("list", "who may sign in, with roles and offices; then which there are to give"),
        ("add", "add a member of staff"),
        ("change", "other roles, offices, name or address; what is not named stays"),
        ("block", "no way in any more; every session of that person ends at once"),
        ("unblock", "the way in is open again"),
        ("remove", "delete an account that was never used; block any other for good"),
        ("factor", "delete the second factor; that person sets up a new one"),
        ("password", "set a password she must change when she signs in; every session of that person ends"),
    ):
        one = verbs.add_parser(verb, help=says)
        one.add_argument("city")
        if verb != "list":
            one.add_argument("username")
        if verb in ("add", "change"):
            one.add_argument("--name", required=verb == "add")
            one.add_argument("--role", action="append", help="see `officer list`; may be given several times")
            one.add_argument("--unit", action="append", help="id of an office in the city's data; several times")
            one.add_argument("--email")
    return parser


def _list(options: argparse.Namespace) -> int:
    for one in officers.list_all():
        state = "" if one.active else "  gesperrt"
        units = ", ".join(one.units) or "keine Stelle"
        sys.stdout.write(f"{one.username}  {one.name}  [{', '.join(one.roles)}]  {units}{state}\n")
    places = places_of(city=options.city, today=timezone.localdate())
    sys.stdout.write(f"Rollen: {', '.join(places.roles)}\nStellen: {', '.join(places.units)}\n")
    return 0


def _add(options: argparse.Namespace) -> int:
    roles, units = options.role or [], options.unit or []
    for mind in check_staff(city=options.city, roles=roles, units=units, today=timezone.localdate())[1]:
        sys.stderr.write(f"{mind}\n")
    made = staff.add(
        city=options.city,
        username=options.username,
        name=options.name,
        email=options.email or "",
        roles=roles,
        units=units,
        password=_ask(),
        actor=OPERATOR,
        now=timezone.now(),
    )
    return _tell(made, f"kann sich in {options.city} anmelden und muss dabei das Passwort ändern")


def _change(options: argparse.Namespace) -> int:
    changed = staff.change(
        city=options.city,
        username=options.username,
        roles=options.role,
        units=options.unit,
        name=options.name,
        email=options.email,
        actor=OPERATOR,
        now=timezone.now(),
    )
    return _tell(changed, "ist geändert")


def _block(options: argparse.Namespace) -> int:
    return _tell(staff.block(username=options.username, actor=OPERATOR, now=timezone.now()), "ist gesperrt")


def _unblock(options: argparse.Namespace) -> int:
    opened = staff.unblock(username=options.username, actor=OPERATOR, now=timezone.now())
    return _tell(opened, f"kann sich in {options.city} wieder anmelden")


def _remove(options: argparse.Namespace) -> int:
    gone = staff.remove(username=options.username, actor=OPERATOR, now=timezone.now())
    if isinstance(gone, tuple):
        return _tell(gone, "")
    done = "ist gelöscht" if gone else "ist für immer gesperrt; der Name bleibt im Verlauf der Vorgänge"
    sys.stdout.write(f"{options.username} {done}.\n")
    return 0


def _factor(options: argparse.Namespace) -> int:
    reset = staff.reset_factor(username=options.username, actor=OPERATOR, now=timezone.now())
    return _tell(reset, "hat keinen zweiten Faktor mehr")


def _password(options: argparse.Namespace) -> int:
    made = staff.set_password(username=options.username, password=_ask(), actor=OPERATOR, now=timezone.now())
    return _tell(made, f"kann sich in {options.city} mit dem neuen Passwort anmelden und muss es dann ändern")


ACTS: dict[str, Callable[[argparse.Namespace], int]] = {
    "list": _list, "add": _add, "change": _change, "block": _block, "unblock": _unblock, "remove": _remove,
    "factor": _factor, "password": _password,
}  # fmt: skip


def _tell(found: Officer | Sequence[Problem], done: str) -> int:
    if not isinstance(found, Officer):
        sys.stderr.write("".join(f"{problem}\n" for problem in found))
        return 1
    sys.stdout.write(f"{found.name} ({found.username}) {done}.\n")
    return 0


def _ask() -> str:
    return getpass.getpass("Passwort: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
