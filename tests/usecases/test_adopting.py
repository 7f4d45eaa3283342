"""A city goes over to a release, puts it off, goes back, stops. Cases stay; nothing is lost; the day decides."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from allmende.apps.catalogue import operations
from allmende.apps.catalogue import queries as catalogue
from allmende.apps.catalogue.models import Adoption, CityEdition
from allmende.apps.commons.models import Event
from allmende.domain.package.merge import ConflictChoice
from allmende.domain.values import Problem
from allmende.foundation.audit import chain as audit
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases import adopt_release
from allmende.usecases.adopting import rehearsing
from allmende.usecases.adopting.rehearsing import rehearse
from tests.usecases.council import ALWAYS, EXAMPLE, HELP, LONGER, SECOND, Council, codes, package, publish
from tests.world import SERVICE, Visitor, World

FIRST_OF_2027 = date(2027, 1, 1)


@pytest.fixture
def council(world: World) -> Iterator[Council]:
    rehearsing.forget()
    with city_scope("marburg"):
        yield Council(world)


@pytest.fixture
def newer(council: Council) -> str:
    """1.1.0: a question is asked otherwise."""
    return publish(package("1.1.0", ("texts/de.yaml", "Wie viele Hunde?", "Zahl der Hunde?")), council.world.now)


def events(kind: str) -> list[dict]:
    return list(Event.objects.filter(kind=kind).values_list("data", flat=True))


# ── looking ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_look_tells_what_citizens_notice_and_changes_nothing(council: Council, newer: str) -> None:
    before = (Adoption.objects.count(), CityEdition.objects.count())
    look = council.look(newer)
    assert [change.target for change in look.citizens] == ["text.field.anzahl.label"]
    assert [change.code for change in look.by_audience["citizens"]] == [look.citizens[0].code]
    assert (look.old.version, look.new.version, bool(look.why), look.running.count) == ("1.0.0", "1.1.0", False, 0)
    assert (Adoption.objects.count(), CityEdition.objects.count()) == before
    assert council.runs() == "1.0.0"


def test_a_look_asks_a_constant_number_of_statements(council: Council, newer: str) -> None:
    council.look(newer)
    with CaptureQueriesContext(connection) as seen:
        council.look(newer)
    assert len(seen) == 6


def test_what_is_typed_stands_in_the_plan_and_nowhere_else(council: Council, newer: str) -> None:
    first = council.look(newer)
    other = council.look(newer, values={"grundgebuehr": "35"})
    held = other.city.value(SERVICE, "grundgebuehr", council.today)
    assert held is not None and held.value == "35.00"
    assert council.look(newer) == first


def test_deciding_reads_the_baseline_once_more_and_merges_nothing_again(
    council: Council, newer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = council.look(newer)
    for name in ("make_plan", "merge", "change_city"):
        monkeypatch.delattr(f"allmende.usecases.adopting.plan.{name}")
    done = adopt_release.adopt(person=council.person, plan=plan, seen=plan.seen, now=council.world.now)
    assert not isinstance(done, list) and done.release.version == "1.1.0"


def test_there_is_no_such_release(council: Council) -> None:
    found = council.look("0" * 64)
    assert isinstance(found, Problem)
    assert found.code == "adoption.release"
    assert codes(council.adopt("0" * 64, seen="x")) == ["adoption.release"]


def test_running_cases_are_counted(council: Council, newer: str) -> None:
    Visitor(council.world).apply()
    assert council.look(newer).running.count == 1


# ── adopting ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_adopted_today_new_applications_get_it_and_running_cases_stay(council: Council, newer: str) -> None:
    early = Visitor(council.world)
    early.apply()
    drafting = Visitor(council.world)
    drafting.fill()
    done = council.adopt(newer)
    assert (done.release.version, done.planned, done.again) == ("1.1.0", False, False)
    assert council.runs() == "1.1.0"
    assert early.view().service.version == "1.0.0"
    drafting.submit()
    assert drafting.view().service.version == "1.0.0"
    late = Visitor(council.world)
    late.apply()
    assert late.view().service.version == "1.1.0"


def test_the_decision_is_the_persons_in_every_record(council: Council, newer: str) -> None:
    done = council.adopt(newer)
    line = council.stands().running
    assert line is not None
    assert (line.id, line.decided_by) == (done.adoption_id, "Uwe Ulm 1")
    entries = audit.list_about(f"adoption:{done.adoption_id}")
    assert [(entry.actor, entry.action) for entry in entries] == [(f"officer:{council.person.id}", "service.adopted")]
    assert [data["version"] for data in events("adopted")] == ["1.1.0"]
    city = catalogue.get_present(city="marburg")
    assert city.origin == "studio"
    assert city.city.adoptions[SERVICE].version == "1.1.0"  # type: ignore[union-attr]


def test_pressed_twice_is_one_adoption(council: Council, newer: str) -> None:
    seen = council.look(newer).seen
    once, twice = council.adopt(newer, seen=seen), council.adopt(newer, seen=seen)
    assert (twice.adoption_id, twice.again) == (once.adoption_id, True)
    assert Adoption.objects.filter(city="marburg").count() == 2
    assert len(events("adopted")) == 1


def test_an_old_form_is_noticed(council: Council, newer: str) -> None:
    seen = council.look(newer).seen
    council.set("35,00")
    refused = council.adopt(newer, seen=seen)
    assert [(one.code, one.where) for one in refused] == [("adoption.changed", "seen")]
    assert council.runs() == "1.0.0"


def test_a_new_value_of_another_service_is_no_change_in_between(council: Council, newer: str) -> None:
    seen = council.look(newer).seen
    present = catalogue.get_present(city="marburg").city
    text = present.files["parameters.yaml"] + (
        "  katze-anmelden:\n    gebuehr:\n      - value: '1.00'\n        valid_from: 2020-01-01\n"
        "        basis: x\n        status: typical\n"
    )
    data = {"format": "allmende-city/1", "files": {**present.files, "parameters.yaml": text}}
    operations.store_edition(city="marburg", sha256="c" * 64, data=data, now=council.world.now, origin="studio")
    assert council.adopt(newer, seen=seen).release.version == "1.1.0"
    assert "katze-anmelden" in catalogue.get_present(city="marburg").city.files["parameters.yaml"]


def test_without_the_role_nothing_happens(council: Council, newer: str) -> None:
    stranger = Council(council.world, roles=("gestaltung", "koordination"))
    for refused in (
        stranger.adopt(newer),
        stranger.postpone(newer, FIRST_OF_2027),
        stranger.retreat(),
        stranger.cancel(),
        stranger.stop(),
        stranger.differ(HELP),
        stranger.set("1"),
    ):
        assert codes(refused) == ["role.missing"]
    assert council.runs() == "1.0.0"


def test_only_the_service_concerned_goes_over(council: Council, newer: str) -> None:
    with city_scope("fulda"):
        fulda = Council(council.world, "fulda")
        council_edition = fulda.stands().running
    council.adopt(newer)
    with city_scope("fulda"):
        assert fulda.stands().running == council_edition
        assert fulda.runs() == "1.0.0"


# ── the day ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_planned_for_a_day_it_begins_at_midnight_in_berlin(council: Council, newer: str) -> None:
    done = council.adopt(newer, FIRST_OF_2027)
    assert done.planned
    stands = council.stands()
    assert stands.running is not None and stands.planned is not None
    assert (stands.running.release.version, stands.planned.release.version) == ("1.0.0", "1.1.0")
    council.world.now = datetime(2026, 12, 31, 22, 59, 59, tzinfo=UTC)
    assert (council.today, council.runs()) == (date(2026, 12, 31), "1.0.0")
    council.world.now = datetime(2026, 12, 31, 23, 0, 0, tzinfo=UTC)
    assert (council.today, council.runs()) == (FIRST_OF_2027, "1.1.0")
    assert council.stands().planned is None


def test_now_means_as_soon_as_the_release_may_be_used(council: Council) -> None:
    sha = publish(package("1.2.0"), council.world.now, effective_from=FIRST_OF_2027)
    look = council.look(sha)
    assert (look.day, bool(look.why)) == (FIRST_OF_2027, False)
    done = council.adopt(sha)
    assert (done.effective_from, done.planned, council.runs()) == (FIRST_OF_2027, True, "1.0.0")
    assert council.runs(FIRST_OF_2027) == "1.2.0"


@pytest.mark.parametrize(
    ("day", "code"), [(date(2026, 12, 24), "adoption.early"), (date(2026, 10, 1), "adoption.past")]
)
def test_a_day_before_the_release_or_before_today_is_refused(council: Council, day: date, code: str) -> None:
    sha = publish(package("1.2.0"), council.world.now, effective_from=FIRST_OF_2027)
    refused = council.adopt(sha, day)
    assert [(one.code, one.where) for one in refused] == [(code, "effective_from")]
    assert council.look(sha, day).why


def test_a_plan_can_be_cancelled_and_what_runs_goes_on(council: Council, newer: str) -> None:
    council.adopt(newer, FIRST_OF_2027, values={"grundgebuehr": "44,00"})
    assert council.cancel() is True
    assert (council.runs(FIRST_OF_2027), council.fee(FIRST_OF_2027)) == ("1.0.0", "30.00")
    assert council.stands().planned is None
    present = catalogue.get_present(city="marburg").city
    assert present.adoptions[SERVICE].version == "1.0.0"  # type: ignore[union-attr]
    assert "44.00" not in present.files["parameters.yaml"]
    assert codes(council.cancel()) == ["adoption.no_plan"]
    assert council.adopt(newer, FIRST_OF_2027).planned


def test_a_new_decision_replaces_a_plan(council: Council, newer: str) -> None:
    council.adopt(newer, FIRST_OF_2027, values={"grundgebuehr": "44,00"})
    council.adopt(newer)
    assert (council.runs(), council.runs(FIRST_OF_2027), council.stands().planned) == ("1.1.0", "1.1.0", None)
    assert council.fee(FIRST_OF_2027) == "30.00"


# ── what blocks ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_mandatory_value_is_asked_and_blocks_until_it_is_there(council: Council) -> None:
    sha = publish(package("1.1.0", ("service.yaml", *SECOND), ("texts/de.yaml", "parameter:\n", "parameter:\n  zweithund: {question: Und der zweite?}\n")), council.world.now)  # fmt: skip
    look = council.look(sha)
    asked = {parameter.id: parameter for parameter in look.inputs.parameters}
    assert (asked["zweithund"].missing, asked["grundgebuehr"].now) == (True, "30,00")
    assert [one.where for one in look.why] == ["value:zweithund"]
    assert codes(council.adopt(sha)) == ["ready.parameter"]
    wrong = council.look(sha, values={"zweithund": "viel"})
    assert [one.where for one in wrong.why if one.code == "value.kind"] == ["value:zweithund"]
    assert "value.kind" in codes(council.adopt(sha, values={"zweithund": "viel"}))
    done = council.adopt(sha, values={"zweithund": "1.234,5"})
    assert done.release.version == "1.1.0"
    assert str(council.service().parameters["zweithund"]) == "1234.50"


def test_values_begin_with_the_adoption_and_end_the_old_ones(council: Council, newer: str) -> None:
    council.adopt(newer, FIRST_OF_2027, values={"grundgebuehr": "35", "basis.grundgebuehr": "Satzung 2027"})
    assert (council.fee(), council.fee(date(2026, 12, 31)), council.fee(FIRST_OF_2027)) == ("30.00", "30.00", "35.00")
    values = [
        parameter
        for parameter in catalogue.get_present(city="marburg").city.parameters
        if parameter.id == "grundgebuehr"
    ]
    assert [(value.valid.first, value.valid.until, value.basis, value.status) for value in values] == [
        (date(2020, 1, 1), FIRST_OF_2027, "Satzung", "typical"),
        (FIRST_OF_2027, None, "Satzung 2027", "verified"),
    ]


def test_a_value_left_as_it_was_is_left_alone(council: Council, newer: str) -> None:
    before = catalogue.get_present(city="marburg").city.files["parameters.yaml"]
    council.adopt(newer, values={"grundgebuehr": "30,00"})
    assert catalogue.get_present(city="marburg").city.files["parameters.yaml"] == before


def test_slots_and_competences_can_be_filled_in_on_the_way(council: Council) -> None:
    sha = publish(
        package("1.1.0", ("service.yaml", "unit: steueramt", "unit: ordnungsamt\nslots: [mailbox, print_office]")),
        council.world.now,
    )
    look = council.look(sha)
    assert {one.where for one in look.why} == {"value:slot.print_office", "value:unit.ordnungsamt"}
    assert [(slot.slot, slot.now) for slot in look.inputs.slots] == [
        ("mailbox", "service@marburg.example"),
        ("print_office", ""),
    ]
    wrong = council.adopt(sha, values={"unit.ordnungsamt": "keins", "slot.print_office": "demo"})
    assert [(one.code, one.where) for one in wrong] == [("value.unit", "value:unit.ordnungsamt")]
    council.adopt(sha, values={"unit.ordnungsamt": "amt", "slot.print_office": "demo"})
    assert council.runs() == "1.1.0"
    unit = council.service().unit
    assert unit is not None and unit.id == "amt"
    assert council.service().city.slots["print_office"] == "demo"


def test_a_conflict_blocks_until_somebody_chooses(council: Council, newer: str) -> None:
    council.differ(HELP, LONGER)
    look = council.look(newer)
    assert [open_conflict.change.id for open_conflict in look.open_conflicts] == ["hilfe"]
    assert [one.where for one in look.why] == ["choice:hilfe"]
    assert codes(council.adopt(newer)) == ["merge.open"]
    ours = council.look(newer, choices={"hilfe": ConflictChoice("keep_ours")})
    assert (ours.open_conflicts, bool(ours.why)) == ((), False)
    council.adopt(newer, choices={"hilfe": ConflictChoice("keep_ours")})
    service = council.service()
    assert service.text("field.anzahl.label", "de") == "Wie viele Hunde leben bei Ihnen?"
    assert [difference.id for difference in council.stands().running.differences] == ["hilfe", "laenger"]  # type: ignore[union-attr]


def test_taking_the_new_release_drops_the_change_and_another_value_replaces_it(council: Council, newer: str) -> None:
    council.differ(HELP)
    from allmende.domain.values import Text

    other = ConflictChoice("other", Text("Zahl Ihrer Hunde?"))
    council.adopt(newer, choices={"hilfe": other})
    assert council.service().text("field.anzahl.label", "de") == "Zahl Ihrer Hunde?"
    again = publish(package("1.2.0", ("texts/de.yaml", "Wie viele Hunde?", "Ihre Hunde?")), council.world.now)
    council.adopt(again, choices={"hilfe": ConflictChoice("take_new")})
    assert council.service().text("field.anzahl.label", "de") == "Ihre Hunde?"
    assert not council.stands().drifted


def test_a_withdrawn_release_is_not_taken_over_and_whoever_runs_it_is_warned(council: Council, newer: str) -> None:
    council.adopt(newer)
    operations.withdraw_release(release_sha=newer, reason="Rechenfehler", actor="officer:x", now=council.world.now)
    assert council.stands().withdrawn
    with city_scope("fulda"):
        refused = Council(council.world, "fulda").adopt(newer)
        assert [(one.code, one.where) for one in refused] == [("adoption.withdrawn", "withdrawn")]
    assert council.runs() == "1.1.0"
    assert not operations.withdraw_release(release_sha=newer, reason="x", actor="officer:x", now=council.world.now)


# ── the rehearsal ─────────────────────────────────────────────────────────────────────────────────────────────────────


def play(council: Council, sha: str, day: date | None = None, values: dict[str, str] | None = None):
    return rehearse(council.look(sha, day, values=values))


def test_a_failing_example_blocks_in_words(council: Council) -> None:
    wrong = EXAMPLE.format(city="all", fee="1.00")
    sha = publish(package("1.1.0", examples=(wrong,)), council.world.now)
    assert len(play(council, sha).failures) == 1
    refused = council.adopt(sha)
    assert [(one.code, one.where) for one in refused] == [("adoption.rehearsal", "rehearsal")]
    assert "Ein Hund" in refused[0].text["de"]
    assert council.runs() == "1.0.0"


def test_examples_for_all_are_played_with_the_values_of_the_day_of_adoption(council: Council) -> None:
    trap = EXAMPLE.format(city="all", fee="60.00")
    sha = publish(package("1.1.0", examples=(trap,)), council.world.now)
    assert play(council, sha).failures == ()
    assert len(play(council, sha, FIRST_OF_2027, {"grundgebuehr": "35"}).failures) == 1


def test_an_example_that_names_the_city_keeps_the_values_of_its_own_day(council: Council) -> None:
    then = EXAMPLE.format(city="marburg", fee="60.00")
    sha = publish(package("1.1.0", examples=(then,)), council.world.now)
    assert play(council, sha, FIRST_OF_2027, {"grundgebuehr": "35"}).failures == ()


def test_examples_run_although_the_values_begin_later(council: Council) -> None:
    """The example is from November, the value it needs holds from January."""
    second = ALWAYS.replace("2 * parameter.grundgebuehr", "2 * parameter.grundgebuehr + 0 * parameter.zweithund")
    sha = publish(package("1.1.0", ("service.yaml", *SECOND), ("texts/de.yaml", "parameter:\n", "parameter:\n  zweithund: {question: Und der zweite?}\n"), examples=(second,)), council.world.now)  # fmt: skip
    assert council.adopt(sha, FIRST_OF_2027, values={"zweithund": "9"}).planned


def test_examples_of_other_cities_are_not_played(council: Council) -> None:
    sha = publish(package("1.1.0", examples=(EXAMPLE.format(city="fulda", fee="1.00"), ALWAYS)), council.world.now)
    found = play(council, sha)
    assert (found.played, found.failures) == (1, ())


def test_a_citys_own_mandatory_question_does_not_make_the_common_examples_fail(council: Council, newer: str) -> None:
    from allmende.domain.forms import Field
    from allmende.domain.package import OverlayChange
    from allmende.domain.values import Text

    own = Field("x_rasse", "text", required=True, path="x_rasse", max_length=5)
    council.differ(
        OverlayChange("add", "rasse", "field.anzahl", (own, {"field.x_rasse.label": Text("Rasse", "Breed")}))
    )
    assert play(council, newer).failures == ()
    assert council.adopt(newer).release.version == "1.1.0"


def test_the_examples_are_played_once(council: Council, newer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    played = []
    real = rehearsing.rehearse_on
    monkeypatch.setattr(rehearsing, "rehearse_on", lambda *given: (played.append(1), real(*given))[1])
    play(council, newer)
    council.adopt(newer)
    assert len(played) == 1


def test_a_rehearsal_leaves_no_trace(council: Council, newer: str) -> None:
    before = (Adoption.objects.count(), CityEdition.objects.count(), Event.objects.count())
    play(council, newer)
    assert (Adoption.objects.count(), CityEdition.objects.count(), Event.objects.count()) == before


# ── waiting ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_waiting_needs_a_reason_and_a_day_and_ends_on_it(council: Council) -> None:
    sha = publish(package("1.1.0"), council.world.now, effective_from=date(2026, 11, 10))
    assert codes(council.postpone(sha, council.today, "  ")) == ["adoption.reason", "adoption.until"]
    assert isinstance(council.postpone(sha, FIRST_OF_2027), int)
    assert council.postpone(sha, FIRST_OF_2027) == council.postpone(sha, FIRST_OF_2027)
    assert [(data["version"], data["reason"]) for data in events("postponed")] == [
        ("1.1.0", "Der Rat tagt erst im Mai.")
    ]
    assert council.stands().postponed.reason == "Der Rat tagt erst im Mai."  # type: ignore[union-attr]
    stands = council.stands(date(2026, 11, 10))
    assert (stands.behind, stands.overdue) == (True, False)
    after = council.stands(FIRST_OF_2027)
    assert (after.postponed, after.behind, after.overdue) == (None, True, True)


def test_whoever_takes_it_over_is_neither_behind_nor_overdue(council: Council) -> None:
    sha = publish(package("1.1.0"), council.world.now, effective_from=date(2026, 11, 10))
    assert council.stands().latest.version == "1.0.0"  # type: ignore[union-attr]
    assert council.stands().offered_next.version == "1.1.0"  # type: ignore[union-attr]
    council.adopt(sha)
    stands = council.stands(date(2026, 11, 10))
    assert (stands.behind, stands.overdue, stands.offered_next) == (False, False, None)


# ── going back ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_going_back_is_one_step_and_loses_no_case(council: Council, newer: str) -> None:
    council.differ(HELP)
    council.wait(days=1)
    council.adopt(newer, choices={"hilfe": ConflictChoice("take_new")}, values={"grundgebuehr": "40"})
    visitor = Visitor(council.world)
    visitor.apply()
    council.wait(days=1)
    done = council.retreat()
    assert (done.release.version, council.runs(), council.fee()) == ("1.0.0", "1.0.0", "30.00")
    assert council.service().text("field.anzahl.label", "de") == "Wie viele Hunde leben bei Ihnen?"
    assert visitor.view().service.version == "1.1.0"
    running = council.stands().running
    assert running is not None and running.went_back
    assert [data["version"] for data in events("retreated")] == ["1.0.0"]
    council.wait(days=1)
    council.adopt(newer, choices={"hilfe": ConflictChoice("take_new")})
    assert council.runs() == "1.1.0"


def test_going_back_twice_at_once_is_one_step(council: Council, newer: str) -> None:
    council.adopt(newer)
    third = publish(package("1.2.0"), council.world.now)
    council.adopt(third)
    assert council.retreat().release.version == "1.1.0"
    assert council.retreat().again
    assert council.runs() == "1.1.0"
    council.wait(hours=1)
    assert council.retreat().release.version == "1.0.0"
    council.wait(hours=1)
    assert codes(council.retreat()) == ["adoption.first"]


def test_going_back_keeps_what_the_city_set_in_the_meantime(council: Council, newer: str) -> None:
    council.adopt(newer)
    council.wait(days=10)
    council.set("33,00")
    council.wait(days=10)
    council.retreat()
    assert (council.runs(), council.fee()) == ("1.0.0", "33.00")


def test_one_does_not_go_back_to_what_was_withdrawn(council: Council, newer: str) -> None:
    council.adopt(newer)
    old = council.stands().previous
    assert old is not None
    operations.withdraw_release(release_sha=old.release.sha256, reason="x", actor="officer:x", now=council.world.now)
    assert codes(council.retreat()) == ["adoption.withdrawn"]


def test_stopping_takes_no_new_applications_and_can_be_taken_up_again(council: Council, newer: str) -> None:
    council.differ(LONGER)
    visitor = Visitor(council.world)
    visitor.apply()
    assert council.stop() is True
    assert council.stop() is True
    assert (council.runs(), len(events("stopped"))) == ("", 1)
    assert visitor.view().service.version == "1.0.0"
    assert SERVICE not in catalogue.get_present(city="marburg").city.adoptions
    council.wait(days=3)
    look = council.look(newer)
    assert (look.old.version, [change.id for change in look.overlay.changes]) == ("1.0.0", ["laenger"])
    council.adopt(newer)
    assert (council.runs(), council.service().deadlines["bearbeitung"]["working_days"]) == ("1.1.0", 20)


def test_stopping_takes_a_plan_along(council: Council, newer: str) -> None:
    council.adopt(newer, FIRST_OF_2027)
    council.stop()
    assert (council.runs(), council.runs(FIRST_OF_2027), council.stands(FIRST_OF_2027).running) == ("", "", None)


def test_stopped_and_taken_up_on_one_day(council: Council, newer: str) -> None:
    council.adopt(newer)
    council.stop()
    council.adopt(newer)
    assert council.runs() == "1.1.0"
    council.stop()
    assert council.runs() == ""
