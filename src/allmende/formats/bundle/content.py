"""What an exchange file holds, and its one spelling in bytes.

{"format": "allmende-release/1",
 "release": {"service", "version", "schemas", "effective_from", "code_lists", "files"},
 "sha256": of the canonical release, "signature": {"signer", "value"}}
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from allmende.domain.forms import COUNTRIES
from allmende.domain.package import ServicePackage

FORMAT = "allmende-release/1"
SCHEMAS = "1"
"""Version of the published schemas that the files follow."""

CodeLists = Mapping[str, Mapping[str, Mapping[str, str]]]
"""List → code → language → name."""


@dataclass(frozen=True, slots=True)
class ReleaseBundle:
    """A signed release. Shared blocks and processes are among the package's files; `code_lists` are those it refers to.

    effective_from   the first day on which it may be used, None: at once
    """

    package: ServicePackage
    signer: str
    signature: bytes
    effective_from: date | None = None
    code_lists: CodeLists = field(default_factory=dict)

    @property
    def sha256(self) -> str:
        """Names exactly this release: files, day, code lists, version of the schemas."""
        return checksum(content_of(self.package, self.effective_from, self.code_lists))


def content_of(package: ServicePackage, effective_from: date | None, code_lists: CodeLists) -> dict[str, Any]:
    """The release as plain values."""
    return {
        "service": package.id,
        "version": package.version,
        "schemas": SCHEMAS,
        "effective_from": effective_from.isoformat() if effective_from else None,
        "code_lists": code_lists,
        "files": dict(package.files),
    }


def code_lists_of(package: ServicePackage) -> CodeLists:
    """The code lists a package refers to, with their content of today."""
    used = any(one.type == "country" or one.options_from == "countries" for one in package.form.fields())
    return {"countries": {code: dict(label) for code, label in COUNTRIES.items()}} if used else {}


def canonical(value: Any) -> bytes:
    """The one spelling of plain values: keys sorted, no blanks, UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def checksum(content: Any) -> str:
    return hashlib.sha256(canonical(content)).hexdigest()
