"""The treasury's open claims. A wrong second proof and an unknown reference are answered alike."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from allmende.adapters.sandbox_registers.journal import Journal
from allmende.adapters.sandbox_registers.seed import CitySeed, ClaimSeed
from allmende.domain.deadlines import late_surcharge
from allmende.domain.matter.numbering import check_digit
from allmende.domain.ports.registers import Claim, ClaimPayment, ClaimQuery
from allmende.domain.values import Money, Problem, Text

REGISTER = "claims"
NOTHING = Money(Decimal("0.00"))


class SandboxClaims:
    """`domain.ports.registers.ClaimsRegister`."""

    def __init__(self, city: str, seed: CitySeed, journal: Journal) -> None:
        self._city, self._journal, self._prefix = city, journal, seed.prefix
        self._state = seed.state
        self._seeds = {seed.claim.reference: seed for seed in seed.claims}

    def find(self, query: ClaimQuery) -> Claim | Problem | None:
        wanted = re.sub(r"[\s.-]", "", query.reference).upper()
        if not self._well_formed(wanted):
            return Problem(
                "claim.reference",
                Text(
                    "Das Kassenzeichen stimmt nicht. Bitte prüfen Sie die Ziffern.",
                    "The payment reference is not right. Please check the digits.",
                ),
                "kassenzeichen",
            )
        seed = self._seeds.get(wanted)
        if seed is None or query.postal_code.strip() != seed.postal_code:
            return None
        claim = self._now(seed)
        amounts = (seed.reminded, claim.outstanding, seed.claim.outstanding)
        proven = query.amount in amounts or (query.reminded_on is not None and query.reminded_on == claim.reminded_on)
        return claim if proven else None

    def book(self, reference: str, amount: Money, paid_at: datetime, *, key: str) -> ClaimPayment:
        if reference not in self._seeds:
            raise LookupError(f"There is no claim {reference}.")
        body = {"reference": reference, "amount": str(amount.amount), "paid_at": paid_at.isoformat()}
        note = self._journal.write(self._city, REGISTER, key, "book", body)
        return ClaimPayment(
            receipt=f"{self._prefix}-Q{note.number:06d}",
            reference=note.body["reference"],
            amount=Money(Decimal(note.body["amount"])),
            paid_at=datetime.fromisoformat(note.body["paid_at"]),
        )

    def pause(self, reference: str, until: date, *, key: str) -> Claim:
        if reference not in self._seeds:
            raise LookupError(f"There is no claim {reference}.")
        body = {"reference": reference, "until": until.isoformat()}
        self._journal.write(self._city, REGISTER, key, "pause", body)
        return self._now(self._seeds[reference])

    def _well_formed(self, reference: str) -> bool:
        fits = re.fullmatch(f"{self._prefix}[0-9]{{11}}", reference, re.ASCII)
        return fits is not None and int(reference[-1]) == check_digit(reference[:-1])

    def _now(self, seed: ClaimSeed) -> Claim:
        """The claim after everything written about it."""
        claim = seed.claim
        for note in self._journal.read(self._city, REGISTER):
            if note.body["reference"] != claim.reference:
                continue
            if note.act == "pause":
                claim = replace(claim, paused_until=date.fromisoformat(note.body["until"]))
            else:
                on = datetime.fromisoformat(note.body["paid_at"]).date()
                claim = _paid(claim, Money(Decimal(note.body["amount"])), on, self._state)
        return claim


def _paid(claim: Claim, amount: Money, on: date, state: str) -> Claim:
    """Costs first, then surcharges, then the principal (§ 225 Abs. 2 AO read accordingly)."""
    surcharge = NOTHING
    if claim.surcharges_apply:
        surcharge = late_surcharge(claim.outstanding, claim.due_on, on, state=state).amount
    left = amount
    fee = min(claim.reminder_fee, left)
    left -= fee
    left -= min(surcharge, left)
    principal = min(claim.outstanding, left)
    paid = claim.paid + principal
    return replace(
        claim,
        paid=paid,
        reminder_fee=claim.reminder_fee - fee,
        status="paid" if paid == claim.principal and claim.status == "open" else claim.status,
    )
