"""Hostile uploads and expressions, and drafts after any sequence of allowed edits: they open, and everything can be taken back."""

from __future__ import annotations

import io
import random
from typing import Any

import pytest

from allmende.apps.commons import queries as commons
from allmende.domain.package.edits import Set, apply
from allmende.usecases import draft_package
from tests.adversary.scene import Browser
from tests.adversary.test_studio_fuzzed import odd
from tests.adversary.workshop import Form, Staff, Workshop, everything, forms_of, links_of, taken_back
from tests.world import COMMONS, SERVICE

pytestmark = pytest.mark.walk

FOLDER = COMMONS / "services" / SERVICE
BOMB = b"a: &a [x,x,x,x,x,x,x,x,x]\n" + b"".join(
    b"%c: &%c [%s]\n" % (98 + n, 98 + n, b",".join([b"*%c" % (97 + n)] * 9)) for n in range(9)
)
ENTITIES = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">%s]><definitions>&j;</definitions>' % b"".join(
    b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)
)
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><definitions>&a;</definitions>'
PARAMETER = b'<?xml version="1.0"?><!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd"><definitions/>'
DEEP = b"<definitions>" * 20_000 + b"</definitions>" * 20_000
HOSTILE: list[tuple[str, bytes]] = [
    ("service.yaml", BOMB), ("form.yaml", BOMB), ("service.yaml", b"[" * 50_000), ("form.yaml", b"a: " * 5000 + b"1"),
    ("service.yaml", b"!!python/object/apply:os.system [true]"), ("service.yaml", b"a: 1\na: 2"), ("service.yaml", b"\xff\xfe\x00"),
    ("service.yaml", b"? [a]\n: 1"), ("service.yaml", b"- 1e999999999\n- 0x" + b"f" * 5000), ("service.yaml", b"id: " + b"9" * 6000),
    ("service.yaml", b"version: 2026-99-99\nid: .inf"), ("service.yaml", b""), ("service.yaml", b"null"), ("service.yaml", b"\0"),
    ("texts/de.yaml", b"service: {name: {a: {b: [1]}}}"), ("texts/de.yaml", b"service: [1]"), ("notices/grant.yaml", b"operative: 1"),
    ("process.bpmn", ENTITIES), ("decisions.dmn", ENTITIES), ("process.bpmn", OUTSIDE), ("decisions.dmn", OUTSIDE), ("process.bpmn", PARAMETER),
    ("process.bpmn", DEEP), ("decisions.dmn", DEEP), ("process.bpmn", b"<a"), ("decisions.dmn", b"PK\x03\x04"), ("process.bpmn", b"<definitions/>"),
    ("examples/x.yaml", BOMB), ("examples/x.yaml", b"steps: 5"), ("CHANGES.md", b"\xff" * 10), ("CHANGES.md", b"x" * 999_999),
]  # fmt: skip


def file(name: str, content: bytes) -> io.BytesIO:
    made = io.BytesIO(content)
    made.name = name
    return made


def walk(workshop: Workshop, browser: Browser) -> None:
    """Every page of the draft opens."""
    draft = workshop.ids["draft_id"]
    edition = commons.edition_of(draft)
    base = f"/werkstatt/entwurf/{draft}/"
    pages = [base, *(f"{base}{one}/" for one in ("texte", "verlauf", "dateien", "beispiele")), f"/werkstatt/vorschlag/{draft}/",
             f"{base}beispiele/?spielen=3", f"/werkstatt/vorschlag/vergleich/?entwurf={draft}", f"/werkstatt/vorschlag/{draft}/vorschlagen/",
             *(f"/werkstatt/vorschlag/vergleich/?entwurf={draft}&ansicht={one}" for one in ("texte", "tabellen", "ablauf"))]  # fmt: skip
    pages += [
        f"{base}vorschau/{one.removeprefix('step.')}/"
        for one in edition.tree
        if one.startswith("step.") and one.count(".") == 1
    ]
    pages += [f"{base}brief/{notice}/" for notice in edition.package.notices]
    for here in pages:
        answer = browser.get(here)
        assert answer.status_code in (
            (200, 409) if "/vorschau/" in here else (200, 404) if "/brief/" in here else (200, 302)
        ), here


def test_a_hostile_file_is_refused_or_harmless(workshop: Workshop) -> None:
    browser, draft = workshop.boss().browser, workshop.ids["draft_id"]
    before = everything()
    for name, content in HOSTILE:
        with taken_back():
            posted = {"dateien": file(name.rpartition("/")[2], content), "ziel": name}
            answer = browser.post(f"/werkstatt/entwurf/{draft}/dateien/ersetzen/", posted)
            assert answer.status_code in (302, 422), (name, content[:80])
            if answer.status_code == 422:
                assert everything() == before, (name, content[:80])
            else:
                walk(workshop, browser)


TARGETS = (
    "../../etc/passwd", "/etc/passwd", "..", ".", "", "texts/../../x.yaml", "texts/..%2f.yaml", "_blocks/../x.yaml", "notices/../form.yaml", "a\0b",
     "notices/.yaml", "notices/a/b.yaml", "NOTICES/x.yaml", "_processes/x/process.bpmn", "service.yaml/", "x" * 5000 + ".yaml", "C:\\x.yaml", "examples/\u202e.yaml",
)  # fmt: skip


def test_a_file_belongs_into_the_package_or_nowhere(workshop: Workshop) -> None:
    browser, draft = workshop.boss().browser, workshop.ids["draft_id"]
    known = set(commons.edition_of(draft).package.files)
    for target in TARGETS:
        with taken_back():
            for posted in (
                {"dateien": file("x.yaml", b"title: x"), "ziel": target},
                {"dateien": file(target or "x", b"title: x"), "ordner": "notices"},
                {"dateien": file("x.yaml", b"title: x"), "ordner": target},
            ):
                answer = browser.post(f"/werkstatt/entwurf/{draft}/dateien/ersetzen/", posted)
                assert answer.status_code in (302, 400, 422), target[:40]
                assert set(commons.edition_of(draft).package.files) <= known | {"_processes/x/process.bpmn"}, target
                laid = browser.get(f"/werkstatt/entwurf/{draft}/dateien/laden/", {"datei": target})
                assert laid.status_code == 404, target[:40]


def test_too_much_is_refused_before_it_is_read(workshop: Workshop) -> None:
    browser, draft = workshop.boss().browser, workshop.ids["draft_id"]
    before = everything()
    for content in (b"x" * 1_000_001, b"# " + b"y" * 3_000_000):
        answer = browser.post(
            f"/werkstatt/entwurf/{draft}/dateien/ersetzen/", {"dateien": file("service.yaml", content)}
        )
        assert answer.status_code in (413, 422)
    many = [file(f"x{number}.yaml", b"title: x") for number in range(150)]
    answer = browser.post(f"/werkstatt/entwurf/{draft}/dateien/ersetzen/", {"dateien": many, "ordner": "examples"})
    assert answer.status_code in (400, 422)
    assert everything() == before


HEAVY = (
    "every x in 1..1000000000 satisfies x > 0", "some a in 1..99999, b in 1..99999, c in 1..99999 satisfies a * b * c = 7",
    "count(for a in 1..30000, b in 1..30000 return a * b) > 1", 'matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "(a+)+$")',
    'matches("' + "a" * 5000 + '", "(.*a){25}")', 'replace("' + "a" * 40 + '", "(a|aa)+$", "x") = "x"', "9 ** 9 ** 9 ** 9 > 1", "10 ** 999999 > 1",
    "((((" * 100 + "1" + "))))" * 100 + " = 1", "-" * 5000 + "1 = 1", "1" + "+1" * 20_000 + " = 1", "[" * 5000 + "]" * 5000 + " = 1",
    'string length(string join(for i in 1..999999 return "xxxxxxxxxx", "")) > 1', "if " * 2000 + "true", "anzahl = 1 and " * 3000 + "true",
    'date("99999999999-01-01") = today()', 'duration("P999999999Y") > 1', "sublist([1], 99999999999999999999999) = 1", '"' + "\\" * 3001 + '" = ""',
    "function(x) x(x)", "{f: function(x) f(x), y: f(1)}.y = 1",
)  # fmt: skip


def test_a_heavy_condition_is_looked_at_within_its_budget(workshop: Workshop) -> None:
    """Looked at by the form, kept in the draft where it can be read, met by previews and examples: pages open all the same."""
    boss = workshop.boss()
    for rule in HEAVY:
        with taken_back():
            _condition(workshop, boss, rule)


def _condition(workshop: Workshop, boss: Staff, rule: str) -> None:
    browser, draft = boss.browser, workshop.ids["draft_id"]
    address = f"/werkstatt/entwurf/{draft}/teil/?stelle=field.kampfhund"
    page = browser.get(address)
    assert page.status_code == 200, rule[:80]
    form = next(form for form in forms_of(page.content.decode(), address) if "stelle=field.kampfhund" in form.action and "/teil/?" in form.action)  # fmt: skip
    place = next(name for name in form.fields if name.endswith(("when", "when.rule")) or ".when" in name)
    check = next((button for button in form.buttons if button[0] == "_check" and "when" in button[1]), None)
    if check:
        answer = browser.post(form.action, {**form.fields, place: [rule], check[0]: [check[1]]})
        assert answer.status_code in (200, 422)
    answer = browser.post(form.action, {**form.fields, place: [rule]})
    assert answer.status_code in (302, 422)
    tree = commons.edition_of(draft).tree
    edit = Set("field.kampfhund", "when", tree["field.kampfhund"].data.get("when"), rule)
    if not isinstance(apply(tree, (edit,)), list):
        draft_package.change(person=boss.person, draft_id=draft, edits=(edit,), now=workshop.world.now)
    walk(workshop, browser)


SEQUENCES, STEPS = 3, 40


def forms_in(browser: Browser, start: str, dice: random.Random) -> list[Form]:
    """Forms of the draft's pages, a few of them by chance."""
    page = browser.get(start)
    assert page.status_code == 200
    links = sorted(
        {
            link
            for link in links_of(page.content.decode(), start)
            if "/teil/" in link or link.endswith("/schreiben/neu/")
        }
    )
    found: list[Form] = []
    for here in dice.sample(links, min(3, len(links))):
        answer = browser.get(here)
        assert answer.status_code in (200, 404), here
        if answer.status_code == 200:
            found += forms_of(answer.content.decode(), here)
    return [one for one in found if "/entwurf/" in one.action and "/einstellen/" not in one.action]


@pytest.mark.parametrize("seed", range(SEQUENCES))
def test_after_any_allowed_edits_a_draft_opens_and_all_can_be_taken_back(workshop: Workshop, seed: int) -> None:
    browser, draft = workshop.boss().browser, workshop.ids["draft_id"]
    dice, base, done = random.Random(seed), f"/werkstatt/entwurf/{draft}/", 0
    first = commons.get_draft(draft)
    before = commons.edition_of(draft).package.sha256
    for step in range(STEPS):
        for form in dice.sample(found := forms_in(browser, base, dice), min(2, len(found))):
            posted: dict[str, Any] = odd(form, dice) if dice.random() < 0.6 else {**form.fields, **{name: [dice.choice(values)] for name, values in form.choices.items()}}  # fmt: skip
            answer = browser.post(form.action, posted)
            assert answer.status_code in (200, 302, 404, 409, 422), (form.action, posted)
            done += answer.status_code == 302
        if step % 10 == 9:
            walk(workshop, browser)
    assert done > 5
    walk(workshop, browser)
    for change in reversed(commons.get_draft(draft).changes):
        if change.seq > first.last_seq:
            assert browser.post(f"{base}verlauf/{change.seq}/zurueck/").status_code == 302, change.said
    assert commons.edition_of(draft).package.sha256 == before
