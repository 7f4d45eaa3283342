"""What people call a part: the question „Telefonnummer“, the station „Antrag prüfen“."""

from __future__ import annotations

from allmende.domain.decisions.model import DecisionTable, subexpressions
from allmende.domain.package.difference import OpenedPackage
from allmende.domain.package.difference.naming import DifferenceNames, split
from allmende.domain.package.properties import name_of_kind
from allmende.domain.package.properties.vocabularies import LANGUAGES
from allmende.domain.package.wording import day


def title_of(edition: OpenedPackage, address: str, language: str) -> str:
    """The part's own name, without its kind."""
    names = DifferenceNames(edition, edition)
    scope, kind, name = split(address)
    if address.startswith("file:"):
        return address.removeprefix("file:")
    part = edition.tree.get(address)
    real = part.kind if part is not None else "text" if kind == "text" else "field"
    if real == "text":
        text_language, _, text_id = name.partition(".")
        return f"{text_id} ({LANGUAGES[text_language].spoken(language)})" if text_language in LANGUAGES else text_id
    if real in ("option", "check"):
        owner, _, inner = name.rpartition(f".{real}.")
        said = names.option(owner, inner, scope) if real == "option" else names.text(f"field.{name}", scope)
        return said.spoken(language) if said else inner
    if real == "amount":
        tariff, _, first = name.rpartition(".from.")
        return f"{names.tariff(tariff).spoken(language)}, {day(first).spoken(language)}"
    if real.endswith(" block"):
        return _paragraph(edition, address, language, names)
    simple = {
        "field": lambda: names.field(name, scope),
        "setting": lambda: names.field(name, scope),
        "step": lambda: names.step(name),
        "notice": lambda: names.text(f"notice.{name}.subject", scope) or names.notice(name),
        "parameter": lambda: names.parameter(name),
        "tariff": lambda: names.tariff(name),
        "ground": lambda: names.ground(name),
        "node": lambda: names.node(name, scope),
    }
    if real in simple:
        return simple[real]().spoken(language)
    return _other(edition, address, real, name, scope, names, language)


def _paragraph(edition: OpenedPackage, address: str, language: str, names: DifferenceNames) -> str:
    part = edition.tree[address]
    scope, _, name = split(address)
    key = next((str(part.data[one]) for one in ("paragraph", "heading") if one in part.data), None)
    said = names.text(f"notice.{name.partition('.')[0]}.{key}", scope) if key else None
    return said.spoken(language) if said else name.rpartition(".")[2]


def _other(
    edition: OpenedPackage, address: str, real: str, name: str, scope: str, names: DifferenceNames, language: str
) -> str:
    if real == "service":
        said = names.text("service.name")
        return said.spoken(language) if said else edition.package.id
    if real == "example":
        return str(edition.tree[address].data.get("title") or name)
    if real == "flow":
        return _way(edition, address, scope, name, names, language)
    if real in ("table", "rule"):
        table_id = name if real == "table" else edition.tree[address].parent.rpartition("table.")[2]
        found = names.table(table_id)
        title = found[0] if found else table_id
        if real == "table":
            return title
        rules = [part.address for part in edition.tree.inside(edition.tree[address].parent, "rule")]
        return f"{title} {rules.index(address) + 1}"
    if real == "literal":
        return _calculation(edition, name)
    if real == "use":
        return str(edition.tree[address].data.get("use", name)).partition("@")[0]
    if real == "texts":
        return LANGUAGES[name].spoken(language) if name in LANGUAGES else name
    if real in ("form", "about"):
        return scope.rpartition("/")[2] or name_of_kind("form").spoken(language)
    if real == "process":
        return scope.rpartition("/")[2] or name_of_kind("process").spoken(language)
    return name or name_of_kind(real).spoken(language)


def _calculation(edition: OpenedPackage, name: str) -> str:
    """A single expression by the decision it belongs to: the column of a table, the result, an entry inside."""
    model = edition.package.decisions
    for decision in model.decisions if model else ():
        title = decision.variable.name or decision.name or decision.id
        for box in subexpressions(decision.expression):
            if isinstance(box, DecisionTable):
                heads = {clause.expression.id: clause.label for clause in box.inputs}
                if heads.get(name):
                    return f"{title}: {heads[name]}"
            elif box.id == name:
                return title if box is decision.expression else f"{title}: {name}"
    return name


def _way(edition: OpenedPackage, address: str, scope: str, name: str, names: DifferenceNames, language: str) -> str:
    package = edition.package
    definition = package.shared.get(scope.rpartition("/")[2]) if scope else package.process
    flow = next((flow for flow in definition.flows if flow.id == name), None) if definition else None
    if flow is None:
        return name
    source, target = (names.node(one, scope).spoken(language) for one in (flow.source, flow.target))
    return f"{source} → {target}"


def kind_of(edition: OpenedPackage, address: str) -> str:
    """The kind of the part; `setting` for a question of a shared block that says nothing of its own."""
    part = edition.tree.get(address)
    if part is None:
        return "text" if split(address)[1] == "text" else "setting"
    return part.kind
