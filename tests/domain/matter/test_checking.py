"""Where the machine can be held, whom the lot meets, and what counts as the same result."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from allmende.domain import facts as f
from allmende.domain.matter import Applicant, Matter, checking
from allmende.domain.package import Service, ServicePackage
from allmende.domain.package.overlay import Overlay, OverlayChange, apply
from allmende.formats import package as packages
from tests.domain.matter.test_unattended import ROOT, load

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)


def matter(service: Service, *facts: f.Fact) -> Matter:
    return Matter(
        case_id="c", service=service, reference="MR-1", submitted_at=NOW, received_on=NOW.date(), language="de", answers={},
        applicant=Applicant(), facts=facts,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("service", "stations"),
    [
        ("bewohnerparkausweis", ["pruefung", "entscheiden_automatik"]),
        ("meldebescheinigung", ["pruefung"]),
        ("hundesteuer-anmeldung", ["pruefung"]),
        ("mahnung-begleichen", []),
        ("aufenthaltstitel", []),
    ],
)
def test_the_machine_is_held_where_it_looks_for_findings_or_decides(service: str, stations: list[str]) -> None:
    found = load(service)
    assert [check.id for check in checking.list_checks(found)] == stations
    assert checking.can_hold(found) is bool(stations)


@pytest.mark.parametrize(("drawn", "share"), [(0, 5), (4, 5), (5, None), (99, None)])
def test_five_of_a_hundred_are_drawn_where_nobody_says_otherwise(drawn: int, share: int | None) -> None:
    found = checking.sample(load("meldebescheinigung"), drawn, NOW)
    assert (found.share if found else None) == share


def test_what_only_takes_a_payment_is_never_drawn() -> None:
    assert checking.sample(load("mahnung-begleichen"), 0, NOW) is None


@pytest.mark.parametrize(
    ("would", "outcome", "agreed"),
    [
        ("granted", "granted", True),
        ("granted", "partly", False),
        ("granted", "refused", False),
        ("refused", "refused", True),
        ("done", "entitled", True),
        ("done", "void", False),
        ("granted", "correct", None),
        ("person", "granted", None),
        ("unknown", "granted", None),
    ],
)
def test_a_result_is_compared_once_the_person_has_decided(would: str, outcome: str, agreed: bool | None) -> None:
    held = f.MachineHeld(at=NOW, node_id="pruefung", would=would)
    found = checking.compare(matter(load("meldebescheinigung"), held), outcome, "Frau Eins", NOW)
    assert (found.agreed if found else None) is agreed


@pytest.mark.parametrize(
    ("to", "share"), [(0, 0), (100, 100), (20, 20), (101, None), (-1, None), (True, None), ("5", None)]
)
def test_a_city_sets_its_own_share_from_0_to_100(to: object, share: int | None) -> None:
    package = packages.read_folder(ROOT / "services" / "meldebescheinigung")
    assert isinstance(package, ServicePackage)
    overlay = Overlay((OverlayChange("set", "anteil", "service.checked_share", to),))
    changed, _routes, problems = apply(package, overlay)
    assert (changed.sheet.checked_share if not problems else None) == share
