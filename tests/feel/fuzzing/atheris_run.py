"""Coverage-guided fuzzing: `python -m tests.feel.fuzzing.atheris_run -runs=100000` where atheris is installed."""

from __future__ import annotations

import sys

try:
    import atheris
except ImportError:  # a development tool without a wheel for every Python
    sys.exit("atheris is not installed")

# The instrumentation of atheris 2.3 breaks a loop in the cursor under Python 3.11; the rest guides it well.
with atheris.instrument_imports(include=["allmende.feel"], exclude=["allmende.feel.syntax.cursor"]):
    from tests.feel.fuzzing.oracle import examine


def one(data: bytes) -> None:
    """Examine whatever text the fuzzer finds interesting."""
    examine(data.decode("utf-8", "ignore"))


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
