"""Can the core compare who applies with who is meant? Only if the form binds the applicant's own data to the identity."""

from __future__ import annotations

from collections.abc import Iterator

from allmende.domain.decisions.model import DecisionTable
from allmende.domain.forms import attribute_of
from allmende.domain.forms.rules import words_in
from allmende.domain.package.check.problems import error, warning
from allmende.domain.package.package import ServicePackage
from allmende.domain.values import Problem

COMPARED = {
    "family_name": "den Familiennamen",
    "given_names": "die Vornamen",
    "date_of_birth": "das Geburtsdatum",
}
"""What tells people apart, in the words of the message."""


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
            words = (
                f"„{node.name or node.id}“ fragt ein Register mit Daten von Menschen. Dann muss die Leistung wissen, wer "
                "fragt: Setzen Sie in service.yaml trust_level mindestens auf basic."
            )
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
    words = (
        "Die Leistung sagt nicht, was gilt, wenn ein Kind allein den Antrag stellt. Schreiben Sie bei „applicant“, ab welchem Alter "
        "jemand selbst handelt („acts_from: 18“; weniger nur, wo ein Gesetz es sagt), wer ein Kind vertritt („represented_by: "
        "{guardian: …}“), oder eine Zeile zum Alter in einer Tabelle. Die Maschine entscheidet über einen solchen Antrag nie."
    )
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
    for name, words in COMPARED.items():
        if name not in bound:
            yield error(
                "identity.bound",
                f"Kein Feld fragt immer {words} der Person, die den Antrag stellt. Ohne das lässt sich nicht vergleichen, wer "
                f"angemeldet ist. Ergänzen Sie ein Feld mit „prefill: account.{name}“ oder den Baustein person@1.",
                package.form.steps[0].source if package.form.steps else "form.yaml",
            )
