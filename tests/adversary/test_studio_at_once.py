"""Acts of the studio at the same moment: one wins, the others are told, no half of anything stays. And rows nobody may delete."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import ForeignKey

from allmende.apps.catalogue import queries as catalogue
from allmende.apps.catalogue.models import Adoption, Release
from allmende.apps.commons import effort
from allmende.apps.commons.models import Agreement, Event, Hours
from allmende.domain.cooperation import ROLES, StaffMember
from allmende.formats import bundle as exchange
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases import exchange_release, release_package, share_costs
from allmende.usecases.adopting import rehearsing
from tests import cooperating as c
from tests.adversary.test_adopting_at_once import at_once
from tests.usecases.council import HELP, LONGER, Council, package, publish
from tests.usecases.test_exchange import KEY, blob_of, newer
from tests.world import SERVICE, Visitor, World

pytestmark = pytest.mark.django_db(transaction=True)
BOSS = StaffMember("marburg", "00000000-0000-4000-8000-000000000001", "Konrad Klee", tuple(ROLES))
RULES = {"approvals": "1", "legal": "1", "data_protection": "1", "hourly_rate": "60,00", "minutes_saved": "10", "key": "equal"}  # fmt: skip


@pytest.fixture
def world(transactional_db: None, world: World, settings: Any, tmp_path: Path) -> World:
    """Other threads see only what is committed."""
    settings.VAR = tmp_path
    rehearsing.forget()
    return world


@pytest.fixture
def later(world: World) -> str:
    return publish(package("1.1.0"), world.now)


def test_a_release_is_withdrawn_while_cities_adopt_it(world: World, later: str) -> None:
    """Either a city was first and is warned, or it is refused: nobody runs a withdrawn release unknowingly."""
    council = Council(world)
    with city_scope("marburg"):
        seen = council.look(later).seen

    def withdraw() -> Any:
        return release_package.withdraw(person=BOSS, release_sha=later, reason="Fehler.", now=world.now)

    found = at_once(lambda: council.adopt(later, seen=seen), withdraw, lambda: council.adopt(later, seen=seen))
    assert not isinstance(found[1], list), found[1]
    with city_scope("marburg"):
        stands = council.stands()
    assert stands.running is not None
    if stands.running.release.sha256 == later:
        assert stands.withdrawn
    else:
        assert {problem.where for problem in found[0]} <= {"withdrawn", "seen"}
        assert isinstance(found[2], list)
    assert Adoption.objects.filter(city="marburg", release__sha256=later).count() <= 1


def test_of_two_who_take_different_releases_back_and_forth_the_last_word_is_whole(world: World, later: str) -> None:
    """Adopt, put off, change the overlay and go back at once: each is done or refused, the city can be read afterwards."""
    councils = [Council(world, number=number) for number in range(1, 6)]
    one, two, three, four, five = councils
    found = at_once(
        lambda: one.adopt(later), lambda: two.differ(HELP), lambda: three.differ(LONGER), lambda: four.set("77,00"),
        lambda: five.retreat(),
    )  # fmt: skip
    assert all(answer is not None for answer in found)
    with city_scope("marburg"):
        stands = one.stands()
        assert stands.running is not None
        own = one.own()
        assert {change.id for change in own.overlay.changes} <= {HELP.id, LONGER.id}
        for number, answer in ((1, HELP), (2, LONGER)):
            if not isinstance(found[number], list) and isinstance(found[4], list):
                assert answer.id in {change.id for change in own.overlay.changes}
        assert one.fee()
        visitor = Visitor(world)
        visitor.apply()
        assert visitor.view().service.version == stands.running.release.version


def test_one_file_taken_in_by_six_is_one_release(world: World) -> None:
    exchange_release.trust_signer(
        person=None, name="hessen", public_key=exchange.public_key_of(KEY).hex(), now=world.now
    )
    blob = blob_of(newer())
    found = at_once(*[lambda: exchange_release.import_release(person=BOSS, blob=blob, now=world.now)] * 6)
    assert sorted(one.state for one in found) == ["known"] * 5 + ["new"]
    assert Release.objects.filter(service_id=SERVICE, version="1.1.0").count() == 1
    assert Event.objects.filter(kind="imported").count() == 1


def test_two_files_of_one_version_one_comes_in(world: World) -> None:
    exchange_release.trust_signer(
        person=None, name="hessen", public_key=exchange.public_key_of(KEY).hex(), now=world.now
    )
    blobs = [blob_of(newer(name=words)) for words in ("Hund anmelden", "Hund melden")]
    found = at_once(
        *(lambda blob=blob: exchange_release.import_release(person=BOSS, blob=blob, now=world.now) for blob in blobs)
    )
    assert sorted(isinstance(one, list) for one in found) == [False, True]
    assert next(one for one in found if isinstance(one, list))[0].code == "import.changed"
    assert Release.objects.filter(service_id=SERVICE, version="1.1.0").count() == 1


def test_a_version_released_here_and_taken_in_at_once_is_one_release(world: World) -> None:
    """Two ways to one version number: one content holds it, the other is refused in words."""
    draft = c.proposed(world)
    c.approve_all(world, draft)
    exchange_release.trust_signer(
        person=None, name="hessen", public_key=exchange.public_key_of(KEY).hex(), now=world.now
    )
    blob = blob_of(newer())
    found = at_once(
        lambda: c.release(world, draft),
        lambda: exchange_release.import_release(person=BOSS, blob=blob, now=world.now),
    )
    assert sorted(isinstance(one, list) for one in found) == [False, True], found
    assert Release.objects.filter(service_id=SERVICE, version="1.1.0").count() == 1


def test_hours_and_agreements_pressed_in_six_tabs_count_once(world: World) -> None:
    typed = {"service": SERVICE, "kind": "design", "worked_on": "1.11.2026", "hours": "2,5", "note": ""}
    at_once(*[lambda: share_costs.book(person=BOSS, typed=typed, key="one", now=world.now)] * 6)
    assert Hours.objects.count() == 1
    found = at_once(*[lambda: share_costs.agree(person=BOSS, typed=RULES, seen="", now=world.now)] * 6)
    assert Agreement.objects.count() == 1
    assert len([one for one in found if not isinstance(one, list)]) >= 1
    latest = effort.list_agreements()[0].id
    rates = [{**RULES, "hourly_rate": f"{number},00"} for number in (61, 62, 63)]
    found = at_once(
        *(lambda rate=rate: share_costs.agree(person=BOSS, typed=rate, seen=latest, now=world.now) for rate in rates)
    )
    assert sorted(isinstance(one, list) for one in found) == [False, True, True]


def test_keys_of_one_name_are_trusted_once(world: World) -> None:
    keys = [bytes([number] * 32).hex() for number in range(1, 4)]

    def trust(key: str) -> Callable[[], Any]:
        return lambda: exchange_release.trust_signer(person=BOSS, name="bayern", public_key=key, now=world.now)

    found = at_once(*map(trust, keys))
    assert sorted(isinstance(one, list) for one in found) == [False, True, True]
    assert len([line for line in catalogue.list_signers() if line.name == "bayern"]) == 1


def pointed_to() -> list[str]:
    """Tables of definitions and of the commons that other rows point to."""
    found = set()
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, ForeignKey) and field.related_model._meta.app_label in ("catalogue", "commons"):  # type: ignore[union-attr]
                found.add(field.related_model._meta.db_table)  # type: ignore[union-attr]
    return sorted(found)


def test_no_foreign_key_to_a_definition_cascades() -> None:
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, ForeignKey) and field.related_model._meta.app_label in ("catalogue", "commons"):  # type: ignore[union-attr]
                assert field.remote_field.on_delete.__name__ == "PROTECT", (model, field.name)


def test_the_database_refuses_to_delete_what_is_pointed_to(world: World) -> None:
    draft = c.proposed(world)
    c.approve_all(world, draft)
    with city_scope("marburg"):
        done = c.release(world, draft)
        assert not isinstance(done, list), done
        Council(world).adopt(done.release.sha256)
        Visitor(world).apply()
        tried = 0
        for table in pointed_to():
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT count(*) FROM {table}")
                count = cursor.fetchone()[0]
            if not count or table == "commons_comment":
                continue
            with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"DELETE FROM {table}")
                if connection.vendor == "postgresql":
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                else:
                    cursor.execute("PRAGMA foreign_key_check")
                    if cursor.fetchall():
                        raise IntegrityError(table)
            tried += 1
    assert tried >= 4
