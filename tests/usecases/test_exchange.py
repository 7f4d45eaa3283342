"""Releases travel between installations: the same bytes everywhere, nothing doubtful, no trace of what was refused."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from allmende.apps.catalogue import operations, queries, store
from allmende.apps.catalogue.models import Release, Signer
from allmende.apps.commons.queries import list_events
from allmende.domain.cooperation import StaffMember
from allmende.domain.package import ServicePackage
from allmende.domain.values import Problem
from allmende.formats import bundle as exchange
from allmende.formats import package as package_format
from allmende.formats.bundle.content import canonical, checksum
from allmende.formats.bundle.signing import sign
from allmende.formats.package.reader import read_files
from allmende.foundation.audit import chain
from allmende.foundation.audit.models import Entry
from allmende.foundation.tenancy.scopes import city_scope, machinery_scope
from allmende.usecases import exchange_release as trade
from allmende.usecases.exchange_release import ReleaseImported, export_release, fingerprint, import_release, read_key
from allmende.usecases.signing import own_signer
from tests.world import COMMONS, SERVICE, START, World

ROOT = Path(__file__).parents[2]
KEY, OTHER_KEY = bytes(range(32)), bytes(range(1, 33))
KONRAD = StaffMember("marburg", "00000000-0000-0000-0000-00000000000a", "Konrad Klee", ("koordination",))
UWE = StaffMember("marburg", "00000000-0000-0000-0000-00000000000c", "Uwe Ulm", ("uebernahme",))
GRETA = StaffMember("marburg", "00000000-0000-0000-0000-00000000000b", "Greta Graf", ("gestaltung",))


def package_of(name: str = SERVICE, folder: Path = COMMONS / "services") -> ServicePackage:
    found = package_format.read_folder(folder / name)
    assert isinstance(found, ServicePackage), found
    return found


def newer(version: str = "1.1.0", name: str = "Hund anmelden") -> ServicePackage:
    """The test world's package in another version."""
    files = {path: text.replace("1.0.0", version) for path, text in package_of().files.items()}
    files["texts/de.yaml"] = files["texts/de.yaml"].replace("Hund anmelden", name)
    read = read_files({path: text.encode() for path, text in files.items()})
    assert read.package is not None
    return read.package


def blob_of(package: ServicePackage, key: bytes = KEY, signer: str = "hessen", day: date | None = None) -> bytes:
    return exchange.export(exchange.seal(package, signer, key, day))


def trust(name: str = "hessen", key: bytes = KEY) -> None:
    found = trade.trust_signer(
        person=None, name=name, public_key=trade.write_key(exchange.public_key_of(key)), now=START
    )
    assert isinstance(found, queries.SignerLine), found


def take(blob: bytes, person: StaffMember | None = None) -> ReleaseImported:
    found = import_release(person=person, blob=blob, now=START)
    assert isinstance(found, ReleaseImported), found
    return found


def refusal(blob: bytes, person: StaffMember | None = None) -> list[str]:
    found = import_release(person=person, blob=blob, now=START)
    assert isinstance(found, list), found
    assert all(problem.text["de"] for problem in found)
    return [problem.code for problem in found]


def rows() -> dict[str, Any]:
    """Everything in the database but the audit log, which a refusal may write to."""
    found = {}
    with machinery_scope(), connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            if not table.startswith("audit_"):
                cursor.execute(f'SELECT * FROM "{table}"')
                found[table] = sorted(map(repr, cursor.fetchall()))
    return found


@pytest.fixture
def empty(db: None, settings: Any, tmp_path: Path) -> Path:
    """An installation that has nothing yet."""
    settings.VAR = tmp_path
    store.forget()
    return tmp_path


def test_a_release_goes_out_and_comes_in_elsewhere_byte_for_byte(
    transactional_db: None, settings: Any, tmp_path: Path
) -> None:
    settings.VAR = tmp_path / "here"
    store.forget()
    World().load()
    sha = queries.list_releases(SERVICE)[0].sha256
    file = export_release(release_sha=sha, now=START)
    assert export_release(release_sha=sha, now=START) == file
    own = own_signer(now=START)

    call_command("flush", interactive=False, verbosity=0)
    settings.VAR = tmp_path / "there"
    store.forget()
    assert refusal(file) == ["bundle.signer"]
    operations.trust_signer(name=own.name, public_key=own.public_key, added_by="test", now=START)
    first = take(file)
    assert (first.state, first.release.sha256, first.signer) == ("new", sha, own.name)
    before = rows()
    assert take(file).state == "known"
    assert rows() == before
    assert export_release(release_sha=sha, now=START) == file
    assert own_signer(now=START).public_key != own.public_key


@pytest.mark.parametrize("name", [path.name for path in package_format.list_packages(ROOT / "services")])
def test_every_real_package_travels_with_all_it_needs(empty: Path, name: str) -> None:
    package = package_of(name, ROOT / "services")
    trust()
    file = blob_of(package, day=date(2027, 1, 1))
    line = take(file).release
    assert export_release(release_sha=line.sha256, now=START) == file
    found = queries.get_package_of(line.sha256)
    assert found.files == package.files
    assert (line.service_id, line.version, line.effective_from) == (package.id, package.version, date(2027, 1, 1))
    assert {field.path for field in found.form.fields()} == {field.path for field in package.form.fields()}


def test_a_release_keeps_the_code_lists_it_was_signed_with(empty: Path) -> None:
    """Our own list of countries changes one day; what was signed does not."""
    package = package_of("geburtsurkunde", ROOT / "services")
    sealed = exchange.seal(package, "hessen", KEY)
    lists = {"countries": {"XX": {"de": "Atlantis", "en": "Atlantis"}}}
    sha = checksum({**json.loads(exchange.export(sealed))["release"], "code_lists": lists})
    other = exchange.ReleaseBundle(package, "hessen", sign("hessen", sha, KEY), None, lists)
    trust()
    file = exchange.export(other)
    assert export_release(release_sha=take(file).release.sha256, now=START) == file


def test_a_release_loaded_from_a_folder_is_signed_once(empty: Path, settings: Any) -> None:
    World().load()
    sha = queries.list_releases(SERVICE)[0].sha256
    assert queries.list_releases(SERVICE)[0].signer == ""
    file = export_release(release_sha=sha, now=START)
    settings.VAR = empty / "a-new-key"
    assert export_release(release_sha=sha, now=START) == file
    World().load()
    assert export_release(release_sha=sha, now=START) == file


def test_a_release_known_without_signature_gets_the_one_that_comes(empty: Path) -> None:
    World().load()
    trust()
    file = blob_of(package_of())
    assert take(file).state == "known"
    assert export_release(release_sha=package_of().sha256, now=START) == file


def test_a_signature_for_another_first_day_is_not_put_to_a_known_release(empty: Path) -> None:
    """It would cover a day the release does not have, and the export would be refused everywhere."""
    World().load()
    trust()
    assert take(blob_of(package_of(), day=date(2027, 1, 1))).state == "known"
    file = export_release(release_sha=package_of().sha256, now=START)
    own = own_signer(now=START)
    assert isinstance(exchange.open_bundle(file, {own.name: own.public_key}), exchange.ReleaseBundle)


def test_the_same_version_with_other_content_is_refused(empty: Path) -> None:
    trust()
    take(blob_of(newer()))
    before = rows()
    assert refusal(blob_of(newer(name="Katze anmelden"))) == ["import.changed"]
    assert rows() == before


def test_an_older_release_that_comes_later_is_not_the_latest(empty: Path) -> None:
    trust()
    take(blob_of(newer("1.10.0")))
    take(blob_of(newer("1.9.0")))
    assert [line.version for line in queries.list_releases(SERVICE)] == ["1.10.0", "1.9.0"]


def forged(change: Callable[[dict[str, Any]], object]) -> bytes:
    """A changed file, signed again by somebody we trust."""
    outer = json.loads(blob_of(package_of()))
    change(outer["release"])
    found = checksum(outer["release"])
    outer["sha256"] = found
    outer["signature"]["value"] = base64.b64encode(sign("hessen", found, KEY)).decode()
    return canonical(outer) + b"\n"


def put(path: str, text: str) -> Callable[[dict[str, Any]], object]:
    return lambda release: release["files"].update({path: text})


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "bundle.unreadable"),
    "no file of ours": (lambda: b"PK\x03\x04", "bundle.unreadable"),
    "cut off": (lambda: blob_of(package_of())[:-20], "bundle.unreadable"),
    "a letter changed": (lambda: blob_of(package_of()).replace(b"Hund", b"Hand", 1), "bundle.tampered"),
    "another spelling": (lambda: blob_of(package_of()) + b" ", "bundle.tampered"),
    "another key": (lambda: blob_of(package_of(), OTHER_KEY), "bundle.tampered"),
    "an unknown signer": (lambda: blob_of(package_of(), OTHER_KEY, "fremd"), "bundle.signer"),
    "a signer we trusted once": (lambda: blob_of(package_of(), OTHER_KEY, "frueher"), "import.revoked"),
    "huge": (lambda: b" " * 13_000_000, "bundle.size"),
    "nested without end": (lambda: b'{"release":' * 100_000, "bundle.unreadable"),
    "a way out": (lambda: forged(put("../../etc/passwd", "x")), "bundle.path"),
    "an absolute path": (lambda: forged(put("/etc/passwd", "x")), "bundle.path"),
    "a script": (lambda: forged(put("texts/de.yaml", "a: !!python/object/apply:os.system [x]\n")), "yaml.tag"),
    "an endless alias": (lambda: forged(put("texts/de.yaml", "a: &a [*a]\n")), "yaml.anchor"),
    "an entity": (
        lambda: forged(put("process.bpmn", '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>')), "xml.doctype",
    ),
    "another version of the schemas": (lambda: forged(lambda release: release.update(schemas="9")), "bundle.schemas"),
    "sound, but it would not work": (
        lambda: blob_of(broken()), "feel.unknown-name",
    ),
}  # fmt: skip


def broken() -> ServicePackage:
    """Readable, but a condition names a question that is not there."""
    files = dict(package_of().files)
    files["form.yaml"] = files["form.yaml"].replace("when: kampfhund", "when: katze")
    read = read_files({path: text.encode() for path, text in files.items()})
    assert read.package is not None
    return read.package


@pytest.mark.parametrize("trick", HOSTILE)
def test_what_is_doubtful_leaves_no_trace_but_in_the_audit_log(empty: Path, trick: str) -> None:
    trust()
    trust("frueher", OTHER_KEY)
    assert trade.revoke_signer(person=None, name="frueher", now=START) is None
    make, code = HOSTILE[trick]
    before, files = rows(), sorted(empty.rglob("*"))
    found = refusal(make())
    assert found[0] == code, found
    assert rows() == before
    assert sorted(empty.rglob("*")) == files
    with machinery_scope():
        entry = Entry.objects.filter(action="release.refused").get()
    assert json.loads(entry.body)["details"]["code"] == found[0]
    assert chain.check("") is None


def test_looking_is_for_all_acting_needs_a_role(world: World) -> None:
    trust()
    file = blob_of(newer())
    with city_scope("marburg"):
        assert refusal(file, GRETA) == ["role.missing"]
        assert Release.objects.filter(version="1.1.0").count() == 0
        found = trade.trust_signer(person=GRETA, name="x", public_key="", now=START)
        assert isinstance(found, list)
        assert [problem.code for problem in found] == ["role.missing"]
        assert getattr(trade.revoke_signer(person=GRETA, name="hessen", now=START), "code", "") == "role.missing"
        assert take(file, KONRAD).state == "new"
        assert take(file, KONRAD).state == "known"
        assert [event.kind for event in list_events(person=UWE)] == ["imported"]
    with machinery_scope():
        assert Entry.objects.filter(action="release.stored", chain="marburg").count() == 1


def test_a_name_stands_for_one_key_for_ever(empty: Path) -> None:
    trust()
    trust()
    other = trade.trust_signer(
        person=None, name="hessen", public_key=exchange.public_key_of(OTHER_KEY).hex(), now=START
    )
    assert isinstance(other, list)
    assert [(problem.code, problem.where) for problem in other] == [("signer.other_key", "name")]
    assert Signer.objects.count() == 1


@pytest.mark.parametrize("typed", ["", "abc", "ü" * 32, "A" * 43, "0" * 63, "zz" * 32])
def test_what_is_no_key_is_refused_at_its_field(empty: Path, typed: str) -> None:
    found = trade.trust_signer(person=None, name="Name!", public_key=typed, now=START)
    assert isinstance(found, list)
    assert [(problem.code, problem.where) for problem in found] == [
        ("signer.name", "name"),
        ("signer.key", "public_key"),
    ]


def test_a_key_is_read_as_people_copy_it() -> None:
    key = exchange.public_key_of(KEY)
    for typed in (key.hex(), key.hex().upper(), trade.write_key(key), f" {trade.write_key(key)}\n", key.hex(":")):
        assert read_key(typed) == key
    assert len(fingerprint(key).replace(" ", "")) == 24


def test_an_unknown_signer_cannot_be_revoked(empty: Path) -> None:
    found = trade.revoke_signer(person=None, name="niemand", now=START)
    assert isinstance(found, Problem)
    assert found.code == "signer.unknown"


def test_an_unknown_release_cannot_be_exported(empty: Path) -> None:
    with pytest.raises(LookupError):
        export_release(release_sha="0" * 64, now=timezone.now())
