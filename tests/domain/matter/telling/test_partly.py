"""A grant that gives less than applied for is told as a partial grant everywhere: page, mail, list, history, office."""

from __future__ import annotations

import pytest

from allmende.domain import facts as f
from allmende.domain.matter import Matter
from allmende.domain.matter.telling import tell
from allmende.domain.matter.telling.mails import write
from allmende.domain.matter.telling.office import office_words
from allmende.domain.matter.telling.states import standing
from allmende.domain.matter.telling.told import list_words
from tests.playing import played

SITE = "https://stadt.example"
PARTLY = "Ihr Antrag ist zum Teil bewilligt."
PLAYED = [("aufenthaltstitel", "verlaengerung_kuerzer"), ("bewohnerparkausweis", "kuerzer_als_beantragt")]


@pytest.fixture(params=PLAYED, ids=lambda one: one[0])
def matter(request: pytest.FixtureRequest) -> Matter:
    service, example = request.param
    return played(service, example)


def test_decision_letter_and_end_have_one_outcome(matter: Matter) -> None:
    letters = [x for x in matter.facts if isinstance(x, f.NoticeIssued) and x.notice_kind == "decision"]
    ends = [x for x in matter.facts if isinstance(x, (f.DecisionTaken, f.CaseClosed))]
    assert {x.outcome for x in (*letters, *ends)} == {"partly"}


def test_page_list_and_mail_say_so(matter: Matter) -> None:
    at = matter.facts[-1].at
    told = tell(matter, at, at.date(), "de")
    how = standing(matter.facts, at, at.date())
    assert told.headline.startswith(PARTLY)
    assert (told.word, told.tone) == ("Zum Teil bewilligt", "off")
    tone, word, headline = list_words(how, matter.service, "de")
    assert (tone, word, headline.startswith(PARTLY)) == ("off", "Zum Teil bewilligt", True)
    mail = write(told.state, matter, at, at.date(), link=f"{SITE}/v/1", site=SITE)
    assert "zum Teil bewilligt" in mail.subject
    assert "was wir nicht bewilligt haben" in mail.lines[0]
    assert "Wir haben Ihren Antrag bewilligt." not in mail.as_text()


def test_page_says_that_there_is_a_time_to_object(matter: Matter) -> None:
    at = matter.facts[-1].at
    told = tell(matter, at, at.date(), "de")
    assert "was wir nicht bewilligt haben" in told.sentences[0]
    assert "Frist" in told.sentences[0]


def test_history_and_office_say_so(matter: Matter) -> None:
    at = matter.facts[-1].at
    taken = matter.last(f.DecisionTaken)
    assert taken is not None
    assert "zum Teil bewilligt" in taken.told("de")
    ended = (*matter.facts, f.CaseClosed(at=at, outcome="partly"))
    assert office_words(ended, at, at.date(), "de") == "Erledigt: zum Teil bewilligt"
