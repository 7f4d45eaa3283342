"""A compiled model: decisions answered in the order of their requirements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from weakref import WeakValueDictionary

from allmende.domain.decisions import model
from allmende.domain.decisions.boxes import BoxScope, fitted
from allmende.domain.decisions.model import Element
from allmende.domain.decisions.run import DecisionRun
from allmende.domain.decisions.trace import DecisionStep, Trace
from allmende.domain.decisions.types import TypeCatalogue, Typing
from allmende.feel import Budget, Function, Warning
from allmende.feel.evaluate.calls import UserFunction
from allmende.feel.evaluate.closures import Closure
from allmende.feel.runtime.run import DEFAULT_BUDGET, BudgetExhausted
from allmende.feel.values.convert import to_feel
from allmende.feel.values.kinds import Value


class DecisionResult(NamedTuple):
    """The answer, how it came about, and why parts of it are null."""

    value: Value
    trace: Trace
    warnings: tuple[Warning, ...] = ()


@dataclass(frozen=True, slots=True)
class _Need:
    """A required element, and the name it has where it is required."""

    element: Element
    home: CompiledModel
    prefix: str  # the name of the import, empty at home

    @property
    def name(self) -> str:
        """The name of the variable in its own model."""
        return self.element.variable.name


class CompiledModel:
    """A model ready to answer; immutable after `compile_model`, safe in any thread."""

    def __init__(self, source: model.DecisionModel, imported: Mapping[str, CompiledModel]) -> None:
        """`imported` maps the namespaces of the imports to compiled models."""
        self.model = source
        self.imported = imported
        self.types: TypeCatalogue = TypeCatalogue(
            source,
            [(each.name, imported[each.namespace].types) for each in source.imports if each.namespace in imported],
        )
        elements: tuple[Element, ...] = (
            *source.inputs,
            *source.decisions,
            *source.knowledge_models,
            *source.services,
        )
        self._by_id = {element.id: element for element in elements}
        self._needs: dict[str, list[_Need]] = {}
        self._closures: dict[str, Closure] = {}
        self._typings: dict[str, Typing] = {
            element.id: self.types.get(element.variable.type_ref) for element in self._by_id.values()
        }
        logic: tuple[model.DecisionNode | model.KnowledgeModel, ...] = (*source.decisions, *source.knowledge_models)
        for element in logic:
            self._closures[element.id] = self._compile(element)

    # Compiling

    def _compile(self, element: model.DecisionNode | model.KnowledgeModel) -> Closure:
        needed = [need.prefix or need.name for need in self.needs(element)]
        own = element.variable.name
        names = frozenset({*needed, *self._names_behind_imports(element), *self.types.names})
        if isinstance(element, model.KnowledgeModel):
            names |= {own}
        scope = BoxScope(own, self.types, names | self._imported_type_names())
        if isinstance(element, model.KnowledgeModel):
            return scope.compile_function(element.function, self.types.result_of(element.variable.type_ref))
        closure = scope.compile(element.expression)
        if element.expression is not None and element.variable.type_ref:
            return fitted(closure, element.variable.type_ref, self.types)
        return closure

    def _names_behind_imports(self, element: Element) -> Iterable[str]:
        return (need.name for need in self.needs(element) if need.prefix)

    def _imported_type_names(self) -> frozenset[str]:
        return frozenset(name for other in self.imported.values() for name in other.types.names)

    def resolve(self, href: str) -> tuple[Element, CompiledModel, str] | None:
        """The element behind an href, its model, and the name of the import that leads there."""
        namespace, _, key = href.rpartition("#")
        if not namespace or namespace == self.model.namespace:
            element = self._by_id.get(key)
            return None if element is None else (element, self, "")
        other = self.imported.get(namespace)
        if other is None or key not in other._by_id:
            return None
        prefix = next(each.name for each in self.model.imports if each.namespace == namespace)
        return other._by_id[key], other, prefix

    def import_names(self, other: CompiledModel) -> list[str]:
        """The names under which `other` is imported, here or in the models imported here."""
        own = [each.name for each in self.model.imports if self.imported.get(each.namespace) is other]
        return own + [name for each in self.imported.values() for name in each.import_names(other)]

    def needs(self, element: Element) -> list[_Need]:
        """What an element requires directly."""
        if element.id not in self._needs:
            self._needs[element.id] = self._find_needs(element)
        return self._needs[element.id]

    def _find_needs(self, element: Element) -> list[_Need]:
        if isinstance(element, model.InputData):
            return []
        hrefs = (
            (*element.inputs, *element.input_decisions)
            if isinstance(element, model.DecisionService)
            else [requirement.href for requirement in element.requirements]
        )
        found = (self.resolve(href) for href in hrefs)
        return [_Need(*each) for each in found if each is not None]

    # Asking

    def find(self, key: str) -> Element | None:
        """The element with this id or name."""
        return self.model.find(key)

    def inputs(self, key: str) -> frozenset[str]:
        """The names of all input data that the decision `key` needs, directly or not.

        Raises `KeyError` if there is no such element.
        """
        element = self._get(key)
        found: set[str] = set()
        seen: set[tuple[int, str]] = set()
        stack: list[tuple[CompiledModel, Element]] = [(self, element)]
        while stack:
            home, each = stack.pop()
            if (id(home), each.id) in seen:
                continue
            seen.add((id(home), each.id))
            if isinstance(each, model.InputData):
                found.add(each.variable.name)
            stack.extend((need.home, need.element) for need in home.needs(each))
        return frozenset(found)

    def _get(self, key: str) -> Element:
        element = self.find(key)
        if element is None:
            raise KeyError(key)
        return element

    def evaluate(
        self,
        key: str,
        inputs: Mapping[str, object],
        functions: Mapping[str, Function] | None = None,
        *,
        budget: Budget = DEFAULT_BUDGET,
        now: datetime | None = None,
    ) -> DecisionResult:
        """Answer the decision or decision service with this id or name.

        `inputs` are the input data by name (for a service also its input decisions). Raises `KeyError` if
        there is no such element, `TypeError` for data that FEEL does not know; never for what authors wrote.
        """
        element = self._get(key)
        data = {name: to_feel(value) for name, value in inputs.items()}
        run = DecisionRun(budget, functions, now)
        session = _Session(run, data, self)
        try:
            value = run.check_result(session.answer(self, element))
        except (BudgetExhausted, RecursionError) as error:
            limit = error.limit if isinstance(error, BudgetExhausted) else "depth"
            run.warnings.append(run.budget_warning(limit))
            value = None
        return DecisionResult(value, Trace(tuple(run.steps_taken)), tuple(run.warnings))


class _Session:
    """One question: what is known so far, and what is being asked."""

    def __init__(self, run: DecisionRun, data: Mapping[str, Value], root: CompiledModel) -> None:
        self.run = run
        self.data = data
        self.root = root
        self.known: dict[tuple[int, str], Value] = {}
        self.asking: set[tuple[int, str]] = set()

    def answer(self, home: CompiledModel, element: Element) -> Value:
        """The value of an element; each one is worked out once."""
        place = (id(home), element.id)
        if place in self.known:
            return self.known[place]
        if place in self.asking:
            return self.run.warn("cycle", None, name=element.variable.name)
        self.asking.add(place)
        value = self._work_out(home, element)
        self.asking.discard(place)
        self.known[place] = value
        return value

    def _work_out(self, home: CompiledModel, element: Element) -> Value:
        match element:
            case model.InputData():
                return home._typings[element.id].fit(self._find_input(home, element), self.run)
            case model.DecisionService():
                return self._serve(home, element)
            case model.DecisionNode():
                env = self._environment(home, element)
                before = len(self.run.steps_taken)
                value = home._closures[element.id](env, self.run)
                if len(self.run.steps_taken) == before and element.expression is not None:
                    self.run.record(DecisionStep(element.variable.name, value))
                return value
            case model.KnowledgeModel():
                function = home._closures[element.id](self._environment(home, element), self.run)
                if isinstance(function, UserFunction):
                    function.environment[function.name] = function  # it may call itself
                return function

    def _find_input(self, home: CompiledModel, element: model.InputData) -> Value:
        """The data by its name; those of an imported model may also come under the name of the import."""
        name = element.variable.name
        if name in self.data or home is self.root:
            return self.data.get(name)
        for prefix in self.root.import_names(home):
            group = self.data.get(prefix)
            if f"{prefix}.{name}" in self.data:
                return self.data[f"{prefix}.{name}"]
            if isinstance(group, dict) and name in group:
                return group[name]
        return None

    def _environment(self, home: CompiledModel, element: Element) -> dict[str, Value]:
        env: dict[str, Value] = {}
        needs = home.needs(element)
        self.run.charge(1 + len(needs))
        for need in needs:
            value = self._needed(need)
            if need.prefix:
                env.setdefault(need.prefix, {})[need.name] = value
            else:
                env[need.name] = value
        return env

    def _needed(self, need: _Need) -> Value:
        if isinstance(need.element, model.DecisionService):
            return ServiceFunction(self, need.home, need.element)
        return self.answer(need.home, need.element)

    # Decision services

    def _serve(self, home: CompiledModel, service: model.DecisionService) -> Value:
        """Answer a service from outside: its input decisions come with the data."""
        given: dict[str, Value] = {}
        for need in home.needs(service):
            typing = need.home._typings[need.element.id]
            given[need.name] = typing.fit(self.data.get(need.name), self.run)
        return self.serve(home, service, given)

    def serve(self, home: CompiledModel, service: model.DecisionService, given: Mapping[str, Value]) -> Value:
        """The outputs of a service, whose inputs and input decisions are `given`."""
        inner = _Session(self.run, given, self.root)
        for need in home.needs(service):
            inner.known[id(need.home), need.element.id] = given.get(need.name)
        outputs: dict[str, Value] = {}
        for href in service.outputs:
            found = home.resolve(href)
            if found is not None:
                element, owner, _ = found
                outputs[element.variable.name] = inner.answer(owner, element)
        value = next(iter(outputs.values())) if len(outputs) == 1 else outputs or None
        return home.types.result_of(service.variable.type_ref).fit(value, self.run)


class ServiceFunction(Function):
    """A decision service as a function of its inputs and input decisions."""

    __slots__ = ("_home", "_needs", "_service", "_session", "name", "parameters")

    def __init__(self, session: _Session, home: CompiledModel, service: model.DecisionService) -> None:
        self._session, self._home, self._service = session, home, service
        self._needs = home.needs(service)
        self.name = service.variable.name
        self.parameters = tuple(need.name for need in self._needs)

    def call(self, run: object, arguments: Iterable[Value]) -> Value:
        """Call with positional arguments: input data first, then input decisions."""
        return self._function().call(self._session.run, list(arguments))

    def call_named(self, run: object, arguments: dict[str, Value]) -> Value:
        """Call with named arguments."""
        return self._function().call_named(self._session.run, arguments)

    def _function(self) -> UserFunction:
        types = tuple(need.home._typings[need.element.id].type for need in self._needs)

        def body(env: dict[str, Value], run: object) -> Value:
            return self._session.serve(self._home, self._service, env)

        return UserFunction(self.name, self.parameters, types, body, {})


_in_use: WeakValueDictionary[int, CompiledModel] = WeakValueDictionary()
"""By the identity of their sources, which stay as long as what was compiled from them."""


def compile_model(
    source: model.DecisionModel,
    models: Iterable[model.DecisionModel] = (),
) -> CompiledModel:
    """Compile a model; `models` are those that it may import.

    A model that imports none is compiled once for all who use it at the same time: cities that share a release share it.
    Never raises for what authors wrote: a broken expression answers null with a warning, and `check_model`
    lists it beforehand. Imports that are missing or lead in a circle are left out.
    """
    if not source.imports:
        kept = _in_use.get(id(source))
        if kept is None:
            kept = _in_use[id(source)] = CompiledModel(source, {})
        return kept
    by_namespace = {each.namespace: each for each in models}
    done: dict[str, CompiledModel] = {}
    return _compile_with(source, by_namespace, done, (source.namespace,))


def _compile_with(
    source: model.DecisionModel,
    by_namespace: Mapping[str, model.DecisionModel],
    done: dict[str, CompiledModel],
    path: tuple[str, ...],
) -> CompiledModel:
    imported: dict[str, CompiledModel] = {}
    for each in source.imports:
        if each.namespace in path or each.namespace not in by_namespace or len(path) > 20:
            continue
        if each.namespace not in done:
            other = by_namespace[each.namespace]
            done[each.namespace] = _compile_with(other, by_namespace, done, (*path, each.namespace))
        imported[each.namespace] = done[each.namespace]
    return CompiledModel(source, imported)
