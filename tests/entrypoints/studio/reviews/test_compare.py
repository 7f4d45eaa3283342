"""Two versions next to each other: what is shown, how it is chosen, what is refused."""

from __future__ import annotations

import re
import uuid
from typing import Any

from allmende.apps.catalogue import queries as catalogue
from allmende.apps.commons import queries as commons
from allmende.domain.package.edits import author
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases import draft_package
from tests.entrypoints.studio.reviews.conftest import Studio
from tests.world import SERVICE, World

COMPARE = "/werkstatt/vorschlag/vergleich/"


def base_sha(draft_id: str) -> str:
    with city_scope("marburg"):
        base = commons.get_draft(draft_id).base
    assert base is not None
    return base.sha256


def test_nobody_looks_without_signing_in(world: World) -> None:
    answer = Studio(HTTP_HOST="marburg.localhost").get(COMPARE)

    assert answer.status_code == 302
    assert answer["Location"].startswith("/buero/anmelden/")


def test_a_draft_against_its_base_says_in_words_what_citizens_notice(reviewer: Studio, draft_id: str) -> None:
    page = reviewer.read(f"{COMPARE}?entwurf={draft_id}")

    assert "Fassung 1.0.0 und Entwurf „Mehr Hunde erlauben“ im Vergleich" in page
    assert "2 Änderungen" in page
    assert "Was Bürgerinnen und Bürger merken (2)" in page
    assert "9 → 12" in page


def test_words_that_came_and_went_are_said_not_only_coloured(reviewer: Studio, draft_id: str) -> None:
    page = reviewer.get(f"{COMPARE}?entwurf={draft_id}&ansicht=texte").content.decode()

    assert re.search(r'<ins><span class="al-heard">neu: </span>', page)
    assert re.search(r'<del><span class="al-heard">entfernt: </span>', page)
    assert "Tiere" in page


def test_the_text_tab_can_show_one_place_alone(reviewer: Studio, draft_id: str) -> None:
    assert "1 Text ist anders" in reviewer.read(f"{COMPARE}?entwurf={draft_id}&ansicht=texte&ort=field.anzahl")
    assert "Alle Texte sind gleich." in reviewer.read(f"{COMPARE}?entwurf={draft_id}&ansicht=texte&ort=field.kampfhund")


def test_tables_and_process_say_when_nothing_differs(reviewer: Studio, draft_id: str) -> None:
    assert "Alle Tabellen sind gleich." in reviewer.read(f"{COMPARE}?entwurf={draft_id}&ansicht=tabellen")
    assert "Alle Stationen sind gleich." in reviewer.read(f"{COMPARE}?entwurf={draft_id}&ansicht=ablauf")


def test_a_release_with_itself_is_the_same(reviewer: Studio, draft_id: str) -> None:
    sha = base_sha(draft_id)

    assert "Beide Fassungen sind gleich." in reviewer.read(f"{COMPARE}?alt={sha}&neu={sha}")


def test_an_earlier_state_against_the_present_one_shows_what_came_since(reviewer: Studio, draft_id: str) -> None:
    page = reviewer.read(f"{COMPARE}?entwurf={draft_id}&stand=1")

    assert "Stand 1" in page
    assert "1 Änderung" in page
    assert "9 → 12" not in page


def test_sides_can_be_swapped(reviewer: Studio, draft_id: str) -> None:
    page = reviewer.read(f"{COMPARE}?alt={draft_id}&neu={base_sha(draft_id)}")

    assert "12 → 9" in page


def test_what_does_not_exist_is_not_found(reviewer: Studio, draft_id: str) -> None:
    sha = base_sha(draft_id)
    for query in (
        f"entwurf={uuid.uuid4()}",
        f"alt={sha}&neu={'0' * 64}",
        f"alt={sha}&neu=../../etc",
        f"entwurf={draft_id}&stand=99",
        f"entwurf={draft_id}&stand=x",
        "entwurf=" + "-" * 36,
        f"stadt=1&release={'0' * 64}",
        "stadt=1",
    ):
        assert reviewer.get(f"{COMPARE}?{query}").status_code == 404, query


def test_without_a_choice_the_page_offers_one(reviewer: Studio, draft_id: str) -> None:
    assert "Leistung wählen" in reviewer.read(COMPARE)
    page = reviewer.read(f"{COMPARE}?leistung={SERVICE}")
    assert "Fassung 1.0.0" in page
    assert "Entwurf „Mehr Hunde erlauben“" in page


def test_our_city_against_the_release(hire: Any, world: World, draft_id: str) -> None:
    page = hire("bernd", "begutachtung").read(f"{COMPARE}?stadt=1&release={base_sha(draft_id)}")
    with city_scope("marburg"):
        told = catalogue.tell_differences(base_sha(draft_id), catalogue.get_city(city="marburg").overlays.get(SERVICE))

    assert "Was Marburg anders macht" in page
    if told:
        assert all(one.spoken("de") in page for one in told)
    else:
        assert "Ihre Stadt macht hier nichts anders." in page


def test_english_beside_german(reviewer: Studio, draft_id: str) -> None:
    page = reviewer.read(f"/en{COMPARE}?entwurf={draft_id}")

    assert "What citizens notice (2)" in page
    assert "What is different?" in page
    assert "Seiten tauschen" not in page


def test_long_lists_come_in_pages_and_say_how_many_there_are_in_all(
    world: World, reviewer: Studio, designer: Studio, draft_id: str
) -> None:
    with city_scope("fulda"):
        tree = commons.edition_of(draft_id).tree
        ids = [part.address.removeprefix("text.de.") for part in tree.inside("texts.de")][:60]
        edits = [edit for one in ids for edit in author.set_text(tree, one, "de", f"Ganz neu: {one}")]
        made = draft_package.change(person=designer.person, draft_id=draft_id, edits=edits, now=world.now)
        assert isinstance(made, draft_package.DraftState), made
        count = len(commons.changes_of(draft_id))
    assert count > 40

    first = reviewer.read(f"{COMPARE}?entwurf={draft_id}")
    second = reviewer.read(f"{COMPARE}?entwurf={draft_id}&seite=2")

    assert f"{count} Änderungen" in first
    assert f"Seite 1 von {-(-count // 40)}" in first
    assert f"{count} Änderungen" in second
    assert "Vorige Seite" in second
    assert first.count("Ort:") == 40
    assert second.count("Ort:") == min(40, count - 40)
