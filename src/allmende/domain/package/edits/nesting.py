"""What may stand where: an edit from outside cannot put in a part that nobody would ever write down again."""

from __future__ import annotations

from collections.abc import Mapping

from allmende.domain.package.edits.parts import PackagePart

INSIDE: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("parameter", "tariff", "deadline", "applicant", "ground"), ("service",)),
    "amount": ("tariff",),
    "step": ("form",),
    "field": ("step", "field", "form"),
    "use": ("step", "field"),
    "setting": ("use",),
    "option": ("field",),
    "check": ("field",),
    **dict.fromkeys((f"{part} block" for part in ("operative", "reasons", "ancillary", "information")), ("notice",)),
    "text": ("texts",),
    "table": ("decisions",),
    "literal": ("decisions",),
    "rule": ("table",),
    "node": ("process",),
    "flow": ("process",),
    **dict.fromkeys(
        ("service", "form", "notice", "process", "decisions", "texts", "example", "about", "file"), ("package",)
    ),
}
"""Kind of a part → kinds of what may be around it."""

NAMED_BY_ADDRESS = frozenset(
    (
        "parameter",
        "tariff",
        "deadline",
        "applicant",
        "ground",
        "step",
        "field",
        "option",
        "setting",
        "rule",
        "node",
        "flow",
    )
)
"""Their id is the end of the address; it is no property besides."""
PARTS_OF: Mapping[str, tuple[str, ...]] = {
    "field": ("options", "checks", "fields"),
    "use": ("set",),
    "form": ("steps", "fields", "texts"),
    "step": ("fields",),
    "tariff": ("values",),
    "service": ("parameters", "tariffs", "deadlines", "applicants", "refusal_grounds"),
    "notice": ("operative", "reasons", "ancillary", "information"),
}
"""What are parts of their own is no property."""
FREE = frozenset(("text", "node", "flow", "rule", "table", "literal", "file"))
"""Ids of these may hold dots."""


def fits(part: PackagePart, parent: PackagePart) -> bool:
    """May a part of this kind and address stand inside that one?"""
    if parent.kind not in INSIDE.get(part.kind, ()):
        return False
    lead = _lead(part, parent)
    name = part.address.removeprefix(lead)
    good = part.address.startswith(lead) and bool(name) and ":" not in name and (part.kind in FREE or "." not in name)
    return good and all(is_property(part.kind, name) for name in part.data)


def is_property(kind: str, name: str) -> bool:
    """May a part of this kind have a property of that name?"""
    if name == "id" and kind in NAMED_BY_ADDRESS:
        return False
    return name not in PARTS_OF.get(kind, ())


def _lead(part: PackagePart, parent: PackagePart) -> str:
    """How the address of such a part begins."""
    scope = parent.address.rpartition(":")[0] if parent.address.startswith("_") else ""
    if parent.kind == "package":
        return _lead_of_top(part)
    lead = f"{scope}:" if scope else ""
    own = parent.address.removeprefix(lead)
    match part.kind:
        case "amount":
            return f"{parent.address}.from."
        case "option" | "check":
            return f"{parent.address}.{part.kind}."
        case "field" | "setting":
            return f"{parent.address}." if parent.kind == "field" else _lead_of_setting(part, lead)
        case "text":
            return f"{lead}text.{own.removeprefix('texts.')}."
        case "rule":
            return f"{lead}rule.{own.removeprefix('table.')}."
    if part.kind.endswith(" block"):
        return f"{parent.address}.{part.kind.removesuffix(' block')}."
    return f"{lead}{part.kind}."


def _lead_of_setting(part: PackagePart, lead: str) -> str:
    """What is set on a block's question inside a group carries the group's path."""
    head, dot, _ = part.address.rpartition(".")
    return f"{head}." if part.kind == "setting" and dot and head.startswith(f"{lead}field") else f"{lead}field."


def _lead_of_top(part: PackagePart) -> str:
    """Top parts: one of a kind, or with a name of their own."""
    if part.kind == "file":
        return "file:"
    scope, colon, inner = part.address.rpartition(":")
    lead = f"{scope}:" if colon and scope.startswith(("_blocks/", "_processes/")) else ""
    if part.kind in ("notice", "texts", "example"):
        return f"{lead}{part.kind}."
    return part.address[:-1] if inner == part.kind and bool(lead) == bool(colon) else f"{lead}{part.kind}!"
