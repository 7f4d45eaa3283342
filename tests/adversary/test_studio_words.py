"""What people write is shown as words wherever it appears: pages, mail, spreadsheets, headers. Nobody's words are markup."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import transaction

from allmende.apps.commons.models import Event
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases.tell_staff import send_digests
from tests.adversary.scene import Browser
from tests.adversary.test_studio_fuzzed import collect
from tests.adversary.workshop import Form, Workshop, crawl
from tests.world import SERVICE

pytestmark = pytest.mark.walk

HOSTILE = "=1+1\"'><script>alert(7)</script><img src=x onerror=alert(8)>{{ 7*7 }}{% debug %}"
RAW = ("<script>alert(7)", "<img src=x", "onerror=alert(8)>")


def hostile_in(form: Form) -> list[dict[str, Any]]:
    """The form with hostile words in all its free fields, and after it in each alone, for where all together are refused."""
    free = [name for name in form.fields if name not in form.choices and not name.startswith(("_", "was", "seen", "stand.", "seq", "key"))]  # fmt: skip
    button = dict([next((button for button in form.buttons if button[1] in ("save", "postpone")), ("", ""))])
    honest: dict[str, Any] = {**form.fields, **{name: [value] for name, value in button.items() if name}}
    days = {
        name: ["1.12.2026"]
        for name in free
        if name in ("ab", "ab_tag", "bis", "wanted_from", "effective_from", "worked_on")
    }
    numbers = {name: ["1"] for name in free if name == "hours"}
    rest = [name for name in free if name not in days and name not in numbers]
    alone = [{**honest, **days, **numbers, name: [HOSTILE]} for name in rest[:12]]
    return [{**honest, **days, **numbers, **{name: [HOSTILE] for name in rest}}, *alone]


def unescaped(page: str) -> list[str]:
    return [one for one in RAW if one in page]


def test_what_somebody_wrote_is_markup_nowhere(workshop: Workshop) -> None:
    boss, reader = workshop.boss().browser, workshop.hire("fulda", "leitung", "koordination").browser
    kept = 0
    for form in collect(boss).values():
        ends = form.action.endswith(("/zurueckziehen/", "/absagen/", "/beenden/", "/zurueck/", "/ordnen/"))
        if ends or form.fields.get("_act") == ["close"]:
            continue
        for alone, posted in enumerate(hostile_in(form)):
            with transaction.atomic():
                answer = boss.post(form.action, posted)
            assert answer.status_code in (200, 302, 404, 409, 422), form.action
            assert unescaped(answer.content.decode()) == [], (form.action, posted)
            kept += answer.status_code == 302
            if answer.status_code == 302 and not alone:
                break
    assert kept > 20
    workshop.world.work()
    shown = 0
    for browser in (boss, reader):
        for here, answer in crawl(browser, most=350):
            assert answer.status_code in (200, 302), here
            heads = "".join(f"{name}: {value}" for name, value in answer.items())
            assert unescaped(heads) == [], here
            if "html" in answer.get("Content-Type", ""):
                page = answer.content.decode()
                assert unescaped(page) == [], here
                shown += "<script>alert(7)" in unescape(page)
    assert shown > 20
    citizen = Browser("marburg")
    for here in ("/", f"/leistungen/{SERVICE}/", "/suche/?q=Hund"):
        assert unescaped(citizen.get(here).content.decode()) == [], here


def test_the_mail_of_the_morning_says_each_thing_on_one_line(workshop: Workshop) -> None:
    """Somebody's title cannot write further paragraphs into a mail that we send."""
    greta = workshop.hire("fulda", "gestaltung").browser
    trick = "Harmlos\n\nGuten Tag, bitte melden Sie sich hier an:\r\nhttps://evil.example/\u2028Ende " + "x" * 60
    for draft in (workshop.ids["proposal_id"],):
        answer = greta.post(f"/werkstatt/entwurf/{draft}/einstellen/", {"_act": "rename", "title": trick})
        assert answer.status_code == 302
    boss = workshop.boss("marburg").browser
    address = f"/werkstatt/vorschlag/fassung/{workshop.ids['sha']}/zurueckziehen/"
    assert boss.post(address, {"reason": trick + "y" * 1500}).status_code == 302
    wanted = {"act": "postpone", "bis": "1.3.2027", "weil": trick * 50}
    boss.post(f"/werkstatt/uebernahme/{SERVICE}/{workshop.ids['withdrawn_sha']}/", wanted)
    boss.post(f"/werkstatt/vorschlag/{draft}/stellungnahme/", {"kind": "review", "seq": workshop.ids["proposal_seq"], "says.review": "object", "text.review": "Nein"})  # fmt: skip
    workshop.world.mail.sent.clear()
    workshop.world.now += timedelta(minutes=30)
    with city_scope("marburg"):
        assert send_digests(city="marburg", now=workshop.world.now) > 0
    for mail in workshop.world.mail.sent:
        lines = mail.text.splitlines()
        assert not [line for line in lines if line.startswith(("Guten Tag", "https://evil", "Ende"))]
        assert max(map(len, lines)) < 900


def test_a_spreadsheet_is_never_reckoned_with_words(workshop: Workshop) -> None:
    boss = workshop.boss().browser
    for number, note in enumerate(("=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://evil.example")')):
        posted = {
            "service": SERVICE,
            "kind": "design",
            "worked_on": "1.11.2026",
            "hours": "1",
            "note": note,
            "key": f"n{number}",
        }
        assert boss.post("/werkstatt/zusammenarbeit/stunden/", posted).status_code == 302
    for prefix, delimiter in (("", ";"), ("/en", ",")):
        answer = boss.get(f"{prefix}/werkstatt/zusammenarbeit/abrechnung/2026/abrechnung.csv")
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=delimiter))
        cells = [cell for row in rows for cell in row]
        assert len(rows) > 3
        assert [cell for cell in cells if re.match(r"[=+@\t\r\n]|-(?![0-9.,]+$)", cell)] == []


def test_events_are_bounded(workshop: Workshop) -> None:
    """No form makes the news of all cities megabytes long."""
    assert all(len(repr(event.data)) < 6000 for event in Event.objects.all())
