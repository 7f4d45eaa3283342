"""Somebody objects to a letter of a case. The objection is a case of its own; both timelines learn of the other in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial

from allmende.apps.applications import queries as drafts
from allmende.apps.applications.queries import ApplicationDraft
from allmende.apps.applications.rules import MatterAccess, NotFound
from allmende.apps.cases import operations as cases
from allmende.apps.cases import queries
from allmende.apps.catalogue import queries as catalogue
from allmende.apps.catalogue.store import BoundedCache
from allmende.domain import forms
from allmende.domain.facts import Fact, ObjectionLodged
from allmende.domain.matter import Matter, waiving
from allmende.domain.matter.acting import find_named, hand_on, speaking_for
from allmende.domain.matter.objecting import Contestable, contest, list_contestable
from allmende.domain.package import Service
from allmende.domain.ports.identity import TrustLevel
from allmende.domain.values import Problem, Text
from allmende.usecases.begin_application import BegunDraft, begin_application

LODGED = Problem("objection.lodged", Text.named("usecases.contest_notice.lodged"))
OVER = Problem("objection.over", Text.named("usecases.contest_notice.over"))
ENDED = Problem("objection.ended", Text.named("usecases.contest_notice.ended"))
_remedies: BoundedCache[str | None] = BoundedCache(4096)


@dataclass(frozen=True, slots=True)
class ObjectionOffer:
    """The service that carries out an objection here, and the letters of a case it may be directed against."""

    service: Service
    letters: tuple[Contestable, ...]

    def find(self, notice_id: str) -> Contestable | None:
        """That letter, if it is among them."""
        return next((letter for letter in self.letters if letter.notice_id == notice_id), None)


def find_offer(*, city: str, matter: Matter, today: date) -> ObjectionOffer | None:
    """What may be objected to in that case today; None where nothing may, or the city offers no such service.

    One statement, and none while nothing is decided.
    """
    if not any(getattr(fact, "notice_kind", "") == "decision" for fact in matter.facts):
        return None
    for running in catalogue.list_running(city=city, day=today):
        remedy = _remedies.get((running.release, running.edition), partial(_remedy_of, running, today))
        if remedy is not None and (letters := list_contestable(matter, remedy, today)):
            return ObjectionOffer(running.service(today), letters)
    return None


def _remedy_of(running: catalogue.Running, today: date) -> str | None:
    return running.service(today).sheet.contests


def begin_objection(
    *, city: str, case_id: str, notice_id: str, access: MatterAccess, account_id: str | None, level: TrustLevel, language: str,
    now: datetime, today: date,
) -> BegunDraft | Problem:  # fmt: skip
    """A fresh draft of an objection to that letter, filled with what the case knows of the person. Error: `NotFound`."""
    if not queries.may_open_case(city=city, case_id=case_id, access=access):
        raise NotFound(case_id)
    matter = queries.find_matter(case_id=case_id, today=today)
    offer = find_offer(city=city, matter=matter, today=today)
    letter = offer.find(notice_id) if offer else None
    if offer is None or letter is None:
        raise NotFound(notice_id)
    if letter.is_over(today):
        return OVER
    return begin_application(
        city=city,
        service_id=offer.service.id,
        language=language,
        account_id=account_id,
        now=now,
        day=today,
        level=level,
        known=matter.answers,
        contests={"case": case_id, "notice": notice_id} | ({"apart": "yes"} if speaks_apart(matter) else {}),
    )


@dataclass(frozen=True, slots=True)
class ContestedLetter:
    """The letter a draft objects to, as its case says it now."""

    matter: Matter
    letter: Contestable
    unit: str


def read_bound(*, draft: ApplicationDraft, today: date) -> ContestedLetter | Problem | None:
    """What the draft is about: None for anything but an objection. A problem: somebody objected meanwhile, or whoever sends it may
    not open the case any more that it comes of."""
    remedy = draft.service.sheet.contests
    if draft.contests and not drafts.may_follow(application_id=draft.contests["case"], account_id=draft.account_id):
        return ENDED
    if remedy is None or not draft.contests:
        return None
    matter = queries.find_matter(case_id=draft.contests["case"], today=today)
    letters = list_contestable(matter, remedy, today)
    letter = next((letter for letter in letters if letter.notice_id == draft.contests["notice"]), None)
    return ContestedLetter(matter, letter, queries.find_unit(case_id=matter.case_id)) if letter else LODGED


def lodge(
    *,
    bound: ContestedLetter,
    objection: str,
    reference: str,
    lodged_on: date,
    way: str,
    actor: str,
    now: datetime,
    today: date,
) -> None:
    """Both timelines tell of the other. The caller holds the transaction and has opened the case of the objection."""
    about = contest(bound.matter, bound.letter, way, now)
    acting, named = speaking_for(bound.matter), find_named(bound.matter.facts)
    facts: list[tuple[str, Fact]] = [("contested", about)]
    if named:
        facts.append(("representative", replace(named, at=now)))
    elif acting:
        proved = not waiving.list_proofs(bound.matter)
        kept = hand_on(acting, acting.name, bound.matter.reference, proved=proved, apart=bool(acting.said.by), at=now)
        facts.append(("acting", kept))
    cases.append(case_id=objection, facts=facts, now=now, today=today, actor=actor)
    told = ObjectionLodged(
        at=now,
        objection=objection,
        reference=reference,
        notice_id=bound.letter.notice_id,
        title=bound.letter.title,
        lodged_on=lodged_on,
        way=way,
    )
    known = [(f"objection:{objection}", told)]
    cases.append(case_id=bound.matter.case_id, facts=known, now=now, today=today, actor=actor)


def speaks_apart(matter: Matter) -> bool:
    """Is whoever opens the case online somebody else than the person it is about, whose name the objection states?"""
    acting = speaking_for(matter)
    return acting is not None and not acting.later and bool(acting.said.by)


def known_of(matter: Matter, service: Service, own: Mapping[str, object]) -> dict[str, object]:
    """Answers of the contested case that the form of the objection asks, too, as entries; `own` wins."""
    asked = {field.id for field in service.form.fields() if "." not in field.path}
    return {**{key: forms.typed(value) for key, value in matter.answers.items() if key in asked}, **own}
