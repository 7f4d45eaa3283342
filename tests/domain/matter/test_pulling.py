"""When an officer may take a case from the machine."""

from __future__ import annotations

import pytest

from allmende.domain import facts as f
from allmende.domain.matter import pulling
from tests.domain.matter.test_checking import NOW, load, matter

DECISION = f.DecisionTaken(at=NOW, outcome="granted", automatic=True, decided_on=NOW.date(), basis="§ 46 Abs. 5 StVO")
LETTER = f.NoticeIssued(at=NOW, notice_id="n", template="grant", notice_kind="certificate", title="Bescheinigung")
TASK = f.TaskOpened(at=NOW, task_id="t", node_id="pruefen", title="Antrag prüfen")
PULLED = f.CasePulled(at=NOW, reason="Strittig.", by="Frau Eins", officer="1")


@pytest.mark.parametrize(
    ("service", "facts", "code"),
    [
        ("bewohnerparkausweis", (), None),
        ("bewohnerparkausweis", (DECISION,), "checking.decided"),
        ("bewohnerparkausweis", (LETTER,), "checking.decided"),
        ("bewohnerparkausweis", (TASK,), "checking.with_person"),
        ("bewohnerparkausweis", (f.CaseSampled(at=NOW, share=5),), "checking.already"),
        ("bewohnerparkausweis", (f.CaseClosed(at=NOW, outcome="granted"),), "checking.closed"),
        ("aufenthaltstitel", (), "checking.by_person"),
        ("mahnung-begleichen", (), "checking.by_person"),
    ],
)
def test_only_what_the_machine_is_at_work_on_and_has_not_decided(
    service: str, facts: tuple[f.Fact, ...], code: str | None
) -> None:
    found = pulling.refuse_pull(matter(load(service), *facts))
    assert (found.code if found else None) == code


def test_too_late_the_officer_reads_what_she_can_do_instead() -> None:
    found = pulling.check_pull(matter(load("bewohnerparkausweis"), DECISION), "Strittig.")
    assert found is not None
    assert "§§ 42, 48, 49, 51 HVwVfG" in found.text.spoken("de")


def test_it_is_pending_until_the_process_has_been_led_to_a_person() -> None:
    held = f.MachineHeld(at=NOW, node_id="pruefung", would="granted")
    assert pulling.find_pending((PULLED,)) == PULLED
    assert pulling.find_pending((PULLED, held)) is None
    assert pulling.find_pending((held,)) is None
