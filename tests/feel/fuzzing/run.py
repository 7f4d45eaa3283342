"""`python -m tests.feel.fuzzing.run [count] [seed]`: the long run; the test suite does a short one."""

from __future__ import annotations

import sys
import time
from random import Random

from tests.feel.fuzzing.expressions import generate, mutate
from tests.feel.fuzzing.oracle import examine


def run(count: int, seed: int) -> float:
    """Examine `count` texts; gives the longest time one of them took, in seconds."""
    random = Random(seed)
    longest = 0.0
    for _ in range(count):
        text = generate(random)
        if random.random() < 0.5:
            text = mutate(random, text)
        start = time.perf_counter()
        try:
            examine(text)
        except BaseException:
            print(repr(text), file=sys.stderr)
            raise
        longest = max(longest, time.perf_counter() - start)
    return longest


if __name__ == "__main__":
    total = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    begin = time.perf_counter()
    slowest = run(total, seed)
    print(f"{total} expressions in {time.perf_counter() - begin:.0f} s, slowest {slowest:.3f} s")
