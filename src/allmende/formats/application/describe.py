"""The record of an application, from its form and answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from itertools import groupby
from typing import Any

from allmende.domain.forms import answers_to_json, summary
from allmende.domain.forms.summary import HasSteps, SummaryRow
from allmende.domain.values import Text
from allmende.formats.application.model import (
    ApplicationAnswer,
    ApplicationCity,
    ApplicationFee,
    ApplicationRecord,
    ApplicationService,
    ApplicationStep,
)


def describe(
    form: HasSteps,
    answers: Mapping[str, Any],
    *,
    case_id: str,
    reference: str,
    submitted_at: datetime,
    received_on: date,
    language: str,
    identity: str,
    level: str,
    service: ApplicationService,
    city: ApplicationCity,
    fee: ApplicationFee | None = None,
) -> ApplicationRecord:
    """Every answer with its question in German and English. What was hidden is no answer and not in it."""
    return ApplicationRecord(
        case_id=case_id,
        reference=reference,
        submitted_at=submitted_at,
        received_on=received_on,
        language=language,
        identity=identity,
        level=level,
        service=service,
        city=city,
        steps=_steps(form, answers),
        fee=fee,
    )


def _steps(form: HasSteps, answers: Mapping[str, Any]) -> tuple[ApplicationStep, ...]:
    plain = answers_to_json(answers)
    both = zip(summary(form, answers, "de"), summary(form, answers, "en"), strict=True)
    found = []
    for (step_id, german, english), rows in groupby(
        both, key=lambda pair: (pair[0].step, pair[0].step_title, pair[1].step_title)
    ):
        found.append(ApplicationStep(step_id, Text(german, english), tuple(_answer(de, en, plain) for de, en in rows)))
    return tuple(found)


def _answer(german: SummaryRow, english: SummaryRow, plain: Mapping[str, Any]) -> ApplicationAnswer:
    return ApplicationAnswer(
        path=german.path,
        type=german.type,
        label=Text(german.label, english.label),
        value=_value_at(plain, german.path),
        text=Text(german.text, english.text),
        row=german.row,
    )


def _value_at(plain: Mapping[str, Any], path: str) -> Any:
    value: Any = plain
    for part in path.split("."):
        value = value[int(part)] if isinstance(value, list) else value[part]
    return value
