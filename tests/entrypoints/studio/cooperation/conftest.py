"""Staff of two cities in the rooms of the cooperation, without scripts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from allmende.apps.catalogue import operations as catalogue
from allmende.apps.catalogue import queries
from allmende.foundation.identity import officers
from allmende.foundation.tenancy.scopes import city_scope
from tests import cooperating as c
from tests.entrypoints.studio.conftest import PASSWORD, Worker
from tests.world import SERVICE, World

ROOM = "/werkstatt/zusammenarbeit/"
Hire = Callable[..., Worker]


@pytest.fixture
def hire(world: World) -> Hire:
    """Somebody with these roles, signed in at her city."""

    def hired(name: str, *roles: str, city: str = "marburg") -> Worker:
        with city_scope(city):
            officers.create(
                username=name,
                name=f"Frau {name.title()}",
                password=PASSWORD,
                roles=roles,
                units=(),
                now=world.now,
                email=f"{name}@{city}.example",
            )
        found = Worker(city)
        found.sign_in(name)
        return found

    return hired


@pytest.fixture
def leader(hire: Hire) -> Worker:
    """The head of digitalisation of Marburg."""
    return hire("lena", "leitung")


@pytest.fixture
def coordinator(hire: Hire) -> Worker:
    return hire("konrad", "koordination")


@pytest.fixture
def designer(hire: Hire) -> Worker:
    return hire("greta", "gestaltung", city="fulda")


def release(world: World, effective_from: date | None = None) -> str:
    """Version 1.1.0 of the service, through draft, review and release; its hash."""
    with city_scope("marburg"):
        draft = c.proposed(world)
        c.approve_all(world, draft)
        made = c.release(world, draft, effective_from=effective_from, de="Anderer Name.")
        assert not isinstance(made, list), made
        line = queries.list_releases(SERVICE, day=world.today)[0]
        assert line.version == "1.1.0"
        return line.sha256


def postpone(world: World, city: str, sha: str, until: date, reason: str) -> None:
    with city_scope(city):
        found = queries.find_release(sha)
        assert found is not None
        catalogue.postpone(
            city=city, service_id=SERVICE, release_sha=sha, until=until, reason=reason, actor="officer:x",
            decided_by="Frau Uwe", now=world.now,
        )  # fmt: skip
