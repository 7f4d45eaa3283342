"""Releases travel as signed files: out byte for byte the same each time, in only from signers we know."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db import transaction

from allmende.apps.catalogue import operations as catalogue
from allmende.apps.catalogue import queries
from allmende.apps.commons import operations as commons
from allmende.apps.commons.rules import Act, may
from allmende.domain.cooperation import StaffMember
from allmende.domain.cooperation.versions import entry_of, read_version
from allmende.domain.package.check import check_package
from allmende.domain.values import Problem, Text
from allmende.formats import bundle as exchange
from allmende.foundation.audit import chain as audit
from allmende.usecases.signing import own_signer

ADOPTERS = ("uebernahme", "leitung")
KEY_BYTES = 32
NAME = re.compile(r"[a-z0-9][a-z0-9.-]{0,99}")
"""As exchange files name their signers."""


@dataclass(frozen=True, slots=True)
class ReleaseImported:
    """The release is here. `known`: it was here before, nothing changed."""

    state: Literal["new", "known"]
    release: queries.ReleaseLine
    signer: str


def bundle_of(*, release_sha: str, now: datetime) -> exchange.ReleaseBundle:
    """A stored release with its signature; one that has none is signed here. Errors: `LookupError`, `store.Unusable`."""
    _, signer, signature, effective_from, code_lists = queries.get_exchange_file(release_sha)
    package = queries.get_package_of(release_sha)
    if signer:
        return exchange.ReleaseBundle(package, signer, signature, effective_from, code_lists)
    own = own_signer(now=now)
    return exchange.seal(package, own.name, own.private_key, effective_from)


@transaction.atomic
def sign_release(*, release_sha: str, now: datetime) -> None:
    """Put the installation's signature to a release that has none (it came from a folder). Once; again, nothing happens."""
    if queries.get_exchange_file(release_sha)[1]:
        return
    sealed = bundle_of(release_sha=release_sha, now=now)
    keep_signature(sealed, now=now)


def keep_signature(sealed: exchange.ReleaseBundle, *, now: datetime) -> bool:
    """Put this signature to the same release where it has none; False when it has one."""
    return catalogue.keep_signature(
        release_sha=sealed.package.sha256,
        signer=sealed.signer,
        signature=sealed.signature,
        effective_from=sealed.effective_from,
        code_lists=sealed.code_lists,
        now=now,
    )


def export_release(*, release_sha: str, now: datetime) -> bytes:
    """The exchange file of a release, the same bytes each time. Error: `LookupError` for an unknown release."""
    if queries.find_release(release_sha) is None:
        raise LookupError(release_sha)
    sign_release(release_sha=release_sha, now=now)
    return exchange.export(bundle_of(release_sha=release_sha, now=now))


def import_release(*, person: StaffMember | None, blob: bytes, now: datetime) -> ReleaseImported | list[Problem]:
    """Take in an exchange file. Nobody adopts it by that: each city decides. `person` None: the operator.

    Refused, nothing stays but an entry in the audit log. The same file again changes nothing.
    """
    refused = _refused(person, "import")
    if refused:
        return refused
    opened = _open(blob, now)
    if isinstance(opened, list):
        _note_refusal(person, blob, opened[0], now)
        return opened
    with transaction.atomic():
        commons.lock_service(service_id=opened.package.id)
        stored = _store(person, opened, now)
        if stored == "changed":
            _note_refusal(person, blob, _other_content(opened), now)
            return [_other_content(opened)]
        line = queries.find_release(opened.package.sha256)
        assert line is not None
        if stored == "new" and person is not None:
            commons.record_event(
                person=person,
                kind="imported",
                service_id=line.service_id,
                release_sha=line.sha256,
                roles=ADOPTERS,
                now=now,
            )
    return ReleaseImported("new" if stored == "new" else "known", line, opened.signer)


def trust_signer(
    *, person: StaffMember | None, name: str, public_key: str, now: datetime
) -> queries.SignerLine | list[Problem]:
    """From now on releases signed with this key (base64 or hexadecimal) are taken in under that name."""
    refused = _refused(person, "trust_signer")
    if refused:
        return refused
    key = read_key(public_key)
    problems = [] if NAME.fullmatch(name) else [_NAME]
    problems += [] if key is not None else [_KEY]
    if key is None or problems:
        return problems
    try:
        by = person.name if person else "operator"
        catalogue.trust_signer(name=name, public_key=key, added_by=by, now=now, actor=_actor(person))
    except ValueError:
        return [_OTHER_KEY]
    return next(line for line in queries.list_signers() if line.name == name)


def revoke_signer(*, person: StaffMember | None, name: str, now: datetime) -> Problem | None:
    """Take in nothing more from this signer. What came in stays. Again, nothing happens."""
    refused = _refused(person, "trust_signer")
    if refused:
        return refused[0]
    if all(line.name != name for line in queries.list_signers(revoked=True)):
        return _UNKNOWN
    catalogue.revoke_signer(name=name, now=now, actor=_actor(person))
    return None


def read_key(typed: str) -> bytes | None:
    """A public key as people copy it: base64 or hexadecimal, blanks do not matter; None when it is none."""
    bare = "".join(typed.split()).replace(":", "")
    try:
        key = bytes.fromhex(bare) if len(bare) == 2 * KEY_BYTES else base64.b64decode(bare, validate=True)
    except (ValueError, binascii.Error):
        return None
    return key if len(key) == KEY_BYTES else None


def write_key(public_key: bytes) -> str:
    """A public key as people copy it."""
    return base64.b64encode(public_key).decode()


def fingerprint(public_key: bytes) -> str:
    """What two people read to each other on the telephone to know that they mean the same key.

    >>> fingerprint(bytes(32))
    '6668 7aad f862 bd77 6c8f c18b'
    """
    digest = hashlib.sha256(public_key).hexdigest()[:24]
    return " ".join(digest[start : start + 4] for start in range(0, len(digest), 4))


def _open(blob: bytes, now: datetime) -> exchange.ReleaseBundle | list[Problem]:
    """The bundle, when its signer is trusted and its package has no error."""
    known = {line.name: line for line in queries.list_signers(revoked=True)}
    opened = exchange.open_bundle(blob, {line.name: line.public_key for line in known.values() if not line.revoked_at})
    if isinstance(opened, list):
        unknown = opened[0].code == "bundle.signer" and opened[0].where in known
        return [_REVOKED] if unknown else opened
    if read_version(opened.package.version) is None:
        return [_VERSION]
    return [one for one in check_package(opened.package) if one.severity == "error"] or opened


def _note_refusal(person: StaffMember | None, blob: bytes, problem: Problem, now: datetime) -> None:
    details = {"code": problem.code, "sha256": hashlib.sha256(blob).hexdigest()}
    audit.append(actor=_actor(person), action="release.refused", subject="", now=now, details=details)


def _store(person: StaffMember | None, opened: exchange.ReleaseBundle, now: datetime) -> catalogue.Stored:
    package = opened.package
    words = entry_of(package.changes, package.version)
    return catalogue.store_release(
        package=package,
        now=now,
        strict=True,
        signer=opened.signer,
        signature=opened.signature,
        code_lists=opened.code_lists,
        note={"de": words} if words else {},
        effective_from=opened.effective_from,
        actor=_actor(person),
    )


def _refused(person: StaffMember | None, act: Act) -> list[Problem]:
    refused = may(person, act) if person else None
    return [refused] if refused else []


def _actor(person: StaffMember | None) -> str:
    return f"officer:{person.id}" if person else "operator"


def _other_content(opened: exchange.ReleaseBundle) -> Problem:
    package = opened.package
    return Problem(
        "import.changed",
        Text.named("usecases.exchange_release.import_changed", id_2=package.id, version=package.version),
    )


_REVOKED = Problem(
    "import.revoked",
    Text.named("usecases.exchange_release.import_revoked"),
)
_VERSION = Problem(
    "import.version",
    Text.named("usecases.exchange_release.import_version"),
)
_NAME = Problem(
    "signer.name",
    Text.named("usecases.exchange_release.signer_name"),
    "name",
)
_KEY = Problem(
    "signer.key",
    Text.named("usecases.exchange_release.signer_key"),
    "public_key",
)
_OTHER_KEY = Problem(
    "signer.other_key",
    Text.named("usecases.exchange_release.signer_other_key"),
    "name",
)
_UNKNOWN = Problem("signer.unknown", Text.named("usecases.exchange_release.signer_unknown"), "name")
