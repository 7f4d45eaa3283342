"""Item definitions as FEEL types, and values fitted to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from allmende.domain.decisions.model import DecisionModel, ItemDefinition
from allmende.feel.evaluate.closures import Test
from allmende.feel.evaluate.compiled import compile_unary_tests
from allmende.feel.evaluate.typing import instance_of
from allmende.feel.runtime.run import Run
from allmende.feel.syntax.errors import FeelSyntaxError
from allmende.feel.syntax.parser import parse_type
from allmende.feel.types import (
    ANY,
    DATE_TIME,
    MONEY,
    NUMBER,
    SIMPLE_TYPES,
    ContextType,
    FunctionType,
    ListType,
    NamedType,
    Type,
)
from allmende.feel.values.calendar import midnight_utc
from allmende.feel.values.kinds import Charge, Value, kind_of

MAX_TYPE_DEPTH = 20

# An item definition of one of these names over number is money: the check knows its unit, and the
# trace writes it with the currency.
MONEY_NAMES = frozenset({"money", "geld", "betrag", "euro", "geldbetrag"})


@dataclass(frozen=True, slots=True)
class Typing:
    """A type of the model: what a value must be, and what it may be."""

    type: Type
    allowed: Test | None = None  # asked of each item of a list
    constraint: Test | None = None  # asked of the whole value
    components: tuple[tuple[str, Typing], ...] = ()

    def fit(self, value: Value, run: Run) -> Value:
        """`value` as this type wants it, or null with a warning.

        A list of one becomes its item where one value is wanted, a value a list of one where a list is,
        and a date a date and time (DMN 1.5, 10.3.2.9.4).
        """
        if self.type == ANY or value is None:
            return value
        fitted = self._convert(value, run.charge)
        if fitted is None or not self._is_allowed(fitted, run):
            kind = kind_of(value)
            return run.warn("type", None, what=kind, type=self.type.name)
        return fitted

    def _convert(self, value: Value, charge: Charge) -> Value:
        if instance_of(value, self.type, charge) is True:
            return value
        if isinstance(value, list) and len(value) == 1 and instance_of(value[0], self.type, charge) is True:
            return value[0]
        if isinstance(self.type, ListType) and not isinstance(value, list) and instance_of([value], self.type, charge):
            return [value]
        if self.type == DATE_TIME and kind_of(value) == "date":
            return midnight_utc(value)
        return None

    def _is_allowed(self, value: Value, run: Run) -> bool:
        items = value if isinstance(self.type, ListType) and isinstance(value, list) else [value]
        run.charge(1 + len(items))
        if self.allowed is not None and not all(item is None or self.allowed(item, {}, run) is True for item in items):
            return False
        if self.constraint is not None and self.constraint(value, {}, run) is not True:
            return False
        return all(
            part._is_allowed(item[name], run)
            for item in items
            if isinstance(item, dict)
            for name, part in self.components
            if item.get(name) is not None
        )


ANYTHING = Typing(ANY)


class TypeCatalogue:
    """The types of a model by the references that its elements use."""

    def __init__(self, model: DecisionModel, imported: Iterable[tuple[str, TypeCatalogue]]) -> None:
        """`imported` are the catalogues of the imports with their names; an empty name needs no prefix."""
        self._definitions = {definition.name: definition for definition in model.item_definitions}
        self._imported = tuple(imported)
        self._prefixes = {prefix for prefix, _ in model.prefixes}
        self._known: dict[str, Typing] = {}
        self._open: set[str] = set()  # being defined: what leads back to one of them is anything
        self.names = frozenset(name for definition in model.item_definitions for name in _component_names(definition))

    def find(self, reference: str, depth: int = 0) -> Typing | None:
        """The type behind a reference such as "number", "tBooking" or "import.tBooking"."""
        name = reference.strip()
        if not name:
            return ANYTHING
        if name in self._known:
            return self._known[name]
        if name in self._open:
            return ANYTHING
        if name in self._definitions and depth < MAX_TYPE_DEPTH:
            self._open.add(name)
            found = self._known[name] = self._define(self._definitions[name], depth + 1)
            self._open.discard(name)
            return found
        return self._find_elsewhere(name, depth)

    def _find_elsewhere(self, name: str, depth: int) -> Typing | None:
        for prefix, other in self._imported:
            if not prefix and name in other._definitions:
                return other.find(name, depth + 1)
            if prefix and name.startswith(f"{prefix}."):
                return other.find(name[len(prefix) + 1 :], depth + 1)
        prefix, colon, local = name.partition(":")
        if colon and (prefix == "feel" or prefix in self._prefixes):
            return self.find(local, depth + 1) if depth < MAX_TYPE_DEPTH else None
        if name in SIMPLE_TYPES:
            return Typing(SIMPLE_TYPES[name])
        try:
            kind = parse_type(name)
        except FeelSyntaxError:
            return None
        return None if isinstance(kind, NamedType) else Typing(kind)

    def get(self, reference: str) -> Typing:
        """The type, or any where the reference leads nowhere (the check reports that)."""
        return self.find(reference) or ANYTHING

    def result_of(self, reference: str) -> Typing:
        """The type that a function of this type gives; a type that is no function is the result itself."""
        definition = self._definitions.get(reference.strip())
        if definition is not None and definition.parameters is not None:
            return self.get(definition.result_ref)
        found = self.get(reference)
        return Typing(found.type.result) if isinstance(found.type, FunctionType) else found

    def simple_types(self) -> dict[str, Type]:
        """The types by name, as the static check of an expression wants them."""
        return {name: self.get(name).type for name in self._definitions}

    def _define(self, definition: ItemDefinition, depth: int) -> Typing:
        if definition.parameters is not None:
            return Typing(
                FunctionType(
                    tuple(self.get(parameter.type_ref).type for parameter in definition.parameters),
                    self.get(definition.result_ref).type,
                    tuple(parameter.name for parameter in definition.parameters),
                ),
            )
        components: tuple[tuple[str, Typing], ...] = ()
        allowed = constraint = None
        if definition.components:
            components = tuple((part.name, self._define(part, depth + 1)) for part in definition.components)
            kind: Type = ContextType({name: part.type for name, part in components})
        else:
            base = self.find(definition.type_ref, depth) or ANYTHING
            kind, allowed, constraint, components = base.type, base.allowed, base.constraint, base.components
            if kind == NUMBER and definition.name.lower() in MONEY_NAMES:
                kind = MONEY
        if definition.is_list:
            kind = ListType(kind)
        if definition.allowed is not None:
            allowed = _test(definition.allowed.text, self.names)
        if definition.constraint is not None:
            constraint = _test(definition.constraint.text, self.names)
        return Typing(kind, allowed, constraint, components)


def _test(text: str, names: Iterable[str]) -> Test | None:
    try:
        return compile_unary_tests(text, names).test
    except FeelSyntaxError:
        return None


def _component_names(definition: ItemDefinition) -> Iterable[str]:
    for part in definition.components:
        yield part.name
        yield from _component_names(part)
