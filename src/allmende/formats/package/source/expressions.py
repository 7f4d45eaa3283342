"""FEEL in a thin file: as text, what it reads, and names of decisions.yaml written out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from allmende import feel
from allmende.domain.package.functions import FUNCTIONS
from allmende.feel import FeelSyntaxError
from allmende.feel.builtins import BUILTINS
from allmende.feel.evaluate.reads import mentioned
from allmende.feel.syntax import nodes
from allmende.formats.package.source.nodes import get, made, mapping
from allmende.formats.package.source.source import Source
from allmende.formats.yaml import YamlNode

EXTENSIONS = tuple(FUNCTIONS)


def feel_text(node: YamlNode) -> str:
    """What the place says as FEEL: YAML's own true, false, null and numbers are FEEL as well."""
    value = node.value
    if value is None or isinstance(value, bool):
        return "null" if value is None else str(value).lower()
    return str(value) if isinstance(value, (int, Decimal)) else str(value).strip()


def quoted(words: str) -> str:
    """Words as a FEEL string."""
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def words_or_feel(node: YamlNode) -> str:
    """A place that expects words, as FEEL: words are a string, `= ` makes it an expression."""
    text = str(node.value)
    return text[1:].strip() if text.startswith("=") else quoted(text)


def parsed(text: str, *, tests: bool = False) -> feel.Expression | feel.UnaryTests | None:
    """The tree; None for what is no FEEL (the check of the package says what is wrong with it)."""
    try:
        return feel.parse_unary_tests(text, EXTENSIONS) if tests else feel.parse(text, EXTENSIONS)
    except FeelSyntaxError:
        return None


def names_read(tree: feel.Expression | feel.UnaryTests) -> tuple[frozenset[str], frozenset[str]]:
    """Names read from outside; and names that may be read: inside a filter a name may be a field of the filtered items.

    A name like `today` that a function has, too, may stand for either.
    """
    if isinstance(tree, feel.Expression):
        found, roots = feel.compile_expression(tree), (tree.root,)
        return found.names, found.filter_names | (frozenset(mentioned(roots)) & BUILTINS.keys())
    tests = feel.compile_unary_tests(tree)
    return tests.names, tests.filter_names | (frozenset(mentioned(tree.tests)) & BUILTINS.keys())


def replaced(text: str, new: Callable[[nodes.Node], str | None], *, tests: bool = False) -> str:
    """The text with every part exchanged for which `new` gives another one; everything else stays as it is written."""
    tree = parsed(text, tests=tests)
    if tree is None:
        return text
    roots = (tree.root,) if isinstance(tree, feel.Expression) else tree.tests
    edits = [edit for root in roots for edit in _edits(root, new)]
    for start, end, words in sorted(edits, reverse=True):
        text = text[:start] + words + text[end:]
    return text


def _edits(node: nodes.Node, new: Callable[[nodes.Node], str | None]) -> Iterator[tuple[int, int, str]]:
    words = new(node)
    if words is not None:
        yield node.start, node.end, words
        return
    for child in nodes.children(node):
        yield from _edits(child, new)


def names_of(source: Source) -> dict[str, str]:
    """The FEEL expressions that decisions.yaml names once, by name."""
    return {key: feel_text(node) for key, node in mapping(get(source.part("decisions"), "names")).items()}


def spelled_out(text: str, names: Mapping[str, str]) -> str:
    """The expression with every named expression in its place, in brackets.

    The exchange form knows such names only inside decision tables; process, form and letters write them out.
    A name that needs itself stays as it is (the expansion of decisions.yaml refuses the circle).
    """

    def new(node: nodes.Node) -> str | None:
        if not isinstance(node, nodes.Name) or node.name not in names:
            return None
        others = {key: value for key, value in names.items() if key != node.name}
        return f"({spelled_out(names[node.name], others)})"

    return replaced(text, new) if names else text


def spelled_out_node(node: YamlNode, names: Mapping[str, str]) -> YamlNode:
    """The same for a value with its place; a value that is no text stays as it is."""
    return made(spelled_out(node.value, names), node.place) if isinstance(node.value, str) else node
