"""Grounds of refusal and decision data: ids, expressions, options and bounds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from allmende.domain.forms import Field
from allmende.domain.notices.placeholders import list_holes
from allmende.domain.notices.template import Block, Paragraph
from allmende.domain.package.check.expressions import check_expression
from allmende.domain.package.check.form import PROVIDED
from allmende.domain.package.check.names import Names, matter_names, type_of
from allmende.domain.package.check.problems import error, warning
from allmende.domain.package.decision_data import NUMBERS
from allmende.domain.package.package import ServicePackage
from allmende.domain.package.sheet import RefusalGround
from allmende.domain.values import Problem
from allmende.feel import BOOLEAN, NUMBER

DECIDED = re.compile(r"\bdecided\.([a-z][a-z0-9_]*)")
OWN_WORDS = ("text", "textarea")
DISCRETION = re.compile(r"§[^;]*\b40 [A-Za-z]*VwVfG")
"""The norm of discretion, alone or among others: `§ 40 HVwVfG`, `§§ 39, 40 LVwVfG`."""


def check_stated(package: ServicePackage) -> Iterator[Problem]:
    """Every problem of `refusal_grounds` and `decided`."""
    names = matter_names(package)
    grounds, data = package.sheet.refusal_grounds, package.sheet.decided
    yield from _check_ids((one.id for one in grounds), "service.yaml#/refusal_grounds")
    for number, ground in enumerate(grounds):
        at = f"service.yaml#/refusal_grounds/{number}"
        yield from _check_discretion(ground, f"{at}/legal_basis")
        if ground.when:
            yield from check_expression(ground.when, names, BOOLEAN, f"{at}/when")
        yield from _check_ids((one.id for one in ground.state), f"{at}/state")
        beside = {one.id: kind for one in ground.state if (kind := type_of(one.field))}
        for place, statement in enumerate(ground.state):
            yield from _check_proposal(statement.field, names, f"{at}/state/{place}")
            yield from _check_checks(statement.field, {**names, **beside}, f"{at}/state/{place}")
    yield from _check_ids((one.id for one in data), "service.yaml#/decided")
    asked = {one.id for step in package.form.steps for one in step.fields}
    own = {one.id: kind for one in data if (kind := type_of(one.field))}
    for number, datum in enumerate(data):
        at = f"service.yaml#/decided/{number}"
        if datum.id in asked | PROVIDED:
            words = f"„{datum.id}“ heißt schon etwas anderes. Wählen Sie eine andere Kennung."
            yield error("decided.taken", words, f"{at}/id")
        yield from _check_proposal(datum.field, names, at)
        yield from _check_datum(datum.field, {**names, **own}, at)
        if datum.reasons:
            yield from check_expression(datum.reasons, names, BOOLEAN, f"{at}/reasons")
        elif datum.less:
            words = f"„{datum.id}“: less sagt nur mit reasons, wann weniger bewilligt ist als beantragt. Ergänzen Sie reasons."
            yield error("decided.less", words, f"{at}/less")
    yield from _check_provisions(package)


def _check_provisions(package: ServicePackage) -> Iterator[Problem]:
    """An ancillary provision in a person's own words burdens whoever gets it: her reasons are asked for with it (§ 39 HVwVfG)."""
    unreasoned = {one.id for one in package.sheet.decided if one.field.type in OWN_WORDS and not one.reasons}
    for notice in package.notices.values():
        for block in notice.ancillary if notice.kind == "decision" else ():
            for name in sorted(unreasoned & _decided_in(block)):
                words = (
                    f"„{name}“ steht als Nebenbestimmung im Bescheid und belastet die Person. Schreiben Sie dazu reasons: true "
                    "(oder wann es sie belastet), damit die Begründung verlangt wird und im Bescheid steht (§ 39 HVwVfG)."
                )
                yield error("decided.reasons", words, f"notices/{notice.id}.yaml#/ancillary/{block.id}")


def _decided_in(block: Block) -> set[str]:
    """The data of the decision that the words of a paragraph print."""
    holes = list_holes(block.text.spoken("de")) if isinstance(block, Paragraph) else ()
    return {found for hole in holes for found in DECIDED.findall(hole.expression)}


def _check_discretion(ground: RefusalGround, at: str) -> Iterator[Problem]:
    if not ground.discretion and DISCRETION.search(ground.legal_basis):
        words = (
            f"„{ground.id}“ nennt § 40 (Ermessen), ist aber als gebundener Grund geführt. Schreiben Sie discretion: true, "
            "damit die Abwägung verlangt wird und im Bescheid steht."
        )
        yield warning("ground.discretion", words, at)
    elif DISCRETION.match(ground.legal_basis):
        words = (
            f"„{ground.id}“ nennt zuerst die Regel, wie Ermessen ausgeübt wird (§ 40). Sie erlaubt keine Ablehnung: Nennen Sie die "
            "Vorschrift, die der Behörde hier die Wahl lässt."
        )
        yield warning("ground.norm", words, at)


def _check_ids(ids: Iterable[str], where: str) -> Iterator[Problem]:
    for one, count in Counter(ids).items():
        if count > 1:
            yield error("sheet.duplicate", f"„{one}“ gibt es zweimal.", where)


def _check_proposal(one: Field, names: Names, at: str) -> Iterator[Problem]:
    if one.default:
        wanted = NUMBER if one.type in NUMBERS else type_of(one)
        yield from check_expression(one.default, names, wanted, f"{at}/value")


def _check_checks(one: Field, names: Names, at: str) -> Iterator[Problem]:
    for check in one.checks:
        yield from check_expression(check.expression, names, BOOLEAN, f"{at}/check")


def _check_datum(one: Field, names: Names, at: str) -> Iterator[Problem]:
    """`names`: with the data themselves, which a condition and a check name by their id."""
    if one.when:
        yield from check_expression(one.when, names, BOOLEAN, f"{at}/when")
    yield from _check_checks(one, names, at)
    if (one.type == "choice") != bool(one.options):
        words = f"„{one.id}“ braucht options." if not one.options else f"Nur eine choice hat options, nicht „{one.id}“."
        yield error("decided.options", words, f"{at}/options")
    if one.minimum is not None and one.maximum is not None and one.minimum > one.maximum:  # type: ignore[operator]
        yield error("decided.bounds", f"Bei „{one.id}“ liegt minimum über maximum.", at)
