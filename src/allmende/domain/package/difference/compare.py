"""What differs between two versions of a package, in sentences."""

from __future__ import annotations

from collections.abc import Mapping

from allmende.domain.package.difference.asking import tell_field, tell_step, tell_use
from allmende.domain.package.difference.change import AUDIENCES, OpenedPackage, ToldChange
from allmende.domain.package.difference.deciding import tell_decisions, tell_literal, tell_rule, tell_table
from allmende.domain.package.difference.flowing import tell_flow, tell_node, tell_process
from allmende.domain.package.difference.naming import DifferenceNames, split
from allmende.domain.package.difference.ruling import (
    tell_applicant,
    tell_deadline,
    tell_ground,
    tell_parameter,
    tell_sheet,
    tell_tariff,
)
from allmende.domain.package.difference.sorting import SOURCE, EditGroup, sort_edits
from allmende.domain.package.difference.telling import EditTelling, Teller
from allmende.domain.package.difference.writing import (
    tell_example,
    tell_file,
    tell_notice,
    tell_scope,
    tell_source,
    tell_text,
    tell_texts,
)
from allmende.domain.package.edits import diff
from allmende.domain.package.properties.property import DESIGNERS
from allmende.domain.values import Text

TELLERS: Mapping[str, Teller] = {
    "service": tell_sheet,
    "parameter": tell_parameter,
    "tariff": tell_tariff,
    "deadline": tell_deadline,
    "applicant": tell_applicant,
    "ground": tell_ground,
    "step": tell_step,
    "field": tell_field,
    "use": tell_use,
    "notice": tell_notice,
    "text": tell_text,
    "texts": tell_texts,
    "decisions": tell_decisions,
    "table": tell_table,
    "rule": tell_rule,
    "literal": tell_literal,
    "process": tell_process,
    "node": tell_node,
    "flow": tell_flow,
    "example": tell_example,
}


def compare(old: OpenedPackage, new: OpenedPackage) -> tuple[ToldChange, ...]:
    """All changes from old to new: those who notice most first, otherwise in the order of the package."""
    names = DifferenceNames(old, new)
    changes = [tell(bundle, names) for bundle in sort_edits(diff(old.tree, new.tree))]
    return tuple(sorted(changes, key=lambda change: AUDIENCES.index(change.audiences[0])))


def tell(bundle: EditGroup, names: DifferenceNames) -> ToldChange:
    """One bundle of edits as a change."""
    scope, kind, name = split(bundle.address)
    if bundle.address == SOURCE:
        return tell_source(EditTelling(bundle, names, "", "file", ""))
    if bundle.address.startswith("file:"):
        return tell_file(EditTelling(bundle, names, "", "file", name))
    telling = EditTelling(bundle, names, scope, kind, name)
    if bundle.address.endswith(":"):
        return tell_scope(telling)
    return TELLERS.get(kind, _tell_other)(telling)


def _tell_other(telling: EditTelling) -> ToldChange:
    text = Text.named("package.difference.compare.changed_x_y", x=Text(telling.bundle.address), y=telling.bundle.name)
    return telling.change("other", text, DESIGNERS)
