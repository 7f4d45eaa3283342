"""One thing that was looked at: its name for machines, how it is, a sentence for people, figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from allmende.domain.values import Text
from allmende.foundation import log

State = Literal["ok", "warn", "bad"]


@dataclass(frozen=True, slots=True)
class InspectionFinding:
    """`bad`: people cannot be served as they should, or soon will not be. Sentences and figures name no person."""

    name: str
    state: State
    says: Text
    figures: Mapping[str, float] = field(default_factory=dict)


Look = Callable[[], Iterator[InspectionFinding]]


def look(name: str, at: Look) -> tuple[InspectionFinding, ...]:
    """What a look finds. One that fails is a finding itself: nothing that is looked at ends the looking."""
    found: list[InspectionFinding] = []
    try:
        found.extend(at())
    except Exception as error:  # noqa: BLE001 - whatever it is, the operator is told which look failed
        kind = log.describe_error(error)[0]
        found.append(
            InspectionFinding(
                name,
                "bad",
                Text.named("usecases.inspecting.finding.name_could_not_be_looked", name=name, kind=kind),
            )
        )
    return tuple(found)
