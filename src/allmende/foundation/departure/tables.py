"""Rows as plain values that another installation can read: its database may give other numbers, references still hold.

A row is written with every column but the city and numbers that mean nothing outside. It refers to others by what they
are called everywhere (`sha256` of a release, UUID of a case) or by their place in the export (`known_by="number"`).
"""

from __future__ import annotations

import base64
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models

from allmende.domain.values import Text
from allmende.foundation.tenancy.models import CityModel, SharedOrCityModel

Row = Mapping[str, Any]
AT_ONCE = 500


class RowNotImportable(ValueError):
    """A row that this version cannot have written, or that refers to something that is not there."""


@dataclass(frozen=True, slots=True)
class ExportedTable:
    """The rows of one model that go along with a city.

    name      its file, or its key in the file of a matter
    matter    lookup from a row to the id of its matter (draft, application, case); empty: it belongs to the city
    order     lookups that give the same order every time
    known_by  how others refer to a row: empty by its primary key, `number` by its place in the export, or a unique column
    instead   columns that stay behind, and what the row gets at its new place
    places    columns that count rows of another model ("read up to here")
    rows      which rows; without it all of the city
    shared    the rows belong to all cities: what is there already stays as it is
    alone     shared rows that are taken only where there are none yet
    told      what a table of the whole city is called on the first page
    repeats   columns that say what another row of the same matter says, by its table and column; exports from before lack them
    """

    model: type[models.Model]
    name: str
    matter: str = ""
    order: tuple[str, ...] = ("pk",)
    known_by: str = ""
    instead: Mapping[str, Any] = field(default_factory=dict)
    places: Mapping[str, type[models.Model]] = field(default_factory=dict)
    rows: Callable[[str], models.QuerySet[Any]] | None = None
    shared: bool = False
    alone: bool = False
    told: Text | None = None
    repeats: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def completed(self, matter: Mapping[str, Any]) -> list[Any]:
        """The rows of one matter in a file, with what an older export lacks. Error: `RowNotImportable`."""
        rows = matter.get(self.name, [])
        if not isinstance(rows, list):
            raise RowNotImportable(f"{self.label}: no rows.")
        lacking = {name for row in rows if isinstance(row, Mapping) for name in self.repeats.keys() - row.keys()}
        said = {name: _first(matter, *self.repeats[name]) for name in lacking}
        return [{**said, **row} if isinstance(row, Mapping) else row for row in rows]

    @property
    def label(self) -> str:
        return self.model._meta.label

    def columns(self) -> tuple[models.Field[Any, Any], ...]:
        """The columns that are written down."""
        return tuple(
            concrete_field for concrete_field in self.model._meta.concrete_fields if not self._stays(concrete_field)
        )

    def _stays(self, one: models.Field[Any, Any]) -> bool:
        return one.name == "city" or one.name in self.instead or isinstance(one, models.AutoField)

    def of(self, city: str) -> models.QuerySet[Any]:
        """All rows of the city in scope, in order."""
        found = self.rows(city) if self.rows else self.model._default_manager.filter(city_id=city)
        return found.order_by(*self.order)


def _first(matter: Mapping[str, Any], table: str, column: str) -> Any:
    try:
        return matter[table][0][column]
    except (KeyError, IndexError, TypeError) as lacking:
        raise RowNotImportable(f"{table}: {column!r} is missing.") from lacking


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """What one app has of a city; whoever is referred to comes first.

    tables   those that go along: of the city as a whole, or of one application and its case (`Table.matter`)
    stays    tables that stay behind, each with the reason
    """

    tables: tuple[ExportedTable, ...] = ()
    stays: Mapping[type[models.Model], str] = field(default_factory=dict)


class RowNames:
    """What rows are called in the export (`name`) and in this database (`key`)."""

    def __init__(self, tables: Iterable[ExportedTable]) -> None:
        self._known_by = {table.model: table.known_by for table in tables if table.known_by}
        self._name: dict[tuple[type[models.Model], Any], Any] = {}
        self._key: dict[tuple[type[models.Model], Any], Any] = {}
        self._keys: dict[type[models.Model], list[int]] = {}
        self._kept: set[tuple[type[models.Model], str]] = set()

    def learn(self, table: ExportedTable, key: Any, row: Mapping[str, Any]) -> None:
        """A row with that primary key was written or read."""
        if table.known_by:
            name = row[table.known_by]
            self._name[table.model, key], self._key[table.model, name] = name, key
            self._keys.setdefault(table.model, []).append(key)

    def count(self, model: type[models.Model]) -> int:
        return len(self._keys.get(model, ()))

    def name(self, model: type[models.Model], key: Any) -> Any:
        """What a row is called outside. Error: `RowNotImportable` when it does not go along."""
        if key is None or model not in self._known_by:
            return key
        if (model, key) not in self._name:
            raise RowNotImportable(f"{model._meta.label} {key} does not go along.")
        return self._name[model, key]

    def key(self, model: type[models.Model], name: Any) -> Any:
        """The way back. Error: `RowNotImportable` for a name nobody has."""
        if name is None or model not in self._known_by:
            return name
        if not isinstance(name, (int, str)) or (model, name) not in self._key:
            raise RowNotImportable(f"{model._meta.label} {name!r} is not there.")
        return self._key[model, name]

    def place(self, model: type[models.Model], key: int) -> int:
        """How many rows of that model go along up to this primary key."""
        return bisect_right(self._keys.get(model, []), key)

    def key_at(self, model: type[models.Model], place: Any) -> int:
        """The primary key at that place; 0 before the first."""
        keys = self._keys.get(model, [])
        if not isinstance(place, int) or not 0 <= place <= len(keys):
            raise RowNotImportable(f"{model._meta.label} has no place {place!r}.")
        return keys[place - 1] if place else 0

    def keep(self, model: type[models.Model], name: object) -> None:
        """That row was here before: it stays, and what hangs on it."""
        self._kept.add((model, str(name)))

    def is_kept(self, model: type[models.Model], name: object) -> bool:
        return (model, str(name)) in self._kept


def write_rows(table: ExportedTable, found: models.QuerySet[Any], names: RowNames) -> Iterator[tuple[Row, Any]]:
    """Each row as plain values, with the id of its matter (None for the city's own). One row in memory at a time."""
    columns = table.columns()
    wanted = ["pk", *(column.attname for column in columns), *([table.matter] if table.matter else [])]
    for values in found.values_list(*wanted).iterator(chunk_size=AT_ONCE):
        row = {
            one.name: _written(table, one, value, names)
            for one, value in zip(columns, values[1 : len(columns) + 1], strict=True)
        }
        if table.known_by == "number":
            row["number"] = names.count(table.model) + 1
        names.learn(table, values[0], row)
        yield row, values[-1] if table.matter else None


def read_rows(table: ExportedTable, rows: Iterable[object], names: RowNames, city: str) -> int:
    """Insert these rows for the city in scope; how many. Errors: `RowNotImportable`, and what the database refuses."""
    if table.alone and table.model._default_manager.exists():
        return 0
    count = 0
    waiting: list[tuple[models.Model, Row]] = []
    points_at_itself = any(column.related_model is table.model for column in table.columns())
    for row in rows:
        fresh = _read(table, row, names, city)
        if fresh is None:
            continue
        waiting.append((fresh, row))  # type: ignore[arg-type]
        count += 1
        if points_at_itself or len(waiting) >= AT_ONCE:
            _insert(table, waiting, names)
            waiting = []
    _insert(table, waiting, names)
    return count


def check_bounds(tables: Sequence[ExportedTable], city: str) -> str | None:
    """The label of a table whose rows refer to another city's, or None: a city in scope has nothing but its own."""
    for table in tables:
        for column in table.columns():
            there = column.related_model
            if not isinstance(there, type) or not issubclass(there, (CityModel, SharedOrCityModel)):
                continue
            if table.shared or table.rows:
                continue
            mine = table.model._default_manager.filter(city_id=city, **{f"{column.name}__isnull": False})
            if mine.exclude(pk__in=mine.filter(**{f"{column.name}__city_id": city}).values("pk")).exists():
                return table.label
    return None


def _written(table: ExportedTable, one: models.Field[Any, Any], value: Any, names: RowNames) -> Any:
    if one.name in table.places:
        return names.place(table.places[one.name], value)
    if one.is_relation:
        assert isinstance(one.related_model, type)
        return spell(names.name(one.related_model, value))
    return spell(value)


def spell(value: Any) -> Any:
    """A value of the database as JSON knows it."""
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case date():
            return value.isoformat()
        case UUID() | Decimal():
            return str(value)
        case bytes() | memoryview():
            return base64.b64encode(bytes(value)).decode()
        case _:
            return value


def _read(table: ExportedTable, row: object, names: RowNames, city: str) -> models.Model | None:
    """The row as a model; None when it, or what it hangs on, was here before."""
    if not isinstance(row, Mapping):
        raise RowNotImportable(f"{table.label}: {str(row)[:80]!r} is no row.")
    columns = {column.name: column for column in table.columns()}
    strange = set(row) - set(columns) - ({"number"} if table.known_by == "number" else set())
    if strange:
        raise RowNotImportable(f"{table.label}: {min(strange)!r} is not known here.")
    values: dict[str, Any] = dict(table.instead)
    for name, one in columns.items():
        if name in row:
            said = row[name]
            if one.is_relation and isinstance(one.related_model, type) and names.is_kept(one.related_model, said):
                _keep(table, row, names)
                return None
            values[one.attname] = _value(table, one, said, names)
        elif not (one.has_default() or one.null or one.blank):
            raise RowNotImportable(f"{table.label}: {name!r} is missing.")
    if table.shared and _is_here(table, values, names, row):
        return None
    if any(concrete_field.name == "city" for concrete_field in table.model._meta.concrete_fields):
        values["city_id"] = city
    return table.model(**values)


def _value(table: ExportedTable, one: models.Field[Any, Any], said: Any, names: RowNames) -> Any:
    if one.name in table.places:
        return names.key_at(table.places[one.name], said)
    if one.is_relation:
        assert isinstance(one.related_model, type)
        key, there = names.key(one.related_model, said), one.related_model._meta.pk
        assert there is not None
        return there.to_python(key) if key is not None else None
    if isinstance(one, models.JSONField):
        return said
    try:
        value = one.to_python(said)
        one.run_validators(value)
    except (ValidationError, ValueError, TypeError, ArithmeticError) as wrong:
        raise RowNotImportable(f"{table.label}: {one.name} cannot be {str(said)[:80]!r}.") from wrong
    return bytes(value) if isinstance(value, memoryview) else value


def _is_here(table: ExportedTable, values: Mapping[str, Any], names: RowNames, row: Row) -> bool:
    """Is a row of all cities here already? Then it is the one that is meant."""
    own = table.model._meta.pk
    assert own is not None
    unique = table.known_by if table.known_by not in ("", "number") else own.attname
    if values.get(unique) is None:
        return False
    found = table.model._default_manager.filter(**{unique: values[unique]}).values_list("pk", flat=True).first()
    if found is None:
        return False
    names.learn(table, found, row)
    if not table.known_by:
        names.keep(table.model, found)
    return True


def _keep(table: ExportedTable, row: Row, names: RowNames) -> None:
    """A row that hangs on one that was here before stays out; a place in its table counts as before the first."""
    if table.known_by:
        names.learn(table, 0, row)


def _insert(table: ExportedTable, waiting: list[tuple[models.Model, Row]], names: RowNames) -> None:
    if not waiting:
        return
    made = table.model._default_manager.bulk_create([fresh for fresh, _ in waiting])
    for fresh, (_, row) in zip(made, waiting, strict=True):
        if table.known_by == "number" and row.get("number") != names.count(table.model) + 1:
            raise RowNotImportable(f"{table.label}: rows are not numbered in order.")
        if table.known_by and table.known_by not in row:
            raise RowNotImportable(f"{table.label}: {table.known_by!r} is missing.")
        names.learn(table, fresh.pk, row)
