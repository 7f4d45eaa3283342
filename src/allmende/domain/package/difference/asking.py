"""Sentences about the form: steps, questions, options, checks, and what a package sets on a shared question."""

from __future__ import annotations

from typing import Any

from allmende.domain.forms import FIELD_TYPES
from allmende.domain.package.difference.change import ToldChange
from allmende.domain.package.difference.telling import EditTelling, named, option_of
from allmende.domain.package.edits import ABSENT, Add, Edit, Move, Remove, Set
from allmende.domain.package.properties import KINDS
from allmende.domain.package.properties.form import REQUIRED
from allmende.domain.package.properties.property import CITIZENS, DESIGNERS
from allmende.domain.package.wording import value
from allmende.domain.values import Text

SILENT = ("information", "declaration")


def tell_step(telling: EditTelling) -> ToldChange:
    name = telling.names.step(telling.name)
    if telling.bundle.name == "when":
        return _condition(telling, named("step", name), "step")
    return telling.part(named("step", name), "step", CITIZENS)


def tell_field(telling: EditTelling) -> ToldChange:
    """A question, one of its options or checks: their addresses begin alike."""
    path = telling.name
    for kind, tell in (("option", _tell_option), ("check", _tell_check)):
        owner, dot, inner = path.rpartition(f".{kind}.")
        if dot and "." not in inner and _is(telling, kind):
            return tell(telling, owner, inner)
    name = telling.names.field(path, telling.scope)
    edit = telling.bundle.main
    if _is(telling, "setting") and not isinstance(edit, Set):
        return _tell_setting(telling, name, edit)
    if not isinstance(edit, Set):
        return _tell_presence(telling, name, edit)
    return tell_property(telling, name, telling.bundle.name, edit.old, edit.new)


def tell_property(telling: EditTelling, name: Text, prop: str, old: Any, new: Any) -> ToldChange:
    """One property of a question."""
    subject = named("field", name)
    if prop == "required":
        return _tell_required(telling, subject, old, new)
    if prop == "needed_to":
        return _tell_needed_to(telling, subject, old, new)
    if prop == "when":
        return _condition(telling, subject, "field", old, new)
    return telling.values(subject, "field", prop, old, new)


def _tell_required(telling: EditTelling, subject: Text, old: Any, new: Any) -> ToldChange:
    if new is True:
        text = Text.named("package.difference.asking.s_is_now_mandatory", s=subject)
    elif new in (ABSENT, None, False):
        text = Text.named("package.difference.asking.s_is_now_optional", s=subject)
    else:
        text = Text.named("package.difference.asking.s_is_now_mandatory_when", s=subject, w=value(new))
    return telling.change("field.required", text, CITIZENS, old, new)


def _tell_needed_to(telling: EditTelling, subject: Text, old: Any, new: Any) -> ToldChange:
    if new == "decide":
        text = Text.named("package.difference.asking.s_may_now_follow_after", s=subject)
    else:
        text = Text.named("package.difference.asking.s_must_now_be_answered", s=subject)
    return telling.change("field.needed_to", text, CITIZENS, old, new)


def _condition(telling: EditTelling, subject: Text, code: str, old: Any = None, new: Any = None) -> ToldChange:
    edit = telling.bundle.main
    if isinstance(edit, Set):
        old, new = edit.old, edit.new
    if new in (ABSENT, None):
        text = Text.named("package.difference.asking.s_now_always_appears", s=subject)
    elif new == "false":
        text = Text.named("package.difference.asking.s_no_longer_appears", s=subject)
    else:
        text = Text.named("package.difference.asking.s_only_appears_when_w", s=subject, w=value(new))
    return telling.change(f"{code}.when", text, CITIZENS, old, new)


def _tell_presence(telling: EditTelling, name: Text, edit: Edit) -> ToldChange:
    data = edit.parts[0].data if isinstance(edit, (Add, Remove)) else {}
    kind = data.get("type")
    called = FIELD_TYPES[kind].words if kind in SILENT else KINDS["field"].name
    required = data.get("required", kind == "declaration")
    about = (
        Text.named("package.difference.asking.sometimes_mandatory")
        if isinstance(required, str)
        else REQUIRED.say(required)
    )
    asked = telling.came is not None and kind != "information"
    subject = Text.named("package.difference.asking.k_x", k=called, x=name)
    return telling.part(subject, "field", CITIZENS, about if asked else None)


def _tell_setting(telling: EditTelling, name: Text, edit: Edit) -> ToldChange:
    """What a package sets on a block's question comes or goes with its first and last property."""
    data = edit.parts[0].data if isinstance(edit, (Add, Remove)) else {}
    if len(data) == 1:
        prop, item = next(iter(data.items()))
        old, new = (ABSENT, item) if isinstance(edit, Add) else (item, ABSENT)
        return tell_property(telling, name, prop, old, new)
    verb = (
        Text.named("package.difference.asking.adapted")
        if isinstance(edit, Add)
        else Text.named("package.difference.asking.as_in_its_block")
    )
    text = Text.named("package.difference.asking.q_is_now_v_d", q=named("field", name), v=verb, d=value(data))
    return telling.change("field.settings", text, CITIZENS)


def _tell_option(telling: EditTelling, owner: str, option: str) -> ToldChange:
    name = telling.names.field(owner, telling.scope)
    said = telling.names.option(owner, option, telling.scope)
    subject = option_of(named("field", name), said)
    if telling.bundle.name == "when":
        return _condition(telling, subject, "option")
    return telling.part(subject, "option", CITIZENS)


def _tell_check(telling: EditTelling, owner: str, check: str) -> ToldChange:
    edit = telling.bundle.main
    rule = value(edit.parts[0].data.get("rule")) if isinstance(edit, (Add, Remove)) else None
    subject = Text.named(
        "package.difference.asking.q_check", q=named("field", telling.names.field(owner, telling.scope))
    )
    return telling.part(subject, "check", DESIGNERS if isinstance(edit, Move) else CITIZENS, rule)


def tell_use(telling: EditTelling) -> ToldChange:
    return (
        _tell_omit(telling)
        if telling.bundle.name == "omit"
        else telling.part(named("use", telling.name), "use", CITIZENS)
    )


def _tell_omit(telling: EditTelling) -> ToldChange:
    edit = telling.bundle.main
    if not isinstance(edit, Set):
        raise TypeError(type(edit).__name__)
    old = list(edit.old) if edit.old is not ABSENT else []
    new = list(edit.new) if edit.new is not ABSENT else []
    gone = value([telling.names.field(one) for one in new if one not in old])
    back = value([telling.names.field(one) for one in old if one not in new])
    if set(new) >= set(old):
        text = Text.named("package.difference.asking.no_longer_asked_x", x=gone)
    elif set(old) >= set(new):
        text = Text.named("package.difference.asking.asked_again_x", x=back)
    else:
        text = Text.named("package.difference.asking.no_longer_asked_x_asked", x=gone, y=back)
    return telling.change("use.omit", text, CITIZENS, old, new)


def _is(telling: EditTelling, kind: str) -> bool:
    edit = telling.bundle.main
    if isinstance(edit, (Add, Remove)):
        return edit.parts[0].kind == kind
    for edition in (telling.names.new, telling.names.old):
        if edit.target in edition.tree:
            return edition.tree[edit.target].kind == kind
    return False


__all__ = ["tell_field", "tell_property", "tell_step", "tell_use"]
