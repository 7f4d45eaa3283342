"""Which names an expression may use at a place, in words; and what the check says about an expression there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from allmende.domain.notices.placeholders import list_holes
from allmende.domain.package import ServicePackage
from allmende.domain.package.check.expressions import check_expression
from allmende.domain.package.check.names import LINE, Names, form_names, matter_names, row_names
from allmende.domain.package.difference import Edition
from allmende.domain.package.difference.naming import Names as Called
from allmende.domain.package.edits import Part
from allmende.domain.values import Problem, Text
from allmende.entrypoints.studio.drafts.kinds.inputs import Feel, Scope, syntax
from allmende.feel import ANY, BOOLEAN, DATE, DATE_TIME, MONEY, NUMBER, STRING, ContextType, ListType, Type

TYPES = {
    STRING: Text("Text", "text"),
    NUMBER: Text("Zahl", "number"),
    MONEY: Text("Geldbetrag", "amount of money"),
    BOOLEAN: Text("ja oder nein", "yes or no"),
    DATE: Text("Datum", "date"),
    DATE_TIME: Text("Datum und Uhrzeit", "date and time"),
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


def list_names(edition: Edition, address: str, scope: Scope, language: str) -> tuple[NameLine, ...]:
    """All names with labels, questions first, one level into what has parts."""
    called = Called(edition, edition)
    names = names_at(edition.package, address, scope)
    ordered = sorted(names.items(), key=lambda item: edition.package.form.find(item[0]) is None)
    return tuple(line for name, kind in ordered for line in _lines(name, kind, called, edition, language))[:SHOWN]


def _lines(name: str, kind: Type, called: Called, edition: Edition, language: str) -> Iterator[NameLine]:
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


def _means(name: str, called: Called, edition: Edition, language: str) -> str:
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
    "city": Text("die Stadt", "the city"),
    "deadline": Text("eine Frist", "a deadline"),
    "today": Text("der heutige Tag", "today"),
    "submitted_on": Text("Tag des Antrags", "day of the application"),
    "applicant": Text("wer den Antrag stellt", "who applies"),
    "register": Text("was ein Register sagt", "what a register says"),
    "decision": Text("Ergebnis einer Regel", "result of a rule"),
    "payment": Text("die Zahlung", "the payment"),
    "fee": Text("die Gebühr", "the fee"),
    "ground": Text("der Ablehnungsgrund", "the ground for refusal"),
    "hearing": Text("die Anhörung und ob eine Antwort kam", "the hearing and whether an answer came"),
    "correction": Text("die Bitte um Ergänzung", "the request to add something"),
    "case": Text("der Vorgang", "the case"),
    "row": Text("die Zeile einer Tabelle", "the row of a table"),
}


def _type(kind: Type, language: str) -> str:
    if isinstance(kind, ListType):
        return Text("Liste", "list").spoken(language)
    return TYPES.get(kind, Text("")).spoken(language)


def findings(edition: Edition, address: str, input_: Feel, text: str) -> list[Problem]:
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


def scopes_of(part: Part | None) -> Scope:
    """Which names the expressions of a part see."""
    form = ("field", "setting", "step", "use", "option", "check", "form")
    return "form" if part is None or part.kind in form else "matter"
