"""A new service in one file of the thin form: a pattern with its slots filled, complete, without a problem, and easy to change.

A starter (`starters/<pattern>.yaml`) is such a file with marks: `__id__` stands for a word, a line that ends in `#+fee` is kept
where the slot `fee` is filled, one that ends in `#-fee` where it is not; with `fee,refusal_fee` one of them is enough.
Of several marks (`#+fee #-refusal_fee`) all must fit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path

from allmende.domain.package import CityData
from allmende.domain.values import Problem, Text
from allmende.formats import yaml
from allmende.formats.package.library import shipped
from allmende.formats.package.source.laws import names_norm
from allmende.formats.package.source.nodes import get, mapping, plain
from allmende.formats.yaml import YamlNode

SLUG = re.compile(r"[a-z][a-z0-9-]{0,59}")
STARTERS = Path(__file__).parent / "starters"
MARK = re.compile(r"__([a-z_]+?)__")
CHOSEN = re.compile(r" *#([+-])([a-z_,]+)$")
NONE = "none"
YES, NO = "true", "false"
SPOKEN = {"ja": YES, "yes": YES, "nein": NO, "no": NO, "nichts": NONE, "nothing": NONE}
UNIT = "meldebehoerde"
MOST = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class SlotQuestion:
    """What only the author can say of a slot without a usual value. `kind`: `fee`, `law` or `condition`."""

    id: str
    kind: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Beginning:
    """A pattern a new service can begin with, and what it asks."""

    pattern: str
    version: str
    fits: str
    questions: tuple[SlotQuestion, ...]


@cache
def list_beginnings() -> tuple[Beginning, ...]:
    """Every pattern that has a starter, by name."""
    return tuple(_beginning(path) for path in sorted(STARTERS.glob("*.yaml")))


def find_beginning(pattern: str) -> Beginning | None:
    return next((beginning for beginning in list_beginnings() if beginning.pattern == pattern), None)


def unit_for(cities: Iterable[CityData]) -> str:
    """The office a new service begins with: one that every one of these cities has."""
    known = [(*city.competences, *city.units) for city in cities]
    if not known or all(UNIT in one for one in known):
        return UNIT
    return next((unit for unit in known[0] if all(unit in one for one in known)), known[0][0])


def write_new(
    folder: Path, package_id: str, name: str, pattern: str, answers: Mapping[str, str], unit: str = UNIT
) -> Path | list[Problem]:
    """Write `folder/package_id.yaml`. Refused: what `compose` refuses, and a service that is already there."""
    made = compose(package_id, name, pattern, answers, unit)
    if isinstance(made, list):
        return made
    target = folder / f"{package_id}.yaml"
    there = next((one for one in (target, folder / package_id) if one.exists()), None)
    if there is not None:
        return [Problem("new.exists", Text.named("formats.package.new.exists", path=there), str(there))]
    folder.mkdir(parents=True, exist_ok=True)
    target.write_text(made, encoding="utf-8")
    return target


def compose(
    package_id: str, name: str, pattern: str, answers: Mapping[str, str], unit: str = UNIT
) -> str | list[Problem]:
    """The file of the new service. Refused: a bad id or name, an unknown pattern, a question without an answer that fits."""
    beginning = find_beginning(pattern)
    problems = [*_check_id(package_id), *_check_name(name)]
    if beginning is None:
        return [*problems, _no_pattern(pattern)]
    said = {question.id: _cleaned(question, answers.get(question.id, "")) for question in beginning.questions}
    problems += [_unanswered(question) for question in beginning.questions if said[question.id] is None]
    strange = sorted(answers.keys() - said.keys())
    problems += _check_fees(said)
    problems += [
        Problem("new.slot", Text.named("formats.package.new.not_asked", name=one, pattern=pattern), one)
        for one in strange
    ]
    if problems:
        return problems
    filled = {key: value or "" for key, value in said.items()}
    words = {"id": package_id, "name": name.strip(), "unit": unit, **filled}
    words |= {"pattern": beginning.pattern, "version": beginning.version, "fits": beginning.fits}
    lines = (STARTERS / f"{pattern}.yaml").read_text(encoding="utf-8").splitlines()
    return "".join(f"{_put(line, words)}\n" for line in _kept(lines, filled))


def _beginning(starter: Path) -> Beginning:
    path = shipped() / "_patterns" / starter.name
    node, problems = yaml.read(path.read_bytes(), str(path))
    if node is None or problems:
        raise ValueError(f"{path}: {problems}")
    marks = _marks(starter.read_text(encoding="utf-8"))
    questions = (
        SlotQuestion(name, kind, str(plain(get(slot, "meaning"))))
        for name, slot in mapping(get(node, "slots")).items()
        if name in marks and (kind := _kind(slot))
    )
    return Beginning(starter.stem, str(plain(get(node, "version"))), str(plain(get(node, "fits"))), tuple(questions))


def _marks(starter: str) -> set[str]:
    """Slots whose answer the starter has a place for; it fills the others itself."""
    chosen = (slots for line in starter.splitlines() for _, slots in _parted(line)[1])
    return {*MARK.findall(starter), *(slot for slots in chosen for slot in slots)}


def _kind(slot: YamlNode) -> str:
    """What is asked; empty where the slot has a usual value or wants stations and tables."""
    if get(slot, "usual") is not None:
        return ""
    kind = str(plain(get(slot, "kind")))
    if kind == "decision":
        return "fee" if plain(get(slot, "gives")) == "fee_lines" else ""
    return kind if kind in ("law", "condition") else ""


def _check_id(package_id: str) -> list[Problem]:
    if SLUG.fullmatch(package_id):
        return []
    words = Text.named("formats.package.new.no_short_name", name=package_id)
    return [Problem("new.id", words, package_id)]


def _check_name(name: str) -> list[Problem]:
    if name.strip() and name.isprintable() and not any(sign in name for sign in "{}<>"):
        return [] if not name.strip().startswith("=") else [_bad_name(name)]
    return [_bad_name(name)]


def _bad_name(name: str) -> Problem:
    words = Text.named("formats.package.new.bad_name")
    return Problem("new.name", words, name)


def _no_pattern(pattern: str) -> Problem:
    known = "; ".join(f"{beginning.pattern} ({beginning.fits})" for beginning in list_beginnings())
    words = (
        Text.named("formats.package.new.no_pattern", pattern=pattern, known=known)
        if pattern
        else Text.named("formats.package.new.choose_pattern", known=known)
    )
    return Problem("new.pattern", words, "pattern")


def _unanswered(question: SlotQuestion) -> Problem:
    wanted = {
        "fee": Text.named("formats.package.new.wants_fee"),
        "law": Text.named("formats.package.new.wants_law"),
        "condition": Text.named("formats.package.new.wants_condition"),
    }
    words = Text.named(
        "formats.package.new.unanswered", question=question.id, meaning=question.meaning, wanted=wanted[question.kind]
    )
    return Problem("new.answer", words, question.id)


def _check_fees(said: Mapping[str, str | None]) -> list[Problem]:
    """Where a service costs money, the letter that grants sets a fee (§ 14 HVwKostG): a refusal alone cannot."""
    if said.get("fee") != NONE or said.get("refusal_fee", NONE) in (NONE, None):
        return []
    words = Text.named("formats.package.new.only_refusal_costs")
    return [Problem("new.answer", words, "fee")]


def _cleaned(question: SlotQuestion, answer: str) -> str | None:
    """The answer as the file says it; None where it does not fit."""
    word = SPOKEN.get(answer.strip().lower(), answer.strip())
    match question.kind:
        case "fee":
            return NONE if word == NONE else _amount(word)
        case "condition":
            return word if word in (YES, NO) else None
        case _:
            return word if word.isprintable() and names_norm(word) else None


def _amount(word: str) -> str | None:
    try:
        amount = Decimal(word.removesuffix("€").strip().replace(",", "."))
    except InvalidOperation:
        return None
    if not amount.is_finite() or not 0 <= amount < MOST or amount != round(amount, 2):
        return None
    return f"{amount:.2f}" if amount else NONE


def _kept(lines: Iterable[str], filled: Mapping[str, str]) -> Iterable[str]:
    for line in lines:
        text, marks = _parted(line)
        if all(any(filled[slot] not in (NONE, NO) for slot in slots) == wanted for wanted, slots in marks):
            yield text


def _parted(line: str) -> tuple[str, list[tuple[bool, list[str]]]]:
    """The line without its marks, and each mark: is one of these slots filled, or none of them?"""
    marks = []
    while mark := CHOSEN.search(line):
        marks.append((mark[1] == "+", mark[2].split(",")))
        line = line[: mark.start()]
    return line, marks


def _put(line: str, words: Mapping[str, str]) -> str:
    """The line with its marks replaced, once: what an author wrote is no mark. Words stand in single quotes."""
    return MARK.sub(lambda mark: words[mark[1]].replace("'", "''"), line)
