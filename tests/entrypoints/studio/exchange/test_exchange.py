"""The page where releases go out and come in, and where it is decided whose signature counts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from allmende.apps.catalogue import queries as catalogue
from allmende.formats import bundle as exchange
from allmende.formats.bundle.exchange import MOST_SIZE
from allmende.usecases import exchange_release as trade
from allmende.usecases.signing import own_signer
from tests.entrypoints.studio.conftest import Worker, fields_of, readable, worker
from tests.usecases.test_exchange import KEY, blob_of, newer
from tests.world import SERVICE, World

PAGE = "/werkstatt/austausch/"
IMPORT = f"{PAGE}einlesen/"
TRUST = f"{PAGE}unterschriften/"
REVOKE = f"{TRUST}zurueckziehen/"


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.VAR = tmp_path


@pytest.fixture
def konrad(world: World) -> Worker:
    return worker(world, "marburg", "koordination")


@pytest.fixture
def greta_at_work(designer: Worker) -> Worker:
    return designer


def file(content: bytes, name: str = "paket.json") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/json")


def trust(world: World) -> None:
    trade.trust_signer(person=None, name="hessen", public_key=exchange.public_key_of(KEY).hex(), now=world.now)


def test_everybody_looks_and_downloads_but_only_some_act(greta_at_work: Worker, konrad: Worker) -> None:
    words = greta_at_work.words(PAGE)
    assert "Hund anmelden freigegeben Fassung 1.0.0." in words
    assert "Fassung einlesen" not in words
    assert "Ändern kann das die Koordination" in words
    assert "Prüfen und einlesen" in konrad.words(PAGE)
    sha = catalogue.list_releases(SERVICE)[0].sha256
    answer = greta_at_work.get(f"{PAGE}datei/{sha}.json")
    assert answer["Content-Disposition"] == 'attachment; filename="hund-anmelden-1.0.0.json"'
    assert answer.content == konrad.get(f"{PAGE}datei/{sha}.json").content
    for address in (IMPORT, TRUST, REVOKE):
        assert greta_at_work.post(address, {"name": "hessen"}).status_code == 403
        assert konrad.get(address).status_code == 405
        assert Worker().post(address).status_code in (302, 403)
    assert Worker().get(PAGE).status_code == 302
    assert greta_at_work.get(f"{PAGE}datei/{'0' * 64}.json").status_code == 404


def test_a_file_comes_in_once(world: World, konrad: Worker) -> None:
    trust(world)
    blob = blob_of(newer())
    answer = konrad.post(IMPORT, {"datei": file(blob)})
    assert answer.status_code == 302
    words = konrad.words(answer["Location"])
    assert "„Hund anmelden“ 1.1.0 ist da. Zur Leistung" in words
    assert "Fassung 1.1.0. Unterschrieben von hessen. 1 frühere Fassung" in words
    again = konrad.post(IMPORT, {"datei": file(blob)})
    assert "ist schon da. Es hat sich nichts geändert." in konrad.words(again["Location"])
    assert [line.version for line in catalogue.list_releases(SERVICE)] == ["1.1.0", "1.0.0"]
    sha = catalogue.list_releases(SERVICE)[0].sha256
    assert konrad.get(f"{PAGE}datei/{sha}.json").content == blob
    both = konrad.words(f"{PAGE}?leistung={SERVICE}")
    assert "1.0.0" in both
    assert "1.1.0" in both


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"hello", "kein Leistungspaket"),
        (b"[" * 100_000, "kein Leistungspaket"),
        (b" " * (MOST_SIZE + 1), "zu groß"),
        (blob_of(newer(), signer="fremd"), "kennen wir nicht"),
        (blob_of(newer()).replace(b"Hund", b"Hand"), "nach dem Unterschreiben verändert"),
    ],
)
def test_a_refusal_stands_at_the_field_and_in_the_summary(
    world: World, konrad: Worker, content: bytes, sentence: str
) -> None:
    trust(world)
    answer = konrad.post(IMPORT, {"datei": file(content)})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert readable(page).count(sentence) == 2
    assert 'aria-describedby="f-datei-hint f-datei-error"' in page
    assert "data-focus" in page
    assert len(catalogue.list_releases(SERVICE)) == 1


def test_no_file_is_said_at_the_field(konrad: Worker) -> None:
    answer = konrad.post(IMPORT, {})
    assert answer.status_code == 422
    assert readable(answer.content.decode()).count("Wählen Sie eine Datei aus.") == 2


def test_a_file_name_from_outside_is_never_used(world: World, konrad: Worker, tmp_path: Path) -> None:
    trust(world)
    konrad.get(PAGE)
    before = sorted(tmp_path.rglob("*"))
    assert konrad.post(IMPORT, {"datei": file(b"x", "../../../etc/passwd")}).status_code == 422
    assert sorted(tmp_path.rglob("*")) == before


def test_a_signature_is_entered_and_revoked(world: World, konrad: Worker) -> None:
    key = exchange.public_key_of(KEY)
    fields = fields_of(konrad.page(PAGE), 1)
    assert {"name", "public_key"} <= fields.keys()
    answer = konrad.post(TRUST, {"name": "hessen", "public_key": trade.write_key(key)})
    words = konrad.words(answer["Location"])
    assert "„hessen“ gilt jetzt." in words
    assert trade.fingerprint(key) in words
    assert "Koordination Marburg" in words
    assert konrad.post(IMPORT, {"datei": file(blob_of(newer()))}).status_code == 302
    answer = konrad.post(REVOKE, {"name": "hessen"})
    assert "„hessen“ gilt nicht mehr." in konrad.words(answer["Location"])
    refused = konrad.post(IMPORT, {"datei": file(blob_of(newer("1.2.0")))})
    assert "vertrauen wir nicht mehr" in readable(refused.content.decode())
    assert konrad.post(REVOKE, {"name": "niemand"}).status_code == 422


def test_what_was_typed_stays_when_the_key_is_none(konrad: Worker) -> None:
    answer = konrad.post(TRUST, {"name": "Hessen!", "public_key": "abc"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="Hessen!"' in page
    assert 'value="abc"' in page
    assert 'href="#f-public-key"' in page
    assert '<details class="al-help" open>' in page
    assert catalogue.list_signers(revoked=True) == catalogue.list_signers()


def test_others_learn_our_key_here(world: World, greta_at_work: Worker) -> None:
    own = own_signer(now=world.now)
    words = greta_at_work.words(PAGE)
    for told in (own.name, trade.write_key(own.public_key), trade.fingerprint(own.public_key)):
        assert told in words


def test_without_a_key_the_page_says_so_and_works(world: World, greta_at_work: Worker, settings: Any) -> None:
    settings.COMMONS_KEY_FILE = "/nonexistent"
    assert "Schlüssel für Freigaben ist nicht lesbar" in greta_at_work.words(PAGE)
    sha = catalogue.list_releases(SERVICE)[0].sha256
    assert "nicht lesbar" in greta_at_work.words(f"{PAGE}datei/{sha}.json", 422)


def test_the_page_is_there_in_english(greta_at_work: Worker) -> None:
    words = greta_at_work.words(f"/en{PAGE}")
    assert "Releases to download" in words
    assert "Whose signature counts" in words


def test_strange_addresses_do_no_harm(konrad: Worker) -> None:
    for query in (
        "?neues=neu&zu=x",
        "?neues=vertraut&zu=<script>",
        "?leistung=%00",
        "?suche=%F0%9F%90%95",
        "?neues=bekannt",
    ):
        answer = konrad.get(PAGE + query)
        assert answer.status_code in (200, 400)
        assert b"<script>" not in answer.content


def test_many_releases_cost_no_more_statements(world: World, konrad: Worker) -> None:
    trust(world)
    konrad.get(PAGE)
    with CaptureQueriesContext(
        connection,
    ) as few:
        konrad.get(PAGE)
    for number in range(1, 6):
        trade.import_release(person=None, blob=blob_of(newer(f"1.{number}.0")), now=world.now)
    with CaptureQueriesContext(connection) as many:
        konrad.get(PAGE)
    assert len(many) == len(few)
