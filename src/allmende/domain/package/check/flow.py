"""Process, decisions, notices and grounds: do they refer to what exists, and to each other rightly?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from allmende.domain.deadlines import (
    PROCEDURE_LAWS,
    SERVED,
    find_norm,
    list_remedies,
    meets_written_form,
    must_be_served,
    needs_consent,
)
from allmende.domain.decisions import check_model, check_tables
from allmende.domain.notices import NoticeTemplate, check_template, list_expressions
from allmende.domain.notices.missing import list_paths
from allmende.domain.notices.template import GroundPart
from allmende.domain.notices.ways import WAY
from allmende.domain.package.check.expressions import check_expression
from allmende.domain.package.check.names import Names, matter_names
from allmende.domain.package.check.options import with_known_options
from allmende.domain.package.check.problems import error, warning
from allmende.domain.package.check.stated import check_stated
from allmende.domain.package.decision_data import AGAINST
from allmende.domain.package.functions import FUNCTIONS
from allmende.domain.package.package import ServicePackage
from allmende.domain.process import Known, ProcessDefinition, check
from allmende.domain.values import Problem, Text, WrongValue
from allmende.feel import ANY, BOOLEAN, ListType, NameScope, Type

OTHERS_ASKED = ("unit", "body", "city")
"""Of a consultation: no register, but another office, a body outside, another city."""
NO_FEEL = frozenset(
    (
        "adapter",
        "query",
        "record",
        "unit",
        "fields",
        "documents",
        "text",
        "outcomes",
        "channel",
        "four_eyes",
        "optional",
        "subject",
        "body",
        "share",
    )
)
"""Attributes of actions that are plain words; those of INPUTS are expressions otherwise."""
INPUTS = frozenset(("consult", "call_adapter"))
APPLICANTS = frozenset(("applicant", "submitted_on", "case", "fee", "payment"))
"""Names of the application and its applicant, besides the answers an account fills in."""
PERSONS = ("person", "family_name", "given_names", "birth_date")
EXPRESSIONS = frozenset(("due", "amount", "purpose", "to"))
WANTED: dict[str, Type] = {"boolean": BOOLEAN, "moment": ANY, "list": ListType()}


def check_flow(package: ServicePackage) -> Iterator[Problem]:
    """Every problem of processes and decisions, and what of them nobody uses."""
    names = matter_names(package)

    def check_one(expression: str, wanted: str) -> Sequence[Problem]:
        return check_expression(expression, names, WANTED[wanted], "")

    definitions = (package.process, *package.shared.values())
    known = Known(
        roles=frozenset(node.role for definition in definitions for node in definition.nodes.values() if node.role),
        decisions=frozenset(decision_ids(package)),
        notices=frozenset(package.notices),
        registers=frozenset((*OTHERS_ASKED, *package.registers)),
        messages=None,
        automatic_decision=package.sheet.automatic_decision,
        shared=package.shared,
    )
    for definition in definitions:
        yield from check(definition, known, check_one)
        yield from _check_inputs(definition, names)
    yield from _check_calls(package)
    yield from _check_sheet(package)
    yield from _check_law(package)


def _check_inputs(definition: ProcessDefinition, names: Names) -> Iterator[Problem]:
    """Attributes of actions that are expressions: what a register is asked, until when, how much."""
    for node in definition.nodes.values():
        for name, text in node.options.items():
            if name in EXPRESSIONS or (node.action in INPUTS and name not in NO_FEEL):
                where = f"{definition.source}:{node.line}"
                for found in check_expression(text, names, None, where):
                    if found.severity == "error":
                        yield found


def decision_ids(package: ServicePackage) -> set[str]:
    """Ids and names of the decisions a process may ask for."""
    if package.decisions is None:
        return set()
    return {name for decision in package.decisions.decisions for name in (decision.id, decision.name) if name}


def _check_calls(package: ServicePackage) -> Iterator[Problem]:
    called = {
        node.called for one in (package.process, *package.shared.values()) for node in one.nodes.values() if node.called
    }
    for key in package.sheet.processes:
        if key not in called:
            yield warning(
                "process.unused",
                Text.named("package.check.flow.process_unused", key=key),
                f"service.yaml#/processes/{key}",
            )
    composed = {
        node.notice for one in (package.process, *package.shared.values()) for node in one.nodes.values() if node.notice
    }
    for notice_id, template in package.notices.items():
        if notice_id not in composed and template.kind not in ("receipt", "payment_receipt"):
            yield warning(
                "notice.unused",
                Text.named("package.check.flow.notice_unused", notice=notice_id),
                f"notices/{notice_id}.yaml#",
            )
    yield from _check_receipts(package, composed)
    yield from _check_posting(package)
    yield from _check_form(package)
    yield from _check_consent(package)


def _deliveries(package: ServicePackage) -> Iterator[tuple[NoticeTemplate, str, str]]:
    """Every delivery of a letter: the letter, the way drawn (empty: the applicant chooses), and where it stands."""
    for one in (package.process, *package.shared.values()):
        for node in one.nodes.values():
            template = package.notices.get(node.notice or "")
            if template and node.action == "deliver":
                yield template, node.options.get("channel", ""), f"{one.source}:{node.line}"


def _check_posting(package: ServicePackage) -> Iterator[Problem]:
    """A certificate has no address on it, so it cannot be brought by itself."""
    for template, way, where in _deliveries(package):
        if template.kind == "certificate" and way in ("post", "in_person", *SERVED):
            words = Text.named("package.check.flow.certificate_by_post")
            yield error("process.certificate-by-post", words, where)


def _check_form(package: ServicePackage) -> Iterator[Problem]:
    """Ways and remedies the procedure law does not allow: no written form there, no effect without service, no decision at all."""
    sheet = package.sheet
    if sheet.procedure_law is None:
        return
    for template, way, where in _deliveries(package):
        if template.kind != "decision":
            continue
        if sheet.law == "private":
            words = Text.named("package.check.flow.private_law")
            yield error("law.decision", words, where)
        if template.written_form and way == "portal" and not meets_written_form(sheet.law, "portal"):
            words = Text.named("package.check.flow.written_form", provision=template.written_form, law=sheet.law)
            yield error("law.form", words, where)
        remedy = template.remedy or sheet.remedy
        if must_be_served(sheet.law, remedy) and way not in ("", *SERVED):
            norm = find_norm(sheet.law, "service")
            words = Text.named(
                "package.check.flow.service", provision=norm.basis if norm else "", ways=", ".join(SERVED)
            )
            yield error("law.service", words, where)


def _check_consent(package: ServicePackage) -> Iterator[Problem]:
    """A decision put online counts only for whoever agreed to that way; without the question a person must bring each by hand."""
    asked = any(field.id == WAY for field in package.form.fields())
    if asked or package.sheet.procedure_law is None or not needs_consent(package.sheet.law, "portal"):
        return
    for one in (package.process, *package.shared.values()):
        for node in one.nodes.values():
            template = package.notices.get(node.notice or "")
            online = node.action == "deliver" and node.options.get("channel") in (None, "", "portal")
            if online and template and template.kind == "decision":
                words = Text.named("package.check.flow.consent", field=WAY)
                yield warning("process.consent", words, f"{one.source}:{node.line}")


def _check_receipts(package: ServicePackage, composed: set[str]) -> Iterator[Problem]:
    """The receipt is made on submission and alone carries the application: there is one, and no station writes it."""
    receipts = [notice_id for notice_id, template in package.notices.items() if template.kind == "receipt"]
    for notice_id in receipts[1:]:
        words = Text.named("package.check.flow.second_receipt", notice=receipts[0])
        yield error("notice.second-receipt", words, f"notices/{notice_id}.yaml#/kind")
    for notice_id in receipts:
        if notice_id in composed:
            words = Text.named("package.check.flow.receipt_in_process")
            yield error("notice.receipt-in-process", words, f"notices/{notice_id}.yaml#/kind")


def _check_law(package: ServicePackage) -> Iterator[Problem]:
    """Is the procedure law named, and does it know the remedies and the automatic decision the sheet speaks of?"""
    sheet = package.sheet
    known = list_remedies(sheet.law)
    if sheet.procedure_law is None:
        words = Text.named("package.check.flow.no_law", laws=" | ".join(PROCEDURE_LAWS))
        yield error("law.missing", words, "service.yaml#/procedure_law")
    other = sheet.remedy_exception
    named = {"remedy": sheet.remedy, **({"remedy_exception/remedy": other.remedy} if other else {})}
    for place, remedy in named.items():
        if remedy not in known:
            words = Text.named("package.check.flow.no_remedy", law=sheet.law, remedy=remedy, known=", ".join(known))
            yield error("law.remedy", words, f"service.yaml#/{place}")
    if other and other.remedy == "none" and sheet.contests is None:
        words = Text.named("package.check.flow.without_remedy")
        yield error("law.remedy", words, "service.yaml#/remedy_exception/remedy")
    if other:
        yield from check_expression(other.when, matter_names(package), BOOLEAN, "service.yaml#/remedy_exception/when")
    if sheet.automatic_decision and find_norm(sheet.law, "automation") is None:
        words = Text.named("package.check.flow.no_automation", law=sheet.law)
        yield error("law.automation", words, "service.yaml#/automatic_decision")


def _check_sheet(package: ServicePackage) -> Iterator[Problem]:
    sheet = package.sheet
    yield from check_stated(package)
    fixed = {
        *(f"field.{field.path}" for field in package.form.fields()),
        *(f"step.{step.id}" for step in package.form.steps),
        *(f"deadline.{deadline.id}" for deadline in sheet.deadlines),
        *(f"text.{text_id}" for text_id in package.texts),
        *(f"notice.{notice_id}" for notice_id in package.notices),
        *(f"task.{node_id}" for node_id in package.process.nodes),
        *(f"service.{name}" for name in ("account", "trust_level", "payment", "automatic_decision", "checked_share")),
    }
    for number, target in enumerate(sheet.fixed):
        if target not in fixed and not any(target.startswith(f"{one}.") for one in fixed):
            yield error(
                "sheet.fixed", Text.named("package.check.flow.no_fixed", target=target), f"service.yaml#/fixed/{number}"
            )
    for number, spec in enumerate(sheet.parameters):
        try:
            spec.read(spec.suggested)
        except WrongValue as wrong:
            yield error("sheet.parameter", wrong.words, f"service.yaml#/parameters/{number}/suggested")
        if spec.type in ("choice", "choices") and not spec.options:
            yield error(
                "sheet.parameter",
                Text.named("package.check.flow.options", name=spec.id),
                f"service.yaml#/parameters/{number}",
            )
        if spec.required and spec.suggested is None:
            words = Text.named("package.check.flow.no_suggestion", name=spec.id)
            yield warning("sheet.parameter", words, f"service.yaml#/parameters/{number}")
    yield from _check_deadlines(package)
    yield from _check_changes(package)


def _check_deadlines(package: ServicePackage) -> Iterator[Problem]:
    for number, one in enumerate(package.sheet.deadlines):
        if one.amount < 1:
            words = Text.named("package.check.flow.deadline", name=one.id)
            yield error("sheet.deadline", words, f"service.yaml#/deadlines/{number}")


def _check_changes(package: ServicePackage) -> Iterator[Problem]:
    first = next((line for line in package.changes.splitlines() if line.startswith("## ")), "")
    if package.version not in first.split():
        words = Text.named("package.check.flow.changes", version=package.version)
        yield error("package.changes", words, "CHANGES.md")


def check_letters(package: ServicePackage) -> Iterator[Problem]:
    """Notices: what the law wants in them, and every expression."""
    names = {**matter_names(package), "row": ANY}
    for notice_id, template in package.notices.items():
        file = f"notices/{notice_id}.yaml#"
        for found in check_template(template, package.sheet):
            yield Problem(f"notice.{found.code}", found.text, file, found.severity)
        for _, expression in list_expressions(template):
            for wrong in check_expression(expression, names, None, file):
                if wrong.code != "feel.money-rounding":
                    yield wrong
            if template.kind == "certificate":
                yield from _check_subject_only(expression, package, file)
            yield from _check_secrets(expression, package, file)
        yield from _check_card(template, package, file)
        yield from _check_reasons(template, package, file)


def _check_reasons(template: NoticeTemplate, package: ServicePackage, file: str) -> Iterator[Problem]:
    """A refusal says of each ground its reason, its facts and its norm, and where there is discretion what was weighed.

    § 39 Abs. 1 HVwVfG. A part with a condition may be left out, so it does not count; a free note alone is no reason.
    Packages from before grounds had statements are only warned, so that their releases still load.
    """
    grounds = package.sheet.refusal_grounds
    if template.kind != "decision" or template.outcome not in AGAINST or not grounds:
        return
    declares = bool(package.sheet.decided) or any(ground.state for ground in grounds)
    said = {
        block.id
        for _, part in template.sections()
        for block in part
        if isinstance(block, GroundPart) and block.when is None
    }
    wanted = ["reason", "stated", "basis"] if declares else ["reason", "basis"]
    wanted += ["discretion"] if any(ground.discretion for ground in grounds) else []
    missing = [one for one in wanted if one not in said]
    if missing:
        parts = ", ".join(f"ground: {one}" for one in missing)
        words = Text.named("package.check.flow.reasons", parts=parts)
        yield (error if declares else warning)("notice.ground", words, f"{file}/reasons")


def _check_secrets(expression: str, package: ServicePackage, file: str) -> Iterator[Problem]:
    """What is stated for the file alone (`print: false`) is in no letter."""
    hidden = {
        path
        for ground in package.sheet.refusal_grounds
        for one in ground.state
        if not one.printed
        for path in (f"stated.{ground.id}.{one.id}", f"ground.stated.{one.id}")
    }
    for path in sorted(hidden & list_paths(expression)) if hidden else ():
        yield error("notice.secret", Text.named("package.check.flow.secret", path=path), file)


def _check_card(template: NoticeTemplate, package: ServicePackage, file: str) -> Iterator[Problem]:
    """What is displayed is read by everybody who passes: no name, address or fee, and nothing of the case."""
    if template.card is None:
        return
    for expression in template.card.expressions():
        if _speaks_of_applicant(expression, package) or any(f".{name}" in expression for name in PERSONS):
            yield error("notice.card-person", Text.named("package.check.flow.card_person", expression=expression), file)
    if template.card.register and template.card.register not in package.registers:
        yield error(
            "notice.card-register",
            Text.named("package.check.flow.card_register", register=template.card.register),
            file,
        )


def _check_subject_only(expression: str, package: ServicePackage, file: str) -> Iterator[Problem]:
    """A certificate speaks of its subject from what the register says, never of the applicant or the case."""
    if _speaks_of_applicant(expression, package):
        said = Text.named("package.check.flow.certificate_applicant", expression=expression)
        yield error("notice.certificate-applicant", said, file)


def _speaks_of_applicant(expression: str, package: ServicePackage) -> bool:
    """True when it cannot be understood without the answers an account fills in, or without the case."""
    every = {**matter_names(package), "row": ANY}
    private = {field.id for field in package.form.fields() if (field.prefill or "").startswith("account.")} | APPLICANTS
    others = {name: kind for name, kind in every.items() if name not in private}
    return not _faults(expression, every) and bool(_faults(expression, others))


def _faults(expression: str, names: Names) -> list[Problem]:
    return [one for one in check_expression(expression, names, None, "") if one.severity == "error"]


def check_decisions(package: ServicePackage) -> Iterator[Problem]:
    """Inputs of the decisions must be names of the package; the model and its tables must be sound."""
    if package.decisions is None:
        return
    scope = NameScope(matter_names(package), FUNCTIONS)
    for finding in (
        *check_model(package.decisions, scope),
        *check_tables(with_known_options(package, package.decisions)),
    ):
        where = f"decisions.dmn#{finding.xml_line or 1}"
        yield Problem(f"decision.{finding.code}", finding.text, where, finding.severity)
