"""Whatever is posted to any step of any real service: a page, a redirect or a refusal, never an error of ours."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from allmende.apps.applications.models import Application
from allmende.apps.applications.queries import get_draft
from allmende.apps.applications.rules import MatterAccess
from allmende.domain.forms import Field, FormStep
from allmende.formats.package import list_packages
from allmende.foundation.limits import memory
from allmende.foundation.tenancy.scopes import city_scope
from tests.adversary.odd import posts
from tests.adversary.scene import Browser
from tests.world import World

ROOT = Path(__file__).parent.parent.parent
AT_A_NOTICE = {"widerspruch"}
"""Begun at the notice it is about alone: `tests/usecases/test_objecting.py`."""
SERVICES = [found.name for found in list_packages(ROOT / "services") if found.name not in AT_A_NOTICE]
POSTS_A_STEP = 15


def steps_of(account: str, draft: str, world: World) -> tuple[FormStep, ...]:
    with city_scope("marburg"):
        found = get_draft(city="marburg", draft_id=draft, access=MatterAccess(account_id=account), today=world.today)
    assert found is not None
    return found.service.form.steps


@pytest.mark.parametrize("service", SERVICES)
def test_no_post_to_any_step_is_an_error_of_ours(service: str, world: World) -> None:
    world.load(services=ROOT / "services", cities=ROOT / "cities")
    browser = Browser()
    account = browser.sign_in(
        world, "fuzzer", family_name="Muster", date_of_birth="1964-08-12", street="Markt", house_number="1",
        postcode="35037", place="Marburg",
    )  # fmt: skip
    draft = browser.begin(service)
    steps = steps_of(account, draft, world)
    assert steps

    def press(step: FormStep, posted: dict[str, Any], partial: bool) -> None:
        nonlocal draft
        memory.forget()
        headers = {"HX-Request": "true"} if partial else {}
        address = f"/antrag/{draft}/schritt/{step.id}/"
        assert browser.post(address, posted, headers=headers).status_code in (200, 204, 302)
        assert browser.get(address).status_code in (200, 302)
        assert browser.get(f"/en/antrag/{draft}/pruefen/").status_code in (200, 302)
        if browser.send(draft).headers.get("Location", "").startswith("/vorgang/"):
            draft = browser.begin(service)

    for step in steps:
        quick = settings(
            max_examples=POSTS_A_STEP, deadline=None, derandomize=True, database=None,
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        quick(given(st.just(step), posts(step.fields), st.booleans())(press))()
    with city_scope("marburg"):
        assert Application.objects.filter(pk=draft).count() == 0


def test_a_form_of_every_field_type_is_posted(world: World) -> None:
    """The fuzz above is worth what its forms hold: together the real services use most kinds of fields."""
    world.load(services=ROOT / "services", cities=ROOT / "cities")
    browser = Browser()
    account = browser.sign_in(world, "reader")
    kinds: set[str] = set()
    for service in SERVICES:
        for step in steps_of(account, browser.begin(service), world):
            kinds |= kinds_of(step.fields)
    assert kinds >= {
        "text",
        "date",
        "choice",
        "boolean",
        "email",
        "address",
        "file",
        "declaration",
        "group",
        "computed",
    }


def kinds_of(fields: tuple[Field, ...]) -> set[str]:
    return {field.type for field in fields} | {kind for field in fields for kind in kinds_of(field.fields)}
