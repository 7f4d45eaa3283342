"""A declaration to be read: what was answered, step by step, with links to change it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from allmende.domain.forms.model import Field, Option, Step
from allmende.ui.html import SafeString, esc
from allmende.ui.speak import spoken_answer, spoken_value


@dataclass(frozen=True, slots=True)
class AnsweredStep:
    """One step of a declaration. `answers` are typed, by field id; `change_url` is empty where nothing can be changed."""

    step: Step
    answers: Mapping[str, object]
    change_url: str = ""


def render_answers(
    steps: Iterable[AnsweredStep],
    visible: frozenset[str],
    language: str,
    options: Mapping[str, tuple[Option, ...]] | None = None,
    *,
    level: int = 2,
) -> SafeString:
    """All steps that hold an answer. What is hidden is absent here too."""
    drawn = []
    for answered in steps:
        lines = _lines(
            answered.step.fields,
            "",
            answered.answers,
            visible,
            language,
            options or {},
            level + 1,
        )
        if lines:
            drawn.append(_head(answered, language, level) + lines)
    return SafeString("".join(drawn))


def _head(answered: AnsweredStep, language: str, level: int) -> str:
    title = esc(answered.step.title.spoken(language))
    link = ""
    if answered.change_url:
        heard = f'<span class="kern-sr-only">: {title}</span>'
        link = f'<a class="kern-link al-no-print" href="{esc(answered.change_url)}">{esc(_("Ändern"))}{heard}</a>'
    return f'<div class="al-answers__head"><h{level}>{title}</h{level}>{link}</div>'


def _lines(
    fields: Sequence[Field],
    prefix: str,
    answers: Mapping[str, object],
    visible: frozenset[str],
    language: str,
    options: Mapping[str, tuple[Option, ...]],
    level: int,
) -> str:
    flat: list[str] = []
    drawn: list[str] = []
    for item in fields:
        path = f"{prefix}{item.id}"
        if path not in visible or item.type == "information":
            continue
        value = answers.get(item.id)
        if item.type == "group":
            if flat:
                drawn.append(_list(flat))
                flat = []
            drawn.append(_rows(item, path, value, visible, language, options, level))
            continue
        said = (
            spoken_value(value, language)
            if item.type == "computed"
            else spoken_answer(item, value, language, options.get(path, ()))
        )
        if said:
            flat.append(
                f"<div><dt>{esc(item.label.spoken(language))}</dt><dd>{esc(said)}</dd></div>"
            )
    if flat:
        drawn.append(_list(flat))
    return "".join(drawn)


def _list(lines: list[str]) -> str:
    return f'<dl class="al-answers">{"".join(lines)}</dl>'


def _rows(
    item: Field,
    path: str,
    value: object,
    visible: frozenset[str],
    language: str,
    options: Mapping[str, tuple[Option, ...]],
    level: int,
) -> str:
    if not isinstance(value, list | tuple):
        return ""
    name = (item.row_label or item.label).spoken(language)
    drawn = []
    for number, row in enumerate(value):
        if isinstance(row, Mapping):
            lines = _lines(
                item.fields,
                f"{path}.{number}.",
                row,
                visible,
                language,
                options,
                level + 1,
            )
            drawn.append(
                f'<h{level} class="al-answers__row-title">{esc(name)} {number + 1}</h{level}>{lines}'
            )
    return "".join(drawn)
