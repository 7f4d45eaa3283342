"""Looking at what was entered: what exists, what it means, what is wrong. Pure, and run on every page.

entries ──look──▶ visible? ──▶ read ──▶ scope (all answers, hidden ones null) ──judge──▶ problems
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from allmende import feel
from allmende.domain.forms import messages
from allmende.domain.forms.compiled import CompiledField, CompiledForm, Pattern, offered
from allmende.domain.forms.confirmed import confirmed_entry
from allmende.domain.forms.files import read_files
from allmende.domain.forms.model import Checked, Context, Entries, Option
from allmende.domain.forms.rules import Rule
from allmende.domain.forms.values import Refused, read
from allmende.domain.forms.values.latin import find_foreign_letters
from allmende.domain.values import Problem, has_unknown_day, on_first_days

_SEPARATORS = re.compile(r"[ ./-]")


def check_step(form: CompiledForm, step_id: str, entries: Entries, context: Context) -> Checked:
    """Problems of one step; answers and visibility of the whole form. Error: `KeyError` for an unknown step."""
    form.compiled(step_id)
    return _Look(form, entries, context).checked((step_id,))


def check_all(form: CompiledForm, entries: Entries, context: Context) -> Checked:
    """Problems of all steps that exist for these entries."""
    return _Look(form, entries, context).checked([step.id for step in form.steps])


class _Look:
    """One look at one set of entries. Lives for one call."""

    __slots__ = (
        *("_answers", "_context", "_entries", "_form", "_found", "_options", "_refused", "_confirmed", "_later"),
        *("_missing", "_partial", "_required", "_row_scopes", "_scope", "_steps", "_undecided", "_values", "_visible"),
    )

    def __init__(self, form: CompiledForm, entries: Entries, context: Context) -> None:
        self._form, self._entries, self._context = form, entries, context
        self._scope = feel.Context({name: feel.to_feel(value) for name, value in context.names().items()})
        self._scope.update(form.blank)
        self._answers: dict[str, Any] = {}
        self._visible: set[str] = set()
        self._confirmed: set[str] = set()
        self._required: set[str] = set()
        self._later: set[str] = set()
        self._missing: list[str] = []
        self._values: dict[str, Any] = {}
        self._options: dict[str, tuple[Option, ...]] = {}
        self._refused: dict[str, list[Problem]] = {}
        self._partial: dict[str, Mapping[str, Any]] = {}
        self._row_scopes: dict[str, feel.Context] = {}
        self._found: list[Problem] = []
        self._undecided: set[str] = set()
        self._steps: dict[str, bool] = {}

    def checked(self, steps: Collection[str]) -> Checked:
        for one in self._form.order:
            if self._step_exists(one.step) and _exists(one, self._scope):
                key = one.field.id
                value = self._read_confirmed(one, key)
                if value is None:
                    value = self._read(one, self._entries.get(key), key, self._scope)
                if value is not None:
                    self._answers[key] = value
                    self._scope[key] = feel.to_feel(value)
        for step_id in steps:
            if self._step_exists(step_id):
                for one in self._form.compiled(step_id).fields:
                    self._judge(one, one.field.id, self._scope)
        visible = frozenset(self._visible)
        return Checked(
            answers={key: self._answers[key] for key in self._form.blank if key in self._answers},
            problems=tuple(self._found),
            visible=visible,
            required=frozenset(self._required),
            steps=tuple(
                step.id
                for step in self._form.compiled_steps()
                if self._step_exists(step.id) and any(one.field.id in visible for one in step.fields)
            ),
            values_by_path=self._values,
            options=self._options,
            confirmed=frozenset(self._confirmed),
            undecided=frozenset(self._undecided),
            later=frozenset(self._later),
            missing=tuple(self._missing),
        )

    def _step_exists(self, step_id: str) -> bool:
        known = self._steps.get(step_id)
        if known is None:
            when = self._form.compiled(step_id).when
            known = self._steps[step_id] = when is None or when.holds(self._scope)
        return known

    def _read_confirmed(self, one: CompiledField, path: str) -> Any:
        """The value the identity proved; None where it proved none this field can hold: then the person is asked."""
        proved = confirmed_entry(one.field, self._context.confirmed)
        value = None if proved is None else self._read(one, proved, path, self._scope)
        if value is None:
            self._refused.pop(path, None)
        else:
            self._confirmed.add(path)
        return value

    def _read(self, one: CompiledField, entry: Any, path: str, scope: feel.Context) -> Any:
        """The value of a field that exists. What cannot be read is refused and counts as not answered."""
        self._visible.add(path)
        match one.field.kind.control:
            case "rows":
                value = self._read_rows(one, entry, path, scope)
            case "output":
                value = one.expression.value(scope) if one.expression else None
            case "note":
                return None
            case "files":
                value, wrong = read_files(one.field, entry, self._context.uploads, path)
                if wrong:
                    self._refused[path] = wrong
            case _:
                value = self._read_plain(one, entry, path, scope)
        if value is not None:
            self._values[path] = value
        return value

    def _read_plain(self, one: CompiledField, entry: Any, path: str, scope: feel.Context) -> Any:
        if one.field.kind.choosing:
            self._options[path] = offered(one, scope)
        if entry is None or entry == "":
            return None
        value, refused = read(one.field, entry)
        if one.pattern and isinstance(value, str):
            value = _as_demanded(one.pattern, value)
        if value is not None and not refused:
            refused = self._limits(one, value, path)
        if refused:
            self._refused[path] = [
                Problem(why.code, why.text, f"{path}.{why.part}" if why.part else path) for why in refused
            ]
            self._partial[path] = {**(value if isinstance(value, dict) else {}), **{why.part: True for why in refused}}
            return None
        return list(value) if isinstance(value, tuple) else value

    def _limits(self, one: CompiledField, value: Any, path: str) -> tuple[Refused, ...]:
        """Length, form, range and choice: what can be said without FEEL."""
        field, kind = one.field, one.field.kind
        if kind.choosing:
            allowed = {option.id for option in self._options[path]} if one.option_rules else one.option_ids
            chosen = value if kind.many else (value,)
            return () if allowed.issuperset(chosen) else (Refused("option", messages.NOT_OFFERED),)
        if kind.latin and (foreign := find_foreign_letters(value)):
            return foreign
        if isinstance(value, str):
            most = field.max_length or kind.max_length
            if most and len(value) > most:
                return (Refused("too_long", messages.too_long(most, len(value))),)
            if one.pattern and not one.pattern.fullmatch(value):
                return (Refused("format", messages.wrong_pattern(field)),)
        if kind.bound:
            if field.minimum is not None and value < field.minimum:
                return (Refused("range", messages.too_small(field)),)
            if field.maximum is not None and on_first_days(value) > field.maximum:
                return (Refused("range", messages.too_large(field)),)
        return ()

    def _read_rows(self, one: CompiledField, entry: Any, path: str, scope: feel.Context) -> list[dict[str, Any]] | None:
        given = [row if isinstance(row, Mapping) else {} for row in entry] if isinstance(entry, (list, tuple)) else []
        if len(given) > one.field.max_rows:
            self._refused[path] = [Problem("rows", messages.too_many_rows(one.field.max_rows), path)]
            given = given[: one.field.max_rows]
        given += [{}] * (one.field.least_rows - len(given))
        rows = []
        for number, row in enumerate(given):
            if number >= one.field.least_rows and not _is_row_begun(one, row):
                self._show_empty(one, f"{path}.{number}", scope)
                continue
            rows.append(self._read_row(one, row, f"{path}.{number}", scope))
        return rows or None

    def _read_row(self, one: CompiledField, row: Entries, path: str, outside: feel.Context) -> dict[str, Any]:
        answers: dict[str, Any] = dict.fromkeys(inner.field.id for inner in one.inside)
        scope = feel.Context(outside)
        scope.update(answers)
        for inner in one.rows:
            if _exists(inner, scope):
                key = inner.field.id
                answers[key] = self._read(inner, row.get(key), f"{path}.{key}", scope)
                scope[key] = feel.to_feel(answers[key])
        self._row_scopes[path] = scope
        return answers

    def _show_empty(self, one: CompiledField, path: str, scope: feel.Context) -> None:
        """A row without any entry is shown, but it is no answer."""
        self._read_row(one, {}, path, scope)
        del self._row_scopes[path]

    def _judge(self, one: CompiledField, path: str, scope: feel.Context) -> None:
        """Everything wrong with a field that exists, in the order of the page."""
        if path not in self._visible or one.field.kind.silent:
            return
        needed = _is_required(one, scope)
        later = needed and one.field.needed_to == "decide"
        required = needed and not later
        if needed:
            (self._later if later else self._required).add(path)
        refused = self._refused.get(path)
        if refused:
            self._found += refused
        if one.inside:
            self._judge_rows(one, path)
        value = self._values.get(path)
        if one.field.parts:
            given = self._partial.get(path) if value is None else one.field.kind.split(value)
            if required or given:
                self._judge_parts(one, path, given or {})
            elif later:
                self._missing.append(path)
        elif value is None and later and not refused:
            self._missing.append(path)
        elif value is None and required and not refused:
            self._found.append(messages.missing(one.field, path))
        if value is not None and not refused:
            self._judge_checks(one, path, scope)

    def _judge_parts(self, one: CompiledField, path: str, given: Mapping[str, Any]) -> None:
        for part in one.field.kind.needed_parts(given):
            if part not in given:
                self._found.append(messages.missing(one.field, path, part))

    def _judge_checks(self, one: CompiledField, path: str, scope: feel.Context) -> None:
        """A check refuses what no possible day of a partly known date can hold; what only some can is left to a person."""
        earliest = on_first_days(scope) if one.checks and has_unknown_day(self._values) else scope
        for (_, rule), check in zip(one.checks, one.field.checks, strict=True):
            wrong = rule.value(scope) is False
            if wrong and (earliest is scope or rule.value(earliest) is False):
                self._found.append(Problem(check.id, check.message, path))
            elif earliest is not scope and wrong != (rule.value(earliest) is False):
                self._undecided.add(path)

    def _judge_rows(self, one: CompiledField, path: str) -> None:
        number = 0
        limit = one.field.max_rows
        while number < limit:
            row = f"{path}.{number}"
            if scope := self._row_scopes.get(row):
                for inner in one.inside:
                    self._judge(inner, f"{row}.{inner.field.id}", scope)
            number += 1


def _exists(one: CompiledField, scope: Mapping[str, Any]) -> bool:
    return one.when is None or one.when.holds(scope)


def _is_required(one: CompiledField, scope: Mapping[str, Any]) -> bool:
    return one.required.holds(scope) if isinstance(one.required, Rule) else one.required


def _is_row_begun(group: CompiledField, row: Mapping[str, Any]) -> bool:
    """Did a person fill in something? What only defaults filled in is no answer, unless every question has one."""
    asked = [one for one in group.inside if one.default is None] or group.inside
    return _is_begun({one.field.id: row.get(one.field.id) for one in asked})


def _is_begun(row: Mapping[str, Any]) -> bool:
    return any(_is_begun(item) if isinstance(item, Mapping) else bool(item) for item in row.values())


def _as_demanded(pattern: Pattern, text: str) -> str:
    """The text as the pattern demands it: numbers are typed with spaces, dots and dashes that only separate.

    What fits as it stands stays; what does not fit without them either stays, too, and is refused as it was typed.
    """
    bare = _SEPARATORS.sub("", text)
    return bare if not pattern.fullmatch(text) and pattern.fullmatch(bare) else text
