"""Citizens' accounts: one per city and pseudonym, each attribute with the trust it came with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from allmende.foundation.identity.models import LEVELS, Account
from allmende.foundation.tenancy.references import without_references


@dataclass(frozen=True, slots=True)
class KnownAttribute:
    """What a provider says of a person (JSON value), and how sure it is (`none` … `high`)."""

    value: Any
    level: str


def sign_in(
    *, provider: str, subject: str, level: str, attributes: Mapping[str, KnownAttribute], now: datetime
) -> Account:
    """The account of this pseudonym in the city in scope, made at the first visit, with what the provider says today.

    An attribute known with more trust is not replaced by one with less.
    """
    if level not in LEVELS:
        raise ValueError(f"Unknown trust level {level!r}")
    account, _ = Account.objects.get_or_create(
        provider=provider, subject=subject, defaults={"level": level, "created_at": now, "signed_in_at": now}
    )
    known = dict(account.attributes)
    for name, said in attributes.items():
        before = known.get(name)
        if before is None or rank(said.level) >= rank(before["level"]):
            known[name] = {"value": said.value, "level": said.level}
    account.level, account.attributes, account.signed_in_at = level, known, now
    account.save(update_fields=["level", "attributes", "signed_in_at"])
    return account


def find(account_id: str) -> Account | None:
    """The account in the city in scope, or None."""
    return Account.objects.filter(id=account_id).first()


def rank(level: str) -> int:
    """The place of a trust level, to compare: `rank("high") > rank("basic")`."""
    return LEVELS.index(level)


@transaction.atomic
def forget_unused(*, before: datetime, most: int) -> int:
    """Delete accounts of the city in scope nobody signed in to since then and nothing belongs to; how many.

    Their rows are locked first, so that a person who signs in at this moment gets a new one.
    """
    unused = without_references(Account.objects.filter(signed_in_at__lt=before))
    ids = list(unused.order_by("signed_in_at").values_list("pk", flat=True)[:most])
    locked = Account.objects.select_for_update().filter(pk__in=ids, signed_in_at__lt=before)
    gone = without_references(Account.objects.filter(pk__in=[one.pk for one in locked]))
    count = gone.count()
    gone.delete()
    return count
