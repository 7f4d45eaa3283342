"""A folder or a bundle as a service package, or everything that is wrong with it, with file and line."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from allmende.domain.decisions import DecisionModel
from allmende.domain.forms import Form
from allmende.domain.package import Example, ServicePackage, ServiceSheet, Texts
from allmende.domain.package.texts import flatten
from allmende.domain.process import ProcessDefinition
from allmende.domain.values import Problem, Text
from allmende.formats import bpmn, dmn
from allmende.formats.package.documents import Documents
from allmende.formats.package.files import Files, load_folder, pack, unpack
from allmende.formats.package.form import FormReader
from allmende.formats.package.kinds import shape_of
from allmende.formats.package.sheet import BadBound, read_sheet
from allmende.formats.package.writer import canonical_files

LANGUAGES = ("de", "en", "de-leicht")
NEEDED = ("service.yaml", "form.yaml", "process.bpmn", "texts/de.yaml", "CHANGES.md")


@dataclass
class Read:
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


def read_files(files: Files, prefix: Callable[[str], str] = str, *, written: bool = False) -> Read:
    """Reads without judging how the parts fit together (`check_package` does that).

    `written`: these are the canonical files of a package, written by ourselves; they are kept as they are.
    """
    documents = Documents(files, shape_of, prefix)
    problems = list(documents.problems)
    problems += [
        documents.problem("package.missing", f"Es fehlt die Datei „{name}“.", name)
        for name in NEEDED
        if name not in files
    ]
    assembly = _Assembly(files, documents, problems, prefix, written)
    package = assembly.package()
    unsound = frozenset(name for name in files if shape_of(name) is not None and name not in documents)
    return Read(package, problems, documents, unsound, assembly.own_texts)


def read_folder(folder: Path | str) -> ServicePackage | list[Problem]:
    """The package in that folder, with the blocks and processes beside it; or the errors that make it unreadable."""
    read = open_folder(Path(folder))
    errors = [problem for problem in read.problems if problem.severity == "error"]
    return read.package if read.package is not None and not errors else errors


def open_folder(folder: Path) -> Read:
    """Like `read_folder`, keeping places and warnings for a check."""
    if not folder.is_dir():
        nothing = Documents({}, shape_of, str)
        return Read(
            None, [Problem("package.missing", Text(f"Den Ordner „{folder}“ gibt es nicht."), str(folder))], nothing
        )
    files, strange = load_folder(folder)

    def prefix(name: str) -> str:
        return str((folder.parent if name.startswith("_") else folder) / name)

    read = read_files(files, prefix)
    read.folder = folder
    read.problems[:0] = strange
    if read.package is not None and read.package.id != folder.name:
        words = f"Die Kennung „{read.package.id}“ muss wie der Ordner „{folder.name}“ heißen."
        read.problems.append(read.documents.problem("package.id", words, "service.yaml#/id"))
    return read


def from_bundle(blob: bytes) -> ServicePackage | list[Problem]:
    """The package that `to_bundle` wrote."""
    files = unpack(blob)
    if files is None:
        return [Problem("package.bundle", Text("Das ist kein Leistungspaket.", "This is no service package."))]
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
    own_texts: dict[str, str] = field(default_factory=dict)

    def package(self) -> ServicePackage | None:
        sheet = self._sheet()
        form, block_texts, blocks = self._form()
        process = self._bpmn("process.bpmn")
        if sheet is None or form is None or process is None:
            return None
        shared = self._shared(sheet)
        used = {name for name in self.files if not name.startswith("_")} | blocks
        used |= {name for name in self.files if any(name.startswith(f"_processes/{key}/") for key in shared)}
        canonical = self._canonical({name: self.files[name] for name in used})
        package = ServicePackage(
            sheet=sheet,
            form=form,
            process=process,
            texts=self._texts(block_texts, tuple(shared)),
            letters=self._letters(tuple(shared)),
            notices={},
            decisions=self._decisions(),
            shared=shared,
            examples=tuple(self._example(name, key) for name, key in self.documents.names(r"examples/(.+)\.yaml")),
            changes=self.files.get("CHANGES.md", b"").decode(errors="replace"),
            files=canonical,
            sha256=hashlib.sha256(pack(canonical)).hexdigest(),
        )
        return package.with_texts(package.texts)

    def _canonical(self, files: Files) -> Mapping[str, str]:
        if self.written:
            return {name: content.decode() for name, content in sorted(files.items())}
        return canonical_files(files, self.documents)

    def _sheet(self) -> ServiceSheet | None:
        if "service.yaml" not in self.documents:
            return None
        try:
            return read_sheet(self.documents.plain("service.yaml"))
        except BadBound as wrong:
            self.problems.append(self.documents.problem("sheet.bound", str(wrong), wrong.place))
            return None
        except ValueError as wrong:
            self.problems.append(self.documents.problem("sheet.period", str(wrong), "service.yaml#/tariffs"))
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
        found = bpmn.read(self.files[name], self.prefix(name))
        if isinstance(found, ProcessDefinition):
            return replace(found, xml=bpmn.write(found))
        self.problems += found
        return None

    def _decisions(self) -> DecisionModel | None:
        if "decisions.dmn" not in self.files:
            return None
        try:
            return dmn.read(self.files["decisions.dmn"])
        except dmn.DmnError as wrong:
            where = f"{self.prefix('decisions.dmn')}:{wrong.line or 1}"
            self.problems.append(Problem("package.decisions", Text(wrong.de, wrong.en), where))
            return None

    def _shared(self, sheet: ServiceSheet) -> dict[str, ProcessDefinition]:
        found = {}
        for key, version in sheet.processes.items():
            folder = f"_processes/{key}"
            about = (
                self.documents.plain(f"{folder}/process.yaml") if f"{folder}/process.yaml" in self.documents else None
            )
            if about is None or about["version"] != version:
                has = f" (es gibt Version {about['version']})" if about else ""
                words = f"Den gemeinsamen Ablauf „{key}“ in Version {version} gibt es nicht{has}."
                self.problems.append(self.documents.problem("package.process", words, f"service.yaml#/processes/{key}"))
                continue
            definition = self._bpmn(f"{folder}/process.bpmn")
            if definition is not None:
                found[key] = definition
        return found

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
            language=data.get("language") or "de",
            source=f"{name}#",
        )
