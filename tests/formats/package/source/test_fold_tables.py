"""The way back from a decision model to decisions.yaml: the same meaning, or a refusal in words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from allmende.domain.decisions import DecisionModel, compile_model
from allmende.domain.decisions.model import (
    BoxedList,
    Cell,
    DecisionNode,
    DecisionRule,
    DecisionTable,
    Extra,
    InformationItem,
    InputClause,
    KnowledgeModel,
    LiteralExpression,
    OutputClause,
)
from allmende.formats.package.source.fold_tables import fold_tables
from allmende.formats.package.source.refusal import DoesNotFit
from allmende.formats.package.source.source import read_source
from allmende.formats.package.source.tables import Tables, expand_decisions

CHOICES = {"anliegen": ("neu", "ersatz"), "parameter.stufe": ()}
FORM = "steps: {a: [{choice: anliegen, options: [neu, ersatz]}, {text: name}, {text: zahl}]}"
SERVICE = "id: probe\nparameters: {stufe: {type: choice}}\n"


def expand(text: str) -> Tables:
    files = {"decisions.yaml": text, "form.yaml": FORM, "service.yaml": SERVICE}
    source = read_source({name: content.encode() for name, content in files.items()})
    tables = expand_decisions(source)
    assert source.problems == []
    return tables


def model(*decisions: DecisionNode, **more: Any) -> DecisionModel:
    return DecisionModel("urn:probe", "probe", "probe", decisions=decisions, **more)


def decision(key: str, expression: Any, about: str = "Worum es geht.") -> DecisionNode:
    return DecisionNode(key, InformationItem(key, "Any"), expression, extra=Extra(about), name=key)


def table(rows: list[tuple[list[str], list[str]]], asked: list[str], outputs: list[str], **more: Any) -> DecisionTable:
    return DecisionTable(
        tuple(InputClause(LiteralExpression(text), label=f"Spalte {number}") for number, text in enumerate(asked, 1)),
        tuple(OutputClause(name) for name in outputs),
        tuple(DecisionRule(tuple(map(Cell, tests)), tuple(map(LiteralExpression, results))) for tests, results in rows),
        **{"hit_policy": "COLLECT", **more},
    )


THIN = """\
tariffs:
  erste:
    basis: Gesetz
    values:
      - {from: 2022-01-01, until: 2030-01-01, amount: '12.00', status: verified}
      - {from: 2015-01-01, amount: '11.00', status: typical}

names:
  halb: zahl / 2

posten:
  about: 'Was zu zahlen ist: alles.'
  hit: collect
  gives: fee_lines
  basis: = parameter.ordnung
  inputs: {anliegen: anliegen, stufe: parameter.stufe, name: name}
  rows:
    erste: {anliegen: [null, neu], amount: tariff.erste}
    zweite: {line: erste, stufe: hoch, name: '"a, b"', factor: -0.5, amount: halb, why: 'Weil es so ist, oder?'}

frei:
  about: Wer nichts zahlt.
  hit: priority
  gives: [ja, nein]
  inputs: {anliegen: anliegen}
  rows:
    neue: {word: ja, anliegen: neu}
    nein: {}

satz:
  about: Ein Satz.
  hit: unique
  gives: number
  inputs: {frei: frei}
  rows:
    a: {frei: ja, is: 0}
    b: {frei: nein, is: halb * 2}

lang:
  about: Über mehrere Zeilen.
  gives: [granted, manual]
  is: |-
    if zahl = 1
    then "granted"
    else "manual"

decided:
  granted:
    bis: {type: date, needed: true, value: today}

grounds:
  grund: {basis: '§ 1, § 2', discretion: true, fits: zahl > 1, state: {was: {type: text, print: false}}}
  mensch: {basis: § 3, fits: person, state: {was: {type: text}}}
  kann: {basis: § 4, fits: zahl > 2, judged: true, state: {was: {type: text}}}
"""


def test_folding_what_was_expanded_gives_the_same_file() -> None:
    tables = expand(THIN)
    assert tables.model is not None and tables.tariffs and tables.grounds and tables.decided
    lists = {
        "tariffs": tables.tariffs.plain(),
        "refusal_grounds": tables.grounds.plain(),
        "decided": tables.decided.plain(),
    }
    assert fold_tables(tables.model, lists, CHOICES) == THIN


def test_a_foreign_table_keeps_its_answers() -> None:
    rows = [(['"neu"', "> 3"], ['"jung"']), (["-", "<= 3, null"], ['"alt"'])]
    before = model(decision("frage", table(rows, ["anliegen", "zahl"], [""], hit_policy="FIRST")))
    after = expand(fold_tables(before, {}, CHOICES)).model
    assert after is not None
    needs = after.decisions[0].requirements
    known = replace(before, inputs=after.inputs, decisions=(replace(before.decisions[0], requirements=needs),))
    cases = [{"anliegen": anliegen, "zahl": zahl} for anliegen in ("neu", "ersatz", None) for zahl in (None, 2, 3, 4)]
    assert [compile_model(after).evaluate("frage", case).value for case in cases] == [
        compile_model(known).evaluate("frage", case).value for case in cases
    ]


def test_rows_of_the_same_finding_get_names_of_their_own() -> None:
    rows = [(["> 1"], ['"zahl"']), (["< 0"], ['"zahl"'])]
    text = fold_tables(model(decision("befunde", table(rows, ["zahl"], [""]))), {}, CHOICES)
    assert "    zahl: {spalte: '> 1'}\n    zahl_2: {finding: zahl, spalte: < 0}\n" in text


ONE = [(["> 1"], ['"x"'])]


@pytest.mark.parametrize(
    ("foreign", "said"),
    [
        (model(decision("a", BoxedList((LiteralExpression("1"),)))), "weder eine Tabelle noch ein einzelner Ausdruck"),
        (model(decision("a", LiteralExpression("1", language="https://www.w3.org/XPath"))), "nicht in FEEL"),
        (model(knowledge_models=(KnowledgeModel("f", InformationItem("f")),)), "Funktionen"),
        (model(decision("a", table([(["> 1"], ["1", "2"])], ["zahl"], ["p", "q"]))), "mehrere Ergebnisspalten"),
        (model(decision("a", table([(['not("neu")'], ['"x"'])], ["anliegen"], [""]))), "Schreiben Sie die gemeinten"),
        (
            model(
                decision(
                    "a", table([(["> 1"], ["name", "1", "2", '"§ 1"'])], ["zahl"], ["id", "factor", "amount", "basis"])
                )
            ),
            "errechnet",
        ),
        (
            model(
                decision(
                    "a", replace(table(ONE, ["zahl"], [""]), outputs=(OutputClause(default=LiteralExpression("1")),))
                )
            ),
            "dass keine Zeile zutrifft",
        ),
        (
            model(
                decision(
                    "a",
                    replace(
                        table(ONE, ["zahl"], [""]),
                        inputs=(InputClause(LiteralExpression("zahl"), values=Cell("1, 2")),),
                    ),
                )
            ),
            "beschränkt die Werte",
        ),
    ],
)
def test_what_no_row_table_can_say_is_refused_in_words(foreign: DecisionModel, said: str) -> None:
    with pytest.raises(DoesNotFit, match=said):
        fold_tables(foreign, {}, CHOICES)
