"""examples.yaml of the source form becomes the examples of the exchange form."""

from __future__ import annotations

from textwrap import dedent
from typing import Any

import pytest

from allmende.domain.process import ProcessDefinition
from allmende.domain.process.model import FlowNode as Station
from allmende.formats import yaml
from allmende.formats.package.kinds import shape_of
from allmende.formats.package.source.examples import expand_examples
from allmende.formats.package.source.source import Source, read_source
from allmende.formats.schemas.shapes import check
from allmende.formats.yaml import YamlNode
from tests.formats.package.source.flows import processes

FORM = """
    steps:
      - id: person
        fields:
          - {id: name, type: text, prefill: account.family_name}
          - {id: ort, type: text}
      - id: antrag
        fields:
          - {id: anliegen, type: text}
          - {id: beleg, type: file, accept: [pdf]}
"""
CAST = """
    cast: people
    people:
      erika: {proves: {family_name: Muster}, residents: {id: p1, family_name: Muster}}
      otto: {like: erika, residents: {family_name: Otter}}
    identities:
      signed_in: {identity: sandbox, level: substantial, account: true}
"""
USUAL = """
    examples:
      usual:
        title: The usual case
        today: 2026-11-02
        identity: signed_in
        person: erika
        registers: {residents: [person]}
        answers: {anliegen: neu, ort: Marburg}
        uploads: {beleg: [a.pdf]}
        story: [submit, pay, {pruefen: granted}]
        expect: {filled: {visible: [ort]}, submit: {station: pruefen, fee: "3.00"}, end: {letter: grant}}
"""


def process() -> ProcessDefinition:
    stations = (
        Station("pruefen", "userTask", role="amt", options={"outcomes": "granted hear"}),
        Station("nachfordern", "callActivity", called="nachforderung"),
        Station("anhoeren", "callActivity", called="anhoerung"),
        Station("gegenlesen", "callActivity", called="vier_augen"),
        Station("gebuehr", "serviceTask", action="compute_fee"),
    )
    return ProcessDefinition("p", "p", {station.id: station for station in stations}, (), b"")


def read(examples: str, *, variant: str | None = None, cast: str = CAST) -> tuple[dict[str, Any], Source]:
    """The expanded examples as plain values, and the source with what was wrong."""
    files = {"examples.yaml": dedent(examples).encode(), "_cast/people.yaml": dedent(cast).encode()}
    files |= {name: content for name, content in processes().items() if name.endswith(".bpmn")}
    source = read_source(files)
    source.variant = variant
    form, _ = yaml.read(dedent(FORM).encode(), "form.yaml")
    assert form is not None
    found = expand_examples(source, {"form.yaml": form}, process())
    assert_classic(found)
    return {name: node.plain() for name, node in found.items()}, source


def assert_classic(found: dict[str, YamlNode]) -> None:
    shape = shape_of("examples/a.yaml")
    assert shape is not None
    assert [problem for node in found.values() for problem in check(shape, node)] == []


def extended(more: str) -> str:
    return dedent(USUAL) + "".join(f"  {line}\n" for line in dedent(more).strip().splitlines())


def wrong(examples: str, **options: Any) -> list[tuple[str, str]]:
    _, source = read(examples, **options)
    return [(problem.where, problem.text["de"]) for problem in source.problems]


def test_an_example_is_written_out_page_by_page() -> None:
    found, source = read(USUAL)

    assert source.problems == []
    assert found == {
        "usual": {
            "title": "The usual case",
            "today": "2026-11-02",
            "applicant": {"identity": "sandbox", "level": "substantial", "account": True},
            "registers": {"residents": [{"id": "p1", "family_name": "Muster"}]},
            "steps": [
                {"fill": {"step": "person", "values": {"name": "Muster", "ort": "Marburg"}}},
                {"fill": {"step": "antrag", "values": {"anliegen": "neu"}}},
                {"upload": {"field": "beleg", "files": ["a.pdf"]}},
                {"expect": {"visible": ["ort"]}},
                {"submit": {}},
                {"expect": {"task": "pruefen", "fee": "3.00"}},
                {"pay": {"result": "paid"}},
                {"act": {"as": "amt", "task": "pruefen", "outcome": "granted"}},
                {"expect": {"notice": "grant"}},
            ],
        }
    }
    assert source.used == {"_cast/people.yaml"}


def test_like_merges_and_null_takes_away() -> None:
    found, source = read(
        extended("""
        other:
          like: usual
          title: Another
          registers: {residents: [{like: otto, id: p2}]}
          answers: {ort: null, name: null}
          uploads: null
          story: [submit]
          expect: {filled: null, submit: {fee: null}, end: null}
        """)
    )

    assert source.problems == []
    assert found["other"]["registers"] == {"residents": [{"id": "p2", "family_name": "Otter"}]}
    assert found["other"]["steps"] == [
        {"fill": {"step": "antrag", "values": {"anliegen": "neu"}}},
        {"submit": {}},
        {"expect": {"task": "pruefen"}},
    ]


def test_values_of_set_stand_where_the_example_names_them() -> None:
    found, _ = read(
        extended("""
        refused:
          like: usual
          abstract: true
          story: [submit, {pruefen: {outcome: hear, ground: = example.ground, reason: = example.why}}]
          expect: {filled: null, submit: null, end: {letter: null, contains: [nein, = example.says]}}
        one: {like: refused, title: One, set: {ground: a, says: [b, c], why: null}}
        two: {like: one, title: Two, set: {ground: d, why: Darum.}}
        """)
    )

    assert "refused" not in found
    assert found["one"]["steps"][-2:] == [
        {"act": {"as": "amt", "task": "pruefen", "outcome": "hear", "ground": "a"}},
        {"expect": {"contains": ["nein", "b", "c"]}},
    ]
    assert found["two"]["steps"][-2]["act"] == {
        "as": "amt", "task": "pruefen", "outcome": "hear", "ground": "d", "reason": "Darum."
    }  # fmt: skip


def test_each_try_is_an_example_on_a_fresh_form() -> None:
    found, _ = read(
        extended("""
        wrong:
          like: usual
          title: Wrong
          story: []
          expect: null
          tries:
            - {answers: {anliegen: ""}, problems: {anliegen: required}}
            - {answers: {ort: null}, uploads: {beleg: null}, stored: {anliegen: neu}}
        """)
    )

    assert [name for name in found if name.startswith("wrong")] == ["wrong_1", "wrong_2"]
    assert found["wrong_1"]["steps"][1:] == [
        {"fill": {"step": "antrag", "values": {"anliegen": ""}}},
        {"upload": {"field": "beleg", "files": ["a.pdf"]}},
        {"expect": {"problems": {"anliegen": "required"}}},
    ]
    assert found["wrong_2"]["title"] == "Wrong (2)"
    assert found["wrong_2"]["steps"] == [
        {"fill": {"step": "person", "values": {"name": "Muster"}}},
        {"fill": {"step": "antrag", "values": {"anliegen": "neu"}}},
        {"expect": {"answers": {"anliegen": "neu"}}},
    ]


def test_messages_go_to_the_station_that_waits_for_them() -> None:
    found, source = read(
        extended("""
        long:
          like: usual
          title: Long
          story:
            - submit
            - {pay: cancelled}
            - pay
            - {nachfordern: {answers: {ort: Fulda}, uploads: {beleg: [b.pdf]}}}
            - {wait: 19d}
            - {wait: 2026-12-24}
            - {anhoeren: {text: Nein.}}
            - open_letter
            - {hand_in: {uploads: {beleg: [c.pdf]}}}
            - {gegenlesen: confirm}
            - withdraw
          expect: {filled: null, submit: null, pay: {status: waiting_for_payment}, pay_2: {station: gegenlesen}, end: null}
        """)
    )

    assert source.problems == []
    assert found["long"]["steps"][3:] == [
        {"submit": {}},
        {"pay": {"result": "cancelled"}},
        {"expect": {"status": "waiting_for_payment"}},
        {"pay": {"result": "paid"}},
        {"expect": {"task": "zweitpruefung"}},
        {"message": {"name": "correction_received", "values": {"ort": "Fulda"}, "uploads": {"beleg": ["b.pdf"]}}},
        {"time": "+19d"},
        {"time": "2026-12-24"},
        {"message": {"name": "hearing_reply", "text": "Nein."}},
        {"message": {"name": "letter_opened"}},
        {"message": {"name": "handed_in", "uploads": {"beleg": ["c.pdf"]}}},
        {"act": {"as": "leitung", "task": "zweitpruefung", "outcome": "confirm"}},
        {"message": {"name": "withdrawn"}},
    ]


def test_a_variant_plays_its_own_examples_with_its_own_values() -> None:
    examples = extended("""
        both: {like: usual, title: Both, answers: {ort: X}, per: {birth: {answers: {ort: Y}, person: otto}}}
        one: {like: both, title: One, only: birth, answers: {anliegen: alt}}
        tried:
          like: both
          title: Tried
          story: []
          expect: null
          tries: [{only: birth, visible: [ort]}, {only: marriage, hidden: [ort]}]
    """)

    birth, _ = read(examples, variant="birth")
    marriage, _ = read(examples, variant="marriage")

    assert list(birth) == ["usual", "both", "one", "tried_1"]
    assert birth["one"]["steps"][0]["fill"]["values"] == {"name": "Muster", "ort": "Y"}
    assert birth["one"]["registers"] == {"residents": [{"id": "p1", "family_name": "Otter"}]}
    assert list(marriage) == ["usual", "both", "tried_1"]
    assert marriage["both"]["steps"][0]["fill"]["values"] == {"name": "Muster", "ort": "X"}
    assert marriage["tried_1"]["steps"][-1] == {"expect": {"hidden": ["ort"]}}


def test_an_identity_may_differ() -> None:
    found, _ = read(
        extended("""
        weak: {like: usual, title: Weak, identity: {like: signed_in, level: basic}}
        none: {like: usual, title: None, identity: null}
        """)
    )

    assert found["weak"]["applicant"] == {"identity": "sandbox", "level": "basic", "account": True}
    assert "applicant" not in found["none"]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ("a: {like: usal, title: A}", "Ein Beispiel „usal“ gibt es nicht. Meinten Sie „usual“?"),
        ("a: {like: a, title: A}", "„a“ baut auf sich selbst auf (a → a)."),
        ("a: {like: usual, title: A, titel: B}", "„titel“ ist hier unbekannt. Meinten Sie „title“?"),
        ("a: {like: usual, title: A, person: erka}", "Eine Person „erka“ gibt es nicht. Meinten Sie „erika“?"),
        ("a: {like: usual, title: A, identity: signed}", "Eine Art der Anmeldung „signed“ gibt es nicht. Meinten Sie „signed_in“?"),
        ("a: {like: usual, title: A, registers: {claims: [erika]}}", "Über „erika“ steht nichts für das Register „claims“. Ergänzen Sie es bei der Person."),
        ("a: {like: usual, title: A, answers: {orrt: x}}", "Das Formular hat kein Feld „orrt“. Meinten Sie „ort“?"),
        ("a: {like: usual, title: A, story: [submit, pay, {prufen: granted}]}", "Eine Station „prufen“ hat der Ablauf nicht. Meinten Sie „pruefen“?"),
        ("a: {like: usual, title: A, story: [submit, pay, {gebuehr: granted}]}", "An der Station „gebuehr“ handelt kein Mensch, und sie wartet auf keine Nachricht."),
        ("a: {like: usual, title: A, story: [submit, {pay: cancled}], expect: {end: null}}", "„cancled“ gibt es hier nicht. Meinten Sie „cancelled“? Erlaubt: paid, failed, cancelled, late, doubled, too_little, too_much, charged_back."),
        ("a: {like: usual, title: A, story: [submit, {wait: 3 Tage}], expect: {end: null}}", "„3 Tage“ passt nicht: Hier muss eine Zeit wie 19d (19 Tage) oder ein Tag wie 2026-12-01 stehen."),
        ("a: {like: usual, title: A, expect: {pay_2: {fee: 1}}}", "Der Ablauf des Beispiels kommt nicht zu „pay_2“. Er hat: filled, submit, pay, pruefen, end."),
        ("a: {like: usual, abstract: true}", "Auf „a“ baut kein Beispiel auf, und gespielt wird es nicht (abstract). Streichen Sie es."),
        ("a: {like: usual, title: A, story: [{submit: {}, pay: paid}], expect: null}", "Eine Zeile des Ablaufs nennt genau eine Handlung. Schreiben Sie je Handlung eine Zeile mit „- “."),
        ("a: {like: usual}", "Es fehlt „title“."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_line(more: str, words: str) -> None:
    assert wrong(extended(more)) == [("examples.yaml:13", words)]


def test_a_try_never_takes_the_name_of_another_example() -> None:
    found = wrong(
        extended("""
        a_1: {like: usual, title: First}
        a: {like: usual, title: A, tries: [{visible: [ort]}]}
        """)
    )

    assert found == [
        ("examples.yaml:14", "Ein Versuch von „a“ würde „a_1“ heißen wie ein anderes Beispiel. Benennen Sie eines um.")
    ]


def test_people_of_the_package_win_over_shared_ones() -> None:
    found, source = read(
        dedent(USUAL) + "cast:\n  erika: {proves: {family_name: Eigen}, residents: {id: p7, family_name: Eigen}}\n"
    )

    assert found["usual"]["registers"] == {"residents": [{"id": "p7", "family_name": "Eigen"}]}
    assert found["usual"]["steps"][0]["fill"]["values"]["name"] == "Eigen"
    assert "example.cast" not in {problem.code for problem in source.problems}
