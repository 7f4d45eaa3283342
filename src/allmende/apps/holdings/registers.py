"""`domain.ports.registers.RegisterAdapter` over the city's own table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from allmende.apps.holdings import operations, queries
from allmende.domain.registers import Query, Record, RegisterSpec, Write
from allmende.domain.values import Problem
from allmende.foundation.tenancy.scopes import get_city_in_scope


class CityHoldings:
    """The registers the city in scope keeps here."""

    def serves(self, register: RegisterSpec) -> bool:
        return register.lists_holdings

    def problems(self, register: RegisterSpec) -> tuple[Problem, ...]:
        return ()

    def find(self, register: RegisterSpec, query: Query, asked: Mapping[str, Any], today: date) -> tuple[Record, ...]:
        return queries.find_asked(city=get_city_in_scope(), register=register, query=query, asked=asked, today=today)

    def write(
        self, register: RegisterSpec, write: Write, asked: Mapping[str, Any], *, key: str, now: datetime, today: date,
        before: Callable[[], None] | None = None,
    ) -> Record:  # fmt: skip
        return operations.write(
            register=register, act=write.act, told=write.told(asked), key=key, now=now, today=today, before=before
        )
