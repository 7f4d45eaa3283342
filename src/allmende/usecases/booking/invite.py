"""A case asks a person to book a time: she books by a signed link; who does not is called by a desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from allmende.apps.booking import operations, queries
from allmende.apps.booking.queries import Booked, InvitationView, OfferView
from allmende.apps.cases import queries as cases
from allmende.domain.matter.people import people_of
from allmende.domain.values import Problem, Text, spoken_day
from allmende.usecases.announce import why_unread
from allmende.usecases.booking import hold, matters, tokens
from allmende.usecases.booking.cancel import OVER, cancel_appointment
from allmende.usecases.booking.find import TAKEN, UNKNOWN
from allmende.usecases.clock import local_day

SALT = "allmende.booking.invitation"
NO_OFFER = Text.named("booking.invite.no_offer")
UNREAD = Text.named("matter.on_paper.invited")
NOT_ANSWERED = Text.named("booking.invite.not_answered")


@dataclass(frozen=True, slots=True)
class OpenInvitation:
    """What the page of an invitation shows. `offer` is None where the city has no such offer (any more)."""

    invitation: InvitationView
    offer: OfferView | None
    booked: Booked | None


def token_of(*, city: str, invitation: InvitationView) -> str:
    """What stands in the address of an invitation. It opens nothing of the case."""
    return tokens.sign_id(salt=SALT, city=city, id=invitation.id, given=str(invitation.links or ""))


def open_invitation(*, city: str, token: str) -> OpenInvitation | None:
    """None for a token that is none of this city's, or was given out before the addresses of the case were made anew."""
    read = tokens.read_id(salt=SALT, city=city, token=token)
    invitation = queries.find_invitation(invitation_id=read[0]) if read else None
    if not read or invitation is None:
        return None
    if not tokens.is_given(salt=SALT, mark=read[1], given=str(invitation.links or "")):
        return None
    booked = queries.find_of_matter(matter=invitation.matter, asked=invitation.id)
    return OpenInvitation(
        invitation,
        queries.find_offer(key=invitation.offer_key),
        booked if booked and booked.state == "booked" else None,
    )


def book_invited(*, city: str, found: OpenInvitation, site_id: int, since: int, now: datetime) -> str | Problem:
    """The time that begins in minute `since` at that site is hers; the reservation's id. Booked before: that one (a double click)."""
    invitation = found.invitation
    with transaction.atomic():
        state = operations.lock_invitation(invitation_id=invitation.id)
        if state == "booked":
            there = queries.find_of_matter(matter=invitation.matter, asked=invitation.id)
            return there.id if there and there.state == "booked" else OVER
        if state != "open":
            return OVER
        if found.offer is None:
            return UNKNOWN
        made = hold.hold_slot(
            city=city, offer_key=invitation.offer_key, extras={}, site_id=site_id, since=since, channel="online", now=now,
            matter=invitation.matter, asked=invitation.id,
        )  # fmt: skip
        if isinstance(made, Problem):
            return made
        matter = cases.find_matter(case_id=invitation.matter, today=local_day(now))
        person = matters.person_of(matter=invitation.matter, name=people_of(matter.answers).applicant)
        who = matters.who_of(matter=invitation.matter, asked=invitation.id)
        if not operations.book(reservation_id=made, person=person, who=who, now=now):
            return TAKEN
        operations.set_invitation(invitation_id=invitation.id, state="booked")
        booked = queries.find(reservation_id=made)
        assert booked is not None
        matters.tell_booked(booked=booked, purpose=invitation.purpose, actor=matters.CITIZEN, now=now)
        if person["email"]:
            operations.note_mail(reservation_id=made, says="booked", key="booked", now=now)
    return made


def check_invitation(*, invitation_id: str, now: datetime) -> None:
    """Where the city has no such offer, or the person cannot book online, a desk arranges the appointment at once."""
    invitation = queries.find_invitation(invitation_id=invitation_id)
    if invitation is None:
        return
    booked = queries.find_of_matter(matter=invitation.matter, asked=invitation.id)
    unread = None if booked and booked.state == "booked" else why_unread(case_id=invitation.matter)
    if queries.find_offer(key=invitation.offer_key) is None:
        reason = NO_OFFER.said("de", offer=invitation.offer_key)
    elif unread:
        reason = UNREAD.said("de", why=unread.spoken("de"))
    else:
        return
    matters.hand_to_desk(invitation_id=invitation_id, reason=reason, now=now)


def end_unanswered(*, now: datetime) -> int:
    """Who was to book until yesterday and did not is called by a desk; how many."""
    late = queries.list_unanswered(before=local_day(now))
    for invitation in late:
        reason = NOT_ANSWERED.said("de", day=spoken_day(invitation.until, "de"))
        matters.hand_to_desk(invitation_id=invitation.id, reason=reason, now=now)
    return len(late)


def end_of_case(*, case_id: str, now: datetime) -> None:
    """The case is over: its invitations end, its appointments are called off."""
    operations.end_invitations(matter=case_id)
    for booked in queries.list_of_matter(matter=case_id):
        cancel_appointment(booked=booked, now=now)
