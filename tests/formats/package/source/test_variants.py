"""One source with variants reads as a plain package for each of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from allmende.formats.package.files import variants_of
from allmende.formats.package.source.nodes import get
from allmende.formats.package.source.source import Source, read_source
from allmende.formats.package.source.variants import resolve_variant, with_words, words_of

SERVICE = """\
id: urkunde
legal_basis: [für alle]
result: Urkunde
variants:
  geburt:
    legal_basis: [nur Geburt]
    names: {ereignis: geboren, jahre: 110, nahe: '["selbst", "kind"]', summe: a + b}
  ehe:
    result: Eheurkunde
    names: {ereignis: getraut, jahre: 80, nahe: '["selbst"]', summe: a}
"""


def source_of(variant: str | None = "ehe", service: str = SERVICE, **files: str) -> Source:
    contents = {"service.yaml": service} | {f"{name.replace('__', '/')}.yaml": text for name, text in files.items()}
    return replace(read_source({name: text.encode() for name, text in contents.items()}), variant=variant)


def resolved(part: str, variant: str | None = "ehe", service: str = SERVICE, **files: str) -> Any:
    source = source_of(variant, service, **files)
    found = resolve_variant(source)
    assert source.problems == []
    assert found is not None
    node = found.part(part)
    return node.plain() if node is not None else None


def problems_of(variant: str | None = "ehe", service: str = SERVICE, **files: str) -> list[tuple[str, str]]:
    source = source_of(variant, service, **files)
    resolve_variant(source)
    return [(problem.where, problem.text["de"]) for problem in source.problems]


def test_a_folder_lists_its_variants(tmp_path: Path) -> None:
    (tmp_path / "process.yaml").write_text("")
    (tmp_path / "service.yaml").write_text(SERVICE)
    assert variants_of(tmp_path) == ("geburt", "ehe")
    (tmp_path / "service.yaml").write_text("id: allein\n")
    assert variants_of(tmp_path) == ()


def test_a_variant_is_a_service_of_its_own() -> None:
    assert resolved("service", "ehe") == {"id": "ehe", "legal_basis": ["für alle"], "result": "Eheurkunde"}
    assert resolved("service", "geburt") == {
        "id": "geburt",
        "legal_basis": ["nur Geburt", "für alle"],
        "result": "Urkunde",
    }


FORM = """\
steps:
  a:
    - {text: name, only: geburt}
    - {text: name, only: [ehe], max_length: 9}
    - {choice: wer, options: [selbst, {kind: {only: geburt}}, {ehe: {only: ehe, when: x}}]}
    - {use: person@1, only: [vorname]}
"""


def test_only_keeps_fields_and_options_and_never_touches_the_fields_of_a_block() -> None:
    assert resolved("form", form=FORM)["steps"]["a"] == [
        {"text": "name", "max_length": 9},
        {"choice": "wer", "options": ["selbst", {"ehe": {"when": "x"}}]},
        {"use": "person@1", "only": ["vorname"]},
    ]
    assert resolved("form", "geburt", form=FORM)["steps"]["a"][:2] == [
        {"text": "name"},
        {"choice": "wer", "options": ["selbst", {"kind": {}}]},
    ]


def test_only_keeps_named_entries() -> None:
    rows = "tafel:\n  rows:\n    eins: {only: geburt, x: 1}\n    zwei: {x: 2}\n"
    assert resolved("decisions", decisions=rows) == {"tafel": {"rows": {"zwei": {"x": 2}}}}


def test_an_example_says_per_variant_what_differs() -> None:
    examples = "eins: {answers: {a: 1, b: 2}, per: {ehe: {answers: {b: null, c: 3}}}}\n"
    assert resolved("examples", examples=examples) == {"eins": {"answers": {"a": 1, "b": None, "c": 3}}}
    assert resolved("examples", "geburt", examples=examples) == {"eins": {"answers": {"a": 1, "b": 2}}}


def test_names_of_the_variant_stand_for_its_law() -> None:
    process = """\
- variant.ereignis != null and duration(variant.ereignis).years >= variant.jahre
- wer in variant.nahe
- variant.summe * 2
- applicant.variant.jahre
"""
    assert resolved("process", process=process) == [
        "getraut != null and duration(getraut).years >= 80",
        'wer in ["selbst"]',
        "a * 2",
        "applicant.variant.jahre",
    ]
    assert resolved("process", "geburt", process=process)[2] == "(a + b) * 2"


def test_texts_are_those_of_the_variant() -> None:
    texts = """\
service: {name: Urkunde, after: '{{ words.urkunde }} im Archiv nach {{ variant.jahre }} Jahren ({{ variant.ereignis | date }}).'}
variant:
  geburt: {words: {urkunde: Geburtsurkunde}}
  ehe: {words: {urkunde: Eheurkunde}, service: {name: Ehe}}
"""
    assert resolved("texts", texts__de=texts)["de"] == {
        "service": {"name": "Ehe", "after": "{{ words.urkunde }} im Archiv nach 80 Jahren ({{ getraut | date }})."},
        "words": {"urkunde": "Eheurkunde"},
    }


def test_words_are_filled_in_language_by_language() -> None:
    source = source_of(
        None, "id: parken\n", texts__en="words: {ausweis: the permit}\n", letters="a: 'Return {{ words.ausweis }}.'\n"
    )
    letter = get(source.part("letters"), "a")
    assert letter is not None
    assert with_words(source, letter, words_of(source, "en")).plain() == "Return the permit."


def test_places_stay_those_of_the_source() -> None:
    found = resolve_variant(source_of(form=FORM))
    assert found is not None
    form = found.part("form")
    assert form is not None
    assert str(form.find("steps/a/0")) == "form.yaml:4"


def test_a_source_without_variants_is_read_as_it_is() -> None:
    assert resolved("form", None, "id: allein\n", form="steps: {a: [{text: b}]}\n") == {"steps": {"a": [{"text": "b"}]}}


def test_a_source_without_variants_may_be_asked_for_by_its_id() -> None:
    assert resolved("form", "allein", "id: allein\n", form="steps: {}\n") == {"steps": {}}


@pytest.mark.parametrize("variant", [None, "tod"])
def test_a_variant_has_to_be_named(variant: str | None) -> None:
    source = source_of(variant)
    assert resolve_variant(source) is None
    [problem] = source.problems
    assert problem.where == "service.yaml:5"
    assert "Es gibt: geburt, ehe." in problem.text["de"]


@pytest.mark.parametrize(
    ("files", "told"),
    [
        (
            {"form": "steps:\n  a: [{text: b, only: eh}]\n"},
            ("form.yaml:2", "„eh“ ist keine Variante. Meinten Sie „ehe“?"),
        ),
        ({"examples": "e:\n  per: {ehen: {}}\n"}, ("examples.yaml:2", "„ehen“ ist keine Variante. Meinten Sie „ehe“?")),
        (
            {"texts__de": "variant:\n  geburt: {a: b}\n"},
            ("texts/de.yaml:2", "Unter „variant“ fehlen die Texte für „ehe“."),
        ),
        (
            {"process": "- variant.jahr\n"},
            ("process.yaml:1", "„variant.jahr“ steht nicht unter „names“ der Variante „ehe“. Meinten Sie „jahre“?"),
        ),
    ],
)
def test_a_mistake_is_told_with_its_line(files: dict[str, str], told: tuple[str, str]) -> None:
    assert problems_of(**files) == [told]


def test_variants_are_refused_where_there_are_none() -> None:
    assert problems_of("ehe", "id: allein\n") == [
        ("service.yaml:1", "Dieses Paket hat keine Varianten, auch keine „ehe“.")
    ]
    [(where, _)] = problems_of(None, "id: allein\n", form="steps:\n  a:\n    - {text: b, only: ehe}\n")
    assert where == "form.yaml:3"


def test_unknown_keys_of_a_variant_are_refused() -> None:
    [(where, told)] = problems_of("ehe", "variants:\n  ehe: {nams: {a: 1}}\n")
    assert (where, told) == ("service.yaml:2", "„nams“ ist hier unbekannt. Meinten Sie „names“?")


def test_a_word_that_is_missing_is_told_with_its_line() -> None:
    source = source_of(None, "id: a\n", texts__de="words: {urkunde: x}\na: '{{ words.urkunden }}'\n")
    texts = get(source.part("texts"), "de")
    assert texts is not None
    assert with_words(source, texts, words_of(source, "de")).plain()["a"] == "{{ words.urkunden }}"
    [problem] = source.problems
    words = "„words.urkunden“ steht in dieser Sprache nicht unter „words“. Meinten Sie „urkunde“?"
    assert (problem.where, problem.text["de"]) == ("texts/de.yaml:2", words)
