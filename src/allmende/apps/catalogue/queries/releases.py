"""Which releases there are, and what differs between them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from django.utils import timezone

from allmende.apps.catalogue import store
from allmende.apps.catalogue.models import Release, Signer
from allmende.domain.package import Overlay, ServicePackage
from allmende.domain.package.difference import OpenedPackage, ToldChange
from allmende.domain.values import Text

State = Literal["coming", "released", "superseded", "withdrawn"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseLine:
    """One release, without its content.

    `note`: what changed, by language. `effective_from`: before that day no city offers it (None: at once).
    `state` on a day: coming (its first day lies ahead), released (the newest in use), superseded, withdrawn.
    `order` grows with the version.
    """

    id: int
    service_id: str
    version: str
    sha256: str
    title: Text
    released_at: datetime
    effective_from: date | None
    note: Mapping[str, str]
    signer: str
    withdrawn_at: datetime | None
    withdrawn_reason: str
    state: State
    order: tuple[str, int]

    @property
    def withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    def newer_than(self, other: ReleaseLine) -> bool:
        """Does it come after the other release of the same service?"""
        return self.order > other.order


@dataclass(frozen=True, slots=True)
class SignerLine:
    """Somebody whose releases this installation takes in, or took in until `revoked_at`."""

    name: str
    public_key: bytes
    added_at: datetime
    added_by: str
    revoked_at: datetime | None


COLUMNS = (
    "id", "service_id", "version", "rank", "sha256", "title", "loaded_at", "effective_from", "note", "signer",
    "withdrawn_at", "withdrawn_reason",
)  # fmt: skip


def list_releases(service_id: str | None = None, *, day: date | None = None) -> tuple[ReleaseLine, ...]:
    """All releases, of one service or of all (by service), newest first. `day` (today): on which their state is told."""
    chosen = Release.objects.filter(service_id=service_id) if service_id else Release.objects.all()
    rows = chosen.order_by("service_id", "-rank", "-id").values(*COLUMNS)
    return tuple(_lines(rows, day or timezone.localdate()))


def find_release(sha256: str, *, day: date | None = None) -> ReleaseLine | None:
    """The release with that hash, or None. Two statements."""
    service_id = Release.objects.filter(sha256=sha256).values_list("service_id", flat=True).first()
    if service_id is None:
        return None
    return next(line for line in list_releases(service_id, day=day) if line.sha256 == sha256)


def latest_of(releases: Iterable[ReleaseLine]) -> ReleaseLine | None:
    """The one in use among the releases of a service."""
    return next((line for line in releases if line.state == "released"), None)


def get_edition_of(sha256: str) -> OpenedPackage:
    """The release with its parts, ready to be compared. From memory after the first time."""
    return store.get_edition(sha256)


def get_package_of(sha256: str) -> ServicePackage:
    """The package of that release. From memory after the first time."""
    return store.get_package(sha256)


def get_exchange_file(sha256: str) -> tuple[bytes, str, bytes, date | None, Mapping[str, Any]]:
    """What was stored with a release: bundle, signer, signature, first day, code lists. Error: `Release.DoesNotExist`."""
    found = Release.objects.values_list("content__bundle", "signer", "signature", "effective_from", "code_lists").get(
        sha256=sha256
    )
    return bytes(found[0]), found[1], bytes(found[2]), found[3], found[4]


def changes_between(old_sha: str, new_sha: str) -> tuple[ToldChange, ...]:
    """What differs between two releases, in words. From memory after the first time."""
    return store.changes_between(old_sha, new_sha)


def tell_differences(release_sha: str, overlay: Overlay | None) -> tuple[ToldChange, ...]:
    """What a city does differently from the release, in words: one change per operation, in their order."""
    return store.tell_differences(release_sha, overlay)


def list_signers(*, revoked: bool = False) -> tuple[SignerLine, ...]:
    """Whose releases are taken in, by name. `revoked`: with those no longer trusted."""
    rows = Signer.objects.all() if revoked else Signer.objects.filter(revoked_at=None)
    return tuple(
        SignerLine(row.name, bytes(row.public_key), row.added_at, row.added_by, row.revoked_at)
        for row in rows.order_by("name")
    )


def _lines(rows: Iterable[Mapping[str, Any]], day: date) -> Iterable[ReleaseLine]:
    """Rows by service, newest first, as lines."""
    in_use = ""
    for row in rows:
        state = _state(row, day, superseded=row["service_id"] == in_use)
        in_use = row["service_id"] if state == "released" else in_use
        yield _line(row, state)


def _state(row: Mapping[str, Any], day: date, *, superseded: bool) -> State:
    if row["withdrawn_at"]:
        return "withdrawn"
    if row["effective_from"] and row["effective_from"] > day:
        return "coming"
    return "superseded" if superseded else "released"


def _line(row: Mapping[str, Any], state: State) -> ReleaseLine:
    return ReleaseLine(
        id=row["id"],
        service_id=row["service_id"],
        version=row["version"],
        sha256=row["sha256"],
        title=Text.of(row["title"]) if row["title"] else Text(row["service_id"]),
        released_at=row["loaded_at"],
        effective_from=row["effective_from"],
        note=row["note"],
        signer=row["signer"],
        withdrawn_at=row["withdrawn_at"],
        withdrawn_reason=row["withdrawn_reason"],
        state=state,
        order=(row["rank"], row["id"]),
    )
