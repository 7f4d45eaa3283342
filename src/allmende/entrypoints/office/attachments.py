"""The files of a case beside it: by the question they answer, opened in the viewer."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.apps.cases import office
from allmende.domain import facts as f
from allmende.domain.forms import SummaryRow
from allmende.domain.matter.enclosures import enclosed_by
from allmende.ui.html import SafeString, esc, join
from allmende.ui.speak import spoken_date, spoken_size

EMPTY = SafeString("")
FRAME = "blatt"
"""The name of the frame beside the case that shows a file (`office/case/attachments.html`)."""


def list_attachments(found: office.OfficeCase, language: str) -> SafeString:
    """Files by the question they answer and, in a group, by whose answer it is; with the name they were sent under.

    Whose it is says the row's number with its first answer: `Kind 2: Mia`.
    """
    first: dict[str, str] = {}
    for row in found.summary:
        if row.row and row.text and not row.files:
            first.setdefault(row.path.rpartition(".")[0], row.text.partition("\n")[0])
    files = {upload.id: upload for upload in found.attachments}
    placed = [(row.label, _whose(row, first), file) for row in found.summary for file in row.files if file in files]
    came_with = {
        file: _("Stellungnahme von %(name)s") % {"name": fact.name}
        for fact in found.case.facts
        if isinstance(fact, f.OpinionGiven)
        for file in fact.files
    } | {
        file: _("Nachricht vom %(day)s") % {"day": spoken_date(timezone.localdate(fact.at), language)}
        for file, fact in enclosed_by(found.case.facts).items()
    }
    known = {file for _label, _row, file in placed}
    rest = [(came_with.get(file) or _("Ohne Frage"), "", file) for file in files if file not in known]
    rows = []
    for label, person, file in [*placed, *rest]:
        upload = files[file]
        question = f"{label} ({person})" if person else label
        small = f"{upload.name}, {spoken_size(upload.size, language)}"
        rows.append(f'<li>{_open_link(found, file, question)}<p class="al-muted al-small">{esc(small)}</p></li>')
    return join(rows)


def render_enclosed(found: office.OfficeCase, message_id: str, language: str) -> SafeString:
    """What came with that message, for whoever may open attachments."""
    files = {attachment.id: attachment for attachment in found.attachments}
    sent = (
        key for key, fact in enclosed_by(found.case.facts).items() if fact.message_id == message_id and key in files
    )
    items = join(
        f'<li>{_new_window(found, key, files[key].name)} <span class="al-muted al-small">'
        f"{esc(spoken_size(files[key].size, language))}</span></li>"
        for key in sent
    )
    return SafeString(f'<ul class="kern-list">{items}</ul>') if items else EMPTY


def _new_window(found: office.OfficeCase, upload_id: str, label: str) -> str:
    href = reverse("office:attachment", args=[found.case.id, upload_id])
    return f'<a class="kern-link" href="{esc(href)}" target="_blank" rel="noopener">{esc(label)}</a>'


def _open_link(found: office.OfficeCase, upload_id: str, label: str) -> str:
    """It opens in the viewer beside the case, whose frame has that name."""
    href = reverse("office:viewer", args=[found.case.id, upload_id])
    return f'<a class="kern-link" href="{esc(href)}" target="{FRAME}">{esc(label)}</a>'


def _whose(row: SummaryRow, first: Mapping[str, str]) -> str:
    answer = first.get(row.path.rpartition(".")[0], "") if row.row else ""
    return f"{row.row}: {answer}" if answer else row.row
