"""A city arrives: the folder it took along becomes a working city of this installation, whole or not at all."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import DatabaseError, connection, transaction

from allmende.apps.catalogue import listing
from allmende.apps.catalogue import operations as catalogue
from allmende.domain.values import Problem, Text
from allmende.formats import bundle as exchange
from allmende.formats import package as package_format
from allmende.foundation import owns
from allmende.foundation.audit import chain as audit
from allmende.foundation.blobs import store as blobs
from allmende.foundation.blobs.models import Blob
from allmende.foundation.departure.folder import FolderRefused, Listed, Reader, parse
from allmende.foundation.departure.tables import (
    ExportedTable,
    RowNames,
    RowNotImportable,
    check_bounds,
    read_rows,
    spell,
)
from allmende.foundation.jobs.models import Job
from allmende.foundation.tenancy import hosts
from allmende.foundation.tenancy.models import City
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases.clock import local_day
from allmende.usecases.exchange_release import keep_signature
from allmende.usecases.leaving import contents

OUR_TASKS = "allmende.entrypoints.jobs."
"""Where the tasks are that a worker may be told to do; those that an app declares (`foundation.owns`) may lie elsewhere."""
KEY = re.compile(r"[a-z][a-z0-9-]{0,62}")
MATTER = re.compile(r"(?:cases/[A-Za-z0-9-]+/case|begun/[A-Za-z0-9-]+/draft)\.json")
KEPT = re.compile(r"data/[a-z_]+\.jsonl|releases/[a-z][a-z0-9-]*/[^/]+\.json")
CONTENT = re.compile(r"files/[0-9a-f]{2}/([0-9a-f]{64})\.[a-z]+")


@dataclass(frozen=True, slots=True)
class CityImported:
    """The city is here. `missing`: content that did not come along because it was lost before."""

    city: str
    name: str
    host: str
    cases: int
    missing: tuple[str, ...]


class Doubtful(Exception):
    """Something in the folder does not fit together; nothing of it stays."""

    def __init__(self, code: str, text: Text, where: str = "") -> None:
        super().__init__(code)
        self.problem = Problem(code, text, where[:300])


def arrive(*, folder: Path, now: datetime) -> CityImported | Problem:
    """Rebuild the city of that folder (see `leave`) with cases that go on where they stood. One transaction.

    Every checksum is looked at first. Refused, nothing is left: no row, no file. Staff get new passwords.
    """
    reader = Reader(folder)
    try:
        reader.check()
        arrived = _Arrival(reader, now).run()
    except FolderRefused as refused:
        return refused.problem
    except Doubtful as doubtful:
        return doubtful.problem
    except RowNotImportable as unfit:
        return _unfit(str(unfit))
    except (DatabaseError, KeyError, TypeError, ValueError) as wrong:
        # Nobody who wrote these rows by `leave` gets here: keys twice, columns that are no longer, text where a number stood.
        return _unfit(f"{type(wrong).__name__}")
    audit.append(actor="operator", action="city.arrived", subject=f"city:{arrived.city}", now=now)
    hosts.forget()
    return arrived


def _unfit(detail: str) -> Problem:
    words = Text.named("usecases.arrive.data_does_not_fit_together", detail=detail)
    return Problem("arrive.unfit", words)


class _Arrival:
    """One arrival under way. The folder was found whole; whether its content makes sense is found out here."""

    def __init__(self, reader: Reader, now: datetime) -> None:
        self._reader = reader
        self._files = {file.path: file for file in reader.list_files() if KEPT.fullmatch(file.path)}
        self._city = str(reader.head.get("city", ""))
        self._now = now
        self._before = contents.before(now=now)
        self._signed: list[exchange.ReleaseBundle] = []
        self._names = RowNames((*self._before, *contents.matters(), *contents.AFTER))

    def run(self) -> CityImported:
        self._look_first()
        try:
            with transaction.atomic():
                with city_scope(self._city):
                    cases = self._rows()
                    self._look_again()
                    self._contents()
                    listing.complete(city=self._city, today=local_day(self._now))
                self._sign()
        except BaseException:
            with city_scope(self._city):
                blobs.drop_unclaimed()
            raise
        row = City.objects.get(key=self._city)
        return CityImported(row.key, row.name, row.host, cases, self._missing())

    def _look_first(self) -> None:
        if not KEY.fullmatch(self._city):
            raise FolderRefused("arrive.none")
        if City.objects.filter(key=self._city).exists():
            raise Doubtful(
                "arrive.there",
                Text.named("usecases.arrive.arrive_there", city=self._city),
            )
        for row in self._lines(contents.before()[0]):
            host = row.get("host") if isinstance(row, Mapping) else None
            if City.objects.filter(host=host).exists():
                raise Doubtful(
                    "arrive.host",
                    Text.named("usecases.arrive.arrive_host", host=host),
                )

    def _rows(self) -> int:
        for table in self._before:
            rows = self._releases(table) if table.name == "releases" else self._lines(table)
            read_rows(table, rows, self._names, self._city)
        if not City.objects.filter(key=self._city).exists():
            raise RowNotImportable("tenancy.City")
        cases = 0
        for listed in self._reader.list_files():
            if MATTER.fullmatch(listed.path):
                cases += self._matter(listed)
        for table in contents.AFTER:
            read_rows(table, self._lines(table), self._names, self._city)
        return cases

    def _matter(self, listed: Listed) -> bool:
        """Whether it was a case."""
        found = parse(self._reader.read(listed), listed.path)
        known = {table.name for table in contents.matters()}
        if not isinstance(found, Mapping) or not known >= found.keys():
            raise RowNotImportable(listed.path)
        for table in contents.matters():
            read_rows(table, table.completed(found), self._names, self._city)
        return "case" in found

    def _lines(self, table: ExportedTable) -> Iterator[Any]:
        path = contents.path_of(table)
        if path not in self._files:
            raise FolderRefused("arrive.missing", path)
        return self._reader.lines(self._files[path])

    def _releases(self, table: ExportedTable) -> Iterator[Any]:
        """Rows of releases with the content of their exchange files, each genuine and readable."""
        keys = next(table for table in self._before if table.name == "signers")
        signers = {str(row["name"]): base64.b64decode(row["public_key"]) for row in self._lines(keys)}
        for row in self._lines(table):
            place = contents.release_path(row["service_id"], row["version"], row["sha256"]) + ".json"
            if place not in self._files:
                raise FolderRefused("arrive.missing", place)
            opened = exchange.open_bundle(self._reader.read(self._files[place]), signers)
            if isinstance(opened, list):
                raise Doubtful(opened[0].code, opened[0].text, place)
            package = opened.package
            if (package.sha256, package.id, package.version) != (row["sha256"], row["service_id"], row["version"]):
                raise RowNotImportable(place)
            self._signed.append(opened)
            catalogue.keep_content(sha256=package.sha256, bundle=package_format.to_bundle(package))
            yield {
                **row,
                "content": package.sha256,
                "signer": opened.signer,
                "signature": spell(opened.signature),
                "effective_from": spell(opened.effective_from),
                "code_lists": opened.code_lists,
                "brief": listing.brief_of(package),
            }

    def _sign(self) -> None:
        """Releases that were here before, from a folder and unsigned, get the signature that came along."""
        for sealed in self._signed:
            keep_signature(sealed, now=self._now)

    def _look_again(self) -> None:
        """What the database alone does not see: rows that hang on another city's, a broken chain, a lost row."""
        tables = (*self._before, *contents.matters(), *contents.AFTER)
        connection.check_constraints(table_names=[table.model._meta.db_table for table in tables])
        named = {task for tasks in owns.fact_tasks().values() for task in tasks}
        named |= {entry.task for entry in owns.clock().values()}
        strange = Job.objects.exclude(task__startswith=OUR_TASKS).exclude(task__in=named).exists()
        foreign = "jobs.Job" if strange else check_bounds(tables, self._city)
        if foreign is not None:
            raise RowNotImportable(foreign)
        if audit.check_city(self._city) is not None:
            raise Doubtful(
                "arrive.audit",
                Text.named("usecases.arrive.arrive_audit"),
            )

    def _contents(self) -> None:
        for listed in self._reader.list_files():
            named = CONTENT.fullmatch(listed.path)
            if named and Blob.objects.filter(sha256=named[1]).exists():
                content = self._reader.read(listed)
                if listed.sha256 != named[1]:
                    raise FolderRefused("arrive.changed", listed.path)
                blobs.keep_content(content)
        lost = set(self._missing())
        for sha256, media_type in blobs.list_content():
            path = contents.file_path(sha256, media_type)
            if path not in lost and not blobs.has_content(sha256):
                raise FolderRefused("arrive.missing", path)

    def _missing(self) -> tuple[str, ...]:
        return tuple(map(str, self._reader.tail.get("missing", ())))
