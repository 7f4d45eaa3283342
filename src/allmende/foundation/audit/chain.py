"""Append to a chain, read it, and check that it is unbroken.

    sha256(entry n) = SHA-256(sha256(entry n-1) + body of entry n)

The body is canonical JSON: sorted keys, no blanks. Whoever changes, removes or inserts an entry breaks every hash after it.

A city has two chains: what was done stays for ever; what was read (`:reads`) is cut off at its old end when its time is over. The
cut is an entry of the other chain.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Min
from django.utils import timezone

from allmende.foundation.audit.models import Entry, Head
from allmende.foundation.tenancy.scopes import find_city_in_scope, get_city_in_scope, machinery_scope

OPERATOR = ""
READS = ":reads"

_APPEND_POSTGRESQL = """
WITH head AS (
    INSERT INTO audit_head AS h (chain, number, sha256, cut_number, cut_sha256)
    VALUES (%(chain)s, 1, encode(sha256(convert_to(%(body)s, 'UTF8')), 'hex'), 0, '')
    ON CONFLICT (chain) DO UPDATE SET number = h.number + 1,
        sha256 = encode(sha256(convert_to(h.sha256 || %(body)s, 'UTF8')), 'hex')
    RETURNING number, sha256
)
INSERT INTO audit_entry (city_id, chain, number, body, sha256, action, subject, at)
SELECT %(city)s, %(chain)s, number, %(body)s, sha256, %(action)s, %(subject)s, %(at)s FROM head
"""


@dataclass(frozen=True, slots=True)
class RecordedEntry:
    """One entry, read."""

    number: int
    at: datetime
    actor: str
    action: str
    subject: str
    details: Mapping[str, Any]


def append(*, actor: str, action: str, subject: str, now: datetime, details: Mapping[str, Any] | None = None) -> None:
    """Record one act in the chain of the city in scope (of the operator without one), in the caller's transaction.

    `actor` and `subject` are ids such as `officer:<id>`, `case:<id>`; details are ids and figures, no personal data:
    this log outlives the data it speaks of. Appending locks the city's chain until the transaction ends, so append late.
    """
    _append(find_city_in_scope(), "", actor, action, subject, now, details)


def append_read(
    *, actor: str, action: str, subject: str, now: datetime, details: Mapping[str, Any] | None = None
) -> None:
    """Record in the read log of the city in scope that somebody read, searched, or was refused. Else as `append`."""
    _append(get_city_in_scope(), READS, actor, action, subject, now, details)


def _append(
    city: str | None, kind: str, actor: str, action: str, subject: str, now: datetime, details: Mapping[str, Any] | None
) -> None:
    said = {"actor": actor, "action": action, "subject": subject, "at": now.isoformat(), "details": dict(details or {})}
    values: dict[str, Any] = {"city": city, "chain": (city or OPERATOR) + kind, "action": action, "subject": subject}
    values |= {"at": now, "body": json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)}
    with nullcontext() if city else machinery_scope():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(_APPEND_POSTGRESQL, values)
        else:
            _append_step_by_step(values)


def check(chain: str) -> int | None:
    """The number of the first entry that does not fit, or None when the chain is whole. `chain`: as in `Head`."""
    with machinery_scope():
        head = Head.objects.filter(chain=chain).first()
        before, number = (head.cut_sha256, head.cut_number) if head else ("", 0)
        for entry in Entry.objects.filter(chain=chain).order_by("number").iterator(chunk_size=2000):
            number += 1
            before = link(before, entry.body)
            told = json.loads(entry.body)
            fits = entry.number == number and entry.sha256 == before
            if not fits or told["action"] != entry.action or told["subject"] != entry.subject:
                return number
    # Entries cut off at the end are seen by the head.
    expected = (head.number, head.sha256) if head else (0, "")
    return None if expected == (number, before) else number + 1


def check_city(city: str) -> int | None:
    """The first entry that does not fit in either chain of the city, or None."""
    found = (check(chain) for chain in chains_of(city))
    return next((number for number in found if number is not None), None)


def chains_of(city: str) -> tuple[str, str]:
    """The city's chains: what was done, and what was read."""
    return city, city + READS


def list_about(subject: str) -> tuple[RecordedEntry, ...]:
    """Everything recorded about a subject in the city in scope, oldest first."""
    return tuple(_read(entry) for entry in Entry.objects.filter(subject=subject).order_by("at", "id"))


def list_reads(subject: str, *, limit: int) -> tuple[RecordedEntry, ...]:
    """Who read the subject in the city in scope, newest first."""
    found = Entry.objects.filter(subject=subject, chain=get_city_in_scope() + READS).order_by("-number")
    return tuple(_read(entry) for entry in found[:limit])


@transaction.atomic
def forget_reads(*, before: datetime, now: datetime) -> int:
    """Cut the read log of the city in scope before its first entry that is not older; how many entries went.

    The database refuses it for entries younger than `READ_LOG_LEAST` days. The cut itself is recorded for ever.
    """
    chain = get_city_in_scope() + READS
    head = Head.objects.select_for_update().filter(chain=chain).first()
    if head is None:
        return 0
    entries = Entry.objects.filter(chain=chain)
    kept = entries.filter(at__gte=before).aggregate(first=Min("number"))["first"]
    last = entries.filter(number__lt=kept if kept is not None else head.number + 1).order_by("-number").first()
    if last is None:
        return 0
    head.cut_number, head.cut_sha256 = last.number, last.sha256
    head.save(update_fields=["cut_number", "cut_sha256"])
    gone, _ = entries.filter(number__lte=last.number).delete()
    append(
        actor="clock",
        action="reads.forgotten",
        subject="",
        now=now,
        details={"entries": gone, "until": last.number, "sha256": last.sha256},
    )
    return gone


def link(before: str, body: str) -> str:
    """The hash of an entry, from the one before it and its body."""
    return hashlib.sha256((before + body).encode()).hexdigest()


def note_all_cities(reason: str) -> None:
    """Record that somebody opened the scope of all cities."""
    with machinery_scope():
        append(
            actor="operator", action="tenancy.all_cities", subject="", now=timezone.now(), details={"reason": reason}
        )


def _append_step_by_step(values: Mapping[str, Any]) -> None:
    with transaction.atomic():
        # SQLite's writers stand in one row anyway: BEGIN IMMEDIATE.
        head, _ = Head.objects.get_or_create(chain=values["chain"])
        head.number += 1
        head.sha256 = link(head.sha256, values["body"])
        head.save()
        Entry(
            city_id=values["city"],
            chain=values["chain"],
            number=head.number,
            body=values["body"],
            sha256=head.sha256,
            action=values["action"],
            subject=values["subject"],
            at=values["at"],
        ).save(force_insert=True)


def _read(entry: Entry) -> RecordedEntry:
    told = json.loads(entry.body)
    return RecordedEntry(entry.number, entry.at, told["actor"], entry.action, entry.subject, told["details"])
