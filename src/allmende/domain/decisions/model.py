"""A decision model as the standard (DMN 1.5) draws it, as frozen values.

DecisionModel
├── imports, item_definitions
├── inputs            InputData
├── decisions         Decision ── requirements, expression
├── knowledge_models  KnowledgeModel ── function
├── services          DecisionService
└── others, diagram   kept as they were read

Expression
├── Literal, DecisionTable, Invocation, BoxedContext, BoxedList, Relation, FunctionDefinition
└── Conditional, BoxedFilter, BoxedFor, BoxedQuantified        (since DMN 1.4)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Extra:
    """What is kept of an element although nothing here reads it: XML fragments in canonical form."""

    description: str = ""
    label: str = ""
    extensions: tuple[str, ...] = ()


NO_EXTRA = Extra()


@dataclass(frozen=True, slots=True)
class BoxedExpression:
    """A boxed expression; `line` is its place in the file it was read from, 0 if unknown."""

    id: str = field(default="", kw_only=True)
    type_ref: str = field(default="", kw_only=True)
    line: int = field(default=0, kw_only=True, compare=False)
    extra: Extra = field(default=NO_EXTRA, kw_only=True)


@dataclass(frozen=True, slots=True)
class LiteralExpression(BoxedExpression):
    """A FEEL text. `language` is empty for FEEL; any other language is never evaluated."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """Unary tests in FEEL: an input entry, or the allowed values of an input, output or type."""

    text: str
    id: str = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class InputClause:
    """A column that is tested: its expression and, if restricted, its allowed values."""

    expression: LiteralExpression
    id: str = ""
    label: str = ""
    values: Cell | None = None
    extra: Extra = NO_EXTRA


@dataclass(frozen=True, slots=True)
class OutputClause:
    """A column that gives a result. The order of `values` is the priority."""

    name: str = ""
    id: str = ""
    label: str = ""
    type_ref: str = ""
    values: Cell | None = None
    default: LiteralExpression | None = None
    extra: Extra = NO_EXTRA


@dataclass(frozen=True, slots=True)
class DecisionRule:
    """A row: a test for each input, a result for each output, and remarks such as the legal basis."""

    tests: tuple[Cell, ...]
    results: tuple[LiteralExpression, ...]
    annotations: tuple[str, ...] = ()
    id: str = ""
    line: int = field(default=0, compare=False)
    extra: Extra = NO_EXTRA


HIT_POLICIES = ("UNIQUE", "ANY", "PRIORITY", "FIRST", "RULE ORDER", "OUTPUT ORDER", "COLLECT")
AGGREGATIONS = ("", "SUM", "MIN", "MAX", "COUNT")


@dataclass(frozen=True, slots=True)
class DecisionTable(BoxedExpression):
    """Rules over inputs; the hit policy says what several matching rules mean."""

    inputs: tuple[InputClause, ...]
    outputs: tuple[OutputClause, ...]
    rules: tuple[DecisionRule, ...]
    hit_policy: str = "UNIQUE"
    aggregation: str = ""
    annotations: tuple[str, ...] = ()  # names of the remark columns
    orientation: str = ""
    output_label: str = ""


@dataclass(frozen=True, slots=True)
class InformationItem:
    """A name with a type: a variable, a formal parameter, a column."""

    name: str
    type_ref: str = ""
    id: str = ""
    extra: Extra = NO_EXTRA


@dataclass(frozen=True, slots=True)
class Binding:
    """A parameter of an invocation and the expression of its argument."""

    parameter: InformationItem
    value: BoxedExpression | None


@dataclass(frozen=True, slots=True)
class Invocation(BoxedExpression):
    """A call of a function with named arguments."""

    function: BoxedExpression
    bindings: tuple[Binding, ...]


@dataclass(frozen=True, slots=True)
class ContextEntry:
    """A named part of a context; the one without a variable is the result."""

    variable: InformationItem | None
    value: BoxedExpression | None
    id: str = ""


@dataclass(frozen=True, slots=True)
class BoxedContext(BoxedExpression):
    """Entries of which later ones see earlier ones."""

    entries: tuple[ContextEntry, ...]


@dataclass(frozen=True, slots=True)
class BoxedList(BoxedExpression):
    """A list of expressions."""

    items: tuple[BoxedExpression, ...]


@dataclass(frozen=True, slots=True)
class Relation(BoxedExpression):
    """A table of values: a list of contexts with the columns as keys."""

    columns: tuple[InformationItem, ...]
    rows: tuple[tuple[BoxedExpression, ...], ...]
    row_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FunctionDefinition(BoxedExpression):
    """A function with its body. Only the kind FEEL is ever called; others answer null."""

    parameters: tuple[InformationItem, ...]
    body: BoxedExpression | None
    kind: str = "FEEL"


@dataclass(frozen=True, slots=True)
class Conditional(BoxedExpression):
    """`if`, `then`, `else` as boxes."""

    condition: BoxedExpression | None
    then: BoxedExpression | None
    otherwise: BoxedExpression | None


@dataclass(frozen=True, slots=True)
class BoxedFilter(BoxedExpression):
    """The items of `source` that `match`."""

    source: BoxedExpression | None
    match: BoxedExpression | None


@dataclass(frozen=True, slots=True)
class BoxedFor(BoxedExpression):
    """`body` for each value of `variable` in `source`."""

    variable: str
    source: BoxedExpression | None
    body: BoxedExpression | None


@dataclass(frozen=True, slots=True)
class BoxedQuantified(BoxedExpression):
    """`some` or `every` value of `variable` in `source` satisfies `condition`."""

    kind: str
    variable: str
    source: BoxedExpression | None
    condition: BoxedExpression | None


@dataclass(frozen=True, slots=True)
class ItemDefinition:
    """A type of the model: a base type, or components, or a function; perhaps a list of it.

    `allowed` restricts each item, `constraint` (DMN 1.5) the whole value.
    """

    name: str
    type_ref: str = ""
    components: tuple[ItemDefinition, ...] = ()
    is_list: bool = False
    allowed: Cell | None = None
    constraint: Cell | None = None
    parameters: tuple[InformationItem, ...] | None = None
    result_ref: str = ""
    id: str = ""
    extra: Extra = NO_EXTRA


@dataclass(frozen=True, slots=True)
class Requirement:
    """What an element needs: an "input", a "decision" or "knowledge" by its href."""

    kind: str
    href: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class InputData:
    """Data from outside."""

    id: str
    variable: InformationItem
    extra: Extra = NO_EXTRA
    name: str = ""


@dataclass(frozen=True, slots=True)
class DecisionNode:
    """A question, what it needs to know, and the expression that answers it."""

    id: str
    variable: InformationItem
    expression: BoxedExpression | None = None
    requirements: tuple[Requirement, ...] = ()
    question: str = ""
    allowed_answers: str = ""
    others: tuple[str, ...] = ()
    extra: Extra = NO_EXTRA
    name: str = ""


@dataclass(frozen=True, slots=True)
class KnowledgeModel:
    """A function shared by decisions."""

    id: str
    variable: InformationItem
    function: FunctionDefinition | None = None
    requirements: tuple[Requirement, ...] = ()
    others: tuple[str, ...] = ()
    extra: Extra = NO_EXTRA
    name: str = ""


@dataclass(frozen=True, slots=True)
class DecisionService:
    """Decisions offered as a function: hrefs of what goes in and what comes out."""

    id: str
    variable: InformationItem
    outputs: tuple[str, ...] = ()
    encapsulated: tuple[str, ...] = ()
    input_decisions: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()
    extra: Extra = NO_EXTRA
    name: str = ""


Element = InputData | DecisionNode | KnowledgeModel | DecisionService


@dataclass(frozen=True, slots=True)
class Import:
    """Another model, seen under `name`."""

    name: str
    namespace: str
    kind: str = ""
    location: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class DecisionModel:
    """One file."""

    namespace: str
    name: str
    id: str = ""
    imports: tuple[Import, ...] = ()
    item_definitions: tuple[ItemDefinition, ...] = ()
    inputs: tuple[InputData, ...] = ()
    decisions: tuple[DecisionNode, ...] = ()
    knowledge_models: tuple[KnowledgeModel, ...] = ()
    services: tuple[DecisionService, ...] = ()
    others: tuple[str, ...] = ()
    diagram: str = ""
    attributes: tuple[tuple[str, str], ...] = ()
    prefixes: tuple[tuple[str, str], ...] = ()  # namespace prefixes that type references may use
    extra: Extra = NO_EXTRA

    def find(self, key: str) -> Element | None:
        """The element with this id or this name; an id wins."""
        elements: tuple[Element, ...] = (*self.decisions, *self.inputs, *self.knowledge_models, *self.services)
        for element in elements:
            if element.id == key:
                return element
        for element in elements:
            if key in (element.variable.name, element.name):
                return element
        return None


def subexpressions(expression: BoxedExpression | None) -> Iterator[BoxedExpression]:
    """`expression` and all boxes inside it."""
    if expression is None:
        return
    yield expression
    for part in _parts(expression):
        yield from subexpressions(part)


def _parts(expression: BoxedExpression) -> tuple[BoxedExpression | None, ...]:
    match expression:
        case DecisionTable(inputs=inputs, outputs=outputs, rules=rules):
            return (
                *(clause.expression for clause in inputs),
                *(clause.default for clause in outputs),
                *(result for rule in rules for result in rule.results),
            )
        case Invocation(function=function, bindings=bindings):
            return (function, *(binding.value for binding in bindings))
        case BoxedContext(entries=entries):
            return tuple(entry.value for entry in entries)
        case BoxedList(items=items):
            return items
        case Relation(rows=rows):
            return tuple(value for row in rows for value in row)
        case FunctionDefinition(body=body):
            return (body,)
        case Conditional(condition=condition, then=then, otherwise=otherwise):
            return (condition, then, otherwise)
        case BoxedFilter(source=source, match=inner) | BoxedQuantified(source=source, condition=inner):
            return (source, inner)
        case BoxedFor(source=source, body=body):
            return (source, body)
        case _:
            return ()
