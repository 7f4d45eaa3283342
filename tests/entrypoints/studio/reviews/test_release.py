"""From proposing to the release and beyond: the form, the version, what is missing, catching up, withdrawing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from allmende.apps.catalogue import queries as catalogue
from allmende.apps.commons import queries as commons
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases import draft_package
from tests.cooperating import add_example, approve_all
from tests.entrypoints.studio.reviews.conftest import Hire, Studio, begin, edit, propose, readable, write
from tests.entrypoints.studio.reviews.test_proposal import seq, url, verdict
from tests.world import SERVICE, World

LIST = "/werkstatt/vorschlag/"


def proposal(**changed: str) -> dict[str, str]:
    usual = {"title": "Mehr Hunde", "why": "Viele haben mehr.", "version": "1.1.0", "wanted_from": "1.1.2027"}
    return {**usual, **changed}


def view(draft_id: str) -> commons.PackageDraft:
    with city_scope("marburg"):
        return commons.get_draft(draft_id)


def releases() -> list[str]:
    with city_scope("marburg"):
        return [line.version for line in catalogue.list_releases(SERVICE)]


@pytest.fixture
def approved(world: World, proposed: str) -> str:
    """Everybody who has to has approved."""
    approve(world, proposed)
    return proposed


def approve(world: World, draft_id: str) -> None:
    """Two cities, legal and data protection approve; the example that every release needs comes in before."""
    with city_scope("marburg"):
        add_example(world, draft_id)
        approve_all(world, draft_id)


# --- proposing -----------------------------------------------------------------------------------------------


def test_the_form_suggests_a_version_that_fits_and_says_what_each_means(designer: Studio, draft_id: str) -> None:
    page = designer.get(url(draft_id, "vorschlagen/")).content.decode()

    assert re.search(r'value="1.1.0"[^>]*checked', page)
    assert "Klein: 1.0.1" in page
    assert "Groß: 2.0.0" in page
    assert "Der Ablauf wird anders." in page


def test_words_alone_are_a_small_step(world: World, designer: Studio) -> None:
    draft_id = begin(world, designer)
    write(world, designer, draft_id, "field.anzahl.label", "Wie viele Hunde haben Sie?")

    assert re.search(r'value="1.0.1"[^>]*checked', designer.get(url(draft_id, "vorschlagen/")).content.decode())


def test_proposing_puts_it_before_the_other_cities_once(designer: Studio, reviewer: Studio, draft_id: str) -> None:
    for _ in range(2):
        answer = designer.post(url(draft_id, "vorschlagen/"), proposal())
        assert answer.status_code == 302

    found = view(draft_id)
    assert (found.state, found.title, found.version, found.wanted_from) == (
        "review",
        "Mehr Hunde",
        "1.1.0",
        date(2027, 1, 1),
    )
    assert "Mehr Hunde" in reviewer.read(LIST)
    assert "wartet auf Sie" in reviewer.read(LIST)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"title": ""}, "Geben Sie einen Titel an."),
        ({"why": " "}, "Schreiben Sie, was sich ändert und warum."),
        ({"version": "1.0.0"}, "1.0.0"),
        ({"version": "neu"}, "drei Zahlen"),
        ({"wanted_from": "morgen"}, "Schreiben Sie den Tag so: 1.3.2027."),
        ({"wanted_from": "31.2.2027"}, "Schreiben Sie den Tag so: 1.3.2027."),
        ({"wanted_from": "1.1.2020"}, "Dieser Tag liegt in der Vergangenheit."),
        ({"title": "x" * 300}, "Bitte kürzen Sie auf 200 Zeichen."),
    ],
)
def test_wrong_input_is_said_at_the_field_and_everything_typed_stays(
    designer: Studio, draft_id: str, changed: dict[str, str], said: str
) -> None:
    typed = proposal(**{"why": "Ein ganz besonderer Grund", **changed})
    answer = designer.post(url(draft_id, "vorschlagen/"), typed)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in readable(answer)
    assert "data-focus" in page
    assert f'href="#f-{next(iter(changed)).replace("_", "-")}' in page
    assert typed["why"].strip() in page
    assert view(draft_id).state == "draft"


def test_a_draft_that_changes_nothing_cannot_be_proposed(world: World, designer: Studio) -> None:
    answer = designer.post(url(begin(world, designer), "vorschlagen/"), proposal())

    assert answer.status_code == 422
    assert "Der Entwurf ändert noch nichts." in readable(answer)


def test_a_closed_draft_is_only_looked_at(world: World, designer: Studio, hire: Hire, draft_id: str) -> None:
    with city_scope("fulda"):
        draft_package.close(person=designer.person, draft_id=draft_id, now=world.now)

    assert designer.get(url(draft_id, "vorschlagen/"))["Location"] == url(draft_id)
    assert hire("frieda", "freigabe").get(url(draft_id, "freigeben/"))["Location"] == url(draft_id)
    answer = designer.post(url(draft_id, "vorschlagen/"), proposal(why="Mein langer Grund"))
    assert answer.status_code == 422
    assert "Mein langer Grund" in answer.content.decode()
    page = designer.get(url(draft_id)).content.decode()
    assert "Dieser Entwurf ist geschlossen." in page
    assert "Hier anmerken" not in page


def test_only_designers_propose_and_take_back(reviewer: Studio, proposed: str) -> None:
    assert reviewer.get(url(proposed, "vorschlagen/")).status_code == 403
    assert reviewer.post(url(proposed, "zurueckziehen/")).status_code == 403
    assert "Vorschlag zurückziehen" not in reviewer.read(url(proposed))


def test_taking_back_twice_and_proposing_again(designer: Studio, proposed: str) -> None:
    for _ in range(2):
        assert designer.post(url(proposed, "zurueckziehen/")).status_code == 302
    assert view(proposed).state == "draft"
    assert "Noch ein Entwurf" in designer.read(url(proposed))

    page = designer.get(url(proposed, "vorschlagen/")).content.decode()
    assert "Viele haben mehr als neun Hunde." in page
    assert re.search(r'value="1.1.0"[^>]*checked', page)
    assert designer.post(url(proposed, "vorschlagen/"), proposal()).status_code == 302
    assert view(proposed).state == "review"


# --- releasing -----------------------------------------------------------------------------------------------


def test_what_is_missing_is_said_instead_of_a_form(hire: Hire, proposed: str) -> None:
    releaser = hire("frieda", "freigabe")
    page = releaser.get(url(proposed, "freigeben/")).content.decode()

    assert "Das fehlt noch bis zur Freigabe" in page
    assert 'name="effective_from"' not in page
    answer = releaser.post(url(proposed, "freigeben/"), {"effective_from": "1.1.2027", "note.de": "Neu", "note.en": ""})
    assert answer.status_code == 422
    assert "Neu" in answer.content.decode()
    assert releases() == ["1.0.0"]


def test_releasing_makes_one_release_and_leads_to_the_own_city(hire: Hire, approved: str) -> None:
    releaser = hire("frieda", "freigabe")
    assert "Sie können freigeben" in releaser.read(url(approved))
    assert "Viele haben mehr als neun Hunde." in releaser.read(url(approved, "freigeben/"))

    for _ in range(2):
        answer = releaser.post(
            url(approved, "freigeben/"), {"effective_from": "1.12.2026", "note.de": "Bis zwölf Hunde.", "note.en": ""}
        )
        assert answer.status_code == 302

    assert releases() == ["1.1.0", "1.0.0"]
    page = releaser.get(url(approved)).content.decode()
    found = view(approved).release
    assert found is not None
    assert (found.effective_from, found.note) == (date(2026, 12, 1), {"de": "Bis zwölf Hunde."})
    assert f"/werkstatt/uebernahme/{SERVICE}/{found.sha256}/" in page
    assert "Hier anmerken" not in page
    assert "Fassung 1.1.0" in releaser.read(f"{LIST}?stand=freigegeben")


@pytest.mark.parametrize(
    ("day", "said"),
    [("bald", "Schreiben Sie den Tag so: 1.3.2027."), ("1.1.2020", "Dieser Tag liegt in der Vergangenheit.")],
)
def test_a_day_that_cannot_be_meant(hire: Hire, approved: str, day: str, said: str) -> None:
    answer = hire("frieda", "freigabe").post(
        url(approved, "freigeben/"), {"effective_from": day, "note.de": "Bis zwölf Hunde.", "note.en": "Up to twelve."}
    )

    assert answer.status_code == 422
    assert said in readable(answer)
    assert "Up to twelve." in answer.content.decode()
    assert releases() == ["1.0.0"]


def test_only_releasers_release(designer: Studio, approved: str) -> None:
    assert designer.get(url(approved, "freigeben/")).status_code == 403
    assert "Freigeben kann, wer die Rolle „Freigabe“ hat." in designer.read(url(approved))


# --- another release in between ------------------------------------------------------------------------------


def release_other(
    world: World, hire: Hire, designer: Studio, texts: Mapping[str, str] | None = None, **values: Any
) -> None:
    """Another draft of the same service goes through."""
    other = begin(world, designer, "Der andere Vorschlag")
    for address, (name, value) in values.items():
        edit(world, designer, other, address.replace("__", "."), name, value)
    for text_id, words in (texts or {}).items():
        write(world, designer, other, text_id, words)
    propose(world, designer, other)
    approve(world, other)
    typed = {"effective_from": "", "note.de": "", "note.en": ""}
    answer = hire("felix", "freigabe").post(url(other, "freigeben/"), typed)
    assert answer.status_code == 302, readable(answer)


@pytest.fixture
def overtaken(world: World, hire: Hire, designer: Studio, draft_id: str) -> str:
    """A draft whose base is no longer the newest release; both changed the same number."""
    release_other(world, hire, designer, field__anzahl=("maximum", 15), field__name=("max_length", 90))
    return draft_id


def test_catching_up_shows_both_sides_in_words_and_wants_a_choice(designer: Studio, overtaken: str) -> None:
    assert "Eine andere Fassung kam dazwischen" in designer.read(url(overtaken))
    page = designer.read(url(overtaken, "nachziehen/"))

    assert "1 Stelle müssen Sie entscheiden." in page
    assert re.search(r"Fassung 1.1.0 Frage [^.]*9 → 15", page)
    assert re.search(r"Ihr Entwurf Frage [^.]*9 → 12", page)
    answer = designer.post(url(overtaken, "nachziehen/"), {})
    assert answer.status_code == 422
    assert "Wählen Sie bitte eine Seite." in readable(answer)


def test_texts_that_collide_are_shown_from_all_three_sides(world: World, hire: Hire, designer: Studio) -> None:
    draft_id = begin(world, designer)
    write(world, designer, draft_id, "service.summary", "Hund? Hier anmelden.")
    release_other(world, hire, designer, texts={"service.summary": "Sagen Sie uns, dass Sie einen Hund haben."})

    page = designer.read(url(draft_id, "nachziehen/"))

    assert "Bisher (Fassung 1.0.0)" in page
    assert "Fassung 1.1.0 Sagen Sie uns, dass Sie einen Hund haben." in page
    assert "Ihr Entwurf Hund? Hier anmelden." in page


@pytest.mark.parametrize(("side", "maximum"), [("mine", 12), ("theirs", 15)])
def test_the_choice_counts_and_nothing_else_is_lost(designer: Studio, overtaken: str, side: str, maximum: int) -> None:
    typed = {"wahl.field.anzahl#maximum": side}
    for _ in range(2):
        assert designer.post(url(overtaken, "nachziehen/"), typed).status_code == 302

    with city_scope("fulda"):
        tree = commons.edition_of(overtaken).tree
        assert tree["field.anzahl"].data["maximum"] == maximum
        assert tree["field.name"].data["max_length"] == 90
        assert tree["text.de.field.anzahl.label"].data["value"] == "Wie viele Tiere halten Sie?"
    assert "Eine andere Fassung kam dazwischen" not in designer.read(url(overtaken))


def test_a_draft_that_is_up_to_date_has_nothing_to_catch_up(designer: Studio, draft_id: str) -> None:
    assert designer.get(url(draft_id, "nachziehen/"))["Location"] == url(draft_id)


# --- withdrawing ---------------------------------------------------------------------------------------------


def test_withdrawing_needs_a_reason_and_happens_once(hire: Hire, world: World, designer: Studio) -> None:
    with city_scope("marburg"):
        sha = catalogue.list_releases(SERVICE)[0].sha256
    page = f"/werkstatt/vorschlag/fassung/{sha}/zurueckziehen/"
    releaser = hire("frieda", "freigabe")

    answer = releaser.post(page, {"reason": ""})
    assert answer.status_code == 422
    assert "Schreiben Sie bitte, warum." in readable(answer)
    for _ in range(2):
        assert releaser.post(page, {"reason": "Die Gebühr war falsch."}).status_code in (200, 302)
    assert "Die Gebühr war falsch." in releaser.read(page)
    assert designer.get(page).status_code == 403
    assert releaser.get(page.replace(sha, "0" * 64)).status_code == 404


# --- the list ------------------------------------------------------------------------------------------------


def test_the_list_says_for_whom_each_waits_and_who_objects(
    world: World, designer: Studio, reviewer: Studio, proposed: str
) -> None:
    reviewer.post(url(proposed, "stellungnahme/"), verdict(seq(proposed), "object", "Zu viele."))

    page = designer.read(LIST)

    assert "1 Einwand" in page
    assert "wartet auf: Gestaltung" in page
    assert "Recht" in page
    assert "Gerade liegt kein Vorschlag vor." not in page


def test_lists_that_are_empty_say_what_to_do(reviewer: Studio) -> None:
    assert "Gerade liegt kein Vorschlag vor." in reviewer.read(LIST)
    assert "Noch ist kein Vorschlag freigegeben." in reviewer.read(f"{LIST}?stand=freigegeben")
    assert "Gerade liegt kein Vorschlag vor." in reviewer.read(f"{LIST}?stand=unsinn&seite=-4")


def test_statements_do_not_grow_with_proposals(world: World, designer: Studio, reviewer: Studio, proposed: str) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as found:
            reviewer.get(LIST)
        return len(found)

    count()
    before = count()
    for number in range(3):
        other = begin(world, designer, f"Noch einer {number}")
        edit(world, designer, other, "field.anzahl", "maximum", 20 + number)
        propose(world, designer, other, f"1.{number + 2}.0")

    assert count() == before
