"""Whether an objection suspends what it is directed against (§ 80 VwGO), by what that is.

An objection suspends what burdens (§ 80 Abs. 1). Against a refusal there is nothing to suspend: it brings nothing that was applied
for, and where a law gave something until the decision, that law says what holds (§ 84 AufenthG). Public charges and costs stay due (§ 80 Abs. 2 Satz 1 Nr. 1): every fee, tax and due a notice of
a service sets is one. The office may suspend even those (§ 80 Abs. 4).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from allmende.domain.deadlines.law.rule import LegalRule
from allmende.domain.values import Text

Subject = Literal["decision", "refusal", "charge"]


@dataclass(frozen=True, slots=True)
class SuspensionRule:
    """`suspends`: what the notice orders need not be followed while the objection is open."""

    subject: Subject
    suspends: bool
    basis: str
    sentence: Text


SUSPENSION: dict[Subject, SuspensionRule] = {
    one.subject: one
    for one in (
        SuspensionRule(
            "decision", True, "§ 80 Abs. 1 VwGO", Text.named("deadlines.law.suspension.decision_is_suspended")
        ),
        SuspensionRule("refusal", False, "§ 80 Abs. 1 VwGO", Text.named("deadlines.law.suspension.refusal_stays")),
        SuspensionRule(
            "charge", False, "§ 80 Abs. 2 Satz 1 Nr. 1 VwGO", Text.named("deadlines.law.suspension.charge_stays_due")
        ),
    )
}
SUSPENDING = LegalRule(
    id="suspending.vwgo",
    law="hvwvfg",
    basis="§ 80 Abs. 4 VwGO",
    note=Text.named("deadlines.law.suspension.suspending_note"),
)
"""That the office may suspend what stays due. Its wording was not read."""
