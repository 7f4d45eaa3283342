"""The Giro code: exactly the lines of EPC069-12."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

import pytest
from segno import helpers

from allmende.adapters.typst.girocode import find_giro_code
from allmende.domain.notices.document import Payment
from allmende.domain.values import Money
from tests.domain.notices.sample import letter


def payment(**changes: object) -> Payment:
    fee = letter().fee
    assert fee is not None
    assert fee.payment is not None
    return dataclasses.replace(fee.payment, **changes)  # type: ignore[arg-type]


def test_the_code_is_an_svg_for_that_transfer() -> None:
    svg = find_giro_code(payment())
    assert svg is not None
    assert svg.startswith("<svg ")
    assert svg != find_giro_code(payment(reference="MR-4711-0816"))


def test_segno_writes_the_lines_banks_read() -> None:
    data = helpers._make_epc_qr_data(
        name="Universitätsstadt Marburg",
        iban="DE02120300000000202051",
        amount=Decimal("30.00"),
        text="MR-4711-0815",
        bic="BYLADEM1001",
        encoding="utf-8",
    )
    assert data.decode().split("\n")[:8] == [
        "BCD",
        "002",
        "1",
        "SCT",
        "BYLADEM1001",
        "Universitätsstadt Marburg",
        "DE02120300000000202051",
        "EUR30",
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": Money(Decimal("0.00"))},
        {"amount": Money(Decimal("1000000000.00"))},
        {"amount": Money(Decimal("5.00"), "CHF")},
        {"reference": "x" * 141},
    ],
)
def test_what_a_code_cannot_say_gets_none(changes: dict[str, object]) -> None:
    assert find_giro_code(payment(**changes)) is None
