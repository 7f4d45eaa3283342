"""The renderer: every kind of field, escaped, labelled, described, in two languages, and quick."""

from __future__ import annotations

import re

import pytest
from django.utils import translation

from allmende.domain.forms import FormStep, SummaryRow
from allmende.domain.values import Problem, Text
from allmende.ui.form import StepPage, render_answers, render_error_summary, render_fields
from allmende.ui.form.page import by_path, input_name
from tests.ui.samples import EVERYTHING, PROBLEMS, ask, option, page, paths


def test_everything_typed_is_escaped() -> None:
    assert 'value="Weiß &lt;b&gt;"' in render_fields(page())
    assert "<b>" not in render_fields(page())


def test_every_control_has_a_label_and_no_id_stands_twice() -> None:
    markup = render_fields(page(problems=PROBLEMS))
    ids = re.findall(r' id="([^"]+)"', markup)
    assert len(ids) == len(set(ids))
    labelled = set(re.findall(r'<label class="kern-label" for="([^"]+)"', markup))
    controls = re.findall(r'<(?:input|select|textarea)(?![^>]*type="hidden")[^>]* id="([^"]+)"', markup)
    assert set(controls) == labelled


def test_what_describes_a_control_exists() -> None:
    markup = render_fields(page(problems=PROBLEMS))
    ids = set(re.findall(r' id="([^"]+)"', markup))
    for names in re.findall(r'aria-describedby="([^"]+)"', markup):
        assert set(names.split()) <= ids


def test_hidden_fields_are_absent() -> None:
    markup = render_fields(page(visible=paths() - {"email", "kinder"}))
    assert 'name="_f.email"' not in markup
    assert 'name="_f.kinder' not in markup


def test_an_error_stands_at_its_field_and_is_announced() -> None:
    markup = render_fields(page(problems=PROBLEMS))
    assert 'id="f-geburtsdatum-error"' in markup
    assert re.search(
        r'name="_f.geburtsdatum"[^>]*aria-invalid="true" aria-describedby="f-geburtsdatum-hint f-geburtsdatum-error"',
        markup,
    )
    assert re.search(r'id="f-anschrift-postcode"[^>]*aria-invalid="true"', markup)
    assert markup.count("Fehler:") == len(PROBLEMS)


def test_the_error_summary_links_to_what_can_be_corrected() -> None:
    markup = render_error_summary(page(problems=PROBLEMS))
    assert 'tabindex="-1" data-focus' in markup
    assert re.findall(r'href="#([^"]+)"', markup) == [
        "f-geburtsdatum", "f-anschrift-postcode", "f-halter--0", "f-kinder-1-name", "f-richtigkeit",
    ]  # fmt: skip
    assert "5 Angaben fehlen noch oder stimmen nicht" in markup
    assert "Kind 2, Name des Kindes: Bitte nennen Sie den Namen." in markup
    drawn = render_fields(page(problems=PROBLEMS))
    for target in re.findall(r'href="#([^"]+)"', markup):
        assert f'id="{target}"' in drawn


def test_without_problems_there_is_no_summary() -> None:
    assert render_error_summary(page()) == ""


def test_voluntary_fields_are_marked_in_words_and_required_ones_for_assistive_technology() -> None:
    markup = render_fields(page())
    assert 'for="f-telefon">Telefon <span class="kern-label__optional">(freiwillig)</span>' in markup
    assert 'for="f-familienname">Familienname</label>' in markup
    assert re.search(r'name="_f.familienname"[^>]*aria-required="true"', markup)


def test_what_came_from_the_account_is_marked() -> None:
    assert render_fields(page()).count("Aus Ihrem Konto übernommen") == 1


def test_english_speaks_english() -> None:
    with translation.override("en"):
        markup = render_fields(page(language="en", problems=PROBLEMS))
        assert "Family name" in markup
        assert "(optional)" in markup
        assert "This day does not exist." in markup
        assert "Step" not in markup
        assert "freiwillig" not in markup
        assert "One answer" in render_error_summary(page(language="en", problems=PROBLEMS[:1]))


def test_rows_have_buttons_that_work_without_scripts() -> None:
    markup = render_fields(page())
    assert 'name="_action" value="add:kinder"' in markup
    assert 'name="_action" value="remove:kinder:1"' in markup
    assert 'name="_f.kinder._rows" value="2"' in markup
    full = render_fields(page(entries={"kinder": [{}, {}, {}]}, visible=paths(rows=3)))
    assert 'value="add:kinder"' not in full
    assert "Mehr als 3 sind hier nicht möglich." in full


def test_stored_files_travel_as_hidden_ids() -> None:
    markup = render_fields(page())
    assert '<input type="hidden" name="_f.schein" value="u1">' in markup
    assert "fahrzeugschein.pdf" in markup
    assert "2,4 MB" in markup
    assert 'name="_action" value="unlink:schein:u1"' in markup
    assert "Erlaubt: PDF, JPG, PNG. Höchstens 10 MB je Datei. Bis zu 3 Dateien." in markup


def test_ids_of_files_that_are_not_stored_are_dropped() -> None:
    assert "fremd" not in render_fields(page(entries={"schein": ["fremd"]}))


@pytest.mark.parametrize("value", [None, 7, ["x"], {"a": "b"}, [["x"]], "\x00"])
def test_any_stored_entry_can_be_drawn(value: object) -> None:
    everything = {item.id: value for item in EVERYTHING.fields}
    assert render_fields(page(entries=everything)).startswith("<fieldset")


def test_long_lists_open_and_short_ones_lie_open() -> None:
    markup = render_fields(page())
    assert '<select class="kern-form-input__select" id="f-land"' in markup
    assert 'type="radio" id="f-anliegen--0"' in markup


def test_nothing_inline() -> None:
    markup = render_fields(page(problems=PROBLEMS))
    assert " style=" not in markup
    assert " on" not in re.sub(r">[^<]*<", "><", re.sub(r'"[^"]*"', '""', markup))


def test_answers_are_listed_by_step_and_row_with_links() -> None:
    rows = (
        SummaryRow("person", "Über Sie", "name", "Name", "Weiß <b>"),
        SummaryRow("kinder", "Kinder", "kinder.0.name", "Name", "Mia", row="Kind 1"),
        SummaryRow("kinder", "Kinder", "kinder.1.name", "Name", "Ole", row="Kind 2"),
    )
    markup = render_answers(rows, lambda step: f"/schritt/{step}/")
    assert "<dt>Name</dt><dd>Weiß &lt;b&gt;</dd>" in markup
    assert re.findall(r"<h(\d)[^>]*>([^<]+)<", markup) == [
        ("2", "Über Sie"),
        ("2", "Kinder"),
        ("3", "Kind 1"),
        ("3", "Kind 2"),
    ]
    assert 'href="/schritt/kinder/">Ändern<span class="kern-sr-only">: Kinder</span>' in markup
    assert "href" not in render_answers(rows)


def test_what_the_sign_in_proved_is_shown_and_not_asked() -> None:
    markup = render_fields(page(confirmed={"familienname": "Weiß <b>"}, identity="bundid", disputable=True))
    assert "<dd>Weiß &lt;b&gt;<br>" in markup
    assert 'name="_f.familienname"' not in markup
    assert 'id="f-familienname" tabindex="-1"' in markup
    assert "Bestätigt, aus Ihrer BundID" in markup
    assert "Eine bestätigte Angabe stimmt nicht" in markup
    assert '<label class="kern-label" for="f-_disputed">' in markup
    assert 'name="_disputed"' in markup
    assert "Eine bestätigte Angabe stimmt nicht" not in render_fields(page())


def test_a_rule_broken_by_a_proof_is_told_where_it_stands() -> None:
    broken = (Problem("ab_16", Text("Ab 16 Jahren."), "familienname"),)
    markup = render_fields(page(confirmed={"familienname": "Weiß"}, problems=broken))
    assert 'id="f-familienname-error"' in markup


def test_a_declaration_marks_what_is_confirmed() -> None:
    rows = [SummaryRow("a", "A", "name", "Name", "Weiß", confirmed=True), SummaryRow("a", "A", "x", "X", "Y")]
    assert render_answers(rows).count("Bestätigt") == 1


@pytest.mark.parametrize(
    "name", ["form", "submit", "action", "method", "elements", "dataset", "length", "constructor", "name", "id"]
)
def test_no_field_hides_a_property_of_the_form_element(name: str) -> None:
    fields = (
        ask(name, "text", "Frage"), ask(f"{name}_wahl", "choice", "Frage", options=(option("a", "A", "A"),)),
        ask(f"{name}_datei", "file", "Frage", accept=("pdf",)), ask(f"{name}_ja", "declaration", "Ja"),
        ask(f"{name}_ort", "address", "Ort", abroad=True), ask(f"{name}_viele", "choices", "F", options=(option("a", "A", "A"),)),
        ask(f"{name}_zeilen", "group", "Z", fields=(ask(name, "textarea", "T", path=f"{name}_zeilen.{name}"),)),
    )  # fmt: skip
    step = FormStep("s", Text("S"), fields=fields)
    seen = frozenset({*(field.id for field in fields), f"{name}_zeilen.0.{name}"})
    markup = render_fields(StepPage(step=step, entries={f"{name}_zeilen": [{}]}, visible=seen, language="de"))
    names = set(re.findall(r'<(?:input|select|textarea)[^>]* name="([^"]+)"', markup))
    assert {f"_f.{name}", f"_f.{name}_ort.country", f"_f.{name}_zeilen.0.{name}", f"_f.{name}_datei._files"} <= names
    assert all(name.startswith("_f.") for name in names)
    assert not any(re.fullmatch(r"[a-z_]+", one) for one in re.findall(r' id="([^"]+)"', markup))


def test_what_is_posted_is_read_by_the_path_of_its_field() -> None:
    posted = [(input_name("form"), ["papier"]), ("anzahl", ["1"]), ("_action", ["next"])]
    assert by_path(posted) == {"form": ["papier"], "anzahl": ["1"], "_action": ["next"]}


def test_the_error_of_a_row_and_a_question_called_error_have_ids_of_their_own() -> None:
    rows = ask("g", "group", "G", fields=(ask("error", "text", "E", path="g.error"),))
    wrong = (Problem("x", Text("Falsch"), "g.0"), Problem("y", Text("Auch"), "g.0.error"))
    shown = StepPage(
        step=FormStep("s", Text("S"), fields=(rows,)), entries={"g": [{}]}, visible=frozenset({"g", "g.0.error"}),
        language="de", problems=wrong,
    )  # fmt: skip
    ids = re.findall(r' id="([^"]+)"', render_fields(shown))
    assert len(ids) == len(set(ids))
