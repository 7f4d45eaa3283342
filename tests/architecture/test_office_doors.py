"""No way to a case for staff but through the table of rights."""

from __future__ import annotations

import ast
import inspect
from importlib import import_module
from pathlib import Path

import pytest

from allmende.apps.cases import awaiting, inbox, office, related, team

SOURCE = Path(__file__).resolve().parents[2] / "src" / "allmende"
ROOMS = [*(SOURCE / "entrypoints" / "office").rglob("*.py"), *(SOURCE / "entrypoints" / "studio").rglob("*.py")]
GUARDED = ("allmende.apps.applications", "allmende.apps.cases", "allmende.apps.notices", "allmende.apps.payments", "allmende.apps.postbox")  # fmt: skip
DOORS_FOR_OTHERS = {"list_entries"}
"""Functions of `cases.office` that take a line of `list_page` or `find_task`, which carries what she may do."""


def test_every_read_door_of_the_office_takes_the_member_of_staff() -> None:
    doors = [
        one for module in (office, inbox, awaiting, related, team) for name, one in inspect.getmembers(module, inspect.isfunction)
        if one.__module__ == module.__name__ and not name.startswith("_")
    ]  # fmt: skip
    assert doors
    for door in doors:
        parameters = inspect.signature(door).parameters
        wanted = "task" if door.__name__ in DOORS_FOR_OTHERS else "staff"
        assert wanted in parameters, door.__name__
        assert parameters[wanted].default is inspect.Parameter.empty, door.__name__


@pytest.mark.parametrize("path", ROOMS, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_rooms_of_staff_read_no_case_themselves(path: Path) -> None:
    """They take types and words from the apps that hold cases, and ask the use cases, which ask the table."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(GUARDED):
            module = import_module(node.module or "")
            for name in node.names:
                found = getattr(module, name.name, None) or import_module(f"{node.module}.{name.name}")
                if found is office:
                    continue
                assert not inspect.isroutine(found) and not inspect.ismodule(found), (
                    f"{path.name}: {node.module}.{name.name}"
                )


def test_rooms_of_staff_use_of_the_offices_doors_only_what_is_given_them() -> None:
    """`office.` is there for its types and for what takes a line."""
    called = set()
    for path in ROOMS:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "office":
                called.add(node.attr)
    functions = {name for name in called if inspect.isfunction(getattr(office, name))}
    assert functions <= DOORS_FOR_OTHERS
