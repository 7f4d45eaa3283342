"""One change through all cities: proposed, commented, objected to, revised, agreed, released, taken over at its own pace.

Every person has a browser of her own. Whatever a page claims is looked up on the pages of the others, too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from allmende.usecases.invite_demo_staff import PASSWORD, invite_demo_staff
from tests.browser.conftest import House
from tests.browser.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SERVICE = "bewohnerparkausweis"
OLD_HELP = "Gemeint ist ein Platz an Ihrer Wohnung"
NEW_HELP = "Gemeint ist ein eigener Stellplatz. Ein gemieteter zählt auch."
MARBURGS_HELP = "In Marburg bekommen Sie dann keinen Ausweis."


class Clock:
    """What `timezone.now()` shows, for server and worker alike. It can be put forward."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.ahead = timedelta()
        real: Callable[[], datetime] = timezone.now
        monkeypatch.setattr(timezone, "now", lambda: real() + self.ahead)

    def forward(self, **span: float) -> None:
        self.ahead += timedelta(**span)


class Staff(Visitor):
    """A member of a city's staff at her own browser."""

    def __init__(self, browser: Browser, house: House, city: str, role: str) -> None:
        super().__init__(browser.new_context(locale="de-DE", viewport={"width": 1280, "height": 900}).new_page(), house)
        self.city, self.role = city, role
        self.clicks = 0
        self.enter()

    def enter(self) -> None:
        """Sign in; a session does not outlast a month."""
        self.go("/buero/anmelden/?weiter=/werkstatt/")
        if self.page.locator("#passwort").count():
            self.page.fill("#name", self.role)
            self.page.fill("#passwort", PASSWORD)
            self.press("Anmelden")

    def go(self, path: str) -> None:
        self.open(path, self.city)

    def press(self, name: str) -> None:
        self.clicks += 1
        super().press(name)

    def say(self, name: str, words: str) -> None:
        self.page.locator(f'[name="{name}"]').fill(words)

    def choose(self, name: str, value: str) -> None:
        self.clicks += 1
        self.page.locator(f'[name="{name}"][value="{value}"]').check()

    def send(self, button: str, *, within: str = "main") -> None:
        """Press a button inside a part of the page that several forms share."""
        self.clicks += 1
        with self.page.expect_navigation():
            self.page.locator(within).get_by_role("button", name=button).first.click()

    def no_trouble(self) -> None:
        assert self.page.locator(".kern-alert--danger").count() == 0, self.text()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def staff(chromium: Browser, house: House) -> Iterator[Callable[[str, str], Staff]]:
    """Whoever is asked for, each at her own browser, signed in."""
    invite_demo_staff(now=timezone.now())
    there: dict[tuple[str, str], Staff] = {}

    def find(city: str, role: str) -> Staff:
        if (city, role) not in there:
            there[city, role] = Staff(chromium, house, city, role)
        return there[city, role]

    yield find
    for person in there.values():
        person.page.context.close()
    assert [line for person in there.values() for line in person.complaints] == []


def begin_case(citizen: Visitor, city: str) -> str:
    """Somebody in Marburg applies who has a space of her own: a person has to look at it. Its address, which her device opens."""
    citizen.open(f"/leistungen/{SERVICE}/", city)
    citizen.press("Jetzt beginnen")
    citizen.fill(anliegen="neu")
    citizen.go_on()
    citizen.fill(familienname="Muster", vornamen="Erika", geburtsdatum="12.8.1964", email="e@post.example")
    citizen.fill(anschrift__street="Schwanallee", anschrift__house_number="12")
    citizen.fill(anschrift__postcode="35037", anschrift__place="Marburg")
    citizen.go_on()
    citizen.fill(kennzeichen="MR-AB 123", fahrzeugart="pkw", halter="selbst")
    citizen.go_on()
    citizen.fill(laufzeit="12", stellplatz=True, x_stellplatz_grund="Das Fahrzeug ist zu lang.")
    citizen.go_on()
    citizen.fill(zustellweg="postfach", richtigkeit=True)
    citizen.go_on()
    citizen.press("Kostenpflichtig absenden")
    citizen.house.work()
    return citizen.page.url


def draft_change(designer: Staff) -> str:
    """The question says what it means; changing the address costs half. The id of the draft."""
    designer.go(f"/werkstatt/leistung/{SERVICE}/")
    designer.inspect("service in the studio")
    designer.say("title", "Stellplatz klarer, Umzug günstiger")
    designer.press("Entwurf beginnen")
    draft_id = designer.page.url.split("/entwurf/")[1].split("/")[0]
    designer.inspect("outline of a draft")

    designer.go(f"/werkstatt/entwurf/{draft_id}/teil/?stelle=field.stellplatz")
    designer.inspect("form of a question")
    designer.say("t.de.field.stellplatz.help", "Gemeint ist ein eigener Stellplatz.")
    designer.send("Speichern")
    designer.no_trouble()

    designer.go(f"/werkstatt/entwurf/{draft_id}/teil/?stelle=rule.gebuehr_table.gebuehr-umzug")
    designer.say("p.gebuehr_out_amount", "parameter.aenderungsgebuehr / 2")
    designer.send("Speichern")
    designer.no_trouble()
    designer.inspect("form of a rule")

    designer.go(f"/werkstatt/entwurf/{draft_id}/teil/?stelle=example.umzug")
    example = designer.page.locator('[name="p."]')
    was = example.input_value()
    assert "fee: = parameter.aenderungsgebuehr" in was
    example.fill(was.replace("fee: = parameter.aenderungsgebuehr", "fee: = parameter.aenderungsgebuehr / 2"))
    designer.send("Speichern")
    designer.no_trouble()
    return draft_id


def propose(designer: Staff, draft_id: str, wanted: str) -> None:
    designer.go(f"/werkstatt/vorschlag/{draft_id}/vorschlagen/")
    designer.inspect("propose")
    designer.say("why", "Viele haben nach gemieteten Plätzen gefragt. Ein Umzug macht kaum Arbeit.")
    designer.choose("version", "1.1.0")
    designer.say("wanted_from", wanted)
    designer.press("Vorschlagen")
    designer.no_trouble()
    assert "Umzug" in designer.text()
    designer.inspect("proposal of one's own")


def verdict(person: Staff, draft_id: str, kind: str, says: str, words: str = "") -> None:
    person.go(f"/werkstatt/vorschlag/{draft_id}/")
    person.choose(f"says.{kind}", says)
    if words:
        person.say(f"text.{kind}", words)
    person.send("Abgeben", within="#stellungnahme")
    person.no_trouble()


def counts(person: Staff, service: str = "Bewohnerparkausweis") -> tuple[str, ...]:
    """The row of the service in the overview: cities live, on the latest, on an older one, overdue, drifted, postponed."""
    person.go("/werkstatt/zusammenarbeit/")
    row = person.page.get_by_role("row").filter(has=person.page.get_by_role("link", name=service, exact=True)).first
    return tuple(row.locator("th, td").all_inner_texts()[2:8])


def fee_of_a_move(citizen: Visitor, city: str, postcode: str, place: str) -> str:
    """What the summary says about a permit after a move, before anything is sent. Without scripts."""
    citizen.open(f"/leistungen/{SERVICE}/", city)
    citizen.press("Jetzt beginnen")
    citizen.fill(anliegen="umzug")
    citizen.press("Weiter")
    citizen.fill(ausweisnummer="BP-1000")
    citizen.go_on()
    citizen.fill(familienname="Muster", vornamen="Erika", geburtsdatum="12.8.1964", email="e@post.example")
    citizen.fill(anschrift__street="Bahnhofstraße", anschrift__house_number="1")
    citizen.fill(anschrift__postcode=postcode, anschrift__place=place)
    citizen.go_on()
    citizen.fill(zustellweg="postfach", richtigkeit=True)
    citizen.go_on()
    return citizen.text().replace("\N{NO-BREAK SPACE}", " ")


def german(day: datetime) -> str:
    return f"{day.day}.{day.month}.{day.year}"


def test_a_change_goes_through_all_cities(
    visitor: Visitor, plain_visitor: Visitor, staff: Callable[[str, str], Staff], clock: Clock, house: House
) -> None:
    running_case = begin_case(visitor, "marburg")
    fulda = staff("fulda", "gestaltung")
    begins = timezone.localtime() + timedelta(days=30)

    # Fulda proposes a change of a fee and a question.
    draft_id = draft_change(fulda)
    propose(fulda, draft_id, german(begins))

    # Wetzlar comments at the sentence, legal objects.
    wetzlar = staff("wetzlar", "begutachtung")
    assert "Stellplatz klarer, Umzug günstiger" in wetzlar.text(), "what waits for her is on her first page"
    wetzlar.go(f"/werkstatt/vorschlag/{draft_id}/")
    wetzlar.inspect("proposal under review")
    thread = wetzlar.page.locator("form").filter(
        has=wetzlar.page.locator('[name="adresse"][value="text.de.field.stellplatz.help"]')
    )
    wetzlar.page.locator("details").filter(has=thread.first).last.locator("summary").last.click()
    thread.first.locator("textarea").fill("Gilt das auch für gemietete Plätze?")
    with wetzlar.page.expect_navigation():
        thread.first.get_by_role("button").click()
    assert "Gilt das auch für gemietete Plätze?" in wetzlar.text()
    verdict(staff("marburg", "recht"), draft_id, "legal", "object", "Auch ein gemieteter Platz zählt (S06).")

    # The author revises; nobody could have released it.
    releaser = staff("fulda", "freigabe")
    releaser.go(f"/werkstatt/vorschlag/{draft_id}/freigeben/")
    assert releaser.page.get_by_role("button", name="Freigeben", exact=True).count() == 0
    fulda.go(f"/werkstatt/entwurf/{draft_id}/teil/?stelle=field.stellplatz")
    fulda.say("t.de.field.stellplatz.help", NEW_HELP)
    fulda.say("t.en.field.stellplatz.help", "We mean a space of your own. A rented one counts as well.")
    fulda.send("Speichern")
    fulda.no_trouble()

    # The quorum signs.
    verdict(wetzlar, draft_id, "review", "approve")
    verdict(staff("giessen", "begutachtung"), draft_id, "review", "approve")
    verdict(staff("marburg", "recht"), draft_id, "legal", "approve")
    verdict(staff("limburg", "datenschutz"), draft_id, "data_protection", "approve")

    # Released, effective in thirty days.
    releaser.go(f"/werkstatt/vorschlag/{draft_id}/freigeben/")
    releaser.inspect("release")
    releaser.say("effective_from", german(begins))
    releaser.press("Freigeben")
    releaser.no_trouble()
    releaser.inspect("released")

    # Marburg says something of its own at the same place: one conflict, one choice.
    marburg = staff("marburg", "uebernahme")
    marburg.go("/werkstatt/")
    marburg.follow("Übernehmen")
    marburg.inspect("adoption with a conflict")
    assert NEW_HELP in marburg.text()
    assert MARBURGS_HELP in marburg.text()
    marburg.press("Übernehmen")
    assert marburg.page.locator(".kern-alert--danger, .al-errors").count(), "an open conflict blocks"
    marburg.complaints[:] = [line for line in marburg.complaints if "422" not in line]
    marburg.choose("wahl.stellplatz_hilfe", "keep_ours")
    marburg.press("Übernehmen")
    marburg.no_trouble()
    marburg.inspect("adopted")

    # Gießen takes it over at once, Limburg waits.
    giessen = staff("giessen", "uebernahme")
    giessen.clicks = 0
    giessen.go("/werkstatt/")
    giessen.follow("Übernehmen")
    giessen.press("Übernehmen")
    giessen.no_trouble()
    limburg = staff("limburg", "uebernahme")
    limburg.go("/werkstatt/")
    limburg.follow("Übernehmen")
    limburg.page.get_by_text("Später entscheiden").first.click()
    limburg.say("bis", german(begins + timedelta(days=60)))
    limburg.say("weil", "Erst wird die Satzung geändert.")
    limburg.page.locator('[name="act"][value="postpone"]').click()
    limburg.page.wait_for_load_state()
    limburg.no_trouble()

    # Before its day nothing has changed anywhere, and the overview says so.
    head = staff("marburg", "leitung")
    assert counts(head) == ("6", "6", "0", "0", "6", "1")
    head.go(f"/werkstatt/zusammenarbeit/leistung/{SERVICE}/")
    head.inspect("all cities of one service")
    assert "Erst wird die Satzung geändert." in head.text()

    # The day comes.
    clock.forward(days=31)
    house.work()
    for person in (head, marburg):
        person.enter()
    assert counts(head) == ("6", "2", "4", "3", "6", "1")
    head.inspect("overview")

    # The case that was running stays on its release and finishes there.
    marburg.go(f"/werkstatt/uebernahme/{SERVICE}/vorgaenge/")
    assert "1.0.0" in marburg.text()
    marburg.inspect("running cases")
    clerk = staff("marburg", "leitung")
    clerk.go("/buero/")
    clerk.page.get_by_role("link", name="Antrag prüfen").first.click()
    clerk.press("Ich übernehme das")
    with clerk.page.expect_response(lambda answer: answer.request.method == "POST"):  # the letter, as it goes out
        clerk.page.locator('[name="outcome"][value="granted"]').check()
    clerk.page.wait_for_function("() => !document.querySelector('.htmx-request')")
    clerk.press("So entscheiden")
    house.work()
    visitor.page.goto(running_case)
    visitor.follow("zahlen")
    visitor.follow("jetzt zahlen")
    visitor.page.get_by_role("button", name="Bezahlen", exact=True).click()
    visitor.page.wait_for_url("**/vorgang/**")
    house.work()
    visitor.page.goto(running_case.partition("?")[0])
    assert "Bewilligt" in visitor.text(), visitor.text()

    # Whoever applies now pays what her own city decided on.
    assert "5,00 €" in fee_of_a_move(plain_visitor, "giessen", "35390", "Gießen")
    assert "10,00 €" in fee_of_a_move(plain_visitor, "limburg", "65549", "Limburg")
    assert "1.1.0" in _running_release(marburg), "Marburg runs the new release"
    assert "1.0.0" in _running_release(limburg), "Limburg still runs the old one"


def _running_release(person: Staff) -> str:
    person.enter()
    person.go(f"/werkstatt/uebernahme/{SERVICE}/")
    return person.text()
