"""A whole declaration as plain rows: for the summary page, the receipt, the office and the notice's attachment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from allmende.domain.forms.model import Field, FormStep
from allmende.domain.forms.values import spoken
from allmende.domain.values import Text

ROW = Text.named("forms.summary.row")


class HasSteps(Protocol):
    """A form, compiled or not."""

    @property
    def steps(self) -> tuple[FormStep, ...]: ...


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """One answer in words. `row` is the heading of the row inside a group (`Kind 2`), empty outside.

    `text` may have several lines. `files` are the upload ids of a file answer. `confirmed`: proved by the sign-in.
    """

    step: str
    step_title: str
    path: str
    label: str
    text: str
    row: str = ""
    type: str = "text"
    files: tuple[str, ...] = ()
    confirmed: bool = False


def summary(
    form: HasSteps, answers: Mapping[str, Any], language: str, confirmed: frozenset[str] = frozenset()
) -> tuple[SummaryRow, ...]:
    """Every answer in the order of the form. What is hidden is no answer and does not appear.

    `confirmed`: paths the sign-in proved (`Checked.confirmed`).
    """
    return tuple(
        replace(row, confirmed=row.path in confirmed)
        for step in form.steps
        for field in step.fields
        if answers.get(field.id) is not None
        for row in _rows(step, field, answers[field.id], field.id, language, "")
    )


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """An answer that was another one before. `before` is empty where there was none, `after` where it was taken back."""

    label: str
    row: str
    before: str
    after: str


def list_changes(before: Sequence[SummaryRow], after: Sequence[SummaryRow]) -> tuple[AnswerChange, ...]:
    """What became another answer, in the order of the form as it is now; what was taken back at the end."""
    old, new = ({row.path: row for row in rows} for rows in (before, after))
    named = {**old, **new}
    return tuple(
        AnswerChange(named[path].label, named[path].row, _text(old.get(path)), _text(new.get(path)))
        for path in dict.fromkeys((*new, *old))
        if _said(old.get(path)) != _said(new.get(path))
    )


def _text(row: SummaryRow | None) -> str:
    return row.text if row else ""


def _said(row: SummaryRow | None) -> tuple[str, tuple[str, ...]]:
    return (row.text, row.files) if row else ("", ())


def _rows(step: FormStep, field: Field, value: Any, path: str, language: str, row: str) -> Iterator[SummaryRow]:
    if field.type == "group":
        yield from _group_rows(step, field, value, path, language)
    elif field.kind.control != "note":
        yield SummaryRow(
            step=step.id,
            step_title=step.title.spoken(language),
            path=path,
            label=field.label.spoken(language),
            text=spoken(field, value, language),
            row=row,
            type=field.type,
            files=tuple(str(file["id"]) for file in value) if field.type == "file" else (),
        )


def _group_rows(
    step: FormStep, group: Field, rows: Sequence[Mapping[str, Any]], path: str, language: str
) -> Iterable[SummaryRow]:
    for number, row in enumerate(rows):
        for field in group.fields:
            value = row.get(field.id)
            if value is not None:
                heading = row_title(group, number + 1, language)
                yield from _rows(step, field, value, f"{path}.{number}.{field.id}", language, heading)


def label_at(form: HasSteps, path: str, language: str) -> str:
    """The question at that path by its label; in a group with its row: `Kind 2: Pass`. Error: `StopIteration` without one.

    `path`: with the row's number, counted from 0 (`kinder.1.pass`).
    """
    head, *inside = path.split(".")
    one = next(field for step in form.steps for field in step.fields if field.id == head)
    if not inside:
        return one.label.spoken(language)
    inner = next(inner for inner in one.fields if inner.id == inside[1])
    return f"{row_title(one, int(inside[0]) + 1, language)}: {inner.label.spoken(language)}"


def row_title(group: Field, number: int, language: str) -> str:
    """What a row of a group is called, counted from 1: `Kind 2`."""
    name = group.row_label.spoken(language) if group.row_label else ROW.spoken(language)
    return f"{name} {number}"
