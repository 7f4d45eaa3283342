"""Random releases and overlays out of real packages: what designers and cities might do, without taste."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

from allmende.domain.forms import Field
from allmende.domain.package import Overlay, OverlayChange, ServicePackage
from allmende.domain.package.check import check_package
from allmende.domain.package.edits import Edit, Tree, apply, author
from allmende.domain.package.overlay import apply_one
from allmende.domain.values import Problem, Text
from allmende.formats.drafts import close_tree

Act = Callable[[Tree, Random], "author.Edits | Problem"]
WORDS = [
    "Bitte",
    "prüfen",
    "Antrag",
    "Nachweis",
    "Gebühr",
    "Frist",
    "Zone",
    "Angabe",
    "Stelle",
    "freiwillig",
    "neu",
    "alt",
    "kurz",
    "lang",
]


def random_release(tree: Tree, chance: Random, acts: int, tries: int = 6) -> ServicePackage | None:
    """A release a few acts later that still passes every check; None when chance found none."""
    for _ in range(tries):
        package = close_tree(random_draft(tree, chance, acts))
        if not isinstance(package, ServicePackage):
            continue
        if not any(found.severity == "error" for found in check_package(package)):
            return package
    return None


def random_draft(tree: Tree, chance: Random, acts: int) -> Tree:
    """The parts after some random acts; nothing is checked."""
    for _ in range(acts):
        edits = chance.choice(ACTS)(tree, chance)
        after = apply(tree, edits) if isinstance(edits, tuple) else [edits]
        tree = after if isinstance(after, Tree) else tree
    return tree


def _pick(tree: Tree, chance: Random, *kinds: str) -> str:
    """The address of some part of the package's own."""
    found = [part.address for part in tree.values() if part.kind in kinds and ":" not in part.address]
    return chance.choice(found) if found else ""


def _say(chance: Random) -> str:
    return " ".join(chance.choices(WORDS, k=chance.randint(1, 5)))


def _text(tree: Tree, chance: Random) -> author.Edits | Problem:
    address = _pick(tree, chance, "text")
    value = tree[address].data["value"]
    words = f"{value} {_say(chance)}" if isinstance(value, str) else [*value, _say(chance)]
    return author.set_property(tree, address, "value", words)


def _label(tree: Tree, chance: Random) -> author.Edits | Problem:
    """Texts of questions change most; cities replace them most."""
    found = [address for address in tree if address.startswith("text.de.field.")]
    return author.set_property(tree, chance.choice(found), "value", _say(chance)) if found else ()


def _required(tree: Tree, chance: Random) -> author.Edits | Problem:
    return author.set_property(tree, _pick(tree, chance, "field", "setting"), "required", chance.choice((True, False)))


def _length(tree: Tree, chance: Random) -> author.Edits | Problem:
    texts = [
        part.address for part in tree.values() if part.kind == "field" and part.data.get("type") in ("text", "textarea")
    ]
    texts = [address for address in texts if ":" not in address]
    return author.set_property(tree, chance.choice(texts), "max_length", chance.randint(10, 900)) if texts else ()


def _leave_out(tree: Tree, chance: Random) -> author.Edits | Problem:
    return author.remove_field(tree, _pick(tree, chance, "field"))


def _leave_out_of_block(tree: Tree, chance: Random) -> author.Edits | Problem:
    fields = [
        f"field.{part.address.partition(':field.')[2]}"
        for part in tree.values()
        if part.kind == "field" and ":" in part.address
    ]
    return author.remove_field(tree, chance.choice(fields)) if fields else ()


def _ask(tree: Tree, chance: Random) -> author.Edits | Problem:
    step = _pick(tree, chance, "step")
    siblings = [part.address for part in tree.inside(step)]
    item: dict[str, object] = {
        "id": f"frage_{chance.randint(1, 10**6)}",
        "type": chance.choice(("text", "date", "boolean", "integer")),
    }
    item |= {"required": True} if chance.random() < 0.3 else {}
    words = {"de": {"label": _say(chance)}, "en": {"label": _say(chance)}}
    return author.add_field(tree, step, chance.choice([None, *siblings]), item, words)


def _move(tree: Tree, chance: Random) -> author.Edits | Problem:
    field, step = _pick(tree, chance, "field"), _pick(tree, chance, "step")
    if tree[field].parent not in tree or tree[tree[field].parent].kind != "step":
        return ()
    siblings = [part.address for part in tree.inside(step) if part.address != field]
    return author.move(tree, field, step, chance.choice([None, *siblings]))


def _option(tree: Tree, chance: Random) -> author.Edits | Problem:
    return author.remove(tree, _pick(tree, chance, "option"))


def _new_option(tree: Tree, chance: Random) -> author.Edits | Problem:
    option = _pick(tree, chance, "option")
    field = tree[option].parent
    name = f"wahl_{chance.randint(1, 10**6)}"
    first = author.add_part(tree, field, "option", f"{field}.option.{name}", {}, option)
    second = author.set_text(tree, f"{field}.option.{name}", "de", _say(chance))
    return (*first, *second) if isinstance(first, tuple) and isinstance(second, tuple) else ()


def _deadline(tree: Tree, chance: Random) -> author.Edits | Problem:
    address = _pick(tree, chance, "deadline")
    unit = next(
        (name for name in ("days", "working_days", "weeks", "months") if address and name in tree[address].data), ""
    )
    return author.set_property(tree, address, unit, chance.randint(1, 60)) if unit else ()


def _fix(tree: Tree, chance: Random) -> author.Edits | Problem:
    fixed = list(tree["service"].data.get("fixed") or [])
    choice = _pick(tree, chance, "field", "deadline", "step")
    return author.set_property(tree, "service", "fixed", [*fixed, choice]) if choice and choice not in fixed else ()


def _sheet(tree: Tree, chance: Random) -> author.Edits | Problem:
    name, values = chance.choice(
        (("trust_level", ("basic", "substantial", "high")), ("account", ("none", "optional", "required")))
    )
    return author.set_property(tree, "service", name, chance.choice(values))


def _suggest(tree: Tree, chance: Random) -> author.Edits | Problem:
    money = [part.address for part in tree.values() if part.kind == "parameter" and part.data.get("type") == "money"]
    return author.set_property(tree, chance.choice(money), "suggested", f"{chance.randint(1, 99)}.00") if money else ()


def _node(tree: Tree, chance: Random) -> author.Edits | Problem:
    return author.set_property(tree, _pick(tree, chance, "node"), "name", _say(chance))


def _role(tree: Tree, chance: Random) -> author.Edits | Problem:
    nodes = [
        part.address
        for part in tree.values()
        if part.kind == "node" and "role" in part.data and ":" not in part.address
    ]
    return author.set_property(tree, chance.choice(nodes), "role", chance.choice(("leitung", "kasse"))) if nodes else ()


def _example(tree: Tree, chance: Random) -> author.Edits | Problem:
    return author.remove(tree, _pick(tree, chance, "example"))


ACTS: tuple[Act, ...] = (
    *(_text, _label, _label, _required, _required, _length, _leave_out, _leave_out_of_block, _ask, _ask, _move),
    *(_option, _new_option, _deadline, _deadline, _fix, _sheet, _suggest, _node, _role, _example),
)


def random_overlay(package: ServicePackage, chance: Random, most: int) -> Overlay:
    """Operations that fit this release, one after the other, as a city would have made them."""
    changes: list[OverlayChange] = []
    now = package
    for number in range(chance.randint(0, most)):
        change = chance.choice(LOCAL)(now, chance, f"aenderung_{number}")
        fitted = apply_one(now, change) if change else None
        if change is not None and isinstance(fitted, ServicePackage):
            now = fitted
            changes.append(change)
    return Overlay(tuple(changes))


def _fields(package: ServicePackage) -> list[Field]:
    return list(package.form.fields())


def _set_field(package: ServicePackage, chance: Random, name: str) -> OverlayChange | None:
    field = chance.choice(_fields(package))
    prop, value = chance.choice(
        (
            ("required", chance.choice((True, False))),
            ("max_length", chance.randint(5, 400)),
            ("max_count", chance.randint(1, 4)),
            ("default", "null"),
        )
    )
    return OverlayChange("set", name, f"field.{field.path}.{prop}", value)


def _narrow(package: ServicePackage, chance: Random, name: str) -> OverlayChange | None:
    choosing = [field for field in _fields(package) if len(field.options) > 2]
    if not choosing:
        return None
    field = chance.choice(choosing)
    keep = [option.id for option in field.options if chance.random() < 0.8]
    return OverlayChange("set", name, f"field.{field.path}.options", keep)


def _set_deadline(package: ServicePackage, chance: Random, name: str) -> OverlayChange | None:
    if not package.sheet.deadlines:
        return None
    one = chance.choice(package.sheet.deadlines)
    return OverlayChange("set", name, f"deadline.{one.id}.{one.unit}", chance.randint(1, 60))


def _set_sheet(package: ServicePackage, chance: Random, name: str) -> OverlayChange | None:
    target, value = chance.choice(
        (("account", "required"), ("account", "optional"), ("trust_level", "high"), ("trust_level", "substantial"))
    )
    return OverlayChange("set", name, f"service.{target}", value)


def _hide(package: ServicePackage, chance: Random, name: str) -> OverlayChange | None:
    field = chance.choice(_fields(package))
    if field.options and chance.random() < 0.5:
        return OverlayChange("hide", name, f"field.{field.path}.option.{chance.choice(field.options).id}")
    if chance.random() < 0.1:
        return OverlayChange("hide", name, f"step.{chance.choice(package.form.steps).id}")
    return OverlayChange("hide", name, f"field.{field.path}")


def _add(package: ServicePackage, chance: Random, name: str) -> OverlayChange | None:
    step = chance.choice(package.form.steps)
    if not step.fields:
        return None
    field_id = f"x_{name}"
    asked = chance.choice([field.id for step in package.form.steps for field in step.fields])
    when = chance.choice((None, None, f"{asked} != null"))
    field = Field(
        id=field_id, type=chance.choice(("text", "date")), path=field_id, when=when, label=Text("Eigene", "Own")
    )
    words = {f"field.{field_id}.label": Text(_say(chance), "Own")}
    return OverlayChange("add", name, f"field.{chance.choice(step.fields).id}", (field, words))


def _replace(package: ServicePackage, chance: Random, name: str) -> OverlayChange | None:
    text_id = chance.choice(
        [key for key in package.texts if key.startswith(("field.", "service.", "notice.", "process."))]
    )
    words = _say(chance)
    if package.sheet.parameters and chance.random() < 0.3:
        words += f" {{{{ parameter.{chance.choice(package.sheet.parameters).id} }}}}"
    return OverlayChange("replace", name, f"text.{text_id}", Text(words, _say(chance) if chance.random() < 0.5 else ""))


def _route(package: ServicePackage, chance: Random, name: str) -> OverlayChange | None:
    tasks = [node.id for node in package.process.nodes.values() if node.element == "userTask"]
    return OverlayChange("route", name, f"task.{chance.choice(tasks)}", "stadtbuero") if tasks else None


LOCAL = (
    _set_field,
    _set_field,
    _narrow,
    _set_deadline,
    _set_deadline,
    _set_sheet,
    _hide,
    _hide,
    _add,
    _replace,
    _replace,
    _route,
)


def independent(changes: tuple[OverlayChange, ...]) -> Iterator[OverlayChange]:
    """Changes of which no two touch the same thing (nor a step and what is in it)."""
    seen: set[str] = set()
    for change in changes:
        parts = change.target.split(".")
        root = ".".join(parts[1:3]) if parts[0] == "text" else parts[1] if len(parts) > 1 else change.target
        if root not in seen and parts[0] != "step":
            seen.add(root)
            yield change


__all__ = ["Edit", "independent", "random_draft", "random_overlay", "random_release"]
