"""Answers as entries again: what a person would have typed, what the form says of it, what can be asked for again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from allmende.domain.forms import CheckedEntries, Field, FormStep, StoredUpload, check_all
from allmende.domain.forms.entry import entry_of
from allmende.domain.matter.acting import context_of
from allmende.domain.matter.model import Matter

NOT_CORRECTED = frozenset(("declaration", "information", "computed"))
"""What a person does not answer, or only consents to: never sent back for correction."""


@dataclass(frozen=True, slots=True)
class Correctable:
    """A question that may be asked again. `row` counts from 1 inside `group`, 0 outside; `empty`: there is no answer yet."""

    path: str
    step: FormStep
    field: Field
    group: Field | None = None
    row: int = 0
    empty: bool = False


def entries_of(matter: Matter) -> dict[str, Any]:
    """Answers as entries again, so that a page can show and change them, or a form check them."""
    asked = [field for step in matter.service.form.steps for field in step.fields]
    return {one.id: entry_of(one, matter.answers[one.id]) for one in asked if matter.answers.get(one.id) is not None}


def limit_to(paths: Iterable[str], known: Mapping[str, Any], typed: Mapping[str, Any]) -> dict[str, Any]:
    """Of what was typed only the entries at these paths. A row keeps the rest of its answers, and no row is added or removed.

    `known`: the entries as they are.

    >>> limit_to(["hunde.0.pass"], {"hunde": [{"name": "Rex"}]}, {"hunde": [{"name": "X", "pass": "1"}, {}], "halter": "Y"})
    {'hunde': [{'name': 'Rex', 'pass': '1'}]}
    """
    found: dict[str, Any] = {}
    for path in paths:
        field, _, inside = path.partition(".")
        number, _, name = inside.partition(".")
        if field not in typed:
            continue
        if not inside:
            found[field] = typed[field]
            continue
        rows = found.setdefault(field, [dict(row) for row in known.get(field, ())])
        row = int(number)
        if row < min(len(rows), len(typed[field])) and name in typed[field][row]:
            rows[row][name] = typed[field][row][name]
    return found


def check_stored(matter: Matter, uploads: Mapping[str, StoredUpload] | None = None) -> CheckedEntries:
    """The whole form with the answers as they are kept, by the rules of the day of the application.

    `uploads`: hers; without them, those her answers name.
    Says what is asked (`visible`), missing (`problems`, `missing`) and proved by the sign-in (`confirmed`).
    """
    if uploads is not None:
        return _check(matter, uploads)
    checked: CheckedEntries = matter.remember("checked", lambda: _check(matter, _files_of(matter.answers)))
    return checked


def _check(matter: Matter, uploads: Mapping[str, StoredUpload]) -> CheckedEntries:
    context = context_of(matter, uploads)
    return check_all(matter.service.form, entries_of(matter), context)


def list_correctable(matter: Matter, uploads: Mapping[str, StoredUpload] | None = None) -> tuple[Correctable, ...]:
    """Every question the form asks this person, answered or not, in its order; files too. `uploads`: hers.

    Not what the sign-in proved: that cannot be typed. A group without a row stands for its questions.
    """
    checked = check_stored(matter, uploads)
    return tuple(
        found
        for step in matter.service.form.steps
        for field in step.fields
        if field.id in checked.visible and field.id not in checked.confirmed
        for found in _questions(step, field, matter.answers.get(field.id), checked)
    )


def _questions(step: FormStep, field: Field, value: Any, checked: CheckedEntries) -> Iterator[Correctable]:
    if field.type == "group" and value:
        for number, row in enumerate(value):
            for inner in field.fields:
                path = f"{field.id}.{number}.{inner.id}"
                if path in checked.visible and inner.type not in NOT_CORRECTED:
                    yield Correctable(path, step, inner, field, number + 1, row.get(inner.id) is None)
    elif field.type not in NOT_CORRECTED:
        yield Correctable(field.id, step, field, empty=value is None)


def file_names_at(answers: Mapping[str, Any], path: str) -> tuple[str, ...]:
    """The names of the files in the answer at that path, also inside a row."""
    value: Any = answers
    for part in path.split("."):
        if isinstance(value, Mapping):
            value = value.get(part)
        elif isinstance(value, list) and part.isdecimal() and int(part) < len(value):
            value = value[int(part)]
        else:
            return ()
    return tuple(str(file["name"]) for file in _files_in(value))


def _files_of(answers: Mapping[str, Any]) -> dict[str, StoredUpload]:
    files = (file for answer in answers.values() for file in _files_in(answer))
    return {
        str(file["id"]): StoredUpload(str(file["id"]), file["name"], file["type"], int(file["size"])) for file in files
    }


def _files_in(value: Any) -> Iterator[Mapping[str, Any]]:
    match value:
        case {"id": _, "name": _, "type": _, "size": _}:
            yield value
        case Mapping():
            for one in value.values():
                yield from _files_in(one)
        case list():
            for one in value:
                yield from _files_in(one)
