"""Staff for the demo, in every city: one account for each role, one for all of them."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from allmende.apps.catalogue import queries as catalogue
from allmende.domain.cooperation import ROLES as STUDIO_ROLES
from allmende.foundation.identity import officers
from allmende.foundation.identity.models import Officer
from allmende.foundation.tenancy.models import City
from allmende.foundation.tenancy.scopes import city_scope

PASSWORD = "allmende-vorfuehrung"  # noqa: S105 - printed on the demo's first page; these accounts never exist in production
ROLES: tuple[str, ...] = ("sachbearbeitung", "standesamt", "auslaenderbehoerde", "kasse", "archiv")
STAFF = {
    "sachbearbeitung": ("Sabine Sommer", ("sachbearbeitung",)),
    "standesamt": ("Stefan Stein", ("standesamt",)),
    "auslaenderbehoerde": ("Aylin Acker", ("auslaenderbehoerde", "sachbearbeitung")),
    "kasse": ("Karla Kern", ("kasse",)),
    "archiv": ("Arno Abel", ("archiv",)),
    "gestaltung": ("Greta Graf", ("gestaltung",)),
    "begutachtung": ("Bernd Baum", ("begutachtung",)),
    "recht": ("Rita Roth", ("recht",)),
    "datenschutz": ("Daniel Dorn", ("datenschutz",)),
    "freigabe": ("Frieda Falk", ("freigabe",)),
    "uebernahme": ("Uwe Ulm", ("uebernahme",)),
    "koordination": ("Konrad Klee", ("koordination",)),
    "leitung": ("Lena Lang", (*ROLES, *STUDIO_ROLES, "leitung")),
}


def invite_demo_staff(*, now: datetime) -> int:
    """Make the accounts that are not there yet; how many that were. They belong to every office of their city."""
    made = 0
    hashed = make_password(PASSWORD)  # Once: a good hash takes its time on purpose.
    for city in City.objects.filter(active=True):
        with city_scope(city.key), transaction.atomic():
            units = tuple(catalogue.get_city(city=city.key).units)
            known = set(Officer.objects.values_list("username", flat=True))
            for username, (name, roles) in STAFF.items():
                if username not in known:
                    officers.create(
                        username=username,
                        name=name,
                        email=f"{username}@{city.key}.example",
                        password=PASSWORD,
                        hashed=hashed,
                        roles=roles,
                        units=units,
                        now=now,
                    )
                    made += 1
    return made
