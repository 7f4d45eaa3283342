"""The page of absences: entered, shown, ended; what is wrong stays in the fields."""

from __future__ import annotations

import re

import pytest

from allmende.foundation.identity.models import Officer
from allmende.foundation.tenancy.scopes import city_scope
from tests.entrypoints.office.conftest import Desk, hire, readable
from tests.world import World


@pytest.fixture
def ids(world: World, desk: Desk) -> dict[str, str]:
    hire(world, "colleague")
    with city_scope("marburg"):
        return {name: str(key) for name, key in Officer.objects.values_list("username", "pk")}


def test_an_absence_is_entered_shown_and_ended(desk: Desk, ids: dict[str, str]) -> None:
    form = {"wer": ids["clerk"], "vertretung": ids["colleague"], "von": "2.11.2026", "bis": "6.11.2026"}
    assert desk.post("/buero/abwesenheit/", form)["Location"] == "/buero/abwesenheit/?neues=abwesend"
    page = desk.get("/buero/abwesenheit/?neues=abwesend")
    for words in ("Die Abwesenheit ist eingetragen.", "Frau Clerk", "Frau Colleague", "heute abwesend", "6. November"):
        assert words in readable(page)
    number = re.search(r'name="abwesenheit" value="(\d+)"', page.content.decode())
    assert number
    assert desk.post("/buero/abwesenheit/beenden/", {"abwesenheit": number[1]}).status_code == 302
    assert "ist niemand als abwesend eingetragen" in desk.read("/buero/abwesenheit/")
    assert desk.post("/buero/abwesenheit/beenden/", {"abwesenheit": number[1]}).status_code == 422


def test_what_is_wrong_is_said_at_its_field_and_stays(desk: Desk, ids: dict[str, str]) -> None:
    form = {"wer": ids["colleague"], "vertretung": ids["clerk"], "von": "bald", "bis": "6.11.2026"}
    answer = desk.post("/buero/abwesenheit/", form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="bald"' in page
    assert "Das trägt nur die Person selbst ein" in readable(answer)
    assert 'id="von-fehler"' in page
    assert f'<option value="{ids["colleague"]}"' in page
