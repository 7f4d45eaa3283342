"""Every demand has its last day, a working day, said wherever the citizen reads of it; the case waits to its end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from allmende.apps.payments import queries as payments
from allmende.domain import facts as f
from allmende.domain.deadlines import is_working_day
from allmende.domain.matter import speech
from allmende.domain.package import ServicePackage
from allmende.formats import package as package_format
from tests.usecases.test_told_in_packages import SERVICES, told_by
from tests.world import Visitor, World

BERLIN = ZoneInfo("Europe/Berlin")

# Fourteen days after the day of the application, checked by hand in a calendar.
DAYS = [
    pytest.param(date(2026, 11, 2), date(2026, 11, 16), id="a Monday stays"),
    pytest.param(date(2026, 11, 8), date(2026, 11, 23), id="a Sunday becomes Monday"),
    pytest.param(date(2026, 11, 7), date(2026, 11, 23), id="a Saturday becomes Monday"),
    pytest.param(date(2026, 12, 18), date(2027, 1, 4), id="Friday 1 January becomes Monday"),
    pytest.param(date(2027, 5, 13), date(2027, 5, 28), id="Corpus Christi in Hesse becomes Friday"),
    pytest.param(date(2026, 12, 11), date(2026, 12, 28), id="Christmas Day on a Friday becomes Monday"),
]


@pytest.mark.parametrize(("applied", "last"), DAYS)
def test_the_last_day_is_a_working_day_and_counts_to_its_end(
    world: World, visitor: Visitor, applied: date, last: date
) -> None:
    world.now = datetime.combine(applied, time(9, 0), UTC)
    visitor.apply()
    world.work()
    assert payments.list_demands(city="marburg", case_id=visitor.id, now=world.now)[0].due_on == last
    world.now = datetime.combine(last, time(23, 59, 58), BERLIN).astimezone(UTC)
    world.work()
    assert "demand_expired" not in visitor.kinds()
    world.now = datetime.combine(last + timedelta(days=1), time(0, 1), BERLIN).astimezone(UTC)
    world.work()
    assert visitor.kinds()[-2:] == ["demand_expired", "case_closed"]


@pytest.mark.slow
@pytest.mark.parametrize("folder", SERVICES, ids=lambda folder: folder.name)
def test_every_demand_of_every_example_has_its_day_on_page_and_in_the_mail(folder: Path) -> None:
    demands = 0
    for matter, told, says, mail in told_by(folder):
        for demand, ended in demands_of(matter.facts):
            demands += 1
            assert demand.due_on is not None
            assert is_working_day(demand.due_on, matter.service.city.state)
            end = datetime.combine(demand.due_on, time(23, 59, 59), BERLIN)
            assert ended is None or ended >= end, (demand.due_on, ended)
            if told.state in ("to_pay", "payment_stopped", "payment_failed"):
                spoken = [speech.day_in_words(demand.due_on, language) for language in ("de", "en")]
                assert told.last_day in (f"Bitte zahlen Sie bis {spoken[0]}.", f"Please pay by {spoken[1]}.")
                if says == told.state and mail:
                    assert any(value in spoken for _name, value in mail.facts), mail.facts
    package = package_format.read_folder(folder)
    assert isinstance(package, ServicePackage)
    nodes = [node for process in (package.process, *package.shared.values()) for node in process.nodes.values()]
    assert bool(demands) == any(node.action == "demand_payment" for node in nodes), "no example demands anything"


def demands_of(facts: tuple[f.Fact, ...]) -> Iterator[tuple[f.PaymentDemanded, datetime | None]]:
    """Each demand, and when it expired."""
    ended = {x.demand_id: x.at for x in facts if isinstance(x, f.DemandExpired)}
    for fact in facts:
        if isinstance(fact, f.PaymentDemanded):
            yield fact, ended.get(fact.demand_id)
