"""States of services and cities in words: live, behind, overdue, drifted, postponed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from allmende.apps.catalogue.queries import CityDifference, CityLine, CityStanding, PostponementLine, ServiceTally
from allmende.domain.cooperation.statement import spoken_number
from allmende.ui.html import EMPTY, SafeString, esc, join
from allmende.ui.kern import badge
from allmende.ui.speak import spoken_date

STATES = ("overdue", "behind", "postponed", "drifted", "planned", "warned", "latest", "live")


def state_of(raw: str) -> str:
    """A state in the address, or nothing."""
    return raw if raw in STATES else ""


def states(chosen: str) -> list[tuple[str, str, bool]]:
    """Key, words, whether it is chosen."""
    words = {
        "overdue": _("Überfällig"),
        "behind": _("Nicht auf der neuesten Fassung"),
        "postponed": _("Verschoben"),
        "drifted": _("Mit eigenen Abweichungen"),
        "planned": _("Geplant"),
        "warned": _("Auf einer zurückgezogenen Fassung"),
        "latest": _("Auf der neuesten Fassung"),
        "live": _("In Betrieb"),
    }
    return [(key, words[key], key == chosen) for key in STATES]


def count_of(service_tally: ServiceTally, state: str) -> int:
    """How many cities of a service are in that state."""
    return int(getattr(service_tally, "on_latest" if state == "latest" else state))


def number(count: int, language: str) -> str:
    return spoken_number(Decimal(count), language)


def alarming(count: int, href: str, language: str) -> SafeString | str:
    """A figure that should be looked at, with a link; a plain nought else."""
    if not count:
        return "0"
    return SafeString(f'<a class="kern-link" href="{esc(href)}">{badge("danger", number(count, language))}</a>')


def version(service_tally: ServiceTally, today: date, language: str) -> SafeString:
    """The newest release in use and one that comes."""
    lines = [esc(service_tally.latest.version if service_tally.latest else "–")]
    if service_tally.coming and service_tally.coming.effective_from:
        day = spoken_date(service_tally.coming.effective_from, language)
        words = _("%(version)s ab %(day)s") % {"version": service_tally.coming.version, "day": day}
        lines.append(f'<p class="al-muted al-small">{esc(words)}</p>')
    return join(lines)


def marks(line: CityLine | CityStanding, language: str) -> SafeString:
    """How a city stands to a service, in words and colour."""
    found, warned = [], line.warned if isinstance(line, CityLine) else line.withdrawn
    if warned:
        found.append(badge("danger", _("Fassung zurückgezogen")))
    if line.overdue:
        found.append(badge("danger", _("überfällig")))
    if line.postponed:
        found.append(
            badge("warning", _("verschoben bis %(day)s") % {"day": spoken_date(line.postponed.until, language)})
        )
    elif line.behind and not line.overdue:
        found.append(badge("info", _("neue Fassung möglich")))
    if line.planned:
        words = {"version": line.planned.release.version, "day": spoken_date(line.planned.since, language)}
        found.append(badge("info", _("%(version)s ab %(day)s") % words))
    if line.running and not line.behind and not warned:
        found.append(badge("success", _("aktuell")))
    if not line.running and not line.planned:
        found.append(badge("info", _("nicht im Angebot")))
    return SafeString(f'<p class="al-marks">{join(found, " ")}</p>') if found else EMPTY


def postponed(found: PostponementLine | None, language: str) -> SafeString:
    """Why a city waits, and who decided it."""
    if found is None:
        return EMPTY
    words = _("Wartet mit %(version)s: %(reason)s") % {"version": found.release.version, "reason": found.reason}
    who = _("Entschieden von %(who)s") % {"who": found.decided_by}
    return SafeString(f'<p>{esc(words)}</p><p class="al-muted al-small">{esc(who)}</p>')


def differences(found: Sequence[CityDifference], language: str, *, shown: int = 5) -> SafeString:
    """What a city does differently and why."""
    if not found:
        return EMPTY
    items = [f"<li>{esc(one.text.spoken(language))}{_reason(one.reason)}</li>" for one in found[:shown]]
    more = len(found) - shown
    if more > 0:
        words = _("und %(n)s weitere") % {"n": more}
        items.append(f"<li>{esc(words)}</li>")
    return SafeString(f'<ul class="kern-list">{"".join(items)}</ul>')


def _reason(reason: str) -> str:
    if not reason:
        return ""
    words = _("Grund: %(reason)s") % {"reason": reason}
    return f' <span class="al-muted">{esc(words)}</span>'
