"""decisions.yaml of the thin form: what it decides, what it needs, and what is refused at which line."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from allmende.domain.decisions import check_model, check_tables, compile_model
from allmende.domain.decisions.model import DecisionTable
from allmende.feel import ANY, ListType, NameScope
from allmende.formats import dmn
from allmende.formats.package.source.source import Source, read_source
from allmende.formats.package.source.tables import Tables, expand_decisions

FORM = """
steps:
  anliegen:
    - {choice: anliegen, options: [neu, verlaengern, {ersatz: {when: parameter.ersatz}}]}
    - {choice: laufzeit, options_from: 'parameter:laufzeiten'}
    - {text: kennzeichen}
    - {use: person@1}
    - group: hunde
      fields: [{integer: alter}]
"""
BLOCK = """
block: person
version: 1
fields: [{date: geburtsdatum}]
"""
SERVICE = "id: parken\nparameters: {stufe: {type: choice, options: [hoch, tief]}, gebuehr: {type: money}}\n"

TABLES = """\
names:
  jahre: number(laufzeit) / 12
  nirgends: kennzeichen

befunde:
  about: Was dagegen spricht.
  hit: collect
  gives: findings
  inputs: {anliegen: anliegen, stufe: parameter.stufe, treffer: register.residents.matches, alt: "count(hunde[alter > 9])"}
  rows:
    mehrere: {treffer: 'not(1)', why: Kein Eintrag oder mehrere.}
    hoch: {stufe: hoch, anliegen: [neu, null]}
    alter_hund: {finding: hund, alt: '> 0'}

gebuehr:
  about: Die Gebühr.
  hit: collect
  gives: fee_lines
  basis: = parameter.ordnung
  inputs: {anliegen: anliegen}
  rows:
    jahr: {anliegen: [neu, verlaengern], factor: jahre, amount: parameter.gebuehr}
    ersatz: {anliegen: ersatz, amount: 5, basis: 'Satzung, § 3'}

frei:
  about: Wer nichts zahlt.
  hit: first
  gives: [jung, nein]
  inputs: {befunde: count(decision.befunde)}
  rows:
    jung: {befunde: 0}
    sonst: {word: nein}

satz:
  about: Ein Satz nach der Befreiung.
  hit: unique
  gives: number
  inputs: {frei: decision.frei}
  rows:
    a: {frei: jung, is: 0}
    b: {frei: nein, is: jahre * 2}

ausgang:
  about: Automatisch oder nicht.
  gives: [granted, manual]
  is: if count(decision.befunde) = 0 then "granted" else "manual"
"""


def read(decisions: str, form: str = FORM) -> Source:
    files = {"decisions.yaml": decisions, "form.yaml": form, "service.yaml": SERVICE, "_blocks/person.yaml": BLOCK}
    return read_source({name: text.encode() for name, text in files.items()})


def expand(decisions: str) -> Tables:
    source = read(decisions)
    tables = expand_decisions(source)
    assert source.problems == []
    return tables


def complaints(decisions: str) -> list[tuple[int, str]]:
    """Line and words of everything that is refused."""
    source = read(decisions)
    expand_decisions(source)
    return [(int(problem.where.rpartition(":")[2]), problem.text["de"]) for problem in source.problems]


def complaint(decisions: str) -> tuple[int, str]:
    found = complaints(decisions)
    assert len(found) == 1, found
    return found[0]


def table(*lines: str, inputs: str = "{anliegen: anliegen, text: kennzeichen}", gives: str = "findings") -> str:
    """A table whose rows begin in line 7."""
    head = f"befunde:\n  about: Worum es geht.\n  hit: collect\n  gives: {gives}\n  inputs: {inputs}\n  rows:\n"
    return head + "".join(f"    {line}\n" for line in lines)


def answer(key: str, **inputs: Any) -> Any:
    """What the model says, written to a DMN file and read again."""
    model = expand(TABLES).model
    assert model is not None
    given: dict[str, Any] = {
        "anliegen": None,
        "laufzeit": "24",
        "hunde": [],
        "parameter": {"stufe": "tief", "gebuehr": Decimal(30), "ordnung": "Ordnung"},
        "register": {"residents": {"matches": Decimal(1)}},
    }
    return compile_model(dmn.read(dmn.write(model))).evaluate(key, given | inputs)


class TestWhatIsDecided:
    def test_a_row_tests_the_cells_it_names_and_is_its_own_finding(self) -> None:
        two = {"residents": {"matches": Decimal(2)}}
        assert answer("befunde").value == []
        assert answer("befunde", register=two).value == ["mehrere"]
        assert answer("befunde", hunde=[{"alter": Decimal(10)}]).value == ["hund"]

    def test_a_list_of_answers_means_one_of_them_and_null_not_answered(self) -> None:
        hoch = {"stufe": "hoch", "gebuehr": Decimal(30), "ordnung": "Ordnung"}
        said = {
            anliegen: answer("befunde", parameter=hoch, anliegen=anliegen).value for anliegen in ("neu", None, "ersatz")
        }
        assert said == {"neu": ["hoch"], None: ["hoch"], "ersatz": []}

    def test_fee_lines_have_factor_one_and_the_basis_above_the_rows_unless_a_row_says_otherwise(self) -> None:
        (line,) = answer("gebuehr", anliegen="neu").value
        assert line == {"id": "jahr", "factor": Decimal(2), "amount": Decimal(30), "basis": "Ordnung"}
        (line,) = answer("gebuehr", anliegen="ersatz").value
        assert line == {"id": "ersatz", "factor": Decimal(1), "amount": Decimal(5), "basis": "Satzung, § 3"}

    def test_a_decision_that_gives_words_is_a_choice_for_other_tables(self) -> None:
        assert answer("frei").value == "jung"
        assert answer("satz").value == 0
        assert answer("satz", register={"residents": {"matches": Decimal(0)}}).value == 4

    def test_an_expression_asks_tables_by_name(self) -> None:
        assert answer("ausgang").value == "granted"

    def test_the_trace_names_table_and_row(self) -> None:
        trace = answer("befunde", register={"residents": {"matches": Decimal(0)}}).trace
        assert [(step.decision, rule.id) for step in trace.steps for rule in step.rules] == [
            ("befunde", "befunde-mehrere")
        ]

    def test_what_a_decision_needs_follows_from_the_names_it_reads(self) -> None:
        model = expand(TABLES).model
        assert model is not None
        needs = {decision.id: {need.href for need in decision.requirements} for decision in model.decisions}
        assert needs == {
            "befunde": {"#input_anliegen", "#input_parameter", "#input_register", "#input_hunde"},
            "gebuehr": {"#input_anliegen", "#input_parameter", "#jahre"},
            "frei": {"#befunde"},
            "satz": {"#frei", "#jahre"},
            "ausgang": {"#befunde"},
            "jahre": {"#input_laufzeit"},
        }

    def test_today_is_needed_also_where_only_a_filter_reads_it(self) -> None:
        text = "alt:\n  about: Alte.\n  gives: Any\n  is: count(hunde[years and months duration(item.geboren, today).years > 9])\n"
        model = expand(text).model
        assert model is not None
        assert {need.href for need in model.decisions[0].requirements} == {"#input_hunde", "#input_today"}

    def test_rows_carry_their_line_and_their_reason(self) -> None:
        model = expand(TABLES).model
        assert model is not None
        box = model.decisions[0].expression
        assert isinstance(box, DecisionTable)
        assert [(rule.line, rule.extra.description) for rule in box.rules] == [
            (11, "Kein Eintrag oder mehrere."),
            (12, ""),
            (13, ""),
        ]

    def test_gaps_are_found_at_the_line_of_the_table(self) -> None:
        text = "\nsatz:\n  about: Satz.\n  hit: unique\n  gives: number\n  inputs: {n: count(hunde)}\n  rows:\n    a: {n: '< 3', is: 1}\n"
        model = expand(text + "    b: {n: '> 3', is: 2}\n").model
        assert model is not None
        assert [(found.code, found.xml_line) for found in check_tables(model)] == [("gap", 2)]

    @pytest.mark.parametrize(
        ("hit", "expected"),
        [
            ("collect sum", ("COLLECT", "SUM")),
            ("output order", ("OUTPUT ORDER", "")),
            ("any", ("ANY", "")),
        ],
    )
    def test_hit_policies_are_written_in_plain_words(self, hit: str, expected: tuple[str, str]) -> None:
        model = expand(table("a: {anliegen: neu}").replace("hit: collect", f"hit: {hit}")).model
        assert model is not None
        box = model.decisions[0].expression
        assert isinstance(box, DecisionTable)
        assert (box.hit_policy, box.aggregation) == expected

    @pytest.mark.parametrize(("cell", "code"), [("'> > 3'", "syntax"), ("""'"drei"'""", "tested")])
    def test_a_cell_that_does_not_fit_its_column_is_found_at_the_line_of_its_row(self, cell: str, code: str) -> None:
        model = expand(table("a: {}", f"b: {{n: {cell}}}", inputs="{n: count(hunde)}")).model
        assert model is not None
        scope = NameScope({"hunde": ListType(ANY)})
        assert [(found.code, found.rule, found.xml_line) for found in check_model(model, scope)] == [(code, 2, 8)]

    def test_no_decisions_no_model(self) -> None:
        assert expand_decisions(read_source({})) == Tables()


class TestWhatIsRefused:
    def test_a_word_that_is_no_option_of_the_column(self) -> None:
        line, words = complaint(table("a: {anliegen: neuu}"))
        assert line == 7
        assert words.endswith("Meinten Sie „neu“? Erlaubt: neu, verlaengern, ersatz.")

    def test_an_expression_or_a_number_in_a_choice(self) -> None:
        assert complaint(table("a: {anliegen: '> 0'}"))[0] == 7
        assert "Zahlen in Anführungszeichen" in complaint(table("a: {laufzeit: 6}", inputs="{laufzeit: laufzeit}"))[1]

    def test_a_list_where_the_column_is_no_choice(self) -> None:
        assert "ist keine Auswahl" in complaint(table("a: {text: [x, y]}"))[1]

    def test_a_bare_word_where_the_column_is_no_choice(self) -> None:
        line, words = complaint(table("a: {}", "b: {text: neu}"))
        assert line == 8
        assert """das Wort selbst schreibt man '"neu"'""" in words

    def test_a_column_the_table_does_not_have(self) -> None:
        assert complaint(table("a: {anlieget: neu}")) == (
            7,
            "Eine Spalte „anlieget“ hat die Tabelle „befunde“ nicht. Meinten Sie „anliegen“?",
        )

    def test_a_column_called_like_something_a_row_says(self) -> None:
        line, words = complaint(table("a: {}", inputs="{why: kennzeichen}"))
        assert (line, words[:18]) == (5, "Die Spalte „why“ h")

    def test_a_name_nobody_knows(self) -> None:
        assert (
            "Meinten Sie „kennzeichen“?"
            in complaint(table("a: {text: x}", inputs="{text: kennzeichn}").replace("x}", "'1'}"))[1]
        )

    def test_a_table_nobody_knows(self) -> None:
        text = "ausgang:\n  about: So.\n  gives: Any\n  is: count(decision.ausgange)\n"
        assert complaint(text) == (4, "Eine Tabelle „ausgange“ gibt es in dieser Datei nicht. Meinten Sie „ausgang“?")

    def test_an_answer_is_no_result_of_a_table(self) -> None:
        text = "ausgang:\n  about: So.\n  gives: Any\n  is: decision.kennzeichen\n"
        assert "Eine Tabelle „kennzeichen“ gibt es" in complaint(text)[1]

    def test_one_wrong_entry_does_not_make_the_others_wrong(self) -> None:
        text = "names: {gut: 1, schlecht: [2]}\nausgang:\n  about: So.\n  gives: Any\n  is: gut\n"
        assert [line for line, _ in complaints(text)] == [1]

    def test_a_row_twice(self) -> None:
        (line, words), *_ = complaints(table("a: {anliegen: neu}", "a: {anliegen: ersatz}"))
        assert line == 8
        assert "a" in words

    def test_a_name_that_is_a_question_too(self) -> None:
        assert complaint("names: {kennzeichen: 1}")[1].startswith("„kennzeichen“ heißt schon eine Frage")

    def test_a_circle_is_told_once(self) -> None:
        text = "a:\n  about: A.\n  gives: Any\n  is: decision.b\nb:\n  about: B.\n  gives: Any\n  is: decision.a\n"
        assert complaint(text) == (4, "Das hängt von sich selbst ab: a → b → a.")

    def test_a_fee_line_without_amount_or_basis(self) -> None:
        assert [words for _, words in complaints(table("a: {anliegen: neu}", gives="fee_lines"))] == [
            "Der Zeile „a“ fehlt „amount“.",
            "Der Zeile fehlt „basis“, und über den Zeilen steht keine.",
        ]

    def test_a_result_that_is_none_of_the_words(self) -> None:
        assert "Meinten Sie „nein“?" in complaint(table("nei: {}", gives="[ja, nein]"))[1]

    def test_an_unknown_key(self) -> None:
        assert complaint(table("a: {}") + "  hits: 1\n")[1] == "„hits“ ist hier unbekannt. Meinten Sie „hit“?"


class TestTariffs:
    HEAD = "tariffs:\n  erste:\n    basis: Gesetz\n    status: typical\n    values:\n"

    def rows(self, *rows: str) -> str:
        return self.HEAD + "".join(f"      - {row}\n" for row in rows)

    def test_an_amount_holds_until_the_next_one_begins(self) -> None:
        text = self.rows(
            "{from: 2022-01-01, amount: '12.00', checked: 2026-11-02}",
            "{from: 2015-01-01, amount: '11.00', status: verified}",
        )
        tariffs = expand(text).tariffs
        assert tariffs is not None
        assert tariffs.plain() == [
            {
                "id": "erste",
                "values": [
                    {
                        "value": "12.00",
                        "valid_from": "2022-01-01",
                        "basis": "Gesetz",
                        "status": "typical",
                        "checked": "2026-11-02",
                    },
                    {
                        "value": "11.00",
                        "valid_from": "2015-01-01",
                        "valid_to": "2022-01-01",
                        "basis": "Gesetz",
                        "status": "verified",
                    },
                ],
            }
        ]

    def test_until_ends_the_last_one(self) -> None:
        text = self.rows(
            "{from: 2022-01-01, until: 2023-01-01, amount: '2.00'}",
            "{from: 2015-01-01, amount: '1.00'}",
        )
        tariffs = expand(text).tariffs
        assert tariffs is not None
        assert [value["valid_to"] for value in tariffs.plain()[0]["values"]] == ["2023-01-01", "2022-01-01"]

    def test_a_time_without_amount_is_said_and_stays(self) -> None:
        source = read(
            self.rows(
                "{from: 2022-01-01, amount: '2.00'}",
                "{from: 2015-01-01, until: 2020-01-01, amount: '1.00'}",
            )
        )
        tariffs = expand_decisions(source).tariffs
        assert tariffs is not None
        assert [value.get("valid_to") for value in tariffs.plain()[0]["values"]] == [None, "2020-01-01"]
        assert [(problem.severity, problem.where.rpartition(":")[2]) for problem in source.problems] == [
            ("warning", "7")
        ]
        assert (
            source.problems[0].text["de"].startswith("Vom 2020-01-01 bis zum Tag vor dem 2022-01-01 gilt kein Betrag.")
        )

    @pytest.mark.parametrize(
        ("second", "said"),
        [
            ("{from: 2024-01-01, amount: '1.00'}", "von neu nach alt"),
            ("{from: 2022-01-01, amount: '1.00'}", "von neu nach alt"),
            ("{from: 2020-01-01, until: 2022-06-01, amount: '1.00'}", "Ab 2022-01-01 gilt schon"),
            ("{from: 2020-01-01, until: 2019-01-01, amount: '1.00'}", "bevor er beginnt"),
        ],
    )
    def test_rows_out_of_order_or_overlapping(self, second: str, said: str) -> None:
        line, words = complaint(self.rows("{from: 2022-01-01, amount: '2.00'}", second))
        assert line == 7
        assert said in words

    def test_an_amount_needs_basis_and_status(self) -> None:
        text = "tariffs: {erste: {values: [{from: 2022-01-01, amount: '2.00', basis: Gesetz}]}}"
        assert "„status“" in complaint(text)[1]

    def test_an_amount_is_not_negative(self) -> None:
        line, words = complaint(self.rows("{from: 2022-01-01, amount: '-2.00'}"))
        assert (line, words) == (6, "Der Betrag darf nicht negativ sein. Mindestens 0.00 ist nötig.")

    def test_an_amount_is_no_float(self) -> None:
        assert complaint(self.rows("{from: 2022-01-01, amount: 2.00}"))[0] == 6


class TestGroundsAndDecided:
    def test_a_ground_becomes_an_entry_of_service_yaml(self) -> None:
        text = """\
names: {voll: count(hunde) > 3}
grounds:
  haushalt_voll:
    basis: Richtlinie
    fits: voll and anliegen = "neu"
    discretion: true
    state: {zahl: {type: integer, value: count(hunde)}, vermerk: {type: textarea, print: false}}
"""
        grounds = expand(text).grounds
        assert grounds is not None
        assert grounds.plain() == [
            {
                "id": "haushalt_voll",
                "legal_basis": "Richtlinie",
                "when": '(count(hunde) > 3) and anliegen = "neu"',
                "discretion": True,
                "state": [
                    {"id": "zahl", "type": "integer", "value": "count(hunde)"},
                    {"id": "vermerk", "type": "textarea", "print": False},
                ],
            }
        ]
        assert str(grounds.value[0].place) == "decisions.yaml:4"  # type: ignore[index, union-attr]

    @pytest.mark.parametrize("state", ["", "    state: {}\n"])
    def test_a_ground_says_what_must_be_stated(self, state: str) -> None:
        assert "„state“" in complaint(f"grounds:\n  voll:\n    basis: Richtlinie\n    fits: person\n{state}")[1]

    def test_a_ground_says_when_it_fits(self) -> None:
        ground = "grounds:\n  voll:\n    basis: Richtlinie\n{}    state: {{zahl: {{type: integer, check: zahl > 3}}}}\n"
        assert complaint(ground.format("")) == (3, "Es fehlt „fits“.")
        for word in ("true", "'true'"):
            assert complaint(ground.format(f"    fits: {word}\n"))[0] == 4
        by_person = expand(ground.format("    fits: person\n")).grounds
        assert by_person is not None
        (found,) = by_person.plain()
        assert (found["judged"], "when" in found) == (True, False)
        assert found["state"] == [{"id": "zahl", "type": "integer", "check": "zahl > 3"}]

    def test_decided_data_by_outcome(self) -> None:
        decided = expand(
            "decided: {granted: {bis: {type: date, needed: true, value: today, check: bis > today}}}"
        ).decided
        assert decided is not None
        assert decided.plain() == [
            {
                "id": "bis",
                "outcome": "granted",
                "type": "date",
                "needed": True,
                "value": "today",
                "check": "bis > today",
            }
        ]

    def test_an_outcome_that_does_not_exist(self) -> None:
        assert complaint("decided: {grantet: {bis: {type: date}}}")[1].startswith("„grantet“ passt nicht")


def test_every_day_of_a_tariff_has_at_most_one_amount() -> None:
    """The days in the middle and at both ends, over three amounts."""
    text = TestTariffs().rows(*(f"{{from: {year}-01-01, amount: '{year}.00'}}" for year in (2024, 2022, 2020)))
    tariffs = expand(text).tariffs
    assert tariffs is not None
    values = tariffs.plain()[0]["values"]

    def on(day: date) -> list[str]:
        return [
            value["value"]
            for value in values
            if value["valid_from"] <= str(day) and str(day) < value.get("valid_to", "9999-12-31")
        ]

    assert on(date(2019, 12, 31)) == []
    assert on(date(2021, 12, 31)) == ["2020.00"]
    assert on(date(2022, 1, 1)) == ["2022.00"]
    assert on(date(2030, 1, 1)) == ["2024.00"]
