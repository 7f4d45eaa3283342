"""Registers described as data, asked and written to by a case: whose entry it is, and a person who looks instead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from allmende.adapters.memory import MemoryRegisters
from allmende.domain import facts as f
from allmende.domain.matter import CannotPerform, Matter, Registers, lookups, perform
from allmende.domain.process.model import FlowNode
from tests.domain.matter.test_evidence import PROVED, case
from tests.domain.matter.test_lookups import NOW, TODAY, step_of
from tests.registers import DOGS, DOGS_ELSEWHERE, HOME, JOERG, dog

PERSON = '{family_name: "Müller-Weiß", given_names: "Jörg", date_of_birth: date("1984-08-12")}'
SOMEBODY_ELSE = '{family_name: "Krug", given_names: "Rosa", date_of_birth: date("1985-01-01")}'
ELSEWHERE = {**HOME, "street": "Steinweg", "house_number": "1"}
RECORD = {**dog(), "tag": "H25007", "kept_until": None}
ADDRESS = "{" + ", ".join(f'{part}: "{value}"' for part, value in HOME.items()) + "}"
ENTER = {"in_keeper": PERSON, "in_address": ADDRESS, "in_name": '"Rex"', "in_kept_from": 'date("2026-10-30")'}


def applicant(register: Any = DOGS, level: str = "substantial", **more: Any) -> Matter:
    found = case(proved=PROVED, level=level, stated={"anschrift": {part: PROVED.get(part) for part in HOME}}, **more)
    return replace(found, service=replace(found.service, registers={"dogs": register}))


def holdings(*records: Mapping[str, Any]) -> Registers:
    known = MemoryRegisters({"dogs": list(records)})
    return Registers(adapter=lambda register: known if register.held_by == "city" else None)


def asking(query: str = "own", **inputs: str) -> FlowNode:
    told = {f"in_{name}": text for name, text in inputs.items()}
    options = {"query": query, **told}
    return FlowNode("ask", "serviceTask", action="consult", register="dogs", result="dogs", options=options)


def writing(write: str, options: Mapping[str, str]) -> FlowNode:
    return FlowNode(
        "enter", "serviceTask", action="call_adapter", result="dog", options={"adapter": f"dogs.{write}", **options}
    )


def ask(matter: Matter, node: FlowNode, registers: Registers) -> Matter:
    return matter.after(perform(step_of(matter, node, registers)))


def seen(matter: Matter) -> Mapping[str, Any]:
    return matter.names(TODAY)["register"]["dogs"]


def test_a_proved_person_is_told_of_her_own_records():
    matter = ask(applicant(), asking(keeper=PERSON, name='"Bello"'), holdings(RECORD))
    assert seen(matter) == {"active": 1, "same": 1}


@pytest.mark.parametrize("records", [(), (RECORD,)], ids=["nothing there", "something there"])
@pytest.mark.parametrize(
    ("matter", "node"),
    [
        (applicant(level="basic"), asking(keeper=PERSON, name='"Bello"')),
        (applicant(), asking(keeper=SOMEBODY_ELSE, name='"Bello"')),
        (applicant(), asking("tagged", tag='"H25008"')),
    ],
    ids=["unproved", "about somebody else", "a number of somebody else"],
)
def test_whoever_may_not_know_sees_the_same_whether_there_is_something_or_not(matter, node, records):
    theirs = {**RECORD, "keeper": {"family_name": "Krug", "given_names": "Rosa", "date_of_birth": date(1985, 1, 1)}}
    found = ask(matter, node, holdings(*records, *({**theirs, "tag": "H25008"} for _ in records)))
    assert set(seen(found).values()) <= {Decimal(0), None}
    assert "withheld" in found.results["register"]["dogs"]
    assert found.last(f.RegisterConsulted).summary == "Antwort zurückgehalten"


def test_a_namesake_born_on_the_same_day_is_told_nothing():
    matter = ask(applicant(), asking(keeper=PERSON), holdings({**RECORD, "address": ELSEWHERE}))
    assert seen(matter)["active"] == 0
    assert "withheld" not in matter.results["register"]["dogs"], "her own records are none, whoever else keeps dogs"


def test_nothing_about_herself_is_no_secret():
    matter = ask(applicant(), asking(keeper=PERSON), holdings())
    assert "withheld" not in matter.results["register"]["dogs"]


def test_what_is_entered_gets_a_number_and_is_entered_once():
    registers, matter = holdings(), applicant()
    first = ask(matter, writing("enter", ENTER), registers)
    again = ask(matter, writing("enter", ENTER), registers)
    assert first.names(TODAY)["register"]["dog"]["tag"] == "H26001"
    assert again.results == first.results
    consulted = first.last(f.RegisterConsulted)
    assert (consulted.wrote, consulted.told("de")) == (True, "Liste der Hunde: eingetragen")


def test_a_record_that_is_gone_cannot_be_ended():
    end = writing("leave", {"in_tag": '"H1"', "in_kept_until": 'date("2026-11-30")'})
    with pytest.raises(CannotPerform):
        perform(step_of(applicant(), end, holdings()))
    ended = ask(
        applicant(), writing("leave", {"in_tag": '"H25007"', "in_kept_until": 'date("2026-11-30")'}), holdings(RECORD)
    )
    assert ended.names(TODAY)["register"]["dog"]["kept_until"] == date(2026, 11, 30)


@pytest.mark.parametrize(
    ("change", "words"),
    [({"in_name": "null"}, "Rufname|Angabe"), ({"in_kept_from": '"gestern"'}, "gehalten seit: Hier muss ein Tag")],
)
def test_what_is_missing_or_of_another_type_is_said(change, words):
    with pytest.raises(CannotPerform, match=words):
        perform(step_of(applicant(), writing("enter", {**ENTER, **change}), holdings()))


def test_nobody_unproved_writes_without_a_person():
    with pytest.raises(CannotPerform):
        perform(step_of(applicant(level="basic"), writing("enter", ENTER), holdings()))
    matter = applicant(level="basic")
    done = f.TaskDone(at=NOW, task_id="t", node_id="klaeren", outcome="enter", by="K.", officer="k")
    decided = replace(matter, facts=(*matter.facts, done))
    assert ask(decided, writing("enter", ENTER), holdings()).results["register"]["dog"]["tag"] == "H26001"


# ── a person looks ────────────────────────────────────────────────────────────────────────────────

TYPED = {
    "0.tag": "H9", "0.keeper_family_name": "Müller-Weiß", "0.keeper_given_names": "Jörg", "0.keeper_date_of_birth": "12.8.1984",
    "0.address_street": HOME["street"], "0.address_house_number": HOME["house_number"],
    "0.address_postcode": HOME["postcode"], "0.address_place": HOME["place"], "0.name": "Bello", "0.kept_from": "1.1.2026",
}  # fmt: skip


def opened(matter: Matter, node: FlowNode, registers: Registers) -> tuple[Matter, str]:
    with pytest.raises(lookups.NeedsPerson) as found:
        perform(step_of(matter, node, registers))
    task_id = f"{node.id}:{lookups.round_name(matter.facts, node.id, found.value.shape.act)}"
    task, wanted = lookups.open_lookup(
        found.value, service=matter.service, step=node.id, node_id=node.id, process_id="p", facts=matter.facts,
        task_id=task_id, at=NOW,
    )  # fmt: skip
    assert task.title.startswith("Liste der Hunde: bitte ")
    assert wanted.told("en").startswith("List of dogs")
    return replace(matter, facts=(*matter.facts, wanted)), task_id


def answered(matter: Matter, task_id: str, outcome: str, typed: Mapping[str, str], officer: str = "k") -> Matter:
    asked = lookups.find_asked(matter.facts, task_id, matter.service.registers)
    assert asked is not None
    assert lookups.check_lookup(asked, outcome, "Liste", typed, officer=officer) == ()
    told = lookups.facts_of_lookup(asked, outcome, "Liste", typed, name="K.", officer=officer, now=NOW)
    return replace(matter, facts=(*matter.facts, *(fact for _, fact in told)))


def test_a_register_kept_elsewhere_is_looked_up_by_a_person_and_answers_the_same():
    node, registers = asking(keeper=PERSON, name='"Bello"'), holdings(RECORD)
    matter, task_id = opened(applicant(DOGS_ELSEWHERE), node, registers)
    asked = lookups.find_asked(matter.facts, task_id, matter.service.registers)
    assert asked is not None
    assert asked.wanted.asked == {
        "keeper_family_name": "Müller-Weiß", "keeper_given_names": "Jörg", "keeper_date_of_birth": "1984-08-12",
        "name": "Bello",
    }  # fmt: skip
    assert seen(ask(answered(matter, task_id, "found", TYPED), node, registers)) == {"active": 1, "same": 1}
    assert seen(ask(answered(matter, task_id, "none", {}), node, registers)) == {"active": 0, "same": 0}


def test_what_cannot_be_missing_in_a_record_is_asked_for():
    matter, task_id = opened(applicant(DOGS_ELSEWHERE), asking(keeper=PERSON), holdings())
    asked = lookups.find_asked(matter.facts, task_id, matter.service.registers)
    assert asked is not None
    typed = {**TYPED, "0.name": ""}
    (wrong,) = lookups.check_lookup(asked, "found", "Liste", typed, officer="k")
    assert (wrong.where, wrong.text.spoken("de")) == ("value-0.name", "Bitte tragen Sie ein: Rufname.")


def test_two_people_look_where_the_station_wants_two():
    node = asking(keeper=PERSON, name='"Bello"')
    node = replace(node, options={**node.options, "four_eyes": "true"})
    matter, task_id = opened(applicant(DOGS_ELSEWHERE), node, holdings())
    once = answered(matter, task_id, "found", TYPED)
    twice, second = opened(once, node, holdings())
    asked = lookups.find_asked(twice.facts, second, twice.service.registers)
    assert asked is not None
    assert lookups.check_lookup(asked, "agree", "", {}, officer="k") != ()
    assert seen(ask(answered(twice, second, "agree", {}, officer="other"), node, holdings()))["active"] == 1


def test_a_person_enters_and_types_the_number():
    node = writing("enter", ENTER)
    matter, task_id = opened(applicant(DOGS_ELSEWHERE), node, holdings())
    entered = ask(answered(matter, task_id, "entered", {"0.tag": "H9"}), node, holdings())
    dog_ = entered.names(TODAY)["register"]["dog"]
    assert (dog_["tag"], dog_["name"], dog_["keeper"]["family_name"]) == ("H9", "Rex", JOERG["family_name"])
