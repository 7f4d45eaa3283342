"""Something to look at in the studio of the demo: a release that waits to be taken over, and a proposal under discussion."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TypeVar

from allmende.apps.commons import queries
from allmende.domain.cooperation import StaffMember
from allmende.domain.cooperation.review import Kind
from allmende.domain.package.edits import Edit, author
from allmende.domain.values import Problem
from allmende.foundation.identity import officers
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases import draft_package, release_package, review_package, share_costs
from allmende.usecases.clock import local_day

WAITING = "meldebescheinigung"
DISCUSSED = "bewohnerparkausweis"
AGREE: tuple[tuple[str, str, Kind], ...] = (
    ("marburg", "begutachtung", "review"),
    ("giessen", "begutachtung", "review"),
    ("fulda", "recht", "legal"),
    ("limburg", "datenschutz", "data_protection"),
)
WORKED = (
    ("wetzlar", "gestaltung", WAITING, "design", "6,5"),
    ("marburg", "begutachtung", WAITING, "review", "1,5"),
    ("fulda", "recht", WAITING, "legal", "2"),
    ("limburg", "datenschutz", WAITING, "data_protection", "1"),
    ("fulda", "gestaltung", DISCUSSED, "design", "4,25"),
    ("wetzlar", "begutachtung", DISCUSSED, "review", "0,75"),
)
"""City, role, service, kind of work, hours."""
Result = TypeVar("Result")


class CannotShow(RuntimeError):
    """The demo's packages or staff are not what this story needs."""


def show_demo_commons(*, now: datetime) -> bool:
    """Tell the story once; False when there is work in the commons already."""
    if queries.list_drafts():
        return False
    _release_certificate(now)
    _discuss_parking(now)
    _book_hours(now)
    return True


def _release_certificate(now: datetime) -> None:
    """Wetzlar says more clearly how long a certificate takes; everybody agrees; it waits for each city."""
    wetzlar = _staff("wetzlar", "gestaltung")
    draft_id = _begun(wetzlar, WAITING, "Dauer klarer sagen", now)
    words = {
        "de": "Elektronisch meist in wenigen Minuten. Auf Papier bis zu {{ deadline.bearbeitung.working_days }} Arbeitstage und der Postweg.",
        "en": "Electronically usually within minutes. On paper up to {{ deadline.bearbeitung.working_days }} working days plus the post.",
    }
    _say(wetzlar, draft_id, "service.duration", words, now)
    _done(
        review_package.propose(
            person=wetzlar,
            draft_id=draft_id,
            title="Dauer klarer sagen",
            why="Viele rufen an und fragen, wann die Bescheinigung kommt. „Sofort“ haben sie anders verstanden.",
            version="1.1.0",
            wanted_from=None,
            now=now,
        )
    )
    for city, role, kind in AGREE:
        seq = queries.get_draft(draft_id).last_seq
        _done(
            review_package.give_verdict(
                person=_staff(city, role), draft_id=draft_id, kind=kind, says="approve", text="", seq=seq, now=now
            )
        )
    note = {"de": "Die Dauer steht klarer da.", "en": "The duration is said more clearly."}
    frieda = _staff("wetzlar", "freigabe")
    with city_scope(frieda.city):
        _done(release_package.release(person=frieda, draft_id=draft_id, effective_from=None, note=note, now=now))


def _discuss_parking(now: datetime) -> None:
    """Fulda asks about the parking space in other words; Wetzlar asks back, legal in Marburg objects."""
    fulda = _staff("fulda", "gestaltung")
    draft_id = _begun(fulda, DISCUSSED, "Stellplatz verständlicher fragen", now)
    words = {
        "de": "Gemeint ist ein eigener Stellplatz oder eine Garage, die Sie wirklich nutzen können.",
        "en": "We mean a space or garage of your own that you can really use.",
    }
    _say(fulda, draft_id, "field.stellplatz.help", words, now)
    tree = queries.edition_of(draft_id).tree
    _edit(fulda, draft_id, author.set_property(tree, "parameter.aenderungsgebuehr", "suggested", "12.00"), now)
    _done(
        review_package.propose(
            person=fulda,
            draft_id=draft_id,
            title="Stellplatz verständlicher fragen",
            why="Viele haben „Stellplatz“ als Parken am Straßenrand verstanden. Die vorgeschlagene Gebühr für "
            "Änderungen deckt den Aufwand nicht mehr.",
            version="1.1.0",
            wanted_from=local_day(now) + timedelta(days=60),
            now=now,
        )
    )
    ask = "Gilt das auch für einen gemieteten Stellplatz? Dann sollte es dort stehen."
    _done(
        review_package.comment(
            person=_staff("wetzlar", "begutachtung"),
            draft_id=draft_id,
            address="text.de.field.stellplatz.help",
            text=ask,
            answers=None,
            now=now,
        )
    )
    _done(
        review_package.give_verdict(
            person=_staff("marburg", "recht"),
            draft_id=draft_id,
            kind="legal",
            says="object",
            text="Auch ein gemieteter Stellplatz zählt. „Eigener“ ist zu eng.",
            seq=queries.get_draft(draft_id).last_seq,
            now=now,
        )
    )


def _book_hours(now: datetime) -> None:
    """What it took so far, so that the statement has something to share."""
    for city, role, service_id, kind, hours in WORKED:
        typed = {"service": service_id, "kind": kind, "hours": hours, "worked_on": local_day(now).isoformat()}
        with city_scope(city):
            key = f"demo-{city}-{role}-{service_id}"
            _done(share_costs.book(person=_staff(city, role), typed=typed, key=key, now=now))


def _begun(person: StaffMember, service_id: str, title: str, now: datetime) -> str:
    return _done(draft_package.begin(person=person, service_id=service_id, title=title, now=now)).id


def _say(person: StaffMember, draft_id: str, text_id: str, words: Mapping[str, str], now: datetime) -> None:
    tree = queries.edition_of(draft_id).tree
    edits = [edit for language, said in words.items() for edit in _done(author.set_text(tree, text_id, language, said))]
    _edit(person, draft_id, tuple(edits), now)


def _edit(person: StaffMember, draft_id: str, edits: tuple[Edit, ...] | Problem, now: datetime) -> None:
    _done(draft_package.change(person=person, draft_id=draft_id, edits=_done(edits), now=now))


def _staff(city: str, username: str) -> StaffMember:
    with city_scope(city):
        found = officers.find(username)
        if found is None:
            raise CannotShow(f"{username} in {city}")
        return StaffMember(city, str(found.pk), found.name, tuple(found.roles))


def _done(result: Result | Problem | list[Problem]) -> Result:
    """What came out, or why the story cannot be told."""
    if isinstance(result, Problem):
        raise CannotShow(str(result))
    if isinstance(result, list):
        raise CannotShow("; ".join(str(problem) for problem in result))
    return result
