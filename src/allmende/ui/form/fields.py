"""The fields of a step in order, with groups, parts and uploads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from allmende.domain.forms import COUNTRIES, Field
from allmende.ui.form import inputs, uploads
from allmende.ui.form.confirmed import confirmed_field, way_out
from allmende.ui.form.frame import Framed, error_line, frame, several, voluntary
from allmende.ui.form.page import StepPage, html_id, input_name, parts_of, rows_of, text_of
from allmende.ui.html import SafeString, esc, prose
from allmende.ui.kern import button

NO_NUMBER = gettext_noop("Keine? Schreiben Sie: ohne.")
ONE_NAME = gettext_noop("Nur ein Name? Dann schreiben Sie ihn hier hin.")

Draw = Callable[[Field, str, StepPage, dict[str, str], object], str]


def render_fields(page: StepPage) -> SafeString:
    """All visible fields of the step. This is also the fragment that a changed answer brings up to date."""
    return SafeString(_fields(page.step.fields, "", page.entries, page, page.messages()) + way_out(page))


def _fields(
    fields: Sequence[Field],
    prefix: str,
    entries: Mapping[str, object],
    page: StepPage,
    messages: dict[str, str],
) -> str:
    drawn = []
    for item in fields:
        path = f"{prefix}{item.id}"
        if path in page.confirmed:
            drawn.append(confirmed_field(item, path, page, messages))
        elif path in page.visible:
            drawn.append(DRAW.get(item.type, inputs.text_input)(item, path, page, messages, entries.get(item.id)))
    return "".join(drawn)


def _information(item: Field, _path: str, page: StepPage, _messages: dict[str, str], _value: object) -> str:
    more = item.help.spoken(page.language) if item.help else ""
    return (
        f'<div class="al-box al-box--tint">{prose(item.label.spoken(page.language))}{prose(more) if more else ""}</div>'
    )


def _computed(item: Field, path: str, page: StepPage, _messages: dict[str, str], _value: object) -> str:
    said = page.computed.get(path, "")
    id_ = html_id(path)
    help_text = f'<p class="al-note">{esc(item.help.spoken(page.language))}</p>' if item.help else ""
    return (
        f'<div class="al-box al-box--tint"><p class="kern-label" id="{id_}-label">{esc(item.label.spoken(page.language))}</p>'
        f'<output id="{id_}" aria-labelledby="{id_}-label" class="kern-body kern-body--large">{esc(said or "–")}</output>{help_text}</div>'
    )


# --- several inputs that are one answer -----------------------------------------------------------------


def _address(item: Field, path: str, page: StepPage, messages: dict[str, str], value: object) -> str:
    """Street and number, addition, postcode and place, country where it is asked."""
    token = f"{item.autocomplete} " if item.autocomplete in ("shipping", "billing") else ""
    known = bool(item.autocomplete)
    parts = [
        ("street", _("Straße"), f"{token}address-line1", "al-span-8", inputs.Look()),
        ("house_number", _("Hausnummer"), "", "al-span-4", inputs.Look(plain=True, example=NO_NUMBER)),
        (
            "addition",
            _("Zusatz, zum Beispiel c/o oder Wohnung"),
            f"{token}address-line2",
            "",
            inputs.Look(),
        ),
        (
            "postcode",
            _("Postleitzahl"),
            f"{token}postal-code",
            "al-span-4",
            inputs.Look(mode="numeric", plain=True),
        ),
        ("place", _("Ort"), f"{token}address-level2", "al-span-8", inputs.Look()),
    ]
    if "country" in item.parts:
        parts.append(("country", _("Land"), f"{token}country-name", "", inputs.Look(listed=True)))
    return _parts(
        item,
        path,
        page,
        messages,
        value,
        parts,
        optional=frozenset({"addition", "country"}),
        known=known,
        last=_no_fixed_home(path, value),
    )


def _no_fixed_home(path: str, value: object) -> str:
    """To be ticked by somebody who lives nowhere for good: then the address is where letters reach the person."""
    name = f"{path}.no_fixed_home"
    ticked = " checked" if text_of(parts_of(value).get("no_fixed_home")) == "true" else ""
    words = _("Ich habe keine feste Wohnung. Unter dieser Adresse bin ich zu erreichen.")
    return (
        f'<div class="kern-form-check"><input class="kern-form-check__checkbox" type="checkbox" id="{html_id(name)}"'
        f' name="{esc(input_name(name))}" value="true"{ticked}><label class="kern-label" for="{html_id(name)}">{esc(words)}</label></div>'
    )


def _countries(language: str) -> list[tuple[str, str]]:
    """Germany first, then in the order of the language."""
    named = [(code, name.spoken(language)) for code, name in COUNTRIES.items() if code not in ("DE", "ZZ")]
    return [
        ("DE", COUNTRIES["DE"].spoken(language)),
        *(sorted(named, key=lambda one: one[1]) if language == "en" else named),
    ]


def _person(item: Field, path: str, page: StepPage, messages: dict[str, str], value: object) -> str:
    """Given names, family name, date of birth."""
    known = bool(item.autocomplete)
    parts = [
        ("given_names", _("Vornamen"), "given-name", "al-span-6", inputs.Look()),
        ("family_name", _("Familienname"), "family-name", "al-span-6", inputs.Look(example=ONE_NAME)),
        ("date_of_birth", _("Geburtsdatum"), "bday", "", inputs.BIRTH),
    ]
    return _parts(item, path, page, messages, value, parts, optional=frozenset({"given_names"}), known=known)


def _geo(item: Field, path: str, page: StepPage, messages: dict[str, str], value: object) -> str:
    """A point by its coordinates."""
    look = inputs.Look(mode="decimal", plain=True)
    parts = [
        ("lat", _("Breitengrad"), "", "al-span-6", look),
        ("lon", _("Längengrad"), "", "al-span-6", look),
    ]
    return _parts(item, path, page, messages, value, parts)


def _parts(
    item: Field,
    path: str,
    page: StepPage,
    messages: dict[str, str],
    value: object,
    parts: Sequence[tuple[str, str, str, str, inputs.Look]],
    *,
    optional: frozenset[str] = frozenset(),
    known: bool = False,
    last: str = "",
) -> str:
    outer = frame(item, path, page, messages)
    entries = parts_of(value)
    drawn = "".join(
        _part(
            outer,
            f"{path}.{name}",
            label,
            text_of(entries.get(name)),
            auto if known else "",
            span,
            look,
            messages,
            name in optional,
            page.language,
        )
        for name, label, auto, span, look in parts
    )
    return several(outer, f'<div class="al-pair">{drawn}</div>{last}', big=True)


def _part(
    outer: Framed,
    path: str,
    label: str,
    value: str,
    auto: str,
    span: str,
    look: inputs.Look,
    messages: dict[str, str],
    optional: bool,
    language: str,
) -> str:
    """One input of an address or a person: as needed as the whole, but with its own message."""
    id_ = html_id(path)
    message = messages.get(path, "")
    error = error_line(id_, message) if message else ""
    hint = f'<div class="kern-hint" id="{id_}-hint">{esc(_(look.example))}</div>' if look.example else ""
    described = " ".join(name for name, there in ((f"{id_}-hint", hint), (f"{id_}-error", message)) if there)
    mark = voluntary() if optional and outer.required else ""
    inner = Framed(
        path,
        id_,
        "",
        hint,
        "",
        error,
        "",
        described,
        outer.required and not optional,
        "",
    )
    css = "kern-form-input al-invalid" if message else "kern-form-input"
    control = (
        inputs.select_list(inner, _countries(language), value or "DE", auto)
        if look.listed
        else inputs.plain_input(inner, look, value, auto, look.width)
    )
    return (
        f'<div class="{css}{f" {span}" if span else ""}"><label class="kern-label" for="{id_}">{esc(label)}{mark}</label>'
        f"{hint}{error}{control}</div>"
    )


# --- repeating groups -----------------------------------------------------------------------------------


def _group(item: Field, path: str, page: StepPage, messages: dict[str, str], value: object) -> str:
    """Rows of the same questions. Adding and removing are plain buttons of the form: they work without scripts."""
    framed = frame(item, path, page, messages)
    rows = rows_of(value, item.min_rows)
    name = item.row_label.spoken(page.language) if item.row_label else item.label.spoken(page.language)
    drawn = [
        _row(
            item,
            path,
            number,
            row,
            name,
            page,
            messages,
            removable=len(rows) > (item.min_rows),
        )
        for number, row in enumerate(rows)
    ]
    counter = f'<input type="hidden" name="{esc(input_name(path))}._rows" value="{len(rows)}">'
    add = ""
    if len(rows) < item.max_rows:
        words = item.add_label.spoken(page.language) if item.add_label else _("%(what)s hinzufügen") % {"what": name}
        add = button(
            words,
            weight="secondary",
            name="_action",
            value=f"add:{path}",
            icon_name="add",
            formnovalidate=True,
        )
    else:
        full = _("Mehr als %(n)s sind hier nicht möglich.") % {"n": item.max_rows}
        add = f'<p class="al-note">{esc(full)}</p>'
    return several(
        framed,
        f'{counter}<div class="al-group-rows">{"".join(drawn)}</div><div>{add}</div>',
        big=True,
    )


def _row(
    item: Field,
    path: str,
    number: int,
    row: Mapping[str, object],
    name: str,
    page: StepPage,
    messages: dict[str, str],
    *,
    removable: bool,
) -> str:
    here = f"{path}.{number}"
    title = f"{esc(name)} {number + 1}"
    remove = ""
    if removable:
        remove = button(
            _("Entfernen"), weight="tertiary", small=True, name="_action", value=f"remove:{path}:{number}",
            icon_name="delete", hidden=f"{name} {number + 1}", formnovalidate=True,
        )  # fmt: skip
    message = messages.get(here, "")
    error = error_line(f"{html_id(here)}-", message) if message else ""  # a question of the row may be called `error`
    return (
        f'<fieldset class="kern-fieldset al-group-row" id="{html_id(here)}" tabindex="-1"><legend class="kern-label">{title}</legend>{error}'
        f'<div class="kern-fieldset__body al-fields">{_fields(item.fields, f"{here}.", row, page, messages)}<div>{remove}</div></div></fieldset>'
    )


DRAW: dict[str, Draw] = {
    "textarea": inputs.textarea,
    "choice": inputs.choice,
    "country": inputs.choice,
    "choices": inputs.choices,
    "boolean": inputs.yes_or_no,
    "declaration": inputs.declaration,
    "information": _information,
    "computed": _computed,
    "address": _address,
    "person": _person,
    "geo": _geo,
    "file": uploads.file_field,
    "group": _group,
}
