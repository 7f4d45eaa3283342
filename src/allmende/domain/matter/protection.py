"""A register protects somebody (§ 51 BMG, § 63 PStG): what it says of her is given to nobody else by one officer alone. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allmende.domain.matter.acting import acting_in
from allmende.domain.matter.model import Matter
from allmende.domain.notices.missing import register_of
from allmende.domain.registers import Query, RegisterSpec, evaluate


def is_protected(matter: Matter) -> bool:
    """Did a register answer with a bar, and is whoever applies not proved to be the person asked about, or does somebody act for her?"""
    acted = acting_in(matter) is not None
    for result, said in matter.results.get("register", {}).items():
        kept = said.get("withheld") if isinstance(said, Mapping) else None
        register = matter.service.registers.get(register_of(matter.service, result))
        if register is None or not (acted or isinstance(kept, Mapping)):
            continue
        query = query_of(register, result, matter)
        if query is None:
            continue
        known = answer_names(query, kept["answer"] if isinstance(kept, Mapping) else said)
        if any(row.severity == "bar" and evaluate(row.when, known) is True for row in query.says):
            return True
    return False


def query_of(register: RegisterSpec, result: str, matter: Matter) -> Query | None:
    """The question that gave that answer."""
    nodes = (node for one in (matter.service.process, *matter.service.shared.values()) for node in one.nodes.values())
    found = (node for node in nodes if (node.result or node.id) == result and node.action == "consult")
    return next((register.query_at(node.options) for node in found), None)


def answer_names(query: Query, said: Mapping[str, Any], doubt: str = "") -> dict[str, Any]:
    """What the sentences for the office about an answer see. `doubt`: why it is withheld."""
    return {**dict.fromkeys(query.give), "guardian": False, "unasked": False, **said, "doubt": doubt}
