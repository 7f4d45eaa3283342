"""Runs the cases of the public DMN conformance kit against this implementation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from lxml import etree

from allmende.domain.decisions import CompiledModel, DecisionModel, check_model, compile_model
from allmende.feel.values.compare import identical
from allmende.feel.values.iso import parse_date, parse_datetime, parse_duration, parse_time
from allmende.formats import dmn
from tools.machine import CONFORMANCE_KIT as KIT

TOLERANCE = Decimal("1e-8")
NOW = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"


@dataclass(frozen=True)
class Case:
    """One expected result of one test case."""

    folder: str
    level: int
    case: str
    node: str
    passed: bool
    has_value: bool
    expected: Any
    actual: Any

    @property
    def name(self) -> str:
        """How a known failure is listed."""
        return f"{self.folder}/{self.case}/{self.node}"


def _local(element: Any) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _children(element: Any, name: str) -> list[Any]:
    return [each for each in element if _local(each) == name]


def read_value(element: Any) -> Any:
    """An input or expected value as FEEL knows it."""
    components = _children(element, "component")
    if components:
        return {each.get("name"): read_value(each) for each in components}
    for each in element:
        if _local(each) == "list":
            return [read_value(item) for item in _children(each, "item")]
        if _local(each) == "value":
            return _read_simple(each)
    return {}


def _read_simple(element: Any) -> Any:
    if element.get(f"{_XSI}nil") == "true":
        return None
    text = element.text or ""
    kind = (element.get(f"{_XSI}type") or "string").split(":")[-1]
    match kind:
        case "string":
            return text
        case "boolean":
            return text.strip() == "true"
        case "decimal" | "double" | "integer":
            return Decimal(text.strip())
        case "date":
            return parse_date(text.strip())
        case "time":
            return parse_time(text.strip())
        case "dateTime":
            return parse_datetime(text.strip())
        case "duration":
            return parse_duration(text.strip())
    raise ValueError(kind)


def same(actual: Any, expected: Any) -> bool:
    """Equal as the kit wants it: numbers within 1e-8, everything else exactly."""
    if isinstance(expected, Decimal) and isinstance(actual, Decimal):
        return abs(actual - expected) <= TOLERANCE * max(1, abs(expected))
    if isinstance(expected, list):
        return (
            isinstance(actual, list)
            and len(actual) == len(expected)
            and all(same(one, other) for one, other in zip(actual, expected, strict=True))
        )
    if isinstance(expected, dict):
        return (
            isinstance(actual, dict)
            and actual.keys() == expected.keys()
            and all(same(actual[key], value) for key, value in expected.items())
        )
    if isinstance(expected, datetime | date | time):
        return identical(actual, expected)
    return type(actual) is type(expected) and bool(actual == expected)


def load_models(folder: Path) -> dict[str, CompiledModel]:
    """All models of a folder by file name, each with the others to import."""
    models = {path.name: dmn.read(path.read_bytes()) for path in sorted(folder.glob("*.dmn"))}
    return {name: compile_model(each, models.values()) for name, each in models.items()}


def run_folder(folder: Path) -> Iterator[Case]:
    """All cases of one folder."""
    level = 2 if "level-2" in folder.parent.name else 3
    models = load_models(folder)
    for path in sorted(folder.glob("*-test-*.xml")):
        root = etree.parse(str(path)).getroot()
        compiled = models[_children(root, "modelName")[0].text]
        for case in _children(root, "testCase"):
            yield from _run_case(folder.name, level, compiled, case)


def _run_case(folder: str, level: int, compiled: CompiledModel, case: Any) -> Iterator[Case]:
    inputs = {each.get("name"): read_value(each) for each in _children(case, "inputNode")}
    for result in _children(case, "resultNode"):
        expected = read_value(_children(result, "expected")[0])
        key = case.get("invocableName") or result.get("name")
        try:
            actual = compiled.evaluate(key, inputs, now=NOW).value
        except KeyError as error:
            actual = f"no element {error}"
        if case.get("invocableName") and isinstance(actual, dict) and result.get("name") in actual:
            actual = actual[result.get("name")]
        yield Case(
            folder,
            level,
            case.get("id") or "",
            result.get("name"),
            same(actual, expected),
            expected is not None,
            expected,
            actual,
        )


def run_all() -> list[Case]:
    """All cases of the kit."""
    return [case for folder in sorted(KIT.glob("*/*")) if folder.is_dir() for case in run_folder(folder)]


def same_logic(left: DecisionModel, right: DecisionModel) -> bool:
    """The same model, apart from the versions that namespaces in kept fragments name."""
    blank = {"diagram": "", "others": (), "imports": (), "attributes": ()}
    return replace(left, **blank) == replace(right, **blank)  # type: ignore[arg-type]


__all__ = ["KIT", "Case", "check_model", "dmn", "load_models", "run_all", "same", "same_logic"]
