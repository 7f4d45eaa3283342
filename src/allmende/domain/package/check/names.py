"""What an expression of a package may see, with types: in the form, in the process, in a letter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from allmende.domain.forms import FIELD_TYPES, Field, Form
from allmende.domain.package.package import ServicePackage
from allmende.domain.package.sheet import ServiceSheet
from allmende.domain.process import ProcessDefinition
from allmende.domain.process.model import FlowNode
from allmende.domain.registers import COMPARING, RECORD, AnswerValue, AttributeType, Query, RegisterSpec
from allmende.feel import (
    ANY,
    BOOLEAN,
    DATE,
    LEGAL_TIME,
    MONEY,
    NUMBER,
    STRING,
    ContextType,
    ListType,
    NameScope,
    Type,
    infer_type,
)

Names = dict[str, Type]

OPTIONS = ListType(ContextType({"id": STRING, "label": STRING}))

CITY = ContextType(
    {
        **dict.fromkeys(("key", "name", "full_name", "authority", "ars", "ags", "state"), STRING),
        "hearing_committee": BOOLEAN,
    }
)
APPLICANT = ContextType({"identity": STRING, "level": STRING, "account": BOOLEAN, "attributes": ContextType(open=True)})
TASK = ContextType({"outcome": STRING, "ground": STRING, "note": STRING, "by": STRING, "on": DATE})
LINE = ContextType(
    {"id": STRING, "text": STRING, "factor": NUMBER, "amount": MONEY, "sum": MONEY, "basis": STRING}, open=True
)
GROUND = ContextType(
    {
        **dict.fromkeys(("id", "title", "reason", "legal_basis", "weighing", "despite"), STRING),
        "stated": ContextType(open=True),
        "statements": ListType(STRING),
    },
    open=True,
)
CONTESTED = ContextType(
    {
        **dict.fromkeys(("reference", "service", "title", "outcome", "task_kind"), STRING),
        **dict.fromkeys(("issued_on", "notified_on", "until", "lodged_on"), DATE),
        **dict.fromkeys(("in_time", "signed", "automatic"), BOOLEAN),
    }
)
"""The notice an objection is about (`matter.objecting.contested_names`)."""
MATTER: Mapping[str, Type] = {
    "contested": CONTESTED,
    "appointment": ContextType({"on": DATE, "time": STRING, "place": STRING}),
    "payment": ContextType(
        {
            "status": STRING,
            "amount": MONEY,
            "due_on": DATE,
            "paid_on": DATE,
            "reference": STRING,
            "paid": MONEY,
            "returned": MONEY,
            "open": MONEY,
        },
        open=True,
    ),
    "fee": ContextType({"total": MONEY, "lines": ListType(LINE)}),
    "ground": GROUND,
    "grounds": ListType(GROUND),
    "hearing": ContextType(
        {
            "invited_on": DATE,
            "until": DATE,
            "answered": BOOLEAN,
            "answered_on": DATE,
            "posted_on": DATE,
            "counted_from": DATE,
            "basis": STRING,
        }
    ),
    "correction": ContextType({"due_on": DATE, "missing": ListType(ContextType({"label": STRING, "step": STRING}))}),
    "application": ContextType({"complete_on": DATE, "missing": ListType(STRING), "missing_until": DATE}),
    "case": ContextType({"reference": STRING, "received_on": DATE, "decided_on": DATE}, open=True),
}


def type_of(field: Field) -> Type | None:
    """The type of a field's answer; None for a field without one."""
    return ListType(ContextType(row_names(field))) if field.kind.control == "rows" else field.answer_kind.feel


def simple_type(kind: str) -> Type:
    """The type of a value that is like the answer to a question of that type."""
    return FIELD_TYPES[kind].feel or ANY


def row_names(group: Field) -> Names:
    """What the fields of a group are called inside a row."""
    return {field.id: kind for field in group.fields if (kind := type_of(field))}


def answer_names(form: Form) -> Names:
    """Every answer by field id."""
    return {field.id: kind for step in form.steps for field in step.fields if (kind := type_of(field))}


def service_names(sheet: ServiceSheet) -> Names:
    """What is known without any matter: the city, its values, the day."""
    return {
        "city": CITY,
        "parameter": ContextType(
            {spec.id: OPTIONS if spec.type == "options" else simple_type(spec.type) for spec in sheet.parameters}
        ),
        "tariff": ContextType({tariff.id: MONEY for tariff in sheet.tariffs}),
        "deadline": ContextType({deadline.id: ContextType({deadline.unit: NUMBER}) for deadline in sheet.deadlines}),
        "today": DATE,
    }


def form_names(package: ServicePackage) -> Names:
    """What rules of the form see."""
    return {
        **service_names(package.sheet),
        "submitted_on": DATE,
        "applicant": APPLICANT,
        **answer_names(package.form),
    }


def matter_names(package: ServicePackage) -> Names:
    """What process, decisions, notices and messages see besides: registers, tasks, fee, payment."""
    definitions = (package.process, *package.shared.values())
    return {
        **form_names(package),
        **MATTER,
        **decision_names(package.sheet),
        "register": ContextType({name: _answer_type(node, package) for name, node in consulted(definitions).items()}),
        "decision": ContextType(dict.fromkeys(decided(definitions), ANY)),
        "rounds": ContextType({node.id: NUMBER for definition in definitions for node in definition.nodes.values()}),
        "task": ContextType(
            {
                node.id: TASK
                for definition in definitions
                for node in definition.nodes.values()
                if node.element == "userTask"
            }
        ),
    }


def decision_names(sheet: ServiceSheet) -> Names:
    """What a decision states: `decided.<id>`, `stated.<ground>.<id>`."""
    return {
        "decided": ContextType({one.id: kind for one in sheet.decided if (kind := type_of(one.field))}),
        "stated": ContextType(
            {
                ground.id: ContextType({one.id: kind for one in ground.state if (kind := type_of(one.field))})
                for ground in sheet.refusal_grounds
            }
        ),
    }


def subject_names(package: ServicePackage) -> Names:
    """What a subject may name: nothing a person said, nothing that was found out or decided about her."""
    return {**service_names(package.sheet), "submitted_on": DATE, "case": MATTER["case"]}


def consulted(definitions: Iterable[ProcessDefinition]) -> dict[str, FlowNode]:
    """Names under which registers answer, with the station that asks or writes."""
    return {
        node.result or node.id: node
        for definition in definitions
        for node in definition.nodes.values()
        if node.register or node.action in ("consult", "call_adapter", "hand_over")
    }


def _answer_type(node: FlowNode, package: ServicePackage) -> ContextType:
    """What a register says, as its description gives it; open for another office."""
    spec = package.registers.get(node.named_register)
    if spec is None:
        return ContextType(open=True)
    if node.action == "consult":
        query = spec.query_at(node.options)
        return answer_type(spec, query) if query else ContextType({})
    write = spec.writes.get(node.options.get("adapter", "").partition(".")[2])
    gives = write.gives if write and write.gives else tuple(spec.record)
    return ContextType({name: kind for name, kind in record_type(spec).fields.items() if name in gives})


def kind_type(kind: AttributeType) -> Type:
    """A register's type as expressions see it."""
    return ListType(simple_type(kind.base)) if kind.many else simple_type(kind.base)


def record_type(spec: RegisterSpec) -> ContextType:
    """A record of the register."""
    return ContextType({name: kind_type(one.kind) for name, one in spec.record.items()})


def answer_type(spec: RegisterSpec, query: Query) -> ContextType:
    """What a query answers."""
    return ContextType({name: given_type(spec, query, one) for name, one in query.give.items()})


def given_type(spec: RegisterSpec, query: Query, given: AnswerValue) -> Type:
    """The type of one value: as stated; a `record` has that of its expression."""
    if given.kind.base != RECORD:
        return kind_type(given.kind)
    found = infer_type(given.expression, NameScope(answer_scope(spec, query), {**LEGAL_TIME, **COMPARING}))[0]
    return found if isinstance(found, (ContextType, ListType)) else ContextType({})


def answer_scope(spec: RegisterSpec, query: Query) -> Names:
    """What the expressions of an answer see."""
    return {
        "found": ListType(record_type(spec)),
        "asked": ContextType({name: kind_type(kind) for name, kind in query.ask.items()}),
        "today": DATE,
        "own": BOOLEAN,
    }


def decided(definitions: Iterable[ProcessDefinition]) -> set[str]:
    """Names under which decisions are kept; `final` is the one that counts."""
    nodes = [node for definition in definitions for node in definition.nodes.values() if node.decision]
    return {"final"} | {node.result or node.id for node in nodes} | {str(node.decision) for node in nodes}
