"""Which names an expression may use at a place, in words; and what the check says about an expression there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from allmende.domain.notices.placeholders import list_holes
from allmende.domain.package import ServicePackage
from allmende.domain.package.check.expressions import check_expression
from allmende.domain.package.check.names import LINE, Names, form_names, matter_names, row_names
from allmende.domain.package.difference import OpenedPackage
from allmende.domain.package.difference.naming import DifferenceNames as Called
from allmende.domain.package.edits import PackagePart
from allmende.domain.package.properties.types import ExpressionType, Scope, syntax
from allmende.domain.values import Problem, Text
from allmende.feel import ANY, BOOLEAN, DATE, DATE_TIME, MONEY, NUMBER, STRING, ContextType, ListType, Type

TYPES = {
    STRING: Text.named("studio.drafts.names.text"),
    NUMBER: Text.named("studio.drafts.names.number"),
    MONEY: Text.named("studio.drafts.names.amount_of_money"),
    BOOLEAN: Text.named("studio.drafts.names.yes_or_no"),
    DATE: Text.named("studio.drafts.names.date"),
    DATE_TIME: Text.named("studio.drafts.names.date_and_time"),
}
SHOWN = 400


@dataclass(frozen=True, slots=True)
class NameLine:
    """One name with what it stands for."""

    name: str
    means: str
    type: str


def names_at(package: ServicePackage, address: str, scope: Scope) -> Names:
    """What expressions of the part at that address see."""
    found = dict(form_names(package) if scope == "form" else {**matter_names(package), "row": ANY})
    path = address.partition("field.")[2] if address.startswith("field.") else ""
    for group in (package.form.find(path), package.form.find(path.partition(".")[0]) if path else None):
        if group is not None and group.type == "group":
            found |= row_names(group)
    return found


def list_names(edition: OpenedPackage, address: str, scope: Scope, language: str) -> tuple[NameLine, ...]:
    """All names with labels, questions first, one level into what has parts."""
    called = Called(edition, edition)
    names = names_at(edition.package, address, scope)
    ordered = sorted(names.items(), key=lambda item: edition.package.form.find(item[0]) is None)
    return tuple(line for name, kind in ordered for line in _lines(name, kind, called, edition, language))[:SHOWN]


def _lines(name: str, kind: Type, called: Called, edition: OpenedPackage, language: str) -> Iterator[NameLine]:
    if isinstance(kind, ContextType) and kind.fields:
        for inner, type_ in kind.fields.items():
            words = _means(f"{name}.{inner}", called, edition, language)
            if isinstance(type_, ContextType) and type_.fields:
                for unit, last in type_.fields.items():
                    yield NameLine(f"{name}.{inner}.{unit}", words, _type(last, language))
            else:
                yield NameLine(f"{name}.{inner}", words, _type(type_, language))
        return
    yield NameLine(name, _means(name, called, edition, language), _type(kind, language))


def _means(name: str, called: Called, edition: OpenedPackage, language: str) -> str:
    first, _, rest = name.partition(".")
    if edition.package.form.find(name):
        return called.field(name).spoken(language)
    if edition.package.form.find(first):
        return called.field(first).spoken(language)
    if first == "parameter":
        return called.parameter(rest).spoken(language)
    if first == "tariff":
        return called.tariff(rest).spoken(language)
    if first == "task":
        return called.node(rest).spoken(language)
    return GIVEN.get(first, Text("")).spoken(language)


GIVEN = {
    "city": Text.named("studio.drafts.names.city"),
    "deadline": Text.named("studio.drafts.names.deadline"),
    "today": Text.named("studio.drafts.names.today"),
    "submitted_on": Text.named("studio.drafts.names.submitted_on"),
    "applicant": Text.named("studio.drafts.names.applicant"),
    "register": Text.named("studio.drafts.names.register"),
    "decision": Text.named("studio.drafts.names.decision"),
    "payment": Text.named("studio.drafts.names.payment"),
    "fee": Text.named("studio.drafts.names.fee"),
    "ground": Text.named("studio.drafts.names.ground"),
    "hearing": Text.named("studio.drafts.names.hearing"),
    "correction": Text.named("studio.drafts.names.correction"),
    "rounds": Text.named("studio.drafts.names.rounds"),
    "case": Text.named("studio.drafts.names.case"),
    "row": Text.named("studio.drafts.names.row"),
}


def _type(kind: Type, language: str) -> str:
    if isinstance(kind, ListType):
        return Text.named("studio.drafts.names.list").spoken(language)
    return TYPES.get(kind, Text("")).spoken(language)


def findings(edition: OpenedPackage, address: str, input_: ExpressionType, text: str) -> list[Problem]:
    """What is wrong with the expression at that place. Empty: nothing."""
    said = text.strip()
    if not said:
        return []
    unreadable = syntax(said, tests=input_.tests, shown=input_.shown)
    if unreadable is not None:
        return [unreadable]
    if input_.scope == "loose":
        return []
    names = names_at(edition.package, address, input_.scope)
    if input_.shown:
        holes = list_holes(f"{{{{ {said} }}}}")
        return [one for hole in holes for one in check_expression(hole.expression, {**names, **LINE.fields}, None, "")]
    return check_expression(said, names, BOOLEAN if input_.wanted == "boolean" else None, "")


def scopes_of(part: PackagePart | None) -> Scope:
    """Which names the expressions of a part see."""
    form = ("field", "setting", "step", "use", "option", "check", "form")
    return "form" if part is None or part.kind in form else "matter"
