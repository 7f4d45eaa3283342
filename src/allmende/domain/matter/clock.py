"""The days that run in one case: until when, counted from when and why, by which norm. Office and citizen read the same. Pure.

confirm       until when somebody confirms an application made for her
answer        until when the city means to decide
deemed        until when it must, lest the permission counts as granted; or that it does
complete      since when nothing is missing
missing       until when what is missing should come
correction    until when what was asked for should come
hearing       until when the person can comment
payment       until when the fee is to be paid
opinion       until when a body outside or another city answers
notification  when a decision counts as notified
remedy        until when a remedy against it can be lodged
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, cast

from allmende.domain import facts as f
from allmende.domain.deadlines import REMEDY_ACTS, Remedy, appeal_end, find_norm
from allmende.domain.matter import confirming, deeming, status
from allmende.domain.matter.completeness import complete_on, find_deadline
from allmende.domain.matter.hearing import is_unreached
from allmende.domain.matter.model import Matter, decision_of
from allmende.domain.matter.partners import list_asked
from allmende.domain.matter.reached import HEARING, awaits_paper, due_day, is_asked, reach_of
from allmende.domain.matter.recounting import say_why
from allmende.domain.package.sheet import ANSWER, LATER
from allmende.domain.values import Text, day_words, local_day

Kind = Literal[
    "confirm", "answer", "deemed", "complete", "missing", "correction", "hearing", "payment", "opinion", "notification", "remedy"
]  # fmt: skip
ANY_REMEDY = Text.named("matter.clock.any_remedy")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """One of them. `day` is None while it has not begun; `why` says from when it is counted and why, `basis` the norm, empty
    where `why` names it or nobody gave one. `runs`: somebody has to do something until that day. `confirmed`: false where a
    legal office has still to confirm that norm."""

    kind: Kind
    title: Text
    day: date | None
    why: Text
    basis: str = ""
    runs: bool = True
    confirmed: bool = True

    def is_over(self, today: date) -> bool:
        return self.runs and self.day is not None and self.day < today


def list_clocks(matter: Matter, today: date) -> tuple[Clock, ...]:
    """What runs or was fixed, in the order in which a case meets it. What a reader must not know, `matter` does not have."""
    return tuple(clock for part in _PARTS for clock in part(matter, today))


def _confirm(matter: Matter, today: date) -> Iterator[Clock]:
    asked = matter.last(f.ConfirmationAsked)
    if asked and confirming.is_open(matter.facts):
        why = Text.named("matter.clock.confirm_why", day=day_words(local_day(asked.at)))
        yield Clock(kind="confirm", title=Text.named("matter.clock.confirm"), day=asked.until, why=why)


def _answer(matter: Matter, today: date) -> Iterator[Clock]:
    found = find_deadline(matter.service, ANSWER, matter.received_on)
    if found is None or _is_settled(matter):
        return
    why = Text.named("matter.clock.answer_why", counted=found.sentence, day=day_words(matter.received_on))
    yield Clock(
        kind="answer", title=Text.named("matter.clock.answer"), day=found.day, why=why,
        basis=found.basis, confirmed=found.confirmed,
    )  # fmt: skip


def _deemed(matter: Matter, today: date) -> Iterator[Clock]:
    if happened := deeming.find_deemed(matter):
        why = Text.named("matter.clock.deemed_why", day=day_words(happened.counted_from))
        title, rule = Text.named("matter.clock.deemed_done"), matter.service.sheet.deemed_approval
        yield Clock(
            kind="deemed", title=title, day=happened.day, why=why, basis=happened.basis, runs=False,
            confirmed=rule is None or rule.confirmed,
        )  # fmt: skip
    elif period := deeming.find_period(matter, today):
        yield Clock(
            kind="deemed", title=Text.named("matter.clock.deemed"), day=period.day, why=period.why, basis=period.basis,
            confirmed=period.rule.confirmed,
        )  # fmt: skip


def _complete(matter: Matter, today: date) -> Iterator[Clock]:
    completed = matter.last(f.ApplicationCompleted)
    day = complete_on(matter) if completed else None
    if day is None or _is_settled(matter):
        return
    why = Text.named("matter.clock.complete_why", day=day_words(day))
    yield Clock(kind="complete", title=Text.named("matter.clock.complete"), day=day, why=why, runs=False)


def _missing(matter: Matter, today: date) -> Iterator[Clock]:
    """The day that was told stands; how it was counted only where it still comes out so."""
    lacking = status.find_lacking(matter.facts)
    if lacking is None or lacking.missing_until is None:
        return
    found = find_deadline(matter.service, LATER, matter.received_on)
    counted = found if found and found.day == lacking.missing_until else None
    sentence = counted.sentence if counted else Text("")
    why = Text.named("matter.clock.missing_why", counted=sentence, day=day_words(matter.received_on))
    yield Clock(
        kind="missing", title=Text.named("matter.clock.missing"), day=lacking.missing_until, why=why,
        basis=counted.basis if counted else "", confirmed=counted is None or counted.confirmed,
    )  # fmt: skip


def _correction(matter: Matter, today: date) -> Iterator[Clock]:
    asked = status.open_correction(matter.facts, today)
    if asked is None:
        return
    begun = asked.counted_from or local_day(asked.at)
    if not is_asked(matter.facts, asked):
        why = _not_told(matter, asked.request_id, asked.notice_id)
    elif asked.counted_from:
        why = Text.named("matter.clock.by_letter", day=day_words(begun))
    else:
        why = Text.named("matter.clock.correction_why", day=day_words(begun))
    yield Clock(kind="correction", title=Text.named("matter.clock.correction"), day=asked.due_on, why=why)


def _not_told(matter: Matter, about: str, notice_id: str) -> Text:
    """Why no time runs for what did not reach the person. `notice_id`: of its letter, empty without one."""
    waits = awaits_paper(matter.facts, about) or reach_of(matter.facts, notice_id) == "ordered"
    return Text.named("matter.clock.post_waits") if waits else Text.named("matter.clock.letter_back")


def _hearing(matter: Matter, today: date) -> Iterator[Clock]:
    heard = status.unanswered_hearing(matter.facts)
    if heard is None:
        return
    norm = find_norm(matter.service.sheet.law, "hearing")
    back = is_unreached(matter.facts, heard)
    if back:
        why = _not_told(matter, HEARING, heard.notice_id)
    elif heard.counted_from:
        why = Text.named("matter.clock.by_letter", day=day_words(heard.counted_from))
    else:
        why = Text.named("matter.clock.hearing_why", day=day_words(local_day(heard.at)))
    yield Clock(
        kind="hearing", title=Text.named("matter.clock.hearing"), day=None if back else heard.until, why=why,
        basis=norm.basis if norm else "", confirmed=norm is None or norm.confirmed,
    )  # fmt: skip


def _payment(matter: Matter, today: date) -> Iterator[Clock]:
    if matter.last(f.CaseClosed):
        return
    for demand in status.open_demands(matter.facts):
        day = due_day(matter.facts, demand)
        kinds = (f.PaymentDayMoved, f.SuspensionEnded)
        moved = [x for x in matter.facts if isinstance(x, kinds) and x.demand_id == demand.demand_id]
        if demand.due_on is None:
            continue
        if awaits_paper(matter.facts, demand.demand_id):
            why = Text.named("matter.clock.post_waits")
        elif day is None:
            why = Text.named("matter.clock.payment_not_begun")
        elif moved and isinstance(moved[-1], f.SuspensionEnded):
            why = Text.named("matter.clock.payment_resumed", day=day_words(local_day(moved[-1].at)))
        elif moved and isinstance(moved[-1], f.PaymentDayMoved):
            why = Text.named("matter.clock.payment_moved", day=day_words(moved[-1].posted_on))
        else:
            asked = next(
                x for x in matter.facts if isinstance(x, f.PaymentDemanded) and x.demand_id == demand.demand_id
            )
            why = Text.named("matter.clock.payment_why", day=day_words(local_day(asked.at)))
        amount = Text.of({language: demand.amount.spoken(language) for language in ("de", "en")})
        yield Clock(kind="payment", title=Text.named("matter.clock.payment", amount=amount), day=day, why=why)


def _opinion(matter: Matter, today: date) -> Iterator[Clock]:
    for one in list_asked(matter.facts, today):
        why = Text.named("matter.clock.opinion_why", day=day_words(local_day(one.at)))
        title = Text.named("matter.clock.opinion", name=one.name)
        yield Clock(kind="opinion", title=title, day=one.until, why=why)


def _decisions(matter: Matter, today: date) -> Iterator[Clock]:
    """Notification and remedy of each decision that went out and did not come back."""
    discarded = {x.notice_id for x in matter.facts if isinstance(x, f.NoticeDiscarded)}
    for issued in matter.facts:
        if not isinstance(issued, f.NoticeIssued) or issued.notice_kind != "decision" or issued.notice_id in discarded:
            continue
        why = say_why(matter, issued.notice_id)
        if why is None:
            continue
        deemed = next(
            (x for x in reversed(matter.facts) if isinstance(x, f.NotificationDeemed) and x.notice_id == issued.notice_id),
            None,
        )  # fmt: skip
        title = Text.named("matter.clock.notification")
        yield Clock(kind="notification", title=title, day=deemed.day if deemed else None, why=why, runs=False)
        if deemed is None:
            not_begun = Text.named("matter.clock.remedy_not_begun")
            yield Clock(kind="remedy", title=ANY_REMEDY, day=None, why=not_begun)
        elif deemed.appeal_until:
            yield _remedy(matter, deemed, deemed.appeal_until)


def _remedy(matter: Matter, deemed: f.NotificationDeemed, until: date) -> Clock:
    """Counted again from the day that holds. Where that would give another day now, the day the person was told stands."""
    remedy, *how = deemed.appeal_rule.removeprefix("appeal.").split(".")
    counted = appeal_end(
        deemed.day, cast(Remedy, remedy), state=matter.service.city.state,
        instructed="uninstructed" not in how, abroad="abroad" in how,
    )  # fmt: skip
    if counted and counted.day == until:
        why = counted.sentence
    else:
        why = Text.named("matter.clock.remedy_why", day=day_words(deemed.day))
    return Clock(
        kind="remedy", title=REMEDY_ACTS[remedy].clock if remedy in REMEDY_ACTS else ANY_REMEDY, day=until, why=why
    )


_PARTS = (_confirm, _answer, _deemed, _complete, _missing, _correction, _hearing, _payment, _opinion, _decisions)


def _is_settled(matter: Matter) -> bool:
    """Decided, withdrawn or closed: nobody waits for the city's answer any more."""
    return bool(decision_of(matter.facts) or matter.last(f.CaseClosed, f.ApplicationWithdrawn))
