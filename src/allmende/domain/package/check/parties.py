"""Roles of an application: do their rows, steps, proofs and periods exist, and can each row become a case of its own?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from allmende.domain.forms import Field, FormStep, attribute_of
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
from allmende.domain.values import Problem, Text
from allmende.feel import BOOLEAN
from allmende.words.joining import joined, quoted

NAMED = ("familienname", "geburtsdatum")
"""What tells a party apart on the desk and opens an invitation: the row must ask it, and so must the form outside."""

ACTING = ("vertret", "vertritt", "vormund", "vormünd", "bevollmächtig", "sorgeberechtigt", "personensorge")
"""In the words of a question: it asks who acts for somebody."""


def check_parties(package: ServicePackage) -> Iterator[Problem]:
    """Every problem of `applicants` in service.yaml (`parties` of the source)."""
    known = {step.id for step in package.form.steps} | {
        field.id for step in package.form.steps for field in step.fields
    }
    seen: set[str] = set()
    for number, role in enumerate(package.sheet.applicants):
        where = f"service.yaml#/applicants/{number}"
        for name in role.answers:
            if name not in known:
                words = Text.named("package.check.parties.no_answer", name=name)
                yield error("party.answers", words, f"{where}/answers")
        if role.rows in seen and role.rows:
            words = Text.named("package.check.parties.rows_taken", rows=role.rows)
            yield error("party.rows", words, f"{where}/rows")
        seen.add(role.rows)
        if role.rows:
            yield from _check_rows(package, role, where)
        elif role.represented:
            yield from _check_minor(package, role, where)
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
    roles = package.sheet.applicants
    declared = [one for role in roles for one in role.represented_by]
    proofs = {one.proof for one in declared}
    acting = {one.by or one.of for one in declared} | {role.guardian for role in roles}
    for step in package.form.steps:
        for named in (field for field in step.fields if _asks_who_acts(field) and field.id not in acting):
            for file in (field for field in step.fields if field.type == "file"):
                words = Text.named("package.check.parties.undeclared", step=step.id, name=named.id, file=file.id)
                yield error("party.undeclared", words, file.source)
        for named in (field for field in step.fields if _names_another(field)):
            files = [field for field in step.fields if field.type == "file" and named.when in (None, field.when)]
            for file in files:
                if not any(said.of == named.id for said in declared) or file.id not in proofs:
                    yield error("party.undeclared", _say_undeclared(step, named, file), file.source)


def _names_another(field: Field) -> bool:
    return field.type == "text" and (field.id == REPRESENTED or (field.id.endswith(FAMILY) and field.id != FAMILY))


def _asks_who_acts(field: Field) -> bool:
    """By its id and its words: „Wer vertritt Sie?“, „Vormund“ …"""
    words = f"{field.id} {field.label.spoken('de')}".casefold()
    return field.type in ("text", "person") and not _names_another(field) and any(said in words for said in ACTING)


def _say_undeclared(step: FormStep, named: Field, file: Field) -> Text:
    return Text.named("package.check.parties.undeclared_other", step=step.id, name=named.id, file=file.id)


def _check_represented_by(package: ServicePackage, role: PartyRole, where: str) -> Iterator[Problem]:
    if role.rows:
        yield error("party.represented_by", Text.named("package.check.parties.of_applicant"), f"{where}/represented_by")
    grounds = package.sheet.refusal_grounds
    if grounds and not any(ground.unauthorised for ground in grounds):
        yield warning("party.unauthorised", Text.named("package.check.parties.no_ground"), f"{where}/represented_by")
    apart = list_row_roles(package.sheet.applicants)
    own = own_fields(package.form, package.sheet.applicants)
    for one in role.represented_by:
        place = f"{where}/represented_by/{one.capacity}"
        shared = [name for name in (one.by, one.address, one.proof) if name and name not in own]
        if apart and not one.by:
            yield error(
                "party.represented_by", Text.named("package.check.parties.by_beside_rows", capacity=one.capacity), place
            )
        elif apart and shared:
            names = joined((quoted(name) for name in shared), ", ")
            words = Text.named("package.check.parties.own_beside_rows", names=names)
            yield error("party.represented_by", words, place)
        yield from _check_capacity(package, one, place)


def _check_capacity(package: ServicePackage, representation: Representation, where: str) -> Iterator[Problem]:
    fields = {field.id: field for step in package.form.steps for field in step.fields}
    if bool(representation.of) == bool(representation.by):
        yield error("party.of", Text.named("package.check.parties.of_or_by"), where)
        return
    key, wanted = ("by", representation.by) if representation.by else ("of", representation.of)
    named = fields.get(wanted)
    if named is None or named.type != "text":
        yield error("party.of", Text.named("package.check.parties.no_question", key=key, name=wanted), f"{where}/{key}")
    elif not named.required or named.needed_to != "submit":
        yield error("party.of", Text.named("package.check.parties.needed_to_submit", name=wanted), named.source)
    elif representation.by:
        yield from _check_before(package, named)
    if representation.by or representation.address:
        address = fields.get(representation.address)
        if address is None or address.type != "address" or not address.required or address.needed_to != "submit":
            told = Text.named("package.check.parties.address_of_who_acts", name=wanted)
            yield error("party.address", told, address.source if address else f"{where}/address")
    if NAMED[0] not in fields:
        words = Text.named("package.check.parties.own_name")
        yield error("party.name", words, where)
    if representation.when:
        yield from check_expression(representation.when, answer_names(package.form), BOOLEAN, f"{where}/when")
    if representation.proof:
        missing = Text.named("package.check.parties.no_file_of_form", name=representation.proof)
        yield from _check_file(fields.get(representation.proof), missing, f"{where}/proof")


def _check_before(package: ServicePackage, named: Field) -> Iterator[Problem]:
    """Who acts is asked before what a sign-in would fill in: else the proof of who acts would stand in the applicant's fields."""
    asked = [field for step in package.form.steps for field in step.fields]
    early = next((one for one in asked[: asked.index(named)] if attribute_of(one)), None)
    if early is not None:
        words = Text.named("package.check.parties.asked_too_late", name=named.id, early=early.id)
        yield error("party.by", words, named.source)


def _check_rows(package: ServicePackage, role: PartyRole, where: str) -> Iterator[Problem]:
    group = next((field for step in package.form.steps for field in step.fields if field.id == role.rows), None)
    if group is None or group.type != "group":
        yield error("party.rows", Text.named("package.check.parties.no_group", rows=role.rows), f"{where}/rows")
        return
    same = twins(package.form, group)
    for name in NAMED:
        if name not in same:
            words = Text.named("package.check.parties.rows_name", rows=role.rows, name=name)
            yield error("party.name", words, f"{where}/rows")
    yield from _check_twins(package, group, same)
    yield from _check_shared(package, same, role, where)
    names = {**form_names(package), **row_names(group)}
    for key, text in (("represented", role.represented), ("confirms", role.confirms)):
        if text:
            yield from check_expression(text, names, BOOLEAN, f"{where}/{key}/when")
    if role.guardian:
        yield error(
            "party.represented", Text.named("package.check.parties.row_by_applicant"), f"{where}/represented/by"
        )
    yield from _check_proof(
        role, group.fields, Text.named("package.check.parties.no_file_of_row", name=role.proof), where
    )
    if role.confirms and package.sheet.deadline(role.within) is None:
        words = Text.named("package.check.parties.within", within=role.within)
        yield error("party.within", words, f"{where}/confirms/within")
    if role.confirms and package.sheet.payment == "before_decision":
        words = Text.named("package.check.parties.payment")
        yield error("party.payment", words, f"{where}/confirms")
    if not role.confirms and not role.represented:
        words = Text.named("package.check.parties.consent", role=role.id)
        yield error("party.consent", words, where)


def _check_twins(package: ServicePackage, group: Field, same: frozenset[str]) -> Iterator[Problem]:
    """In the party's case the row's answer stands in the form's field: both must be of one type, with options it knows."""
    outside = {field.id: field for step in package.form.steps for field in step.fields}
    for inner in group.fields:
        twin = outside.get(inner.id) if inner.id in same else None
        if twin is None:
            continue
        known = {option.id for option in twin.options}
        strange = sorted({option.id for option in inner.options} - known) if known else []
        if inner.type != twin.type or strange:
            told = f" ({', '.join(strange)})" if strange else ""
            words = Text.named("package.check.parties.twin", field=inner.id, options=told)
            yield error("party.twin", words, inner.source)


def _check_minor(package: ServicePackage, role: PartyRole, where: str) -> Iterator[Problem]:
    """Who is too young to apply alone names who represents her by law; that person's agreement is proved by a file."""
    fields = tuple(one for step in package.form.steps for one in step.fields)
    yield from check_expression(role.represented or "", form_names(package), BOOLEAN, f"{where}/represented/when")
    named = next((one for one in fields if one.id == role.guardian), None)
    if named is None or named.type != "text" or not named.required:
        told = Text.named("package.check.parties.names_no_guardian", name=role.guardian or "applicant")
        yield error("party.represented", told, named.source if named else f"{where}/represented/by")
    yield from _check_proof(role, fields, Text.named("package.check.parties.no_file_of_form", name=role.proof), where)
    if not any(said.capacity == "guardian" and said.by for said in role.represented_by):
        yield warning("party.guardian", Text.named("package.check.parties.guardian_signs_in"), f"{where}/represented")


def _check_proof(role: PartyRole, fields: Iterable[Field], missing: Text, where: str) -> Iterator[Problem]:
    if not role.represented:
        return
    proof = next((field for field in fields if field.id == role.proof), None)
    yield from _check_file(proof, missing, f"{where}/represented/proof")
    if proof is not None and proof.when and proof.when.split() != role.represented.split():
        words = Text.named("package.check.parties.proof", proof=role.proof, represented=role.represented)
        yield error("party.proof", words, proof.source)


def _check_shared(package: ServicePackage, same: frozenset[str], role: PartyRole, where: str) -> Iterator[Problem]:
    """What the applicant says of herself and nobody is asked for the row stands in the row's case too: somebody should look."""
    roles = package.sheet.applicants
    apart = own_fields(package.form, roles) | same | {role.rows for role in roles}
    shared = [
        field.label.spoken("de")
        for step in package.form.steps
        for field in step.fields
        if field.id not in apart and field.personal_data not in (None, "none")
    ]
    if shared:
        words = Text.named(
            "package.check.parties.shared", role=role.id, questions=joined((quoted(one) for one in shared), ", ")
        )
        yield warning("party.shared", words, f"{where}/rows")


def _check_file(proof: Field | None, missing: Text, where: str) -> Iterator[Problem]:
    if proof is None or proof.type != "file":
        yield error("party.proof", missing, where)
    elif not proof.required or proof.needed_to != "decide":
        words = Text.named("package.check.parties.proof_needed", name=proof.id)
        yield error("party.proof", words, proof.source)
