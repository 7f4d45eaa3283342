"""Folders and drafts of packages in the thin form: the author's files stay as they are until somebody says otherwise."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from allmende.apps.catalogue import queries as catalogue
from allmende.apps.commons import queries as commons
from allmende.domain.package import ServicePackage
from allmende.domain.package.edits import author
from allmende.formats import package as package_format
from allmende.formats import yaml
from allmende.usecases import draft_package
from tests import cooperating as c
from tests.usecases.test_folder import files, swap, taken, write
from tests.usecases.test_folder import read as imported
from tests.world import SERVICE, World

REAL = Path(__file__).parents[2] / "services"
CERTIFICATE, VARIANTS, ONE_FILE = "meldebescheinigung", "personenstandsurkunde", "hundesteuer-anmeldung"
BIRTH, MARRIAGE = "geburtsurkunde", "eheurkunde"
TEXTS = f"services/{CERTIFICATE}/texts/de.yaml"


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """A folder as authors keep it: a package in files, two as variants of one, one in a single file, and what they share."""
    services = tmp_path / "in/services"
    for one in (*REAL.glob("_*"), REAL / CERTIFICATE, REAL / VARIANTS):
        shutil.copytree(one, services / one.name)
    shutil.copy(REAL / f"{ONE_FILE}.yaml", services)
    return tmp_path / "in"


@pytest.fixture
def place(written: Path, world: World, marburg_scope: None, tmp_path: Path) -> Path:
    """Another folder, fetched from the commons these packages were loaded into."""
    assert world.load(written / "services", written / "cities").problems == []
    write(tmp_path / "step")
    return tmp_path / "step"


def say(world: World, service_id: str, words: str, text: str = "service.name") -> str:
    """A draft in which somebody changes one German text in the studio."""
    draft = draft_package.begin(person=c.GUSTAV, service_id=service_id, title="Werkstatt", now=world.now)
    assert isinstance(draft, commons.PackageDraft)
    found = c.say(world, draft.id, words, c.GUSTAV, text)
    assert isinstance(found, draft_package.DraftState)
    return draft.id


def sources(package: ServicePackage) -> set[str]:
    return {name for name in package.files if name.startswith("source/")}


def read(place: Path, service_id: str) -> ServicePackage:
    found = package_format.read_folder(place / "services" / service_id)
    assert isinstance(found, ServicePackage), found
    return found


def names(place: Path) -> set[str]:
    """What lies there, without what is shared and the service of the fixture."""
    return {path.name for path in (place / "services").iterdir() if path.name[0] != "_" and path.name != SERVICE}


# ── fetched and pushed ────────────────────────────────────────────────────────────────────────────────────────────────


def plain(content: bytes) -> object:
    node, _ = yaml.read(content, "x.yaml")
    assert node is not None
    return node.plain()


def test_what_the_author_wrote_comes_out_as_it_went_in(place: Path, written: Path) -> None:
    fetched, own = files(place / "services"), files(written / "services")
    fetched = {name: text for name, text in fetched.items() if not name.startswith(SERVICE)}
    written_by_us = {name for name in fetched if name.startswith("_processes/")}
    assert {name: own[name] for name in fetched.keys() - written_by_us} == {
        name: fetched[name] for name in fetched.keys() - written_by_us
    }
    for name in written_by_us & own.keys():  # shared processes are kept in the exchange form
        if name.endswith(".yaml"):
            assert plain(own[name]) == plain(fetched[name]), name
    assert {name for name in own if not name.startswith("_")} <= fetched.keys()
    assert names(place) == {CERTIFICATE, VARIANTS, f"{ONE_FILE}.yaml"}
    for service_id in (CERTIFICATE, BIRTH, MARRIAGE, ONE_FILE):
        assert read(place, service_id).sha256 == catalogue.list_releases(service_id)[0].sha256


def test_the_author_s_own_folder_is_the_release_without_ever_being_written(
    written: Path, world: World, marburg_scope: None
) -> None:
    assert world.load(written / "services", written / "cities").problems == []
    assert [imported(written, world, one) for one in (CERTIFICATE, BIRTH, MARRIAGE, ONE_FILE)] == [None] * 4


def test_an_edited_file_becomes_edits_and_the_draft_keeps_the_source(place: Path, world: World) -> None:
    swap(place, "  summary: ", "  summary: Neu. ", TEXTS)
    found = taken(place, world, CERTIFICATE)
    draft, said = found.draft, found.said
    assert [one["de"] for one in said] == [
        "Kurzbeschreibung: Text geändert (Deutsch).",
        "Die Quelle in der kurzen Form ist geändert.",
    ]
    package = commons.package_of(draft.id)
    assert package.files["source/texts/de.yaml"] == (place / TEXTS).read_text()
    assert package.sha256 == read(place, CERTIFICATE).sha256
    assert taken(place, world, CERTIFICATE).draft.id == draft.id


def test_a_remark_is_kept_though_it_changes_nothing_else(place: Path, world: World) -> None:
    path = place / "services" / CERTIFICATE / "form.yaml"
    path.write_text("# Reihenfolge wie im Melderegister\n" + path.read_text())
    found = taken(place, world, CERTIFICATE)
    assert [one["en"] for one in found.said] == ["The source in the thin form has changed."]
    assert commons.package_of(found.draft.id).files["source/form.yaml"].startswith("# Reihenfolge")


def test_a_pattern_changed_for_all_becomes_edits_where_it_is_used(place: Path, world: World) -> None:
    pattern = "services/_patterns/certificate.yaml"
    text = (place / pattern).read_text()
    name = next(line for line in text.splitlines() if "name: " in line and "Berechtigung prüfen" in line)
    swap(place, name, name.replace("Berechtigung prüfen", "Berechtigung ansehen"), pattern)
    assert all(taken(place, world, service_id).said for service_id in (CERTIFICATE, BIRTH, MARRIAGE))


def test_a_fault_is_told_with_the_author_s_file_and_line(place: Path, world: World) -> None:
    form = f"services/{CERTIFICATE}/form.yaml"
    swap(place, "when: fuer_wen !=", "when: fuer_wenn !=", form)
    found = imported(place, world, CERTIFICATE)
    where, _, line = found[0].where.rpartition(":")
    assert where.endswith(form)
    assert "fuer_wenn" in (place / form).read_text().splitlines()[int(line) - 1]
    assert commons.list_drafts() == ()


def test_one_file_is_pushed_and_fetched_like_many(place: Path, world: World) -> None:
    path = f"services/{ONE_FILE}.yaml"
    swap(place, "name: Hund anmelden", "name: Einen Hund anmelden", path)
    draft = taken(place, world, ONE_FILE).draft
    assert commons.package_of(draft.id).files["source/package.yaml"] == (place / path).read_text()


# ── changed in the studio ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_change_in_the_studio_is_one_line_of_the_source_and_undoing_it_takes_it_back(
    place: Path, world: World
) -> None:
    before = catalogue.get_package_of(catalogue.list_releases(CERTIFICATE)[0].sha256)
    draft_id = say(world, CERTIFICATE, "Die Stadt sagt, wo Sie wohnen.", text="service.summary")
    now = commons.package_of(draft_id)
    assert sources(now) == sources(before)
    assert [name for name in sources(now) if now.files[name] != before.files[name]] == ["source/texts/de.yaml"]
    old, new = (one.files["source/texts/de.yaml"].splitlines() for one in (before, now))
    assert len([True for one, other in zip(old, new, strict=True) if one != other]) == 1
    undone = draft_package.undo(person=c.GUSTAV, draft_id=draft_id, seq=1, now=world.now)
    assert isinstance(undone, draft_package.DraftState), undone
    assert commons.package_of(draft_id).sha256 == before.sha256


def test_fetching_it_changes_one_file_of_the_author_s(place: Path, world: World) -> None:
    draft_id = say(world, CERTIFICATE, "Bescheinigung")
    before = {name: text for name, text in files(place).items() if not name.startswith(".")}
    write(place, draft_id=draft_id, overwrite=True)
    after = {name: text for name, text in files(place).items() if not name.startswith(".")}
    assert after.keys() == before.keys()
    assert [name for name in after if after[name] != before[name]] == [TEXTS]
    assert read(place, CERTIFICATE).sha256 == commons.package_of(draft_id).sha256


def test_a_changed_variant_lies_beside_the_folder_of_the_others(place: Path, world: World) -> None:
    before = files(place / "services" / VARIANTS)
    marriage = read(place, MARRIAGE)
    draft_id = say(world, BIRTH, "Urkunde über die Geburt")
    write(place, draft_id=draft_id, overwrite=True)
    assert files(place / "services" / VARIANTS) == before
    assert {path.name for path in package_format.list_packages(place / "services")} >= {BIRTH, MARRIAGE}
    assert read(place, BIRTH).sha256 == commons.package_of(draft_id).sha256
    assert read(place, MARRIAGE).sha256 == marriage.sha256


def test_the_one_file_stays_one_when_the_studio_changed_what_it_says(place: Path, world: World) -> None:
    draft_id = say(world, ONE_FILE, "Einen Hund anmelden")
    write(place, draft_id=draft_id, overwrite=True)
    assert names(place) == {CERTIFICATE, VARIANTS, f"{ONE_FILE}.yaml"}
    assert read(place, ONE_FILE).sha256 == commons.package_of(draft_id).sha256


def test_a_shared_block_changed_in_the_studio_is_not_the_author_s_any_more(place: Path, world: World) -> None:
    draft = draft_package.begin(person=c.GUSTAV, service_id=CERTIFICATE, title="Baustein", now=world.now)
    assert isinstance(draft, commons.PackageDraft)
    edits = author.set_property(commons.edition_of(draft.id).tree, "field.telefon", "required", True)
    assert isinstance(edits, tuple)
    done = draft_package.change(person=c.GUSTAV, draft_id=draft.id, edits=edits, now=world.now)
    assert isinstance(done, draft_package.DraftState), done
    block = (place / "services/_blocks/kontakt.yaml").read_bytes()
    write(place, draft_id=draft.id, overwrite=True)
    assert (place / "services/_blocks/kontakt.yaml").read_bytes() == block
    assert read(place, CERTIFICATE).form.find("telefon").required is True  # type: ignore[union-attr]
