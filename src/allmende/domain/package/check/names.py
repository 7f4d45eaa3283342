"""What an expression of a package may see, with types: in the form, in the process, in a letter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from allmende.domain.forms import Field, Form
from allmende.domain.package.check.built_in import ANSWERS
from allmende.domain.package.package import ServicePackage
from allmende.domain.package.sheet import ServiceSheet
from allmende.domain.process import ProcessDefinition
from allmende.domain.process.model import Node
from allmende.domain.registers import Kind, Query, RegisterSpec
from allmende.feel import (
    ANY,
    BOOLEAN,
    DATE,
    DATE_TIME,
    MONEY,
    NUMBER,
    STRING,
    ContextType,
    ListType,
    Type,
)

Names = dict[str, Type]

ADDRESS = ContextType(
    {
        **dict.fromkeys(("street", "house_number", "addition", "postcode", "place", "country"), STRING),
        "no_fixed_home": BOOLEAN,
    }
)
PERSON = ContextType({"given_names": STRING, "family_name": STRING, "date_of_birth": DATE})
FILE = ContextType({"id": STRING, "name": STRING, "type": STRING, "size": NUMBER})
SIMPLE: Mapping[str, Type] = {
    **dict.fromkeys(("text", "textarea", "time", "month", "choice", "country", "email", "phone"), STRING),
    **dict.fromkeys(("url", "iban", "tax_id", "plate"), STRING),
    **dict.fromkeys(("integer", "decimal", "year", "number"), NUMBER),
    "money": MONEY,
    "date": DATE,
    "datetime": DATE_TIME,
    "boolean": BOOLEAN,
    "declaration": BOOLEAN,
    "choices": ListType(STRING),
    "address": ADDRESS,
    "person": PERSON,
    "geo": ContextType({"lat": NUMBER, "lon": NUMBER}),
    "file": ListType(FILE),
    "options": ListType(ContextType({"id": STRING, "label": STRING})),
}

CITY = ContextType(dict.fromkeys(("key", "name", "full_name", "authority", "ars", "ags", "state"), STRING))
APPLICANT = ContextType({"identity": STRING, "level": STRING, "account": BOOLEAN, "attributes": ContextType(open=True)})
TASK = ContextType({"outcome": STRING, "ground": STRING, "note": STRING, "by": STRING})
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
MATTER: Mapping[str, Type] = {
    "payment": ContextType(
        {"status": STRING, "amount": MONEY, "due_on": DATE, "paid_on": DATE, "reference": STRING}, open=True
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
        }
    ),
    "correction": ContextType({"due_on": DATE}),
    "application": ContextType({"complete_on": DATE, "missing": ListType(STRING), "missing_until": DATE}),
    "case": ContextType({"reference": STRING, "received_on": DATE, "decided_on": DATE}, open=True),
}


def type_of(one: Field) -> Type | None:
    """The type of a field's answer; None for a field without one."""
    if one.type == "information":
        return None
    if one.type == "group":
        return ListType(ContextType(row_names(one)))
    if one.type == "computed":
        return SIMPLE.get(one.result or "", ANY)
    return SIMPLE[one.type]


def row_names(group: Field) -> Names:
    """What the fields of a group are called inside a row."""
    return {one.id: kind for one in group.fields if (kind := type_of(one))}


def answer_names(form: Form) -> Names:
    """Every answer by field id."""
    return {one.id: kind for step in form.steps for one in step.fields if (kind := type_of(one))}


def service_names(sheet: ServiceSheet) -> Names:
    """What is known without any matter: the city, its values, the day."""
    return {
        "city": CITY,
        "parameter": ContextType({spec.id: SIMPLE[spec.type] for spec in sheet.parameters}),
        "tariff": ContextType({tariff.id: MONEY for tariff in sheet.tariffs}),
        "deadline": ContextType({one.id: ContextType({one.unit: NUMBER}) for one in sheet.deadlines}),
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
        "task": ContextType(
            {node.id: TASK for one in definitions for node in one.nodes.values() if node.element == "userTask"}
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


def consulted(definitions: Iterable[ProcessDefinition]) -> dict[str, Node]:
    """Names under which registers answer, with the station that asks or writes."""
    return {
        node.result or node.id: node
        for one in definitions
        for node in one.nodes.values()
        if node.register or node.action in ("consult", "call_adapter")
    }


def _answer_type(node: Node, package: ServicePackage) -> ContextType:
    """What a register says: as its description gives it, or as code alone knows it; open where neither says."""
    spec = package.registers.get(node.named_register)
    if spec is None:
        known = ANSWERS.get(node.named_register) if node.action == "consult" else None
        return known or ContextType(open=True)
    query = spec.queries.get(node.options.get("query", ""))
    return answer_type(query) if query and node.action == "consult" else record_type(spec)


def kind_type(kind: Kind) -> Type:
    """A register's type as expressions see it."""
    return ListType(SIMPLE[kind.base]) if kind.many else SIMPLE[kind.base]


def record_type(spec: RegisterSpec) -> ContextType:
    """A record of the register."""
    return ContextType({name: kind_type(one.kind) for name, one in spec.record.items()})


def answer_type(query: Query) -> ContextType:
    """What a query answers."""
    return ContextType({name: kind_type(one.kind) for name, one in query.give.items()})


def decided(definitions: Iterable[ProcessDefinition]) -> set[str]:
    """Names under which decisions are kept; `final` is the one that counts."""
    nodes = [node for one in definitions for node in one.nodes.values() if node.decision]
    return {"final"} | {node.result or node.id for node in nodes} | {str(node.decision) for node in nodes}
