"""`spelled alike(one, other)`: the comparison of registers, for expressions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from allmende.domain.spelling.comparing import same
from allmende.feel import BOOLEAN, STRING, Function, FunctionType
from allmende.feel.runtime.run import Run


class SpelledAlike(Function):
    """Do two texts say the same but for case, spaces, signs, accents and ways to write umlauts? Null where one is no text."""

    __slots__ = ("name", "parameters")

    def __init__(self) -> None:
        self.name = "spelled alike"
        self.parameters = ("one", "other")

    def call(self, run: Run, arguments: Sequence[Any]) -> bool | None:
        match arguments:
            case [str() as one, str() as other]:
                return same(one, other)
        return None

    def call_named(self, run: Run, arguments: dict[str, Any]) -> bool | None:
        return self.call(run, [arguments.get(name) for name in self.parameters])

    def signature(self) -> FunctionType:
        return FunctionType((STRING, STRING), BOOLEAN, self.parameters)


COMPARING: Mapping[str, Function] = {"spelled alike": SpelledAlike()}
