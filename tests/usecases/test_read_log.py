"""Who read a case is shown to data protection alone, and kept as long as the city says."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from allmende.domain.package.city import READ_LOG_LEAST
from allmende.foundation.audit import chain
from allmende.foundation.audit.models import Entry
from allmende.foundation.identity.models import Officer
from allmende.usecases import read_case, read_log
from tests.world import Clerk, Visitor, World


@pytest.fixture
def auditor(world: World, visitor: Visitor) -> Officer:
    visitor.apply()
    world.work()
    return officer(Clerk(world, username="schutz", roles=("leseprotokoll",), units=()))


def officer(clerk: Clerk) -> Officer:
    return Officer.objects.get(pk=clerk.id)


def log(world: World, who: Officer, reference: str) -> list[tuple[str, str, list[str]]] | None:
    found = read_log.read_log(city="marburg", reference=reference, officer=who, now=world.now)
    return None if found is None else [(x.who, x.what["de"], [why["de"] for why in x.why]) for x in found]


def test_who_read_it_and_why_is_told_and_the_question_is_an_entry_too(
    world: World, visitor: Visitor, auditor: Officer, clerk: Clerk
) -> None:
    stranger = officer(Clerk(world, username="fremd", units=("andere",)))
    where: dict[str, Any] = {"city": "marburg", "case_id": visitor.id, "now": world.now}
    read_case.read_case(**where, officer=officer(clerk), language="de")
    with pytest.raises(read_case.NotFound):
        read_case.read_case(**where, officer=stranger, language="de")
    reference = visitor.view().reference
    first = [("Frau Fremd", "Versuch abgewiesen", []), ("Frau Clerk", "Vorgang geöffnet", ["Sachbearbeitung"])]
    assert log(world, auditor, f" {reference.lower()} ") == first
    assert log(world, auditor, reference) == [("Frau Schutz", "Leseprotokoll angesehen", ["Datenschutz"]), *first]
    assert log(world, auditor, "MA-0000-0000") is None
    assert chain.check_city("marburg") is None


def test_nobody_else_is_told(world: World, visitor: Visitor, auditor: Officer, clerk: Clerk) -> None:
    reference = visitor.view().reference
    for roles in (("leitung",), ("kasse",), ("sachbearbeitung",), ()):
        assert (
            log(world, officer(Clerk(world, username=f"x{len(roles)}{''.join(roles)}", roles=roles)), reference) is None
        )
    with pytest.raises(read_case.NotFound):
        read_case.read_case(city="marburg", case_id=visitor.id, now=world.now, officer=auditor, language="de")


def reads(world: World, *days_ago: int) -> None:
    for days in days_ago:
        now = world.now - timedelta(days=days)
        chain.append_read(actor="officer:1", action="case.read", subject="case:1", now=now, details={"what": "page"})


def test_old_reads_go_from_the_old_end_and_the_chains_stay_whole(
    world: World, visitor: Visitor, auditor: Officer
) -> None:
    acts = Entry.objects.filter(chain="marburg").count()
    reads(world, 900, 500, 366, 364, 5)
    assert read_log.forget_reads(city="marburg", now=world.now) == 3
    assert read_log.forget_reads(city="marburg", now=world.now) == 0
    assert [entry.number for entry in chain.list_reads("case:1", limit=9)] == [5, 4]
    assert Entry.objects.filter(chain="marburg").count() == acts + 1
    assert chain.check_city("marburg") is None
    reads(world, 0)
    assert chain.check_city("marburg") is None
    (cut,) = Entry.objects.filter(action="reads.forgotten")
    assert '"entries":3' in cut.body


def test_an_entry_behind_a_younger_one_stays(world: World, visitor: Visitor, auditor: Officer) -> None:
    """A clock that was wrong for a while makes nothing go too early."""
    reads(world, 900, 5, 800)
    assert read_log.forget_reads(city="marburg", now=world.now) == 1


def test_the_database_refuses_to_forget_what_is_too_young(world: World, visitor: Visitor, auditor: Officer) -> None:
    reads(world, 5)
    later = world.now + timedelta(days=READ_LOG_LEAST)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        chain.forget_reads(before=later, now=later)
    assert chain.check_city("marburg") is None
    assert Entry.objects.filter(action="case.read").count() == 1
