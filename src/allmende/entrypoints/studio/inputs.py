"""Controls of the studio's forms: label, hint, error and input, tied together for screen readers.

Names are the form's own (`value.jahresgebuehr`); ids are made of them, so that summaries can link to the place.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import ngettext

from allmende.ui.form import frame
from allmende.ui.form.errors import error_summary
from allmende.ui.form.frame import Framed, error_line, single, voluntary
from allmende.ui.html import EMPTY as EMPTY
from allmende.ui.html import SafeString, attributes, esc, join, tag

Option = tuple[str, str]
"""Value and words."""


@dataclass(frozen=True, slots=True)
class FieldFrame:
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
    key: str = ""
    """What its id is made of where several forms of a page have a control of that name."""


def place_of(name: str) -> str:
    """The id of the control with that name."""
    return "f-" + "".join(sign if sign.isalnum() else "-" for sign in name)


def text(name: str, value: str, around: FieldFrame, *, longest: int = 500) -> SafeString:
    """One line of text."""
    framed = _framed(name, around)
    heads = attributes(
        class_=_css("input", around), type_="text", name=name, maxlength=longest, lang=around.lang,
        inputmode=around.mode, autocomplete="off", list=around.offers,
    )  # fmt: skip
    control = f'<input{heads} id="{framed.id}" value="{esc(value)}"{framed.invalid}{framed.described}>'
    if around.unit:
        control = f'<div class="al-affix">{control}<span class="al-affix__unit">{esc(around.unit)}</span></div>'
    return SafeString(single(framed, control))


def area(name: str, value: str, around: FieldFrame, *, rows: int = 3, longest: int = 5000) -> SafeString:
    """Several lines of text."""
    framed = _framed(name, around)
    heads = attributes(
        class_=_css("input", around), name=name, maxlength=longest, lang=around.lang,
        data_focus=bool(around.key and around.error),
    )  # fmt: skip
    tied = f"{framed.invalid}{framed.described}"
    control = f'<textarea{heads} id="{framed.id}" rows="{rows}"{tied}>\n{esc(value)}</textarea>'
    return SafeString(single(framed, control))


def select(name: str, value: str, options: Iterable[Option], around: FieldFrame, *, first: str = "") -> SafeString:
    """One out of a list to open; `first` are the words of no choice."""
    framed = _framed(name, around)
    heads = attributes(class_=_css("select", around), name=name, id=framed.id)
    control = frame.select(f"{heads}{framed.invalid}{framed.described}", options, value, first)
    return SafeString(single(framed, control))


def radios(name: str, value: str, options: Sequence[tuple[str, object, str]], around: FieldFrame) -> SafeString:
    """One out of few: value, words, and what it means."""
    return _several(name, around, join(_tick("radio", name, n, one, value) for n, one in enumerate(options)))


def boxes(name: str, chosen: Collection[str], options: Sequence[Option], around: FieldFrame) -> SafeString:
    """Any number out of few. The hidden one tells that the question was asked."""
    lines = (
        _tick("checkbox", name, n, (key, words, ""), key if key in chosen else None)
        for n, (key, words) in enumerate(options)
    )
    return _several(name, around, join((hidden(name, ""), *lines)))


def tick(name: str, on: bool, label: str, *, hint: str = "", value: str = "on") -> SafeString:
    """One box alone."""
    return tag("div", _tick("checkbox", name, 0, (value, label, hint), value if on else None), class_="al-choice-box")


def file(name: str, accept: str, around: FieldFrame) -> SafeString:
    """One file from the reader's machine."""
    framed = _framed(name, around)
    heads = attributes(
        class_=_css("input", around), type_="file", id=framed.id, name=name, accept=accept, required=True
    )
    return SafeString(single(framed, f"<input{heads}{framed.invalid}{framed.described}>"))


def hidden(name: str, value: str) -> SafeString:
    """What goes along unseen."""
    return SafeString(f'<input type="hidden" name="{esc(name)}" value="{esc(value)}">')


def summary(lines: Sequence[tuple[str, str]], *, title: str = "") -> SafeString:
    """What is wrong, above the form; takes the focus. Each line: the id of the place (or nothing) and words."""
    if not lines:
        return EMPTY
    count = len(lines)
    head = ngettext("Eine Stelle braucht Sie noch", "%(n)s Stellen brauchen Sie noch", count) % {"n": count}
    return error_summary(title or head, lines)


def _tick(kind: str, name: str, number: int, option: tuple[str, object, str], value: str | None) -> SafeString:
    key, words, hint = option
    label = tag("span", words) + (tag("span", hint, class_="al-choice__hint al-muted al-small") if hint else "")
    return frame.check(kind, f"{place_of(name)}--{number}", name, key, label, checked=key == value)


def _several(name: str, around: FieldFrame, controls: SafeString) -> SafeString:
    return SafeString(frame.several(_framed(name, around), controls, css=" al-choice-box"))


def _framed(name: str, around: FieldFrame) -> Framed:
    id_ = place_of(around.key or name)
    label = esc(around.label) + (voluntary() if around.mark else "")
    hint = tag("div", around.hint, class_="kern-hint", id=f"{id_}-hint") if around.hint else ""
    error = error_line(id_, around.error) if around.error else ""
    described = " ".join(f"{id_}-{what}" for what, there in (("hint", hint), ("error", error)) if there)
    return Framed(name, id_, label, hint, "", error, "", described, required=False, decides="")


def _css(kind: str, around: FieldFrame) -> str:
    css = f"kern-form-input__{kind}"
    return css + (f" {css}--error" if around.error else "") + (f" {around.width}" if around.width else "")
