"""Does a card that is displayed still hold? Anybody who reads its code may ask, and learns nothing but that."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from allmende.apps.notices import queries as notices
from allmende.domain.notices.document import Card
from allmende.domain.spelling.cleaning import clean_code
from allmende.foundation import plugs
from allmende.foundation.plugs import sockets


@dataclass(frozen=True, slots=True)
class CardState:
    """What whoever checks needs: whether it holds, and what must stand on the card. No name, no number of a case.

    `superseded`: it does not hold because a newer card about the same holding took its place.
    """

    valid: bool
    title: str
    large_label: str
    large: str
    marks_label: str
    marks: tuple[str, ...]
    superseded: bool = False


def verify_card(*, city: str, code: str, today: date) -> CardState | None:
    """The state of the card with that code on that day; None where no card of this city has it.

    A newer card about the same holding ends this one, whatever a register says of the holding: the register knows permits,
    not the papers that show them. Otherwise, where the card names a register, the register decides: an ended permit does
    not hold, and plates that were changed are the register's. Error: `ports.Unavailable`.
    """
    found = notices.find_card(city=city, code=clean_code(code), today=today)
    if found is None:
        return None
    card = found.card
    begun = card.valid_from is None or card.valid_from <= today
    state = CardState(
        valid=begun and today <= card.valid_until and not found.superseded,
        title=card.title,
        large_label=card.large_label,
        large=card.large,
        marks_label=card.marks_label,
        marks=card.marks,
        superseded=found.superseded,
    )
    return _as_registered(card, state, today) if card.register == "parking_permits" and not found.superseded else state


def _as_registered(card: Card, state: CardState, today: date) -> CardState:
    register = plugs.get(sockets.PARKING_PERMITS) if plugs.is_plugged(sockets.PARKING_PERMITS) else None
    if register is None:
        return state
    permit = register.find(card.number)
    if permit is None:
        return replace(state, valid=False)
    valid = permit.valid_from <= today < permit.valid_until
    return replace(state, valid=valid, large=permit.zone.upper(), marks=permit.plates)
