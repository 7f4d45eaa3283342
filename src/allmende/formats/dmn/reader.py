"""DMN XML to a model: no entities, no network, bounded."""

from __future__ import annotations

from lxml import etree

from allmende.domain.decisions import model
from allmende.domain.values import Problem, Text
from allmende.formats import xml
from allmende.formats.dmn.boxes import read_expression, read_function
from allmende.formats.dmn.elements import (
    DmnError,
    cell,
    child,
    child_text,
    children,
    extra,
    fail,
    local_name,
    parameter,
    raw,
)
from allmende.formats.dmn.names import DC, DI, DMNDI_NAMESPACES, MODEL_NAMESPACES

__all__ = ["DmnError", "read"]

MAX_BYTES = 4_000_000
MAX_ITEM_DEPTH = 20

_REQUIREMENTS = {
    "requiredInput": "input",
    "requiredDecision": "decision",
    "requiredKnowledge": "knowledge",
}
_KNOWN = frozenset(
    {"description", "extensionElements", "import", "itemDefinition", "inputData", "decision"}
    | {"businessKnowledgeModel", "decisionService", "DMNDI"},
)


def read(data: bytes) -> model.DecisionModel:
    """Read a DMN file of version 1.2 to 1.5. Raises `DmnError` with the line and a sentence."""
    root = xml.parse(data, max_bytes=MAX_BYTES)
    if isinstance(root, Problem):
        raise DmnError.of_problem(root)
    namespace = etree.QName(root).namespace
    if local_name(root) != "definitions" or namespace not in MODEL_NAMESPACES:
        raise fail(
            root,
            Text.named("formats.dmn.versions"),
        )
    _give_ids(root)
    return model.DecisionModel(
        namespace=root.get("namespace", ""),
        name=root.get("name", ""),
        id=root.get("id", ""),
        imports=tuple(map(_import, children(root, "import"))),
        item_definitions=tuple(_item(each) for each in children(root, "itemDefinition")),
        inputs=tuple(map(_input, children(root, "inputData"))),
        decisions=tuple(map(_decision, children(root, "decision"))),
        knowledge_models=tuple(map(_knowledge_model, children(root, "businessKnowledgeModel"))),
        services=tuple(map(_service, children(root, "decisionService"))),
        others=tuple(raw(each) for each in _others(root)),
        diagram=_diagram(root),
        attributes=tuple(
            (name, root.get(name, "")) for name in ("expressionLanguage", "typeLanguage") if root.get(name)
        ),
        prefixes=_prefixes(root),
        extra=extra(root),
    )


def _prefixes(root: etree._Element) -> tuple[tuple[str, str], ...]:
    """Prefixes other than those of DMN itself; type references and imports may use them."""
    own = {*MODEL_NAMESPACES, *DMNDI_NAMESPACES, DC, DI}
    return tuple(
        sorted((prefix, uri) for prefix, uri in root.nsmap.items() if prefix is not None and uri not in own),
    )


def _others(root: etree._Element) -> list[etree._Element]:
    return [each for each in root if isinstance(each.tag, str) and local_name(each) not in _KNOWN]


def _diagram(root: etree._Element) -> str:
    for each in root:
        if isinstance(each.tag, str) and local_name(each) == "DMNDI":
            return raw(each)
    return ""


def _give_ids(root: etree._Element) -> None:
    """Elements without an id get one, so that they can be told apart; the same id twice is refused."""
    elements = [
        each
        for name in ("inputData", "decision", "businessKnowledgeModel", "decisionService")
        for each in children(root, name)
    ]
    taken = {each.get("id") for each in elements}
    seen: set[str] = set()
    for number, each in enumerate(elements, 1):
        key = each.get("id")
        if not key:
            key = next(found for found in (f"_{number}", f"_element_{number}") if found not in taken)
            each.set("id", key)
        if key in seen:
            raise fail(each, Text.named("formats.dmn.id_twice", key=key))
        seen.add(key)


def _import(element: etree._Element) -> model.Import:
    return model.Import(
        name=element.get("name", ""),
        namespace=element.get("namespace", ""),
        kind=element.get("importType", ""),
        location=element.get("locationURI", ""),
        id=element.get("id", ""),
    )


def _item(element: etree._Element, depth: int = 0) -> model.ItemDefinition:
    if depth > MAX_ITEM_DEPTH:
        raise fail(element, Text.named("formats.dmn.type_too_deep"))
    function = child(element, "functionItem")
    return model.ItemDefinition(
        name=element.get("name", ""),
        type_ref=child_text(element, "typeRef").strip(),
        components=tuple(_item(each, depth + 1) for each in children(element, "itemComponent")),
        is_list=element.get("isCollection") == "true",
        allowed=cell(child(element, "allowedValues")),
        constraint=cell(child(element, "typeConstraint")),
        parameters=None if function is None else tuple(map(parameter, children(function, "parameters"))),
        result_ref="" if function is None else function.get("outputTypeRef", ""),
        id=element.get("id", ""),
        extra=extra(element),
    )


def _variable(element: etree._Element) -> model.InformationItem:
    """The variable of an element; without one the element's own name counts."""
    found = child(element, "variable")
    if found is None:
        return model.InformationItem(element.get("name", ""))
    variable = parameter(found)
    if variable.name:
        return variable
    return model.InformationItem(element.get("name", ""), variable.type_ref, variable.id, variable.extra)


def _requirements(element: etree._Element) -> tuple[model.Requirement, ...]:
    found: list[model.Requirement] = []
    for each in element:
        if not isinstance(each.tag, str) or local_name(each) not in ("informationRequirement", "knowledgeRequirement"):
            continue
        for target in each:
            kind = _REQUIREMENTS.get(local_name(target)) if isinstance(target.tag, str) else None
            if kind is not None:
                found.append(model.Requirement(kind, target.get("href", ""), each.get("id", "")))
    return tuple(found)


_READ_IN_ELEMENTS = frozenset(
    {
        *("description", "extensionElements", "question", "allowedAnswers", "variable"),
        *("informationRequirement", "knowledgeRequirement", "encapsulatedLogic"),
        *("literalExpression", "decisionTable", "invocation", "context", "relation", "list"),
        *("functionDefinition", "conditional", "filter", "for", "some", "every"),
    },
)


def _kept(element: etree._Element) -> tuple[str, ...]:
    """Children that are only kept, such as authority requirements and links to the organisation."""
    return tuple(
        raw(each) for each in element if isinstance(each.tag, str) and local_name(each) not in _READ_IN_ELEMENTS
    )


def _input(element: etree._Element) -> model.InputData:
    return model.InputData(element.get("id", ""), _variable(element), extra(element), element.get("name", ""))


def _decision(element: etree._Element) -> model.DecisionNode:
    return model.DecisionNode(
        id=element.get("id", ""),
        variable=_variable(element),
        expression=read_expression(element),
        requirements=_requirements(element),
        question=child_text(element, "question"),
        allowed_answers=child_text(element, "allowedAnswers"),
        others=_kept(element),
        extra=extra(element),
        name=element.get("name", ""),
    )


def _knowledge_model(element: etree._Element) -> model.KnowledgeModel:
    logic = child(element, "encapsulatedLogic")
    return model.KnowledgeModel(
        id=element.get("id", ""),
        variable=_variable(element),
        function=None if logic is None else read_function(logic),
        requirements=_requirements(element),
        others=_kept(element),
        extra=extra(element),
        name=element.get("name", ""),
    )


def _service(element: etree._Element) -> model.DecisionService:
    def hrefs(name: str) -> tuple[str, ...]:
        return tuple(each.get("href", "") for each in children(element, name))

    return model.DecisionService(
        id=element.get("id", ""),
        variable=_variable(element),
        outputs=hrefs("outputDecision"),
        encapsulated=hrefs("encapsulatedDecision"),
        input_decisions=hrefs("inputDecision"),
        inputs=hrefs("inputData"),
        extra=extra(element),
        name=element.get("name", ""),
    )
