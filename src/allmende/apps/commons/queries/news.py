"""What happened in the commons, what of it is unread, and what waits for somebody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from allmende.apps.catalogue import queries as catalogue
from allmende.apps.commons.models import Draft, Event, Reading
from allmende.apps.commons.queries.drafts import Author, DraftHead, author_of, head_of
from allmende.apps.commons.queries.reviews import review_states
from allmende.domain.cooperation import StaffMember
from allmende.domain.cooperation.news import tell_event
from allmende.domain.cooperation.review import KINDS, ROLE_OF, State
from allmende.domain.values import Text
from allmende.foundation.identity.models import Officer
from allmende.foundation.tenancy import hosts

SETTLED = timedelta(minutes=2)
"""Events younger than this are left for the next mail: others written at the same moment may not be visible yet."""

Turn = Literal["review", "legal", "data_protection", "release", "revise", "adopt"]


@dataclass(frozen=True, slots=True)
class EventView:
    """Something that happened, told in a sentence; ids for links."""

    id: int
    kind: str
    text: Text
    service_id: str
    draft_id: str | None
    release_sha: str | None
    author: Author
    at: datetime
    data: Mapping[str, Any]
    unread: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """What somebody should do next. `kind` says what, the ids where; `text` says it in words, `title` about what.

    review, legal, data_protection   the proposal `draft_id` lacks her city's word
    release                          nothing is missing any more
    revise                           her own proposal has objections or open comments
    adopt                            the release `release_sha` is newer than what her city runs, or what it runs was withdrawn
    """

    kind: Turn
    service_id: str
    title: str
    text: Text
    draft_id: str | None = None
    release_sha: str | None = None


@dataclass(frozen=True, slots=True)
class Mailing:
    """An officer's mail of the morning: what is unread since the last one."""

    officer_id: str
    name: str
    email: str
    roles: tuple[str, ...]
    events: tuple[EventView, ...]
    up_to: int


def list_events(*, person: StaffMember, since: int | None = None, limit: int = 50) -> tuple[EventView, ...]:
    """What concerns her, latest first. `since`: only after this event. Two statements."""
    seen = _seen(person)
    rows = _concerning(person)
    if since is not None:
        rows = rows.filter(pk__gt=since)
    return tuple(_told(rows.order_by("-id")[:limit], person.id, seen))


def unread(*, person: StaffMember) -> int:
    """How many events others caused that she has not seen. Two statements."""
    return _concerning(person).filter(pk__gt=_seen(person)).exclude(author_id=person.id).count()


def find_reading(*, person: StaffMember) -> tuple[int, bool]:
    """Up to which event she has read, and whether she wants mails."""
    row = Reading.objects.filter(officer_id=person.id).values_list("seen", "wants_mail").first()
    return row or (0, True)


def list_to_mail(*, city: str, now: datetime) -> Iterator[Mailing]:
    """Officers of the city in scope who have unread news since their last mail, and an address."""
    read = {row.officer_id: row for row in Reading.objects.all()}
    for officer in Officer.objects.filter(active=True).exclude(email="").order_by("username"):
        person = StaffMember(city, str(officer.pk), officer.name, tuple(officer.roles))
        row = read.get(officer.pk)
        if row is not None and not row.wants_mail:
            continue
        after = max(row.seen, row.mailed) if row else 0
        fresh = _concerning(person, addressed=True).filter(
            pk__gt=after, at__gte=officer.created_at, at__lte=now - SETTLED
        )
        events = tuple(_told(fresh.exclude(author_id=person.id).order_by("id"), person.id, after))
        if events:
            yield Mailing(person.id, officer.name, officer.email, person.roles, events, events[-1].id)


def waiting_for(*, person: StaffMember, today: date) -> tuple[Waiting, ...]:
    """What she should do next, most pressing first. The number of statements does not grow with the proposals."""
    rows = Draft.objects.filter(state="review").select_related("base").defer("head", "base__signature")
    heads = [head_of(row) for row in rows.order_by("proposed_at", "id")]
    states = review_states(heads)
    found = [turn for head in heads for turn in _turns(person, head, states[head.id])]
    if person.has("uebernahme"):
        found = [*_adoptions(person, today), *found]
    return tuple(found)


def _turns(person: StaffMember, head: DraftHead, state: State) -> Iterator[Waiting]:
    about = (head.service_id, head.title)
    for kind in KINDS:
        if person.has(ROLE_OF[kind]) and state.awaits(person.city, kind):
            yield Waiting(kind, *about, TURNS[kind], draft_id=head.id)
    if person.has("freigabe") and state.releasable:
        yield Waiting("release", *about, TURNS["release"], draft_id=head.id)
    if person.id == head.author.id and (
        state.open_comments or any(not objection.stale for objection in state.objections)
    ):
        yield Waiting("revise", *about, TURNS["revise"], draft_id=head.id)


TURNS: Mapping[str, Text] = {
    "review": Text.named("apps.commons.queries.news.review"),
    "legal": Text.named("apps.commons.queries.news.legal"),
    "data_protection": Text.named("apps.commons.queries.news.data_protection"),
    "release": Text.named("apps.commons.queries.news.release"),
    "revise": Text.named("apps.commons.queries.news.revise"),
    "withdrawn": Text.named("apps.commons.queries.news.withdrawn"),
    "adopt": Text.named("apps.commons.queries.news.adopt"),
}


def _adoptions(person: StaffMember, today: date) -> Iterator[Waiting]:
    """Services the city runs in a withdrawn or older release and has decided nothing about yet; the withdrawn first."""
    running = [one for one in catalogue.city_overview(city=person.city, day=today) if one.running is not None]
    for standing in sorted(running, key=lambda one: not one.withdrawn):
        offered, planned, runs = standing.offered_next, standing.planned, standing.running
        if runs is None or (planned is not None and (offered is None or not offered.newer_than(planned.release))):
            continue
        if standing.withdrawn:
            release = offered or standing.latest or runs.release
            yield Waiting(
                "adopt", standing.service_id, release.title.spoken("de"), TURNS["withdrawn"], release_sha=release.sha256
            )
        elif offered is not None and standing.postponed is None:
            yield Waiting(
                "adopt", standing.service_id, offered.title.spoken("de"), TURNS["adopt"], release_sha=offered.sha256
            )


def _concerning(person: StaffMember, *, addressed: bool = False) -> QuerySet[Event]:
    """Events for her city and roles. `addressed`: only those meant for a role of hers, or about her own drafts."""
    rows = Event.objects.annotate(meant=Cast("roles", TextField())).filter(Q(only_city="") | Q(only_city=person.city))
    mine = Q(draft__author_id=person.id)
    for role in person.roles:
        mine |= Q(meant__contains=f'"{role}"')
    if not addressed:
        mine |= Q(roles=[])
    return rows.filter(mine).select_related("release").defer("release__signature")


def _seen(person: StaffMember) -> int:
    return Reading.objects.filter(officer_id=person.id).values_list("seen", flat=True).first() or 0


def _told(rows: Iterable[Event], person_id: str, seen: int) -> Iterator[EventView]:
    names = {city.key: city.name for city in hosts.list_cities()}
    for row in rows:
        author = author_of(row)
        text = tell_event(
            kind=row.kind,
            name=author.name,
            city=names.get(author.city, author.city),
            service=Text.of(row.data["service"]) if row.data.get("service") else Text(row.service_id),
            data=row.data,
        )
        yield EventView(
            id=row.pk,
            kind=row.kind,
            text=text,
            service_id=row.service_id,
            draft_id=str(row.draft_id) if row.draft_id else None,
            release_sha=row.release.sha256 if row.release else None,
            author=author,
            at=row.at,
            data=row.data,
            unread=row.pk > seen and author.id != person_id,
        )
