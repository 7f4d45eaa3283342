"""Machines knock: what they say is a hint, and only when it is genuine."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from allmende.foundation.jobs.models import Job
from allmende.foundation.tenancy.scopes import city_scope
from tests.usecases.conftest import world  # noqa: F401 - the fixture
from tests.world import Visitor, World


@pytest.fixture
def payer(world: World) -> Visitor:  # noqa: F811
    with city_scope("marburg"):
        visitor = Visitor(world)
        visitor.apply()
        world.work()
        visitor.go_to_payment()
    return visitor


def knock(body: bytes = b"memory-1", host: str = "marburg.localhost", provider: str = "memory", **more: Any) -> int:
    client = Client(HTTP_HOST=host, enforce_csrf_checks=True)
    return client.post(f"/hooks/zahlung/{provider}/", data=body, content_type="application/json", **more).status_code


def hints() -> int:
    with city_scope("marburg"):
        return Job.objects.filter(unique__contains="hint:").count()


def test_a_genuine_callback_is_heard_without_csrf_and_wakes_one_check(payer: Visitor) -> None:
    assert [knock(), knock()] == [204, 204]
    assert hints() == 1


def test_forged_foreign_and_misdirected_callbacks_are_refused(payer: Visitor) -> None:
    assert knock(b"memory-999") == 403
    assert knock(provider="other") == 403
    assert knock(b"\xff\x00") == 403
    assert hints() == 0


def test_another_citys_host_learns_nothing(payer: Visitor) -> None:
    assert knock(host="fulda.localhost") in (204, 403)
    assert hints() == 0


def test_only_posts_of_reasonable_size(payer: Visitor) -> None:
    assert knock(b"x" * 70_000) == 413
    assert Client(HTTP_HOST="marburg.localhost").get("/hooks/zahlung/memory/").status_code == 405
