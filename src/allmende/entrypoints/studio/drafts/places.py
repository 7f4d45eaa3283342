"""From where a check points to (`form.yaml#/steps/0/fields/2/when`) to the part a person can open, and its property."""

from __future__ import annotations

import re
from collections.abc import Iterator

from allmende.domain.decisions.model import DecisionTable, LiteralExpression, subexpressions
from allmende.domain.package.difference import OpenedPackage
from allmende.domain.package.edits import PackagePart, Tree, author
from allmende.domain.process import ProcessDefinition
from allmende.entrypoints.studio.drafts.wording import texts_of

LISTS = {
    "parameters": "parameter",
    "tariffs": "tariff",
    "deadlines": "deadline",
    "applicants": "applicant",
    "refusal_grounds": "ground",
}
OWNERS = ("field", "step", "parameter", "ground", "tariff", "notice", "process", "service")


def place_of(edition: OpenedPackage, where: str) -> tuple[str, str]:
    """Address of the part and name of the property; both empty where it concerns the whole or points nowhere."""
    name, _, rest = where.partition("#")
    tree = edition.tree
    if f"file:{name}" in tree:
        return f"file:{name}", "text"
    if re.search(r"\.bpmn:[0-9]+$", where):
        return _station(edition, where), ""
    if name == "decisions.dmn":
        return _decision(edition, int(rest) if rest.isdecimal() else 0), ""
    path = [step for step in rest.split("/") if step]
    scope, _, file = name.rpartition("/") if name.startswith("_") else ("", "", name)
    if name.startswith("_blocks/"):
        return _question(tree, f"{name.removesuffix('.yaml')}:form", path)
    return _in_file(tree, f"{scope}:" if scope else "", file or name, path)


def _in_file(tree: Tree, scope: str, file: str, path: list[str]) -> tuple[str, str]:
    if file == "service.yaml":
        return _sheet(tree, path)
    if file == "form.yaml":
        return _question(tree, "form", path[1:]) if path[:1] != ["steps"] else _step(tree, path[1:])
    for folder, kind in (("notices/", "notice"), ("examples/", "example")):
        if folder in f"/{file}":
            return f"{scope}{kind}.{_stem(file)}", ""
    if "texts/" in f"/{file}" and path:
        return owner_of_text(tree, ".".join(path), _stem(file), scope), ""
    return "", ""


def _stem(file: str) -> str:
    return file.rpartition("/")[2].rpartition(".")[0]


def _sheet(tree: Tree, path: list[str]) -> tuple[str, str]:
    kind = LISTS.get(path[0]) if path else None
    if kind and len(path) > 1 and path[1].isdecimal():
        parts = tree.inside("service", kind)
        if int(path[1]) < len(parts):
            return parts[int(path[1])].address, path[2] if len(path) > 2 else ""
    return "service", path[0] if path else ""


def _step(tree: Tree, path: list[str]) -> tuple[str, str]:
    steps = tree.inside("form", "step")
    if not path or not path[0].isdecimal() or int(path[0]) >= len(steps):
        return "form", ""
    step = steps[int(path[0])]
    return _question(tree, step.address, path[1:])


def _question(tree: Tree, parent: str, path: list[str]) -> tuple[str, str]:
    """`fields/2/options/1/when` inside a step, a group or a block."""
    if path[:1] != ["fields"] or len(path) < 2 or not path[1].isdecimal() or parent not in tree:
        return (parent if parent in tree else ""), (path[0] if path else "")
    items = [part for part in tree.inside(parent) if part.kind in ("field", "use")]
    if int(path[1]) >= len(items):
        return parent, ""
    found, more = items[int(path[1])], path[2:]
    if found.kind == "use":
        return _used(tree, found, more)
    if more[:1] == ["fields"]:
        return _question(tree, found.address, more)
    for name, kind in (("options", "option"), ("checks", "check")):
        if more[:1] == [name] and len(more) > 1:
            return _inside(tree, found, kind, more[1]), more[2] if len(more) > 2 else ""
    return found.address, more[0] if more else ""


def _inside(tree: Tree, part: PackagePart, kind: str, key: str) -> str:
    parts = tree.inside(part.address, kind)
    if key.isdecimal() and int(key) < len(parts):
        return parts[int(key)].address
    named = f"{part.address}.{kind}.{key}"
    return named if named in tree else part.address


def _used(tree: Tree, use: PackagePart, path: list[str]) -> tuple[str, str]:
    if path[:1] == ["set"] and len(path) > 1:
        prefix = f"{use.data['as']}_" if use.data.get("as") else ""
        found = next(
            (one.address for one in tree.inside(use.address) if one.address.endswith(f"{prefix}{path[1]}")), ""
        )
        return found or use.address, path[2] if len(path) > 2 else ""
    return use.address, path[0] if path else ""


def owner_of_text(tree: Tree, text_id: str, language: str = "de", scope: str = "") -> str:
    """The part whose form asks for this text; the text itself where no part does."""
    names = text_id.split(".")
    for end in range(len(names), 0, -1):
        for address in _candidates(scope, names[:end]):
            there = address in tree or author.block_of(tree, address) is not None
            if there and any(text.id == text_id for text in texts_of(tree, address)):
                return address
    if names[0] == "notice" and len(names) > 1:
        top = f"{scope}notice.{names[1]}"
        for block in tree.inside(top) if top in tree else ():
            if any(text.id == text_id for text in texts_of(tree, block.address)):
                return block.address
    return f"{scope}text.{language}.{text_id}"


def _candidates(scope: str, names: list[str]) -> Iterator[str]:
    if names[0] not in OWNERS:
        return
    if names == ["service"]:
        yield f"{scope}service"
    elif names[0] == "process":
        yield f"{scope}node.{'.'.join(names[1:])}"
    else:
        yield f"{scope}{'.'.join(names)}"


def _station(edition: OpenedPackage, where: str) -> str:
    source, _, line = where.rpartition(":")
    for key, definition in {"": edition.package.process, **edition.package.shared}.items():
        if definition.source == source:
            scope = f"_processes/{key}:" if key else ""
            return _at_line(definition, int(line), scope)
    return "process"


def _at_line(definition: ProcessDefinition, line: int, scope: str) -> str:
    for node in definition.nodes.values():
        if node.line == line:
            return f"{scope}node.{node.id}"
    for flow in definition.flows:
        if flow.line == line:
            return f"{scope}flow.{flow.id}"
    return f"{scope}process"


def _decision(edition: OpenedPackage, line: int) -> str:
    """The rule, table or expression that stands at that line or nearest above it."""
    best, best_line = "decisions", 0
    model = edition.package.decisions
    for decision in model.decisions if model else ():
        for box in subexpressions(decision.expression):
            found = [(box.line, f"table.{box.id}" if isinstance(box, DecisionTable) else f"literal.{box.id}")]
            if isinstance(box, DecisionTable):
                found += [(rule.line, f"rule.{box.id}.{rule.id}") for rule in box.rules]
            elif not isinstance(box, LiteralExpression):
                continue
            for number, address in found:
                if best_line <= number <= line and address in edition.tree:
                    best, best_line = address, number
    return best
