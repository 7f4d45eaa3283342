"""What a designer does, as edits: set a property, say a text, add a question, take one out, add a rule.

These look at the parts of a package and answer with edits or the reason why not; nothing is changed here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from allmende.domain.package.edits.edit import ABSENT, Add, Edit, Move, Remove, Set
from allmende.domain.package.edits.parts import PackagePart, Plain, Tree, same
from allmende.domain.values import Problem, Text

Edits = tuple[Edit, ...]
FIXED_DATA = ("options", "checks", "fields")
"""Properties of a field that are parts of their own."""


def set_property(tree: Tree, target: str, name: str, value: Plain) -> Edits | Problem:
    """A property of any part; None takes it away. A question out of a shared block is changed where it is used."""
    part = tree.get(target)
    new = ABSENT if value is None else value
    if part is None:
        home = block_of(tree, target)
        if home is None:
            return _gone(target)
        use, _ = home
        if new is ABSENT:
            return ()
        return (
            Add(
                (PackagePart(target, "setting", use.address, {name: value}),),
                _last_inside(tree, use.address, "setting"),
            ),
        )
    old = part.data.get(name, ABSENT)
    if same(old, new):
        return ()
    if part.kind == "setting" and new is ABSENT and len(part.data) == 1:
        return (_removal(tree, target),)
    return (Set(target, name, old, new),)


def set_text(tree: Tree, text_id: str, language: str, words: Any, scope: str = "") -> Edits | Problem:
    """What a text says in one language (a list: one line each); None or nothing takes it away."""
    address = f"{scope}text.{language}.{text_id}"
    home = f"{scope}texts.{language}"
    if address in tree:
        if not words:
            return (_removal(tree, address),)
        old = tree[address].data["value"]
        return () if same(old, words) else (Set(address, "value", old, words),)
    if not words:
        return ()
    fresh: list[Edit] = (
        [] if home in tree else [Add((PackagePart(home, "texts", "", {}),), _last_inside(tree, "", "texts"))]
    )
    after = _text_place(tree, home, address) if home in tree else None
    return (*fresh, Add((PackagePart(address, "text", home, {"value": words}),), after))


def add_part(
    tree: Tree, parent: str, kind: str, address: str, data: Mapping[str, Plain], after: str | None
) -> Edits | Problem:
    """A new part right after its sibling `after` (None: as the first of its sort)."""
    if parent not in tree:
        return _gone(parent)
    if address in tree:
        return Problem("edit.there", Text.named("package.edits.author.edit_there", address=address), address)
    return (Add((PackagePart(address, kind, parent, dict(data)),), after),)


def add_field(
    tree: Tree, parent: str, after: str | None, item: Mapping[str, Plain], texts: Mapping[str, Mapping[str, Any]]
) -> Edits | Problem:
    """A new question in a step or group. `item` as in form.yaml; `texts` by language: `label`, `help`, `option.a` …"""
    lead = "field." if tree.get(parent) is None or tree[parent].kind == "step" else f"{parent}."
    address = f"{lead}{item['id']}"
    if parent not in tree:
        return _gone(parent)
    if address in tree or block_of(tree, address) is not None:
        words = Text.named("package.edits.author.question_item_already_exists", item=item["id"])
        return Problem("edit.there", words, address)
    found: list[Edit] = [Add(tuple(_field_parts(address, parent, item)), after)]
    for language, said in texts.items():
        for name, words in said.items():
            more = set_text(tree, f"{address}.{name}", language, words)
            found += more if isinstance(more, tuple) else ()
    return _chained(found)


def remove_field(tree: Tree, target: str) -> Edits | Problem:
    """A question goes with its texts. One out of a shared block is left out where the block is used."""
    texts = [
        _removal(tree, address)
        for address, part in tree.items()
        if part.kind == "text" and _text_id(address).startswith(f"{target}.") and ":" not in address
    ]
    if target in tree and tree[target].kind == "field":
        return _one_by_one(tree, [target, *(edit.target for edit in texts)])
    home = block_of(tree, target)
    if home is None:
        return _gone(target)
    use, field_id = home
    found: list[Edit] = list(_one_by_one(tree, [edit.target for edit in texts]))
    if target in tree:
        found.append(_removal(tree, target))
    if "only" in use.data:
        left = [name for name in use.data["only"] if name != field_id]
        return (
            (*found, Set(use.address, "only", use.data["only"], left))
            if left
            else (*found, _removal(tree, use.address))
        )
    omitted = use.data.get("omit", ABSENT)
    now = [*(omitted if omitted is not ABSENT else ()), field_id]
    return (*found, Set(use.address, "omit", omitted, now))


def remove(tree: Tree, *targets: str) -> Edits | Problem:
    """Any parts go with everything in them."""
    missing = next((target for target in targets if target not in tree), None)
    return _gone(missing) if missing is not None else _one_by_one(tree, list(targets))


def move(tree: Tree, target: str, parent: str, after: str | None) -> Edits | Problem:
    """A part goes to another place."""
    for address in (target, parent, after):
        if address is not None and address not in tree:
            return _gone(address)
    part = tree[target]
    before = tree.before(target)
    if (part.parent, before) == (parent, after):
        return ()
    return (Move(target, part.parent, before, parent, after),)


def block_of(tree: Tree, target: str) -> tuple[PackagePart, str] | None:
    """Where a question comes from when it is one of a shared block: the use, and its id in the block."""
    if not target.startswith("field."):
        return None
    for use in tree.values():
        if use.kind == "use" and ":" not in use.address:
            for field_id, address in used_fields(tree, use):
                if address == target:
                    return use, field_id
    return None


def used_fields(tree: Tree, use: PackagePart) -> Iterator[tuple[str, str]]:
    """The questions a use of a shared block brings: id in the block, address in the package."""
    name, _, version = str(use.data["use"]).partition("@")
    lead = "field." if tree[use.parent].kind == "step" else f"{use.parent}."
    prefix = f"{use.data['as']}_" if use.data.get("as") else ""
    for scope in (f"_blocks/{name}:", f"_blocks/{name}@{version}:"):
        top = tree.get(f"{scope}form")
        if top is None or str(top.data.get("version")) != version:
            continue
        for part in tree.inside(top.address, "field"):
            field_id = part.address.removeprefix(f"{scope}field.")
            kept = field_id in use.data["only"] if use.data.get("only") else field_id not in use.data.get("omit", ())
            if kept:
                yield field_id, f"{lead}{prefix}{field_id}"


def _field_parts(address: str, parent: str, item: Mapping[str, Plain]) -> Iterator[PackagePart]:
    data = {key: value for key, value in item.items() if key not in ("id", *FIXED_DATA)}
    options = tuple(_option_part(address, option) for option in item.get("options") or ())
    checks = tuple(
        PackagePart(f"{address}.check.{key}", "check", address, {"rule": rule})
        for key, rule in (item.get("checks") or {}).items()
    )
    fields = tuple(item.get("fields") or ())
    inner = tuple(f"{address}.{field['id']}" for field in fields)
    children = (*(part.address for part in (*options, *checks)), *inner)
    yield PackagePart(address, "field", parent, data, children)
    yield from options
    yield from checks
    for field in fields:
        yield from _field_parts(f"{address}.{field['id']}", address, field)


def _option_part(address: str, option: Any) -> PackagePart:
    if isinstance(option, Mapping):
        data = {key: value for key, value in option.items() if key != "id"}
        return PackagePart(f"{address}.option.{option['id']}", "option", address, data)
    return PackagePart(f"{address}.option.{option}", "option", address, {})


def _text_place(tree: Tree, home: str, address: str) -> str | None:
    """After the text that shares most of the id, the last of those."""
    wanted = address.split(".")
    best, best_common = None, -1
    for sibling in tree[home].children:
        common = 0
        for mine, theirs in zip(wanted, sibling.split("."), strict=False):
            if mine != theirs:
                break
            common += 1
        if common >= best_common:
            best, best_common = sibling, common
    return best


def _chained(edits: list[Edit]) -> Edits:
    """Texts that would go after the same text go one after the other, as they were given."""
    last: dict[str | None, str] = {}
    found: list[Edit] = []
    for edit in edits:
        if isinstance(edit, Add) and edit.parts[0].kind == "text":
            after = last.get(edit.after, edit.after)
            last[edit.after] = edit.target
            edit = Add(edit.parts, after)
        found.append(edit)
    return tuple(found)


def _one_by_one(tree: Tree, targets: list[str]) -> Edits:
    """Removals in order, each knowing the neighbour it has when its turn comes."""
    gone: set[str] = set()
    found: list[Edit] = []
    for target in targets:
        after = tree.before(target)
        while after in gone and after is not None:
            after = tree.before(after)
        found.append(Remove(tuple(tree.below(target)), after))
        gone.add(target)
    return tuple(found)


def _removal(tree: Tree, target: str) -> Remove:
    return Remove(tuple(tree.below(target)), tree.before(target))


def _last_inside(tree: Tree, address: str, kind: str) -> str | None:
    inside = tree.inside(address, kind)
    return inside[-1].address if inside else None


def _text_id(address: str) -> str:
    return address.split(".", 2)[2] if address.count(".") >= 2 else ""


def _gone(target: str) -> Problem:
    return Problem("edit.gone", Text.named("package.edits.author.edit_gone"), target)
