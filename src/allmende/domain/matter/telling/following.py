"""What an application still needs, in the words every place uses: review, page of the case, receipt, mail. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from allmende.domain.facts import AnswersHandedIn
from allmende.domain.matter.completeness import list_missing, missing_until, names_of
from allmende.domain.matter.model import Matter
from allmende.domain.package.service import Service
from allmende.domain.values import Text, spoken_day, weekday_date

HEADLINE = Text.named("matter.telling.following.headline")
COUNTS = Text.named("matter.telling.following.counts")
RECEIVED = Text.named("matter.telling.following.received")
UNTIL = Text.named("matter.telling.following.until")
ONLINE = Text.named("matter.telling.following.online")
ON_PAPER = Text.named("matter.telling.following.on_paper")
NAMED = Text.named("matter.telling.following.named")
HANDED = Text.named("matter.telling.following.handed")
COUNTED = Text.named("matter.telling.following.counted")


def until_words(service: Service, received_on: date, language: str) -> str:
    """Until when what is missing should come; empty for a service without that deadline."""
    day = missing_until(service, received_on)
    return UNTIL.said(language, day=weekday_date(day, language)) if day else ""


def received_words(matter: Matter, language: str) -> str:
    """That the application counts from its day, by the day."""
    return RECEIVED.said(language, day=spoken_day(matter.received_on, language))


def paper_words(service: Service, language: str) -> str:
    """Where to send or bring what is missing on paper: to the competent office."""
    unit = service.city.unit_for(service.sheet.unit)
    address = (unit.address if unit else None) or service.city.contact.address
    name = unit.name.spoken(language) if unit else service.city.full_name
    where = ", ".join((name, *address.lines))
    return ON_PAPER.said(language, where=where)


def missing_lines(matter: Matter, language: str, *, named: bool = True) -> tuple[str, ...]:
    """What is missing, until when, how to send it, and that the day of receipt stands; empty where nothing is missing.

    `named`: by label. Without it the words only say that something is missing, for an address not known to be hers.
    """
    missing = list_missing(matter)
    if not missing:
        return ()
    first = NAMED.said(language, missing=_listed(names_of(matter.service, missing, language)))
    said = (
        first if named else COUNTED.spoken(language),
        until_words(matter.service, matter.received_on, language),
        f"{ONLINE.spoken(language)} {paper_words(matter.service, language)}",
        received_words(matter, language),
    )
    return tuple(one for one in said if one)


def handed_lines(matter: Matter, language: str) -> tuple[str, ...]:
    """What came with the latest hand-in, by question; empty where nothing was handed in."""
    fact = matter.last(AnswersHandedIn)
    named = _listed(names_of(matter.service, fact.fields, language)) if fact else ""
    return (HANDED.said(language, handed=named),) if named else ()


def handed_words(fact: AnswersHandedIn, service: Service, language: str) -> str:
    """The sentence of the story, with the questions."""
    return f"{fact.spoken(language)} {_listed(names_of(service, fact.fields, language))}.".strip()


def _listed(names: Iterable[str]) -> str:
    return "; ".join(names)
