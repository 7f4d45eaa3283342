"""The static check of a model: types, names, requirements, every cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from allmende.domain.decisions import model
from allmende.domain.decisions.box_check import BoxChecker
from allmende.domain.decisions.findings import ModelFinding, ModelPlace
from allmende.domain.decisions.graph import CompiledModel, compile_model
from allmende.domain.decisions.model import Element
from allmende.domain.values import Text
from allmende.feel import ANY, ContextType, FunctionType, NameScope, Type
from allmende.feel.check.scope import suggest
from allmende.feel.types import conforms


def check_model(
    source: model.DecisionModel,
    scope: NameScope | None = None,
    models: Iterable[model.DecisionModel] = (),
) -> list[ModelFinding]:
    """What is wrong with a model, element by element.

    With a `scope`, the input data must be names of it, and take their types from it where the model
    declares none. `models` are those that may be imported.
    """
    others = tuple(models)
    compiled = compile_model(source, others)
    return [
        *_check_imports(source, compiled),
        *_check_types(source, compiled),
        *_check_requirements(source, compiled),
        *_check_inputs(source, compiled, scope),
        *_check_logic(source, compiled, scope),
    ]


def _check_imports(source: model.DecisionModel, compiled: CompiledModel) -> Iterable[ModelFinding]:
    for each in source.imports:
        if each.namespace not in compiled.imported:
            yield ModelPlace(each.name).finding(
                "import",
                Text.named("decisions.check.import", namespace=each.namespace),
            )


def _references(items: Iterable[model.ItemDefinition]) -> Iterable[tuple[str, str]]:
    for item in items:
        if item.type_ref:
            yield item.name, item.type_ref
        for parameter in item.parameters or ():
            yield item.name, parameter.type_ref
        yield from _references(item.components)


def _check_types(source: model.DecisionModel, compiled: CompiledModel) -> Iterable[ModelFinding]:
    elements: tuple[Element, ...] = (*source.inputs, *source.decisions, *source.knowledge_models, *source.services)
    references = [
        *_references(source.item_definitions),
        *((element.variable.name, element.variable.type_ref) for element in elements),
    ]
    known = [item.name for item in source.item_definitions]
    for name, reference in references:
        if compiled.types.find(reference) is None:
            hint = suggest(reference, known)
            yield ModelPlace(name).finding(
                "unknown-type",
                Text.named("decisions.check.unknown_type", reference=reference, hint=hint),
            )


def _check_requirements(source: model.DecisionModel, compiled: CompiledModel) -> Iterable[ModelFinding]:
    elements: tuple[model.DecisionNode | model.KnowledgeModel, ...] = (*source.decisions, *source.knowledge_models)
    for element in elements:
        for requirement in element.requirements:
            if compiled.resolve(requirement.href) is None:
                yield ModelPlace(element.variable.name).finding(
                    "requirement",
                    Text.named("decisions.check.requirement", href=requirement.href),
                )
        if _reaches(compiled, element, element):
            yield ModelPlace(element.variable.name).finding(
                "cycle",
                Text.named("decisions.check.cycle"),
            )


def _reaches(compiled: CompiledModel, start: Element, goal: Element) -> bool:
    seen: set[str] = set()
    stack = [need for need in compiled.needs(start) if need.home is compiled]
    while stack:
        need = stack.pop()
        if need.element is goal:
            return True
        if need.element.id not in seen:
            seen.add(need.element.id)
            stack.extend(each for each in compiled.needs(need.element) if each.home is compiled)
    return False


def _check_inputs(
    source: model.DecisionModel,
    compiled: CompiledModel,
    scope: NameScope | None,
) -> Iterable[ModelFinding]:
    if scope is None:
        return
    for data in source.inputs:
        name = data.variable.name
        declared = scope.names.get(name)
        if declared is None:
            hint = suggest(name, list(scope.names))
            yield ModelPlace(name).finding(
                "unknown-name",
                Text.named("decisions.check.unknown_name", name=name, hint=hint),
            )
            continue
        own = compiled.types.get(data.variable.type_ref).type
        if ANY not in (own, declared) and not conforms(declared, own) and not conforms(own, declared):
            yield ModelPlace(name).finding(
                "expected",
                Text.named("decisions.check.other_type", name=name),
            )


def _check_logic(
    source: model.DecisionModel,
    compiled: CompiledModel,
    scope: NameScope | None,
) -> Iterable[ModelFinding]:
    known: dict[str, Type] = {}
    for element in _in_order(source, compiled):
        if isinstance(element, model.InputData | model.DecisionService):
            continue
        names = names_for(compiled, element, scope, known)
        inner = NameScope(names, {} if scope is None else scope.functions, compiled.types.simple_types())
        checker = BoxChecker(element.variable.name, compiled.types, inner)
        if isinstance(element, model.KnowledgeModel):
            if element.function is None:
                yield _missing(element)
            else:
                checker.infer(element.function, {})
        elif element.expression is None:
            yield _missing(element)
        else:
            wanted = compiled.types.get(element.variable.type_ref).type
            found = checker.infer(element.expression, {}, wanted)
            known[element.id] = found if wanted == ANY else wanted
        yield from checker.findings


def _missing(element: model.DecisionNode | model.KnowledgeModel) -> ModelFinding:
    return ModelPlace(element.variable.name).finding(
        "no-logic",
        Text.named("decisions.check.no_logic"),
    )


def _in_order(source: model.DecisionModel, compiled: CompiledModel) -> list[Element]:
    """Elements after those that they need, so that inferred types are known in time."""
    ordered: list[Element] = []
    seen: set[str] = set()

    def visit(element: Element) -> None:
        if element.id in seen:
            return
        seen.add(element.id)
        for need in compiled.needs(element):
            if need.home is compiled:
                visit(need.element)
        ordered.append(element)

    elements: tuple[Element, ...] = (*source.inputs, *source.knowledge_models, *source.decisions)
    for element in elements:
        visit(element)
    return ordered


def names_for(
    compiled: CompiledModel,
    element: Element,
    scope: NameScope | None,
    known: Mapping[str, Type],
) -> dict[str, Type]:
    """The names that the logic of `element` may use, with their types. A knowledge model may call itself."""
    names: dict[str, Type] = {}
    groups: dict[str, dict[str, Type]] = {}
    for need in compiled.needs(element):
        kind = _type_of(need.home, need.element, scope, known)
        if need.prefix:
            groups.setdefault(need.prefix, {})[need.name] = kind
        else:
            names[need.name] = kind
    if isinstance(element, model.KnowledgeModel):
        names.setdefault(element.variable.name, _type_of(compiled, element, scope, known))
    return names | {prefix: ContextType(fields) for prefix, fields in groups.items()}


def _type_of(home: CompiledModel, element: Element, scope: NameScope | None, known: Mapping[str, Type]) -> Type:
    kind = home.types.get(element.variable.type_ref).type
    match element:
        case model.InputData():
            return scope.names.get(element.variable.name, ANY) if kind == ANY and scope is not None else kind
        case model.DecisionNode():
            return known.get(element.id, ANY) if kind == ANY else kind
        case model.KnowledgeModel():
            if isinstance(kind, FunctionType):
                return kind
            parameters = () if element.function is None else element.function.parameters
            return FunctionType(
                tuple(home.types.get(each.type_ref).type for each in parameters),
                kind,
                tuple(each.name for each in parameters),
            )
        case model.DecisionService():
            needs = home.needs(element)
            kinds = tuple(_type_of(need.home, need.element, scope, known) for need in needs)
            return FunctionType(kinds, kind, tuple(need.name for need in needs))
