"""The second pair of eyes sees what the first decided and the very letter that will go out."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone

from allmende.foundation.tenancy.scopes import city_scope
from tests.entrypoints.office.conftest import Desk, hire, readable
from tests.world import COMMONS, Visitor, World

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
    desk.post(desk.take_first(), refusal)
    with city_scope("marburg"):
        world.work()

    answer = desk.post(desk.take_first(), {"outcome": "confirm", "_action": "decide"})

    assert answer.status_code == 422
    assert "Hier entscheidet eine zweite Person." in readable(answer)
