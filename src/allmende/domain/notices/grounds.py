"""What a letter says of the grounds of its decision: reason, stated facts, norm of each, the weighing, what departs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from allmende.domain.forms import spoken as spoken_answer
from allmende.domain.notices import document as doc
from allmende.domain.notices import template as tpl
from allmende.domain.notices import wording
from allmende.domain.notices.sources import GroundSource, ServiceSource
from allmende.domain.values import Text

Run = tuple[tpl.Block, ...]
Say = Callable[[Text], str]


def in_runs(parts: Iterable[tpl.Block]) -> Iterator[Run]:
    """The blocks one by one; neighbouring parts that are said of every ground together."""
    for together, grouped in groupby(parts, key=_is_of_each):
        blocks = tuple(grouped)
        yield from (blocks,) if together else ((block,) for block in blocks)


def _is_of_each(block: tpl.Block) -> bool:
    return isinstance(block, tpl.GroundPart) and block.id != "discretion"


def find_ground(service: ServiceSource, given: Any) -> GroundSource | None:
    """The package's ground behind what the names of a matter say of it."""
    wanted = given.get("id") if isinstance(given, Mapping) else None
    return next(
        (refusal_ground for refusal_ground in service.sheet.refusal_grounds if refusal_ground.id == wanted), None
    )


def respoken(service: ServiceSource, given: Any, language: str) -> Any:
    """A ground as names give it, in the document's language, whatever language the matter speaks."""
    known = find_ground(service, given)
    if known is None:
        return given
    return {**given, "title": known.title.spoken(language), "reason": known.reason.spoken(language)}


def say_grounds(
    run: Run, service: ServiceSource, grounds: Iterable[Any], language: str, say: Say
) -> tuple[doc.Block, ...]:
    """The parts of each ground in turn. `say` fills the holes of a text."""
    known = [(found, given) for given in grounds if (found := find_ground(service, given))]
    return tuple(
        block for ground, given in known for part in run for block in _said(part, ground, given, language, say)
    )


def say_weighing(names: Mapping[str, Any], language: str) -> tuple[doc.Block, ...]:
    """What was weighed: with the decision, else with the grounds that are only intended so far. Empty without it."""
    final = _final(names)
    given = [final] if final else list(names.get("grounds") or ())
    words = next((one["weighing"] for one in given if one.get("weighing")), None)
    return (doc.Paragraph(wording.WEIGHED.said(language, words=words)),) if words else ()


def say_departures(service: ServiceSource, names: Mapping[str, Any], language: str) -> tuple[doc.Block, ...]:
    """Where the decision departs from the application, and why, or why it burdens; empty where it follows the application.

    Only so far reasons may be left out (§ 39 Abs. 2 Nr. 1 HVwVfG).
    """
    final = _final(names)
    said = _departing(wording.DEPARTS, service, names, language)
    words = final.get("weighing")
    if said:
        return (*said, doc.Paragraph(wording.BECAUSE.said(language, words=words)))
    decided = names.get("decided") or {}
    explained = words and any(one.reasons and decided.get(one.id) is not None for one in service.sheet.decided)
    return (doc.Paragraph(wording.EXPLAINED.said(language, words=words)),) if explained else ()


def say_not_granted(service: ServiceSource, names: Mapping[str, Any], language: str) -> tuple[doc.Block, ...]:
    """What was applied for and is granted otherwise, datum by datum, and that the rest is refused; empty for a full grant."""
    if _final(names).get("outcome") != "partly":
        return ()
    refused = doc.Paragraph(wording.REST_REFUSED.spoken(language))
    return (*_departing(wording.INSTEAD_OF, service, names, language), refused)


def _final(names: Mapping[str, Any]) -> Mapping[str, Any]:
    decisions = names.get("decision")
    return (decisions.get("final") if isinstance(decisions, Mapping) else None) or {}


def _departing(
    said: Text, service: ServiceSource, names: Mapping[str, Any], language: str
) -> tuple[doc.Paragraph, ...]:
    """One paragraph for each datum that departs from the application."""
    wanted, decided = _final(names).get("instead_of") or {}, names.get("decided") or {}
    return tuple(
        doc.Paragraph(
            said.said(
                language,
                label=one.field.label.spoken(language),
                value=spoken_answer(one.field, decided.get(one.id), language) or wording.NOTHING.spoken(language),
                wanted=spoken_answer(one.field, wanted[one.id], language),
            )
        )
        for one in service.sheet.decided
        if one.id in wanted
    )


def _said(
    part: tpl.Block, ground: GroundSource, given: Mapping[str, Any], language: str, say: Say
) -> tuple[doc.Block, ...]:
    if part.id == "reason":
        return (doc.Paragraph(say(ground.reason)),)
    if part.id == "basis":
        return (doc.Paragraph(wording.BASIS.said(language, basis=ground.legal_basis)),)
    stated = given.get("stated") or {}
    shown = ((one.field, stated.get(one.id)) for one in ground.state if one.printed)
    rows = tuple(
        doc.Pair(field.label.spoken(language), spoken_answer(field, value, language))
        for field, value in shown
        if value is not None
    )
    return (doc.Pairs(rows),) if rows else ()
