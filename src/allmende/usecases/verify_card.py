"""Does a card that is displayed still hold? Anybody who reads its code may ask, and learns nothing but that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from allmende.apps.notices import queries as notices
from allmende.domain.notices.document import Card
from allmende.foundation import plugs
from allmende.foundation.plugs import sockets


@dataclass(frozen=True, slots=True)
class CardState:
    """What whoever checks needs: whether it holds, and what must stand on the card. No name, no number of a case."""

    valid: bool
    title: str
    large_label: str
    large: str
    marks_label: str
    marks: tuple[str, ...]


def verify_card(*, city: str, code: str, today: date) -> CardState | None:
    """The state of the card with that code on that day; None where no card of this city has it.

    Where the card names a register, the register decides: an ended permit does not hold, and plates that were
    changed are the register's. Error: `ports.Unavailable`.
    """
    card = notices.find_card(city=city, code=code)
    if card is None:
        return None
    begun = card.valid_from is None or card.valid_from <= today
    state = CardState(
        valid=begun and today <= card.valid_until,
        title=card.title,
        large_label=card.large_label,
        large=card.large,
        marks_label=card.marks_label,
        marks=card.marks,
    )
    return _as_registered(card, state, today) if card.register == "parking_permits" else state


def _as_registered(card: Card, state: CardState, today: date) -> CardState:
    try:
        permit = plugs.get(sockets.PARKING_PERMITS).find(card.number)
    except plugs.NothingPlugged:
        return state
    if permit is None:
        return CardState(False, card.title, card.large_label, card.large, card.marks_label, card.marks)
    return CardState(
        valid=permit.valid_from <= today < permit.valid_until,
        title=card.title,
        large_label=card.large_label,
        large=permit.zone.upper(),
        marks_label=card.marks_label,
        marks=permit.plates,
    )
