"""Until when an application can be withdrawn, on the facts of played examples."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from allmende.adapters.spiff import SpiffEngine
from allmende.domain import facts as f
from allmende.domain.matter import Matter
from allmende.domain.matter.withdrawing import CLOSED, DECIDED, ENTERED, ISSUED, too_late
from allmende.domain.package import City, ServicePackage
from allmende.domain.values import Problem
from allmende.formats import city as city_format
from allmende.formats import package as package_format
from allmende.usecases.rehearsal.local import answer_local, local_questions
from allmende.usecases.rehearsal.places import example_names
from allmende.usecases.rehearsal.play import Play
from allmende.usecases.rehearse_examples import Stage, begin_play, do_step

ROOT = Path(__file__).parents[3]


def played(service: str, example: str) -> Matter:
    """The case of one example after its last step, in the first city that can play it."""
    package = package_format.read_folder(
        next(one for one in package_format.list_packages(ROOT / "services") if one.stem == service)
    )
    city = city_format.read_folder(ROOT / "cities" / "marburg")
    assert isinstance(package, ServicePackage) and isinstance(city, City)
    chosen = next(one for one in package.examples if one.id == example)
    play = begin_play(package, city, chosen, Stage(SpiffEngine(), lambda document: b""), {})
    assert isinstance(play, Play)
    names, local = {"example": example_names(city)}, local_questions(city.overlays.get(package.id))
    for step in chosen.steps:
        verb, data = next(iter(step.items()))
        if verb == "submit":
            answer_local(play, local, (one.id for one in play.service.form.form.steps))
        do_step(play, verb, data, names)
        if verb == "fill":
            answer_local(play, local, (data["step"],))
    assert play.matter is not None
    return play.matter


@pytest.mark.parametrize(
    ("service", "example", "by", "why"),
    [
        ("hundesteuer-anmeldung", "angemeldet", f.RegisterConsulted, ENTERED),
        ("meldebescheinigung", "elektronisch_sofort", f.NoticeIssued, ISSUED),
        ("meldebescheinigung", "papier_rente_frei", f.TaskDone, ISSUED),
    ],
)
def test_what_cannot_be_undone_ends_the_right_to_withdraw(
    service: str, example: str, by: type[f.Fact], why: Problem
) -> None:
    matter = played(service, example)
    answers = [too_late(replace(matter, facts=matter.facts[:known])) for known in range(len(matter.facts) + 1)]
    last = next(number for number, one in enumerate(answers) if one)
    assert isinstance(matter.facts[last - 1], by)
    assert answers[last] is why
    assert None not in answers[last:]
    assert answers[-1] is CLOSED


def test_after_a_step_back_the_letter_counts_no_more() -> None:
    matter = played("meldebescheinigung", "elektronisch_sofort")
    issued = next(x for x in matter.facts if isinstance(x, f.NoticeIssued) and x.notice_kind == "certificate")
    back = f.SteppedBack(at=issued.at, task_id="t", node_id="pruefen", title="Prüfen")
    assert too_late(replace(matter, facts=(issued,))) is ISSUED
    assert too_late(replace(matter, facts=(issued, back))) is None


def test_a_decision_ends_it() -> None:
    matter = played("meldebescheinigung", "elektronisch_sofort")
    at = matter.facts[0].at
    taken = f.DecisionTaken(at=at, outcome="refused", automatic=False, decided_on=at.date())
    assert too_late(replace(matter, facts=(taken,))) is DECIDED
