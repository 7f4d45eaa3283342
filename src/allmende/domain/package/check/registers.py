"""Registers described as data: do their parts fit together, and do the stations ask and tell what they know?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches

import re2

from allmende.domain.decisions import compile_model
from allmende.domain.decisions.model import LiteralExpression, subexpressions
from allmende.domain.package.answers_behind import list_answers_behind
from allmende.domain.package.check.expressions import check_expression
from allmende.domain.package.check.names import (
    Names,
    answer_scope,
    answer_type,
    kind_type,
    matter_names,
    record_type,
)
from allmende.domain.package.check.problems import error, warning
from allmende.domain.package.package import ServicePackage
from allmende.domain.process.model import FlowNode, Program
from allmende.domain.process.unattended import list_unattended
from allmende.domain.registers import (
    RECORD,
    AttributeType,
    HolderAct,
    HoldingAttributes,
    Query,
    RecordAttribute,
    RegisterSpec,
    Write,
)
from allmende.domain.values import Problem
from allmende.feel import BOOLEAN, DATE, STRING, ContextType


def check_registers(package: ServicePackage) -> Iterator[Problem]:
    """Every problem of the registers a package uses, and of the stations that use them."""
    for spec in package.registers.values():
        yield from _check_register(spec, f"_registers/{spec.id}.yaml#")
    names = matter_names(package)
    for definition in (package.process, *package.shared.values()):
        for node in definition.nodes.values():
            described = package.registers.get(node.named_register)
            if described is not None:
                yield from _check_station(node, described, names, f"{definition.source}:{node.line}")
    yield from _check_blocked(package)
    yield from _check_grounds(package)


# ── the register ──────────────────────────────────────────────────────────────────────────────────


def _check_register(spec: RegisterSpec, file: str) -> Iterator[Problem]:
    yield from _check_holding(spec, file)
    for one in spec.record.values():
        yield from _check_attribute(one, f"{file}/record/{one.name}")
    for query in spec.queries.values():
        yield from _check_query(spec, query, f"{file}/queries/{query.id}")
    for write in spec.writes.values():
        yield from _check_write(spec, write, f"{file}/writes/{write.id}")


def _check_holding(spec: RegisterSpec, file: str) -> Iterator[Problem]:
    if not spec.key:
        yield error("register.key", "Was nennt einen Eintrag? Ergänzen Sie key mit einem Merkmal.", f"{file}/record")
    elif spec.key not in spec.record:
        yield _unknown(f"{file}/key", spec.key, spec.record)
    held, where = spec.holding, f"{file}/holding"
    if held is None:
        if spec.held_by == "city" and spec.writes:
            words = "Eine Liste der Stadt sagt unter holding, wem etwas gehört, ab wann und bis wann."
            yield error("register.holding", words, f"{file}/held_by")
        return
    yield from _check_roles(spec, held, file)
    if held.until in spec.record and not spec.record[held.until].kind.optional:
        words = f"„{held.until}“ ist leer, solange etwas gilt: Schreiben Sie „date or null“."
        yield error("register.type", words, f"{file}/record/{held.until}/type")
    if spec.held_by == "city" and held.number in spec.record and not spec.record[held.number].draw:
        words = f"Woraus werden die Nummern in „{held.number}“ gezogen? Ergänzen Sie draw, zum Beispiel H{{yy}}{{serial:05}}."
        yield error("register.draw", words, f"{file}/record/{held.number}")
    yield from _check_name(spec, held, where)
    yield from _check_control(spec, held, where)
    entry: Names = {"entry": record_type(spec), "today": DATE}
    for act_place, act in _acts(held).items():
        for name, text in act.answers.items():
            yield from check_expression(text, entry, None, f"{where}/{act_place}/answers/{name}")
    for place, one in enumerate(spec.checks):
        yield from check_expression(one.expression, entry, BOOLEAN, f"{file}/checks/{place}/check")


def _check_roles(spec: RegisterSpec, held: HoldingAttributes, file: str) -> Iterator[Problem]:
    """Is each attribute that carries a holding there, and of a type that can?"""
    where = f"{file}/holding"
    wanted = {"of": ("person", "text"), "from": ("date",), "until": ("date",), "number": ("text",)}
    named = {"of": held.of, "from": held.starts, "until": held.until, "number": held.number}
    for role, name in named.items():
        attribute = spec.record.get(name)
        if attribute is None:
            yield _unknown(f"{where}/{role}", name, spec.record)
        elif attribute.kind.base not in wanted[role] or attribute.kind.many:
            words = f"„{name}“ muss {' oder '.join(wanted[role])} sein, nicht {attribute.kind}."
            yield error("register.type", words, f"{file}/record/{name}/type")


def _acts(held: HoldingAttributes) -> dict[str, HolderAct]:
    """What a holder applies for, by its place in the file."""
    renewal = {"renew": held.renew} if held.renew else {}
    return {**renewal, **{f"acts/{key}": one for key, one in held.acts.items()}}


def _check_name(spec: RegisterSpec, held: HoldingAttributes, where: str) -> Iterator[Problem]:
    if not held.name:
        return
    if held.name not in spec.record:
        yield _unknown(f"{where}/name", held.name, spec.record)
    elif spec.record[held.name].kind.base not in ("person", "text") or spec.record[held.name].kind.many:
        words = f"„{held.name}“ sagt, wie jemand heißt, und muss darum person oder text sein."
        yield error("register.type", words, f"{where}/name")


def _check_attribute(record_attribute: RecordAttribute, where: str) -> Iterator[Problem]:
    if record_attribute.options and record_attribute.options_from:
        words = f"„{record_attribute.name}“ sagt options und options_from. Behalten Sie eines davon."
        yield error("register.options", words, where)
    try:
        re2.compile(record_attribute.pattern)  # type: ignore[no-untyped-call]
    except re2.error as wrong:
        words = f"Das Muster „{record_attribute.pattern}“ lässt sich nicht lesen: {wrong}."
        yield error("register.pattern", words, f"{where}/pattern")


def _check_control(spec: RegisterSpec, held: HoldingAttributes, where: str) -> Iterator[Problem]:
    if held.control_by and held.control_by not in (*held.control_list, held.number):
        yield _unknown(f"{where}/control_by", held.control_by, held.control_list)
    lists = (("control_list", held.control_list), ("control_shows", held.control_shows))
    for at, name in ((f"{where}/{key}/{place}", name) for key, names in lists for place, name in enumerate(names)):
        if name not in spec.record:
            yield _unknown(at, name, spec.record)
        elif name in (held.of, held.named_by) or spec.record[name].kind.base in ("person", "address"):
            words = f"Die Liste für die Kontrolle nennt niemanden. Nehmen Sie „{name}“ heraus."
            yield error("register.control", words, at)


def _check_query(spec: RegisterSpec, query: Query, where: str) -> Iterator[Problem]:
    yield from _check_by(spec, query, f"{where}/by")
    if spec.held_by == "city" and not query.by:
        yield error("register.by", "Wonach wird in der Liste der Stadt gesucht? Ergänzen Sie by.", where)
    for name in query.usual_ask.keys() - query.ask.keys():
        yield _unknown(f"{where}/usual_ask/{name}", name, query.ask)
    for name in query.ask.keys() - spec.record.keys() - query.words.keys():
        words = f"Wie heißt „{name}“ für Menschen? Schreiben Sie {name}: {{name: {{de: …, en: …}}, type: {query.ask[name]}}}."
        yield error("register.words", words, f"{where}/ask/{name}")
    for name in (*query.shows, *([query.opened_by] if query.opened_by else ())):
        if name not in spec.record:
            yield _unknown(where, name, spec.record)
    for name in query.candidates:
        if name not in query.give:
            yield _unknown(f"{where}/candidates", name, query.give)
    yield from _check_answer(spec, query, where)


def _check_by(spec: RegisterSpec, query: Query, where: str) -> Iterator[Problem]:
    for name in query.by:
        if name not in spec.record:
            yield _unknown(where, name, spec.record)
        elif name not in query.ask:
            yield error("register.by", f"„{name}“ muss unter ask stehen, damit danach gesucht werden kann.", where)


def _check_answer(spec: RegisterSpec, query: Query, where: str) -> Iterator[Problem]:
    """What a query computes and says."""
    names = answer_scope(spec, query)
    for name, given in query.give.items():
        expected = None if given.kind.base == RECORD else kind_type(given.kind)
        yield from check_expression(given.expression, names, expected, f"{where}/give/{name}/is")
    compared: Names = {"entry": record_type(spec), "asked": names["asked"]}
    for key, text in (("fits", query.fits), ("exact", query.exact)):
        if text:
            yield from check_expression(text, compared, BOOLEAN, f"{where}/{key}")
    said: Names = {**answer_type(spec, query).fields, "guardian": BOOLEAN, "unasked": BOOLEAN, "doubt": STRING}
    for place, row in enumerate(query.says):
        yield from check_expression(row.when, said, BOOLEAN, f"{where}/says/{place}/when")


def _check_write(spec: RegisterSpec, write: Write, where: str) -> Iterator[Problem]:
    for name, kind in write.ask.items():
        attribute = spec.record.get(next(iter(write.told({name: None}))))
        if attribute is None:
            yield _unknown(f"{where}/ask/{name}", name, spec.record)
        elif (kind.base, kind.many) != (attribute.kind.base, attribute.kind.many):
            words = f"„{name}“ ist im Register {attribute.kind}, hier {kind}."
            yield error("register.type", words, f"{where}/ask/{name}")
    for name in _needed(spec, write) - write.told(dict.fromkeys(write.ask)).keys():
        yield error("register.ask", f"Unter ask fehlt „{name}“.", f"{where}/ask")
    if write.act == "enter" and spec.key in write.ask:
        words = f"Die Nummer „{spec.key}“ wird gezogen. Nehmen Sie sie aus ask heraus."
        yield error("register.ask", words, f"{where}/ask/{spec.key}")


def _needed(spec: RegisterSpec, write: Write) -> set[str]:
    """What a write must be told: everything a record cannot be without, or which record it is and when it ends."""
    if write.act == "enter":
        return {name for name, one in spec.record.items() if not one.kind.optional} - {spec.key}
    return {spec.key} | ({spec.holding.until} if write.act == "end" and spec.holding else set())


# ── the stations ──────────────────────────────────────────────────────────────────────────────────


def _check_station(node: FlowNode, spec: RegisterSpec, names: Names, where: str) -> Iterator[Problem]:
    asks = node.action == "consult"
    known: Mapping[str, Query] | Mapping[str, Write] = spec.queries if asks else spec.writes
    name = node.options.get("query", "") if asks else node.options.get("adapter", "").partition(".")[2]
    act = spec.query_at(node.options) if asks else spec.writes.get(name)
    if act is None:
        what = "Frage" if asks else "Eintragung"
        words = f"Das Register „{spec.id}“ kennt die {what} „{name}“ nicht.{_meant(name, known)}"
        yield error("register.act", words, where)
        return
    usual = act.usual_ask
    for key, text in node.inputs.items():
        if key not in act.ask:
            yield _unknown(where, key, act.ask)
        else:
            yield from _check_input(text, act.ask[key], names, where)
    for key, kind in act.ask.items():
        if key in node.inputs or key in node.options:
            continue
        if key in usual:
            yield from _check_input(usual[key], kind, {**names, "whose": ContextType(open=True)}, where)
        elif not kind.optional:
            yield error("register.input", f"Die Station sagt dem Register nicht, was „{key}“ ist.", where)


def _check_blocked(package: ServicePackage) -> Iterator[Problem]:
    """Whoever is protected (§ 51 BMG) is entered by a person: does a machine that enters people look whether they are?"""
    program = Program(package.process, package.shared)
    stations = list_unattended(program, automatic=bool(package.sheet.automatic_decision))
    asked = [node.result or node.id for node in stations if _asks_persons(package, node)]
    entry = next((node for node in stations if node.action == "call_adapter" and _is_personal(package, node)), None)
    looks = any(f"register.{name}.blocked" in text for name in asked for text in _conditions(package))
    if asked and entry is not None and not looks:
        words = (
            f"„{entry.id}“ trägt Menschen ein, ohne dass jemand hinsieht, und niemand fragt nach der Auskunftssperre. "
            f"Ergänzen Sie einen Befund zu register.{asked[0]}.blocked."
        )
        yield warning("register.blocked", words, f"{package.process.source}:{entry.line}")


def _check_grounds(package: ServicePackage) -> Iterator[Problem]:
    """Whoever proved nothing is refused on a ground that tells nothing of what a register says about people."""
    program = Program(package.process, package.shared)
    asked = {
        node.result or node.id for node in program.nodes() if node.action == "consult" and _is_personal(package, node)
    }
    grounds = [one for one in package.sheet.refusal_grounds if not one.unauthorised]
    model = compile_model(package.decisions) if package.decisions else None
    behind = [list_answers_behind(one.when, model, *program) if one.when else frozenset() for one in grounds]
    if asked and grounds and all(not asked.isdisjoint(answers) for answers in behind):
        words = (
            "Jeder Grund der Ablehnung verrät, was in einem Register steht. Wer sich nicht ausgewiesen hat, darf das nicht erfahren. "
            "Ergänzen Sie einen Grund, der an keinem Register hängt („fits: person“)."
        )
        yield error("ground.revealing", words, "service.yaml#/refusal_grounds")


def _is_personal(package: ServicePackage, node: FlowNode) -> bool:
    described = package.registers.get(node.named_register)
    return described is not None and described.is_personal


def _asks_persons(package: ServicePackage, node: FlowNode) -> bool:
    """Does it ask a register of persons that knows who is protected?"""
    described = package.registers.get(node.named_register) if node.action == "consult" else None
    query = described.query_at(node.options) if described and described.is_of_persons else None
    return query is not None and "blocked" in query.give


def _conditions(package: ServicePackage) -> Iterator[str]:
    """What tables read and ways ask for."""
    for definition in (package.process, *package.shared.values()):
        yield from (flow.condition for flow in definition.flows if flow.condition)
    for decision in package.decisions.decisions if package.decisions else ():
        yield from (
            subexpression.text
            for subexpression in subexpressions(decision.expression)
            if isinstance(subexpression, LiteralExpression)
        )


def _check_input(text: str, kind: AttributeType, names: Names, where: str) -> Iterator[Problem]:
    yield from (one for one in check_expression(text, names, kind_type(kind), where) if one.severity == "error")


def _unknown(where: str, name: str, known: Iterable[str]) -> Problem:
    return error("register.unknown", f"„{name}“ gibt es hier nicht.{_meant(name, known)}", where)


def _meant(name: str, known: Iterable[str]) -> str:
    close = get_close_matches(name, list(known), n=1)
    return f" Meinten Sie „{close[0]}“?" if close else ""
