"""Services as pages show them: cards, and the search over them, kept in memory per city, language and day."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from allmende.apps.catalogue import queries as catalogue
from allmende.apps.catalogue.queries import ServiceCard
from allmende.entrypoints.portal import search
from allmende.entrypoints.portal.life import LIFE_SITUATIONS, LifeSituation

MOST_POPULAR = 4
KEPT = 64


@dataclass(frozen=True, slots=True)
class Card:
    """One service in a list."""

    id: str
    title: str
    teaser: str
    href: str
    elsewhere: bool


@dataclass(frozen=True, slots=True)
class Room:
    """A life situation that holds services of this city."""

    id: str
    name: str
    teaser: str
    href: str


_indexes: OrderedDict[tuple[object, ...], search.Index] = OrderedDict()
_lock = threading.Lock()


def list_cards(city: str, day: date, language: str) -> tuple[ServiceCard, ...]:
    """What people may look for. Staff's own matters are not for them."""
    cards = catalogue.list_services(city=city, day=day, language=language)
    return tuple(card for card in cards if set(card.audience) != {"staff"})


def shown(cards: tuple[ServiceCard, ...]) -> list[Card]:
    """Cards for a list page."""
    return [
        Card(card.id, card.title, card.teaser, reverse("portal:service", args=[card.id]), card.not_ours is not None)
        for card in cards
    ]


def rooms_of(cards: tuple[ServiceCard, ...], language: str) -> list[Room]:
    """The life situations in which this city offers something."""
    there = {card.life_situation for card in cards}
    return [room_of(room, language) for room in LIFE_SITUATIONS if room.id in there]


def room_of(room: LifeSituation, language: str) -> Room:
    return Room(
        room.id,
        room.name.spoken(language),
        room.teaser.spoken(language),
        reverse("portal:life_situation", args=[room.id]),
    )


def find(cards: tuple[ServiceCard, ...], query: str, city: str, language: str) -> tuple[ServiceCard, ...]:
    """The cards that fit the query, best first."""
    by_id = {card.id: card for card in cards}
    return tuple(by_id[id_] for id_ in search.search(_index(cards, city, language), query))


def _index(cards: tuple[ServiceCard, ...], city: str, language: str) -> search.Index:
    key = (city, language, cards)
    with _lock:
        if key in _indexes:
            _indexes.move_to_end(key)
            return _indexes[key]
    built = search.build(
        (search.Entry(card.id, card.title, tuple(card.keywords), card.teaser) for card in cards),
        language if language in ("de", "en") else "de",
    )
    with _lock:
        _indexes[key] = built
        while len(_indexes) > KEPT:
            _indexes.popitem(last=False)
    return built
