"""The Giro code (EPC069-12): a square that banking apps read, drawn as SVG."""

from __future__ import annotations

import io
from decimal import Decimal

from segno import helpers

from allmende.domain.notices.document import Payment

_LEAST, _MOST = Decimal("0.01"), Decimal("999999999.99")


def find_giro_code(payment: Payment) -> str | None:
    """The SVG, or None when the payment cannot be said in a Giro code (no euros, no amount, text too long)."""
    amount = payment.amount.amount
    if payment.amount.currency != "EUR" or not _LEAST <= amount <= _MOST or len(payment.reference) > 140:
        return None
    code = helpers.make_epc_qr(
        name=payment.payee[:70],
        iban=payment.iban,
        amount=amount,
        text=payment.reference,
        bic=payment.bic or None,
        encoding="utf-8",
    )
    out = io.BytesIO()
    code.save(out, kind="svg", border=2, xmldecl=False, svgns=True, omitsize=True)
    return out.getvalue().decode()
