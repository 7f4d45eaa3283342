"""The demo's keys: made once, kept, readable by their owner only."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509

from allmende.adapters.pades.authority import create_demo_authority
from allmende.adapters.pades.keys import load_local_key

NOW = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*.pem"))}


def test_running_again_changes_nothing_and_a_new_city_gets_its_own(tmp_path: Path) -> None:
    assert list(create_demo_authority(tmp_path, [("marburg", "Marburg")], NOW)) == ["marburg"]
    before = contents(tmp_path)
    assert list(create_demo_authority(tmp_path, [("marburg", "Marburg")], NOW)) == []
    assert contents(tmp_path) == before
    assert list(create_demo_authority(tmp_path, [("marburg", "Marburg"), ("hanau", "Hanau")], NOW)) == ["hanau"]
    assert {name: content for name, content in contents(tmp_path).items() if not name.startswith("hanau")} == before


def test_an_interrupted_set_up_is_finished_by_the_next(tmp_path: Path) -> None:
    create_demo_authority(tmp_path, [("marburg", "Marburg")], NOW)
    (tmp_path / "marburg" / "seal-key.pem").unlink()
    (tmp_path / "marburg" / "seal-key.part").write_bytes(b"half")
    assert list(create_demo_authority(tmp_path, [("marburg", "Marburg")], NOW)) == ["marburg"]
    assert load_local_key(tmp_path, "marburg").sign(b"x")


def test_keys_are_readable_by_their_owner_only(tmp_path: Path) -> None:
    create_demo_authority(tmp_path, [("marburg", "Marburg")], NOW)
    modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.rglob("*-key.pem")}
    assert modes == {"authority-key.pem": 0o600, "seal-key.pem": 0o600}


def test_the_certificate_says_that_it_is_a_demo(tmp_path: Path) -> None:
    create_demo_authority(tmp_path, [("marburg", "Universitätsstadt Marburg")], NOW)
    certificate = x509.load_der_x509_certificate(load_local_key(tmp_path, "marburg").certificate)
    assert certificate.subject.rfc4514_string() == (
        "2.5.4.5=marburg,CN=Demo-Siegel Universitätsstadt Marburg,O=Universitätsstadt Marburg,C=DE"
    )
    assert "ohne Rechtswert" in certificate.issuer.rfc4514_string()
    assert not certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca


def test_a_city_without_a_key_cannot_seal(tmp_path: Path) -> None:
    with pytest.raises(LookupError, match="No seal key for 'nirgends'"):
        load_local_key(tmp_path, "nirgends")
