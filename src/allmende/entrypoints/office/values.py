"""One value the office types: to mend an incident, or as part of a register's entry."""

from __future__ import annotations

from django.utils.translation import gettext as _

from allmende.domain.forms import Field
from allmende.ui.form.frame import voluntary
from allmende.ui.html import SafeString, attributes, esc, join, tag


def value_field(one: Field, typed: str, language: str, *, optional: bool = False) -> SafeString:
    """A list where there are options, else a line or an area to type in, named `wert-<id>`. `optional`: marked so."""
    key, label = f"wahl-value-{one.id}", esc(one.label.spoken(language)) + (voluntary() if optional else "")
    head = f'<div class="kern-form-input"><label class="kern-label" for="{esc(key)}">{label}</label>'
    hint = f'<div class="kern-hint" id="{esc(key)}-hinweis">{esc(one.help.spoken(language))}</div>' if one.help else ""
    described = f"{key}-hinweis" if one.help else None
    if one.options:
        options = join(
            tag("option", option.label.spoken(language), value=option.id, selected=option.id == typed)
            for option in one.options
        )
        empty = tag("option", _("Bitte wählen"), value="")
        return SafeString(
            f'{head}{hint}<div class="kern-form-input__select-wrapper">'
            f'<select class="kern-form-input__select" id="{esc(key)}" name="wert-{esc(one.id)}">'
            f"{empty}{options}</select></div></div>"
        )
    named = {"class_": "kern-form-input__input", "id": key, "name": f"wert-{one.id}", "aria-describedby": described}
    if one.type == "textarea":
        return SafeString(f'{head}{hint}<textarea rows="2"{attributes(**named)}>{esc(typed)}</textarea></div>')
    return SafeString(f"{head}{hint}<input{attributes(type_='text', value=typed, **named)}></div>")
