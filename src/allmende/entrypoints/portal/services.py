"""Services as pages show them: cards, the rooms they stand in, the list from A to Z, and the search over them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

from django.urls import reverse
from django.utils.translation import gettext as _

from allmende.apps.catalogue import queries as catalogue
from allmende.apps.catalogue.queries import ServiceCard
from allmende.domain.values.names import read_names
from allmende.entrypoints.portal import search

LIFE_SITUATIONS = read_names(Path(__file__).with_name("life_situations.csv"))
"""The rooms under which people look for services, by id. Each service sits in exactly one; the search covers the rest."""
MOST_POPULAR = 4
NAMED_IN_A_TILE = 3
MOST_ON_ONE_LIST = 30
"""With more services than that a list gets headings by letter, and home shows the letters only."""


GERMAN = "de"


@dataclass(frozen=True, slots=True)
class ServiceEntry:
    """One service in a list. `facts`: what it costs and how long it takes, where the service says so.

    `lang`: the language of its words where that is not the page's.
    """

    id: str
    title: str
    teaser: str
    href: str
    elsewhere: bool
    facts: tuple[str, ...]
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Room:
    """A life situation that holds services of this city; `teaser` names some of them."""

    id: str
    name: str
    teaser: str
    href: str


@dataclass(frozen=True, slots=True)
class LetterGroup:
    """The services whose names begin with it."""

    letter: str
    cards: tuple[ServiceEntry, ...]


def list_cards(city: str, day: date, language: str) -> tuple[ServiceCard, ...]:
    """What people may look for, by title. Staff's own matters are not for them."""
    cards = catalogue.list_services(city=city, day=day, language=language)
    return tuple(card for card in cards if set(card.audience) != {"staff"})


def list_german(city: str, day: date, language: str) -> tuple[ServiceCard, ...]:
    """The same in German, whose words stand where a service has none in the page's language; nothing on a German page."""
    return list_cards(city, day, GERMAN) if language != GERMAN else ()


def shown(cards: Iterable[ServiceCard], german: Iterable[ServiceCard] = ()) -> list[ServiceEntry]:
    """Cards for a list page; those that speak as in `german` are marked as such."""
    untranslated = {(card.id, card.title, card.teaser) for card in german}
    return [
        ServiceEntry(
            card.id,
            card.title,
            card.teaser,
            reverse("portal:service", args=[card.id]),
            card.not_ours is not None,
            tuple(words for words in (card.cost, card.duration) if words),
            GERMAN if (card.id, card.title, card.teaser) in untranslated else "",
        )
        for card in cards
    ]


def by_letter(cards: Sequence[ServiceCard], german: Sequence[ServiceCard] = ()) -> list[LetterGroup]:
    """A long list under its letters; nothing for a short one, which needs none. What begins with no letter comes first."""
    if len(cards) <= MOST_ON_ONE_LIST:
        return []
    ordered = sorted(cards, key=lambda card: card.letter)
    return [
        LetterGroup(letter, tuple(shown(found, german))) for letter, found in groupby(ordered, lambda card: card.letter)
    ]


def rooms_of(cards: Iterable[ServiceCard], language: str) -> list[Room]:
    """The life situations in which this city offers something."""
    there: dict[str, list[ServiceCard]] = {}
    for card in cards:
        there.setdefault(card.life_situation, []).append(card)
    return [room_of(room_id, there[room_id], language) for room_id in LIFE_SITUATIONS if room_id in there]


def room_of(room_id: str, cards: Sequence[ServiceCard], language: str) -> Room:
    """The room with what of it this city offers."""
    named = ", ".join(card.title for card in cards[:NAMED_IN_A_TILE])
    if len(cards) > NAMED_IN_A_TILE:
        named = _("%(services)s und mehr") % {"services": named}
    name = LIFE_SITUATIONS[room_id].spoken(language)
    return Room(room_id, name, named, reverse("portal:life_situation", args=[room_id]))


def find(
    cards: Sequence[ServiceCard], query: str, language: str, german: Sequence[ServiceCard] = ()
) -> tuple[ServiceCard, ...]:
    """The cards that fit the query, best first; after them those that fit it by their German words."""
    by_id = {card.id: card for card in cards}
    found = [*search.search(_index(cards, language), query), *search.search(_index(german, GERMAN), query)]
    return tuple(by_id[id_] for id_ in dict.fromkeys(found) if id_ in by_id)


def find_not_offered(query: str, offered: Iterable[ServiceCard], language: str) -> str:
    """The name of a service that fits the query best and that other cities have online; empty where nothing is known of it."""
    here = {card.id for card in offered}
    known = [card for card in catalogue.list_known(language=language) if card.id not in here]
    found = find([card for card in known if set(card.audience) != {"staff"}], query, language)
    return found[0].title if found else ""


def _index(cards: Iterable[ServiceCard], language: str) -> search.Index:
    entries = (search.SearchEntry(card.id, card.title, card.keywords, card.teaser) for card in cards)
    return search.build(entries, language if language in ("de", "en") else "de")
