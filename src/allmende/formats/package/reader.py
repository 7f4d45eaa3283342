"""A folder or a bundle as a service package, or everything that is wrong with it, with file and line."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from allmende.domain.decisions import DecisionModel
from allmende.domain.forms import Form
from allmende.domain.package import Example, ServicePackage, ServiceSheet, Texts
from allmende.domain.package.texts import flatten
from allmende.domain.process import ProcessDefinition, named_registers
from allmende.domain.registers import RegisterSpec
from allmende.domain.values import Problem, Text
from allmende.formats import bpmn, dmn, yaml
from allmende.formats.package.documents import Documents
from allmende.formats.package.files import (
    CHANGES,
    SOURCE,
    THIN_BLOCK,
    Files,
    find_package,
    load_package,
    pack,
    place_of,
    unpack,
)
from allmende.formats.package.form import FormReader
from allmende.formats.package.kinds import shape_of
from allmende.formats.package.registers import read_register, with_named
from allmende.formats.package.sheet import BadBound, read_sheet
from allmende.formats.package.source import Expanded, Source, expand, open_source, read_source
from allmende.formats.package.source.form import expand_blocks
from allmende.formats.package.writer import canonical_files, expanded_files

LANGUAGES = ("de", "en", "de-leicht")
SOURCE_FORM = "1"
"""The version of the expansion: it changes when the same source would give other exchange files."""
FORM_FILE = f"{SOURCE}form"
NEEDED = ("service.yaml", "form.yaml", "process.bpmn", "texts/de.yaml", "CHANGES.md")


@dataclass
class PackageReading:
    """What could be read: the package when its parts are there, and every problem found on the way."""

    package: ServicePackage | None
    problems: list[Problem]
    documents: Documents
    unsound: frozenset[str] = frozenset()
    """Files that were there but could not be read."""
    own_texts: Mapping[str, str] = field(default_factory=dict)
    """Ids of the package's own texts (not of blocks and shared processes) with the file that has them."""
    folder: Path | None = None

    @property
    def speaks(self) -> bool:
        """Could all texts be read? Without them every other text would seem to be missing."""
        return all(f"texts/{language}.yaml" not in self.unsound for language in LANGUAGES)


def read_files(
    files: Files, prefix: Callable[[str], str] = str, *, written: bool = False, variant: str | None = None
) -> PackageReading:
    """Reads without judging how the parts fit together (`check_package` does that).

    `written`: these are the canonical files of a package, written by ourselves; they are kept as they are.
    A source in the thin form is expanded; exchange files beside it are then those that the source says.
    `variant`: which of several packages the source is read as; of a release its own id says it.
    """
    if not written and source_form(files) == SOURCE_FORM:
        return _read_source(files, prefix, variant or _id_in(files))
    blocks = {name: content for name, content in files.items() if name.startswith("_blocks/") and not written}
    thin = {name: content for name, content in blocks.items() if THIN_BLOCK.search(content)}
    library = read_source(thin, prefix)
    documents = Documents({name: content for name, content in files.items() if name not in thin}, shape_of, prefix)
    documents.take(expand_blocks(library), shape_of)
    problems = [*library.problems, *documents.problems]
    problems += [
        documents.problem("package.missing", Text.named("formats.package.reader.no_file", name=name), name)
        for name in NEEDED
        if name not in files
    ]
    assembly = _Assembly(files, documents, problems, prefix, written)
    package = assembly.package()
    unsound = frozenset(name for name in files if shape_of(name) is not None and name not in documents)
    return PackageReading(package, problems, documents, unsound, assembly.own_texts)


def source_form(files: Files) -> str | None:
    """The version of the expansion a source was written for; None where the package has no source.

    A release made by another version of the expansion is read by its exchange files alone.
    """
    if not any(name.startswith(SOURCE) for name in files):
        return None
    return files.get(FORM_FILE, SOURCE_FORM.encode()).decode(errors="replace").partition("\n")[0].strip()


def _read_source(files: Files, prefix: Callable[[str], str], variant: str | None) -> PackageReading:
    """The package that a source in the thin form expands to."""
    shared = {name: content for name, content in files.items() if name.startswith("_processes/")}
    thin = {name.removeprefix(SOURCE): content for name, content in files.items() if name.startswith(SOURCE)}
    if prefix is str:
        source, expanded = open_source({**thin, **shared}, variant)
    else:
        source = read_source({**thin, **shared}, lambda name: prefix(name if name in shared else f"{SOURCE}{name}"))
        source.variant = variant
        expanded = expand(source)
    if source.unread:
        return PackageReading(None, list(source.problems), Documents({}, shape_of, prefix))
    places = {"process.bpmn": source.file("process"), "decisions.dmn": source.file("decisions")}
    documents = Documents(shared, shape_of, lambda name: places.get(name) or prefix(name))
    documents.take(expanded.nodes, shape_of)
    changes = files.get(CHANGES, source.changes().encode())
    assembly = _Assembly(
        {**shared, CHANGES: changes},
        documents,
        [*expanded.problems, *documents.problems],
        prefix,
        source=source,
        expanded=expanded,
    )
    package = assembly.package()
    if told := yaml.causes(assembly.problems, _cut_values(source, assembly.problems)):
        return PackageReading(None, told, documents)
    unsound = frozenset(name for name in expanded.nodes if name not in documents)
    return PackageReading(package, assembly.problems, documents, unsound, assembly.own_texts)


def _cut_values(source: Source, problems: Iterable[Problem]) -> Iterator[Problem]:
    """Where quotes are missing; looked for in those files alone that have an error."""
    wrong = {problem.where.rpartition(":")[0] for problem in problems if problem.severity == "error"}
    for name, content in source.files.items():
        if source.prefix(name) in wrong:
            yield from yaml.find_cut_values(content, source.prefix(name))


def _id_in(files: Files) -> str | None:
    """The id of a release, where its exchange files are there."""
    documents = Documents({name: files[name] for name in ("service.yaml",) if name in files}, shape_of, str)
    return str(documents.plain("service.yaml")["id"]) if "service.yaml" in documents else None


def read_folder(folder: Path | str) -> ServicePackage | list[Problem]:
    """The package in that folder, with the blocks and processes beside it; or the errors that make it unreadable."""
    read = open_folder(Path(folder))
    errors = [problem for problem in read.problems if problem.severity == "error"]
    return read.package if read.package is not None and not errors else errors


def open_folder(folder: Path) -> PackageReading:
    """Like `read_folder`, keeping places and warnings for a check. `folder` is `services/<id>`, however the package lies there."""
    where = find_package(folder)
    if where is None:
        nothing = Documents({}, shape_of, str)
        return PackageReading(
            None,
            [Problem("package.missing", Text.named("formats.package.reader.no_folder", folder=folder), str(folder))],
            nothing,
        )
    files, strange = load_package(where)
    read = read_files(files, lambda name: str(place_of(where, name)), variant=where.variant)
    read.folder = where.path
    read.problems[:0] = strange
    if read.package is not None and read.package.id != folder.stem:
        words = Text.named("formats.package.reader.other_name", name=read.package.id, folder=folder.stem)
        read.problems.append(read.documents.problem("package.id", words, "service.yaml#/id"))
    return read


def from_bundle(blob: bytes) -> ServicePackage | list[Problem]:
    """The package that `to_bundle` wrote."""
    files = unpack(blob)
    if files is None:
        return [Problem("package.bundle", Text.named("formats.package.reader.package_bundle"))]
    read = read_files(files, written=True)
    errors = [problem for problem in read.problems if problem.severity == "error"]
    return read.package if read.package is not None and not errors else errors


def to_bundle(package: ServicePackage) -> bytes:
    """The whole package as one deterministic blob; its SHA-256 is `package.sha256`."""
    return pack(package.files)


@dataclass
class _Assembly:
    """Puts the parts of one package together. What is missing stays missing; the rest is still looked at."""

    files: Files
    documents: Documents
    problems: list[Problem]
    prefix: Callable[[str], str]
    written: bool = False
    source: Source | None = None
    expanded: Expanded | None = None
    own_texts: dict[str, str] = field(default_factory=dict)

    def package(self) -> ServicePackage | None:
        sheet = self._sheet()
        form, block_texts, blocks = self._form()
        process = self._process()
        if sheet is None or form is None or process is None:
            return None
        shared = self._shared(sheet)
        registers = self._registers((process, *shared.values()))
        used = {name for name in self.files if not name.startswith("_")} | blocks
        used |= {name for name in self.files if any(name.startswith(f"_processes/{key}/") for key in shared)}
        used |= {f"_registers/{key}.yaml" for key in registers}
        canonical = self._canonical({name: self.files[name] for name in used if name in self.files}, used)
        package = ServicePackage(
            sheet=sheet,
            form=form,
            process=process,
            texts=self._texts(block_texts, tuple(shared)),
            letters=self._letters(tuple(shared)),
            notices={},
            decisions=self._decisions(),
            shared=shared,
            registers=registers,
            examples=tuple(self._example(name, key) for name, key in self.documents.names(r"examples/(.+)\.yaml")),
            changes=self.files.get("CHANGES.md", b"").decode(errors="replace"),
            files=canonical,
            sha256=hashlib.sha256(pack(canonical)).hexdigest(),
        )
        return package.with_texts(package.texts)

    def _canonical(self, files: Files, used: set[str]) -> Mapping[str, str]:
        """Everything the package consists of; of shared files those it uses."""
        if self.written:
            return {name: content.decode() for name, content in sorted(files.items())}
        found = canonical_files(files, self.documents)
        if self.source is not None and self.expanded is not None:
            made = expanded_files(self.expanded, self.documents)
            found |= {name: text for name, text in made.items() if not name.startswith("_") or name in used}
            found |= {
                f"{SOURCE}{name}": content.decode(errors="replace").replace("\r\n", "\n")
                for name, content in self.source.files.items()
                if not name.startswith("_") or name in self.source.used
            }
            form = self.source.files.get(FORM_FILE.removeprefix(SOURCE), b"")
            remark = form.decode(errors="replace").partition("\n")[2].strip()
            found[FORM_FILE] = f"{SOURCE_FORM}\n{remark}".rstrip() + "\n"
        return dict(sorted(found.items()))

    def _process(self) -> ProcessDefinition | None:
        if self.expanded is None:
            return self._bpmn("process.bpmn")
        process = self.expanded.process
        return replace(process, xml=bpmn.write(process)) if process is not None else None

    def _sheet(self) -> ServiceSheet | None:
        if "service.yaml" not in self.documents:
            return None
        try:
            return read_sheet(self.documents.plain("service.yaml"))
        except BadBound as wrong:
            self.problems.append(self.documents.problem("sheet.bound", wrong.words, wrong.place))
            return None

    def _form(self) -> tuple[Form | None, Mapping[str, Mapping[str, str]], set[str]]:
        if "form.yaml" not in self.documents:
            return None, {}, set()
        reader = FormReader(self.documents)
        form = reader.form()
        self.problems += reader.problems
        return form, reader.texts, reader.used

    def _bpmn(self, name: str) -> ProcessDefinition | None:
        if name not in self.files:
            return None
        found = bpmn.read(bpmn.drawn(self.files[name], name), self.prefix(name))
        if isinstance(found, ProcessDefinition):
            return replace(found, xml=bpmn.write(found))
        self.problems += found
        return None

    def _decisions(self) -> DecisionModel | None:
        if self.expanded is not None:
            return self.expanded.decisions
        if "decisions.dmn" not in self.files:
            return None
        try:
            return dmn.read(self.files["decisions.dmn"])
        except dmn.DmnError as wrong:
            where = f"{self.prefix('decisions.dmn')}:{wrong.line or 1}"
            self.problems.append(Problem("package.decisions", wrong.words, where))
            return None

    def _shared(self, sheet: ServiceSheet) -> dict[str, ProcessDefinition]:
        found = {}
        for key, version in sheet.processes.items():
            folder = f"_processes/{key}"
            about = (
                self.documents.plain(f"{folder}/process.yaml") if f"{folder}/process.yaml" in self.documents else None
            )
            if about is None or about["version"] != version:
                has = Text.named("formats.package.reader.has_version", version=about["version"]) if about else ""
                words = Text.named("formats.package.reader.no_process", key=key, version=version, other=has)
                self.problems.append(self.documents.problem("package.process", words, f"service.yaml#/processes/{key}"))
                continue
            definition = self._bpmn(f"{folder}/process.bpmn")
            if definition is not None:
                found[key] = definition
        return found

    def _registers(self, processes: Iterable[ProcessDefinition]) -> dict[str, RegisterSpec]:
        """The registers described as data that a station asks or writes to."""
        named = {name for process in processes for name in named_registers(process)}
        described = [
            read_register(self.documents.plain(name)) for name, _ in self.documents.names(r"_registers/(.+)\.yaml")
        ]
        return with_named({spec.id: spec for spec in described}, named)

    def _texts(self, block_texts: Mapping[str, Mapping[str, str]], shared: tuple[str, ...]) -> Texts:
        """Words of blocks, then of shared processes, then the package's own, which win."""
        by_language: dict[str, dict[str, str]] = {}
        for language in LANGUAGES:
            words = dict(block_texts.get(language, {}))
            for folder in (*(f"_processes/{key}/" for key in shared), ""):
                name = f"{folder}texts/{language}.yaml"
                if name in self.documents:
                    found = dict(flatten(self.documents.plain(name)))
                    words |= found
                    if not folder:
                        self.own_texts.update({text_id: name for text_id in found if text_id not in self.own_texts})
            by_language[language] = words
        return Texts.of({language: words for language, words in by_language.items() if words})

    def _letters(self, shared: tuple[str, ...]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key in shared:
            for name, notice_id in self.documents.names(rf"_processes/{key}/notices/(.+)\.yaml"):
                found[notice_id] = self.documents.plain(name)
        for name, notice_id in self.documents.names(r"notices/(.+)\.yaml"):
            found[notice_id] = self.documents.plain(name)
        return found

    def _example(self, name: str, key: str) -> Example:
        data = self.documents.plain(name)
        cities = data.get("city") or "all"
        return Example(
            id=key,
            title=data["title"],
            today=data["today"],
            cities=tuple(cities) if isinstance(cities, list) else (cities,),
            steps=tuple(data["steps"]),
            applicant=data.get("applicant") or {},
            parameters=data.get("parameters") or {},
            registers=data.get("registers") or {},
            contests=data.get("contests") or {},
            language=data.get("language") or "de",
            source=f"{name}#",
        )
