"""The names of the states a case can be in. `matter.telling` computes which one holds and says it in words."""

from __future__ import annotations

from typing import Literal, get_args

State = Literal[
    "received", "paid", "answered", "working", "person", "others", "printing",
    "confirm", "missing", "hearing", "to_pay", "payment_unclear", "payment_stopped", "payment_failed",
    "payment_mismatched", "payment_reversed",
    "granted", "partly", "annulled", "issued", "dispatched", "refused", "not_found",
    "withdrawn", "unpaid", "paid_late", "part_paid", "closed",
]  # fmt: skip
STATES: tuple[State, ...] = get_args(State)
