"""What the treasury must keep of a payment, without the application: the voucher, for longer than the case.

The rule was not read in wording: `confirmed` is False, and where it is shown it says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from allmende.domain.values import Text


@dataclass(frozen=True, slots=True)
class VoucherRule:
    """So many whole years after the one in which the money moved."""

    years: int
    basis: str
    confirmed: bool = False


RULE = VoucherRule(years=10, basis="§ 37 GemHVO Hessen")
KEPT = Text.named(
    "matter.vouchers.kept",
    years=RULE.years,
    basis=RULE.basis,
    value="" if RULE.confirmed else ", noch nicht bestätigt",
    value_2="" if RULE.confirmed else ", not yet confirmed",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Voucher:
    """One demand for which money moved. `bookings`: the provider's numbers, methods, amounts and days, as plain values."""

    reference: str
    amount: Decimal
    currency: str
    status: str
    booked_on: date
    bookings: tuple[Mapping[str, Any], ...] = ()

    @property
    def keep_until(self) -> date:
        """Its last day.

        >>> Voucher(reference="1", amount=Decimal(9), currency="EUR", status="paid", booked_on=date(2026, 3, 1)).keep_until
        datetime.date(2036, 12, 31)
        """
        return date(self.booked_on.year + RULE.years, 12, 31)
