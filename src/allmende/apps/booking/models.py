"""Sites, desks and offers; rules of opening; reservations; the queue of a day."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from allmende.foundation.tenancy.models import CityModel


class Site(CityModel):
    """A place with desks. `unit`: the office of the city whose staff work there. `lines`: its address."""

    name = models.CharField(max_length=120)
    unit = models.CharField(max_length=80)
    lines = models.JSONField(default=list)
    accessible = models.BooleanField(default=False)
    active = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["city", "name"], name="booking_site_name_once")]

    def __str__(self) -> str:
        return self.name


class KioskDevice(CityModel):
    """A device at the door of a site that gives numbers. `key_hash`: of what opens its page; the key itself is kept nowhere."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    key_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["site", "name"], name="booking_kiosk_name_once"),
            models.UniqueConstraint(fields=["city", "key_hash"], name="booking_kiosk_key_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Offer(CityModel):
    """What can be booked (`domain.booking.Offer`): `rules` are its numbers. `service`: the service whose page leads here."""

    key = models.CharField(max_length=60)
    name = models.JSONField()
    bring = models.JSONField(default=dict, blank=True)
    service = models.CharField(max_length=80, blank=True)
    rules = models.JSONField()
    active = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["city", "key"], name="booking_offer_key_once")]

    def __str__(self) -> str:
        return self.key


class Desk(CityModel):
    """Something that serves one visit at a time. `offers`: keys of what it serves.

    kind      desk, room, vehicle, seat; several seats of one course are several rows
    skills    ids of the wishes of offers that it can fulfil: an interpreter, sign language
    feed_key  what opens its calendar feed; empty while nobody may read it
    """

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, default="desk")
    offers = models.JSONField(default=list)
    skills = models.JSONField(default=list, blank=True)
    feed_key = models.CharField(max_length=43, blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["site", "name"], name="booking_desk_name_once")]

    def __str__(self) -> str:
        return self.name


class WeeklyHours(CityModel):
    """Minutes of the wall clock. Without a desk they are the site's; a desk with hours of its own has those instead."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    desk = models.ForeignKey(Desk, null=True, on_delete=models.PROTECT, related_name="+")
    weekday = models.PositiveSmallIntegerField()
    since = models.PositiveSmallIntegerField()
    until = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until__gt=F("since"), weekday__lte=6), name="booking_weekly_hours_forward"
            )
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.since}-{self.until}"


class HoursException(CityModel):
    """One day that is open or closed in addition; without a desk at the whole site."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    desk = models.ForeignKey(Desk, null=True, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    opens = models.BooleanField()
    since = models.PositiveSmallIntegerField()
    until = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="booking_exception_forward")
        ]
        indexes: ClassVar = [models.Index(fields=["city", "site", "on"], name="booking_exception_by_day")]

    def __str__(self) -> str:
        return f"{self.on} {self.since}-{self.until}"


class Reservation(CityModel):
    """A desk's time, given to somebody. Overlaps are refused by the database (`overlap.py`).

    state      held (until `expires_at`), booked, cancelled
    who        hash of the address or number she gave; empty when it counts no more
    proved     she opened the link of a mail sent there: of such an address there is one active appointment of an offer. What somebody
               only typed says nothing of the address's owner and keeps her from nothing
    skills     what was wished for of its desk
    person     name, email, phone, language and a note; empty once forgotten
    matter     the application or case it belongs to; `asked`: the question of its form, or the task of its process
    links      how often its addresses were made anew: those given out before open it no more
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+")
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="+")
    begins = models.DateTimeField()
    ends = models.DateTimeField()
    free_again = models.DateTimeField()
    state = models.CharField(max_length=10)
    channel = models.CharField(max_length=10)
    extras = models.JSONField(default=dict, blank=True)
    skills = models.JSONField(default=list, blank=True)
    person = models.JSONField(default=dict, blank=True)
    who = models.CharField(max_length=64, blank=True)
    proved = models.BooleanField(default=False)
    matter = models.UUIDField(null=True)
    asked = models.CharField(max_length=120, blank=True)
    links = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    booked_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    forgotten_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["city", "offer", "who"],
                condition=Q(state="booked", proved=True) & ~Q(who=""),
                name="booking_one_active_per_person",
            ),
            models.UniqueConstraint(
                fields=["city", "matter", "asked"],
                condition=Q(state__in=("held", "booked"), matter__isnull=False),
                name="booking_one_active_per_matter",
            ),
            models.CheckConstraint(
                condition=Q(ends__gt=F("begins"), free_again__gte=F("ends")), name="booking_reservation_forward"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["desk", "begins"], name="booking_by_desk"),
            models.Index(fields=["city", "begins"], name="booking_by_begin"),
            models.Index(fields=["city", "offer", "begins"], name="booking_by_offer"),
            models.Index(
                fields=["city", "who"], condition=Q(state__in=("held", "booked")) & ~Q(who=""), name="booking_by_person"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Ticket(CityModel):
    """Somebody in the queue of a day: with an appointment, or without one.

    state  waiting, called, parked, done, absent
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="+")
    desk = models.ForeignKey(Desk, null=True, on_delete=models.PROTECT, related_name="+")
    reservation = models.OneToOneField(Reservation, null=True, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    number = models.CharField(max_length=10)
    state = models.CharField(max_length=10)
    issued_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["site", "on", "number"], name="booking_number_once")]

    def __str__(self) -> str:
        return self.number


class QueueEvent(CityModel):
    """Something that was done with a ticket, and by whom of the staff."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")
    act = models.CharField(max_length=10)
    desk = models.ForeignKey(Desk, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    officer = models.CharField(max_length=150, blank=True)

    def __str__(self) -> str:
        return self.act


class BookingMail(CityModel):
    """A mail about a reservation, or to somebody who would wait (`entry`), once for its key. `says`: a key of `telling.MAILS`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    reservation = models.ForeignKey(Reservation, null=True, on_delete=models.PROTECT, related_name="+")
    entry = models.ForeignKey("WaitingEntry", null=True, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=80)
    says = models.CharField(max_length=20)
    noted_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    refused = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["reservation", "key"], name="booking_mail_once"),
            models.UniqueConstraint(fields=["entry", "key"], name="booking_mail_to_waiting_once"),
        ]

    def __str__(self) -> str:
        return self.key


class Invitation(CityModel):
    """A case asks a person to book a time. Its id is that of the task that a desk gets where she does not.

    state    open, booked, kept (the visit took place), desk (people arrange it), ended (with its case)
    node_id  the station of its process; `role` and `unit`: whose desk
    links    as of a reservation
    """

    id = models.UUIDField(primary_key=True)
    matter = models.UUIDField()
    offer_key = models.CharField(max_length=60)
    purpose = models.CharField(max_length=200)
    node_id = models.CharField(max_length=80, blank=True)
    role = models.CharField(max_length=80, blank=True)
    unit = models.CharField(max_length=80, blank=True)
    until = models.DateField()
    state = models.CharField(max_length=10)
    links = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["city", "state", "until"], name="booking_invitation_due"),
            models.Index(fields=["city", "matter"], name="booking_invitation_of_case"),
        ]

    def __str__(self) -> str:
        return self.purpose


class WaitingEntry(CityModel):
    """Somebody waits for a time that is not free now.

    state        asked (she has not said yet, by her mail, that she waits), waiting, offered (until `answer_by`), taken, gone.
                 Whoever types an address asks with an entry of its own; only who said so by mail waits, once for an offer
    reservation  what is held for her while she is asked
    until        the last day on which she could come; `wish`: from which day on, at which time of day, barrier-free, skills
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, null=True, on_delete=models.PROTECT, related_name="+")
    extras = models.JSONField(default=dict, blank=True)
    until = models.DateField()
    wish = models.JSONField(default=dict, blank=True)
    person = models.JSONField(default=dict, blank=True)
    who = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10)
    reservation = models.OneToOneField(Reservation, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    answer_by = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["city", "offer", "who"],
                condition=Q(state__in=("waiting", "offered")),
                name="booking_waits_once",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["city", "state", "made_at"], name="booking_waiting_in_order"),
            models.Index(fields=["city", "who"], condition=Q(state="asked"), name="booking_asked_by_person"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Subscriber(CityModel):
    """Another program that is told when free times change. `version`: of its secret, which is derived and stands nowhere."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    label = models.CharField(max_length=60)
    url = models.CharField(max_length=500)
    version = models.PositiveSmallIntegerField(default=1)
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.label


class Delivery(CityModel):
    """One message to one subscriber; its id is the message's own, the same at each try. Without a day: any day of the site."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    subscriber = models.ForeignKey(Subscriber, on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    on = models.DateField(null=True)
    noted_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["city", "subscriber", "noted_at"], name="booking_delivery_in_order")]

    def __str__(self) -> str:
        return str(self.pk)


class EmergencyCall(CityModel):
    """Somebody of the staff needs help at a desk; it stands on the day list until a colleague ends it."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    desk = models.ForeignKey(Desk, null=True, on_delete=models.PROTECT, related_name="+")
    officer = models.CharField(max_length=150)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=150, blank=True)

    def __str__(self) -> str:
        return f"{self.site_id} {self.at:%H:%M}"
