"""A shared process written in one file → the files of its exchange form, under the same ids.

    process: zahlung
    steps:
      - {begin: beginn, name: Zahlung nötig}
      - {do: fordern, name: Zahlung anfordern, action: demand_payment, due: zahlung, de: Wir berechnen …, en: We are …}
      - {wait: warten, …, came: {id: geld_da, …, end: {…}}, until: payment.due_on, over: {id: zu_spaet, …, end: {…}}}

Steps follow each other as written. `de` and `en` are the sentences the applicant reads meanwhile; `due` names a deadline.
A list of sentences is one text, its items are paragraphs.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from allmende.domain.values import Problem, Text
from allmende.formats import yaml
from allmende.formats.package.source.act import Element
from allmende.formats.package.source.drawing import drawn_process
from allmende.formats.package.source.graph import Arrow, Graph
from allmende.formats.package.source.nodes import get, items, mapping, plain
from allmende.formats.schemas.shapes import check
from allmende.formats.schemas.source_shared import SHARED_SOURCE
from allmende.formats.yaml import YamlNode

TAGS = {"begin": "startEvent", "do": "serviceTask", "task": "userTask", "wait": "eventBasedGateway", "end": "endEvent"}
PASSED_ON = ("action", "notice", "message", "text")
DUE = 'today + duration("P" + string(deadline.{}.days) + "D")'


def expand_shared_process(content: bytes, file: str) -> tuple[dict[str, bytes], list[Problem]]:
    """`process.yaml`, `process.bpmn`, `texts/…` and `notices/…` of that process; nothing where it has errors."""
    node, unread = yaml.read(content, file)
    problems = list(unread)
    if node is not None:
        problems += check(SHARED_SOURCE, node)
    if node is None or problems:
        return {}, problems
    problems = list(_misplaced(node))
    if problems:
        return {}, problems
    about = {key: value for key, value in (("id", plain(get(node, "process"))), ("version", plain(get(node, "version"))),
             ("legal_basis", plain(get(node, "legal_basis")))) if value is not None}  # fmt: skip
    files = {"process.yaml": yaml.write(about).encode(), "process.bpmn": _drawn(node)}
    for language in ("de", "en"):
        files[f"texts/{language}.yaml"] = yaml.write(_texts(node, language)).encode()
    for key, notice in mapping(get(node, "notices")).items():
        files[f"notices/{key}.yaml"] = yaml.write(plain(notice)).encode()
    return files, []


def _misplaced(node: YamlNode) -> Iterator[Problem]:
    """A process begins once, at its first step, and ends at its last one."""
    kinds = [next(iter(mapping(step))) for step in items(get(node, "steps"))]
    for number, step in enumerate(items(get(node, "steps"))):
        last = number == len(kinds) - 1
        if (kinds[number] == "begin") != (number == 0):
            yield _problem(Text.named("formats.package.source.processes.first_step"), step)
        elif (kinds[number] in ("end", "wait")) != last:
            yield _problem(Text.named("formats.package.source.processes.last_step"), step)


def _problem(words: Text, at: YamlNode) -> Problem:
    return Problem("source.shared_process", words, str(at.place))


def _drawn(node: YamlNode) -> bytes:
    graph, names = Graph(), {}
    before = ""
    for step in items(get(node, "steps")):
        kind, key = next((kind, str(named.value)) for kind, named in mapping(step).items())
        names[key] = str(plain(get(step, "name")))
        graph.elements.append(_element(step, kind, key))
        if before:
            graph.arrows.append(Arrow(before, key))
        before = key
        if kind == "wait":
            _add_wait(graph, names, step, key)
    title, key = str(plain(get(node, "name"))), str(plain(get(node, "process")))
    return drawn_process(graph, key, title, lambda element: names[element.id], lambda arrow: "")


def _add_wait(graph: Graph, names: dict[str, str], step: YamlNode, key: str) -> None:
    """The message or the day that ends the wait, each with its own end."""
    came, over = get(step, "came"), get(step, "over")
    ends = []
    for moment in (came, over):
        inner, end = str(plain(get(moment, "id"))), str(plain(get(moment, "end", "id")))
        names |= {inner: str(plain(get(moment, "name"))), end: str(plain(get(moment, "end", "name")))}
        ends.append((inner, end))
    waits, until = str(plain(get(step, "message"))), str(plain(get(step, "until")))
    graph.elements.append(Element(ends[0][0], "intermediateCatchEvent", "main", waits=waits))
    graph.elements.append(Element(ends[1][0], "intermediateCatchEvent", "main", timer=until))
    graph.elements += [Element(end, "endEvent", "main") for _, end in ends]
    graph.arrows += [Arrow(key, inner) for inner, _ in ends]
    graph.arrows += [Arrow(inner, end) for inner, end in ends]


def _element(step: YamlNode, kind: str, key: str) -> Element:
    said = {name: str(plain(get(step, name))) for name in PASSED_ON if get(step, name) is not None}
    if get(step, "due") is not None:
        said["due"] = DUE.format(plain(get(step, "due")))
    if kind == "task":
        said = {"role": str(plain(get(step, "role"))), "outcomes": " ".join(mapping(get(step, "outcomes")))}
    return Element(key, TAGS[kind], "main", {} if kind == "wait" else said)


def _texts(node: YamlNode, language: str) -> dict[str, Any]:
    """The tree of one language in the exchange form."""
    process: dict[str, Any] = {}
    for step in items(get(node, "steps")):
        for one in (step, get(step, "came"), get(step, "over"), get(step, "came", "end"), get(step, "over", "end")):
            sentence = plain(get(one, language))
            if one is None or sentence is None:
                continue
            key = str(plain(get(one, "id")) or next(iter(mapping(one).values())).value)
            process[key] = {"citizen": sentence}
            if outcomes := mapping(get(one, "outcomes")):
                name = plain(get(one, "name")) if language == "de" else plain(get(one, f"name_{language}"))
                labels = {outcome: plain(get(words, language)) for outcome, words in outcomes.items()}
                process[key] = {"name": name, "citizen": sentence, "outcome": labels}
    said = plain(get(node, "texts", language)) or {}
    return {"process": process, **_paragraphs(said)}


def _paragraphs(tree: Any) -> Any:
    if isinstance(tree, dict):
        return {key: _paragraphs(value) for key, value in tree.items()}
    return "\n\n".join(tree) + "\n" if isinstance(tree, list) else tree
