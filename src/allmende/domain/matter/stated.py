"""What expressions, letters and the office see of what was stated, read from the facts by the package's fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from allmende.domain.facts import Reasoned
from allmende.domain.forms import Field, spoken
from allmende.domain.forms.values import read
from allmende.domain.matter.decision import chosen_grounds

if TYPE_CHECKING:
    from allmende.domain.package import RefusalGround, ServiceSheet


def decided_seen(sheet: ServiceSheet, taken: Reasoned | None) -> dict[str, Any]:
    """`decided`: every datum the package knows; null where nothing was decided."""
    texts = taken.decided if taken else {}
    return {one.id: _value(one.field, texts.get(one.id)) for one in sheet.decided}


def stated_seen(sheet: ServiceSheet, named: Reasoned | None) -> dict[str, Any]:
    """`stated`: every statement of every ground; null where it was not chosen."""
    texts = named.stated if named else {}
    return {
        refusal_ground.id: {
            x.id: _value(x.field, texts.get(refusal_ground.id, {}).get(x.id)) for x in refusal_ground.state
        }
        for refusal_ground in sheet.refusal_grounds
    }


def grounds_seen(sheet: ServiceSheet, named: Reasoned | None, language: str) -> list[dict[str, Any]]:
    """`grounds`: the chosen ones in their order, each with its words, what was stated and what may be printed of it."""
    if named is None:
        return []
    stated = stated_seen(sheet, named)
    known = (sheet.ground(chosen_ground) for chosen_ground in chosen_grounds(named))
    return [_ground_seen(one, stated[one.id], named, language) for one in known if one]


def departures_seen(sheet: ServiceSheet, taken: Reasoned) -> dict[str, Any]:
    """What was applied for, by datum, where the decision departs from it."""
    return {one.id: _value(one.field, taken.instead_of[one.id]) for one in sheet.decided if one.id in taken.instead_of}


def speak_content(sheet: ServiceSheet, stated: Reasoned, language: str) -> list[tuple[str, str]]:
    """All that was stated, name by name, for the office: also what no letter prints."""
    grounds = [one for one in (sheet.ground(x) for x in chosen_grounds(stated)) if one]
    said = [(x.field, stated.stated.get(ground.id, {}).get(x.id)) for ground in grounds for x in ground.state] + [
        (one.field, stated.decided.get(one.id)) for one in sheet.decided
    ]
    return [(x.label.spoken(language), spoken(x, _value(x, text), language)) for x, text in said if text]


def _ground_seen(
    refusal_ground: RefusalGround, stated: Mapping[str, Any], named: Reasoned, language: str
) -> dict[str, Any]:
    shown = ((x.field, stated[x.id]) for x in refusal_ground.state if x.printed and stated[x.id] is not None)
    return {
        "id": refusal_ground.id,
        "title": refusal_ground.title.spoken(language),
        "reason": refusal_ground.reason.spoken(language),
        "legal_basis": refusal_ground.legal_basis,
        "stated": stated,
        "statements": [f"{x.label.spoken(language)}: {spoken(x, value, language)}" for x, value in shown],
        "weighing": named.weighing or None,
        "despite": named.despite or None,
    }


def _value(field: Field, text: str | None) -> Any:
    return read(field, text)[0] if text else None
