"""What an application says about itself, readable by people and machines without this system."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from allmende.domain.values import Text

VERSION = 1

Value = Any
"""str, bool, or lists and mappings of them: numbers as `"30.00"`, days as `2026-11-02` (see `forms.answers_to_json`)."""


@dataclass(frozen=True, slots=True)
class ApplicationService:
    """Which service, in which release. `leika` is the key of the federal catalogue, empty without one."""

    id: str
    version: str
    leika: str
    name: Text


@dataclass(frozen=True, slots=True)
class ApplicationCity:
    """Whose. `ars` and `ags` are the official keys."""

    key: str
    name: str
    ars: str
    ags: str


@dataclass(frozen=True, slots=True)
class ApplicationAnswer:
    """One answer: `value` for machines, `text` for people. `path` as in the form (`weitere.0.kennzeichen`).

    `row` names the row of a group it stands in, empty outside.
    """

    path: str
    type: str
    label: Text
    value: Value
    text: Text
    row: str = ""


@dataclass(frozen=True, slots=True)
class ApplicationStep:
    id: str
    title: Text
    answers: tuple[ApplicationAnswer, ...]


@dataclass(frozen=True, slots=True)
class ApplicationFeeLine:
    id: str
    text: Text
    amount: Decimal
    basis: str


@dataclass(frozen=True, slots=True)
class ApplicationFee:
    total: Decimal
    currency: str
    lines: tuple[ApplicationFeeLine, ...]


@dataclass(frozen=True, slots=True)
class ApplicationRecord:
    """The whole. `submitted_at` is in UTC, `received_on` the local day; `level` the proved level of identity."""

    case_id: str
    reference: str
    submitted_at: datetime
    received_on: date
    language: str
    identity: str
    level: str
    service: ApplicationService
    city: ApplicationCity
    steps: tuple[ApplicationStep, ...]
    fee: ApplicationFee | None = None
