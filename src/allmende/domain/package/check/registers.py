"""Registers described as data: do their parts fit together, and do the stations ask and tell what they know?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches

from allmende.domain.decisions.model import Literal, subexpressions
from allmende.domain.notices.missing import REGISTERS as KNOWN
from allmende.domain.package.check.expressions import check_expression
from allmende.domain.package.check.names import Names, kind_type, matter_names, record_type
from allmende.domain.package.check.problems import error, warning
from allmende.domain.package.package import ServicePackage
from allmende.domain.process.model import PERSONAL_REGISTERS, Node, Program
from allmende.domain.process.unattended import list_unattended
from allmende.domain.registers import Kind, Query, RegisterSpec, Write
from allmende.domain.values import Problem
from allmende.feel import ContextType, ListType


def check_registers(package: ServicePackage) -> Iterator[Problem]:
    """Every problem of the registers a package uses, and of the stations that use them."""
    for spec in package.registers.values():
        if spec.id in KNOWN:
            words = f"„{spec.id}“ ist ein Register, das Allmende selbst kennt. Geben Sie diesem einen anderen Namen."
            yield error("register.taken", words, f"_registers/{spec.id}.yaml#/register")
        yield from _check_register(spec, f"_registers/{spec.id}.yaml#")
    names = matter_names(package)
    for definition in (package.process, *package.shared.values()):
        for node in definition.nodes.values():
            described = package.registers.get(node.named_register)
            if described is not None:
                yield from _check_station(node, described, names, f"{definition.source}:{node.line}")
    yield from _check_blocked(package)


# ── the register ──────────────────────────────────────────────────────────────────────────────────


def _check_register(spec: RegisterSpec, file: str) -> Iterator[Problem]:
    yield from _check_holding(spec, file)
    for query in spec.queries.values():
        yield from _check_query(spec, query, f"{file}/queries/{query.id}")
    for write in spec.writes.values():
        yield from _check_write(spec, write, f"{file}/writes/{write.id}")


def _check_holding(spec: RegisterSpec, file: str) -> Iterator[Problem]:
    held, where = spec.holding, f"{file}/holding"
    wanted = {"of": ("person", "text"), "from": ("date",), "until": ("date",), "number": ("text",)}
    named = {"of": held.of, "from": held.starts, "until": held.until, "number": held.number}
    for role, name in named.items():
        attribute = spec.record.get(name)
        if attribute is None:
            yield _unknown(f"{where}/{role}", name, spec.record)
        elif attribute.kind.base not in wanted[role] or attribute.kind.many:
            words = f"„{name}“ muss {' oder '.join(wanted[role])} sein, nicht {attribute.kind}."
            yield error("register.type", words, f"{file}/record/{name}/type")
    if held.until in spec.record and not spec.record[held.until].kind.optional:
        words = f"„{held.until}“ ist leer, solange etwas gilt: Schreiben Sie „date or null“."
        yield error("register.type", words, f"{file}/record/{held.until}/type")
    if spec.held_by == "city" and held.number in spec.record and not spec.record[held.number].draw:
        words = f"Woraus werden die Nummern in „{held.number}“ gezogen? Ergänzen Sie draw, zum Beispiel H{{yy}}{{serial:05}}."
        yield error("register.draw", words, f"{file}/record/{held.number}")
    for place, name in enumerate(held.control_list):
        at = f"{where}/control_list/{place}"
        if name not in spec.record:
            yield _unknown(at, name, spec.record)
        elif name == held.of or spec.record[name].kind.base in ("person", "address"):
            words = f"Die Liste für die Kontrolle nennt niemanden. Nehmen Sie „{name}“ heraus."
            yield error("register.control", words, at)


def _check_query(spec: RegisterSpec, query: Query, where: str) -> Iterator[Problem]:
    for name in query.by:
        if name not in (spec.holding.of, spec.holding.number):
            words = f"Gesucht wird nach „{spec.holding.of}“ oder „{spec.holding.number}“, nicht nach „{name}“."
            yield error("register.by", words, f"{where}/by")
        elif name not in query.ask:
            yield error(
                "register.by", f"„{name}“ muss unter ask stehen, damit danach gesucht werden kann.", f"{where}/by"
            )
    for name in query.usual_ask.keys() - query.ask.keys():
        yield _unknown(f"{where}/usual_ask/{name}", name, query.ask)
    names: Names = {
        "found": ListType(record_type(spec)),
        "asked": ContextType({name: kind_type(kind) for name, kind in query.ask.items()}),
    }
    for name, given in query.give.items():
        yield from check_expression(given.expression, names, kind_type(given.kind), f"{where}/give/{name}/is")


def _check_write(spec: RegisterSpec, write: Write, where: str) -> Iterator[Problem]:
    for name, kind in write.ask.items():
        attribute = spec.record.get(name)
        if attribute is None:
            yield _unknown(f"{where}/ask/{name}", name, spec.record)
        elif (kind.base, kind.many) != (attribute.kind.base, attribute.kind.many):
            words = f"„{name}“ ist im Register {attribute.kind}, hier {kind}."
            yield error("register.type", words, f"{where}/ask/{name}")
    for name in _needed(spec, write) - write.ask.keys():
        yield error("register.ask", f"Unter ask fehlt „{name}“.", f"{where}/ask")
    if write.act == "enter" and spec.record.get(spec.holding.number) and spec.holding.number in write.ask:
        words = f"Die Nummer „{spec.holding.number}“ wird gezogen. Nehmen Sie sie aus ask heraus."
        yield error("register.ask", words, f"{where}/ask/{spec.holding.number}")


def _needed(spec: RegisterSpec, write: Write) -> set[str]:
    """What a write must be told: everything a record cannot be without, or which record it is and when it ends."""
    if write.act == "enter":
        return {name for name, one in spec.record.items() if not one.kind.optional} - {spec.holding.number}
    return {spec.holding.number} | ({spec.holding.until} if write.act == "end" else set())


# ── the stations ──────────────────────────────────────────────────────────────────────────────────


def _check_station(node: Node, spec: RegisterSpec, names: Names, where: str) -> Iterator[Problem]:
    asks = node.action == "consult"
    known: Mapping[str, Query] | Mapping[str, Write] = spec.queries if asks else spec.writes
    name = node.options.get("query", "") if asks else node.options.get("adapter", "").partition(".")[2]
    act = known.get(name)
    if act is None:
        what = "Frage" if asks else "Eintragung"
        words = f"Das Register „{spec.id}“ kennt die {what} „{name}“ nicht.{_meant(name, known)}"
        yield error("register.act", words, where)
        return
    usual = act.usual_ask if isinstance(act, Query) else {}
    for key, text in node.inputs.items():
        if key not in act.ask:
            yield _unknown(where, key, act.ask)
        else:
            yield from _check_input(text, act.ask[key], names, where)
    for key, kind in act.ask.items():
        if key in node.inputs:
            continue
        if key in usual:
            yield from _check_input(usual[key], kind, names, where)
        elif not kind.optional:
            yield error("register.input", f"Die Station sagt dem Register nicht, was „{key}“ ist.", where)


def _check_blocked(package: ServicePackage) -> Iterator[Problem]:
    """Whoever is protected (§ 51 BMG) is entered by a person: does a machine that enters people look whether they are?"""
    program = Program(package.process, package.shared)
    stations = list_unattended(program, automatic=bool(package.sheet.automatic_decision))
    asked = [node.result or node.id for node in stations if node.action == "consult" and node.register == "residents"]
    entry = next((node for node in stations if node.action == "call_adapter" and _is_personal(package, node)), None)
    looks = any(f"register.{name}.blocked" in text for name in asked for text in _conditions(package))
    if asked and entry is not None and not looks:
        words = (
            f"„{entry.id}“ trägt Menschen ein, ohne dass jemand hinsieht, und niemand fragt nach der Auskunftssperre. "
            f"Ergänzen Sie einen Befund zu register.{asked[0]}.blocked."
        )
        yield warning("register.blocked", words, f"{package.process.source}:{entry.line}")


def _is_personal(package: ServicePackage, node: Node) -> bool:
    described = package.registers.get(node.named_register)
    return described.is_personal if described is not None else node.named_register in PERSONAL_REGISTERS


def _conditions(package: ServicePackage) -> Iterator[str]:
    """What tables read and ways ask for."""
    for definition in (package.process, *package.shared.values()):
        yield from (flow.condition for flow in definition.flows if flow.condition)
    for decision in package.decisions.decisions if package.decisions else ():
        yield from (one.text for one in subexpressions(decision.expression) if isinstance(one, Literal))


def _check_input(text: str, kind: Kind, names: Names, where: str) -> Iterator[Problem]:
    yield from (one for one in check_expression(text, names, kind_type(kind), where) if one.severity == "error")


def _unknown(where: str, name: str, known: Iterable[str]) -> Problem:
    return error("register.unknown", f"„{name}“ gibt es hier nicht.{_meant(name, known)}", where)


def _meant(name: str, known: Iterable[str]) -> str:
    close = get_close_matches(name, list(known), n=1)
    return f" Meinten Sie „{close[0]}“?" if close else ""
