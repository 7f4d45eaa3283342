"""A city changes what is its own: values with their first day, what it does differently, places and competences."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from allmende.apps.catalogue import queries as catalogue
from allmende.apps.catalogue.models import Adoption, CityEdition
from allmende.domain.forms import Field
from allmende.domain.package import OverlayChange
from allmende.domain.values import Text
from allmende.foundation.tenancy.scopes import city_scope
from tests.usecases.council import HELP, LONGER, SECOND, Council, codes, package, publish
from tests.world import SERVICE, Visitor, World

FIRST_OF_2027 = date(2027, 1, 1)


@pytest.fixture
def council(world: World) -> Iterator[Council]:
    with city_scope("marburg"):
        yield Council(world)


def places(found: object) -> list[tuple[str, str]]:
    assert isinstance(found, list), found
    return [(one.code, one.where) for one in found]


# ── values ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_fee_from_a_day_on(council: Council) -> None:
    visitor = Visitor(council.world)
    visitor.apply()
    council.set("35,50", FIRST_OF_2027)
    assert (council.fee(), council.fee(date(2026, 12, 31)), council.fee(FIRST_OF_2027)) == ("30.00", "30.00", "35.50")
    council.set("33", date(2026, 12, 1))
    assert (council.fee(date(2026, 12, 31)), council.fee(FIRST_OF_2027)) == ("33.00", "35.50")
    council.set("36,00", FIRST_OF_2027)
    values = [parameter for parameter in council.own().city.parameters if parameter.id == "grundgebuehr"]
    assert [(value.value, value.valid.first, value.valid.until) for value in values] == [
        ("30.00", date(2020, 1, 1), date(2026, 12, 1)),
        ("33.00", date(2026, 12, 1), FIRST_OF_2027),
        ("36.00", FIRST_OF_2027, None),
    ]
    assert {value.basis for value in values} == {"Satzung", "§ 2 der neuen Satzung"}


def test_a_running_case_keeps_the_values_it_began_with(council: Council) -> None:
    visitor = Visitor(council.world)
    visitor.apply()
    council.set("99,00")
    council.world.work()
    fee = visitor.view().fee
    assert fee is not None
    assert str(fee.total.amount) == "60.00"
    assert council.fee() == "99.00"


@pytest.mark.parametrize(
    ("raw", "code"), [("viel", "value.kind"), ("", "value.missing"), ("-3", "value.kind"), ("1,234", "value.kind")]
)
def test_what_is_no_amount_is_refused_at_its_place(council: Council, raw: str, code: str) -> None:
    before = CityEdition.objects.count()
    assert places(council.set(raw)) == [(code, "value:grundgebuehr")]
    assert CityEdition.objects.count() == before


def test_a_value_for_yesterday_or_for_nothing_is_refused(council: Council) -> None:
    assert places(council.set("1", date(2026, 11, 1))) == [("value.past", "valid_from")]
    assert places(council.set("1", parameter="nichts")) == [("value.unknown", "value:nichts")]


def test_the_same_value_again_changes_nothing(council: Council) -> None:
    assert len(council.set("35,00").adoptions) == 1
    count = Adoption.objects.count()
    assert council.set("35.00").adoptions == ()
    assert Adoption.objects.count() == count


def test_an_old_page_is_noticed(council: Council) -> None:
    seen = council.own().seen
    council.set("35,00")
    assert places(council.set("36,00", seen=seen)) == [("adoption.changed", "seen")]
    assert council.fee() == "35.00"
    present = catalogue.get_present(city="marburg")
    assert len(council.set("36,00", seen=present.sha256).adoptions) == 1


def test_an_optional_value_can_end(council: Council) -> None:
    optional = ("service.yaml", SECOND[0], SECOND[1].replace("required: true", "required: false"))
    words = ("texts/de.yaml", "parameter:\n", "parameter:\n  zweithund: {question: Und der zweite?}\n")
    council.adopt(publish(package("1.1.0", optional, words), council.world.now), values={"zweithund": "5"})
    council.set("", FIRST_OF_2027, parameter="zweithund")
    assert str(council.service().parameters["zweithund"]) == "5.00"
    assert council.service(FIRST_OF_2027).parameters["zweithund"] is None


def test_while_something_is_planned_values_go_to_both(council: Council) -> None:
    newer = publish(package("1.1.0"), council.world.now)
    council.adopt(newer, FIRST_OF_2027, values={"grundgebuehr": "50"})
    council.set("31,00", date(2026, 12, 1))
    assert (council.fee(), council.fee(date(2026, 12, 1)), council.fee(FIRST_OF_2027)) == ("30.00", "31.00", "50.00")
    assert (council.runs(date(2026, 12, 31)), council.runs(FIRST_OF_2027)) == ("1.0.0", "1.1.0")
    planned = council.stands().planned
    assert planned is not None and planned.since == FIRST_OF_2027
    council.cancel()
    assert (council.fee(date(2026, 12, 1)), council.fee(FIRST_OF_2027)) == ("31.00", "31.00")


def test_a_value_of_the_planned_release_alone(council: Council) -> None:
    words = ("texts/de.yaml", "parameter:\n", "parameter:\n  zweithund: {question: Und der zweite?}\n")
    newer = publish(package("1.1.0", ("service.yaml", *SECOND), words), council.world.now)
    council.adopt(newer, FIRST_OF_2027, values={"zweithund": "5"})
    council.set("7", FIRST_OF_2027, parameter="zweithund")
    assert str(council.service(FIRST_OF_2027).parameters["zweithund"]) == "7.00"
    assert council.runs() == "1.0.0"


# ── what the city does differently ────────────────────────────────────────────────────────────────────────────────────


def test_an_overlay_holds_from_today_and_the_others_see_it(council: Council) -> None:
    drafting = Visitor(council.world)
    drafting.fill()
    stored = council.differ(HELP, LONGER)
    assert len(stored.adoptions) == 1
    assert council.service().text("field.anzahl.label", "de") == "Wie viele Hunde leben bei Ihnen?"
    assert council.own().overlay.changes == (HELP, LONGER)
    with city_scope("fulda"):
        running = catalogue.standing(city="marburg", service_id=SERVICE, day=council.today).running
    assert running is not None
    assert [(difference.id, difference.reason) for difference in running.differences] == [
        ("hilfe", "Kürzer."),
        ("laenger", "Wenig Personal."),
    ]
    assert "20" in running.differences[1].text["de"]
    council.differ()
    assert council.own().overlay.changes == ()
    assert "overlays/hund-anmelden.yaml" not in catalogue.get_present(city="marburg").city.files


def test_every_kind_of_change_is_read_back_as_it_was_typed(council: Council) -> None:
    own = Field("x_rasse", "text", required=False, path="x_rasse", max_length=40)
    changes = (
        HELP,
        LONGER,
        OverlayChange(
            "add", "rasse", "field.anzahl", (own, {"field.x_rasse.label": Text("Rasse", "Breed")}), "Wir fragen."
        ),
        OverlayChange("set", "mehr", "field.anzahl.maximum", 12),
        OverlayChange("route", "dorthin", "task.pruefen", "amt"),
    )
    council.differ(*changes)
    stored = council.own().overlay
    assert [(change.verb, change.id, change.target, change.reason) for change in stored.changes] == [
        (change.verb, change.id, change.target, change.reason) for change in changes
    ]
    assert council.service().form.find("x_rasse").label["en"] == "Breed"
    assert council.differ(*stored.changes).adoptions == ()


def test_what_does_not_fit_is_refused_with_its_change(council: Council) -> None:
    assert places(council.differ(OverlayChange("hide", "weg", "field.name"))) == [("overlay.broken", "change:weg")]
    assert places(council.differ(HELP, HELP)) == [("overlay.twice", "change:hilfe")]
    assert places(council.differ(OverlayChange("replace", "nix", "text.gibt.es.nicht", Text("x")))) == [
        ("overlay.broken", "change:nix")
    ]
    assert council.own().overlay.changes == ()


def test_two_people_at_one_overlay_the_second_is_told(council: Council) -> None:
    seen = council.own().seen
    council.differ(HELP, seen=seen)
    assert codes(council.differ(LONGER, seen=seen)) == ["adoption.changed"]
    assert council.own().overlay.changes == (HELP,)


def test_while_something_is_planned_a_change_goes_to_both_and_decisions_for_the_plan_stay(council: Council) -> None:
    from allmende.domain.package.merge import ConflictChoice

    council.differ(HELP)
    newer = publish(package("1.1.0", ("texts/de.yaml", "Wie viele Hunde?", "Zahl der Hunde?")), council.world.now)
    council.adopt(newer, FIRST_OF_2027, choices={"hilfe": ConflictChoice("take_new")})
    assert [change.id for change in council.own().overlay.changes] == ["hilfe"]
    council.differ(HELP, LONGER)
    assert council.service().text("field.anzahl.label", "de") == "Wie viele Hunde leben bei Ihnen?"
    ahead = council.service(FIRST_OF_2027)
    assert (ahead.version, ahead.text("field.anzahl.label", "de")) == ("1.1.0", "Zahl der Hunde?")
    assert ahead.deadlines["bearbeitung"]["working_days"] == 20
    council.differ(HELP)
    assert council.service(FIRST_OF_2027).deadlines["bearbeitung"]["working_days"] == 10


def test_what_is_not_offered_cannot_be_changed(council: Council) -> None:
    council.stop()
    assert codes(council.set("1")) == ["adoption.none"]
    assert codes(council.differ(HELP)) == ["adoption.none"]
