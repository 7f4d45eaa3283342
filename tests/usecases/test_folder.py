"""The commons as a folder: written, changed, read as drafts; nobody's work is overwritten unasked."""

from __future__ import annotations

import os
import shutil
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from allmende.apps.catalogue import queries as catalogue
from allmende.apps.commons import queries as commons
from allmende.domain.values import Problem
from allmende.formats import city as city_format
from allmende.formats import package as package_format
from allmende.usecases import draft_package
from allmende.usecases.export_folder import Exported, InTheWay, export_folder
from allmende.usecases.import_folder import FolderImported, import_folder
from allmende.usecases.load_commons import CommonsLoaded, load_city
from tests import cooperating as c
from tests.usecases.council import Council, codes
from tests.world import COMMONS, SERVICE, World

TEXTS = f"services/{SERVICE}/texts/de.yaml"
FORM = f"services/{SERVICE}/form.yaml"


@pytest.fixture
def place(tmp_path: Path, world: World, marburg_scope: None) -> Path:
    """A folder with everything that is released."""
    write(tmp_path / "step")
    return tmp_path / "step"


def write(place: Path, **more: Any) -> Exported:
    found = export_folder(directory=place, **more)
    assert isinstance(found, Exported), found
    return found


def read(place: Path, world: World, service_id: str = SERVICE, who: Any = c.GRETA, **more: Any) -> Any:
    return import_folder(folder=place / "services" / service_id, person=who, now=world.now, **more)


def taken(place: Path, world: World, service_id: str = SERVICE, **more: Any) -> FolderImported:
    found = read(place, world, service_id, **more)
    assert isinstance(found, FolderImported), found
    return found


def swap(place: Path, old: str, new: str, path: str = TEXTS) -> None:
    text = (place / path).read_text()
    assert old in text
    (place / path).write_text(text.replace(old, new))


def files(place: Path) -> dict[str, bytes]:
    return {path.relative_to(place).as_posix(): path.read_bytes() for path in place.rglob("*") if path.is_file()}


def text(draft_id: str, name: str = "service.name") -> str:
    return commons.package_of(draft_id).texts.find(name)["de"]  # type: ignore[index]


# ── written ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_written_folder_is_the_release(place: Path, world: World) -> None:
    line = catalogue.list_releases(SERVICE)[0]
    folder = package_format.read_folder(place / "services" / SERVICE)
    assert getattr(folder, "sha256", "") == line.sha256
    assert read(place, world) is None


def test_writing_again_writes_nothing(place: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in place.rglob("*") if path.is_file()}
    assert write(place).written == ()
    assert {path: path.stat().st_mtime_ns for path in place.rglob("*") if path.is_file()} == before


def test_two_folders_get_the_same_bytes(place: Path, tmp_path: Path) -> None:
    write(tmp_path / "other")
    assert files(tmp_path / "other") == files(place)


def test_other_content_is_replaced_only_when_asked_and_foreign_files_stay(place: Path, world: World) -> None:
    for name in ("README.md", f"services/{SERVICE}/notes.txt", ".git/config"):
        (place / name).parent.mkdir(exist_ok=True)
        (place / name).write_text("mine")
    c.released(world)
    before = files(place)
    here = f"services/{SERVICE}"
    found = export_folder(directory=place)
    assert found == InTheWay((f"{here}/CHANGES.md", f"{here}/service.yaml", TEXTS))
    assert files(place) == before
    assert write(place, overwrite=True).written == (
        f"{here}/CHANGES.md", f"{here}/examples/zwei_hunde.yaml", f"{here}/service.yaml", TEXTS,
    )  # fmt: skip
    assert "Hund melden" in (place / TEXTS).read_text()
    assert before.items() - files(place).items() == {
        (name, before[name]) for name in (f"{here}/CHANGES.md", f"{here}/service.yaml", TEXTS)
    }


def test_a_draft_is_written_and_what_it_alone_has_goes_with_the_release(place: Path, world: World) -> None:
    draft_id = c.begin(world)
    c.add_example(world, draft_id)
    assert write(place, draft_id=draft_id).states == {draft_id: "1"}
    example = f"services/{SERVICE}/examples/zwei_hunde.yaml"
    assert (place / example).exists()
    assert export_folder(directory=place) == InTheWay((example,))
    write(place, overwrite=True)
    assert not (place / example).exists()


def test_an_unknown_draft_is_said(place: Path) -> None:
    found = export_folder(directory=place, draft_id="nonsense")
    assert isinstance(found, Problem)
    assert found.code == "draft.unknown"


# ── links, pipes and what is too large ────────────────────────────────────────────────────────────────────────────────

CITY = "cities/marburg/city.yaml"


def link_file(path: Path, to: Path) -> None:
    path.unlink()
    path.symlink_to(to)


def link_folder(path: Path, to: Path) -> None:
    shutil.rmtree(path)
    path.symlink_to(to)


def make_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


LINKS: dict[str, Callable[[Path, Path], None]] = {
    "a file": lambda place, home: link_file(place / TEXTS, home / "profile.yaml"),
    "a file that is not there": lambda place, home: link_file(place / TEXTS, home / "authorized_keys"),
    "a city's file": lambda place, home: link_file(place / CITY, home / "authorized_keys"),
    "a package": lambda place, home: link_folder(place / "services" / SERVICE, home),
    "a city": lambda place, home: link_folder(place / "cities/marburg", home),
    "all cities": lambda place, home: link_folder(place / "cities", home),
    "all services": lambda place, home: link_folder(place / "services", home),
    "a pipe": lambda place, home: make_pipe(place / TEXTS),
}


@pytest.mark.parametrize("trick", LINKS)
def test_nothing_is_written_or_read_through_a_link(place: Path, world: World, tmp_path: Path, trick: str) -> None:
    write(place, cities=True)
    home = tmp_path / "home"
    home.mkdir()
    (home / "profile.yaml").write_text("mine")
    LINKS[trick](place, home)
    for overwrite in (False, True):
        found = export_folder(directory=place, cities=True, overwrite=overwrite)
        assert isinstance(found, Problem)
        assert "Verknüpfung oder keine gewöhnliche Datei" in found.text["de"]
        assert files(home) == {"profile.yaml": b"mine"}
    if trick in ("a city's file", "a city"):
        assert "folder.unsafe" in codes(load_city(folder=place / "cities/marburg", seen="", now=world.now).problems)
    elif trick != "all cities":
        assert "folder.unsafe" in codes(read(place, world))
        assert commons.list_drafts() == ()


def test_a_library_behind_a_link_is_not_read(place: Path, world: World, tmp_path: Path) -> None:
    (place / "services/_blocks").symlink_to(tmp_path)
    assert codes(read(place, world)) == ["folder.unsafe"]


def test_a_file_that_is_too_large_is_refused_unread(place: Path, world: World) -> None:
    with (place / f"services/{SERVICE}/CHANGES.md").open("wb") as file:
        file.truncate(600_000_000)
    tracemalloc.start()
    assert "folder.unsafe" in codes(read(place, world))
    assert isinstance(export_folder(directory=place), InTheWay)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 100_000_000


# ── read as a new draft ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_change_becomes_a_draft_and_read_twice_it_is_one(place: Path, world: World) -> None:
    swap(place, "Hund anmelden", "Hunde anmelden")
    found = taken(place, world)
    draft = found.draft
    assert (draft.service_id, draft.title, draft.author.name, draft.last_seq) == (
        SERVICE, "Aus dem Ordner", "Greta Graf", 1,
    )  # fmt: skip
    assert [one["de"] for one in found.said] == ["Name der Leistung: „Hund anmelden“ → „Hunde anmelden“."]
    again = taken(place, world)
    assert (again.draft.id, again.draft.last_seq, again.said) == (draft.id, 1, ())
    assert len(commons.list_drafts()) == 1


def test_another_spelling_is_no_change(place: Path, world: World) -> None:
    (place / FORM).write_text("# a remark\n" + (place / FORM).read_text().replace("required: true", "required:   true"))
    assert read(place, world) is None


def test_a_folder_of_an_older_release_is_refused(place: Path, world: World) -> None:
    """Read as it is, it would undo what the newer release brought."""
    swap(place, "maximum: 9", "maximum: 7", FORM)
    c.released(world)
    found = read(place, world)
    assert codes(found) == ["import.release"]
    assert "1.0.0" in found[0].text["de"] and "1.1.0" in found[0].text["de"]
    assert commons.list_drafts(state=("draft", "review")) == ()


def test_a_clone_is_read_without_being_written_first(world: World, marburg_scope: None, tmp_path: Path) -> None:
    shutil.copytree(COMMONS / "services", tmp_path / "services")
    swap(tmp_path, "maximum: 9", "maximum: 7", FORM)
    draft = taken(tmp_path, world).draft
    assert commons.package_of(draft.id).form.find("anzahl").maximum == 7  # type: ignore[union-attr]


def test_a_broken_package_is_refused_with_file_and_line(place: Path, world: World) -> None:
    swap(place, "when: kampfhund", "when: katze", FORM)
    found = read(place, world)
    assert codes(found) == ["feel.unknown-name"]
    where, _, line = found[0].where.rpartition(":")
    assert where.endswith(FORM)
    assert "when: katze" in (place / FORM).read_text().splitlines()[int(line) - 1]
    (place / FORM).write_text("steps: [\n")
    assert isinstance(read(place, world), list)
    assert commons.list_drafts() == ()


def test_a_folder_that_is_not_there_is_refused(place: Path, world: World) -> None:
    assert codes(read(place, world, "nichts"))


def test_a_new_service_becomes_a_draft_of_its_own(place: Path, world: World) -> None:
    shutil.copytree(place / "services" / SERVICE, place / "services/katze-anmelden")
    swap(place, f"id: {SERVICE}", "id: katze-anmelden", "services/katze-anmelden/service.yaml")
    draft = taken(place, world, "katze-anmelden").draft
    assert (draft.service_id, draft.base) == ("katze-anmelden", None)
    assert taken(place, world, "katze-anmelden").draft.id == draft.id


def test_reading_needs_the_role(place: Path, world: World) -> None:
    swap(place, "Hund anmelden", "Hunde anmelden")
    assert codes(read(place, world, who=c.UWE)) == ["role.missing"]
    assert commons.list_drafts() == ()


# ── read into a draft ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_next_change_goes_to_the_draft_that_was_written(place: Path, world: World) -> None:
    draft_id = c.begin(world)
    c.add_example(world, draft_id)
    write(place, draft_id=draft_id)
    (place / f"services/{SERVICE}/examples/zwei_hunde.yaml").unlink()
    swap(place, "Hund anmelden", "Hunde anmelden")
    for said in (2, 0):
        found = taken(place, world, draft_id=draft_id, seen=1)
        assert (found.draft.id, found.draft.last_seq, len(found.said)) == (draft_id, 2, said)
    assert commons.package_of(draft_id).examples == ()
    assert text(draft_id) == "Hunde anmelden"


def test_a_draft_that_moved_on_is_refused_with_what_changed_there(place: Path, world: World) -> None:
    draft_id = c.begin(world)
    c.say(world, draft_id, "Hunde anmelden")
    write(place, draft_id=draft_id, overwrite=True)
    c.say(world, draft_id, "Vierbeiner anmelden", c.GUSTAV)
    swap(place, "Hunde anmelden", "Alle Hunde anmelden")
    before = files(place)
    found = read(place, world, draft_id=draft_id, seen=1)
    assert codes(found) == ["draft.moved"]
    assert "Name der Leistung: „Hunde anmelden“ → „Vierbeiner anmelden“." in found[0].text["de"]
    assert text(draft_id) == "Vierbeiner anmelden"
    assert files(place) == before
    assert codes(read(place, world, draft_id=draft_id, seen=9)) == ["draft.state"]
    assert codes(read(place, world, draft_id="nonsense", seen=1)) == ["draft.unknown"]


# ── shared parts ──────────────────────────────────────────────────────────────────────────────────────────────────────

REAL = Path(__file__).parents[2]


@pytest.fixture
def real(world: World, marburg_scope: None, tmp_path: Path) -> Path:
    """Two real services that share blocks and processes."""
    services = tmp_path / "in/services"
    for name in (*(one.name for one in (REAL / "services").glob("_*")), "bewohnerparkausweis", "meldebescheinigung"):
        shutil.copytree(REAL / "services" / name, services / name)
    assert world.load(services, tmp_path / "in/cities").problems == []
    write(tmp_path / "real")
    return tmp_path / "real"


def test_real_packages_with_their_blocks_come_out_as_they_went_in(real: Path, tmp_path: Path) -> None:
    for name in ("bewohnerparkausweis", "meldebescheinigung"):
        came = package_format.read_folder(real / "services" / name)
        went = package_format.read_folder(tmp_path / "in/services" / name)
        assert getattr(came, "sha256", "") == getattr(went, "sha256", None)


def test_a_changed_block_becomes_edits_in_every_service_that_uses_it(real: Path, world: World) -> None:
    swap(real, "Familienname", "Nachname", "services/_blocks/person.yaml")
    for service_id in ("bewohnerparkausweis", "meldebescheinigung"):
        draft = taken(real, world, service_id).draft
        assert "Nachname" in commons.package_of(draft.id).files["_blocks/person.yaml"]


def test_an_older_version_of_a_block_lies_beside_the_newest(real: Path, world: World) -> None:
    """One service goes over to version 2, the other one stays: neither sees a change of the other."""
    draft = draft_package.begin(person=c.GRETA, service_id="meldebescheinigung", title="Neuer Baustein", now=world.now)
    assert isinstance(draft, commons.PackageDraft)
    package = commons.package_of(draft.id)
    block = package.files["_blocks/person.yaml"].replace("version: 1", "version: 2")
    form = package.files["form.yaml"].replace("person@1", "person@2")
    found = draft_package.upload(
        person=c.GRETA,
        draft_id=draft.id,
        now=world.now,
        files={"_blocks/person.yaml": block.encode(), "form.yaml": form.encode()},
    )
    assert isinstance(found, draft_package.DraftState), found
    write(real, draft_id=draft.id, overwrite=True)
    assert "version: 2" in (real / "services/_blocks/person.yaml").read_text()
    assert "version: 1" in (real / "services/_blocks/person@1.yaml").read_text()
    assert taken(real, world, "meldebescheinigung", draft_id=draft.id, seen=1).said == ()
    assert read(real, world, "bewohnerparkausweis") is None
    swap(real, "Familienname", "Nachname", "services/_blocks/person@1.yaml")
    assert taken(real, world, "bewohnerparkausweis").said


# ── cities ────────────────────────────────────────────────────────────────────────────────────────────────────────────

VALUES = "cities/marburg/parameters.yaml"


@pytest.fixture
def council(world: World, marburg_scope: None) -> Council:
    return Council(world)


def load(place: Path, world: World, seen: str = "") -> CommonsLoaded:
    return load_city(folder=place / "cities/marburg", seen=seen, now=world.now)


def fee() -> list[str]:
    city = catalogue.get_city(city="marburg")
    return [value.value for value in city.parameters if value.id == "grundgebuehr"]


def test_cities_come_only_where_they_are_wanted(place: Path, council: Council) -> None:
    assert not (place / "cities").exists()
    sha = catalogue.get_present(city="marburg").sha256
    assert write(place, cities=True).states["marburg"] == sha[:12]
    folder = city_format.read_folder(place / "cities/marburg")
    assert getattr(folder, "sha256", "") == sha


def test_what_the_studio_changed_comes_into_the_folder_and_the_folder_can_be_edited_on_top(
    place: Path, world: World, council: Council
) -> None:
    council.set("35,50")
    seen = write(place, cities=True).states["marburg"]
    assert "35.50" in (place / VALUES).read_text()
    swap(place, "35.50", "36.00", VALUES)
    assert codes(load(place, world).problems) == ["city.studio"]
    found = load(place, world, seen)
    assert (found.cities, found.problems) == (["marburg"], [])
    assert fee() == ["30.00", "36.00"]
    council.set("37,00")
    assert export_folder(directory=place, cities=True) == InTheWay((VALUES,))
    write(place, cities=True, overwrite=True)
    assert "37.00" in (place / VALUES).read_text()


def test_a_folder_that_does_not_know_the_studios_decision_is_refused(
    place: Path, world: World, council: Council
) -> None:
    seen = write(place, cities=True).states["marburg"]
    council.set("35,50")
    swap(place, "30.00", "31.00", VALUES)
    assert codes(load(place, world, seen).problems) == ["city.studio"]
    assert fee() == ["30.00", "35.50"]


def test_broken_city_data_is_refused_with_file_and_line(place: Path, world: World, council: Council) -> None:
    write(place, cities=True)
    swap(place, "primary: ", "primary: red # ", "cities/marburg/city.yaml")
    found = load(place, world)
    assert "cities/marburg/city.yaml:" in found.problems[0].where
    assert found.cities == []
