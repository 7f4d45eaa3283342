"""Whose case it is, where several people applied together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from allmende.domain import facts as f


@dataclass(frozen=True, slots=True)
class Party:
    """Whose case it is, in a joint application. `number` counts the rows of the role from 1, 0 for the applicant.

    `name` as declared when it was sent. `represented_by`: the name of who acts for her by law; empty where she acts herself.
    """

    role: str
    number: int = 0
    name: str = ""
    represented_by: str = ""

    def to_json(self) -> dict[str, Any]:
        return {"role": self.role, "number": self.number, "name": self.name, "represented_by": self.represented_by}

    def today(self, facts: Iterable[f.Fact]) -> Party:
        """The same, without who acted for her once nobody does by law any more."""
        ended = any(isinstance(x, f.RepresentationEnded) for x in facts)
        return replace(self, represented_by="") if ended else self

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Party | None:
        """None for an application of one person."""
        return cls(data["role"], int(data["number"]), data["name"], data["represented_by"]) if data else None
