"""A payment provider in memory; `settle` plays the payer, `play` whatever else a provider may come up with."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from allmende.domain.ports.payment import PaymentHint, PaymentRequest, PaymentStatus, PaymentTransaction
from allmende.domain.values import Problem, Text


class MemoryPayments:
    """`domain.ports.payment.PaymentProvider`."""

    name = "memory"

    def __init__(self) -> None:
        self._by_id: dict[str, PaymentTransaction] = {}
        self._opened = 0
        # One request id is one transaction, also when two threads ask at the same moment.
        self._creating = threading.Lock()

    def create(self, request: PaymentRequest) -> PaymentTransaction | Problem:
        if request.amount.amount <= 0 or not request.items:
            return Problem("payment.refused", Text.named("adapters.memory.payment.payment_refused"))
        with self._creating:
            return self._create(request)

    def _create(self, request: PaymentRequest) -> PaymentTransaction | Problem:
        existing = next((one for one in self._by_id.values() if one.request_id == request.request_id), None)
        if existing is not None and existing.amount != request.amount:
            return Problem("payment.conflict", Text.named("adapters.memory.payment.payment_conflict"))
        if existing is not None:
            return existing
        self._opened += 1
        number = self._opened
        made = PaymentTransaction(
            id=f"memory-{number}",
            request_id=request.request_id,
            status="initial",
            amount=request.amount,
            reference=f"MEMORY-{number:06d}",
            redirect_url=f"https://payment.invalid/{number}",
            at=request.requested_at,
        )
        self._by_id[made.id] = made
        return made

    def find(self, transaction_id: str) -> PaymentTransaction | None:
        return self._by_id.get(transaction_id)

    def read_hint(self, headers: Mapping[str, str], body: bytes, now: datetime) -> PaymentHint | Problem:
        known = body.decode("utf-8", "replace")
        if known in self._by_id:
            return PaymentHint(known)
        return Problem("payment.forged", Text.named("adapters.memory.payment.payment_forged"))

    def settle(self, transaction_id: str, status: PaymentStatus, at: datetime) -> None:
        """The payer pays, fails or cancels; what is settled stays settled."""
        found = self._by_id[transaction_id]
        if found.status == "initial":
            self.play(transaction_id, status=status, redirect_url="", method="OTHER", at=at)

    def play(self, transaction_id: str, **changes: Any) -> None:
        """From now on the provider says this: another amount, another currency, no figures, paid after failed, gone again."""
        self._by_id[transaction_id] = replace(self._by_id[transaction_id], **changes)

    def forget(self, transaction_id: str) -> None:
        """From now on the provider does not know the transaction."""
        del self._by_id[transaction_id]

    def list_all(self) -> tuple[PaymentTransaction, ...]:
        """The provider's own books."""
        return tuple(self._by_id.values())
