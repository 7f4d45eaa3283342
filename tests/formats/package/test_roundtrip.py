"""Export, import, export gives the same bytes; a bundle is the whole package."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from allmende.domain.package import ServicePackage
from allmende.formats.package import from_bundle, list_packages, read_folder, to_bundle, write_folder
from tests.formats.package.starters import starter

ROOT = Path(__file__).parents[3]
SERVICES = list_packages(ROOT / "services")


def read(folder: Path) -> ServicePackage:
    found = read_folder(folder)
    assert isinstance(found, ServicePackage), found
    return found


@pytest.mark.parametrize("folder", SERVICES, ids=lambda path: path.name)
def test_the_commons_packages_survive_export_and_import(folder: Path, tmp_path: Path) -> None:
    first = read(folder)
    write_folder(first, tmp_path / folder.name)
    second = read(tmp_path / folder.name)
    assert second.files == {name: text for name, text in first.files.items() if not name.startswith("source/")}
    written = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    write_folder(second, tmp_path / folder.name)
    assert {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == written


def test_packages_of_both_forms_share_their_blocks(tmp_path: Path) -> None:
    """Each reads them as its own form has them; writing one leaves what the author of the other wrote."""
    services = shutil.copytree(ROOT / "services", tmp_path / "services")
    block = (services / "_blocks/person.yaml").read_bytes()
    thin = read(services / "bewohnerparkausweis")
    shutil.rmtree(services / "bewohnerparkausweis")
    write_folder(thin, services / "bewohnerparkausweis")
    assert (services / "_blocks/person.yaml").read_bytes() == block
    exchange = {name: text for name, text in thin.files.items() if not name.startswith("source/")}
    assert read(services / "bewohnerparkausweis").files == exchange
    (services / "_blocks/person.yaml").write_text(exchange["_blocks/person.yaml"])
    other = read(services / "meldebescheinigung")
    assert other.files["_blocks/person.yaml"] == exchange["_blocks/person.yaml"]
    assert other.form == read(ROOT / "services" / "meldebescheinigung").form


@pytest.mark.parametrize("folder", SERVICES, ids=lambda path: path.name)
def test_a_bundle_is_the_whole_package(folder: Path) -> None:
    package = read(folder)
    blob = to_bundle(package)
    assert hashlib.sha256(blob).hexdigest() == package.sha256
    again = from_bundle(blob)
    assert isinstance(again, ServicePackage)
    assert to_bundle(again) == blob
    assert (again.sheet, again.form, again.texts, again.notices) == (
        package.sheet,
        package.form,
        package.texts,
        package.notices,
    )
    assert again.process.xml == package.process.xml
    assert again.examples == package.examples


def test_writing_again_changes_neither_meaning_nor_hash(tmp_path: Path) -> None:
    plain = read(starter(tmp_path / "a"))
    spaced = read(
        starter(
            tmp_path / "b",
            (
                "service.yaml",
                "version: 0.1.0",
                "# eine Bemerkung\nversion:    '0.1.0'\nwritten_form: false\nnote: null",
            ),
            ("service.yaml", "audience:\n  - citizen", "audience: [citizen]"),
        )
    )
    assert spaced.files["service.yaml"].startswith("id: hund-anmelden\nversion: 0.1.0\naudience:\n  - citizen\n")
    assert spaced.files == plain.files
    assert spaced.sha256 == plain.sha256


def test_a_small_change_changes_the_hash(tmp_path: Path) -> None:
    one = read(starter(tmp_path / "a"))
    other = read(starter(tmp_path / "b", ("texts/de.yaml", "Über Sie", "Über dich")))
    assert one.sha256 != other.sha256
    assert read(starter(tmp_path / "c")).sha256 == one.sha256


def test_only_what_is_used_goes_into_the_bundle() -> None:
    package = read(ROOT / "services" / "bewohnerparkausweis")
    assert "_blocks/person.yaml" in package.files
    assert "_blocks/bankkonto.yaml" not in package.files
    assert {name.split("/")[1] for name in package.files if name.startswith("_processes/")} == set(
        package.sheet.processes
    )


@pytest.mark.parametrize(
    "blob",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"{}",
        b'{"format": "allmende-package/1", "files": []}',
        b'{"format": "allmende-package/1", "files": {"../../etc/passwd": "x"}}',
        b'{"format": "allmende-package/1", "files": {"service.yaml": 5}}',
        b'{"format": "allmende-package/2", "files": {}}',
        b'{"format": "allmende-package/1", "files": {"service.yaml": "\\ud800"}}',
        b"[" * 100_000,
    ],
)
def test_what_is_no_bundle_is_refused(blob: bytes) -> None:
    found = from_bundle(blob)
    assert isinstance(found, list)
    assert [problem.code for problem in found] == ["package.bundle"]


def test_a_broken_bundle_names_its_problems() -> None:
    blob = json.dumps({"format": "allmende-package/1", "files": {"service.yaml": "id: x\nid: y\n"}}).encode()
    found = from_bundle(blob)
    assert isinstance(found, list)
    assert "yaml.duplicate" in [problem.code for problem in found]
