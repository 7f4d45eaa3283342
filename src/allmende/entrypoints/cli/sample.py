"""`allmende sample`: what the demo needs besides packages and cities: staff to sign in as, and seals. Never in production."""

from __future__ import annotations

import sys

from django.conf import settings
from django.utils import timezone

from allmende.adapters.pades.authority import create_demo_authority
from allmende.foundation.tenancy.models import City
from allmende.usecases.invite_demo_staff import PASSWORD, invite_demo_staff


def main(argv: list[str]) -> int:
    """Invite the demo's staff to every city; 0 when they are there."""
    if settings.PRODUCTION:
        sys.stderr.write("Beispielkonten gibt es nur in der Vorführung.\n")
        return 1
    now = timezone.now()
    cities = [(city.key, city.name) for city in City.objects.filter(active=True)]
    create_demo_authority(settings.VAR / "seals", cities, now)
    made = invite_demo_staff(now=now)
    sys.stdout.write(f"{made} neue Beispielkonten; das Passwort ist überall „{PASSWORD}“.\n")
    return 0
