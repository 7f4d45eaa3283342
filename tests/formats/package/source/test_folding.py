"""The exchange form folds into a source that expands to the same meaning; what cannot be folded is refused by name."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from allmende.domain.package import ServicePackage
from allmende.domain.process import ProcessDefinition
from allmende.formats import bpmn, yaml
from allmende.formats.drafts import open_tree
from allmende.formats.package.reader import read_folder
from allmende.formats.package.source.exchange import differing, of_expanded, of_files
from allmende.formats.package.source.expand import expand
from allmende.formats.package.source.fold import Beside, fold
from allmende.formats.package.source.fold_acts import spec_of
from allmende.formats.package.source.fold_process import fold_process
from allmende.formats.package.source.refusal import DoesNotFit
from allmende.formats.package.source.source import read_source
from allmende.formats.yaml.spelled import spelled
from bench.random_packages import random_release
from tests.formats.bundle import released
from tests.formats.package.source.flows import SERVICES, expanded, written

PACKAGES = (
    *("hundesteuer-anmeldung", "bewohnerparkausweis", "meldebescheinigung", "geburtsurkunde", "eheurkunde"),
    *("mahnung-begleichen", "aufenthaltstitel"),
)


def package(name: str) -> ServicePackage:
    found = read_folder(SERVICES / name)
    assert isinstance(found, ServicePackage), found
    return found


def exchange_files(found: ServicePackage) -> dict[str, bytes]:
    return {name: text.encode() for name, text in found.files.items() if not name.startswith("source/")}


def folded(files: dict[str, bytes], **more: Any) -> dict[str, bytes]:
    """The folded files, which were shown to mean the same."""
    processes = {name: text for name, text in files.items() if name.startswith("_processes/")}
    found = fold(of_files(files), Beside(processes, **more))
    made = of_expanded(expand(read_source({**processes, **found})))
    assert made is not None
    assert differing(made, of_files(files)) == []
    return found


def kinds(process: bytes) -> list[str]:
    node, problems = yaml.read(process, "process.yaml")
    assert node is not None and not problems
    return [next(iter(station)) for listed in node.plain()["sections"].values() for station in listed]


@pytest.mark.parametrize("name", PACKAGES)
def test_every_service_folds_and_expands_to_itself(name: str) -> None:
    found = folded(exchange_files(package(name)))
    whole = kinds(found["process.yaml"])
    assert whole.count("element") <= 2, "whole acts are recognised"
    assert {"letter", "end", "check"} & set(whole)


def test_shared_processes_are_the_acts_they_do() -> None:
    assert {"hear", "ask", "collect"} <= set(
        kinds(folded(exchange_files(package("bewohnerparkausweis")))["process.yaml"])
    )


WAITING = """\
deadlines: {frist: {days: 3, basis: § 25 Abs. 2 HVwVfG}, lang: {weeks: 2, basis: § 25 Abs. 2 HVwVfG}}
sections:
  eins:
    - {task: eins, by: amt, due: deadline.lang, late: [{at: deadline.frist, remind: amt}, {at: deadline.lang, raise: leitung}], then: {ok: next}}
    - {inspect: ort, by: amt, then: {gut: next, nochmal: back ort}}
    - consult: fragen
      of: [{unit: archiv, subject: Sache}, {body: polizei, when: straftaten = true, remind: deadline.frist}, {city: '"fulda"', as: nachbar}]
      within: deadline.lang
      then: {answered: next, silent: ende, none: next}
    - {hand_over: abgeben, to: '"fulda"', within: deadline.lang, basis: § 3 HVwVfG, remind: deadline.frist, then: {accepted: weg, declined: back eins, silent: ende}}
  ende: [{end: ende, outcome: done}]
  weg: [{end: abgegeben, outcome: handed_over}]
"""


def test_who_waits_on_others_folds_with_reminders_and_both_ways_out() -> None:
    flow = expanded(written(WAITING))
    assert flow.definition is not None
    periods = {"frist": {"days": 3}, "lang": {"weeks": 2}}
    made = fold_process(flow.definition, written(WAITING), periods).part["sections"]["eins"]
    node, _ = yaml.read(WAITING.encode(), "process.yaml")
    assert node is not None
    wanted = node.plain()["sections"]["eins"]
    wanted[3]["then"]["accepted"] = "abgegeben"
    assert made == wanted


PERIODS = "deadlines: {frist: {days: 3, basis: § 25 Abs. 2 HVwVfG}, lang: {weeks: 2, basis: § 25 Abs. 2 HVwVfG}}\n"
GROUPED = f"""\
{PERIODS}sections:
  gruppe:
    - group: gruppe
      do:
        - {{task: eins, by: amt, then: {{ok: next, nein: back eins}}}}
        - choose: art
          ways:
            neu: {{when: straftaten = true, do: [{{task: zwei, by: amt, then: {{ok: next}}}}, {{tell: sagen, message: m}}]}}
            noch_mal: {{when: straftaten = false, go: back eins}}
            alt: {{go: next}}
        - {{group: innen, do: [{{task: drei, by: amt, then: {{ok: next}}}}], late: [{{at: deadline.frist, remind: amt}}]}}
      late: [{{at: deadline.frist, go: ende}}, {{at: deadline.lang, remind: amt}}, {{at: deadline.lang, when: straftaten = true, go: ende}}]
    - {{task: danach, by: amt, then: {{ok: ende}}}}
  ende: [{{end: ende, outcome: done}}]
"""


def changed(drawn: ProcessDefinition, old: bytes = b"", new: bytes = b"") -> ProcessDefinition:
    """The drawing as a file, with a change, read again."""
    text = bpmn.write(drawn)
    assert old in text
    read = bpmn.read(text.replace(old, new) if old else text)
    assert isinstance(read, ProcessDefinition), read
    return read


def meaning(definition: ProcessDefinition) -> object:
    """What runs, whatever the arrows are called."""
    return (
        {key: (spec_of(node), node.parent, node.attached_to) for key, node in definition.nodes.items()},
        {(flow.source, flow.target, flow.condition) for flow in definition.flows},
    )


def drawn_and_read(process: str) -> ProcessDefinition:
    """What a source draws, as a reader of its BPMN file sees it."""
    drawn = expanded(written(process)).definition
    assert drawn is not None
    return changed(drawn)


def test_a_group_folds_back_with_all_it_holds() -> None:
    """expand(read(write(p))) = expand(p), and the station is written as its author wrote it."""
    made = fold_process(drawn_and_read(GROUPED), written(GROUPED), {"frist": {"days": 3}, "lang": {"weeks": 2}}).part
    node, _ = yaml.read(GROUPED.encode(), "process.yaml")
    assert node is not None
    assert made["sections"] == node.plain()["sections"]
    again = expanded(written("\n".join(spelled(made, open_levels=2)))).definition
    assert again is not None
    assert meaning(again) == meaning(drawn_and_read(GROUPED))


def test_a_sub_process_with_names_of_its_own_is_a_group_with_these_names() -> None:
    drawn = expanded(written(GROUPED)).definition
    assert drawn is not None
    foreign = changed(drawn, b"innen_fertig", b"schluss")
    made = fold_process(foreign, written(GROUPED), {"frist": {"days": 3}, "lang": {"weeks": 2}}).part
    assert made["sections"]["gruppe"][0]["do"][2]["ids"] == {"fertig": "schluss"}


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        (b'sourceRef="drei" targetRef="innen_fertig"', b'sourceRef="drei" targetRef="drei"', "„innen“"),
        (
            b'<bpmn:endEvent id="innen_fertig"',
            b'<bpmn:endEvent id="anderes"/><bpmn:endEvent id="innen_fertig"',
            "„anderes“",
        ),
    ],
)
def test_a_sub_process_that_is_no_group_is_refused_by_its_id(old: bytes, new: bytes, named: str) -> None:
    drawn = expanded(written(GROUPED)).definition
    assert drawn is not None
    foreign = changed(drawn, old, new)
    with pytest.raises(DoesNotFit, match=named):
        fold_process(foreign, written(GROUPED), {"frist": {"days": 3}, "lang": {"weeks": 2}})


TOGETHER = f"""\
{PERIODS}sections:
  start:
    - {{together: beide, parts: {{a: [{{task: eins, by: amt, then: {{ok: next}}}}], b: [{{task: zwei, by: amt, then: {{ok: next}}}}]}}}}
    - {{end: ende, outcome: done}}
"""


def test_parallel_parts_are_refused_by_their_id() -> None:
    with pytest.raises(DoesNotFit, match="„beide“ .* „together“"):
        fold_process(drawn_and_read(TOGETHER), written(TOGETHER), {"frist": {"days": 3}, "lang": {"weeks": 2}})


def test_what_no_drawing_holds_may_be_known() -> None:
    files = exchange_files(package("meldebescheinigung"))
    alone, known = folded(files), folded(files, says={"pruefen": {"no_hearing": "§ 28 Abs. 2 Nr. 3 HVwVfG"}})
    assert "element: pruefen" in alone["process.yaml"].decode()
    assert "decide: pruefen" in known["process.yaml"].decode()


@pytest.mark.parametrize("name", released.RELEASED)
def test_a_release_from_before_folds_where_its_grounds_state_something(name: str) -> None:
    files = released.files_of(name)
    with pytest.raises(DoesNotFit, match="sagt nicht, was die Behörde dazu angibt"):
        folded(files)
    found = folded({**files, "service.yaml": _stated(files["service.yaml"])})
    process = found["process.yaml"].decode()
    assert "ids: {siegeln: siegeln_abgelehnt, zustellen: zustellen_abgelehnt}" in process, "old ids stay"


def _stated(sheet: bytes) -> bytes:
    node, _ = yaml.read(sheet, "service.yaml")
    assert node is not None
    said = node.plain()
    grounds = [{**one, "state": [{"id": "warum", "type": "text"}]} for one in said["refusal_grounds"]]
    return yaml.write({**said, "refusal_grounds": grounds}).encode()


@pytest.mark.parametrize("seed", range(6))
def test_generated_packages_fold(seed: int) -> None:
    name = PACKAGES[seed % 3]
    made = random_release(open_tree(package(name)), Random(seed), acts=3)
    if made is not None:
        folded(exchange_files(made))


PROCESS = "process.bpmn"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('<bpmn:endEvent id="eingetragen"', '<bpmn:dataObject id="kartei"/><bpmn:endEvent id="eingetragen"', "kartei"),
        ('id="antrag_da"', 'id="anfang"', "antrag_da"),
    ],
)
def test_foreign_elements_are_refused_by_name(old: str, new: str, words: str) -> None:
    files = exchange_files(package("hundesteuer-anmeldung"))
    text = files[PROCESS].decode()
    assert old in text
    with pytest.raises(DoesNotFit, match=words):
        folded({**files, PROCESS: text.replace(old, new).encode()})
