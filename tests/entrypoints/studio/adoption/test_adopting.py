"""Taking a release over: on one page, in few clicks, and nothing typed is lost."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from allmende.apps.catalogue import operations
from allmende.apps.catalogue import queries as catalogue
from allmende.formats import city as city_format
from allmende.foundation.tenancy.scopes import city_scope
from tests.entrypoints.studio.adoption.conftest import ROOM, Officer, Release, hire
from tests.world import SERVICE, Visitor, World

HERE = f"{ROOM}{SERVICE}/"
CLEARER = ("texts/de.yaml", "anzahl: {label: Wie viele Hunde?}", "anzahl: {label: Wie viele Hunde haben Sie?}")
TAG_FEE = (
    "service.yaml",
    "parameters:\n",
    'parameters:\n  - {id: marke, type: money, unit: EUR, required: true, suggested: "5.00", basis: § 5 der Satzung, set_by: city}\n',
)
TAG_WORDS = (
    "texts/de.yaml",
    "grundgebuehr: {question: Was kostet ein Hund?}",
    "grundgebuehr: {question: Was kostet ein Hund?}\n  marke: {question: Was kostet eine neue Marke?, hint: Nur bei Verlust.}",
)
LEASH = (("service.yaml", "id: hund-anmelden", "id: leine-leihen"), ("texts/de.yaml", "Hund anmelden", "Leine leihen"))


def passing(fee: str = "= 2 * parameter.grundgebuehr") -> dict[str, str]:
    """An example that two dogs cost what the city says."""
    return {
        "examples/zwei.yaml": f"""title: Zwei Hunde
today: 2026-11-02
steps:
  - fill: {{step: person, values: {{name: Erika, email: erika@example.org}}}}
  - fill: {{step: hunde, values: {{anzahl: "2", kampfhund: "false"}}}}
  - fill: {{step: abschluss, values: {{richtig: "true"}}}}
  - submit: {{}}
  - expect: {{fee: "{fee}"}}
"""
    }


def standing(world: World, city: str = "marburg", service: str = SERVICE) -> catalogue.CityStanding:
    with city_scope(city):
        return catalogue.standing(city=city, service_id=service, day=world.today)


def value(city: str, parameter: str, world: World, service: str = SERVICE) -> str | None:
    with city_scope(city):
        found = catalogue.get_present(city=city).city.value(service, parameter, world.today)
    return found.value if found else None


def test_a_newcomer_is_live_with_an_own_fee_in_few_clicks(world: World, uwe: Officer, release: Release) -> None:
    release("1.1.0", CLEARER, TAG_FEE, TAG_WORDS, add=passing(), note="Die Frage ist klarer.")

    page = uwe.open("/werkstatt/uebernahme/")
    assert "Das wartet auf Sie (1)" in page
    assert "neue Fassung da" in page
    page = uwe.follow("Neue Fassung ansehen")
    assert "Hund anmelden: neue Fassung 1.1.0" in page
    assert "Die Frage ist klarer." in page
    assert "Unterschrieben von fulda" in page
    assert "Wie viele Hunde haben Sie?" in page
    assert "zu tun: 1 Angabe fehlt" in page
    assert uwe.value_of("value.marke") == "5,00"
    assert "Vorschlag. Bitte prüfen." in page
    page = uwe.press("Beispiele spielen", value__marke="7,50")
    assert "1 Beispiel bestanden." in page
    assert "alle bestanden" in page
    assert uwe.value_of("value.marke") == "7,50"
    page = uwe.press("Übernehmen")

    assert "Übernommen. Neue Anträge bekommen ab sofort diese Fassung." in page
    assert uwe.clicks <= 12
    assert uwe.clicks == 3
    now = standing(world).running
    assert now is not None
    assert (now.release.version, now.since, now.decided_by) == ("1.1.0", world.today, "Frau Uwe")
    assert value("marburg", "marke", world) == "7.50"
    assert standing(world, "fulda").running.release.version == "1.0.0"  # type: ignore[union-attr]


def test_a_service_the_city_never_had_is_taken_over_with_office_and_fee(
    world: World, uwe: Officer, release: Release
) -> None:
    release("1.0.0", *LEASH, ("service.yaml", "unit: steueramt", "unit: leinenamt"), name="leine-leihen")

    page = uwe.open(ROOM)
    assert "Das könnten wir anbieten (1)" in page
    page = uwe.follow("Übernahme ansehen")
    assert "Ihre Stadt bietet diese Leistung noch nicht an." in page
    assert "zu tun: 2 Angaben fehlen" in page
    page = uwe.press("Übernehmen", value__grundgebuehr="")
    assert uwe.status == 422
    assert "„Was kostet ein Hund?“ – hier fehlt Ihre Angabe." in page
    assert "Bitte geben Sie einen Wert an." in page
    assert "Es fehlt, welche Stelle zuständig ist." in page
    assert standing(world, service="leine-leihen").running is None
    page = uwe.press("Übernehmen", value__grundgebuehr="1.012,50", value__unit__leinenamt="amt")

    assert "Übernommen." in page
    assert value("marburg", "grundgebuehr", world, "leine-leihen") == "1012.50"
    assert value("marburg", "grundgebuehr", world) == "30.00"
    with city_scope("marburg"):
        assert catalogue.get_city(city="marburg").competences["leinenamt"] == "amt"
    assert uwe.get("/leistungen/leine-leihen/").status_code == 200


def test_what_cannot_be_meant_is_said_at_the_field_and_everything_typed_stays(
    world: World, uwe: Officer, release: Release
) -> None:
    sha = release("1.1.0", TAG_FEE, TAG_WORDS)
    uwe.open(f"{HERE}{sha}/")

    page = uwe.press("Übernehmen", value__marke="viel", ab="other", ab_tag="irgendwann", weil="Vielleicht später")

    assert uwe.status == 422
    assert "„Was kostet eine neue Marke?“: Das ist keine Zahl." in page
    assert 'aria-invalid="true"' in uwe.html
    assert 'href="#f-value-marke"' in uwe.html
    assert 'href="#f-ab-tag"' in uwe.html
    assert (uwe.value_of("value.marke"), uwe.value_of("ab_tag")) == ("viel", "irgendwann")
    assert (uwe.checked("ab"), uwe.value_of("weil")) == (["other"], "Vielleicht später")
    assert standing(world).running.release.version == "1.0.0"  # type: ignore[union-attr]


def test_emptying_a_value_that_holds_is_asked_about(world: World, uwe: Officer, release: Release) -> None:
    sha = release("1.1.0", CLEARER)
    uwe.open(f"{HERE}{sha}/")

    page = uwe.press("Übernehmen", value__grundgebuehr="")

    assert uwe.status == 422
    assert "Hier gilt schon ein Wert." in page
    assert standing(world).running.release.version == "1.0.0"  # type: ignore[union-attr]


def test_a_failing_example_keeps_the_city_from_adopting_and_says_why(
    world: World, uwe: Officer, release: Release
) -> None:
    sha = release("1.1.0", CLEARER, add=passing("999.00"))
    uwe.open(f"{HERE}{sha}/")

    page = uwe.press("Übernehmen")

    assert uwe.status == 422
    assert "Ein Beispiel besteht mit Ihren Werten und Anpassungen noch nicht." in page
    assert "zu tun: 1 besteht nicht" in page
    assert "Zwei Hunde" in page
    assert "999" in page
    assert standing(world).running.release.version == "1.0.0"  # type: ignore[union-attr]


def test_a_plan_for_a_day_can_be_called_off(world: World, uwe: Officer, release: Release) -> None:
    sha = release("1.1.0", CLEARER)
    uwe.open(f"{HERE}{sha}/")

    page = uwe.press("Übernehmen", ab="other", ab_tag="1.12.2026")
    assert "Geplant. Bis dahin bleibt alles, wie es ist." in page
    assert "Fassung 1.1.0 gilt bei uns ab 1. Dezember 2026." in page
    assert standing(world).planned.since == date(2026, 12, 1)  # type: ignore[union-attr]
    page = uwe.press("Geplante Übernahme absagen")

    assert "Die geplante Übernahme ist abgesagt." in page
    assert standing(world).planned is None


def test_a_release_of_next_year_begins_then(world: World, uwe: Officer, release: Release) -> None:
    sha = release("1.1.0", CLEARER, effective_from=date(2027, 1, 1))

    page = uwe.open(f"{HERE}{sha}/")
    assert "Gilt frühestens ab 1. Januar 2027" in page
    page = uwe.press("Übernehmen")

    assert "Geplant." in page
    assert standing(world).planned.since == date(2027, 1, 1)  # type: ignore[union-attr]


def test_deciding_later_needs_a_day_and_a_reason_that_all_see(world: World, uwe: Officer, release: Release) -> None:
    sha = release("1.1.0", TAG_FEE, TAG_WORDS)
    uwe.open(f"{HERE}{sha}/")

    page = uwe.press("Später entscheiden", bis="", weil="", value__marke="8")
    assert uwe.status == 422
    assert "Bitte geben Sie einen Tag an." in page
    assert "Bitte sagen Sie kurz, warum." in page
    assert uwe.value_of("value.marke") == "8"
    page = uwe.press("Später entscheiden", bis="1.10.2026", weil="Ferien")
    assert uwe.status == 422
    assert 'href="#f-bis"' in uwe.html
    page = uwe.press("Später entscheiden", bis="31.1.2027", weil="Der Rat entscheidet im Januar.")

    assert "Notiert." in page
    assert "Wir entscheiden bis 31. Januar 2027." in page
    assert "Der Rat entscheidet im Januar." in page
    assert "verschoben" in uwe.open(ROOM)


def test_the_way_back_is_one_click_and_loses_no_case(world: World, uwe: Officer, release: Release) -> None:
    sha = release("1.1.0", CLEARER)
    with city_scope("marburg"):
        visitor = Visitor(world)
        visitor.apply()
        world.work()
    page = uwe.open(f"{HERE}{sha}/")
    assert "1 Vorgang läuft. Er bleibt auf der Fassung, mit der er begonnen hat." in page
    uwe.press("Übernehmen")
    world.now += timedelta(hours=1)

    page = uwe.press("Zurück zur vorherigen Fassung 1.0.0")

    assert "Kein Vorgang ist verloren." in page
    assert standing(world).running.release.version == "1.0.0"  # type: ignore[union-attr]
    with city_scope("marburg"):
        assert visitor.view().reference
    assert "Zurück zur vorherigen Fassung 1" not in page


def test_the_same_form_sent_twice_is_one_decision(world: World, uwe: Officer, release: Release) -> None:
    sha = release("1.1.0", TAG_FEE, TAG_WORDS)
    uwe.open(f"{HERE}{sha}/")
    first = uwe.page

    assert "Übernommen." in uwe.press("Übernehmen")
    uwe.page = first
    assert "Übernommen." in uwe.press("Übernehmen")

    assert len(standing(world).history) == 2


def test_what_changed_meanwhile_is_shown_with_the_new_state(world: World, uwe: Officer, release: Release) -> None:
    sha = release("1.1.0", TAG_FEE, TAG_WORDS)
    newest = release("1.2.0", TAG_FEE, TAG_WORDS, CLEARER)
    uwe.open(f"{HERE}{sha}/")
    stale = uwe.page
    uwe.open(f"{HERE}{newest}/")
    uwe.press("Übernehmen", value__marke="6,00")

    uwe.page = stale
    page = uwe.press("Übernehmen", value__marke="7,00")

    assert uwe.status == 422
    assert "Inzwischen hat jemand hier etwas geändert. Bitte sehen Sie noch einmal hin." in page
    assert "jetzt 1.2.0" in page
    assert uwe.value_of("value.marke") == "7,00"
    assert standing(world).running.release.version == "1.2.0"  # type: ignore[union-attr]
    assert "Übernommen." in uwe.press("Übernehmen")


def test_an_older_release_is_called_older(world: World, uwe: Officer, release: Release) -> None:
    sha = release("0.9.0", CLEARER)

    page = uwe.open(f"{HERE}{sha}/")

    assert "Hund anmelden: Fassung 0.9.0" in page
    assert "Diese Fassung ist älter als die, die bei Ihnen läuft." in page


def test_a_service_can_be_ended_after_asking_and_taken_up_again(world: World, uwe: Officer) -> None:
    uwe.open(HERE)

    page = uwe.follow("Nicht mehr anbieten")
    assert "Laufende Vorgänge gehen weiter bis zum Ende." in page
    page = uwe.press("Ja, nicht mehr anbieten")

    assert "Neue Anträge sind nicht mehr möglich." in page
    assert standing(world).running is None
    uwe.follow("Übernahme ansehen")
    assert "Übernommen." in uwe.press("Übernehmen")


def test_a_withdrawn_release_is_shown_and_cannot_be_taken(world: World, uwe: Officer, release: Release) -> None:
    sha = release("1.1.0", CLEARER)
    operations.withdraw_release(release_sha=sha, reason="Falsche Gebühr.", actor="operator", now=world.now)

    page = uwe.open(f"{HERE}{sha}/")

    assert "Diese Fassung ist zurückgezogen." in page
    assert "Falsche Gebühr." in page
    assert 'value="adopt"' not in uwe.html
    assert uwe.post(f"{HERE}{sha}/", {"act": "adopt"}).status_code == 422


def test_whoever_runs_a_withdrawn_release_is_warned(world: World, uwe: Officer) -> None:
    running = standing(world).running
    assert running is not None
    operations.withdraw_release(
        release_sha=running.release.sha256, reason="Falsche Gebühr.", actor="operator", now=world.now
    )

    assert "zurückgezogen" in uwe.open(ROOM)
    assert "Die Fassung, die bei uns läuft, ist zurückgezogen. Falsche Gebühr." in uwe.open(HERE)


def test_others_look_and_cannot_act(world: World, release: Release) -> None:
    sha = release("1.1.0", TAG_FEE, TAG_WORDS)
    hire(world, "greta", "gestaltung")
    greta = Officer("greta")

    for address in (ROOM, HERE, f"{HERE}{sha}/", f"{HERE}anpassen/", f"{HERE}werte/", f"{HERE}vorgaenge/"):
        greta.open(address)
        assert "<button" not in greta.html.partition("<main")[2], address
    for address in (f"{HERE}{sha}/", f"{HERE}zurueck/", f"{HERE}absagen/", f"{HERE}beenden/", f"{HERE}werte/"):
        assert greta.post(address, {"act": "adopt"}).status_code == 403, address
    assert standing(world).running.release.version == "1.0.0"  # type: ignore[union-attr]


def test_the_office_and_strangers_do_not_get_in(world: World) -> None:
    hire(world, "clerk", "sachbearbeitung")

    assert Officer("clerk").get(ROOM).status_code == 403
    assert Client(HTTP_HOST="marburg.localhost").get(ROOM).status_code == 302


def test_another_citys_data_is_never_shown(world: World, uwe: Officer, release: Release) -> None:
    hire(world, "falk", "uebernahme", city="fulda")
    sha = release("1.1.0", TAG_FEE, TAG_WORDS)
    falk = Officer("falk", host="fulda.localhost")
    falk.open(f"{HERE}{sha}/")
    falk.press("Übernehmen", value__marke="98,76")
    falk.open(f"{HERE}anpassen/neu/?was=replace&stelle=text.field.anzahl.label")
    falk.press("Prüfen und Vorschau zeigen", de="Anzahl in Fulda?", grund="Fuldaer Grund")
    falk.press("So speichern")
    assert "Fuldaer Grund" in falk.open(f"{HERE}anpassen/")

    for address in (ROOM, HERE, f"{HERE}{sha}/", f"{HERE}anpassen/", f"{HERE}werte/", f"{HERE}vorgaenge/"):
        page = uwe.open(address)
        assert not any(words in page for words in ("98,76", "Anzahl in Fulda", "Fuldaer Grund", "Falk")), address
    assert (
        Client(HTTP_HOST="fulda.localhost", headers={"cookie": uwe.cookies.output(header="")}).get(ROOM).status_code
        == 302
    )


def test_unknown_services_and_releases_are_not_there(world: World, uwe: Officer, release: Release) -> None:
    other = release("1.0.0", *LEASH, name="leine-leihen")

    for address in (f"{ROOM}nirgends/", f"{HERE}{'0' * 64}/", f"{HERE}{other}/", f"{ROOM}nirgends/anpassen/"):
        assert uwe.get(address).status_code == 404, address


@pytest.mark.parametrize(
    "path", ["", f"{SERVICE}/", f"{SERVICE}/anpassen/", f"{SERVICE}/werte/", f"{SERVICE}/vorgaenge/"]
)
def test_every_page_is_there_in_english(world: World, uwe: Officer, release: Release, path: str) -> None:
    release("1.1.0", CLEARER)

    page = uwe.open(f"/en{ROOM}{path}").replace("Erste Fassung.", "")

    german = ("Fassung", "Anpassung", "Vorgänge", "übernehmen", "festlegen", "Stadt bietet", "Leistungen")
    assert [word for word in german if word in page] == []


def test_the_adoption_page_speaks_english(world: World, uwe: Officer, release: Release) -> None:
    sha = release("1.1.0", CLEARER, TAG_FEE)

    page = uwe.open(f"/en{HERE}{sha}/")

    assert "Your decision" in page
    assert "Adopt" in page
    german = ("Fassung", "Anpassung", "Vorgänge", "Übernehmen", "Entscheidung", "Angabe", "Beispiele")
    assert [word for word in german if word in page] == []


def test_the_list_says_who_else_is_responsible(world: World, uwe: Officer, release: Release) -> None:
    release("1.0.0", *LEASH, name="leine-leihen")
    with city_scope("marburg"):
        present = catalogue.get_present(city="marburg")
        files = dict(present.city.files)
        other = "\n  leine-leihen:\n    not_ours: {text: {de: Der Kreis macht das.}, who: Landkreis}\n"
        files["city.yaml"] = files["city.yaml"].replace("\nadoptions:\n", f"\nadoptions:{other}", 1)
        data = {**city_format.to_json(present.city), "files": files}
        changed = city_format.from_json(data)
        operations.store_edition(
            city="marburg", sha256=changed.sha256, data=city_format.to_json(changed), now=world.now, origin="studio"
        )

    page = uwe.open(ROOM)

    assert "Dafür ist jemand anderes zuständig (1)" in page
    assert "Zuständig ist: Landkreis." in page
    assert "Zuständig ist Landkreis." in uwe.open(f"{ROOM}leine-leihen/")


def test_the_list_costs_the_same_however_many_services_there_are(
    world: World, uwe: Officer, release: Release, django_assert_num_queries: Any
) -> None:
    uwe.open(ROOM)
    with CaptureQueriesContext(connection) as one:
        uwe.open(ROOM)
    release("1.0.0", *LEASH, name="leine-leihen")
    release("1.2.0", ("service.yaml", "id: hund-anmelden", "id: katze-melden"), name="katze-melden")

    with django_assert_num_queries(len(one)):
        uwe.open(ROOM)


def test_looking_costs_the_same_however_many_cases_there_are(
    world: World, uwe: Officer, release: Release, django_assert_max_num_queries: Any
) -> None:
    sha = release("1.1.0", CLEARER)
    uwe.open(f"{HERE}{sha}/")
    with city_scope("marburg"):
        for _ in range(3):
            Visitor(world).apply()
        world.work()

    with django_assert_max_num_queries(16):
        assert "3 Vorgänge laufen." in uwe.open(f"{HERE}{sha}/")
