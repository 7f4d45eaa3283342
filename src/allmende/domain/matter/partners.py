"""Who without an account was asked, and how each ask stands. The link to an ask lives as long as the ask is open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from allmende.domain import facts as f

OPINION, FILE_ANSWER = "opinion_given", "file_answered"
ASK_ANSWERS = (OPINION, FILE_ANSWER)
"""What examples call the answers of those who are asked."""

Answer = f.OpinionGiven | f.FileTaken | f.FileDeclined
State = Literal["open", "answered", "over"]


@dataclass(frozen=True, slots=True)
class Partner:
    """A body or city as it is written to. `key` is the city's key or the body's id."""

    key: str
    name: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One ask and its answer; `state` says whether the link still opens something."""

    asked: f.PartnerAsked
    answer: Answer | None
    state: State


def find_ask(facts: Iterable[f.Fact], ask_id: str, today: date) -> Ask | None:
    """The ask of that id; None where there was none."""
    return next((ask for ask in list_asks(facts, today) if ask.asked.ask_id == ask_id), None)


def list_asks(facts: Iterable[f.Fact], today: date) -> tuple[Ask, ...]:
    """Every ask in its order. One is over when its last day has passed or the case is closed."""
    known = tuple(facts)
    answers = {x.ask_id: x for x in known if isinstance(x, Answer)}
    closed = f.find_closed(known) is not None

    def state(asked: f.PartnerAsked) -> State:
        if asked.ask_id in answers:
            return "answered"
        return "over" if closed or asked.until < today else "open"

    asks = (x for x in known if isinstance(x, f.PartnerAsked))
    return tuple(Ask(asked=ask, answer=answers.get(ask.ask_id), state=state(ask)) for ask in asks)


def list_asked(facts: Iterable[f.Fact], today: date) -> tuple[f.PartnerAsked, ...]:
    """Bodies outside and cities that were asked and can still answer."""
    return tuple(ask.asked for ask in list_asks(facts, today) if ask.state == "open")
