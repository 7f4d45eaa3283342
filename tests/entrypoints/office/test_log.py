"""The page on which data protection sees who read a case."""

from __future__ import annotations

import pytest

from allmende.apps.cases.models import Case
from allmende.foundation.tenancy.scopes import city_scope
from tests.entrypoints.office.conftest import Desk, hire
from tests.world import World


@pytest.mark.usefixtures("case_id")
def test_data_protection_sees_who_opened_a_case_and_opens_none(world: World, desk: Desk, case_id: str) -> None:
    with city_scope("marburg"):
        reference = Case.objects.get().reference
    assert desk.get(f"/buero/vorgang/{case_id}/").status_code == 200
    hire(world, "schutz", roles=("leseprotokoll",), units=())
    officer = Desk()
    officer.sign_in("schutz")
    assert 'href="/buero/protokoll/"' in officer.get("/buero/").content.decode()
    page = officer.read(f"/buero/protokoll/?nummer={reference}")
    assert "2. November 2026" in page
    assert "Frau Clerk Vorgang geöffnet Sachbearbeitung" in page
    assert "Erika" not in page
    assert "Diese Nummer gibt es hier nicht." in officer.read("/buero/protokoll/?nummer=MA-0000-0000")
    assert officer.get(f"/buero/vorgang/{case_id}/").status_code == 404
    assert desk.get(f"/buero/protokoll/?nummer={reference}").status_code == 403
