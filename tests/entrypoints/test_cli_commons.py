"""The commands people type: plain sentences, exit codes, nothing half done."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.utils import timezone

from allmende.apps.catalogue import queries as catalogue
from allmende.apps.catalogue import store
from allmende.apps.commons import queries as commons
from allmende.entrypoints.cli import COMMANDS, SOME_REFUSED, leave, load, officer
from allmende.entrypoints.cli import commons as cli
from allmende.formats import bundle as exchange
from allmende.foundation.identity import officers
from allmende.foundation.tenancy.models import City
from allmende.foundation.tenancy.scopes import city_scope
from tests.world import COMMONS, SERVICE, World

KEY = bytes(range(32))
ROOT = Path(__file__).parents[2]


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch, settings: object, tmp_path: Path) -> World:
    settings.VAR = tmp_path / "var"  # type: ignore[attr-defined]
    found = World()
    monkeypatch.setattr(timezone, "now", lambda: found.now)
    found.plug_in()
    assert found.load().problems == []
    return found


@pytest.fixture
def out(capsys: pytest.CaptureFixture[str]) -> pytest.CaptureFixture[str]:
    return capsys


def said(out: pytest.CaptureFixture[str]) -> tuple[str, str]:
    found = out.readouterr()
    return found.out, found.err


def test_a_version_is_loaded_with_one_content(world: World, out: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    shutil.copytree(COMMONS, tmp_path / "commons")
    folders = [f"--{name}={tmp_path / 'commons' / name}" for name in ("services", "cities")]
    texts = tmp_path / "commons/services/hund-anmelden/texts/de.yaml"
    assert load.main(folders) == 0
    texts.write_text(texts.read_text(encoding="utf-8").replace("Zwei Wochen", "Drei Wochen"), encoding="utf-8")
    said(out)
    assert load.main(folders) == SOME_REFUSED
    assert "Geben Sie der Änderung eine neue Version" in said(out)[0]
    assert len(catalogue.list_releases(SERVICE)) == 1
    assert load.main([*folders, "--demo"]) == 0
    assert len(catalogue.list_releases(SERVICE)) == 2


def test_every_command_of_the_documentation_is_understood() -> None:
    """What stands in a line of its own, up to the words beside it."""
    lines = [
        line.removeprefix("allmende commons ")
        for path in sorted((ROOT / "docs").rglob("*.md"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.startswith("allmende commons ")
    ]
    assert len(lines) >= 7
    for line in lines:
        cli._parser().parse_args(line.split("  ")[0].split())


def test_a_release_is_written_and_read_again(world: World, out: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "hund.json"
    assert cli.main(["export", SERVICE, str(file)]) == 0
    assert said(out)[0] == f"{SERVICE} 1.0.0 liegt in {file} ({file.stat().st_size} Bytes).\n"
    first = file.read_bytes()
    assert cli.main(["export", SERVICE, str(file), "--version", "1.0.0"]) == 0
    assert file.read_bytes() == first
    assert cli.main(["import", str(file)]) == 0
    assert said(out)[0].endswith("Hund anmelden (hund-anmelden) 1.0.0 ist schon da. Nichts geändert.\n")


@pytest.mark.parametrize("wrong", [["nichts"], [SERVICE, "--version", "9.9.9"]])
def test_what_is_not_here_cannot_be_exported(
    world: World, out: pytest.CaptureFixture[str], tmp_path: Path, wrong: list[str]
) -> None:
    name, *more = wrong
    assert cli.main(["export", name, str(tmp_path / "x"), *more]) == 1
    assert said(out)[1].endswith("gibt es hier nicht.\n")
    assert not (tmp_path / "x").exists()


def test_a_strange_file_is_refused_in_a_sentence(world: World, out: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "x").write_text("hello")
    assert cli.main(["import", str(tmp_path / "x")]) == 1
    assert "kein Leistungspaket" in said(out)[1]
    assert cli.main(["import", str(tmp_path / "none")]) == 1
    assert "nicht lesbar" in said(out)[1]


def test_a_signer_is_trusted_and_revoked(world: World, out: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    public = exchange.public_key_of(KEY)
    package = catalogue.get_package_of(catalogue.list_releases(SERVICE)[0].sha256)
    (tmp_path / "x").write_bytes(exchange.export(exchange.seal(package, "hessen", KEY)))
    assert cli.main(["import", str(tmp_path / "x")]) == 1
    assert "kennen wir nicht" in said(out)[1]
    assert cli.main(["signers", "list"]) == 0
    assert said(out)[0].startswith("Noch keine.")
    assert cli.main(["signers", "trust", "hessen", public.hex()]) == 0
    assert "Fingerabdruck" in said(out)[0]
    assert cli.main(["import", str(tmp_path / "x")]) == 0
    assert cli.main(["signers", "revoke", "hessen"]) == 0
    assert cli.main(["import", str(tmp_path / "x")]) == 1
    assert "vertrauen wir nicht mehr" in said(out)[1]
    assert cli.main(["signers", "list"]) == 0
    assert "zurückgezogen am 02.11.2026" in said(out)[0]
    assert cli.main(["signers", "revoke", "niemand"]) == 1
    assert cli.main(["signers", "trust", "hessen", "xyz"]) == 1


def test_the_own_key_is_told(world: World, out: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["signers", "own"]) == 0
    first = said(out)[0]
    assert [line.partition(":")[0] for line in first.splitlines()] == ["Name", "Schlüssel", "Fingerabdruck"]
    assert cli.main(["signers", "own"]) == 0
    assert said(out)[0] == first


def test_a_folder_is_written_changed_and_read(world: World, out: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    place = str(tmp_path / "step")
    texts = tmp_path / "step/services" / SERVICE / "texts/de.yaml"
    with city_scope("marburg"):
        officers.create(
            username="gestaltung", name="Greta Graf", password="x" * 12, roles=["gestaltung"], now=world.now
        )
        officers.create(username="amt", name="Anton Amt", password="x" * 12, roles=["sachbearbeitung"], now=world.now)
    assert cli.main(["export-folder", place]) == 0
    assert cli.main(["export-folder", place]) == 0
    assert said(out)[0] == "Geschriebene Dateien: 9\nAlles auf dem neuesten Stand.\n"
    texts.write_text(texts.read_text().replace("Hund anmelden", "Hunde anmelden"))
    for who in ("marburg", "marburg/niemand", "atlantis/gestaltung", "marburg/amt"):
        assert cli.main(["import-folder", place, "--as", who]) == 1
    assert "Rolle „Gestaltung“" in said(out)[1]
    ours = ("--as", "marburg/gestaltung")
    assert cli.main(["import-folder", str(tmp_path / "empty"), *ours]) == 1
    assert "liegt keine Leistung" in said(out)[1]
    assert cli.main(["import-folder", place, *ours]) == 0
    assert "Name der Leistung: „Hund anmelden“ → „Hunde anmelden“." in said(out)[0]
    [draft] = commons.list_drafts()
    assert draft.title == "Aus dem Ordner"
    assert cli.main(["import-folder", place, SERVICE, *ours, "--draft", draft.id]) == 1
    assert "--seen" in said(out)[1]
    assert cli.main(["import-folder", place, SERVICE, *ours, "--draft", draft.id, "--seen", "0"]) == 0
    assert said(out)[0] == f"{SERVICE}: Entwurf „Aus dem Ordner“, Stand 1 ({draft.id})\n"
    texts.write_text(texts.read_text().replace("Hunde anmelden", "Alle Hunde anmelden"))
    assert cli.main(["import-folder", place, SERVICE, *ours, "--draft", draft.id, "--seen", "0"]) == 1
    assert said(out)[1].splitlines()[1:] == ["  Name der Leistung: „Hund anmelden“ → „Hunde anmelden“."]
    assert cli.main(["export-folder", place]) == 1
    assert f"  services/{SERVICE}/texts/de.yaml\n" in said(out)[1]
    assert cli.main(["export-folder", place, "--draft", draft.id, "--overwrite"]) == 0
    assert said(out)[0] == f"Geschriebene Dateien: 1\n{draft.id}: Stand 1\n"


def test_a_city_is_written_and_read(world: World, out: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert cli.main(["export-folder", str(tmp_path), "--cities"]) == 0
    assert "marburg: Stand " in said(out)[0]
    assert cli.main(["import-city", str(tmp_path / "cities/marburg")]) == 0
    assert said(out)[0] == "marburg: eingelesen\n"
    assert cli.main(["import-city", str(tmp_path / "cities/nowhere")]) == 1


@pytest.mark.parametrize("argv", [[], ["export"], ["signers"], ["export-folder"], ["import-folder", "x"], ["dance"]])
def test_what_is_not_understood_is_2(argv: list[str], out: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(argv)
    assert ended.value.code == 2


def test_a_city_leaves_and_its_staff_gets_new_passwords(
    world: World, out: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with city_scope("marburg"):
        officers.create(username="clerk", name="Frau Clerk", password="x" * 12, roles=[], now=world.now)
    assert leave.leave(["marburg", str(tmp_path / "out"), "--date", "2026-12-01"]) == 0
    assert "personenbezogene Daten" in said(out)[0]
    assert leave.leave(["marburg", str(tmp_path / "out")]) == 1
    assert "nicht leer" in said(out)[1]
    assert leave.leave(["atlantis", str(tmp_path / "x")]) == 1
    assert leave.arrive([str(tmp_path / "out")]) == 1
    assert "gibt es hier schon" in said(out)[1]
    assert leave.arrive([str(tmp_path / "nothing")]) == 1
    assert City.objects.count() == 2


def test_an_operator_sets_a_password(
    world: World, out: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import io

    with city_scope("marburg"):
        officers.create(username="clerk", name="Frau Clerk", password="x" * 12, roles=[], now=world.now)
    for typed, code in (("short", 1), ("a new long password", 0)):
        monkeypatch.setattr("sys.stdin", io.StringIO(typed + "\n"))
        assert officer.main(["password", "marburg", "clerk"]) == code
    with city_scope("marburg"):
        found = officers.sign_in(username="clerk", password="a new long password", address="1.2.3.4", now=world.now)
        assert getattr(found, "name", "") == "Frau Clerk"
    assert officer.main(["password", "marburg", "nobody"]) == 1
    store.forget()


def test_an_operator_adds_staff_with_roles_and_offices_that_exist(
    world: World, out: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import io

    def add(username: str, *more: str) -> int:
        monkeypatch.setattr("sys.stdin", io.StringIO("a new long password\n"))
        return officer.main(["add", "marburg", username, "--name", "Frau Neu", *more])

    assert add("neu", "--role", "quatsch", "--unit", "nixda") == 1
    told = said(out)[1]
    assert "Die Rolle „quatsch“ gibt es in dieser Stadt nicht" in told
    assert "Die Stelle „nixda“ gibt es in dieser Stadt nicht" in told
    assert add("neu", "--role", "sachbearbeitung") == 0
    assert "sieht diese Person im Büro keinen Vorgang" in said(out)[1]
    assert add("andere", "--role", "sachbearbeitung", "--unit", "amt") == 0
    assert said(out)[1] == ""
    with city_scope("marburg"):
        assert (officers.find("andere").roles, officers.find("andere").units) == (["sachbearbeitung"], ["amt"])  # type: ignore[union-attr]
    store.forget()


def test_the_commands_are_in_the_table() -> None:
    assert {"commons", "leave", "arrive"} <= COMMANDS.keys()
