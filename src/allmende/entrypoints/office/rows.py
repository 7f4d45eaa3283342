"""Tasks as lines: of the inbox and beside a case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from allmende.apps.cases import office
from allmende.apps.cases.awaiting import WaitLine
from allmende.domain.values import last_day_before, local_day
from allmende.foundation.identity.absences import Away
from allmende.ui.html import SafeString
from allmende.ui.kern import Tone, badge
from allmende.ui.speak import spoken_date

NOBODY_AWAY: Mapping[str, Away] = {}
DUE_TONES: dict[str, Tone] = {"late": "danger", "today": "warning", "soon": "info", "later": "info"}


def task_rows(
    lines: Iterable[office.TaskLine],
    names: Mapping[str, str],
    officer_id: str,
    language: str,
    away: Mapping[str, Away] = NOBODY_AWAY,
) -> list[dict[str, object]]:
    """Lines of the inbox, ready to be written. `away`: who of the staff is away today, by id."""
    return [task_row(line, names, officer_id, language, away) for line in lines]


def task_row(
    line: office.TaskLine,
    names: Mapping[str, str],
    officer_id: str,
    language: str,
    away: Mapping[str, Away] = NOBODY_AWAY,
) -> dict[str, object]:
    if line.done_at:
        when = badge("success", _("erledigt am %(day)s") % {"day": spoken_date(local_day(line.done_at), language)})
        href = reverse("office:case", args=[line.case_id]) if "see" in line.acts else ""
    else:
        when = due_badge(line, language)
        mine = line.officer_id == officer_id
        href = reverse("office:task", args=[line.id]) if mine else reverse("office:case", args=[line.case_id])
    return {
        "href": href,
        "chosen": f"{line.id}.{line.version}" if line.mine else "",
        "choose": _("%(title)s, %(reference)s auswählen") % {"title": line.title, "reference": line.reference},
        "title": line.title,
        "service": names.get(line.service_id, line.service_id),
        "applicant": line.applicant_name,
        "reference": line.reference,
        "reason": line.reason,
        "routed": "" if line.done_at else why_here(line),
        "why": "" if line.done_at else why_due(line, officer_id, language),
        "since": spoken_date(local_day(line.opened_at), language),
        "when": when,
        "who": _who(line, officer_id),
        "away": "" if line.done_at else _away(line, officer_id, away, language),
        "late": line.due == "late" and not line.done_at,
    }


def why_due(line: office.TaskLine, officer_id: str, language: str) -> str:
    """Why it is due on that day, and of what is late why it still lies there; or until when it was set aside."""
    if line.aside_until and line.aside_until > timezone.localdate():
        return _("zurückgestellt bis %(day)s") % {"day": spoken_date(line.aside_until, language)}
    if line.due_at is None:
        return ""
    days = (last_day_before(line.due_at) - local_day(line.opened_at)).days
    said = []
    if days > 0:
        since = {"n": days, "day": spoken_date(local_day(line.opened_at), language)}
        said.append(ngettext("%(n)s Tag seit %(day)s", "%(n)s Tage seit %(day)s", days) % since)
    if line.due == "late":
        said.append(_why_late(line, officer_id, language))
    return "; ".join(said)


def why_here(line: office.TaskLine) -> str:
    """Which rule gave the task to whom, as it opened; empty where none did."""
    words = {
        "named": _("zugeteilt nach der Regel „%(rule)s“"),
        "load": _("zugeteilt nach der Regel „%(rule)s“, an wen am wenigsten offen hatte"),
        "deputy": _("zugeteilt nach der Regel „%(rule)s“, in Vertretung"),
        "team": _("Regel „%(rule)s“: niemand davon war da, darum für das Team"),
    }.get(line.routed.get("how", ""), "")
    return words % {"rule": line.routed.get("rule", "")} if words else ""


def _why_late(line: office.TaskLine, officer_id: str, language: str) -> str:
    if line.aside_until:
        return _("war bis %(day)s zurückgestellt") % {"day": spoken_date(line.aside_until, language)}
    if line.officer_id is None:
        return _("hat noch niemand genommen")
    day = spoken_date(local_day(line.taken_at or line.opened_at), language)
    if line.officer_id == officer_id:
        return _("liegt seit %(day)s bei Ihnen") % {"day": day}
    return _("liegt seit %(day)s bei %(name)s") % {"day": day, "name": line.officer_name}


def wait_rows(lines: Iterable[WaitLine], names: Mapping[str, str], language: str) -> list[dict[str, object]]:
    """Cases that wait, ready to be written."""
    return [
        {
            "href": reverse("office:case", args=[line.case_id]),
            "title": line.wait.spoken(language),
            "service": names.get(line.service_id, line.service_id),
            "applicant": line.applicant_name,
            "reference": line.reference,
            "since": spoken_date(local_day(line.opened_at), language),
            "when": _until(line, language),
            "who": line.officer_name or "–",
            "late": line.over,
        }
        for line in lines
    ]


def _until(line: WaitLine, language: str) -> SafeString:
    if line.wait.until is None:
        return badge("info", _("ohne Frist"))
    day = {"day": spoken_date(line.wait.until, language)}
    if line.wait.on == "appointment":
        return badge("info", _("am %(day)s") % day)
    return badge("danger", _("war bis %(day)s") % day) if line.over else badge("info", _("bis %(day)s") % day)


def _who(line: office.TaskLine, officer_id: str) -> str:
    """Whose the task is, or who did it; nobody, where it was done without anybody."""
    if line.officer_id == officer_id:
        return _("Sie")
    return line.officer_name or ("–" if line.done_at else _("noch frei"))


def _away(line: office.TaskLine, officer_id: str, away: Mapping[str, Away], language: str) -> str:
    """That who has the task is away, until when, and who stands in."""
    found = away.get(line.officer_id or "")
    if found is None or line.officer_id == officer_id:
        return ""
    if line.stands_in:
        return _("Sie vertreten bis %(day)s") % {"day": spoken_date(found.until_on, language)}
    said = {"day": spoken_date(found.until_on, language), "name": found.substitute}
    return (
        _("abwesend bis %(day)s, Vertretung: %(name)s") % said if found.substitute else _("abwesend bis %(day)s") % said
    )


def found_rows(lines: Iterable[office.FoundCase], names: Mapping[str, str], language: str) -> list[dict[str, object]]:
    """Cases that were searched for, ready to be written."""
    return [
        {
            "href": reverse("office:case", args=[line.id]) if "see" in line.acts else "",
            "reference": line.reference,
            "service": names.get(line.service_id, line.service_id),
            "applicant": line.applicant_name,
            "born": spoken_date(line.born, language) if line.born else "",
            "received": spoken_date(line.received_on, language),
            "state": _("abgeschlossen am %(day)s") % {"day": spoken_date(local_day(line.closed_at), language)}
            if line.closed_at
            else _("läuft"),
            "tasks": [f"{title}: {who or _('noch frei')}" for title, who in line.tasks],
        }
        for line in lines
    ]


def due_badge(line: office.TaskLine, language: str) -> SafeString:
    if line.due_at is None:
        return badge("info", _("ohne Frist"))
    day = spoken_date(last_day_before(line.due_at), language)
    words = {
        "late": _("überfällig seit %(day)s"),
        "today": _("heute fällig"),
        "soon": _("fällig am %(day)s"),
        "later": _("fällig am %(day)s"),
    }[line.due]
    return badge(DUE_TONES[line.due], words % {"day": day} if "%" in words else words)
