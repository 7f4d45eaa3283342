"""A city folder as a `CityData`, or everything that is wrong with it, with file and line."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from allmende.domain.package import CityData
from allmende.domain.values import Problem, Text
from allmende.formats import folders, yaml
from allmende.formats.city.checks import check_city
from allmende.formats.city.overlays import read_overlay
from allmende.formats.city.parts import build_city, read_parameters, read_streets
from allmende.formats.package.documents import Documents
from allmende.formats.schemas.city import CITY, OVERLAY, PARAMETERS, STREETS
from allmende.formats.schemas.shapes import Shape

FORMAT = "allmende-city/1"
MOST_BYTES = 20_000_000
"""Of one file: the streets of a large city take less than one."""
SHAPES: tuple[tuple[str, Shape], ...] = (
    (r"city\.yaml", CITY),
    (r"parameters\.yaml", PARAMETERS),
    (r"streets\.yaml", STREETS),
    (r"overlays/[a-z][a-z0-9-]*\.yaml", OVERLAY),
)


def shape_of(name: str) -> Shape | None:
    return next((shape for pattern, shape in SHAPES if re.fullmatch(pattern, name)), None)


@dataclass
class CityReading:
    """What could be read: the city when its parts are there, and every problem found on the way."""

    city: CityData | None
    problems: list[Problem]
    documents: Documents
    folder: Path | None = None


def list_folders(root: Path) -> tuple[Path, ...]:
    """Every city below `cities/`: a folder with a `city.yaml`."""
    return tuple(sorted(path.parent for path in root.glob("*/city.yaml")))


def read_folder(folder: Path | str) -> CityData | list[Problem]:
    """The city in that folder, or the errors that make it unusable."""
    return _usable(open_folder(Path(folder)))


def open_folder(folder: Path) -> CityReading:
    """Like `read_folder`, keeping places and warnings for a check."""
    files: dict[str, bytes] = {}
    strange: list[Problem] = []
    if folder.is_symlink():
        strange.append(folders.unsafe(folder).problem)
    for path in () if strange else sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if (path.is_dir() and not path.is_symlink()) or any(part.startswith(".") for part in Path(name).parts):
            continue
        if shape_of(name) is None:
            words = Text.named("formats.city.reader.strange_file", file=name)
            strange.append(Problem("city.file", words, str(path), "warning"))
        elif (content := folders.read_or_note(folder, name, MOST_BYTES, strange)) is not None:
            files[name] = content
    read = read_files(files, lambda name: str(folder / name))
    read.folder = folder
    read.problems += strange
    if read.city is not None and read.city.key != folder.name:
        words = Text.named("formats.city.reader.other_name", key=read.city.key, folder=folder.name)
        read.problems.append(read.documents.problem("city.key", words, "city.yaml#/key"))
    return read


def read_files(files: Mapping[str, bytes], prefix: Callable[[str], str] = str, *, written: bool = False) -> CityReading:
    """Reads and checks the files of one city.

    `written`: these are the canonical files of a city, written by ourselves; they are kept as they are.
    """
    documents = Documents(files, shape_of, prefix)
    problems = list(documents.problems)
    if "city.yaml" not in documents:
        if "city.yaml" not in files:
            problems.append(documents.problem("city.missing", Text.named("formats.city.reader.no_file"), "city.yaml"))
        return CityReading(None, problems, documents)
    data = documents.plain("city.yaml")
    problems += [documents.located(problem) for problem in check_city(data)]
    canonical = {
        name: content.decode() if written else _canonical(documents, name, content)
        for name, content in sorted(files.items())
    }
    try:
        city = build_city(
            data,
            parameters=read_parameters(documents),
            streets=read_streets(documents),
            overlays={key: read_overlay(documents, name) for name, key in documents.names(r"overlays/(.+)\.yaml")},
            files=canonical,
            sha256=hashlib.sha256(_packed(canonical)).hexdigest(),
        )
    except ValueError as wrong:
        problems.append(documents.problem("city.value", Text(str(wrong)), "parameters.yaml#"))
        return CityReading(None, problems, documents)
    problems += [documents.located(problem) for problem in check_parts(city)]
    return CityReading(city, problems, documents)


def check_parts(city: CityData) -> Iterator[Problem]:
    """Dated values of one parameter must not overlap; street attributes must be named."""
    seen: dict[tuple[str | None, str], list[Any]] = {}
    for value in city.parameters:
        owner = f"services/{value.service}" if value.service else "city"
        for earlier in seen.setdefault((value.service, value.id), []):
            if earlier.valid.overlaps(value.valid):
                words = Text.named("formats.city.reader.overlap", name=value.id)
                yield Problem("city.overlap", words, f"parameters.yaml#/{owner}/{value.id}")
        seen[value.service, value.id].append(value)
    known = city.street_directory.attributes
    for number, street in enumerate(city.street_directory.streets):
        for part in street.parts:
            for key, named in part.attributes.items():
                if named not in known.get(key, {}):
                    words = Text.named("formats.city.reader.no_attribute", street=street.name, named=named, key=key)
                    yield Problem("city.street", words, f"streets.yaml#/streets/{number}")


def to_json(city: CityData) -> dict[str, Any]:
    """The whole city as plain data; `from_json` reads it back."""
    return {"format": FORMAT, "files": dict(city.files)}


def from_json(data: Mapping[str, Any]) -> CityData:
    """The city that `to_json` wrote. Error: `ValueError` for anything else."""
    files = data.get("files")
    if data.get("format") != FORMAT or not isinstance(files, Mapping):
        raise ValueError(Text.named("formats.city.reader.no_city"))
    found = _usable(read_files({str(name): str(text).encode() for name, text in files.items()}, written=True))
    if isinstance(found, CityData):
        return found
    raise ValueError("; ".join(str(problem) for problem in found))


def write_folder(city: CityData, folder: Path) -> None:
    """The city as `folder`. Existing files of the same name are replaced."""
    for name, text in city.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())


def _usable(read: CityReading) -> CityData | list[Problem]:
    errors = [problem for problem in read.problems if problem.severity == "error"]
    return read.city if read.city is not None and not errors else errors


def _canonical(documents: Documents, name: str, content: bytes) -> str:
    shape = shape_of(name)
    if shape is None or name not in documents:
        return content.decode(errors="replace")
    return yaml.write(shape.ordered(documents.plain(name)))


def _packed(files: Mapping[str, str]) -> bytes:
    return json.dumps(dict(files), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
