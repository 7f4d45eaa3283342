"""Texts of a source: own words win, then the process's, then the letters'; names become those of the exchange form."""

from __future__ import annotations

from typing import Any

from allmende.formats.package.source.flow import Flow
from allmende.formats.package.source.letters import Letters, expand_letters
from allmende.formats.package.source.nodes import made
from allmende.formats.package.source.source import Source, read_source
from allmende.formats.package.source.words import expand_texts
from allmende.formats.yaml import Place

HERE = Place("_patterns/p.yaml", 1)


def source_of(**files: str) -> Source:
    """`texts_de` is texts/de.yaml, `letters` letters.yaml."""
    return read_source({f"{name.replace('_', '/', 1)}.yaml": content.encode() for name, content in files.items()})


def flow_of(**texts: Any) -> Flow:
    return Flow(
        definition=None,
        deadlines={},
        texts={language: made(tree, HERE) for language, tree in texts.items()},
        payment="none",
        automatic_decision=None,
        processes={},
        fills={},
    )


def texts_of(source: Source, flow: Flow | None = None, letters: Letters | None = None) -> dict[str, Any]:
    found = expand_texts(source, flow or flow_of(), letters or Letters())
    assert source.problems == []
    return {language: node.plain() for language, node in found.items()}


def test_stations_and_letters_have_their_names_of_the_exchange_form() -> None:
    source = source_of(texts_de="station: {pruefen: {name: Prüfen}}\nletter: {grant: {lead: Ja.}}\nfee: {a: A}\n")
    assert texts_of(source) == {
        "de": {"process": {"pruefen": {"name": "Prüfen"}}, "notice": {"grant": {"lead": "Ja."}}, "fee": {"a": "A"}}
    }


def test_own_words_win_over_the_process_and_these_over_the_letters() -> None:
    source = source_of(texts_de="station: {a: {citizen: Eigen.}}\nletter: {grant: {lead: Eigen.}}\n")
    flow = flow_of(
        de={"process": {"a": {"citizen": "Muster.", "name": "Muster"}}, "message": {"m": {"body": "Muster."}}}
    )
    letters = Letters(texts={"de": made({"notice": {"grant": {"lead": "Brief.", "frei": "Brief."}}}, HERE)})
    assert texts_of(source, flow, letters)["de"] == {
        "process": {"a": {"citizen": "Eigen.", "name": "Muster"}},
        "message": {"m": {"body": "Muster."}},
        "notice": {"grant": {"lead": "Eigen.", "frei": "Brief."}},
    }


def test_only_languages_of_the_package_are_spoken() -> None:
    source = source_of(texts_de="fee: {a: A}\n")
    assert list(texts_of(source, flow_of(de={"process": {}}, en={"process": {"a": {"citizen": "Hello."}}}))) == ["de"]


def test_a_package_without_texts_speaks_german_through_its_letters() -> None:
    letters = Letters(texts={"de": made({"notice": {"grant": {"lead": "Brief."}}}, HERE)})
    assert texts_of(source_of(letters="{}"), None, letters) == {"de": {"notice": {"grant": {"lead": "Brief."}}}}


def test_what_must_be_stated_may_have_its_label_alone() -> None:
    state = "ground: {alt: {title: Alt, state: {seit: Gemeldet seit, wo: {label: Wo, help: Ort.}}}}\n"
    assert texts_of(source_of(texts_de=state))["de"]["ground"]["alt"]["state"] == {
        "seit": {"label": "Gemeldet seit"},
        "wo": {"label": "Wo", "help": "Ort."},
    }


def test_texts_per_answer_and_of_own_clauses_move_to_where_the_notice_looks() -> None:
    moved = {"grant.tenor.neu": "grant.tenor_neu", "grant.clause.digital": "grant.hinweise.digital"}
    source = source_of(texts_de="letter: {grant: {tenor: {neu: Neu.}, clause: {digital: Digital.}, lead: Ja.}}\n")
    assert texts_of(source, None, Letters(moved=moved))["de"]["notice"]["grant"] == {
        "lead": "Ja.",
        "tenor_neu": "Neu.",
        "hinweise": {"digital": "Digital."},
    }


def test_words_are_filled_in_per_language_also_in_clauses() -> None:
    source = source_of(
        texts_de="words: {hund: den Hund}\nletter: {a: {lead: 'Melden Sie {{ words.hund }} ab.'}}\n",
        texts_en="words: {hund: the dog}\nletter: {a: {lead: 'Deregister {{ words.hund }}.'}}\n",
    )
    letters = Letters(texts={"en": made({"notice": {"a": {"auflagen": {"x": "Keep {{ words.hund }}."}}}}, HERE)})
    found = texts_of(source, None, letters)
    assert found["de"] == {"notice": {"a": {"lead": "Melden Sie den Hund ab."}}}
    assert found["en"]["notice"]["a"] == {"lead": "Deregister the dog.", "auflagen": {"x": "Keep the dog."}}


def test_a_word_nobody_wrote_is_a_problem_at_the_text() -> None:
    source = source_of(texts_de="words: {hund: den Hund}\nfee:\n  a: Für {{ words.hundd }}\n")
    expand_texts(source, flow_of(), Letters())
    assert [problem.where for problem in source.problems] == ["texts/de.yaml:3"]


def test_a_strange_first_key_is_refused() -> None:
    source = source_of(texts_de="stations: {a: {citizen: A.}}\n")
    expand_texts(source, flow_of(), Letters())
    assert [(problem.where, problem.text["de"]) for problem in source.problems] == [
        ("texts/de.yaml:1", "„stations“ ist hier unbekannt. Meinten Sie „station“?")
    ]


def test_letters_and_words_together_leave_no_text_where_the_notice_does_not_look() -> None:
    source = source_of(
        letters="grant: {kind: information, operative: [{paragraph: weg, by: versand}], remedy: none}\n",
        texts_de="letter: {grant: {subject: Betreff, lead: Ja., weg: {post: Mit der Post., abholung: Hier.}}}\n",
    )
    letters = expand_letters(source)
    assert texts_of(source, None, letters)["de"]["notice"]["grant"] == {
        "subject": "Betreff",
        "lead": "Ja.",
        "weg_post": "Mit der Post.",
        "weg_abholung": "Hier.",
    }
