"""Ids that may be meant in a line of a form: questions, letters, decisions … each list by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from allmende.domain.package.check.flow import OTHERS_ASKED, decision_ids
from allmende.domain.package.difference import OpenedPackage
from allmende.domain.package.properties.process import NODE, OPTION
from allmende.domain.package.properties.types import RowsType, ValueType
from allmende.entrypoints.studio.drafts.forms import FormQuestion
from allmende.ui.html import SafeString, esc, join

MOST = 300


def wanted(questions: Iterable[FormQuestion]) -> frozenset[str]:
    """Names of the lists these questions offer."""
    return frozenset(name for question in questions for name in _names(question.input) if name)


def _names(input_: ValueType) -> Iterable[str]:
    if isinstance(input_, RowsType):
        return [getattr(column.input, "offers", "") for column in input_.columns]
    return [getattr(input_, "offers", "")]


def lists(edition: OpenedPackage, names: Iterable[str], language: str) -> SafeString:
    """The lists as markup."""
    return join(_list(name, _of(edition, name, language)) for name in sorted(names))


def _list(name: str, found: Mapping[str, str]) -> SafeString:
    lines = "".join(f'<option value="{esc(key)}">{esc(words)}</option>' for key, words in list(found.items())[:MOST])
    return SafeString(f'<datalist id="liste-{name.replace(" ", "-")}">{lines}</datalist>')


def _of(edition: OpenedPackage, name: str, language: str) -> dict[str, str]:
    package, tree = edition.package, edition.tree
    definitions = (package.process, *package.shared.values())
    nodes = [node for definition in definitions for node in definition.nodes.values()]
    match name:
        case "processes":
            return _plain(set(_scopes(tree, "_processes/")))
        case "blocks":
            return _plain(
                {f"{scope}@{tree[f'_blocks/{scope}:form'].data['version']}" for scope in _scopes(tree, "_blocks/")}
            )
        case "applicants":
            return _plain({applicant.id for applicant in package.sheet.applicants})
        case "option sources":
            parameters = {
                f"parameter:{parameter.id}"
                for parameter in package.sheet.parameters
                if parameter.options or parameter.type == "options"
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
        {f"field.{field.path}" for field in package.form.fields()}
        | {f"deadline.{d.id}" for d in package.sheet.deadlines}
    )


def _plain(keys: Iterable[str]) -> dict[str, str]:
    return dict.fromkeys(sorted(keys), "")


def _scopes(tree: Mapping[str, object], lead: str) -> set[str]:
    return {address.removeprefix(lead).partition(":")[0] for address in tree if address.startswith(lead)}
