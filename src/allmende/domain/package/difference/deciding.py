"""Sentences about decisions: rules, cells, expressions; amounts of fees as amounts."""

from __future__ import annotations

from allmende.domain.decisions.model import DecisionTable
from allmende.domain.package.difference.change import Audience, Change
from allmende.domain.package.difference.telling import CLERKS, DESIGNERS, TREASURERS, Telling
from allmende.domain.package.difference.wording import both, money, value
from allmende.domain.package.edits import ABSENT, Add, Move, Remove, Set
from allmende.domain.package.edits.parts import Part
from allmende.domain.values import Text

AMOUNTS = ("amount", "betrag", "unit amount", "unit_amount")
LINES = ("id", "line", "posten")


def tell_rule(telling: Telling) -> Change:
    table_id = telling.name.rpartition(".")[0]
    found = telling.names.table(table_id)
    decision, table = found or (table_id, None)
    audiences = _audiences(table)
    part = _part(telling)
    line = _line(telling, part, table)
    number = _number(telling)
    rule = both("Regel {n} von „{d}“{l}", "Rule {n} of “{d}”{l}", n=number, d=decision, l=_behind(line))
    if telling.came:
        return telling.change(
            "rule.added", both("Neu: {r}: {x}", "New: {r}: {x}", r=rule, x=_cells(part, table)), audiences
        )
    if telling.went:
        return telling.change(
            "rule.removed", both("Entfällt: {r}: {x}", "Gone: {r}: {x}", r=rule, x=_cells(part, table)), audiences
        )
    edit = telling.bundle.main
    if isinstance(edit, Move):
        return telling.change(
            "rule.moved", both("{r} steht an anderer Stelle", "{r} stands elsewhere", r=rule), audiences
        )
    return _tell_cell(telling, rule, line, table)


def _tell_cell(telling: Telling, rule: Text, line: Text | None, table: DecisionTable | None) -> Change:
    edit, name = telling.bundle.main, telling.bundle.name
    old, new = (edit.old, edit.new) if isinstance(edit, Set) else (ABSENT, ABSENT)
    column = _column(table, name)
    if line is not None and column in AMOUNTS and money(old) and money(new):
        text = both("Gebühr „{x}“: {a} → {b}", "Fee “{x}”: {a} → {b}", x=line, a=money(old), b=money(new))
        return telling.change("fee.amount", text, TREASURERS, old, new)
    if name == "more":
        return telling.change("rule.ids", both("{r}: Kennungen der Zellen", "{r}: ids of cells", r=rule), DESIGNERS)
    text = both("{r}: {c} {a} → {b}", "{r}: {c} {a} → {b}", r=rule, c=column or name, a=value(old), b=value(new))
    return telling.change("rule.cell", text, _audiences(table), old, new)


def tell_table(telling: Telling) -> Change:
    text = both("Die Tabelle „{x}“ ist neu gegliedert", "The table “{x}” has a new structure", x=telling.name)
    if telling.came:
        text = both("Neue Tabelle „{x}“", "New table “{x}”", x=telling.name)
    elif telling.went:
        text = both("Die Tabelle „{x}“ entfällt", "The table “{x}” is gone", x=telling.name)
    return telling.change("table", text, ("clerks", "treasurers"))


def tell_literal(telling: Telling) -> Change:
    edit = telling.bundle.main
    old, new = (edit.old, edit.new) if isinstance(edit, Set) else (ABSENT, ABSENT)
    name = _decision_of(telling)
    if isinstance(edit, (Add, Remove)):
        verb = Text("neu", "new") if isinstance(edit, Add) else Text("entfällt", "gone")
        text = both("Ausdruck von „{x}“: {v}", "Expression of “{x}”: {v}", x=name, v=verb)
        return telling.change("decision.expression", text, ("clerks", "treasurers"))
    text = both("Entscheidung „{x}“: {a} → {b}", "Decision “{x}”: {a} → {b}", x=name, a=value(old), b=value(new))
    return telling.change("decision.expression", text, ("clerks", "treasurers"), old, new)


def tell_decisions(telling: Telling) -> Change:
    """Columns, decisions and connections: what holds the rules."""
    old, new = (
        {
            one.id: one.variable.name or one.id
            for one in (edition.package.decisions.decisions if edition.package.decisions else ())
        }
        for edition in (telling.names.old, telling.names.new)
    )
    come = [new[key] for key in new if key not in old]
    gone = [old[key] for key in old if key not in new]
    if come or gone:
        text = both(
            "Entscheidungen: neu {a}, entfallen {b}", "Decisions: new {a}, gone {b}", a=value(come), b=value(gone)
        )
    else:
        text = Text(
            "Aufbau der Entscheidungen ist geändert (Spalten, Eingaben)",
            "The structure of the decisions has changed (columns, inputs)",
        )
    return telling.change("decisions.frame", text, ("clerks", "designers"))


def _part(telling: Telling) -> Part | None:
    for edition in (telling.names.new, telling.names.old):
        if telling.bundle.address in edition.tree:
            return edition.tree[telling.bundle.address]
    return None


def _number(telling: Telling) -> int:
    for edition in (telling.names.new, telling.names.old):
        if telling.bundle.address in edition.tree:
            parent = edition.tree[edition.tree[telling.bundle.address].parent]
            return parent.children.index(telling.bundle.address) + 1
    return 0


def _column(table: DecisionTable | None, column_id: str) -> str:
    """How a column is called."""
    for clause in table.outputs if table else ():
        if clause.id == column_id:
            return clause.name or clause.label
    for tested in table.inputs if table else ():
        if tested.id == column_id:
            return tested.label or tested.expression.text
    return ""


def _line(telling: Telling, part: Part | None, table: DecisionTable | None) -> Text | None:
    """The fee line a rule makes, by its text."""
    for clause in table.outputs if table else ():
        if part is not None and clause.name in LINES:
            line_id = str(part.data.get(clause.id, "")).strip('" ')
            return telling.names.text(f"fee.{line_id}")
    return None


def _behind(line: Text | None) -> Text:
    return both(" („{x}“)", " (“{x}”)", x=line) if line else Text("")


def _cells(part: Part | None, table: DecisionTable | None) -> Text:
    said = [
        f"{_column(table, name) or name} {cell}"
        for name, cell in (part.data if part else {}).items()
        if isinstance(cell, str) and cell.strip() not in ("", "-")
    ]
    return value(said)


def _decision_of(telling: Telling) -> str:
    for edition in (telling.names.new, telling.names.old):
        model = edition.package.decisions
        for decision in model.decisions if model else ():
            if decision.expression is not None and decision.expression.id == telling.name:
                return decision.variable.name or decision.id
    return telling.name


def _audiences(table: DecisionTable | None) -> tuple[Audience, ...]:
    costs = table is not None and any(clause.name in AMOUNTS for clause in table.outputs)
    return TREASURERS if costs else CLERKS
