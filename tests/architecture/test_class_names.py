"""A class name has one meaning in the house: whoever searches for it finds one class."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "allmende"
IN_ITS_APP = {"Draft"}  # Django names a model by its app: `applications.Draft` and `commons.Draft`


def classes(source: str) -> Iterator[str]:
    """
    >>> list(classes("class A:\\n    class Meta: pass\\ndef f(): pass\\nclass B(A): pass"))
    ['A', 'B']
    """
    for node in ast.parse(source).body:
        if isinstance(node, ast.ClassDef):
            yield node.name


def shared(names: Iterator[tuple[str, str]]) -> dict[str, list[str]]:
    """
    >>> shared(iter([("Line", "a.py"), ("Line", "b.py"), ("Page", "a.py")]))
    {'Line': ['a.py', 'b.py']}
    """
    places = defaultdict(list)
    for name, place in names:
        places[name].append(place)
    return {name: found for name, found in places.items() if len(found) > 1}


def test_each_class_has_a_name_of_its_own() -> None:
    files = sorted(path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)
    everywhere = ((name, str(path.relative_to(SOURCE))) for path in files for name in classes(path.read_text()))
    assert {name: places for name, places in shared(everywhere).items() if name not in IN_ITS_APP} == {}
