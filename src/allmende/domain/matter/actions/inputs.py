"""What a station tells a register: FEEL over the case, by its node or by what the register takes without a word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from allmende.domain.matter.tools import CannotPerform, WorkStep
from allmende.domain.registers import AttributeType, RegisterSpec, read_value
from allmende.domain.values import Problem, Text, WrongValue


@dataclass(frozen=True, slots=True)
class Inputs:
    """`seen`: as the rules see the registers asked before; `real`: with what is kept from them. Only the office learns that."""

    seen: Mapping[str, Any]
    real: Mapping[str, Any]


def read_inputs(
    step: WorkStep, register: RegisterSpec, ask: Mapping[str, AttributeType], usual: Mapping[str, str]
) -> Inputs:
    """Typed values by name; None for what nobody told. Error: `CannotPerform` for one of another type."""
    texts = {name: text_of(step, name, usual) for name in ask}
    return Inputs(
        seen={name: _read(register, name, kind, texts[name], step.value_known) for name, kind in ask.items()},
        real={name: _read(register, name, kind, texts[name], step.value_really_known) for name, kind in ask.items()},
    )


def text_of(step: WorkStep, name: str, usual: Mapping[str, str]) -> str | None:
    """The expression of an input. Releases from before registers were data write it under its bare name."""
    node = step.node
    return node.inputs.get(name) or node.options.get(name) or usual.get(name)


def need_all(
    step: WorkStep, register: RegisterSpec, ask: Mapping[str, AttributeType], usual: Mapping[str, str]
) -> dict[str, Any]:
    """The inputs of an entry. Error: `CannotPerform` where something is missing."""
    asked = dict(read_inputs(step, register, ask, usual).seen)
    for name, kind in ask.items():
        if asked[name] is None and not kind.optional:
            text = text_of(step, name, usual)
            raise step.missing(text) if text else _unnamed(register, name)
    return asked


def _read(register: RegisterSpec, name: str, kind: AttributeType, text: str | None, value: Any) -> Any:
    if text is None:
        return None
    try:
        return read_value(kind, value(text))
    except WrongValue as wrong:
        label = register.label(name)
        words = Text.named("matter.actions.inputs.label_this_does_not_fit", label=label, wrong=wrong.words)
        raise CannotPerform(Problem("register.input", words)) from wrong


def _unnamed(register: RegisterSpec, name: str) -> CannotPerform:
    """The drawing does not say where that value comes from."""
    word = register.label(name)
    return CannotPerform(
        Problem(
            "register.input",
            Text.named("matter.actions.inputs.register_input", word=word),
        )
    )
