"""Drafts and cases as lines of a list."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.apps.applications import queries as applications
from allmende.apps.applications.queries import ApplicationDraftLine
from allmende.apps.cases.queries import AccountCase
from allmende.domain.matter.telling import list_words
from allmende.entrypoints.portal.access import account_id, secrets_of
from allmende.foundation.web.request import city_key
from allmende.ui.html import SafeString
from allmende.ui.kern import Tone, badge
from allmende.ui.speak import spoken_date, spoken_moment

TONES: dict[str, Tone] = {"granted": "success", "todo": "warning", "wait": "info", "off": "info"}


@dataclass(frozen=True, slots=True)
class MatterRow:
    """One line: what it is, where it leads, how it stands."""

    title: str
    href: str
    note: str
    badge: SafeString


def case_line(line: AccountCase, language: str) -> MatterRow:
    """A case with its state in the words of its page."""
    tone, word, headline = list_words(line.standing, line.service, language)
    sent = _("Gesendet am %(day)s, Nummer %(reference)s") % {
        "day": spoken_moment(line.submitted_at, language),
        "reference": line.reference,
    }
    href = reverse("portal:case", args=[line.id])
    title = f"{line.service_title}: {line.person}" if line.person else line.service_title
    return MatterRow(title, href, f"{headline} {sent}", badge(TONES[tone], word))


def drafts_here(request: HttpRequest, language: str, service_id: str = "") -> list[MatterRow]:
    """What this browser or its account has begun and not sent, newest first; of one service where it is named."""
    city, today = city_key(request), timezone.localdate()
    found = list(applications.list_drafts_of_device(city=city, secrets=secrets_of(request), today=today))
    mine = account_id(request)
    if mine:
        found += applications.list_drafts(city=city, account_id=mine, today=today)
    found.sort(key=lambda line: line.changed_at, reverse=True)
    return [draft_line(line, language) for line in found if service_id in ("", line.service_id)]


def draft_line(line: ApplicationDraftLine, language: str) -> MatterRow:
    """A draft with the day until which it is kept."""
    kept = _("Zuletzt geändert am %(changed)s. Wir heben ihn bis %(day)s auf.") % {
        "changed": spoken_moment(line.changed_at, language),
        "day": spoken_date(line.expires_on, language),
    }
    return MatterRow(
        line.service_title, reverse("portal:draft", args=[line.id]), kept, badge("info", _("Angefangen"), "edit")
    )
