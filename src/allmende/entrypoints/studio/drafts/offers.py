"""Ids that may be meant in a line of a form: questions, letters, decisions … each list by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from allmende.domain.package.check.flow import OTHERS_ASKED, decision_ids
from allmende.domain.package.difference import Edition
from allmende.domain.package.properties.process import NODE, OPTION
from allmende.domain.package.properties.types import Rows, ValueType
from allmende.entrypoints.studio.drafts.forms import Question
from allmende.ui.html import SafeString, esc, join

MOST = 300


def wanted(questions: Iterable[Question]) -> frozenset[str]:
    """Names of the lists these questions offer."""
    return frozenset(name for one in questions for name in _names(one.input) if name)


def _names(input_: ValueType) -> Iterable[str]:
    if isinstance(input_, Rows):
        return [getattr(column.input, "offers", "") for column in input_.columns]
    return [getattr(input_, "offers", "")]


def lists(edition: Edition, names: Iterable[str], language: str) -> SafeString:
    """The lists as markup."""
    return join(_list(name, _of(edition, name, language)) for name in sorted(names))


def _list(name: str, found: Mapping[str, str]) -> SafeString:
    lines = "".join(f'<option value="{esc(key)}">{esc(words)}</option>' for key, words in list(found.items())[:MOST])
    return SafeString(f'<datalist id="liste-{name.replace(" ", "-")}">{lines}</datalist>')


def _of(edition: Edition, name: str, language: str) -> dict[str, str]:
    package, tree = edition.package, edition.tree
    definitions = (package.process, *package.shared.values())
    nodes = [node for one in definitions for node in one.nodes.values()]
    match name:
        case "processes":
            return _plain(set(_scopes(tree, "_processes/")))
        case "blocks":
            return _plain({f"{one}@{tree[f'_blocks/{one}:form'].data['version']}" for one in _scopes(tree, "_blocks/")})
        case "applicants":
            return _plain({one.id for one in package.sheet.applicants})
        case "option sources":
            parameters = {
                f"parameter:{one.id}" for one in package.sheet.parameters if one.options or one.type == "options"
            }
            return _plain({"countries", "street:parkzone"} | parameters)
        case "roles":
            return _plain({node.role for node in nodes if node.role})
        case "decisions":
            return _plain(decision_ids(package))
        case "notices":
            return {key: one.subject.spoken(language) for key, one in package.notices.items()}
        case "messages":
            return _plain({node.message for node in nodes if node.message})
        case "registers":
            return _plain({*OTHERS_ASKED, *package.registers})
        case "node options":
            return {
                one.name.removeprefix(OPTION): one.heading.spoken(language)
                for one in NODE.properties
                if one.name.startswith(OPTION)
            }
    return _plain(
        {f"field.{one.path}" for one in package.form.fields()} | {f"deadline.{d.id}" for d in package.sheet.deadlines}
    )


def _plain(keys: Iterable[str]) -> dict[str, str]:
    return dict.fromkeys(sorted(keys), "")


def _scopes(tree: Mapping[str, object], lead: str) -> set[str]:
    return {address.removeprefix(lead).partition(":")[0] for address in tree if address.startswith(lead)}
