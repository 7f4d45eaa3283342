"""`allmende officer list|add|change|block|unblock|remove|factor|password`: the staff accounts of a city."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Callable, Sequence

from django.utils import timezone

from allmende.domain.values import Problem, Text
from allmende.foundation.identity import officers
from allmende.foundation.identity.models import Officer
from allmende.foundation.tenancy.models import City
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases import administer_staff as staff
from allmende.usecases.check_staff import check_staff, places_of
from allmende.usecases.staff_reach import OPERATOR
from allmende.words.command_line import complain, say, spoken


def main(argv: list[str]) -> int:
    """Do what was asked; 1 with sentences when that is not possible. Passwords are asked for, or read from standard input."""
    options = _parser().parse_args(argv)
    if not City.objects.filter(key=options.city).exists():
        complain(Text.named("cli.officer.no_city", city=options.city))
        return 1
    with city_scope(options.city):
        return ACTS[options.verb](options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="allmende officer", description=spoken(Text.named("cli.officer.description")))
    verbs = parser.add_subparsers(dest="verb", required=True)
    for verb, says in (
        ("list", spoken(Text.named("cli.officer.list"))),
        ("add", spoken(Text.named("cli.officer.add"))),
        ("change", spoken(Text.named("cli.officer.change"))),
        ("block", spoken(Text.named("cli.officer.block"))),
        ("unblock", spoken(Text.named("cli.officer.unblock"))),
        ("remove", spoken(Text.named("cli.officer.remove"))),
        ("factor", spoken(Text.named("cli.officer.factor"))),
        ("password", spoken(Text.named("cli.officer.password"))),
    ):
        one = verbs.add_parser(verb, help=says)
        one.add_argument("city")
        if verb != "list":
            one.add_argument("username")
        if verb in ("add", "change"):
            one.add_argument("--name", required=verb == "add")
            one.add_argument("--role", action="append", help=spoken(Text.named("cli.officer.role")))
            one.add_argument("--unit", action="append", help=spoken(Text.named("cli.officer.unit")))
            one.add_argument("--email")
    return parser


def _list(options: argparse.Namespace) -> int:
    for one in officers.list_all():
        state = "" if one.active else "  " + spoken(Text.named("cli.officer.is_blocked"))
        units = ", ".join(one.units) or spoken(Text.named("cli.officer.no_unit"))
        sys.stdout.write(f"{one.username}  {one.name}  [{', '.join(one.roles)}]  {units}{state}\n")
    places = places_of(city=options.city, today=timezone.localdate())
    say(Text.named("cli.officer.places", roles=", ".join(places.roles), offices=", ".join(places.units)))
    return 0


def _add(options: argparse.Namespace) -> int:
    roles, units = options.role or [], options.unit or []
    for mind in check_staff(city=options.city, roles=roles, units=units, today=timezone.localdate())[1]:
        complain(mind.line)
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
    return _tell(options.city, made, Text.named("cli.officer.can_sign_in"))


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
    return _tell(options.city, changed, Text.named("cli.officer.changed"))


def _block(options: argparse.Namespace) -> int:
    return _tell(
        options.city,
        staff.block(username=options.username, actor=OPERATOR, now=timezone.now()),
        Text.named("cli.officer.blocked"),
    )


def _unblock(options: argparse.Namespace) -> int:
    opened = staff.unblock(username=options.username, actor=OPERATOR, now=timezone.now())
    return _tell(options.city, opened, Text.named("cli.officer.unblocked"))


def _remove(options: argparse.Namespace) -> int:
    gone = staff.remove(username=options.username, actor=OPERATOR, now=timezone.now())
    if isinstance(gone, tuple):
        return _refuse(gone)
    done = Text.named("cli.officer.deleted") if gone else Text.named("cli.officer.blocked_for_good")
    say(done.filled(person=options.username))
    return 0


def _factor(options: argparse.Namespace) -> int:
    reset = staff.reset_factor(username=options.username, actor=OPERATOR, now=timezone.now())
    return _tell(options.city, reset, Text.named("cli.officer.no_factor"))


def _password(options: argparse.Namespace) -> int:
    made = staff.set_password(username=options.username, password=_ask(), actor=OPERATOR, now=timezone.now())
    return _tell(options.city, made, Text.named("cli.officer.new_password"))


ACTS: dict[str, Callable[[argparse.Namespace], int]] = {
    "list": _list, "add": _add, "change": _change, "block": _block, "unblock": _unblock, "remove": _remove,
    "factor": _factor, "password": _password,
}  # fmt: skip


def _tell(city: str, found: Officer | Sequence[Problem], done: Text) -> int:
    if not isinstance(found, Officer):
        return _refuse(found)
    say(done.filled(person=f"{found.name} ({found.username})", city=city))
    return 0


def _refuse(problems: Sequence[Problem]) -> int:
    for problem in problems:
        complain(problem.line)
    return 1


def _ask() -> str:
    return (
        getpass.getpass(spoken(Text.named("cli.officer.ask")))
        if sys.stdin.isatty()
        else sys.stdin.readline().rstrip("\n")
    )
