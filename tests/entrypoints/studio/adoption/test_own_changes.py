"""What a city does differently, its values, its running cases: through forms, previewed, undone."""

from __future__ import annotations

from datetime import date, timedelta

from allmende.apps.catalogue import queries as catalogue
from allmende.foundation.tenancy.scopes import city_scope
from tests.entrypoints.studio.adoption.conftest import ROOM, Officer, Release
from tests.world import SERVICE, Visitor, World

HERE = f"{ROOM}{SERVICE}/"
LABEL = f"{HERE}anpassen/neu/?was=replace&stelle=text.field.anzahl.label"
OTHER = ("texts/de.yaml", "anzahl: {label: Wie viele Hunde?}", "anzahl: {label: Wie viele Hunde haben Sie?}")


def overlay(city: str = "marburg") -> list[tuple[str, str, str]]:
    with city_scope(city):
        found = catalogue.get_present(city=city).city.overlays.get(SERVICE)
    return [(change.verb, change.target, change.reason) for change in found.changes] if found else []


def ask_differently(uwe: Officer, words: str = "Wie viele Hunde leben bei Ihnen?") -> None:
    uwe.open(LABEL)
    uwe.press("Prüfen und Vorschau zeigen", de=words, grund="Viele verstehen es sonst falsch.")
    assert "Gespeichert." in uwe.press("So speichern")


def test_the_outline_says_what_may_be_changed_and_what_not(world: World, uwe: Officer) -> None:
    page = uwe.open(f"{HERE}anpassen/")

    assert "Noch nichts: Sie nutzen die Fassung, wie sie ist." in page
    assert "Wie viele Hunde?" in page
    assert "Diese Frage nicht stellen: Pflichtfragen lassen sich nicht weglassen." in page
    assert "Danach eine eigene Frage stellen" in page


def test_what_the_package_fixes_is_said_and_not_offered(world: World, uwe: Officer, release: Release) -> None:
    sha = release("1.1.0", ("service.yaml", 'file_plan: "20.1"', 'file_plan: "20.1"\nfixed: [deadline.zahlung]'))
    uwe.open(f"{HERE}{sha}/")
    uwe.press("Übernehmen")

    page = uwe.open(f"{HERE}anpassen/")

    assert "Länger oder kürzer: Für alle Städte festgelegt. Das darf keine Stadt ändern." in page
    assert "stelle=deadline.zahlung" not in uwe.html
    assert "stelle=deadline.bearbeitung" in uwe.html
    assert uwe.get(f"{HERE}anpassen/neu/?was=set&stelle=deadline.zahlung.days").status_code == 404


def test_a_change_is_previewed_in_words_before_it_is_stored(world: World, uwe: Officer) -> None:
    uwe.open(LABEL)
    assert uwe.value_of("de") == "Wie viele Hunde?"

    page = uwe.press("Prüfen und Vorschau zeigen", de="Wie viele Hunde leben bei Ihnen?", grund="")
    assert uwe.status == 422
    assert "Bitte sagen Sie kurz, warum." in page
    assert uwe.value_of("de") == "Wie viele Hunde leben bei Ihnen?"
    page = uwe.press("Prüfen und Vorschau zeigen", grund="Klarer.")
    assert "Das ändert sich bei uns" in page
    assert "Wie viele Hunde leben bei Ihnen?“" in page
    assert overlay() == []
    page = uwe.press("So speichern")

    assert "Gespeichert. Das gilt ab sofort für neue Anträge." in page
    assert "Klarer." in page
    assert overlay() == [("replace", "text.field.anzahl.label", "Klarer.")]
    assert overlay("fulda") == []


def test_a_change_that_does_not_fit_is_refused_with_a_sentence(world: World, uwe: Officer) -> None:
    uwe.open(f"{HERE}anpassen/neu/?was=add&stelle=field.anzahl")

    page = uwe.press(
        "Prüfen und Vorschau zeigen",
        **{"frage.de": "Farbe?", "art": "text", "daten": "none", "wenn": "gibt_es_nicht = 1", "grund": "Weil."},
    )

    assert uwe.status == 422
    assert "gibt_es_nicht" in page
    assert uwe.value_of("frage.de") == "Farbe?"
    assert overlay() == []


def test_an_own_question_appears_in_the_form_and_can_go_again(world: World, uwe: Officer) -> None:
    uwe.open(f"{HERE}anpassen/neu/?was=add&stelle=field.anzahl")
    uwe.press(
        "Prüfen und Vorschau zeigen",
        **{"frage.de": "Welche Farbe?", "art": "text", "daten": "none", "grund": "Für die Statistik."},
    )
    page = uwe.press("So speichern")
    assert "Eigene Frage „Welche Farbe?“ nach „Wie viele Hunde?“." in page

    uwe.follow("Ändern oder entfernen")
    assert uwe.value_of("frage.de") == "Welche Farbe?"
    page = uwe.press("Anpassung entfernen")

    assert "Entfernt. Hier gilt wieder die Fassung für alle." in page
    assert overlay() == []


def test_an_own_question_can_be_reworded_and_keeps_its_id(world: World, uwe: Officer) -> None:
    uwe.open(f"{HERE}anpassen/neu/?was=add&stelle=field.anzahl")
    typed = {"frage.de": "Welche Farbe?", "art": "text", "daten": "none", "grund": "Für die Statistik."}
    uwe.press("Prüfen und Vorschau zeigen", **typed)
    uwe.press("So speichern")

    uwe.follow("Ändern oder entfernen")
    uwe.press("Prüfen und Vorschau zeigen", **{"frage.de": "Welche Fellfarbe?"})
    page = uwe.press("So speichern")

    assert "Eigene Frage „Welche Fellfarbe?“" in page
    with city_scope("marburg"):
        change = catalogue.get_present(city="marburg").city.overlays[SERVICE].changes[0]
    assert change.value[0].id == "x_welche_farbe"


def test_two_people_at_the_same_change_see_both(world: World, uwe: Officer) -> None:
    ask_differently(uwe, "Erste Fassung?")
    uwe.open(f"{HERE}anpassen/")
    uwe.follow("Ändern oder entfernen")
    stale = uwe.page
    uwe.press("Prüfen und Vorschau zeigen", de="Zweite Fassung?")
    uwe.press("So speichern")

    uwe.page = stale
    uwe.press("Prüfen und Vorschau zeigen", de="Dritte Fassung?")
    uwe.page.content = uwe.page.content.replace(
        f'name="seen" value="{uwe.value_of("seen")}"'.encode(), b'name="seen" value="alt"'
    )
    page = uwe.press("So speichern")

    assert uwe.status == 422
    assert "Inzwischen hat jemand hier etwas geändert." in page
    assert "Gespeichert ist jetzt:" in page
    assert uwe.value_of("de") == "Dritte Fassung?"


def test_what_somebody_removed_meanwhile_can_be_made_anew(world: World, uwe: Officer) -> None:
    ask_differently(uwe)
    uwe.open(f"{HERE}anpassen/")
    uwe.follow("Ändern oder entfernen")
    stale = uwe.page
    uwe.press("Anpassung entfernen")

    uwe.page = stale
    page = uwe.press("Prüfen und Vorschau zeigen", de="Wie viele Hunde sind es?")
    assert uwe.status == 422
    assert "Diese Anpassung hat inzwischen jemand entfernt. Sie können sie neu anlegen." in page
    uwe.press("Prüfen und Vorschau zeigen")
    uwe.press("So speichern")

    assert [target for _verb, target, _reason in overlay()] == ["text.field.anzahl.label"]


# --- collisions with a new release ------------------------------------------------------------------------


def test_a_conflict_shows_three_sides_and_waits_for_a_choice(world: World, uwe: Officer, release: Release) -> None:
    ask_differently(uwe)
    sha = release("1.1.0", OTHER)

    page = uwe.open(f"{HERE}{sha}/")
    assert "zu tun: 1 Stelle ist offen" in page
    sides = ("Wie viele Hunde?", "Wie viele Hunde haben Sie?", "Wie viele Hunde leben bei Ihnen?")
    assert all(words in page for words in sides)
    assert "Unser Grund: Viele verstehen es sonst falsch." in page
    page = uwe.press("Übernehmen")
    assert uwe.status == 422
    assert "Bitte entscheiden Sie diese Stelle." in page
    name = "wahl.replace_field_anzahl_label"
    page = uwe.press("Übernehmen", **{name: "keep_ours"})

    assert "Übernommen." in page
    assert overlay() == [("replace", "text.field.anzahl.label", "Viele verstehen es sonst falsch.")]


def test_another_value_is_typed_in_place_and_survives_each_round(world: World, uwe: Officer, release: Release) -> None:
    ask_differently(uwe)
    sha = release("1.1.0", OTHER)
    uwe.open(f"{HERE}{sha}/")
    name, other = "wahl.replace_field_anzahl_label", "anders.replace_field_anzahl_label.de"

    page = uwe.press("Übernehmen", **{name: "other", other: ""})
    assert uwe.status == 422
    assert "Bitte geben Sie den deutschen Text an." in page
    page = uwe.press("Beispiele spielen", **{name: "other", other: "Wie viele Hunde halten Sie?"})
    assert uwe.checked(name) == ["other"]
    assert uwe.value_of(other) == "Wie viele Hunde halten Sie?"
    assert "entschieden" in page
    first = uwe.page
    assert "Übernommen." in uwe.press("Übernehmen")
    uwe.page = first
    assert "Übernommen." in uwe.press("Übernehmen")

    with city_scope("marburg"):
        change = catalogue.get_present(city="marburg").city.overlays[SERVICE].changes[0]
        history = catalogue.standing(city="marburg", service_id=SERVICE, day=world.today).history
    assert change.value["de"] == "Wie viele Hunde halten Sie?"
    assert len(history) == 3


def test_a_change_the_release_made_itself_is_pointed_out_and_may_go(
    world: World, uwe: Officer, release: Release
) -> None:
    ask_differently(uwe, "Wie viele Hunde haben Sie?")
    sha = release("1.1.0", OTHER)

    page = uwe.open(f"{HERE}{sha}/")
    assert "Nicht mehr nötig" in page
    assert "Die neue Fassung macht das schon selbst so." in page
    uwe.press("Übernehmen", **{"weg.replace_field_anzahl_label": "on"})

    assert overlay() == []


# --- values -----------------------------------------------------------------------------------------------


def test_a_value_gets_a_new_amount_from_a_day_on_and_keeps_its_history(world: World, uwe: Officer) -> None:
    page = uwe.open(f"{HERE}werte/")
    assert "30,00 €" in page

    page = uwe.press(
        "Neuen Wert speichern", ab="1.1.2027", grundlage="Satzung vom 1.11.2026", value__grundgebuehr="36,50"
    )

    assert "Der neue Wert ist eingetragen." in page
    assert "36,50 €" in page
    assert "Satzung vom 1.11.2026" in page
    with city_scope("marburg"):
        city = catalogue.get_present(city="marburg").city
    days = (date(2026, 12, 31), date(2027, 1, 1))
    found = [city.value(SERVICE, "grundgebuehr", day) for day in days]
    assert [one.value for one in found if one] == ["30.00", "36.50"]


def test_a_value_that_cannot_be_meant_keeps_everything_typed(world: World, uwe: Officer) -> None:
    uwe.open(f"{HERE}werte/")

    page = uwe.press("Neuen Wert speichern", ab="gestern", grundlage="", value__grundgebuehr="teuer")
    assert uwe.status == 422
    assert "Bitte nennen Sie die Satzung oder den Beschluss." in page
    assert (uwe.value_of("ab"), uwe.value_of("value.grundgebuehr")) == ("gestern", "teuer")
    page = uwe.press("Neuen Wert speichern", ab="1.1.2020", grundlage="Satzung", value__grundgebuehr="31")
    assert uwe.status == 422
    assert 'href="#f-ab"' in uwe.html
    page = uwe.press("Neuen Wert speichern", ab="1.1.2027", value__grundgebuehr="teuer")
    assert uwe.status == 422
    assert "Das ist keine Zahl." in page


# --- running cases ----------------------------------------------------------------------------------------


def test_a_case_is_moved_on_purpose_and_back(world: World, uwe: Officer, release: Release) -> None:
    with city_scope("marburg"):
        visitor = Visitor(world)
        visitor.apply()
        world.work()
        case_id, reference = visitor.id, visitor.view().reference
    sha = release("1.1.0", OTHER)
    uwe.open(f"{HERE}{sha}/")
    uwe.press("Übernehmen")
    world.now += timedelta(hours=1)

    page = uwe.open(f"{HERE}vorgaenge/")
    assert "Auf Fassung 1.0.0 1" in page
    assert reference in page
    assert "kann umziehen" in page
    page = uwe.press("Gewählte Vorgänge umziehen", grund="Besserer Text")
    assert uwe.status == 422
    assert "Bitte wählen Sie mindestens einen Vorgang." in page
    page = uwe.press("Gewählte Vorgänge umziehen", vorgang=case_id, grund="")
    assert uwe.status == 422
    page = uwe.press("Gewählte Vorgänge umziehen", vorgang=case_id, grund="Besserer Text")
    assert "Umgezogen. Sie können es unten zurücknehmen." in page
    assert "Auf Fassung 1.1.0 1" in page
    world.now += timedelta(hours=1)
    page = uwe.press("Gewählte zurücknehmen", vorgang=case_id, grund="Doch nicht")

    assert "Die Vorgänge stehen wieder, wo sie waren." in page
    assert "Auf Fassung 1.0.0 1" in page


def test_a_case_that_went_on_since_is_named_and_stays(world: World, uwe: Officer, release: Release) -> None:
    with city_scope("marburg"):
        visitor = Visitor(world)
        visitor.apply()
        world.work()
        reference = visitor.view().reference
    sha = release("1.1.0", OTHER)
    uwe.open(f"{HERE}{sha}/")
    uwe.press("Übernehmen")
    uwe.open(f"{HERE}vorgaenge/")

    page = uwe.press(
        "Gewählte Vorgänge umziehen", **{"vorgang": visitor.id, "grund": "Weil", f"stand.{visitor.id}": "0"}
    )

    assert uwe.status == 422
    assert f"{reference}: Am Vorgang wurde gerade gearbeitet." in page
    assert "Auf Fassung 1.0.0 1" in page


def test_another_citys_case_cannot_be_moved(world: World, uwe: Officer, release: Release) -> None:
    with city_scope("fulda"):
        visitor = Visitor(world, "fulda")
        visitor.apply()
        world.work()
    sha = release("1.1.0", OTHER)
    uwe.open(f"{HERE}{sha}/")
    uwe.press("Übernehmen")

    answer = uwe.post(f"{HERE}vorgaenge/", {"act": "move", "vorgang": visitor.id, "grund": "Weil"})

    assert answer.status_code in (302, 422)
    with city_scope("fulda"):
        assert "case_moved" not in visitor.kinds()
