"""How our city stands to a service, in a word with a colour, and the one next action."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from allmende.apps.catalogue.queries import CityStanding, ReleaseLine
from allmende.ui.html import SafeString
from allmende.ui.kern import badge
from allmende.ui.speak import spoken_date


@dataclass(frozen=True, slots=True)
class Next:
    """What to do now: a sentence, and where. `weight` says how pressing the button looks."""

    words: str
    label: str = ""
    href: str = ""
    weight: str = "secondary"


def state_of(standing: CityStanding) -> SafeString:
    """The state as a badge."""
    if standing.withdrawn:
        return badge("danger", _("zurückgezogen"))
    if standing.overdue:
        return badge("danger", _("überfällig"))
    if standing.postponed:
        return badge("warning", _("verschoben"))
    if standing.planned:
        return badge("info", _("Übernahme geplant"))
    if standing.running is None:
        return badge("info", _("bieten wir nicht an"))
    if standing.offered_next:
        return badge("warning", _("neue Fassung da"))
    return badge("success", _("läuft"))


def next_of(standing: CityStanding, language: str) -> Next:
    """The next sensible action."""
    if standing.planned:
        day = spoken_date(standing.planned.since, language)
        words = _("Fassung %(version)s gilt bei uns ab %(day)s.") % {
            "version": standing.planned.release.version,
            "day": day,
        }
        return Next(words)
    offered = standing.offered_next
    if standing.running is None:
        words = _("Sie können diese Leistung übernehmen.")
        return (
            _look(standing, words, _("Übernahme ansehen"), "primary")
            if offered
            else Next(_("Gerade gibt es keine Fassung."))
        )
    if offered is None:
        if standing.withdrawn:
            return Next(_("Unsere Fassung ist zurückgezogen. Eine neuere gibt es noch nicht."))
        return Next(_("Hier ist nichts zu tun. Wir haben die neueste Fassung."))
    if standing.postponed:
        day = spoken_date(standing.postponed.until, language)
        return _look(standing, _("Wir entscheiden bis %(day)s.") % {"day": day}, _("Jetzt entscheiden"), "secondary")
    words = _("Fassung %(version)s ist da.") % {"version": offered.version}
    return _look(standing, words, _("Neue Fassung ansehen"), "primary")


def offer_of(line: ReleaseLine) -> Next:
    """What a city can do that does not know the service yet."""
    href = reverse("studio:adoption:look", args=[line.service_id, line.sha256])
    return Next(_("Sie können diese Leistung übernehmen."), _("Übernahme ansehen"), href)


def needs_somebody(standing: CityStanding) -> bool:
    """Is there something to decide that nobody has decided or put off?"""
    if standing.withdrawn or standing.overdue:
        return True
    return standing.offered_next is not None and not standing.planned and not standing.postponed


def _look(standing: CityStanding, words: str, label: str, weight: str) -> Next:
    offered = standing.offered_next
    href = reverse("studio:adoption:look", args=[standing.service_id, offered.sha256]) if offered else ""
    return Next(words, label, href, weight)
