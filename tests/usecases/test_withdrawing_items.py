"""One of several things in an application is taken back: the rest goes on, and the money follows."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from allmende.apps.cases import queries as cases
from allmende.apps.cases.models import Task
from allmende.apps.payments import queries as payments
from allmende.domain import facts as f
from allmende.domain.matter import Matter, items
from allmende.domain.matter.telling import tell
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases.submit_application import Submitted
from allmende.usecases.withdraw import withdraw, withdraw_item
from tests.entrypoints.portal.conftest import Browser
from tests.joint import change
from tests.world import COMMONS, END, Clerk, Visitor, World

NAMES = ("Rex", "Bello", "Hasso")


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[World]:
    """Each dog by its name, and each costs 30 euros."""
    commons = tmp_path / "commons"
    shutil.copytree(COMMONS, commons)
    change(
        commons / "services/hund-anmelden/decisions.dmn",
        (
            '  <inputData id="in_parameter"',
            '  <inputData id="in_tiere" name="tiere"><variable name="tiere" typeRef="Any"/></inputData>\n  <inputData id="in_parameter"',
        ),
        (
            '    <informationRequirement id="r2">',
            '    <informationRequirement id="r3"><requiredInput href="#in_tiere"/></informationRequirement>\n    <informationRequirement id="r2">',
        ),
        ("<outputEntry><text>anzahl</text>", "<outputEntry><text>count(tiere)</text>"),
    )
    found = World()
    monkeypatch.setattr(timezone, "now", lambda: found.now)
    found.plug_in()
    assert found.load(services=commons / "services", cities=commons / "cities").problems == []
    with city_scope("marburg"):
        yield found


@pytest.fixture
def applicant(world: World) -> Visitor:
    visitor = Visitor(world)
    visitor.begin()
    visitor.save("person", name=["Erika"], email=["erika@example.org"])
    rows = {f"tiere.{number}.rufname": [name] for number, name in enumerate(NAMES)}
    visitor.save("hunde", anzahl=["3"], kampfhund=["false"], **rows)
    visitor.save("abschluss", **END)
    assert isinstance(visitor.submit(), Submitted)
    world.work()
    return visitor


def take_back(visitor: Visitor, item: str) -> str:
    where: dict[str, Any] = {"city": "marburg", "case_id": visitor.id, "access": visitor.access}
    problem = withdraw_item(**where, item_id=item, now=visitor.world.now)
    visitor.world.work()
    return problem.code if problem else ""


def matter_of(visitor: Visitor) -> Matter:
    return cases.find_matter(case_id=visitor.id, today=visitor.world.today)


def demands(visitor: Visitor) -> list[tuple[str, str]]:
    return [(str(x.amount.amount), x.status) for x in payments.list_demands(city="marburg", case_id=visitor.id)]


def test_the_open_demand_becomes_one_for_the_rest_and_what_was_paid_above_goes_back(
    world: World, applicant: Visitor
) -> None:
    assert demands(applicant) == [("90.00", "open")]
    assert [item.id for item in items.list_items(matter_of(applicant))] == ["tiere.1", "tiere.2", "tiere.3"]
    assert take_back(applicant, "tiere.9") == "items.unknown"
    assert take_back(applicant, "tiere.2") == ""
    assert [row["rufname"] for row in matter_of(applicant).answers["tiere"]] == ["Rex", "Hasso"]
    assert demands(applicant) == [("90.00", "expired"), ("60.00", "open")]
    due = [x.due_on for x in applicant.facts() if isinstance(x, f.PaymentDemanded)]
    assert due[0] == due[1]
    assert tell(matter_of(applicant), world.now, world.today, "de").state == "to_pay"
    applicant.pay()
    assert take_back(applicant, "tiere.1") == ""
    (back,) = [x for x in applicant.facts() if isinstance(x, f.PaymentRefunded)]
    assert (str(back.amount.amount), back.whole) == ("30.00", False)
    assert demands(applicant)[-1] == ("60.00", "paid")
    assert take_back(applicant, "tiere.1") == "items.unknown", "the last one is the whole application"
    assert applicant.kinds().count("fee_set") == 3


def test_the_office_sees_it_and_decides_the_rest(world: World, applicant: Visitor) -> None:
    applicant.pay()
    assert take_back(applicant, "tiere.3") == ""
    task = Task.objects.get(case_id=applicant.id, kind="message")
    assert task.title == "Teil zurückgezogen: Eintrag 3"
    (told,) = [x for x in applicant.facts() if isinstance(x, f.ItemWithdrawn)]
    assert told.told("de") == "Die Person hat einen Teil des Antrags zurückgezogen: Eintrag 3. Es bleiben 2."
    assert Clerk(world).decide("granted") == ()
    world.work()
    assert take_back(applicant, "tiere.1") == "withdraw.too_late"
    where: dict[str, Any] = {"city": "marburg", "case_id": applicant.id, "access": applicant.access}
    assert withdraw(**where, now=world.now) is not None


def test_the_page_offers_each_thing_and_takes_back_only_what_is_chosen(world: World) -> None:
    browser = Browser()
    draft = browser.begin()
    browser.step(draft, "person", name="Erika", email="erika@example.org")
    rows = {f"tiere.{number}.rufname": name for number, name in enumerate(NAMES)}
    browser.step(draft, "hunde", anzahl="3", kampfhund="false", **rows)
    browser.step(draft, "abschluss", **END)
    assert browser.send(draft).status_code == 302
    world.work()
    url = f"/vorgang/{draft}/zurueckziehen/"
    page = browser.get(url).content.decode()
    assert "Eintrag 2: Bello" in page
    assert 'name="was" value="alles" checked' not in page
    assert "Bitte wählen Sie, was Sie zurückziehen möchten." in browser.post(url, {}).content.decode()
    assert browser.post(url, {"was": "tiere.2"}).status_code == 302
    world.work()
    story = browser.text(f"/vorgang/{draft}/")
    assert "Sie haben einen Teil des Antrags zurückgezogen: Eintrag 2." in story
    assert "60,00 €" in story


def test_nothing_is_taken_back_alone_where_no_fee_depends_on_it(world: World, applicant: Visitor) -> None:
    matter = matter_of(applicant)
    assert not [item for item in items.list_items(matter) if item.group.id != "tiere"]
