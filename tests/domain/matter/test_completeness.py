"""What an application still needs: which questions, until when, since when nothing, and what the office asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from allmende.domain import facts as f
from allmende.domain.forms import Form, FormStep, compile_form
from allmende.domain.matter import Matter
from allmende.domain.matter.completeness import (
    application_names,
    complete_on,
    completion,
    list_missing,
    list_open,
    list_unasked,
    missing_until,
    names_of,
)
from allmende.domain.matter.telling.following import missing_lines
from allmende.domain.package.sheet import DeadlineLength
from allmende.domain.values import Text
from tests.domain.forms.forms import field
from tests.domain.matter.test_moving import DAY, NOON
from tests.domain.matter.test_moving import matter as plain_matter

LATE = datetime(2026, 11, 5, 23, 30, tzinfo=UTC)
FILE = {"id": "u", "name": "a.pdf", "type": "application/pdf", "size": 10}
FIELDS = (
    field("name", "text", required=True),
    field("beleg", "file", required=True, needed_to="decide", max_count=1),
    field(
        "kinder",
        "group",
        fields=(
            field("vorname", "text", "kinder.vorname", required=True),
            field("pass", "file", "kinder.pass", required=True, needed_to="decide", max_count=1),
        ),
    ),
)


def case(*facts: f.Fact, **answers: Any) -> Matter:
    """Somebody with a child; `answers` are added."""
    known = plain_matter(*facts, answers={"name": "Eva", "kinder": [{"vorname": "Mia", "pass": None}], **answers})
    sheet = replace(known.service.sheet, deadlines=(DeadlineLength("nachreichung", "days", 14),))
    form = compile_form(Form((FormStep("a", Text("A"), fields=FIELDS),)))
    return replace(known, service=replace(known.service, form=form, sheet=sheet))


DONE = {"beleg": [FILE], "kinder": [{"vorname": "Mia", "pass": [FILE]}]}


def test_what_is_missing_follows_from_the_answers_alone() -> None:
    assert list_missing(case()) == ("beleg", "kinder.0.pass")
    assert list_missing(case(beleg=[FILE])) == ("kinder.0.pass",)
    assert list_missing(case(**DONE)) == ()
    assert names_of(case().service, ("beleg", "kinder.0.pass"), "de") == ("Beleg", "Eintrag 1: Pass")


def test_complete_at_once_is_complete_on_the_day_of_receipt() -> None:
    assert complete_on(case(**DONE)) == DAY
    assert complete_on(case()) is None


def test_completed_later_is_the_local_day_on_which_the_last_answer_came() -> None:
    known = case()
    assert completion(known, {"beleg": [FILE]}, LATE) == ()
    assert completion(known, DONE, LATE) == (f.ApplicationCompleted(at=LATE),)
    after = case(f.ApplicationCompleted(at=LATE), **DONE)
    assert complete_on(after) == date(2026, 11, 6)
    assert completion(after, {"name": "Ada"}, LATE) == ()


def test_expressions_see_day_labels_and_last_day() -> None:
    assert application_names(case()) == {
        "complete_on": None,
        "missing": ["Beleg", "Eintrag 1: Pass"],
        "missing_until": missing_until(case().service, DAY),
    }
    assert application_names(case(**DONE)) == {"complete_on": DAY, "missing": [], "missing_until": None}


def test_the_last_day_is_a_working_day() -> None:
    service = case().service
    assert missing_until(service, date(2026, 11, 2)) == date(2026, 11, 16)
    assert missing_until(service, date(2026, 11, 7)) == date(2026, 11, 23)  # a Saturday → the Monday after
    bare = replace(service, sheet=replace(service.sheet, deadlines=()))
    assert missing_until(bare, date(2026, 11, 2)) is None


def asked(*fields: str) -> f.CorrectionRequested:
    return f.CorrectionRequested(at=NOON, request_id="r", fields=fields, text="Bitte")


def test_asked_for_is_what_a_request_named_answered_or_not() -> None:
    assert list_unasked(case(asked("beleg"))) == ("kinder.0.pass",)
    assert list_unasked(case(asked("beleg"), asked("kinder.0.vorname"))) == ()


def test_handed_in_is_what_no_open_request_asks_and_nobody_has_decided() -> None:
    decided = f.DecisionTaken(at=NOON, outcome="granted", automatic=False, decided_on=DAY)
    back = f.SteppedBack(at=NOON, task_id="t", node_id="n", title="Prüfen")
    assert list_open(case(), DAY) == ("beleg", "kinder.0.pass")
    assert list_open(case(asked("beleg")), DAY) == ("kinder.0.pass",)
    assert list_open(case(asked("beleg"), f.CorrectionReceived(at=NOON, request_id="r")), DAY) == (
        "beleg",
        "kinder.0.pass",
    )
    assert list_open(case(decided), DAY) == ()
    assert list_open(case(f.ApplicationWithdrawn(at=NOON)), DAY) == ()
    assert list_open(case(decided, back), DAY) == ("beleg", "kinder.0.pass")


def test_the_words_name_nothing_for_an_address_that_may_not_be_hers() -> None:
    named, hidden = (missing_lines(case(), "en", named=named) for named in (True, False))
    assert named[0] == "Still missing: Beleg (en); Entry 1: Pass (en)."
    assert hidden[0] == "Something is still missing. The page of your application says what."
    assert named[1:] == hidden[1:]
    assert "Upload it on the page of your application" in named[2]
    assert missing_lines(case(**DONE), "de") == ()
