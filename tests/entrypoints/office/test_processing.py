"""The record of processing activities, as page and as file."""

from __future__ import annotations

import pytest

from tests.entrypoints.office.conftest import Desk, hire
from tests.world import World


@pytest.mark.usefixtures("case_id")
def test_data_protection_reads_the_record_and_takes_it_along(world: World, desk: Desk) -> None:
    hire(world, "schutz", roles=("leseprotokoll",), units=())
    officer = Desk()
    officer.sign_in("schutz")
    page = officer.read("/buero/verarbeitungen/")
    assert "Hund anmelden" in page
    assert "Art. 6 Abs. 1 Buchst. e DSGVO, § 3 HDSIG" in page
    file = officer.get("/buero/verarbeitungen/?form=json")
    assert file["Content-Disposition"] == 'attachment; filename="verarbeitungen-marburg.json"'
    found = file.json()
    assert found["controller"]["name"]
    entry = next(one for one in found["processing"] if one["service"] == "hund-anmelden")
    assert any(said.startswith("Betreiber dieser Plattform") for said in entry["recipients"])
    assert entry["kept"].startswith("3 Jahre nach dem Ende des Vorgangs (")
    assert entry["machine"] == "Ein Mensch; die Gebühr fordert die Maschine an"
    assert "Erika" not in str(found)
    assert desk.get("/buero/verarbeitungen/").status_code == 403
    agreed = officer.get("/buero/verarbeitungen/?form=vereinbarungen").json()
    assert len(agreed["joint_controllers"]["parties"]) == 2
    assert agreed["processor"] == {**agreed["processor"], "signed_on": None, "party": None}
    public = officer.read("/datenschutz/zusammenarbeit/")
    for party in agreed["joint_controllers"]["parties"]:
        assert party["name"] in public
    assert "Die Vereinbarung ist noch nicht unterzeichnet." in public
    assert b'href="/datenschutz/zusammenarbeit/"' in officer.get("/datenschutz/hund-anmelden/").content
