"""Our values ↔ the standard's JSON."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal
from typing import Any

from allmende.domain.ports.payment import PaymentItem, PaymentRequest, PaymentStatus, PaymentTransaction
from allmende.domain.values import Money

STATUS: dict[str, PaymentStatus] = {
    "INITIAL": "initial",
    "PAYED": "paid",
    "FAILED": "failed",
    "CANCELED": "canceled",
}
NOT_IN_PURPOSE = re.compile(r"[^\w\s-]")
NOT_IN_DESCRIPTION = re.compile(r"[^\w\s\-,.\u00C0-\u017F]")
FIELDS = ("paymentInformation", "paymentRequest", "transactionId", "requestId", "status", "grosAmount", "currency")
MOST = Decimal(999999)
AMOUNT = re.compile(r"-?[0-9]{1,7}(?:\.[0-9]{1,2}0*)?")
CURRENCY = re.compile(r"[A-Z]{3}")


def request_to_json(request: PaymentRequest) -> dict[str, Any]:
    """`paymentRequest`. Texts lose the characters the standard's patterns do not allow."""
    return {
        "requestId": request.request_id,
        "requestTimestamp": request.requested_at.isoformat(),
        "currency": request.amount.currency,
        "grosAmount": request.amount.amount,
        "purpose": NOT_IN_PURPOSE.sub(" ", request.purpose)[:27].strip(),
        "description": _description(request.description),
        "redirectUrl": request.return_url,
        "items": [_item(item) for item in request.items],
    }


def _item(item: PaymentItem) -> dict[str, Any]:
    net = item.unit_price
    tax = Money(net.amount * item.tax_rate / 100, net.currency).rounded()
    return {
        "id": item.id,
        "reference": item.reference or item.id,
        "description": _description(item.description),
        "taxRate": item.tax_rate,
        "quantity": item.quantity,
        "totalNetAmount": (net * item.quantity).amount,
        "totalTaxAmount": (tax * item.quantity).amount,
        "singleNetAmount": net.amount,
        "singleTaxAmount": tax.amount,
        "bookingData": dict(item.booking),
    }


def _description(text: str) -> str:
    return NOT_IN_DESCRIPTION.sub(" ", text)[:250].strip()


def transaction_from_json(found: Any) -> PaymentTransaction:
    """`paymentTransaction`; without `grosAmount` it states no amount. Errors: `KeyError`, `TypeError`, `ValueError`."""
    information, request = found["paymentInformation"], found["paymentRequest"]
    gros = request.get("grosAmount")
    stated = information.get("transactionTimestamp")
    return PaymentTransaction(
        id=str(information["transactionId"]),
        request_id=str(request["requestId"]),
        status=STATUS[information["status"]],
        amount=None if gros is None else Money(_amount(gros), _currency(request.get("currency", "EUR"))),
        reference=str(information.get("transactionReference") or ""),
        redirect_url=str(information.get("transactionRedirectUrl") or ""),
        method=str(information.get("paymentMethod") or ""),
        detail=str(information.get("statusDetail") or ""),
        at=datetime.fromisoformat(stated) if stated else None,
    )


def _amount(stated: Any) -> Decimal:
    """Plain euros and cents, as number or text. Anything else is no amount: `1e3`, `NaN`, `true`, `12,50`, `0.001`."""
    if not isinstance(stated, (int, Decimal, str)) or isinstance(stated, bool) or not AMOUNT.fullmatch(str(stated)):
        raise ValueError("grosAmount")
    return Decimal(str(stated)).quantize(Decimal("0.01"))


def _currency(stated: Any) -> str:
    if not isinstance(stated, str) or not CURRENCY.fullmatch(stated):
        raise ValueError("currency")
    return stated
