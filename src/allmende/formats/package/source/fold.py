"""The way back: everything the exchange form says, as the files an author would write. What cannot be folded is refused in words."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from allmende.domain.process import ProcessDefinition
from allmende.domain.values import Text
from allmende.formats import bpmn, yaml
from allmende.formats.package.source.choices import choices_of
from allmende.formats.package.source.exchange import Exchange, differing, of_expanded
from allmende.formats.package.source.expand import expand
from allmende.formats.package.source.fold_examples import fold_example
from allmende.formats.package.source.fold_form import fold_block, fold_form
from allmende.formats.package.source.fold_letters import fold_letters, fold_texts
from allmende.formats.package.source.fold_process import Folded, fold_process
from allmende.formats.package.source.fold_service import fold_deadlines, fold_service
from allmende.formats.package.source.fold_tables import fold_tables
from allmende.formats.package.source.refusal import DoesNotFit
from allmende.formats.package.source.source import read_source
from allmende.formats.package.source.story import ANSWERS
from allmende.formats.yaml.spelled import spelled
from allmende.words.joining import joined

Parts = dict[str, Any]
"""Part → content: `service form process decisions letters examples`, `texts/de`, `_blocks/person`, `_registers/dogs`."""

OPEN = {"form": 2, "process": 2, "letters": 1, "examples": 2, "texts": 2}
"""How many levels of a part stand below their keys in any case."""


@dataclass(frozen=True)
class Beside:
    """What a fold needs besides the files themselves.

    `files`   registers, shared processes and other shared files, by their paths in a source
    `says`    station → what no drawing holds of it (`no_hearing`, `duty`)
    """

    files: Mapping[str, bytes] = field(default_factory=dict)
    says: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def fold(exchange: Exchange, beside: Beside) -> dict[str, bytes]:
    """The files of a source that expands to the same meaning. Error: `DoesNotFit`, also where it would say something else."""
    parts = fold_parts(exchange, beside)
    found = with_names(parts, exchange, beside)
    made = of_expanded(expand(read_source({**beside.files, **found})))
    wrong = differing(made, exchange) if made is not None else ["process.bpmn"]
    if wrong:
        raise DoesNotFit(
            Text.named("formats.package.source.fold.says_other", parts=", ".join(wrong), example=_first(found, beside))
        )
    return found


def _first(files: Mapping[str, bytes], beside: Beside) -> Text | str:
    problems = [
        problem for problem in expand(read_source({**beside.files, **files})).problems if problem.severity == "error"
    ]
    return joined(("", problems[0].line), " ") if problems else ""


def with_names(parts: Parts, exchange: Exchange, beside: Beside) -> dict[str, bytes]:
    """The files, with names of elements at their stations where expansion would call them otherwise."""
    found = files_of(parts)
    made = expand(read_source({**beside.files, **found})).process
    if made is None:
        return found
    names = {
        key: node.name or key
        for key, node in exchange.process.nodes.items()
        if key in made.nodes and made.nodes[key].name != node.name
    }
    if not names:
        return found
    folded = _process(exchange, beside, names)
    return found | files_of({"process": folded.part})


def fold_parts(exchange: Exchange, beside: Beside) -> Parts:
    """Every part as plain values. Error: `DoesNotFit`."""
    sheet = exchange.files["service.yaml"]
    parts: Parts = {
        "service": fold_service(sheet),
        "form": fold_form(exchange.files["form.yaml"], exchange.blocks()),
        **{f"_blocks/{key}": fold_block(block) for key, block in exchange.of("_blocks").items()},
        **{f"_registers/{key}": said for key, said in exchange.of("_registers").items()},
        "letters": fold_letters(exchange.of("notices"), exchange.files.get("texts/de.yaml") or {}),
        **{f"texts/{key}": fold_texts(said, exchange.moved) for key, said in exchange.of("texts").items()},
    }
    decisions = fold_decisions(exchange, beside)
    parts |= {"decisions": decisions} if decisions else {}
    parts["process"] = _process(exchange, beside, {}).part
    examples = fold_played(exchange, beside)
    return parts | ({"examples": examples} if examples["examples"] else {})


def files_of(parts: Parts) -> dict[str, bytes]:
    """The parts as files of a source."""
    return {f"{name}.yaml": spelled_part(name, part) for name, part in parts.items() if part or name == "letters"}


def spelled_part(name: str, part: Any) -> bytes:
    """One part as the text of its file."""
    lines = spelled(part, open_levels=OPEN.get(name.partition("/")[0], 1))
    return ("\n".join(lines) + "\n").encode()


def _process(exchange: Exchange, beside: Beside, names: Mapping[str, str]) -> Folded:
    source = read_source({**beside.files, **files_of(_registers(exchange))})
    deadlines = fold_deadlines(exchange.files["service.yaml"])
    folded = fold_process(exchange.process, source, deadlines, says=beside.says, names=names)
    _put_law(folded.part, exchange)
    if folded.part.get("id") == exchange.files["service.yaml"]["id"]:
        del folded.part["id"]
    return folded


def fold_processes(exchange: Exchange, other: Exchange, beside: Beside) -> tuple[Parts, Parts]:
    """process.yaml of both; of the second one with the names of elements that are others in it."""
    names = {
        key: node.name or key
        for key, node in other.process.nodes.items()
        if key not in exchange.process.nodes or exchange.process.nodes[key].name != node.name
    }
    return _process(exchange, beside, {}).part, _process(other, beside, names).part


def _put_law(part: Parts, exchange: Exchange) -> None:
    """The law under which no person decides, where no machine names it: it stands at the choice that lets nobody look."""
    law = exchange.files["service.yaml"].get("automatic_decision")
    if not law or any(node.legal_basis for node in exchange.process.nodes.values()):
        return
    choices = [one for listed in part["sections"].values() for one in listed if "choose" in one]
    if not choices:
        raise DoesNotFit(Text.named("formats.package.source.fold.no_automatic_way"))
    choices[0]["basis"] = law


def _registers(exchange: Exchange) -> Parts:
    return {f"_registers/{key}": said for key, said in exchange.of("_registers").items()}


def fold_played(exchange: Exchange, beside: Beside, names: Collection[str] | None = None) -> Parts:
    """examples.yaml, or only those examples of it."""
    roles, awaiting = _acting(exchange, beside)
    played = exchange.of("examples").items()
    return {
        "examples": {key: fold_example(one, roles, awaiting) for key, one in played if names is None or key in names}
    }


def fold_decisions(exchange: Exchange, beside: Beside) -> Any:
    """decisions.yaml as plain values; None where there is nothing to decide."""
    sheet = exchange.files["service.yaml"]
    if exchange.decisions is None and not any(sheet.get(key) for key in ("tariffs", "decided", "refusal_grounds")):
        return None
    known: Parts = {"service": fold_service(sheet), "form": fold_form(exchange.files["form.yaml"], exchange.blocks())}
    known |= {f"_blocks/{key}": fold_block(block) for key, block in exchange.of("_blocks").items()}
    shared = {name: text for name, text in beside.files.items() if not name.startswith("_blocks/")}
    choices = choices_of(read_source({**shared, **files_of(known)}))
    text = fold_tables(exchange.decisions, sheet, choices)
    node, problems = yaml.read(text, "decisions.yaml")
    if node is None or problems:
        raise DoesNotFit(
            Text.named("formats.package.source.fold.decisions_unwritten", why=problems[0].line if problems else "")
        )
    return node.plain()


def _acting(exchange: Exchange, beside: Beside) -> tuple[dict[str, str], dict[str, str]]:
    """Who does which task, and which station waits for which message, in the process and those it calls."""
    every = list(exchange.process.nodes.values())
    for node in exchange.process.nodes.values():
        content = beside.files.get(f"_processes/{node.called}/process.bpmn") if node.called else None
        shared = bpmn.read(content, "process.bpmn") if content is not None else None
        every += shared.nodes.values() if isinstance(shared, ProcessDefinition) else ()
    roles = {node.id: node.role or "" for node in every if node.element == "userTask"}
    awaiting: dict[str, str] = {}
    for node in every:
        message = ANSWERS.get(node.action or "", node.message or "")
        if message and node.element != "userTask":
            awaiting.setdefault(message, node.id)
    return roles, awaiting
