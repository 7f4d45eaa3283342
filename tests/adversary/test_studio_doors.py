"""Every address of the studio, from the resolver: who enters, who acts, and what the others leave untouched."""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import resolve

from allmende.apps.commons.rules import NEEDED
from allmende.domain.cooperation import ROLES
from allmende.foundation.access import find_access
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases.change_city import overlay_of
from tests.adversary.routes import Route, list_studio
from tests.adversary.scene import Browser
from tests.adversary.workshop import OTHERS, Workshop, everything, taken_back
from tests.world import SERVICE

pytestmark = pytest.mark.walk

DRAFT, PROPOSAL, OURS = "werkstatt/entwurf/<uuid:draft_id>/", "werkstatt/vorschlag/<uuid:draft_id>/", "werkstatt/uebernahme/<slug:service_id>/"  # fmt: skip
TOGETHER, EXCHANGE = "werkstatt/zusammenarbeit/", "werkstatt/austausch/"
READERS = "reading"
"""Acts on one's own reading: everybody who may enter."""

ACTS: dict[str, tuple[str, ...]] = {
    "werkstatt/entwurf/neu/": ("draft",),
    f"{DRAFT}einstellen/": ("draft",),
    f"{DRAFT}teil/": ("draft",),
    f"{DRAFT}teil/neu/": ("draft",),
    f"{DRAFT}teil/ordnen/": ("draft",),
    f"{DRAFT}schreiben/neu/": ("draft",),
    f"{DRAFT}texte/": ("draft",),
    f"{DRAFT}verlauf/<int:seq>/zurueck/": ("draft",),
    f"{DRAFT}dateien/ersetzen/": ("draft",),
    f"{DRAFT}beispiele/neu/": ("draft",),
    f"{DRAFT}vorschau/<slug:step_id>/": (READERS,),
    "werkstatt/vorschlag/fassung/<sha256:sha>/zurueckziehen/": ("withdraw",),
    f"{PROPOSAL}vorschlagen/": ("draft",),
    f"{PROPOSAL}zurueckziehen/": ("draft",),
    f"{PROPOSAL}anmerkung/": ("comment",),
    f"{PROPOSAL}anmerkung/<int:comment_id>/erledigt/": ("comment",),
    f"{PROPOSAL}stellungnahme/": ("review", "legal", "data_protection"),
    f"{PROPOSAL}freigeben/": ("release",),
    f"{PROPOSAL}nachziehen/": ("draft",),
    f"{OURS}zurueck/": ("adopt",),
    f"{OURS}absagen/": ("adopt",),
    f"{OURS}beenden/": ("adopt",),
    f"{OURS}anpassen/neu/": ("change_city",),
    f"{OURS}anpassung/<slug:change_id>/": ("change_city",),
    f"{OURS}werte/": ("change_city",),
    f"{OURS}vorgaenge/": ("move_cases",),
    f"{OURS}<slug:sha>/": ("adopt",),
    f"{TOGETHER}stunden/": ("book_hours",),
    f"{TOGETHER}stunden/<int:hours_id>/stornieren/": ("book_hours",),
    f"{TOGETHER}vereinbarung/": ("agree",),
    f"{TOGETHER}abrechnung/<int:year>/abrechnung.pdf": (READERS,),
    f"{TOGETHER}neuigkeiten/": (READERS,),
    f"{EXCHANGE}einlesen/": ("import",),
    f"{EXCHANGE}unterschriften/": ("trust_signer",),
    f"{EXCHANGE}unterschriften/zurueckziehen/": ("trust_signer",),
}
"""Every address that takes a POST, and the act of `rules.NEEDED` it is. A new one is put here by whoever adds it."""

REFUSING_FORMS = {
    f"{OURS}zurueck/", f"{OURS}absagen/", f"{OURS}beenden/", f"{OURS}anpassen/neu/", f"{OURS}anpassung/<slug:change_id>/",
    f"{OURS}werte/", f"{OURS}vorgaenge/", f"{OURS}<slug:sha>/", f"{TOGETHER}stunden/", f"{TOGETHER}vereinbarung/",
}  # fmt: skip
"""Where somebody without the role may be answered with a sentence (422) instead of a closed door (403)."""


def may_post(route: Route, role: str) -> bool:
    """Does the table say that the role acts here?"""
    acts = ACTS[route.pattern]
    return READERS in acts or any(role in NEEDED[act] for act in acts)  # type: ignore[index]


def sent(workshop: Workshop, route: Route, role: str) -> dict[str, Any]:
    """What somebody would send who may: it does something."""
    ids = workshop.ids
    seen = _seen(workshop, route)
    kind = {"recht": "legal", "datenschutz": "data_protection"}.get(role, "review")
    posts: dict[str, dict[str, Any]] = {
        "werkstatt/entwurf/neu/": {"service": SERVICE, "title": "Neu"},
        f"{DRAFT}einstellen/": {"_act": "rename", "title": "Anders"},
        f"{DRAFT}teil/neu/": {"_kind": "field", "n.field.de": "Farbe?", "n.field.type": "text", "n.field.personal": "none"},
        f"{DRAFT}teil/ordnen/": {"_act": "remove"},
        f"{DRAFT}schreiben/neu/": {"n.letter.subject_de": "Betreff", "n.letter.lead_de": "Satz", "n.letter.kind": "notice"},
        f"{DRAFT}dateien/ersetzen/": {"dateien": _file("CHANGES.md", b"## 1.0.0 - 2026-11-01\n\nMehr.\n")},
        f"{DRAFT}beispiele/neu/": {"title": "Kopie", "like": "probe_1"},
        "werkstatt/vorschlag/fassung/<sha256:sha>/zurueckziehen/": {"reason": "Fehler"},
        f"{PROPOSAL}vorschlagen/": {"title": "Titel", "why": "Darum", "version": "1.2.0", "wanted_from": ""},
        f"{PROPOSAL}anmerkung/": {"adresse": "field.anzahl", "antwort": "", "text": "Noch etwas"},
        f"{PROPOSAL}stellungnahme/": {"kind": kind, "seq": ids["proposal_seq"], f"says.{kind}": "object", f"text.{kind}": "Nein"},
        f"{PROPOSAL}freigeben/": {"effective_from": "1.12.2026", "note.de": "Neu"},
        f"{OURS}zurueck/": {}, f"{OURS}absagen/": {}, f"{OURS}beenden/": {},
        f"{OURS}anpassen/neu/": {"de": "Wie heißt der Hund?", "grund": "Klarer", "act": "save", "seen": seen},
        f"{OURS}anpassung/<slug:change_id>/": {"act": "remove", "seen": seen},
        f"{OURS}werte/": {"wert": "grundgebuehr", "value.grundgebuehr": "55,00", "ab": "1.1.2027", "grundlage": "§ 1", "seen": seen},
        f"{OURS}vorgaenge/": {"vorgang": workshop.cases["marburg"][0], "grund": "Neu", "act": "move"},
        f"{OURS}<slug:sha>/": {"act": "postpone", "bis": "1.3.2027", "weil": "Der Rat tagt noch."},
        f"{TOGETHER}stunden/": {"service": SERVICE, "kind": "design", "worked_on": "1.11.2026", "hours": "3", "key": f"k-{role}"},
        f"{TOGETHER}vereinbarung/": {"approvals": "1", "legal": "1", "data_protection": "1", "hourly_rate": "60,00", "minutes_saved": "10", "key": "equal", "seen": ""},
        f"{TOGETHER}neuigkeiten/": {"was": "post", "mail": "nein"},
        f"{EXCHANGE}einlesen/": {"datei": _file("x.json", b"{}")},
        f"{EXCHANGE}unterschriften/": {"name": "bayern", "public_key": "22" * 32},
        f"{EXCHANGE}unterschriften/zurueckziehen/": {"name": "hessen"},
    }  # fmt: skip
    return posts.get(route.pattern, {})


def asked(workshop: Workshop, route: Route) -> str:
    """The address with the query it needs."""
    queries = {
        f"{DRAFT}teil/": "?stelle=field.anzahl", f"{DRAFT}teil/neu/": "?stelle=step.hunde",
        f"{DRAFT}teil/ordnen/": "?stelle=field.kampfhund",
        f"{OURS}anpassen/neu/": "?was=replace&stelle=text.field.kampfhund.label",
    }  # fmt: skip
    return workshop.address(route) + queries.get(route.pattern, "")


def _file(name: str, content: bytes) -> io.BytesIO:
    made = io.BytesIO(content)
    made.name = name
    return made


def _seen(workshop: Workshop, route: Route) -> str:
    """The mark of the state that a form of the city carries."""
    if not route.pattern.startswith(OURS):
        return ""
    with city_scope("marburg"):
        return overlay_of(city="marburg", service_id=SERVICE, today=workshop.world.today).seen


def ask(browser: Browser, method: str, address: str, posted: dict[str, Any] | None = None) -> Any:
    """In a transaction that is taken back, so that every knock finds the same house."""
    with taken_back():
        return browser.post(address, posted or {}) if method == "POST" else browser.generic(method, address)


def test_every_address_of_the_studio_is_for_officers_with_a_role(workshop: Workshop) -> None:

    from tests.adversary.test_studio_doors import list_studio as routes

    for route in routes():
        assert route.kind == "officer", route.pattern
        found = find_access(resolve(workshop.address(route)).func)
        assert found is not None and found.roles, route.pattern
        assert "sachbearbeitung" not in found.roles, route.pattern


def test_strangers_citizens_and_other_officers_stay_outside(workshop: Workshop) -> None:
    citizen = Browser("marburg")
    citizen.sign_in(workshop.world, "citizen")
    clerk = workshop.hire("marburg", "sachbearbeitung").browser
    before = everything()
    for route in list_studio():
        for prefix in ("", "/en"):
            address = prefix + workshop.address(route)
            for method in ("GET", "HEAD", "POST", "PUT", "DELETE"):
                for person in (Browser("marburg"), citizen):
                    answer = person.generic(method, address)
                    told = (method, address, answer.status_code)
                    assert answer.status_code == 302, told
                    assert answer["Location"].startswith(f"{prefix}/buero/anmelden/?weiter="), told
                assert clerk.generic(method, address).status_code == 403, (method, address)
    assert everything() == before


def test_methods_nobody_offers_are_refused(workshop: Workshop) -> None:
    boss = workshop.boss().browser
    before = everything()
    for route in list_studio():
        address = workshop.address(route)
        for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"):
            assert ask(boss, method, address).status_code == 405, (method, address)
        if route.pattern not in ACTS:
            assert ask(boss, "POST", address).status_code == 405, address
    assert everything() == before


def test_what_takes_a_post_is_in_the_table(workshop: Workshop) -> None:
    boss = workshop.boss().browser
    taking = {route.pattern for route in list_studio() if ask(boss, "POST", asked(workshop, route)).status_code != 405}
    assert taking == set(ACTS)


def test_each_role_acts_where_its_act_is_and_nowhere_else(workshop: Workshop) -> None:
    """Compared with `apps.commons.rules`: whoever may not changes nothing, and is told so by a closed door or a sentence."""
    for role in (*ROLES, *OTHERS[1:]):
        with taken_back():
            _try_all(workshop, role)


def _try_all(workshop: Workshop, role: str) -> None:
    browser = workshop.hire("marburg", role).browser
    before = everything()
    for route in list_studio():
        if route.pattern not in ACTS:
            continue
        address = asked(workshop, route)
        with taken_back():
            answer = browser.post(address, sent(workshop, route, role))
            told = (role, address, answer.status_code)
            assert answer.status_code < 500, told
            if not may_post(route, role):
                expected = {403, 422} if route.pattern in REFUSING_FORMS else {403}
                assert answer.status_code in expected, told
                assert everything() == before, told
            else:
                assert answer.status_code != 403, told


DOES_NOTHING_HERE = {
    f"{PROPOSAL}freigeben/",  # no quorum
    f"{PROPOSAL}nachziehen/",  # nothing newer
    f"{OURS}absagen/",  # nothing planned
    f"{OURS}zurueck/",
    f"{OURS}vorgaenge/",
    f"{DRAFT}vorschau/<slug:step_id>/",
    f"{DRAFT}teil/", f"{DRAFT}texte/", f"{DRAFT}schreiben/neu/", f"{DRAFT}beispiele/neu/",
}  # fmt: skip


def test_the_posts_above_do_something_for_whoever_may(workshop: Workshop) -> None:
    """Else the walk would prove nothing."""
    boss = workshop.boss().browser
    before = everything()
    idle = set()
    for route in list_studio():
        if route.pattern in ACTS:
            with taken_back():
                answer = boss.post(asked(workshop, route), sent(workshop, route, "begutachtung"))
                if everything() == before:
                    idle.add((route.pattern, answer.status_code))
    assert {pattern for pattern, _ in idle} - DOES_NOTHING_HERE == set(), idle


def test_a_post_without_our_token_is_refused_in_the_studio_too(workshop: Workshop) -> None:
    boss = workshop.boss().browser
    before = everything()
    for route in list_studio():
        for posted in ({}, {"csrfmiddlewaretoken": "x" * 64}):
            strict = Client(HTTP_HOST="marburg.localhost", enforce_csrf_checks=True, raise_request_exception=False)
            strict.cookies.update(boss.cookies)
            assert strict.post(workshop.address(route), posted).status_code == 403, route.pattern
    assert everything() == before


def test_staff_of_one_city_is_nobody_at_the_host_of_another(workshop: Workshop) -> None:
    """The session belongs to its city: same browser, other host."""
    boss = workshop.boss("marburg").browser
    before = everything()
    for route in list_studio():
        for method in ("GET", "POST"):
            answer = boss.generic(method, workshop.address(route), HTTP_HOST="fulda.localhost")
            assert answer.status_code == 302, route.pattern
            assert "/buero/anmelden/" in answer["Location"], route.pattern
    assert everything() == before


ELSEWHERE = (
        "//evil.example", "https://evil.example/werkstatt/", "/\\evil.example/werkstatt/", "\\\\evil.example/buero/", "///evil.example/buero/",
        "http:/werkstatt/x", "http:///werkstatt/", "javascript:/werkstatt/1", "data:/buero/,x", "//a/werkstatt/", "x/werkstatt/", "a@b/buero/",
        "\t//evil.example/werkstatt/", " /werkstatt/", "/werkstatt", "", "/%2f/werkstatt/", "/antrag/werkstatt/", "/a/werkstatt/",
        "\u2028/werkstatt/", "/konto/", "/abmelden/?x=/buero/",
)  # fmt: skip


def test_signing_in_leads_to_rooms_of_staff_on_this_host_only(workshop: Workshop) -> None:
    workshop.hire("marburg", "sachbearbeitung")
    for wanted in ELSEWHERE:
        for posted, query in (({"weiter": wanted}, ""), ({}, urlencode({"weiter": wanted}))):
            answer = sign_in(posted, query)
            assert (answer.status_code, answer["Location"]) == (302, "/buero/"), wanted


def sign_in(posted: dict[str, str], query: str = "") -> Any:
    """The answer to the right name and password, in a browser of its own."""
    known = {"name": "sachbearbeitung", "passwort": "a long password"}
    with taken_back():
        return Browser("marburg").post("/buero/anmelden/", {**known, **posted}, QUERY_STRING=query)


HERE = (
    "/werkstatt/", "/en/werkstatt/", "/buero/?q=a", "/en/buero/", "/werkstatt/../..//evil.example", "/werkstatt/\r\nSet-Cookie: a=b", "/werkstatt/" + "x" * 5000,
)  # fmt: skip


def test_the_way_back_stays_on_this_host(workshop: Workshop) -> None:
    """What begins like a room of staff is a path of this host, whatever follows: browsers keep the host of a path."""
    workshop.hire("marburg", "sachbearbeitung")
    for wanted in HERE:
        answer = sign_in({"weiter": wanted})
        assert answer.status_code == 302, wanted
        assert answer["Location"].startswith(("/werkstatt/", "/en/werkstatt/", "/buero/", "/en/buero/")), wanted
        assert "\n" not in answer["Location"] and "\r" not in answer["Location"], wanted
        assert answer.cookies.keys() == {"allmende_sitzung"}, wanted
