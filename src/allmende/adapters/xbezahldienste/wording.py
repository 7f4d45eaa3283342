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
MOST = Decimal(999999)


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
    """`paymentTransaction`. Errors: `KeyError`, `TypeError`, `ValueError` for anything else."""
    information, request = found["paymentInformation"], found["paymentRequest"]
    stated = information.get("transactionTimestamp")
    return PaymentTransaction(
        id=str(information["transactionId"]),
        request_id=str(request["requestId"]),
        status=STATUS[information["status"]],
        amount=Money(Decimal(request["grosAmount"]), str(request.get("currency", "EUR"))),
        reference=str(information.get("transactionReference") or ""),
        redirect_url=str(information.get("transactionRedirectUrl") or ""),
        method=str(information.get("paymentMethod") or ""),
        detail=str(information.get("statusDetail") or ""),
        at=datetime.fromisoformat(stated) if stated else None,
    )
