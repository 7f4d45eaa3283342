"""What the page lists: releases to download, signers with their fingerprints."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from allmende.apps.catalogue.queries import ReleaseLine, SignerLine
from allmende.domain.values import Problem, Text, local_day
from allmende.ui import kern
from allmende.ui.html import SafeString
from allmende.ui.speak import spoken_date
from allmende.usecases.exchange_release import fingerprint

MANY = 12
"""From so many services on it is worth searching among them."""


def releases(
    lines: Iterable[ReleaseLine], language: str, *, service: str = "", search: str = ""
) -> list[dict[str, object]]:
    """The newest release of each service, or all releases of one."""
    by_service: dict[str, list[ReleaseLine]] = {}
    for line in lines:
        by_service.setdefault(line.service_id, []).append(line)
    if service in by_service:
        return [_release(line, 0, language) for line in by_service[service]]
    found = [group for group in by_service.values() if _fits(group[0], search, language)]
    found.sort(key=lambda group: group[0].title.spoken(language).casefold())
    return [_release(group[0], len(group) - 1, language) for group in found]


def signers(lines: Iterable[SignerLine], language: str) -> list[dict[str, object]]:
    """Whose signature counts, and whose did."""
    return [
        {
            "name": line.name,
            "counts": line.revoked_at is None,
            "fingerprint": fingerprint(line.public_key),
            "day": spoken_date(local_day(line.added_at), language),
            "by": _("Betrieb") if line.added_by == "operator" else line.added_by,
        }
        for line in lines
    ]


def placed(problem: Problem) -> Text:
    """A refusal with the place inside the package it speaks of, where there is one."""
    where = problem.where if problem.code.startswith("bundle.") is False else ""
    return Text(*(f"{where}: {words}" if where else words for words in (problem.text["de"], problem.text.spoken("en"))))


def _fits(line: ReleaseLine, search: str, language: str) -> bool:
    wanted = search.casefold()
    return wanted in line.title.spoken(language).casefold() or wanted in line.service_id


def _release(line: ReleaseLine, earlier: int, language: str) -> dict[str, object]:
    """`earlier`: how many older releases its own list has."""
    return {"line": line, "title": line.title.spoken(language), "state": _state(line, language), "earlier": earlier}


def _state(line: ReleaseLine, language: str) -> SafeString:
    if line.state == "withdrawn":
        return kern.badge("warning", _("zurückgezogen"))
    if line.state == "coming" and line.effective_from:
        day = spoken_date(line.effective_from, language)
        return kern.badge("info", _("gilt ab %(day)s") % {"day": day})
    return kern.badge("success", _("freigegeben")) if line.state == "released" else kern.badge("info", _("abgelöst"))
