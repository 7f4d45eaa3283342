"""What the machine at the desk may use in one city: registers, the press, numbers for payment references."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from allmende.apps.cases import queries as cases
from allmende.apps.catalogue import queries as catalogue
from allmende.apps.payments import operations as payments
from allmende.domain.deadlines import USER_ACCOUNTS
from allmende.domain.facts import FeeSet
from allmende.domain.matter import Matter, Registers, Tools
from allmende.domain.matter.numbering import payment_reference
from allmende.domain.matter.partners import Partner
from allmende.domain.notices.attachments import carries_application
from allmende.domain.notices.document import Document
from allmende.domain.ports.postbox import AccountPostbox, PostboxLetter
from allmende.domain.ports.registers import RegisterAdapter
from allmende.domain.ports.renderer import AttachedFile
from allmende.domain.registers import RegisterSpec
from allmende.domain.values import Text
from allmende.foundation import plugs
from allmende.foundation.plugs import sockets
from allmende.foundation.tenancy import hosts
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases import guesses, pay
from allmende.usecases.clock import local_day

Find = Callable[[str], Document]
"""The composed letter with that id."""
Sealed = Callable[[str], bytes]
"""The sealed letter with that id."""


def tools(*, city: str, matter: Matter, now: datetime, find: Find, sealed: Sealed) -> Tools:
    """What a step of that matter may use, at that moment."""
    postbox, account = _postbox(matter)
    return Tools(
        has_postbox=postbox is not None,
        place=lambda notice_id, title: (
            postbox.provide(PostboxLetter(notice_id, account, title, sealed(notice_id))) if postbox else None
        ),
        draw_reference=lambda: draw_reference(matter=matter, now=now),
        press=lambda document, matter: render_and_seal(
            city=city, document=document, matter=matter, now=now, sealed=True
        ),
        find_document=find,
        by_transfer=pay.is_by_transfer(),
        find_city=find_partner_city,
        registers=Registers(adapter=find_register),
        may_guess=lambda what, step_id: guesses.may_guess(
            case_id=matter.case_id, reference=what, step_id=step_id, now=now
        ),
        may_ask=lambda step_id: guesses.may_ask(case_id=matter.case_id, step_id=step_id, now=now),
        guessed_right=lambda what, step_id: guesses.guessed_right(
            case_id=matter.case_id, reference=what, step_id=step_id, now=now
        ),
    )


def _postbox(matter: Matter) -> tuple[AccountPostbox | None, str]:
    """The postbox of the person's user account with her pseudonym there; None where she has none or the city cannot reach it."""
    postbox = plugs.get(sockets.POSTBOX)
    account = (
        cases.find_account(case_id=matter.case_id) if postbox and matter.applicant.identity in USER_ACCOUNTS else None
    )
    return (postbox, account.subject) if account else (None, "")


def find_partner_city(name: str) -> Partner | None:
    """The city of that key, official municipality key or name, with the mailbox it gives for its replies."""
    cities = hosts.list_cities()
    named = [city for city in cities if name.casefold() in (city.key, city.name.casefold())]
    for one in named or (cities if name.isdecimal() else ()):
        with city_scope(one.key):
            found = catalogue.get_city(city=one.key)
        if named or name == found.ags:
            return Partner(found.key, found.full_name, found.slots.get("mailbox") or found.contact.email)
    return None


def draw_reference(*, matter: Matter, now: datetime) -> str:
    """The next Kassenzeichen of the city, by its own pattern. A number is never given twice."""
    day = local_day(now)
    payment = matter.service.city.payment
    pattern = payment.reference if payment else ""
    return payment_reference(pattern, payments.draw_number(year=day.year), day)


def render_and_seal(*, city: str, document: Document, matter: Matter, now: datetime, sealed: bool) -> bytes:
    """The letter as PDF with what its kind carries inside, and with the city's seal. Error: `ports.Unavailable`."""
    files = attachments(matter) if carries_application(document.kind) else ()
    pdf = plugs.get(sockets.RENDERER).render(document, files)
    return plugs.get(sockets.SEAL).seal(pdf, city, now=now) if sealed else pdf


def attachments(matter: Matter) -> tuple[AttachedFile, ...]:
    """The application as a machine reads it: JSON and XML (`schemas/application.*`)."""
    from allmende.formats import application  # noqa: PLC0415 - the worker composes letters; a web process needs no XML

    sheet, city = matter.service.sheet, matter.service.city
    name = Text.of({language: matter.service.text("service.name", language) or sheet.id for language in ("de", "en")})
    found = matter.last(FeeSet)
    lines = (
        [application.ApplicationFeeLine(one.id, one.text, one.amount.amount, one.basis) for one in found.lines]
        if found
        else []
    )
    fee = application.ApplicationFee(found.total.amount, found.total.currency, tuple(lines)) if found else None
    record = application.describe(
        matter.service.form,
        matter.answers,
        case_id=matter.case_id,
        reference=matter.reference,
        submitted_at=matter.submitted_at,
        received_on=matter.received_on,
        language=matter.language,
        identity=matter.applicant.identity,
        level=matter.applicant.level,
        service=application.ApplicationService(sheet.id, sheet.version, sheet.leika or "", name),
        city=application.ApplicationCity(city.key, city.full_name, city.ars, city.ags),
        fee=fee,
    )
    return application.attached_files(record)


CONNECTIONS: Mapping[str, Text] = {
    "own": Text.named("usecases.desk.own"),
    "rest": Text.named("usecases.desk.rest"),
    "xml": Text.named("usecases.desk.xml"),
    "csv": Text.named("usecases.desk.csv"),
}
BY_HAND = Text.named("usecases.desk.by_hand")


def how_connected(register: RegisterSpec) -> Text:
    """How the city in scope asks that register, for the record of processing."""
    if find_register(register) is None:
        return BY_HAND
    name = plugs.chosen(sockets.register(register.id, register.held_by))
    return CONNECTIONS.get(name, Text(name))


def find_register(register: RegisterSpec) -> RegisterAdapter | None:
    """What stands behind a register in the city in scope; None where people look up."""
    socket = sockets.register(register.id, register.held_by)
    found = plugs.get(socket) if plugs.is_plugged(socket) else None
    return found if found is not None and found.serves(register) else None
