"""Who acts for whom in an application of one person or company: by power of attorney, or as an officer. Pure.

Whoever signed in is the one who acts. Nothing of that sign-in proves anything about the person or company represented.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from allmende import feel
from allmende.domain import facts as f
from allmende.domain.matter.decision import chosen_grounds, named_last
from allmende.domain.matter.people import name_under, people_of
from allmende.domain.notices.ways import BY_POST, WAY
from allmende.domain.package.parties import Representation

if TYPE_CHECKING:
    from allmende.domain.matter.model import Matter
    from allmende.domain.package import Service


@dataclass(frozen=True, slots=True)
class Acting:
    """`by` filled in the form for `name`, whose application it is."""

    said: Representation
    name: str
    by: str


def find_acting(service: Service, answers: Mapping[str, Any]) -> Acting | None:
    """As declared; None where the applicant speaks for herself. A power of attorney comes before an office."""
    for role in service.sheet.applicants:
        for one in sorted(role.represented_by, key=lambda one: one.capacity != "proxy"):
            name = name_under(answers, one.of)
            if name and _holds(one.when, service, answers):
                return Acting(one, name, people_of(answers).applicant)
    return None


def _holds(when: str, service: Service, answers: Mapping[str, Any]) -> bool:
    return not when or _compiled(when).evaluate(feel.to_feel({**service.form.blank, **answers})).value is True


_compiled = lru_cache(maxsize=256)(feel.compile_expression)


def find_revoked(facts: Iterable[f.Fact]) -> f.AuthorityRevoked | None:
    """The end of the power of attorney, where the office recorded one."""
    return next((x for x in facts if isinstance(x, f.AuthorityRevoked)), None)


def has_proxy(matter: Matter) -> bool:
    """Does somebody act by a power of attorney that has not been revoked?"""
    found = find_acting(matter.service, matter.answers)
    return found is not None and found.said.capacity == "proxy" and find_revoked(matter.facts) is None


def may(matter: Matter, act: str) -> bool:
    """Whether whoever opens the case online may do that in the capacity she acts in."""
    found = find_acting(matter.service, matter.answers)
    return found is None or act not in found.said.without


def acting_names(matter: Matter) -> dict[str, Any]:
    """What letters know of it, under `acting`; nothing once a ground is named that she may not act (`unauthorised`). After a revocation, or once she came of age, the way, too: nobody fetches
    letters online for her."""
    found = find_acting(matter.service, matter.answers)
    if found is not None and _is_denied(matter):
        return {"acting": None}
    if found is None:
        alone = any(isinstance(x, f.RepresentationEnded) for x in matter.facts)
        return {"acting": None, WAY: BY_POST} if alone else {"acting": None}
    ended = find_revoked(matter.facts)
    seen: dict[str, Any] = {"capacity": found.said.capacity, "name": found.name, "by": found.by}
    if ended is None:
        return {"acting": seen}
    seen |= {"address": list(ended.address), "abroad": ended.abroad}
    return {"acting": seen, WAY: BY_POST}


def _is_denied(matter: Matter) -> bool:
    """Does a ground named last say that whoever acts may not?"""
    named = named_last(matter.facts)
    grounds = [matter.service.sheet.ground(key) for key in chosen_grounds(named)] if named else []
    return any(one is not None and one.unauthorised for one in grounds)
