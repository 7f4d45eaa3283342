"""Sentences about decisions: rules, cells, expressions; amounts of fees as amounts."""

from __future__ import annotations

from allmende.domain.decisions.model import DecisionTable
from allmende.domain.package.difference.change import ToldChange
from allmende.domain.package.difference.telling import EditTelling, named
from allmende.domain.package.edits import ABSENT, Move, Set
from allmende.domain.package.edits.parts import PackagePart
from allmende.domain.package.properties.property import CLERKS, DESIGNERS, TREASURERS, Audience
from allmende.domain.package.wording import joined, money, value
from allmende.domain.values import Text

AMOUNTS = ("amount", "betrag", "unit amount", "unit_amount")
LINES = ("id", "line", "posten")


def tell_rule(telling: EditTelling) -> ToldChange:
    table_id = telling.name.rpartition(".")[0]
    found = telling.names.table(table_id)
    decision, table = found or (table_id, None)
    audiences = _audiences(table)
    part = _part(telling)
    line = _line(telling, part, table)
    number = _number(telling)
    rule = Text.named("package.difference.deciding.rule_n_of_d_l", n=number, d=decision, l=_behind(line))
    if not isinstance(telling.bundle.main, Set):
        moved = isinstance(telling.bundle.main, Move)
        return telling.part(rule, "rule", audiences, None if moved else _cells(part, table))
    return _tell_cell(telling, rule, line, table)


def _tell_cell(telling: EditTelling, rule: Text, line: Text | None, table: DecisionTable | None) -> ToldChange:
    edit, name = telling.bundle.main, telling.bundle.name
    old, new = (edit.old, edit.new) if isinstance(edit, Set) else (ABSENT, ABSENT)
    column = _column(table, name)
    if line is not None and column in AMOUNTS and money(old) and money(new):
        text = Text.named("package.difference.deciding.fee_x_b", x=line, a=money(old), b=money(new))
        return telling.change("fee.amount", text, TREASURERS, old, new)
    if name == "more":
        return telling.change("rule.ids", Text.named("package.difference.deciding.r_ids_of_cells", r=rule), DESIGNERS)
    text = joined("{r}: {c} {a} → {b}", r=rule, c=column or name, a=value(old), b=value(new))
    return telling.change("rule.cell", text, _audiences(table), old, new)


def tell_table(telling: EditTelling) -> ToldChange:
    noticed: tuple[Audience, ...] = ("clerks", "treasurers")
    subject = named("table", telling.name)
    if not isinstance(telling.bundle.main, Set):
        return telling.part(subject, "table", noticed)
    return telling.change("table", Text.named("package.difference.deciding.s_has_new_structure", s=subject), noticed)


def tell_literal(telling: EditTelling) -> ToldChange:
    edit = telling.bundle.main
    old, new = (edit.old, edit.new) if isinstance(edit, Set) else (ABSENT, ABSENT)
    name = _decision_of(telling)
    if not isinstance(edit, Set):
        return telling.part(
            Text.named("package.difference.deciding.expression_of_x", x=name), "literal", ("clerks", "treasurers")
        )
    text = Text.named("package.difference.deciding.decision_x_b", x=name, a=value(old), b=value(new))
    return telling.change("decision.expression", text, ("clerks", "treasurers"), old, new)


def tell_decisions(telling: EditTelling) -> ToldChange:
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
        text = Text.named("package.difference.deciding.decisions_new_gone_b", a=value(come), b=value(gone))
    else:
        text = Text.named("package.difference.deciding.structure_of_decisions_has_changed")
    return telling.change("decisions.frame", text, ("clerks", "designers"))


def _part(telling: EditTelling) -> PackagePart | None:
    for edition in (telling.names.new, telling.names.old):
        if telling.bundle.address in edition.tree:
            return edition.tree[telling.bundle.address]
    return None


def _number(telling: EditTelling) -> int:
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


def _line(telling: EditTelling, part: PackagePart | None, table: DecisionTable | None) -> Text | None:
    """The fee line a rule makes, by its text."""
    for clause in table.outputs if table else ():
        if part is not None and clause.name in LINES:
            line_id = str(part.data.get(clause.id, "")).strip('" ')
            return telling.names.text(f"fee.{line_id}")
    return None


def _behind(line: Text | None) -> Text:
    return Text.named("package.difference.deciding.x", x=line) if line else Text("")


def _cells(part: PackagePart | None, table: DecisionTable | None) -> Text:
    said = [
        f"{_column(table, name) or name} {cell}"
        for name, cell in (part.data if part else {}).items()
        if isinstance(cell, str) and cell.strip() not in ("", "-")
    ]
    return value(said)


def _decision_of(telling: EditTelling) -> str:
    for edition in (telling.names.new, telling.names.old):
        model = edition.package.decisions
        for decision in model.decisions if model else ():
            if decision.expression is not None and decision.expression.id == telling.name:
                return decision.variable.name or decision.id
    return telling.name


def _audiences(table: DecisionTable | None) -> tuple[Audience, ...]:
    costs = table is not None and any(clause.name in AMOUNTS for clause in table.outputs)
    return TREASURERS if costs else CLERKS
