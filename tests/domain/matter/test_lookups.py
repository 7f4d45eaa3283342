"""A person answers for a register: the rules see what a machine would have said, and withhold the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from allmende.adapters.memory import MemoryRegisters
from allmende.adapters.sandbox_registers.records import records_of
from allmende.adapters.sandbox_registers.seed import CitySeed, SampleResident
from allmende.domain import facts as f
from allmende.domain.matter import CannotPerform, Matter, Registers, Tools, WorkStep, lookups, perform
from allmende.domain.matter.actions.consult import consult
from allmende.domain.matter.lookups.held import shape_of
from allmende.domain.process.model import FlowNode
from allmende.domain.values import Text
from allmende.feel import to_feel
from allmende.formats.package.registers import earlier_registers
from tests.domain.matter.test_evidence import HOME, PROVED
from tests.domain.matter.test_evidence import case as undescribed
from tests.domain.matter.test_whose_entry import AT_HOME, COUPLE, ME, PERSON, TODAY, TWIN, as_feel, described

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
NOTHING = Registers()
ROW = {
    "family_name": "Müller-Weiß", "given_names": "Jörg", "birth_date": "12.08.1984", "nationality": "DE",
    "main_address_street": "Bahnhofstr.", "main_address_house_number": "12 a", "main_address_postcode": "35037",
    "main_address_place": "Marburg", "moved_in_on": "1.1.2019", "blocked": "false", "id": "me",
}  # fmt: skip
TWIN_ROW = {**ROW, "main_address_street": "Steinweg", "main_address_house_number": "15", "id": "twin"}
BIRTH = {
    "number": "1/1984", "registry_office": "Marburg", "family_name": "Müller-Weiß", "given_names": "Jörg",
    "birth_date": "12.08.1984", "restricted": "nein", "electronic": "ja",
}  # fmt: skip
MARRIAGE = {
    "number": "1/2010", "family_name_1": "Krug", "family_name_2": "Müller-Weiß", "married_on": "10.10.2010",
    "restricted": "false", "electronic": "true",
}  # fmt: skip
PERMIT = {
    "number": "MR-1", "zone": "b", "plates": "MR-AB 1, MR-CD 2", "valid_from": "1.1.2026", "valid_until": "1.1.2027",
    "resident_id": "ja", "household": "ja",
}  # fmt: skip
CLAIM = {
    "title": "Hundesteuer", "kind": "tax", "principal": "90,00", "reminder_fee": "5", "due_on": "1.8.2026",
    "status": "open", "surcharge": "ja",
}  # fmt: skip


def case(**more: Any) -> Matter:
    return described(undescribed(**more))


def step_of(matter: Matter, node: FlowNode, registers: Registers = NOTHING, **tools: Any) -> WorkStep:
    return WorkStep(
        node=node, key=node.id, matter=matter, names=to_feel({}), now=NOW, today=TODAY,
        tools=Tools(draw_reference=str, press=lambda *_: b"", find_document=lambda _: None, registers=registers, **tools),  # type: ignore[arg-type,return-value]
    )  # fmt: skip


def asking(register: str, options: Mapping[str, str] = AT_HOME, **more: str) -> FlowNode:
    return FlowNode(
        register, "serviceTask", action="consult", register=register, result=register, options={**options, **more}
    )


def writing(adapter: str, **options: str) -> FlowNode:
    return FlowNode(
        "write", "serviceTask", action="call_adapter", result="permit", options={"adapter": adapter, **options}
    )


def needed(step: WorkStep) -> lookups.NeedsPerson:
    with pytest.raises(lookups.NeedsPerson) as found:
        perform(step)
    return found.value


def opened(matter: Matter, node: FlowNode) -> tuple[Matter, str]:
    """The matter with the task the step needs on a desk."""
    need = needed(step_of(matter, node))
    task_id = f"{node.id}:{lookups.round_name(matter.facts, node.id, need.shape.act)}"
    _, wanted = lookups.open_lookup(
        need, service=matter.service, step=node.id, node_id=node.id, process_id="p", facts=matter.facts,
        task_id=task_id, at=NOW,
    )  # fmt: skip
    return replace(matter, facts=(*matter.facts, wanted)), task_id


def answered(
    matter: Matter,
    node: FlowNode,
    outcome: str,
    *rows: Mapping[str, str],
    source: str = "Fachverfahren",
    officer: str = "1",
) -> Matter:
    """The matter after somebody answered the step's question."""
    there, task_id = opened(matter, node)
    asked = lookups.find_asked(there.facts, task_id, there.service.registers)
    assert asked is not None
    typed = {f"{number}.{name}": text for number, row in enumerate(rows) for name, text in row.items()}
    assert lookups.check_lookup(asked, outcome, source, typed, officer=officer) == ()
    made = lookups.facts_of_lookup(asked, outcome, source, typed, name="Frau A", officer=officer, now=NOW)
    return replace(there, facts=(*there.facts, *(fact for _, fact in made)))


def seen(matter: Matter, *nodes: FlowNode) -> Matter:
    """The matter after these steps."""
    for node in nodes:
        matter = matter.after(perform(step_of(matter, node)))
    return matter


def said(matter: Matter, register: str = "residents") -> Mapping[str, Any]:
    found: Mapping[str, Any] = matter.names(TODAY)["register"][register]
    return found


def test_the_question_says_who_is_meant_and_goes_to_the_office_that_keeps_the_register() -> None:
    need = needed(step_of(case(), asking("residents")))
    assert (need.shape.act, dict(need.asked)) == (
        "residents.person",
        {"family_name": "Müller-Weiß", "given_names": "Jörg", "birth_date": "1984-08-12",
         "address_street": "Bahnhofstraße", "address_house_number": "12 a", "address_postcode": "35037",
         "address_place": "Marburg"},
    )  # fmt: skip


@pytest.mark.parametrize("rows", [(), (ROW,), (TWIN_ROW,), (ROW, TWIN_ROW)], ids=["none", "one", "elsewhere", "twins"])
@pytest.mark.parametrize("options", [PERSON, AT_HOME], ids=["by name", "at home"])
@pytest.mark.parametrize("level", ["basic", "substantial"])
def test_to_the_rules_and_to_the_office_it_is_the_machines_answer(
    rows: tuple[dict[str, str], ...], options: Mapping[str, str], level: str
) -> None:
    """The same entries, once in a plugged register, once typed by an officer: also what is withheld is the same."""
    node, matter = asking("residents", options), case(level=level)
    people = tuple(SampleResident({"me": ME, "twin": TWIN}[row["id"]], Text("")) for row in rows)
    plugged = knowing(CitySeed("Marburg", "MR", people=people))
    by_machine = matter.after(consult(step_of(matter, node, plugged)))
    by_person = seen(answered(matter, node, "found" if rows else "none", *rows), node)
    assert _alike(by_person.results["register"]) == _alike(by_machine.results["register"])
    assert _alike(said(by_person)) == _alike(said(by_machine))
    assert by_person.facts[-1] == by_machine.facts[-1]


def knowing(seed: CitySeed) -> Registers:
    known = MemoryRegisters(records_of(seed, TODAY))
    return Registers(adapter=lambda register: known)


def _alike(value: Any) -> Any:
    """Without what an officer does not type, and in one spelling of the street."""
    if isinstance(value, Mapping):
        return {key: _alike(one) for key, one in value.items() if key not in ("household", "country")}
    if isinstance(value, (list, tuple)):
        return [_alike(one) for one in value]
    return value.replace("Bahnhofstr. ", "Bahnhofstraße ").replace("Bahnhofstr.", "Bahnhofstraße") if isinstance(value, str) else value  # fmt: skip


def test_of_somebody_unproved_nothing_is_seen_before_a_person_decides() -> None:
    node = asking("residents")
    matter = seen(answered(case(level="none", proved={}), node, "found", ROW), node)
    assert (said(matter)["matches"], said(matter)["person"]) == (0, None)
    granted = f.TaskDone(at=NOW, task_id="t", node_id="n", outcome="granted")
    released = replace(matter, facts=(*matter.facts, granted))
    assert said(released)["person"]["family_name"] == "Müller-Weiß"


def test_an_entry_an_officer_typed_is_nobodys_own_birth_or_marriage_before_somebody_decides() -> None:
    for node, row in ((asking("civil_status", PERSON), BIRTH), (asking("civil_status", COUPLE), MARRIAGE)):
        matter = seen(answered(case(level="high"), node, "found", row), node)
        assert said(matter, "civil_status")["matches"] == 0
        kept = matter.results["register"]["civil_status"]["withheld"]
        assert (kept["why"], kept["answer"]["entry"]["number"]) == ("other", row["number"])


def test_permits_of_a_person_looked_up_follow_hers_and_the_households() -> None:
    residents, permits = asking("residents"), asking("parking_permits", {"number": '"MR-1"'})
    matter = seen(answered(case(level="high"), residents, "found", ROW), residents)
    theirs = {**PERMIT, "number": "MR-2", "resident_id": "nein"}
    matter = seen(answered(matter, permits, "found", PERMIT, theirs), permits)
    answer = said(matter, "parking_permits")
    assert (answer["active"], answer["household"]) == (0, 0)  # of an officer's entry no household is known
    assert answer["permit"] == {
        "number": "MR-1", "zone": "b", "plates": ["MR-AB 1", "MR-CD 2"], "valid_from": date(2026, 1, 1),
        "valid_until": date(2027, 1, 1), "tariff": None, "own": True,
    }  # fmt: skip


def test_a_claim_is_what_the_officer_says_it_is() -> None:
    node = asking("claims", {"reference": '"MR26000001235"', "postal_code": '"35037"', "amount": "95"})
    matter = seen(answered(case(), node, "found", CLAIM), node)
    assert (said(matter, "claims")["status"], said(matter, "claims")["principal"]) == ("open", Decimal("90.00"))
    gone = seen(answered(case(), node, "none"), node)
    assert said(gone, "claims")["status"] == "unknown"


DAYS = {"valid_from": 'date("2026-12-01")', "valid_until": 'date("2027-12-01")'}
ISSUE = writing("parking_permits.issue", resident_id='"me"', zone='"b"', plates='["MR-AB 1"]', **DAYS)
CHANGE = writing("parking_permits.change", number='"MR-1"', plates='["MR-X 1"]')
END = writing("parking_permits.end", number='"MR-1"', on='date("2026-12-24")')
BOOK = writing("claims.book", reference='"MR1"', amount="95", paid_on='date("2026-11-02")')
PAUSE = writing("claims.pause", reference='"MR1"', until='date("2026-12-24")')


def decided() -> Matter:
    """A person decided in favour, so that something may be entered."""
    matter = case()
    granted = f.TaskDone(at=NOW, task_id="t", node_id="n", outcome="granted")
    return replace(matter, facts=(*matter.facts, granted))


@pytest.mark.parametrize(
    ("node", "row", "reads"),
    [
        (ISSUE, {"number": "MR-7"}, {"number": "MR-7", "zone": "b", "plates": ["MR-AB 1"]}),
        (CHANGE, {"zone": "c", "valid_from": "1.1.2026", "valid_until": "1.1.2027"},
         {"number": "MR-1", "plates": ["MR-X 1"], "valid_until": date(2027, 1, 1)}),
        (END, {"zone": "c", "plates": "MR-X 1", "valid_from": "1.1.2026"}, {"valid_until": date(2026, 12, 24)}),
        (BOOK, {"receipt": "Q-1"}, {"receipt": "Q-1", "amount": Decimal("95.00")}),
        (PAUSE, {}, {"paused_until": date(2026, 12, 24)}),
    ],
)  # fmt: skip
def test_what_a_person_entered_is_what_letters_see(node: FlowNode, row: dict[str, str], reads: dict[str, Any]) -> None:
    matter = seen(answered(decided(), node, "entered", row), node)
    assert {name: said(matter, "permit")[name] for name in reads} == reads
    fact = matter.last(f.RegisterConsulted)
    assert (fact.wrote, fact.summary) == (True, "eingetragen")
    entered = matter.last(f.LookupAnswered)
    assert (entered.by, entered.source) == ("Frau A", "Fachverfahren")
    assert set(matter.last(f.LookupWanted).asked.items()) <= set(entered.entries[0].items())


def test_an_entry_that_is_gone_is_an_incident_and_is_asked_anew_when_tried_again() -> None:
    matter = answered(decided(), CHANGE, "gone")
    with pytest.raises(CannotPerform):
        perform(step_of(matter, CHANGE))
    failed = f.StepFailed(at=NOW, node_id="write", step="write", task_id="x", reason="")
    again = replace(matter, facts=(*matter.facts, failed))
    assert needed(step_of(again, CHANGE)).shape.act == "parking_permits.change"
    assert opened(again, CHANGE)[1] != matter.last(f.LookupWanted).task_id


def test_four_eyes_where_the_package_says_so() -> None:
    node = asking("residents", four_eyes="true")
    first = answered(case(level="high"), node, "found", ROW)
    there, task_id = opened(first, node)
    asked = lookups.find_asked(there.facts, task_id, there.service.registers)
    assert asked is not None and asked.given == first.last(f.LookupAnswered)
    assert [one.code for one in lookups.check_lookup(asked, "agree", "", {}, officer="1")] == ["lookup.four_eyes"]
    assert [one.code for one in lookups.check_lookup(asked, "again", " ", {}, officer="2")] == ["lookup.why"]

    def told(outcome: str) -> Matter:
        made = lookups.facts_of_lookup(asked, outcome, "Hausnummer", {}, name="B", officer="2", now=NOW)
        return replace(there, facts=(*there.facts, *(fact for _, fact in made)))

    assert said(seen(told("agree"), node))["matches"] == 1
    again, second = opened(told("again"), node)
    assert second not in (task_id, first.last(f.LookupWanted).task_id)
    assert lookups.find_asked(again.facts, second, again.service.registers).given is None  # type: ignore[union-attr]


def test_once_chosen_people_look_up_although_a_register_is_plugged_in() -> None:
    plugged = knowing(CitySeed("Marburg", "MR"))
    matter = case()
    perform(step_of(matter, asking("residents"), plugged))
    chosen = replace(matter, facts=(*matter.facts, f.LookupChosen(at=NOW, by="A")))
    assert needed(step_of(chosen, asking("residents"), plugged)).shape.act == "residents.person"


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ({"0.family_name": "Muster"}, ["lookup.missing"] * 2),
        ({f"0.{name}": text for name, text in {**ROW, "birth_date": "gestern"}.items()}, ["format"]),
        ({f"0.{name}": text for name, text in {**ROW, "other_addresses": "irgendwo"}.items()}, ["lookup.address"]),
        ({f"0.{name}": text for name, text in {**ROW, "family_name": "x" * 501}.items()}, ["too_long"]),
        ({f"0.{name}": text for name, text in {**ROW, "other_addresses": "Ufer 3, 35390 Gießen"}.items()}, []),
        ({f"3.{name}": text for name, text in ROW.items()} | {"1.family_name": " "}, []),
        ({f"99.{name}": text for name, text in ROW.items()}, []),
    ],
)  # fmt: skip
def test_what_is_typed_is_read_strictly_and_blank_rows_are_none(typed: dict[str, str], codes: list[str]) -> None:
    spec = earlier_registers()["residents"]
    rows, problems = lookups.read_entries(shape_of(spec, spec.queries["person"]), typed)
    assert [problem.code for problem in problems] == codes
    assert codes or len(rows) == (0 if "99.id" in typed else 1)


@pytest.mark.parametrize(
    ("outcome", "source", "typed", "code"),
    [
        ("maybe", "x", {}, "lookup.outcome"),
        ("found", "x", {}, "lookup.nothing"),
        ("none", " ", {}, "lookup.source"),
        ("none", "x", {"0.family_name": "Muster"}, "lookup.both"),
        ("entered", "x", {}, "lookup.outcome"),
    ],
)
def test_nothing_half_said_counts(outcome: str, source: str, typed: dict[str, str], code: str) -> None:
    there, task_id = opened(case(), asking("residents"))
    asked = lookups.find_asked(there.facts, task_id, there.service.registers)
    assert asked is not None
    assert [one.code for one in lookups.check_lookup(asked, outcome, source, typed, officer="1")] == [code]


def test_a_task_from_before_registers_were_data_can_be_ended_and_is_asked_anew() -> None:
    """Its form is gone; whoever opens it ends it, and the step puts its question as it is asked today."""
    node = asking("residents")
    old = f.LookupWanted(at=NOW, task_id="old", step="residents", register="residents", act="residents.find", asked={})
    matter = replace(case(), facts=(*case().facts, old))
    asked = lookups.find_asked(matter.facts, "old", matter.service.registers)
    assert asked is not None
    assert asked.shape.answers == ()
    assert lookups.check_lookup(asked, "none", "Fachverfahren", {}, officer="1") == ()
    made = lookups.facts_of_lookup(asked, "none", "Fachverfahren", {}, name="A", officer="1", now=NOW)
    after = replace(matter, facts=(*matter.facts, *(fact for _, fact in made)))
    assert needed(step_of(after, node)).shape.act == "residents.person"


def test_facts_of_a_lookup_are_kept_whole() -> None:
    for fact in answered(case(), asking("residents"), "found", ROW).facts:
        assert f.from_json(fact.to_json()) == fact


def test_an_address_is_shown_as_it_was_asked() -> None:
    node = asking("residents", {**PERSON, "address": as_feel({**HOME, "house_number": "7"})})
    assert needed(step_of(case(proved=PROVED), node)).asked["address_house_number"] == "7"
