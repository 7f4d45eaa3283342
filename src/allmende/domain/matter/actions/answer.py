"""What a register said, and whether the applicant may know it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class RegisterAnswer:
    """What a register said, and whether the applicant may know it.

    `found`: the fingerprints of the records found where the city keeps the register; else None. They are no part of the fact:
    the history of a withheld answer reads the same, whatever the register said.
    `neutral` is what it says when it finds nobody, made by the same code. `why` is empty where the applicant has proved to
    be the person asked about or to act for her; else the rules get `neutral` alone (`choosing.withhold`).
    """

    context: dict[str, Any]
    summary: str
    neutral: Mapping[str, Any] = field(default_factory=dict)
    why: str = ""
    words: tuple[str, ...] = ()
    found: Mapping[str, Any] | None = None
