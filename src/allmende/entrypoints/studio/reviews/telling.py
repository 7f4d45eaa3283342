"""Changes as HTML: sentences grouped by who notices most, each with its place; texts with their words marked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from allmende.domain.package.difference import AUDIENCES, HEADINGS, Audience, ToldChange
from allmende.domain.package.difference.naming import DifferenceNames, split
from allmende.domain.package.edits import Add, Edit, Move, Set
from allmende.entrypoints.studio.reviews.beside import two_texts
from allmende.entrypoints.studio.reviews.places import LANGUAGES, anchor, language_name, spoken_place
from allmende.ui.html import EMPTY, SafeString, attributes, esc, join, tag
from allmende.ui.kern import details

SHORT = 400
"""Texts up to this length are shown at once; longer ones are folded."""


@dataclass(frozen=True, slots=True)
class ChangeWriter:
    """How changes are written: in which language, with which names, what each place links to and what stands below it.

    `labels`: how both sides are called where they are not the version before and the one after.
    """

    names: DifferenceNames
    language: str
    link: Callable[[ToldChange], str] = lambda _change: ""
    below: Callable[[ToldChange], SafeString] = lambda _change: EMPTY
    level: int = 3
    labels: tuple[str, str] | None = None


def addresses_of(change: ToldChange) -> tuple[str, ...]:
    """Every address a change is about: its target, and the parts its edits touch."""
    touched = (address for edit in change.edits for address in _touched(edit))
    return tuple(dict.fromkeys((change.target, *touched)))


def _touched(edit: Any) -> tuple[str, ...]:
    return (edit.target, *(part.address for part in getattr(edit, "parts", ())))


def commented_at(change: ToldChange, known: Callable[[str], bool]) -> str:
    """The address to which words about this change belong: its target if there is such a part, else the nearest edit's."""
    return next((address for address in addresses_of(change) if known(address)), change.target)


def tell_changes(changes: Sequence[ToldChange], counts: Mapping[Audience, int], telling: ChangeWriter) -> SafeString:
    """The changes of this page in groups. `counts`: how many there are of each group on all pages."""
    seen: set[str] = set()
    groups = ((audience, [change for change in changes if change.audiences[0] == audience]) for audience in AUDIENCES)
    return join(_group(one, inside, counts[one], telling, seen) for one, inside in groups if inside)


def _group(
    audience: Audience, changes: Sequence[ToldChange], count: int, telling: ChangeWriter, seen: set[str]
) -> SafeString:
    title = f"{HEADINGS[audience].spoken(telling.language)} ({count})"
    items = "".join(_item(change, telling, seen) for change in changes)
    return SafeString(
        f'<section class="al-group" aria-labelledby="gruppe-{audience}"><h{telling.level} class="kern-heading-small" id="gruppe-{audience}">'
        f'{esc(title)}</h{telling.level}><ul class="al-changes">{items}</ul></section>'
    )


def _item(change: ToldChange, telling: ChangeWriter, seen: set[str]) -> str:
    first = change.target not in seen
    seen.add(change.target)
    heads = attributes(id=anchor(change.target) if first else "")
    return (
        f'<li{heads} class="al-stack-small">{tag("p", change.spoken(telling.language))}{_words(change, telling)}'
        f"{_where(change, telling)}{telling.below(change) if first else EMPTY}</li>"
    )


def _where(change: ToldChange, telling: ChangeWriter) -> SafeString:
    """Who else notices, and the way to the place."""
    place = spoken_place(change.target, telling.names, telling.language)
    href = telling.link(change)
    said = f'<a class="kern-link" href="{esc(href)}">{esc(place)}</a>' if href else esc(place)
    others = [spoken_audience(audience) for audience in change.audiences[1:]]
    also = " " + esc(_("Das merken auch: %(who)s.") % {"who": ", ".join(others)}) if others else ""
    label = esc(_("Ort:"))
    return SafeString(f'<p class="al-muted al-small">{label} {said}.{also}</p>')


def nothing(words: str) -> SafeString:
    """What stands where there is no change to tell."""
    return tag("div", tag("p", words), class_="al-box al-box--tint")


def spoken_audience(audience: Audience) -> str:
    """Who notices, in a word."""
    words = {
        "citizens": _("Bürgerinnen und Bürger"),
        "clerks": _("Sachbearbeitung"),
        "treasurers": _("Kasse"),
        "designers": _("Gestaltung"),
    }
    return words[audience]


def _words(change: ToldChange, telling: ChangeWriter) -> SafeString:
    """The text before and after with its words marked; with a new or removed part the texts that come or go with it."""
    pairs = _pairs(change)
    if not pairs:
        return _along(change, telling)
    sides = join(_in_language(pair, telling, named=len(pairs) > 1) for pair in pairs)
    if sum(len(old) + len(new) for _code, old, new in pairs) <= SHORT:
        return sides
    return details(_("Alten und neuen Text ansehen"), sides)


def _along(change: ToldChange, telling: ChangeWriter) -> SafeString:
    """Texts inside a change that is about something else, folded: label and help of a new question."""
    rows = [row for edit in change.edits for row in _texts_of(edit)]
    if not rows:
        return EMPTY
    said = (
        tag("p", spoken_place(address, telling.names, telling.language), class_="al-note")
        + two_texts(old, new, lang=split(address)[2].partition(".")[0].partition("-")[0], labels=telling.labels)
        for address, old, new in rows
    )
    return details(ngettext("%(n)d Text dazu", "%(n)d Texte dazu", len(rows)) % {"n": len(rows)}, join(said))


def _texts_of(edit: Edit) -> list[tuple[str, str, str]]:
    """Address, old and new words of every text an edit touches."""
    if isinstance(edit, Set):
        mine = edit.name == "value" and split(edit.target)[1] == "text"
        return [(edit.target, _string(edit.old), _string(edit.new))] if mine else []
    if isinstance(edit, Move):
        return []
    words = [(part.address, _string(part.data.get("value"))) for part in edit.parts if part.kind == "text"]
    return [(address, "", now) if isinstance(edit, Add) else (address, now, "") for address, now in words]


def _string(raw: Any) -> str:
    return raw if isinstance(raw, str) else ""


def _in_language(pair: tuple[str, str, str], telling: ChangeWriter, *, named: bool) -> SafeString:
    code, old, new = pair
    head = tag("p", language_name(code), class_="al-note") if named else EMPTY
    return head + two_texts(old, new, lang=code.partition("-")[0], labels=telling.labels)


def _pairs(change: ToldChange) -> list[tuple[str, str, str]]:
    """Language, old and new text of a change of texts; nothing for other changes."""
    kind = split(change.target)[1]
    if kind != "text":
        return []
    old, new = _by_language(change.old), _by_language(change.new)
    codes = [code for code in LANGUAGES if code in old or code in new]
    return [(code, old.get(code, ""), new.get(code, "")) for code in codes if old.get(code, "") != new.get(code, "")]


def _by_language(value: Any) -> dict[str, str]:
    if not isinstance(value, Mapping):
        return {}
    return {str(code): words for code, words in value.items() if isinstance(words, str)}
