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
    Amount,
    Choice,
    Day,
    Duration,
    Feel,
    FeePart,
    Flag,
    FlagOrFeel,
    Line,
    Lines,
    Prose,
    Raw,
    Rows,
    Several,
    ValueType,
    Whole,
)
from allmende.domain.package.properties.vocabularies import LANGUAGES
from allmende.domain.values import Problem, Text
from allmende.entrypoints.studio.drafts.documents import Value, Yaml
from allmende.entrypoints.studio.drafts.forms import Question
from allmende.entrypoints.studio.inputs import Around, area, boxes, place_of, radios, select, text
from allmende.ui.form.frame import error_line
from allmende.ui.html import SafeString, esc, join, tag
from allmende.ui.kern import button, details

NO_MARK = (Flag, FlagOrFeel)
FOLDED = (PRIVACY, MORE)


@dataclass(frozen=True)
class Page:
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

    def raw(self, one: Question) -> Raw:
        return self.typed.get(one.key, one.raw)

    def is_hot(self, key: str) -> bool:
        """Is there something to look at right here?"""
        return key in self.problems or key in self.theirs or key in self.checked

    def say(self, words: Text | None) -> str:
        return words.spoken(self.language) if words else ""


def draw(questions: Iterable[Question], page: Page) -> SafeString:
    """All questions under their headings; texts in all languages side by side. What is seldom needed is folded."""
    parts = []
    for heading, inside in groupby(questions, key=lambda one: page.say(one.group)):
        found = list(inside)
        body = SafeString(f'<div class="al-fields">{"".join(_drawn(found, page))}</div>')
        if heading and found[0].group in FOLDED and not any(page.is_hot(one.key) for one in found):
            body = details(heading, body, css="al-help al-section")
        elif heading:
            body = join((tag("h2", heading, class_="al-group-head"), body))
        parts.append(body)
    return join(parts)


def _drawn(questions: Iterable[Question], page: Page) -> Iterable[str]:
    for text_id, inside in groupby(questions, key=lambda one: (one.target, one.scope) if one.is_text else one.key):
        found = list(inside)
        yield texts(found, page) if found[0].is_text else control(found[0], page)
        del text_id


def control(one: Question, page: Page) -> SafeString:
    """One property: label, help, message, input, and what somebody else wrote meanwhile."""
    raw = page.raw(one)
    around = Around(
        page.say(one.label),
        hint=page.say(one.help) or _example(one.input),
        error=_error(one, page),
        mark=not one.needed and not isinstance(one.input, NO_MARK),
    )
    drawn = input_(one.key, one.input, raw, around, page)
    return SafeString(f'<div id="eigenschaft-{esc(one.name)}">{_theirs(one, page)}{drawn}{_look(one, page)}</div>')


def texts(questions: list[Question], page: Page) -> SafeString:
    """One text in all languages."""
    first = questions[0]
    boxes_ = join(_text(one, page) for one in questions)
    return SafeString(
        f'<fieldset class="al-text-row" id="text-{esc(first.target)}"><legend>{esc(page.say(first.label))} '
        f'<span class="al-muted al-small">{esc(first.target)}</span></legend><div class="al-langs">{boxes_}</div></fieldset>'
    )


def _text(one: Question, page: Page) -> SafeString:
    label = page.say(LANGUAGES.get(one.name, Text(one.name)))
    hint = _("Im Baustein: %(words)s") % {"words": one.instead} if one.instead else ""
    around = Around(label, hint=hint, error=_error(one, page), lang=one.name.partition("-")[0])
    drawn = input_(one.key, one.input, page.raw(one), around, page)
    return SafeString(f"<div>{_theirs(one, page)}{drawn}</div>")


def _error(one: Question, page: Page) -> str:
    problem = page.problems.get(one.key)
    return problem.text.spoken(page.language) if problem else ""


def _theirs(one: Question, page: Page) -> str:
    """What stands there now, where somebody else was faster."""
    if one.key not in page.theirs:
        return ""
    raw, who = page.theirs[one.key]
    said = spoken(one.input, raw, page.language) or _("(leer)")
    title = _("Inzwischen geändert von %(who)s. Jetzt steht hier:") % {"who": who} if who else _("Jetzt steht hier:")
    again = _("Ihre Eingabe steht darunter. Speichern Sie noch einmal, gilt sie.")
    return f'<div class="al-theirs"><p><strong>{esc(title)}</strong></p><pre>{esc(said)}</pre><p>{esc(again)}</p></div>'


def spoken(input_: ValueType, raw: Raw, language: str) -> str:
    """A raw answer for reading."""
    match input_:
        case Choice() | Several():
            return input_.say(raw).spoken(language) if raw else ""
        case Flag() | FlagOrFeel():
            choice = raw if isinstance(raw, str) else raw[0]
            return {"yes": _("Ja"), "no": _("Nein")}.get(choice, "" if isinstance(raw, str) else raw[1])
        case Rows():
            return "\n".join(" · ".join(str(cell) for cell in row if cell) for row in raw)
        case Duration():
            return " ".join(f"{part} {unit}" for part, unit in zip(raw, units_of_time(language), strict=True) if part)
    return str(raw)


def units_of_time(language: str) -> tuple[str, ...]:
    """Years, months, days, in the reader's language."""
    return tuple(several.spoken(language) for _one, several in (YEARS, MONTHS, DAYS))


def _look(one: Question, page: Page) -> str:
    """The button that looks at an expression before anything is saved, and what it found."""
    if not isinstance(one.input, (Feel, FlagOrFeel)) or not page.check_url:
        return ""
    place = f"{place_of(one.key)}-gesehen"
    said = page.checked.get(one.key, "")
    look = button(
        _("Prüfen"), weight="tertiary", name="_check", value=one.key, small=True, hidden=page.say(one.label),
        formnovalidate=True, hx_post=page.check_url, hx_target=f"#{place}", hx_swap="innerHTML",
    )  # fmt: skip
    return f'<div class="al-tools">{look}</div><div id="{place}" role="status">{said}</div>'


def _example(input_: ValueType) -> str:
    example = getattr(input_, "example", "")
    return _("Zum Beispiel: %(example)s") % {"example": example} if example else ""


# --- one control per input --------------------------------------------------------------------------------


def input_(name: str, kind: ValueType, raw: Raw, around: Around, page: Page) -> SafeString:
    """The control for an input, with what was typed."""
    for sort, drawing in DRAWN.items():
        if isinstance(kind, sort):
            return drawing(name, kind, raw, around, page)
    return text(name, str(raw), around)


def _with(around: Around, **more: Any) -> Around:
    return Around(**{**{key: getattr(around, key) for key in Around.__slots__}, **more})


def _line(name: str, kind: Line, raw: Raw, around: Around, page: Page) -> SafeString:
    offers = f"liste-{kind.offers.replace(' ', '-')}" if kind.offers in page.offers else ""
    return text(name, str(raw), _with(around, offers=offers), longest=kind.longest)


def _prose(name: str, kind: Prose, raw: Raw, around: Around, page: Page) -> SafeString:
    return area(name, str(raw), around, rows=kind.rows, longest=kind.longest)


def _lines(name: str, kind: Lines, raw: Raw, around: Around, page: Page) -> SafeString:
    return area(name, str(raw), around, rows=max(kind.rows, str(raw).count("\n") + 2), longest=20_000)


def _feel(name: str, kind: Feel, raw: Raw, around: Around, page: Page) -> SafeString:
    rows = max(1, str(raw).count("\n") + 1 + len(str(raw)) // 80)
    return area(name, str(raw), _with(around, width="al-feel"), rows=rows, longest=20_000)


def _yaml(name: str, kind: Yaml, raw: Raw, around: Around, page: Page) -> SafeString:
    rows = min(40, max(12, str(raw).count("\n") + 2))
    return area(name, str(raw), _with(around, width="al-feel"), rows=rows, longest=200_000)


def _number(name: str, kind: Whole, raw: Raw, around: Around, page: Page) -> SafeString:
    return text(name, str(raw), _with(around, width="al-w-6", mode="numeric"), longest=15)


def _amount(name: str, kind: Amount, raw: Raw, around: Around, page: Page) -> SafeString:
    return text(name, str(raw), _with(around, width="al-w-10", mode="decimal"), longest=25)


def _day(name: str, kind: Day, raw: Raw, around: Around, page: Page) -> SafeString:
    hint = around.hint or _("Zum Beispiel: 2.11.2026")
    return text(name, str(raw), _with(around, width="al-w-10", mode="numeric", hint=hint), longest=12)


def _flag(name: str, kind: Flag, raw: Raw, around: Around, page: Page) -> SafeString:
    return inline(radios(name, str(raw), yes_no(kind.usual), around))


def yes_no(usual: bool) -> list[tuple[str, object, str]]:
    """Yes and no; the one that holds where nothing is said is marked."""
    mark = _("üblich")
    return [("yes", _("Ja"), mark if usual else ""), ("no", _("Nein"), "" if usual else mark)]


def inline(choice: SafeString) -> SafeString:
    """Few short answers in one row."""
    return SafeString(f'<div class="al-inline-choice">{choice}</div>')


def _flag_or_feel(name: str, kind: FlagOrFeel, raw: Raw, around: Around, page: Page) -> SafeString:
    options = [*yes_no(kind.usual), ("if", _("Nur wenn:"), "")]
    label = _("Bedingung zu „%(what)s“") % {"what": around.label}
    condition = area(f"{name}.if", raw[1], Around(label, width="al-feel"), rows=1, longest=20_000)
    return join((inline(radios(name, raw[0], options, _with(around, mark=False))), condition))


def _choice(name: str, kind: Choice, raw: Raw, around: Around, page: Page) -> SafeString:
    options = [(key, words.spoken(page.language)) for key, words in kind.words.items()]
    if raw and raw not in {key for key, _words in options}:
        options.append((str(raw), str(raw)))
    return select(name, str(raw), options, around, first=_("nichts gesagt") if kind.open else "")


def _several(name: str, kind: Several, raw: Raw, around: Around, page: Page) -> SafeString:
    options = [(key, words.spoken(page.language)) for key, words in kind.words.items()]
    options += [(one, one) for one in raw if one not in {key for key, _words in options}]
    return boxes(name, raw, options, around)


def _value(name: str, kind: Value, raw: Raw, around: Around, page: Page) -> SafeString:
    if kind.kind == "boolean":
        options = [("yes", _("Ja"), ""), ("no", _("Nein"), ""), ("", _("kein Vorschlag"), "")]
        return inline(radios(name, str(raw), options, around))
    if kind.kind in ("choices", "options"):
        return area(name, str(raw), around, rows=max(3, str(raw).count("\n") + 2), longest=20_000)
    return text(name, str(raw), _with(around, width="" if kind.kind == "text" else "al-w-10"), longest=2000)


def _duration(name: str, kind: Duration, raw: Raw, around: Around, page: Page) -> SafeString:
    controls = join(
        text(one, part, Around(unit, width="al-w-3", mode="numeric"), longest=3)
        for one, part, unit in zip(kind.names(name), raw, units_of_time(page.language), strict=True)
    )
    error = error_line(place_of(name), around.error) if around.error else ""
    return SafeString(
        f'<fieldset class="kern-fieldset{" al-invalid" if error else ""}" id="{place_of(name)}" tabindex="-1"><legend class="kern-label">{esc(around.label)}</legend>'
        f'{error}<div class="al-three">{controls}</div></fieldset>'
    )


EMPTY_ROWS = 2


def _rows(name: str, kind: Rows, raw: Raw, around: Around, page: Page) -> SafeString:
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


def _row(name: str, kind: Rows, number: int, cells: tuple[Raw, ...], filled: int, page: Page) -> SafeString:
    """One entry; its labels say which, for those who only hear them."""
    which = f"{number + 1}" if number < filled else _("neu")
    place = text(
        f"{name}.{number}.place", str(number + 1), Around(_("Platz %(n)s") % {"n": which}, mode="numeric"), longest=4
    )
    controls = [
        input_(f"{name}.{number}.{at}", column.input, cell, Around(f"{page.say(column.label)} {which}"), page)
        for at, (column, cell) in enumerate(zip(kind.columns, cells, strict=True))
    ]
    return SafeString(f"<li>{join((place, *controls))}</li>")


Drawing = Callable[[str, Any, Raw, Around, Page], SafeString]
DRAWN: Mapping[type[ValueType], Drawing] = {
    Rows: _rows,
    FlagOrFeel: _flag_or_feel,
    Duration: _duration,
    Value: _value,
    Yaml: _yaml,
    FeePart: _number,
    Feel: _feel,
    Whole: _number,
    Amount: _amount,
    Day: _day,
    Flag: _flag,
    Choice: _choice,
    Several: _several,
    Lines: _lines,
    Prose: _prose,
    Line: _line,
}
