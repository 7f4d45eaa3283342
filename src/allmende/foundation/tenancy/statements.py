"""Statements compiled once per process: what every request and every job asks the database.

Django builds and compiles a query anew each time it is asked, which costs more than the database needs to answer it. Here the
first use compiles it, and every later one sends the same text with other values. The query is still written with the ORM:

    DRAFT = Select(lambda: in_city(Draft).filter(pk=Given("id", UUIDField())).values_list("entries", "version"))
    DRAFT.first(id=draft_id)

`in_city` and the statements that are made of it belong to the city in scope, and fail without one, as the managers do.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Expression
from django.db.models.sql import UpdateQuery
from django.db.models.sql.compiler import SQLCompiler

from allmende.foundation.tenancy.scopes import get_city_in_scope

Row = TypeVar("Row", bound=models.Model)
Values = tuple[Any, ...]
MOST_VALUES = 500
"""More values than that in one INSERT are left to Django, which knows each database's limit."""


class LateValue(Expression):
    """Stands where a value comes when the statement is sent. `field` spells the value for the database."""

    def __init__(self, name: str, field: models.Field[Any, Any]) -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        return "%s", (self,)


_CITY = LateValue("city", models.CharField())


def in_city(model: type[Row]) -> models.QuerySet[Row]:
    """The rows of the city that is in scope when the statement is sent."""
    return models.QuerySet(model).filter(city_id=_CITY)


@dataclass(frozen=True, slots=True)
class _Compiled:
    sql: str
    params: Values
    converters: tuple[tuple[int, tuple[Callable[..., Any], ...], Any], ...] = ()

    def values(self, given: dict[str, Any], connection: BaseDatabaseWrapper) -> list[Any]:
        return [
            param.output_field.get_db_prep_save(
                get_city_in_scope() if param.name == "city" else given[param.name], connection
            )
            if isinstance(param, LateValue)
            else param
            for param in self.params
        ]

    def read(self, row: Sequence[Any], connection: BaseDatabaseWrapper) -> Values:
        if not self.converters:
            return tuple(row)
        found = list(row)
        for place, steps, expression in self.converters:
            for convert in steps:
                found[place] = convert(found[place], expression, connection)
        return tuple(found)


class Select:
    """A query of plain values (`values_list` of fields, no tuples of expressions), compiled at its first use."""

    def __init__(self, build: Callable[[], models.QuerySet[Any, Any]]) -> None:
        self._build = build
        self._compiled: dict[str, _Compiled] = {}

    def all(self, **given: Any) -> list[Values]:
        """Every row."""
        connection = connections[DEFAULT_DB_ALIAS]
        compiled = self._compiled.get(connection.vendor) or self._compile(connection)
        with connection.cursor() as cursor:
            cursor.execute(compiled.sql, compiled.values(given, connection))
            return [compiled.read(row, connection) for row in cursor.fetchall()]

    def first(self, **given: Any) -> Values | None:
        """The first row, or None. The query should take no more than one."""
        rows = self.all(**given)
        return rows[0] if rows else None

    def _compile(self, connection: BaseDatabaseWrapper) -> _Compiled:
        compiler = self._build().query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        columns = [column for column, _, _ in compiler.select]
        converters = compiler.get_converters(columns)
        compiled = _Compiled(
            sql, tuple(params), tuple((place, tuple(steps), column) for place, (steps, column) in converters.items())
        )
        self._compiled[connection.vendor] = compiled
        return compiled


class Update:
    """An UPDATE of one table, compiled at its first use. `changes`: field → value, `LateValue` or expression."""

    def __init__(self, build: Callable[[], models.QuerySet[Any, Any]], **changes: Any) -> None:
        self._build, self._changes = build, changes
        self._compiled: dict[str, _Compiled] = {}

    def run(self, **given: Any) -> int:
        """How many rows were changed."""
        connection = connections[DEFAULT_DB_ALIAS]
        compiled = self._compiled.get(connection.vendor) or self._compile(connection)
        with transaction.mark_for_rollback_on_error(DEFAULT_DB_ALIAS), connection.cursor() as cursor:
            cursor.execute(compiled.sql, compiled.values(given, connection))
            return int(cursor.rowcount)

    def _compile(self, connection: BaseDatabaseWrapper) -> _Compiled:
        query: Any = self._build().query.chain(UpdateQuery)
        query.add_update_values(self._changes)
        sql, params = query.get_compiler(connection=connection).as_sql()
        compiled = self._compiled[connection.vendor] = _Compiled(sql, tuple(params))
        return compiled


@dataclass(frozen=True, slots=True)
class _StatementTable:
    head: str
    row: str
    returning: str
    fields: tuple[models.Field[Any, Any], ...]
    plain: bool


_tables: dict[tuple[str, type[models.Model]], _StatementTable] = {}


def insert(rows: Sequence[models.Model], *, ignore_conflicts: bool = False) -> bool:
    """Insert new rows of one model in one statement, without its signals; an automatic key is filled in unless conflicts are ignored.

    False, and nothing done, where Django must do it: too many rows for one statement, a key given for an automatic one, columns
    the database fills in.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    table = _table(connection, type(rows[0]))
    if not table.plain or len(rows) * len(table.fields) > MOST_VALUES:
        return False
    if table.returning and any(row.pk is not None for row in rows):
        return False
    values = [field.get_db_prep_save(field.pre_save(row, True), connection) for row in rows for field in table.fields]
    sql = table.head + ", ".join([table.row] * len(rows)) + (" ON CONFLICT DO NOTHING" if ignore_conflicts else "")
    filled = bool(table.returning) and not ignore_conflicts
    with transaction.mark_for_rollback_on_error(DEFAULT_DB_ALIAS), connection.cursor() as cursor:
        cursor.execute(sql + (table.returning if filled else ""), values)
        keys = cursor.fetchall() if filled else []
    for row, key in zip(rows, keys, strict=False):
        row.pk = key[0]
    for row in rows:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
    return True


def _table(connection: BaseDatabaseWrapper, model: type[models.Model]) -> _StatementTable:
    known = _tables.get((connection.vendor, model))
    if known is None:
        meta, quoted = model._meta, connection.ops.quote_name
        fields = tuple(field for field in meta.local_concrete_fields if not isinstance(field, models.AutoField))
        columns = ", ".join(quoted(str(field.column)) for field in fields)
        automatic = len(fields) < len(meta.local_concrete_fields)
        known = _tables[connection.vendor, model] = _StatementTable(
            head=f"INSERT INTO {quoted(meta.db_table)} ({columns}) VALUES ",
            row=f"({', '.join(['%s'] * len(fields))})",
            returning=f" RETURNING {quoted(str(meta.pk.column))}" if automatic else "",
            fields=fields,
            plain=not meta.parents and not any(field.generated or field.has_db_default() for field in fields),
        )
    return known
