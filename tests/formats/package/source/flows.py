"""Sources for tests of processes: a package of the repository, or a few lines of a process."""

from __future__ import annotations

from pathlib import Path

from allmende.formats.package.source.flow import ProcessSource, expand_process
from allmende.formats.package.source.processes import expand_shared_process
from allmende.formats.package.source.source import Source, read_source

ROOT = Path(__file__).parents[4]
SERVICES = ROOT / "services"


def package(name: str, variant: str | None = None) -> Source:
    """A package's files with the patterns and shared processes beside them."""
    files = {str(path.relative_to(SERVICES / name)): path.read_bytes() for path in (SERVICES / name).rglob("*.yaml")}
    files |= patterns() | processes() | registers() | blocks()
    source = read_source(files)
    source.variant = variant
    return source


def patterns() -> dict[str, bytes]:
    return {f"_patterns/{path.name}": path.read_bytes() for path in (SERVICES / "_patterns").glob("*.yaml")}


def blocks() -> dict[str, bytes]:
    return {f"_blocks/{path.name}": path.read_bytes() for path in (SERVICES / "_blocks").glob("*.yaml")}


def registers() -> dict[str, bytes]:
    return {f"_registers/{path.name}": path.read_bytes() for path in (SERVICES / "_registers").glob("*.yaml")}


def processes() -> dict[str, bytes]:
    """The shared processes in their exchange form, as a package gets them."""
    found: dict[str, bytes] = {}
    for path in (SERVICES / "_processes").glob("*.yaml"):
        made, problems = expand_shared_process(path.read_bytes(), path.name)
        assert problems == []
        found |= {f"_processes/{path.stem}/{name}": content for name, content in made.items()}
    return {name: content for name, content in found.items() if "/process." in name}


def written(process: str, **more: str) -> Source:
    """A source of a few lines: `process.yaml`, and other files by their names (`_patterns__x` → `_patterns/x.yaml`)."""
    files = {f"{name.replace('__', '/')}.yaml": text.encode() for name, text in more.items()}
    files.setdefault("service.yaml", b"id: probe\n")
    return read_source({**patterns(), **processes(), **registers(), **files, "process.yaml": process.encode()})


def refused(source: Source) -> dict[str, str]:
    """Code → `file:line words` of every problem met while the process is expanded."""
    expand_process(source)
    return {problem.code: f"{problem.where} {problem.text['de']}" for problem in source.problems}


def expanded(source: Source) -> ProcessSource:
    """The flow of a source without a problem."""
    flow = expand_process(source)
    assert source.problems == []
    return flow
