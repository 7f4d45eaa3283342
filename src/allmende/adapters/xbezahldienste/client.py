"""The client: create (safe to repeat), find, read a hint."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from allmende.adapters.http import HttpAnswer, Send, dump
from allmende.adapters.xbezahldienste import hint
from allmende.adapters.xbezahldienste.access import Authorize
from allmende.adapters.xbezahldienste.wording import FIELDS, MOST, request_to_json, transaction_from_json
from allmende.domain.ports import Unavailable
from allmende.domain.ports.payment import PaymentHint, PaymentRequest, PaymentTransaction
from allmende.domain.values import Problem, Text

REFUSALS = frozenset(
    ("NO_VALID_ORIGINATOR_OR_ENDPOINT", "CALCULATION_ERROR", "BOOKING_DATA_MISSING", "VALIDATION_ERROR", "FORBIDDEN")
)


class XBezahldienste:
    """`domain.ports.payment.PaymentProvider` for one city.

    `originator` names the online service, `endpoint` the authority (for instance its AGS); both at most 36
    letters, digits, `_` or `-`. `hint_secret` signs callbacks where the provider sends some.
    """

    def __init__(
        self,
        send: Send,
        base_url: str,
        originator: str,
        endpoint: str,
        authorize: Authorize,
        *,
        name: str = "xbezahldienste",
        hint_secret: bytes | None = None,
    ) -> None:
        self.name = name
        self._send, self._authorize, self._hint_secret = send, authorize, hint_secret
        self._transactions = f"{base_url.rstrip('/')}/paymenttransaction/{quote(originator)}/{quote(endpoint)}"

    def create(self, request: PaymentRequest) -> PaymentTransaction | Problem:
        if not 0 < request.amount.amount <= MOST:
            return _refused("VALIDATION_ERROR", "grosAmount")
        answer = self._ask("POST", self._transactions, dump(request_to_json(request)))
        if answer.status in (200, 201):
            return _same_amount(self._read(answer), request)
        problem = _details(answer)
        code = str(problem.get("functionalCode", ""))
        if code == "PAYMENT_EXISTS":
            return self._existing(problem, request)
        if code in REFUSALS:
            return _refused(code, str(problem.get("functionalText", problem.get("title", "")))[:250])
        raise Unavailable(self.name, f"HTTP {answer.status} {code}".strip())

    def find(self, transaction_id: str) -> PaymentTransaction | None:
        answer = self._ask("GET", f"{self._transactions}/{quote(transaction_id, safe='')}")
        if answer.status == 404:
            return None
        if answer.status != 200:
            raise Unavailable(self.name, f"HTTP {answer.status} {_details(answer).get('functionalCode', '')}".strip())
        return self._read(answer)

    def read_hint(self, headers: Mapping[str, str], body: bytes, now: datetime) -> PaymentHint | Problem:
        stated = {name.lower(): value for name, value in headers.items()}
        return (
            hint.read(self._hint_secret or b"", stated.get(hint.HEADER.lower(), ""), body, now)
            if (self._hint_secret)
            else Problem("payment.forged", Text.named("adapters.xbezahldienste.client.payment_forged"))
        )

    def _existing(self, problem: Mapping[str, Any], request: PaymentRequest) -> PaymentTransaction | Problem:
        """The transaction our `requestId` already has; the problem names it, or ends its `instance` with it."""
        known = str(problem.get("transactionId") or str(problem.get("instance", "")).rpartition("/")[2])
        existing = self.find(known) if known else None
        if existing is None or existing.request_id != request.request_id:
            raise Unavailable(self.name, "the payment exists, but the provider does not show it")
        return _same_amount(existing, request)

    def _ask(self, method: str, url: str, body: bytes = b"") -> HttpAnswer:
        headers = {"Accept": "application/json, application/problem+json", **self._authorize()}
        if body:
            headers["Content-Type"] = "application/json"
        return self._send(method, url, headers, body)

    def _read(self, answer: HttpAnswer) -> PaymentTransaction:
        try:
            return transaction_from_json(answer.json())
        except (ValueError, KeyError, TypeError, AttributeError, ArithmeticError) as error:
            # The field's name at most: what stands in it could be anybody's data.
            field = next((name for name in FIELDS if error.args and error.args[0] == name), type(error).__name__)
            raise Unavailable(self.name, f"unreadable answer ({field})") from error


def _same_amount(found: PaymentTransaction, request: PaymentRequest) -> PaymentTransaction | Problem:
    if found.amount == request.amount:
        return found
    return Problem(
        "payment.conflict",
        Text.named("adapters.xbezahldienste.client.payment_conflict"),
    )


def _details(answer: HttpAnswer) -> Mapping[str, Any]:
    try:
        found = answer.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _refused(code: str, detail: str) -> Problem:
    return Problem(
        "payment.refused",
        Text.named("adapters.xbezahldienste.client.payment_refused", code=code, detail=detail),
    )
