"""Functions on truth values, and the identity of values (DMN 1.5, tables 73 and 84)."""

from __future__ import annotations

from allmende.feel.builtins.signatures import Library
from allmende.feel.runtime.run import Run
from allmende.feel.values.compare import identical
from allmende.feel.values.kinds import Value

LIBRARY = Library()


@LIBRARY.add("not", "negand: boolean|null", "boolean")
def _not(run: Run, negand: bool | None) -> bool | None:
    return None if negand is None else not negand


@LIBRARY.add("is", "value1?: any, value2?: any", "boolean")
def _is(run: Run, value1: Value = None, value2: Value = None) -> bool:
    run.charge(1)
    return identical(value1, value2, run.charge)


def _three_valued(values: list[Value], *, decisive: bool) -> bool | None:
    neutral = not decisive
    result: bool | None = neutral
    for value in values:
        if value is decisive:
            return bool(value)
        if value is not neutral:
            result = None
    return result


@LIBRARY.add("all", "list: list", "boolean", spread=True)
def _all(run: Run, values: list[Value]) -> bool | None:
    run.charge(len(values))
    return _three_valued(values, decisive=False)


@LIBRARY.add("any", "list: list", "boolean", spread=True)
def _any(run: Run, values: list[Value]) -> bool | None:
    run.charge(len(values))
    return _three_valued(values, decisive=True)
