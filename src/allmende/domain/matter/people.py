"""Who a case is about, by the ids of the standard blocks: the applicant, and those she applies for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from allmende.domain.package.parties import ADDRESS, BORN, FAMILY, GIVEN, REPRESENTED


@dataclass(frozen=True, slots=True)
class People:
    """Names as declared. `applicant` is empty where the form asks for none; `others` are those she speaks for or asks about."""

    applicant: str
    others: tuple[str, ...] = ()


def people_of(answers: Mapping[str, Any]) -> People:
    """The names in an application: the person's own block, a block under a prefix (`kind_familienname`), who is represented."""
    mine = _name(answers, "")
    prefixes = [key.removesuffix(FAMILY) for key in answers if key.endswith(FAMILY) and key != FAMILY]
    found = [_name(answers, prefix) for prefix in prefixes]
    represented = answers.get(REPRESENTED)
    found += [represented] if isinstance(represented, str) else []
    return People(mine, tuple(_once(one for one in found if one and one != mine)))


def born_of(answers: Mapping[str, Any]) -> date | None:
    """The applicant's day of birth by the standard block's id: tells namesakes apart on the phone."""
    try:
        return date.fromisoformat(str(answers.get(BORN)))
    except ValueError:
        return None


def name_under(answers: Mapping[str, Any], question: str) -> str:
    """Who that question names; a family name with the given names asked beside it."""
    if question.endswith(FAMILY):
        return _name(answers, question.removesuffix(FAMILY))
    said = answers.get(question)
    return said if isinstance(said, str) else ""


def born_under(answers: Mapping[str, Any], question: str) -> date | None:
    """The day of birth asked beside that family name; None where it is not asked, or not wholly known."""
    born = answers.get(f"{question.removesuffix(FAMILY)}{BORN}") if question.endswith(FAMILY) else None
    return born if isinstance(born, date) else None


def address_under(answers: Mapping[str, Any], question: str) -> Mapping[str, Any] | None:
    """The address asked beside that family name."""
    found = answers.get(f"{question.removesuffix(FAMILY)}{ADDRESS}") if question.endswith(FAMILY) else None
    return found if isinstance(found, Mapping) else None


def _name(answers: Mapping[str, Any], prefix: str) -> str:
    parts = (answers.get(f"{prefix}{GIVEN}"), answers.get(f"{prefix}{FAMILY}"))
    return " ".join(part for part in parts if isinstance(part, str))


def _once(names: Iterable[str]) -> Iterable[str]:
    return dict.fromkeys(names)
