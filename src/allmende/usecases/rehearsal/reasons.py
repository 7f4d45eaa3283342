"""Does the letter of a refusal hold what the person stated? Compared after every rehearsal, without an example saying it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from allmende.domain import facts as f
from allmende.domain.forms import spoken
from allmende.domain.matter.decision import chosen_grounds
from allmende.domain.matter.stated import stated_seen
from allmende.domain.notices import Document, list_texts, to_json
from allmende.domain.package import RefusalGround, ServiceSheet
from allmende.usecases.rehearsal.play import Play

AGAINST = ("refused", "partly")


def compare_reasons(play: Play) -> Iterator[str]:
    """What is missing in letters of refusals, in words: of each chosen ground its facts and norm, and the weighing.

    § 39 Abs. 1 HVwVfG. Grounds without statements are of older packages and are not looked at.
    """
    decided: f.DecisionTaken | None = None
    for fact in play.matter.facts if play.matter else ():
        if isinstance(fact, f.DecisionTaken):
            decided = fact
        elif isinstance(fact, f.NoticeIssued) and decided and decided.outcome in AGAINST:
            template = play.service.notices.get(fact.template)
            if template is not None and template.kind == "decision":
                yield from _missing(play.service.sheet, decided, fact.template, play.letters[fact.notice_id][1])


def _missing(sheet: ServiceSheet, decided: f.DecisionTaken, letter: str, document: Document) -> Iterator[str]:
    printed, pairs = "\n".join(list_texts(document)), set(_pairs_of(to_json(document)))
    grounds = [one for one in (sheet.ground(x) for x in chosen_grounds(decided)) if one and one.state]
    for ground in grounds:
        if ground.legal_basis not in printed:
            yield f"Im Bescheid „{letter}“ fehlt zum Grund „{ground.id}“ die Rechtsgrundlage „{ground.legal_basis}“."
        for label, words in _stated(sheet, decided, ground, document.language):
            if (label, words) not in pairs:
                yield f"Im Bescheid „{letter}“ fehlt zum Grund „{ground.id}“ die Angabe „{label}: {words}“."
    if any(ground.discretion for ground in grounds) and decided.weighing not in printed:
        yield f"Im Bescheid „{letter}“ fehlt die Abwägung „{decided.weighing}“."


def _pairs_of(data: Any) -> Iterator[tuple[str, str]]:
    """Every label of a document with what stands beside it: words in the free note are no stated fact."""
    if isinstance(data, Mapping):
        if data.get("block") == "Pair":
            yield data["label"], data["text"]
        for value in data.values():
            yield from _pairs_of(value)
    elif isinstance(data, (list, tuple)):
        for value in data:
            yield from _pairs_of(value)


def _stated(
    sheet: ServiceSheet, decided: f.DecisionTaken, ground: RefusalGround, language: str
) -> Iterator[tuple[str, str]]:
    """Label and words of each fact the letter owes for the ground."""
    stated = stated_seen(sheet, decided)[ground.id]
    for one in ground.state:
        if one.printed and stated[one.id] is not None:
            yield one.field.label.spoken(language), spoken(one.field, stated[one.id], language)
