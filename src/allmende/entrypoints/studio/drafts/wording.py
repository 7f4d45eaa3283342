"""Which texts belong to a part: a question's label and help, a letter's subject, a station's sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from allmende.domain.package.difference.naming import split
from allmende.domain.package.edits import PackagePart, Tree, author
from allmende.domain.package.properties.property import capital
from allmende.domain.package.properties.texts import WORDINGS, PartText
from allmende.domain.values import Text


@dataclass(frozen=True, slots=True)
class Said:
    """A text of a part: its id, what it is for, whether it must be there. `scope` goes before its address."""

    id: str
    label: Text
    needed: bool = False
    scope: str = ""
    block: tuple[str, str] | None = None
    """Where the words come from when the package says none of its own: scope and id in the shared block."""


def texts_of(tree: Tree, address: str) -> tuple[Said, ...]:
    """The texts of the part at this address, the most important first."""
    scope, _kind, name = split(address)
    lead = f"{scope}:" if scope else ""
    part = tree.get(address)
    real = part.kind if part is not None else "field"
    if real in ("field", "setting"):
        return tuple(_field(tree, address, lead, name))
    if real in ("option", "check"):
        label = (
            Text.named("studio.drafts.wording.option")
            if real == "option"
            else Text.named("studio.drafts.wording.message")
        )
        return (Said(_inner(lead, name), label, True, lead),)
    if real.endswith(" block") and part is not None:
        return tuple(_paragraph(part, lead, name))
    found = {
        "parameter": _parameter,
        "node": _node,
        "notice": _notice,
    }.get(real)
    if part is None:
        return ()
    kind = "process" if real == "node" else real
    at = kind if kind == "service" else f"{kind}.{name}"
    plain = ((f"{at}.{one.name}", _label(one), one.needed) for one in WORDINGS.get(kind, ()))
    more = found(part, name) if found else ()
    return tuple(Said(id_, label, needed, lead) for id_, label, needed in (*plain, *more))


def _label(part_text: PartText) -> Text:
    """The label in a form; what is written as a list says so."""
    called = capital(part_text.label)
    return Text.named("studio.drafts.wording.l_one_line", l=called) if part_text.lines else called


Triple = tuple[str, Text, bool]


def _inner(lead: str, name: str) -> str:
    """Blocks keep their texts without `field.`"""
    return name if lead.startswith("_blocks/") else f"field.{name}"


def _field(tree: Tree, address: str, lead: str, name: str) -> Iterator[Said]:
    data = tree[address].data if address in tree else {}
    at = _inner(lead, name)
    apart = {
        "pattern": bool(data.get("pattern")) or f"{lead}text.de.{at}.pattern" in tree,
        "row": data.get("type") == "group",
        "add": data.get("type") == "group",
    }
    home = author.block_of(tree, address)
    for one in WORDINGS["field"]:
        if apart.get(one.name, True):
            needed = (one.needed or one.name == "pattern") and home is None
            block = (_scope_of(tree, home[0]), f"{home[1]}.{one.name}") if home else None
            yield Said(f"{at}.{one.name}", _label(one), needed, lead, block)


def _scope_of(tree: Tree, use: PackagePart) -> str:
    """Scope of the block a use names: `_blocks/person:`, or `_blocks/person@1:` for an older version."""
    name, _, version = str(use.data["use"]).partition("@")
    older = f"_blocks/{name}@{version}:"
    return older if f"{older}form" in tree else f"_blocks/{name}:"


def _parameter(part: PackagePart, name: str) -> Iterator[Triple]:
    for option in part.data.get("options") or ():
        yield (
            f"parameter.{name}.option.{option}",
            Text.named("studio.drafts.wording.option_option", option=option),
            False,
        )


def _node(part: PackagePart, name: str) -> Iterator[Triple]:
    for outcome in str(part.data.get("option outcomes") or "").split():
        yield (
            f"process.{name}.outcome.{outcome}",
            Text.named("studio.drafts.wording.button_outcome", outcome=outcome),
            True,
        )
    message = part.data.get("message")
    if message and part.data.get("action") in ("notify", "invite_hearing"):
        yield f"message.{message}.subject", Text.named("studio.drafts.wording.subject_of_message"), True
        yield f"message.{message}.body", Text.named("studio.drafts.wording.text_of_message"), True


def _notice(part: PackagePart, name: str) -> Iterator[Triple]:
    for line in _ids(part.data.get("addressee")):
        yield f"notice.{name}.{line}", Text.named("studio.drafts.wording.address_line", line=line), True
    if part.data.get("fee"):
        yield f"notice.{name}.fee.act", Text.named("studio.drafts.wording.fee_for_what"), True
        yield f"notice.{name}.fee.basis", Text.named("studio.drafts.wording.fee_legal_basis"), True
        yield f"notice.{name}.fee.debtor", Text.named("studio.drafts.wording.fee_who_pays"), False
    if part.data.get("card"):
        yield f"notice.{name}.card.title", Text.named("studio.drafts.wording.to_display_heading"), True
        yield f"notice.{name}.card.large", Text.named("studio.drafts.wording.to_display_what_is_large"), True
        yield f"notice.{name}.card.marks", Text.named("studio.drafts.wording.to_display_for_what"), True
    for one in _ids(part.data.get("enclosures")):
        yield f"notice.{name}.enclosure.{one}", Text.named("studio.drafts.wording.enclosure_one", one=one), True
    for one in _ids(part.data.get("passages")):
        yield f"notice.{name}.passage.{one}.name", Text.named("studio.drafts.wording.passage_name", one=one), True
        yield f"notice.{name}.passage.{one}.text", Text.named("studio.drafts.wording.passage_text", one=one), True


def _ids(items: object) -> Iterator[str]:
    for one in items if isinstance(items, list) else ():
        yield str(one["id"]) if isinstance(one, dict) else str(one)


def _paragraph(part: PackagePart, lead: str, name: str) -> Iterator[Said]:
    """`name` is `<notice>.<part>.<block>`."""
    notice = name.partition(".")[0]
    data = part.data
    for sort in ("paragraph", "heading"):
        if sort in data:
            yield Said(f"notice.{notice}.{data[sort]}", Text.named("studio.drafts.wording.words"), True, lead)
    if "list" in data:
        for item in _ids(data.get("items")):
            yield Said(
                f"notice.{notice}.{data['list']}.{item}",
                Text.named("studio.drafts.wording.line_item", item=item),
                True,
                lead,
            )
    for sort, inside in (("rows", "items"), ("table", "columns")):
        if sort in data:
            if sort == "table":
                yield Said(
                    f"notice.{notice}.{data[sort]}.caption", Text.named("studio.drafts.wording.caption"), False, lead
                )
            for key in data.get(inside) or {}:
                yield Said(
                    f"notice.{notice}.{data[sort]}.{key}",
                    Text.named("studio.drafts.wording.name_of_key", key=key),
                    True,
                    lead,
                )
