"""Can the core compare who applies with who is meant? Only if the form binds the applicant's own data to the identity."""

from __future__ import annotations

from collections.abc import Iterator

from allmende.domain.forms import attribute_of
from allmende.domain.package.check.problems import error
from allmende.domain.package.package import ServicePackage
from allmende.domain.values import Problem

COMPARED = {
    "family_name": "den Familiennamen",
    "given_names": "die Vornamen",
    "date_of_birth": "das Geburtsdatum",
}
"""What tells people apart, in the words of the message."""


def check_identity(package: ServicePackage) -> Iterator[Problem]:
    """A register of persons needs a trust level; where one is demanded and counts, the form must bind who applies."""
    stations = [
        (f"{definition.source}:{node.line}", node)
        for definition in (package.process, *package.shared.values())
        for node in definition.nodes.values()
    ]
    of_persons = {key for key, spec in package.registers.items() if spec.is_personal}
    personal = [(where, node) for where, node in stations if node.named_register in of_persons]
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


def _check_bound(package: ServicePackage) -> Iterator[Problem]:
    asked = [one for step in package.form.steps if not step.when for one in step.fields if not one.when]
    bound = {attribute_of(one) for one in asked}
    for name, words in COMPARED.items():
        if name not in bound:
            yield error(
                "identity.bound",
                f"Kein Feld fragt immer {words} der Person, die den Antrag stellt. Ohne das lässt sich nicht vergleichen, wer "
                f"angemeldet ist. Ergänzen Sie ein Feld mit „prefill: account.{name}“ oder den Baustein person@1.",
                package.form.steps[0].source if package.form.steps else "form.yaml",
            )
