"""Who applies is as sure as the session that is shown, never surer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from allmende.apps.applications import queries
from allmende.apps.applications.rules import MatterAccess
from allmende.domain.ports.identity import TrustLevel
from allmende.foundation.identity import accounts
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases.begin_application import BegunDraft, begin_application
from tests.world import SERVICE, World


@pytest.fixture
def world(db: None) -> Iterator[World]:
    found = World()
    found.plug_in()
    assert found.load().problems == []
    with city_scope("marburg"):
        yield found


@pytest.mark.parametrize("session", ["none", "basic", "substantial", "high"])
def test_a_less_sure_session_does_not_borrow_the_account_s_level(world: World, session: TrustLevel) -> None:
    account = accounts.sign_in(provider="test", subject="p1", level="substantial", attributes={}, now=world.now)
    begun = begin_application(
        city="marburg", service_id=SERVICE, language="de", account_id=str(account.pk), now=world.now, day=world.today
    )
    assert isinstance(begun, BegunDraft)

    draft = queries.get_draft(
        city="marburg",
        draft_id=begun.draft_id,
        access=MatterAccess(account_id=str(account.pk), level=session),
        today=world.today,
    )

    assert draft is not None
    assert draft.applicant["level"] == ("substantial" if session == "high" else session)
