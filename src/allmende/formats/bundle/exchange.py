"""Exchange file ↔ release: exported, imported, exported again it is the same file. Anything doubtful is refused in words."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from allmende.domain.package import ServicePackage
from allmende.domain.values import Problem, Text
from allmende.formats.bundle.content import (
    FORMAT,
    SCHEMAS,
    ReleaseBundle,
    canonical,
    checksum,
    code_lists_of,
    content_of,
)
from allmende.formats.bundle.signing import is_signed, sign
from allmende.formats.package.files import KNOWN, MOST_BYTES, MOST_FILES
from allmende.formats.package.reader import read_files

MOST_SIZE = 3 * MOST_BYTES
SIGNER = re.compile(r"[a-z0-9][a-z0-9.-]{0,99}")
RELEASE_KEYS = {"service", "version", "schemas", "effective_from", "code_lists", "files"}

SAID: dict[str, Text] = {
    "bundle.size": Text.named("formats.bundle.exchange.bundle_size"),
    "bundle.unreadable": Text.named("formats.bundle.exchange.bundle_unreadable"),
    "bundle.schemas": Text.named("formats.bundle.exchange.bundle_schemas"),
    "bundle.tampered": Text.named("formats.bundle.exchange.bundle_tampered"),
    "bundle.signer": Text.named("formats.bundle.exchange.bundle_signer"),
    "bundle.path": Text.named("formats.bundle.exchange.bundle_path"),
    "bundle.files": Text.named("formats.bundle.exchange.bundle_files"),
}


def seal(package: ServicePackage, signer: str, private_key: bytes, effective_from: date | None = None) -> ReleaseBundle:
    """Sign a release. Error: `ValueError` for a signer's name or key of the wrong shape."""
    if not SIGNER.fullmatch(signer):
        raise ValueError(f"{signer!r} is no name of a signer.")
    lists = code_lists_of(package)
    sha256 = checksum(content_of(package, effective_from, lists))
    return ReleaseBundle(package, signer, sign(signer, sha256, private_key), effective_from, lists)


def export(bundle: ReleaseBundle) -> bytes:
    """The exchange file. The same bundle gives the same bytes, on every machine."""
    content = content_of(bundle.package, bundle.effective_from, bundle.code_lists)
    signature = {"signer": bundle.signer, "value": base64.b64encode(bundle.signature).decode()}
    return (
        canonical({"format": FORMAT, "release": content, "sha256": checksum(content), "signature": signature}) + b"\n"
    )


def open_bundle(blob: bytes, signers: Mapping[str, bytes]) -> ReleaseBundle | list[Problem]:
    """The release in an exchange file whose signer is known (name → public key), or why it is refused.

    Nothing is written anywhere. Signature and checksum are looked at before any file of the package is read.
    """
    parsed = _parse(blob)
    if isinstance(parsed, Problem):
        return [parsed]
    release, sha256, signer, signature = parsed
    if checksum(release) != sha256:
        return [_refused("bundle.tampered")]
    if signer not in signers:
        return [_refused("bundle.signer", signer)]
    if not is_signed(signer, sha256, signature, signers[signer]):
        return [_refused("bundle.tampered")]
    return _read(release, signer, signature, blob)


def _parse(blob: bytes) -> tuple[dict[str, Any], str, str, bytes] | Problem:
    """The parts of the file, looked at for their shape only."""
    if len(blob) > MOST_SIZE:
        return _refused("bundle.size")
    try:
        outer = json.loads(blob)
        release, sha256 = outer["release"], outer["sha256"]
        signer, value = outer["signature"]["signer"], outer["signature"]["value"]
        signature = base64.b64decode(value, validate=True)
        if canonical(outer) + b"\n" != blob:
            return _refused("bundle.tampered")
    except (ValueError, KeyError, TypeError, RecursionError, binascii.Error, UnicodeError):
        return _refused("bundle.unreadable")
    shaped = outer.keys() == {"format", "release", "sha256", "signature"} and outer["format"] == FORMAT
    shaped = shaped and isinstance(release, dict) and release.keys() == RELEASE_KEYS
    if not (shaped and isinstance(sha256, str) and isinstance(signer, str) and SIGNER.fullmatch(signer)):
        return _refused("bundle.unreadable")
    return release, sha256, signer, signature


def _read(release: Mapping[str, Any], signer: str, signature: bytes, blob: bytes) -> ReleaseBundle | list[Problem]:
    """The package in a release whose signature is good. A good signature is no reason to trust the content."""
    if release["schemas"] != SCHEMAS:
        return [_refused("bundle.schemas")]
    files = release["files"]
    if (
        not isinstance(files, dict)
        or len(files) > MOST_FILES
        or not all(isinstance(file, str) for file in files.values())
    ):
        return [_refused("bundle.unreadable")]
    strange = next((name for name in files if not KNOWN.fullmatch(name)), None)
    if strange is not None:
        return [_refused("bundle.path", strange)]
    if sum(len(text) for text in files.values()) > MOST_BYTES:
        return [_refused("bundle.size")]
    begins = _day(release["effective_from"])
    if isinstance(begins, Problem) or not _are_code_lists(release["code_lists"]):
        return [_refused("bundle.unreadable")]
    read = read_files({name: text.encode() for name, text in files.items()})
    errors = [problem for problem in read.problems if problem.severity == "error"]
    package = read.package
    if package is None or errors:
        return errors or [_refused("bundle.unreadable")]
    bundle = ReleaseBundle(package, signer, signature, begins, release["code_lists"])
    return bundle if export(bundle) == blob else [_refused("bundle.files")]


def _day(raw: Any) -> date | Problem | None:
    try:
        return None if raw is None else date.fromisoformat(raw)
    except (ValueError, TypeError):
        return _refused("bundle.unreadable")


def _are_code_lists(raw: Any) -> bool:
    return isinstance(raw, dict) and all(
        isinstance(codes, dict)
        and all(
            isinstance(label, dict) and all(isinstance(word, str) for word in label.values())
            for label in codes.values()
        )
        for codes in raw.values()
    )


def _refused(code: str, where: str = "") -> Problem:
    return Problem(code, SAID[code], where[:200])
