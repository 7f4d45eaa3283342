"""The box on the case where a certificate that a person signed herself is attached, looked at and provided."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from allmende.apps.cases.office import OfficeCase
from allmende.domain.matter import certificates
from allmende.domain.values import Problem
from allmende.ui.speak import spoken_moment
from allmende.usecases import attach_certificate


def certificate_box(
    found: OfficeCase, reason: str, problem: Problem | None, now: datetime, language: str
) -> dict[str, object] | None:
    """What the box shows; None where no signed file is wanted, or she may not write to the person."""
    matter = found.case.matter
    if "write" not in found.acts or found.case.closed or not attach_certificate.is_offered(matter, now):
        return None
    signature = attach_certificate.read_waiting(case_id=found.case.id, matter=matter)
    lines: list[str] = []
    if signature:
        lines = [
            _("Unterschrieben von: %(name)s") % {"name": signature.signer},
            _("Zertifikat von: %(name)s, nach eigener Angabe qualifiziert") % {"name": signature.issuer},
        ]
        if signature.signed_at:
            lines.append(_("Am %(day)s") % {"day": spoken_moment(signature.signed_at, language)})
        lines.append(_("Seitdem unverändert. Ob das Zertifikat gesperrt ist, prüft Ihr Signaturprogramm."))
    return {
        "waits": signature is not None,
        "lines": lines,
        "provided": certificates.is_settled(matter.facts),
        "reason": reason,
        "problem": problem.text.spoken(language) if problem else "",
    }
