"""Accounts of staff: checked, recorded, ended at once, and never the last one that leads."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from allmende.foundation.audit.chain import list_about
from allmende.foundation.identity import officers, sessions
from allmende.foundation.identity.models import Officer
from allmende.usecases import administer_staff as staff
from tests.world import World

PASSWORD = "a long password"


@pytest.fixture
def add(world: World, marburg_scope: None) -> Any:
    def add(username: str = "petra", **more: Any) -> Any:
        values = {
            "name": "Petra Bauer",
            "email": "",
            "roles": ["sachbearbeitung"],
            "units": ["amt"],
            "password": PASSWORD,
        }
        return staff.add(city="marburg", username=username, actor="operator", now=world.now, **{**values, **more})

    return add


def codes(found: Any) -> list[str]:
    assert isinstance(found, tuple), found
    return [problem.code for problem in found]


def acts(officer: Officer) -> list[str]:
    return [entry.action for entry in list_about(f"officer:{officer.pk}")]


def test_a_new_account_can_sign_in_and_is_recorded(add: Any, world: World) -> None:
    made = add("Petra.Bauer")
    assert made.username == "petra.bauer"
    found = officers.sign_in(username="petra.bauer", password=PASSWORD, address="192.0.2.1", now=world.now)
    assert found == made
    assert acts(made) == ["staff.added", "staff.signed_in"]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"roles": ["quatsch"]}, "staff.unknown_role"), ({"units": ["nixda"]}, "staff.unknown_unit"),
        ({"username": "ä b"}, "staff.bad_username"), ({"username": ""}, "staff.bad_username"),
        ({"name": "  "}, "staff.no_name"), ({"password": "short"}, "identity.short_password"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_and_nothing_is_made(add: Any, more: dict[str, Any], code: str) -> None:
    assert codes(add(**more)) == [code]
    assert not Officer.objects.exists()


def test_a_name_is_taken_once(add: Any) -> None:
    add()
    assert codes(add("PETRA")) == ["staff.taken"]


def test_roles_and_offices_change_what_is_not_named_stays(add: Any, world: World) -> None:
    made = add()
    changed = staff.change(city="marburg", username="petra", roles=["kasse"], actor="operator", now=world.now)
    assert isinstance(changed, Officer)
    assert (changed.roles, changed.units, changed.name) == (["kasse"], ["amt"], "Petra Bauer")
    assert codes(staff.change(city="marburg", username="petra", units=["x"], actor="operator", now=world.now)) == [
        "staff.unknown_unit"
    ]
    assert acts(made) == ["staff.added", "staff.changed"]


@pytest.mark.parametrize("act", ["block", "remove", "password"])
def test_her_sessions_end_at_once(add: Any, world: World, act: str) -> None:
    made = add()
    officers.sign_in(username="petra", password=PASSWORD, address="192.0.2.1", now=world.now)
    response = HttpResponse()
    sessions.open_for_officer(response, str(made.pk), world.now)
    request = RequestFactory().get("/")
    request.COOKIES = {name: morsel.value for name, morsel in response.cookies.items()}
    assert sessions.find(request, world.now) is not None
    if act == "block":
        staff.block(username="petra", actor="operator", now=world.now)
    elif act == "remove":
        staff.remove(username="petra", actor="operator", now=world.now)
    else:
        staff.set_password(username="petra", password="another long one", actor="operator", now=world.now)
    assert sessions.find(request, world.now) is None
    again = officers.sign_in(username="petra", password=PASSWORD, address="192.0.2.1", now=world.now)
    assert again is officers.WRONG


def test_who_was_blocked_may_come_back(add: Any, world: World) -> None:
    add()
    staff.block(username="petra", actor="operator", now=world.now)
    staff.unblock(username="petra", actor="operator", now=world.now)
    found = officers.sign_in(username="petra", password=PASSWORD, address="192.0.2.1", now=world.now)
    assert isinstance(found, Officer)


def test_an_unused_account_is_deleted_a_used_one_keeps_its_name_alone(add: Any, world: World) -> None:
    add("unused")
    made = add("used", email="p@example.org")
    officers.sign_in(username="used", password=PASSWORD, address="192.0.2.1", now=world.now)
    assert staff.remove(username="unused", actor="operator", now=world.now) is True
    assert staff.remove(username="used", actor="operator", now=world.now) is False
    kept = Officer.objects.get()
    assert (kept.name, kept.email, kept.roles, kept.units, kept.active) == ("Petra Bauer", "", [], [], False)
    assert acts(made)[-1] == "staff.removed"


def test_the_last_head_stays(add: Any, world: World) -> None:
    add("chefin", roles=["leitung"])
    who = {"username": "chefin", "actor": "operator", "now": world.now}
    assert codes(staff.block(**who)) == codes(staff.remove(**who)) == ["staff.last_head"]
    assert codes(staff.change(city="marburg", roles=["kasse"], **who)) == ["staff.last_head"]
    add("zweite", roles=["leitung"])
    assert isinstance(staff.block(**who), Officer)


def test_an_unknown_account_is_said(world: World, marburg_scope: None) -> None:
    who = {"username": "nobody", "actor": "operator", "now": world.now}
    for found in (
        staff.block(**who),
        staff.unblock(**who),
        staff.remove(**who),
        staff.set_password(password=PASSWORD, **who),
    ):
        assert codes(found) == ["staff.unknown"]


def test_new_passwords_are_long_and_never_the_same() -> None:
    made = {staff.new_password() for _ in range(100)}
    assert len(made) == 100
    assert all(officers.check_new_password(one) is None for one in made)
