"""Grounds of refusal and decision data: ids, expressions, options and bounds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from allmende.domain.forms import Field
from allmende.domain.notices.placeholders import list_holes
from allmende.domain.notices.template import Block, ParagraphTemplate
from allmende.domain.package.check.expressions import check_expression
from allmende.domain.package.check.form import PROVIDED
from allmende.domain.package.check.names import Names, matter_names, type_of
from allmende.domain.package.check.problems import error, warning
from allmende.domain.package.decision_data import NUMBERS
from allmende.domain.package.package import ServicePackage
from allmende.domain.package.sheet import RefusalGround
from allmende.domain.values import Problem, Text
from allmende.feel import BOOLEAN, NUMBER

DECIDED = re.compile(r"\bdecided\.([a-z][a-z0-9_]*)")
PARTLY = "partly"
OWN_WORDS = ("text", "textarea")
DISCRETION = re.compile(r"§[^;]*\b40 [A-Za-z]*VwVfG")
"""The norm of discretion, alone or among others: `§ 40 HVwVfG`, `§§ 39, 40 LVwVfG`."""


def check_stated(package: ServicePackage) -> Iterator[Problem]:
    """Every problem of `refusal_grounds` and `decided`."""
    names = matter_names(package)
    grounds, data = package.sheet.refusal_grounds, package.sheet.decided
    yield from _check_ids((ground.id for ground in grounds), "service.yaml#/refusal_grounds")
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
    asked = {field.id for step in package.form.steps for field in step.fields}
    own = {one.id: kind for one in data if (kind := type_of(one.field))}
    for number, datum in enumerate(data):
        at = f"service.yaml#/decided/{number}"
        if datum.id in asked | PROVIDED:
            words = Text.named("package.check.stated.taken", name=datum.id)
            yield error("decided.taken", words, f"{at}/id")
        yield from _check_proposal(datum.field, names, at)
        yield from _check_datum(datum.field, {**names, **own}, at)
        if datum.reasons:
            yield from check_expression(datum.reasons, names, BOOLEAN, f"{at}/reasons")
        elif datum.less:
            words = Text.named("package.check.stated.less", name=datum.id)
            yield error("decided.less", words, f"{at}/less")
    yield from _check_provisions(package)
    yield from _check_partial(package)


def _check_provisions(package: ServicePackage) -> Iterator[Problem]:
    """An ancillary provision in a person's own words burdens whoever gets it: her reasons are asked for with it (§ 39 HVwVfG)."""
    unreasoned = {one.id for one in package.sheet.decided if one.field.type in OWN_WORDS and not one.reasons}
    for notice in package.notices.values():
        for block in notice.ancillary if notice.kind == "decision" else ():
            for name in sorted(unreasoned & _decided_in(block)):
                words = Text.named("package.check.stated.reasons", name=name)
                yield error("decided.reasons", words, f"notices/{notice.id}.yaml#/ancillary/{block.id}")


def _check_partial(package: ServicePackage) -> Iterator[Problem]:
    """A partial outcome says in words of the case what changes and what is refused; a standing sentence decides nothing (§ 37 Abs. 1 HVwVfG)."""
    needed = {
        one.id for one in package.sheet.decided if one.outcome == PARTLY and one.field.required and not one.field.when
    }
    for process in (package.process, *package.shared.values()):
        for node in process.nodes.values():
            if PARTLY in node.outcomes and not needed:
                words = Text.named("package.check.stated.partly", station=node.id)
                yield error("decided.partly", words, f"process.bpmn#/{node.id}")
    for notice in package.notices.values():
        if notice.kind != "decision" or notice.outcome != PARTLY:
            continue
        if not any(block.when is None and _decided_in(block) & needed for block in notice.operative):
            words = Text.named("package.check.stated.partly_unsaid", notice=notice.id)
            yield error("decided.partly", words, f"notices/{notice.id}.yaml#/operative")


def _decided_in(block: Block) -> set[str]:
    """The data of the decision that the words of a paragraph print."""
    holes = list_holes(block.text.spoken("de")) if isinstance(block, ParagraphTemplate) else ()
    return {found for hole in holes for found in DECIDED.findall(hole.expression)}


def _check_discretion(ground: RefusalGround, at: str) -> Iterator[Problem]:
    if not ground.discretion and DISCRETION.search(ground.legal_basis):
        words = Text.named("package.check.stated.discretion", ground=ground.id)
        yield warning("ground.discretion", words, at)
    elif DISCRETION.match(ground.legal_basis):
        words = Text.named("package.check.stated.norm", ground=ground.id)
        yield warning("ground.norm", words, at)


def _check_ids(ids: Iterable[str], where: str) -> Iterator[Problem]:
    for one, count in Counter(ids).items():
        if count > 1:
            yield error("sheet.duplicate", Text.named("package.check.stated.twice", name=one), where)


def _check_proposal(field: Field, names: Names, at: str) -> Iterator[Problem]:
    if field.default:
        wanted = NUMBER if field.type in NUMBERS else type_of(field)
        yield from check_expression(field.default, names, wanted, f"{at}/value")


def _check_checks(field: Field, names: Names, at: str) -> Iterator[Problem]:
    for check in field.checks:
        yield from check_expression(check.expression, names, BOOLEAN, f"{at}/check")


def _check_datum(field: Field, names: Names, at: str) -> Iterator[Problem]:
    """`names`: with the data themselves, which a condition and a check name by their id."""
    if field.when:
        yield from check_expression(field.when, names, BOOLEAN, f"{at}/when")
    yield from _check_checks(field, names, at)
    if (field.type == "choice") != bool(field.options):
        words = (
            Text.named("package.check.flow.options", name=field.id)
            if not field.options
            else Text.named("package.check.stated.strange_options", name=field.id)
        )
        yield error("decided.options", words, f"{at}/options")
    if field.minimum is not None and field.maximum is not None and field.minimum > field.maximum:  # type: ignore[operator]
        yield error("decided.bounds", Text.named("package.check.stated.bounds", name=field.id), at)
