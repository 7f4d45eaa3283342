"""The published JSON Schemas are what the reader accepts."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from allmende.formats import yaml
from allmende.formats.schemas.publish import PUBLISHED, written
from allmende.formats.schemas.shapes import check
from tests.formats.bundle.released import RELEASED, files_of

ROOT = Path(__file__).parents[3]
EXCHANGE = r"(?:tests/commons/services|released/[^/]+)"
KINDS = (
    ("process", r".*/_processes/.+/process\.yaml"),
    ("register", r".*/_registers/.+"),
    ("service", rf"{EXCHANGE}/(?:[^_/]+/)?service\.yaml"),
    ("form", rf"{EXCHANGE}/(?:[^_/]+/)?form\.yaml"),
    ("notice", rf"{EXCHANGE}/(?:.+/)?notices/.+"),
    ("texts", rf"{EXCHANGE}/(?:.+/)?texts/.+"),
    ("example", rf"{EXCHANGE}/(?:.+/)?examples/.+"),
    ("block", rf"{EXCHANGE}/_blocks/.+"),
    ("source_service", r"services/[^_/]+/service\.yaml"),
    ("source_form", r"services/[^_/]+/form\.yaml"),
    ("source_process", r"services/[^_/]+/process\.yaml"),
    ("source_decisions", r"services/[^_/]+/decisions\.yaml"),
    ("source_letters", r"services/[^_/]+/letters\.yaml"),
    ("source_texts", r"services/[^_/]+/texts/.+"),
    ("source_examples", r"services/[^_/]+/examples\.yaml"),
    ("source_block", r"services/_blocks/.+"),
    ("source_shared_process", r"services/_processes/.+"),
    ("source_pattern", r"services/_patterns/.+"),
    ("addressees", r"services/_letters/addressees\.yaml"),
    ("standard_letter", r"services/_letters/.+"),
    ("clauses", r"services/_clauses/.+"),
    ("cast", r"services/_cast/.+"),
    ("register", r"services/_registers/.+"),
    ("city", r"cities/[^/]+/city\.yaml"),
    ("parameters", r"cities/[^/]+/parameters\.yaml"),
    ("streets", r"cities/[^/]+/streets\.yaml"),
    ("overlay", r"cities/[^/]+/overlays/.+"),
)
FOLDERS = ("services", "cities", "tests/commons/services")
FILES = {
    **{
        path.relative_to(ROOT).as_posix(): path.read_bytes()
        for folder in FOLDERS
        for path in sorted((ROOT / folder).glob("*/**/*.yaml"))
    },
    **{
        f"released/{name}/{path}": content
        for name in RELEASED
        for path, content in files_of(name).items()
        if path.endswith(".yaml")
    },
}
"""All but packages of one file, whose parts have no file of their own."""


def kind_of(name: str) -> str:
    return next(kind for kind, pattern in KINDS if re.fullmatch(pattern, name))


def validator(kind: str) -> Any:
    return jsonschema_rs.Draft202012Validator(json.loads(written(kind)))


def as_json(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: as_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_json(item) for item in value]
    return float(value) if isinstance(value, Decimal) else value


def read(name: str) -> tuple[yaml.YamlNode, Any]:
    node, _ = yaml.read(FILES[name], name)
    assert node is not None
    return node, as_json(node.plain())


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_published_file_is_the_generated_one(name: str) -> None:
    assert (ROOT / "schemas" / f"{name}.schema.json").read_text() == written(name)


@pytest.mark.parametrize("name", PUBLISHED)
def test_every_schema_is_one(name: str) -> None:
    assert jsonschema_rs.meta.is_valid(json.loads(written(name)))


def test_every_file_of_the_commons_and_the_cities_fits_its_schema() -> None:
    ready = {kind: validator(kind) for kind, _ in KINDS}
    wrong = [(name, error.message) for name in FILES for error in ready[kind_of(name)].iter_errors(read(name)[1])]
    assert wrong == []
    assert {kind_of(name) for name in FILES} == set(PUBLISHED)


def broken(value: Any) -> list[Any]:
    """The same document with one thing wrong, in several ways."""
    if not isinstance(value, dict):
        return []
    found: list[Any] = [{**value, "gibts_nicht": 1}]
    for key, item in list(value.items())[:8]:
        found += [{**value, key: {"gibts": ["nicht"]}}, {name: other for name, other in value.items() if name != key}]
        if isinstance(item, list) and item and isinstance(item[0], dict):
            found += [{**value, key: [inner, *item[1:]]} for inner in broken(item[0])[:6]]
    return found


@pytest.mark.parametrize("kind", [kind for kind, _ in KINDS if kind not in ("texts", "streets")])
def test_reader_and_schema_refuse_the_same(kind: str) -> None:
    name = next(name for name in FILES if kind_of(name) == kind)
    shape, schema = PUBLISHED[kind][0], validator(kind)
    seen = set()
    for wrong in broken(read(name)[1]):
        node, _ = yaml.read(json.dumps(wrong, ensure_ascii=False), "x")
        assert node is not None
        refused = bool(check(shape, node))
        assert refused is not schema.is_valid(wrong), json.dumps(wrong, ensure_ascii=False)[:500]
        seen.add(refused)
    assert True in seen
