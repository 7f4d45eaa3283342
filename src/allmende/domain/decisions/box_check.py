"""Types of boxed expressions, and what is wrong in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from allmende.domain.decisions import model
from allmende.domain.decisions.findings import ModelFinding, ModelPlace
from allmende.domain.decisions.types import TypeCatalogue
from allmende.domain.values import Text
from allmende.feel import (
    ANY,
    BOOLEAN,
    NULL,
    NUMBER,
    ContextType,
    FunctionType,
    ListType,
    NameScope,
    RangeType,
    Type,
    check_unary_tests,
)
from allmende.feel.check.checking import infer_type
from allmende.feel.check.infer import common
from allmende.feel.types import may_conform

Names = Mapping[str, Type]

_LIST_POLICIES = ("RULE ORDER", "OUTPUT ORDER")


class BoxChecker:
    """Checks the logic of one element. `scope` has the names that it requires."""

    def __init__(self, element: str, types: TypeCatalogue, scope: NameScope) -> None:
        self.place = ModelPlace(element)
        self.types = types
        self.scope = scope
        self.findings: list[ModelFinding] = []

    def infer(self, box: model.BoxedExpression | None, names: Names, expect: Type = ANY) -> Type:
        """The type of `box`; notes what is wrong in it, and whether it is not `expect`ed."""
        if box is None:
            return NULL
        declared = self.types.find(box.type_ref)
        if declared is None:
            self._unknown_type(box.type_ref, self.place)
            return ANY
        if isinstance(box, model.LiteralExpression):
            wanted = declared.type if declared.type != ANY else expect
            return self.text(box.text, names, replace(self.place, xml_line=box.line), wanted)
        if isinstance(box, model.DecisionTable):
            self.table(box, names)
        found = _RULES[type(box)](self, box, names)
        kind = declared.type if declared.type != ANY else found
        if not _may_be(kind, expect):
            self.findings.append(
                replace(self.place, xml_line=box.line).finding(
                    "expected",
                    Text.named("decisions.boxes.expected", name=kind.name, name_2=expect.name),
                ),
            )
        return kind

    def text(self, text: str, names: Names, place: ModelPlace, expect: Type = ANY) -> Type:
        """A FEEL text; an empty one is null."""
        if not text.strip():
            return NULL
        kind, found = infer_type(text, self._scope(names), None if expect == ANY else expect)
        self.findings.extend(map(place.of_feel, found))
        return expect if kind == ANY else kind

    def _scope(self, names: Names) -> NameScope:
        return replace(self.scope, names={**self.scope.names, **names})

    def _unknown_type(self, reference: str, place: ModelPlace) -> None:
        self.findings.append(
            place.finding(
                "unknown-type",
                Text.named("decisions.boxes.unknown_type", reference=reference),
            ),
        )

    # Tables

    def table(self, box: model.DecisionTable, names: Names) -> None:
        """Every cell of a table against the types of its columns."""
        kinds = []
        for number, clause in enumerate(box.inputs, 1):
            place = replace(self.place, cell=f"input {number}", xml_line=clause.expression.line)
            declared = self.types.find(clause.expression.type_ref)
            if declared is None:
                self._unknown_type(clause.expression.type_ref, place)
            expect = ANY if declared is None else declared.type
            kinds.append(self.text(clause.expression.text, names, place, expect))
            self._tests(clause.values, kinds[-1], names, place)
        for number, output in enumerate(box.outputs, 1):
            place = replace(self.place, cell=f"output {number}", xml_line=box.line)
            self._tests(output.values, self.output_type(output), names, place)
        for number, rule in enumerate(box.rules, 1):
            self._rule(box, rule, number, kinds, names)

    def _rule(
        self, box: model.DecisionTable, rule: model.DecisionRule, number: int, kinds: list[Type], names: Names
    ) -> None:
        for column, (cell, kind) in enumerate(zip(rule.tests, kinds, strict=False), 1):
            place = ModelPlace(self.place.element, number, f"input {column}", cell.line or rule.line)
            self._tests(cell, kind, names, place)
        for column, (result, output) in enumerate(zip(rule.results, box.outputs, strict=False), 1):
            place = ModelPlace(self.place.element, number, f"output {column}", result.line or rule.line)
            self.text(result.text, names, place, self.output_type(output))

    def output_type(self, clause: model.OutputClause) -> Type:
        """The declared type of an output column."""
        return self.types.get(clause.type_ref).type

    def _tests(self, cell: model.Cell | None, kind: Type, names: Names, place: ModelPlace) -> None:
        if cell is None or not cell.text.strip():
            return
        found = check_unary_tests(cell.text, self._scope(names), kind)
        self.findings.extend(map(place.of_feel, found))


def _may_be(kind: Type, expect: Type) -> bool:
    """Besides what conforms, a list of one becomes its item, and an item a list of one."""
    if may_conform(kind, expect):
        return True
    if isinstance(kind, ListType):
        return may_conform(kind.of, expect)
    return isinstance(expect, ListType) and may_conform(kind, expect.of)


def _table_type(checker: BoxChecker, box: model.DecisionTable, names: Names) -> Type:
    kinds = {output.name: checker.output_type(output) for output in box.outputs}
    single: Type = next(iter(kinds.values())) if len(box.outputs) == 1 else ContextType(kinds)
    if box.hit_policy in _LIST_POLICIES or (box.hit_policy == "COLLECT" and not box.aggregation):
        return ListType(single)
    return NUMBER if box.aggregation == "COUNT" else single


def _invocation(checker: BoxChecker, box: model.Invocation, names: Names) -> Type:
    function = checker.infer(box.function, names)
    given = {binding.parameter.name: checker.infer(binding.value, names) for binding in box.bindings}
    if not isinstance(function, FunctionType):
        return ANY
    if function.parameters is not None and function.parameter_names:
        wanted = dict(zip(function.parameter_names, function.parameters, strict=True))
        if given.keys() != wanted.keys() or not all(_may_be(given[name], wanted[name]) for name in wanted):
            want = ", ".join(function.parameter_names)
            checker.findings.append(
                replace(checker.place, xml_line=box.line).finding(
                    "arguments",
                    Text.named("decisions.boxes.arguments", want=want),
                ),
            )
    return function.result


def _context(checker: BoxChecker, box: model.BoxedContext, names: Names) -> Type:
    fields: dict[str, Type] = {}
    inner = dict(names)
    for entry in box.entries:
        if entry.variable is None:
            return checker.infer(entry.value, inner)
        declared = checker.types.get(entry.variable.type_ref).type
        found = checker.infer(entry.value, inner, declared)
        inner[entry.variable.name] = fields[entry.variable.name] = found if declared == ANY else declared
    return ContextType(fields)


def _list(checker: BoxChecker, box: model.BoxedList, names: Names) -> Type:
    kinds = [checker.infer(item, names) for item in box.items]
    if not kinds:
        return ListType()
    of = kinds[0]
    for kind in kinds[1:]:
        of = common(of, kind)
    return ListType(of)


def _relation(checker: BoxChecker, box: model.Relation, names: Names) -> Type:
    declared = [checker.types.get(column.type_ref).type for column in box.columns]
    for row in box.rows:
        for cell, kind in zip(row, declared, strict=False):
            checker.infer(cell, names, kind)
    fields = {column.name: kind for column, kind in zip(box.columns, declared, strict=True)}
    return ListType(ContextType(fields))


def _function(checker: BoxChecker, box: model.FunctionDefinition, names: Names) -> Type:
    kinds = tuple(checker.types.get(parameter.type_ref).type for parameter in box.parameters)
    own = tuple(parameter.name for parameter in box.parameters)
    if box.kind not in ("", "FEEL"):
        checker.findings.append(
            replace(checker.place, xml_line=box.line).finding(
                "no-external",
                Text.named("decisions.boxes.no_external"),
            ),
        )
        return FunctionType(kinds, ANY, own)
    result = checker.infer(box.body, {**names, **dict(zip(own, kinds, strict=True))})
    return FunctionType(kinds, result, own)


def _condition(checker: BoxChecker, box: model.BoxedExpression | None, names: Names) -> None:
    checker.infer(box, names, BOOLEAN)


def _conditional(checker: BoxChecker, box: model.Conditional, names: Names) -> Type:
    _condition(checker, box.condition, names)
    return common(checker.infer(box.then, names), checker.infer(box.otherwise, names))


def _item_of(kind: Type) -> Type:
    return kind.of if isinstance(kind, ListType | RangeType) else ANY


def _filter(checker: BoxChecker, box: model.BoxedFilter, names: Names) -> Type:
    source = checker.infer(box.source, names)
    of = _item_of(source)
    fields = of.fields if isinstance(of, ContextType) else {}
    checker.infer(box.match, {**names, "item": of, **fields})
    return ListType(of)


def _for(checker: BoxChecker, box: model.BoxedFor, names: Names) -> Type:
    of = _item_of(checker.infer(box.source, names))
    return ListType(checker.infer(box.body, {**names, box.variable: of, "partial": ListType()}))


def _quantified(checker: BoxChecker, box: model.BoxedQuantified, names: Names) -> Type:
    of = _item_of(checker.infer(box.source, names))
    _condition(checker, box.condition, {**names, box.variable: of})
    return BOOLEAN


_RULES: dict[type[model.BoxedExpression], Callable[[BoxChecker, Any, Names], Type]] = {
    model.DecisionTable: _table_type,
    model.Invocation: _invocation,
    model.BoxedContext: _context,
    model.BoxedList: _list,
    model.Relation: _relation,
    model.FunctionDefinition: _function,
    model.Conditional: _conditional,
    model.BoxedFilter: _filter,
    model.BoxedFor: _for,
    model.BoxedQuantified: _quantified,
}
