"""What the machine at the desk may use in one city: registers, the press, numbers for payment references."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from allmende.apps.holdings.registers import CityHoldings
from allmende.apps.payments import operations as payments
from allmende.domain.facts import FeeLine, FeeSet
from allmende.domain.matter import Matter, Registers, Tools
from allmende.domain.matter.numbering import payment_reference
from allmende.domain.notices.attachments import carries_application
from allmende.domain.notices.document import Document
from allmende.domain.ports.renderer import AttachedFile
from allmende.domain.values import Text
from allmende.formats import application
from allmende.foundation import plugs
from allmende.foundation.plugs import Socket, sockets
from allmende.usecases import guesses, pay
from allmende.usecases.clock import local_day

Find = Callable[[str], Document]
"""The composed letter with that id."""


def tools(*, city: str, matter: Matter, now: datetime, find: Find) -> Tools:
    """What a step of that matter may use, at that moment."""
    return Tools(
        draw_reference=lambda: draw_reference(matter=matter, now=now),
        press=lambda document, matter: press(city=city, document=document, matter=matter, now=now, sealed=True),
        find_document=find,
        by_transfer=pay.is_by_transfer(),
        registers=Registers(
            residents=_plugged(sockets.RESIDENTS),
            civil_status=_plugged(sockets.CIVIL_STATUS),
            parking_permits=_plugged(sockets.PARKING_PERMITS),
            claims=_plugged(sockets.CLAIMS),
            holdings=CityHoldings(),
        ),
        may_guess=lambda what, step_id: guesses.may_guess(
            case_id=matter.case_id, reference=what, step_id=step_id, now=now
        ),
        guessed_right=lambda what, step_id: guesses.guessed_right(
            case_id=matter.case_id, reference=what, step_id=step_id, now=now
        ),
    )


def draw_reference(*, matter: Matter, now: datetime) -> str:
    """The next Kassenzeichen of the city, by its own pattern. A number is never given twice."""
    day = local_day(now)
    payment = matter.service.city.payment
    pattern = payment.reference if payment else ""
    return payment_reference(pattern, payments.draw_number(year=day.year), day)


def press(*, city: str, document: Document, matter: Matter, now: datetime, sealed: bool) -> bytes:
    """The letter as PDF with what its kind carries inside, and with the city's seal. Error: `ports.Unavailable`."""
    files = attachments(matter) if carries_application(document.kind) else ()
    pdf = plugs.get(sockets.RENDERER).render(document, files)
    return plugs.get(sockets.SEAL).seal(pdf, city, now=now) if sealed else pdf


def attachments(matter: Matter) -> tuple[AttachedFile, ...]:
    """The application as a machine reads it: JSON and XML (`schemas/application.*`)."""
    sheet, city = matter.service.sheet, matter.service.city
    name = Text.of({language: matter.service.text("service.name", language) or sheet.id for language in ("de", "en")})
    found = matter.last(FeeSet)
    fee = (
        application.Fee(found.total.amount, found.total.currency, tuple(map(_fee_line, found.lines))) if found else None
    )
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
        service=application.Service(sheet.id, sheet.version, sheet.leika or "", name),
        city=application.City(city.key, city.full_name, city.ars, city.ags),
        fee=fee,
    )
    return application.attached_files(record)


def _fee_line(line: FeeLine) -> application.FeeLine:
    return application.FeeLine(line.id, line.text, line.amount.amount, line.basis)


def _plugged(socket: Socket[Any]) -> Any:
    return plugs.get(socket) if plugs.is_plugged(socket) else None
