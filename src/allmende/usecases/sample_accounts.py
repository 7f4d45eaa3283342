"""The demo's accounts, where they must not be: known by their names and addresses, and by the mark the demo leaves."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import Error
from django.db.models import Q

from allmende.domain.values import Text
from allmende.foundation.audit import chain
from allmende.foundation.identity.models import Officer
from allmende.foundation.tenancy.models import City
from allmende.foundation.tenancy.scopes import all_cities, city_scope
from allmende.usecases.invite_demo_staff import STAFF

MARK = "installation.sampled"
DEMO = Text.named("usecases.sample_accounts.demo")


def mark_as_demo(now: datetime) -> None:
    """Note in the operator's audit log, which cannot be changed, that this database got sample accounts."""
    with all_cities("mark the demo"):
        if not chain.list_about(MARK):
            chain.append(actor="operator", action=MARK, subject=MARK, now=now)


def is_demo() -> bool:
    """Whether this database was ever a demo's."""
    with all_cities("look for the demo's mark"):
        marked = bool(chain.list_about(MARK))
    return marked or bool(list_samples())


def list_samples() -> tuple[str, ...]:
    """`city/username` of every active account that looks like the demo's."""
    found: list[str] = []
    for city in City.objects.all():
        with city_scope(city.key):
            same = Q(*[Q(username=name, email=f"{name}@{city.key}.example") for name in STAFF], _connector=Q.OR)
            names = Officer.objects.filter(same, active=True).values_list("username", flat=True)
            found += [f"{city.key}/{name}" for name in names]
    return tuple(found)


def refusal() -> Text | None:
    """Why this installation must not run: in production on a database of the demo. None: nothing against it.

    A database that cannot be asked now is no reason: sign-in refuses the demo's password whatever the database holds.
    """
    if not settings.PRODUCTION:
        return None
    try:
        found = is_demo()
    except Error:
        return None
    return DEMO if found else None
