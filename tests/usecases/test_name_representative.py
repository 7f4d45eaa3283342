"""Somebody steps in for a person who applied herself: letters go to her, the person still opens her case, and it can end."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from allmende.apps.cases import queries as cases
from allmende.apps.notices import queries as notices
from allmende.domain import facts as f
from allmende.domain.matter import Matter, by_post, evidence, signing
from allmende.domain.matter.acting import acting_in, still_acting
from allmende.foundation.identity.models import Officer
from allmende.usecases.announce import REPRESENTED, why_unread
from allmende.usecases.end_authority import end_authority
from allmende.usecases.find_cases import find_cases
from allmende.usecases.name_representative import NO_CAPACITY, NO_WORDS, SOMEBODY, name_representative
from allmende.usecases.record_objection import RecordedObjection, record_objection
from allmende.usecases.submit_application import Submitted
from tests import objecting
from tests.world import END, Clerk, Visitor, World

LAWYER = "Anna Anwalt\nRing 7\n35037 Marburg"
HOME = "Erika Muster\nMarkt 1\n35037 Marburg"


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> World:
    found = World()
    monkeypatch.setattr(timezone, "now", lambda: found.now)
    found.plug_in()
    services, cities = objecting.commons(tmp_path / "commons")
    assert [str(problem) for problem in found.load(services, cities).problems if problem.severity == "error"] == []
    return found


@pytest.fixture
def sent(visitor: Visitor) -> Visitor:
    """Applied by the person herself, with her own address online."""
    visitor.begin()
    visitor.save("person", name=["Erika Muster"], **objecting.PERSON)
    visitor.save("hunde", anzahl=["1"], kampfhund=["false"])
    visitor.save("abschluss", **END)
    assert isinstance(visitor.submit(), Submitted)
    visitor.world.work()
    return visitor


def matter(visitor: Visitor) -> Matter:
    return cases.find_matter(case_id=visitor.id, today=visitor.world.today)


def step_in(visitor: Visitor, clerk: Clerk, **changed: Any) -> Any:
    said: dict[str, Any] = {
        "capacity": "proxy", "typed": "2.11.2026", "how": "Vollmacht vom 1.11.2026", "address": LAWYER, "abroad": False,
    }  # fmt: skip
    officer = Officer.objects.get(pk=clerk.id)
    here = {"city": "marburg", "case_id": visitor.id, "officer": officer, "now": visitor.world.now}
    return name_representative(**here, **{**said, **changed})


def end(visitor: Visitor, clerk: Clerk) -> Any:
    return end_authority(
        city="marburg", case_id=visitor.id, officer=Officer.objects.get(pk=clerk.id), typed="2.11.2026", how="Brief",
        address=HOME, abroad=False, now=visitor.world.now,
    )  # fmt: skip


def refuse(visitor: Visitor, clerk: Clerk) -> f.NoticeIssued:
    visitor.pay()
    assert clerk.decide("refused", ground="zu_gross", reason="Er misst 80 cm.") == ()
    visitor.world.work()
    return next(x for x in reversed(visitor.facts()) if isinstance(x, f.NoticeIssued) and x.notice_kind == "decision")


def test_the_decision_goes_to_the_lawyer_by_post_and_says_whom_it_is_about(sent: Visitor, clerk: Clerk) -> None:
    assert step_in(sent, clerk) is None
    letter = notices.get_document(notice_id=refuse(sent, clerk).notice_id)
    assert letter.addressee == ("Anna Anwalt", "als bevollmächtigte Person von Erika Muster", "Ring 7", "35037 Marburg")
    order = matter(sent).last(f.PrintingOrdered)
    assert order is not None and order.channel == "post"
    assert matter(sent).last(f.NoticeProvided) is None


def test_the_person_still_opens_her_case_and_her_sign_in_still_counts(sent: Visitor, clerk: Clerk) -> None:
    before = matter(sent)
    assert step_in(sent, clerk) is None
    after = matter(sent)
    assert cases.may_open_case(city="marburg", case_id=sent.id, access=sent.access)
    assert evidence.standing(after) == evidence.standing(before)
    assert signing.is_missing(after) == signing.is_missing(before)
    assert acting_in(after) is not None and not evidence.may_decide(after)
    assert why_unread(case_id=sent.id) == REPRESENTED


def test_a_letter_not_yet_posted_goes_to_who_stepped_in_since(sent: Visitor, clerk: Clerk) -> None:
    notice_id = refuse(sent, clerk).notice_id
    assert by_post.find_new_address(sent.facts(), notice_id) == ()
    assert step_in(sent, clerk) is None
    assert by_post.find_new_address(sent.facts(), notice_id) == tuple(LAWYER.split("\n"))


def test_it_ends_and_the_person_gets_her_letters_as_before(sent: Visitor, clerk: Clerk) -> None:
    assert step_in(sent, clerk) is None
    assert end(sent, clerk) is None
    assert still_acting(matter(sent)) is None and acting_in(matter(sent)) is None
    assert cases.may_open_case(city="marburg", case_id=sent.id, access=sent.access)
    letter = notices.get_document(notice_id=refuse(sent, clerk).notice_id)
    assert letter.addressee == ("Erika Muster", "Am Markt 1", "35037 Marburg")
    assert matter(sent).last(f.PrintingOrdered) is None
    assert step_in(sent, clerk, address=LAWYER.replace("Anna", "Bert")) is None
    assert acting_in(matter(sent)).by == "Bert Anwalt"  # type: ignore[union-attr]


def test_what_cannot_be_recorded_is_said(sent: Visitor, clerk: Clerk) -> None:
    assert step_in(sent, clerk, capacity="officer") == NO_CAPACITY
    assert step_in(sent, clerk, how=" ") == NO_WORDS
    assert step_in(sent, clerk, typed="9.11.2026").code == "posting.future"
    assert step_in(sent, clerk, address="Anna Anwalt").where == "adresse"
    assert step_in(sent, clerk) is None
    assert step_in(sent, clerk) == SOMEBODY


def test_the_case_is_found_by_the_name_of_who_stepped_in(sent: Visitor, clerk: Clerk) -> None:
    officer = Officer.objects.get(pk=clerk.id)
    here: Any = {"city": "marburg", "officer": officer, "typed": "Anwalt", "now": sent.world.now}
    assert find_cases(**here).lines == ()
    assert step_in(sent, clerk) is None
    assert [line.id for line in find_cases(**here).lines] == [sent.id]
    assert end(sent, clerk) is None
    assert find_cases(**here).lines == ()


def test_a_lawyers_objection_on_paper_is_his_from_the_first_letter_on(sent: Visitor, clerk: Clerk) -> None:
    notice_id = refuse(sent, clerk).notice_id
    said: Any = {
        "city": "marburg", "case_id": sent.id, "officer": Officer.objects.get(pk=clerk.id), "notice_id": notice_id,
        "typed": "2.11.2026", "way": "paper", "words": "Er misst 70 cm.", "now": sent.world.now,
    }  # fmt: skip
    refused = record_objection(**said, by="Anna Anwalt", how="Vollmacht")
    assert not isinstance(refused, RecordedObjection) and refused.where == "adresse"
    opened = record_objection(**said, by=LAWYER, how="Vollmacht vom 1.11.2026")
    assert isinstance(opened, RecordedObjection)
    sent.world.work()
    objection = cases.find_matter(case_id=opened.case_id, today=sent.world.today)
    acting = acting_in(objection)
    assert acting is not None and (acting.by, acting.name) == ("Anna Anwalt", "Erika Muster")
    assert acting_in(matter(sent)) is None


def test_an_objection_keeps_the_lawyer_of_the_case(sent: Visitor, clerk: Clerk) -> None:
    notice_id = refuse(sent, clerk).notice_id
    assert step_in(sent, clerk) is None
    said: Any = {
        "city": "marburg", "case_id": sent.id, "officer": Officer.objects.get(pk=clerk.id), "notice_id": notice_id,
        "typed": "2.11.2026", "way": "paper", "words": "", "now": sent.world.now,
    }  # fmt: skip
    opened = record_objection(**said)
    assert isinstance(opened, RecordedObjection)
    acting = acting_in(cases.find_matter(case_id=opened.case_id, today=sent.world.today))
    assert acting is not None and acting.later and acting.by == "Anna Anwalt"


def test_the_sign_in_of_a_proxy_that_is_out_proves_nothing_after_somebody_else_stepped_in(sent: Visitor) -> None:
    case = matter(sent)
    at, day = sent.world.now, sent.world.today
    before = f.RepresentationInherited(
        at=at, capacity="proxy", name="Erika Muster", by="Max", reference="MR-1", proved=True
    )
    out = f.AuthorityRevoked(at=at, received_on=day, how="Brief", address=tuple(HOME.split("\n")), by="C", officer="1")
    now = f.RepresentationNamed(
        at=at, capacity="proxy", name="Erika Muster", by="Anna Anwalt", received_on=day, how="Vollmacht",
        address=("Ring 7", "35037 Marburg"), officer="1", recorded_by="C",
    )  # fmt: skip
    later = replace(case, facts=(*case.facts, before, out, now))
    assert acting_in(later).by == "Anna Anwalt"  # type: ignore[union-attr]
    assert evidence.standing(later) == "represented"
