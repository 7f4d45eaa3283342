"""Who may administer whose account: every actor against every target, act and gift."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from allmende.domain.cooperation import ROLES as STUDIO_ROLES
from allmende.foundation.audit.chain import list_about
from allmende.foundation.identity import officers
from allmende.foundation.identity.models import Officer
from allmende.usecases import administer_staff as staff
from allmende.usecases.staff_reach import is_out_of_reach
from tests.adversary.test_need_to_know import OFFICES
from tests.editions import write_edition
from tests.world import World

PASSWORD = "a long password"
ACTORS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "head of one office": (("leitung",), ("amt",)),
    "head of two offices": (("leitung",), ("amt", "jugendamt")),
    "head of the whole city": (("leitung", *STUDIO_ROLES), ("amt", "stadtkasse", "stadtarchiv", "jugendamt")),
    "head of nothing": (("leitung",), ()),
    "clerk": (("sachbearbeitung",), ("amt",)),
    "coordinator": (tuple(STUDIO_ROLES), ()),
}
TARGETS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "clerk here": (("sachbearbeitung",), ("amt",)),
    "clerk elsewhere": (("sachbearbeitung",), ("stadtkasse",)),
    "clerk in both": (("sachbearbeitung",), ("amt", "stadtkasse")),
    "clerk of two": (("sachbearbeitung",), ("amt", "jugendamt")),
    "without role": ((), ("amt",)),
    "without office": (("sachbearbeitung",), ()),
    "removed": ((), ()),
    "another head": (("leitung",), ("amt",)),
    "adopter": (("sachbearbeitung", "uebernahme"), ("amt",)),
    "designer": (("gestaltung",), ()),
}
REACHED = {
    ("head of one office", "clerk here"), ("head of one office", "without role"),
    ("head of two offices", "clerk here"), ("head of two offices", "without role"), ("head of two offices", "clerk of two"),
    *(("head of the whole city", one) for one in ("clerk here", "clerk elsewhere", "clerk in both", "clerk of two", "without role")),
}  # fmt: skip


@pytest.fixture(autouse=True)
def offices(world: World, marburg_scope: None, tmp_path: Any) -> None:
    edition = write_edition(tmp_path / "edition", OFFICES)
    assert world.load(edition / "services", edition / "cities").problems == []


def hire(world: World, username: str, roles: tuple[str, ...], units: tuple[str, ...]) -> Officer:
    made = officers.create(
        username=username, name="Frau X", password=PASSWORD, hashed="x", roles=roles, units=units, now=world.now
    )
    assert isinstance(made, Officer)
    return made


def every_act(world: World, actor: Any, username: str) -> dict[str, Any]:
    who = {"username": username, "actor": actor, "now": world.now}
    return {
        "name": lambda: staff.change(city="marburg", name="Frau Y", **who),
        "email": lambda: staff.change(city="marburg", email="y@example.org", **who),
        "roles": lambda: staff.change(city="marburg", roles=["kasse"], **who),
        "block": lambda: staff.block(**who),
        "unblock": lambda: staff.unblock(**who),
        "password": lambda: staff.set_password(password="another long one", **who),
        "remove": lambda: staff.remove(**who),
    }


def state(username: str) -> tuple[Any, ...]:
    return tuple(Officer.objects.filter(username=username).values_list())


@pytest.mark.parametrize("act", ["name", "email", "roles", "block", "unblock", "password", "remove"])
def test_the_matrix_of_actor_and_target(world: World, act: str) -> None:
    hire(world, "saved", ("leitung",), ())
    for number, (actor_name, target_name) in enumerate(product(ACTORS, TARGETS)):
        actor = hire(world, f"actor{number}", *ACTORS[actor_name])
        target = hire(world, f"target{number}", *TARGETS[target_name])
        before = state(target.username)
        found = every_act(world, actor, target.username)[act]()
        refused = isinstance(found, tuple)
        assert refused is ((actor_name, target_name) not in REACHED), (actor_name, target_name, found)
        if refused:
            assert [is_out_of_reach(problem) for problem in found] == [True]
            assert state(target.username) == before, (actor_name, target_name)
            last = list(list_about(f"officer:{target.pk}"))[-1]
            assert (last.action, last.actor) == ("staff.refused", f"officer:{actor.pk}")
        else:
            assert act == "unblock" or state(target.username) != before, (actor_name, target_name)


@pytest.mark.parametrize("act", ["name", "email", "roles", "block", "unblock", "password", "remove"])
@pytest.mark.parametrize("actor_name", ACTORS)
def test_nobody_touches_herself(world: World, actor_name: str, act: str) -> None:
    hire(world, "saved", ("leitung",), ())
    actor = hire(world, "self", *ACTORS[actor_name])
    before = state("self")
    found = every_act(world, actor, "self")[act]()
    assert isinstance(found, tuple) and is_out_of_reach(found[0])
    assert state("self") == before


@pytest.mark.parametrize("way", ["add", "change"])
@pytest.mark.parametrize("actor_name", ACTORS)
def test_nothing_is_given_beyond_ones_reach(world: World, actor_name: str, way: str) -> None:
    actor = hire(world, "actor", *ACTORS[actor_name])
    given = [
        (roles, units)
        for roles in (
            ("sachbearbeitung",),
            ("kasse",),
            (),
            ("leitung",),
            *((studio_role,) for studio_role in STUDIO_ROLES),
        )
        for units in ((), ("amt",), ("stadtkasse",), ("amt", "stadtkasse"), ("amt", "jugendamt"))
    ]
    for number, (roles, units) in enumerate(given):
        name = f"new{number}"
        gift: dict[str, Any] = {"roles": roles, "units": units, "actor": actor, "now": world.now, "city": "marburg"}
        if way == "add":
            found = staff.add(username=name, name="Frau X", email="", password=PASSWORD, **gift)
        else:
            hire(world, name, (), ("amt",))
            found = staff.change(username=name, **gift)
        leads = "leitung" in actor.roles
        target_reached = leads and (way == "add" or "amt" in actor.units)
        low = not {"leitung", *STUDIO_ROLES} & set(roles)
        fine = target_reached and low and bool(units) and set(units) <= set(actor.units)
        assert isinstance(found, Officer) is fine, (roles, units, found)
        if not fine:
            held = Officer.objects.filter(username=name).values_list("roles", "units").first()
            assert held == (None if way == "add" else ([], ["amt"]))


def test_the_command_line_reaches_everybody(world: World) -> None:
    for number, (roles, units) in enumerate(TARGETS.values()):
        name = f"target{number}"
        hire(world, name, roles, units)
        assert isinstance(
            staff.set_password(username=name, password=PASSWORD, actor="operator", now=world.now), Officer
        )
    found = staff.change(
        city="marburg", username="target0", roles=["leitung", "freigabe"], actor="operator", now=world.now
    )
    assert isinstance(found, Officer)


def test_a_blocked_head_administers_nobody(world: World) -> None:
    actor = hire(world, "chefin", ("leitung",), ("amt",))
    hire(world, "petra", ("sachbearbeitung",), ("amt",))
    officers.block(actor)
    assert isinstance(staff.block(username="petra", actor=actor, now=world.now), tuple)
