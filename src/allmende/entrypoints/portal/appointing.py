"""Appointments on a case's page: one to be chosen, with its last day; those that are booked, with what can be done."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from allmende.apps.booking import queries
from allmende.apps.booking.queries import Booked, InvitationView
from allmende.apps.cases.queries import CaseView
from allmende.domain import facts as f
from allmende.domain.values import BERLIN, spoken_clock, weekday_date
from allmende.ui.html import SafeString, esc, join
from allmende.ui.kern import link_button
from allmende.usecases.booking import invite, links

ABOUT = (f.AppointmentInvited, f.AppointmentBooked)


def appointment_box(found: CaseView, city: str, now: datetime, language: str) -> SafeString | str:
    """Empty, and without a statement, where the case knows of none."""
    if not any(isinstance(fact, ABOUT) for fact in found.facts):
        return ""
    invitation = queries.find_open_invitation(matter=found.id)
    coming = [booked for booked in queries.list_of_matter(matter=found.id) if booked.begins > now]
    parts = [_booked(booked, city, language) for booked in coming]
    if invitation:
        parts.insert(0, _invited(invitation, city, language))
    if not parts:
        return ""
    title = esc(_("Ihr Termin bei uns"))
    return SafeString(
        f'<section aria-labelledby="termin"><h2 class="kern-heading-medium" id="termin">{title}</h2>{join(parts)}</section>'
    )


def _invited(invitation: InvitationView, city: str, language: str) -> SafeString:
    words = _("Bitte suchen Sie sich einen Termin aus: %(purpose)s. Dafür haben Sie bis %(day)s Zeit.") % {
        "purpose": invitation.purpose, "day": weekday_date(invitation.until, language),
    }  # fmt: skip
    address = reverse("portal:booking_invitation", args=[invite.token_of(city=city, invitation=invitation)])
    act = link_button(_("Termin aussuchen"), address)
    return SafeString(f'<p class="kern-body">{esc(words)}</p><p class="al-actions">{act}</p>')


def _booked(booked: Booked, city: str, language: str) -> SafeString:
    local = booked.begins.astimezone(BERLIN)
    words = f"{weekday_date(local.date(), language)}, {spoken_clock(local, language)}"
    place = ", ".join((booked.site.name, *booked.site.lines))
    address = reverse("portal:booking", args=[links.token_of(city=city, booked=booked)])
    act = link_button(_("Termin ansehen, verschieben oder absagen"), address, weight="secondary")
    return SafeString(
        f'<p class="kern-body"><strong>{esc(words)}</strong><br>{esc(place)}</p><p class="al-actions">{act}</p>'
    )
