"""A certificate that a person signs with her own signature (§ 56 Abs. 4 PStG): the system keeps and delivers her file.

CertificateAttached ─┬─ CertificateProvided ─ NoticeRetrieved
                     └─ NoticeDiscarded                       (the wrong file)
CertificateOnPaper                                            (it comes as a deed on paper instead)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from allmende.domain.facts.base import Fact
from allmende.domain.values import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateAttached(Fact):
    """A signed file was attached (`by`); `signer` as its signature names her. The person does not see it yet."""

    kind: ClassVar[str] = "certificate_attached"
    office: ClassVar[Text] = Text.named("facts.certificates.certificate_attached_office")
    notice_id: str
    title: str
    signer: str
    by: str
    officer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateProvided(Fact):
    """The signed file is there for the person, as a document of its own."""

    kind: ClassVar[str] = "certificate_provided"
    announced: ClassVar[bool] = True
    citizen: ClassVar[Text | None] = Text.named("facts.certificates.certificate_provided_citizen")
    office: ClassVar[Text] = Text.named("facts.certificates.certificate_provided_office")
    notice_id: str
    title: str
    by: str
    officer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateOnPaper(Fact):
    """The certificate comes as a deed on paper, although it was wanted as a file; `reason` is told to the person."""

    kind: ClassVar[str] = "certificate_on_paper"
    announced: ClassVar[bool] = True
    citizen: ClassVar[Text | None] = Text.named("facts.certificates.certificate_on_paper_citizen")
    office: ClassVar[Text] = Text.named("facts.certificates.certificate_on_paper_office")
    reason: str
    by: str
    officer: str
