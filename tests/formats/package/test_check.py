"""Broken packages are refused with file, line and sentence; all problems at once."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from allmende.formats.package import check_folder
from tests.formats.package.starters import found, starter

CARD = "card:\n  large: familienname\n  marks: '[string(1)]'\n  number: string(1)\n  valid_until: today\n  register: nichts\n"
FIELD = "      - id: anliegen\n"
BORN = "        type: date\n        autocomplete: bday\n        personal_data: basic\n"
PRUEFEN = '<bpmn:userTask id="pruefen"'
CONSULT = '<bpmn:serviceTask id="pruefen" allmende:action="consult" allmende:register="residents"'
LEVEL = ("service.yaml", "trust_level: none", "trust_level: basic")


def test_the_starter_has_no_problem(tmp_path: Path) -> None:
    assert found(tmp_path) == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        # shapes
        (("form.yaml", "required: true", "reqired: true"), "form.yaml:6 shape.unknown"),
        (("form.yaml", "type: text\n", "type: txt\n"), "form.yaml:5 shape.choice"),
        (("form.yaml", "max_length: 120", "max_length: '120'"), "form.yaml:7 shape.kind"),
        (("form.yaml", "max_length: 120", "max_length: 0"), "form.yaml:7 shape.range"),
        (("service.yaml", "version: 0.1.0", "version: 1.0"), "service.yaml:2 shape.kind"),
        (("service.yaml", "file_plan: '00.1'\n", ""), "service.yaml:1 shape.missing"),
        (("service.yaml", "trust_level: none", "trust_level: hihg"), "service.yaml:8 shape.choice"),
        (("service.yaml", "trust_level: none", "trust_level: &a none"), "service.yaml:8 yaml.anchor"),
        (("service.yaml", "account: optional", "account: optional\naccount: none"), "service.yaml:10 yaml.duplicate"),
        (("texts/de.yaml", "label: Vornamen", "label: 5"), "texts/de.yaml:20 shape.kind"),
        # form
        (("form.yaml", FIELD, "      - id: familienname\n"), "form.yaml:31 form.duplicate"),
        (("form.yaml", FIELD, "      - id: today\n"), "form.yaml:31 form.reserved"),
        (("form.yaml", FIELD, "      - id: __proto__\n"), "form.yaml:31 shape.pattern"),
        (("form.yaml", FIELD, "      - id: anliegen.street\n"), "form.yaml:31 shape.pattern"),
        (("form.yaml", "max_length: 2000", "minimum: 3"), "form.yaml:34 form.property"),
        (("form.yaml", FIELD, FIELD + "        when: email = 5\n"), "form.yaml:32 feel.operands"),
        (("form.yaml", FIELD, FIELD + "        when: emial != null\n"), "form.yaml:32 feel.unknown-name"),
        (("form.yaml", FIELD, FIELD + "        when: familienname\n"), "form.yaml:32 feel.expected"),
        (("form.yaml", FIELD, FIELD + "        when: email in\n"), "form.yaml:32 feel.syntax"),
        (("form.yaml", FIELD, FIELD + "        when: anliegen != null\n"), "form.yaml:31 form.circle"),
        (("form.yaml", FIELD, FIELD + "        when: parameter.preis > 3\n"), "form.yaml:32 feel.unknown-field"),
        (
            ("form.yaml", FIELD, FIELD + "        when: richtigkeit = true and richtigkeit = null\n"),
            "form.yaml:32 form.never",
        ),
        (
            ("form.yaml", FIELD, FIELD + "        checks:\n          required: anliegen != null\n"),
            "form.yaml:33 form.reserved",
        ),
        (("form.yaml", "type: textarea", "type: choice"), "form.yaml:31 form.options"),
        (("form.yaml", FIELD, FIELD + "        needed_to: decide\n"), "form.yaml:32 form.needed_to"),
        (
            ("form.yaml", "type: textarea", "type: group\n        needed_to: decide\n        min_rows: 1"),
            "form.yaml:33 form.needed_to",
        ),
        (("form.yaml", FIELD, FIELD + "        needed_to: later\n"), "form.yaml:32 shape.choice"),
        (
            (
                "form.yaml",
                "      - id: anliegen\n        type: textarea",
                "      - use: person@1\n      - id: anliegen\n        type: textarea",
            ),
            "form.yaml:31 form.block",
        ),
        (("form.yaml", FIELD, "      - id: g\n        type: group\n" + FIELD), "form.yaml:31 form.empty"),
        (("form.yaml", "type: email", "type: email\n        options: [a]"), "form.yaml:25 form.options"),
        (("form.yaml", "type: textarea", "type: computed"), "form.yaml:31 form.computed"),
        (("form.yaml", "type: textarea", "type: choice\n        options: [a, a]"), "form.yaml:33 form.options"),
        (
            ("form.yaml", "type: textarea", "type: choice\n        options_from: parameter:weg"),
            "form.yaml:33 form.options",
        ),
        (("form.yaml", "type: textarea", "type: text\n        pattern: '['"), "form.yaml:33 form.pattern"),
        (
            ("form.yaml", "type: textarea", "type: integer\n        minimum: 5\n        maximum: 3"),
            "form.yaml:33 form.bound",
        ),
        (("form.yaml", "type: textarea", "type: integer\n        minimum: '2026-01-01'"), "form.yaml:33 form.bound"),
        (
            ("form.yaml", "type: textarea", "type: textarea\n        min_rows: 9\n        max_rows: 2"),
            "form.yaml:33 form.rows",
        ),
        (("form.yaml", "  - id: anliegen\n    fields:", "  - id: person\n    fields:"), "form.yaml:29 form.duplicate"),
        (
            (
                "form.yaml",
                "  - id: anliegen\n    fields:",
                "  - id: leer\n    fields: []\n  - id: anliegen\n    fields:",
            ),
            "form.yaml:29 form.empty",
        ),
        (
            ("form.yaml", "type: textarea", "type: textarea\n        fields: [{id: a, type: text}]"),
            "form.yaml:33 form.fields",
        ),
        (
            (
                "form.yaml",
                FIELD,
                "      - id: g\n        type: group\n        fields: [{id: a, type: text}, {id: a, type: group, fields: []}]\n"
                + FIELD,
            ),
            "form.yaml:33 form.nested",
        ),
        (
            (
                "service.yaml",
                "file_plan",
                "parameters:\n  - {id: p, type: money, required: true, suggested: viel}\nfile_plan",
            ),
            "service.yaml:25 sheet.parameter",
        ),
        (
            ("service.yaml", "file_plan", "parameters:\n  - {id: p, type: choice, required: true}\nfile_plan"),
            "service.yaml:25 sheet.parameter",
        ),
        (
            (
                "service.yaml",
                "    legal_basis: Satzung der Stadt\n    state",
                "    legal_basis: Satzung der Stadt\n    when: today + 1\n    state",
            ),
            "service.yaml:21 feel.operands",
        ),
        (
            (
                "service.yaml",
                "file_plan",
                "tariffs:\n  - id: t\n    values: [{value: '1', valid_from: 2026-02-01, valid_to: 2026-01-01, basis: x, status: typical}]\nfile_plan",
            ),
            "service.yaml:26 shape.period",
        ),
        (
            ("examples/bewilligt.yaml", "city: all", "city: all\nparameters: {preis: '1'}"),
            "examples/bewilligt.yaml:4 example.parameter",
        ),
        (
            ("examples/bewilligt.yaml", "  - submit: {}", "  - upload: {field: bild, files: [a.pdf]}\n  - submit: {}"),
            "examples/bewilligt.yaml:22 example.field",
        ),
        (
            ("examples/bewilligt.yaml", "zustellweg: postfach", "zustellweg: taube"),
            "examples/bewilligt.yaml:21 example.option",
        ),
        (
            ("examples/bewilligt.yaml", "          street:", "          strasse:"),
            "examples/bewilligt.yaml:10 example.field",
        ),
        (
            ("examples/bewilligt.yaml", "task: pruefen\n      outcome", "task: gibtsnicht\n      outcome"),
            "examples/bewilligt.yaml:28 example.task",
        ),
        (
            ("examples/abgelehnt.yaml", "ground: voraussetzungen_fehlen\n      stated", "ground: laune\n      stated"),
            "examples/abgelehnt.yaml:27 example.ground",
        ),
        # texts
        (("texts/de.yaml", "    label: Vornamen\n", "    labl: Vornamen\n"), "texts/de.yaml:19 text.missing"),
        (("texts/de.yaml", "  law", ""), ""),
        (("texts/de.yaml", "{{ city.name }}", "{{ city.nmae }}"), "texts/de.yaml:4 feel.unknown-field"),
        (("texts/de.yaml", "{{ city.name }}", "{{ city.name"), "texts/de.yaml:4 text.placeholder"),
        (("texts/de.yaml", "{{ city.name }}", "{{ familienname }}"), "texts/de.yaml:4 feel.unknown-name"),
        # process
        (("process.bpmn", 'outcome = "granted"', 'outcme = "granted"'), "process.bpmn:19 feel.unknown-field"),
        (
            ("process.bpmn", 'allmende:notice="grant"', 'allmende:notice="gibtsnicht"'),
            "process.bpmn:7 process.unknown",
        ),
        # identity
        (("process.bpmn", PRUEFEN, CONSULT), "process.bpmn:5 identity.level"),
        # sheet
        (("service.yaml", "file_plan", "fixed:\n  - field.gibtsnicht\nfile_plan"), "service.yaml:25 sheet.fixed"),
        (("service.yaml", "    days: 14\n", ""), "service.yaml:15 sheet.deadline"),
        (("service.yaml", "procedure_law: hvwvfg\n", ""), "service.yaml:1 law.missing"),
        (("service.yaml", "procedure_law: hvwvfg", "procedure_law: private"), "service.yaml:13 law.remedy"),
        (
            (
                "service.yaml",
                "deadlines:",
                "remedy_exception:\n  when: 1 = 1\n  remedy: amtsgericht\n  basis: §\ndeadlines:",
            ),
            "service.yaml:16 law.remedy",
        ),
        (
            (
                "service.yaml",
                "procedure_law: hvwvfg\nremedy: objection",
                "procedure_law: pstg\nremedy: amtsgericht\nautomatic_decision: § 1",
            ),
            "service.yaml:14 law.automation",
        ),
        (("service.yaml", "file_plan", "processes:\n  anhoerung: 2\nfile_plan"), "service.yaml:25 package.process"),
        (("form.yaml", "id: zustellweg", "id: antwortweg"), "process.bpmn:9 process.consent (warning)"),
        (("CHANGES.md", "## 0.1.0", "## 0.2.0"), "CHANGES.md package.changes"),
        # notices
        (
            ("notices/refuse.yaml", "reasons:\n  - ground: reason\n  - ground: stated\n  - ground: basis\n", ""),
            "notices/refuse.yaml:1 notice.reasons_missing",
        ),
        (("notices/grant.yaml", "kind: decision", "kind: decisoin"), "notices/grant.yaml:1 shape.choice"),
        (("notices/grant.yaml", "kind: decision", "kind: receipt"), "notices/grant.yaml:1 notice.receipt-in-process"),
        (("notices/grant.yaml", "kind: decision", "kind: receipt"), "notices/receipt.yaml:1 notice.second-receipt"),
        (
            ("texts/de.yaml", "{{ submitted_on | date }} wird ab", "{{ grund.reason }} wird ab"),
            "notices/refuse.yaml:1 feel.unknown-name",
        ),
        (
            ("notices/grant.yaml", "kind: decision", "kind: certificate"),
            "notices/grant.yaml:1 notice.certificate-applicant",
        ),
        # what is displayed
        (
            ("notices/grant.yaml", "reasons_exception", f"{CARD}reasons_exception"),
            "notices/grant.yaml:1 notice.card-person",
        ),
        (
            ("notices/grant.yaml", "reasons_exception", f"{CARD}reasons_exception"),
            "notices/grant.yaml:1 notice.card-register",
        ),
        # subjects
        (("texts/de.yaml", "subject: Entsch", "subject: '{{ ground.title }}' # "), "texts/de.yaml:76 text.subject"),
        (("texts/de.yaml", "subject: Entsch", "subject: '{{ familienname }}' # "), "texts/de.yaml:76 text.subject"),
        (("texts/de.yaml", "subject: Entsch", "subject: '{{ applicant.level }}' # "), "texts/de.yaml:76 text.subject"),
        (("texts/de.yaml", "subject: Entsch", "subject: Voraussetzungen fehlen # "), "texts/de.yaml:76 text.subject"),
        # examples
        (("examples/bewilligt.yaml", "step: anliegen", "step: anligen"), "examples/bewilligt.yaml:17 example.step"),
        (
            ("examples/bewilligt.yaml", "familienname: Muster", "nachname: Muster"),
            "examples/bewilligt.yaml:8 example.field",
        ),
        (
            ("examples/bewilligt.yaml", "      outcome: granted", "      outcome: vielleicht"),
            "examples/bewilligt.yaml:29 example.task",
        ),
        (("examples/bewilligt.yaml", "notice: grant", "notice: grand"), "examples/bewilligt.yaml:32 example.notice"),
        (("examples/bewilligt.yaml", "- fill:", "- fil:"), "examples/bewilligt.yaml:5 shape.unknown"),
    ],
)
def test_one_thing_broken_is_found_where_it_stands(tmp_path: Path, change: tuple[str, str, str], problem: str) -> None:
    if problem:
        assert problem in found(tmp_path, change)


GIVE = 'allmende:action="deliver" allmende:notice="grant"'
LAW = "procedure_law: hvwvfg\nremedy: objection"
FINE = ("service.yaml", LAW, "procedure_law: owig\nremedy: fine_objection")
WRITTEN = ("notices/grant.yaml", "kind: decision\n", "kind: decision\nwritten_form: § 77 Abs. 1 AufenthG\n")


def drawn(way: str) -> tuple[str, str, str]:
    """The grant goes that way."""
    return "process.bpmn", GIVE, f'{GIVE} allmende:channel="{way}"'


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ((("service.yaml", LAW, "procedure_law: private\nremedy: none"),), "process.bpmn:9 law.decision"),
        ((WRITTEN, drawn("portal")), "process.bpmn:9 law.form"),
        ((FINE, drawn("post")), "process.bpmn:9 law.service"),
    ],
)
def test_a_way_the_law_does_not_allow_is_refused(
    tmp_path: Path, changes: tuple[tuple[str, str, str], ...], problem: str
) -> None:
    assert problem in found(tmp_path, *changes)


@pytest.mark.parametrize(
    "changes", [(WRITTEN, drawn("post")), (WRITTEN, drawn("in_person")), (FINE, drawn("service_certificate")), (FINE,)]
)
def test_a_way_the_law_allows_is_not(tmp_path: Path, changes: tuple[tuple[str, str, str], ...]) -> None:
    assert [one for one in found(tmp_path, *changes) if " law." in one] == []


def test_a_subject_may_name_the_reference_and_the_city(tmp_path: Path) -> None:
    words = "subject: '{{ city.name }}, {{ case.reference }}, {{ submitted_on | date }}' # "
    assert found(tmp_path, ("texts/de.yaml", "subject: Entsch", words)) == []


def test_missing_files_are_named(tmp_path: Path) -> None:
    made = starter(tmp_path)
    (made / "form.yaml").unlink()
    (made / "CHANGES.md").unlink()
    assert [problem.code for problem in check_folder(made)] == ["package.missing", "package.missing"]
    assert [problem.code for problem in check_folder(tmp_path / "nichts")] == ["package.missing"]


def test_the_folder_is_named_like_the_package(tmp_path: Path) -> None:
    made = starter(tmp_path)
    renamed = made.rename(made.parent / "katze-anmelden")
    assert [problem.code for problem in check_folder(renamed)] == ["package.id"]


def test_foreign_files_are_said(tmp_path: Path) -> None:
    assert found(tmp_path, ("bild.png", "", "x"), ("texts/fr.yaml", "", "x: y")) == [
        "bild.png package.file (warning)",
        "texts/fr.yaml package.file (warning)",
    ]


def test_many_problems_come_in_the_order_of_files_and_lines(tmp_path: Path) -> None:
    problems = found(
        tmp_path,
        ("form.yaml", "required: true", "reqired: true"),
        ("form.yaml", "max_length: 120", "max_lenght: 120"),
        ("service.yaml", "remedy: objection", "remedy: keiner"),
    )
    assert problems == [
        "form.yaml:6 shape.unknown",
        "form.yaml:7 shape.unknown",
        "service.yaml:13 shape.choice",
    ]


def test_a_typing_error_gets_a_suggestion(tmp_path: Path) -> None:
    made = starter(tmp_path, ("form.yaml", "required: true", "reqired: true"))
    assert check_folder(made)[0].text["de"] == "„reqired“ ist hier unbekannt. Meinten Sie „required“?"


@pytest.mark.parametrize(
    ("cost", "told"),
    [
        ("Der Service kostet nichts. Die Gebühr schon.", True),
        ("Dieser Antrag ist kostenlos.", True),
        ("Für Rente ist es kostenlos.", False),
        ("Elektronisch kostenlos.", False),
    ],
)
def test_nothing_is_called_free_where_a_station_demands_money(tmp_path: Path, cost: str, told: bool) -> None:
    shutil.copytree(Path(__file__).parents[2] / "commons" / "services" / "hund-anmelden", tmp_path / "hund-anmelden")
    texts = tmp_path / "hund-anmelden" / "texts" / "de.yaml"
    words = re.sub(r"(?m)^  cost: .*$", f"  cost: {cost}", texts.read_text("utf-8"))
    texts.write_text(words, "utf-8")
    codes = [problem.code for problem in check_folder(tmp_path / "hund-anmelden")]
    assert ("text.free" in codes) is told


@pytest.mark.parametrize(
    ("words", "told"),
    [("Es kostet 30.00 Euro.", True), ("Es kostet 12,50 €.", True), ("It costs €5.", True), ("Eurobox 7", False)],
)
def test_a_sum_written_out_is_told(tmp_path: Path, words: str, told: bool) -> None:
    problems = found(tmp_path, ("texts/de.yaml", "label: Vornamen", f"label: {words}"))
    assert problems == (["texts/de.yaml:20 text.sum (warning)"] if told else [])


def test_long_sentences_and_words_of_offices_are_warnings(tmp_path: Path) -> None:
    long = "Wir " + "sehr " * 20 + "gern."
    assert found(
        tmp_path, ("texts/de.yaml", "label: Vornamen", f"label: Vornamen bezüglich des Ausweises. {long}")
    ) == [
        "texts/de.yaml:20 text.long_sentence (warning)",
        "texts/de.yaml:20 text.office_word (warning)",
    ]


def test_a_missing_translation_and_an_idle_text_are_warnings(tmp_path: Path) -> None:
    problems = found(
        tmp_path,
        ("texts/en.yaml", "    label: Given names\n", "    help: As in your passport.\n"),
        ("texts/de.yaml", "label: Vornamen", "label: Vornamen\n    hilfe: Alle."),
    )
    assert problems == [
        "texts/de.yaml:20 text.english (warning)",
        "texts/de.yaml:21 text.english (warning)",
        "texts/de.yaml:21 text.unused (warning)",
        "texts/en.yaml:20 text.german",
    ]


CHOICES = """\
      - id: art
        type: choice
        required: true
        options: [klein, gross]
"""
CHOICE_TEXTS = "field:\n  art:\n    label: Art\n    option: {klein: Klein, gross: Groß}\n"


@pytest.mark.parametrize(
    ("when", "problems"),
    [
        ('art = "riesig"', ["form.yaml:32 form.never"]),
        ('art in ["klein", "riesig"]', ["form.yaml:32 form.never"]),
        ('art = "klein" and art = "gross"', ["form.yaml:32 form.never"]),
        ('art = "klein" or art != "klein"', ["form.yaml:32 form.always (warning)"]),
        ('art = "klein"', []),
    ],
)
def test_conditions_on_choices_are_tried_out(tmp_path: Path, when: str, problems: list[str]) -> None:
    seen = found(
        tmp_path,
        ("form.yaml", "      - id: familienname\n", CHOICES + "      - id: familienname\n"),
        ("form.yaml", FIELD, FIELD + f"        when: '{when}'\n"),
        ("texts/de.yaml", "field:\n", CHOICE_TEXTS),
        ("texts/en.yaml", "field:\n", CHOICE_TEXTS),
    )
    assert [problem.replace(":36 ", ":32 ") for problem in seen if "form." in problem.split()[1]] == problems


def test_a_field_on_a_hidden_answer_never_appears(tmp_path: Path) -> None:
    second = '      - id: zwei\n        type: boolean\n        when: art = "klein"\n'
    seen = found(
        tmp_path,
        ("form.yaml", "      - id: familienname\n", CHOICES + second + "      - id: familienname\n"),
        ("form.yaml", FIELD, FIELD + '        when: zwei = true and art = "gross"\n'),
        ("texts/de.yaml", "field:\n", CHOICE_TEXTS + "  zwei: {label: Zwei}\n"),
        ("texts/en.yaml", "field:\n", CHOICE_TEXTS + "  zwei: {label: Two}\n"),
    )
    assert seen == ["form.yaml:39 form.never"]


def test_a_service_that_must_know_who_applies_asks_for_name_and_birth_date(tmp_path: Path) -> None:
    consult = ("process.bpmn", PRUEFEN, CONSULT)
    asked = [one for one in found(tmp_path / "a", LEVEL, consult) if "identity." in one]
    assert asked == ["form.yaml:2 identity.bound"]
    hidden = (
        "form.yaml",
        "prefill: account.given_names",
        "prefill: account.given_names\n        when: anliegen != null",
    )
    asked = [one for one in found(tmp_path / "b", LEVEL, consult, hidden) if "identity." in one]
    assert asked == ["form.yaml:2 identity.bound"] * 2
    born = (
        "form.yaml",
        "      - id: anschrift\n",
        "      - id: geboren\n        type: date\n        prefill: account.date_of_birth\n      - id: anschrift\n",
    )
    asked = [one for one in found(tmp_path / "c", LEVEL, consult, born) if "identity." in one]
    assert asked == ["form.yaml:17 identity.minors (warning)"], "and says what holds of minors"
    role = ("service.yaml", "deadlines:\n", "applicants: [{id: applicant, acts_from: 16}]\ndeadlines:\n")
    assert not [one for one in found(tmp_path / "d", LEVEL, consult, born, role) if "identity." in one]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (
            ("form.yaml", "prefill: account.given_names", "prefill: account.given_names\n        required: true"),
            "form.one_name",
        ),
        (("form.yaml", FIELD, FIELD.replace("anliegen", "geboren") + BORN + FIELD), "form.unknown_day"),
    ],
)
def test_a_form_that_shuts_people_out_is_warned_of(tmp_path: Path, change: tuple[str, str, str], code: str) -> None:
    seen = found(
        tmp_path,
        change,
        *(((f"texts/{one}.yaml", "field:\n", "field:\n  geboren: {label: X}\n")) for one in ("de", "en")),
    )
    assert [one.split()[1:] for one in seen if code in one] == [[code, "(warning)"]]


def test_a_partly_known_date_warns_of_nothing_and_only_a_date_is_one(tmp_path: Path) -> None:
    known = ("form.yaml", FIELD, FIELD.replace("anliegen", "geboren") + BORN + "        partly_known: true\n" + FIELD)
    texts = tuple((f"texts/{one}.yaml", "field:\n", "field:\n  geboren: {label: X}\n") for one in ("de", "en"))
    assert found(tmp_path / "a", known, *texts) == []
    wrong = found(tmp_path / "b", ("form.yaml", "max_length: 2000", "max_length: 2000\n        partly_known: true"))
    assert [one.split()[1] for one in wrong] == ["form.property"]
