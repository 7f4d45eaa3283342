"""Running cases go over to another release of their service, and back; each as a whole or not at all."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from allmende.apps.applications.rules import NotFound
from allmende.apps.cases import operations as cases
from allmende.apps.cases import queries
from allmende.apps.cases.models import Case, ProcessState
from allmende.apps.catalogue import operations as catalogue_operations
from allmende.apps.catalogue import queries as catalogue
from allmende.apps.notices import queries as notices
from allmende.apps.payments import queries as payments
from allmende.domain import facts as f
from allmende.domain.cooperation import StaffMember
from allmende.domain.values import Money
from allmende.foundation.audit import chain
from allmende.foundation.audit import chain as audit
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases import advance_case as advancing
from allmende.usecases import move_cases
from allmende.usecases.answer_correction import answer_correction
from allmende.usecases.move_cases import MoveLine, MoveResult, move, move_back, preview_back, preview_move
from tests import editions
from tests.editions import SERVICE, Edits, question, task_on, write_edition
from tests.killing import Death, Killed, death_at_every_door
from tests.usecases.test_statements import counted
from tests.world import Clerk, Visitor, World

UWE = StaffMember("marburg", "7", "Uwe Ulm", ("uebernahme",))
Release = Callable[..., int]


@pytest.fixture
def release(world: World, marburg_scope: None, tmp_path: Path) -> Release:
    """Marburg takes over a release with these edits; the new adoption's id."""

    def make(*edits: Edits, version: str = "2.0.0") -> int:
        folder = write_edition(tmp_path / version, *edits, version=version)
        loaded = world.load(folder / "services", folder / "cities")
        assert loaded.problems == []
        return adoption(world)

    return make


def adoption(world: World, day: date | None = None) -> int:
    found = catalogue.find_offered(city="marburg", service_id=SERVICE, day=day or world.today)
    assert found is not None
    return found.adoption_id


def look(world: World, to: int) -> tuple[MoveLine, ...]:
    return preview_move(person=UWE, service_id=SERVICE, to_adoption=to, now=world.now)


def moving(world: World, visitor: Visitor, to: int, **more: Any) -> MoveResult:
    found = move(
        **{
            "person": UWE,
            "case_ids": [visitor.id],
            "to_adoption": to,
            "reason": "Neue Fassung",
            "now": world.now,
            **more,
        }
    )
    assert isinstance(found, MoveResult), found
    return found


def back(world: World, visitor: Visitor, **more: Any) -> MoveResult:
    found = move_back(person=UWE, case_ids=[visitor.id], now=world.now, **more)
    assert isinstance(found, MoveResult), found
    return found


def codes(found: MoveResult) -> list[list[str]]:
    return [[problem.code for problem in problems] for _, problems in found.refused]


def waiting_for_money(world: World, visitor: Visitor) -> Visitor:
    visitor.apply()
    world.work()
    return visitor


def on_the_desk(world: World, visitor: Visitor) -> Visitor:
    waiting_for_money(world, visitor).pay()
    return visitor


def stored(visitor: Visitor) -> tuple[str, Any, Any]:
    """The process as it is kept, letter by letter."""
    row = ProcessState.objects.get(case_id=visitor.id)
    return json.dumps(row.state, sort_keys=False), row.results, row.next_due_at


def moves(visitor: Visitor) -> list[f.CaseMoved]:
    return [fact for fact in visitor.facts() if isinstance(fact, f.CaseMoved)]


def test_a_case_stays_on_the_release_it_began_with(
    world: World, visitor: Visitor, clerk: Clerk, release: Release
) -> None:
    waiting_for_money(world, visitor)
    release(editions.DEARER, editions.REWORDED)
    assert visitor.view().service.version == "1.0.0"
    visitor.pay()
    clerk.decide("granted")
    world.work()
    letter = notices.list_notices(city="marburg", case_id=visitor.id)[-1]
    assert "Wir haben Ihren Hund angemeldet." in repr(notices.get_document(notice_id=letter.id))
    assert visitor.view().closed


def test_a_case_is_moved_and_ends_on_the_new_release(
    world: World, visitor: Visitor, clerk: Clerk, release: Release
) -> None:
    waiting_for_money(world, visitor)
    before = stored(visitor)
    to = release(editions.DEARER, editions.REWORDED)

    line = look(world, to)[0]
    assert (line.case_id, line.version, line.to_version, line.possible) == (visitor.id, "1.0.0", "2.0.0", True)
    assert [text["de"] for text in line.differences] == [
        "Die Gebühr bleibt bei 60,00 €. Nach dieser Fassung wären es 84,00 €."
    ]
    assert (stored(visitor), visitor.view().service.version) == (before, "1.0.0")

    assert moving(world, visitor, to, seen={visitor.id: line.seen}) == MoveResult(moved=(visitor.id,))

    assert stored(visitor) == before
    view = visitor.view()
    assert (view.service.version, view.service.package_sha256) != ("1.0.0", "")
    fact = moves(visitor)[0]
    assert (fact.source.version, fact.target.version, fact.by, fact.reason) == (
        "1.0.0",
        "2.0.0",
        "Uwe Ulm",
        "Neue Fassung",
    )
    assert not any(isinstance(fact, f.CaseMoved) and fact.public for fact in view.facts)
    entry = next(entry for entry in chain.list_about(f"case:{visitor.id}") if entry.action == "case.moved")
    assert entry.actor == "officer:7"
    assert chain.check("marburg") is None

    demand = payments.list_demands(city="marburg", case_id=visitor.id)[0]
    assert (str(demand.amount.amount), demand.status) == ("60.00", "open")
    visitor.pay()
    clerk.decide("granted")
    world.work()
    view = visitor.view()
    assert (view.closed, view.outcome, view.fee and view.fee.total) == (True, "granted", Money(demand.amount.amount))
    assert view.fee is not None
    assert view.fee.trace == ("gebuehr 1 jeder_hund",)
    letter = notices.list_notices(city="marburg", case_id=visitor.id)[-1]
    assert "Ihr Hund steht jetzt in unserem Buch." in repr(notices.get_document(notice_id=letter.id))
    assert [kind for kind in visitor.kinds() if kind != "case_moved"] == [
        "application_received", "process_started", "fee_set", "payment_demanded", "payment_received", "task_opened",
        "task_done", "decision_taken", "notice_issued", "notice_sealed", "notice_provided", "citizen_notified",
        "filed_away", "case_closed",
    ]  # fmt: skip


def test_twice_is_once(world: World, visitor: Visitor, release: Release) -> None:
    waiting_for_money(world, visitor)
    to = release(editions.REWORDED)
    assert move_cases.count_running(city="marburg", service_id=SERVICE).by_version == {"1.0.0": 1}
    assert moving(world, visitor, to, case_ids=[visitor.id, visitor.id]).moved == (visitor.id,)
    assert moving(world, visitor, to) == MoveResult(unchanged=(visitor.id,))
    assert len(moves(visitor)) == 1
    found = move_cases.count_running(city="marburg", service_id=SERVICE)
    assert (found.count, found.oldest_on, found.by_version) == (1, world.today, {"2.0.0": 1})
    assert move_cases.count_movable(city="marburg", service_id=SERVICE, to_adoption=to) == 0


def test_there_and_back_leaves_the_case_as_it_was(world: World, visitor: Visitor, release: Release) -> None:
    waiting_for_money(world, visitor)
    first, before = adoption(world), stored(visitor)
    to = release(editions.DEARER)
    moving(world, visitor, to)
    assert [line.possible for line in preview_back(person=UWE, service_id=SERVICE, now=world.now)] == [True]
    assert back(world, visitor).moved == (visitor.id,)

    assert stored(visitor) == before
    assert Case.objects.get(pk=visitor.id).adoption_id is None
    assert visitor.view().service.version == "1.0.0"
    assert [(fact.target.version, fact.back) for fact in moves(visitor)] == [("2.0.0", False), ("1.0.0", True)]
    assert back(world, visitor) == MoveResult(unchanged=(visitor.id,))
    assert preview_back(person=UWE, service_id=SERVICE, now=world.now) == ()
    assert moving(world, visitor, first) == MoveResult(unchanged=(visitor.id,))


def test_several_moves_are_undone_one_after_the_other(world: World, visitor: Visitor, release: Release) -> None:
    waiting_for_money(world, visitor)
    moving(world, visitor, release(editions.REWORDED))
    world.wait(hours=24)
    moving(world, visitor, release(editions.DEARER, version="3.0.0"))
    seen = []
    for _ in range(3):
        back(world, visitor)
        seen.append(visitor.view().service.version)
    assert seen == ["2.0.0", "1.0.0", "1.0.0"]


def test_a_new_question_that_must_be_answered_is_in_the_way(world: World, visitor: Visitor, release: Release) -> None:
    waiting_for_money(world, visitor)
    before = (stored(visitor), visitor.kinds())
    to = release(question("{id: rasse, type: text, required: true}", "rasse: {label: Welche Rasse?}"))
    assert [problem.text["de"] for problem in look(world, to)[0].reasons] == [
        "Die Frage „Welche Rasse?“ ist neu und muss beantwortet sein."
    ]
    found = moving(world, visitor, to)
    assert (found.moved, codes(found)) == ((), [["move.question"]])
    assert (stored(visitor), visitor.kinds()) == before
    assert Visitor(world).begin()


def test_a_question_that_is_gone_keeps_its_answer_on_file(world: World, visitor: Visitor, release: Release) -> None:
    waiting_for_money(world, visitor)
    gone: Edits = {
        f"services/{SERVICE}/form.yaml": [("      - {id: email, type: email, required: true}\n", "")],
    }
    to = release(gone)
    assert moving(world, visitor, to).moved == (visitor.id,)
    assert "email" not in visitor.view().answers
    back(world, visitor)
    assert visitor.view().answers["email"] == "erika@example.org"


def test_a_task_that_is_new_ahead_is_done_and_one_behind_is_in_the_way(
    world: World, visitor: Visitor, clerk: Clerk, release: Release
) -> None:
    on_the_desk(world, visitor)
    refused = moving(world, visitor, release(task_on("f6", "geld_da", "pruefen")))
    assert codes(refused) == [["move.process.way"]]
    world.wait(hours=24)
    before = ProcessState.objects.get(case_id=visitor.id).state
    to = release(task_on("f15", "zustellen", "mitteilen"), version="3.0.0")
    assert moving(world, visitor, to).moved == (visitor.id,)
    after = ProcessState.objects.get(case_id=visitor.id).state
    assert after["program"] != before["program"]
    assert [after[key] for key in ("work", "visits", "tasks")] == [before[key] for key in ("work", "visits", "tasks")]
    clerk.decide("granted")
    world.work()
    assert [task.title for task in clerk.tasks()] == ["Nachsehen"]
    assert not visitor.view().closed
    clerk.decide("done")
    world.work()
    assert visitor.view().closed


def test_a_step_that_is_gone_or_has_another_id_is_in_the_way(world: World, visitor: Visitor, release: Release) -> None:
    on_the_desk(world, visitor)
    renamed: Edits = {
        f"services/{SERVICE}/process.bpmn": [
            ('id="geld_da"', 'id="bezahlt"'), ('targetRef="geld_da"', 'targetRef="bezahlt"'),
            ('sourceRef="geld_da"', 'sourceRef="bezahlt"'),
        ],
        **{f"services/{SERVICE}/texts/{language}.yaml": [("  geld_da:", "  bezahlt:")] for language in ("de", "en")},
    }  # fmt: skip
    line = look(world, release(renamed))[0]
    assert [problem.text["de"] for problem in line.reasons] == ["Den Schritt „Geld da“ gibt es im neuen Ablauf nicht."]


def test_an_open_correction_is_answered_on_the_new_release(
    world: World, visitor: Visitor, clerk: Clerk, release: Release
) -> None:
    on_the_desk(world, visitor)
    clerk.decide("correct", fields=("anzahl",), reason="Wie viele sind es?")
    world.work()
    reworded: Edits = {f"services/{SERVICE}/form.yaml": [("maximum: 9", "maximum: 20")]}
    assert moving(world, visitor, release(reworded)).moved == (visitor.id,)
    view = visitor.view()
    assert view.correction and view.correction.fields == ("anzahl",)
    assert [fact.kind for fact in view.facts if fact.public][-1] == "case_moved"
    where = {"city": "marburg", "case_id": visitor.id, "access": visitor.access, "now": world.now}
    assert answer_correction(**where, posted={"anzahl": ["12"]}).done
    world.work()
    assert [task.title for task in clerk.tasks()] == ["Anmeldung prüfen"]
    assert codes(back(world, visitor)) == [["move.answer"]]


def test_an_open_payment_and_its_time_limit_stay(world: World, visitor: Visitor, release: Release) -> None:
    waiting_for_money(world, visitor)
    moving(world, visitor, release(editions.DEARER))
    world.wait(days=16)
    assert visitor.kinds()[-1] == "case_closed"
    assert codes(moving(world, visitor, adoption(world, date(2026, 11, 1)))) == [["move.closed"]]


def test_an_open_hearing_keeps_its_day(world: World, visitor: Visitor, clerk: Clerk, release: Release) -> None:
    on_the_desk(world, visitor)
    hearing = f.HearingOpened(at=world.now, text="Warum?", until=date(2026, 11, 20))
    cases.append(case_id=visitor.id, facts=[("h", hearing)], now=world.now, today=world.today, actor="test")
    moving(world, visitor, release(editions.REWORDED))
    assert visitor.view().hearing_until == date(2026, 11, 20)


def test_what_was_decided_stays(world: World, visitor: Visitor, clerk: Clerk, release: Release) -> None:
    on_the_desk(world, visitor)
    to = release(editions.REWORDED)
    clerk.decide("granted")
    assert codes(moving(world, visitor, to)) == [["move.decided"]]


def test_before_the_process_begins_nothing_is_moved(world: World, visitor: Visitor, release: Release) -> None:
    visitor.apply()
    assert codes(moving(world, visitor, release(editions.REWORDED))) == [["move.starting"]]


def test_who_looked_before_somebody_worked_on_it_must_look_again(
    world: World, visitor: Visitor, release: Release
) -> None:
    waiting_for_money(world, visitor)
    to = release(editions.REWORDED)
    seen = {visitor.id: look(world, to)[0].seen}
    visitor.pay()
    assert codes(moving(world, visitor, to, seen=seen)) == [["move.meanwhile"]]
    assert moving(world, visitor, to, seen={visitor.id: look(world, to)[0].seen}).moved == (visitor.id,)


def test_a_worker_in_the_middle_of_a_case_begins_again_on_the_new_release(
    world: World, visitor: Visitor, clerk: Clerk, release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_the_desk(world, visitor)
    to = release(task_on("f15", "zustellen", "mitteilen"))
    asked = [("done", f.TaskDone(at=world.now, task_id="x", node_id="anders", outcome="ok"))]
    cases.append(case_id=visitor.id, facts=asked, now=world.now, today=world.today, actor="test")
    store, versions = advancing.store_moves, []

    def meanwhile(**what: Any) -> bool:
        if not moves(visitor):
            moving(world, visitor, to)
        versions.append(what["loaded"].matter.service.version)
        return store(**what)

    monkeypatch.setattr(advancing, "store_moves", meanwhile)
    task = next(task for task in clerk.tasks() if task.kind == "process")
    done = f.TaskDone(
        at=world.now, task_id=task.id, node_id="pruefen", outcome="correct", reason="Bitte.", fields=("anzahl",)
    )
    cases.append(case_id=visitor.id, facts=[("t", done)], now=world.now, today=world.today, actor="test")
    world.work()
    assert versions == ["1.0.0", "2.0.0"]
    assert visitor.kinds().count("correction_requested") == 1
    assert ProcessState.objects.get(case_id=visitor.id).state["program"]


@pytest.mark.django_db(transaction=True)
def test_moved_while_workers_advance_it_both_come_through(
    transactional_db: None, world: World, visitor: Visitor, clerk: Clerk, release: Release
) -> None:
    on_the_desk(world, visitor)
    to = release(task_on("f15", "zustellen", "mitteilen"))
    clerk.decide("correct", fields=("anzahl",), reason="Wie viele?")
    together, found = threading.Barrier(4), []

    def run(act: Callable[[], Any]) -> None:
        try:
            with city_scope("marburg"):
                together.wait(timeout=20)
                found.append(act())
        finally:
            connection.close()

    def advance() -> Any:
        return advancing.advance_case(city="marburg", case_id=visitor.id, now=world.now)

    acts = [advance, advance, lambda: moving(world, visitor, to), lambda: moving(world, visitor, to)]
    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert len(found) == 4
    outcomes = [one for one in found if isinstance(one, MoveResult)]
    assert sorted(len(outcome.moved) for outcome in outcomes) == [0, 1]
    assert sorted(len(outcome.unchanged) for outcome in outcomes) == [0, 1]
    assert visitor.kinds().count("correction_requested") == 1
    assert len(moves(visitor)) == 1
    where = {"city": "marburg", "case_id": visitor.id, "access": visitor.access, "now": world.now}
    assert answer_correction(**where, posted={"anzahl": ["3"]}).done
    world.work()
    clerk.decide("granted")
    world.work()
    assert [task.title for task in clerk.tasks()] == ["Nachsehen"]


def test_killed_in_the_middle_a_case_is_moved_once_or_not_at_all(
    world: World, visitor: Visitor, release: Release
) -> None:
    waiting_for_money(world, visitor)
    before, to, death = stored(visitor), release(editions.REWORDED), Death()

    def strike(phase: str, title: str, about: str) -> None:
        death.at(phase, title, about)

    with death_at_every_door(strike):
        for _ in range(100):
            try:
                found = moving(world, visitor, to)
                break
            except Killed:
                assert (stored(visitor), len(moves(visitor))) == (before, 0)
                assert Case.objects.get(pk=visitor.id).adoption_id is None
    assert {title for _, title, _ in death.struck} >= {"allmende.apps.cases.operations.move_case"}
    assert found.moved == (visitor.id,)
    assert len(moves(visitor)) == 1
    assert [entry.action for entry in chain.list_about(f"case:{visitor.id}")].count("case.moved") == 1
    assert chain.check("marburg") is None


def test_each_case_is_moved_by_itself(world: World, marburg_scope: None, release: Release) -> None:
    people = [Visitor(world) for _ in range(3)]
    for one, dogs in zip(people, ("2", "3", "2"), strict=True):
        one.fill()
        one.save("hunde", anzahl=[dogs], kampfhund=["false"])
        one.submit()
    world.work()
    to = release(question('{id: rasse, type: text, required: "anzahl > 2"}', "rasse: {label: Welche Rasse?}"))
    found = moving(world, people[0], to, case_ids=[person.id for person in people])
    assert (found.moved, codes(found)) == ((people[0].id, people[2].id), [["move.question"]])


def test_a_case_of_another_city_is_unknown(world: World, visitor: Visitor, release: Release) -> None:
    waiting_for_money(world, visitor)
    to = release(editions.REWORDED)
    with city_scope("fulda"):
        fulda = catalogue.find_offered(city="fulda", service_id=SERVICE, day=world.today)
        assert fulda is not None
        other = StaffMember("fulda", "8", "Fritz", ("uebernahme",))
        found = moving(world, visitor, fulda.adoption_id, person=other)
        assert codes(found) == [["move.unknown"]]
        with pytest.raises(NotFound):
            moving(world, visitor, to, person=other)
        assert preview_move(person=other, service_id=SERVICE, to_adoption=fulda.adoption_id, now=world.now) == ()
    with pytest.raises(NotFound):
        look(world, fulda.adoption_id)
    assert codes(moving(world, visitor, to, case_ids=["7", "../etc"])) == [["move.unknown"], ["move.unknown"]]
    assert moves(visitor) == []


def test_what_nobody_may_move(world: World, visitor: Visitor, release: Release) -> None:
    waiting_for_money(world, visitor)
    to = release(editions.REWORDED)
    what = {"case_ids": [visitor.id], "to_adoption": to, "reason": "r", "now": world.now}

    def refused(**more: Any) -> list[str]:
        found = move(**{"person": UWE, **what, **more})
        assert isinstance(found, list)
        return [problem.code for problem in found]

    assert refused(person=StaffMember("marburg", "9", "Greta", ("gestaltung",))) == ["role.missing"]
    assert refused(reason=" ") == ["move.reason"]
    assert refused(case_ids=[str(number) for number in range(move_cases.MOST_AT_ONCE + 1)]) == ["move.too_many"]
    assert refused(now=world.now.replace(year=2025)) == ["move.not_yet"]
    sha = visitor.view().service.package_sha256
    catalogue_operations.withdraw_release(release_sha=sha, reason="Fehler", actor="test", now=world.now)
    moving(world, visitor, to)
    assert refused(to_adoption=adoption(world, date(2026, 11, 1))) == ["move.gone"]
    assert back(world, visitor).moved == (visitor.id,)


def test_a_preview_asks_the_same_however_many_cases(world: World, marburg_scope: None, release: Release) -> None:
    people = [on_the_desk(world, Visitor(world))]
    to = release(task_on("f15", "zustellen", "mitteilen"))
    look(world, to)
    alone = counted(lambda: look(world, to))
    people += [on_the_desk(world, Visitor(world)) for _ in range(3)]
    assert len(look(world, to)) == 1
    first = adoption(world, date(2026, 11, 1))
    assert len(look(world, first)) == 3
    # The look itself is recorded, on top of the four: one statement on PostgreSQL, three on SQLite.
    recorded = counted(lambda: audit.append(actor="a", action="b", subject="", now=world.now))
    assert counted(lambda: look(world, first)) == alone == 4 + recorded


def test_a_moved_case_costs_no_more_than_another(world: World, visitor: Visitor, release: Release) -> None:
    waiting_for_money(world, visitor)
    before = counted(visitor.view), counted(lambda: queries.load(case_id=visitor.id))
    moving(world, visitor, release(editions.REWORDED))
    visitor.view()
    assert (counted(visitor.view), counted(lambda: queries.load(case_id=visitor.id))) == before


def test_applications_are_counted_by_service_and_year(world: World, visitor: Visitor) -> None:
    waiting_for_money(world, visitor)
    waiting_for_money(world, Visitor(world))
    assert queries.count_by_service(city="marburg", year=2026) == {SERVICE: 2}
    assert queries.count_by_service(city="marburg", year=2025) == {}
    assert move_cases.count_running(city="marburg", service_id="anderes").count == 0
