"""Texts of a source: own words win, then the process's, then the letters'; names become those of the exchange form."""

from __future__ import annotations

from typing import Any

import pytest

from allmende.domain.deadlines import PROCEDURE_LAWS
from allmende.formats.package.source.flow import ProcessSource
from allmende.formats.package.source.letters import Letters, expand_letters
from allmende.formats.package.source.nodes import get, made
from allmende.formats.package.source.source import Source, read_source
from allmende.formats.package.source.words import expand_texts
from allmende.formats.yaml import YamlPlace
from tests.formats.package.source.flows import SERVICES

HERE = YamlPlace("_patterns/p.yaml", 1)


def source_of(**files: str) -> Source:
    """`texts_de` is texts/de.yaml, `letters` letters.yaml."""
    return read_source({f"{name.replace('_', '/', 1)}.yaml": content.encode() for name, content in files.items()})


def flow_of(**texts: Any) -> ProcessSource:
    return ProcessSource(
        definition=None,
        deadlines={},
        texts={language: made(tree, HERE) for language, tree in texts.items()},
        payment="none",
        automatic_decision=None,
        processes={},
        fills={},
    )


def texts_of(source: Source, flow: ProcessSource | None = None, letters: Letters | None = None) -> dict[str, Any]:
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


def test_usual_steps_bring_their_titles_and_an_own_title_wins() -> None:
    source = source_of(
        form="steps: {person: [], hund: [], abschluss: []}\n",
        texts_de="step: {hund: {title: Ihr Hund}, abschluss: {title: Zum Schluss}}\n",
        texts_en="step: {hund: {title: Your dog}}\n",
    )
    assert {language: tree["step"] for language, tree in texts_of(source).items()} == {
        "de": {"person": {"title": "Über Sie"}, "abschluss": {"title": "Zum Schluss"}, "hund": {"title": "Ihr Hund"}},
        "en": {
            "person": {"title": "About you"},
            "abschluss": {"title": "Reply and declaration"},
            "hund": {"title": "Your dog"},
        },
    }


def test_a_usual_hint_is_said_where_the_form_has_it() -> None:
    source = source_of(
        form="steps: {person: [{information: um_wen, when: wer != null}, {text: wer}]}\n",
        texts_de="words: {sent: Ihrer}\n",
        texts_en="words: {sent: Yours}\n",
    )
    assert [tree["field"]["um_wen"]["label"].split(":")[0] for tree in texts_of(source).values()] == [
        "Hier geht es um die Person, für die Sie handeln", "This page is about the person you act for",
    ]  # fmt: skip


BLOCK = """\
block: weg
version: 1
fields: [{text: weg}]
texts: {de: {weg: {label: Weg, help: Sonst.}}}
by_law: {ao: {de: {weg: {help: Für Steuern.}}}}
"""


@pytest.mark.parametrize(("law", "said"), [("ao", {"weg": {"help": "Für Steuern."}}), ("hvwvfg", None)])
def test_a_block_speaks_by_the_procedure_law(law: str, said: dict[str, Any] | None) -> None:
    files = {
        "_blocks/weg.yaml": BLOCK,
        "service.yaml": f"procedure_law: {law}\n",
        "form.yaml": "steps: {ende: [{use: weg@1}], start: {when: 1 = 1, fields: [{text: name}]}}\n",
        "texts/de.yaml": "fee: {a: A}\n",
    }
    found = texts_of(read_source({path: text.encode() for path, text in files.items()}))["de"]
    assert found.get("field") == said


MAILBOX = {
    "hvwvfg": ("am Tag nach dem Öffnen", "zehn Tage lang nicht"),
    "ao": ("am vierten Tag danach", "der nächste Arbeitstag"),
    "sgb_x": ("am vierten Tag nach dieser E-Mail",),
}


@pytest.mark.parametrize("law", PROCEDURE_LAWS)
def test_the_mailbox_promises_the_clock_of_its_law(law: str) -> None:
    """Only HVwVfG (and the registry office after it) counts from the opening; nothing is notified under private law."""
    files = {
        "service.yaml": f"procedure_law: {law}\n".encode(),
        "form.yaml": b"steps: {abschluss: [{use: zustellung@1}]}\n",
        "texts/de.yaml": b"fee: {a: A}\n",
        "_blocks/zustellung.yaml": (SERVICES / "_blocks/zustellung.yaml").read_bytes(),
    }
    source = read_source(files)
    block = source.find_shared("_blocks", made("zustellung@1", HERE))
    usual = str(get(block, "texts", "de", "zustellweg", "help").value)  # type: ignore[union-attr]
    own = texts_of(source)["de"].get("field", {}).get("zustellweg", {}).get("help", usual)
    for words in MAILBOX.get("hvwvfg" if law == "pstg" else law, ()):
        assert words in own
    if law in ("private", "owig"):
        assert "Bescheid gilt" not in own


def test_the_name_of_the_service_is_a_word_of_its_letters() -> None:
    letters = Letters(texts={"de": made({"notice": {"receipt": {"subject": "{{ words.name }}: da"}}}, HERE)})
    for texts, said in (
        ("service: {name: Hund anmelden}\n", "Hund anmelden: da"),
        ("words: {name: Ihr Hund}\nservice: {name: Hund anmelden}\n", "Ihr Hund: da"),
    ):
        assert texts_of(source_of(texts_de=texts), letters=letters)["de"]["notice"] == {"receipt": {"subject": said}}


def test_only_languages_of_the_package_are_spoken() -> None:
    source = source_of(texts_de="fee: {a: A}\n")
    assert list(texts_of(source, flow_of(de={"process": {}}, en={"process": {"a": {"citizen": "Hello."}}}))) == ["de"]


def test_easy_german_is_a_language_like_the_others() -> None:
    source = read_source({"texts/de.yaml": b"fee: {a: A}", "texts/de-leicht.yaml": b"station: {a: {citizen: Leicht.}}"})
    assert texts_of(source)["de-leicht"] == {"process": {"a": {"citizen": "Leicht."}}}


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
