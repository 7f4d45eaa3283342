"""decisions.yaml as a decision model: rows of named cells become decision tables, names become literal decisions.

names   → decisions with a literal expression, those that a table needs
tables  → decisions with a table; a row's key is its id and, unless it says otherwise, its result
is      → decisions with a literal expression
what an expression reads → information requirements; what is neither name nor table is input data
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from allmende.domain.decisions import DecisionModel
from allmende.domain.decisions.model import (
    DecisionNode,
    Extra,
    InformationItem,
    InputData,
    LiteralExpression,
    Requirement,
)
from allmende.domain.package.check.names import MATTER
from allmende.feel.syntax import nodes as feel_nodes
from allmende.formats.package.source.choices import Choices, choices_of, fields_of
from allmende.formats.package.source.expressions import feel_text, names_of, names_read, parsed, replaced
from allmende.formats.package.source.nodes import get, items, mapping, plain
from allmende.formats.package.source.rows import ExpressionText, Naming, expand_table
from allmende.formats.package.source.source import Source
from allmende.formats.package.source.tariffs import expand_decided, expand_grounds, expand_tariffs
from allmende.formats.package.source.usual_grounds import with_usual_grounds
from allmende.formats.schemas.shapes import check, did_you_mean
from allmende.formats.schemas.source_decisions import PARTS, TYPES, shape_of
from allmende.formats.schemas.words import ID
from allmende.formats.yaml import YamlNode

FEEL_LANGUAGE = ("expressionLanguage", "https://www.omg.org/spec/DMN/20191111/FEEL/")
SUPPLIED = frozenset(
    ("city", "parameter", "tariff", "deadline", "today", "submitted_on", "applicant", "register", "task", "decided")
) | frozenset(MATTER)
"""What every matter supplies besides its answers."""


@dataclass(frozen=True)
class Tables:
    """decisions.yaml in the exchange form: the model, and lists of service.yaml. None: the file says nothing about it."""

    model: DecisionModel | None = None
    tariffs: YamlNode | None = None
    grounds: YamlNode | None = None
    decided: YamlNode | None = None


def expand_decisions(source: Source) -> Tables:
    """The decisions of a package. What is wrong is noted at its line; a part that is wrong in shape is left out."""
    part = source.part("decisions")
    if part is None:
        return Tables()
    sound = {key: node for key, node in mapping(part).items() if _is_sound(source, key, node, part)}
    names = names_of(source)
    tariffs, grounds, decided = (sound.get(key) for key in ("tariffs", "grounds", "decided"))
    return Tables(
        model=_model(source, part, sound),
        tariffs=tariffs and expand_tariffs(source, tariffs),
        grounds=grounds and expand_grounds(source, with_usual_grounds(source, grounds), names),
        decided=decided and expand_decided(decided, names),
    )


def _is_sound(source: Source, key: str, node: YamlNode, part: YamlNode) -> bool:
    found = [*check(ID, YamlNode(key, part.keys.get(key, node.place))), *check(shape_of(key), node)]
    source.problems += found
    return not found


@dataclass(frozen=True)
class _Draft:
    """A decision before it is known what it needs: its texts, each with the place that says it."""

    decision: DecisionNode
    texts: tuple[ExpressionText, ...]
    place: YamlNode


def _model(source: Source, part: YamlNode, sound: Mapping[str, YamlNode]) -> DecisionModel | None:
    choices, answers = choices_of(source), fields_of(source)
    tables = {
        key: node._replace(place=part.keys.get(key, node.place)) for key, node in sound.items() if key not in PARTS
    }
    names = mapping(sound.get("names"))
    _refuse_same(source, names, tables, answers)
    every = [key for key in mapping(part) if key not in PARTS]
    known = [*mapping(get(part, "names")), *every]
    naming = _PlainNames(frozenset(every))
    drafts = {key: _literal(key, node, "Any", naming) for key, node in names.items()}
    for key, node in tables.items():
        if get(node, "is") is None:
            drafts[key] = _table(source, key, node, choices, naming)
        else:
            drafts[key] = _decided(key, node, naming)
    needs = {key: _needs(source, draft, known, answers) for key, draft in drafts.items()}
    _refuse_circles(source, drafts, needs)
    wanted = _wanted(tables, needs)
    if not wanted:
        return None
    inputs = dict.fromkeys(name for key in wanted for name in needs[key] if name not in known)
    service = source.variant or str(plain(get(source.part("service"), "id")) or "")
    return DecisionModel(
        namespace=f"urn:allmende:services:{service}",
        name=service,
        id=f"definitions_{service}",
        inputs=tuple(InputData(f"input_{name}", _variable(f"input_{name}", name), name=name) for name in inputs),
        decisions=tuple(_finished(drafts[key].decision, needs[key], known) for key in wanted),
        attributes=(FEEL_LANGUAGE,),
    )


def _refuse_same(
    source: Source, names: Mapping[str, YamlNode], tables: Mapping[str, YamlNode], answers: Mapping[str, YamlNode]
) -> None:
    for key, node in (*names.items(), *tables.items()):
        if key in names and key in tables:
            source.complain("source.name", f"„{key}“ heißt schon eine Tabelle; wählen Sie einen anderen Namen.", node)
        elif key in answers or key in SUPPLIED:
            whose = "eine Frage des Formulars" if key in answers else "etwas, das jedes Anliegen kennt"
            words = f"„{key}“ heißt schon {whose}; in einer Regel wäre nicht klar, was gemeint ist."
            source.complain("source.name", f"{words} Wählen Sie einen anderen Namen.", node)


@dataclass(frozen=True)
class _PlainNames:
    """Writes `decision.x` as the model itself calls a table of this file: `x`."""

    tables: frozenset[str]

    def __call__(self, text: str, *, tests: bool = False) -> str:
        return replaced(text, self._new, tests=tests)

    def _new(self, node: feel_nodes.Node) -> str | None:
        match node:
            case feel_nodes.Path(source=feel_nodes.Name(name="decision"), name=name) if name in self.tables:
                return name
        return None


def _literal(key: str, node: YamlNode, gives: str, naming: Naming, about: str = "", answers: str = "") -> _Draft:
    text = naming(feel_text(node))
    literal = LiteralExpression(text, id=f"{key}_literal", line=node.place.line)
    decision = DecisionNode(
        key, _variable(key, key, gives), literal, allowed_answers=answers, extra=Extra(about), name=key
    )
    return _Draft(decision, (ExpressionText(text, node),), node)


def _decided(key: str, node: YamlNode, naming: Naming) -> _Draft:
    """`about gives is`: one expression. Words it may give are written as the allowed answers."""
    gives = mapping(node)["gives"]
    kind = str(gives.value) if gives.value in TYPES else "Any"
    words = ", ".join(str(word.value) for word in items(gives))
    return _literal(key, mapping(node)["is"], kind, naming, str(mapping(node)["about"].value), words)


def _table(source: Source, key: str, node: YamlNode, choices: Choices, naming: Naming) -> _Draft:
    table, texts = expand_table(source, key, node, choices, naming)
    about = Extra(str(mapping(node)["about"].value))
    return _Draft(DecisionNode(key, _variable(key, key), table, extra=about, name=key), tuple(texts), node)


def _variable(key: str, name: str, kind: str = "Any") -> InformationItem:
    return InformationItem(name, kind, f"{key}_variable")


def _needs(source: Source, draft: _Draft, known: list[str], answers: Mapping[str, YamlNode]) -> list[str]:
    """What the decision reads, in the order of its texts; unknown names are noted, unless there is no form to ask."""
    found: dict[str, None] = {}
    for text in draft.texts:
        for name, surely in _read(text):
            if name in known or name in answers or name in SUPPLIED:
                found[name] = None
            elif surely and answers:
                _complain_unknown(source, name, text, (*known, *answers, *SUPPLIED))
            elif surely:
                found[name] = None
    return list(found)


def _read(text: ExpressionText) -> Iterator[tuple[str, bool]]:
    """Names an expression reads, and those it perhaps reads (False)."""
    tree = parsed(text.text, tests=text.tests)
    if tree is not None:
        surely, perhaps = names_read(tree)
        yield from ((name, True) for name in sorted(surely))
        yield from ((name, False) for name in sorted(perhaps - surely))


def _complain_unknown(source: Source, name: str, text: ExpressionText, known: tuple[str, ...]) -> None:
    said = f"Den Namen „{name}“ gibt es nicht: keine Frage, keine Tabelle, kein Eintrag unter „names“."
    asked = re.search(r"\bdecision\.(\w+)", text.text) if name == "decision" else None
    if asked:
        said = f"Eine Tabelle „{asked[1]}“ gibt es in dieser Datei nicht."
    hint = did_you_mean(asked[1] if asked else name, known)
    if text.tests and text.text == name:
        hint += f" Die Spalte ist keine Auswahl; das Wort selbst schreibt man '\"{name}\"'."
    source.complain("source.unknown", said + hint, text.node)


def _refuse_circles(source: Source, drafts: Mapping[str, _Draft], needs: Mapping[str, list[str]]) -> None:
    """Each circle is told once, at the first of its decisions in the file."""
    told: set[str] = set()
    for key in drafts:
        circle = () if key in told else _circle(key, needs)
        if circle:
            told |= set(circle)
            way = " → ".join((*circle, key))
            source.complain("source.circle", f"Das hängt von sich selbst ab: {way}.", drafts[key].place)


def _circle(start: str, needs: Mapping[str, list[str]]) -> tuple[str, ...]:
    """The way from a decision back to itself, or nothing."""
    ways: list[tuple[str, ...]] = [(start,)]
    seen: set[str] = set()
    while ways:
        way = ways.pop(0)
        for name in needs.get(way[-1], ()):
            if name == start:
                return way
            if name in needs and name not in seen:
                seen.add(name)
                ways.append((*way, name))
    return ()


def _wanted(tables: Mapping[str, YamlNode], needs: Mapping[str, list[str]]) -> list[str]:
    """Tables, and the names that they need directly or not; names that only process or letters use are written out there."""
    found = dict.fromkeys(tables)
    waiting = list(tables)
    while waiting:
        for name in needs[waiting.pop(0)]:
            if name in needs and name not in found:
                found[name] = None
                waiting.append(name)
    return list(found)


def _finished(decision: DecisionNode, needs: list[str], known: list[str]) -> DecisionNode:
    requirements = tuple(
        Requirement("decision", f"#{name}", f"{decision.id}_needs_{name}")
        if name in known
        else Requirement("input", f"#input_{name}", f"{decision.id}_needs_{name}")
        for name in needs
    )
    return replace(decision, requirements=requirements)
