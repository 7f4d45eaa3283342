"""Every public function and class of domain, use cases and apps is used by the product: no tested twin beside the real path."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TypeGuard

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "allmende"
FOUND_BY_DJANGO = frozenset({"models.py", "apps.py"})
"""Tables and configurations, which Django finds by their class."""


@cache
def trees() -> dict[Path, ast.Module]:
    return {path: ast.parse(path.read_text("utf-8")) for path in SOURCE.rglob("*.py") if "migrations" not in path.parts}


@cache
def names_used() -> frozenset[str]:
    """Every name the product reads, imports to use, or spells at the end of a dotted path in a string."""
    return frozenset(name for path, tree in trees().items() for name in _names_in(path, tree))


def _names_in(path: Path, tree: ast.Module) -> Iterator[str]:
    ids = {id(node.args[0]) for node in ast.walk(tree) if _names_a_sentence(node)}
    for node in ast.walk(tree):
        if id(node) in ids:
            continue
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.ImportFrom) and path.name != "__init__.py":
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and "." in node.value.strip("."):
            yield node.value.rpartition(".")[2].rpartition(":")[2]


def _names_a_sentence(node: ast.AST) -> TypeGuard[ast.Call]:
    """`Text.named("matter.…")`: what is said, no piece of the program."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "named"


def _is_registered(node: ast.FunctionDef | ast.ClassDef) -> bool:
    """Does a decorator take note of the function, as that of a job does?"""
    return isinstance(node, ast.FunctionDef) and any(isinstance(one, ast.Call) for one in node.decorator_list)


def unused(layer: str) -> list[str]:
    """Public functions and classes of a layer that nothing in the product names."""
    return [
        f"{path.relative_to(SOURCE)}:{node.lineno} {node.name}"
        for path, tree in trees().items()
        if path.relative_to(SOURCE).parts[0] == layer and path.name not in FOUND_BY_DJANGO
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
        if node.name not in names_used() and not _is_registered(node)
    ]


@pytest.mark.parametrize("layer", ["domain", "usecases", "apps", "ui"])
def test_what_a_layer_offers_is_used_by_the_product(layer: str) -> None:
    assert unused(layer) == []
