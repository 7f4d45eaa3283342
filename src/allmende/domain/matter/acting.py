"""Who acts for whom in an application of one person or company: by power of attorney, or as an officer. Pure.

Whoever signed in is the one who acts. Nothing of that sign-in proves anything about the person or company represented.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from allmende import feel
from allmende.domain import facts as f
from allmende.domain.forms.addresses import envelope_lines, goes_abroad
from allmende.domain.matter.decision import chosen_grounds, named_last
from allmende.domain.matter.people import name_under, people_of
from allmende.domain.notices.ways import BY_POST, WAY
from allmende.domain.package.parties import Capacity, Representation, Withheld

if TYPE_CHECKING:
    from allmende.domain.forms import FormContext, StoredUpload
    from allmende.domain.matter.model import Matter
    from allmende.domain.package import Service


@dataclass(frozen=True, slots=True)
class RepresentedBy:
    """`by` filled in the form for `name`, whose application it is. `lines`: where letters go, empty for the address in the form.

    `later`: `by` stepped in afterwards. The person herself sent the application and opens it online; `by` gets letters by post.
    """

    said: Representation
    name: str
    by: str
    lines: tuple[str, ...] = ()
    abroad: bool = False
    later: bool = False


def find_acting(service: Service, answers: Mapping[str, Any]) -> RepresentedBy | None:
    """As declared; None where the applicant speaks for herself. A power of attorney comes before an office."""
    for role in service.sheet.applicants:
        for one in sorted(role.represented_by, key=lambda one: one.capacity != "proxy"):
            applicant, other = people_of(answers).applicant, name_under(answers, one.by or one.of)
            if other and _holds(one.when, service, answers):
                name, by = (applicant, other) if one.by else (other, applicant)
                where = answers.get(one.address)
                lines = tuple(envelope_lines(where)) if where else ()
                return RepresentedBy(one, name, by, lines, goes_abroad(where) if where else False)
    return None


def acting_in(matter: Matter) -> RepresentedBy | None:
    """As the office recorded it last, as declared in the case, or inherited from the one it comes of; None where the applicant
    speaks for herself."""
    named = find_named(matter.facts)
    if named is not None:
        return RepresentedBy(_apart(named.capacity, ()), named.name, named.by, named.address, named.abroad, later=True)
    return sending_in(matter)


def sending_in(matter: Matter) -> RepresentedBy | None:
    """Who acted as the application was sent, whoever stepped in since: its sign-in proves that person and nobody else."""
    own = find_acting(matter.service, matter.answers)
    if own and own.said.capacity == "guardian" and matter.last(f.RepresentationEnded):
        return None
    inherited = None if own else matter.last(f.RepresentationInherited, f.RepresentationEnded)
    if not isinstance(inherited, f.RepresentationInherited):
        return own
    said = _apart(inherited.capacity, inherited.without)
    said = said if inherited.apart else replace(said, by="", of=INHERITED)
    return RepresentedBy(said, inherited.name, inherited.by, inherited.address, inherited.abroad)


def _apart(capacity: str, without: tuple[str, ...]) -> Representation:
    return Representation(capacity=cast(Capacity, capacity), by=INHERITED, without=cast(tuple[Withheld, ...], without))


def find_named(facts: Iterable[f.Fact]) -> f.RepresentationNamed | None:
    """Who stepped in for the person of the case and still acts, as the office recorded it last."""
    kinds = (f.RepresentationNamed, f.RepresentationEnded, f.AuthorityRevoked)
    found = next((x for x in reversed(tuple(facts)) if isinstance(x, kinds)), None)
    return found if isinstance(found, f.RepresentationNamed) else None


def context_of(matter: Matter, uploads: Mapping[str, StoredUpload] | None = None) -> FormContext:
    """What the rules of the case's form see besides the answers, on the day of the application."""
    inherited = sending_in(matter)
    apart = inherited is not None and inherited.said.by == INHERITED
    return matter.service.context(matter.received_on, matter.applicant.names(), uploads, apart=apart)


def hand_on_to_child(
    acting: RepresentedBy, name: str, reference: str, *, proved: bool, at: datetime
) -> f.RepresentationInherited | f.RepresentationOpen:
    """What the case of a child keeps of who acts for its parent: a power of attorney of the parent covers it, an appointment by a
    court does not."""
    if acting.said.capacity == "guardian":
        return f.RepresentationOpen(at=at, name=name, by=acting.by, reference=reference)
    return hand_on(acting, name, reference, proved=proved, apart=True, at=at)


def is_child_open(matter: Matter) -> bool:
    """Is it not known who represents the child of this case?"""
    return isinstance(matter.last(f.RepresentationOpen, f.RepresentationEnded), f.RepresentationOpen)


def find_inherited(facts: Iterable[f.Fact]) -> f.RepresentationInherited | None:
    """Who acts as another case says, as long as it has not ended."""
    kinds = (f.RepresentationInherited, f.RepresentationEnded, f.AuthorityRevoked)
    found = next((x for x in reversed(tuple(facts)) if isinstance(x, kinds)), None)
    return found if isinstance(found, f.RepresentationInherited) else None


def hand_on(
    acting: RepresentedBy, name: str, reference: str, *, proved: bool, apart: bool, at: datetime
) -> f.RepresentationInherited:
    """What a case that comes of another keeps of who acts in it, for `name`."""
    return f.RepresentationInherited(
        at=at,
        capacity=acting.said.capacity,
        name=name,
        by=acting.by,
        reference=reference,
        proved=proved,
        apart=apart,
        address=acting.lines,
        abroad=acting.abroad,
        without=acting.said.without,
    )


def speaking_for(matter: Matter) -> RepresentedBy | None:
    """Who speaks for the person of the case in what comes of it: whoever acts and still may, or who represents a child by law."""
    acting = still_acting(matter)
    if acting or find_revoked(matter.facts) or any(isinstance(x, f.RepresentationEnded) for x in matter.facts):
        return acting
    named = [
        str(matter.answers[role.guardian])
        for role in matter.service.sheet.applicants
        if matter.answers.get(role.guardian)
    ]
    by = matter.party.represented_by if matter.party else next(iter(named), "")
    name = people_of(matter.answers).applicant
    return RepresentedBy(Representation("guardian", by=INHERITED), name, by) if by else None


INHERITED = "_inherited"
"""Stands for the question that asks who acts, where no form of the case asks it."""


def _holds(when: str, service: Service, answers: Mapping[str, Any]) -> bool:
    return not when or _compiled(when).evaluate(feel.to_feel({**service.form.blank, **answers})).value is True


_compiled = lru_cache(maxsize=256)(feel.compile_expression)


def find_revoked(facts: Iterable[f.Fact]) -> f.AuthorityRevoked | None:
    """The end of who acted from the application on, where the office recorded one and nobody stepped in since."""
    kinds = (f.RepresentationNamed, f.AuthorityRevoked)
    found = next((x for x in reversed(tuple(facts)) if isinstance(x, kinds)), None)
    return found if isinstance(found, f.AuthorityRevoked) and not found.her_own else None


def still_acting(matter: Matter) -> RepresentedBy | None:
    """Who acts and whose authority has not ended."""
    return None if find_revoked(matter.facts) else acting_in(matter)


def may(matter: Matter, act: str) -> bool:
    """Whether whoever opens the case online may do that in the capacity she acts in."""
    found = acting_in(matter)
    return found is None or act not in found.said.without


def acting_names(matter: Matter) -> dict[str, Any]:
    """What letters know of it, under `acting`; nothing once a ground is named that she may not act (`unauthorised`). After a revocation, or once she came of age, the way, too: nobody fetches
    letters online for her."""
    found, ended = acting_in(matter), find_revoked(matter.facts)
    if found is not None and ended is None and not found.later and _is_denied(matter):
        apart = {"address": [found.by, *found.lines], "abroad": found.abroad, "denied": True} if found.said.by else None
        return {"acting": apart}
    if ended is not None:
        said = {"capacity": found.said.capacity, "name": found.name, "by": found.by} if found else {}
        return _by_post_to(ended, said)
    if found is None:
        of_age = matter.last(f.RepresentationEnded)
        if of_age and of_age.address:
            return _by_post_to(of_age, {"capacity": "guardian", "name": of_age.name, "by": of_age.by})
        alone = any(isinstance(x, f.RepresentationEnded | f.RepresentationOpen) for x in matter.facts)
        return {"acting": None, WAY: BY_POST} if alone else {"acting": None}
    seen: dict[str, Any] = {"capacity": found.said.capacity, "name": found.name, "by": found.by}
    seen |= {"apart": True} if found.said.by else {}
    apart = {"lines": list(found.lines), "abroad": found.abroad} if found.lines else {}
    return {"acting": seen | apart} | ({WAY: BY_POST} if found.later else {})


def _by_post_to(ended: f.AuthorityRevoked | f.RepresentationEnded, said: Mapping[str, Any]) -> dict[str, Any]:
    """Letters to the address kept with the end of who acted."""
    return {"acting": {**said, "address": list(ended.address), "abroad": ended.abroad}, WAY: BY_POST}


def _is_denied(matter: Matter) -> bool:
    """Does a ground named last say that whoever acts may not?"""
    named = named_last(matter.facts)
    grounds = [matter.service.sheet.ground(key) for key in chosen_grounds(named)] if named else []
    return any(ground is not None and ground.unauthorised for ground in grounds)
