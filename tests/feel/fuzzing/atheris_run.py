"""Coverage-guided fuzzing: `python -m tests.feel.fuzzing.atheris_run -runs=100000` where atheris is installed."""

from __future__ import annotations

import sys

try:
    import atheris
except ImportError:  # a development tool without a wheel for every Python
    sys.exit("atheris is not installed")

with atheris.instrument_imports(include=["allmende.feel"]):
    from tests.feel.fuzzing.oracle import examine


def one(data: bytes) -> None:
    """Examine whatever text the fuzzer finds interesting."""
    examine(data.decode("utf-8", "ignore"))


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
