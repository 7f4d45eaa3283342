"""Taking money, shaped like XBezahldienste 1.0.0 (the interface of the German payment platforms).

One transaction per `request_id`: asking twice never charges twice. What the provider calls back is only
a hint; the truth is what `find` returns afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Literal, Protocol

from allmende.domain.values import Money, Problem

PaymentStatus = Literal["initial", "paid", "failed", "canceled"]


@dataclass(frozen=True, slots=True)
class PaymentItem:
    """One line of the demand. `unit_price` is net for one piece; `tax_rate` in per cent.

    `booking` carries what the treasury needs (for instance `haushaltsstelle`, `sachkonto`).
    """

    id: str
    description: str
    unit_price: Money
    quantity: int = 1
    tax_rate: Decimal = Decimal(0)
    reference: str = ""
    booking: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PaymentRequest:
    """What is to be paid.

    `request_id` is ours, at most 36 characters, unique per demand and attempt: the idempotency key.
    `purpose` appears on the bank statement: at most 27 characters, letters, digits, spaces, hyphens.
    `return_url` is where the payer comes back, whatever happened.
    `callback_url` may be told to the provider where its interface knows one.
    """

    request_id: str
    amount: Money
    purpose: str
    description: str
    return_url: str
    requested_at: datetime
    items: tuple[PaymentItem, ...]
    callback_url: str = ""
    language: str = "de"


@dataclass(frozen=True, slots=True)
class PaymentTransaction:
    """What the provider knows about a demand.

    `redirect_url` is the payer's page and only given while the status is `initial`.
    `reference` is the *Kassenzeichen* under which the treasury expects the money. `amount` is what the provider states,
    whatever we asked for: it is compared, never believed; None when it states none.
    """

    id: str
    request_id: str
    status: PaymentStatus
    amount: Money | None
    reference: str = ""
    redirect_url: str = ""
    method: str = ""
    detail: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PaymentHint:
    """A callback that is genuine and fresh: ask the provider about this transaction."""

    transaction_id: str


class PaymentProvider(Protocol):
    """Errors of every call: `ports.Unavailable` when the provider does not answer properly."""

    name: str

    def create(self, request: PaymentRequest) -> PaymentTransaction | Problem:
        """Open the transaction, or return the existing one of the same `request_id`.

        Problems: `payment.refused` (the provider will never accept this request), `payment.conflict`
        (the same `request_id` was used for another amount).
        """
        ...

    def find(self, transaction_id: str) -> PaymentTransaction | None:
        """The present state, or None when the provider does not know the transaction."""
        ...

    def read_hint(self, headers: Mapping[str, str], body: bytes, now: datetime) -> PaymentHint | Problem:
        """Check a callback (signature, age) and say which transaction it is about.

        Header names are compared without regard to case. Problem: `payment.forged` or `payment.stale`.
        """
        ...
