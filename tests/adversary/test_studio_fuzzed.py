"""Whatever is posted to any form of the studio: a page, a redirect or a refusal, never an error of ours."""

from __future__ import annotations

import io
import random
from html import unescape
from typing import Any

import pytest
from django.db import transaction

from tests.adversary.odd import ODD
from tests.adversary.scene import Browser
from tests.adversary.workshop import Form, Workshop, crawl, forms_of
from tests.world import SERVICE

pytestmark = pytest.mark.walk

SCRIPT = "<script>alert(1)</script>"
STRANGE = (
    *ODD, "1e9999", "1e-9999", "1.000.000,00", "-5", "-5,00", "0,001", "99999999999999999999", "9" * 5000, "1.1.2027", "1.1.0001",
    "31.12.9999", "2027-01-01", "0.0.0", "field.anzahl", "field.gibt.es.nicht", "_blocks/person:field.x", "text.de.service.name",
    "node.pruefen", "rule.gebuehr.x", "..", "a:b:c", "example.probe_1", "service", "process", "decisions", "\ud7ff", "\uFFFE", "ﷺ" * 200,
    '{"a": 1}', "[1, 2", '{"__proto__": 1}', "null", '"x"', '[["a"]]', "x" * 100_000, "\n" * 1000, "a\tb", "\u200b", "= 1 + 1",
    "for i in 1..9999999 return i", "if", "((((((((((" * 50, "1 + " * 2000 + "1", "not(" * 500, "{{ x", "}}", "{{ antrag.name }}",
    "(a+)+$", "(" * 500, "[", "*", "\\", "2 ** 99999999", "&a [*a]", "!!python/object:os.system", "a: b: c", "- - -", "de", "en", "ja", "nein",
)  # fmt: skip
MUTATIONS = 12


def odd(form: Form, dice: random.Random) -> dict[str, Any]:
    """The form as somebody sends it by hand: some answers strange, some gone, some doubled, some nobody asked for."""
    posted = {name: list(values) for name, values in form.fields.items()}
    names = sorted({*posted, *form.choices})
    saving = [button for button in form.buttons if not button[0].startswith("_check")]
    if form.buttons and dice.random() < 0.9:
        name, value = dice.choice(saving if saving and dice.random() < 0.7 else form.buttons)
        posted[name] = [value]
    for name in names if dice.random() < 0.5 else dice.sample(names, min(1, len(names))):
        fate = dice.random()
        if fate < 0.3:
            posted[name] = [dice.choice(STRANGE)]
        elif fate < 0.36:
            posted.pop(name, None)
        elif fate < 0.42:
            posted[name] = [dice.choice(STRANGE), *posted.get(name, ()), dice.choice(STRANGE)]
        elif fate < 0.6 and form.choices.get(name):
            posted[name] = [dice.choice(form.choices[name])]
        elif fate < 0.62:
            posted[dice.choice(STRANGE)[:60] or "x"] = posted.pop(name, [""])
    if dice.random() < 0.2:
        posted[f"{dice.choice(names or ['x'])}.{dice.choice(STRANGE)[:40]}"] = [dice.choice(STRANGE)]
    found: dict[str, Any] = dict(posted)
    for name in form.files:
        if dice.random() < 0.8:
            made = io.BytesIO(dice.choice(STRANGE).encode("utf-8", "replace"))
            made.name = dice.choice(("x.json", "form.yaml", "process.bpmn", "decisions.dmn", "../../etc/passwd", "a.yaml", "texts/de.yaml", "x" * 300, "service.yaml"))  # fmt: skip
            found[name] = made
    return found


def collect(browser: Browser) -> dict[tuple[str, tuple[str, ...]], Form]:
    """One form of each sort."""
    found: dict[tuple[str, tuple[str, ...]], Form] = {}
    for here, answer in crawl(browser, most=500, alike=8):
        if answer.status_code == 200 and "html" in answer["Content-Type"]:
            for form in forms_of(answer.content.decode(), here):
                if form.action.startswith(("/werkstatt/", "/en/werkstatt/")):
                    found.setdefault(form.sort, form)
    return found


def press(browser: Browser, form: Form, posted: dict[str, Any]) -> Any:
    """Send it, look at what comes, take it back."""
    prefix = "/en" if len(posted) % 2 else ""
    with transaction.atomic():
        answer = browser.post(prefix + form.action, posted)
        if answer.status_code == 302:
            after = browser.get(answer["Location"])
            assert after.status_code in (200, 302, 404), (form.action, answer["Location"], after.status_code, posted)
        transaction.set_rollback(True)
    return answer


def test_no_post_to_any_form_of_the_studio_is_an_error_of_ours(workshop: Workshop) -> None:
    browser = workshop.boss().browser
    dice = random.Random(0)
    forms = collect(browser)
    assert len(forms) > 60
    wrong: dict[tuple[str, int], Any] = {}
    told = set()
    for form in forms.values():
        for _ in range(MUTATIONS):
            posted = odd(form, dice)
            answer = press(browser, form, posted)
            told.add(answer.status_code)
            if answer.status_code not in (200, 302, 404, 409, 422):
                wrong[form.sort[0], answer.status_code] = {name: str(value)[:80] for name, value in posted.items()}
    assert wrong == {}
    assert {200, 302, 422} <= told


QUERIES = ("stelle", "seite", "suche", "teil", "nur", "alt", "neu", "entwurf", "stand", "ansicht", "ort", "stadt", "release", "leistung", "jahr",
           "zustand", "datei", "beispiel", "spielen", "neues", "zu", "an", "was", "antwort", "art", "weiter")  # fmt: skip


def test_no_query_of_any_page_is_an_error_of_ours(workshop: Workshop) -> None:
    from urllib.parse import urlencode

    browser = workshop.boss().browser
    dice = random.Random(3)
    pages = {here.partition("?")[0] for here, answer in crawl(browser, alike=2) if answer.status_code == 200}
    ids = list(workshop.ids.values())
    wrong = []
    for page in sorted(pages):
        for _ in range(5):
            names = dice.sample(QUERIES, 6)
            query = {
                name: dice.choice((*[one[:3000] for one in STRANGE], *ids, *(f"{one}.0" for one in ids)))
                for name in names
            }
            answer = browser.get(f"{page}?{urlencode(query, errors='replace')}")
            if answer.status_code not in (200, 302, 404):
                wrong.append((page, {name: value[:60] for name, value in query.items()}, answer.status_code))
    assert wrong == []


def test_no_odd_address_below_the_studio_is_an_error_of_ours(workshop: Workshop) -> None:
    from tests.adversary.routes import list_studio

    browser = workshop.boss().browser
    odd_ids = (
        "0",
        "1",
        "9" * 19,
        "9" * 30,
        "-1",
        "x",
        "a" * 300,
        "0" * 64,
        "f" * 64,
        "00000000-0000-4000-8000-000000000000",
        "neu",
        "_",
        "٣",
    )
    wrong = []
    for route in list_studio():
        for name in route.parameters:
            for value in odd_ids:
                ids = {**workshop.ids, name: value}
                for method in ("get", "post"):
                    with transaction.atomic():
                        answer = getattr(browser, method)(route.address(ids))
                        transaction.set_rollback(True)
                    if answer.status_code >= 500:
                        wrong.append((method, route.address(ids), answer.status_code))
    assert wrong == []


def test_a_case_whose_state_nobody_saw_is_not_moved(workshop: Workshop) -> None:
    """What the hidden field says is a number of ours or nothing."""
    browser, case = workshop.boss().browser, workshop.cases["marburg"][0]
    address = f"/werkstatt/uebernahme/{SERVICE}/vorgaenge/"
    for said in ("9" * 5000, "9" * 11, "²", "x", "-1", "1.0"):
        answer = browser.post(address, {"vorgang": case, f"stand.{case}": said, "grund": "Neu", "act": "move"})
        assert answer.status_code == 422, said[:20]


def test_what_was_typed_is_still_there_when_the_form_comes_back(workshop: Workshop) -> None:
    """Whatever is wrong with one answer, the others are on the page again."""
    browser, lost, kept = workshop.boss().browser, {}, 0
    for form in collect(browser).values():
        free = [
            name
            for name in form.fields
            if name not in form.choices and name not in form.hidden and not name.endswith(".place")
        ]
        typed = {name: f"Wort {number}x" for number, name in enumerate(free)}
        saving = [button for button in form.buttons if button[1] in ("save", "adopt", "postpone")][:1]
        wrong = [{}, *({name: "unsinn"} for name in form.choices), *({name: ""} for name in free)][:14]
        for one in wrong:
            posted: dict[str, Any] = {**form.fields, **dict(saving), **typed, **one}
            with transaction.atomic():
                answer = browser.post(form.action, posted)
                transaction.set_rollback(True)
            if answer.status_code in (409, 422):
                page = unescape(answer.content.decode())
                missing = [name for name, words in typed.items() if name not in one and words not in page]
                kept += not missing
                if missing:
                    lost[form.sort[0] + form.action[-30:]] = missing
    assert lost == {}
    assert kept > 40
