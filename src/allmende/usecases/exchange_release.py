"""Releases travel as signed files: out byte for byte the same each time, in only from signers we know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db import transaction

from allmende.apps.catalogue import operations as catalogue
from allmende.apps.catalogue import queries
from allmende.formats import bundle as exchange
from allmende.usecases.signing import own_signer

KNOWN = "import.known"


@dataclass(frozen=True, slots=True)
class Imported:
    """The release is here. `known`: it was here before, nothing changed."""

    state: Literal["new", "known"]
    release: queries.ReleaseLine
    signer: str


def bundle_of(*, release_sha: str, now: datetime) -> exchange.Bundle:
    """A stored release with its signature; one that has none is signed here. Errors: `LookupError`, `store.Unusable`."""
    _, signer, signature, effective_from, code_lists = queries.get_exchange_file(release_sha)
    package = queries.get_package_of(release_sha)
    if signer:
        return exchange.Bundle(package, signer, signature, effective_from, code_lists)
    own = own_signer(now=now)
    return exchange.seal(package, own.name, own.private_key, effective_from)


@transaction.atomic
def sign_release(*, release_sha: str, now: datetime) -> None:
    """Put the installation's signature to a release that has none (it came from a folder). Once; again, nothing happens."""
    if queries.get_exchange_file(release_sha)[1]:
        return
    sealed = bundle_of(release_sha=release_sha, now=now)
    keep_signature(sealed, now=now)


def keep_signature(sealed: exchange.Bundle, *, now: datetime) -> bool:
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
