from __future__ import annotations

import pytest

from allmende.domain.notices.naming import file_name


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("decision", "Bescheid-MR-7K2M-9QXC.pdf"),
        ("certificate", "Bescheinigung-MR-7K2M-9QXC.pdf"),
        ("receipt", "Eingangsbestaetigung-MR-7K2M-9QXC.pdf"),
        ("information", "Schreiben-MR-7K2M-9QXC.pdf"),
        ("payment_receipt", "Quittung-MR-7K2M-9QXC.pdf"),
        ("of an older release", "Schreiben-MR-7K2M-9QXC.pdf"),
    ],
)
def test_a_file_is_called_by_its_kind_and_the_reference(kind: str, name: str) -> None:
    assert file_name(kind, "MR-7K2M-9QXC") == name
