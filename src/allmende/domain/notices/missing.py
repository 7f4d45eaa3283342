"""What is missing, in words of the trade: the one place that names what an expression reads.

An expression says `register.permit.number`; a clerk reads "Nummer (Ausweisregister)" and where it comes from. Whatever
keeps a letter, a fee or a register entry from being made is said by `missing_value`, never with the expression or an id.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from allmende import feel
from allmende.domain.notices.sources import ServiceSource
from allmende.domain.values import Problem, Text
from allmende.words.joining import OR, joined

OTHER_OFFICE = Text.named("notices.missing.other_office")
ENTRY = Text.named("notices.missing.entry")
OFFICE_WORDS: Mapping[str, Text] = {
    "answer": Text.named("notices.missing.answer"),
    "outcome": Text.named("notices.missing.outcome"),
}
"""What another office says, by the names expressions use."""

_KNOWN: Mapping[str, tuple[Text, Text]] = {
    "fee": (Text.named("notices.missing.fee"), Text.named("notices.missing.it_has_not_been_computed_yet")),
    "payment": (Text.named("notices.missing.payment"), Text.named("notices.missing.it_has_not_arrived_yet")),
    "ground": (
        Text.named("notices.missing.ground"),
        Text.named("notices.missing.please_choose_it"),
    ),
    "task": (
        Text.named("notices.missing.task"),
        Text.named("notices.missing.please_write_them_in_your_own_words"),
    ),
    "decision": (Text.named("notices.missing.decision"), Text("", "")),
    "case": (Text.named("notices.missing.case"), Text("", "")),
    "applicant": (
        Text.named("notices.missing.applicant"),
        Text.named("notices.missing.person_did_not_sign_in_with_it"),
    ),
    "city": (
        Text.named("notices.missing.city"),
        Text.named("notices.missing.it_is_kept_with_citys_values"),
    ),
    "tariff": (Text.named("notices.missing.tariff"), Text.named("notices.missing.it_does_not_hold_on_this_day")),
    "deadline": (Text.named("notices.missing.deadline"), Text("", "")),
}


@dataclass(frozen=True, slots=True)
class Trade:
    """A value in words of the trade: what it is called, where it comes from, and its address (`Problem.about`)."""

    label: Text
    origin: Text
    about: str


def missing_value(
    service: ServiceSource, expression: str, names: Mapping[str, Any], why: str = "null", where: str = ""
) -> Problem:
    """That this expression has no value: which of the things it reads is not there, and where it comes from.

    `why` is `null`; anything else says that there is a value which cannot be written. `where`: the part of a letter.
    """
    found = trade_of(service, expression, names)
    labels = joined((x.label for x in found), OR)
    origin = found[0].origin
    if why != "null":
        return Problem(
            "wrong_format",
            Text.named("notices.missing.wrong_format", labels=labels),
            where,
            about=found[0].about,
        )
    return Problem(
        "missing_value",
        joined((one for one in (Text.named("notices.missing.missing", labels=labels), origin) if one["de"]), " "),
        where,
        about=found[0].about,
    )


def trade_of(service: ServiceSource, expression: str, names: Mapping[str, Any]) -> tuple[Trade, ...]:
    """What the expression reads and has no value, in words; all it reads where each has one. Never empty."""
    paths = sorted(list_paths(expression))
    empty = list(_outermost(path for path in paths if find_value(path, names) is None))
    found = {one.label.spoken("de"): one for one in (name_path(service, path) for path in empty or paths)}
    return tuple(found.values()) or (Trade(Text.named("notices.missing.detail"), Text(""), ""),)


def name_path(service: ServiceSource, path: str) -> Trade:
    """What stands behind a dotted name, as the form, the city and the registers call it."""
    head, _, rest = path.partition(".")
    if head == "parameter" and rest:
        name = rest.partition(".")[0]
        label = _text(service, f"parameter.{name}.label") or _text(service, f"parameter.{name}.question")
        origin = Text.named("notices.missing.city_sets_it_with_its")
        return Trade(label or Text.named("notices.missing.value_of_city"), origin, f"parameter.{name}")
    if head == "register" and rest:
        return _registered(service, rest)
    if head in _KNOWN:
        label, origin = _KNOWN[head]
        return Trade(label, origin, head)
    return _asked(service, path)


def _asked(service: ServiceSource, path: str) -> Trade:
    """An answer of the form; the nearest question above where only a part of it is read."""
    parts = path.split(".")
    for length in range(len(parts), 0, -1):
        found = service.form.find(".".join(parts[:length]))
        if found is None:
            continue
        title = next((step.title for step in service.form.steps if parts[0] in {x.id for x in step.fields}), Text(""))
        de, en = title.spoken("de"), title.spoken("en")
        if found.type == "computed":
            origin = Text.named("notices.missing.it_could_not_be_found", de=de, en=en)
        else:
            origin = Text.named("notices.missing.in_application_it_stands_under", de=de, en=en)
        return Trade(found.label, origin, f"field.{found.path}")
    return Trade(Text.named("notices.missing.detail"), Text(""), "")


def _registered(service: ServiceSource, rest: str) -> Trade:
    result, _, inside = rest.partition(".")
    register = register_of(service, result)
    name = register_name(service, register)
    word = register_word(service, register, inside)
    label = Text.named("notices.missing.word_name", word=word, name=name)
    return Trade(label, Text(""), f"register.{result}")


def register_name(service: ServiceSource, register: str) -> Text:
    """What a register is called; another office where the service describes none of that name."""
    spec = service.registers.get(register)
    return spec.name if spec else OTHER_OFFICE


def register_word(service: ServiceSource, register: str, inside: str) -> Text:
    """What that part of a register's answer or record is called."""
    spec = service.registers.get(register)
    parts = list(reversed(inside.split(".")))
    known = spec.labels if spec else OFFICE_WORDS
    return next((known[part] for part in parts if part in known), ENTRY)


def register_of(service: ServiceSource, result: str) -> str:
    """The register whose answer is kept under that name; empty where none is."""
    for process in (service.process, *service.shared.values()):
        for node in process.nodes.values():
            if (node.result or node.id) == result and (node.register or node.options.get("adapter")):
                return str(node.register or node.options["adapter"].partition(".")[0])
    return ""


def _text(service: ServiceSource, text_id: str) -> Text | None:
    german = service.text(text_id, "de")
    return Text(german, service.text(text_id, "en") or german) if german else None


def _outermost(paths: Iterator[str]) -> Iterator[str]:
    """Without those that lie inside another one: where the permit is missing, its number need not be said."""
    kept: list[str] = []
    for path in sorted(paths):
        if not any(path.startswith(f"{outer}.") for outer in kept):
            kept.append(path)
            yield path


def find_value(path: str, names: Mapping[str, Any]) -> Any:
    """What stands behind a dotted name; None where nothing does."""
    found: Any = names
    for part in path.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


@lru_cache(maxsize=4096)
def list_paths(expression: str) -> frozenset[str]:
    """The dotted names the expression reads."""
    return feel.compile_expression(expression).paths
