"""The days that run in a case, with from when and why: the same list for office and citizen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from allmende.domain.matter.clock import Clock
from allmende.ui.html import SafeString, esc, join
from allmende.ui.kern import badge
from allmende.ui.speak import spoken_date


def render_clocks(clocks: Iterable[Clock], today: date, language: str, *, doubts: bool = False) -> SafeString:
    """Empty where nothing runs. `doubts`: say which norm nobody has confirmed; that is the office's business."""
    lines = join(_line(clock, today, language, doubts=doubts) for clock in clocks)
    return SafeString(f'<ul class="al-plain al-clocks">{lines}</ul>') if lines else lines


def _line(clock: Clock, today: date, language: str, *, doubts: bool) -> SafeString:
    day = spoken_date(clock.day, language) if clock.day else _("noch offen")
    if clock.runs and clock.day and clock.day >= today:
        day = _("bis %(day)s") % {"day": day}
    mark = badge("danger", _("vorbei")) if clock.is_over(today) else ""
    if clock.runs and clock.day == today:
        mark = badge("warning", _("heute"))
    norm = ""
    if clock.basis:
        said = _("%(norm)s, vom Rechtsamt noch nicht bestätigt") if doubts and not clock.confirmed else "%(norm)s"
        norm = f'<p class="al-muted al-small">{esc(said % {"norm": clock.basis})}</p>'
    return SafeString(
        f'<li><p class="al-clocks__head"><strong>{esc(clock.title.spoken(language))}</strong> <span>{esc(day)} {mark}</span></p>'
        f'<p class="al-small">{esc(clock.why.spoken(language))}</p>{norm}</li>'
    )
