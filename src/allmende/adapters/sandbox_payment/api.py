"""The provider's API for machines: XBezahldienste 1.0.0, with the checks and errors of the standard."""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlsplit

from allmende.adapters.http import dump
from allmende.adapters.sandbox_pages import PageReply, Request
from allmende.adapters.sandbox_payment.ledger import Ledger, SandboxPayment

NAME = re.compile(r"[\w-]{1,36}\Z")
PURPOSE = re.compile(r"[\w\s-]{0,27}\Z")
DESCRIPTION = re.compile(r"[\w\s\-,.\u00C0-\u017F]{0,250}\Z")
PATH = re.compile(
    r"/api/(?P<what>paymenttransaction|status)/(?P<originator>[^/]+)/(?P<endpoint>[^/]+)(?:/(?P<id>[^/]+))?\Z"
)


class ProblemAnswer(Exception):
    """An answer as `application/problem+json`."""

    def __init__(self, status: int, code: str, text: str, **more: str) -> None:
        super().__init__(text)
        self.status, self.code, self.text, self.more = status, code, text, more


def serve(
    request: Request, ledger: Ledger, *, token: str, pay_url: str, fresh: tuple[str, str], now: datetime
) -> PageReply:
    """One call. `fresh` are the id and the reference a new transaction would get."""
    try:
        status, found = _answer(request, ledger, token, pay_url, fresh, now)
    except ProblemAnswer as refusal:
        body = {
            "type": "about:blank",
            "status": refusal.status,
            "title": refusal.code,
            "functionalCode": refusal.code,
            "functionalText": refusal.text,
            **refusal.more,
        }
        return PageReply(refusal.status, dump(body), "application/problem+json")
    return PageReply(status, dump(found), "application/json")


def _answer(
    request: Request, ledger: Ledger, token: str, pay_url: str, fresh: tuple[str, str], now: datetime
) -> tuple[int, Any]:
    asked = PATH.match(request.path)
    if asked is None:
        raise ProblemAnswer(404, "UNSPECIFIED", "There is nothing here.")
    if not hmac.compare_digest(request.headers.get("authorization", "").encode(), f"Bearer {token}".encode()):
        raise ProblemAnswer(403, "FORBIDDEN", "The token is missing or wrong.")
    originator, endpoint = asked["originator"], asked["endpoint"]
    if not NAME.match(originator) or not NAME.match(endpoint):
        raise ProblemAnswer(400, "NO_VALID_ORIGINATOR_OR_ENDPOINT", "originatorId or endPointId is not valid.")
    if asked["what"] == "status" and request.method == "GET":
        return 200, {"status": "OK"}
    if request.method == "GET" and asked["id"]:
        payment = ledger.find(asked["id"])
        if payment is None or (payment.originator, payment.endpoint) != (originator, endpoint):
            raise ProblemAnswer(404, "UNSPECIFIED", "This transaction is unknown.")
        return 200, describe(payment, pay_url, now)
    if request.method == "POST" and not asked["id"]:
        return 201, _create(request, ledger, originator, endpoint, pay_url, fresh, now)
    raise ProblemAnswer(405, "UNSPECIFIED", "This method is not allowed here.")


def _create(
    request: Request,
    ledger: Ledger,
    originator: str,
    endpoint: str,
    pay_url: str,
    fresh: tuple[str, str],
    now: datetime,
) -> dict[str, Any]:
    try:
        stated = json.loads(request.body, parse_float=Decimal)
    except ValueError as error:
        raise ProblemAnswer(400, "VALIDATION_ERROR", "The body is no JSON.") from error
    check(stated)
    made = SandboxPayment(
        fresh[0], originator, endpoint, stated["requestId"], dump(stated).decode(), stated["redirectUrl"], fresh[1], now
    )
    kept = ledger.add(made)
    if kept.id != made.id:
        text = "This requestId already has a transaction."
        raise ProblemAnswer(409, "PAYMENT_EXISTS", text, transactionId=kept.id)
    return describe(kept, pay_url, now)


def check(stated: Any) -> None:
    """The standard's rules for a payment request. Error: `ProblemAnswer`."""
    if not isinstance(stated, dict) or not isinstance(stated.get("items"), list):
        raise ProblemAnswer(400, "VALIDATION_ERROR", "The body is no payment request.")
    _fits(NAME, stated, "requestId")
    _fits(PURPOSE, stated, "purpose")
    _fits(DESCRIPTION, stated, "description")
    if stated.get("currency") != "EUR":
        raise ProblemAnswer(400, "VALIDATION_ERROR", "currency is not EUR.")
    link = urlsplit(str(stated.get("redirectUrl", "")))
    if link.scheme not in ("http", "https") or not link.hostname or len(stated["redirectUrl"]) > 2082:
        raise ProblemAnswer(400, "VALIDATION_ERROR", "redirectUrl is not valid.")
    items = stated["items"]
    if not 1 <= len(items) <= 99 or not all(isinstance(item, dict) for item in items):
        raise ProblemAnswer(400, "VALIDATION_ERROR", "items are not valid.")
    total = sum(_amount(item, "totalNetAmount") + _amount(item, "totalTaxAmount") for item in items)
    if not 0 < _amount(stated, "grosAmount") <= 999999:
        raise ProblemAnswer(400, "VALIDATION_ERROR", "grosAmount is not valid.")
    if total != _amount(stated, "grosAmount"):
        raise ProblemAnswer(400, "CALCULATION_ERROR", "The items do not add up to grosAmount.")


def _fits(pattern: re.Pattern[str], stated: Mapping[str, Any], name: str) -> None:
    if not isinstance(stated.get(name), str) or not pattern.match(stated[name]):
        raise ProblemAnswer(400, "VALIDATION_ERROR", f"{name} is not valid.")


def _amount(stated: Mapping[str, Any], name: str) -> Decimal:
    try:
        found = Decimal(stated[name])
    except (KeyError, TypeError, ValueError, InvalidOperation) as error:
        raise ProblemAnswer(400, "VALIDATION_ERROR", f"{name} is not valid.") from error
    if not found.is_finite():
        raise ProblemAnswer(400, "VALIDATION_ERROR", f"{name} is not valid.")
    return found


def demanded(payment: SandboxPayment) -> Decimal:
    """What the transaction was opened with."""
    return Decimal(json.loads(payment.request, parse_float=Decimal)["grosAmount"])


def describe(payment: SandboxPayment, pay_url: str, now: datetime) -> dict[str, Any]:
    """`paymentTransaction`; the pay page is named only while the status is INITIAL."""
    status = payment.status_at(now)
    information: dict[str, Any] = {
        "transactionId": payment.id,
        "transactionReference": payment.reference,
        "transactionTimestamp": (
            payment.settled_at if status != "INITIAL" and payment.settled_at else payment.created_at
        ).isoformat(),
        "status": status,
    }
    if status == "INITIAL":
        information["transactionRedirectUrl"] = f"{pay_url}/{payment.id}"
    else:
        information["paymentMethod"] = "OTHER"
        information["paymentMethodDetail"] = "Testbezahlung"
    request = json.loads(payment.request, parse_float=Decimal)
    if status != "INITIAL" and payment.amount is not None:
        request["grosAmount"] = Decimal(payment.amount) if payment.amount else None
    if status != "INITIAL" and payment.currency is not None:
        request["currency"] = payment.currency
    return {"paymentInformation": information, "paymentRequest": request}
