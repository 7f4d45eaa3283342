"""Heads keep message templates for their offices; whoever may write to the person uses them, filled with what the case knows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from allmende.apps.cases import templates
from allmende.apps.cases.office import OfficeCase
from allmende.apps.cases.rules import HEAD
from allmende.apps.cases.templates import Template
from allmende.apps.catalogue import queries as catalogue
from allmende.domain.matter import speech
from allmende.domain.notices.editing import ADDED
from allmende.domain.spelling.cleaning import clean_line, clean_lines
from allmende.domain.values import Problem, Text
from allmende.foundation.identity.models import Officer
from allmende.usecases.clock import local_day

LONGEST_NAME, LONGEST_SUBJECT, LONGEST_TEXT = 80, 200, 10_000
HOLES = ("{name}", "{nummer}", "{leistung}")
"""What a template may leave open: the person's name, the case's number, the service."""
NO_NAME = Problem("template.name", Text.named("usecases.message_templates.template_name"), "name")
NO_TEXT = Problem("template.text", Text.named("usecases.message_templates.template_text"), "text")
NO_UNIT = Problem("template.unit", Text.named("usecases.message_templates.template_unit"), "stelle")
NO_PLACE = Problem("template.place", Text.named("usecases.message_templates.template_place"), "stelle_im_brief")
NO_SERVICE = Problem("template.service", Text.named("usecases.message_templates.template_service"), "leistung")
TOO_MANY = Problem("template.many", Text.named("usecases.message_templates.template_many", most=templates.MOST), "name")


@dataclass(frozen=True, slots=True)
class TemplateInput:
    unit: str = ""
    service: str = ""
    name: str = ""
    subject: str = ""
    text: str = ""
    place: str = ""


def list_own(*, officer: Officer) -> tuple[Template, ...]:
    """Those of the head's offices."""
    return templates.list_of(units=officer.units)


def list_fitting(*, found: OfficeCase) -> tuple[Template, ...]:
    """Those somebody may use who writes to the person of this case."""
    return (
        templates.list_of(units=(found.unit,), service=found.case.service.id, passages=False)
        if "write" in found.acts
        else ()
    )


def fill(template: Template, found: OfficeCase) -> tuple[str, str]:
    """Subject and text with the case's own words in the holes."""
    case = found.case
    words = {
        "{name}": speech.person_name(case.matter) if "answers" in found.acts else "",
        "{nummer}": case.reference,
        "{leistung}": speech.service_name(case.service, case.language),
    }
    subject, text = template.subject, template.text
    for hole, said in words.items():
        subject, text = subject.replace(hole, said), text.replace(hole, said)
    return subject, text


@transaction.atomic
def save_template(*, city: str, officer: Officer, typed: TemplateInput, now: datetime) -> tuple[Problem, ...]:
    """Keep it for an office of the head's. Empty: done."""
    name, text = clean_line(typed.name)[:LONGEST_NAME], clean_lines(typed.text)[:LONGEST_TEXT].strip()
    problems = [] if name else [NO_NAME]
    if not text:
        problems.append(NO_TEXT)
    if HEAD not in officer.roles or typed.unit not in officer.units:
        problems.append(NO_UNIT)
    known = {card.id for card in catalogue.list_services(city=city, day=local_day(now), language="de")}
    if typed.service and typed.service not in known:
        problems.append(NO_SERVICE)
    if typed.place not in ("", *ADDED):
        problems.append(NO_PLACE)
    if problems:
        return tuple(problems)
    kept = templates.keep(
        unit=typed.unit, service=typed.service, name=name, subject=clean_line(typed.subject)[:LONGEST_SUBJECT], text=text,
        place=typed.place, actor=f"officer:{officer.pk}", now=now,
    )  # fmt: skip
    return () if kept else (TOO_MANY,)


@transaction.atomic
def remove_template(*, officer: Officer, template_id: int, now: datetime) -> bool:
    """Forget one of the head's offices. False where it is none of hers."""
    mine = HEAD in officer.roles
    return mine and templates.drop(units=officer.units, template_id=template_id, actor=f"officer:{officer.pk}", now=now)
