"""Files a person signs herself, where the law accepts no seal of the authority: is one wanted, and how does it stand?

A letter says when (`signed_file`). Until the file is provided, or the case goes the way of paper, nothing is granted.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from allmende.domain import facts as f
from allmende.domain.matter import speech
from allmende.domain.matter.decision import OfficerDecision
from allmende.domain.matter.model import Matter
from allmende.domain.notices.placeholders import holds
from allmende.domain.values import Problem, Text

GRANTING = ("granted", "partly")
NAME = Text.named("matter.certificates.name")
MISSING = Problem(
    "certificate.missing",
    Text.named("matter.certificates.certificate_missing"),
    "certificate",
)


def is_wanted(matter: Matter, today: date) -> bool:
    """Does a letter of the service ask for a file signed by a person, in this matter?"""
    asking = [notice.signed_file for notice in matter.service.notices.values() if notice.signed_file]
    if not asking:
        return False
    names = speech.names(matter, today)
    return any(holds(condition, names) for condition in asking)


def is_settled(facts: Iterable[f.Fact]) -> bool:
    """True once a signed file is provided, or the certificate comes on paper."""
    return any(isinstance(x, (f.CertificateProvided, f.CertificateOnPaper)) for x in facts)


def waiting(facts: Iterable[f.Fact]) -> f.CertificateAttached | None:
    """The file that was attached last and is neither provided nor discarded."""
    known = tuple(facts)
    over = {x.notice_id for x in known if isinstance(x, (f.CertificateProvided, f.NoticeDiscarded))}
    found = [x for x in known if isinstance(x, f.CertificateAttached) and x.notice_id not in over]
    return found[-1] if found else None


def check_grant(matter: Matter, decision: OfficerDecision, today: date) -> tuple[Problem, ...]:
    """What keeps the decision from being taken: a certificate that is wanted and neither provided nor on paper."""
    if decision.outcome not in GRANTING or is_settled(matter.facts) or not is_wanted(matter, today):
        return ()
    return (MISSING,)
