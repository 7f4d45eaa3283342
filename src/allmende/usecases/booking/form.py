"""Free times as the answer to a question of a form: offered, held while she fills it in, hers when she sends it.

The draft keeps which time she chose; the calendar keeps for whom it is held. A hold that ended is taken again where the time is
still free; where it is not she is told at once and sees the nearest ones, and nothing she typed is lost.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from allmende.apps.applications.queries import ApplicationDraft
from allmende.apps.booking import operations, queries
from allmende.apps.booking.queries import Booked, OfferView
from allmende.domain import forms
from allmende.domain.booking import moment_of
from allmende.domain.forms.types.appointment import DAY, slot_of
from allmende.domain.forms.values import read
from allmende.domain.matter.people import people_of
from allmende.domain.values import Problem
from allmende.usecases.booking import find, hold, matters
from allmende.usecases.booking.find import Free, Wish

TIMES, NEAREST = 12, 6
ASKED_SINCE = forms.Field("since", "date", DAY.label, path="since")


@dataclass(frozen=True, slots=True)
class TimesOffered:
    """What one question offers. `held`: what is kept for her; `lost`: what she chose was given to somebody else meanwhile."""

    offer: OfferView
    held: Booked | None
    chosen: tuple[int, int] | None
    lost: bool
    free: tuple[Free, ...]


def read_times(*, city: str, draft: ApplicationDraft, step_id: str, now: datetime) -> dict[str, TimesOffered]:
    """What each question of a step for an appointment offers, by its path; none where the city has no such offer."""
    return {
        field.id: _offered(city, draft.id, field.id, offer, draft.entries.get(field.id), now)
        for field, offer in _questions(draft, step_id)
    }


def hold_chosen(
    *, city: str, draft: ApplicationDraft, step_id: str, entries: Mapping[str, Any], now: datetime
) -> tuple[Problem, ...]:
    """Keep what was chosen in that step, and what is kept for other steps a while longer; why not, at its question."""
    refused = []
    asks = any(field.offer for field in draft.service.form.fields())
    if asks:
        operations.renew_holds(matter=draft.id, until=now + hold.HOLD, longest=hold.LONGEST, now=now)
    for field, offer in _questions(draft, step_id):
        chosen = slot_of(entries.get(field.id))
        if chosen is None:
            operations.drop_hold(matter=draft.id, asked=field.id)
            continue
        problem = _hold(city, draft.id, field.id, offer, chosen, now)
        if problem:
            refused.append(Problem(problem.code, problem.text, field.id))
    return tuple(refused)


def book_chosen(
    *, city: str, draft: ApplicationDraft, answers: Mapping[str, Any], email: str, now: datetime
) -> Problem | None:
    """What was chosen becomes an appointment of the case that the draft has become. A problem stands at its question.

    The caller holds the transaction and undoes everything where one is refused.
    """
    for field, offer in _questions(draft, None):
        chosen = slot_of(draft.entries.get(field.id)) if field.id in answers else None
        if chosen is None:
            operations.drop_hold(matter=draft.id, asked=field.id)
            continue
        problem = _hold(city, draft.id, field.id, offer, chosen, now)
        held = queries.find_of_matter(matter=draft.id, asked=field.id)
        if problem or held is None:
            return Problem(find.TAKEN.code, find.TAKEN.text, field.id)
        person = {
            "name": people_of(answers).applicant[:120], "email": email, "phone": "", "language": draft.language,
        }  # fmt: skip
        who = matters.who_of(matter=draft.id, asked=field.id)
        if not operations.book(reservation_id=held.id, person=person, who=who, now=now):
            return Problem(find.TAKEN.code, find.TAKEN.text, field.id)
        matters.tell_booked(booked=held, purpose=field.label.spoken("de"), actor=matters.CITIZEN, now=now)
        if email:
            operations.note_mail(reservation_id=held.id, says="booked", key="booked", now=now)
    return None


def _questions(draft: ApplicationDraft, step_id: str | None) -> Iterator[tuple[forms.Field, OfferView]]:
    """The questions for an appointment of a step, or of the whole form, with the city's offer."""
    form = draft.service.form
    for step in form.steps if step_id is None else (form.step(step_id),):
        for field in step.fields:
            offer = queries.find_offer(key=field.offer) if field.offer else None
            if offer:
                yield field, offer


def _offered(city: str, matter: str, asked: str, offer: OfferView, entry: Any, now: datetime) -> TimesOffered:
    held, chosen = _held(matter, asked, now), slot_of(entry)
    mine = held if held and chosen == _slot(held) else None
    lost = False
    if chosen and mine is None:
        lost = _free(city, offer, chosen, now) is None
    if lost and chosen:
        near = moment_of(chosen[1])
        free = find.list_nearest(city=city, offer=offer, extras={}, near=near, channel="online", now=now, most=NEAREST)
    else:
        wish = Wish(offer, since=_since(entry))
        free = find.list_free(city=city, wish=wish, channel="online", now=now, most=TIMES)
    return TimesOffered(offer, mine, None if lost else chosen, lost, free)


def _since(entry: Any) -> date | None:
    typed = str(entry.get("since") or "").strip()[:40] if isinstance(entry, Mapping) else ""
    value, problems = read(ASKED_SINCE, typed) if typed else (None, ())
    return value if isinstance(value, date) and not problems and 2000 <= value.year < 2100 else None


def _held(matter: str, asked: str, now: datetime) -> Booked | None:
    found = queries.find_of_matter(matter=matter, asked=asked)
    alive = found and found.state == "held" and found.expires_at is not None and found.expires_at > now
    return found if alive else None


def _slot(booked: Booked) -> tuple[int, int]:
    return booked.site.id, int(booked.begins.timestamp()) // 60


def _free(city: str, offer: OfferView, chosen: tuple[int, int], now: datetime) -> object:
    return find.pick_slot(
        city=city,
        offer=offer,
        minutes=offer.offer.minutes,
        site_id=chosen[0],
        since=chosen[1],
        channel="online",
        now=now,
    )


@transaction.atomic
def _hold(
    city: str, matter: str, asked: str, offer: OfferView, chosen: tuple[int, int], now: datetime
) -> Problem | None:
    """It is held for her afterwards. A hold that lives stays, also where others could not book that time any more (notice)."""
    held = _held(matter, asked, now)
    if held and _slot(held) == chosen:
        return None
    made = hold.hold_slot(
        city=city, offer_key=offer.offer.id, extras={}, site_id=chosen[0], since=chosen[1], channel="online", now=now,
        matter=matter, asked=asked,
    )  # fmt: skip
    return made if isinstance(made, Problem) else None
