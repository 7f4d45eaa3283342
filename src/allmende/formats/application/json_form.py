"""The record as canonical JSON: fixed order of keys, UTF-8, one value a line."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from allmende.domain.values import Problem, Text
from allmende.formats.application.model import (
    VERSION,
    ApplicationAnswer,
    ApplicationCity,
    ApplicationFee,
    ApplicationFeeLine,
    ApplicationRecord,
    ApplicationService,
    ApplicationStep,
)

MOST_BYTES = 20_000_000
T = TypeVar("T")


def to_json(record: ApplicationRecord) -> bytes:
    """Equal records have equal bytes."""
    return (json.dumps(_data(record), ensure_ascii=False, indent=1) + "\n").encode()


def from_json(content: bytes) -> ApplicationRecord | Problem:
    """The record that `to_json` wrote, or the one problem that makes the file unreadable."""
    if len(content) > MOST_BYTES:
        return problem("The file is too large.")
    try:
        data = json.loads(content)
        if data["application"] != VERSION:
            return problem(f"Version {data['application']!r} is not known.")
        return _record(data)
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError) as wrong:
        return problem(f"{type(wrong).__name__}: {wrong}")


def problem(detail: str) -> Problem:
    """A file that is no application record."""
    return Problem(
        "application.unreadable",
        Text.named("formats.application.json_form.application_unreadable", detail=detail),
    )


def moment(value: datetime) -> str:
    """`2026-11-02T10:00:00Z`."""
    return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _data(record: ApplicationRecord) -> dict[str, Any]:
    return {
        "application": VERSION,
        "case_id": record.case_id,
        "reference": record.reference,
        "submitted_at": moment(record.submitted_at),
        "received_on": record.received_on.isoformat(),
        "language": record.language,
        "identity": record.identity,
        "level": record.level,
        "service": {
            "id": record.service.id,
            "version": record.service.version,
            "leika": record.service.leika,
            "name": dict(record.service.name),
        },
        "city": {
            "key": record.city.key,
            "name": record.city.name,
            "ars": record.city.ars,
            "ags": record.city.ags,
        },
        "steps": [_step_data(step) for step in record.steps],
        "fee": _fee_data(record.fee) if record.fee else None,
    }


def _step_data(step: ApplicationStep) -> dict[str, Any]:
    return {"id": step.id, "title": dict(step.title), "answers": [_answer_data(answer) for answer in step.answers]}


def _answer_data(answer: ApplicationAnswer) -> dict[str, Any]:
    return {
        "path": answer.path,
        "type": answer.type,
        "label": dict(answer.label),
        "value": answer.value,
        "text": dict(answer.text),
        "row": answer.row,
    }


def _fee_data(fee: ApplicationFee) -> dict[str, Any]:
    lines = [
        {"id": line.id, "text": dict(line.text), "amount": f"{line.amount:f}", "basis": line.basis}
        for line in fee.lines
    ]
    return {"total": f"{fee.total:f}", "currency": fee.currency, "lines": lines}


def _record(data: Mapping[str, Any]) -> ApplicationRecord:
    service, city, fee = data["service"], data["city"], data["fee"]
    return ApplicationRecord(
        case_id=_text(data["case_id"]),
        reference=_text(data["reference"]),
        submitted_at=datetime.fromisoformat(data["submitted_at"]),
        received_on=date.fromisoformat(data["received_on"]),
        language=_text(data["language"]),
        identity=_text(data["identity"]),
        level=_text(data["level"]),
        service=ApplicationService(
            _text(service["id"]), _text(service["version"]), _text(service["leika"]), Text.of(service["name"])
        ),
        city=ApplicationCity(_text(city["key"]), _text(city["name"]), _text(city["ars"]), _text(city["ags"])),
        steps=_all(_step, data["steps"]),
        fee=ApplicationFee(Decimal(fee["total"]), _text(fee["currency"]), _all(_fee_line, fee["lines"]))
        if fee
        else None,
    )


def _step(data: Mapping[str, Any]) -> ApplicationStep:
    return ApplicationStep(_text(data["id"]), Text.of(data["title"]), _all(_answer, data["answers"]))


def _answer(data: Mapping[str, Any]) -> ApplicationAnswer:
    return ApplicationAnswer(
        path=_text(data["path"]),
        type=_text(data["type"]),
        label=Text.of(data["label"]),
        value=data["value"],
        text=Text.of(data["text"]),
        row=_text(data["row"]),
    )


def _fee_line(data: Mapping[str, Any]) -> ApplicationFeeLine:
    return ApplicationFeeLine(_text(data["id"]), Text.of(data["text"]), Decimal(data["amount"]), _text(data["basis"]))


def _all(make: Callable[[Mapping[str, Any]], T], items: Any) -> tuple[T, ...]:
    return tuple(make(item) for item in items)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} should be text.")
    return value
