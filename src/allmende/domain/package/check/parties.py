"""Roles of an application: do their rows, steps, proofs and periods exist, and can each row become a case of its own?"""

from __future__ import annotations

from collections.abc import Iterator

from allmende.domain.forms import Field, Step
from allmende.domain.package.check.expressions import check_expression
from allmende.domain.package.check.names import answer_names, form_names, row_names
from allmende.domain.package.check.problems import error, warning
from allmende.domain.package.package import ServicePackage
from allmende.domain.package.parties import (
    FAMILY,
    REPRESENTED,
    PartyRole,
    Representation,
    list_row_roles,
    own_fields,
    twins,
)
from allmende.domain.values import Problem
from allmende.feel import BOOLEAN

NAMED = ("familienname", "geburtsdatum")
"""What tells a party apart on the desk and opens an invitation: the row must ask it, and so must the form outside."""


def check_parties(package: ServicePackage) -> Iterator[Problem]:
    """Every problem of `applicants` in service.yaml (`parties` of the source)."""
    known = {step.id for step in package.form.steps} | {one.id for step in package.form.steps for one in step.fields}
    seen: set[str] = set()
    for number, role in enumerate(package.sheet.applicants):
        where = f"service.yaml#/applicants/{number}"
        for name in role.answers:
            if name not in known:
                words = f"Das Formular hat weder einen Schritt noch eine Frage „{name}“."
                yield error("party.answers", words, f"{where}/answers")
        if role.rows in seen and role.rows:
            words = f"Die Zeilen von „{role.rows}“ gehören schon einer anderen Rolle."
            yield error("party.rows", words, f"{where}/rows")
        seen.add(role.rows)
        if role.rows:
            yield from _check_rows(package, role, where)
    declared = [
        problem
        for number, role in enumerate(package.sheet.applicants)
        if role.represented_by
        for problem in _check_represented_by(package, role, f"service.yaml#/applicants/{number}")
    ]
    yield from declared or _check_undeclared(package)


def _check_undeclared(package: ServicePackage) -> Iterator[Problem]:
    """Where a step names another person and takes the files that prove that somebody may act for her, that must be declared:
    otherwise one officer alone could go without the proof."""
    declared = [one for role in package.sheet.applicants for one in role.represented_by]
    proofs = {one.proof for one in declared}
    for step in package.form.steps:
        for named in (one for one in step.fields if _names_another(one)):
            files = [one for one in step.fields if one.type == "file" and named.when in (None, one.when)]
            for one in files:
                if not any(said.of == named.id for said in declared) or one.id not in proofs:
                    yield error("party.undeclared", _say_undeclared(step, named, one), one.source)


def _names_another(one: Field) -> bool:
    return one.type == "text" and (one.id == REPRESENTED or (one.id.endswith(FAMILY) and one.id != FAMILY))


def _say_undeclared(step: Step, named: Field, file: Field) -> str:
    return (
        f"Der Schritt „{step.id}“ fragt nach einer anderen Person („{named.id}“) und nach der Datei „{file.id}“. Weist sie nach, "
        "dass jemand für diese Person handeln darf, gehört sie unter parties/applicant/represented_by: "
        f"„guardian: {{of: {named.id}, proof: {file.id}}}“ oder „proxy: …“. Sonst könnte ein Mensch allein ohne den Nachweis "
        "entscheiden. Weist sie anderes nach, gehört sie in einen anderen Schritt."
    )


def _check_represented_by(package: ServicePackage, role: PartyRole, where: str) -> Iterator[Problem]:
    if role.rows or list_row_roles(package.sheet.applicants):
        words = (
            "Eine Bevollmächtigte und eigene Vorgänge für weitere Personen passen noch nicht zusammen: „represented_by“ steht "
            "bei „applicant“ eines Antrags ohne Rollen mit „rows“."
        )
        yield error("party.represented_by", words, f"{where}/represented_by")
    for one in role.represented_by:
        yield from _check_capacity(package, one, f"{where}/represented_by/{one.capacity}")


def _check_capacity(package: ServicePackage, one: Representation, where: str) -> Iterator[Problem]:
    fields = {field.id: field for step in package.form.steps for field in step.fields}
    named = fields.get(one.of)
    if named is None or named.type != "text":
        words = f"„{one.of}“ ist keine Textfrage des Formulars. „of“ nennt die Frage, für wen jemand handelt."
        yield error("party.of", words, f"{where}/of")
    elif not named.required or named.needed_to != "submit":
        words = f"„{one.of}“ sagt, wessen Antrag es ist, und ist zum Absenden nötig: „needed_to: submit“."
        yield error("party.of", words, named.source)
    if NAMED[0] not in fields:
        words = "Wer für andere handelt, nennt den eigenen Namen: Das Formular braucht den Baustein person@1."
        yield error("party.name", words, where)
    if one.when:
        yield from check_expression(one.when, answer_names(package.form), BOOLEAN, f"{where}/when")
    if one.proof:
        yield from _check_file(fields.get(one.proof), one.proof, "des Formulars", f"{where}/proof")


def _check_rows(package: ServicePackage, role: PartyRole, where: str) -> Iterator[Problem]:
    group = next((one for step in package.form.steps for one in step.fields if one.id == role.rows), None)
    if group is None or group.type != "group":
        yield error("party.rows", f"Das Formular hat keine Gruppe „{role.rows}“.", f"{where}/rows")
        return
    same = twins(package.form, group)
    for name in NAMED:
        if name not in same:
            words = (
                f"Jede Zeile von „{role.rows}“ bekommt einen eigenen Vorgang. Dafür braucht die Gruppe ein Feld „{name}“, "
                "und das Formular eines gleichen Namens außerhalb der Gruppe (Baustein person@1)."
            )
            yield error("party.name", words, f"{where}/rows")
    yield from _check_twins(package, group, same)
    yield from _check_shared(package, same, role, where)
    names = {**form_names(package), **row_names(group)}
    for key, text in (("represented", role.represented), ("confirms", role.confirms)):
        if text:
            yield from check_expression(text, names, BOOLEAN, f"{where}/{key}/when")
    yield from _check_proof(role, group, where)
    if role.confirms and package.sheet.deadline(role.within) is None:
        words = f"Die Frist „{role.within}“ für die Bestätigung gibt es nicht. Ergänzen Sie sie unter deadlines."
        yield error("party.within", words, f"{where}/confirms/within")
    if role.confirms and package.sheet.payment == "before_decision":
        words = (
            "Wer den Antrag noch nicht bestätigt hat, soll auch nichts zahlen: Mit „confirms“ kommt die Gebühr erst mit dem "
            "Bescheid (payment: with_notice)."
        )
        yield error("party.payment", words, f"{where}/confirms")
    if not role.confirms and not role.represented:
        words = (
            f"Für „{role.id}“ steht nicht, wer zustimmt: Ergänzen Sie „confirms“ (die Person bestätigt selbst) oder "
            "„represented“ (die antragstellende Person vertritt sie)."
        )
        yield error("party.consent", words, where)


def _check_twins(package: ServicePackage, group: Field, same: frozenset[str]) -> Iterator[Problem]:
    """In the party's case the row's answer stands in the form's field: both must be of one type, with options it knows."""
    outside = {one.id: one for step in package.form.steps for one in step.fields}
    for inner in group.fields:
        twin = outside.get(inner.id) if inner.id in same else None
        if twin is None:
            continue
        known = {option.id for option in twin.options}
        strange = sorted({option.id for option in inner.options} - known) if known else []
        if inner.type != twin.type or strange:
            told = f" ({', '.join(strange)})" if strange else ""
            words = (
                f"„{inner.id}“ steht in der Zeile und im Formular. Im Vorgang der Person gilt die Antwort der Zeile; Art und "
                f"Auswahl müssen gleich sein{told}."
            )
            yield error("party.twin", words, inner.source)


def _check_proof(role: PartyRole, group: Field, where: str) -> Iterator[Problem]:
    if not role.represented:
        return
    proof = next((one for one in group.fields if one.id == role.proof), None)
    yield from _check_file(proof, role.proof, "der Zeile", f"{where}/represented/proof")
    if proof is not None and proof.when and proof.when.split() != role.represented.split():
        words = (
            f"„{role.proof}“ weist nach, dass jemand handeln darf, und wird dann immer gefragt: ohne „when“ oder mit genau der "
            f"Bedingung von „represented“ ({role.represented})."
        )
        yield error("party.proof", words, proof.source)


def _check_shared(package: ServicePackage, same: frozenset[str], role: PartyRole, where: str) -> Iterator[Problem]:
    """What the applicant says of herself and nobody is asked for the row stands in the row's case too: somebody should look."""
    roles = package.sheet.applicants
    apart = own_fields(package.form, roles) | same | {one.rows for one in roles}
    shared = [
        one.label.spoken("de")
        for step in package.form.steps
        for one in step.fields
        if one.id not in apart and one.personal_data not in (None, "none")
    ]
    if shared:
        words = (
            f"Diese Antworten der antragstellenden Person stehen auch in den Vorgängen der anderen ({role.id}): "
            f"{', '.join(f'„{one}“' for one in shared)}. Was nur sie betrifft, gehört unter „answers“; was jede Person selbst "
            "beantwortet, gehört als Feld gleichen Namens in die Zeile."
        )
        yield warning("party.shared", words, f"{where}/rows")


def _check_file(proof: Field | None, name: str, place: str, where: str) -> Iterator[Problem]:
    if proof is None or proof.type != "file":
        yield error("party.proof", f"„{name}“ ist keine Datei {place}. Die Vertretung braucht einen Nachweis.", where)
    elif not proof.required or proof.needed_to != "decide":
        words = f"Der Nachweis „{name}“ ist zur Entscheidung nötig: „needed_to: decide“."
        yield error("party.proof", words, proof.source)
