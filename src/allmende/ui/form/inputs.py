"""Controls with one text input or one list to choose from, by field type."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from allmende.domain.forms import Field
from allmende.domain.forms.types.field_type import Keyboard, LineControl
from allmende.ui.form.frame import Framed, check, frame, select, several, single
from allmende.ui.form.page import StepPage, input_name, is_shown_at_once, offered, text_of, texts_of
from allmende.ui.html import esc

INPUTS: Mapping[Keyboard, str] = {
    "text": 'type="text"',
    "email": 'type="email" inputmode="email"',
    "tel": 'type="tel" inputmode="tel"',
    "url": 'type="url" inputmode="url"',
    "numeric": 'type="text" inputmode="numeric"',
    "decimal": 'type="text" inputmode="decimal"',
}


def text_input(item: Field, path: str, page: StepPage, messages: dict[str, str], value: object) -> str:
    """A field with one line of text: text, numbers, money, dates, plate, IBAN …"""
    line = item.kind.line
    framed = frame(item, path, page, messages, example=line.hint.spoken(page.language) if line.hint else "")
    return single(framed, plain_input(framed, line, text_of(value), item.autocomplete or line.autocomplete))


def plain_input(framed: Framed, line: LineControl, value: str, autocomplete: str = "") -> str:
    """The input element itself, with its unit where it has one."""
    css = (
        "kern-form-input__input"
        + (" kern-form-input__input--error" if framed.error else "")
        + (f" al-w-{line.width}" if line.width else "")
    )
    auto = f' autocomplete="{esc(autocomplete)}"' if autocomplete else ""
    plain = "" if line.prose else ' spellcheck="false" autocapitalize="off"'
    written = (
        f'<input class="{css}" {INPUTS[line.keyboard]} id="{framed.id}" name="{esc(input_name(framed.path))}" value="{esc(value)}"'
        f"{auto}{plain}{framed.needed}{framed.invalid}{framed.described}>"
    )
    if not line.unit:
        return written
    return (
        f'<div class="al-affix">{written}<span class="al-affix__unit" aria-hidden="true">{esc(line.unit)}</span></div>'
    )


def textarea(item: Field, path: str, page: StepPage, messages: dict[str, str], value: object) -> str:
    """A field with several lines."""
    example = _("Höchstens %(n)s Zeichen.") % {"n": item.max_length} if item.max_length else ""
    framed = frame(item, path, page, messages, example=example)
    css = "kern-form-input__input" + (" kern-form-input__input--error" if framed.error else "")
    control = (
        f'<textarea class="{css}" id="{framed.id}" name="{esc(input_name(path))}" rows="5"{framed.needed}{framed.invalid}{framed.described}>'
        f"\n{esc(text_of(value))}</textarea>"
    )
    return single(framed, control)


def choice(item: Field, path: str, page: StepPage, messages: dict[str, str], value: object) -> str:
    """One out of several: radio buttons, or a list from `SELECT_FROM` options on."""
    choosable = [(option.id, option.label.spoken(page.language)) for option in offered(item, path, page)]
    framed = frame(item, path, page, messages)
    if not is_shown_at_once(item, path, page):
        return single(framed, select_list(framed, choosable, text_of(value), item.autocomplete or ""))
    return several(
        framed,
        _checks(framed, choosable, {text_of(value)}, "radio"),
        css=" al-choice-box",
    )


def choices(item: Field, path: str, page: StepPage, messages: dict[str, str], value: object) -> str:
    """Any number out of several: checkboxes."""
    choosable = [(option.id, option.label.spoken(page.language)) for option in offered(item, path, page)]
    framed = frame(item, path, page, messages, example=_("Sie können mehrere wählen."))
    return several(
        framed,
        _checks(framed, choosable, set(texts_of(value)), "checkbox"),
        css=" al-choice-box",
    )


def yes_or_no(item: Field, path: str, page: StepPage, messages: dict[str, str], value: object) -> str:
    """A question answered by yes or no; nothing is chosen beforehand."""
    framed = frame(item, path, page, messages)
    offered = [("true", _("Ja")), ("false", _("Nein"))]
    return several(
        framed,
        _checks(framed, offered, {text_of(value)}, "radio"),
        css=" al-choice-box",
    )


def declaration(item: Field, path: str, page: StepPage, messages: dict[str, str], value: object) -> str:
    """A statement to be ticked."""
    framed = frame(item, path, page, messages)
    error_css = " kern-form-check--error" if framed.error else ""
    input_css = "kern-form-check__checkbox" + (" kern-form-check__checkbox--error" if framed.error else "")
    ticked = " checked" if text_of(value) == "true" else ""
    return (
        f'<div class="al-choice-box"{framed.decides}>{framed.error}<div class="kern-form-check{error_css}">'
        f'<input class="{input_css}" type="checkbox" id="{framed.id}" name="{esc(input_name(path))}" value="true"{ticked}'
        f"{framed.needed}{framed.invalid}{framed.described}>"
        f'<label class="kern-label" for="{framed.id}">{framed.label}</label></div>{framed.hint}{framed.more}</div>'
    )


def select_list(framed: Framed, offered: list[tuple[str, str]], value: str, autocomplete: str) -> str:
    """A list to open, beginning with nothing chosen."""
    css = "kern-form-input__select" + (" kern-form-input__select--error" if framed.error else "")
    auto = f' autocomplete="{esc(autocomplete)}"' if autocomplete else ""
    name = esc(input_name(framed.path))
    tied = f"{framed.needed}{framed.invalid}{framed.described}"
    return select(f' class="{css}" id="{framed.id}" name="{name}"{auto}{tied}', offered, value)


def _checks(framed: Framed, offered: list[tuple[str, str]], chosen: set[str], kind: str) -> str:
    """Radio buttons or checkboxes. Each carries the legend's error through `aria-describedby` of the fieldset."""
    name = input_name(framed.path)
    written = "".join(
        check(
            kind, f"{framed.id}--{number}", name, id_, esc(label),
            checked=id_ in chosen, wrong=bool(framed.error), tied=framed.invalid,
        )
        for number, (id_, label) in enumerate(offered)
    )  # fmt: skip
    if kind == "radio":  # so that a step without a choice still tells that the question was shown
        return written
    return f'<input type="hidden" name="{esc(name)}" value="">{written}'
