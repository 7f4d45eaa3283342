"""What the law wants in every notice, checked on the template before anyone receives one.

    decision     operative part (§ 37 I), reasons or a named exception (§ 39), remedy (§ 37 VI, § 58 VwGO), addressee
    certificate  operative part; no addressee, no fee: it is about its subject and handed on
    receipt      what was received: operative part or the declaration itself, which no other letter repeats
    all          subject, one sentence that says what it is about; placeholders that can be read

Authority, reference, date, fee lines, remedy text, name or machine note are composed and need no template part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Protocol

from allmende.domain.deadlines import ProcedureLaw, find_norm
from allmende.domain.notices import template as tpl
from allmende.domain.notices.placeholders import list_holes
from allmende.domain.values import Problem, Text, WrongValue
from allmende.feel import FeelSyntaxError, compile_expression

_WHY = re.compile(r"\b(decided|decision|ground|grounds|stated|task)\b")


class CheckedSheet(Protocol):
    """What the check needs of a service sheet."""

    @property
    def payment(self) -> str: ...
    @property
    def remedy(self) -> str: ...
    @property
    def contests(self) -> str | None: ...
    @property
    def law(self) -> ProcedureLaw: ...


def check_template(template: tpl.NoticeTemplate, sheet: CheckedSheet) -> list[Problem]:
    """Everything that makes the template unlawful or unreadable; empty when it may be released.

    `where` of a problem is the part's address inside the notice, such as `grant.operative.tenor`.
    """
    return [*_check_parts(template, sheet), *_check_placeholders(template), *_check_conditions(template)]


def list_expressions(template: tpl.NoticeTemplate) -> list[tuple[str, str]]:
    """Every FEEL expression with its place, for the check of names and types. Unreadable texts are left out."""
    found = [(where, condition) for where, condition in _conditions(template)]
    for where, text in _texts(template):
        for language in text:
            try:
                found += [(where, hole.expression) for hole in list_holes(text[language])]
            except ValueError:
                continue
    return list(dict.fromkeys(found))


def _check_parts(template: tpl.NoticeTemplate, sheet: CheckedSheet) -> Iterator[Problem]:
    name = template.id
    if not template.subject["de"].strip():
        yield _problem("subject_missing", name, Text.named("notices.requirements.letter_has_no_subject"))
    if not template.lead["de"].strip():
        yield _problem(
            "lead_missing",
            name,
            Text.named("notices.requirements.sentence_naming_decision_is_missing"),
        )
    if not template.operative and template.kind != "payment_receipt":
        yield _problem(
            "operative_missing", name, Text.named("notices.requirements.what_is_decided_or_certified"),
        )  # fmt: skip
    if template.kind != "receipt" and any(isinstance(block, tpl.Answers) for _, block in _blocks(template)):
        yield _problem(
            "answers_misplaced", name, Text.named("notices.requirements.everything_that_was_declared_belongs"),
        )  # fmt: skip
    if template.kind == "decision":
        yield from _check_decision(template, sheet)
    if template.kind == "certificate" and (template.addressee or template.fee):
        yield _problem(
            "certificate_addressee", name,
            Text.named("notices.requirements.certificate_is_about_its_subject"),
        )  # fmt: skip


def _check_decision(template: tpl.NoticeTemplate, sheet: CheckedSheet) -> Iterator[Problem]:
    name = template.id
    if not template.addressee:
        yield _problem(
            "addressee_missing",
            name,
            Text.named("notices.requirements.notice_needs_addressee"),
        )
    ordered = find_norm(sheet.law, "reasons")
    if ordered and not template.reasons and template.reasons_exception is None:
        yield _problem(
            "reasons_missing", name, Text.named("notices.requirements.reasons_or_exception_from_giving", basis=ordered.basis),
        )  # fmt: skip
    if template.reasons_exception == "granted" and template.outcome != "granted":
        yield _problem(
            "reasons_exception_wrong", name, Text.named("notices.requirements.reasons_may_be_left_out"),
        )  # fmt: skip
    # What a refusal must give as its reasons is looked at with the grounds of the service.
    explains = template.outcome == "refused" or template.reasons_exception is not None or _gives_reasons(template)
    if ordered and template.reasons and not explains:
        yield _problem(
            "reasons_empty", name, Text.named("notices.requirements.reasons_say_nothing_of_case", basis=ordered.basis)
        )
    if (template.remedy or sheet.remedy) == "none" and sheet.law != "private":
        yield _problem(
            "remedy_missing",
            name,
            Text.named("notices.requirements.notice_needs_remedy_58_vwgo"),
        )
    # Whoever succeeds with an objection pays nothing for it (§ 73 Abs. 3 Satz 3 VwGO).
    charged = sheet.payment != "none" and sheet.contests is None
    if charged and template.outcome in {"granted", "partly"} and template.fee is None:
        yield _problem(
            "fee_missing", name, Text.named("notices.requirements.service_costs_money_but_notice"),
        )  # fmt: skip


def _gives_reasons(template: tpl.NoticeTemplate) -> bool:
    """Is there a part that no condition leaves out and that says why: a ground, or words that somebody must state with the decision?"""
    for block in template.reasons:
        if block.when is None and isinstance(block, tpl.GroundPart):
            return True
        if block.when is None and isinstance(block, tpl.ParagraphTemplate):
            try:
                holes = list_holes(block.text["de"])
            except ValueError:
                return True
            if any(_WHY.search(hole.expression) for hole in holes):
                return True
    return not any(isinstance(block, tpl.ParagraphTemplate) for block in template.reasons)


def _check_placeholders(template: tpl.NoticeTemplate) -> Iterator[Problem]:
    for where, text in _texts(template):
        for language in text:
            try:
                list_holes(text[language])
            except WrongValue as wrong:
                yield _problem(
                    "placeholder",
                    where,
                    Text.named("notices.requirements.placeholder_language_wrong", language=language, wrong=wrong.words),
                )


def _check_conditions(template: tpl.NoticeTemplate) -> Iterator[Problem]:
    for where, expression in _conditions(template):
        try:
            compile_expression(expression)
        except FeelSyntaxError as wrong:
            yield _problem(
                "expression",
                where,
                Text.named("notices.requirements.expression_wrong", expression=expression, wrong=wrong.text),
            )


def _blocks(template: tpl.NoticeTemplate) -> Iterator[tuple[str, tpl.Block]]:
    for role, blocks in template.sections():
        for block in blocks:
            yield f"{template.id}.{role}.{block.id}", block


def _texts(template: tpl.NoticeTemplate) -> Iterator[tuple[str, Text]]:
    """Every text that may hold placeholders."""
    name = template.id
    yield from ((f"{name}.subject", template.subject), (f"{name}.lead", template.lead))
    yield from ((f"{name}.addressee.{line.id}", line.text) for line in template.addressee)
    yield from ((f"{name}.enclosures.{item.id}", item.text) for item in template.enclosures)
    yield from ((f"{name}.passage.{passage.id}", passage.text) for passage in template.passages)
    if template.fee:
        yield from ((f"{name}.fee.act", template.fee.act), (f"{name}.fee.basis", template.fee.basis))
        if template.fee.debtor:
            yield f"{name}.fee.debtor", template.fee.debtor
    if template.card:
        yield f"{name}.card.title", template.card.title
        yield from ((f"{name}.card", Text(de=f"{{{{ {expression} }}}}")) for expression in template.card.expressions())
    for where, block in _blocks(template):
        match block:
            case tpl.HeadingTemplate() | tpl.ParagraphTemplate():
                yield where, block.text
            case tpl.ListingTemplate():
                yield from ((f"{where}.{item.id}", item.text) for item in block.items)
            case tpl.RowsTemplate():
                yield from ((f"{where}.{row.id}", row.text) for row in block.rows)
            case tpl.TableTemplate():
                yield from ((f"{where}.{column.id}", column.text) for column in block.columns)


def _conditions(template: tpl.NoticeTemplate) -> Iterator[tuple[str, str]]:
    """Every `when` and `signed_file`, and the lists that tables run over."""
    parts: list[tuple[str, str | None]] = [(template.id, template.when), (template.id, template.signed_file)]
    parts += [(f"{template.id}.addressee.{line.id}", line.when) for line in template.addressee]
    parts += [(f"{template.id}.enclosures.{item.id}", item.when) for item in template.enclosures]
    parts += [(f"{template.id}.passage.{passage.id}", passage.when) for passage in template.passages]
    parts += [(f"{template.id}.card", template.card.when)] if template.card else []
    for where, block in _blocks(template):
        parts.append((where, block.when))
        if isinstance(block, tpl.ListingTemplate):
            parts += [(f"{where}.{item.id}", item.when) for item in block.items]
        if isinstance(block, tpl.RowsTemplate):
            parts += [(f"{where}.{row.id}", row.when) for row in block.rows]
        if isinstance(block, tpl.TableTemplate):
            parts.append((where, block.rows))
    yield from ((where, expression) for where, expression in parts if expression is not None)


def _problem(code: str, where: str, text: Text) -> Problem:
    return Problem(code, text, where)
