"""Tasks as lines: of the inbox and beside a case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from allmende.apps.cases import office
from allmende.ui.html import SafeString
from allmende.ui.kern import Tone, badge
from allmende.ui.speak import spoken_date

DUE_TONES: dict[str, Tone] = {"late": "danger", "today": "warning", "soon": "info", "later": "info"}


def task_rows(
    lines: Iterable[office.TaskLine], names: Mapping[str, str], officer_id: str, language: str
) -> list[dict[str, object]]:
    """Lines of the inbox, ready to be written."""
    return [task_row(line, names, officer_id, language) for line in lines]


def task_row(line: office.TaskLine, names: Mapping[str, str], officer_id: str, language: str) -> dict[str, object]:
    if line.done_at:
        when = badge("success", _("erledigt am %(day)s") % {"day": spoken_date(line.done_at.date(), language)})
        href = reverse("office:case", args=[line.case_id]) if "see" in line.acts else ""
    else:
        when = due_badge(line, language)
        mine = line.officer_id == officer_id
        href = reverse("office:task", args=[line.id]) if mine else reverse("office:case", args=[line.case_id])
    return {
        "href": href,
        "title": line.title,
        "service": names.get(line.service_id, line.service_id),
        "applicant": line.applicant_name,
        "reference": line.reference,
        "reason": line.reason,
        "since": spoken_date(line.opened_at.date(), language),
        "when": when,
        "who": _("Sie") if line.officer_id == officer_id else line.officer_name or _("noch frei"),
        "late": line.due == "late" and not line.done_at,
    }


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
            "state": _("abgeschlossen am %(day)s") % {"day": spoken_date(line.closed_at.date(), language)}
            if line.closed_at
            else _("läuft"),
            "tasks": [f"{title}: {who or _('noch frei')}" for title, who in line.tasks],
        }
        for line in lines
    ]


def due_badge(line: office.TaskLine, language: str) -> SafeString:
    if line.due_at is None:
        return badge("info", _("ohne Frist"))
    day = spoken_date(line.due_at.date(), language)
    words = {
        "late": _("überfällig seit %(day)s"),
        "today": _("heute fällig"),
        "soon": _("fällig am %(day)s"),
        "later": _("fällig am %(day)s"),
    }[line.due]
    return badge(DUE_TONES[line.due], words % {"day": day} if "%" in words else words)
