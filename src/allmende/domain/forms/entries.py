"""From a posted page to entries, and what to lay under them: account data, defaults, more rows.

Entries keep what was typed, letter by letter, but only for fields the form knows and only in bounds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from allmende.domain.forms.checking import check_step
from allmende.domain.forms.compiled import CompiledField, CompiledForm
from allmende.domain.forms.confirmed import ACCOUNT, DISPUTED, confirmed_entry, known_values
from allmende.domain.forms.entry import entry_of
from allmende.domain.forms.model import Entries, Field, FormContext

MOST_SIGNS = 20_000
MOST_ITEMS = 300
MOST_ROWS = 200
MOST_WORDS = 2_000

Posted = Mapping[str, Sequence[str]]


def read_step(form: CompiledForm, step_id: str, posted: Posted) -> dict[str, Any]:
    """Form data of one page as entries: only fields of that step, rows in order, oversize values cut; and what the
    person says is wrong in confirmed values (`DISPUTED`).

    Names: `feld`, `anschrift.street`, `weitere.0.kennzeichen`, `weitere._rows` (how many rows were shown).
    A field that was not posted is not in the result, so that it keeps what was stored. Error: `KeyError`.
    """
    found = _read_fields(form.step(step_id).fields, "", posted)
    if DISPUTED in posted:
        found[DISPUTED] = _first(posted[DISPUTED])[:MOST_WORDS]
    return found


def _read_fields(fields: Iterable[Field], prefix: str, posted: Posted) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field in fields:
        if field.kind.silent:
            continue
        entry = _read_entry(field, f"{prefix}{field.id}", posted)
        if entry is not None:
            found[field.id] = entry
    return found


def _read_entry(field: Field, name: str, posted: Posted) -> Any:
    if field.type == "group":
        return _read_rows(field, name, posted)
    if field.parts:
        parts = {part: _first(posted[key]) for part in field.parts if (key := f"{name}.{part}") in posted}
        return parts or None
    values = posted.get(name)
    if values is None:
        return None
    if field.kind.many:
        return [value[:MOST_SIGNS] for value in values[:MOST_ITEMS] if value]
    return _first(values)


def _read_rows(field: Field, name: str, posted: Posted) -> list[dict[str, Any]] | None:
    """Rows by the numbers in the names and the count the page showed; one above the limit is kept to be refused."""
    shown = _first(posted.get(f"{name}._rows", ()))
    numbers = {int(shown) - 1} if shown.isdecimal() and 0 < len(shown) < 4 else set()
    for key in posted:
        if key.startswith(f"{name}."):
            number = key[len(name) + 1 :].partition(".")[0]
            if number.isdecimal() and len(number) < 4:
                numbers.add(int(number))
    if not numbers:
        return [] if shown == "0" else None
    count = min(max(numbers) + 1, field.max_rows + 1, MOST_ROWS)
    return [_read_fields(field.fields, f"{name}.{number}.", posted) for number in range(count)]


def _first(values: Sequence[str]) -> str:
    return values[-1][:MOST_SIGNS] if values else ""


def filled(
    form: CompiledForm, step_id: str, entries: Entries, context: FormContext, account: Mapping[str, Any]
) -> tuple[dict[str, Any], frozenset[str]]:
    """Entries with account data and defaults laid under them, and the paths that came from the account.

    Nothing typed is overwritten but by what the identity proved, and a field that was emptied stays empty. `account`
    maps attribute names (`family_name`, `address` …) to plain values. Error: `KeyError` for an unknown step.
    """
    asked = context.acted_by and not context.apart
    acted = context.is_apart(check_step(form, step_id, entries, context).answers if asked else ())
    result, account = dict(entries), {} if acted else known_values(account)
    prefilled: set[str] = set()
    for field in form.compiled(step_id).fields:
        if not field.field.prefill:
            continue
        entry = None if acted else confirmed_entry(field.field, context.confirmed)
        if entry is None and field.field.id not in result:
            value = account.get(field.field.prefill.removeprefix(ACCOUNT))
            entry = entry_of(field.field, value) if value not in (None, "", {}) else None
        if entry is not None:
            result[field.field.id] = entry
            prefilled.add(field.field.path)
    for field in form.compiled(step_id).fields:
        _lay_default(form, field, result, context)
        if field.inside:
            _lay_row_defaults(form, field, result, context)
    return result, frozenset(prefilled)


def _lay_default(
    form: CompiledForm, compiled_field: CompiledField, entries: dict[str, Any], context: FormContext
) -> None:
    if compiled_field.default is None or compiled_field.field.id in entries:
        return
    checked = check_step(form, compiled_field.step, entries, context)
    value = compiled_field.default.value({**context.names(), **form.blank, **checked.answers})
    if value is not None:
        entries[compiled_field.field.id] = entry_of(compiled_field.field, value)


def _lay_row_defaults(form: CompiledForm, group: CompiledField, entries: dict[str, Any], context: FormContext) -> None:
    """Defaults in every row where the question is asked; rules of a row see its own answers before those of the form."""
    rows = [dict(row) if isinstance(row, Mapping) else {} for row in _rows_of(entries, group.field)]
    for inner in group.rows:
        key, rule = inner.field.id, inner.default
        blank = [number for number, row in enumerate(rows) if rule is not None and key not in row]
        if rule is None or not blank:
            continue
        checked = check_step(form, group.step, {**entries, group.field.id: rows}, context)
        outside = {**context.names(), **form.blank, **checked.answers}
        for number in blank:
            path = f"{group.field.id}.{number}"
            if f"{path}.{key}" in checked.visible:
                own = {one.field.id: checked.values_by_path.get(f"{path}.{one.field.id}") for one in group.inside}
                value = rule.value({**outside, **own})
                if value is not None:
                    rows[number][key] = entry_of(inner.field, value)
                    entries[group.field.id] = rows


def fill_step(
    form: CompiledForm,
    step_id: str,
    entries: Entries,
    values: Mapping[str, Any],
    context: FormContext,
    account: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Entries after a person filled in that step: `values` as in an example, defaults where she left them standing.

    Values may be typed (dates, numbers, truth) or as a person writes them. Error: `KeyError` for an unknown step
    or a field that is not in it.
    """
    known = {field.id: field for field in form.step(step_id).fields}
    typed_in = {key: entry_of(known[key], value) for key, value in values.items()}
    laid, _ = filled(form, step_id, {**entries, **typed_in}, context, account or {})
    return laid


def add_row(form: CompiledForm, entries: Entries, path: str) -> dict[str, Any]:
    """Entries with one more row in that group; unchanged at the limit or for an unknown group."""
    group = form.find(path)
    if group is None or group.type != "group":
        return dict(entries)
    rows = _rows_of(entries, group)
    return {**entries, path: [*rows, {}]} if len(rows) < group.max_rows else dict(entries)


def remove_row(form: CompiledForm, entries: Entries, path: str, number: int) -> dict[str, Any]:
    """Entries without that row; unchanged when there is no such row."""
    group = form.find(path)
    if group is None or group.type != "group":
        return dict(entries)
    rows = _rows_of(entries, group)
    if not 0 <= number < len(rows):
        return dict(entries)
    return {**entries, path: rows[:number] + rows[number + 1 :]}


def _rows_of(entries: Entries, group: Field) -> list[Any]:
    rows = entries.get(group.id)
    shown = list(rows) if isinstance(rows, (list, tuple)) else []
    return shown + [{} for _ in range(group.least_rows - len(shown))]
