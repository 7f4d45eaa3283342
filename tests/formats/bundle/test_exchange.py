"""A release travels as one file: the same bytes there and back, and nothing doubtful gets in."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allmende.domain.package import ServicePackage
from allmende.formats.bundle import ReleaseBundle, export, open_bundle, public_key_of, seal
from allmende.formats.bundle.content import canonical, checksum
from allmende.formats.bundle.signing import sign
from allmende.formats.package import list_packages, read_folder, to_bundle
from tests.formats.bundle import released
from tests.formats.bundle.released import KEY

SERVICES = Path(__file__).parents[3] / "services"
NAMES = tuple(path.name for path in list_packages(SERVICES))
OTHER_KEY = sha256(b"another key for tests").digest()
SIGNERS = {"hessen": public_key_of(KEY)}


@cache
def package_of(name: str = "meldebescheinigung") -> ServicePackage:
    found = read_folder(SERVICES / name)
    assert isinstance(found, ServicePackage)
    return found


@cache
def blob_of(name: str = "meldebescheinigung") -> bytes:
    return export(seal(package_of(name), "hessen", KEY, date(2027, 1, 1)))


def refusal(blob: bytes, signers: dict[str, bytes] | None = None) -> list[str]:
    found = open_bundle(blob, SIGNERS if signers is None else signers)
    assert isinstance(found, list), found
    assert all(problem.text["de"].endswith(".") for problem in found)
    return [problem.code for problem in found]


def forged(change: Callable[[dict[str, Any]], object], blob: bytes = b"") -> bytes:
    """A changed file that was signed again by somebody who has the key."""
    outer = json.loads(blob or blob_of())
    change(outer["release"])
    found = checksum(outer["release"])
    outer["sha256"] = found
    outer["signature"]["value"] = base64.b64encode(sign("hessen", found, KEY)).decode()
    return canonical(outer) + b"\n"


@pytest.mark.parametrize("name", NAMES)
def test_export_import_export_is_the_same_file(name: str) -> None:
    found = open_bundle(blob_of(name), SIGNERS)
    assert isinstance(found, ReleaseBundle), found
    assert export(found) == blob_of(name)
    assert to_bundle(found.package) == to_bundle(package_of(name))
    assert (found.signer, found.effective_from) == ("hessen", date(2027, 1, 1))


def test_what_it_depends_on_travels_with_it() -> None:
    release = json.loads(blob_of("bewohnerparkausweis"))["release"]
    assert {"_blocks/person.yaml", "_processes/zahlung/process.bpmn"} <= release["files"].keys()
    assert json.loads(blob_of("geburtsurkunde"))["release"]["code_lists"].keys() <= {"countries"}


def test_sealing_twice_gives_the_same_file() -> None:
    assert export(seal(package_of(), "hessen", KEY, date(2027, 1, 1))) == blob_of()


def test_an_unknown_signer_is_refused() -> None:
    assert refusal(blob_of(), {}) == ["bundle.signer"]
    assert refusal(blob_of(), {"hessen": public_key_of(OTHER_KEY)}) == ["bundle.tampered"]
    assert refusal(
        blob_of().replace(b'"signer":"hessen"', b'"signer":"bayern"'), {**SIGNERS, "bayern": SIGNERS["hessen"]}
    ) == ["bundle.tampered"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"Meldebescheinigung", b"Meldebescheinigumg"),
        (b"2027-01-01", b"2026-01-01"),
        (b'"format"', b' "format"'),
        (b"\n", b""),
    ],
)
def test_a_changed_file_is_refused(old: bytes, new: bytes) -> None:
    changed = blob_of()[::-1].replace(old[::-1], new[::-1], 1)[::-1] if old == b"\n" else blob_of().replace(old, new, 1)
    assert changed != blob_of()
    assert refusal(changed) == ["bundle.tampered"]


@pytest.mark.parametrize(
    "blob",
    [
        b"",
        b"\xff\xfe",
        b"PK\x03\x04",
        b"null\n",
        b"[]\n",
        b"{}\n",
        b'{"format":"allmende-release/1"}\n',
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b"1" * 5_000,
    ],
)
def test_what_is_no_exchange_file_is_refused(blob: bytes) -> None:
    assert refusal(blob) == ["bundle.unreadable"]


def test_a_truncated_file_is_refused() -> None:
    assert {tuple(refusal(blob_of()[:length])) for length in range(0, len(blob_of()) - 1, 9_973)} == {
        ("bundle.unreadable",)
    }


def test_a_huge_file_is_refused_before_it_is_read() -> None:
    assert refusal(b" " * 12_000_001) == ["bundle.size"]
    assert refusal(forged(lambda release: release["files"].update({"CHANGES.md": "x" * 4_000_001}))) == ["bundle.size"]
    many = {f"examples/a{number}.yaml": "" for number in range(501)}
    assert refusal(forged(lambda release: release["files"].update(many))) == ["bundle.unreadable"]


@pytest.mark.parametrize(
    "path",
    [
        "../service.yaml",
        "/etc/passwd",
        "notices/../../x.yaml",
        "notices/a.yaml\n",
        "texts\\de.yaml",
        "cities/marburg/city.yaml",
    ],
)
def test_a_path_that_leads_elsewhere_is_refused_even_when_signed(path: str) -> None:
    assert refusal(forged(lambda release: release["files"].update({path: "a: 1\n"}))) == ["bundle.path"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda release: release.update(schemas="2"), "bundle.schemas"),
        (lambda release: release.update(effective_from="bald"), "bundle.unreadable"),
        (lambda release: release.update(code_lists={"countries": 3}), "bundle.unreadable"),
        (lambda release: release.update(files=[]), "bundle.unreadable"),
        (lambda release: release.update(version="9.9.9"), "bundle.files"),
        (lambda release: release.update(extra=1), "bundle.unreadable"),
        (lambda release: release["files"].update({"_blocks/fremd.yaml": "id: fremd\n"}), "shape.missing"),
        (lambda release: release["files"].update({"CHANGES.md": "a\r\n"}), "bundle.files"),
        (lambda release: release["files"].update({"form.yaml": "a: &x [*x]\n"}), "yaml.anchor"),
        (lambda release: release["files"].pop("process.bpmn"), "package.missing"),
        (
            lambda release: release["files"].update({"process.bpmn": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
            "xml.",
        ),
    ],
)
def test_a_signature_does_not_make_bad_content_good(change: Callable[[dict[str, Any]], object], code: str) -> None:
    assert refusal(forged(change, released.blob_of("meldebescheinigung")))[0].startswith(code)


@pytest.mark.parametrize(
    "change",
    [
        lambda files: files.update({"form.yaml": "a: &x [*x]\n"}),
        lambda files: files.update({"CHANGES.md": files["CHANGES.md"] + "\r\n"}),
        lambda files: files.update({"_blocks/bankkonto.yaml": "id: bankkonto\n"}),
        lambda files: files.update({"source/form": "1"}),
        lambda files: files.update({"texts/de.yaml": files["texts/de.yaml"].replace("kostenlos", "gratis")}),
        lambda files: files.pop("process.bpmn"),
    ],
)
def test_files_beside_a_source_are_those_that_the_source_says(change: Callable[[dict[str, str]], object]) -> None:
    assert refusal(forged(lambda release: change(release["files"]))) == ["bundle.files"]


def test_a_source_with_a_fault_is_refused_with_its_line() -> None:
    broken = forged(lambda release: release["files"].update({"source/form.yaml": "steps:\n  a: [{txt: ort}]\n"}))
    found = open_bundle(broken, SIGNERS)
    assert isinstance(found, list)
    assert ("shape.head", "source/form.yaml:2") in [(one.code, one.where) for one in found]


@pytest.mark.parametrize("name", released.RELEASED)
def test_a_release_from_before_sources_is_read_as_it_was_signed(name: str) -> None:
    found = open_bundle(released.blob_of(name), SIGNERS)
    assert isinstance(found, ReleaseBundle), found
    assert export(found) == released.blob_of(name)
    assert (found.package.id, found.package.version) == (name, "1.0.0")
    assert {path: text.encode() for path, text in found.package.files.items()} == released.files_of(name)
    assert found.package.examples


def test_a_release_whose_source_another_version_expanded_is_read_by_its_exchange_files() -> None:
    def older(release: dict[str, Any]) -> None:
        release["files"]["source/form"] = "0\n"
        release["files"]["texts/de.yaml"] = release["files"]["texts/de.yaml"].replace("kostenlos", "gratis")

    found = open_bundle(forged(older), SIGNERS)
    assert isinstance(found, ReleaseBundle), found
    assert "gratis" in (found.package.texts.spoken("service.cost", "de") or "")
    assert found.package.files["source/form"] == "0\n"


def test_a_signer_needs_a_plain_name_and_a_real_key() -> None:
    with pytest.raises(ValueError, match="no name of a signer"):
        seal(package_of(), "../hessen", KEY)
    with pytest.raises(ValueError, match="32"):
        seal(package_of(), "hessen", b"short")


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**9), st.integers(0, 255))
def test_any_changed_byte_is_refused(place: int, byte: int) -> None:
    blob = bytearray(blob_of())
    place %= len(blob)
    if blob[place] == byte:
        return
    blob[place] = byte
    assert refusal(bytes(blob))[0] in {"bundle.tampered", "bundle.unreadable", "bundle.signer"}
