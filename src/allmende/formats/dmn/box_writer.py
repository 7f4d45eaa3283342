"""Boxed expressions to XML."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allmende.domain.decisions import model
from allmende.formats.dmn.nodes import Node, add, add_extra, add_parameter, add_text


class BoxWriter:
    """Writes one boxed expression after the other."""

    def write(self, parent: Node, box: model.BoxedExpression | None) -> None:
        """Append `box` to `parent`; nothing for a missing one."""
        if box is not None:
            _WRITERS[type(box)](self, parent, box)

    def _list(self, parent: Node, box: model.BoxedList) -> None:
        node = self._open(parent, "list", box)
        for item in box.items:
            self.write(node, item)

    def _conditional(self, parent: Node, box: model.Conditional) -> None:
        parts = (("if", box.condition), ("then", box.then), ("else", box.otherwise))
        self._parts(self._open(parent, "conditional", box), parts)

    def _filter(self, parent: Node, box: model.BoxedFilter) -> None:
        self._parts(self._open(parent, "filter", box), (("in", box.source), ("match", box.match)))

    def _for(self, parent: Node, box: model.BoxedFor) -> None:
        node = self._open(parent, "for", box)
        node.set("iteratorVariable", box.variable)
        self._parts(node, (("in", box.source), ("return", box.body)))

    def _quantified(self, parent: Node, box: model.BoxedQuantified) -> None:
        node = self._open(parent, box.kind, box)
        node.set("iteratorVariable", box.variable)
        self._parts(node, (("in", box.source), ("satisfies", box.condition)))

    def _function(self, parent: Node, box: model.FunctionDefinition) -> None:
        self.write_function(parent, "functionDefinition", box)

    def _text(self, parent: Node, box: model.LiteralExpression) -> None:
        self._literal(parent, "literalExpression", box)

    def _open(self, parent: Node, tag: str, box: model.BoxedExpression) -> Node:
        node = add(parent, tag, id=box.id, typeRef=box.type_ref)
        add_extra(node, box.extra)
        return node

    def _parts(self, node: Node, parts: tuple[tuple[str, model.BoxedExpression | None], ...]) -> None:
        for tag, box in parts:
            self.write(add(node, tag), box)

    def _literal(self, parent: Node, tag: str, box: model.LiteralExpression) -> None:
        node = self._open(parent, tag, box)
        if box.language:
            node.set("expressionLanguage", box.language)
        add_text(node, "text", box.text)

    def write_function(self, parent: Node, tag: str, box: model.FunctionDefinition) -> None:
        """A function definition, or the logic of a knowledge model."""
        node = self._open(parent, tag, box)
        if box.kind != "FEEL":
            node.set("kind", box.kind)
        for parameter in box.parameters:
            add_parameter(node, "formalParameter", parameter)
        self.write(node, box.body)

    def _invocation(self, parent: Node, box: model.Invocation) -> None:
        node = self._open(parent, "invocation", box)
        self.write(node, box.function)
        for binding in box.bindings:
            child = add(node, "binding")
            add_parameter(child, "parameter", binding.parameter)
            self.write(child, binding.value)

    def _context(self, parent: Node, box: model.BoxedContext) -> None:
        node = self._open(parent, "context", box)
        for entry in box.entries:
            child = add(node, "contextEntry", id=entry.id)
            if entry.variable is not None:
                add_parameter(child, "variable", entry.variable)
            self.write(child, entry.value)

    def _relation(self, parent: Node, box: model.Relation) -> None:
        node = self._open(parent, "relation", box)
        for column in box.columns:
            add_parameter(node, "column", column)
        ids = box.row_ids or ("",) * len(box.rows)
        for key, row in zip(ids, box.rows, strict=True):
            child = add(node, "row", id=key)
            for value in row:
                self.write(child, value)

    def _table(self, parent: Node, box: model.DecisionTable) -> None:
        node = self._open(parent, "decisionTable", box)
        if box.hit_policy != "UNIQUE":
            node.set("hitPolicy", box.hit_policy)
        for name, value in (
            ("aggregation", box.aggregation),
            ("preferredOrientation", box.orientation),
            ("outputLabel", box.output_label),
        ):
            if value:
                node.set(name, value)
        for clause in box.inputs:
            self._input(node, clause)
        for output in box.outputs:
            self._output(node, output)
        for annotation in box.annotations:
            add(node, "annotation", name=annotation)
        for rule in box.rules:
            self._rule(node, rule)

    def _input(self, node: Node, clause: model.InputClause) -> None:
        child = add(node, "input", id=clause.id, label=clause.label)
        add_extra(child, clause.extra)
        self._literal(child, "inputExpression", clause.expression)
        self._cell(child, "inputValues", clause.values)

    def _output(self, node: Node, clause: model.OutputClause) -> None:
        child = add(node, "output", id=clause.id, label=clause.label, name=clause.name, typeRef=clause.type_ref)
        add_extra(child, clause.extra)
        self._cell(child, "outputValues", clause.values)
        if clause.default is not None:
            self._literal(child, "defaultOutputEntry", clause.default)

    def _cell(self, node: Node, tag: str, cell: model.Cell | None) -> None:
        if cell is not None:
            add_text(add(node, tag, id=cell.id), "text", cell.text)

    def _rule(self, node: Node, rule: model.DecisionRule) -> None:
        child = add(node, "rule", id=rule.id)
        add_extra(child, rule.extra)
        for test in rule.tests:
            self._cell(child, "inputEntry", test)
        for result in rule.results:
            self._literal(child, "outputEntry", result)
        for annotation in rule.annotations:
            add_text(add(child, "annotationEntry"), "text", annotation)


_WRITERS: dict[type[model.BoxedExpression], Callable[[BoxWriter, Node, Any], None]] = {
    model.LiteralExpression: BoxWriter._text,
    model.DecisionTable: BoxWriter._table,
    model.Invocation: BoxWriter._invocation,
    model.BoxedContext: BoxWriter._context,
    model.BoxedList: BoxWriter._list,
    model.Relation: BoxWriter._relation,
    model.FunctionDefinition: BoxWriter._function,
    model.Conditional: BoxWriter._conditional,
    model.BoxedFilter: BoxWriter._filter,
    model.BoxedFor: BoxWriter._for,
    model.BoxedQuantified: BoxWriter._quantified,
}
