"""A package in the thin form in the commons: opened, changed, compared, released, exported, imported, adopted."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest

from allmende.apps.catalogue import queries as catalogue
from allmende.apps.commons import queries as commons
from allmende.domain.cooperation import ROLES, StaffMember
from allmende.formats import bundle as exchange
from allmende.usecases import adopt_release, draft_package, release_package
from allmende.usecases.adopting.baseline import read_baseline
from allmende.usecases.adopting.plan import AdoptionPlan, Wanted, make_plan
from allmende.usecases.exchange_release import export_release
from allmende.usecases.signing import own_signer
from tests import cooperating as c
from tests.world import World

ROOT = Path(__file__).parents[2]
SERVICE, CITY = "meldebescheinigung", "marburg"
COUNCIL = StaffMember(CITY, str(UUID(int=7)), "Uwe Ulm", tuple(ROLES))


@pytest.fixture
def draft_id(world: World, marburg_scope: None) -> str:
    """A draft on the real release, in which a text was changed in the studio."""
    assert world.load(ROOT / "services", ROOT / "cities").problems == []
    draft = draft_package.begin(person=c.GRETA, service_id=SERVICE, title="Klarer sagen", now=world.now)
    assert isinstance(draft, commons.PackageDraft), draft
    found = c.say(world, draft.id, "Bescheinigung, wo Sie wohnen", text="service.summary")
    assert isinstance(found, draft_package.DraftState), found
    assert [one["de"] for one in found.said] == [
        "Kurzbeschreibung: Text geändert (Deutsch).",
        "Die Quelle in der kurzen Form ist geändert.",
    ]
    return draft.id


def test_what_the_studio_changed_is_released_travels_and_is_adopted(draft_id: str, world: World) -> None:
    proposal = c.propose(world, draft_id)
    assert isinstance(proposal, commons.PackageDraft), proposal
    c.approve_all(world, draft_id)
    done = c.release(world, draft_id)
    assert isinstance(done, release_package.Released), done
    line = catalogue.list_releases(SERVICE)[0]
    assert line.version == "1.1.0"
    assert "Bescheinigung, wo Sie wohnen" in catalogue.get_package_of(line.sha256).files["source/texts/de.yaml"]

    own = own_signer(now=world.now)
    came = exchange.open_bundle(export_release(release_sha=line.sha256, now=world.now), {own.name: own.public_key})
    assert isinstance(came, exchange.ReleaseBundle), came
    assert came.package.sha256 == line.sha256

    baseline = read_baseline(city=CITY, service_id=SERVICE, today=world.today)
    plan = make_plan(baseline, Wanted(release_sha=line.sha256, day=world.today, choices={}, values={}))
    assert isinstance(plan, AdoptionPlan), plan
    adopted = adopt_release.adopt(person=COUNCIL, plan=plan, seen=plan.seen, now=world.now)
    assert not isinstance(adopted, list), adopted
    offered = catalogue.find_offered(city=CITY, service_id=SERVICE, day=world.today)
    assert offered is not None
    assert (offered.service.version, offered.service.text("service.summary", "de")) == (
        "1.1.0",
        "Bescheinigung, wo Sie wohnen",
    )


def test_a_release_with_its_source_is_a_draft_s_base_byte_for_byte(draft_id: str, world: World) -> None:
    undone = draft_package.undo(person=c.GRETA, draft_id=draft_id, seq=1, now=world.now)
    assert isinstance(undone, draft_package.DraftState), undone
    base = catalogue.get_package_of(catalogue.list_releases(SERVICE)[0].sha256)
    assert commons.package_of(draft_id).files == base.files
    assert "source/process.yaml" in base.files
