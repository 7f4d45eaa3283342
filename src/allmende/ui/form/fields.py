"""The fields of a step in order, with groups, parts and uploads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from django.utils.translation import gettext as _

from allmende.domain.forms import COUNTRIES, Field
from allmende.domain.forms.types.field_type import Control, ControlPart
from allmende.ui.form import inputs, uploads
from allmende.ui.form.confirmed import confirmed_field, way_out
from allmende.ui.form.frame import Framed, check, error_line, frame, several, voluntary
from allmende.ui.form.page import StepPage, html_id, input_name, parts_of, rows_of, text_of
from allmende.ui.html import SafeString, esc, join, prose
from allmende.ui.kern import button

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
            drawn.append(DRAW[item.kind.control](item, path, page, messages, entries.get(item.id)))
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


def _parts(item: Field, path: str, page: StepPage, messages: dict[str, str], value: object) -> str:
    """The inputs in rows; what is only to be ticked stands below."""
    if path in page.times:
        return _times(item, path, page, messages, value)
    outer = frame(item, path, page, messages)
    drawn: dict[bool, str] = {True: "", False: ""}
    for part in item.kind.parts:
        if part.asked_in(item):
            drawn[part.control == "tick"] += _part(outer, item, part, parts_of(value).get(part.id), page, messages)
    return several(outer, f'<div class="al-pair">{drawn[False]}</div>{drawn[True]}', big=True)


def _part(
    outer: Framed, item: Field, part: ControlPart, value: object, page: StepPage, messages: dict[str, str]
) -> str:
    """One input: as needed as the whole, but with its own message."""
    path = f"{outer.path}.{part.id}"
    id_, label = html_id(path), esc((part.asked or part.label).spoken(page.language))
    if part.control == "tick":
        return _tick(path, label, ticked=text_of(value) == "true")
    message = messages.get(path, "")
    error = error_line(id_, message) if message else ""
    said = esc(part.line.hint.spoken(page.language)) if part.line.hint else ""
    hint = f'<div class="kern-hint" id="{id_}-hint">{said}</div>' if said else ""
    described = " ".join(name for name, there in ((f"{id_}-hint", hint), (f"{id_}-error", message)) if there)
    mark = voluntary() if not part.needed and outer.required else ""
    inner = Framed(path, id_, "", hint, "", error, "", described, outer.required and part.needed, "")
    auto = _autocomplete(item, part)
    control = (
        inputs.select_list(inner, _countries(page.language), text_of(value) or "DE", auto)
        if part.control == "select"
        else inputs.plain_input(inner, part.line, text_of(value), auto)
    )
    css = "kern-form-input al-invalid" if message else "kern-form-input"
    span = f" al-span-{part.columns}" if part.columns < 12 else ""
    return f'<div class="{css}{span}"><label class="kern-label" for="{id_}">{label}{mark}</label>{hint}{error}{control}</div>'


def _times(item: Field, path: str, page: StepPage, messages: dict[str, str], value: object) -> str:
    """Free times by day as radio buttons, and from which day on they are shown: a plain button of the form, no script needed."""
    framed, offered = frame(item, path, page, messages), page.times[path]
    name, number, drawn = f"{path}.slot", 0, []
    for day, times in offered.days:
        radios = []
        for slot, words in times:
            radios.append(
                check(
                    "radio", f"{framed.id}--{number}", input_name(name), slot, esc(words), checked=slot == offered.chosen,
                    wrong=bool(framed.error), tied=framed.invalid,
                )
            )  # fmt: skip
            number += 1
        drawn.append(f'<div class="al-stack-small"><p class="kern-label">{esc(day)}</p>{join(radios)}</div>')
    kept = f'<p class="kern-body" role="status">{esc(offered.kept)}</p>' if offered.kept else ""
    none = "" if drawn else f'<p class="kern-body">{esc(_("Gerade ist keine Zeit frei."))}</p>'
    since = next(part for part in item.kind.parts if part.id == "since")
    from_day = _part(framed, item, since, parts_of(value).get(since.id), page, messages)
    show = button(_("Zeiten zeigen"), weight="secondary", name="_action", value=f"times:{path}", formnovalidate=True)
    empty = f'<input type="hidden" name="{esc(input_name(name))}" value="">'  # a page without a choice says so; the first value counts
    return several(
        framed, f'{kept}{"".join(drawn)}{empty}{none}<div class="al-pair">{from_day}</div><div>{show}</div>', big=True
    )


def _autocomplete(item: Field, part: ControlPart) -> str:
    """Only where the field says whose data it asks for."""
    if not item.autocomplete or not part.autocomplete:
        return ""
    return (
        f"{item.autocomplete} {part.autocomplete}"
        if item.autocomplete in ("shipping", "billing")
        else part.autocomplete
    )


def _tick(path: str, label: str, *, ticked: bool) -> str:
    return check("checkbox", html_id(path), input_name(path), "true", label, checked=ticked)


def _countries(language: str) -> list[tuple[str, str]]:
    """Germany first, then in the order of the language."""
    named = [(code, name.spoken(language)) for code, name in COUNTRIES.items() if code not in ("DE", "ZZ")]
    return [
        ("DE", COUNTRIES["DE"].spoken(language)),
        *(sorted(named, key=lambda one: one[1]) if language == "en" else named),
    ]


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
            removable=len(rows) > item.min_rows and path not in page.fixed,
        )
        for number, row in enumerate(rows)
        if path not in page.fixed or any(one.startswith(f"{path}.{number}.") for one in page.visible)
    ]
    counter = f'<input type="hidden" name="{esc(input_name(path))}._rows" value="{len(rows)}">'
    if path in page.fixed:
        add = ""
    elif len(rows) < item.max_rows:
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


DRAW: Mapping[Control, Draw] = {
    "line": inputs.text_input,
    "lines": inputs.textarea,
    "choice": inputs.choice,
    "select": inputs.choice,
    "choices": inputs.choices,
    "yes_no": inputs.yes_or_no,
    "tick": inputs.declaration,
    "parts": _parts,
    "files": uploads.file_field,
    "rows": _group,
    "note": _information,
    "output": _computed,
}
