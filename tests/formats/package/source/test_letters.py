"""Letters of a source become notices: slots are filled, clauses placed, addressees spelled out; errors name their line."""

from __future__ import annotations

from typing import Any

import pytest

from allmende.formats.package.source.letters import Letters, expand_letters
from allmende.formats.package.source.source import Source, read_source
from allmende.formats.schemas.notice import NOTICE
from allmende.formats.schemas.shapes import check

GRANT = """\
letter: grant
version: 1
slots:
  decided: {kind: parts, meaning: Der Tenor.}
  clauses: {kind: clauses, usual: [], meaning: Nebenbestimmungen.}
  costs: {kind: parts, usual: [{paragraph: frei, when: fee.total = 0}], meaning: Die Gebühr.}
  further: {kind: text, usual: none, meaning: Was folgt.}
kind: decision
outcome: granted
addressee: applicant
operative: [{slot: decided}, {slot: costs}]
ancillary: [{slot: clauses}]
information: [{slot: clauses}, {slot: further}]
texts:
  de: {lead: Bewilligt., frei: Das kostet nichts.}
  en: {lead: Granted., frei: There is no fee.}
"""
ADDRESSEES = "addressees: {applicant: {name: familienname, anschrift: anschrift | envelope}}\n"
CLAUSES = """\
clauses: allgemein
version: 1
items:
  mitteilung: {kind: duty, basis: § 36 HVwVfG, ask: {anlass: text}}
  befristung: {kind: term, ask: {bis: date}}
  hinweis: {kind: note}
texts:
  de:
    mitteilung: Sagen Sie Bescheid, wenn {{ anlass }}.
    befristung: Gilt bis {{ bis | date }} in {{ city.name }}.
    hinweis: Gut zu wissen.
  en: {mitteilung: 'Tell us if {{ anlass }}.'}
"""


def source_of(letters: str, *, de: str = "", en: str = "") -> Source:
    files = {
        "letters.yaml": letters,
        "texts/de.yaml": de or "service: {name: Hund}\n",
        "texts/en.yaml": en or "service: {name: Dog}\n",
        "_letters/grant.yaml": GRANT,
        "_letters/addressees.yaml": ADDRESSEES,
        "_clauses/allgemein.yaml": CLAUSES,
    }
    return read_source({name: content.encode() for name, content in files.items()})


def expanded(letters: str, **texts: str) -> Letters:
    """The letters of a sound source; every one is a notice of the exchange form."""
    source = source_of(letters, **texts)
    found = expand_letters(source)
    assert source.problems == []
    for notice in found.notices.values():
        assert check(NOTICE, notice) == []
    return found


def notice(letter: str, **texts: str) -> dict[str, Any]:
    plain: dict[str, Any] = expanded(f"grant: {letter}\n", **texts).notices["grant"].plain()
    return plain


def words(found: Letters, language: str) -> dict[str, Any]:
    plain: dict[str, Any] = found.texts[language].plain()["notice"]["grant"]
    return plain


def test_a_slot_takes_what_fills_it_or_its_usual_content() -> None:
    assert notice("{use: grant@1, fill: {decided: tenor}}") == {
        "kind": "decision",
        "outcome": "granted",
        "addressee": ["name", "anschrift"],
        "operative": [{"paragraph": "tenor"}, {"paragraph": "frei", "when": "fee.total = 0"}],
    }


def test_a_slot_may_be_filled_with_none_and_with_several_sentences() -> None:
    found = notice(
        "{use: grant@1, fill: {decided: [a, {heading: b}], costs: none, further: [c, d]}, fee: {due_days: 14}}"
    )
    assert found["operative"] == [{"paragraph": "a"}, {"heading": "b"}]
    assert found["information"] == [{"paragraph": "c"}, {"paragraph": "d"}]
    assert found["fee"] == {"due_days": 14}


def test_the_shared_letter_brings_words_only_for_what_is_left_of_it() -> None:
    usual = expanded("grant: {use: grant@1, fill: {decided: tenor}}\n")
    assert words(usual, "en") == {
        "lead": "Granted.",
        "frei": "There is no fee.",
        "name": "{{ familienname }}",
        "anschrift": "{{ anschrift | envelope }}",
    }
    assert "frei" not in words(expanded("grant: {use: grant@1, fill: {decided: tenor, costs: none}}\n"), "de")


def test_the_columns_of_a_shared_table_bring_their_words() -> None:
    table = "operative: [{slot: decided}, {table: teile, each: correction.missing, columns: {was: row.label}}, {slot: costs}]"
    shared = GRANT.replace("operative: [{slot: decided}, {slot: costs}]", table)
    shared = shared.replace("lead: Bewilligt.,", "lead: Bewilligt., teile: {was: Was fehlt},")
    files = {
        "letters.yaml": "grant: {use: grant@1, fill: {decided: tenor}}\n",
        "texts/de.yaml": "service: {name: Hund}\n",
        "_letters/grant.yaml": shared,
        "_letters/addressees.yaml": ADDRESSEES,
    }
    source = read_source({name: content.encode() for name, content in files.items()})
    texts = expand_letters(source).texts["de"].plain()
    assert source.problems == []
    assert texts["notice"]["grant"]["teile"] == {"was": "Was fehlt"}


def test_one_paragraph_per_answer() -> None:
    found = expanded(
        "grant: {use: grant@1, fill: {costs: none, decided: [{paragraph: tenor, by: weg, when: x = 1}]}}\n",
        de="letter: {grant: {tenor: {post: Mit der Post., abholung: Zum Abholen.}}}\n",
    )
    assert found.notices["grant"].plain()["operative"] == [
        {"paragraph": "tenor_post", "when": '(x = 1) and weg = "post"'},
        {"paragraph": "tenor_abholung", "when": '(x = 1) and weg = "abholung"'},
    ]
    assert found.moved["grant.tenor.post"] == "grant.tenor_post"


def test_provisions_are_numbered_and_notes_are_not() -> None:
    found = expanded(
        "grant:\n  use: grant@1\n  fill:\n    decided: tenor\n    clauses:\n"
        "      - {allgemein.hinweis: {}}\n"
        "      - {allgemein.mitteilung: {anlass: = words.umzug}}\n"
        "      - {own.auslegen: {kind: duty}, when: parameter.x}\n"
        "      - {own.digital: {kind: note}}\n"
    )
    plain = found.notices["grant"].plain()
    provisions = ["mitteilung", {"id": "auslegen", "when": "parameter.x"}]
    assert plain["ancillary"] == [{"list": "auflagen", "numbered": True, "items": provisions}]
    assert plain["information"] == [{"list": "hinweise", "items": ["hinweis", "digital"]}]
    assert words(found, "de")["auflagen"] == {"mitteilung": "Sagen Sie Bescheid, wenn {{ words.umzug }}."}
    assert words(found, "en")["auflagen"] == {"mitteilung": "Tell us if {{ words.umzug }}."}
    assert found.moved == {
        "grant.clause.auslegen": "grant.auflagen.auslegen",
        "grant.clause.digital": "grant.hinweise.digital",
    }


def test_a_hole_of_a_clause_takes_an_expression_and_keeps_its_format() -> None:
    found = expanded(
        "grant: {use: grant@1, fill: {decided: t, clauses: [{allgemein.befristung: {bis: = decided.bis}}]}}\n"
    )
    assert words(found, "de")["auflagen"]["befristung"] == "Gilt bis {{ decided.bis | date }} in {{ city.name }}."


def test_an_own_letter_is_written_out_and_may_name_its_addressee_in_feel() -> None:
    found = expanded(
        "grant: {kind: information, addressee: {name: zahler}, operative: [a, {ground: stated}], remedy: none}\n"
    )
    assert found.notices["grant"].plain()["operative"] == [{"paragraph": "a"}, {"ground": "stated"}]
    assert found.notices["grant"].plain()["addressee"] == ["name"]
    assert words(found, "en")["name"] == "{{ zahler }}"


def test_a_letter_says_which_law_wants_it_in_writing() -> None:
    found = expanded("grant: {use: grant@1, written_form: § 77 Abs. 1 AufenthG, fill: {decided: tenor}}\n")
    assert found.notices["grant"].plain()["written_form"] == "§ 77 Abs. 1 AufenthG"


def test_places_are_lines_of_the_source() -> None:
    found = expanded("grant:\n  use: grant@1\n  fill:\n    decided:\n      - tenor\n      - {heading: b}\n")
    notice_node = found.notices["grant"]
    assert str(notice_node.find("operative/1")) == "letters.yaml:6"
    assert str(notice_node.find("operative/2")) == "_letters/grant.yaml:6"


def test_a_receipt_alone_carries_the_declaration() -> None:
    expanded("grant: {kind: receipt, operative: [a], attach: [declaration]}\n")
    source = source_of("grant: {kind: decision, operative: [a], attach: [declaration]}\n")
    expand_letters(source)
    assert [problem.where for problem in source.problems] == ["letters.yaml:1"]


def test_what_was_used_of_the_shared_files_is_known() -> None:
    source = source_of("grant: {use: grant@1, fill: {decided: t, clauses: [{allgemein.hinweis: {}}]}}\n")
    expand_letters(source)
    assert source.used == {"_letters/grant.yaml", "_letters/addressees.yaml", "_clauses/allgemein.yaml"}


@pytest.mark.parametrize(
    ("letter", "said"),
    [
        ("{use: grant@1}", "ist der Platz „decided“ leer. Dorthin gehört: Der Tenor."),
        ("{use: grant@1, fill: {decidet: t, decided: t}}", "keinen Platz „decidet“. Meinten Sie „decided“?"),
        ("{use: grant@2, fill: {decided: t}}", "„grant@2“ gibt es in _letters nicht."),
        ("{use: grand@1, fill: {decided: t}}", "Meinten Sie „grant“?"),
        ("{use: grant@1, fil: {decided: t}}", "„fil“ ist hier unbekannt. Meinten Sie „fill“?"),
        ("{use: grant@1, fill: {decided: [{paragraf: t}]}}", "„paragraf“ ist hier unbekannt"),
        ("{use: grant@1, fill: {decided: t, further: [{heading: x}]}}", "„heading“ ist hier unbekannt"),
        ("{use: grant@1, addressee: aplicant, fill: {decided: t}}", "Meinten Sie „applicant“?"),
        ("{use: grant@1, fill: {decided: [{paragraph: t, by: weg}]}}", "„letter.grant.t“"),
        ("{use: grant@1, fill: {decided: t, clauses: [{algemein.hinweis: {}}]}}", "Meinten Sie „allgemein“?"),
        ("{use: grant@1, fill: {decided: t, clauses: [{allgemein.hinweiss: {}}]}}", "Meinten Sie „hinweis“?"),
        ("{use: grant@1, fill: {decided: t, clauses: [{allgemein.mitteilung: {}}]}}", "braucht „anlass“"),
        ("{use: grant@1, fill: {decided: t, clauses: [{allgemein.mitteilung: {anlas: = x, anlass: = y}}]}}", "„anlas“"),
        ("{use: grant@1, fill: {decided: t, clauses: [{allgemein.mitteilung: {anlass: Umzug}}]}}", "= words.x"),
        ("{use: grant@1, fill: {decided: t, clauses: [{own.x: {kind: note}, own.y: {kind: note}}]}}", "genau eine"),
        ("{use: grant@1, fill: {decided: t, clauses: [hinweis]}}", "genau eine Klausel"),
        ("{use: grant@1, fill: {decided: t, clauses: [{allgemein.hinweis: {}}, {own.hinweis: {kind: note}}]}}", "Zwei"),
        ("{use: grant@1, fill: {decided: t, clauses: [{own.x: {kind: rule}}]}}", "rule"),
        ("{kind: decision, operative: [{slot: x}]}", "„slot“ ist hier unbekannt"),
        ("nothing", "Hier muss"),
    ],
)
def test_a_fault_is_said_in_words_with_its_line(letter: str, said: str) -> None:
    source = source_of(f"# a letter\ngrant: {letter}\n")
    expand_letters(source)
    assert [problem.where for problem in source.problems if said in problem.text["de"]] == ["letters.yaml:2"]


def test_a_fault_of_a_shared_letter_names_the_shared_file_once() -> None:
    files = {
        "letters.yaml": "a: {use: x@1}\nb: {use: x@1}\n",
        "_letters/x.yaml": "letter: x\nversion: 1\nslots: {}\nkind: information\noperative: [{slot: y}]\ntexst: {}\n",
    }
    source = read_source({name: content.encode() for name, content in files.items()})
    assert expand_letters(source).notices == {}
    assert [(problem.where, problem.code) for problem in source.problems] == [("_letters/x.yaml:6", "shape.unknown")]


def test_a_slot_must_be_described() -> None:
    files = {
        "letters.yaml": "a: {use: x@1}\n",
        "_letters/x.yaml": "letter: x\nversion: 1\nslots: {}\nkind: information\noperative: [{slot: y}]\n",
    }
    source = read_source({name: content.encode() for name, content in files.items()})
    expand_letters(source)
    assert [(problem.where, problem.code) for problem in source.problems] == [("_letters/x.yaml:5", "letter.slot")]


def test_letters_are_a_mapping() -> None:
    source = read_source({"letters.yaml": b"- grant\n"})
    assert expand_letters(source).notices == {}
    assert [problem.where for problem in source.problems] == ["letters.yaml:1"]
