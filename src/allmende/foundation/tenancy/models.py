"""The city row, and the base of every model that belongs to a city."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from django.db import DEFAULT_DB_ALIAS, models
from django_scopes import ScopedManager

from allmende.foundation.tenancy import scopes, statements


class City(models.Model):
    """A city of this installation. The key (`marburg`) is its name everywhere: folder, foreign key, log."""

    key = models.CharField(primary_key=True, max_length=63)
    name = models.CharField(max_length=200)
    host = models.CharField(max_length=253, unique=True, help_text="Host name without port, lower case")
    plugs = models.JSONField(default=dict, blank=True, help_text="Socket → name of the adapter this city chose")
    active = models.BooleanField(default=True)
    second_factor = models.JSONField(
        null=True, default=None, help_text="Roles of staff that need one, or `everybody`; null: not decided"
    )

    class Meta:
        ordering: ClassVar = ["key"]

    def __str__(self) -> str:
        return self.key


Row = TypeVar("Row", bound=models.Model)


class CityManager(models.Manager[Row]):
    """Adds the check of `save` to bulk writes."""

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        rows = list(objs)
        for row in rows:
            row.settle_city()
        known = not args and kwargs.keys() <= {"ignore_conflicts"} and not self._db
        if rows and known and statements.insert(rows, **kwargs):
            return rows
        return super().bulk_create(rows, *args, **kwargs)


class WrittenByItsCity(models.Model):
    """A row of one city: whoever writes has that city in scope."""

    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.settle_city()
        fresh = not args and kwargs in ({"force_insert": True}, {"force_insert": True, "using": DEFAULT_DB_ALIAS})
        if not fresh or not statements.insert([self]):
            super().save(*args, **kwargs)

    def settle_city(self) -> Self:
        """Give the row the city in scope; `WrongCity` where it already has another one."""
        in_scope = scopes.find_city_in_scope()
        if in_scope is None:
            if scopes.get_announced_city() == scopes.NO_CITY:
                raise scopes.NoCityInScope(f"{type(self).__name__} written outside of any city's scope")
            return self
        own: str | None = self.city_id
        if own is None:
            self.city_id = in_scope
        elif own != in_scope:
            raise scopes.WrongCity(f"{type(self).__name__} of {own} while {in_scope} is in scope")
        return self


class CityModel(WrittenByItsCity):
    """Base of every model whose rows belong to one city and are nobody else's business.

    Reads go through django-scopes and fail without a city in scope. Writes take the city in scope, and refuse another.
    On PostgreSQL the table gets a row-level security policy (`protection.protect_database`).
    """

    if TYPE_CHECKING:
        objects: ClassVar[models.Manager[Self]]
    else:
        objects = ScopedManager(city="city", _manager_class=CityManager)

    class Meta:
        abstract = True


class OwnWrites(models.QuerySet[Row]):
    """Reads everything; changes and deletes in bulk touch the rows of the city in scope only."""

    def update(self, **values: Any) -> int:
        return super(OwnWrites, self._own()).update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        return super(OwnWrites, self._own()).delete()

    def _own(self) -> Self:
        in_scope = scopes.find_city_in_scope()
        if in_scope is not None:
            return self.filter(city_id=in_scope)
        if scopes.get_announced_city() == scopes.NO_CITY:
            raise scopes.NoCityInScope(f"{self.model.__name__} changed outside of any city's scope")
        return self


class OpenCityManager(CityManager[Row]):
    """Everybody reads, the city in scope writes."""

    def get_queryset(self) -> OwnWrites[Row]:
        return OwnWrites(self.model, using=self._db)


class OpenCityModel(WrittenByItsCity):
    """Base of every model whose rows a city shows to the other cities: what it offers, what it contributes.

    Reads need no city in scope. Writes take the city in scope, and refuse another. Never for personal data of citizens.
    On PostgreSQL the policy lets everybody read and only the city itself write (`protection.protect_database`).
    """

    objects: ClassVar[OpenCityManager[Self]] = OpenCityManager()

    class Meta:
        abstract = True


class SharedOrCityModel(models.Model):
    """Base of the building's own tables whose rows may also belong to no city (jobs and audit of the operator).

    Rows without a city are visible in the scope of all cities only.
    """

    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="+", null=True, blank=True)

    if TYPE_CHECKING:
        objects: ClassVar[models.Manager[Self]]
    else:
        objects = ScopedManager(city="city")

    class Meta:
        abstract = True


def list_city_tables() -> tuple[str, ...]:
    """The tables that get a row-level security policy: all models that hang on a city."""
    from django.apps import apps  # noqa: PLC0415 - models module: the registry is not ready at import

    found = (
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if issubclass(model, (CityModel, SharedOrCityModel))
    )
    return tuple(sorted(found))


def list_open_tables() -> tuple[str, ...]:
    """The tables everybody may read and only the row's own city may write."""
    from django.apps import apps  # noqa: PLC0415 - models module: the registry is not ready at import

    return tuple(sorted(model._meta.db_table for model in apps.get_models() if issubclass(model, OpenCityModel)))
