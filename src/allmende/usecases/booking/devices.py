"""Devices at the doors of a site: each has a key of its own, so that a lost or copied one is ended without the others.

A key is shown once, when it is made; kept is its hash.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from allmende.apps.applications.rules import hashed
from allmende.apps.booking import operations, queries
from allmende.apps.booking.queries import DeviceView, SiteView
from allmende.domain.spelling.cleaning import clean_line
from allmende.domain.values import Problem, Text
from allmende.foundation.audit import chain
from allmende.foundation.identity.models import Officer

LONGEST_NAME, MOST = 60, 20
NO_NAME = Problem("booking.device", Text.named("booking.devices.no_name"), "geraet")
NAMED_SO = Problem("booking.device_name", Text.named("booking.devices.named_so"), "geraet")
TOO_MANY = Problem("booking.devices", Text.named("booking.devices.too_many"), "geraet")
GONE = Problem("booking.device_gone", Text.named("booking.devices.gone"))


def find_device(*, key: str) -> DeviceView | None:
    """The device whose page that key opens."""
    return queries.find_device(key_hash=hashed(key))


def add_device(*, officer: Officer, site: SiteView, name: str, key: str, now: datetime) -> Problem | None:
    """A device of that name gives numbers at the site for whoever has the key. The caller asked whether she may set up the site."""
    said = clean_line(name)[:LONGEST_NAME]
    if not said:
        return NO_NAME
    with transaction.atomic():
        operations.lock(site_id=site.id)
        if len(queries.list_devices(site_id=site.id)) >= MOST:
            return TOO_MANY
        if not operations.add_device(site_id=site.id, name=said, key_hash=hashed(key), now=now):
            return NAMED_SO
        _note(officer, site, "made", said, now)
    return None


def renew_device(*, officer: Officer, site: SiteView, device_id: int, key: str, now: datetime) -> Problem | None:
    """Its page opens with the new key alone."""
    name = _name_of(site, device_id)
    with transaction.atomic():
        if not operations.renew_device(site_id=site.id, device_id=device_id, key_hash=hashed(key), now=now):
            return GONE
        _note(officer, site, "renewed", name, now)
    return None


def withdraw_device(*, officer: Officer, site: SiteView, device_id: int, now: datetime) -> None:
    """It gives no numbers any more. Twice is once."""
    name = _name_of(site, device_id)
    with transaction.atomic():
        if operations.withdraw_device(site_id=site.id, device_id=device_id):
            _note(officer, site, "withdrawn", name, now)


def _name_of(site: SiteView, device_id: int) -> str:
    return next((one.name for one in queries.list_devices(site_id=site.id) if one.id == device_id), "")


def _note(officer: Officer, site: SiteView, what: str, name: str, now: datetime) -> None:
    chain.append(
        actor=f"officer:{officer.pk}", action=f"booking.kiosk_{what}", subject=f"site:{site.id}", now=now,
        details={"name": name},
    )  # fmt: skip
