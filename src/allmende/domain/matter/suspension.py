"""Whether enforcement of the fee is suspended in the case of a notice, told from the facts alone. What reads a day to pay asks here.

    SuspensionDecided (grant) ─ … ─ SuspensionEnded

All of the fee: its demand is open and due on no day. A part: the rest is demanded, that part is not, and the process goes on only
once both are paid. `suspending` decides, writes the letter and ends it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from allmende.domain import facts as f
from allmende.domain.facts.suspending import GRANT, REVOKE
from allmende.domain.matter.demands import list_standings, sum_open
from allmende.domain.values import Money, Text, weekday_date

GROUNDS: Mapping[str, Text] = {
    "doubts": Text.named("matter.suspension.doubts"),
    "hardship": Text.named("matter.suspension.hardship"),
    "other": Text.named("matter.suspension.other"),
}
"""Why, as it stands after „ausgesetzt, ". § 80 Abs. 4 Satz 3 VwGO is said to name the first two; not confirmed."""


def find_granted(facts: Iterable[f.Fact]) -> f.SuspensionDecided | None:
    """The latest grant that is not over, also where it was revoked and the fee is about to be due again."""
    known = tuple(facts)
    found = next((x for x in reversed(known) if isinstance(x, f.SuspensionDecided) and x.act == GRANT), None)
    over = found and any(isinstance(x, f.SuspensionEnded) and x.suspension_id == found.suspension_id for x in known)
    return None if over else found


def is_revoked(facts: Iterable[f.Fact], granted: f.SuspensionDecided) -> f.SuspensionDecided | None:
    """The act that revoked this grant; None where none did."""
    known = tuple(facts)
    later = known[known.index(granted) :]
    return next((x for x in later if isinstance(x, f.SuspensionDecided) and x.act == REVOKE), None)


def find_suspended(facts: Iterable[f.Fact]) -> f.SuspensionDecided | None:
    """The suspension that runs, for people to read."""
    known = tuple(facts)
    found = find_granted(known)
    return found if found and not is_revoked(known, found) else None


def covers_demands(facts: Iterable[f.Fact]) -> bool:
    """Is all of the fee suspended? Then no open demand of the case is due, reminded of or asked for."""
    found = find_granted(facts)
    return found is not None and found.amount is None


def withheld(facts: Iterable[f.Fact]) -> Money:
    """How much of the open fee is not demanded, because that part is suspended."""
    known = tuple(facts)
    found = find_granted(known)
    return min(found.amount, sum_open(known)) if found and found.amount else Money(Decimal(0))


def holds_payment(facts: Iterable[f.Fact]) -> bool:
    """Is a part of the fee suspended and open? Then the fee is not paid, although all that was demanded may be."""
    return bool(withheld(facts))


def is_withheld(facts: Iterable[f.Fact], demand_id: str) -> bool:
    """Is that demand settled, while a suspended part of the fee is still open? Then nobody waits for a day."""
    known = tuple(facts)
    unsettled = (x.demanded.demand_id for x in list_standings(known) if x.status in ("open", "mismatched"))
    return holds_payment(known) and demand_id not in unsettled


def spoken(facts: Iterable[f.Fact], language: str) -> str:
    """Until when it is suspended, why, and how much, for citizen and office; empty where nothing is."""
    known = tuple(facts)
    found = find_suspended(known)
    if found is None:
        return ""
    why = GROUNDS[found.ground].said(language, reason=found.reason)
    amount = (found.amount or sum_open(known)).spoken(language)
    return _said_until(found.until).said(
        language, day=weekday_date(found.until, language) if found.until else "", why=why, amount=amount
    )


def _said_until(until: date | None) -> Text:
    """The sentence with a last day, or with the end of the objection."""
    return Text.named("matter.suspension.until_day") if until else Text.named("matter.suspension.until_over")
