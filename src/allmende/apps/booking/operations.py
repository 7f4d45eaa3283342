"""The write door: reservations, tickets, mails, and the set-up. Each call stands in the caller's transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from allmende.apps.booking.models import (
    BookingMail,
    Delivery,
    Desk,
    EmergencyCall,
    HoursException,
    Invitation,
    KioskDevice,
    Offer,
    QueueEvent,
    Reservation,
    Site,
    Subscriber,
    Ticket,
    WaitingEntry,
    WeeklyHours,
)
from allmende.apps.booking.queries import OfferView
from allmende.domain.booking import OpenHours, Slot
from allmende.domain.matter.outcome import InviteToBook
from allmende.domain.matter.tools import stable_id
from allmende.domain.values import local_day
from allmende.foundation.jobs import publish

NUMBERS = {"booked": "A", "walk_in": "W"}


def lock(*, site_id: int, offer: OfferView | None = None) -> None:
    """Whoever gives away times of a site does so one after the other; of an offer with a most per day, too."""
    if offer is not None and offer.offer.per_day is not None:
        list(Offer.objects.select_for_update().filter(pk=offer.id).values_list("pk"))
    list(Site.objects.select_for_update().filter(pk=site_id).values_list("pk"))


def lock_reservation(*, reservation_id: str) -> str | None:
    """Its state, and nobody else changes it until the transaction ends; None where there is none."""
    found = Reservation.objects.select_for_update().filter(pk=reservation_id).values_list("state", flat=True)
    return next(iter(found), None)


def release_expired(*, slot: Slot, now: datetime) -> None:
    """Holds in the way of a slot whose time is over give it free."""
    Reservation.objects.filter(
        desk_id=slot.desk, state="held", expires_at__lte=now, begins__lt=slot.free_again, free_again__gt=slot.begins
    ).update(state="expired")


def expire_holds(*, site_id: int) -> None:
    """The rules of a site change: what is held there is booked only where it still fits them."""
    Reservation.objects.filter(desk__site_id=site_id, state="held").update(state="expired")


def hold(
    *, slot: Slot, offer_id: int, extras: Mapping[str, int], channel: str, now: datetime, lasts: timedelta,
    matter: str | None = None, asked: str = "", skills: Collection[str] = (),
) -> str | None:  # fmt: skip
    """Keep a slot for a time; the reservation's id. None: the database says that it is taken.

    `skills`: what was wished for of the desk. `matter` and `asked`: the application or case, and the question or task for which.
    """
    fresh = Reservation(
        desk_id=slot.desk, offer_id=offer_id, begins=slot.begins, ends=slot.ends, free_again=slot.free_again,
        state="held", channel=channel, extras=dict(extras), made_at=now, expires_at=now + lasts,
        matter=matter, asked=asked, skills=sorted(skills),
    )  # fmt: skip
    try:
        with transaction.atomic():
            fresh.save(force_insert=True)
    except IntegrityError:
        return None
    return str(fresh.pk)


def drop_hold(*, matter: str, asked: str) -> None:
    """What was held for that question of a matter is free at once."""
    Reservation.objects.filter(matter=matter, asked=asked, state="held").update(state="expired")


def hold_for(*, reservation_id: str, person: Mapping[str, str], who: str, since: datetime, until: datetime) -> bool:
    """What is held, or was, waits until then for whoever has that address; `since` when it is held. False: taken meanwhile."""
    rows = Reservation.objects.filter(pk=reservation_id, state__in=("held", "expired"))
    try:
        with transaction.atomic():
            return bool(rows.update(state="held", person=dict(person), who=who, made_at=since, expires_at=until))
    except IntegrityError:
        return False


def renew_holds(*, matter: str, until: datetime, longest: timedelta, now: datetime) -> None:
    """Everything that is still held for that matter is kept until then, none longer than so long after it was chosen."""
    alive = Reservation.objects.filter(matter=matter, state="held", expires_at__gt=now, expires_at__lt=until)
    alive.filter(made_at__gte=until - longest).update(expires_at=until)


def renew_hold(*, reservation_id: str, until: datetime) -> None:
    Reservation.objects.filter(pk=reservation_id, state="held").update(expires_at=until)


def book(*, reservation_id: str, person: Mapping[str, str], who: str, now: datetime, proved: bool = False) -> bool:
    """A held or expired slot is booked. `proved`: a mail to the address of `who` was answered. False: taken meanwhile, or this person
    has a proved one of that offer (`has_active`)."""
    row = Reservation.objects.get(pk=reservation_id)
    if who:
        Reservation.objects.filter(offer_id=row.offer_id, who=who, state="booked", ends__lte=now).update(who="")
    try:
        with transaction.atomic():
            Reservation.objects.filter(pk=reservation_id, state__in=("held", "expired")).update(
                state="booked", person=dict(person), who=who, proved=proved, booked_at=now, expires_at=None
            )
    except IntegrityError:
        return False
    _tell_changed(row.desk_id, row.begins, now)
    return True


def cancel(*, reservation_id: str, now: datetime) -> None:
    Reservation.objects.filter(pk=reservation_id).exclude(state="cancelled").update(
        state="cancelled", cancelled_at=now, who=""
    )
    _tell_freed(Reservation.objects.get(pk=reservation_id), now)


def move(*, reservation_id: str, slot: Slot, now: datetime) -> bool:
    """To another time, perhaps another desk. False: taken."""
    before = Reservation.objects.get(pk=reservation_id)
    try:
        with transaction.atomic():
            Reservation.objects.filter(pk=reservation_id, state="booked").update(
                desk_id=slot.desk, begins=slot.begins, ends=slot.ends, free_again=slot.free_again
            )
    except IntegrityError:
        return False
    _tell_freed(before, now)
    _tell_changed(slot.desk, slot.begins, now)
    return True


def note_mail(*, reservation_id: str, says: str, key: str, now: datetime) -> None:
    """A mail is to go out, once for its key; a job writes and sends it."""
    _keep_mail(reservation_id, BookingMail(reservation_id=reservation_id, key=key, says=says, noted_at=now))


def note_mail_to_waiting(*, entry_id: str, says: str, key: str, now: datetime) -> None:
    """A mail to somebody who has no time yet is to go out, once for its key."""
    _keep_mail(entry_id, BookingMail(entry_id=entry_id, key=key, says=says, noted_at=now))


def _keep_mail(about: str, note: BookingMail) -> None:
    mail_id = stable_id(about, "booking_mail", note.key)
    note.id = UUID(mail_id)
    BookingMail.objects.bulk_create([note], ignore_conflicts=True)
    publish("booking_mail_noted", {"mail_id": mail_id}, unique=f"booking_mail:{mail_id}")


def renew_links(*, matter: str, email: str) -> None:
    """Addresses given out for appointments and invitations of that case open them no more, and mails about what is booked go there;
    empty: to nobody."""
    Invitation.objects.filter(matter=matter).update(links=F("links") + 1)
    mine = Reservation.objects.filter(matter=matter)
    mine.update(links=F("links") + 1)
    for row in mine.select_for_update().filter(state="booked", forgotten_at=None):
        row.person = row.person | {"email": email}
        row.save(update_fields=["person"])


def mark_mail(*, mail_id: str, refused: bool, now: datetime) -> None:
    BookingMail.objects.filter(pk=mail_id, sent_at=None).update(sent_at=now, refused=refused)


def issue_ticket(
    *, site_id: int, offer_id: int, reservation_id: str | None, on: date, now: datetime, ticket_id: str | None = None
) -> tuple[str, str]:
    """A number of that day; its ticket and what it says. The caller locked the site. Again for one appointment, or with the id
    the caller gave it: the same."""
    again = {"reservation_id": reservation_id} if reservation_id else {"pk": ticket_id}
    known = Ticket.objects.filter(**again).values_list("pk", "number").first() if any(again.values()) else None
    if known:
        return str(known[0]), known[1]
    letter = NUMBERS["booked" if reservation_id else "walk_in"]
    count = Ticket.objects.filter(site_id=site_id, on=on, number__startswith=letter).count()
    fresh = Ticket.objects.create(
        **({"id": ticket_id} if ticket_id else {}), site_id=site_id, offer_id=offer_id, reservation_id=reservation_id, on=on, number=f"{letter}{count + 1}",
        state="waiting", issued_at=now,
    )  # fmt: skip
    _note(fresh.pk, "issued", None, "", now)
    return str(fresh.pk), fresh.number


def set_ticket(*, ticket_id: str, state: str, desk_id: int | None, officer: str, now: datetime) -> None:
    """What became of somebody in the queue, and who of the staff did it."""
    changed: dict[str, Any] = {"state": state, "desk_id": desk_id}
    if state == "called":
        changed["called_at"] = now
    if state in ("done", "absent"):
        changed["ended_at"] = now
    Ticket.objects.filter(pk=ticket_id).update(**changed)
    _note(ticket_id, state, desk_id, officer, now)


def lock_ticket(*, ticket_id: str) -> str | None:
    """Its state, and nobody else changes it until the transaction ends."""
    found = Ticket.objects.select_for_update().filter(pk=ticket_id).values_list("state", flat=True)
    return next(iter(found), None)


def _note(ticket_id: Any, act: str, desk_id: int | None, officer: str, now: datetime) -> None:
    QueueEvent.objects.create(ticket_id=ticket_id, act=act, desk_id=desk_id, at=now, officer=officer)


def ask_to_wait(
    *, offer_id: int, site_id: int | None, extras: Mapping[str, int], until: date, wish: Mapping[str, Any],
    person: Mapping[str, str], who: str, now: datetime,
) -> str:  # fmt: skip
    """Somebody who typed that address may wait for a time of that offer once its owner says so by mail; the entry's id. Each time it is
    an entry of its own: nothing of what others asked with the same address is read or changed."""
    fresh = WaitingEntry.objects.create(
        offer_id=offer_id, who=who, state="asked", made_at=now, site_id=site_id, extras=dict(extras), until=until,
        wish=dict(wish), person=dict(person),
    )  # fmt: skip
    return str(fresh.pk)


def begin_waiting(*, entry_id: str, now: datetime) -> bool:
    """She said by mail that she waits; her place in the order is that of this moment. False: she waits for that offer already, or it
    is too late."""
    try:
        with transaction.atomic():
            return bool(WaitingEntry.objects.filter(pk=entry_id, state="asked").update(state="waiting", made_at=now))
    except IntegrityError:
        return False


def lock_waiting(*, entry_id: str) -> str | None:
    """Its state, and nobody else changes it until the transaction ends."""
    states = WaitingEntry.objects.select_for_update().filter(pk=entry_id).values_list("state", flat=True)
    return next(iter(states), None)


def offer_to_waiting(*, entry_id: str, reservation_id: str, answer_by: datetime) -> None:
    """That time is held for her until she answers; the reservation knows whom to write to."""
    person = WaitingEntry.objects.values_list("person", flat=True).get(pk=entry_id)
    Reservation.objects.filter(pk=reservation_id).update(person=person)
    WaitingEntry.objects.filter(pk=entry_id).update(state="offered", reservation_id=reservation_id, answer_by=answer_by)


def end_waiting(*, entry_id: str, state: str) -> None:
    """She took the time (`taken`), or waits no more (`gone`): nothing is known of her here."""
    WaitingEntry.objects.filter(pk=entry_id).update(state=state, person={}, who="")


def end_late_answers(*, now: datetime, asked_before: datetime) -> int:
    """Who did not answer in time waits no more, nor who was asked before that moment whether she does; how many."""
    late = WaitingEntry.objects.filter(state="offered", answer_by__lte=now)
    Reservation.objects.filter(pk__in=late.values("reservation_id"), state="held").update(state="expired", person={})
    old = WaitingEntry.objects.filter(state="waiting", until__lt=local_day(now))
    silent = WaitingEntry.objects.filter(state="asked", made_at__lt=asked_before)
    return sum(rows.update(state="gone", person={}, who="") for rows in (late, old, silent))


def _tell_freed(row: Reservation, now: datetime) -> None:
    """Its time is free: who waits for one is asked at once, and subscribers are told."""
    if WaitingEntry.objects.filter(offer_id=row.offer_id, state="waiting").exists():
        publish("booking_freed", {"offer_id": row.offer_id}, unique=f"booking_freed:{row.pk}:{now.isoformat()}")
    _tell_changed(row.desk_id, row.begins, now)


def _tell_changed(desk_id: int, begins: datetime, now: datetime) -> None:
    site_id = Desk.objects.values_list("site_id", flat=True).get(pk=desk_id)
    tell_subscribers(site_id=site_id, on=local_day(begins), now=now)


def call_for_help(*, site_id: int, desk_id: int | None, officer: str, now: datetime) -> bool:
    """Somebody of the staff needs help at a desk. False: she called already and nobody ended it."""
    if EmergencyCall.objects.filter(site_id=site_id, officer=officer, ended_at=None).exists():
        return False
    EmergencyCall.objects.create(site_id=site_id, desk_id=desk_id, officer=officer, at=now)
    return True


def end_call_for_help(*, site_id: int, call_id: int, officer: str, now: datetime) -> None:
    EmergencyCall.objects.filter(pk=call_id, site_id=site_id, ended_at=None).update(ended_at=now, ended_by=officer)


def forget_persons(*, ended_before: datetime, now: datetime) -> tuple[str, ...]:
    """Who had an appointment that ended before that moment is known no more, nor who of the staff called; the ids of those."""
    gone = Reservation.objects.filter(ends__lt=ended_before, forgotten_at=None)
    ids = tuple(str(pk) for pk in gone.values_list("pk", flat=True))
    Reservation.objects.filter(pk__in=ids).update(person={}, who="", extras={}, skills=[], forgotten_at=now)
    QueueEvent.objects.filter(at__lt=ended_before).exclude(officer="").update(officer="")
    EmergencyCall.objects.filter(ended_at__lt=ended_before).update(officer="", ended_by="")
    WaitingEntry.objects.filter(until__lt=local_day(ended_before)).exclude(who="").update(
        person={}, who="", state="gone"
    )
    return ids


def drop_unbooked(*, made_before: datetime) -> int:
    """Times that were held and never booked; how many."""
    gone = Reservation.objects.filter(booked_at=None, made_at__lt=made_before).exclude(
        state="held", expires_at__gt=made_before
    )
    BookingMail.objects.filter(reservation__in=gone).delete()
    return gone.delete()[0]


def drop_ended_waiting(*, made_before: datetime) -> int:
    """Entries of who waits no more, or never answered the mail; how many. Nobody is known in them."""
    gone = WaitingEntry.objects.filter(state="gone", made_at__lt=made_before)
    BookingMail.objects.filter(entry__in=gone).delete()
    return gone.delete()[0]


def invite(*, matter: str, effect: InviteToBook, unit: str, now: datetime) -> None:
    """A case asks a person to book; once for its task. `unit`: the office of the case."""
    task_id = effect.task_id
    fresh = Invitation(
        id=task_id, matter=matter, offer_key=effect.offer, purpose=effect.purpose[:200], node_id=effect.node_id,
        role=effect.role, unit=effect.unit or unit, until=effect.until, state="open", made_at=now,
    )  # fmt: skip
    Invitation.objects.bulk_create([fresh], ignore_conflicts=True)
    publish("appointment_invited_to", {"invitation_id": task_id}, unique=f"appointment_invited:{task_id}")


def lock_invitation(*, invitation_id: str) -> str | None:
    """Its state, and nobody else changes it until the transaction ends; None where that is no invitation (a question of a form)."""
    try:
        UUID(invitation_id)
    except ValueError:
        return None
    states = Invitation.objects.select_for_update().filter(pk=invitation_id).values_list("state", flat=True)
    return next(iter(states), None)


def set_invitation(*, invitation_id: str, state: str) -> None:
    Invitation.objects.filter(pk=invitation_id).update(state=state)


def end_invitations(*, matter: str) -> None:
    """The case is over: nobody is to book for it any more."""
    Invitation.objects.filter(matter=matter, state__in=("open", "booked")).update(state="ended")


def delete_of_case(*, case_id: str) -> dict[str, int]:
    """What was booked for a case that is deleted counts on for the figures, and belongs to nobody."""
    now_nobodys = Reservation.objects.filter(matter=case_id)
    BookingMail.objects.filter(reservation__in=now_nobodys, sent_at=None).delete()
    changed = now_nobodys.update(matter=None, asked="", person={}, who="")
    return {"appointments": changed, "invitations": Invitation.objects.filter(matter=case_id).delete()[0]}


def put_site(*, name: str, unit: str, lines: tuple[str, ...], accessible: bool) -> int:
    """The site of that name, with these particulars; its number."""
    found, _ = Site.objects.update_or_create(
        name=name, defaults={"unit": unit, "lines": list(lines), "accessible": accessible, "active": True}
    )
    return found.pk


def put_desk(
    *, site_id: int, name: str, offers: tuple[str, ...], active: bool = True, kind: str = "desk",
    skills: tuple[str, ...] = (),
) -> int:  # fmt: skip
    """The desk (room, vehicle, seat) of that name at the site, serving these offers, with these skills; its number."""
    said = {"offers": list(offers), "active": active, "kind": kind, "skills": list(skills)}
    found, _ = Desk.objects.update_or_create(site_id=site_id, name=name, defaults=said)
    return found.pk


def add_device(*, site_id: int, name: str, key_hash: str, now: datetime) -> bool:
    """A device of the site gives numbers from now on. False: it has one of that name."""
    fresh = KioskDevice(site_id=site_id, name=name, key_hash=key_hash, made_at=now)
    try:
        with transaction.atomic():
            fresh.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def renew_device(*, site_id: int, device_id: int, key_hash: str, now: datetime) -> bool:
    """Its page opens with another key alone. False: the site has no such device."""
    return bool(KioskDevice.objects.filter(pk=device_id, site_id=site_id).update(key_hash=key_hash, made_at=now))


def withdraw_device(*, site_id: int, device_id: int) -> bool:
    """It gives no numbers any more. False: the site has no such device."""
    return bool(KioskDevice.objects.filter(pk=device_id, site_id=site_id).delete()[0])


def set_feed(*, site_id: int, desk_id: int, key: str) -> None:
    """From now on the desk's calendar feed opens with that key alone; empty: with none."""
    Desk.objects.filter(pk=desk_id, site_id=site_id).update(feed_key=key)


def add_subscriber(*, label: str, url: str, now: datetime) -> str:
    """A program that is told when free times change; its id."""
    return str(Subscriber.objects.create(label=label, url=url, made_at=now).pk)


def renew_secret(*, subscriber_id: str) -> bool:
    """Messages to it are signed with another secret from now on. False: there is none."""
    return bool(Subscriber.objects.filter(pk=subscriber_id, withdrawn_at=None).update(version=F("version") + 1))


def withdraw_subscriber(*, subscriber_id: str, now: datetime) -> bool:
    """It is told nothing any more. False: there is none, or it was withdrawn before."""
    return bool(Subscriber.objects.filter(pk=subscriber_id, withdrawn_at=None).update(withdrawn_at=now))


def tell_subscribers(*, site_id: int, on: date | None, now: datetime) -> None:
    """Free times of a site changed, on that day or any: every subscriber is to be told. One that is to be told so anyway is not told twice.
    One statement where there is no subscriber."""
    known = list(Subscriber.objects.filter(withdrawn_at=None).values_list("pk", flat=True))
    if not known:
        return
    noted = Delivery.objects.filter(site_id=site_id, on=on, taken_at=None, delivered_at=None)
    there = set(noted.values_list("subscriber_id", flat=True))
    fresh = [Delivery(subscriber_id=pk, site_id=site_id, on=on, noted_at=now) for pk in known if pk not in there]
    Delivery.objects.bulk_create(fresh)
    for one in fresh:
        publish("availability_changed", {"delivery_id": str(one.pk)}, unique=f"availability:{one.pk}")


def take_delivery(*, delivery_id: str, now: datetime) -> None:
    """It is on its way: what changes from now on is a message of its own."""
    Delivery.objects.filter(pk=delivery_id, taken_at=None).update(taken_at=now)


def mark_delivered(*, delivery_id: str, now: datetime) -> None:
    Delivery.objects.filter(pk=delivery_id, delivered_at=None).update(delivered_at=now)


def forget_deliveries(*, noted_before: datetime) -> int:
    """Messages that arrived, or whose subscriber was withdrawn; how many."""
    old = Delivery.objects.filter(noted_at__lt=noted_before)
    return old.filter(Q(delivered_at__isnull=False) | Q(subscriber__withdrawn_at__isnull=False)).delete()[0]


def enter_booked(*, slot: Slot, offer_id: int, person: Mapping[str, str], now: datetime) -> str | None:
    """An appointment that was made elsewhere; its id. None: that desk has another one then."""
    fresh = Reservation(
        desk_id=slot.desk, offer_id=offer_id, begins=slot.begins, ends=slot.ends, free_again=slot.free_again,
        state="booked", channel="import", person=dict(person), made_at=now, booked_at=now,
    )  # fmt: skip
    try:
        with transaction.atomic():
            fresh.save(force_insert=True)
    except IntegrityError:
        return None
    return str(fresh.pk)


def put_offer(
    *,
    key: str,
    name: Mapping[str, str],
    bring: Mapping[str, str],
    service: str,
    rules: Mapping[str, Any],
    active: bool = True,
) -> int:
    """The offer of that key, with these particulars; its number."""
    found, _ = Offer.objects.update_or_create(
        key=key,
        defaults={"name": dict(name), "bring": dict(bring), "service": service, "rules": dict(rules), "active": active},
    )
    return found.pk


def put_weekly(*, site_id: int, desk_id: int | None, rows: tuple[tuple[int, OpenHours], ...]) -> None:
    """The weekly hours of a site, or of one of its desks, are these."""
    known = WeeklyHours.objects.filter(site_id=site_id)
    (known.filter(desk=None) if desk_id is None else known.filter(desk_id=desk_id)).delete()
    for weekday, hours in rows:
        WeeklyHours.objects.create(
            site_id=site_id, desk_id=desk_id, weekday=weekday, since=hours.since, until=hours.until
        )


def add_exception(*, site_id: int, desk_id: int | None, on: date, opens: bool, hours: OpenHours, reason: str) -> None:
    """A day that is open or closed in addition; entered twice, it is there once."""
    known = HoursException.objects.filter(site_id=site_id, on=on, opens=opens, since=hours.since, until=hours.until)
    if not (known.filter(desk=None) if desk_id is None else known.filter(desk_id=desk_id)).exists():
        HoursException.objects.create(
            site_id=site_id, desk_id=desk_id, on=on, opens=opens, since=hours.since, until=hours.until,
            reason=reason[:200],
        )  # fmt: skip


def drop_exception(*, site_id: int, exception_id: int) -> bool:
    return bool(HoursException.objects.filter(pk=exception_id, site_id=site_id).delete()[0])
