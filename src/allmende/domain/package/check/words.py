"""Texts: every needed one is there in German, English is not forgotten, none is idle, placeholders can be filled."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from allmende.domain.facts.states import STATES
from allmende.domain.notices.placeholders import list_holes
from allmende.domain.package.check.expressions import check_expression
from allmende.domain.package.check.names import LINE, Names, matter_names, service_names, subject_names
from allmende.domain.package.check.problems import error, warning
from allmende.domain.package.filling import is_filled
from allmende.domain.package.labels import (
    needed_decision_texts,
    needed_field_texts,
    possible_decision_texts,
    possible_field_texts,
)
from allmende.domain.package.letters import needed_notice_texts, possible_notice_texts
from allmende.domain.package.package import ServicePackage
from allmende.domain.package.properties.texts import names_of
from allmende.domain.process import needed_texts
from allmende.domain.values import Problem, Text, WrongValue
from allmende.feel import STRING, ListType

FREE = re.compile(
    r"\b(?:service|leistung|antrag|dienst|angebot)\b[^.,;]{0,20}\b(?:kostet nichts|ist (?:kostenlos|kostenfrei|gebührenfrei))"
    r"|\b(?:service|application)\b[^.,;]{0,20}\b(?:is free|costs nothing)",
    re.IGNORECASE,
)
"""The matter as a whole called free; "electronically free" or "free for pensions" says what it means."""

SUM = re.compile(r"\d[\d.,]* ?(?:€|EUR\b|euros?\b)|€ ?\d", re.IGNORECASE)
"""An amount of money written out. The hints at what a city sets (`parameter.…`) tell what the law allows."""


def needed(package: ServicePackage) -> Iterator[tuple[str, str]]:
    """Text ids the package cannot do without, each with the place that needs it."""
    yield from ((f"service.{name}", "texts/de.yaml#/service") for name in names_of("service", needed=True))
    for step in package.form.steps:
        yield f"step.{step.id}.title", step.source
    for field in package.form.fields():
        yield from ((text_id, field.source) for text_id in needed_field_texts(field))
    for number, spec in enumerate(package.sheet.parameters):
        yield f"parameter.{spec.id}.question", f"service.yaml#/parameters/{number}"
    yield from needed_decision_texts(package.sheet)
    for definition in (package.process, *package.shared.values()):
        yield from ((text_id, f"{definition.source}:{node.line}") for text_id, node in needed_texts(definition))
        yield from _message_texts(package, definition.source)
    for notice_id, letter in package.letters.items():
        yield from ((text_id, f"notices/{notice_id}.yaml#") for text_id in needed_notice_texts(notice_id, letter))


def _message_texts(package: ServicePackage, source: str) -> Iterator[tuple[str, str]]:
    for definition in (package.process, *package.shared.values()):
        if definition.source != source:
            continue
        for node in definition.nodes.values():
            if node.action in ("notify", "invite_hearing") and node.message:
                for name in ("subject", "body"):
                    yield f"message.{node.message}.{name}", f"{source}:{node.line}"


def possible(package: ServicePackage) -> Iterator[str]:
    """Text ids that mean something when they are there. A trailing `*` stands for anything."""
    yield from (f"service.{name}" for name in names_of("service", needed=False))
    yield from (f"step.{step.id}.intro" for step in package.form.steps)
    for field in package.form.fields():
        yield from possible_field_texts(field)
        if field.options_from:
            yield f"field.{field.path}.option.*"
    for spec in package.sheet.parameters:
        yield from (f"parameter.{spec.id}.{name}" for name in ("unit", *names_of("parameter", needed=False)))
        yield from (f"parameter.{spec.id}.option.{option}" for option in spec.options)
    yield from possible_decision_texts(package.sheet)
    for definition in (package.process, *package.shared.values()):
        for node_id, node in definition.nodes.items():
            yield from (f"process.{node_id}.{name}" for name in names_of("process", needed=False))
            if node.element == "userTask":
                yield f"process.{node_id}.outcome.*"
    for notice_id, letter in package.letters.items():
        yield from possible_notice_texts(notice_id, letter)
    told = (*STATES, *(f"letter.{letter_id}" for letter_id in package.letters))
    yield from (f"outcome.{key}.{part}" for key in told for part in ("headline", "sentence"))
    yield from ("message.*", "fee.*", *(f"tariff.{tariff.id}.label" for tariff in package.sheet.tariffs))


def check_words(package: ServicePackage, own_texts: Mapping[str, str]) -> Iterator[Problem]:
    """`own_texts`: ids of the package's own texts with the file that holds them."""
    wanted = dict(needed(package))
    for text_id, place in wanted.items():
        text = package.texts.find(text_id)
        if text is None or not text["de"].strip():
            yield error(
                "text.missing",
                Text.named("package.check.words.missing", text=text_id, near=_near(text_id, own_texts)),
                _place(place, text_id),
            )
    for text_id, text in package.texts.items():
        if not text["de"].strip() and text_id not in wanted:
            other = next(language for language in text if text[language])
            where = f"texts/{other}.yaml#/{text_id.replace('.', '/')}"
            yield error("text.german", Text.named("package.check.words.german", text=text_id), where)
        if "en" not in text and text["de"].strip() and text_id in own_texts:
            yield warning(
                "text.english",
                Text.named("package.check.words.english", text=text_id),
                f"texts/de.yaml#/{text_id.replace('.', '/')}",
            )
    yield from _check_idle(package, wanted, own_texts)
    yield from _check_promises(package)
    yield from _check_sums(package, own_texts)
    yield from check_placeholders(package)
    yield from check_subjects(package)


def _near(text_id: str, own_texts: Mapping[str, str]) -> Text | str:
    near = get_close_matches(text_id, list(own_texts), n=1, cutoff=0.85)
    return Text.named("package.check.words.near", text=near[0]) if near else ""


def _place(place: str, text_id: str) -> str:
    return place if place.startswith("texts/") or ".bpmn" in place else f"texts/de.yaml#/{text_id.replace('.', '/')}"


def _check_idle(package: ServicePackage, wanted: Mapping[str, str], own_texts: Mapping[str, str]) -> Iterator[Problem]:
    known = set(wanted)
    open_ends: list[str] = []
    for text_id in possible(package):
        if text_id.endswith("*"):
            open_ends.append(text_id[:-1])
        else:
            known.add(text_id)
    for text_id, file in own_texts.items():
        if text_id not in known and not text_id.startswith(tuple(open_ends)):
            yield warning(
                "text.unused",
                Text.named("package.check.words.unused", text=text_id),
                f"{file}#/{text_id.replace('.', '/')}",
            )


def _check_promises(package: ServicePackage) -> Iterator[Problem]:
    """Nothing is called free where a station demands money: people read the first half of the sentence."""
    definitions = (package.process, *package.shared.values())
    if not any(node.action == "demand_payment" for definition in definitions for node in definition.nodes.values()):
        return
    for text_id in ("service.summary", "service.cost", "service.description"):
        for language, words in (package.texts.find(text_id) or {}).items():
            if FREE.search(words):
                yield warning(
                    "text.free",
                    Text.named("package.check.words.free"),
                    f"texts/{language}.yaml#/{text_id.replace('.', '/')}",
                )


def _check_sums(package: ServicePackage, own_texts: Mapping[str, str]) -> Iterator[Problem]:
    """Nobody changes an amount in two places: a text takes it from where it is computed."""
    for text_id, text in package.texts.items():
        if text_id not in own_texts or text_id.startswith("parameter."):
            continue
        for language, words in text.items():
            if found := SUM.search(words):
                yield warning(
                    "text.sum",
                    Text.named("package.check.words.sum", amount=found[0]),
                    f"texts/{language}.yaml#/{text_id.replace('.', '/')}",
                )


def check_placeholders(package: ServicePackage) -> Iterator[Problem]:
    """Placeholders outside of notices (those are checked with their letter)."""
    city_only = service_names(package.sheet)
    matter = matter_names(package)
    for text_id, text in package.texts.items():
        if text_id.startswith("notice."):
            continue
        names = city_only if is_filled(text_id) else matter
        if text_id.startswith("fee."):
            names = {**matter, **LINE.fields}
        for language, words in text.items():
            if "{{" in words:
                yield from check_text(words, names, f"texts/{language}.yaml#/{text_id.replace('.', '/')}")


def check_subjects(package: ServicePackage) -> Iterator[Problem]:
    """Subjects stand on page heads, file lists, inboxes and locked screens: they say nothing of the person or the case."""
    neutral, every = subject_names(package), matter_names(package)
    titles = {
        title.casefold()
        for refusal_ground in package.sheet.refusal_grounds
        for title in refusal_ground.title.values()
        if title
    }
    for text_id, text in package.texts.items():
        if not text_id.startswith(("notice.", "message.")) or not text_id.endswith(".subject"):
            continue
        for language, words in text.items():
            where = f"texts/{language}.yaml#/{text_id.replace('.', '/')}"
            for expression in _expressions(words):
                known = not check_expression(expression, every, None, where)
                if known and check_expression(expression, neutral, None, where):
                    said = Text.named("package.check.words.subject", expression=expression)
                    yield error("text.subject", said, where)
            if any(title in words.casefold() for title in titles):
                yield error("text.subject", Text.named("package.check.words.subject_ground"), where)


def _expressions(words: str) -> list[str]:
    try:
        return [hole.expression for hole in list_holes(words)]
    except ValueError:
        return []


def check_text(words: str, names: Names, where: str) -> Iterator[Problem]:
    """The placeholders of one text."""
    try:
        holes = list_holes(words)
    except WrongValue as wrong:
        yield error("text.placeholder", wrong.words, where)
        return
    for hole in holes:
        expect = ListType() if hole.format in ("list", "lines") else STRING if hole.format == "label" else None
        for found in check_expression(hole.expression, names, None if hole.format == "label" else expect, where):
            if found.code != "feel.money-rounding":
                yield found
