"""Compiled expressions and tests: the door to the evaluator."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import cached_property, lru_cache

from allmende.feel.evaluate.closures import Closure, Environment, Test
from allmende.feel.evaluate.compiler import scope_for
from allmende.feel.evaluate.plain import CONTEXTS, only_columns, plain_test, unread
from allmende.feel.evaluate.reads import Reads, reads
from allmende.feel.evaluate.scope import CompileScope
from allmende.feel.evaluate.tests import any_test, compile_test
from allmende.feel.evaluate.weights import weighed_tests
from allmende.feel.runtime.run import DEFAULT_BUDGET, NESTED, Budget, BudgetExhausted, Result, Run
from allmende.feel.syntax.nodes import Expression, UnaryTests
from allmende.feel.syntax.parser import parse, parse_unary_tests
from allmende.feel.values.convert import DONE, context_to_feel, to_feel
from allmende.feel.values.kinds import FeelContext, Function, Value

MOST_KEPT, LONGEST_KEPT = 4096, 500
_new = tuple.__new__  # a Result in half the time of its own constructor
_ANSWERS = {True: Result(True), False: Result(False)}


def finish(run: Run, act: Callable[[], Value]) -> Result:
    """Run `act` to a result; a used-up budget is a result too."""
    try:
        value = run.check_result(act())
    except BudgetExhausted as exhausted:
        return Result(None, (*run.warnings, run.budget_warning(exhausted.limit)))
    except RecursionError:
        return Result(None, (*run.warnings, run.budget_warning("depth")))
    return Result(value, tuple(run.warnings) if run.warnings else ())


class Compiled:
    """An expression ready to evaluate any number of times, in any thread."""

    def __init__(self, expression: Expression) -> None:
        self.expression = expression
        self.closure: Closure = scope_for(expression.text).compile(expression.root)
        self._plain = plain_test(expression.root)

    @cached_property
    def _reads(self) -> Reads:
        return reads((self.expression.root,))

    @property
    def names(self) -> frozenset[str]:
        """The free names: what the context should hold. Names that are only called are in `calls`."""
        return self._reads.names

    @property
    def calls(self) -> frozenset[str]:
        """The functions called that are not built in: extensions, or functions in the context."""
        return self._reads.calls

    @property
    def paths(self) -> frozenset[str]:
        """The free names with the fields read from them, such as "parameter.jahresgebuehr"."""
        return self._reads.paths

    @property
    def filter_names(self) -> frozenset[str]:
        """Names inside filters: fields of the items, or free names where an item lacks the field."""
        return self._reads.filter_names

    @cached_property
    def _needed(self) -> tuple[frozenset[str], frozenset[str]]:
        return only_columns(self.expression.root)

    def _convert(self, context: Mapping[str, object]) -> Environment:
        """Only what the expression mentions is converted, and columns of lists only where they are read."""
        found: dict[str, Value] = {}
        whole, columns = self._needed
        for name in whole:
            if name in context:
                item = context[name]
                found[name] = item if type(item) in DONE else to_feel(item)
        for name in columns:
            if name in context:
                found[name] = unread(context[name])
        return found

    def evaluate(
        self,
        context: Mapping[str, object],
        *,
        budget: Budget = DEFAULT_BUDGET,
        functions: Mapping[str, Function] | None = None,
        now: datetime | None = None,
    ) -> Result:
        """The value in `context`, and why parts of it are null.

        Never raises for what authors write. `now` feeds `now()` and `today()`, which are null without
        it. Raises `TypeError` if the expression reads data that FEEL does not know, such as a float; of a
        name that is only read as `name.field` or `name[condition].field` no other field is looked at.
        """
        plain = self._plain
        if plain is not None and type(context) in CONTEXTS:
            answer = plain(context)  # type: ignore[arg-type]
            if answer is not None:
                return _ANSWERS[answer]
        env: Environment = context if type(context) is FeelContext else self._convert(context)
        run = Run(budget, functions, now)
        try:
            value = self.closure(env, run)
            if type(value) in NESTED:
                run.check_result(value)
        except (BudgetExhausted, RecursionError) as error:
            limit = error.limit if isinstance(error, BudgetExhausted) else "depth"
            return Result(None, (*run.warnings, run.budget_warning(limit)))
        warnings = run.warnings
        return _new(Result, (value, tuple(warnings) if warnings else ()))


class CompiledTests:
    """Unary tests ready to be asked about any number of values."""

    def __init__(self, tests: UnaryTests) -> None:
        self.tests = tests
        self.test: Test = compile_tests(scope_for(tests.text), tests)

    @cached_property
    def _reads(self) -> Reads:
        return reads(self.tests.tests)

    @property
    def names(self) -> frozenset[str]:
        """The free names: what the context should hold besides the tested value."""
        return self._reads.names

    @property
    def paths(self) -> frozenset[str]:
        """The free names with the fields read from them."""
        return self._reads.paths

    @property
    def filter_names(self) -> frozenset[str]:
        """Names inside filters: fields of the items, or free names."""
        return self._reads.filter_names

    def evaluate(
        self,
        value: object,
        context: Mapping[str, object],
        *,
        budget: Budget = DEFAULT_BUDGET,
        functions: Mapping[str, Function] | None = None,
        now: datetime | None = None,
    ) -> Result:
        """True, false or null: does `value` pass the tests in `context`?"""
        env: Environment = context if type(context) is FeelContext else context_to_feel(context)
        run = Run(budget, functions, now)
        tested = to_feel(value)
        return finish(run, lambda: self.test(tested, env, run))


def compile_tests(scope: CompileScope, tests: UnaryTests) -> Test:
    """The test that a whole cell stands for."""
    if tests.any_value:
        return _always
    test = weighed_tests(any_test([compile_test(scope, test) for test in tests.tests]), tests.tests)
    return _negated(test) if tests.negated else test


def _always(value: Value, env: Environment, run: Run) -> bool:
    return True


def _negated(test: Test) -> Test:
    def negated(value: Value, env: Environment, run: Run) -> bool | None:
        answer = test(value, env, run)
        return None if answer is None else not answer

    return negated


def compile_expression(text: str | Expression, names: Iterable[str] = ()) -> Compiled:
    """Compile a text or a parsed expression. Raises `FeelSyntaxError`.

    The last few thousand texts are kept compiled: the same condition stands in the services of many cities, and what is compiled
    holds nothing of an evaluation.
    """
    if isinstance(text, Expression):
        return Compiled(text)
    if len(text) > LONGEST_KEPT:
        return Compiled(parse(text, names))
    return _compiled(text, frozenset(names))


@lru_cache(maxsize=MOST_KEPT)
def _compiled(text: str, names: frozenset[str]) -> Compiled:
    return Compiled(parse(text, names))


def compile_unary_tests(text: str | UnaryTests, names: Iterable[str] = ()) -> CompiledTests:
    """Compile the text of a decision table cell or parsed tests. Raises `FeelSyntaxError`."""
    return CompiledTests(text if isinstance(text, UnaryTests) else parse_unary_tests(text, names))
