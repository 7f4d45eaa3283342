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
from allmende.domain.forms.model import CheckedEntries, Entries, FormContext, Option
from allmende.domain.forms.rules import CompiledRule
from allmende.domain.forms.values import RefusedEntry, read
from allmende.domain.forms.values.latin import find_foreign_letters
from allmende.domain.values import Problem, has_unknown_day, on_first_days

_SEPARATORS = re.compile(r"[ ./-]")


def check_step(form: CompiledForm, step_id: str, entries: Entries, context: FormContext) -> CheckedEntries:
    """Problems of one step; answers and visibility of the whole form. Error: `KeyError` for an unknown step."""
    form.compiled(step_id)
    return _EntryCheck(form, entries, context).checked((step_id,))


def check_all(form: CompiledForm, entries: Entries, context: FormContext) -> CheckedEntries:
    """Problems of all steps that exist for these entries."""
    return _EntryCheck(form, entries, context).checked([step.id for step in form.steps])


class _EntryCheck:
    """One look at one set of entries. Lives for one call."""

    __slots__ = (
        *("_answers", "_context", "_entries", "_form", "_found", "_options", "_refused", "_confirmed", "_later"),
        *("_missing", "_partial", "_required", "_row_scopes", "_scope", "_steps", "_undecided", "_values", "_visible"),
    )

    def __init__(self, form: CompiledForm, entries: Entries, context: FormContext) -> None:
        self._form, self._entries, self._context = form, entries, context
        self._scope = feel.FeelContext({name: feel.to_feel(value) for name, value in context.names().items()})
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
        self._row_scopes: dict[str, feel.FeelContext] = {}
        self._found: list[Problem] = []
        self._undecided: set[str] = set()
        self._steps: dict[str, bool] = {}

    def checked(self, steps: Collection[str]) -> CheckedEntries:
        for one in self._form.order_behind(self._context.acted_by):
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
                for field in self._form.compiled(step_id).fields:
                    self._judge(field, field.field.id, self._scope)
        visible = frozenset(self._visible)
        return CheckedEntries(
            answers={key: self._answers[key] for key in self._form.blank if key in self._answers},
            problems=tuple(self._found),
            visible=visible,
            required=frozenset(self._required),
            steps=tuple(
                step.id
                for step in self._form.compiled_steps()
                if self._step_exists(step.id) and any(field.field.id in visible for field in step.fields)
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

    def _read_confirmed(self, compiled_field: CompiledField, path: str) -> Any:
        """The value the identity proved; None where it proved none this field can hold: then the person is asked."""
        acted = self._context.is_apart(self._answers)
        proved = None if acted else confirmed_entry(compiled_field.field, self._context.confirmed)
        value = None if proved is None else self._read(compiled_field, proved, path, self._scope)
        if value is None:
            self._refused.pop(path, None)
        else:
            self._confirmed.add(path)
        return value

    def _read(self, compiled_field: CompiledField, entry: Any, path: str, scope: feel.FeelContext) -> Any:
        """The value of a field that exists. What cannot be read is refused and counts as not answered."""
        self._visible.add(path)
        match compiled_field.field.kind.control:
            case "rows":
                value = self._read_rows(compiled_field, entry, path, scope)
            case "output":
                value = compiled_field.expression.value(scope) if compiled_field.expression else None
            case "note":
                return None
            case "files":
                value, wrong = read_files(compiled_field.field, entry, self._context.uploads, path)
                if wrong:
                    self._refused[path] = wrong
            case _:
                value = self._read_plain(compiled_field, entry, path, scope)
        if value is not None:
            self._values[path] = value
        return value

    def _read_plain(self, compiled_field: CompiledField, entry: Any, path: str, scope: feel.FeelContext) -> Any:
        if compiled_field.field.kind.choosing:
            self._options[path] = offered(compiled_field, scope)
        if entry is None or entry == "":
            return None
        value, refused = read(compiled_field.field, entry)
        if compiled_field.pattern and isinstance(value, str):
            value = _as_demanded(compiled_field.pattern, value)
        if value is not None and not refused:
            refused = self._limits(compiled_field, value, path)
        if refused:
            self._refused[path] = [
                Problem(why.code, why.text, f"{path}.{why.part}" if why.part else path) for why in refused
            ]
            self._partial[path] = {**(value if isinstance(value, dict) else {}), **{why.part: True for why in refused}}
            return None
        return list(value) if isinstance(value, tuple) else value

    def _limits(self, compiled_field: CompiledField, value: Any, path: str) -> tuple[RefusedEntry, ...]:
        """Length, form, range and choice: what can be said without FEEL."""
        field, kind = compiled_field.field, compiled_field.field.kind
        if kind.choosing:
            allowed = (
                {option.id for option in self._options[path]}
                if compiled_field.option_rules
                else compiled_field.option_ids
            )
            chosen = value if kind.many else (value,)
            return () if allowed.issuperset(chosen) else (RefusedEntry("option", messages.NOT_OFFERED),)
        if kind.latin and (foreign := find_foreign_letters(value)):
            return foreign
        if isinstance(value, str):
            most = field.max_length or kind.max_length
            if most and len(value) > most:
                return (RefusedEntry("too_long", messages.too_long(most, len(value))),)
            if compiled_field.pattern and not compiled_field.pattern.fullmatch(value):
                return (RefusedEntry("format", messages.wrong_pattern(field)),)
        if kind.bound:
            if field.minimum is not None and value < field.minimum:
                return (RefusedEntry("range", messages.too_small(field)),)
            if field.maximum is not None and on_first_days(value) > field.maximum:
                return (RefusedEntry("range", messages.too_large(field)),)
        return ()

    def _read_rows(
        self, compiled_field: CompiledField, entry: Any, path: str, scope: feel.FeelContext
    ) -> list[dict[str, Any]] | None:
        given = [row if isinstance(row, Mapping) else {} for row in entry] if isinstance(entry, (list, tuple)) else []
        if len(given) > compiled_field.field.max_rows:
            self._refused[path] = [Problem("rows", messages.too_many_rows(compiled_field.field.max_rows), path)]
            given = given[: compiled_field.field.max_rows]
        given += [{}] * (compiled_field.field.least_rows - len(given))
        rows = []
        for number, row in enumerate(given):
            if number >= compiled_field.field.least_rows and not _is_row_begun(compiled_field, row):
                self._show_empty(compiled_field, f"{path}.{number}", scope)
                continue
            rows.append(self._read_row(compiled_field, row, f"{path}.{number}", scope))
        return rows or None

    def _read_row(
        self, compiled_field: CompiledField, row: Entries, path: str, outside: feel.FeelContext
    ) -> dict[str, Any]:
        answers: dict[str, Any] = dict.fromkeys(inner.field.id for inner in compiled_field.inside)
        scope = feel.FeelContext(outside)
        scope.update(answers)
        for inner in compiled_field.rows:
            if _exists(inner, scope):
                key = inner.field.id
                answers[key] = self._read(inner, row.get(key), f"{path}.{key}", scope)
                scope[key] = feel.to_feel(answers[key])
        self._row_scopes[path] = scope
        return answers

    def _show_empty(self, compiled_field: CompiledField, path: str, scope: feel.FeelContext) -> None:
        """A row without any entry is shown, but it is no answer."""
        self._read_row(compiled_field, {}, path, scope)
        del self._row_scopes[path]

    def _judge(self, compiled_field: CompiledField, path: str, scope: feel.FeelContext) -> None:
        """Everything wrong with a field that exists, in the order of the page."""
        if path not in self._visible or compiled_field.field.kind.silent:
            return
        needed = _is_required(compiled_field, scope)
        later = needed and compiled_field.field.needed_to == "decide"
        required = needed and not later
        if needed:
            (self._later if later else self._required).add(path)
        refused = self._refused.get(path)
        if refused:
            self._found += refused
        if compiled_field.inside:
            self._judge_rows(compiled_field, path)
        value = self._values.get(path)
        if compiled_field.field.parts:
            given = self._partial.get(path) if value is None else compiled_field.field.kind.split(value)
            if required or given:
                self._judge_parts(compiled_field, path, given or {})
            elif later:
                self._missing.append(path)
        elif value is None and later and not refused:
            self._missing.append(path)
        elif value is None and required and not refused:
            self._found.append(messages.missing(compiled_field.field, path))
        if value is not None and not refused:
            self._judge_checks(compiled_field, path, scope)

    def _judge_parts(self, compiled_field: CompiledField, path: str, given: Mapping[str, Any]) -> None:
        for part in compiled_field.field.kind.needed_parts(given):
            if part not in given:
                self._found.append(messages.missing(compiled_field.field, path, part))

    def _judge_checks(self, compiled_field: CompiledField, path: str, scope: feel.FeelContext) -> None:
        """A check refuses what no possible day of a partly known date can hold; what only some can is left to a person."""
        earliest = on_first_days(scope) if compiled_field.checks and has_unknown_day(self._values) else scope
        for (_, rule), check in zip(compiled_field.checks, compiled_field.field.checks, strict=True):
            wrong = rule.value(scope) is False
            if wrong and (earliest is scope or rule.value(earliest) is False):
                self._found.append(Problem(check.id, check.message, path))
            elif earliest is not scope and wrong != (rule.value(earliest) is False):
                self._undecided.add(path)

    def _judge_rows(self, compiled_field: CompiledField, path: str) -> None:
        number = 0
        limit = compiled_field.field.max_rows
        while number < limit:
            row = f"{path}.{number}"
            if scope := self._row_scopes.get(row):
                for inner in compiled_field.inside:
                    self._judge(inner, f"{row}.{inner.field.id}", scope)
            number += 1


def _exists(compiled_field: CompiledField, scope: Mapping[str, Any]) -> bool:
    return compiled_field.when is None or compiled_field.when.holds(scope)


def _is_required(compiled_field: CompiledField, scope: Mapping[str, Any]) -> bool:
    return (
        compiled_field.required.holds(scope)
        if isinstance(compiled_field.required, CompiledRule)
        else compiled_field.required
    )


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
