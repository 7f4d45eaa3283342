"""A city leaves: everything it owns, in open formats, as a folder that another installation can go on with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from allmende.apps.applications.departure import ExportedMatter, list_matters
from allmende.apps.cases import queries as cases
from allmende.apps.catalogue import queries as catalogue
from allmende.apps.catalogue.departure import releases
from allmende.apps.catalogue.store import Unusable
from allmende.apps.commons import departure as commons
from allmende.domain.matter import Matter
from allmende.domain.package import ServicePackage
from allmende.domain.values import Problem, Text
from allmende.formats import bundle as exchange
from allmende.formats import package as package_format
from allmende.foundation.audit import chain as audit
from allmende.foundation.blobs import store as blobs
from allmende.foundation.blobs.models import Blob
from allmende.foundation.departure.folder import FolderRefused, Writer, write_json, write_line
from allmende.foundation.departure.tables import ExportedTable, Row, RowNames, write_rows
from allmende.foundation.snapshot import one_snapshot
from allmende.foundation.tenancy.models import City
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases import case_tools
from allmende.usecases.exchange_release import bundle_of, sign_release
from allmende.usecases.leaving import contents, pages
from allmende.usecases.signing import NoKey

AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class CityExported:
    """The folder is there. `missing`: content that was lost or damaged before, by its place; nothing else is left out."""

    folder: Path
    files: int
    bytes: int
    cases: int
    missing: tuple[str, ...]


def leave(*, city: str, folder: Path, made_on: date, now: datetime) -> CityExported | Problem:
    """Write everything the city owns into a new folder, as it was at one moment. The city itself stays as it is.

    The same city and day give the same bytes. Interrupted, nothing lies under the folder's name; run it again.
    """
    if not City.objects.filter(key=city).exists():
        return Problem("leave.city", Text.named("usecases.leave.leave_city", city=city))
    out = Writer(folder)
    with city_scope(city):
        releases = _releases(city)
    try:
        for line in releases:
            sign_release(release_sha=line.sha256, now=now)
    except NoKey as missing:
        return missing.problem
    with city_scope(city):
        try:
            out.begin(city=city, made_on=made_on.isoformat())
            with one_snapshot():
                left = _Export(city, out, made_on, now).run(folder)
        except FolderRefused as refused:
            return refused.problem
        except BaseException:
            out.discard()
            raise
    audit.append(
        actor="operator", action="city.left", subject=f"city:{city}", now=now, details={"files": left.files, "cases": left.cases}
    )  # fmt: skip
    return left


def _releases(city: str) -> tuple[catalogue.ReleaseLine, ...]:
    """Every release that goes along."""
    also = commons.releases_of_drafts(city=city)
    wanted = set(releases(also).of(city).values_list("sha256", flat=True))
    return tuple(line for line in catalogue.list_releases() if line.sha256 in wanted)


class _Export:
    """One export under way: what was written so far and how it is called."""

    def __init__(self, city: str, out: Writer, made_on: date, now: datetime) -> None:
        self._city, self._out, self._made_on, self._now = city, out, made_on, now
        self._releases = _releases(city)
        signers = sorted({line.signer for line in self._releases if line.signer})
        self._before = contents.before([line.sha256 for line in self._releases], signers)
        self._names = RowNames((*self._before, *contents.matters(), *contents.AFTER))
        self._counts: dict[str, int] = {}
        self._missing: list[str] = []

    def run(self, folder: Path) -> CityExported:
        """Everything, in the order in which it is read again."""
        for table in self._before:
            self._rows(table)
        self._city_folder()
        self._release_files()
        self._drafts()
        sent, begun, lists = self._matters()
        for table in contents.AFTER:
            self._rows(table)
        contents_ = self._contents()
        self._counts |= {"cases": sent, "begun": begun, "contents": contents_}
        name = catalogue.get_city(city=self._city).full_name
        services = sorted({line.title["de"] for line in self._releases})
        self._out.write("style.css", pages.STYLE)
        first = pages.first_page(
            (*self._before, *contents.AFTER),
            name=name,
            made_on=self._made_on,
            counts=self._counts,
            lists=lists,
            missing=self._missing,
            services=services,
        )
        self._out.write("index.html", first)
        self._out.finish(counts=self._counts, missing=self._missing)
        return CityExported(folder, self._out.files, self._out.bytes, sent, tuple(self._missing))

    def _rows(self, table: ExportedTable) -> None:
        count = 0
        with self._out.open(contents.path_of(table)) as lines:
            for row, _ in write_rows(table, table.of(self._city), self._names):
                lines.write(write_line(row))
                count += 1
        self._counts[table.name] = count

    def _city_folder(self) -> None:
        for name, text in catalogue.get_city(city=self._city).files.items():
            self._out.write(f"cities/{self._city}/{name}", text.encode())

    def _release_files(self) -> None:
        for line in self._releases:
            bundle = bundle_of(release_sha=line.sha256, now=self._now)
            place = contents.release_path(line.service_id, line.version, line.sha256)
            self._out.write(f"{place}.json", exchange.export(bundle))
            self._package(place, bundle.package)

    def _drafts(self) -> None:
        for draft_id in commons.list_heads(city=self._city):
            found = package_format.from_bundle(commons.get_head(draft_id=draft_id))
            if isinstance(found, ServicePackage):
                self._package(f"drafts/{draft_id}", found)

    def _package(self, place: str, package: ServicePackage) -> None:
        for name, text in package.files.items():
            self._out.write(f"{place}/{name if name.startswith('_') else f'{package.id}/{name}'}", text.encode())

    def _matters(self) -> tuple[int, int, int]:
        """How many were sent, how many only begun, and on how many pages they are listed."""
        sent, begun, number = 0, 0, 0
        waiting: list[pages.ExportedCase] = []
        every = list_matters(city=self._city)
        while lines := tuple(islice(every, AT_ONCE)):
            found = self._rows_of(lines)
            paths = _paths(found.values())
            for line in lines:
                listed = self._matter(line, found[line.id], paths)
                sent, begun = sent + (listed is not None), begun + (listed is None)
                waiting += [listed] if listed else []
            while len(waiting) > pages.A_PAGE:
                number += 1
                self._out.write(f"cases/page-{number:04}.html", pages.list_page(number, False, waiting[: pages.A_PAGE]))
                waiting = waiting[pages.A_PAGE :]
        if waiting:
            number += 1
            self._out.write(f"cases/page-{number:04}.html", pages.list_page(number, True, waiting))
        return sent, begun, number

    def _rows_of(self, lines: tuple[ExportedMatter, ...]) -> dict[str, dict[str, list[Row]]]:
        """Every row of these matters, by matter and table: one statement a table."""
        ids = [line.id for line in lines]
        found: dict[str, dict[str, list[Row]]] = {one: {} for one in ids}
        for table in contents.matters():
            chosen = table.model._default_manager.filter(**{f"{table.matter}__in": ids})
            for row, matter in write_rows(table, chosen.order_by(table.matter, *table.order), self._names):
                found[str(matter)].setdefault(table.name, []).append(row)
        return found

    def _matter(
        self, line: ExportedMatter, rows: Mapping[str, list[Row]], paths: Mapping[str, str]
    ) -> pages.ExportedCase | None:
        """The file of one matter, and what people read of it; its line in the list when it was sent."""
        if not line.reference:
            self._out.write(f"begun/{line.id}/draft.json", write_json(rows))
            return None
        place = f"cases/{line.reference}"
        self._out.write(f"{place}/case.json", write_json(rows))
        try:
            matter = cases.load(case_id=line.id).matter
        except Unusable:
            # The rows are there; only this version can no longer put them into words.
            self._out.write(f"{place}/index.html", pages.bare_page(line.reference))
            return pages.ExportedCase(line.reference, str(rows["case"][0]["service_id"]), None, "")
        self._words(place, matter, rows, paths)
        return pages.line_of(matter)

    def _words(self, place: str, matter: Matter, rows: Mapping[str, list[Row]], paths: Mapping[str, str]) -> None:
        for attached in case_tools.attachments(matter):
            self._out.write(f"{place}/{attached.name}", attached.content)
        self._out.write(f"{place}/index.html", pages.case_page(matter, rows, paths))

    def _contents(self) -> int:
        count = 0
        for sha256, media_type in blobs.list_content():
            path = contents.file_path(sha256, media_type)
            try:
                self._out.write(path, blobs.read_content(sha256))
                count += 1
            except (blobs.BlobMissing, blobs.BlobDamaged):
                self._missing.append(path)
        return count


def _paths(matters: Iterable[Mapping[str, list[Row]]]) -> dict[str, str]:
    """Where the letters and uploads of these matters lie, by the id of their content."""
    ids = list(_blob_ids(matters))
    rows: Iterable[tuple[Any, str, str]] = Blob.objects.filter(id__in=ids).values_list("id", "sha256", "media_type")
    return {str(pk): contents.file_path(sha256, media_type) for pk, sha256, media_type in rows}


def _blob_ids(matters: Iterable[Mapping[str, list[Row]]]) -> Iterator[str]:
    for rows in matters:
        for name in ("letters", "uploads"):
            yield from (row["blob"] for row in rows.get(name, ()) if row["blob"])
