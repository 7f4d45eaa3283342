"""Questions a city asks on its own: no example of the common package knows them, so the rehearsal answers them itself.

Only what must be answered and was left empty gets a plausible answer. What an example says about such a question counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from allmende.domain.forms import Field
from allmende.domain.package import Overlay
from allmende.usecases.rehearsal.play import Play

MISSING = "required"
FILE = "beispiel.pdf"
PLAUSIBLE: Mapping[str, Any] = {
    "text": "Beispiel",
    "textarea": "Beispiel",
    "time": "12:00",
    "boolean": True,
    "declaration": True,
    "country": "DE",
    "email": "beispiel@example.org",
    "phone": "+49 69 90009 100",
    "url": "https://example.org/",
    "iban": "DE59999999990000001001",
    "tax_id": "86095742719",
    "plate": "MR-AB 123",
    "address": {"street": "Musterweg", "house_number": "1", "postcode": "35037", "place": "Marburg"},
    "person": {"given_names": "Erika", "family_name": "Muster", "date_of_birth": "1980-01-01"},
    "geo": {"lat": "50.8", "lon": "8.77"},
}


def local_questions(overlay: Overlay | None) -> frozenset[str]:
    """Questions the city added, and those it made mandatory, by path."""
    changes = overlay.changes if overlay else ()
    added = {change.value[0].path for change in changes if change.verb == "add"}
    stricter = {
        change.target.removeprefix("field.").removesuffix(".required")
        for change in changes
        if change.verb == "set" and change.target.endswith(".required")
    }
    return frozenset(added | stricter)


def answer_local(play: Play, local: Iterable[str], steps: Iterable[str]) -> None:
    """Answer those of the city's own questions on these pages that are mandatory now and still empty."""
    wanted = set(local)
    if not wanted:
        return
    empty = {problem.where for problem in play.checked().problems if problem.code == MISSING} & wanted
    for step in play.service.form.form.steps:
        if step.id not in set(steps):
            continue
        for one in step.fields:
            if one.id in empty:
                _answer(play, step.id, one)


def _answer(play: Play, step: str, one: Field) -> None:
    if one.type == "file":
        play.upload(one.id, [FILE])
        return
    value = _plausible(one, play)
    if value is not None:
        play.fill(step, {one.id: value})


def _plausible(one: Field, play: Play) -> Any:
    """Something a person could answer; None where nobody can guess."""
    if one.type in ("choice", "choices"):
        picked = one.options[0].id if one.options else None
        return [picked] if one.type == "choices" and picked else picked
    if one.type in ("integer", "decimal", "money"):
        number = one.minimum if isinstance(one.minimum, Decimal) else Decimal(1)
        return str(min(number, one.maximum) if isinstance(one.maximum, Decimal) else number)
    if one.type == "date":
        return str(one.minimum or one.maximum or play.today)
    if one.type == "datetime":
        return f"{play.today.isoformat()}T12:00"
    if one.type in ("month", "year"):
        return f"{play.today:%Y-%m}" if one.type == "month" else f"{play.today:%Y}"
    value = PLAUSIBLE.get(one.type)
    return value[: one.max_length] if isinstance(value, str) and one.max_length else value
