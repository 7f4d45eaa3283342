"""What a process of the thin form may not say, and that the author is told in words, with file and line."""

from __future__ import annotations

import pytest

from allmende.formats.package.source.flow import expand_process
from tests.formats.package.source.flows import expanded, refused, written

SOUND = """\
sections:
  eingang:
    - {register: melderegister, ask: residents.person}
    - {check: pruefung, table: befunde}
    - choose: klar
      ways:
        ja: {when: count(station.pruefung.found) = 0, go: erteilt}
        nein: {go: mensch}
  mensch:
    - {decide: pruefen, by: amt, due: deadline.frist, then: {granted: erteilt, hear: anhoerung, correct: fehlt}}
  fehlt:
    - {ask: nachfordern, within: deadline.nachreichung, then: {answered: back eingang, silent: back eingang}}
  anhoerung:
    - {hear: anhoeren, within: deadline.anhoerung, then: {answered: next, silent: next}}
    - {decide: entscheiden, by: amt, then: {granted: erteilt, refused: versagt}}
  erteilt:
    - {letter: bescheid, of: grant}
    - {end: bewilligt, outcome: granted}
  versagt:
    - {letter: ablehnung, of: refuse}
    - {end: abgelehnt, outcome: refused}
"""
DEADLINES = """\
id: probe
deadlines:
  frist: {working_days: 5}
  nachreichung: {days: 14}
  anhoerung: {days: 14}
  zahlung: {days: 14}
"""


def test_a_sound_process_is_drawn_without_a_pattern() -> None:
    flow = expanded(written(SOUND, service=DEADLINES))
    assert flow.definition is not None
    assert flow.definition.id == "probe"
    assert flow.processes == {"nachforderung": 1, "anhoerung": 1}


WRONG = {
    "a misspelt kind": ("- {register: melde", "- {registr: melde", "source.station", "Meinten Sie „register“?"),
    "a misspelt key": ("table: befunde", "tabel: befunde", "shape.unknown", "Meinten Sie „table“?"),
    "an unknown target": ("nein: {go: mensch}", "nein: {go: mench}", "source.target", "Meinten Sie „mensch“?"),
    "a station as target": ("nein: {go: mensch}", "nein: {go: pruefen}", "source.target", "ist eine Station"),
    "a hidden loop": ("answered: back eingang", "answered: eingang", "source.backwards", "back eingang"),
    "back to what comes": ("correct: fehlt", "correct: back fehlt", "source.back_forwards", "liegt nicht davor"),
    "back to a station ahead": ("correct: fehlt", "correct: back entscheiden", "source.back_forwards", "entscheiden"),
    "an outcome forgotten": (", silent: back eingang", "", "source.outcome_missing", "„silent“"),
    "an outcome too many": ("silent: back eingang", "silent: back eingang, late: fehlt", "source.outcome", "„late“"),
    "a task that decides": ("{decide: pruefen", "{task: pruefen", "source.task_decides", "„granted“"),
    "nothing decided": ("{granted: erteilt, hear: anhoerung, ", "{hear: anhoerung, ", "source.decides_nothing", "task"),
    "an open end": ("    - {end: bewilligt, outcome: granted}\n", "", "source.falls_through", "Abschnitt „erteilt“"),
    "words after the end": (
        *(
            "    - {end: bewilligt, outcome: granted}\n",
            "    - {end: bewilligt, outcome: granted}\n    - {go: versagt}\n",
        ),
        *("source.unreached", "erreicht niemand"),
    ),
    "an id twice": ("letter: ablehnung", "letter: bescheid", "source.station_twice", "„bescheid“"),
    "a part's name": ("letter: ablehnung", "letter: bescheid_siegeln", "source.station_twice", "bescheid_siegeln"),
    "no hearing": ("hear: anhoerung, ", "refused: versagt, ", "source.no_hearing", "no_hearing"),
    "a deadline nobody states": ("due: deadline.frist", "due: deadline.frits", "source.deadline", "„frist“"),
    "another deadline": (
        *("within: deadline.anhoerung", "within: deadline.frist"),
        *("source.within", "deadline.anhoerung"),
    ),
    "a way without when": (
        "ja: {when: count(station.pruefung.found) = 0, go",
        "ja: {go",
        "source.way_when",
        "Weg „ja“",
    ),
    "findings of nobody": ("station.pruefung.found", "station.prufung.found", "source.found", "„pruefung“"),
    "a question nobody answers": ("residents.person", "residents.persons", "source.query", "residents.person"),
}


@pytest.mark.parametrize("case", WRONG)
def test_it_is_refused_in_words_with_its_line(case: str) -> None:
    old, new, code, words = WRONG[case]
    assert SOUND.count(old) >= 1
    said = refused(written(SOUND.replace(old, new, 1), service=DEADLINES))
    assert code in said, said
    assert words in said[code]
    assert said[code].split(" ")[0].partition(":")[2].isdigit()


def test_the_line_is_that_of_the_mistake() -> None:
    said = refused(written(SOUND.replace("nein: {go: mensch}", "nein: {go: mench}"), service=DEADLINES))
    assert said["source.target"].startswith("process.yaml:8 ")


def test_a_loop_of_machines_has_no_end() -> None:
    loop = SOUND.replace(
        "- {letter: ablehnung, of: refuse}", "- {choose: weg, ways: {a: {when: x, go: back versagt}, b: {go: next}}}"
    )
    assert "source.endless" in refused(written(loop, service=DEADLINES))


def test_paying_nothing_is_no_wait() -> None:
    paying = "- {collect: zahlen, fee: gebuehr, within: deadline.zahlung, then: "
    loop = SOUND.replace(
        "- {register", paying + "{paid: next, nothing_due: back zahlen, unpaid: next}}\n    - {register", 1
    )
    assert "„zahlen“" in refused(written(loop, service=DEADLINES))["source.endless"]


@pytest.mark.parametrize("said", ["", "fee: gebuehr, of: bescheid, ", "of: bescheit, "])
def test_money_comes_from_a_table_or_a_letter(said: str) -> None:
    then = "then: {paid: next, nothing_due: next, unpaid: next}"
    paying = f"- {{collect: zahlen, {said}within: deadline.zahlung, {then}}}\n    - {{end: bewilligt"
    assert "source.collect" in refused(written(SOUND.replace("- {end: bewilligt", paying), service=DEADLINES))


def test_an_own_section_must_be_reached() -> None:
    lost = SOUND + "  verloren:\n    - {end: nie, outcome: done}\n"
    assert "„verloren“" in refused(written(lost, service=DEADLINES))["source.unreached"]


def test_nothing_is_drawn_of_what_is_wrong() -> None:
    source = written(SOUND.replace("go: mensch", "go: mench"), service=DEADLINES)
    assert expand_process(source).definition is None


def test_several_outcomes_may_lead_to_one_place() -> None:
    flow = expanded(
        written(SOUND.replace("{granted: erteilt, hear", "{granted: erteilt, partly: erteilt, hear"), service=DEADLINES)
    )
    assert flow.definition is not None
    conditions = {flow.condition for flow in flow.definition.leaving("pruefen_ergebnis")}
    assert 'task.pruefen.outcome = "granted" or task.pruefen.outcome = "partly"' in conditions


def test_conditions_known_beforehand_are_not_drawn() -> None:
    flow = expanded(written(SOUND.replace("count(station.pruefung.found) = 0", "false"), service=DEADLINES))
    assert flow.definition is not None
    assert "klar" not in flow.definition.nodes
    assert [one.target for one in flow.definition.leaving("pruefung")] == ["pruefen"]


def test_bodies_are_asked_at_once_each_until_its_deadline() -> None:
    bodies = "[{unit: umwelt, subject: Lärm}, {unit: verkehr}]"
    then = "{answered: next, silent: next, none: next}"
    asked = f"- {{consult: stellen, of: {bodies}, within: deadline.frist, then: {then}}}\n    - {{check"
    flow = expanded(written(SOUND.replace("- {check", asked, 1), service=DEADLINES))
    assert flow.definition is not None
    nodes = flow.definition.nodes
    assert nodes["stellen_umwelt"].options == {"unit": "umwelt", "subject": "Lärm"}
    assert nodes["stellen_verkehr"].register == "unit"
    assert [one.element for one in flow.definition.boundary("stellen_verkehr")] == ["boundaryEvent"]
    assert {one.target for one in flow.definition.leaving("stellen")} == {"stellen_umwelt", "stellen_verkehr"}


def test_what_a_register_says_may_need_a_second_person() -> None:
    asked = "{register: melderegister, ask: residents.person, four_eyes: true}"
    flow = expanded(
        written(SOUND.replace("{register: melderegister, ask: residents.person}", asked), service=DEADLINES)
    )
    assert flow.definition is not None
    assert flow.definition.nodes["melderegister"].options["four_eyes"] == "true"


def test_names_of_the_decisions_are_spelled_out() -> None:
    decisions = 'names: {klar: \'replace(nummer, "-", "")\'}'
    entered = SOUND.replace(
        "- {letter: bescheid,", "- {enter: buchen, to: claims.book, with: {reference: klar}}\n    - {letter: bescheid,"
    )
    flow = expanded(written(entered, service=DEADLINES, decisions=decisions))
    assert flow.definition is not None
    assert flow.definition.nodes["buchen"].options["in_reference"] == '(replace(nummer, "-", ""))'


def test_what_a_pattern_cannot_do_with_a_value_is_said_at_the_value() -> None:
    process = (
        "pattern: permit_by_person@1\nfill:\n  fee: gebuehr\n  refusal_fee: none\n  second_look: false\n  clerk: amt\n"
    )
    definition = expanded(written(process)).definition
    assert definition is not None
    assert definition.nodes["bescheid_bewilligt_gebuehr"].line == 3
    assert definition.nodes["pruefen"].line == 6
    assert definition.nodes["anhoeren"].line == 1


LENGTHS = {
    "two units in the sheet": (SOUND, "{days: 14, weeks: 2}", "shape.rivals", "service.yaml:5 "),
    "two units in the process": ("deadlines: {mehr: {months: 12, days: 3}}\n" + SOUND, "", "shape.rivals", "process.yaml:1 "),
    "no unit": (SOUND, "{basis: § 28 HVwVfG}", "source.deadline", "service.yaml:5 "),
    "no unit, used by nobody": ("deadlines: {mehr: {basis: § 28 HVwVfG}}\n" + SOUND, "", "source.deadline", "process.yaml:1 "),
}  # fmt: skip


@pytest.mark.parametrize("case", LENGTHS)
def test_a_deadline_has_one_unit(case: str) -> None:
    process, period, code, where = LENGTHS[case]
    sheet = DEADLINES.replace("anhoerung: {days: 14}", f"anhoerung: {period}") if period else DEADLINES
    said = refused(written(process, service=sheet))
    assert said[code].startswith(where), said
    assert "weeks" in said[code] or "days" in said[code]
