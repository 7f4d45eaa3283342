"""Controls with one text input or one list to choose from, by field type."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from allmende.domain.forms import Field
from allmende.ui.form.frame import Framed, frame, several, single
from allmende.ui.form.page import StepPage, input_name, is_shown_at_once, offered, text_of, texts_of
from allmende.ui.html import esc


@dataclass(frozen=True, slots=True)
class Look:
    """How the text input of a field type looks and behaves."""

    kind: str = "text"
    mode: str = ""
    width: str = ""
    example: str = ""  # German msgid of what a right value looks like
    unit: str = ""
    plain: bool = False  # no spelling help, no capital letters set by the phone
    listed: bool = False  # a list of countries instead of a text


LOOKS = {
    "text": Look(),
    "email": Look(
        kind="email",
        mode="email",
        width="al-w-20",
        plain=True,
        example=gettext_noop("Zum Beispiel name@beispiel.de."),
    ),
    "phone": Look(kind="tel", mode="tel", width="al-w-20"),
    "url": Look(kind="url", mode="url", plain=True),
    "iban": Look(
        width="al-w-20",
        plain=True,
        example=gettext_noop("22 Stellen, beginnt in Deutschland mit DE."),
    ),
    "tax_id": Look(mode="numeric", width="al-w-10", plain=True, example=gettext_noop("11 Ziffern.")),
    "plate": Look(
        width="al-w-10",
        plain=True,
        example=gettext_noop("Zum Beispiel MR-AB 123. Aus einem anderen Land: (F) AB-123-CD."),
    ),
    "integer": Look(mode="numeric", width="al-w-6", plain=True),
    "decimal": Look(mode="decimal", width="al-w-10", plain=True),
    "money": Look(
        mode="decimal",
        width="al-w-10",
        plain=True,
        unit="€",
        example=gettext_noop("Zum Beispiel 25,50."),
    ),
    "date": Look(
        mode="numeric",
        width="al-w-10",
        plain=True,
        example=gettext_noop("Tag, Monat, Jahr. Zum Beispiel 12.8.1964."),
    ),
    "time": Look(
        mode="numeric",
        width="al-w-6",
        plain=True,
        example=gettext_noop("Zum Beispiel 14:30."),
    ),
    "datetime": Look(
        width="al-w-10",
        plain=True,
        example=gettext_noop("Tag und Uhrzeit. Zum Beispiel 2.11.2026 14:30."),
    ),
    "month": Look(
        mode="numeric",
        width="al-w-6",
        plain=True,
        example=gettext_noop("Monat und Jahr. Zum Beispiel 11.2026."),
    ),
    "year": Look(
        mode="numeric",
        width="al-w-6",
        plain=True,
        example=gettext_noop("Vier Ziffern."),
    ),
}

BIRTH = replace(
    LOOKS["date"],
    example=gettext_noop("Zum Beispiel 12.8.1964. Tag oder Monat unbekannt? Schreiben Sie 00: 00.00.1957."),
)
"""A date of which the day, or day and month, may be unknown."""

AUTOCOMPLETE = {"email": "email", "phone": "tel"}


def _width(item: Field, look: Look) -> str:
    if look.width or item.type != "text" or not item.max_length:
        return look.width
    return "al-w-6" if item.max_length <= 8 else "al-w-10" if item.max_length <= 20 else ""


def text_input(item: Field, path: str, page: StepPage, messages: dict[str, str], value: object) -> str:
    """A field with one line of text: text, numbers, money, dates, plate, IBAN …"""
    look = LOOKS.get(item.type, LOOKS["text"])
    if item.partly_known:
        look = BIRTH
    example = _(look.example) if look.example else ""
    framed = frame(item, path, page, messages, example=example)
    return single(
        framed,
        plain_input(
            framed,
            look,
            text_of(value),
            item.autocomplete or AUTOCOMPLETE.get(item.type, ""),
            _width(item, look),
        ),
    )


def plain_input(
    framed: Framed,
    look: Look,
    value: str,
    autocomplete: str = "",
    width: str = "",
    heard: str = "",
) -> str:
    """The input element itself, with its unit where it has one."""
    css = (
        "kern-form-input__input"
        + (" kern-form-input__input--error" if framed.error else "")
        + (f" {width}" if width else "")
    )
    mode = f' inputmode="{look.mode}"' if look.mode else ""
    auto = f' autocomplete="{esc(autocomplete)}"' if autocomplete else ""
    plain = ' spellcheck="false" autocapitalize="off"' if look.plain else ""
    written = (
        f'<input class="{css}" type="{look.kind}" id="{framed.id}" name="{esc(input_name(framed.path))}" value="{esc(value)}"'
        f"{mode}{auto}{plain}{framed.needed}{framed.invalid}{framed.described}{heard}>"
    )
    if not look.unit:
        return written
    return f'<div class="al-affix">{written}<span class="al-affix__unit" aria-hidden="true">{look.unit}</span></div>'


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
    please = _("Bitte wählen")
    first = f'<option value="">{esc(please)}</option>'
    rest = "".join(
        f'<option value="{esc(id_)}"{" selected" if id_ == value else ""}>{esc(label)}</option>'
        for id_, label in offered
    )
    return (
        f'<div class="kern-form-input__select-wrapper"><select class="{css}" id="{framed.id}" name="{esc(input_name(framed.path))}"{auto}'
        f"{framed.needed}{framed.invalid}{framed.described}>{first}{rest}</select></div>"
    )


def _checks(framed: Framed, offered: list[tuple[str, str]], chosen: set[str], kind: str) -> str:
    """Radio buttons or checkboxes. Each carries the legend's error through `aria-describedby` of the fieldset."""
    name = esc(input_name(framed.path))
    css = f"kern-form-check__{'radio' if kind == 'radio' else 'checkbox'}"
    css += f" {css}--error" if framed.error else ""
    written = []
    for number, (id_, label) in enumerate(offered):
        id_attr = f"{framed.id}--{number}"
        ticked = " checked" if id_ in chosen else ""
        written.append(
            f'<div class="kern-form-check"><input class="{css}" type="{kind}" id="{id_attr}" name="{name}" value="{esc(id_)}"{ticked}{framed.invalid}>'
            f'<label class="kern-label" for="{id_attr}">{esc(label)}</label></div>'
        )
    if kind == "radio":  # so that a step without a choice still tells that the question was shown
        return "".join(written)
    return f'<input type="hidden" name="{name}" value="">{"".join(written)}'
