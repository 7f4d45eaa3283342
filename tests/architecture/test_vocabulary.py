"""No word of the package vocabulary is only a word: whatever an author may write is performed, or refused with a sentence."""

from __future__ import annotations

from typing import get_args

import pytest

from allmende.domain.deadlines import LAW_NAMES, PROCEDURE_LAWS, REMEDIES
from allmende.domain.facts.partners import Wish
from allmende.domain.forms import FIELD_TYPES, MEDIA_TYPES, NEEDED_TO
from allmende.domain.forms.types.field_type import RESULTS, Control
from allmende.domain.matter.perform import PERFORMED
from allmende.domain.matter.telling.partners import ACT, LINES, SUBJECTS
from allmende.domain.matter.waiting import MESSAGES
from allmende.domain.notices.template import GROUND_PARTS, KINDS, OUTCOMES, REASONS_EXCEPTIONS, Align
from allmende.domain.package.check.flow import OTHERS_ASKED
from allmende.domain.package.properties import vocabularies
from allmende.domain.package.sheet import Status
from allmende.domain.process.model import ACTIONS, AWAITED
from allmende.domain.process.profile import ALLOWED
from allmende.domain.values.trust import TrustLevel
from allmende.formats.package.source.acts import _KINDS
from allmende.formats.schemas.source_process import STATIONS
from allmende.ui.form.fields import DRAW
from allmende.words import LANGUAGES
from tests.formats.package.source.flows import expanded, refused, written

DECIDING = "{task: weiter, by: amt, then: {done: next}}"
STATION = {
    "register": "{register: x, ask: residents.person}",
    "check": "{check: x, table: befunde}",
    "choose": "{choose: x, ways: {ja: {when: submitted_on != null, do: [{task: y, by: amt, then: {done: next}}]}, nein: {go: ende}}}",
    "collect": "{collect: x, fee: gebuehr, within: deadline.zahlung, then: {paid: next, nothing_due: next, unpaid: ende}}",
    "machine": "{machine: x, table: entscheidung, basis: § 35a VwVfG, then: {granted: next, manual: ende}}",
    "decide": "{decide: x, by: amt, then: {granted: next}}",
    "task": "{task: x, by: amt, then: {done: next}}",
    "inspect": "{inspect: x, by: amt, then: {done: next}}",
    "ask": "{ask: x, within: deadline.nachreichung, then: {answered: next, silent: next}}",
    "hear": "{hear: x, within: deadline.anhoerung, then: {answered: next, silent: next}}",
    "second_look": "{second_look: x, by: leitung, then: {confirmed: next, returned: ende}}",
    "consult": "{consult: x, of: [{unit: bauamt}, {body: polizei}], within: deadline.frist, then: {answered: next, silent: ende, none: next}}",
    "letter": "{letter: x, of: grant}",
    "tell": "{tell: x, message: bald}",
    "inform": "{inform: x, of: []}",
    "refund": "{refund: x}",
    "enter": "{enter: x, to: parking_permits.issue}",
    "assign": "{assign: x, unit: bauamt}",
    "book": "{book: x, by: amt}",
    "wait": "{wait: x, until: 'today + duration(\"P1D\")'}",
    "run": "{run: x, process: vier_augen}",
    "group": f"{{group: x, do: [{DECIDING}], late: [{{at: deadline.frist, remind: amt}}, {{at: deadline.frist, go: ende}}]}}",
    "together": f"{{together: x, parts: {{a: [{DECIDING}], b: [{{task: auch, by: amt, then: {{done: next}}}}]}}, join: all}}",
    "hand_over": "{hand_over: x, to: '\"fulda\"', within: deadline.frist, basis: § 3 HVwVfG, then: {accepted: ende, declined: next, silent: next}}",
    "go": "{go: ende}",
    "end": "{end: x, outcome: done}",
}
"""One station of each kind. `slot` stands in patterns alone and becomes the stations that fill it; `element` is one element of
the drawing, of which `ALLOWED` and `PERFORMED` hold as they stand."""
PERIODS = "deadlines: {frist: {days: 3}, zahlung: {days: 3}, nachreichung: {days: 3}, anhoerung: {days: 3}}"


def process(station: str) -> str:
    if station.startswith("{end"):
        return f"sections:\n  eins:\n    - {station}\n"
    last = "" if station.startswith("{go") else "    - {go: ende}\n"
    return f"{PERIODS}\nsections:\n  eins:\n    - {station}\n{last}  ende:\n    - {{end: fertig, outcome: done}}\n"


def test_every_action_is_performed() -> None:
    assert set(ACTIONS) == PERFORMED


def test_every_message_a_process_may_wait_for_is_known() -> None:
    assert set(AWAITED) == MESSAGES


def test_everybody_who_may_be_asked_is_asked() -> None:
    assert set(OTHERS_ASKED) == {"unit", "body", "city"}
    for wish in get_args(Wish):
        assert wish in SUBJECTS and wish in LINES and wish in ACT


def test_every_kind_of_station_is_tried_here_and_made_of_something() -> None:
    assert STATION.keys() | {"slot", "element"} == STATIONS.keys()
    assert _KINDS.keys() == STATIONS.keys() - {"slot", "go"}


@pytest.mark.parametrize("kind", STATION)
def test_what_a_station_is_made_of_is_performed(kind: str) -> None:
    definition = expanded(written(process(STATION[kind]), service="id: probe\n")).definition
    assert definition is not None
    for node in definition.nodes.values():
        assert node.element in ALLOWED and node.event in ALLOWED[node.element], node
        assert node.action is None or node.action in PERFORMED, node
        assert node.message is None or node.event != "message" or node.message in MESSAGES, node


def test_what_nobody_performs_is_refused_with_a_sentence() -> None:
    said = refused(written(process("{inform: x, of: [finanzamt]}"), service="id: probe\n"))
    assert "process.yaml:4" in said["source.not_yet"] and "unterrichten" in said["source.not_yet"]


def test_every_type_of_question_can_be_asked() -> None:
    assert {kind.control for kind in FIELD_TYPES.values()} == set(get_args(Control)) == DRAW.keys()


def test_the_menus_of_the_studio_offer_what_is_performed() -> None:
    assert vocabularies.ACTIONS.keys() == PERFORMED
    assert vocabularies.ELEMENTS.keys() == ALLOWED.keys()
    assert dict(vocabularies.QUESTION_TYPES) == {kind.id: kind.words for kind in FIELD_TYPES.values()}


def test_what_a_package_may_say_is_what_the_domain_knows() -> None:
    for words, known in (
        (vocabularies.NEEDED_TO, NEEDED_TO),
        (vocabularies.LEVELS, get_args(TrustLevel)),
        (vocabularies.REMEDIES, REMEDIES),
        (LAW_NAMES, PROCEDURE_LAWS),
        (vocabularies.RESULTS, RESULTS),
        (vocabularies.MEDIA, MEDIA_TYPES),
        (vocabularies.NOTICE_KINDS, KINDS),
        (vocabularies.OUTCOMES, OUTCOMES),
        (vocabularies.EXCEPTIONS, REASONS_EXCEPTIONS),
        (vocabularies.GROUND_PARTS, GROUND_PARTS),
        (vocabularies.ALIGNS, get_args(Align)),
        (vocabularies.STATUSES, get_args(Status)),
        (vocabularies.LANGUAGES, LANGUAGES),
    ):
        assert list(words) == list(known)
