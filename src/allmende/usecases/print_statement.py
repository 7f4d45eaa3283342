"""A statement as PDF: wanted in the browser, made by the worker, offered when it is ready."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from allmende.apps.catalogue import queries as catalogue
from allmende.apps.commons import effort
from allmende.apps.commons import operations as commons
from allmende.domain.cooperation import StaffMember
from allmende.domain.cooperation.paper import StatementNames, document, fingerprint, table
from allmende.domain.ports.renderer import AttachedFile
from allmende.foundation import plugs
from allmende.foundation.blobs import store as blobs
from allmende.foundation.identity.models import Officer
from allmende.foundation.jobs import publish
from allmende.foundation.plugs import sockets
from allmende.foundation.tenancy import hosts
from allmende.usecases import share_costs
from allmende.usecases.clock import local_day


def want(*, person: StaffMember, city: str, year: int, language: str, now: datetime) -> None:
    """Have the statement of a city printed for the person's own. Wanted twice with the same figures: made once."""
    mark = fingerprint(share_costs.statement(city=city, year=year, today=local_day(now)).statement, names(), language)
    payload = {"city": city, "year": year, "language": language, "officer": person.id}
    with transaction.atomic():
        publish("statement_wanted", payload, unique=f"statement:{city}:{year}:{language}:{mark}:{local_day(now)}")


def print_statement(*, reader: str, city: str, year: int, language: str, officer_id: str, now: datetime) -> None:
    """Render the statement of `city` for the city in scope (`reader`), keep it, and say so. Again, it changes nothing."""
    day = local_day(now)
    account, called = share_costs.statement(city=city, year=year, today=day), names()
    found = account.statement
    mark = fingerprint(found, called, language)
    if effort.find_paper(reader=reader, city=city, year=year, language=language, fingerprint=mark):
        return
    agreed_at = account.agreement.agreed_at if account.agreement else None
    here = catalogue.get_city(city=reader)
    paper = document(found, called, here, agreed_at=agreed_at, day=day, language=language)
    data = AttachedFile(file_name(city, year, "csv"), "text/csv", table(found, called, language), paper.subject)
    pdf = plugs.get(sockets.RENDERER).render(paper, (data,))
    name = Officer.objects.filter(pk=officer_id).values_list("name", flat=True).first() or ""
    with transaction.atomic():
        stored = blobs.store(pdf, "application/pdf", now)
        commons.record_event(
            person=StaffMember(reader, officer_id, name),
            kind=effort.PAPER,
            service_id="",
            only_city=reader,
            data={"city": city, "year": year, "language": language, "fingerprint": mark, "blob": stored.id},
            now=now,
        )


def find_statement(*, reader: str, city: str, year: int, language: str, today: date) -> bytes | None:
    """The printed statement, if one was made of the figures as they are now."""
    mark = fingerprint(share_costs.statement(city=city, year=year, today=today).statement, names(), language)
    blob = effort.find_paper(reader=reader, city=city, year=year, language=language, fingerprint=mark)
    return blobs.read(blob) if blob else None


def names() -> StatementNames:
    """What services and cities are called. Two statements."""
    return StatementNames(effort.name_services(), {city.key: city.name for city in hosts.list_cities()})


def file_name(city: str, year: int, ending: str) -> str:
    """Of a download."""
    return f"Abrechnung-{year}-{city}.{ending}"
