"""`python -m bench.feel.hostile [count] [first]`: no expression costs more than its budget, and none raises.

Each expression has a number, so a run goes on where another ended. It is parsed, evaluated with a thousandth of
the steps of the ordinary budget, and its result written as JSON and as text. Whatever takes twice as long for
its steps as it may is evaluated again with the whole budget, as every thousandth is in any case: these are the
times that count. Every twentieth is checked and formatted too.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from allmende.feel import (
    ANY,
    Budget,
    FeelContext,
    FeelSyntaxError,
    NameScope,
    check,
    compile_expression,
    format_expression,
    to_json,
    to_text,
)
from allmende.feel.runtime.run import DEFAULT_BUDGET
from tests.feel.evaluation import NOW
from tests.feel.fuzzing.hostile import expression, scope

SHARE = 1_000
SMALL = Budget(steps=DEFAULT_BUDGET.steps // SHARE, result_size=DEFAULT_BUDGET.result_size // SHARE)
STARTING = 0.003  # seconds that an evaluation may take whatever its budget, most of them for its warnings
SUSPICIOUS = STARTING + 2 / SHARE  # seconds of the processor
CHECKED = 20  # every so many expressions are checked and formatted
KEPT = 10


@dataclass
class Report:
    """What a run found."""

    examined: int = 0
    parsed: int = 0
    raised: list[str] = field(default_factory=list)
    slowest: dict[str, list[tuple[float, float, int, str]]] = field(default_factory=dict)

    def note(self, kind: str, cpu: float, wall: float, number: int, text: str) -> None:
        """Keep the slowest of a kind."""
        kept = self.slowest.setdefault(kind, [])
        kept.append((cpu, wall, number, text))
        kept.sort(reverse=True)
        del kept[KEPT:]


def timed(act: Callable[[], object]) -> tuple[float, float]:
    """Seconds of the processor and of the clock on the wall."""
    cpu, wall = time.thread_time(), time.perf_counter()
    act()
    return time.thread_time() - cpu, time.perf_counter() - wall


def examine(number: int, context: FeelContext, known: NameScope, report: Report) -> None:
    """Everything that is done with the text of an author, once."""
    text = expression(number)
    report.examined += 1
    if number % CHECKED == 0:
        report.note("check", *timed(lambda: check(text, known)), number, text)
    try:
        compiled = compile_expression(text, context)
    except FeelSyntaxError:
        return
    report.parsed += 1
    if number % CHECKED == 0:
        report.note("format", *timed(lambda: format_expression(text, context)), number, text)

    def evaluate(budget: Budget) -> None:
        value = compiled.evaluate(context, budget=budget, now=NOW).value
        json.dumps(to_json(value))
        to_text(value)

    suspicious = all(timed(lambda: evaluate(SMALL))[0] > SUSPICIOUS for _ in range(3))
    if suspicious or number % SHARE == 0:
        report.note("whole budget", *timed(lambda: evaluate(DEFAULT_BUDGET)), number, text)


def main(count: int, first: int) -> Report:
    """Examine `count` expressions from number `first` on; prints what was found so far now and then."""
    context, report, began = scope(), Report(), time.perf_counter()
    known = NameScope(dict.fromkeys(context, ANY))
    for number in range(first, first + count):
        try:
            examine(number, context, known, report)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what we look for
            report.raised.append(f"{number}: {type(error).__name__}: {error}")
        if report.examined % 20_000 == 0:
            _print(report, number, time.perf_counter() - began, most=1)
    _print(report, first + count - 1, time.perf_counter() - began, most=KEPT)
    return report


def _print(report: Report, number: int, seconds: float, *, most: int) -> None:
    print(f"up to {number}: {report.examined} in {seconds:.0f} s, {report.parsed} parsed, {len(report.raised)} raised")
    for line in report.raised[: most * 5]:
        print(f"   raised {line}")
    for kind, kept in report.slowest.items():
        for cpu, wall, which, text in kept[:most]:
            print(f"   {kind}: {cpu:.3f} s of the processor, {wall:.3f} s on the clock, {which}: {text[:300]}")
    sys.stdout.flush()


if __name__ == "__main__":
    arguments = [int(argument) for argument in sys.argv[1:]]
    sys.exit(bool(main(*(arguments + [10_000, 0][len(arguments) :])).raised))
