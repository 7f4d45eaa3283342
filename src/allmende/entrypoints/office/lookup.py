"""The form of a task in which a person answers for a register: the question, and fields for what she finds or enters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.utils.translation import gettext as _

from allmende.domain.facts.lookups import Row
from allmende.domain.forms import Field, spoken
from allmende.domain.forms.model import Option
from allmende.domain.matter.lookups import LookupQuestion, decode
from allmende.domain.values import Text
from allmende.entrypoints.office.values import value_field
from allmende.ui.html import SafeString, esc, inline_lines, join

ROWS = "rows"
"""Beside the values typed: how many entries the form had room for."""

YES_OR_NO = (Option("true", Text.named("office.lookup.true")), Option("false", Text.named("office.lookup.false")))


def render_question(asked: LookupQuestion, language: str) -> SafeString:
    """What is to be looked for or entered; for the second person also what the first one found or entered, and where."""
    parts = [_list(asked.shape.asks, asked.wanted.asked, language)]
    if asked.given:
        fields = (*asked.shape.asks, *asked.shape.answers) if asked.shape.writes else asked.shape.answers
        head = _("%(who)s, %(where)s: %(what)s") % {
            "who": asked.given.by,
            "where": f"„{asked.given.source}“",
            "what": asked.given.spellings["outcome"][asked.given.outcome].spoken(language),
        }
        parts.append(SafeString(f"<p><strong>{esc(head)}</strong></p>"))
        parts += [_list(fields, row, language) for row in asked.given.entries]
    return join(parts)


def render_rows(asked: LookupQuestion, typed: Mapping[str, str], language: str) -> SafeString:
    """Fields for every entry, filled with what was typed; none for the second person."""
    if asked.given or not asked.shape.answers:
        return SafeString("")
    count = count_rows(asked, typed)
    blocks = join(_block(asked, number, count, typed, language) for number in range(count))
    return SafeString(f'{blocks}<input type="hidden" name="wert-{ROWS}" value="{count}">')


def count_rows(asked: LookupQuestion, typed: Mapping[str, str]) -> int:
    """For how many entries the form has room."""
    wanted = typed.get(ROWS, "1")
    return min(max(int(wanted) if wanted.isdecimal() else 1, 1), asked.shape.most)


def with_room(typed: Mapping[str, str]) -> dict[str, str]:
    """What was typed, and room for one more entry."""
    wanted = typed.get(ROWS, "1")
    return {**typed, ROWS: str(int(wanted) + 1 if wanted.isdecimal() else 2)}


def outcome_words(outcome: str) -> tuple[str, str]:
    """Label and hint of a way to end the task."""
    return {
        "found": (_("Eintrag gefunden"), _("Bitte tragen Sie jeden Treffer so ein, wie er im Register steht.")),
        "none": (_("Kein Eintrag"), _("Sie haben nachgesehen und niemanden und nichts gefunden.")),
        "entered": (_("Eingetragen"), ""),
        "gone": (
            _("Der Eintrag ist nicht mehr da"),
            _("Es wurde nichts eingetragen. Der Vorgang meldet eine Störung."),
        ),
        "agree": (_("Stimmt"), ""),
        "again": (_("Bitte noch einmal nachsehen"), _("Bitte schreiben Sie, was nicht stimmt.")),
    }[outcome]


def _block(asked: LookupQuestion, number: int, count: int, typed: Mapping[str, str], language: str) -> SafeString:
    title = _("Treffer %(number)s") % {"number": number + 1} if count > 1 else _("Was steht im Register?")
    inner = join(
        value_field(
            _named(answer, number), typed.get(f"{number}.{answer.id}", ""), language, optional=not answer.required
        )
        for answer in asked.shape.answers
    )
    return SafeString(
        f'<fieldset class="kern-fieldset al-fields"><legend class="kern-label">{esc(title)}</legend>'
        f'<div class="kern-fieldset__body">{inner}</div></fieldset>'
    )


def _named(field: Field, number: int) -> Field:
    options = YES_OR_NO if field.type == "boolean" else field.options
    return replace(field, id=f"{number}.{field.id}", options=options)


def _list(fields: tuple[Field, ...], row: Row, language: str) -> SafeString:
    pairs = [(field, row[field.id]) for field in fields if row.get(field.id)]
    lines = join(
        SafeString(
            f"<div><dt>{esc(one.label.spoken(language))}</dt>"
            f"<dd>{inline_lines(spoken(one, decode(one, text), language))}</dd></div>"
        )
        for one, text in pairs
    )
    return SafeString(f'<dl class="al-answers">{lines}</dl>')
