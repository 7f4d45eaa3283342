"""A model to DMN XML: version 1.3, canonical, so that reading and writing again changes no byte.

A model with boxes that DMN 1.3 does not know (conditional, filter, for, some, every, constraints on
whole values) is written as 1.5.
"""

from __future__ import annotations

from lxml import etree

from allmende.domain.decisions import model
from allmende.formats.dmn import names
from allmende.formats.dmn.box_writer import BoxWriter
from allmende.formats.dmn.nodes import Node, add, add_extra, add_parameter, add_text, embed, new_root


def write(source: model.DecisionModel) -> bytes:
    """The model as UTF-8 XML with two spaces of indentation; the diagram is kept as it was read."""
    modern = _is_modern(source)
    namespace = names.MODEL_15 if modern else names.MODEL_13
    root = new_root(namespace, names.DMNDI_15 if modern else names.DMNDI_13, dict(source.prefixes))
    _DmnWriter(root, source).write()
    body: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=False)
    return body + b"\n"


def _is_modern(source: model.DecisionModel) -> bool:
    roots = [decision.expression for decision in source.decisions]
    roots += [knowledge.function for knowledge in source.knowledge_models]
    boxes = (model.Conditional, model.BoxedFilter, model.BoxedFor, model.BoxedQuantified)
    return any(isinstance(each, boxes) for root in roots for each in model.subexpressions(root)) or any(
        _has_constraint(each) for each in source.item_definitions
    )


def _has_constraint(item: model.ItemDefinition) -> bool:
    return item.constraint is not None or any(map(_has_constraint, item.components))


class _DmnWriter:
    """Writes the parts of one model in the order of the schema."""

    def __init__(self, root: Node, source: model.DecisionModel) -> None:
        self.root = root
        self.source = source
        self.boxes = BoxWriter()

    def write(self) -> None:
        source, root = self.source, self.root
        for key, value in (("id", source.id), ("name", source.name), ("namespace", source.namespace)):
            if value or key != "id":
                root.set(key, value)
        for key, value in source.attributes:
            root.set(key, value)
        add_extra(root, source.extra)
        for each in source.imports:
            self._import(each)
        for item in source.item_definitions:
            self._item(root, "itemDefinition", item)
        for data in source.inputs:
            self._input(data)
        for decision in source.decisions:
            self._decision(decision)
        for knowledge in source.knowledge_models:
            self._knowledge(knowledge)
        for service in source.services:
            self._service(service)
        for other in source.others:
            embed(root, other)
        if source.diagram:
            embed(root, source.diagram)

    def _import(self, each: model.Import) -> None:
        kind = names.MODEL_13 if each.kind in names.MODEL_NAMESPACES else each.kind
        add(
            self.root,
            "import",
            id=each.id,
            name=each.name,
            namespace=each.namespace,
            importType=kind,
            locationURI=each.location,
        )

    def _item(self, parent: Node, tag: str, item: model.ItemDefinition) -> None:
        node = add(parent, tag, id=item.id, name=item.name, isCollection="true" if item.is_list else "")
        add_extra(node, item.extra)
        if item.type_ref:
            add_text(node, "typeRef", item.type_ref)
        for name, cell in (("allowedValues", item.allowed), ("typeConstraint", item.constraint)):
            if cell is not None:
                add_text(add(node, name, id=cell.id), "text", cell.text)
        for part in item.components:
            self._item(node, "itemComponent", part)
        if item.parameters is not None:
            function = add(node, "functionItem", outputTypeRef=item.result_ref)
            for parameter in item.parameters:
                add_parameter(function, "parameters", parameter)

    def _input(self, data: model.InputData) -> None:
        node = add(self.root, "inputData", id=data.id, name=data.name)
        add_extra(node, data.extra)
        add_parameter(node, "variable", data.variable)

    def _decision(self, decision: model.DecisionNode) -> None:
        node = add(self.root, "decision", id=decision.id, name=decision.name)
        add_extra(node, decision.extra)
        if decision.question:
            add_text(node, "question", decision.question)
        if decision.allowed_answers:
            add_text(node, "allowedAnswers", decision.allowed_answers)
        add_parameter(node, "variable", decision.variable)
        self._requirements(node, decision.requirements)
        for other in decision.others:
            embed(node, other)
        self.boxes.write(node, decision.expression)

    def _requirements(self, node: Node, requirements: tuple[model.Requirement, ...]) -> None:
        for kinds, tag in ((("input", "decision"), "informationRequirement"), (("knowledge",), "knowledgeRequirement")):
            for each in requirements:
                if each.kind in kinds:
                    target = f"required{each.kind.capitalize()}"
                    add(add(node, tag, id=each.id), target, href=each.href)

    def _knowledge(self, knowledge: model.KnowledgeModel) -> None:
        node = add(self.root, "businessKnowledgeModel", id=knowledge.id, name=knowledge.name)
        add_extra(node, knowledge.extra)
        add_parameter(node, "variable", knowledge.variable)
        if knowledge.function is not None:
            self.boxes.write_function(node, "encapsulatedLogic", knowledge.function)
        self._requirements(node, knowledge.requirements)
        for other in knowledge.others:
            embed(node, other)

    def _service(self, service: model.DecisionService) -> None:
        node = add(self.root, "decisionService", id=service.id, name=service.name)
        add_extra(node, service.extra)
        add_parameter(node, "variable", service.variable)
        for tag, hrefs in (
            ("outputDecision", service.outputs),
            ("encapsulatedDecision", service.encapsulated),
            ("inputDecision", service.input_decisions),
            ("inputData", service.inputs),
        ):
            for href in hrefs:
                add(node, tag, href=href)
