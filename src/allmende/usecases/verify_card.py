"""Does a card that is displayed still hold? Anybody who reads its code may ask, and learns nothing but that."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from allmende.apps.catalogue import queries as catalogue
from allmende.apps.notices import queries as notices
from allmende.domain.notices.document import Card
from allmende.domain.registers import Query, RegisterSpec
from allmende.domain.spelling.cleaning import clean_code
from allmende.usecases.case_tools import find_register


@dataclass(frozen=True, slots=True)
class CardState:
    """What whoever checks needs: whether it holds, and what must stand on the card. No name, no number of a case.

    `superseded`: it does not hold because a newer card about the same holding took its place. `discarded`: it never held,
    because its letter never went out.
    """

    valid: bool
    title: str
    large_label: str
    large: str
    marks_label: str
    marks: tuple[str, ...]
    superseded: bool = False
    discarded: bool = False


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
        valid=begun and today <= card.valid_until and not found.superseded and not found.discarded,
        title=card.title,
        large_label=card.large_label,
        large=card.large,
        marks_label=card.marks_label,
        marks=card.marks,
        superseded=found.superseded,
        discarded=found.discarded,
    )
    ended = found.superseded or found.discarded
    return _as_registered(city, card, state, today) if card.register and not ended else state


def _as_registered(city: str, card: Card, state: CardState, today: date) -> CardState:
    """What the register says of the holding today. Where people look up, the card says what it said when it was issued."""
    spec = _latest(city, card.register, today)
    register = find_register(spec) if spec else None
    if spec is None or spec.holding is None or register is None:
        return state
    held, key = spec.holding, spec.key
    query = Query(
        "", (key,), {key: spec.record[key].kind}, {}, fits=f"spelled alike(entry.{key}, asked.{key}) = true", ended=True
    )
    found = register.find(spec, query, {key: card.number}, today)
    if not found:
        return replace(state, valid=False)
    record = found[0]
    starts, until = record[held.starts], record[held.until]
    valid = (starts is None or starts <= today) and (until is None or today < until)
    marks = record.get(held.control_by) if held.control_by else None
    return replace(state, valid=valid, marks=tuple(map(str, marks)) if isinstance(marks, list) else state.marks)


def _latest(city: str, register: str, today: date) -> RegisterSpec | None:
    """The newest description of that register among the services the city offers or offered."""
    found = [spec for _, spec in catalogue.list_registers(city=city, day=today) if spec.id == register]
    return max(found, key=lambda spec: spec.version, default=None)
