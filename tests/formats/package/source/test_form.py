"""Forms and blocks of a source are spelled out as the exchange form has them, with the lines of the source."""

from __future__ import annotations

from typing import Any

import pytest

from allmende.formats.package.source.form import expand_blocks, expand_form
from allmende.formats.package.source.source import Source, read_source
from allmende.formats.schemas.form import BLOCK, FORM
from allmende.formats.schemas.shapes import check

PERSON = """\
block: person
version: 1
fields:
  - {text: name, needed_to: submit, max_length: 120, personal_data: basic}
  - {date: geboren, checks: {nicht_zukunft: geboren <= today}, personal_data: basic}
texts:
  de:
    name: {label: Name, purpose: Damit wir Sie erkennen.}
    geboren: {label: Geburtstag}
"""


def source_of(form: str, **others: str) -> Source:
    files = {"form.yaml": form, "_blocks/person.yaml": PERSON} | {
        name.replace("__", "/") + ".yaml": content for name, content in others.items()
    }
    return read_source({name: content.encode() for name, content in files.items()})


def fields_of(fields: str, **others: str) -> list[dict[str, Any]]:
    """The fields of a form with one step, spelled out; the source is sound."""
    lines = "".join(f"    {line}\n" for line in fields.splitlines())
    source = source_of(f"uploads: {{scan: {{accept: [pdf], max_size: 10 MB}}}}\nsteps:\n  a:\n{lines}", **others)
    node = expand_form(source)
    assert source.problems == []
    assert node is not None
    assert check(FORM, node) == []
    found: list[dict[str, Any]] = node.plain()["steps"][0]["fields"]
    return found


def problems_of(form: str) -> list[tuple[str, str]]:
    source = source_of(form)
    expand_form(source)
    return [(problem.where, problem.text["de"]) for problem in source.problems]


def test_steps_are_a_list_of_fields_or_say_when_and_who() -> None:
    source = source_of(
        "steps:\n  a: [{text: ort}]\n  b:\n    role: partner\n    when: ort != null\n    fields: [{date: tag}]\n"
    )
    node = expand_form(source)
    assert node is not None
    assert node.plain()["steps"] == [
        {"id": "a", "fields": [{"id": "ort", "type": "text"}]},
        {"id": "b", "role": "partner", "when": "ort != null", "fields": [{"id": "tag", "type": "date"}]},
    ]


def test_what_is_spelled_out_stands_where_it_was_written() -> None:
    node = expand_form(source_of("steps:\n  a:\n    - text: ort\n      needed_to: submit\n    - {date: tag}\n"))
    assert node is not None
    assert str(node.find("steps/0/fields/0/required")) == "form.yaml:4"
    assert str(node.find("steps/0/fields/1")) == "form.yaml:5"


@pytest.mark.parametrize(
    ("need", "said"),
    [
        ("submit", {"required": True}),
        ("decide", {"required": True, "needed_to": "decide"}),
        ("none", {"required": False}),
        ("{submit: ort = null}", {"required": "ort = null"}),
        ("{decide: ort = null}", {"required": "ort = null", "needed_to": "decide"}),
    ],
)
def test_what_an_answer_is_needed_to(need: str, said: dict[str, object]) -> None:
    assert fields_of(f"- {{text: plz, needed_to: {need}}}") == [{"id": "plz", "type": "text", **said}]


def test_a_change_of_a_block_says_what_an_answer_is_needed_to() -> None:
    """Also where the block says the weaker thing."""
    [used] = fields_of("- {use: person@1, set: {name: {needed_to: submit}}}")
    assert used["set"] == {"name": {"required": True, "needed_to": "submit"}}


def test_without_a_need_an_answer_is_voluntary() -> None:
    assert fields_of("- {text: plz}") == [{"id": "plz", "type": "text"}]


@pytest.mark.parametrize(
    ("written", "feel"),
    [
        ("einfach", '"einfach"'),
        ('"12"', '"12"'),
        ("'mit \"Anführung\"'", '"mit \\"Anführung\\""'),
        ("= today", "today"),
        ("1", 1),
        ("false", False),
    ],
)
def test_words_are_a_default_and_expressions_begin_with_an_equals_sign(written: str, feel: object) -> None:
    assert fields_of(f"- {{text: a, default: {written}}}")[0]["default"] == feel


def test_options_may_have_conditions() -> None:
    [field] = fields_of("- {choice: a, options: [eins, {zwei: {when: parameter.x}}]}")
    assert field["options"] == ["eins", {"id": "zwei", "when": "parameter.x"}]


def test_a_parameter_with_a_fixed_list_offers_what_the_city_chose() -> None:
    service = 'parameters:\n  monate: {type: choices, options: ["6", "12"], needed: true}\n'
    [field] = fields_of("- {choice: a, options_from: 'parameter:monate'}", service=service)
    assert field["options"] == [
        {"id": "6", "when": 'list contains(parameter.monate, "6")'},
        {"id": "12", "when": 'list contains(parameter.monate, "12")'},
    ]


def test_other_sources_of_options_stay() -> None:
    [field] = fields_of("- {choice: a, options_from: 'parameter:orte'}", service="parameters: {orte: {type: options}}")
    assert field == {"id": "a", "type": "choice", "options_from": "parameter:orte"}


def test_an_upload_brings_its_limits_and_the_field_has_the_last_word() -> None:
    found = fields_of("- {file: a, upload: scan, max_count: 3}\n- {file: b, upload: scan, max_size: 5 MB}")
    assert found == [
        {"id": "a", "type": "file", "accept": ["pdf"], "max_size": "10 MB", "max_count": 3},
        {"id": "b", "type": "file", "accept": ["pdf"], "max_size": "5 MB"},
    ]


def test_rows_fields_and_results() -> None:
    found = fields_of("- {group: kinder, rows: 0 to 4, fields: [{text: name}]}\n- {computed: n, is: 1, result: number}")
    assert found == [
        {"id": "kinder", "type": "group", "min_rows": 0, "max_rows": 4, "fields": [{"id": "name", "type": "text"}]},
        {"id": "n", "type": "computed", "expression": 1, "result": "number"},
    ]


def test_words_for_a_purpose_are_its_flag() -> None:
    texts = "field:\n  ort: {label: Ort, purpose: Darum.}\n  kinder:\n    name: {purpose: Darum.}\n"
    ort, kinder = fields_of("- {text: ort}\n- {group: kinder, fields: [{text: name}, {text: ort}]}", texts__de=texts)
    assert ort["purpose"] is True
    assert [field.get("purpose") for field in kinder["fields"]] == [True, None]


def test_checks_for_a_block_come_on_top_of_its_own() -> None:
    [used] = fields_of("- {use: person@1, as: kind, omit: [name], set: {geboren: {checks: {jung: geboren > today}}}}")
    assert used == {
        "use": "person@1",
        "as": "kind",
        "omit": ["name"],
        "set": {"geboren": {"checks": {"nicht_zukunft": "geboren <= today", "jung": "geboren > today"}}},
    }


def test_a_change_of_a_block_may_take_something_back() -> None:
    [used] = fields_of("- {use: person@1, set: {name: {needed_to: null, max_length: null, rows: null}}}")
    taken = ("required", "needed_to", "max_length", "min_rows", "max_rows")
    assert used["set"] == {"name": dict.fromkeys(taken)}


def test_a_block_is_spelled_out_with_its_words() -> None:
    [block] = expand_blocks(source_of("steps: {a: [{use: person@1}]}")).items()
    path, node = block
    assert path == "_blocks/person.yaml"
    assert check(BLOCK, node) == []
    assert node.plain() == {
        "id": "person",
        "version": 1,
        "fields": [
            {
                "id": "name",
                "type": "text",
                "required": True,
                "max_length": 120,
                "personal_data": "basic",
                "purpose": True,
            },
            {
                "id": "geboren",
                "type": "date",
                "checks": {"nicht_zukunft": "geboren <= today"},
                "personal_data": "basic",
            },
        ],
        "texts": {
            "de": {
                "name": {"label": "Name", "purpose": "Damit wir Sie erkennen."},
                "geboren": {"label": "Geburtstag"},
            }
        },
    }


def test_a_source_without_a_form_has_none() -> None:
    assert expand_form(read_source({})) is None


def test_only_sound_blocks_are_spelled_out() -> None:
    source = source_of("steps: {a: [{text: b}]}", _blocks__neu="block: neu\nversion: 1\nfields: [{text: a}]\n")
    assert list(expand_blocks(source)) == ["_blocks/person.yaml"]
    assert [problem.where for problem in source.problems] == ["_blocks/neu.yaml:1"]


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("{txt: ort}", "„txt“ ist keine Art von Feld. Der erste Schlüssel nennt die Art. Meinten Sie „text“?"),
        ("{text: ort, need_to: submit}", "„need_to“ ist hier unbekannt. Meinten Sie „needed_to“?"),
        ("{text: ort, needed_to: sumbit}", "Meinten Sie „submit“?"),
        ("{file: beleg, upload: scann}", "„scann“ steht nicht unter „uploads“. Meinten Sie „scan“?"),
        ("{group: a, rows: 4, fields: [{text: b}]}", "Hier muss eine Spanne wie 0 to 4 in Anführungszeichen stehen."),
        ("{text: ort, needed_to: {}}", "Es fehlt „decide“."),
        ("{choice: a, options: [{b: {}, c: {}}]}", "Hier steht genau ein Name mit seinem Wert."),
        ("{use: persn@1}", "„persn@1“ gibt es in _blocks nicht. Meinten Sie „person“?"),
        ("{use: person@2}", "„person@2“ gibt es in _blocks nicht."),
        ("ort", "Hier muss"),
    ],
)
def test_a_mistake_is_told_with_its_line(field: str, words: str) -> None:
    [(where, told)] = problems_of(
        f"uploads: {{scan: {{accept: [pdf]}}}}\nsteps:\n  a:\n    - {{text: gut}}\n    - {field}\n"
    )
    assert where == "form.yaml:5"
    assert words in told
