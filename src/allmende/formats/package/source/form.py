"""form.yaml and the blocks of a source → form.yaml and blocks of the exchange form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from allmende.domain.package.texts import flatten
from allmende.domain.values import Text
from allmende.formats.package.source.nodes import get, items, made, mapping, merged, plain
from allmende.formats.package.source.source import Source
from allmende.formats.schemas.base import did_you_mean
from allmende.formats.schemas.shapes import Shape, check
from allmende.formats.schemas.source_form import SOURCE_BLOCK, SOURCE_FORM
from allmende.formats.yaml import YamlNode

Classic = dict[str, Any]

SPELLED_OUT = {
    "needed_to": ("required", "needed_to"),
    "is": ("expression",),
    "rows": ("min_rows", "max_rows"),
    "upload": ("accept", "max_size"),
}
"""Keys with other names in the exchange form, for taking back with `null` what a block says."""


def expand_form(source: Source) -> YamlNode | None:
    """form.yaml spelled out; None where the source has none or it is not sound (its problems are noted)."""
    part = source.part("form")
    if part is None or not _sound(source, part, SOURCE_FORM):
        return None
    fields = _Fields(source, mapping(get(part, "uploads")), _purposes(get(source.part("texts"), "de", "field")))
    steps = [_step(step_id, node, fields) for step_id, node in mapping(get(part, "steps")).items()]
    return made({"steps": steps}, part.place)


def expand_blocks(source: Source) -> dict[str, YamlNode]:
    """Every sound block beside the package as `_blocks/person.yaml` spelled out.

    One that is spelled out already stays: a folder may hold packages of both forms, and they share their blocks.
    """
    blocks = {f"_blocks/{name}.yaml": node for name, node in source.all_shared("_blocks").items()}
    spelled_out = {path: node for path, node in blocks.items() if "id" in mapping(node)}
    thin = {path: node for path, node in blocks.items() if path not in spelled_out}
    return spelled_out | {
        path: _block(source, node) for path, node in thin.items() if _sound(source, node, SOURCE_BLOCK)
    }


def _sound(source: Source, node: YamlNode, shape: Shape) -> bool:
    wrong = check(shape, node)
    source.problems += wrong
    return not wrong


def _block(source: Source, node: YamlNode) -> YamlNode:
    fields = _Fields(source, mapping(get(node, "uploads")), _purposes(get(node, "texts", "de")))
    keys = mapping(node)
    return made(
        {
            "id": keys["block"],
            "version": keys["version"],
            "fields": fields.spelled_out(keys["fields"]),
            "texts": keys["texts"],
        },
        node.place,
    )


def _purposes(texts: YamlNode | None) -> frozenset[str]:
    """Paths of the fields whose words say why they are asked."""
    ids = (text_id for text_id, _ in flatten(plain(texts)))
    return frozenset(text_id.removesuffix(".purpose") for text_id in ids if text_id.endswith(".purpose"))


def _step(step_id: str, node: YamlNode, fields: _Fields) -> YamlNode:
    if not isinstance(node.value, dict):
        return made({"id": step_id, "fields": fields.spelled_out(node)}, node.place)
    own = {key: item for key, item in node.value.items() if key in ("role", "when")}
    return made({"id": step_id, **own, "fields": fields.spelled_out(node.value["fields"])}, node.place)


@dataclass(frozen=True)
class _Fields:
    """Spells out the fields of one form or block.

    uploads   named limits of files (`scan`)
    purposes  paths of fields with words for their purpose
    prefix    path of the group around the fields, with a dot
    """

    source: Source
    uploads: Mapping[str, YamlNode]
    purposes: frozenset[str]
    prefix: str = ""

    def spelled_out(self, fields: YamlNode) -> YamlNode:
        found = (self._use(item) if "use" in mapping(item) else self._field(item) for item in items(fields))
        return YamlNode([item for item in found if item is not None], fields.place)

    def _field(self, item: YamlNode) -> YamlNode:
        (kind, field_id), *more = mapping(item).items()
        path = f"{self.prefix}{field_id.value}"
        classic: Classic = {"id": field_id, "type": kind} | self._properties(dict(more), path)
        if path in self.purposes:
            classic["purpose"] = True
        return made(classic, item.place)

    def _properties(self, written: Mapping[str, YamlNode], path: str) -> Classic:
        """The keys of a field after its head. What an upload preset says yields to the field's own keys."""
        found: Classic = dict(self._preset(written["upload"])) if "upload" in written else {}
        for key, node in written.items():
            if node.value is None:
                found |= dict.fromkeys(SPELLED_OUT.get(key, (key,)), node)
            elif key != "upload":
                found |= self._property(key, node, path)
        return found

    def _property(self, key: str, node: YamlNode, path: str) -> Classic:
        match key:
            case "needed_to":
                return _needed(node)
            case "options":
                return {"options": [_option(option) for option in items(node)]}
            case "options_from":
                return self._options_from(node)
            case "default":
                return {"default": _expression(node)}
            case "is":
                return {"expression": node}
            case "rows":
                least, most = (made(int(number), node.place) for number in str(node.value).split(" to "))
                return {"min_rows": least, "max_rows": most}
            case "fields":
                return {"fields": replace(self, prefix=f"{path}.").spelled_out(node)}
        return {key: node}

    def _preset(self, named: YamlNode) -> Mapping[str, YamlNode]:
        found = self.uploads.get(str(named.value))
        if found is None and named.value is not None:
            words = Text.named(
                "formats.package.source.form.no_upload",
                name=named.value,
                near=did_you_mean(str(named.value), tuple(self.uploads)),
            )
            self.source.complain("source.upload", words, named)
        return mapping(found)

    def _options_from(self, node: YamlNode) -> Classic:
        """A parameter with a fixed list: one option each, offered while the city's value holds it."""
        kind, _, name = str(node.value).partition(":")
        parameter = get(self.source.part("service"), "parameters", name) if kind == "parameter" else None
        options = items(get(parameter, "options"))
        if not options:
            return {"options_from": node}
        return {
            "options": [
                made({"id": option, "when": f'list contains(parameter.{name}, "{option.value}")'}, node.place)
                for option in options
            ]
        }

    def _use(self, item: YamlNode) -> YamlNode | None:
        """A block as used: its own checks stay where the package adds some."""
        block = self.source.shared("_blocks", mapping(item)["use"])
        if block is None:
            return None
        used = dict(mapping(item))
        if "set" in used:
            used["set"] = self._changes(used["set"], block)
        return made(used, item.place)

    def _changes(self, changes: YamlNode, block: YamlNode) -> YamlNode:
        found = {field_id: self._change(field_id, change, block) for field_id, change in mapping(changes).items()}
        return YamlNode(found, changes.place, changes.keys)

    def _change(self, field_id: str, change: YamlNode, block: YamlNode) -> YamlNode:
        written = dict(mapping(change))
        known = _checks(block, field_id)
        if known is not None and "checks" in written:
            written["checks"] = merged(known, written["checks"])
        found = self._properties(written, field_id)
        if "required" in found:
            found.setdefault("needed_to", made("submit", change.place))
        return made(found, change.place)


def _needed(node: YamlNode) -> Classic:
    """`submit`, `decide` or `none`, or one of the first two with a condition: whether an answer is needed, and for what.

    Needed to submit is what the exchange form means where it says nothing else.
    """
    strength, condition = next(iter(mapping(node).items()), (str(node.value), None))
    required = condition or made(strength != "none", node.place)
    return {"required": required} | ({"needed_to": made("decide", node.place)} if strength == "decide" else {})


def _option(node: YamlNode) -> YamlNode:
    if not isinstance(node.value, dict):
        return node
    option_id, more = next(iter(node.value.items()))
    when = get(more, "when")
    place = node.keys.get(option_id, node.place)
    return made(option_id, place) if when is None else made({"id": option_id, "when": when}, place)


def _expression(node: YamlNode) -> YamlNode:
    """FEEL after `= `; words become a string, numbers and truths stay."""
    if not isinstance(node.value, str):
        return node
    return made(node.value[2:] if node.value.startswith("= ") else quoted(node.value), node.place)


def quoted(words: str) -> str:
    """Words as a FEEL string.

    >>> quoted('einfach')
    '"einfach"'
    """
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _checks(block: YamlNode, field_id: str) -> YamlNode | None:
    for item in items(get(block, "fields")):
        keys = mapping(item)
        if keys and next(iter(keys.values())).value == field_id:
            return keys.get("checks")
    return None
