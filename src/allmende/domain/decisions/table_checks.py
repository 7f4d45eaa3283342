"""Gaps, overlaps, unreachable rules and broken hit policies of decision tables, with examples."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from allmende.domain.decisions import model
from allmende.domain.decisions.boxes import BoxScope
from allmende.domain.decisions.findings import ModelFinding, ModelPlace
from allmende.domain.decisions.graph import CompiledModel, compile_model
from allmende.domain.decisions.segments import OTHER_TEXT, constants_of, cut, mentions_null
from allmende.domain.decisions.trace import spoken_value
from allmende.domain.values import Text
from allmende.feel import ANY, FeelSyntaxError, parse, parse_unary_tests
from allmende.feel.check.calls import kind_name
from allmende.feel.check.constants import constant_value, is_constant
from allmende.feel.evaluate.closures import Test
from allmende.feel.evaluate.reads import reads
from allmende.feel.runtime.run import Budget, BudgetExhausted, Run
from allmende.feel.values.compare import equal
from allmende.feel.values.kinds import Value
from allmende.words.joining import AND, joined

MAX_WORK = 200_000
_ASKING = Budget(steps=300_000)  # for all tests of one table about all samples
MAX_EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class _Column:
    """`source`: the input data it reads, empty where it reads what is computed; `stated`: the table says which values occur."""

    label: str
    samples: tuple[Value, ...]
    source: frozenset[str] = frozenset()
    stated: bool = False


@dataclass(frozen=True, slots=True)
class _SegmentGrid:
    """For each rule and column the set of segments (as bits) that the rule takes."""

    columns: tuple[_Column, ...]
    masks: tuple[tuple[int, ...], ...]


class _TooMuchWork(Exception):
    pass


def check_tables(
    source: model.DecisionModel,
    models: Iterable[model.DecisionModel] = (),
) -> list[ModelFinding]:
    """Gaps and overlaps with an example, unreachable rules, violations of the hit policy.

    Exact for tests that compare with constants; a table with other tests is left out. Null inputs are no
    gap: a missing value is an incident of its own. A gap is an error where one answer is owed and the case can occur;
    where columns depend on each other or a value is perhaps impossible, it is a warning.
    """
    compiled = compile_model(source, models)
    found: list[ModelFinding] = []
    elements: tuple[model.DecisionNode | model.KnowledgeModel, ...] = (*source.decisions, *source.knowledge_models)
    for element in elements:
        root = element.function if isinstance(element, model.KnowledgeModel) else element.expression
        for box in model.subexpressions(root):
            if isinstance(box, model.DecisionTable):
                found.extend(_check_table(compiled, element.variable.name, box))
    return found


def _check_table(compiled: CompiledModel, name: str, table: model.DecisionTable) -> Iterator[ModelFinding]:
    place = ModelPlace(name, xml_line=table.line)
    yield from _check_policy(place, table)
    try:
        grid = _grid(compiled, name, table)
        if grid is None:
            return
        yield from _check_empty_rules(place, table, grid)
        yield from _check_gaps(place, table, grid)
        yield from _check_overlaps(place, table, grid)
        yield from _check_unreachable(place, table, grid)
    except (_TooMuchWork, BudgetExhausted, RecursionError):
        yield place.finding(
            "too-large",
            Text.named("decisions.tables.too_large"),
            "warning",
        )


# The grid


def _grid(compiled: CompiledModel, name: str, table: model.DecisionTable) -> _SegmentGrid | None:
    """The segments of all columns; raises `BudgetExhausted` where asking the tests about them takes too long."""
    run = Run(_ASKING)
    scope = BoxScope(name, compiled.types, compiled.types.names)
    columns: list[_Column] = []
    by_column: list[tuple[int, ...]] = []
    for index, clause in enumerate(table.inputs):
        texts = [rule.tests[index].text.strip() or "-" for rule in table.rules]
        column = _column(compiled, scope, clause, texts, run)
        if column is None:
            return None
        columns.append(column)
        tests = {text: scope.compile_test(text) for text in set(texts)}
        masks = {text: _mask(test, column.samples, run) for text, test in tests.items()}
        by_column.append(tuple(masks[text] for text in texts))
    return _SegmentGrid(tuple(columns), tuple(zip(*by_column, strict=True)) if by_column else ((),) * len(table.rules))


def _column(
    compiled: CompiledModel,
    scope: BoxScope,
    clause: model.InputClause,
    texts: list[str],
    run: Run,
) -> _Column | None:
    """The segments of a column; `None` if a test depends on more than the tested value."""
    values = "" if clause.values is None else clause.values.text.strip()
    declared = compiled.types.get(clause.expression.type_ref).type
    constants: list[Value] = []
    with_null = False
    for text in {*texts, *([values] if values else [])}:
        try:
            tests = parse_unary_tests(text, scope.names)
        except FeelSyntaxError:
            return None
        if reads(tests.tests).names or reads(tests.tests).filter_names:
            return None
        constants.extend(constants_of(tests.tests))
        with_null = with_null or mentions_null(tests.tests)
    allowed: list[Value] = []
    restriction: Test | None = scope.compile_test(values) if values else None
    if values:
        allowed = [value for value in constants_of(parse_unary_tests(values).tests) if isinstance(value, str)]
    segments = cut(constants, allowed, "" if declared == ANY else kind_name(declared))
    if segments is None:
        return None
    samples = segments.samples
    if with_null:
        samples = (*samples, OTHER_TEXT) if samples == (None,) else (*samples, None)
    if restriction is not None:
        samples = tuple(sample for sample in samples if restriction(sample, {}, run) is True)
    return _Column(clause.label or clause.expression.text, samples, _source(compiled, clause), restriction is not None)


def _source(compiled: CompiledModel, clause: model.InputClause) -> frozenset[str]:
    """The input data a column reads; empty where it reads anything else."""
    data = {one.variable.name for one in compiled.model.inputs}
    try:
        names = reads([parse(clause.expression.text).root]).names
    except FeelSyntaxError:
        return frozenset()
    return frozenset(names) if names <= data else frozenset()


def _mask(test: Test | None, samples: tuple[Value, ...], run: Run) -> int:
    if test is None:
        return (1 << len(samples)) - 1
    return sum(1 << index for index, sample in enumerate(samples) if test(sample, {}, run) is True)


def _example(grid: _SegmentGrid, bits: tuple[int, ...]) -> Text:
    """A case that lies in the segments `bits`, as `Alter = 17 und Zone = B`."""
    chosen = [
        (column, column.samples[(mask & -mask).bit_length() - 1])
        for column, mask in zip(grid.columns, bits, strict=True)
    ]
    cases = [
        Text.named("decisions.tables.case", column=column.label, value=_value(column, value))
        for column, value in chosen
    ]
    return joined(cases, AND)


def _value(column: _Column, value: Value) -> Text:
    if value == OTHER_TEXT:
        return Text.named("decisions.tables.other_text")
    if len(column.samples) == 1 and value is None:
        return Text.named("decisions.tables.any_value")
    return Text.each(lambda language: spoken_value(value, language))


# Checks


def _uncovered(grid: _SegmentGrid, rules: list[int], within: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Parts of the box `within` that none of `rules` covers, column by column."""
    work = [0]

    def search(column: int, alive: list[int], chosen: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        work[0] += 1 + len(alive)
        if work[0] > MAX_WORK:
            raise _TooMuchWork
        if not alive:
            yield (*chosen, *within[column:])
            return
        if column == len(within):
            return
        groups: dict[tuple[int, ...], int] = {}
        rest = within[column]
        while rest:
            bit = rest & -rest
            rest ^= bit
            key = tuple(rule for rule in alive if grid.masks[rule][column] & bit)
            groups[key] = groups.get(key, 0) | bit
        for key, bits in groups.items():
            yield from search(column + 1, list(key), (*chosen, bits))

    yield from search(0, rules, ())


def _everything(grid: _SegmentGrid) -> tuple[int, ...]:
    return tuple((1 << len(column.samples)) - 1 for column in grid.columns)


def _check_gaps(place: ModelPlace, table: model.DecisionTable, grid: _SegmentGrid) -> Iterator[ModelFinding]:
    """Cases without a rule, where one answer is due and no default is given."""
    if table.hit_policy not in ("UNIQUE", "ANY", "PRIORITY", "FIRST"):
        return
    if all(output.default is not None for output in table.outputs):
        return
    found = _uncovered(grid, list(range(len(grid.masks))), _everything(grid))
    for count, bits in enumerate(found):
        if count == MAX_EXAMPLES:
            return
        case = _example(grid, bits)
        owed = table.hit_policy in ("UNIQUE", "FIRST")
        yield place.finding(
            "gap",
            Text.named("decisions.tables.gap", case=case),
            "error" if owed and _can_occur(grid, bits) else "warning",
        )


def _can_occur(grid: _SegmentGrid, bits: tuple[int, ...]) -> bool:
    """True where the values that make the gap are possible for sure, and do not exclude each other. No answer is not one of them."""
    limiting = [
        (column, column.samples[(mask & -mask).bit_length() - 1])
        for column, mask, full in zip(grid.columns, bits, _everything(grid), strict=True)
        if mask != full
    ]
    sources = [column.source for column, _ in limiting]
    apart = len(limiting) < 2 or (all(sources) and len(frozenset().union(*sources)) == sum(map(len, sources)))
    return apart and all((column.stated and value is not None) or _is_usual(value) for column, value in limiting)


def _is_usual(value: Value) -> bool:
    """False for what a column nobody limited perhaps never holds: other words, nothing, less than zero."""
    return not (value is None or value == OTHER_TEXT or (isinstance(value, Decimal) and value < 0))


def _check_empty_rules(place: ModelPlace, table: model.DecisionTable, grid: _SegmentGrid) -> Iterator[ModelFinding]:
    for index, masks in enumerate(grid.masks):
        if not all(masks):
            yield _at(place, table, index).finding(
                "unreachable",
                Text.named("decisions.tables.this_rule_never_applies"),
            )


def _at(place: ModelPlace, table: model.DecisionTable, index: int) -> ModelPlace:
    return ModelPlace(place.element, index + 1, "", table.rules[index].line)


def _check_overlaps(place: ModelPlace, table: model.DecisionTable, grid: _SegmentGrid) -> Iterator[ModelFinding]:
    """Two rules for one case: forbidden under UNIQUE, and under ANY if they answer differently."""
    if table.hit_policy not in ("UNIQUE", "ANY"):
        return
    count = 0
    for index, masks in enumerate(grid.masks):
        for other in range(index):
            both = tuple(one & two for one, two in zip(masks, grid.masks[other], strict=True))
            if not all(both) or (table.hit_policy == "ANY" and not _differ(table, index, other)):
                continue
            count += 1
            if count > MAX_EXAMPLES:
                return
            case = _example(grid, both)
            yield _at(place, table, index).finding(
                "overlap",
                Text.named("decisions.tables.overlap", other=other + 1, index=index + 1, case=case),
            )


def _constants(rule: model.DecisionRule) -> list[Value] | None:
    values: list[Value] = []
    for result in rule.results:
        try:
            root = parse(result.text).root if result.text.strip() else None
        except FeelSyntaxError:
            return None
        if root is None or not is_constant(root):
            return None
        values.append(constant_value(root))
    return values


def _differ(table: model.DecisionTable, index: int, other: int) -> bool:
    one, two = _constants(table.rules[index]), _constants(table.rules[other])
    if one is None or two is None:
        texts = ([result.text for result in table.rules[each].results] for each in (index, other))
        return next(texts) != next(texts)
    return not all(equal(left, right) is True for left, right in zip(one, two, strict=True))


def _check_unreachable(place: ModelPlace, table: model.DecisionTable, grid: _SegmentGrid) -> Iterator[ModelFinding]:
    """Under FIRST a rule that the rules above it cover is never reached."""
    if table.hit_policy != "FIRST":
        return
    for index in range(1, len(grid.masks)):
        if not all(grid.masks[index]):
            continue
        if next(_uncovered(grid, list(range(index)), grid.masks[index]), None) is None:
            yield _at(place, table, index).finding(
                "unreachable",
                Text.named("decisions.tables.unreachable"),
            )


def _check_policy(place: ModelPlace, table: model.DecisionTable) -> Iterator[ModelFinding]:
    if table.aggregation and table.hit_policy != "COLLECT":
        yield place.finding(
            "hit-policy",
            Text.named("decisions.tables.policy_aggregation"),
        )
    if table.aggregation and len(table.outputs) > 1:
        yield place.finding(
            "hit-policy",
            Text.named("decisions.tables.single_output"),
        )
    if len(table.outputs) > 1 and len({output.name for output in table.outputs} - {""}) < len(table.outputs):
        yield place.finding(
            "outputs",
            Text.named("decisions.tables.output_names"),
        )
    ranked = any(output.values is not None and output.values.text.strip() for output in table.outputs)
    if table.hit_policy in ("PRIORITY", "OUTPUT ORDER") and not ranked:
        yield place.finding(
            "hit-policy",
            Text.named("decisions.tables.output_order"),
        )
