"""What things are called in either version: questions by their label, stations by their name, letters by subject."""

from __future__ import annotations

import re
from dataclasses import dataclass

from allmende.domain.decisions.model import DecisionTable, subexpressions
from allmende.domain.package.difference.change import OpenedPackage
from allmende.domain.values import Text

HOLE = re.compile(r"\{\{.*?\}\}")


def split(address: str) -> tuple[str, str, str]:
    """Scope, kind and name of an address: `_processes/x:node.y` → (`_processes/x`, `node`, `y`).

    >>> split("_processes/zahlung:node.warten"), split("field.weitere.kennzeichen")
    (('_processes/zahlung', 'node', 'warten'), ('', 'field', 'weitere.kennzeichen'))
    """
    scope, colon, inner = address.partition(":")
    if not colon or not scope.startswith("_"):
        scope, inner = "", address
    kind, _, name = inner.partition(".")
    return scope, kind, name


@dataclass(frozen=True, slots=True)
class DifferenceNames:
    """Names out of the new version, where it has none out of the old one."""

    old: OpenedPackage
    new: OpenedPackage

    def text(self, text_id: str, scope: str = "") -> Text | None:
        """A text of the package; of a block when `scope` names one."""
        for edition in (self.new, self.old):
            found = _scoped(edition, text_id, scope) if scope else edition.package.texts.find(text_id)
            if found and found["de"].strip():
                return Text(_line(found["de"]), _line(found.spoken("en")))
        return None

    def field(self, path: str, scope: str = "") -> Text:
        inner = path if scope.startswith("_blocks/") else f"field.{path}"
        return self.text(f"{inner}.label", scope) or Text(path)

    def option(self, path: str, option: str, scope: str = "") -> Text:
        inner = path if scope.startswith("_blocks/") else f"field.{path}"
        return self.text(f"{inner}.option.{option}", scope) or Text(option)

    def step(self, step_id: str) -> Text:
        return self.text(f"step.{step_id}.title") or Text(step_id)

    def notice(self, notice_id: str) -> Text:
        return self.text(f"notice.{notice_id}.subject") or Text(notice_id)

    def parameter(self, parameter_id: str) -> Text:
        return (
            self.text(f"parameter.{parameter_id}.label")
            or self.text(f"parameter.{parameter_id}.question")
            or Text(parameter_id)
        )

    def tariff(self, tariff_id: str) -> Text:
        return self.text(f"tariff.{tariff_id}.label") or self.text(f"fee.{tariff_id}") or Text(tariff_id)

    def ground(self, ground_id: str) -> Text:
        return self.text(f"ground.{ground_id}.title") or Text(ground_id)

    def node(self, node_id: str, scope: str = "") -> Text:
        address = f"{scope}:node.{node_id}" if scope else f"node.{node_id}"
        for edition in (self.new, self.old):
            part = edition.tree.get(address)
            if part is not None and part.data.get("name"):
                return Text(str(part.data["name"]))
        return self.text(f"process.{node_id}.name", scope) or Text(node_id)

    def table(self, table_id: str) -> tuple[str, DecisionTable] | None:
        """The decision a table answers and the table itself."""
        for edition in (self.new, self.old):
            model = edition.package.decisions
            for decision in model.decisions if model else ():
                for box in subexpressions(decision.expression):
                    if isinstance(box, DecisionTable) and box.id == table_id:
                        return decision.variable.name or decision.name or decision.id, box
        return None

    def where(self, scope: str) -> Text:
        """A remark behind a sentence about a shared block or process."""
        folder, _, name = scope.partition("/")
        if folder == "_blocks":
            return Text.named("package.difference.naming.block_x", x=name)
        if folder == "_processes":
            return Text.named("package.difference.naming.shared_process_x", x=name)
        return Text("")


def _scoped(edition: OpenedPackage, text_id: str, scope: str) -> Text | None:
    said = {
        language: str(part.data.get("value") or "")
        for language in ("de", "en")
        if (part := edition.tree.get(f"{scope}:text.{language}.{text_id}")) is not None
    }
    return Text.of(said) if said.get("de") else None


def _line(words: str) -> str:
    """The first line, short enough to stand in a sentence."""
    first = HOLE.sub("…", words.strip().split("\n", 1)[0])
    return first if len(first) <= 90 else f"{first[:89].rstrip()}…"
