"""form.yaml and blocks as a form: fields with paths, blocks unfolded, their words collected."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from allmende.domain.forms import FIELD_TYPES, Field, FieldCheck, Form, FormStep, Option
from allmende.domain.package.properties.form import FIELD, OPTION, STEP
from allmende.domain.package.properties.property import attributes
from allmende.domain.package.texts import flatten
from allmende.domain.values import Problem, Text
from allmende.formats.package.documents import Documents
from allmende.formats.schemas.shapes import did_you_mean

STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
NOTHING = Text("")

Plain = Mapping[str, Any]


@dataclass
class FormReader:
    """Builds the form of one package. `texts` collects the words of used blocks, `used` their files."""

    documents: Documents
    problems: list[Problem] = field(default_factory=list)
    texts: dict[str, dict[str, str]] = field(default_factory=lambda: {"de": {}, "en": {}, "de-leicht": {}})
    used: set[str] = field(default_factory=set)

    def form(self) -> Form:
        """The form; labels are empty until texts are laid on."""
        steps = self.documents.plain("form.yaml")["steps"]
        return Form(tuple(self._step(step, f"form.yaml#/steps/{number}") for number, step in enumerate(steps)))

    def _step(self, step: Plain, source: str) -> FormStep:
        fields = tuple(self._fields(step["fields"], "", f"{source}/fields"))
        return FormStep(**{**attributes(STEP.properties, step, FormStep), "fields": fields}, source=source)

    def _fields(self, items: list[Plain], prefix: str, source: str) -> Iterator[Field]:
        for number, item in enumerate(items):
            at = f"{source}/{number}"
            if "use" in item:
                yield from self._block(item, prefix, at)
            else:
                yield self.field(item, prefix, at)

    def field(self, item: Plain, prefix: str, source: str) -> Field:
        """One field. `prefix` is the path of the group around it, with a dot."""
        path = f"{prefix}{item['id']}"
        kind = item["type"]
        own = {
            "required": kind == "declaration",
            **attributes(FIELD.properties, item, Field),
            "purpose": None,  # its words come with the texts
            "checks": tuple(FieldCheck(key, str(rule), NOTHING) for key, rule in (item.get("checks") or {}).items()),
            "options": tuple(_option(option) for option in item.get("options") or ()),
            "minimum": self._bound(item.get("minimum"), kind, f"{source}/minimum"),
            "maximum": self._bound(item.get("maximum"), kind, f"{source}/maximum"),
            "fields": tuple(self._fields(item.get("fields") or [], f"{path}.", f"{source}/fields")),
        }
        return Field(**own, path=path, source=source)

    def _bound(self, raw: Any, kind: str, source: str) -> Decimal | date | None:
        if raw is None:
            return None
        bound = FIELD_TYPES[kind].bound
        if bound is None:
            words = Text.named("formats.package.form.no_bounds", kind=kind)
            self.problems.append(self.documents.problem("form.property", words, source))
            return None
        try:
            return bound.read(str(raw))
        except (ValueError, ArithmeticError):
            words = Text.named("formats.package.form.bad_bound", said=raw, kind=kind)
            self.problems.append(self.documents.problem("form.bound", words, source))
            return None

    def _block(self, item: Plain, prefix: str, source: str) -> Iterator[Field]:
        """The fields of a block, renamed, reduced and changed as the package says."""
        name, _, version = item["use"].partition("@")
        file = self._block_file(name, int(version))
        if file is None:
            words = Text.named(
                "formats.package.form.no_block", block=item["use"], near=did_you_mean(name, tuple(self._block_names()))
            )
            self.problems.append(self.documents.problem("form.block", words, f"{source}/use"))
            return
        self.used.add(file)
        block = self.documents.plain(file)
        ids = [one["id"] for one in block["fields"] if "id" in one]
        self._check_names(item, ids, source)
        lead = f"{item['as']}_" if item.get("as") else ""
        renamed = {key: f"{lead}{key}" for key in ids}
        for number, one in enumerate(block["fields"]):
            if "use" in one:
                words = Text.named("formats.package.form.block_in_block")
                self.problems.append(self.documents.problem("form.block", words, f"{file}#/fields/{number}"))
            elif _is_kept(one["id"], item):
                yield self.field(
                    _adapted(one, item, renamed),
                    prefix,
                    f"{source}/set/{one['id']}" if one["id"] in (item.get("set") or {}) else f"{file}#/fields/{number}",
                )
        self._take_texts(block["texts"], renamed, prefix)

    def _block_file(self, name: str, version: int) -> str | None:
        for file in (f"_blocks/{name}.yaml", f"_blocks/{name}@{version}.yaml"):
            if file in self.documents and self.documents.plain(file)["version"] == version:
                return file
        return None

    def _block_names(self) -> Iterator[str]:
        for _, name in self.documents.names(r"_blocks/([a-z][a-z0-9_]*)\.yaml"):
            yield name

    def _check_names(self, item: Plain, ids: list[str], source: str) -> None:
        for key in ("only", "omit", "set"):
            for name in item.get(key) or ():
                if name not in ids:
                    words = Text.named(
                        "formats.package.form.no_field",
                        block=item["use"],
                        name=name,
                        near=did_you_mean(name, tuple(ids)),
                    )
                    self.problems.append(self.documents.problem("form.block", words, f"{source}/{key}"))

    def _take_texts(self, texts: Plain, renamed: Mapping[str, str], prefix: str) -> None:
        for language, tree in texts.items():
            for text_id, words in flatten(tree or {}):
                head, dot, rest = text_id.partition(".")
                self.texts[language][f"field.{prefix}{renamed.get(head, head)}{dot}{rest}"] = words


def _is_kept(name: str, item: Plain) -> bool:
    return name in item["only"] if item.get("only") else name not in (item.get("omit") or ())


def _adapted(plain: Plain, item: Plain, renamed: Mapping[str, str]) -> dict[str, Any]:
    """A block's field as the package uses it: own properties laid over, names exchanged, condition added."""
    own = (item.get("set") or {}).get(plain["id"], {})
    changed = {**_renamed(plain, renamed), **own, "id": renamed[plain["id"]], "type": own.get("type", plain["type"])}
    if item.get("when"):
        inner = changed.get("when")
        changed["when"] = f"({item['when']}) and ({inner})" if inner else item["when"]
    return changed


def _renamed(plain: Plain, renamed: Mapping[str, str]) -> dict[str, Any]:
    if all(old == new for old, new in renamed.items()):
        return dict(plain)
    result = dict(plain)
    for key in ("when", "required", "default", "expression"):
        if isinstance(result.get(key), str):
            result[key] = _reworded(result[key], renamed)
    if result.get("checks"):
        result["checks"] = {key: _reworded(str(rule), renamed) for key, rule in result["checks"].items()}
    if result.get("fields"):
        result["fields"] = [_renamed(inner, renamed) for inner in result["fields"]]
    return result


def _reworded(text: str, renamed: Mapping[str, str]) -> str:
    """An expression with names exchanged; strings and what follows a dot are left alone."""
    words = re.compile(r"(?<![.\w])(" + "|".join(map(re.escape, renamed)) + r")(?!\w)")
    parts: list[str] = []
    at = 0
    for found in STRING.finditer(text):
        parts += [words.sub(lambda name: renamed[name[1]], text[at : found.start()]), found[0]]
        at = found.end()
    parts.append(words.sub(lambda name: renamed[name[1]], text[at:]))
    return "".join(parts)


def _option(option: Any) -> Option:
    if isinstance(option, Mapping):
        return Option(str(option["id"]), NOTHING, **attributes(OPTION.properties, option, Option))
    return Option(str(option), NOTHING)
