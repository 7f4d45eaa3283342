"""Drafts and cases as lines of a list."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from allmende.apps.applications.queries import DraftLine
from allmende.apps.cases.queries import CaseLine
from allmende.ui.html import SafeString
from allmende.ui.kern import Tone, badge
from allmende.ui.speak import spoken_date, spoken_moment

TONES: dict[str, Tone] = {
    "SUBMITTED": "info",
    "RECEIVED": "info",
    "PROCESSING": "info",
    "ACTION_REQUIRED": "warning",
    "COMPLETED": "success",
}


@dataclass(frozen=True, slots=True)
class MatterLine:
    """One line: what it is, where it leads, how it stands."""

    title: str
    href: str
    note: str
    badge: SafeString


def case_line(line: CaseLine, language: str) -> MatterLine:
    """A case with its state in words."""
    sent = _("Gesendet am %(day)s, Nummer %(reference)s") % {
        "day": spoken_moment(line.submitted_at, language),
        "reference": line.reference,
    }
    state = badge(TONES.get(line.status, "info"), line.status_text)
    return MatterLine(line.service_title, reverse("portal:case", args=[line.id]), sent, state)


def draft_line(line: DraftLine, language: str) -> MatterLine:
    """A draft with the day until which it is kept."""
    kept = _("Zuletzt geändert am %(changed)s. Wir heben ihn bis %(day)s auf.") % {
        "changed": spoken_moment(line.changed_at, language),
        "day": spoken_date(line.expires_on, language),
    }
    return MatterLine(
        line.service_title, reverse("portal:draft", args=[line.id]), kept, badge("info", _("Angefangen"), "edit")
    )
