"""May a matter go on in another edition of its service? What stands in the way, and what would be different."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from allmende.domain import facts as f
from allmende.domain import forms
from allmende.domain.forms import StoredUpload
from allmende.domain.matter import Applicant, Matter
from allmende.domain.matter.moving import MoveCheck, ProcessPosition, check_move
from allmende.domain.package import CityData, Service, ServicePackage, resolve
from allmende.domain.process.trail import Trail
from allmende.domain.values import Money, Text
from allmende.formats import city as cities
from allmende.formats import package as packages
from tests import editions
from tests.editions import SERVICE, Edits, question, write_edition

DAY = date(2026, 11, 2)
NOON = datetime(2026, 11, 2, 11, tzinfo=UTC)
FORM = f"services/{SERVICE}/form.yaml"
ANSWERS = {
    "name": "Erika Muster",
    "email": "e@example.org",
    "anzahl": Decimal(2),
    "kampfhund": False,
    "richtig": True,
}
WAY = ("beginn", "gebuehr", "fordern", "warten", "geld_da", "pruefen")
PAID = ProcessPosition(
    Trail(
        frozenset(("hund", node) for node in WAY),
        frozenset((("hund", one), ("hund", next_one)) for one, next_one in pairwise(WAY)),
    ),
    (("hund", "pruefen"),),
)
FEE = f.FeeSet(at=NOON, lines=(), total=Money(Decimal("60.00")), computed_on=DAY)

Edition = Callable[..., Service]


def read(folder: Path) -> Service:
    package, city = packages.read_folder(folder / "services" / SERVICE), cities.read_folder(folder / "cities/marburg")
    assert isinstance(package, ServicePackage), package
    assert isinstance(city, CityData), city
    found = resolve(package, city, DAY)
    assert isinstance(found, Service), found
    return found


@pytest.fixture
def edition(tmp_path: Path) -> Edition:
    def make(*edits: Edits) -> Service:
        return read(write_edition(tmp_path / f"edition{len(list(tmp_path.iterdir()))}", *edits))

    return make


def matter(*facts: f.Fact, answers: Mapping[str, Any] = ANSWERS, service: Service | None = None) -> Matter:
    return Matter(
        case_id="c",
        service=service or read(editions.COMMONS),
        reference="MR-1",
        submitted_at=NOON,
        received_on=DAY,
        language="de",
        answers=answers,
        applicant=Applicant(),
        facts=(f.ApplicationReceived(at=NOON, reference="MR-1", received_on=DAY), *facts),
    )


def look(
    to: Service,
    known: Matter | None = None,
    position: ProcessPosition | None = PAID,
    uploads: Mapping[str, StoredUpload] | None = None,
    **more: Any,
) -> MoveCheck:
    found = known or matter()
    stored = {**forms.answers_to_json(found.answers), **more}
    return check_move(found, to, position, stored=stored, today=DAY, uploads=uploads or {})


def reasons(check: MoveCheck) -> list[tuple[str, str]]:
    return [(problem.code, problem.where) for problem in check.reasons]


def german(check: MoveCheck) -> list[str]:
    return [text["de"] for text in check.differences]


def test_other_words_are_no_difference(edition: Edition) -> None:
    assert look(edition(editions.REWORDED)) == MoveCheck()


def test_a_fee_that_was_set_stays_and_the_other_one_is_told(edition: Edition) -> None:
    check = look(edition(editions.DEARER), matter(FEE))
    assert german(check) == ["Die Gebühr bleibt bei 60,00 €. Nach dieser Fassung wären es 84,00 €."]
    assert (check.possible, check.noticed) == (True, False)


def test_a_fee_still_to_be_set_will_be_the_other_one_and_the_citizen_notices(edition: Edition) -> None:
    check = look(edition(editions.DEARER))
    assert german(check) == ["Die Gebühr ist noch nicht festgesetzt. Sie beträgt dann: 84,00 €. Bisher: 60,00 €."]
    assert (check.possible, check.noticed) == (True, True)


def test_a_new_optional_question_stays_without_an_answer(edition: Edition) -> None:
    check = look(edition(question("{id: rasse, type: text}", "rasse: {label: Welche Rasse?}")))
    assert (check.possible, check.noticed) == (True, False)
    assert german(check) == ["Die Frage „Welche Rasse?“ ist neu und freiwillig. Sie bleibt ohne Antwort."]


def test_a_new_question_that_must_be_answered_keeps_the_case_where_it_is(edition: Edition) -> None:
    check = look(edition(question("{id: rasse, type: text, required: true}", "rasse: {label: Welche Rasse?}")))
    assert not check.possible
    assert [problem.text["de"] for problem in check.reasons] == [
        "Die Frage „Welche Rasse?“ ist neu und muss beantwortet sein."
    ]


def test_a_new_question_that_is_not_asked_of_this_person_is_nothing(edition: Edition) -> None:
    asked = '{id: rasse, type: text, required: true, when: "kampfhund"}'
    assert look(edition(question(asked, "rasse: {label: Welche Rasse?}"))) == MoveCheck()


def test_a_question_that_is_gone_is_told(edition: Edition) -> None:
    gone: Edits = {FORM: [("      - {id: email, type: email, required: true}\n", "")]}
    check = look(edition(gone))
    assert (check.possible, german(check)) == (
        True, ["Die Frage „E-Mail“ gibt es nicht mehr. Die Antwort bleibt in der Akte, zählt aber nicht mehr."],
    )  # fmt: skip
    unanswered = {key: value for key, value in ANSWERS.items() if key != "email"}
    assert german(look(edition(gone), matter(answers=unanswered))) == []


def test_an_answer_given_before_the_question_was_gone_counts_again(edition: Edition) -> None:
    without: Edits = {FORM: [("      - {id: email, type: email, required: true}\n", "")]}
    known = matter(answers={key: value for key, value in ANSWERS.items() if key != "email"}, service=edition(without))
    assert reasons(look(read(editions.COMMONS), known)) == [("move.question", "email")]
    assert look(read(editions.COMMONS), known, email="e@example.org").possible
    assert reasons(look(read(editions.COMMONS), known, email="e@example.org", anzahl="viele")) == [
        ("move.type", "anzahl")
    ]


def test_a_question_of_another_kind_does_not_take_the_answer(edition: Edition) -> None:
    other: Edits = {FORM: [("{id: name, type: text, required: true, max_length: 80}", "{id: name, type: date}")]}
    assert reasons(look(edition(other))) == [("move.type", "name")]


def test_an_answer_must_be_allowed_there(edition: Edition) -> None:
    less: Edits = {FORM: [("maximum: 9", "maximum: 1")]}
    check = look(edition(less))
    assert reasons(check) == [("move.answer", "anzahl")]
    assert check.reasons[0].text["de"] == "Die Antwort auf „Wie viele Hunde?“ passt nicht mehr."


def test_what_was_wrong_before_is_no_reason(edition: Edition) -> None:
    broken = matter(answers={**ANSWERS, "anzahl": Decimal(12)})
    assert look(edition(editions.REWORDED), broken).possible


def test_an_answer_that_would_not_be_asked_for_any_more_must_not_count(edition: Edition) -> None:
    hidden: Edits = {
        FORM: [("      - {id: email, type: email, required: true}", '      - {id: email, type: email, when: "false"}')]
    }
    assert reasons(look(edition(hidden))) == [("move.hidden", "email")]


def test_what_the_form_works_out_must_come_out_the_same(edition: Edition) -> None:
    counted = question(
        '{id: doppelt, type: computed, result: number, expression: "anzahl * 2"}', "doppelt: {label: Doppelt}"
    )
    assert reasons(look(edition(counted))) == [("move.computed", "doppelt")]
    known = matter(answers={**ANSWERS, "doppelt": Decimal(4)}, service=edition(counted))
    assert look(edition(counted, editions.REWORDED), known).possible


def test_rows_of_a_group_look_to_themselves(edition: Edition) -> None:
    rows = {**ANSWERS, "tiere": [{"rufname": "Rex"}]}
    optional: Edits = {
        FORM: [("          - {id: rufname", "          - {id: chip, type: text}\n          - {id: rufname")],
        **{
            f"services/{SERVICE}/texts/{language}.yaml": [("    rufname:", "    chip: {label: Chip}\n    rufname:")]
            for language in ("de", "en")
        },
    }
    assert look(edition(optional), matter(answers=rows)).possible
    needed = {
        **optional,
        FORM: [(optional[FORM][0][0], optional[FORM][0][1].replace("text}", "text, required: true}"))],
    }
    assert reasons(look(edition(needed), matter(answers=rows))) == [("move.question", "tiere.chip")]
    assert look(edition(needed)).possible


def test_a_declaration_in_other_words_is_told(edition: Edition) -> None:
    other: Edits = {f"services/{SERVICE}/texts/de.yaml": [("Alles ist richtig.", "Alles ist wahr.")]}
    assert german(look(edition(other))) == [
        "Die Erklärung „Alles ist richtig.“ lautet jetzt anders. Erklärt ist der bisherige Wortlaut."
    ]


def test_files_that_were_sent_count_there_as_well(edition: Edition) -> None:
    sent = {"id": "u1", "name": "n.pdf", "content_type": "application/pdf", "size": 10}
    known = matter(answers={**ANSWERS, "kampfhund": True, "nachweis": [sent]})
    uploads = {"u1": StoredUpload("u1", "n.pdf", "application/pdf", 10)}
    assert look(edition(editions.REWORDED), known, uploads=uploads).possible


def test_an_open_correction_needs_its_questions(edition: Edition) -> None:
    asked = f.CorrectionRequested(at=NOON, request_id="r", fields=("email",), text="Bitte", due_on=date(2026, 11, 20))
    gone: Edits = {FORM: [("      - {id: email, type: email, required: true}\n", "")]}
    assert reasons(look(edition(gone), matter(asked))) == [("move.correction", "email")]
    answered = f.CorrectionReceived(at=NOON, request_id="r")
    assert look(edition(gone), matter(asked, answered)).possible
    reworded: Edits = {f"services/{SERVICE}/texts/de.yaml": [("{label: E-Mail}", "{label: Ihre E-Mail}")]}
    assert look(edition(reworded), matter(asked)).noticed
    assert not look(edition(reworded)).noticed


def test_what_runs_already_goes_on(edition: Edition) -> None:
    demand = f.PaymentDemanded(at=NOON, demand_id="d", amount=Money(Decimal("60.00")), reference="r")
    hearing = f.HearingOpened(at=NOON, text="?", until=date(2026, 11, 20))
    check = look(edition(editions.DEARER), matter(FEE, demand, hearing))
    assert (check.possible, check.noticed) == (True, False)


@pytest.mark.parametrize(
    ("fact", "code"),
    [
        (f.CaseClosed(at=NOON), "move.closed"),
        (f.ApplicationWithdrawn(at=NOON), "move.withdrawn"),
        (f.DecisionTaken(at=NOON, outcome="granted", automatic=False, decided_on=DAY), "move.decided"),
    ],
)
def test_what_is_over_stays(edition: Edition, fact: f.Fact, code: str) -> None:
    assert reasons(look(edition(editions.REWORDED), matter(fact))) == [(code, "")]


def test_what_has_not_begun_waits(edition: Edition) -> None:
    assert reasons(look(edition(editions.REWORDED), position=None)) == [("move.starting", "")]


def test_another_duration_is_told_and_noticed(edition: Edition) -> None:
    longer: Edits = {f"services/{SERVICE}/service.yaml": [("working_days: 10", "working_days: 20")]}
    check = look(edition(longer))
    assert german(check) == ["Eine Entscheidung ist zu erwarten bis: 30.11.2026. Bisher: 16.11.2026."]
    assert check.noticed


def test_who_was_not_known_cannot_go_where_everybody_must_be(edition: Edition) -> None:
    known: Edits = {
        f"services/{SERVICE}/service.yaml": [
            ("trust_level: none", "trust_level: substantial"),
            ("account: optional", "account: required"),
        ]
    }
    assert reasons(look(edition(known))) == [("move.identity", "")]
    sure = replace(matter(), applicant=Applicant(identity="bundid", level="high", account=True))
    assert look(edition(known), sure).possible


def test_the_way_so_far_must_be_drawn_there(edition: Edition) -> None:
    before, after = editions.task_on("f6", "geld_da", "pruefen"), editions.task_on("f15", "zustellen", "mitteilen")
    assert reasons(look(edition(before))) == [("move.process.way", "pruefen")]
    assert look(edition(after)) == MoveCheck()


def test_a_choice_behind_the_case_is_told(edition: Edition) -> None:
    other: Edits = {f"services/{SERVICE}/process.bpmn": [('outcome = "correct"', 'outcome != "granted"')]}
    way = (*WAY, "ergebnis", "nachfragen")
    trail = Trail(frozenset(("hund", node) for node in way), PAID.trail.steps)
    asked = look(edition(other), position=ProcessPosition(trail, (("hund", "antwort"),)))
    assert german(asked) == [
        "Bei „Ergebnis?“ gilt jetzt eine andere Bedingung. Der Weg, den der Vorgang schon nahm, bleibt."
    ]
    assert asked.differences[0] == Text(
        asked.differences[0]["de"], "At “Ergebnis?” another condition applies now. The way the case has taken stays."
    )
