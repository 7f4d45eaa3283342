"""What the cities agreed on: when a proposal may be released, and how savings and costs are counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from allmende.domain.values import Problem, Text

Key = Literal["cases", "equal"]
MOST_CITIES = 1000


@dataclass(frozen=True, slots=True)
class Rules:
    """The agreement of the cooperation. All figures are assumptions that everybody sees and the coordinator may change.

    approvals         how many cities besides the author's must approve
    legal             how many legal sign-offs; data_protection likewise
    hourly_rate       what an hour of work is worth, in euros
    minutes_saved     working minutes an online application saves a city, unless the service has its own figure
    minutes_by_service  service id → minutes
    key               how the cost of the common work is shared: by cases received, or equally
    """

    approvals: int = 2
    legal: int = 1
    data_protection: int = 1
    hourly_rate: Decimal = Decimal("50.00")
    minutes_saved: int = 15
    minutes_by_service: Mapping[str, int] = field(default_factory=dict)
    key: Key = "cases"

    def minutes_of(self, service_id: str) -> int:
        return self.minutes_by_service.get(service_id, self.minutes_saved)

    def to_json(self) -> dict[str, Any]:
        return {
            **asdict(self),
            "hourly_rate": str(self.hourly_rate),
            "minutes_by_service": dict(self.minutes_by_service),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Rules:
        """The rules `to_json` wrote; what is missing has its usual value."""
        said = {key: value for key, value in data.items() if key in cls.__dataclass_fields__}
        if "hourly_rate" in said:
            said["hourly_rate"] = Decimal(said["hourly_rate"])
        return cls(**said)


def check_rules(rules: Rules) -> tuple[Problem, ...]:
    """What cannot be meant: negative numbers, a quorum nobody can reach, a rate beyond reason."""
    wrong: list[Problem] = []
    for name in ("approvals", "legal", "data_protection"):
        if not 0 <= getattr(rules, name) <= MOST_CITIES:
            words = Text.named("cooperation.rules.this_is_number_from_0")
            wrong.append(Problem("rules.number", words, name))
    for name, minutes in {"minutes_saved": rules.minutes_saved, **rules.minutes_by_service}.items():
        if not 0 <= minutes <= 24 * 60:
            words = Text.named("cooperation.rules.these_are_minutes_0_to")
            wrong.append(Problem("rules.minutes", words, name))
    try:
        fits = Decimal(0) <= rules.hourly_rate <= Decimal(1000)
    except InvalidOperation:
        fits = False
    if not fits:
        words = Text.named("cooperation.rules.this_is_amount_from_0")
        wrong.append(Problem("rules.rate", words, "hourly_rate"))
    return tuple(wrong)
