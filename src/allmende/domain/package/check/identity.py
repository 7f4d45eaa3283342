"""Can the core compare who applies with who is meant? Only if the form binds the applicant's own data to the identity."""

from __future__ import annotations

from collections.abc import Iterator

from allmende.domain.decisions.model import DecisionTable
from allmende.domain.forms import attribute_of
from allmende.domain.forms.rules import words_in
from allmende.domain.package.check.problems import error, warning
from allmende.domain.package.package import ServicePackage
from allmende.domain.values import Problem, Text

UNBOUND = {
    "family_name": Text.named("package.check.identity.family_name"),
    "given_names": Text.named("package.check.identity.given_names"),
    "date_of_birth": Text.named("package.check.identity.date_of_birth"),
}
"""What tells people apart, with what is said where no question asks it."""


def check_identity(package: ServicePackage) -> Iterator[Problem]:
    """A register of persons needs a trust level; where one is demanded and counts, the form must bind who applies. And what holds of minors?"""
    stations = [
        (f"{definition.source}:{node.line}", node)
        for definition in (package.process, *package.shared.values())
        for node in definition.nodes.values()
    ]
    of_persons = {key for key, spec in package.registers.items() if spec.is_personal}
    personal = [(where, node) for where, node in stations if node.named_register in of_persons]
    yield from _check_minors(package)
    if package.sheet.trust_level == "none":
        for where, node in personal:
            words = Text.named("package.check.identity.level", station=node.name or node.id)
            yield error("identity.level", words, where)
        return
    if personal or any(node.action == "decide_automatically" for _, node in stations):
        yield from _check_bound(package)


def _check_minors(package: ServicePackage) -> Iterator[Problem]:
    """Somebody may apply alone who is too young to: whoever writes the service says what then happens."""
    born = [field for step in package.form.steps for field in step.fields if attribute_of(field) == "date_of_birth"]
    roles = package.sheet.applicants
    acting = any(said.capacity == "guardian" and not said.by for role in roles for said in role.represented_by)
    if (
        not born
        or acting
        or any(role.acts_from or role.represented for role in roles)
        or _is_decided_by(package, born[0].id)
    ):
        return
    words = Text.named("package.check.identity.minors")
    yield warning("identity.minors", words, born[0].source)


def _is_decided_by(package: ServicePackage, name: str) -> bool:
    """Does a table of the service ask that answer?"""
    return package.decisions is not None and any(
        name in words_in(one.expression.text)
        for decision in package.decisions.decisions
        if isinstance(decision.expression, DecisionTable)
        for one in decision.expression.inputs
    )


def _check_bound(package: ServicePackage) -> Iterator[Problem]:
    asked = [field for step in package.form.steps if not step.when for field in step.fields if not field.when]
    bound = {attribute_of(one) for one in asked}
    where = package.form.steps[0].source if package.form.steps else "form.yaml"
    yield from (error("identity.bound", words, where) for name, words in UNBOUND.items() if name not in bound)
