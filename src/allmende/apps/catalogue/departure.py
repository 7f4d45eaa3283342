"""What goes along when a city leaves."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from allmende.apps.catalogue.models import Adoption, CityEdition, ListedService, Postponement, Release, Signer
from allmende.domain.values import Text
from allmende.foundation.departure.tables import Departure, ExportedTable


def releases(also: Iterable[str] = (), *, with_content: bool = False) -> ExportedTable:
    """The releases the city uses or looked at, and those with these checksums. Their content lies in exchange files."""
    wanted = tuple(also)

    def used(city: str) -> QuerySet[Release]:
        mine = Q(pk__in=Adoption.objects.filter(city_id=city).values("release_id"))
        mine |= Q(pk__in=Postponement.objects.filter(city_id=city).values("release_id"))
        return Release.objects.filter(mine | Q(sha256__in=wanted))

    beside: dict[str, object] = (
        {} if with_content else {"content": None, "signature": b"", "code_lists": {}, "brief": {}}
    )
    return ExportedTable(
        Release,
        "releases",
        told=Text("Fassungen der Leistungen"),
        known_by="sha256",
        rows=used,
        shared=True,
        order=("service_id", "rank", "pk"),
        instead=beside,
    )


def signers(names: Iterable[str] = (), *, now: datetime | None = None) -> ExportedTable:
    """Public keys of these signers, so that everybody can look whether a release is genuine.

    At the new place they are known, not trusted: whom to trust is decided there.
    """
    wanted = tuple(names)
    return ExportedTable(
        Signer, "signers", told=Text("Wer Fassungen unterschrieben hat (öffentliche Schlüssel)"), known_by="name", rows=lambda _: Signer.objects.filter(name__in=wanted), shared=True,
        instead={"revoked_at": now},
    )  # fmt: skip


DEPARTURE = Departure(
    tables=(
        # Which releases and signers: `usecases.leaving.contents.before` says more.
        signers(),
        releases(),
        ExportedTable(CityEdition, "editions", told=Text("Alle Stände der Stadtdaten"), known_by="number"),
        ExportedTable(Adoption, "adoptions", told=Text("Alle Übernahmen, auch frühere"), known_by="number"),
        ExportedTable(Postponement, "postponements", told=Text("Zurückgestellte Übernahmen")),
    ),
    stays={ListedService: "Rows that lists read: they are written anew at the new place."},
)
