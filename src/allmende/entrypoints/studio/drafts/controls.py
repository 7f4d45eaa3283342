"""Draws the questions of a form: each input as a control, texts side by side, what others wrote beside one's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from allmende.domain.package.properties.form import PRIVACY
from allmende.domain.package.properties.process import MORE
from allmende.domain.package.properties.types import (
    DAYS,
    MONTHS,
    YEARS,
    AmountType,
    ChoiceType,
    DayType,
    DurationType,
    ExpressionType,
    FeePartType,
    FlagOrExpressionType,
    FlagType,
    LinesType,
    LineType,
    ProseType,
    Raw,
    RowsType,
    SeveralType,
    ValueType,
    WholeType,
)
from allmende.domain.package.properties.vocabularies import LANGUAGES
from allmende.domain.values import Problem, Text
from allmende.entrypoints.studio.drafts.documents import Value, Yaml
from allmende.entrypoints.studio.drafts.forms import FormQuestion
from allmende.entrypoints.studio.inputs import FieldFrame, area, boxes, place_of, radios, select, text
from allmende.ui.form.frame import error_line
from allmende.ui.html import SafeString, esc, join, tag
from allmende.ui.kern import button, details

NO_MARK = (FlagType, FlagOrExpressionType)
FOLDED = (PRIVACY, MORE)


@dataclass(frozen=True)
class ControlsPage:
    """What is drawn besides the values: typed answers, messages, others' versions, results of a look at an expression.

    `offers`: names of lists of ids that the page carries. `readonly`: nothing can be changed here.
    """

    language: str
    typed: Mapping[str, Raw] = field(default_factory=dict)
    problems: Mapping[str, Problem] = field(default_factory=dict)
    theirs: Mapping[str, tuple[Raw, str]] = field(default_factory=dict)
    checked: Mapping[str, SafeString] = field(default_factory=dict)
    offers: frozenset[str] = frozenset()
    check_url: str = ""

    def raw(self, form_question: FormQuestion) -> Raw:
        return self.typed.get(form_question.key, form_question.raw)

    def is_hot(self, key: str) -> bool:
        """Is there something to look at right here?"""
        return key in self.problems or key in self.theirs or key in self.checked

    def say(self, words: Text | None) -> str:
        return words.spoken(self.language) if words else ""


def draw(questions: Iterable[FormQuestion], page: ControlsPage) -> SafeString:
    """All questions under their headings; texts in all languages side by side. What is seldom needed is folded."""
    parts = []
    for heading, inside in groupby(questions, key=lambda question: page.say(question.group)):
        found = list(inside)
        body = SafeString(f'<div class="al-fields">{"".join(_drawn(found, page))}</div>')
        if heading and found[0].group in FOLDED and not any(page.is_hot(one.key) for one in found):
            body = details(heading, body, css="al-help al-section")
        elif heading:
            body = join((tag("h2", heading, class_="al-group-head"), body))
        parts.append(body)
    return join(parts)


def _drawn(questions: Iterable[FormQuestion], page: ControlsPage) -> Iterable[str]:
    for text_id, inside in groupby(
        questions, key=lambda question: (question.target, question.scope) if question.is_text else question.key
    ):
        found = list(inside)
        yield texts(found, page) if found[0].is_text else control(found[0], page)
        del text_id


def control(form_question: FormQuestion, page: ControlsPage) -> SafeString:
    """One property: label, help, message, input, and what somebody else wrote meanwhile."""
    raw = page.raw(form_question)
    around = FieldFrame(
        page.say(form_question.label),
        hint=page.say(form_question.help) or _example(form_question.input),
        error=_error(form_question, page),
        mark=not form_question.needed and not isinstance(form_question.input, NO_MARK),
    )
    drawn = input_(form_question.key, form_question.input, raw, around, page)
    return SafeString(
        f'<div id="eigenschaft-{esc(form_question.name)}">{_theirs(form_question, page)}{drawn}{_look(form_question, page)}</div>'
    )


def texts(questions: list[FormQuestion], page: ControlsPage) -> SafeString:
    """One text in all languages."""
    first = questions[0]
    boxes_ = join(_text(question, page) for question in questions)
    return SafeString(
        f'<fieldset class="al-text-row" id="text-{esc(first.target)}"><legend>{esc(page.say(first.label))} '
        f'<span class="al-muted al-small">{esc(first.target)}</span></legend><div class="al-langs">{boxes_}</div></fieldset>'
    )


def _text(form_question: FormQuestion, page: ControlsPage) -> SafeString:
    label = page.say(LANGUAGES.get(form_question.name, Text(form_question.name)))
    hint = _("Im Baustein: %(words)s") % {"words": form_question.instead} if form_question.instead else ""
    around = FieldFrame(label, hint=hint, error=_error(form_question, page), lang=form_question.name.partition("-")[0])
    drawn = input_(form_question.key, form_question.input, page.raw(form_question), around, page)
    return SafeString(f"<div>{_theirs(form_question, page)}{drawn}</div>")


def _error(form_question: FormQuestion, page: ControlsPage) -> str:
    problem = page.problems.get(form_question.key)
    return problem.text.spoken(page.language) if problem else ""


def _theirs(form_question: FormQuestion, page: ControlsPage) -> str:
    """What stands there now, where somebody else was faster."""
    if form_question.key not in page.theirs:
        return ""
    raw, who = page.theirs[form_question.key]
    said = spoken(form_question.input, raw, page.language) or _("(leer)")
    title = _("Inzwischen geändert von %(who)s. Jetzt steht hier:") % {"who": who} if who else _("Jetzt steht hier:")
    again = _("Ihre Eingabe steht darunter. Speichern Sie noch einmal, gilt sie.")
    return f'<div class="al-theirs"><p><strong>{esc(title)}</strong></p><pre>{esc(said)}</pre><p>{esc(again)}</p></div>'


def spoken(input_: ValueType, raw: Raw, language: str) -> str:
    """A raw answer for reading."""
    match input_:
        case ChoiceType() | SeveralType():
            return input_.say(raw).spoken(language) if raw else ""
        case FlagType() | FlagOrExpressionType():
            choice = raw if isinstance(raw, str) else raw[0]
            return {"yes": _("Ja"), "no": _("Nein")}.get(choice, "" if isinstance(raw, str) else raw[1])
        case RowsType():
            return "\n".join(" · ".join(str(cell) for cell in row if cell) for row in raw)
        case DurationType():
            return " ".join(f"{part} {unit}" for part, unit in zip(raw, units_of_time(language), strict=True) if part)
    return str(raw)


def units_of_time(language: str) -> tuple[str, ...]:
    """Years, months, days, in the reader's language."""
    return tuple(several.spoken(language) for _one, several in (YEARS, MONTHS, DAYS))


def _look(form_question: FormQuestion, page: ControlsPage) -> str:
    """The button that looks at an expression before anything is saved, and what it found."""
    if not isinstance(form_question.input, (ExpressionType, FlagOrExpressionType)) or not page.check_url:
        return ""
    place = f"{place_of(form_question.key)}-gesehen"
    said = page.checked.get(form_question.key, "")
    look = button(
        _("Prüfen"), weight="tertiary", name="_check", value=form_question.key, small=True, hidden=page.say(form_question.label),
        formnovalidate=True, hx_post=page.check_url, hx_target=f"#{place}", hx_swap="innerHTML",
    )  # fmt: skip
    return f'<div class="al-tools">{look}</div><div id="{place}" role="status">{said}</div>'


def _example(input_: ValueType) -> str:
    example = getattr(input_, "example", "")
    return _("Zum Beispiel: %(example)s") % {"example": example} if example else ""


# --- one control per input --------------------------------------------------------------------------------


def input_(name: str, kind: ValueType, raw: Raw, around: FieldFrame, page: ControlsPage) -> SafeString:
    """The control for an input, with what was typed."""
    for sort, drawing in DRAWN.items():
        if isinstance(kind, sort):
            return drawing(name, kind, raw, around, page)
    return text(name, str(raw), around)


def _with(around: FieldFrame, **more: Any) -> FieldFrame:
    return FieldFrame(**{**{key: getattr(around, key) for key in FieldFrame.__slots__}, **more})


def _line(name: str, kind: LineType, raw: Raw, around: FieldFrame, page: ControlsPage) -> SafeString:
    offers = f"liste-{kind.offers.replace(' ', '-')}" if kind.offers in page.offers else ""
    return text(name, str(raw), _with(around, offers=offers), longest=kind.longest)


def _prose(name: str, kind: ProseType, raw: Raw, around: FieldFrame, page: ControlsPage) -> SafeString:
    return area(name, str(raw), around, rows=kind.rows, longest=kind.longest)


def _lines(name: str, kind: LinesType, raw: Raw, around: FieldFrame, page: ControlsPage) -> SafeString:
    return area(name, str(raw), around, rows=max(kind.rows, str(raw).count("\n") + 2), longest=20_000)


def _feel(name: str, kind: ExpressionType, raw: Raw, around: FieldFrame, page: ControlsPage) -> SafeString:
    rows = max(1, str(raw).count("\n") + 1 + len(str(raw)) // 80)
    return area(name, str(raw), _with(around, width="al-feel"), rows=rows, longest=20_000)


def _yaml(name: str, kind: Yaml, raw: Raw, around: FieldFrame, page: ControlsPage) -> SafeString:
    rows = min(40, max(12, str(raw).count("\n") + 2))
    return area(name, str(raw), _with(around, width="al-feel"), rows=rows, longest=200_000)


def _number(name: str, kind: WholeType, raw: Raw, around: FieldFrame, page: ControlsPage) -> SafeString:
    return text(name, str(raw), _with(around, width="al-w-6", mode="numeric"), longest=15)


def _amount(name: str, kind: AmountType, raw: Raw, around: FieldFrame, page: ControlsPage) -> SafeString:
    return text(name, str(raw), _with(around, width="al-w-10", mode="decimal"), longest=25)


def _day(name: str, kind: DayType, raw: Raw, around: FieldFrame, page: ControlsPage) -> SafeString:
    hint = around.hint or _("Zum Beispiel: 2.11.2026")
    return text(name, str(raw), _with(around, width="al-w-10", mode="numeric", hint=hint), longest=12)


def _flag(name: str, kind: FlagType, raw: Raw, around: FieldFrame, page: ControlsPage) -> SafeString:
    return inline(radios(name, str(raw), yes_no(kind.usual), around))


def yes_no(usual: bool) -> list[tuple[str, object, str]]:
    """Yes and no; the one that holds where nothing is said is marked."""
    mark = _("üblich")
    return [("yes", _("Ja"), mark if usual else ""), ("no", _("Nein"), "" if usual else mark)]


def inline(choice: SafeString) -> SafeString:
    """Few short answers in one row."""
    return SafeString(f'<div class="al-inline-choice">{choice}</div>')


def _flag_or_feel(
    name: str, kind: FlagOrExpressionType, raw: Raw, around: FieldFrame, page: ControlsPage
) -> SafeString:
    options = [*yes_no(kind.usual), ("if", _("Nur wenn:"), "")]
    label = _("Bedingung zu „%(what)s“") % {"what": around.label}
    condition = area(f"{name}.if", raw[1], FieldFrame(label, width="al-feel"), rows=1, longest=20_000)
    return join((inline(radios(name, raw[0], options, _with(around, mark=False))), condition))


def _choice(name: str, kind: ChoiceType, raw: Raw, around: FieldFrame, page: ControlsPage) -> SafeString:
    options = [(key, words.spoken(page.language)) for key, words in kind.words.items()]
    if raw and raw not in {key for key, _words in options}:
        options.append((str(raw), str(raw)))
    return select(name, str(raw), options, around, first=_("nichts gesagt") if kind.open else "")


def _several(name: str, kind: SeveralType, raw: Raw, around: FieldFrame, page: ControlsPage) -> SafeString:
    options = [(key, words.spoken(page.language)) for key, words in kind.words.items()]
    options += [(one, one) for one in raw if one not in {key for key, _words in options}]
    return boxes(name, raw, options, around)


def _value(name: str, kind: Value, raw: Raw, around: FieldFrame, page: ControlsPage) -> SafeString:
    if kind.kind == "boolean":
        options = [("yes", _("Ja"), ""), ("no", _("Nein"), ""), ("", _("kein Vorschlag"), "")]
        return inline(radios(name, str(raw), options, around))
    if kind.kind in ("choices", "options"):
        return area(name, str(raw), around, rows=max(3, str(raw).count("\n") + 2), longest=20_000)
    return text(name, str(raw), _with(around, width="" if kind.kind == "text" else "al-w-10"), longest=2000)


def _duration(name: str, kind: DurationType, raw: Raw, around: FieldFrame, page: ControlsPage) -> SafeString:
    controls = join(
        text(one, part, FieldFrame(unit, width="al-w-3", mode="numeric"), longest=3)
        for one, part, unit in zip(kind.names(name), raw, units_of_time(page.language), strict=True)
    )
    error = error_line(place_of(name), around.error) if around.error else ""
    return SafeString(
        f'<fieldset class="kern-fieldset{" al-invalid" if error else ""}" id="{place_of(name)}" tabindex="-1"><legend class="kern-label">{esc(around.label)}</legend>'
        f'{error}<div class="al-three">{controls}</div></fieldset>'
    )


EMPTY_ROWS = 2


def _rows(name: str, kind: RowsType, raw: Raw, around: FieldFrame, page: ControlsPage) -> SafeString:
    blank = tuple(column.input.show(None) for column in kind.columns)
    rows = [*raw, *([blank] * EMPTY_ROWS)]
    drawn = join(_row(name, kind, number, cells, len(raw), page) for number, cells in enumerate(rows))
    error = error_line(place_of(name), around.error) if around.error else ""
    hint = around.hint or ""
    more = _("Die Zahl sagt die Reihenfolge. Leeren Sie eine Zeile, fällt sie weg. Unten ist Platz für neue.")
    return SafeString(
        f'<fieldset class="kern-fieldset{" al-invalid" if error else ""}" id="{place_of(name)}" tabindex="-1"><legend class="kern-label">{esc(around.label)}</legend>'
        f'<div class="kern-hint">{esc(hint)} {esc(more)}</div>{error}<ol class="al-rows">{drawn}</ol></fieldset>'
    )


def _row(name: str, kind: RowsType, number: int, cells: tuple[Raw, ...], filled: int, page: ControlsPage) -> SafeString:
    """One entry; its labels say which, for those who only hear them."""
    which = f"{number + 1}" if number < filled else _("neu")
    place = text(
        f"{name}.{number}.place",
        str(number + 1),
        FieldFrame(_("Platz %(n)s") % {"n": which}, mode="numeric"),
        longest=4,
    )
    controls = [
        input_(f"{name}.{number}.{at}", column.input, cell, FieldFrame(f"{page.say(column.label)} {which}"), page)
        for at, (column, cell) in enumerate(zip(kind.columns, cells, strict=True))
    ]
    return SafeString(f"<li>{join((place, *controls))}</li>")


Drawing = Callable[[str, Any, Raw, FieldFrame, ControlsPage], SafeString]
DRAWN: Mapping[type[ValueType], Drawing] = {
    RowsType: _rows,
    FlagOrExpressionType: _flag_or_feel,
    DurationType: _duration,
    Value: _value,
    Yaml: _yaml,
    FeePartType: _number,
    ExpressionType: _feel,
    WholeType: _number,
    AmountType: _amount,
    DayType: _day,
    FlagType: _flag,
    ChoiceType: _choice,
    SeveralType: _several,
    LinesType: _lines,
    ProseType: _prose,
    LineType: _line,
}
