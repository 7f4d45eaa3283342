"""The office attaches a certificate that a person signed herself (§ 56 Abs. 4 PStG), sees what its signature proves, and provides it.

The system cannot sign for her, and a seal of the authority is no signature of a person. Where there is no such file, the
certificate comes on paper; the office notes why.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from django.db import transaction

from allmende.apps.cases import operations as cases
from allmende.apps.cases import queries
from allmende.apps.notices import operations as notices
from allmende.apps.notices import queries as letters
from allmende.domain import facts as f
from allmende.domain.matter import Matter, certificates, speech, waiving
from allmende.domain.matter.tools import stable_id
from allmende.domain.ports.seal import FoundSignature, SignatureStatus
from allmende.domain.spelling.cleaning import clean_lines
from allmende.domain.values import Problem, Text
from allmende.foundation import plugs
from allmende.foundation.blobs import store as blobs
from allmende.foundation.identity.models import Officer
from allmende.foundation.plugs import sockets
from allmende.usecases import read_case
from allmende.usecases.clock import local_day
from allmende.usecases.upload_file import scan

FIELD = "certificate"
LONGEST = 500
NOT_WANTED = Problem(
    "certificate.not_wanted",
    Text.named("usecases.attach_certificate.certificate_not_wanted"),
    FIELD,
)
WAITING = Problem(
    "certificate.waiting",
    Text.named("usecases.attach_certificate.certificate_waiting"),
    FIELD,
)
NOTHING = Problem("certificate.nothing", Text.named("usecases.attach_certificate.certificate_nothing"), FIELD)
NO_REASON = Problem(
    "certificate.reason",
    Text.named("usecases.attach_certificate.certificate_reason"),
    FIELD,
)
TOO_LONG = Problem("certificate.too_long", Text.named("usecases.attach_certificate.certificate_too_long"), FIELD)
_REFUSED: dict[SignatureStatus, Text] = {
    "not_a_pdf": Text.named("usecases.attach_certificate.not_a_pdf"),
    "too_large": Text.named("usecases.attach_certificate.too_large"),
    "unsigned": Text.named("usecases.attach_certificate.unsigned"),
    "changed": Text.named("usecases.attach_certificate.changed"),
    "expired": Text.named("usecases.attach_certificate.expired"),
}
NO_PERSON = Text.named("usecases.attach_certificate.no_person")
NOT_QUALIFIED = Text.named("usecases.attach_certificate.not_qualified")


def attach(*, city: str, case_id: str, officer: Officer, content: bytes | Problem, now: datetime) -> Problem | None:
    """Keep the signed file with the case; the person sees it once it is provided. Error: `NotFound` without the right to write.

    `content`: the file, or why none arrived, which only those are told who may attach one.
    Refused with a sentence: no PDF, unsigned, changed since, a seal, a signature that does not say it is qualified, malware.
    """
    read_case.need(city=city, case_id=case_id, officer=officer, act="write", now=now)
    if isinstance(content, Problem):
        return content
    found = plugs.get(sockets.SEAL).read_signature(content)
    refused = _check(found)
    if refused:
        return Problem("certificate.signature", refused, FIELD)
    scanned = scan(city, content, FIELD)
    if isinstance(scanned, Problem):
        return scanned
    with transaction.atomic():
        cases.lock(case_id=case_id)
        matter = queries.find_matter(case_id=case_id, today=local_day(now))
        if not is_offered(matter, now):
            return NOT_WANTED
        if certificates.waiting(matter.facts):
            return WAITING
        digest = hashlib.sha256(content).hexdigest()[:24]
        notice_id = stable_id(case_id, f"certificate:{len(matter.facts)}:{digest}")
        title = title_of(matter)
        stored = blobs.store(content, "application/pdf", now)
        notices.keep_signed(
            case_id=case_id, notice_id=notice_id, title=title, author=found.signer, blob_id=stored.id, now=now
        )
        fact = f.CertificateAttached(
            at=now, notice_id=notice_id, title=title, signer=found.signer, by=officer.name, officer=str(officer.pk)
        )
        _append(case_id, f"certificate:{notice_id}", fact, officer, now)
    return None


def provide(*, city: str, case_id: str, officer: Officer, now: datetime) -> Problem | None:
    """Give the attached file to the person, as a document of its own; she is told by mail. Error: `NotFound`."""

    def give(matter: Matter, waiting: f.CertificateAttached) -> f.Fact:
        notices.provide_signed(notice_id=waiting.notice_id, today=local_day(now), now=now)
        who: dict[str, Any] = {"by": officer.name, "officer": str(officer.pk)}
        return f.CertificateProvided(at=now, notice_id=waiting.notice_id, title=waiting.title, **who)

    return _settle(city, case_id, officer, now, "provided", give, barred=True)


def discard(*, city: str, case_id: str, officer: Officer, now: datetime) -> Problem | None:
    """The attached file is the wrong one: it stays in the office's file and never goes out. Error: `NotFound`."""

    def drop(matter: Matter, waiting: f.CertificateAttached) -> f.Fact:
        notices.discard(notice_id=waiting.notice_id, now=now)
        return f.NoticeDiscarded(at=now, notice_id=waiting.notice_id, title=waiting.title)

    return _settle(city, case_id, officer, now, "discarded", drop)


def on_paper(*, city: str, case_id: str, officer: Officer, reason: str, now: datetime) -> Problem | None:
    """Note that the certificate comes as a deed on paper; the person reads why. Error: `NotFound`."""
    read_case.need(city=city, case_id=case_id, officer=officer, act="write", now=now)
    reason = clean_lines(reason).strip()
    if not reason or len(reason) > LONGEST:
        return TOO_LONG if reason else NO_REASON
    with transaction.atomic():
        cases.lock(case_id=case_id)
        matter = queries.find_matter(case_id=case_id, today=local_day(now))
        if not is_offered(matter, now) or certificates.is_settled(matter.facts):
            return NOT_WANTED
        if certificates.waiting(matter.facts):
            return WAITING
        fact = f.CertificateOnPaper(at=now, reason=reason, by=officer.name, officer=str(officer.pk))
        _append(case_id, "certificate:paper", fact, officer, now)
    return None


def is_offered(matter: Matter, now: datetime) -> bool:
    """May a signed file be attached: it is wanted, does not come on paper, and the case is open?"""
    over = f.find_closed(matter.facts) or matter.last(f.CertificateOnPaper)
    return not over and certificates.is_wanted(matter, local_day(now))


def read_waiting(*, case_id: str, matter: Matter) -> FoundSignature | None:
    """What the signature of the attached file proves; None where none waits. For whoever may read the case's letters."""
    waiting = certificates.waiting(matter.facts)
    found = letters.find_notice(case_id=case_id, notice_id=waiting.notice_id) if waiting else None
    if found is None or found.blob_id is None:
        return None
    return plugs.get(sockets.SEAL).read_signature(blobs.read(found.blob_id))


def title_of(matter: Matter) -> str:
    """What the document is called: in German, as it stands on the file."""
    return f"{certificates.NAME.spoken('de')}: {speech.service_name(matter.service, 'de')}"


def _settle(
    city: str, case_id: str, officer: Officer, now: datetime, word: str, act: Any, *, barred: bool = False
) -> Problem | None:
    """`barred`: not while the proof that somebody may act for the person is missing."""
    read_case.need(city=city, case_id=case_id, officer=officer, act="write", now=now)
    with transaction.atomic():
        cases.lock(case_id=case_id)
        matter = queries.find_matter(case_id=case_id, today=local_day(now))
        waiting = certificates.waiting(matter.facts)
        if waiting is None:
            return NOTHING
        if barred and (missing := waiving.check_bars(matter)):
            return missing[0]
        _append(case_id, f"certificate:{waiting.notice_id}:{word}", act(matter, waiting), officer, now)
    return None


def _append(case_id: str, key: str, fact: f.Fact, officer: Officer, now: datetime) -> None:
    cases.append(case_id=case_id, facts=[(key, fact)], now=now, today=local_day(now), actor=f"officer:{officer.pk}")


def _check(found: FoundSignature) -> Text | None:
    if found.status != "signed":
        return _REFUSED[found.status]
    for fits, words in ((found.person, NO_PERSON), (found.qualified, NOT_QUALIFIED)):
        if not fits:
            return words.filled(signer=found.signer or "?")
    return None
