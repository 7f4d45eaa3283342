"""What a case entered into a list of the city, said as the list says it today."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from allmende.domain.matter.telling import CitizenView
from allmende.domain.values import last_day
from allmende.ui.speak import spoken_date
from allmende.usecases.read_holdings import HoldingLine


def as_held(told: CitizenView, held: Sequence[HoldingLine], today: date, language: str) -> CitizenView:
    """How the case stands, where a register says today what its decision no longer does: the register counts."""
    amended = [one for one in held if one.amended]
    if not (amended and told.ended):
        return told
    sentences = (*(_held_line(one, today, language) for one in held), *told.money)
    if not all(one.has_ended(today) for one in held):
        return replace(told, sentences=sentences)
    return replace(told, tone="off", word=_("Beendet"), headline=_("Das gilt nicht mehr."), sentences=sentences)


def held_lines(held: Iterable[HoldingLine], today: date, language: str) -> list[str]:
    """What holds of the case's entries, as their register says it today."""
    return [_held_line(one, today, language) for one in held]


def _held_line(holding_line: HoldingLine, today: date, language: str) -> str:
    words = {"called": holding_line.called.spoken(language), "number": holding_line.number}
    if holding_line.never:
        return _("%(called)s: %(number)s gilt nicht und hat nie gegolten.") % words
    if holding_line.until is None:
        return _("%(called)s: %(number)s gilt.") % words
    words["day"] = spoken_date(last_day(holding_line.until), language)
    if holding_line.has_ended(today):
        return _("%(called)s: %(number)s gilt nicht mehr. Der letzte Tag war der %(day)s.") % words
    return _("%(called)s: %(number)s gilt bis %(day)s.") % words
