"""The demo's staff: one account for each kind of desk, in every city. Never in production: the password is known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.contrib.auth.hashers import make_password

from allmende.apps.catalogue import queries as catalogue
from allmende.domain.values import Problem
from allmende.foundation.identity import officers
from allmende.foundation.tenancy import hosts
from allmende.foundation.tenancy.scopes import city_scope

PASSWORD = "allmende-vorfuehrung"  # noqa: S105 - known on purpose; `allmende sample` refuses production
ROLES = ("sachbearbeitung", "standesamt", "auslaenderbehoerde", "kasse", "archiv", "leitung")
STAFF: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "sachbearbeitung": ("Petra Bauer", ("sachbearbeitung",)),
    "standesamt": ("Jonas Weiß", ("standesamt",)),
    "auslaenderbehoerde": ("Aylin Demir", ("auslaenderbehoerde",)),
    "kasse": ("Uwe Schäfer", ("kasse",)),
    "archiv": ("Inge Vogel", ("archiv",)),
    "leitung": ("Dr. Ruth Stein", ROLES),
}
"""User name → invented name and roles."""


def open_demo(*, now: datetime) -> int:
    """Open the accounts that do not exist yet, for all offices of each city; how many were opened."""
    opened = 0
    hashed = make_password(PASSWORD)  # Once: a good hash takes its time on purpose.
    for row in hosts.list_cities():
        with city_scope(row.key):
            units = tuple(catalogue.get_city(city=row.key).units)
            for username, (name, roles) in STAFF.items():
                if officers.find(username) is not None:
                    continue
                made = officers.create(
                    username=username, name=name, password=PASSWORD, roles=roles, units=units, now=now, hashed=hashed
                )
                if isinstance(made, Problem):
                    raise TypeError(str(made))
                opened += 1
    return opened
