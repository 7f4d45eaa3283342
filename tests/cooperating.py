"""Staff of several cities who work on one package, and the way of a proposal to its release."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from allmende.apps.commons import queries
from allmende.domain.cooperation import StaffMember
from allmende.domain.package.edits import author
from allmende.domain.values import Problem
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases import draft_package, release_package, review_package
from tests.world import SERVICE, World

EXAMPLE = """\
title: Zwei Hunde
today: "2026-11-02"
city: all
steps:
- fill: {step: person, values: {name: Erika Muster, email: erika@example.org}}
- fill: {step: hunde, values: {anzahl: "2", kampfhund: false}}
- expect: {fee: "= 2 * parameter.grundgebuehr"}
- fill: {step: abschluss, values: {richtig: true}}
- submit: {}
- pay: {result: paid}
- act: {as: sachbearbeitung, task: pruefen, outcome: granted}
- expect: {status: closed, notice: grant}
"""


def person(city: str, name: str, *roles: str) -> StaffMember:
    """The same person each time she is asked for."""
    return StaffMember(city, str(uuid.uuid5(uuid.NAMESPACE_DNS, f"{name}.{city}")), name, roles)


GRETA = person("fulda", "Greta Graf", "gestaltung")
GUSTAV = person("marburg", "Gustav Grau", "gestaltung", "begutachtung")
BERND = person("marburg", "Bernd Baum", "begutachtung")
WANDA = person("wetzlar", "Wanda Wolf", "begutachtung")
RITA = person("marburg", "Rita Roth", "recht")
DANIEL = person("fulda", "Daniel Dorn", "datenschutz")
FRIEDA = person("marburg", "Frieda Falk", "freigabe")
UWE = person("marburg", "Uwe Ulm", "uebernahme")
NOBODY = person("marburg", "Nina Neu", "sachbearbeitung")


def begin_new(
    world: World, who: StaffMember = GRETA, *, name: str, service_id: str = ""
) -> queries.PackageDraft | list[Problem]:
    """A draft of a new service, begun in her own city."""
    with city_scope(who.city):
        return draft_package.begin_new(
            person=who, service_id=service_id, name=name, pattern="notification", answers={}, now=world.now
        )


def begin(world: World, who: StaffMember = GRETA, title: str = "Gebühr klarer sagen") -> str:
    found = draft_package.begin(person=who, service_id=SERVICE, title=title, now=world.now)
    assert isinstance(found, queries.PackageDraft), found
    return found.id


def say(world: World, draft_id: str, words: str, who: StaffMember = GRETA, text: str = "service.name") -> Any:
    """Change one German text on what is there now."""
    edits = author.set_text(queries.edition_of(draft_id).tree, text, "de", words)
    assert isinstance(edits, tuple)
    return draft_package.change(person=who, draft_id=draft_id, edits=edits, now=world.now)


def add_example(world: World, draft_id: str, text: str = EXAMPLE) -> Any:
    files = {"examples/zwei_hunde.yaml": text.encode()}
    found = draft_package.upload(person=GRETA, draft_id=draft_id, files=files, now=world.now)
    assert isinstance(found, draft_package.DraftState), found
    return found


def propose(world: World, draft_id: str, version: str = "1.1.0", who: StaffMember = GRETA, **more: Any) -> Any:
    words = {"title": "Klarer", "why": "Der Name war unklar.", "wanted_from": None, **more}
    return review_package.propose(person=who, draft_id=draft_id, version=version, now=world.now, **words)


def proposed(world: World, words: str = "Hund melden") -> str:
    """A draft that changes a text and brings an example, in review."""
    draft_id = begin(world)
    say(world, draft_id, words)
    add_example(world, draft_id)
    found = propose(world, draft_id)
    assert isinstance(found, queries.PackageDraft), found
    return draft_id


def say_verdict(world: World, draft_id: str, who: StaffMember, kind: Any, says: Any = "approve", text: str = "") -> Any:
    seq = queries.get_head(draft_id).seq
    return review_package.give_verdict(
        person=who, draft_id=draft_id, kind=kind, says=says, text=text, seq=seq, now=world.now
    )


def approve_all(world: World, draft_id: str) -> None:
    """Two other cities, legal and data protection say yes to the present state."""
    for who, kind in ((BERND, "review"), (WANDA, "review"), (RITA, "legal"), (DANIEL, "data_protection")):
        said = say_verdict(world, draft_id, who, kind)
        assert not isinstance(said, list), said
    assert queries.review_state(draft_id).releasable


def release(
    world: World, draft_id: str, who: StaffMember = FRIEDA, effective_from: date | None = None, **note: str
) -> Any:
    return release_package.release(
        person=who, draft_id=draft_id, effective_from=effective_from, note=note, now=world.now
    )


def released(world: World, words: str = "Hund melden") -> release_package.Released:
    """The whole way."""
    draft_id = proposed(world, words)
    approve_all(world, draft_id)
    found = release(world, draft_id)
    assert isinstance(found, release_package.Released), found
    return found


def codes(found: Any) -> list[str]:
    """The codes of a refusal."""
    assert isinstance(found, list), found
    return [problem.code for problem in found]
