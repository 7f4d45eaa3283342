"""Every address of city A with the ids of city B: not there. Generated from the resolver, so none is forgotten."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from allmende.foundation.tenancy.scopes import city_scope
from tests.adversary.routes import (
    EVERYBODYS,
    HOLDS,
    OWN,
    RARE,
    REGISTERS,
    SOMEBODYS,
    SPENT,
    TOKENS,
    UNKNOWN,
    Route,
    list_routes,
    values_of,
)
from tests.adversary.scene import Browser, Town

POSTED = {
    "name": "Dieb", "email": "dieb@example.org", "_action": "next", "key": "k", "nachricht": "Hallo", "betreff": "Hallo",
    "outcome": "granted", "datei": "",
}  # fmt: skip


def ask(browser: Browser, method: str, address: str) -> Any:
    return browser.post(address, POSTED) if method == "POST" else browser.generic(method, address)


LOOKED = {"checked_at", "returned_at"}
"""When a payment was last looked after: a page that asks the provider notes it, whoever looks."""


def watch(town: Town) -> dict[str, Any]:
    """Everything about a town's people that an attack could change."""
    from django.apps import apps

    with city_scope(town.city):
        return {
            model._meta.label: sorted(map(repr, model.objects.values_list(*_columns(model))))
            for model in apps.get_models()
            if model._meta.app_label in ("applications", "cases", "payments", "notices", "postbox", "records")
        }


def _columns(model: Any) -> list[str]:
    return [column.attname for column in model._meta.concrete_fields if column.attname not in LOOKED]


def test_every_address_is_classified() -> None:
    known = {*SOMEBODYS, *SPENT, *TOKENS, *EVERYBODYS, *OWN}
    assert {route.pattern for route in list_routes()} == known
    assert not set(SOMEBODYS) & (EVERYBODYS | OWN | SPENT | TOKENS)


def test_every_address_with_an_id_is_somebodys() -> None:
    for route in (route for route in list_routes() if route.pattern not in REGISTERS | HOLDS | RARE):
        ids = {name for name in route.parameters if name.endswith("_id")} - {"service_id", "room_id"}
        assert bool(ids) == (route.pattern in SOMEBODYS), route.pattern
        assert route.kind in ("capability", "officer") or route.pattern not in SOMEBODYS, route.pattern


def somebodys() -> list[Route]:
    return [route for route in list_routes() if route.pattern in SOMEBODYS]


def test_the_owner_enters_where_the_walk_knocks(victim: Town) -> None:
    """Else the walk below would prove nothing."""
    for route in somebodys():
        owner = victim.clerk if route.kind == "officer" else victim.citizen
        for matter in SOMEBODYS[route.pattern]:
            address = route.address(values_of(victim, matter))
            answers = [ask(owner, method, address).status_code for method in ("GET", "POST")]
            assert set(answers) & {200, 302, 422}, address
            assert set(answers) <= {200, 302, 405, 409, 422}, address


def test_nothing_of_city_b_is_at_city_a(victim: Town, home: Town) -> None:
    citizen, clerk, stranger = home.citizen, home.clerk, Browser("marburg")
    for one in (citizen, clerk, stranger):
        one.take_over_secrets(victim.citizen)
    before = watch(victim)
    for route in list_routes():
        for matter in SOMEBODYS.get(route.pattern, ("open",)):
            for prefix in ("", "/en"):
                address = prefix + route.address(values_of(victim, matter))
                for who, person in (("citizen", citizen), ("clerk", clerk), ("stranger", stranger)):
                    if route.pattern in ("abmelden/", "buero/abmelden/"):
                        continue
                    for method in ("GET", "HEAD", "POST"):
                        answer = ask(person, method, address)
                        told = (who, method, address, answer.status_code)
                        assert answer.status_code < 500, told
                        body = (
                            answer.content.decode("utf-8", "replace")
                            .replace(address, "")
                            .replace(address.removeprefix("/en"), "")
                            # The page that finds nothing offers to sign in and to come back to the very address asked for.
                            .replace(quote(address, safe=""), "")
                        )
                        assert not [mark for mark in victim.marks if mark in body], told
                        if route.pattern in SOMEBODYS or route.pattern in TOKENS:
                            expected = {405}
                            expected |= {302, 403} if route.kind == "officer" and who != "clerk" else {404}
                            assert answer.status_code in expected, told
                            if answer.status_code == 302:
                                assert "anmelden/" in answer["Location"], told
                            if answer.status_code == 403:
                                assert (method, "buero/anmelden/?weiter=%2F" in body) == ("POST", True), told
                        if route.pattern in SPENT:
                            assert answer.status_code == 410, told
    assert watch(victim) == before


def test_signing_in_in_one_city_is_nothing_in_another(victim: Town, home: Town) -> None:
    for theirs, address in ((victim.citizen, "/konto/"), (victim.clerk, "/buero/")):
        thief = Browser("marburg")
        thief.cookies["allmende_sitzung"] = theirs.cookies["allmende_sitzung"].value
        answer = thief.get(address)
        assert (answer.status_code, "anmelden/" in answer["Location"]) == (302, True)


def test_ids_of_one_matter_do_not_open_another(home: Town) -> None:
    """Own case, foreign letter; own case, foreign file: inside one city too."""
    other = home.ids["payable"]
    for address, person in (
        (f"/vorgang/{other}/dokumente/{home.ids['notice']}.pdf", home.citizen),
        (f"/buero/vorgang/{other}/schreiben/{home.ids['notice']}.pdf", home.clerk),
        (f"/buero/vorgang/{other}/anlage/{home.ids['upload']}/", home.clerk),
    ):
        assert person.get(address).status_code == 404, address


def test_a_neighbour_in_the_same_city_finds_nothing(home: Town) -> None:
    """Signed in, with a matter and a cookie of his own that he shows for ours; staff of another office."""
    neighbour = Browser("marburg")
    neighbour.sign_in(home.world, "neighbour")
    anonymous = Browser("marburg")
    own = anonymous.cookies[f"allmende_antrag_{anonymous.begin()}"].value
    for matter in home.ids.values():
        neighbour.cookies[f"allmende_antrag_{matter}"] = own
    colleague = home.hire("fremd", roles=("standesamt",), units=("standesamt",))
    before = watch(home)
    for route in somebodys():
        for matter in SOMEBODYS[route.pattern]:
            address = route.address(values_of(home, matter))
            for method in ("GET", "HEAD", "POST"):
                answer = ask(colleague if route.kind == "officer" else neighbour, method, address)
                assert answer.status_code in (404, 405), (method, address)
                body = answer.content.decode("utf-8", "replace")
                assert home.person not in body and home.mail not in body, (method, address)
    assert watch(home) == before


def test_unknown_and_foreign_are_told_apart_by_nobody(victim: Town, home: Town) -> None:
    """The same page for "is not there" and "is not yours"."""
    for route in somebodys():
        person = home.clerk if route.kind == "officer" else home.citizen
        foreign = person.get(route.address(values_of(victim, SOMEBODYS[route.pattern][0])))
        unknown = person.get(route.address(UNKNOWN))
        assert foreign.status_code == unknown.status_code, route.pattern
        assert len(foreign.content) == len(unknown.content) or foreign.status_code == 405, route.pattern
