"""The read door: offers, sites, the rules and taken times a search needs, one reservation, a day's list, the queue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.db.models import Exists, F, Func, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Length

from allmende.apps.booking.models import (
    BookingMail,
    Delivery,
    Desk,
    EmergencyCall,
    HoursException,
    Invitation,
    KioskDevice,
    Offer,
    Reservation,
    Site,
    Subscriber,
    Ticket,
    WaitingEntry,
    WeeklyHours,
)
from allmende.domain import booking
from allmende.domain.booking import Exceptional, OpenHours, Opening, Weekly, minute_of, moment_of
from allmende.domain.values import Text

ACTIVE = ("held", "booked")


@dataclass(frozen=True, slots=True)
class SiteView:
    """A place with desks."""

    id: int
    name: str
    unit: str
    lines: tuple[str, ...]
    accessible: bool


@dataclass(frozen=True, slots=True)
class DeviceView:
    """A device that gives numbers (`models.KioskDevice`). `made_at`: when its present key was made."""

    id: int
    site: SiteView
    name: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class DeskView:
    """A desk, a room, a vehicle, a seat (`kind`). `skills`: what it can do. `feed_key`: what opens its calendar feed."""

    id: int
    site: int
    name: str
    offers: tuple[str, ...]
    active: bool
    kind: str = "desk"
    feed_key: str = ""
    skills: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OfferView:
    """An offer with its number here. `service`: whose page leads to it."""

    id: int
    offer: booking.BookingOffer
    service: str
    active: bool


@dataclass(frozen=True, slots=True)
class Booked:
    """A reservation with what it refers to. `matter`: the application or case it belongs to, and what `asked` for it there. `skills`:
    what was wished for of its desk."""

    id: str
    state: str
    channel: str
    offer: OfferView
    site: SiteView
    desk: int
    desk_name: str
    begins: datetime
    ends: datetime
    extras: Mapping[str, int]
    person: Mapping[str, str]
    made_at: datetime
    expires_at: datetime | None
    matter: str = ""
    asked: str = ""
    links: int = 0
    skills: frozenset[str] = frozenset()

    @property
    def minutes(self) -> int:
        """How long the visit is."""
        return int((self.ends - self.begins).total_seconds()) // 60


@dataclass(frozen=True, slots=True)
class InvitationView:
    """A case asks a person to book (`models.Invitation`)."""

    id: str
    matter: str
    offer_key: str
    purpose: str
    until: date
    state: str
    node_id: str
    role: str
    unit: str
    links: int = 0


@dataclass(frozen=True, slots=True)
class TicketView:
    """Somebody in the queue. `booked`: her appointment, None for a walk-in."""

    id: str
    number: str
    state: str
    offer: OfferView
    desk: int | None
    desk_name: str
    booked: str | None
    issued_at: datetime
    called_at: datetime | None


@dataclass(frozen=True, slots=True)
class WaitingView:
    """Somebody who waits for a time (`models.WaitingEntry`). `site`: None where any is right."""

    id: str
    state: str
    offer: OfferView
    site: SiteView | None
    extras: Mapping[str, int]
    until: date
    wish: Mapping[str, Any]
    person: Mapping[str, str]
    reservation: str
    answer_by: datetime | None


@dataclass(frozen=True, slots=True)
class SubscriberView:
    """A program that is told when free times change (`models.Subscriber`). `waiting`: messages that did not reach it yet."""

    id: str
    label: str
    url: str
    version: int
    withdrawn: bool
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """One message to one subscriber (`models.Delivery`)."""

    id: str
    subscriber: SubscriberView
    site: int
    on: date | None
    noted_at: datetime
    delivered: bool


@dataclass(frozen=True, slots=True)
class EmergencyView:
    """A call for help from a desk. `officer`: who called, as a number."""

    id: int
    site: int
    site_name: str
    desk_name: str
    officer: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SiteRules:
    """What a search needs of one offer: its desks with their opening, their taken times, how many a day has."""

    offer: OfferView
    desks: tuple[booking.BookableDesk, ...]
    busy: Mapping[int, list[tuple[int, int]]]
    taken: Mapping[date, int]


@dataclass(frozen=True, slots=True)
class HoursRow:
    """One row of opening as it is set up: weekly (`weekday`) or for one day (`on`)."""

    id: int
    desk: int | None
    weekday: int | None
    on: date | None
    opens: bool
    hours: OpenHours
    reason: str = ""


@dataclass(frozen=True, slots=True)
class BookingMailView:
    """A mail to be sent, or sent."""

    id: str
    reservation: str
    entry: str
    key: str
    says: str
    noted_at: datetime
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit for the figures: moments and its end, nobody's name. `begins` and `booked_at`: of an appointment."""

    offer: int
    state: str
    begins: datetime | None
    booked_at: datetime | None
    issued_at: datetime | None
    called_at: datetime | None


class _Minute(Func):
    """A moment as whole minutes since 1970: a search reads thousands, and Python need not parse them."""

    output_field = IntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return self.as_sql(
            compiler, connection, template="(CAST(strftime('%%%%s', %(expressions)s) AS INTEGER) / 60)", **more
        )

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return self.as_sql(compiler, connection, template="(extract(epoch FROM %(expressions)s)::bigint / 60)", **more)


def list_offers(*, inactive: bool = False) -> tuple[OfferView, ...]:
    """Those of the city, by name. One statement."""
    found = (view_of_offer(row) for row in Offer.objects.all() if row.active or inactive)
    return tuple(sorted(found, key=lambda one: (one.offer.name["de"], one.offer.id)))


def find_offer(*, key: str) -> OfferView | None:
    """The active offer of that key."""
    row = Offer.objects.filter(key=key, active=True).first()
    return view_of_offer(row) if row else None


def find_offer_of_service(*, service: str) -> OfferView | None:
    """The active offer to which that service's page leads."""
    row = Offer.objects.filter(service=service, active=True).order_by("pk").first() if service else None
    return view_of_offer(row) if row else None


def list_sites() -> tuple[SiteView, ...]:
    return tuple(_site(row) for row in Site.objects.filter(active=True).order_by("name", "pk"))


def find_site(*, site_id: int) -> SiteView | None:
    row = Site.objects.filter(pk=site_id, active=True).first()
    return _site(row) if row else None


def find_device(*, key_hash: str) -> DeviceView | None:
    """The device whose page the key with that hash opens, at an active site."""
    row = KioskDevice.objects.select_related("site").filter(key_hash=key_hash, site__active=True).first()
    return _device(row) if row else None


def list_devices(*, site_id: int) -> tuple[DeviceView, ...]:
    """Those of a site, by name."""
    rows = KioskDevice.objects.select_related("site").filter(site_id=site_id).order_by("name", "pk")
    return tuple(_device(row) for row in rows)


def find_fed_desk(*, key: str) -> tuple[DeskView, SiteView] | None:
    """The desk whose calendar feed that key opens, and its site."""
    row = Desk.objects.select_related("site").filter(feed_key=key).first() if key else None
    return (_desk(row), _site(row.site)) if row else None


def list_of_desk(*, desk_id: int, since: datetime, until: datetime) -> tuple[Booked, ...]:
    """What is booked at a desk in that time, in order."""
    rows = _with_all().filter(state="booked", desk_id=desk_id, begins__gte=since, begins__lt=until)
    return tuple(_booked(row) for row in rows.order_by("begins"))


def list_desks(*, site_id: int) -> tuple[DeskView, ...]:
    rows = Desk.objects.filter(site_id=site_id).order_by("name", "pk")
    return tuple(_desk(row) for row in rows)


def load_rules(
    *,
    offer: OfferView,
    state: str,
    since: date,
    until: date,
    sites: Collection[int] | None,
    now: datetime,
    but: str = "",
) -> SiteRules:
    """What a search for that offer on these days needs. At most five statements, however much is booked.

    `sites`: at these alone; `state`: whose holidays are days off. A hold that has expired takes no time;
    nor does `but`, the appointment that is to be moved.
    """
    rows = list(
        Desk.objects.filter(active=True, site__active=True)
        .order_by("name", "pk")
        .values_list("pk", "site_id", "skills", "offers")
    )
    chosen = [
        (desk, site, frozenset(skills))
        for desk, site, skills, offers in rows
        if offer.offer.id in offers and (sites is None or site in sites)
    ]
    opening = openings({desk: site for desk, site, _ in chosen}, state=state, since=since, until=until)
    first, last = moment_of(minute_of(since, 0)), moment_of(minute_of(until, booking.MIDNIGHT))
    return SiteRules(
        offer,
        tuple(booking.BookableDesk(desk, site, opening[desk], skills) for desk, site, skills in chosen),
        _busy({desk for desk, _, _ in chosen}, first, last, now, but),
        _taken(offer, first, last, now, but) if offer.offer.per_day is not None else {},
    )


def openings(desks: Mapping[int, int], *, state: str, since: date, until: date) -> dict[int, Opening]:
    """The rules of these desks (desk → site) with the exceptions of these days. Two statements."""
    sites = set(desks.values())
    weekly = list(
        WeeklyHours.objects.filter(site__in=sites).values_list("site_id", "desk_id", "weekday", "since", "until")
    )
    other = list(
        HoursException.objects.filter(site__in=sites, on__gte=since, on__lte=until).values_list(
            "site_id", "desk_id", "on", "opens", "since", "until"
        )
    )
    found = {}
    for desk, site in desks.items():
        own = [row for row in weekly if row[1] == desk] or [row for row in weekly if row[0] == site and row[1] is None]
        found[desk] = Opening(
            tuple(Weekly(row[2], OpenHours(row[3], row[4])) for row in own),
            tuple(
                Exceptional(row[2], row[3], OpenHours(row[4], row[5]))
                for row in other
                if row[0] == site and row[1] in (None, desk)
            ),
            state,
        )
    return found


def _busy(
    desks: set[int], first: datetime, last: datetime, now: datetime, but: str
) -> dict[int, list[tuple[int, int]]]:
    rows = (
        _taking(now, but)
        .filter(desk__in=desks, begins__lt=last, free_again__gt=first)
        .order_by("desk_id", "begins")
        .values_list("desk_id", _Minute("begins"), _Minute("free_again"))
    )
    return {desk: [(since, until) for _, since, until in group] for desk, group in groupby(rows, lambda row: row[0])}


def _taken(offer: OfferView, first: datetime, last: datetime, now: datetime, but: str) -> dict[date, int]:
    found: dict[date, int] = {}
    moments = (
        _taking(now, but).filter(offer_id=offer.id, begins__gte=first, begins__lt=last).values_list("begins", flat=True)
    )
    for moment in moments:
        day = local_day(moment)
        found[day] = found.get(day, 0) + 1
    return found


def _taking(now: datetime, but: str = "") -> QuerySet[Reservation]:
    found = Reservation.objects.filter(Q(state="booked") | Q(state="held", expires_at__gt=now))
    return found.exclude(pk=but) if but else found


def find(*, reservation_id: str) -> Booked | None:
    row = _with_all().filter(pk=reservation_id).first()
    return _booked(row) if row else None


def find_of_matter(*, matter: str, asked: str) -> Booked | None:
    """What is held or booked for that question or task of a matter; else what was held for it last."""
    rows = _with_all().filter(matter=matter, asked=asked, state__in=("booked", "held", "expired"))
    known = {row.state: row for row in rows.order_by("made_at")}
    row = known.get("booked") or known.get("held") or known.get("expired")
    return _booked(row) if row else None


def list_of_matter(*, matter: str) -> tuple[Booked, ...]:
    """Everything booked for a matter, in order of time; what is over, too."""
    return tuple(_booked(row) for row in _with_all().filter(matter=matter, state="booked").order_by("begins"))


def find_invitation(*, invitation_id: str) -> InvitationView | None:
    row = Invitation.objects.filter(pk=invitation_id).first()
    return _invitation(row) if row else None


def find_open_invitation(*, matter: str) -> InvitationView | None:
    """The latest one of a case that the person has still to answer."""
    row = Invitation.objects.filter(matter=matter, state="open").order_by("-made_at").first()
    return _invitation(row) if row else None


def list_unanswered(*, before: date) -> tuple[InvitationView, ...]:
    """Invitations whose last day is before that day, and nothing is booked."""
    rows = Invitation.objects.filter(state="open", until__lt=before).order_by("until")
    return tuple(_invitation(row) for row in rows)


def list_names(*, reservation_ids: Collection[str]) -> dict[str, str]:
    """Who has these appointments; those that are forgotten are left out."""
    rows = Reservation.objects.filter(pk__in=reservation_ids, forgotten_at=None).values_list("pk", "person")
    return {str(pk): person.get("name", "") for pk, person in rows}


def list_of_person(*, name: str, email: str, phone: str) -> tuple[Booked, ...]:
    """Appointments under exactly that name that were booked with one of these; by day."""
    ways = (Q(person__email__iexact=email) if email else Q(pk=None)) | (Q(person__phone=phone) if phone else Q(pk=None))
    rows = _with_all().filter(ways, person__name__iexact=name, forgotten_at=None).exclude(booked_at=None)
    return tuple(_booked(row) for row in rows.order_by("begins"))


def list_day(*, site_id: int, since: datetime, until: datetime, now: datetime) -> tuple[Booked, ...]:
    """What is booked at a site in that time, in order; also what is held just now."""
    rows = _with_all().filter(
        Q(state="booked") | Q(state="held", expires_at__gt=now), desk__site_id=site_id, begins__lt=until, ends__gt=since
    )
    return tuple(_booked(row) for row in rows.order_by("begins", "desk__name"))


def list_booked(*, site_id: int, since: datetime, offer: int | None = None) -> tuple[Booked, ...]:
    """Appointments at a site from that moment on: what a change of its rules may hit."""
    rows = _with_all().filter(state="booked", desk__site_id=site_id, begins__gte=since)
    if offer is not None:
        rows = rows.filter(offer_id=offer)
    return tuple(_booked(row) for row in rows.order_by("begins", "desk__name"))


def list_to_remind(*, since: datetime, until: datetime, booked_before: timedelta) -> tuple[tuple[str, datetime], ...]:
    """Id and begin of appointments that begin in that time, were booked at least so long before, and have no reminder noted since
    they were moved there."""
    told = BookingMail.objects.filter(says="reminder", reservation=OuterRef("pk")).exclude(
        noted_at__lt=Coalesce(
            Subquery(
                BookingMail.objects.filter(says__startswith="moved", reservation=OuterRef("reservation_id"))
                .order_by("-noted_at")
                .values("noted_at")[:1]
            ),
            F("noted_at"),
        )
    )
    rows = Reservation.objects.filter(
        state="booked", begins__gt=since, begins__lte=until, booked_at__lte=F("begins") - booked_before
    )
    found = rows.exclude(Exists(told)).order_by("begins").values_list("pk", "begins")
    return tuple((str(pk), begins) for pk, begins in found)


def has_active(*, offer: int, who: str, now: datetime, proved: bool) -> bool:
    """Is there an appointment of that offer, not over, with that address or number? `proved`: only one whose owner answered a mail;
    else also what was only typed, which is for the eyes of staff."""
    found = Reservation.objects.filter(offer_id=offer, who=who, state="booked", ends__gt=now)
    return (found.filter(proved=True) if proved else found).exists()


def list_asked(*, who: str, now: datetime, most: int) -> tuple[Booked, ...]:
    """Times that are held until the owner of that address answers a mail, the newest first."""
    rows = _with_all().filter(who=who, state="held", expires_at__gt=now).exclude(who="").order_by("-made_at")
    return tuple(_booked(row) for row in rows[:most])


def list_asked_to_wait(*, who: str, most: int) -> tuple[WaitingView, ...]:
    """Entries whose owner has not said by mail yet that she waits, the newest first."""
    rows = _waiting().filter(who=who, state="asked").exclude(who="").order_by("-made_at")
    return tuple(_waiting_view(row) for row in rows[:most])


def list_queue(*, site_id: int, on: date) -> tuple[TicketView, ...]:
    """Everybody who had a number that day, in the order of their arrival."""
    rows = (
        Ticket.objects.filter(site_id=site_id, on=on)
        .select_related("offer", "desk")
        .order_by("issued_at", Length("number"), "number")
    )
    return tuple(
        TicketView(
            str(row.pk), row.number, row.state, view_of_offer(row.offer), row.desk_id, row.desk.name if row.desk else "",
            str(row.reservation_id) if row.reservation_id else None, row.issued_at, row.called_at,
        )
        for row in rows
    )  # fmt: skip


def list_visits(*, site_id: int, since: datetime, until: datetime) -> tuple[Visit, ...]:
    """Appointments that began in that time and numbers that were given out in it. Two statements."""
    tickets = Ticket.objects.filter(site_id=site_id, issued_at__gte=since, issued_at__lt=until)
    rows = tickets.values_list("reservation_id", "offer_id", "state", "issued_at", "called_at")
    called = {row[0]: row for row in rows if row[0] is not None}
    booked = Reservation.objects.filter(state="booked", desk__site_id=site_id, begins__gte=since, begins__lt=until)
    found = [Visit(row[1], row[2], None, None, row[3], row[4]) for row in rows if row[0] is None]
    for pk, offer, begins, booked_at in booked.values_list("pk", "offer_id", "begins", "booked_at"):
        row = called.get(pk)
        found.append(
            Visit(offer, row[2] if row else "", begins, booked_at, row[3] if row else None, row[4] if row else None)
        )
    return tuple(found)


def find_ticket(*, ticket_id: str) -> tuple[str, SiteView] | None:
    """The state of a ticket, and its site."""
    row = Ticket.objects.select_related("site").filter(pk=ticket_id).first()
    return (row.state, _site(row.site)) if row else None


def find_booked_of_ticket(*, ticket_id: str) -> Booked | None:
    """The appointment of somebody in the queue; None for a walk-in."""
    row = _with_all().filter(pk__in=Ticket.objects.filter(pk=ticket_id).values("reservation_id")).first()
    return _booked(row) if row else None


def list_emergencies(*, site_ids: Collection[int]) -> tuple[EmergencyView, ...]:
    """Calls for help at these sites that nobody has ended, the latest first."""
    rows = EmergencyCall.objects.filter(site_id__in=site_ids, ended_at=None).select_related("site", "desk")
    return tuple(
        EmergencyView(row.pk, row.site_id, row.site.name, row.desk.name if row.desk else "", row.officer, row.at)
        for row in rows.order_by("-at")
    )


def find_waiting(*, entry_id: str) -> WaitingView | None:
    row = _waiting().filter(pk=entry_id).first()
    return _waiting_view(row) if row else None


def list_subscribers() -> tuple[SubscriberView, ...]:
    """Those of the city that were not withdrawn, by label. Two statements."""
    late = Counter(Delivery.objects.filter(delivered_at=None).values_list("subscriber_id", flat=True))
    rows = Subscriber.objects.filter(withdrawn_at=None).order_by("label", "pk")
    return tuple(_subscriber(row, late[row.pk]) for row in rows)


def find_delivery(*, delivery_id: str) -> DeliveryView | None:
    row = Delivery.objects.select_related("subscriber").filter(pk=delivery_id).first()
    if row is None:
        return None
    return DeliveryView(
        str(row.pk), _subscriber(row.subscriber), row.site_id, row.on, row.noted_at, row.delivered_at is not None
    )


def list_waiting(*, today: date, most: int) -> tuple[WaitingView, ...]:
    """Who waits for a time that may still come, in the order in which they came."""
    rows = _waiting().filter(state="waiting", until__gte=today).order_by("made_at", "pk")
    return tuple(_waiting_view(row) for row in rows[:most])


def list_hours(*, site_id: int, since: date) -> tuple[HoursRow, ...]:
    """The weekly rows of a site, then its exceptions from that day on."""
    weekly = WeeklyHours.objects.filter(site_id=site_id).order_by("desk__name", "weekday", "since")
    other = HoursException.objects.filter(site_id=site_id, on__gte=since).order_by("on", "since", "desk__name")
    return (
        *(HoursRow(row.pk, row.desk_id, row.weekday, None, True, OpenHours(row.since, row.until)) for row in weekly),
        *(
            HoursRow(row.pk, row.desk_id, None, row.on, row.opens, OpenHours(row.since, row.until), row.reason)
            for row in other
        ),
    )


def find_mail(*, mail_id: str) -> BookingMailView | None:
    row = BookingMail.objects.filter(pk=mail_id).first()
    return (
        BookingMailView(
            str(row.pk),
            str(row.reservation_id or ""),
            str(row.entry_id or ""),
            row.key,
            row.says,
            row.noted_at,
            row.sent_at,
        )
        if row
        else None
    )


def view_of_offer(row: Offer) -> OfferView:
    """The domain's offer out of its row."""
    rules: dict[str, Any] = row.rules
    extras = tuple(
        booking.OfferExtra(one["id"], Text.of(one["name"]), one["minutes"], one["most"])
        for one in rules.get("extras", ())
    )
    return OfferView(
        row.pk,
        booking.BookingOffer(
            id=row.key,
            name=Text.of(row.name),
            minutes=rules["minutes"],
            step=rules["step"],
            buffer=rules["buffer"],
            per_day=rules["per_day"],
            proof=bool(rules.get("proof")),
            extras=extras,
            wishes=tuple(booking.OfferWish(one["id"], Text.of(one["name"])) for one in rules.get("wishes", ())),
            release=booking.ReleasePlan(**rules["release"]),
            bring=Text.of(row.bring) if row.bring.get("de") else None,
        ),
        row.service,
        row.active,
    )


def local_day(moment: datetime) -> date:
    """The calendar day on which an appointment is."""
    return moment.astimezone(Opening().zone).date()


def _with_all() -> QuerySet[Reservation]:
    return Reservation.objects.select_related("offer", "desk__site")


def _desk(row: Desk) -> DeskView:
    return DeskView(
        row.pk, row.site_id, row.name, tuple(row.offers), row.active, row.kind, row.feed_key, tuple(row.skills)
    )


def _subscriber(row: Subscriber, waiting: int = 0) -> SubscriberView:
    return SubscriberView(str(row.pk), row.label, row.url, row.version, row.withdrawn_at is not None, waiting)


def _site(row: Site) -> SiteView:
    return SiteView(row.pk, row.name, row.unit, tuple(row.lines), row.accessible)


def _device(row: KioskDevice) -> DeviceView:
    return DeviceView(row.pk, _site(row.site), row.name, row.made_at)


def _waiting() -> QuerySet[WaitingEntry]:
    return WaitingEntry.objects.select_related("offer", "site")


def _waiting_view(row: WaitingEntry) -> WaitingView:
    return WaitingView(
        str(row.pk), row.state, view_of_offer(row.offer), _site(row.site) if row.site else None, row.extras, row.until,
        row.wish, row.person, str(row.reservation_id or ""), row.answer_by,
    )  # fmt: skip


def _invitation(row: Invitation) -> InvitationView:
    return InvitationView(
        str(row.pk), str(row.matter), row.offer_key, row.purpose, row.until, row.state, row.node_id, row.role, row.unit,
        row.links,
    )  # fmt: skip


def _booked(row: Reservation) -> Booked:
    return Booked(
        id=str(row.pk),
        state=row.state,
        channel=row.channel,
        offer=view_of_offer(row.offer),
        site=_site(row.desk.site),
        desk=row.desk_id,
        desk_name=row.desk.name,
        begins=row.begins,
        ends=row.ends,
        extras=row.extras,
        person=row.person,
        made_at=row.made_at,
        expires_at=row.expires_at,
        matter=str(row.matter or ""),
        asked=row.asked,
        links=row.links,
        skills=frozenset(row.skills),
    )
