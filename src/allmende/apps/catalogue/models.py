"""Which service a city offers, in which release, from which day. Definitions are immutable."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from allmende.foundation.tenancy.models import CityModel, OpenCityModel


class ReleaseContent(models.Model):
    """The bytes of a release. Apart, because SQLite reads past them to reach any later column of their row."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    bundle = models.BinaryField()

    def __str__(self) -> str:
        return self.sha256[:12]


class Release(models.Model):
    """One service package exactly as it was released. Shared by all cities; its content never changes, it is never deleted.

    `signer`, `signature`: of the exchange file (`formats.bundle`), empty where an operator loaded a folder without a key.
    `code_lists`: those the signature covers. `note`: what changed, by language. `effective_from`: before that day no city offers it.
    `withdrawn_at`: whoever runs it is warned; nobody takes it over any more.
    `rank` sorts versions as numbers (`order_of`), `title` is the service's name by language.
    `brief`: what lists of the office and of other cities need of the package without opening it (`listing.Brief`); empty only
    until `listing.complete` has read a release stored by an earlier version.
    """

    service_id = models.CharField(max_length=80)
    version = models.CharField(max_length=40)
    rank = models.CharField(max_length=40, default="", editable=False)
    title = models.JSONField(default=dict)
    sha256 = models.CharField(max_length=64, unique=True)
    content = models.ForeignKey(ReleaseContent, on_delete=models.PROTECT, related_name="+")
    loaded_at = models.DateTimeField()
    signer = models.CharField(max_length=100, blank=True, default="")
    signature = models.BinaryField(default=bytes)
    code_lists = models.JSONField(default=dict)
    note = models.JSONField(default=dict)
    effective_from = models.DateField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.TextField(blank=True, default="")
    brief = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(sha256=""), name="release_has_hash"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["service_id", "version"], name="release_by_version"),
            models.Index(fields=["service_id", "-rank", "-id"], name="release_newest_first"),
        ]

    def __str__(self) -> str:
        return f"{self.service_id} {self.version}"


def order_of(version: str) -> str:
    """A version as text that sorts like its numbers.

    >>> order_of("1.10.0") > order_of("1.9.0")
    True
    """
    return ".".join(part.zfill(4) for part in version.split("."))


class Signer(models.Model):
    """Whose releases this installation takes in: name and Ed25519 key (32 bytes). The installation itself is one of them."""

    name = models.CharField(max_length=100, primary_key=True)
    public_key = models.BinaryField()
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=200)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class CityEdition(CityModel):
    """A city's data (units, theme, parameters, overlays) at one time. The latest is the present one.

    Content may return: each change to something else than the present edition is a row.
    `origin`: `folder` (loaded by the operator) or `studio` (an adoption, a change by the city itself).
    """

    sha256 = models.CharField(max_length=64)
    data = models.JSONField()
    loaded_at = models.DateTimeField()
    origin = models.CharField(max_length=10, default="folder")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["city", "sha256"], name="edition_by_content")]

    def __str__(self) -> str:
        return f"{self.city_id} {self.sha256[:12]}"


class Adoption(OpenCityModel):
    """From `effective_from` on the city offers the service in this release, read with this edition.

    The latest day wins, on one day the latest entry. Drafts and cases point here and stay here.
    What a city offers is public, so the cities see each other's adoptions; the edition behind it is the city's own.
    `differences`: how the city differs from the release, `[{"id", "de", "en", "reason"}]`.
    Withdrawn before its first day, it never came about: a plan that was dropped.
    `superseded_on`: from that day on a later decision holds; derived from the others, so that lists need not compare them.
    `back_to`: the earlier adoption this one goes back to. `click`: which form made it, so that pressing twice is once.
    """

    service_id = models.CharField(max_length=80)
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="+")
    edition = models.ForeignKey(CityEdition, on_delete=models.PROTECT, related_name="+")
    effective_from = models.DateField()
    created_at = models.DateTimeField()
    withdrawn_on = models.DateField(null=True)
    superseded_on = models.DateField(null=True)
    decided_by = models.CharField(max_length=200, blank=True, default="")
    differences = models.JSONField(default=list)
    back_to = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    click = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["city", "service_id", "-effective_from", "-id"], name="adoption_of_the_day"),
            models.Index(fields=["service_id", "city", "-effective_from", "-id"], name="adoption_of_service"),
        ]

    def __str__(self) -> str:
        return f"{self.service_id} from {self.effective_from}"


class ListedService(CityModel):
    """What lists say of an adopted service in one language and period (`domain.package.listing`), so that they open no package.

    Derived from release, edition and the days on which their values change, all of which an adoption fixes: written with the
    adoption and never changed. `first_on`, `until`: half-open, open as
    `date.min` and null. `keywords`: one a line, `audience`: words.
    """

    adoption = models.ForeignKey(Adoption, on_delete=models.PROTECT, related_name="+", related_query_name="listed")
    language = models.CharField(max_length=10)
    first_on = models.DateField()
    until = models.DateField(null=True)
    title = models.TextField()
    summary = models.TextField(blank=True)
    keywords = models.TextField(blank=True)
    cost = models.TextField(blank=True)
    duration = models.TextField(blank=True)
    letter = models.CharField(max_length=1)
    life_situation = models.CharField(max_length=80, blank=True)
    audience = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["adoption", "language", "first_on"], name="listed_once_per_period"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.language})"


class Postponement(OpenCityModel):
    """The city looked at a release and decided to wait until that day, and why. The latest per release counts."""

    service_id = models.CharField(max_length=80)
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="+")
    until = models.DateField()
    reason = models.TextField()
    decided_at = models.DateTimeField()
    decided_by = models.CharField(max_length=200)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["service_id", "city", "-id"], name="postponement_latest")]

    def __str__(self) -> str:
        return f"{self.service_id} until {self.until}"
