"""What a decision states besides its outcome: the facts of a ground of refusal, the data of a grant.

Both are fields like those of a form: `field.default` (FEEL) proposes the value, a person confirms or changes it, a
machine decision takes it.
"""

from __future__ import annotations

from dataclasses import dataclass

from allmende.domain.forms import Field

STATED_TYPES = ("text", "textarea", "date", "integer", "decimal", "money", "boolean")
DECIDED_TYPES = (*STATED_TYPES, "choice")
DECIDING = ("granted", "partly", "refused")
"""Outcomes that are the decision on the application. All others are steps on the way."""
NEEDS_GROUND = ("refused", "hear")
"""Against the citizen, or about to be: the ground must be named (`hear`: for the hearing before)."""
TELLS_WHY = ("void",)
"""No decision, but nothing of what was handed in is done: the person reads why, in the clerk's words."""
AGAINST = (*NEEDS_GROUND, "partly")
"""Outcomes whose reasons must be given; where only a part is refused, a ground may be named."""
NUMBERS = frozenset({"integer", "decimal", "money"})


@dataclass(frozen=True, slots=True)
class GroundStatement:
    """A fact that must be stated with a ground of refusal (§ 39 Abs. 1 Satz 2 HVwVfG); `stated.<ground>.<id>`.

    `printed` False: for the file alone, because the fact itself is protected (§§ 63, 64 PStG).
    """

    field: Field
    printed: bool = True

    @property
    def id(self) -> str:
        return self.field.id


@dataclass(frozen=True, slots=True)
class DecisionDatum:
    """What a decision with this outcome fixes, such as the first day of a permit; `decided.<id>`.

    `field.when`: where it is asked at all; `field.required`: without it nothing is decided; `basis`: the norm. `reasons`: an
    expression over the case with `decided` as typed; where it holds and the datum is stated, the decision burdens the person
    or gives less than applied for, and says why (§ 39 HVwVfG). `less`: where `reasons` holds it gives less, so it is a partial grant.
    """

    outcome: str
    field: Field
    basis: str = ""
    reasons: str = ""
    less: bool = False

    @property
    def id(self) -> str:
        return self.field.id

    @property
    def is_frame(self) -> bool:
        """An amount between two bounds: which one is chosen is discretion, and its reasons are given (§ 40 HVwVfG)."""
        one = self.field
        return one.type in NUMBERS and one.minimum is not None and one.maximum is not None
