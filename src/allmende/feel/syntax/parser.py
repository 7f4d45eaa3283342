"""Text to tree. One pass from left to right, no backtracking, bounded length and depth."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from allmende.feel.numbers import CONTEXT, DecimalException
from allmende.feel.syntax import nodes
from allmende.feel.syntax.cursor import Cursor
from allmende.feel.syntax.errors import FeelSyntaxError
from allmende.feel.syntax.lexer import unescape
from allmende.feel.syntax.nodes import Expression, Node, UnaryTests
from allmende.feel.syntax.type_expressions import read_type
from allmende.feel.types import Type

MAX_NESTING = 80  # brackets within brackets
MAX_DEPTH = 200  # levels of the tree, so that walking it never meets Python's limit

_COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">="})
_LEVELS = {
    "or": 1,
    "and": 2,
    "between": 3,
    "in": 3,
    **dict.fromkeys(_COMPARISONS, 3),
    "+": 4,
    "-": 4,
    "*": 5,
    "/": 5,
    "**": 6,
}
_ARITHMETIC_LEVEL = 4
_CONSTANTS = {"true": True, "false": False, "null": None}
# Keywords that may follow a finished operand: after `[1..5[` they show that the range ended.
_FOLLOWERS = frozenset(
    {"and", "or", "then", "else", "return", "satisfies", "in", "between", "instance", "of"},
)


def parse(text: str, names: Iterable[str] = ()) -> Expression:
    """Parse one expression.

    `names` are the declared names that contain spaces, hyphens or other operator characters.
    Raises `FeelSyntaxError`.
    """
    parser = Parser(text, frozenset(names))
    root = parser.read_expression()
    parser.finish((root,))
    return Expression(text, root, parser.names)


def parse_unary_tests(text: str, names: Iterable[str] = ()) -> UnaryTests:
    """Parse the tests of a decision table cell: `-`, `< 5, [7..9]`, `not("a", "b")`.

    Raises `FeelSyntaxError`.
    """
    parser = Parser(text, frozenset(names))
    if parser.at_symbol("-") and parser.peek().kind == "end":
        return UnaryTests(text, (), negated=False, any_value=True, names=parser.names)
    negated = parser.at_keyword("not") and parser.peek().text == "("
    if negated:
        parser.advance()
        parser.advance()
    tests = parser.read_tests()
    if negated:
        parser.expect(")", "comma or bracket")
    parser.finish(tests)
    return UnaryTests(text, tests, negated, any_value=False, names=parser.names)


def parse_type(text: str) -> Type:
    """Parse a type expression such as `list<context<a: number>>`. Raises `FeelSyntaxError`."""
    cursor = Cursor(text, frozenset())
    result = read_type(cursor)
    if cursor.token.kind != "end":
        raise cursor.error("end")
    return result


class Parser(Cursor):
    """Precedence climbing over the cursor's tokens."""

    __slots__ = ("closing_range", "nesting")

    def __init__(self, source: str, names: frozenset[str]) -> None:
        super().__init__(source, names)
        self.nesting = 0
        self.closing_range = False

    def finish(self, roots: tuple[Node, ...]) -> None:
        """Refuse anything after the expression, and trees too deep to walk."""
        if self.token.kind != "end":
            raise self.error("operator")
        if len(self.tokens) > MAX_DEPTH:
            level, depth = roots, 0
            while level:
                level = tuple(child for node in level for child in nodes.children(node))
                depth += 1
                if depth > MAX_DEPTH:
                    raise FeelSyntaxError(self.source, 0, len(self.source), "shallow", self.source[:12] + "…")

    # Operators

    def read_expression(self) -> Node:
        """Read one whole expression, in a fresh bracket context."""
        closing, self.closing_range = self.closing_range, False
        result = self.read_operators(1)
        self.closing_range = closing
        return result

    def read_operators(self, lowest: int) -> Node:
        """Read operands joined by operators that bind at least as tightly as `lowest`."""
        self.nesting += 1
        if self.nesting > MAX_NESTING:
            raise self.error("shallow")
        left = self._read_unary()
        while True:
            op = self.token.text
            level = _LEVELS.get(op)
            if level is None or level < lowest or self.token.kind not in ("op", "name"):
                break
            self.advance()
            left = self._read_right(left, op, level)
        self.nesting -= 1
        return left

    def _read_right(self, left: Node, op: str, level: int) -> Node:
        if op == "between":
            low = self.read_operators(_ARITHMETIC_LEVEL)
            self.expect("and")
            high = self.read_operators(_ARITHMETIC_LEVEL)
            return nodes.Between(left.start, high.end, left, low, high)
        if op == "in":
            tests = self._read_in_tests()
            return nodes.In(left.start, self.tokens[self.index - 1].end, left, tests)
        right = self.read_operators(level + 1)
        if op in ("and", "or"):
            parts = (*left.parts, right) if isinstance(left, nodes.Junction) and left.op == op else (left, right)
            return nodes.Junction(left.start, right.end, op, parts)
        kind = nodes.Comparison if op in _COMPARISONS else nodes.Arithmetic
        return kind(left.start, right.end, op, left, right)

    def _read_unary(self) -> Node:
        if not self.at_symbol("-"):
            return self._read_postfix(self._read_primary())
        signs = []
        while self.at_symbol("-"):
            signs.append(self.advance().start)
        if len(signs) > MAX_NESTING:
            raise self.error("shallow")
        innermost = signs.pop() if self.token.kind == "number" else None
        primary = self._read_primary()
        operand = self._read_postfix(primary if innermost is None else _negate(primary, innermost))
        for start in reversed(signs):
            operand = _negate(operand, start)
        return operand

    def _read_postfix(self, node: Node) -> Node:
        while True:
            token = self.token
            if token.kind == "op":
                if token.text == ".":
                    self.advance()
                    name = self.read_name(after_dot=True)
                    node = nodes.Path(node.start, self.tokens[self.index - 1].end, node, name)
                    continue
                if token.text == "(":
                    node = self._read_call(node)
                    continue
                if token.text == "[" and not self._bracket_ends_range():
                    self.advance()
                    condition = self.read_expression()
                    node = nodes.FilterNode(node.start, self.expect("]").end, node, condition)
                    continue
            elif token.text == "instance" and self.peek().text == "of" and token.kind == "name":
                self.advance()
                self.advance()
                kind = read_type(self)
                node = nodes.InstanceOf(node.start, self.tokens[self.index - 1].end, node, kind)
                continue
            return node

    def _bracket_ends_range(self) -> bool:
        """In `[1..5[` the last bracket opens no filter: what follows cannot start one."""
        if not self.closing_range:
            return False
        after = self.peek()
        if after.kind == "name":
            return after.text in _FOLLOWERS
        return after.kind == "end" or (after.kind == "op" and after.text not in ("(", "[", "{", "-"))

    def _read_call(self, callee: Node) -> Node:
        self.advance()
        arguments: list[Node] = []
        names: list[str] = []
        while not self.at_symbol(")"):
            if arguments:
                self.expect(",", "comma or bracket")
            named = self.name_length((":",)) > 0
            if arguments and named != bool(names):
                raise self.error("named or positional")
            if named:
                names.append(self.read_new_name((":",)))
                self.advance()
            arguments.append(self.read_expression())
        end = self.advance().end
        return nodes.Call(callee.start, end, callee, tuple(arguments), tuple(names))

    # Tests

    def _read_in_tests(self) -> tuple[Node, ...]:
        if not self.at_symbol("("):
            return (self._read_comparison_range() or self.read_operators(_ARITHMETIC_LEVEL),)
        start = self.advance().start
        first = self.read_test()
        if self.at_symbol(".."):
            return (self._read_range(start, first, low_included=False),)
        tests = [first]
        while self.take_symbol(","):
            tests.append(self.read_test())
        end = self.expect(")", "comma or bracket").end
        if len(tests) == 1 and not isinstance(first, nodes.ComparisonRange) and self.token.text in (".", "["):
            return (self._read_postfix(_widen(first, start, end)),)
        return tuple(tests)

    def read_tests(self) -> tuple[Node, ...]:
        """Read tests separated by commas."""
        tests = [self.read_test()]
        while self.take_symbol(","):
            tests.append(self.read_test())
        return tuple(tests)

    def read_test(self) -> Node:
        """Read one test: a comparison without its left side, or any expression."""
        return self._read_comparison_range() or self.read_expression()

    def _read_comparison_range(self) -> Node | None:
        token = self.token
        if token.kind != "op" or token.text not in _COMPARISONS:
            return None
        self.advance()
        operand = self.read_operators(_ARITHMETIC_LEVEL)
        return nodes.ComparisonRange(token.start, operand.end, token.text, operand)

    # Operands

    def _read_primary(self) -> Node:
        token = self.token
        kind, text = token.kind, token.text
        if kind == "number":
            return self._read_number()
        if kind == "string":
            self.advance()
            return nodes.LiteralNode(token.start, token.end, unescape(text[1:-1]))
        if kind == "name":
            return self._read_word()
        if kind == "at":
            self.advance()
            return nodes.AtLiteral(token.start, token.end, unescape(text[text.index('"') + 1 : -1]))
        if kind == "op":
            if text == "(":
                return self._read_parenthesis()
            if text == "[":
                return self._read_bracket()
            if text == "]":
                self.advance()
                return self._read_range(token.start, self.read_expression(), low_included=False)
            if text == "{":
                return self._read_context()
        raise self.error("expression")

    def _read_number(self) -> Node:
        try:
            value = CONTEXT.create_decimal(self.token.text)
        except DecimalException as error:
            raise self.error("number") from error
        token = self.advance()
        return nodes.LiteralNode(token.start, token.end, value)

    def _read_word(self) -> Node:
        token = self.token
        if self.table.match(self.tokens, self.index) is None:
            if token.text in _CONSTANTS:
                self.advance()
                return nodes.LiteralNode(token.start, token.end, _CONSTANTS[token.text])
            reader = _WORD_READERS.get(token.text)
            if reader is not None and not self.table.knows(token.text):
                return reader(self)
        name = self.read_name()
        return nodes.Name(token.start, self.tokens[self.index - 1].end, name)

    def _read_parenthesis(self) -> Node:
        start = self.advance().start
        test = self._read_comparison_range()
        if test is not None:
            return _widen(test, start, self.expect(")").end)
        inner = self.read_expression()
        if self.at_symbol(".."):
            return self._read_range(start, inner, low_included=False)
        return _widen(inner, start, self.expect(")", "comma or bracket").end)

    def _read_bracket(self) -> Node:
        start = self.advance().start
        items: list[Node] = []
        while not self.at_symbol("]"):
            if items:
                self.expect(",", "comma or bracket")
            items.append(self.read_expression())
            if len(items) == 1 and self.at_symbol(".."):
                return self._read_range(start, items[0], low_included=True)
        return nodes.ListLiteral(start, self.advance().end, tuple(items))

    def _read_range(self, start: int, low: Node, *, low_included: bool) -> Node:
        self.expect("..")
        closing, self.closing_range = self.closing_range, True
        high = self.read_operators(1)
        self.closing_range = closing
        if self.token.text not in ("]", ")", "[") or self.token.kind != "op":
            raise self.error("]")
        last = self.advance()
        return nodes.RangeLiteral(start, last.end, low, high, low_included, last.text == "]")

    def _read_context(self) -> Node:
        start = self.advance().start
        entries: list[tuple[str, Node]] = []
        outer, self.local_names = (self.table, self.local_names), None
        while not self.at_symbol("}"):
            if entries:
                self.expect(",", "comma or bracket")
            key = self.read_string() if self.token.kind == "string" else self.read_new_name((":",))
            self.expect(":")
            value = self.read_expression()
            entries.append((key, value))
            self.declare(key)
        self.table, self.local_names = outer
        return nodes.ContextLiteral(start, self.advance().end, tuple(entries))

    # Flow

    def _read_if(self) -> Node:
        start = self.advance().start
        condition = self.read_expression()
        self.expect("then")
        then = self.read_expression()
        self.expect("else")
        otherwise = self.read_operators(1)
        return nodes.If(start, otherwise.end, condition, then, otherwise)

    def _read_iterators(self) -> tuple[nodes.Iterator, ...]:
        iterators: list[nodes.Iterator] = []
        while not iterators or self.take_symbol(","):
            start = self.token.start
            name = self.read_new_name(("in",))
            self.advance()
            source = self.read_expression()
            stop = self.read_expression() if self.take_symbol("..") else None
            iterators.append(nodes.Iterator(start, (stop or source).end, name, source, stop))
            self.declare(name)
        return tuple(iterators)

    def _read_for(self) -> Node:
        start = self.advance().start
        outer, self.local_names = (self.table, self.local_names), None
        iterators = self._read_iterators()
        self.expect("return")
        self.declare("partial")
        body = self.read_operators(1)
        self.table, self.local_names = outer
        return nodes.For(start, body.end, iterators, body)

    def _read_quantified(self) -> Node:
        first = self.advance()
        outer, self.local_names = (self.table, self.local_names), None
        iterators = self._read_iterators()
        self.expect("satisfies")
        condition = self.read_operators(1)
        self.table, self.local_names = outer
        return nodes.Quantified(first.start, condition.end, first.text, iterators, condition)

    def _read_function(self) -> Node:
        start = self.advance().start
        self.expect("(")
        outer, self.local_names = (self.table, self.local_names), None
        parameters: list[nodes.FormalParameter] = []
        while not self.at_symbol(")"):
            if parameters:
                self.expect(",", "comma or bracket")
            first = self.token.start
            name = self.read_new_name((":", ",", ")"))
            kind = read_type(self) if self.take_symbol(":") else None
            parameters.append(nodes.FormalParameter(first, self.tokens[self.index - 1].end, name, kind))
            self.declare(name)
        self.advance()
        if self.at_keyword("external"):
            raise self.error("no external")
        body = self.read_operators(1)
        self.table, self.local_names = outer
        return nodes.FunctionLiteral(start, body.end, tuple(parameters), body)


_WORD_READERS = {
    "if": Parser._read_if,
    "for": Parser._read_for,
    "some": Parser._read_quantified,
    "every": Parser._read_quantified,
    "function": Parser._read_function,
}


def _negate(node: Node, start: int) -> Node:
    """`-node`. The minus of a number is part of the number (DMN 1.5, grammar rule 37)."""
    if isinstance(node, nodes.LiteralNode) and isinstance(node.value, Decimal):
        return nodes.LiteralNode(start, node.end, CONTEXT.minus(node.value))
    return nodes.Negation(start, node.end, node)


def _widen(node: Node, start: int, end: int) -> Node:
    """`node` with the offsets of the brackets around it."""
    fields = {name: getattr(node, name) for name in node.__dataclass_fields__ if name not in ("start", "end")}
    return type(node)(start, end, **fields)
