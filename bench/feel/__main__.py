"""`python -m bench.feel`: prints ratios to zen-engine and cel-python where they are installed.

The engines take turns, round by round, and the median of each counts, in time of the processor: a shared
machine slows all of them alike.
"""

from __future__ import annotations

import importlib.util
import statistics
import time
from collections.abc import Callable
from decimal import Decimal

from allmende.domain.decisions import compile_model, model
from allmende.feel import compile_expression, parse, to_feel

ROUNDS = 15
DATA = {
    "grundgebuehr": 12.5,
    "anzahl": 3,
    "alter": 30,
    "zone": "A",
    "hunde": 2,
    "positionen": [{"betrag": number} for number in range(20)],
}
EXACT = DATA | {"grundgebuehr": Decimal("12.5")}
EXPRESSIONS = {
    "A": (
        "grundgebuehr * anzahl + 5.10",
        "grundgebuehr * anzahl + 5.10",
        "grundgebuehr * double(anzahl) + 5.10",
    ),
    "B": (
        'alter >= 18 and zone = "A" and hunde < 3',
        'alter >= 18 and zone == "A" and hunde < 3',
        'alter >= 18 && zone == "A" && hunde < 3',
    ),
    "D": (
        "sum(positionen[betrag > 10].betrag)",
        "sum(map(filter(positionen, #.betrag > 10), #.betrag))",
        "positionen.filter(p, p.betrag > 10).map(p, p.betrag)",
    ),
    "E": ("anzahl > 2", "anzahl > 2", "anzahl > 2"),
}
"""E is asked in a context of one number, the others in all of `DATA`."""
SMALL = {"anzahl": 3}
GOAL_PLAIN, GOAL_TEXT = 1.5, 0.5


def rate(act: Callable[[], object], seconds: float = 0.03) -> float:
    """Calls per second of the processor over a short while."""
    count = 0
    begin = time.process_time()
    while time.process_time() - begin < seconds:
        for _ in range(20):
            act()
        count += 20
    return count / (time.process_time() - begin)


def median_rates(acts: dict[str, Callable[[], object]]) -> dict[str, float]:
    """The median round of each, taken in turns."""
    rates: dict[str, list[float]] = {name: [] for name in acts}
    for _ in range(ROUNDS):
        for name, act in acts.items():
            rates[name].append(rate(act))
    return {name: statistics.median(found) for name, found in rates.items()}


def engines(
    feel: str, zen_text: str, cel_text: str, data: dict[str, object], exact: dict[str, object]
) -> dict[str, Callable[[], object]]:
    """How each installed engine evaluates one expression: compiled, from a plain dict, and from its text."""
    context = to_feel(exact)
    compiled = compile_expression(feel)
    acts: dict[str, Callable[[], object]] = {
        "allmende": lambda: compiled.evaluate(context),
        "allmende, plain dict": lambda: compiled.evaluate(exact),
        "allmende, from text": lambda: compile_expression(feel).evaluate(exact),
        "allmende, from new text": lambda: compile_expression(parse(feel)).evaluate(exact),
    }
    if importlib.util.find_spec("zen"):
        import zen

        program = zen.compile_expression(zen_text)
        acts["zen-engine"] = lambda: program.evaluate(data)
        acts["zen-engine, from text"] = lambda: zen.evaluate_expression(zen_text, data)
    if importlib.util.find_spec("celpy"):
        import celpy

        environment = celpy.Environment()
        runner = environment.program(environment.compile(cel_text))
        activation = celpy.json_to_cel(data)
        acts["cel-python"] = lambda: runner.evaluate(activation)
    return acts


def big_table(rules: int) -> model.DecisionModel:
    """A table with `rules` rules over a number and a text."""
    rows = tuple(
        model.DecisionRule(
            (model.Cell(f"[{number * 10}..{number * 10 + 9}]"), model.Cell(f'"zone {number % 7}"')),
            (model.LiteralExpression(str(number)),),
        )
        for number in range(rules)
    )
    inputs = (model.InputClause(model.LiteralExpression("n")), model.InputClause(model.LiteralExpression("zone")))
    table = model.DecisionTable(inputs, (model.OutputClause("p"),), rows)
    data = tuple(model.InputData(name, model.InformationItem(name)) for name in ("n", "zone"))
    needs = tuple(model.Requirement("input", f"#{name}") for name in ("n", "zone"))
    return model.DecisionModel(
        "urn:bench",
        "bench",
        inputs=data,
        decisions=(model.DecisionNode("d", model.InformationItem("d"), table, needs),),
    )


def timed(act: Callable[[], object], rounds: int = 10) -> float:
    """The best time of an act in milliseconds."""
    best = float("inf")
    for _ in range(rounds):
        begin = time.perf_counter()
        act()
        best = min(best, time.perf_counter() - begin)
    return best * 1000


def main() -> None:
    """Measure and print."""
    for package in ("zen", "celpy"):
        if not importlib.util.find_spec(package):
            print(f"{package} is not installed: measured without it")
    for name, texts in EXPRESSIONS.items():
        small = name == "E"
        found = median_rates(engines(*texts, SMALL if small else DATA, SMALL if small else EXACT))
        print(f"{name}: {texts[0]}")
        for engine, number in found.items():
            print(f"   {engine:22} {number:12,.0f} /s")
        if "zen-engine" in found:
            plain = found["allmende, plain dict"] / found["zen-engine"]
            text = found["allmende, from text"] / found["zen-engine, from text"]
            new = found["allmende, from new text"] / found["zen-engine, from text"]
            print(
                f"   plain dict {plain:.2f} x zen (goal {GOAL_PLAIN:g}), from text {text:.2f} x (goal {GOAL_TEXT:g}), new {new:.2f} x"
            )
    compiled = compile_model(big_table(1_000))
    print(f"table of 1,000 rules: {timed(lambda: compiled.evaluate('d', {'n': 9_995, 'zone': 'zone 5'}), 50):.3f} ms")
    print(f"compile that table:   {timed(lambda: compile_model(big_table(1_000))):.1f} ms")
    package = [f'feld{number} > {number} and zone = "A" or anzahl * 2 < {number}' for number in range(150)]

    def compile_package() -> None:
        for text in package:
            compile_expression(parse(text))
        compile_model(big_table(60))

    print(f"compile a package (150 conditions, tables of 60 rules): {timed(compile_package):.1f} ms")


if __name__ == "__main__":
    main()
