"""How new parts are made: a question in a step, an option in a question, a rule in a table. Edits and the new address."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from allmende.domain.package.edits import Add, Edit, PackagePart, Tree, author
from allmende.domain.package.edits import apply as apply_to_tree
from allmende.domain.package.properties.types import Post, Raw, ValueType
from allmende.domain.spelling.comparing import ascii_words
from allmende.domain.values import Problem, Text
from allmende.entrypoints.studio.drafts.forms import NEEDED, FormQuestion

Values = Mapping[str, Any]
Made = tuple[tuple[Edit, ...], str]
Ask = tuple[str, Text, ValueType, bool, Text | None]
"""Name, label, how it is typed, whether it must be there, help."""


@dataclass(frozen=True)
class Addition:
    """Something that can be added: what it is called, what is asked, and how it is made."""

    kind: str
    title: Text
    asks: tuple[Ask, ...]
    make: Callable[[Tree, str, Values], Made | Problem]

    @property
    def questions(self) -> tuple[FormQuestion, ...]:
        return tuple(
            FormQuestion(f"n.{self.kind}.{name}", label, input_, None, "", name, help_, needed)
            for name, label, input_, needed, help_ in self.asks
        )


def read(addition: Addition, post: Post) -> tuple[dict[str, Raw], dict[str, Problem], dict[str, Any]]:
    """What was typed, what is wrong with it, and the values by name."""
    typed: dict[str, Raw] = {}
    problems: dict[str, Problem] = {}
    values: dict[str, Any] = {}
    for question in addition.questions:
        typed[question.key] = question.input.take(post, question.key)
        found = question.input.read(typed[question.key])
        if isinstance(found, Problem):
            problems[question.key] = found
        elif found is None and question.needed:
            problems[question.key] = NEEDED
        else:
            values[question.name] = found
    return typed, problems, values


def slug(words_: str, taken: Iterable[str] = ()) -> str:
    """An id out of words that nothing else has yet.

    >>> slug("Wohnen Sie in Gießen?", ["wohnen_sie_in_giessen"])
    'wohnen_sie_in_giessen_2'
    """
    base = "_".join(ascii_words(words_))[:50].rstrip("_")
    base = base if re.match("[a-z]", base) else f"x{base}" if base else "neu"
    found, number, used = base, 1, set(taken)
    while found in used:
        number += 1
        found = f"{base}_{number}"
    return found


def chained(tree: Tree, *steps: Callable[[Tree], tuple[Edit, ...] | Problem]) -> tuple[Edit, ...] | Problem:
    """Edits that build on one another."""
    found: list[Edit] = []
    for step in steps:
        more = step(tree)
        if isinstance(more, Problem):
            return more
        after = apply_to_tree(tree, more)
        if isinstance(after, list):
            return after[0]
        tree, found = after, [*found, *more]
    return tuple(found)


def said(text_id: str, values: Values, names: tuple[str, str] = ("de", "en"), scope: str = "") -> list[Any]:
    """Steps that say a text in both languages."""

    def step(language: str, text: Any) -> Callable[[Tree], tuple[Edit, ...] | Problem]:
        return lambda tree: author.set_text(tree, text_id, language, text, scope)

    return [step(language, values.get(name)) for language, name in zip(("de", "en"), names, strict=True)]


def last(tree: Tree, parent: str, *kinds: str) -> str | None:
    """The last sibling of its sort inside the parent."""
    found = [part.address for part in tree.inside(parent) if part.kind in kinds]
    return found[-1] if found else None


def new_part(
    kind: str,
    lead: str,
    words_of: str,
    data: Callable[[Values], dict[str, Any]],
    text: Callable[[str], list[Any]] | None,
) -> Callable[[Tree, str, Values], Made | Problem]:
    """How a plain part with an id is made: its address begins with `lead`."""

    def make(tree: Tree, parent: str, values: Values) -> Made | Problem:
        taken = (address.removeprefix(lead) for address in tree if address.startswith(lead))
        key = values.get("id") or slug(str(values.get(words_of) or ""), taken)
        address = f"{lead}{key}"
        steps = [lambda now: author.add_part(now, parent, kind, address, data(values), last(now, parent, kind))]
        for text_id, names in text(key) if text else []:
            steps += said(text_id, values, names)
        found = chained(tree, *steps)
        return found if isinstance(found, Problem) else (found, address)

    return make


def kept(values: Values, *names: str) -> dict[str, Any]:
    """Those of the values that were given."""
    return {name: values[name] for name in names if values.get(name) is not None}


# --- form -------------------------------------------------------------------------------------------------


def new_field(tree: Tree, parent: str, values: Values) -> Made | Problem:
    lead = "field." if tree[parent].kind in ("step", "form") else f"{parent}."
    scope = f"{parent.rpartition(':')[0]}:" if ":" in parent else ""
    taken = {address.rpartition(".")[2] for address in tree if address.startswith(lead)}
    key = values.get("id") or slug(str(values["de"]), taken)
    item: dict[str, Any] = {"id": key, "type": values["type"], "required": bool(values.get("required")) or None}
    item = {name: one for name, one in item.items() if one is not None}
    labels: dict[str, dict[str, Any]] = {"de": {"label": values["de"]}, "en": {"label": values.get("en")}}
    if values["type"] in ("choice", "choices"):
        item["options"] = []
        for line in values.get("options") or ():
            option = slug(line, item["options"])
            item["options"].append(option)
            labels["de"][f"option.{option}"] = line
    if scope:
        address = f"{scope}field.{key}"
        found = author.add_part(
            tree,
            parent,
            "field",
            address,
            {k: v for k, v in item.items() if k not in ("id", "options")},
            last(tree, parent, "field", "use"),
        )
        return found if isinstance(found, Problem) else (found, address)
    found = author.add_field(tree, parent, last(tree, parent, "field", "use"), item, labels)
    return found if isinstance(found, Problem) else (found, f"{lead}{key}")


def new_use(tree: Tree, parent: str, values: Values) -> Made | Problem:
    name = values.get("as") or str(values["use"]).partition("@")[0]
    address = f"use.{name}"
    found = author.add_part(tree, parent, "use", address, kept(values, "use", "as"), last(tree, parent, "field", "use"))
    return found if isinstance(found, Problem) else (found, address)


def new_option(tree: Tree, parent: str, values: Values) -> Made | Problem:
    lead = f"{parent}.option."
    return new_part(
        "option", lead, "de", lambda _v: {}, lambda key: [(f"{_text_lead(parent)}.option.{key}", ("de", "en"))]
    )(tree, parent, values)


def new_check(tree: Tree, parent: str, values: Values) -> Made | Problem:
    lead = f"{parent}.check."
    return new_part(
        "check",
        lead,
        "de",
        lambda v: kept(v, "rule"),
        lambda key: [(f"{_text_lead(parent)}.check.{key}", ("de", "en"))],
    )(tree, parent, values)


def _text_lead(address: str) -> str:
    """Under which id a question's texts stand."""
    return address.rpartition(":")[2]


# --- sheet ------------------------------------------------------------------------------------------------


def _amount(values: Values) -> dict[str, Any]:
    return {**kept(values, "value", "valid_from", "basis"), "status": values.get("status") or "verified"}


def new_tariff(tree: Tree, parent: str, values: Values) -> Made | Problem:
    key = values.get("id") or slug(str(values["de"]), (one.removeprefix("tariff.") for one in tree))
    address = f"tariff.{key}"
    inner = f"{address}.from.{values['valid_from']}"
    parts = (
        PackagePart(address, "tariff", parent, {}, (inner,)),
        PackagePart(inner, "amount", address, _amount(values)),
    )
    found = chained(tree, lambda now: (Add(parts, last(now, parent, "tariff")),), *said(f"tariff.{key}.label", values))
    return found if isinstance(found, Problem) else (found, address)


def new_amount(tree: Tree, parent: str, values: Values) -> Made | Problem:
    address = f"{parent}.from.{values['valid_from']}"
    found = author.add_part(tree, parent, "amount", address, _amount(values), last(tree, parent, "amount"))
    return found if isinstance(found, Problem) else (found, address)


def deadline(values: Values) -> dict[str, Any]:
    return {values["unit"]: values["length"], **kept(values, "basis")}


# --- letters, rules, examples -------------------------------------------------------------------------------


def new_block(tree: Tree, parent: str, values: Values) -> Made | Problem:
    part, sort = values["part"], values["sort"]
    notice = parent.partition("notice.")[2]
    scope = f"{parent.rpartition(':')[0]}:" if ":" in parent else ""
    taken = {child.rpartition(".")[2] for child in tree[parent].children}
    key = values.get("id") or slug(str(values["de"])[:40], taken)
    address = f"{parent}.{part}.{key}"
    data: dict[str, Any] = {sort: key}
    text_id = f"notice.{notice}.{key}"
    if sort == "list":
        data, text_id = {"list": key, "items": ["eins"]}, f"{text_id}.eins"
    kind = f"{part} block"
    steps = [lambda now: author.add_part(now, parent, kind, address, data, last(now, parent, kind))]
    found = chained(tree, *steps, *(said(text_id, values, scope=scope) if sort != "answers" else []))
    return found if isinstance(found, Problem) else (found, address)


def new_rule(tree: Tree, parent: str, values: Values) -> Made | Problem:
    """A row that says nothing yet: like the last one, with tests that let everything through."""
    table = parent.partition("table.")[2]
    lead = f"{parent.replace('table.', 'rule.', 1)}."
    rules = tree.inside(parent, "rule")
    if not rules:
        words_ = Text.named("studio.drafts.grow.table_is_empty_replace_frame")
        return Problem("rule.none", words_, parent)
    key = slug(f"{table}_regel_neu", (rule.address.removeprefix(lead) for rule in rules))
    model = rules[-1].data
    data = {name: one for name, one in model.items() if name not in ("more", "description")}
    found = author.add_part(tree, parent, "rule", f"{lead}{key}", {**data, "more": {"cells": []}}, rules[-1].address)
    return found if isinstance(found, Problem) else (found, f"{lead}{key}")


def new_letter(tree: Tree, _parent: str, values: Values) -> Made | Problem:
    """A new letter with its subject and first sentence."""
    key = values.get("id") or slug(str(values["subject_de"]), (one.removeprefix("notice.") for one in tree))
    data = kept(values, "kind", "outcome")
    texts = {"subject": ("subject_de", "subject_en"), "lead": ("lead_de", "lead_en")}
    steps = [lambda now: author.add_part(now, "", "notice", f"notice.{key}", data, last(now, "", "notice"))]
    for name, names in texts.items():
        steps += said(f"notice.{key}.{name}", values, names)
    found = chained(tree, *steps)
    return found if isinstance(found, Problem) else (found, f"notice.{key}")


def new_example(tree: Tree, _parent: str, values: Values) -> Made | Problem:
    """A copy of an example under another title."""
    model = tree.get(f"example.{values['like']}")
    if model is None:
        return Problem("example.none", Text.named("studio.drafts.grow.example_none"), "like")
    key = slug(str(values["title"]), (one.removeprefix("example.") for one in tree))
    data = {**model.data, "title": values["title"]}
    found = author.add_part(tree, "", "example", f"example.{key}", data, last(tree, "", "example"))
    return found if isinstance(found, Problem) else (found, f"example.{key}")
