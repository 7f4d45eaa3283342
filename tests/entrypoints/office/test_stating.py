"""The deciding page asks for the facts of the ground, the data of the decision and the weighing; nothing typed is lost."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone

from allmende.apps.cases import queries as cases
from allmende.domain import facts as f
from allmende.foundation.tenancy.scopes import city_scope
from tests.entrypoints.office.conftest import Desk, hire, readable
from tests.world import COMMONS, Visitor, World

GROUNDS = """refusal_grounds:
  - id: zu_gross
    legal_basis: § 4 der Satzung
    when: anzahl > 5
    discretion: true
    state:
      - {id: schulterhoehe, type: integer}
      - {id: vermerk, type: textarea, print: false, value: '"Hunde: " + string(anzahl)'}
decided:
  - {id: gilt_ab, outcome: granted, type: date, needed: true, value: today, check: gilt_ab >= today}
"""
LETTER = "  - ground: reason\n  - ground: stated\n  - ground: basis\n  - ground: discretion\n"
WORDS = """, state: {schulterhoehe: {label: Schulterhöhe in cm}, vermerk: {label: Vermerk}}}
decided:
  gilt_ab: {label: Gilt ab, check: Nicht vor heute.}
"""


def edit(path: Path, *changes: tuple[str, str]) -> None:
    text = path.read_text()
    for old, new in changes:
        assert old in text, (path.name, old)
        text = text.replace(old, new)
    path.write_text(text)


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[World]:
    """Refusing a dog is discretionary and needs its height; a grant fixes its first day."""
    commons = tmp_path / "commons"
    shutil.copytree(COMMONS, commons)
    folder = commons / "services/hund-anmelden"
    edit(folder / "service.yaml", ("refusal_grounds:\n  - {id: zu_gross, legal_basis: § 4 der Satzung}\n", GROUNDS))
    edit(folder / "notices/refuse.yaml", ("  - paragraph: grund\n", LETTER))
    for language in ("de", "en"):
        edit(
            folder / f"texts/{language}.yaml",
            ("reason: Der Hund ist zu groß.}\n", f"reason: Der Hund ist zu groß.{WORDS}"),
            ('    grund: "{{ ground.title }}: {{ ground.reason }}"\n', ""),
        )
    found = World()
    monkeypatch.setattr(timezone, "now", lambda: found.now)
    found.plug_in()
    assert found.load(services=commons / "services", cities=commons / "cities").problems == []
    yield found


@pytest.fixture
def task(world: World) -> tuple[Desk, str, str]:
    """A clerk with a case on her desk: the desk, the task's address, the case."""
    with city_scope("marburg"):
        visitor = Visitor(world)
        visitor.apply()
        world.work()
        visitor.pay()
    hire(world)
    desk = Desk()
    desk.sign_in()
    return desk, desk.take_first(), visitor.id


REFUSAL = {
    "outcome": "refused", "ground": "zu_gross", "_f.stated.zu_gross.schulterhoehe": "80", "_f.weighing": "Zu wenig Platz.",
    "_f.stated.zu_gross.vermerk": "Gemessen am 1.11.", "_f.despite": "Es ist ein sehr großer Hund.",
}  # fmt: skip


def markup(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined,no-any-return]


def test_the_page_shows_what_is_proposed_and_what_speaks_against_it(task: tuple[Desk, str, str]) -> None:
    desk, address, _case = task
    page = markup(desk.get(address))
    assert re.search(r'name="_f.decided.gilt_ab" value="\d\d\.\d\d\.2026"', page)
    assert re.search(r'name="_f.stated.zu_gross.vermerk"[^>]*>\s*Hunde: 2</textarea>', page)
    for words in ("Passt nicht zu dem, was im Vorgang steht.", "Warum gilt der Grund trotzdem?", "Schulterhöhe in cm",
                  "Was haben Sie abgewogen?", "Gilt ab", "§\N{NO-BREAK SPACE}4 der Satzung"):  # fmt: skip
        assert words in page, words
    assert "checked" not in page.partition('id="ground-zu_gross"')[2][:40]


def test_what_is_missing_is_said_at_its_field_and_what_was_typed_stays(task: tuple[Desk, str, str]) -> None:
    desk, address, _case = task
    less = {"outcome": "refused", "ground": "zu_gross", "_f.stated.zu_gross.schulterhoehe": "sehr groß",
            "_f.stated.zu_gross.vermerk": "Mein Vermerk"}  # fmt: skip
    answer = desk.post(address, {**less, "_action": "decide"})
    page = markup(answer)
    assert answer.status_code == 422
    for place in ("f-stated-zu_gross-schulterhoehe", "f-weighing", "f-despite"):
        assert f'href="#{place}"' in page
        assert f'id="{place}-error"' in page
    assert 'value="sehr groß"' in page
    assert "Mein Vermerk</textarea>" in page
    assert 'id="ground-zu_gross" name="ground" value="zu_gross" checked' in page


def test_a_grant_without_its_first_day_is_not_decided(task: tuple[Desk, str, str]) -> None:
    desk, address, _case = task
    answer = desk.post(address, {"outcome": "granted", "_f.decided.gilt_ab": "", "_action": "decide"})
    assert answer.status_code == 422
    assert 'id="f-decided-gilt_ab-error"' in markup(answer)


def test_the_letter_shows_the_facts_before_they_go_out_and_the_file_keeps_the_rest(task: tuple[Desk, str, str]) -> None:
    desk, address, case_id = task
    preview = readable(desk.post(address, REFUSAL)).partition("Entwurf des Schreibens")[2]
    for words in (
        "Der Hund ist zu groß.",
        "Schulterhöhe in cm 80",
        "Rechtsgrundlage: § 4 der Satzung",
        "Zu wenig Platz.",
    ):
        assert words in preview, words
    assert "Gemessen am 1.11." not in preview
    assert desk.post(address, {**REFUSAL, "_action": "decide"}).status_code == 302
    with city_scope("marburg"):
        matter = cases.load(case_id=case_id).matter
    taken = matter.last(f.DecisionTaken)
    assert taken.grounds == ("zu_gross",)
    assert taken.stated == {"zu_gross": {"schulterhoehe": "80", "vermerk": "Gemessen am 1.11."}}
    assert (taken.weighing, taken.despite, taken.decided) == ("Zu wenig Platz.", "Es ist ein sehr großer Hund.", {})


def test_what_was_stated_can_be_copied_where_somebody_was_faster(world: World, task: tuple[Desk, str, str]) -> None:
    desk, address, _case = task
    hire(world, "other")
    assert desk.post(f"{address}zurueck/").status_code == 302
    faster = Desk()
    faster.sign_in("other")
    faster.take_first()
    answer = readable(desk.post(address, {**REFUSAL, "_action": "decide"}))
    for words in ("Gemessen am 1.11.", "Zu wenig Platz.", "Es ist ein sehr großer Hund."):
        assert words in answer


def test_the_case_opens_the_same_form_as_its_task(task: tuple[Desk, str, str]) -> None:
    desk, address, case = task

    def form(page: str) -> str:
        shown = page.partition('<form class="al-form" id="entscheidung"')[2].partition("</form>")[0]
        return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", shown)

    there = form(markup(desk.get(address)))
    assert 'name="ground"' in there
    assert form(markup(desk.get(f"/buero/vorgang/{case}/"))) == there
