"""Whose seal, and unchanged? Whatever somebody uploads."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from allmende.adapters.pades.authority import create_demo_authority
from allmende.adapters.pades.service import FolderSeals
from allmende.adapters.pades.verification import MOST_BYTES, verify
from tests.adapters.pades.conftest import CITIES, NOW


def test_an_unchanged_letter_names_city_and_moment(seals: FolderSeals, sealed: bytes) -> None:
    found = seals.verify(sealed)
    assert (found.status, found.city, found.sealed_at) == ("sealed_unchanged", "marburg", NOW)
    assert found.words["de"] == (
        "Echt und unverändert. Universitätsstadt Marburg hat diese Datei am 02.11.2026 um 11:00 Uhr gesiegelt."
    )
    assert (
        found.words["en"] == "Genuine and unchanged. Universitätsstadt Marburg sealed this file on 02.11.2026 at 11:00."
    )


def test_each_city_has_its_own_seal(seals: FolderSeals, unsealed: bytes) -> None:
    assert seals.verify(seals.seal(unsealed, "fulda", now=NOW)).city == "fulda"


def test_one_flipped_bit_anywhere_is_found(seals: FolderSeals, sealed: bytes) -> None:
    """Every 400th byte of the file, and every fifth of the signature's own envelope, one bit each."""
    found = re.search(rb"/ByteRange \[0 (\d+) (\d+)", sealed)
    assert found is not None
    start, end = int(found[1]), int(found[2])
    places = {*range(0, len(sealed), 400), *range(start, start + 3400, 5), end - 1, end, len(sealed) - 1}
    genuine = []
    for place in sorted(places):
        flipped = bytearray(sealed)
        flipped[place] ^= 1 << (place % 8)
        if seals.verify(bytes(flipped)).genuine:
            genuine.append(place)
    assert genuine == []


def test_what_is_added_after_the_seal_is_found(seals: FolderSeals, sealed: bytes) -> None:
    assert seals.verify(sealed + b"\n").status == "changed"
    writer = IncrementalPdfFileWriter(io.BytesIO(sealed))
    writer.root["/Lang"] = writer.root["/Lang"]
    writer.update_root()
    out = io.BytesIO()
    writer.write(out)
    assert out.getvalue().startswith(sealed)
    assert seals.verify(out.getvalue()).status == "changed"


def test_a_file_saved_anew_is_found(seals: FolderSeals, sealed: bytes) -> None:
    with pikepdf.open(io.BytesIO(sealed)) as file:
        out = io.BytesIO()
        file.save(out)
    assert seals.verify(out.getvalue()).status == "changed"


def test_a_stranger_seal_is_told_from_ours(tmp_path: Path, seals: FolderSeals, unsealed: bytes) -> None:
    create_demo_authority(tmp_path, [("marburg", "Universitätsstadt Marburg")], NOW)
    found = seals.verify(FolderSeals(tmp_path).seal(unsealed, "marburg", now=NOW))
    assert (found.status, found.city) == ("unknown_seal", "")
    assert "Demo-Siegel Universitätsstadt Marburg" in found.words["de"]


def test_earlier_certificates_stay_trusted(tmp_path: Path, unsealed: bytes) -> None:
    create_demo_authority(tmp_path, CITIES, NOW)
    old = FolderSeals(tmp_path).seal(unsealed, "marburg", now=NOW)
    folder = tmp_path / "marburg"
    (folder / "seal.pem").rename(folder / "seal-2026.pem")
    (folder / "seal-key.pem").unlink()
    create_demo_authority(tmp_path, CITIES, datetime(2031, 1, 1, tzinfo=UTC))
    assert FolderSeals(tmp_path).verify(old).status == "sealed_unchanged"


@pytest.mark.parametrize(
    ("upload", "status"),
    [
        (b"", "not_a_pdf"),
        (b"PK\x03\x04 a docx", "not_a_pdf"),
        (b"%PDF-1.7\n%%EOF", "no_seal"),
        (b"%PDF-1.7 /ByteRange [0 10 20 5]", "changed"),
        (b"%PDF-1.7 /ByteRange [0 9 11 999999999] <>", "changed"),
        (b"%PDF-1.7<00> /ByteRange [0 8 12 35]   ", "changed"),
    ],
)
def test_any_upload_gets_an_answer(seals: FolderSeals, upload: bytes, status: str) -> None:
    assert seals.verify(upload).status == status


def test_a_letter_without_a_seal(seals: FolderSeals, unsealed: bytes) -> None:
    found = seals.verify(unsealed)
    assert found.status == "no_seal"
    assert found.words["de"] == "Diese Datei trägt kein Siegel. Wir können nicht sagen, von wem sie ist."


def test_files_beyond_twenty_megabytes_are_not_looked_at(seals: FolderSeals) -> None:
    assert seals.verify(b"%PDF-" + bytes(MOST_BYTES)).status == "too_large"


@settings(max_examples=200)
@given(st.binary(max_size=400), st.integers(0, 500), st.integers(0, 500), st.integers(0, 500))
def test_nothing_hostile_raises(junk: bytes, length: int, again: int, rest: int) -> None:
    crafted = (
        b"%PDF-1.7\n" + junk + b"/ByteRange [0 %d %d %d]<" % (length, again, rest) + junk.hex().encode() + b">" + junk
    )
    assert verify(crafted, ()).status in {"changed", "unknown_seal"}


def test_a_web_process_verifies_without_the_sealing_libraries() -> None:
    code = (
        "import sys; from pathlib import Path; from allmende.adapters.pades.service import FolderSeals;"
        "FolderSeals(Path('.')).verify(b'%PDF-'); print([m for m in ('pyhanko', 'pikepdf', 'typst') if m in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
