"""A letter by post: the address its address field is written from, and what keeps the post from delivering it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from allmende.domain.forms.addresses import missing_for_post
from allmende.domain.forms.messages import PART_LABELS
from allmende.domain.notices.addressing import find_typed
from allmende.domain.notices.document import Document
from allmende.domain.notices.missing import find_value, list_paths, name_path
from allmende.domain.notices.placeholders import evaluate, holds, list_holes
from allmende.domain.notices.sources import ServiceSource
from allmende.domain.notices.template import NoticeTemplate
from allmende.domain.values import Problem, Text
from allmende.feel import FeelContext, to_feel
from allmende.words.joining import joined

LEAST_LINES = 3
"""Name, street, place."""
STREET = Text.named("notices.posting.street")
MEND = Text.named("notices.posting.mend")


@dataclass(frozen=True, slots=True)
class PostalRecipient:
    """An address as the matter knows it, under its dotted name."""

    path: str
    address: Mapping[str, Any]


def find_recipient(template: NoticeTemplate, names: Mapping[str, Any]) -> PostalRecipient | None:
    """The address the address field of the letter is written from; None where it is written from none."""
    context = to_feel(names)
    return next(_recipients(template, context), None)


def check_posting(
    template: NoticeTemplate, document: Document, service: ServiceSource, names: Mapping[str, Any]
) -> Problem | None:
    """Why the post cannot deliver the letter, in words of the trade; None where it can.

    An address written as plain text is not looked into: name, street and place are three lines.
    """
    where = f"{template.id}.addressee"
    found = None if find_typed(names) else find_recipient(template, names)
    if found is None and len(document.addressee) >= LEAST_LINES:
        return None
    if found is None:
        words = Text.named("notices.posting.letter_is_to_go_by")
        return Problem("missing_value", words, where)
    parts = missing_for_post(found.address)
    if not parts:
        return None
    trade = name_path(service, found.path)

    missing = joined((STREET if part == "street" else PART_LABELS[part] for part in parts), ", ")
    none = Text.named("notices.posting.no_letter_would_arrive", label=trade.label, missing=missing)
    words = joined((text for text in (none, trade.origin, MEND) if text["de"]), " ")
    return Problem("missing_value", words, where, about=trade.about)


def _recipients(template: NoticeTemplate, context: FeelContext) -> Iterator[PostalRecipient]:
    for line in template.addressee:
        if holds(line.when, context):
            for hole in list_holes(line.text.spoken("de")):
                yield from _addresses(hole.expression, context)


def _addresses(expression: str, context: FeelContext) -> Iterator[PostalRecipient]:
    """The address the expression gives, or the ones it takes a part of."""
    paths = sorted(list_paths(expression))
    value = evaluate(expression, context)
    if isinstance(value, Mapping) and "place" in value:
        yield PostalRecipient(next((path for path in paths if find_value(path, context) == value), ""), value)
        return
    for path in paths:
        above = path.rpartition(".")[0]
        found = find_value(above, context) if above else None
        if isinstance(found, Mapping) and "place" in found:
            yield PostalRecipient(above, found)
