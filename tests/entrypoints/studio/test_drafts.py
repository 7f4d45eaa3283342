"""A draft in the browser: outline, forms, texts, history, files, preview, examples; who may do what."""

from __future__ import annotations

from html import unescape
from typing import Any
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from allmende.apps.commons import queries as commons
from allmende.domain.cooperation import StaffMember
from allmende.domain.package.edits import author
from allmende.usecases.draft_package import change
from tests.entrypoints.studio.conftest import Worker, fields_of, readable, worker
from tests.world import SERVICE, World


def tree(draft: str) -> Any:
    return commons.edition_of(draft).tree


def data(draft: str, address: str) -> dict[str, Any]:
    return dict(tree(draft)[address].data)


# --- begin, look ------------------------------------------------------------------------------------------


def test_a_designer_begins_a_draft_on_the_service_page(world: World, designer: Worker) -> None:
    page = designer.words(f"/werkstatt/leistung/{SERVICE}/")
    assert "Gerade arbeitet niemand an dieser Leistung." in page
    assert "Ihre Stadt nutzt die Fassung 1.0.0" in page

    answer = designer.post("/werkstatt/entwurf/neu/", {"service": SERVICE, "title": "Gebühr 2027"})

    assert answer.status_code == 302
    shown = designer.words(answer["Location"])
    assert "Ihr Entwurf ist da." in shown
    assert "Gebühr 2027" in shown
    assert "Gebühr 2027" in designer.words("/werkstatt/")


NEW = "/werkstatt/entwurf/neu/"


def test_a_new_service_begins_from_its_name_and_a_pattern(world: World, designer: Worker) -> None:
    assert "Anmeldungen, Abmeldungen und Anzeigen, über die niemand entscheidet" in designer.words("/werkstatt/")
    said = {"name": "Straße sperren", "pattern": "notification"}
    answer = designer.post(NEW, said)

    assert "Straße sperren" in designer.words(answer["Location"])
    twice = designer.post(NEW, said)
    assert twice["Location"] == answer["Location"]
    frieda = worker(world, "fulda", "gestaltung", name="frieda")
    again = frieda.post(NEW, said)
    assert again.status_code == 422
    assert "gibt es schon" in readable(again.content.decode())
    assert 'value="Straße sperren"' in again.content.decode()
    assert 'value="notification" checked' in again.content.decode()


def test_a_pattern_asks_what_it_cannot_know(designer: Worker) -> None:
    said = {"name": "Zeugnis bestellen", "pattern": "certificate"}
    asked = designer.post(NEW, said)
    assert asked.status_code == 200
    assert "Die Vorschrift, nach der vor einer Ablehnung niemand angehört wird." in readable(asked.content.decode())

    said |= {"antwort.certificate.fee": "12,50", "antwort.certificate.no_hearing": "weil es so ist"}
    wrong = designer.post(NEW, said)
    assert wrong.status_code == 422
    assert 'value="weil es so ist"' in wrong.content.decode()
    assert 'href="#f-antwort-certificate-no-hearing"' in wrong.content.decode()

    made = designer.post(NEW, said | {"antwort.certificate.no_hearing": "§ 28 Abs. 2 Nr. 3 HVwVfG"})
    assert made.status_code == 302
    assert "Gebührenordnung der Stadt" in designer.words(made["Location"])


def test_without_a_pattern_she_is_asked_for_one(designer: Worker) -> None:
    answer = designer.post(NEW, {"name": "Straße sperren"})
    assert answer.status_code == 422
    assert "Wählen Sie ein Muster." in readable(answer.content.decode())


def test_the_outline_tells_the_whole_package_in_words(designer: Worker, draft: str) -> None:
    page = designer.words(f"/werkstatt/entwurf/{draft}/")

    for words in (
        "Was die Prüfung sagt",
        "ohne Anmeldung",
        "§ 1 der Satzung",
        "nur wenn",
        "Fristen",
        "14 Tage",
        "Ablauf",
        "Ablehnungsgründe",
        "Letzte Änderungen Noch hat niemand etwas geändert.",
    ):
        assert words in page, words


def test_every_line_of_the_outline_leads_to_a_form(designer: Worker, draft: str) -> None:
    page = designer.page(f"/werkstatt/entwurf/{draft}/")
    links = {
        unescape(part.partition('"')[0])
        for part in page.split('href="')[1:]
        if "/teil/?stelle=" in part.partition('"')[0]
    }

    assert len(links) > 30
    for link in sorted(links):
        assert designer.get(link).status_code == 200, link


def test_in_english_the_studio_speaks_english(designer: Worker, draft: str, part: str) -> None:
    assert "What the check says" in designer.words(f"/en/werkstatt/entwurf/{draft}/")
    form = designer.words(f"/en{part}field.anzahl")
    assert "Kind of question" in form and "Mandatory" in form
    assert "Last changed" not in form


# --- forms ------------------------------------------------------------------------------------------------


def test_every_part_opens_and_posting_it_unchanged_changes_nothing(designer: Worker, draft: str, part: str) -> None:
    before = commons.get_draft(draft).head_sha256

    for address, one in tree(draft).items():
        if not address:
            continue
        url = part + quote(address, safe="")
        page = designer.page(url)
        if one.kind in ("tariff", "process", "decisions", "table", "texts", "form"):
            continue
        answer = designer.post(url, fields_of(page))
        assert answer.status_code == 302, (address, readable(answer.content.decode()))
        assert answer["Location"].endswith("neues=gleich"), address
    assert commons.get_draft(draft).head_sha256 == before
    assert commons.get_draft(draft).last_seq == 0


def test_saving_makes_one_change_with_her_name_and_says_what_the_check_says(
    designer: Worker, draft: str, part: str
) -> None:
    url = part + "field.anzahl"
    fields = fields_of(designer.page(url))

    answer = designer.post(url, {**fields, "p.maximum": "5", "t.de.field.anzahl.label": "Wie viele Hunde haben Sie?"})

    assert answer.status_code == 302
    page = designer.words(answer["Location"])
    assert "Gespeichert." in page
    assert "Was die Prüfung sagt Zu dieser Stelle nichts." in page
    assert "Zuletzt geändert von Greta Marburg, Marburg." in page
    assert data(draft, "field.anzahl")["maximum"] == 5
    view = commons.get_draft(draft)
    assert [one.author.name for one in view.changes] == ["Greta Marburg"]


def test_clicking_twice_makes_one_change(designer: Worker, draft: str, part: str) -> None:
    url = part + "deadline.zahlung"
    fields = {**fields_of(designer.page(url)), "p.days": "21"}

    first, second = designer.post(url, fields), designer.post(url, fields)

    assert (first.status_code, second.status_code) == (302, 302)
    assert commons.get_draft(draft).last_seq == 1


def test_a_wrong_value_is_refused_at_the_field_and_what_was_typed_stays(
    designer: Worker, draft: str, part: str
) -> None:
    url = part + "deadline.zahlung"
    fields = {**fields_of(designer.page(url)), "p.days": "bald", "p.basis": "§ 9 der Satzung"}

    answer = designer.post(url, fields)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Hier passt nur eine ganze Zahl." in readable(page)
    assert 'value="bald"' in page and 'aria-invalid="true"' in page and "data-focus" in page
    assert 'value="§ 9 der Satzung"' in page
    assert commons.get_draft(draft).last_seq == 0
    fixed = designer.post(url, {**fields_of(page), "p.days": "21"})
    assert fixed.status_code == 302
    assert data(draft, "deadline.zahlung") == {"days": 21, "basis": "§ 9 der Satzung"}


def test_a_condition_that_cannot_be_read_is_refused_and_an_unknown_name_is_told_after_saving(
    designer: Worker, draft: str, part: str
) -> None:
    url = part + "field.nachweis"
    fields = fields_of(designer.page(url))

    broken = designer.post(url, {**fields, "p.when": "kampfhund = ("})
    unknown = designer.post(url, {**fields, "p.when": "kampfhunde"})

    assert broken.status_code == 422
    assert "Das ist nicht lesbar." in readable(broken.content.decode())
    assert unknown.status_code == 302
    page = designer.words(unknown["Location"])
    assert "Fehler" in page and "kampfhunde" in page


def test_a_condition_can_be_checked_before_it_is_saved(designer: Worker, draft: str, part: str) -> None:
    url = part + "field.nachweis"
    fields = {**fields_of(designer.page(url)), "p.when": "anzahl > 3", "_check": "p.when"}

    page = designer.post(url, fields)
    fragment = designer.post(url, {**fields, "p.when": "anzahl > rasse"}, headers={"HX-Request": "true"})

    assert page.status_code == 200
    assert "Das ist in Ordnung. Das heißt:" in readable(page.content.decode())
    assert "anzahl &gt; 3" in page.content.decode()
    assert fragment.content.decode().startswith("<ul") and "rasse" in fragment.content.decode()
    assert commons.get_draft(draft).last_seq == 0


def test_names_for_conditions_are_listed_with_what_they_mean(designer: Worker, draft: str, part: str) -> None:
    page = designer.words(part + "field.nachweis")

    assert "Welche Namen können Sie in Bedingungen benutzen?" in page
    assert "parameter.grundgebuehr" in page
    assert "kampfhund" in page


def test_a_stale_form_shows_both_versions_keeps_mine_and_overwrites_when_saved_again(
    world: World, designer: Worker, draft: str, part: str
) -> None:
    url = part + "deadline.zahlung"
    mine = {**fields_of(designer.page(url)), "p.days": "21"}
    frieda = worker(world, "fulda", "gestaltung", name="frieda")
    theirs = frieda.post(url, {**fields_of(frieda.page(url)), "p.days": "30", "p.basis": "§ 7"})
    assert theirs.status_code == 302

    answer = designer.post(url, mine)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Inzwischen geändert von Frieda Fulda, Fulda." in readable(page)
    assert "30" in readable(page)
    assert 'value="21"' in page
    assert 'value="§ 7"' in page  # untouched by me: what holds now
    assert data(draft, "deadline.zahlung")["days"] == 30
    again = designer.post(url, fields_of(page))
    assert again.status_code == 302
    assert data(draft, "deadline.zahlung") == {"days": 21, "basis": "§ 7"}


def test_a_part_that_went_meanwhile_shows_what_was_typed(
    world: World, designer: Worker, greta: StaffMember, draft: str, part: str
) -> None:
    url = part + "deadline.bearbeitung"
    mine = {**fields_of(designer.page(url)), "p.working_days": "17"}
    edits = author.remove(tree(draft), "deadline.bearbeitung")
    assert isinstance(edits, tuple)
    change(person=greta, draft_id=draft, edits=edits, now=world.now)

    answer = designer.post(url, mine)

    assert answer.status_code == 409
    assert "Diese Stelle gibt es nicht mehr" in readable(answer.content.decode())
    assert "17" in readable(answer.content.decode())


# --- adding, removing, moving ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parent", "posted", "address", "expected"),
    [
        ("step.hunde", {"_kind": "field", "n.field.de": "Welche Rasse?", "n.field.en": "Which breed?", "n.field.type": "choice",
                        "n.field.required": "yes", "n.field.options": "Dackel\r\nPudel", "n.field.id": ""},
         "field.welche_rasse", {"type": "choice", "required": True}),
        ("field.tiere", {"_kind": "field", "n.field.de": "Alter", "n.field.type": "integer"}, "field.tiere.alter", {"type": "integer"}),
        ("field.anzahl", {"_kind": "check", "n.check.rule": "anzahl < 5", "n.check.de": "Zu viele Hunde."}, "field.anzahl.check.zu_viele_hunde", {"rule": "anzahl < 5"}),
        ("form", {"_kind": "step", "n.step.de": "Zahlung", "n.step.en": "Payment"}, "step.zahlung", {}),
        ("service", {"_kind": "parameter", "n.parameter.de": "Was kostet die Marke?", "n.parameter.type": "money", "n.parameter.required": "yes"},
         "parameter.was_kostet_die_marke", {"type": "money", "required": True, "set_by": "city"}),
        ("service", {"_kind": "tariff", "n.tariff.de": "Landesabgabe", "n.tariff.value": "3,50", "n.tariff.valid_from": "1.1.2027", "n.tariff.basis": "§ 1"},
         "tariff.landesabgabe.from.2027-01-01", {"value": "3.50", "valid_from": "2027-01-01", "basis": "§ 1", "status": "verified"}),
        ("service", {"_kind": "deadline", "n.deadline.id": "marke", "n.deadline.length": "6", "n.deadline.unit": "weeks"}, "deadline.marke", {"weeks": 6}),
        ("service", {"_kind": "ground", "n.ground.de": "Kein Hund", "n.ground.reason_de": "Es ist kein Hund.", "n.ground.legal_basis": "§ 2"},
         "ground.kein_hund", {"legal_basis": "§ 2"}),
        ("service", {"_kind": "applicant", "n.applicant.id": "halter", "n.applicant.max": "2"}, "applicant.halter", {"max": 2}),
        ("notice.grant", {"_kind": "block", "n.block.part": "information", "n.block.sort": "paragraph", "n.block.de": "Tragen Sie die Marke."},
         "notice.grant.information.tragen_sie_die_marke", {"paragraph": "tragen_sie_die_marke"}),
    ],
)  # fmt: skip
def test_new_parts(
    designer: Worker, draft: str, part: str, parent: str, posted: dict[str, str], address: str, expected: dict[str, Any]
) -> None:
    answer = designer.post(f"/werkstatt/entwurf/{draft}/teil/neu/?stelle={parent}", posted)

    assert answer.status_code == 302, readable(answer.content.decode())
    assert "Angelegt." in designer.words(answer["Location"])
    assert data(draft, address) == expected


def test_a_new_choice_brings_its_options_with_words(designer: Worker, draft: str) -> None:
    designer.post(
        f"/werkstatt/entwurf/{draft}/teil/neu/?stelle=step.hunde",
        {"_kind": "field", "n.field.de": "Welche Rasse?", "n.field.type": "choice", "n.field.options": "Dackel\r\nAndere Rasse"},
    )  # fmt: skip

    assert commons.package_of(draft).texts.spoken("field.welche_rasse.option.andere_rasse", "de") == "Andere Rasse"


def test_what_cannot_be_added_stays_typed(designer: Worker, draft: str) -> None:
    answer = designer.post(
        f"/werkstatt/entwurf/{draft}/teil/neu/?stelle=step.hunde",
        {"_kind": "field", "n.field.de": "Zweite Zahl", "n.field.type": "integer", "n.field.id": "anzahl"},
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "gibt es schon" in readable(page)
    assert "Zweite Zahl" in page
    assert '<details class="al-help al-section" id="neu-field" open>' in page


def test_a_new_letter(designer: Worker, draft: str) -> None:
    url = f"/werkstatt/entwurf/{draft}/schreiben/neu/"
    fields = {
        "n.letter.kind": "information",
        "n.letter.subject_de": "Hinweis zur Marke",
        "n.letter.lead_de": "Die Marke kommt.",
    }

    empty = designer.post(url, {})
    answer = designer.post(url, fields)

    assert empty.status_code == 422
    assert answer.status_code == 302
    assert data(draft, "notice.hinweis_zur_marke") == {"kind": "information"}


def test_moving_and_removing_and_taking_it_back(designer: Worker, draft: str, part: str) -> None:
    order = f"/werkstatt/entwurf/{draft}/teil/ordnen/?stelle="

    moved = designer.post(order + "field.kampfhund", {"_act": "up"})
    removed = designer.post(order + "field.anzahl", {"_act": "remove"})

    assert "Verschoben." in designer.words(moved["Location"])
    assert "Entfernt." in designer.words(removed["Location"])
    assert "field.anzahl" not in tree(draft)
    assert "text.de.field.anzahl.label" not in tree(draft)
    again = designer.post(order + "field.anzahl", {"_act": "remove"})
    assert again.status_code == 302  # clicked twice: nothing happens
    undone = designer.post(f"/werkstatt/entwurf/{draft}/verlauf/2/zurueck/")
    assert undone.status_code == 302
    assert "field.anzahl" in tree(draft)
    assert [one.address for one in tree(draft).inside("step.hunde")][:2] == ["field.kampfhund", "field.anzahl"]
    twice = designer.post(f"/werkstatt/entwurf/{draft}/verlauf/2/zurueck/")
    assert twice.status_code == 302


# --- texts ------------------------------------------------------------------------------------------------


def test_texts_stand_side_by_side_and_several_are_saved_together(designer: Worker, draft: str) -> None:
    url = f"/werkstatt/entwurf/{draft}/texte/?teil=step"
    fields = fields_of(designer.page(url))

    answer = designer.post(
        url,
        {
            **fields,
            "t.de.step.person.title": "Zu Ihnen",
            "t.en.step.person.title": "You",
            "t.de-leicht.step.hunde.title": "Hund",
        },
    )

    assert answer.status_code == 302
    assert "Gespeichert." in designer.words(answer["Location"])
    texts = commons.package_of(draft).texts
    assert (texts.spoken("step.person.title", "de"), texts.spoken("step.person.title", "en")) == ("Zu Ihnen", "You")
    assert texts["step.hunde.title"]["de-leicht"] == "Hund"
    assert commons.get_draft(draft).last_seq == 1


def test_texts_can_be_searched_and_filtered_by_what_is_missing(designer: Worker, draft: str) -> None:
    url = f"/werkstatt/entwurf/{draft}/texte/"

    assert "step.person.title" in designer.page(f"{url}?suche=step.person")
    assert "field.anzahl.label" not in designer.page(f"{url}?suche=step.person")
    assert "0 Texte" in designer.words(f"{url}?suche=gibtesnicht")
    assert "Kein Text passt zu dieser Auswahl." in designer.words(f"{url}?suche=gibtesnicht")
    assert "service.name" in designer.page(f"{url}?nur=de-leicht&teil=service")


def test_two_people_translate_different_languages_of_one_text_without_a_conflict(
    world: World, designer: Worker, draft: str
) -> None:
    url = f"/werkstatt/entwurf/{draft}/texte/?suche=step.person.title"
    frieda = worker(world, "fulda", "gestaltung", name="frieda")
    mine, theirs = fields_of(designer.page(url)), fields_of(frieda.page(url))

    first = frieda.post(url, {**theirs, "t.en.step.person.title": "About you"})
    second = designer.post(url, {**mine, "t.de.step.person.title": "Ihre Person"})

    assert (first.status_code, second.status_code) == (302, 302)
    texts = commons.package_of(draft).texts["step.person.title"]
    assert (texts["de"], texts["en"]) == ("Ihre Person", "About you")


def test_the_same_text_changed_by_two_is_shown_to_the_second(world: World, designer: Worker, draft: str) -> None:
    url = f"/werkstatt/entwurf/{draft}/texte/?suche=step.person.title"
    frieda = worker(world, "fulda", "gestaltung", name="frieda")
    mine = fields_of(designer.page(url))
    frieda.post(url, {**fields_of(frieda.page(url)), "t.de.step.person.title": "Fuldas Wort"})

    answer = designer.post(url, {**mine, "t.de.step.person.title": "Marburgs Wort"})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Fuldas Wort" in readable(page) and "Marburgs Wort" in page
    assert designer.post(url, fields_of(page)).status_code == 302
    assert commons.package_of(draft).texts["step.person.title"]["de"] == "Marburgs Wort"


def test_a_text_with_an_id_of_its_own(designer: Worker, draft: str) -> None:
    url = f"/werkstatt/entwurf/{draft}/texte/"

    answer = designer.post(
        url, {"neu.id": "message.marke.subject", "neu.de": "Ihre Marke", "neu.en": "Your tag", "neu.de-leicht": ""}
    )
    wrong = designer.post(url, {"neu.id": "Meine Marke", "neu.de": "x"})

    assert answer.status_code == 302
    assert commons.package_of(draft).texts["message.marke.subject"]["en"] == "Your tag"
    assert wrong.status_code == 422


# --- files ------------------------------------------------------------------------------------------------


def test_files_can_be_read_downloaded_and_replaced(designer: Worker, draft: str) -> None:
    url = f"/werkstatt/entwurf/{draft}/dateien/"
    content = designer.get(f"{url}laden/?datei=service.yaml").content

    assert "service.yaml" in designer.words(url)
    assert "leika" in designer.words(f"{url}?datei=service.yaml")
    answer = designer.post(
        f"{url}ersetzen/",
        {"dateien": SimpleUploadedFile("service.yaml", content.replace(b"days: 14", b"days: 28")), "ordner": ""},
    )

    assert answer.status_code == 302
    assert data(draft, "deadline.zahlung")["days"] == 28


@pytest.mark.parametrize(
    ("name", "content"),
    [("service.yaml", b"id: [\n"), ("fremd.exe", b"MZ"), ("form.yaml", b"steps: 7\n"), ("process.bpmn", b"<a/>"), ("../../etc.yaml", b"a: 1")],
)  # fmt: skip
def test_a_bad_upload_is_refused_in_words_and_changes_nothing(
    designer: Worker, draft: str, name: str, content: bytes
) -> None:
    answer = designer.post(
        f"/werkstatt/entwurf/{draft}/dateien/ersetzen/", {"dateien": SimpleUploadedFile(name, content)}
    )

    assert answer.status_code == 422
    assert "Die Dateien wurden nicht übernommen" in readable(answer.content.decode())
    assert commons.get_draft(draft).last_seq == 0


def test_a_file_that_is_not_there_is_not_found(designer: Worker, draft: str) -> None:
    assert designer.get(f"/werkstatt/entwurf/{draft}/dateien/laden/?datei=../secret").status_code == 404


# --- preview and examples -----------------------------------------------------------------------------------


def test_a_step_can_be_filled_in_as_a_citizen_without_keeping_anything(designer: Worker, draft: str) -> None:
    url = f"/werkstatt/entwurf/{draft}/vorschau/hunde/"
    page = designer.words(url)
    assert "So sieht es die Bürgerin" in page and "Marburg" in page

    shown = designer.post(url, {"anzahl": "12", "kampfhund": "true", "_action": "check"})

    body = shown.content.decode()
    assert shown.status_code == 200
    assert 'value="12"' in body
    assert "al-errors" in body
    assert 'name="nachweis' in body or "nachweis" in body
    assert designer.get(f"/werkstatt/entwurf/{draft}/vorschau/gibtsnicht/").status_code == 404


def test_the_preview_shows_what_was_changed(designer: Worker, draft: str, part: str) -> None:
    url = part + "field.anzahl"
    designer.post(url, {**fields_of(designer.page(url)), "t.de.field.anzahl.label": "Hunde im Haus"})

    assert "Hunde im Haus" in designer.words(f"/werkstatt/entwurf/{draft}/vorschau/hunde/")


EXAMPLE = b"""title: Ein Hund
today: 2026-11-02
steps:
  - fill: {step: person, values: {name: Erika Muster, email: erika@example.org}}
  - fill: {step: hunde, values: {anzahl: "1", kampfhund: "false"}}
  - fill: {step: abschluss, values: {richtig: true}}
  - submit: {}
  - expect: {status: waiting_for_payment}
"""


def with_example(designer: Worker, draft: str, content: bytes = EXAMPLE) -> None:
    answer = designer.post(
        f"/werkstatt/entwurf/{draft}/dateien/ersetzen/",
        {"dateien": SimpleUploadedFile("ein_hund.yaml", content), "ordner": "examples"},
    )
    assert answer.status_code == 302, readable(answer.content.decode())


def test_examples_are_played_with_the_values_of_the_city(designer: Worker, draft: str) -> None:
    with_example(designer, draft)
    url = f"/werkstatt/entwurf/{draft}/beispiele/"
    assert "Ein Hund" in designer.words(url)

    page = designer.words(f"{url}?spielen=15")

    assert "1 von 1 gespielt." in page
    assert "1 wie erwartet, 0 anders" in page


def test_an_example_that_fails_says_why(designer: Worker, draft: str) -> None:
    with_example(designer, draft, EXAMPLE.replace(b"waiting_for_payment", b"closed"))

    page = designer.words(f"/werkstatt/entwurf/{draft}/beispiele/?nur=ein_hund")

    assert "anders als erwartet" in page
    assert "Schritt 5" in page


def test_a_new_example_is_a_copy_and_can_be_changed_as_text(designer: Worker, draft: str, part: str) -> None:
    with_example(designer, draft)

    answer = designer.post(f"/werkstatt/entwurf/{draft}/beispiele/neu/", {"title": "Zwei Hunde", "like": "ein_hund"})
    url = part + "example.zwei_hunde"
    fields = fields_of(designer.page(url))
    saved = designer.post(url, {**fields, "p.": fields["p."][0].replace("'1'", "'2'")})

    assert answer.status_code == 302 and saved.status_code == 302
    assert data(draft, "example.zwei_hunde")["steps"][1]["fill"]["values"]["anzahl"] == "2"
    wrong = designer.post(url, {**fields_of(designer.page(url)), "p.": "title: x\nsteps:\n  - tanzen: {}\n"})
    assert wrong.status_code == 422
    assert "tanzen" in wrong.content.decode()


def test_a_letter_can_be_read_even_when_no_example_makes_it(designer: Worker, draft: str) -> None:
    page = designer.words(f"/werkstatt/entwurf/{draft}/brief/grant/")

    assert "So liest sich der Brief" in page
    assert "Kein Beispiel erzeugt dieses Schreiben" in page


# --- history ------------------------------------------------------------------------------------------------


def test_the_history_tells_every_change_in_words(designer: Worker, draft: str, part: str) -> None:
    url = part + "deadline.zahlung"
    designer.post(url, {**fields_of(designer.page(url)), "p.days": "21"})

    page = designer.words(f"/werkstatt/entwurf/{draft}/verlauf/")

    assert "Nr. 1: Greta Marburg, Marburg" in page
    assert "14" in page and "21" in page
    assert "Rückgängig" in page
    assert "rückgängig" in designer.words(f"/werkstatt/entwurf/{draft}/")


def test_a_draft_is_renamed_put_aside_and_opened_again(designer: Worker, draft: str, part: str) -> None:
    url = f"/werkstatt/entwurf/{draft}/einstellen/"

    designer.post(url, {"_act": "rename", "title": "Gebühr 2028"})
    designer.post(url, {"_act": "close"})

    assert "Gebühr 2028" in designer.words(f"/werkstatt/entwurf/{draft}/")
    assert "nur noch ansehen" in designer.words(part + "deadline.zahlung")
    assert designer.post(part + "deadline.zahlung", {"p.days": "3"}).status_code == 403
    designer.post(url, {"_act": "reopen"})
    assert commons.get_draft(draft).state == "draft"
    empty = designer.post(url, {"_act": "rename", "title": " "})
    assert empty.status_code == 422


# --- who may ------------------------------------------------------------------------------------------------


def test_a_reviewer_of_another_city_may_look_but_not_change(world: World, draft: str, part: str) -> None:
    bernd = worker(world, "fulda", "begutachtung")

    page = bernd.page(part + "deadline.zahlung")

    assert "Speichern" not in readable(page)
    assert "„Gestaltung“" in readable(page)
    assert bernd.post(part + "deadline.zahlung", {"p.days": "3"}).status_code == 403
    for name in ("teil/neu/?stelle=form", "teil/ordnen/?stelle=step.hunde", "dateien/ersetzen/", "verlauf/1/zurueck/"):
        assert bernd.post(f"/werkstatt/entwurf/{draft}/{name}").status_code == 403, name
    for name in ("", "texte/", "verlauf/", "dateien/", "beispiele/", "vorschau/hunde/"):
        assert bernd.get(f"/werkstatt/entwurf/{draft}/{name}").status_code == 200, name


def test_a_clerk_without_a_role_in_the_studio_is_refused_and_a_stranger_signs_in(world: World, draft: str) -> None:
    clerk = worker(world, "marburg", "sachbearbeitung")

    assert clerk.get("/werkstatt/").status_code == 403
    assert clerk.get(f"/werkstatt/entwurf/{draft}/").status_code == 403
    stranger = Worker("marburg").get(f"/werkstatt/entwurf/{draft}/")
    assert stranger.status_code == 302 and stranger["Location"].startswith("/buero/anmelden/")


def test_an_unknown_draft_or_part_is_not_found(designer: Worker, part: str) -> None:
    assert designer.get("/werkstatt/entwurf/00000000-0000-0000-0000-000000000000/").status_code == 404
    assert designer.get(part + "field.gibtsnicht").status_code == 404
    assert designer.get(part).status_code in (200, 404)


def test_the_office_leads_to_the_studio_for_those_with_a_role_there(world: World) -> None:
    both = worker(world, "marburg", "sachbearbeitung", "gestaltung", name="beide")
    clerk = worker(world, "marburg", "sachbearbeitung", name="nur")

    assert 'href="/werkstatt/"' in both.get("/buero/").content.decode()
    assert 'href="/buero/"' in both.get("/werkstatt/").content.decode()
    assert 'href="/werkstatt/"' not in clerk.get("/buero/").content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/werkstatt/",
        f"/werkstatt/leistung/{SERVICE}/",
        "",
        "teil/?stelle=field.anzahl",
        "texte/",
        "verlauf/",
        "dateien/",
    ],
)
def test_pages_ask_few_questions_of_the_database(
    designer: Worker, draft: str, path: str, django_assert_max_num_queries: Any
) -> None:
    url = path if path.startswith("/") else f"/werkstatt/entwurf/{draft}/{path}"
    designer.get(url)

    with django_assert_max_num_queries(16):
        assert designer.get(url).status_code == 200
