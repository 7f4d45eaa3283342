"""What the compiler makes: closures over an environment and a run."""

from __future__ import annotations

from collections.abc import Callable

from allmende.feel.runtime.run import Run
from allmende.feel.values.kinds import Value

# The values in scope by name. Loops and functions work on a copy, so nobody sees their variables.
Environment = dict[str, Value]
Closure = Callable[[Environment, Run], Value]
# A test of a value: true, false, or null where it cannot be decided.
Test = Callable[[Value, Environment, Run], bool | None]
