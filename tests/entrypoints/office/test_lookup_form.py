"""The form in which a person answers for a register follows from the register's shape."""

from __future__ import annotations

import pytest

from allmende.domain import facts as f
from allmende.domain.matter import lookups
from allmende.domain.matter.lookups.held import shape_of
from allmende.domain.registers import RegisterSpec
from allmende.entrypoints.office.lookup import count_rows, render_question, render_rows, with_room
from allmende.formats.package.registers import earlier_registers
from tests.domain.matter.test_lookups import NOW, ROW


def shape_named(register: RegisterSpec, act: str) -> lookups.LookupShape:
    found = register.act(act)
    assert found is not None
    return shape_of(register, found)


SHAPES = {
    f"{register.id}.{act}": shape_named(register, act)
    for register in earlier_registers().values()
    for act in (*register.queries, *register.writes)
}


def asked(act: str, *, given: f.LookupAnswered | None = None, **what: str) -> lookups.LookupQuestion:
    shape = SHAPES[act]
    wanted = f.LookupWanted(at=NOW, task_id="t", step="s", register=shape.register, act=act, asked=what)
    return lookups.LookupQuestion(wanted=wanted, shape=shape, given=given)


@pytest.mark.parametrize("act", sorted(SHAPES))
@pytest.mark.parametrize("language", ["de", "en"])
def test_every_act_has_a_form_with_a_field_for_each_answer(act: str, language: str) -> None:
    shown = render_rows(asked(act), {}, language)
    assert all(f'name="wert-0.{answer.id}"' in shown for answer in SHAPES[act].answers)
    assert bool(shown) is bool(SHAPES[act].answers)


def test_what_was_typed_stays_and_a_further_entry_gets_room() -> None:
    typed = {f"0.{name}": text for name, text in ROW.items()} | {"0.other_addresses": "Ufer <3>"}
    shown = render_rows(asked("residents.person"), with_room(typed), "de")
    assert 'value="Bahnhofstr."' in shown and "Ufer &lt;3&gt;</textarea>" in shown
    assert 'name="wert-1.family_name"' in shown
    claim = render_rows(asked("claims.by_reference"), {"0.status": "open"}, "de")
    assert 'value="open" selected' in claim
    assert [count_rows(asked("residents.person"), {"rows": rows}) for rows in ("0", "x", "3", "99")] == [1, 1, 3, 20]


def test_the_second_person_reads_the_question_and_the_answer_and_types_nothing() -> None:
    row = {"family_name": "Muster", "birth_date": "1984-08-12", "blocked": "false"}
    given = f.LookupAnswered(
        at=NOW, task_id="t", step="s", register="residents", act="residents.person", outcome="found",
        source="Fachverfahren <A>", entries=(row,), by="Frau A",
    )  # fmt: skip
    found = asked("residents.person", given=given, family_name="Muster", birth_date="1984-08-12")
    shown = render_question(found, "de")
    assert shown.count("12.08.1984") == 2 and "„Fachverfahren &lt;A&gt;“" in shown and "Nein" in shown
    assert render_rows(found, {}, "de") == ""
