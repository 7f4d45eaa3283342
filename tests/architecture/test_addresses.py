"""Every address says who may enter."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver

from allmende.foundation.access import find_access

URLCONFS = ["allmende.config.urls", "allmende.config.urls_platform", "allmende.config.urls_operator"]
AS_MONITORS_EXPECT = {"health", "ready", "metrics"}


def walk(patterns, prefix=""):
    for pattern in patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns, address)
        elif isinstance(pattern, URLPattern):
            yield address, pattern.callback


def addresses():
    return [found for urlconf in URLCONFS for found in walk(import_module(urlconf).urlpatterns)]


def test_every_address_declares_who_may_enter():
    assert [address for address, view in addresses() if find_access(view) is None] == []


def test_the_office_is_for_staff_alone_but_for_its_sign_in():
    open_doors = {
        address for address, view in addresses() if address.startswith("buero/") and find_access(view).kind != "officer"
    }
    assert open_doors <= {"buero/anmelden/", "buero/abmelden/"}


def test_hooks_are_for_machines_alone():
    kinds = {find_access(view).kind for address, view in addresses() if address.startswith("hooks/")}
    assert kinds <= {"machine"}


def test_nobody_but_staff_and_hooks_lives_under_those_prefixes():
    for address, view in addresses():
        kind = find_access(view).kind
        if kind == "officer":
            assert address.startswith(("buero/", "werkstatt/")), address
        if kind == "machine":
            assert address.startswith("hooks/") or address == "csp/", address


def test_the_operators_page_and_figures_are_the_operators_alone():
    urls = import_module("allmende.config.urls_operator").urlpatterns
    kinds = {address: find_access(view).kind for address, view in walk(urls)}
    assert {address for address, kind in kinds.items() if kind == "public"} == {"health", "ready"}
    assert {kind for address, kind in kinds.items()} == {"public", "operator"}


@pytest.mark.parametrize("urlconf", URLCONFS)
def test_error_pages_are_ours(urlconf):
    module = import_module(urlconf)
    for status in (400, 403, 404, 500):
        assert getattr(module, f"handler{status}").startswith("allmende.foundation.web.errors."), status


def test_addresses_end_with_a_slash_or_a_file_ending():
    wrong = [
        address for address, _ in addresses() if address and not address.endswith("/") and not Path(address).suffix
    ]
    assert set(wrong) == AS_MONITORS_EXPECT
