"""What every answer carries, what no page holds, what no log line tells."""

from __future__ import annotations

import json
import logging
import re
from typing import Any

import pytest

from allmende.foundation.log import LineFormatter
from tests.adversary.routes import addresses_of, list_routes
from tests.adversary.scene import PASSWORD, Browser, Town, file_of, png
from tests.world import World

pytestmark = pytest.mark.walk

LASTING = {"stadt/farben.css", "stadt/zeichen.svg", "stadt/bild.svg"}
FEEDS = {"api/termine/", "api/termine/openapi.json", "api/termine/<slug:offer>/zeiten/"}
"""Free times, which name nobody and are the same for everybody."""
FRAMED = {
    "buero/vorgang/<uuid:case_id>/anlage/<uuid:upload_id>/",
    "buero/vorgang/<uuid:case_id>/anlage/<uuid:upload_id>/ansehen/",
}
"""Shown beside the case, inside pages of the same origin; everything else stands in no frame."""
FRAMING = FRAMED | {"buero/vorgang/<uuid:case_id>/", "buero/aufgabe/<uuid:task_id>/"}
OUTSIDE = re.compile(
    r"""(?:src|srcset|action|poster|data|formaction|xlink:href)\s*=\s*["']?\s*(?:https?:)?//[^"'\s>]+""", re.IGNORECASE
)
LOADED = re.compile(
    r"""<(?:link|script|img|iframe|object|embed|source|video|audio|use|image)\b[^>]*(?:https?:)?//[^>]+>""",
    re.IGNORECASE,
)
INLINE = re.compile(r"""<script(?![^>]*\bsrc=)|<style|\son[a-z]+\s*=|\sstyle\s*=|javascript:""", re.IGNORECASE)


def answers(home: Town) -> list[tuple[str, Any]]:
    """Every address in both languages, asked by everybody, in several states."""
    found = []
    for route in list_routes():
        for address in addresses_of(route, home, ("draft", "payable", "done", "asked", "open")):
            for person in (home.citizen, home.clerk, Browser()):
                found += [(route.pattern, person.get(prefix + address)) for prefix in ("", "/en")]
    found += [("missing", Browser().get("/gibt/es/nicht/")), ("forbidden", Browser().post("/abmelden/", {}))]
    found += [("step", home.citizen.save(home.ids["draft"], "hunde", {"anzahl": "viele"}))]
    found += [("nowhere", Browser("nowhere").get("/"))]
    return found


def test_every_answer_carries_its_guards_and_no_page_loads_from_elsewhere(home: Town) -> None:
    """One walk for both: asking every address in every state takes longer than reading the answers."""
    pages = 0
    for pattern, answer in answers(home):
        _guarded(pattern, answer)
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            pages += 1
            page = answer.content.decode()
            assert OUTSIDE.findall(page) == [], pattern
            assert LOADED.findall(page) == [], pattern
            assert INLINE.findall(page) == [], pattern
    assert pages > 60


def _guarded(pattern: str, answer: Any) -> None:
    headers = answer.headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'", pattern
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'", pattern
    framed = pattern in FRAMED and answer.status_code == 200
    assert policy["frame-ancestors"] == ("'self'" if framed else "'none'"), pattern
    assert policy.get("frame-src") == ("'self'" if pattern in FRAMING and answer.status_code == 200 else None), pattern
    assert policy["base-uri"] == "'none'", pattern
    assert "unsafe" not in headers["Content-Security-Policy"], pattern
    assert "*" not in headers["Content-Security-Policy"], pattern
    assert headers["X-Content-Type-Options"] == "nosniff", pattern
    assert headers["X-Frame-Options"] == ("SAMEORIGIN" if framed else "DENY"), pattern
    assert headers["Referrer-Policy"] == "same-origin", pattern
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin", pattern
    assert "Server" not in headers and "X-Powered-By" not in headers, pattern
    if pattern not in LASTING | FEEDS or answer.status_code != 200:
        assert headers["Cache-Control"] == "no-store", pattern


def test_style_sheets_and_pictures_name_no_other_host(home: Town) -> None:
    for path in LASTING:
        text = Browser().get(f"/{path}").content.decode().replace('xmlns="http://www.w3.org/2000/svg"', "")
        assert not re.search(r"(https?:)?//", text), path
        assert "@import" not in text


def test_cookies_are_for_the_server_alone(home: Town) -> None:
    seen = set()
    anonymous = Browser()
    anonymous.begin()
    for browser in (home.citizen, home.clerk, anonymous):
        browser.get("/anmelden/")
        browser.post("/anmelden/", {"weiter": "/konto/"})
        for name, morsel in browser.cookies.items():
            if not morsel.value:
                continue
            seen.add(re.sub(r"[0-9a-f-]{36}$", "", name))
            assert morsel["httponly"], name
            assert morsel["samesite"] == "Lax", name
            assert morsel["path"] == "/", name
            assert not morsel["domain"], name
    assert seen == {"allmende_sitzung", "allmende_antrag_", "allmende_csrf", "allmende_anmeldung"}


def test_what_people_type_is_shown_as_text(browser: Browser, world: World) -> None:
    evil = '"><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}'
    draft = browser.begin()
    browser.save(draft, "person", {"name": evil[:80], "email": evil})
    pages = [
        browser.get(f"/antrag/{draft}/schritt/person/"), browser.get(f"/en/antrag/{draft}/schritt/person/?fehler=1"),
        browser.get("/suche/", {"q": evil}), browser.get("/en/suche/", {"q": evil}),
        browser.post(f"/antrag/{draft}/weiter/", {"email": evil}), browser.get("/anmelden/", {"weiter": evil, "leistung": evil}),
        browser.post("/buero/anmelden/", {"name": evil, "passwort": evil}), browser.get("/" + evil),
        browser.get(f"/antrag/{draft}/weiter/", {"schritt": evil}),
        browser.save(draft, "hunde", {"anzahl": evil, "tiere.0.rufname": evil, "_action": "add:" + evil}),
    ]  # fmt: skip
    for page in pages:
        text = page.content.decode()
        assert "<script>alert" not in text and "<img src=x" not in text
        assert "49" not in re.findall(r"onerror=alert\(1\)&gt;(.{0,8})", text)


def test_what_a_citizen_typed_is_text_for_the_office_too(home: Town) -> None:
    evil = "<script>alert(1)</script>"
    home.citizen.post(f"/vorgang/{home.ids['open']}/nachricht/", {"nachricht": evil, "key": "evil"})
    page = home.clerk.get(f"/buero/vorgang/{home.ids['open']}/").content.decode()
    assert "&lt;script&gt;alert" in page
    assert evil not in page


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Any:
    """Everything logged, as an operator reads it, in both forms."""
    caplog.set_level(logging.DEBUG)

    def read() -> str:
        forms = (LineFormatter(console=False, debug=False), LineFormatter(console=True, debug=False))
        return "\n".join(form.format(record) for record in caplog.records for form in forms)

    return read


def test_no_log_line_tells_of_anybody(lines: Any, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whole matters, wrong values, refusals, forged requests and failing jobs; then every word a person typed is sought."""
    home = Town(world, "marburg", "Mirabellenhain")
    secrets = [morsel.value for morsel in home.citizen.cookies.values() if len(morsel.value) > 20]
    known = [
        home.person,
        home.mail,
        home.ids["token"],
        PASSWORD,
        "Rex-der-Hund",
        "geheim.example",
        "12.08.1964",
        *secrets,
    ]
    home.citizen.save(home.ids["draft"], "hunde", {"anzahl": home.person, "tiere.0.rufname": "Rex-der-Hund"})
    home.citizen.save(
        home.ids["draft"], "hunde", {"nachweis": "", "nachweis._files": file_of(b"x", home.person + ".pdf")}
    )
    home.citizen.save(home.ids["draft"], "hunde", {"nachweis": "", "nachweis._files": file_of(png(), "12.08.1964.png")})
    Browser().get(f"/suche/?q={home.person}")
    Browser().get(f"/{home.person}/{home.mail}/")
    Browser().get(f"/fortsetzen/{home.ids['token']}/")
    Browser().post("/buero/anmelden/", {"name": home.mail, "passwort": PASSWORD + "!"})
    Browser().post("/csp/", json.dumps({"csp-report": {"effective-directive": home.person, "blocked-uri": home.mail}}),
                   content_type="application/csp-report")  # fmt: skip
    Browser().get("/", headers={"Host": f"{home.person}.{home.mail}", "Referer": f"https://x/{home.person}"})
    Browser().generic("POST", "/pruefen/", home.person.encode(), f"multipart/form-data; boundary={home.person}")
    Browser().post(f"/vorgang/{home.ids['open']}/nachricht/", {"nachricht": home.person})
    home.citizen.post(f"/vorgang/{home.ids['open']}/nachricht/", {"nachricht": home.person, "key": "k"})

    def fails(*_args: Any, **_more: Any) -> Any:
        raise ValueError(f"{home.person} {home.mail} 12.08.1964")

    with monkeypatch.context() as broken:
        broken.setattr("allmende.entrypoints.portal.views.review.review_application.review", fails)
        assert home.citizen.get(f"/antrag/{home.ids['draft']}/pruefen/").status_code in (302, 500)
        broken.setattr("allmende.entrypoints.portal.views.case.cases.get_case", fails)
        answer = home.citizen.get(f"/vorgang/{home.ids['open']}/")
        assert answer.status_code == 500
        assert home.person not in answer.content.decode()
        broken.setattr(world.mail, "send", fails)
        home.citizen.post(f"/antrag/{home.ids['draft']}/weiter/", {"email": home.mail})
        world.work()
    text = lines()
    assert "web.unexpected" in text and "ValueError" in text
    assert [word for word in known if word in text] == []
    assert [word for word in known if word.casefold() in text.casefold()] == []
