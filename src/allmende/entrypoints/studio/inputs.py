"""Controls of the studio's forms: label, hint, error and input, tied together for screen readers.

Names are the form's own (`value.jahresgebuehr`); ids are made of them, so that summaries can link to the place.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from allmende.ui.form.frame import error_line, voluntary
from allmende.ui.html import SafeString, attributes, esc, icon, join

EMPTY = SafeString("")
Option = tuple[str, str]
"""Value and words."""


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a control. `hint` may be markup; `mark`: say that it may stay empty."""

    label: str
    hint: SafeString | str = ""
    error: str = ""
    mark: bool = False
    width: str = ""
    unit: str = ""
    mode: str = ""
    lang: str = ""
    offers: str = ""
    """Id of a `<datalist>` with what is often meant here."""


def place_of(name: str) -> str:
    """The id of the control with that name."""
    return "f-" + "".join(sign if sign.isalnum() else "-" for sign in name)


def text(name: str, value: str, around: Around, *, longest: int = 500) -> SafeString:
    """One line of text."""
    heads = attributes(
        class_=_css("kern-form-input__input", around), type_="text", name=name, maxlength=longest, lang=around.lang,
        inputmode=around.mode, autocomplete="off", list=around.offers,
    )  # fmt: skip
    control = f'<input{heads} id="{place_of(name)}" value="{esc(value)}"{_state(name, around)}>'
    if around.unit:
        control = f'<div class="al-affix">{control}<span class="al-affix__unit">{esc(around.unit)}</span></div>'
    return _single(name, around, control)


def area(name: str, value: str, around: Around, *, rows: int = 3, longest: int = 5000) -> SafeString:
    """Several lines of text."""
    heads = attributes(class_=_css("kern-form-input__input", around), name=name, maxlength=longest, lang=around.lang)
    control = f'<textarea{heads} id="{place_of(name)}" rows="{rows}"{_state(name, around)}>\n{esc(value)}</textarea>'
    return _single(name, around, control)


def select(name: str, value: str, options: Iterable[Option], around: Around, *, first: str = "") -> SafeString:
    """One out of a list to open; `first` are the words of no choice."""
    none = first or _("Bitte wählen")
    lines = [f'<option value="">{esc(none)}</option>']
    lines += [
        f'<option value="{esc(key)}"{_if(key == value, "selected")}>{esc(words)}</option>' for key, words in options
    ]
    heads = attributes(class_=_css("kern-form-input__select", around), name=name)
    control = f'<select{heads} id="{place_of(name)}"{_state(name, around)}>{"".join(lines)}</select>'
    return _single(name, around, f'<div class="kern-form-input__select-wrapper">{control}</div>')


def radios(name: str, value: str, options: Sequence[tuple[str, object, str]], around: Around) -> SafeString:
    """One out of few: value, words, and what it means."""
    return _several(name, around, join(_tick("radio", name, n, one, value) for n, one in enumerate(options)))


def boxes(name: str, chosen: Collection[str], options: Sequence[Option], around: Around) -> SafeString:
    """Any number out of few. The hidden one tells that the question was asked."""
    asked = f'<input type="hidden" name="{esc(name)}" value="">'
    lines = (
        _tick("checkbox", name, n, (key, words, ""), key if key in chosen else None)
        for n, (key, words) in enumerate(options)
    )
    return _several(name, around, SafeString(asked + join(lines)))


def tick(name: str, on: bool, label: str, *, hint: str = "", value: str = "on") -> SafeString:
    """One box alone."""
    return SafeString(
        f'<div class="al-choice-box">{_tick("checkbox", name, 0, (value, label, hint), value if on else None)}</div>'
    )


def hidden(name: str, value: str) -> SafeString:
    """What goes along unseen."""
    return SafeString(f'<input type="hidden" name="{esc(name)}" value="{esc(value)}">')


def summary(lines: Sequence[tuple[str, str]], *, title: str = "") -> SafeString:
    """What is wrong, above the form; takes the focus. Each line: the id of the place (or nothing) and words."""
    if not lines:
        return EMPTY
    head = title or ngettext("Eine Stelle braucht Sie noch", "%(n)s Stellen brauchen Sie noch", len(lines)) % {
        "n": len(lines)
    }
    items = join(
        SafeString(
            f'<li><a href="#{esc(place)}" data-field>{esc(words)}</a></li>' if place else f"<li>{esc(words)}</li>"
        )
        for place, words in lines
    )
    return SafeString(
        '<div class="kern-alert kern-alert--danger al-errors" id="fehler" tabindex="-1" data-focus role="group" aria-labelledby="fehler-titel">'
        f'<div class="kern-alert__header">{icon("danger")}<h2 class="kern-title" id="fehler-titel">{esc(head)}</h2></div>'
        f'<div class="kern-alert__body"><ul>{items}</ul></div></div>'
    )


def _tick(kind: str, name: str, number: int, option: tuple[str, object, str], value: str | None) -> SafeString:
    key, words, hint = option
    id_ = f"{place_of(name)}--{number}" if number else place_of(name) + "--0"
    more = f'<span class="al-choice__hint al-muted al-small">{esc(hint)}</span>' if hint else ""
    css = f"kern-form-check__{kind}"
    return SafeString(
        f'<div class="kern-form-check"><input class="{css}" type="{kind}" id="{id_}" name="{esc(name)}" value="{esc(key)}"{_if(key == value, "checked")}>'
        f'<label class="kern-label" for="{id_}"><span>{esc(words)}</span>{more}</label></div>'
    )


def _single(name: str, around: Around, control: str) -> SafeString:
    mark = voluntary() if around.mark else ""
    return SafeString(
        f'<div class="{"kern-form-input al-invalid" if around.error else "kern-form-input"}">'
        f'<label class="kern-label" for="{place_of(name)}">{esc(around.label)}{mark}</label>{_around(name, around)}{control}</div>'
    )


def _several(name: str, around: Around, controls: str) -> SafeString:
    mark = voluntary() if around.mark else ""
    css = "kern-fieldset al-choice-box" + (" al-invalid" if around.error else "")
    return SafeString(
        f'<fieldset class="{css}" id="{place_of(name)}" tabindex="-1"{_described(name, around)}><legend class="kern-label">{esc(around.label)}{mark}</legend>'
        f'{_around(name, around)}<div class="kern-fieldset__body">{controls}</div></fieldset>'
    )


def _around(name: str, around: Around) -> str:
    hint = f'<div class="kern-hint" id="{place_of(name)}-hint">{esc(around.hint)}</div>' if around.hint else ""
    return hint + (error_line(place_of(name), around.error) if around.error else "")


def _css(css: str, around: Around) -> str:
    return css + (f" {css}--error" if around.error else "") + (f" {around.width}" if around.width else "")


def _state(name: str, around: Around) -> str:
    return _if(bool(around.error), 'aria-invalid="true"') + _described(name, around)


def _described(name: str, around: Around) -> str:
    ids = [f"{place_of(name)}-{what}" for what in ("hint", "error") if getattr(around, what)]
    return f' aria-describedby="{" ".join(ids)}"' if ids else ""


def _if(condition: bool, words: str) -> str:
    return f" {words}" if condition else ""
