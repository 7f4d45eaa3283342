"""Every ground of every package: it cannot be used without what it asks for, and the letter says what was stated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from allmende.domain import facts as f
from allmende.domain.matter import Applicant, Matter, speech
from allmende.domain.matter.decision import OfficerDecision
from allmende.domain.matter.stating import check_content, propose
from allmende.domain.matter.verdicts import facts_of
from allmende.domain.notices import Document, compose
from allmende.domain.notices.template import GroundPart, NoticeTemplate
from allmende.domain.package import CityData, RefusalGround, Service, ServicePackage, resolve
from allmende.formats import city as city_format
from allmende.formats import package as package_format
from tests import editions

ROOT = Path(__file__).parents[2]
FOLDERS = (
    *package_format.list_packages(ROOT / "services"),
    editions.COMMONS / "services/hund-anmelden",
)
DAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 11, tzinfo=UTC)
SAMPLES = {"date": "3.11.2026", "integer": "7", "decimal": "7,5", "money": "71,50", "boolean": "true"}
FITTING = {"einkommen": "70,00"}
"""Values of statements that are checked against others of their ground."""
TASK = f.TaskOpened(at=NOON, task_id="t", node_id="entscheiden", title="Entscheiden")


@cache
def service_of(folder: Path) -> Service:
    package = package_format.read_folder(folder)
    city = city_format.read_folder(folder.parents[1] / "cities/marburg")
    assert isinstance(package, ServicePackage)
    assert isinstance(city, CityData)
    found = resolve(package, city, DAY)
    assert isinstance(found, Service), found
    return found


GROUNDS = [
    pytest.param(folder, refusal_ground.id, id=f"{folder.name}-{refusal_ground.id}")
    for folder in FOLDERS
    for refusal_ground in service_of(folder).sheet.refusal_grounds
]


def blank(folder: Path) -> Matter:
    """A case in which nothing is known."""
    return Matter(
        case_id="c", service=service_of(folder), reference="MR-1", submitted_at=NOON, received_on=DAY, language="de",
        answers={}, applicant=Applicant(),
        facts=(f.ApplicationReceived(at=NOON, reference="MR-1", received_on=DAY),),
    )  # fmt: skip


def whole(matter: Matter, ground: RefusalGround) -> OfficerDecision:
    """A refusal with everything the ground asks for."""
    stated = {one.id: FITTING.get(one.id) or SAMPLES.get(one.field.type, f"Das ist {one.id}.") for one in ground.state}
    against = ground.id in propose(matter, DAY).against
    return OfficerDecision(
        "refused",
        grounds=(ground.id,),
        stated={ground.id: stated} if stated else {},
        reason="" if stated else "Er misst 80 cm.",
        weighing="Andere warten länger." if ground.discretion else "",
        despite="Die Akte ist veraltet." if against else "",
    )


def lacking(decision: OfficerDecision, ground: RefusalGround) -> Iterator[tuple[str, OfficerDecision]]:
    """The same with one thing left out, and the place where it must be missed."""
    for one in ground.state:
        rest = {key: text for key, text in decision.stated[ground.id].items() if key != one.id}
        yield f"stated.{ground.id}.{one.id}", replace(decision, stated={ground.id: rest})
    yield "ground", replace(decision, grounds=())
    for name in ("reason", "weighing", "despite"):
        if getattr(decision, name):
            yield name, replace(decision, **{name: " "})


@pytest.mark.parametrize(("folder", "name"), GROUNDS)
def test_a_ground_holds_with_all_it_asks_for_and_with_nothing_less(folder: Path, name: str) -> None:
    matter = blank(folder)
    ground: Any = matter.service.sheet.ground(name)
    decision = whole(matter, ground)
    assert check_content(matter, decision, DAY) == []
    for place, less in lacking(decision, ground):
        assert place in [one.where for one in check_content(matter, less, DAY)], place


@pytest.mark.parametrize(("folder", "name"), GROUNDS)
def test_the_refusal_prints_reason_facts_norm_and_weighing_and_nothing_secret(folder: Path, name: str) -> None:
    matter = blank(folder)
    ground: Any = matter.service.sheet.ground(name)
    decision = whole(matter, ground)
    told = facts_of(matter, TASK, decision, of_process=True, name="B", officer="1", now=NOON, today=DAY)
    known = speech.names(replace(matter, facts=(*matter.facts, *(fact for _key, fact in told))), DAY)
    letter = reasons_alone(matter.service)
    if not letter.reasons:
        assert folder.name == "hund-anmelden"  # a release from before
        return
    document = compose(letter, matter.service, known, DAY, "B")
    assert isinstance(document, Document), [str(one) for one in document]
    said = str(document.sections)
    assert ground.legal_basis in said
    assert ground.reason["de"][:20] in said
    assert (decision.weighing in said) == (not decision.weighing or ground.discretion)
    for one in ground.state:
        assert (one.field.label["de"] in said) == one.printed, one.id


def reasons_alone(service: Service) -> NoticeTemplate:
    """The package's refusal with what it says of the ground, and no more."""
    found = next(
        notice for notice in service.notices.values() if notice.kind == "decision" and notice.outcome == "refused"
    )
    parts = tuple(block for block in found.reasons if isinstance(block, GroundPart))
    return replace(found, addressee=(), operative=(), reasons=parts, information=(), fee=None)


@pytest.mark.parametrize("folder", [one for one in FOLDERS if service_of(one).sheet.decided], ids=lambda one: one.name)
def test_a_grant_is_not_decided_past_what_it_must_fix(folder: Path) -> None:
    matter = blank(folder)
    needed = [one for one in propose(matter, DAY).asked if one.outcome == "granted" and one.field.required]
    found = [one.where for one in check_content(matter, OfficerDecision("granted"), DAY)]
    assert found == [f"decided.{one.id}" for one in needed]
