"""Decision tables compiled to closures: all hit policies and aggregations (DMN 1.5, chapter 8)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from allmende.domain.decisions import model
from allmende.domain.decisions.run import DecisionRun
from allmende.domain.decisions.trace import DecisionStep, FiredRule, NamedValue, named
from allmende.domain.decisions.types import TypeCatalogue
from allmende.feel import MONEY, Type
from allmende.feel.builtins import BUILTINS
from allmende.feel.evaluate.closures import Closure, Environment, Test
from allmende.feel.runtime.run import BuiltinRefusal, NodePlace, Run
from allmende.feel.values.compare import equal
from allmende.feel.values.kinds import Value

_NOWHERE = NodePlace("", 0, 0)


class TableScope(Protocol):
    """What a table needs to know about the place it stands in."""

    @property
    def decision(self) -> str: ...
    @property
    def types(self) -> TypeCatalogue: ...
    def compile_text(self, text: str) -> Closure: ...
    def compile_test(self, text: str) -> Test | None: ...
    def compile(self, expression: model.BoxedExpression | None) -> Closure: ...


@dataclass(frozen=True, slots=True)
class _Input:
    label: str
    closure: Closure
    allowed: Test | None
    type: Type | None


@dataclass(frozen=True, slots=True)
class _TableOutput:
    name: str
    label: str
    type: Type | None
    allowed: Test | None
    order: Closure | None  # the allowed values as a list, the first one the most important
    default: Closure | None


@dataclass(frozen=True, slots=True)
class _Row:
    tests: tuple[tuple[int, Test], ...]  # column and test; columns with "-" are left out
    results: tuple[Closure, ...]
    rule: model.DecisionRule
    number: int


@dataclass(frozen=True, slots=True)
class _Match:
    row: _Row
    values: tuple[Value, ...]


def compile_table(scope: TableScope, table: model.DecisionTable) -> Closure:
    """The closure of a table; with a `DecisionRun` it records which rules fired."""
    inputs = [_compile_input(scope, clause) for clause in table.inputs]
    outputs = [_compile_output(scope, clause) for clause in table.outputs]
    rows = [_compile_row(scope, rule, number) for number, rule in enumerate(table.rules, 1)]
    policy = _POLICIES[table.hit_policy]
    first_only = table.hit_policy == "FIRST"

    def decide(env: Environment, run: Run) -> Value:
        run.charge(1 + len(rows) // 10)
        values = [each.closure(env, run) for each in inputs]
        for each, value in zip(inputs, values, strict=True):
            if each.allowed is not None and each.allowed(value, env, run) is not True:
                return run.warn("type", _NOWHERE, what=each.label, type=scope.decision)
        hits = _find_rows(rows, values, env, run, first_only=first_only)
        matches = [_Match(row, _results(row, outputs, env, run)) for row in hits]
        value = policy(table, outputs, matches, env, run) if matches else _no_match(table, outputs, env, run)
        if isinstance(run, DecisionRun):
            run.record(_step(scope.decision, table, inputs, outputs, values, matches, value))
        return value

    return decide


def _find_rows(rows: list[_Row], values: list[Value], env: Environment, run: Run, *, first_only: bool) -> list[_Row]:
    hits: list[_Row] = []
    for row in rows:
        for column, test in row.tests:
            if test(values[column], env, run) is not True:
                break
        else:
            hits.append(row)
            if first_only:
                break
    return hits


def _compile_input(scope: TableScope, clause: model.InputClause) -> _Input:
    expression = clause.expression
    label = clause.label or expression.text
    kind = scope.types.get(expression.type_ref).type if expression.type_ref else None
    return _Input(label, scope.compile(expression), _allowed(scope, clause.values), kind)


def _allowed(scope: TableScope, cell: model.Cell | None) -> Test | None:
    return None if cell is None or not cell.text.strip() else scope.compile_test(cell.text)


def _compile_output(scope: TableScope, clause: model.OutputClause) -> _TableOutput:
    has_values = clause.values is not None and clause.values.text.strip() not in ("", "-")
    order = scope.compile_text(f"[{clause.values.text}]") if has_values and clause.values else None
    default = None
    if clause.default is not None and clause.default.text.strip():
        default = scope.compile(clause.default)
    kind = scope.types.get(clause.type_ref).type if clause.type_ref else None
    return _TableOutput(clause.name, clause.label, kind, _allowed(scope, clause.values), order, default)


def _compile_row(scope: TableScope, rule: model.DecisionRule, number: int) -> _Row:
    tests = ((column, scope.compile_test(cell.text.strip() or "-")) for column, cell in enumerate(rule.tests))
    return _Row(
        tuple((column, test) for column, test in tests if test is not None),
        tuple(scope.compile(result) for result in rule.results),
        rule,
        number,
    )


def _results(row: _Row, outputs: list[_TableOutput], env: Environment, run: Run) -> tuple[Value, ...]:
    values = []
    for output, closure in zip(outputs, row.results, strict=False):
        value = closure(env, run)
        if output.allowed is not None and value is not None and output.allowed(value, env, run) is False:
            value = run.warn("type", _NOWHERE, what=output.label or output.name or "?", type=output.name or "output")
        values.append(value)
    return tuple(values)


def _result(outputs: list[_TableOutput], values: tuple[Value, ...]) -> Value:
    """One output is its value, several are a context."""
    if len(outputs) == 1:
        return values[0]
    return {output.name: value for output, value in zip(outputs, values, strict=False)}


def _no_match(table: model.DecisionTable, outputs: list[_TableOutput], env: Environment, run: Run) -> Value:
    if any(output.default is not None for output in outputs):
        values = tuple(None if output.default is None else output.default(env, run) for output in outputs)
        result = _result(outputs, values)
        return [result] if _gives_list(table) else result
    if _gives_list(table):
        return []
    if table.aggregation == "COUNT":
        return BUILTINS["count"].call(run, [[]])
    return None


def _gives_list(table: model.DecisionTable) -> bool:
    return table.hit_policy in ("RULE ORDER", "OUTPUT ORDER") or (
        table.hit_policy == "COLLECT" and not table.aggregation
    )


# Hit policies

_Policy = Callable[[model.DecisionTable, list[_TableOutput], list[_Match], Environment, Run], Value]


def _unique(
    table: model.DecisionTable,
    outputs: list[_TableOutput],
    matches: list[_Match],
    env: Environment,
    run: Run,
) -> Value:
    if len(matches) > 1:
        return run.warn("several-rules", _NOWHERE, rules=_numbers(matches))
    return _result(outputs, matches[0].values)


def _any(
    table: model.DecisionTable,
    outputs: list[_TableOutput],
    matches: list[_Match],
    env: Environment,
    run: Run,
) -> Value:
    first = _result(outputs, matches[0].values)
    if all(equal(_result(outputs, match.values), first, run.charge) is True for match in matches[1:]):
        return first
    return run.warn("several-rules", _NOWHERE, rules=_numbers(matches))


def _numbers(matches: list[_Match]) -> str:
    return ", ".join(str(match.row.number) for match in matches)


def _by_priority(outputs: list[_TableOutput], matches: list[_Match], env: Environment, run: Run) -> list[_Match]:
    """Sorted by the order of the output values, the leftmost column first; ties keep the order of rules."""
    orders: list[list[Value]] = []
    for output in outputs:
        found = output.order(env, run) if output.order is not None else []
        orders.append(found if isinstance(found, list) else [])

    def rank(match: _Match) -> tuple[int, ...]:
        return tuple(
            next((index for index, item in enumerate(order) if equal(item, value, run.charge) is True), len(order))
            for order, value in zip(orders, match.values, strict=False)
        )

    return sorted(matches, key=rank)


def _first(
    table: model.DecisionTable,
    outputs: list[_TableOutput],
    matches: list[_Match],
    env: Environment,
    run: Run,
) -> Value:
    return _result(outputs, matches[0].values)


def _priority(
    table: model.DecisionTable,
    outputs: list[_TableOutput],
    matches: list[_Match],
    env: Environment,
    run: Run,
) -> Value:
    return _result(outputs, _by_priority(outputs, matches, env, run)[0].values)


def _rule_order(
    table: model.DecisionTable,
    outputs: list[_TableOutput],
    matches: list[_Match],
    env: Environment,
    run: Run,
) -> Value:
    return run.keep_list([_result(outputs, match.values) for match in matches])


def _output_order(
    table: model.DecisionTable,
    outputs: list[_TableOutput],
    matches: list[_Match],
    env: Environment,
    run: Run,
) -> Value:
    return _rule_order(table, outputs, _by_priority(outputs, matches, env, run), env, run)


def _collect(
    table: model.DecisionTable,
    outputs: list[_TableOutput],
    matches: list[_Match],
    env: Environment,
    run: Run,
) -> Value:
    values = _rule_order(table, outputs, matches, env, run)
    if not table.aggregation:
        return values
    try:
        return BUILTINS[table.aggregation.lower()].call(run, [values])
    except BuiltinRefusal as refusal:
        return run.warn("arguments", _NOWHERE, name=table.aggregation, what=refusal.text())


_POLICIES: dict[str, _Policy] = {
    "UNIQUE": _unique,
    "ANY": _any,
    "FIRST": _first,
    "PRIORITY": _priority,
    "RULE ORDER": _rule_order,
    "OUTPUT ORDER": _output_order,
    "COLLECT": _collect,
}


# Trace


def _step(
    decision: str,
    table: model.DecisionTable,
    inputs: list[_Input],
    outputs: list[_TableOutput],
    values: list[Value],
    matches: list[_Match],
    value: Value,
) -> DecisionStep:
    asked = tuple(named(each.label, each_value, each.type) for each, each_value in zip(inputs, values, strict=True))
    rules = tuple(
        FiredRule(
            match.row.number,
            match.row.rule.id,
            tuple(asked[column] for column, _ in match.row.tests),
            tuple(
                NamedValue(output.label or output.name, each, output.type == MONEY)
                for output, each in zip(outputs, match.values, strict=False)
            ),
            match.row.rule.annotations,
        )
        for match in matches
    )
    return DecisionStep(decision, value, asked, rules, table.hit_policy, is_table=True)
