"""A folder beside the commons: fetched, changed, pushed; nobody's work is overwritten."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from allmende.apps.catalogue import queries as catalogue
from allmende.apps.commons import queries as commons
from allmende.domain.values import Problem
from allmende.formats import city as city_format
from allmende.formats import package as package_format
from allmende.usecases import draft_package
from allmende.usecases.keep_in_step import InTheWay, Looked, Pulled, Pushed, look, pull, push, push_cities
from tests import cooperating as c
from tests.usecases.council import Council
from tests.world import COMMONS, SERVICE, World

TEXTS = f"services/{SERVICE}/texts/de.yaml"


@pytest.fixture
def place(tmp_path: Path, world: World, marburg_scope: None) -> Path:
    """A folder in step with the commons."""
    fetch(tmp_path / "step")
    return tmp_path / "step"


def fetch(place: Path, **more: Any) -> Pulled:
    found = pull(directory=place, **more)
    assert isinstance(found, Pulled), found
    return found


def send(place: Path, world: World, who: Any = c.GRETA) -> Pushed:
    found = push(directory=place, person=who, now=world.now)
    assert isinstance(found, Pushed), found
    return found


def stand(place: Path, **more: Any) -> Looked:
    found = look(directory=place, **more)
    assert isinstance(found, Looked), found
    return found


def swap(place: Path, old: str, new: str, path: str = TEXTS) -> None:
    text = (place / path).read_text()
    assert old in text
    (place / path).write_text(text.replace(old, new))


def files(place: Path) -> dict[str, bytes]:
    return {path.relative_to(place).as_posix(): path.read_bytes() for path in place.rglob("*") if path.is_file()}


def text(draft_id: str, name: str = "service.name") -> str:
    return commons.package_of(draft_id).texts.find(name)["de"]  # type: ignore[index]


# ── pull ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_fetched_folder_is_the_release_and_is_in_step(place: Path) -> None:
    line = catalogue.list_releases(SERVICE)[0]
    read = package_format.read_folder(place / "services" / SERVICE)
    assert getattr(read, "sha256", "") == line.sha256
    assert stand(place).in_step
    assert json.loads((place / ".allmende/state.json").read_text()) == {
        "cities": {},
        "format": "allmende-step/1",
        "services": {SERVICE: {"release": line.sha256}},
    }


def test_fetching_again_writes_nothing(place: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in place.rglob("*") if path.is_file()}
    assert fetch(place).count == 0
    assert {path: path.stat().st_mtime_ns for path in place.rglob("*") if path.is_file()} == before


def test_two_folders_get_the_same_bytes(place: Path, tmp_path: Path) -> None:
    fetch(tmp_path / "other")
    assert files(tmp_path / "other") == files(place)


def test_a_new_release_comes_and_only_what_differs_is_written(place: Path, world: World) -> None:
    before = {path: path.stat().st_mtime_ns for path in place.rglob("*") if path.is_file()}
    c.released(world)
    found = stand(place)
    assert [(step.name, step.here, step.there) for step in found.steps if step.moves] == [(SERVICE, "1.0.0", "1.1.0")]
    fetch(place)
    assert "Hund melden" in (place / TEXTS).read_text()
    written = {
        path.relative_to(place).as_posix()
        for path in place.rglob("*")
        if path.is_file() and before.get(path) != path.stat().st_mtime_ns
    }
    here = f"services/{SERVICE}"
    assert written == {
        TEXTS, f"{here}/CHANGES.md", f"{here}/service.yaml", f"{here}/examples/zwei_hunde.yaml", ".allmende/state.json",
    }  # fmt: skip


def test_foreign_files_stay(place: Path, world: World) -> None:
    for name in ("README.md", f"services/{SERVICE}/notes.txt", ".git/config"):
        (place / name).parent.mkdir(exist_ok=True)
        (place / name).write_text("mine")
    c.released(world)
    fetch(place, theirs=True)
    assert [(place / name).read_text() for name in ("README.md", f"services/{SERVICE}/notes.txt", ".git/config")] == [
        "mine"
    ] * 3


def test_another_spelling_is_no_change(place: Path, world: World) -> None:
    path = place / f"services/{SERVICE}/form.yaml"
    path.write_text("# a remark\n" + path.read_text().replace("required: true", "required:   true"))
    assert stand(place).in_step
    assert send(place, world).drafts == []


def test_a_local_change_is_kept_while_other_files_are_fetched(place: Path, world: World) -> None:
    form = f"services/{SERVICE}/form.yaml"
    swap(place, "maximum: 9", "maximum: 7", form)
    c.released(world)
    fetch(place)
    assert "maximum: 7" in (place / form).read_text()
    assert "Hund melden" in (place / TEXTS).read_text()
    assert [step.of("local") for step in stand(place).steps if step.moves] == [(form,)]


def test_what_was_changed_here_and_there_is_not_overwritten(place: Path, world: World) -> None:
    swap(place, "Hund anmelden", "Hunde anmelden")
    before = files(place)
    c.released(world)
    found = pull(directory=place)
    assert isinstance(found, InTheWay)
    assert [step.of("conflict") for step in found.steps] == [(TEXTS,)]
    assert files(place) == before


def test_theirs_wins_when_asked_and_ours_is_kept_beside(place: Path, world: World) -> None:
    swap(place, "Hund anmelden", "Hunde anmelden")
    mine = (place / TEXTS).read_bytes()
    c.released(world)
    found = fetch(place, theirs=True)
    assert found.kept == 1
    assert "Hund melden" in (place / TEXTS).read_text()
    assert (place / ".allmende/ours" / TEXTS).read_bytes() == mine
    assert stand(place).in_step


def test_a_file_that_went_in_the_commons_goes_here_unless_it_was_changed(place: Path, world: World) -> None:
    draft_id = c.begin(world)
    c.add_example(world, draft_id)
    fetch(place, draft_id=draft_id)
    example = place / f"services/{SERVICE}/examples/zwei_hunde.yaml"
    assert example.exists()
    fetch(place, releases=True)
    assert not example.parent.exists()
    fetch(place, draft_id=draft_id)
    example.write_text(example.read_text().replace("Zwei Hunde", "Meine Hunde"))
    assert isinstance(pull(directory=place, releases=True), InTheWay)


def test_a_folder_follows_its_draft_until_it_is_released(place: Path, world: World) -> None:
    draft_id = c.proposed(world)
    fetch(place, draft_id=draft_id)
    c.say(world, draft_id, "Hund eintragen")
    fetch(place)
    assert "Hund eintragen" in (place / TEXTS).read_text()
    c.approve_all(world, draft_id)
    c.release(world, draft_id)
    fetch(place)
    source = json.loads((place / ".allmende/state.json").read_text())["services"][SERVICE]
    assert source == {"release": catalogue.list_releases(SERVICE)[0].sha256}


def test_an_unknown_draft_is_said(place: Path) -> None:
    found = pull(directory=place, draft_id="nonsense")
    assert isinstance(found, Problem)
    assert found.code == "draft.unknown"


def test_a_broken_state_is_said_and_changes_nothing(place: Path, world: World) -> None:
    for content in ("{", "[]", '{"format":"x"}', "[" * 100_000):
        (place / ".allmende/state.json").write_text(content)
        before = files(place)
        for found in (
            pull(directory=place),
            look(directory=place),
            push(directory=place, person=c.GRETA, now=world.now),
        ):
            assert isinstance(found, Problem)
            assert found.code == "step.state"
        assert files(place) == before


def test_a_clone_that_was_never_fetched_begins_with_the_release_it_names(
    world: World, marburg_scope: None, tmp_path: Path
) -> None:
    shutil.copytree(COMMONS / "services", tmp_path / "services")
    c.released(world)
    swap(tmp_path, "maximum: 9", "maximum: 7", f"services/{SERVICE}/form.yaml")
    sent = send(tmp_path, world)
    assert sent.ok, sent
    (_, draft, _) = sent.drafts[0]
    assert text(draft.id) == "Hund melden"
    assert commons.package_of(draft.id).form.find("anzahl").maximum == 7  # type: ignore[union-attr]


# ── push ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_change_becomes_a_draft_and_pushed_twice_it_is_one(place: Path, world: World) -> None:
    swap(place, "Hund anmelden", "Hunde anmelden")
    sent = send(place, world)
    assert sent.ok
    [(service, draft, said)] = sent.drafts
    assert (service, draft.title, draft.author.name, draft.last_seq) == (SERVICE, "Aus dem Ordner", "Greta Graf", 1)
    assert [one["de"] for one in said] == ["Name der Leistung: „Hund anmelden“ → „Hunde anmelden“."]
    before = files(place)
    assert send(place, world).drafts == []
    assert commons.get_draft(draft.id).last_seq == 1
    assert len(commons.list_drafts()) == 1
    assert files(place) == before
    assert stand(place).in_step


def test_the_next_change_goes_to_the_same_draft(place: Path, world: World) -> None:
    swap(place, "Hund anmelden", "Hunde anmelden")
    first = send(place, world).drafts[0][1].id
    swap(place, "Hunde anmelden", "Alle Hunde anmelden")
    second = send(place, world).drafts[0][1]
    assert (second.id, second.last_seq) == (first, 2)
    assert text(first) == "Alle Hunde anmelden"


def test_what_others_changed_in_the_draft_meanwhile_stays_and_comes_into_the_folder(place: Path, world: World) -> None:
    swap(place, "Hund anmelden", "Hunde anmelden")
    draft_id = send(place, world).drafts[0][1].id
    c.say(world, draft_id, "Anzahl der Hunde", c.GUSTAV, "field.anzahl.label")
    swap(place, "maximum: 9", "maximum: 7", f"services/{SERVICE}/form.yaml")
    assert send(place, world).ok
    assert (text(draft_id), text(draft_id, "field.anzahl.label")) == ("Hunde anmelden", "Anzahl der Hunde")
    assert "Anzahl der Hunde" in (place / TEXTS).read_text()
    assert stand(place).in_step
    assert send(place, world).drafts == []


def test_where_both_changed_the_same_both_are_shown_and_nothing_is_lost(place: Path, world: World) -> None:
    swap(place, "Hund anmelden", "Hunde anmelden")
    draft_id = send(place, world).drafts[0][1].id
    c.say(world, draft_id, "Vierbeiner anmelden", c.GUSTAV)
    swap(place, "Hunde anmelden", "Alle Hunde anmelden")
    before = files(place)
    sent = send(place, world)
    assert not sent.ok
    [(service, conflict)] = sent.conflicts
    assert (service, conflict.target) == (SERVICE, "text.de.service.name")
    assert (conflict.base, conflict.theirs, conflict.mine) == (
        "Hunde anmelden",
        "Vierbeiner anmelden",
        "Alle Hunde anmelden",
    )
    assert text(draft_id) == "Vierbeiner anmelden"
    assert files(place) == before


def test_a_change_that_collides_with_a_newer_release_begins_no_draft(place: Path, world: World) -> None:
    swap(place, "Hund anmelden", "Hunde anmelden")
    c.released(world)
    sent = send(place, world)
    assert [(conflict.theirs, conflict.mine) for _, conflict in sent.conflicts] == [("Hund melden", "Hunde anmelden")]
    assert commons.list_drafts(state=("draft", "review")) == ()


def test_a_broken_package_is_refused_with_file_and_line(place: Path, world: World) -> None:
    form = f"services/{SERVICE}/form.yaml"
    swap(place, "when: kampfhund", "when: katze", form)
    sent = send(place, world)
    assert [problem.code for problem in sent.problems] == ["feel.unknown-name"]
    where, _, line = sent.problems[0].where.rpartition(":")
    assert where.endswith(form)
    assert "when: katze" in (place / form).read_text().splitlines()[int(line) - 1]
    (place / form).write_text("steps: [\n")
    assert send(place, world).problems
    assert commons.list_drafts() == ()


def test_a_new_service_becomes_a_draft_of_its_own(place: Path, world: World) -> None:
    shutil.copytree(place / "services" / SERVICE, place / "services/katze-anmelden")
    swap(place, f"id: {SERVICE}", "id: katze-anmelden", "services/katze-anmelden/service.yaml")
    assert stand(place).fresh == ("katze-anmelden",)
    sent = send(place, world)
    assert sent.ok, sent
    assert [(service, draft.base) for service, draft, _ in sent.drafts] == [("katze-anmelden", None)]
    assert stand(place).in_step
    assert send(place, world).drafts == []


def test_pushing_needs_the_role(place: Path, world: World) -> None:
    swap(place, "Hund anmelden", "Hunde anmelden")
    sent = send(place, world, c.UWE)
    assert [problem.code for problem in sent.problems] == ["role.missing"]
    assert commons.list_drafts() == ()


def test_a_removed_file_is_a_change_too(place: Path, world: World) -> None:
    draft_id = c.begin(world)
    c.add_example(world, draft_id)
    fetch(place, draft_id=draft_id)
    (place / f"services/{SERVICE}/examples/zwei_hunde.yaml").unlink()
    assert send(place, world).ok
    assert commons.package_of(draft_id).examples == ()
    assert stand(place).in_step


# ── shared parts ──────────────────────────────────────────────────────────────────────────────────────────────────────

REAL = Path(__file__).parents[2]


@pytest.fixture
def real(world: World, marburg_scope: None, tmp_path: Path) -> Path:
    """Two real services that share blocks and processes."""
    services = tmp_path / "in/services"
    for name in (*(one.name for one in (REAL / "services").glob("_*")), "bewohnerparkausweis", "meldebescheinigung"):
        shutil.copytree(REAL / "services" / name, services / name)
    assert world.load(services, tmp_path / "in/cities").problems == []
    fetch(tmp_path / "real")
    return tmp_path / "real"


def test_real_packages_with_their_blocks_come_out_as_they_went_in(real: Path, tmp_path: Path) -> None:
    for name in ("bewohnerparkausweis", "meldebescheinigung"):
        came = package_format.read_folder(real / "services" / name)
        went = package_format.read_folder(tmp_path / "in/services" / name)
        assert getattr(came, "sha256", "") == getattr(went, "sha256", None)


def test_a_changed_block_becomes_edits_in_every_service_that_uses_it(real: Path, world: World) -> None:
    swap(real, "Familienname", "Nachname", "services/_blocks/person.yaml")
    sent = send(real, world)
    assert sent.ok, sent
    assert [service for service, _, _ in sent.drafts] == ["bewohnerparkausweis", "meldebescheinigung"]
    for _, draft, _ in sent.drafts:
        assert "Nachname" in commons.package_of(draft.id).files["_blocks/person.yaml"]
    assert stand(real).in_step
    assert send(real, world).drafts == []


def test_an_older_version_of_a_block_lies_beside_the_newest(real: Path, world: World) -> None:
    """One service goes over to version 2, the other one stays: neither sees a change of the other."""
    draft = draft_package.begin(person=c.GRETA, service_id="meldebescheinigung", title="Neuer Baustein", now=world.now)
    assert isinstance(draft, commons.DraftView)
    package = commons.package_of(draft.id)
    block = package.files["_blocks/person.yaml"].replace("version: 1", "version: 2")
    form = package.files["form.yaml"].replace("person@1", "person@2")
    found = draft_package.upload(
        person=c.GRETA,
        draft_id=draft.id,
        now=world.now,
        files={"_blocks/person.yaml": block.encode(), "form.yaml": form.encode()},
    )
    assert isinstance(found, draft_package.Changed), found
    fetch(real, draft_id=draft.id)
    assert "version: 2" in (real / "services/_blocks/person.yaml").read_text()
    assert "version: 1" in (real / "services/_blocks/person@1.yaml").read_text()
    assert stand(real).in_step
    assert send(real, world).drafts == []
    swap(real, "Familienname", "Nachname", "services/_blocks/person@1.yaml")
    assert [service for service, _, _ in send(real, world).drafts] == ["bewohnerparkausweis"]


# ── cities ────────────────────────────────────────────────────────────────────────────────────────────────────────────

VALUES = "cities/marburg/parameters.yaml"


@pytest.fixture
def council(world: World, marburg_scope: None) -> Council:
    return Council(world)


def load(place: Path, world: World) -> Pushed:
    return push_cities(directory=place, now=world.now)


def fee() -> list[str]:
    city = catalogue.get_city(city="marburg")
    return [value.value for value in city.parameters if value.id == "grundgebuehr"]


def test_cities_come_only_where_they_are_wanted(place: Path, council: Council) -> None:
    assert not (place / "cities").exists()
    fetch(place, cities=True)
    read = city_format.read_folder(place / "cities/marburg")
    assert getattr(read, "sha256", "") == catalogue.get_present(city="marburg").sha256
    assert stand(place).in_step


def test_what_the_studio_changed_comes_into_the_folder_and_the_folder_can_be_edited_on_top(
    place: Path, world: World, council: Council
) -> None:
    council.set("35,50")
    fetch(place, cities=True)
    assert "35.50" in (place / VALUES).read_text()
    swap(place, "35.50", "36.00", VALUES)
    sent = load(place, world)
    assert (sent.cities, sent.problems) == (["marburg"], [])
    assert fee() == ["30.00", "36.00"]
    assert load(place, world).cities == []
    assert stand(place).in_step
    council.set("37,00")
    fetch(place)
    assert "37.00" in (place / VALUES).read_text()


def test_a_folder_that_does_not_know_the_studios_decision_is_refused(
    place: Path, world: World, council: Council
) -> None:
    fetch(place, cities=True)
    council.set("35,50")
    swap(place, "30.00", "31.00", VALUES)
    before = files(place)
    sent = load(place, world)
    assert [problem.code for problem in sent.problems] == ["city.newer"]
    assert fee() == ["30.00", "35.50"]
    found = pull(directory=place)
    assert isinstance(found, InTheWay)
    assert [step.of("conflict") for step in found.steps] == [(VALUES,)]
    assert files(place) == before


def test_a_clone_does_not_undo_what_the_studio_decided(
    place: Path, world: World, council: Council, tmp_path: Path
) -> None:
    shutil.copytree(COMMONS / "cities", tmp_path / "clone/cities")
    council.set("35,50")
    assert [problem.code for problem in load(tmp_path / "clone", world).problems] == []
    swap(tmp_path / "clone", '"30.00"', '"31.00"', VALUES)
    assert [problem.code for problem in load(tmp_path / "clone", world).problems] == ["city.studio"]
    assert fee() == ["30.00", "35.50"]


def test_broken_city_data_is_refused_with_file_and_line(place: Path, world: World, council: Council) -> None:
    fetch(place, cities=True)
    swap(place, "primary: ", "primary: red # ", "cities/marburg/city.yaml")
    sent = load(place, world)
    assert sent.problems
    assert "cities/marburg/city.yaml:" in sent.problems[0].where
    assert sent.cities == []
