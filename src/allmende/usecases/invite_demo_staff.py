"""Staff for the demo, in every city: one account for each role in the offices where it has work, and one head of all offices."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from allmende.domain.cooperation import ROLES as STUDIO_ROLES
from allmende.foundation.identity import officers
from allmende.foundation.identity.models import Officer
from allmende.foundation.tenancy.models import City
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases.check_staff import places_of
from allmende.usecases.clock import local_day

PASSWORD = officers.SAMPLE_PASSWORD
STAFF = {
    "sachbearbeitung": ("Sabine Sommer", ("sachbearbeitung",)),
    "standesamt": ("Stefan Stein", ("standesamt",)),
    "widerspruchsstelle": ("Walter Weiß", ("widerspruchsstelle",)),
    "auslaenderbehoerde": ("Aylin Acker", ("auslaenderbehoerde",)),
    "kasse": ("Karla Kern", ("kasse",)),
    "archiv": ("Arno Abel", ("archiv",)),
    "gestaltung": ("Greta Graf", ("gestaltung",)),
    "begutachtung": ("Bernd Baum", ("begutachtung",)),
    "recht": ("Rita Roth", ("recht",)),
    "datenschutz": ("Daniel Dorn", ("datenschutz",)),
    "leseprotokoll": ("Lea Licht", ("leseprotokoll",)),
    "kontrolle": ("Kira Krug", ("kontrolle",)),
    "auskunft": ("Anton Abt", ("auskunft",)),
    "freigabe": ("Frieda Falk", ("freigabe",)),
    "uebernahme": ("Uwe Ulm", ("uebernahme",)),
    "koordination": ("Konrad Klee", ("koordination",)),
    "leitung": ("Lena Lang", ("leitung", *STUDIO_ROLES)),
}


def invite_demo_staff(*, now: datetime) -> int:
    """Make the accounts that are not there yet; how many that were.

    Each belongs to the offices where its role finds work in that city: the studio's to none, the head to all.
    """
    made = 0
    hashed = make_password(PASSWORD)  # Once: a good hash takes its time on purpose.
    for city in City.objects.filter(active=True):
        with city_scope(city.key), transaction.atomic():
            places = places_of(city=city.key, today=local_day(now))
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
                        units=places.homes_of(roles),
                        now=now,
                    )
                    made += 1
    return made
