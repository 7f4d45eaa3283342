"""How far a service is online: the maturity model of the OZG, with reasons.

    0 offline   1 information   2 form assistant   3 online service   4 online transaction

Source: Reifegradmodell des Bundes, 1.1 (June 2020; OZG-Leitfaden, leitfaden.ozg-umsetzung.de). As there, the criterion
with the lowest level decides; level 3 counts as online in the sense of the OZG: application, evidence, identification
and the answer all work online. Level 4 adds once-only and no break of medium. Since July 2025 there is a version 2.0
with levels 0 to 7, for orientation; it asks mostly about what lies behind the application and is not reckoned here.

Only what a package (and the city's values) say is looked at. The usual case counts: an applicant who is identified and
gives everywhere the first answer. Evidence for special cases, such as a power of attorney, is told but does not speak
against level 4; no register has it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, cast

from allmende.domain.forms import Field, Form
from allmende.domain.notices.template import NoticeTemplate
from allmende.domain.package import Service, ServicePackage
from allmende.domain.package.sheet import ServiceSheet
from allmende.domain.package.texts import Texts
from allmende.domain.process import ProcessDefinition
from allmende.domain.process.model import FlowNode
from allmende.domain.values import Text
from allmende.feel import FeelSyntaxError, compile_expression, to_feel
from allmende.words.joining import joined, quoted

Level = Literal[0, 1, 2, 3, 4]
LEVELS: dict[Level, Text] = {
    0: Text.named("cooperation.maturity.offline"),
    1: Text.named("cooperation.maturity.information"),
    2: Text.named("cooperation.maturity.form_assistant"),
    3: Text.named("cooperation.maturity.online_service"),
    4: Text.named("cooperation.maturity.online_transaction"),
}
SOURCE = Text.named("cooperation.maturity.source")
EDITION = 1
"""Raise it when a criterion changes: every release is rated anew."""
SILENT = ("information", "computed", "group")
STRONG = {"level": "high", "identity": "account", "account": True}
"""An applicant who is signed in and identified: what she need not bring nobody has to."""
OF_THE_PERSON = ("name", "given-name", "family-name", "bday", "home", "street-address", "email", "tel")
"""`autocomplete` tokens of what an account knows."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One question of the model. `level`: what cannot be reached while `fulfilled` is false. `says`: how it stands."""

    id: str
    level: Level
    fulfilled: bool
    says: Text


@dataclass(frozen=True, slots=True)
class Maturity:
    """The level and why. `missing`: what stands between it and the next level."""

    level: Level
    criteria: tuple[Criterion, ...]

    @property
    def fulfilled(self) -> tuple[Criterion, ...]:
        return tuple(one for one in self.criteria if one.fulfilled)

    @property
    def missing(self) -> tuple[Criterion, ...]:
        return tuple(one for one in self.criteria if not one.fulfilled and one.level == self.level + 1)


OFFLINE = Maturity(
    0,
    (
        Criterion(
            "information",
            1,
            False,
            Text.named("cooperation.maturity.nothing_is_said_about_it_here"),
        ),
    ),
)


def rate(service: Service) -> Maturity:
    """The service as this city offers it on that day."""
    known = {"parameter": service.parameters, "tariff": service.tariffs, "deadline": service.deadlines}
    seen = _Seen(
        service.sheet, service.form.form, service.process, service.shared, service.notices, service.texts,
        {**known, "city": service.city_names, **service.functions},
    )  # fmt: skip
    return _rated((*_criteria(seen), _ready(service)))


def rate_package(package: ServicePackage) -> Maturity:
    """The package by itself, with the values it suggests to a city."""
    values = to_feel({spec.id: _suggested(spec.suggested, spec.read) for spec in package.sheet.parameters})
    seen = _Seen(
        package.sheet, package.form, package.process, package.shared, package.notices, package.texts,
        {"parameter": values, "tariff": {}, "deadline": {}, "city": {}},
    )  # fmt: skip
    return _rated(tuple(_criteria(seen)))


def to_json(found: Maturity) -> dict[str, Any]:
    """As it is stored beside a release."""
    return {
        "level": found.level,
        "criteria": [
            {"id": one.id, "level": one.level, "fulfilled": one.fulfilled, "says": dict(one.says)}
            for one in found.criteria
        ],
    }


def from_json(data: Mapping[str, Any]) -> Maturity:
    """What `to_json` wrote."""
    criteria = tuple(
        Criterion(one["id"], one["level"], one["fulfilled"], Text.of(one["says"])) for one in data["criteria"]
    )
    return Maturity(data["level"], criteria)


@dataclass(frozen=True)
class _Seen:
    """What the criteria look at. `known`: names of expressions that do not depend on answers."""

    sheet: ServiceSheet
    form: Form
    process: ProcessDefinition
    shared: Mapping[str, ProcessDefinition]
    notices: Mapping[str, NoticeTemplate]
    texts: Texts
    known: Mapping[str, Any]

    @cached_property
    def usual(self) -> Mapping[str, Any]:
        """The usual applicant's answers: everywhere the first choice, no to every question of yes and no; voluntary ones stay open."""
        first = {
            field.id: field.options[0].id
            for field in self.form.fields()
            if field.type == "choice" and field.options and field.required is not False
        }
        others = {field.id: False if field.type == "boolean" else None for field in self.form.fields()}
        return {**others, **first}

    @cached_property
    def nodes(self) -> tuple[FlowNode, ...]:
        """All stations, those of shared processes included."""
        return tuple(node for one in (self.process, *self.shared.values()) for node in one.nodes.values())

    def does(self, *actions: str) -> bool:
        return any(node.action in actions for node in self.nodes)

    def label(self, field: Field) -> Text:
        return self.texts.find(f"field.{field.path}.label") or field.label or Text(field.id)

    def delivered(self) -> Iterator[NoticeTemplate]:
        """Letters about what was granted that reach people online."""
        for node in self.nodes:
            letter = self.notices.get(node.notice or "")
            if node.action == "deliver" and letter is not None and letter.outcome in ("granted", "partly"):
                yield letter


def _rated(criteria: tuple[Criterion, ...]) -> Maturity:
    """The criterion with the lowest level decides."""
    lowest = min((one.level for one in criteria if not one.fulfilled), default=5)
    return Maturity(cast(Level, lowest - 1), tuple(sorted(criteria, key=lambda one: one.level)))


def _criteria(seen: _Seen) -> Iterator[Criterion]:
    yield _information(seen)
    yield _questions(seen)
    yield _signature(seen)
    yield _evidence(seen)
    yield _identification(seen)
    yield _payment(seen)
    yield _answer(seen)
    yield _result(seen)
    yield _in_person(seen)
    yield _nothing_twice(seen)
    yield _no_evidence(seen)


def _information(seen: _Seen) -> Criterion:
    good = all(seen.texts.find(f"service.{name}") for name in ("name", "summary"))
    return _said(
        "information", 1, good,
        Text.named("cooperation.maturity.service_is_described_online"),
        Text.named("cooperation.maturity.name_or_short_text_is"),
    )  # fmt: skip


def _questions(seen: _Seen) -> Criterion:
    good = any(field.type not in SILENT for field in seen.form.fields())
    return _said(
        "form", 2, good,
        Text.named("cooperation.maturity.form_can_be_filled_in"),
        Text.named("cooperation.maturity.there_is_no_form"),
    )  # fmt: skip


def _signature(seen: _Seen) -> Criterion:
    return _said(
        "signature", 3, not seen.sheet.written_form,
        Text.named("cooperation.maturity.nobody_has_to_sign_on"),
        Text.named("cooperation.maturity.law_still_asks_for_signature"),
    )  # fmt: skip


def _evidence(seen: _Seen) -> Criterion:
    """A service that sends a letter to bring papers has no field for them: that cannot be seen, so uploads are told."""
    files = [field for field in seen.form.fields() if field.type == "file"]
    if not files:
        return Criterion("evidence", 3, True, Text.named("cooperation.maturity.evidence"))
    return Criterion(
        "evidence", 3, True, Text.named("cooperation.maturity.evidence_online", labels=_labels(seen, files))
    )


def _identification(seen: _Seen) -> Criterion:
    needed = seen.sheet.trust_level in ("substantial", "high")
    if not needed:
        return Criterion("identification", 3, True, Text.named("cooperation.maturity.identification"))
    return _said(
        "identification", 3, seen.sheet.account != "none",
        Text.named("cooperation.maturity.people_can_prove_online_who"),
        Text.named("cooperation.maturity.service_asks_for_proof_of"),
    )  # fmt: skip


def _payment(seen: _Seen) -> Criterion:
    if seen.sheet.payment == "none" and not seen.does("compute_fee", "demand_payment"):
        return Criterion("payment", 3, True, Text.named("cooperation.maturity.payment"))
    return _said(
        "payment", 3, seen.does("demand_payment"),
        Text.named("cooperation.maturity.payment_works_online"),
        Text.named("cooperation.maturity.there_is_fee_but_nobody"),
    )  # fmt: skip


def _answer(seen: _Seen) -> Criterion:
    return _said(
        "answer", 3, any(True for _ in seen.delivered()),
        Text.named("cooperation.maturity.answer_comes_online"),
        Text.named("cooperation.maturity.no_notice_of_success_is"),
    )  # fmt: skip


def _result(seen: _Seen) -> Criterion:
    """A print office is there for results on paper; an electronic certificate makes them optional."""
    electronic = any(letter.kind == "certificate" for letter in seen.delivered())
    return _said(
        "result", 4, "print_office" not in seen.sheet.slots or electronic,
        Text.named("cooperation.maturity.result_itself_comes_online_too"),
        Text.named("cooperation.maturity.result_is_printed_and_sent"),
    )  # fmt: skip


def _in_person(seen: _Seen) -> Criterion:
    invited = seen.does("book_appointment") or "appointment_calendar" in seen.sheet.slots
    return _said(
        "in_person", 4, not invited,
        Text.named("cooperation.maturity.nobody_has_to_come_to"),
        Text.named("cooperation.maturity.appointment_in_person_is_needed"),
    )  # fmt: skip


def _nothing_twice(seen: _Seen) -> Criterion:
    asked = [
        field
        for field in seen.form.fields()
        if not field.prefill and set((field.autocomplete or "").split()) & {*OF_THE_PERSON}
    ]
    if asked:
        return Criterion(
            "nothing_twice", 4, False,
            Text.named("cooperation.maturity.asked_anyway", labels=_labels(seen, asked)),
        )  # fmt: skip
    registers = sorted({node.register for node in seen.nodes if node.action == "consult" and node.register})
    if registers:
        return Criterion(
            "nothing_twice", 4, True,
            Text.named("cooperation.maturity.registers_are_asked_instead_of_people"),
        )  # fmt: skip
    return Criterion(
        "nothing_twice", 4, True,
        Text.named("cooperation.maturity.nothing_twice"),
    )  # fmt: skip


def _no_evidence(seen: _Seen) -> Criterion:
    files = [(field, _demanded(field, guards, seen)) for field, guards in _files(seen.form)]
    usual = [field for field, demanded in files if demanded]
    special = [field for field, demanded in files if not demanded and field.required is not False]
    if usual:
        return Criterion(
            "no_evidence", 4, False,
            Text.named("cooperation.maturity.evidence_usual", labels=_labels(seen, usual)),
        )  # fmt: skip
    if special:
        return Criterion(
            "no_evidence", 4, True,
            Text.named("cooperation.maturity.evidence_special", labels=_labels(seen, special)),
        )  # fmt: skip
    return Criterion("no_evidence", 4, True, Text.named("cooperation.maturity.no_evidence"))


def _ready(service: Service) -> Criterion:
    missing = [one.text for one in service.ready() if one.severity == "error"]
    if not missing:
        return Criterion(
            "ready",
            2,
            True,
            Text.named("cooperation.maturity.ready"),
        )
    return Criterion("ready", 2, False, missing[0])


def _files(form: Form) -> Iterator[tuple[Field, tuple[str, ...]]]:
    """Every upload with the conditions of its step and of the groups around it."""
    for step in form.steps:
        yield from _inside(step.fields, (step.when,) if step.when else ())


def _inside(fields: Sequence[Field], guards: tuple[str, ...]) -> Iterator[tuple[Field, tuple[str, ...]]]:
    for field in fields:
        own = (*guards, field.when) if field.when else guards
        if field.type == "file":
            yield field, own
        yield from _inside(field.fields, own)


def _demanded(field: Field, guards: tuple[str, ...], seen: _Seen) -> bool:
    """Whether the usual applicant has to upload it: signed in, and everywhere the first answer."""
    if field.required is False:
        return False
    rules = (*guards, field.required) if isinstance(field.required, str) else guards
    scope = {**seen.known, **seen.usual, "applicant": STRONG}
    try:
        return all(compile_expression(rule, scope).evaluate(to_feel(scope)).value is True for rule in rules)
    except FeelSyntaxError:
        return True


def _suggested(raw: Any, read: Any) -> Any:
    try:
        return read(raw)
    except ValueError:
        return None


def _labels(seen: _Seen, fields: Iterable[Field]) -> Text:
    return joined((quoted(seen.label(field)) for field in fields), ", ")


def _said(id: str, level: Level, good: bool, text: Text, otherwise: Text) -> Criterion:
    return Criterion(id, level, good, text if good else otherwise)
