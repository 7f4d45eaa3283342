"""The second pair of eyes sees what the first decided and the very letter that will go out."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone

from allmende.apps.cases import operations as cases
from allmende.apps.cases.models import RoutingRule, Task
from allmende.domain import facts as f
from allmende.foundation.identity.models import Officer
from allmende.foundation.tenancy.scopes import city_scope
from tests.entrypoints.office.conftest import Desk, hire, readable
from tests.world import COMMONS, END, PERSON, Visitor, World

TASK = '<userTask id="gegenlesen" name="Gegenlesen" allmende:role="leitung" allmende:outcomes="confirm return"/>'
ON = '<sequenceFlow id="f_gelesen" sourceRef="gegenlesen" targetRef="ablehnen"/>'
WORDS = """  gegenlesen:
    name: Entwurf gegenlesen
    citizen: Eine zweite Person liest gegen.
    outcome: {confirm: Freigeben, return: Zurückgeben}
"""
STATE = "state: [{id: vermerk, type: text, print: false}]"
STATED = "_f.stated.zu_gross.vermerk"


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[World]:
    """A refusal is read by a second person before it goes out."""
    commons = tmp_path / "commons"
    shutil.copytree(COMMONS, commons)
    folder = commons / "services/hund-anmelden"
    process = (folder / "process.bpmn").read_text()
    process = process.replace('<exclusiveGateway id="ergebnis"', f'{TASK}<exclusiveGateway id="ergebnis"')
    process = process.replace(
        'sourceRef="ergebnis" targetRef="ablehnen"/>', f'sourceRef="ergebnis" targetRef="gegenlesen"/>{ON}'
    )
    (folder / "process.bpmn").write_text(process)
    sheet = folder / "service.yaml"
    sheet.write_text(
        sheet.read_text().replace("legal_basis: § 4 der Satzung}", f"legal_basis: § 4 der Satzung, {STATE}}}")
    )
    for language in ("de", "en"):
        texts = folder / f"texts/{language}.yaml"
        words = texts.read_text().replace("\nprocess:\n", f"\nprocess:\n{WORDS}")
        words = words.replace("Der Hund ist zu groß.}", "Der Hund ist zu groß., state: {vermerk: {label: Vermerk}}}")
        texts.write_text(words)
    letter = folder / "notices/refuse.yaml"
    letter.write_text(letter.read_text() + "".join(f"  - ground: {part}\n" for part in ("reason", "stated", "basis")))
    found = World()
    monkeypatch.setattr(timezone, "now", lambda: found.now)
    found.plug_in()
    assert found.load(services=commons / "services", cities=commons / "cities").problems == []
    yield found


def test_the_second_person_reads_ground_and_letter_before_she_agrees(world: World) -> None:
    with city_scope("marburg"):
        visitor = Visitor(world)
        visitor.apply()
        world.work()
        visitor.pay()
    hire(world)
    hire(world, "leitung", roles=("leitung",))
    clerk, head = Desk(), Desk()
    clerk.sign_in()
    head.sign_in("leitung")

    task = clerk.take_first()
    refusal = {
        "outcome": "refused",
        "ground": "zu_gross",
        "reason": "Fünf Hunde sind zu viel.",
        STATED: "Nachbarin rief an.",
    }
    first = readable(clerk.post(task, refusal))
    assert "Der Hund ist zu groß." in first
    clerk.post(task, {**refusal, "_action": "decide"})
    with city_scope("marburg"):
        world.work()

    page = head.get("/buero/").content.decode()
    assert "Entwurf gegenlesen" in page
    second = head.read(head.take_first())
    for words in ("Sie lesen gegen", "Frau Clerk", "ablehnen", "Zu groß", "Fünf Hunde sind zu viel.",
                  "Vermerk Nachbarin rief an.", "§ 4 der Satzung", "Entwurf des Schreibens", "Der Hund ist zu groß."):  # fmt: skip
        assert words in second


def test_whoever_drafted_it_cannot_agree(world: World) -> None:
    with city_scope("marburg"):
        visitor = Visitor(world)
        visitor.apply()
        world.work()
        visitor.pay()
    hire(world, "both", roles=("sachbearbeitung", "leitung"))
    desk = Desk()
    desk.sign_in("both")
    refusal = {
        "outcome": "refused",
        "ground": "zu_gross",
        "reason": "Fünf Hunde.",
        STATED: "Gemessen.",
        "_action": "decide",
    }
    first = desk.take_first()
    before = readable(desk.post(first, {key: value for key, value in refusal.items() if key != "_action"}))
    assert "Die zweite Person fehlt Niemand außer Ihnen darf „Entwurf gegenlesen“ tun" in before
    desk.post(first, refusal)
    with city_scope("marburg"):
        world.work()
        look = Task.objects.get(case_id=visitor.id, done_at=None)

    page = desk.read(f"/buero/vorgang/{visitor.id}/")
    assert "Entwurf gegenlesen – außer Ihnen darf das zurzeit niemand. Geben Sie unter „Konten“" in page
    assert "Ich übernehme das" not in page

    answer = desk.post(f"/buero/aufgabe/{look.pk}/", {"outcome": "confirm", "_action": "decide"})
    assert "Entwurf gegenlesen – außer Ihnen darf das zurzeit niemand." in readable(answer)
    taken = desk.post(f"/buero/aufgabe/{look.pk}/nehmen/")
    assert taken.status_code == 409
    assert "Diese Aufgabe ist für eine zweite Person." in readable(taken)
    answer = desk.post(f"/buero/aufgabe/{look.pk}/", {"outcome": "confirm", "_action": "decide"})
    assert answer.status_code == 422
    assert "Hier entscheidet eine zweite Person." in readable(answer)
    assert f'action="/buero/aufgabe/{look.pk}/zurueck/"' not in answer.content.decode(), "it is not hers to put back"

    hire(world, "leitung", roles=("leitung",))
    page = desk.read(f"/buero/vorgang/{visitor.id}/")
    assert "Entwurf gegenlesen – das kann tun: Frau Leitung." in page


def test_whoever_drafted_it_cannot_agree_standing_in_for_the_second_person(world: World) -> None:
    with city_scope("marburg"):
        visitor = Visitor(world)
        visitor.apply()
        world.work()
        visitor.pay()
    hire(world, "both", roles=("sachbearbeitung", "leitung"))
    hire(world, "second", roles=("leitung",))
    drafter, second = Desk(), Desk()
    drafter.sign_in("both")
    second.sign_in("second")
    refusal = {"outcome": "refused", "ground": "zu_gross", "reason": "Fünf Hunde.", STATED: "Gemessen."}
    drafter.post(drafter.take_first(), {**refusal, "_action": "decide"})
    with city_scope("marburg"):
        world.work()
        ids = dict(Officer.objects.values_list("username", "pk"))
    task = second.take_first()
    away = {"wer": ids["second"], "vertretung": ids["both"], "von": "2.11.2026", "bis": "3.11.2026"}
    assert second.post("/buero/abwesenheit/", away).status_code == 302

    assert "In Vertretung für Frau Second" in drafter.read(re.sub("/aufgabe/.*", f"/vorgang/{visitor.id}/", task))
    assert "Sie vertreten bis" in drafter.read("/buero/?wer=deputy")
    assert drafter.post(f"{task}nehmen/").status_code == 409
    answer = drafter.post(task, {"outcome": "confirm", "_action": "decide"})
    assert answer.status_code == 422
    with city_scope("marburg"):
        assert "notice_issued" not in visitor.kinds()


def test_she_reads_what_is_missing_and_why_it_went_on_without(world: World) -> None:
    with city_scope("marburg"):
        visitor = Visitor(world)
        visitor.begin()
        visitor.save("person", **PERSON)
        visitor.save("hunde", anzahl=["1"], kampfhund=["true"])
        visitor.save("abschluss", **END)
        visitor.submit()
        world.work()
        visitor.pay()
        asked = f.CorrectionRequested(at=world.now, request_id="r", fields=("nachweis",), text="Bitte den Nachweis.")
        went_on = f.DecidedIncomplete(at=world.now, reason="Kommt nicht mehr.", by="Frau Clerk")
        told = [("asked", asked), ("went_on", went_on)]
        cases.append(case_id=visitor.id, facts=told, now=world.now, today=world.today, actor="test")
    hire(world)
    hire(world, "leitung", roles=("leitung",))
    clerk, head = Desk(), Desk()
    clerk.sign_in()
    head.sign_in("leitung")
    refusal = {
        "outcome": "refused",
        "ground": "zu_gross",
        "reason": "Zu viel.",
        STATED: "Gemessen.",
        "_action": "decide",
    }
    assert clerk.post(clerk.take_first(), refusal).status_code == 302
    with city_scope("marburg"):
        world.work()
    page = head.read(head.take_first())
    assert "Der Antrag ist noch nicht vollständig Nachweis Dazu ist festgehalten: Frau Clerk: Kommt nicht mehr." in page
    assert "Nur wenn es ohne weitergehen soll" not in page, "she has nothing to say on it"


def test_no_rule_gives_the_second_look_to_whoever_drafted_it(world: World) -> None:
    hire(world, "both", roles=("sachbearbeitung", "leitung"))
    desk = Desk()
    desk.sign_in("both")
    with city_scope("marburg"):
        drafter = Officer.objects.get(username="both")
        RoutingRule.objects.create(unit="amt", name="Alles", officers=[str(drafter.pk)])
        visitor = Visitor(world)
        visitor.apply()
        world.work()
        visitor.pay()
        world.work()
        task = Task.objects.get(case_id=visitor.id)
        assert task.officer_id == drafter.pk
    refusal = {"outcome": "refused", "ground": "zu_gross", "reason": "Fünf Hunde.", STATED: "Gemessen."}
    assert desk.post(f"/buero/aufgabe/{task.pk}/", {**refusal, "_action": "decide"}).status_code == 302
    with city_scope("marburg"):
        world.work()
        second = Task.objects.get(case_id=visitor.id, done_at=None)
    assert (second.officer_id, second.routed["how"]) == (None, "team")
