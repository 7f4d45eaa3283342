"""A declaration to be read: what was answered, step by step, with links to change it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import groupby

from django.utils.translation import gettext as _

from allmende.domain.forms import SummaryRow
from allmende.ui.form.confirmed import lock_mark
from allmende.ui.html import SafeString, esc


def render_answers(
    rows: Iterable[SummaryRow], change_url: Callable[[str], str] | None = None, *, level: int = 2
) -> SafeString:
    """All steps that hold an answer, each with its heading. `change_url` gives the link to a step; without it nothing can be changed.

    `level` is the level of the step headings.
    """
    drawn = []
    for step_id, in_step in groupby(rows, key=lambda row: row.step):
        answers = list(in_step)
        drawn.append(_head(answers[0].step_title, change_url(step_id) if change_url else "", level))
        for row, in_row in groupby(answers, key=lambda row: row.row):
            if row:
                drawn.append(f'<h{level + 1} class="al-answers__row-title">{esc(row)}</h{level + 1}>')
            drawn.append(_list(in_row))
    return SafeString("".join(drawn))


def _head(title: str, change_url: str, level: int) -> str:
    link = ""
    if change_url:
        word = _("Ändern")
        heard = f'<span class="kern-sr-only">: {esc(title)}</span>'
        link = f'<a class="kern-link al-no-print" href="{esc(change_url)}">{esc(word)}{heard}</a>'
    return f'<div class="al-answers__head"><h{level}>{esc(title)}</h{level}>{link}</div>'


def _list(rows: Iterable[SummaryRow]) -> str:
    mark = lock_mark(_("Bestätigt"))
    lines = (
        f"<div><dt>{esc(row.label)}</dt><dd>{esc(row.text)}{mark if row.confirmed else ''}</dd></div>"
        for row in rows
        if row.text
    )
    return f'<dl class="al-answers">{"".join(lines)}</dl>'
