"""The way back: a decision model and the lists of service.yaml as the text of decisions.yaml.

What no row table can say (boxed contexts, functions, imports, several free result columns …) is refused in words and
stays DMN.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import Any

from allmende.domain.decisions import DecisionModel
from allmende.domain.decisions.model import DecisionNode, DecisionRule, DecisionTable, LiteralExpression
from allmende.domain.values import Text
from allmende.feel.syntax import nodes as feel_nodes
from allmende.formats.package.source.choices import Choices
from allmende.formats.package.source.expressions import parsed
from allmende.formats.package.source.refusal import DoesNotFit
from allmende.formats.package.source.rows import ANY_VALUE, FEE_OUTPUTS
from allmende.formats.package.source.tariffs import PERSON
from allmende.formats.schemas.source_decisions import FEE_LINES, FINDINGS, HITS, TYPES
from allmende.formats.yaml import write
from allmende.formats.yaml.flow import flow, wrapped
from allmende.formats.yaml.reader import resolve

HIT_WORDS = {policy: word for word, policy in HITS.items()}
FEE_NAMES = tuple(output.name for output in FEE_OUTPUTS)
LONGEST = 170
FEEL_URI = re.compile(r"|.*/FEEL/?|feel")


def fold_tables(model: DecisionModel | None, service: Mapping[str, Any], choices: Choices) -> str:
    """The text of decisions.yaml that expands to the same decisions and lists.

    `service` is the plain service.yaml of the exchange form; `choices` are the choices of the form by expression.
    Error: `DoesNotFit`.
    """
    model = model or DecisionModel("", "", "")
    for words, there in (
        (Text.named("formats.package.source.fold_tables.imports"), model.imports),
        (Text.named("formats.package.source.fold_tables.types"), model.item_definitions),
        (Text.named("formats.package.source.fold_tables.functions"), model.knowledge_models),
        (Text.named("formats.package.source.fold_tables.services"), model.services),
    ):
        if there:
            raise DoesNotFit(words)
    known = {**choices, **dict(_word_tables(model))}
    lines = [
        *_tariffs(service.get("tariffs") or ()),
        *_names(model),
        *(line for decision in model.decisions if _about(decision) for line in ("", *_decision(decision, known))),
        *_decided(service.get("decided") or ()),
        *_grounds(service.get("refusal_grounds") or ()),
    ]
    return "\n".join(lines).strip("\n") + "\n"


def _about(decision: DecisionNode) -> str:
    """What a decision says about itself; a literal without it becomes an entry of `names`."""
    described = decision.extra.description or decision.question
    return described or ("" if isinstance(decision.expression, LiteralExpression) else decision.id)


def _names(model: DecisionModel) -> Iterator[str]:
    named = [decision for decision in model.decisions if not _about(decision)]
    if named:
        yield from ("", "names:")
    for decision in named:
        yield from _feel(f"  {decision.variable.name}", _text(decision, decision.expression))


def _text(decision: DecisionNode, expression: object) -> str:
    if not isinstance(expression, LiteralExpression):
        raise DoesNotFit(Text.named("formats.package.source.fold_tables.neither", decision=decision.id))
    if not FEEL_URI.fullmatch(expression.language):
        raise DoesNotFit(
            Text.named("formats.package.source.fold_tables.no_feel", decision=decision.id, language=expression.language)
        )
    return expression.text.strip()


def _feel(lead: str, text: str) -> list[str]:
    """A key and its expression; one of several lines stands below it."""
    if "\n" not in text:
        return [f"{lead}: {_line(_scalar(text))}"]
    inner = " " * (len(lead) - len(lead.lstrip()) + 2)
    return [f"{lead}: |-", *(f"{inner}{line}".rstrip() for line in text.split("\n"))]


def _line(value: Any) -> str:
    """A value behind its key, outside of braces: words need fewer quotes there."""
    return write(value).removesuffix("\n") if isinstance(value, str) and "\n" not in value else flow(value)


def _scalar(text: str) -> Any:
    """FEEL as YAML spells it: numbers, true, false and null without quotes."""
    value = resolve(text) if text else text
    return value if isinstance(value, str) or str(value).lower() == text or text == "null" else text


def _decision(decision: DecisionNode, choices: Choices) -> Iterator[str]:
    yield f"{decision.variable.name}:"
    yield f"  about: {_line(' '.join(_about(decision).split()))}"
    table = decision.expression
    if isinstance(table, DecisionTable):
        yield from _table(decision, table, choices)
        return
    answers = [word.strip() for word in decision.allowed_answers.split(",") if word.strip()]
    kind = decision.variable.type_ref or "Any"
    yield f"  gives: {flow(answers or (kind if kind in TYPES else 'Any'))}"
    yield from _feel("  is", _text(decision, table))


def _table(decision: DecisionNode, table: DecisionTable, choices: Choices) -> Iterator[str]:
    _refuse_unfit(decision, table)
    columns = _columns(table)
    gives, kind = _gives(decision, table)
    if kind == FEE_LINES and len(shared := {rule.results[3].text for rule in table.rules}) == 1:
        basis = shared.pop()
    else:
        basis = ""
    yield f"  hit: {HIT_WORDS[table.hit_policy, table.aggregation]}"
    yield f"  gives: {flow(gives)}"
    if basis:
        yield f"  basis: {_line(words_of(basis))}"
    yield from _mapped("  inputs", {name: _scalar(clause.expression.text) for name, clause in columns.items()})
    yield "  rows:"
    keys = _row_keys(decision, table, kind)
    for key, rule in zip(keys, table.rules, strict=True):
        cells = _cells(decision, columns, rule, choices)
        row = dict([*_named(key, kind, rule), *cells, *_results(kind, rule, basis)])
        why = "; ".join(filter(None, (rule.extra.description, *rule.annotations)))
        yield from wrapped(f"    {key}: ", {**row, "why": why} if why else row, LONGEST)


def _refuse_unfit(decision: DecisionNode, table: DecisionTable) -> None:
    if any(clause.values is not None for clause in table.inputs):
        raise DoesNotFit(Text.named("formats.package.source.fold_tables.limits_values", decision=decision.id))
    if any(output.default is not None for output in table.outputs):
        raise DoesNotFit(Text.named("formats.package.source.fold_tables.otherwise", decision=decision.id))


def _columns(table: DecisionTable) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for clause in table.inputs:
        name = _slug(clause.label) or _slug(clause.expression.text.rsplit(".", 1)[-1]) or "spalte"
        found[_unused(name, found)] = clause
    return found


def _slug(words: str) -> str:
    for letter, letters in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        words = words.lower().replace(letter, letters)
    return re.sub(r"[^a-z0-9]+", "_", words).strip("_0123456789")[:60]


def _unused(name: str, used: Mapping[str, Any] | Sequence[str]) -> str:
    names = (f"{name}_{number}" for number in count(2))
    return name if name not in used else next(name for name in names if name not in used)


def _gives(decision: DecisionNode, table: DecisionTable) -> tuple[Any, str]:
    """What stands under `gives`, and the kind of result: findings, fee lines, `word` or `is`."""
    if tuple(output.name for output in table.outputs) == FEE_NAMES:
        if not all(_string(rule.results[0].text) for rule in table.rules):
            raise DoesNotFit(Text.named("formats.package.source.fold_tables.computed_name", decision=decision.id))
        return FEE_LINES, FEE_LINES
    if len(table.outputs) != 1:
        raise DoesNotFit(Text.named("formats.package.source.fold_tables.several_results", decision=decision.id))
    output = table.outputs[0]
    words = [_string(rule.results[0].text) for rule in table.rules]
    if not all(words):
        return (output.type_ref if output.type_ref in TYPES else "Any"), "is"
    if output.values is not None:
        return [_string(part) for part in output.values.text.split(",")], "word"
    if HIT_WORDS[table.hit_policy, table.aggregation] == "collect":
        return FINDINGS, FINDINGS
    return list(dict.fromkeys(words)), "word"


def _string(text: str) -> str:
    """The word that a FEEL string says, if it is an id; else nothing."""
    found = re.fullmatch(r'\s*"([a-z0-9][a-z0-9_]*)"\s*', text)
    return found[1] if found else ""


def words_of(text: str) -> str:
    """A place that expects words: the words of a FEEL string, or `= ` and the expression."""
    tree = parsed(text)
    root = getattr(tree, "root", None)
    if isinstance(root, feel_nodes.LiteralNode) and isinstance(root.value, str) and not root.value.startswith("="):
        return root.value
    return f"= {text}"


def _row_keys(decision: DecisionNode, table: DecisionTable, kind: str) -> list[str]:
    """The id a row had, else its result, else its number."""
    found: list[str] = []
    for number, rule in enumerate(table.rules, 1):
        own = rule.id.removeprefix(f"{decision.id}-") if rule.id.startswith(f"{decision.id}-") else ""
        result = _string(rule.results[0].text) if kind != "is" else ""
        name = own or result or f"zeile_{number}"
        found.append(_unused(name if name[0].isalpha() else f"z_{name}", found))
    return found


def _cells(
    decision: DecisionNode, columns: Mapping[str, Any], rule: DecisionRule, choices: Choices
) -> Iterator[tuple[str, Any]]:
    for (name, clause), cell in zip(columns.items(), rule.tests, strict=True):
        text = cell.text.strip() or ANY_VALUE
        if text == ANY_VALUE:
            continue
        asked = clause.expression.text.strip()
        yield name, _chosen(decision, name, text) if asked in choices else _scalar(text)


def _chosen(decision: DecisionNode, column: str, text: str) -> Any:
    """The cell of a choice as option ids."""
    tree = parsed(text, tests=True)
    words = [getattr(test, "value", tree) for test in getattr(tree, "tests", ())]
    if not words or getattr(tree, "negated", True) or not all(word is None or isinstance(word, str) for word in words):
        raise DoesNotFit(
            Text.named("formats.package.source.fold_tables.no_answers", decision=decision.id, column=column, words=text)
        )
    return words[0] if len(words) == 1 else words


def _named(key: str, kind: str, rule: DecisionRule) -> Iterator[tuple[str, Any]]:
    """The word that a row gives, where it is not the row's own name."""
    word = _string(rule.results[0].text)
    if kind != "is" and word != key:
        yield {FINDINGS: "finding", FEE_LINES: "line"}.get(kind, "word"), word


def _results(kind: str, rule: DecisionRule, basis: str) -> Iterator[tuple[str, Any]]:
    texts = [result.text.strip() for result in rule.results]
    if kind == "is":
        yield "is", _scalar(texts[0])
    if kind == FEE_LINES:
        if texts[1] != "1":
            yield "factor", _scalar(texts[1])
        yield "amount", _scalar(texts[2])
        if not basis:
            yield "basis", words_of(texts[3])


def _word_tables(model: DecisionModel) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Decisions that give one of some words are choices for the columns of others."""
    for decision in model.decisions:
        table = decision.expression
        if isinstance(table, DecisionTable) and len(table.outputs) == 1:
            gives, kind = _gives(decision, table)
            if kind == "word":
                yield decision.variable.name, tuple(gives)


def _mapped(lead: str, values: Mapping[str, Any]) -> list[str]:
    """A mapping on one line where that is short enough and no list in it is a small table."""
    line = f"{lead}: {flow(values)}"
    if len(line) <= LONGEST and not any(_is_list_of_rows(value) and len(value) > 1 for value in values.values()):
        return [line]
    pad = " " * (len(lead) - len(lead.lstrip()) + 2)
    return [f"{lead}:", *(line for key, value in values.items() for line in _entry(f"{pad}{flow(key)}", value))]


def _entry(lead: str, value: Any) -> list[str]:
    """A key and its value; a list of mappings has a line for each."""
    pad = " " * (len(lead) - len(lead.lstrip()))
    if _is_list_of_rows(value):
        return [f"{lead}:", *(line for item in value for line in wrapped(f"{pad}  - ", item, LONGEST))]
    return [f"{lead}: {_line(value)}"]


def _is_list_of_rows(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


# ── lists of service.yaml ─────────────────────────────────────────────────────────────────────────


def _tariffs(tariffs: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if tariffs:
        yield "tariffs:"
    for tariff in tariffs:
        values = tariff["values"]
        names = ("basis", "status", "source", "note", "checked")
        same = {name: values[0].get(name) for name in names if len({value.get(name) for value in values}) == 1}
        yield from _mapped(f"  {tariff['id']}", {**_present(same), "values": list(_amounts(values, same))})


def _amounts(values: Sequence[Mapping[str, Any]], same: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    newer = None
    for value in values:
        ends = value.get("valid_to")
        row = {"from": value["valid_from"], "until": None if ends == newer else ends, "amount": value["value"]}
        rest = {name: said for name, said in value.items() if name not in ("value", "valid_from", "valid_to", *same)}
        yield _present({**row, **rest})
        newer = value["valid_from"]


def _present(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _decided(data: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if data:
        yield from ("", "decided:")
    for outcome in dict.fromkeys(datum["outcome"] for datum in data):
        yield f"  {outcome}:"
        for datum in data:
            if datum["outcome"] == outcome:
                said = {key: value for key, value in datum.items() if key not in ("id", "outcome")}
                yield from wrapped(f"    {datum['id']}: ", said, LONGEST)


def _grounds(grounds: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if grounds:
        yield from ("", "grounds:")
    for ground in grounds:
        if not ground.get("state"):
            raise DoesNotFit(Text.named("formats.package.source.fold_tables.states_nothing", ground=ground["id"]))
        state = {one["id"]: {k: v for k, v in one.items() if k != "id"} for one in ground.get("state") or ()}
        whole = {
            "basis": ground["legal_basis"],
            "discretion": ground.get("discretion"),
            "fits": ground.get("when") or PERSON,
            "judged": ground.get("judged") if ground.get("when") else None,
            "unauthorised": ground.get("unauthorised"),
            "state": state or None,
        }
        yield from _mapped(f"  {ground['id']}", _present(whole))
