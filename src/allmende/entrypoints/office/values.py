"""One value the office types: to mend an incident, or as part of a register's entry."""

from __future__ import annotations

from allmende.domain.forms import Field
from allmende.ui.form.frame import select, voluntary
from allmende.ui.html import SafeString, attributes, esc


def value_field(field: Field, typed: str, language: str, *, optional: bool = False) -> SafeString:
    """A list where there are options, else a line or an area to type in, named `wert-<id>`. `optional`: marked so."""
    key, label = f"wahl-value-{field.id}", esc(field.label.spoken(language)) + (voluntary() if optional else "")
    head = f'<div class="kern-form-input"><label class="kern-label" for="{esc(key)}">{label}</label>'
    hint = (
        f'<div class="kern-hint" id="{esc(key)}-hinweis">{esc(field.help.spoken(language))}</div>' if field.help else ""
    )
    described = f"{key}-hinweis" if field.help else None
    if field.options:
        options = ((option.id, option.label.spoken(language)) for option in field.options)
        heads = attributes(class_="kern-form-input__select", id=key, name=f"wert-{field.id}")
        return SafeString(f"{head}{hint}{select(heads, options, typed)}</div>")
    named = {"class_": "kern-form-input__input", "id": key, "name": f"wert-{field.id}", "aria-describedby": described}
    if field.type == "textarea":
        return SafeString(f'{head}{hint}<textarea rows="2"{attributes(**named)}>{esc(typed)}</textarea></div>')
    return SafeString(f"{head}{hint}<input{attributes(type_='text', value=typed, **named)}></div>")
