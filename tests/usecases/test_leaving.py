"""A city leaves with everything it owns, and goes on elsewhere as if nothing had been."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import json
import re
import shutil
import stat
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from allmende.apps.booking import operations as booking_operations
from allmende.apps.booking import queries as booking
from allmende.apps.booking.models import Reservation
from allmende.apps.cases import office
from allmende.apps.cases import queries as cases
from allmende.apps.cases.departure import DEPARTURE
from allmende.apps.catalogue import operations, store
from allmende.apps.catalogue import queries as catalogue
from allmende.apps.commons.models import CaseCount, Comment, Draft, DraftChange, Event, Reading, Verdict
from allmende.apps.commons.models import Hours as WorkedHours
from allmende.apps.holdings import queries as holdings
from allmende.apps.holdings.registers import CityHoldings
from allmende.apps.notices import queries as notices
from allmende.apps.payments import queries as payments
from allmende.domain.booking import OpenHours
from allmende.domain.forms import StoredUpload
from allmende.domain.matter import telling
from allmende.domain.package import CityData as DomainCity
from allmende.domain.package import Service, ServicePackage
from allmende.domain.values import Problem
from allmende.formats import city as city_format
from allmende.formats import package as package_format
from allmende.foundation.audit import chain
from allmende.foundation.blobs import store as blobs
from allmende.foundation.blobs.models import Blob
from allmende.foundation.departure.folder import Writer
from allmende.foundation.departure.tables import RowNotImportable
from allmende.foundation.identity import accounts, officers
from allmende.foundation.identity.models import Officer
from allmende.foundation.tenancy import hosts
from allmende.foundation.tenancy.models import City
from allmende.foundation.tenancy.scopes import city_scope, machinery_scope
from allmende.usecases.arrive import CityImported, arrive
from allmende.usecases.booking import book, find, hold, queue
from allmende.usecases.leave import CityExported, leave
from allmende.usecases.load_commons import load_commons
from allmende.usecases.take_task import take_task
from allmende.usecases.upload_file import upload_file
from allmende.usecases.write_message import write_as_citizen
from tests.registers import DOGS, dog
from tests.usecases.booking.conftest import furnish
from tests.world import COMMONS, END, PERSON, SERVICE, Clerk, Visitor, World, list_items
from tests.world import DOGS as HUNDE

DAY = date(2026, 12, 1)
REAL = Path(__file__).parents[2]


def pdf() -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.save(out, static_id=True)
    return out.getvalue()


@pytest.fixture
def world(transactional_db: None, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> World:
    """As everywhere, but in real transactions and with content in a folder of the test."""
    settings.VAR = tmp_path / "old"
    found = World()
    monkeypatch.setattr(timezone, "now", lambda: found.now)
    found.plug_in()
    assert found.load().problems == []
    return found


class Scene:
    """Marburg in full swing, and Fulda, which is nobody's business."""

    def __init__(self, world: World) -> None:
        self.world = world
        with city_scope("marburg"):
            self.clerk = Clerk(world)
            self.done, self.waiting, self.begun = Visitor(world), Visitor(world), Visitor(world)
            self._case_that_is_done()
            self._case_that_goes_on()
            self._draft_with_a_file()
            self._account()
            _contribute(world, "marburg", self.clerk.id)
            _look_at_a_real_release(world)
            enter_dog(world)
            _book(world)
        with city_scope("fulda"):
            stranger, clerk = Visitor(world, "fulda"), Clerk(world, "fulda", "fuldaclerk")
            self.foreign = stranger.apply().reference
            world.work()
            stranger.pay()
            _contribute(world, "fulda", clerk.id)
            self.foreign_ids = (self.foreign, stranger.id, clerk.id)

    def _case_that_is_done(self) -> None:
        self.reference = self.done.apply().reference
        self.world.work()
        self.done.pay()
        self.clerk.decide("granted")
        self.world.work()

    def _case_that_goes_on(self) -> None:
        self.waiting.begin()
        self.waiting.save("hunde", anzahl=["1"], kampfhund=["true"])
        upload = upload_file(
            city="marburg", draft_id=self.waiting.id, access=self.waiting.access, path="nachweis",
            filename="Nachweis Ä.pdf", content=pdf(), now=self.world.now,
        )  # fmt: skip
        assert isinstance(upload, StoredUpload), upload
        self.waiting.save("person", **PERSON)
        self.waiting.save("hunde", anzahl=["1"], kampfhund=["true"], nachweis=[upload.id])
        self.waiting.save("abschluss", **END)
        sent = self.waiting.submit()
        assert sent.reference
        self.world.work()
        self.waiting.pay()
        task = self.clerk.tasks()[0]
        self.world.wait(minutes=5)
        assert take_task(city="marburg", task_id=task.id, officer_id=self.clerk.id, now=self.world.now) is None
        write_as_citizen(
            city="marburg",
            case_id=self.waiting.id,
            access=self.waiting.access,
            text="Wann?",
            key="m",
            now=self.world.now,
        )

    def _draft_with_a_file(self) -> None:
        self.begun.begin()
        self.begun.save("person", **PERSON)

    def _account(self) -> None:
        self.account = accounts.sign_in(
            provider="bundid", subject="pseudonym-1", level="high", now=self.world.now,
            attributes={"family_name": accounts.KnownAttribute("Muster", "high")},
        )  # fmt: skip


def _book(world: World) -> None:
    """An appointment, somebody in the queue, a day that is closed."""
    site = furnish()
    offer = booking.find_offer(key="ausweis")
    assert offer is not None
    free = find.list_free(city="marburg", wish=find.Wish(offer), channel="online", now=world.now, most=1)[0]
    made = hold.hold_slot(
        city="marburg", offer_key="ausweis", extras={"child": 1}, site_id=site.id, since=free.slot.since, channel="online",
        now=world.now,
    )  # fmt: skip
    assert isinstance(made, str)
    held = booking.find(reservation_id=made)
    assert held is not None
    person = book.Person("Erika Muster", "erika@example.org")
    assert book.book_appointment(city="marburg", booked=held, person=person, vouched="mail", now=world.now) == ()
    queue.issue_ticket(site=site, offer_key="ausweis", now=world.now)
    booking_operations.add_exception(
        site_id=site.id,
        desk_id=held.desk,
        on=DAY,
        opens=False,
        hours=OpenHours.of("08:00", "09:00"),
        reason="Fortbildung",
    )


def _contribute(world: World, city: str, officer: str) -> None:
    """What a city's people put into the commons."""
    by = {"author_city": city, "author_id": officer, "author_name": f"Frau {city}", "at": world.now}
    release = catalogue.list_releases(SERVICE)[0]
    package = catalogue.get_package_of(release.sha256)
    draft = Draft.objects.create(
        **by, service_id=SERVICE, title=f"Vorschlag aus {city}", head=package_format.to_bundle(package),
        head_sha256=package.sha256, base_id=release.id, last_seq=1,
    )  # fmt: skip
    DraftChange.objects.create(**by, draft=draft, seq=1, edits=[], sha256=package.sha256)
    first = Comment.objects.create(**by, draft=draft, seq=1, text="Warum?")
    Comment.objects.create(**by, draft=draft, seq=1, text="Darum.", answers=first)
    Verdict.objects.create(**by, draft=draft, seq=1, kind="review", says="approve")
    event = Event.objects.create(**by, kind="proposed", service_id=SERVICE, draft=draft)
    Event.objects.create(**by, kind="commented", service_id=SERVICE, draft=draft)
    Reading.objects.create(officer_id=officer, seen=event.pk)
    WorkedHours.objects.create(
        service_id=SERVICE, kind="design", worked_on=DAY, hours="2.50", officer=officer, booked_at=world.now, key="h"
    )
    CaseCount.objects.create(service_id=SERVICE, year=2026, cases=2, counted_at=world.now)


def _look_at_a_real_release(world: World) -> None:
    """Marburg waits with a service that asks for countries: their list is signed, too."""
    package = package_format.read_folder(REAL / "services/aufenthaltstitel")
    assert isinstance(package, ServicePackage)
    operations.store_release(
        package=package, now=world.now, strict=True,
    )  # fmt: skip
    operations.postpone(
        city="marburg", service_id=package.id, release_sha=package.sha256, until=DAY, reason="Wir warten.",
        decided_by="Uwe Ulm", now=world.now, actor="officer:x",
    )  # fmt: skip


def enter_dog(world: World, key: str = "dog") -> str:
    """A dog in the city's own list; its number."""
    write = DOGS.writes["enter"]
    return str(CityHoldings().write(DOGS, write, dog(), key=key, now=world.now, today=world.today)["tag"])


@pytest.fixture
def scene(world: World) -> Scene:
    return Scene(world)


def go(scene: Scene, folder: Path, city: str = "marburg") -> CityExported:
    left = leave(city=city, folder=folder, made_on=DAY, now=scene.world.now)
    assert isinstance(left, CityExported), left
    return left


@pytest.fixture
def elsewhere(scene: Scene, settings: Any, tmp_path: Path) -> Callable[[], None]:
    """Another installation: no row and no file of the old one. Its database has counted on already."""

    def move() -> None:
        call_command("flush", interactive=False, verbosity=0)
        settings.VAR = tmp_path / "new"
        store.forget()
        hosts.forget()
        services, cities = tmp_path / "services", tmp_path / "cities"
        if not services.exists():
            shutil.copytree(COMMONS / "services", services)
            shutil.copytree(COMMONS / "cities" / "fulda", cities / "fulda")
        for path in (
            services / SERVICE / "service.yaml",
            services / SERVICE / "CHANGES.md",
            cities / "fulda/city.yaml",
        ):
            path.write_text(path.read_text().replace("1.0.0", "0.9.0"))
        assert load_commons(services=services, cities=cities, now=scene.world.now).problems == []

    return move


def told(value: Any) -> Any:
    """Views as plain values; a compiled service is told by its content, numbers of this database are left out."""
    if isinstance(value, Service):
        return value.sheet, value.city.sha256, value.day
    if dataclasses.is_dataclass(value):
        return {
            field.name: told(getattr(value, field.name))
            for field in dataclasses.fields(value)
            if field.name != "announcement_id"
        }
    if isinstance(value, dict):
        return {key: told(one) for key, one in value.items()}
    return [told(one) for one in value] if isinstance(value, (tuple, list)) else value


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def seen(scene: Scene) -> dict[str, Any]:
    """What pages show of the city: to citizens, to clerks, to everybody."""
    today, found = scene.world.today, {}
    with city_scope("marburg"):
        for visitor in (scene.done, scene.waiting):
            case = {"city": "marburg", "case_id": visitor.id}
            found[visitor.id] = {
                "view": told(visitor.view()),
                "office": told(office.get_case_for_office(**case, staff=scene.clerk.staff, today=today)),
                "demands": payments.list_demands(**case),
                "attempts": payments.list_attempts(case_id=visitor.id),
                "letters": notices.list_notices(**case),
                "files": [blobs.read(str(one)) for one in Blob.objects.order_by("pk").values_list("pk", flat=True)],
                "postbox": [(item.id, item.title, item.provided_at, item.read_at) for item in list_items(visitor.id)],
                "messages": cases.list_messages(case_id=visitor.id),
            }
        found["tasks"] = scene.clerk.tasks()
        dogs = holdings.search(city="marburg", register=DOGS, text="").entries
        found["dogs"] = [(one, holdings.list_events(city="marburg", register=DOGS, entry_id=one.id)) for one in dogs]
        found["appointments"] = [
            (one.person, one.begins, one.site.name, one.desk_name, one.extras)
            for one in (
                booking.find(reservation_id=str(pk))
                for pk in Reservation.objects.order_by("pk").values_list("pk", flat=True)
            )
            if one
        ]
        found["services"] = catalogue.list_services(city="marburg", day=today)
        found["city"] = catalogue.get_city(city="marburg")
    return {key: told(value) for key, value in found.items()}


def test_a_city_rebuilt_elsewhere_shows_the_same_and_leaves_with_the_same_bytes(
    scene: Scene, elsewhere: Callable[[], None], tmp_path: Path
) -> None:
    left = go(scene, tmp_path / "out")
    assert (left.cases, left.missing) == (2, ())
    before = seen(scene)

    elsewhere()
    arrived = arrive(folder=tmp_path / "out", now=scene.world.now)
    assert arrived == CityImported("marburg", "Marburg", "marburg.localhost", 2, ())
    scene.world.plug_in()

    assert seen(scene) == before
    assert chain.check("marburg") is None
    assert chain.check("") is None
    again = go(scene, tmp_path / "again")
    assert (again.files, again.bytes) == (left.files, left.bytes)
    assert bytes_of(tmp_path / "again") == bytes_of(tmp_path / "out")


def test_a_running_case_goes_on_after_the_move(scene: Scene, elsewhere: Callable[[], None], tmp_path: Path) -> None:
    go(scene, tmp_path / "out")
    elsewhere()
    assert isinstance(arrive(folder=tmp_path / "out", now=scene.world.now), CityImported)
    scene.world.plug_in()
    with city_scope("marburg"):
        assert scene.clerk.decide("granted") == ()
        scene.world.work()
        assert scene.waiting.kinds()[-1] == "case_closed"
        assert telling.state_of(scene.waiting.facts(), scene.world.now, scene.world.today) == "granted"
        letter = notices.list_notices(city="marburg", case_id=scene.waiting.id)[-1]
        assert (letter.title, letter.sealed) == ("Ihr Hund ist angemeldet", True)
        assert (enter_dog(scene.world), enter_dog(scene.world, "another")) == ("H26001", "H26002")
        scene.begun.save("hunde", **HUNDE)
        scene.begun.save("abschluss", **END)
        assert scene.begun.submit().reference
        scene.world.work()
        numbers = {demand.reference for one in (scene.done, scene.waiting, scene.begun)
                   for demand in payments.list_demands(city="marburg", case_id=one.id)}  # fmt: skip
        assert numbers == {"MR26000000018", "MR26000000026", "MR26000000034"}
    assert chain.check("marburg") is None


def test_tasks_of_an_older_export_get_the_service_of_their_case() -> None:
    tasks = next(table for table in DEPARTURE.tables if table.name == "tasks")
    older = {"case": [{"service_id": "hundesteuer"}], "tasks": [{"title": "alt"}, {"title": "neu", "service_id": "x"}]}
    assert [row["service_id"] for row in tasks.completed(older)] == ["hundesteuer", "x"]
    assert tasks.completed({}) == []
    with pytest.raises(RowNotImportable):
        tasks.completed({"tasks": [{"title": "alt"}]})


def test_nothing_of_another_city_goes_along(scene: Scene, tmp_path: Path) -> None:
    go(scene, tmp_path / "out")
    found = bytes_of(tmp_path / "out")
    everything = b"".join(found.values())
    assert scene.reference.encode() in everything
    for secret in (*scene.foreign_ids, "Frau fulda", "fulda.localhost"):
        assert [path for path, content in found.items() if secret.encode() in content] == [], secret


def test_the_folder_is_readable_by_its_owner_alone_and_lists_every_file(scene: Scene, tmp_path: Path) -> None:
    out = tmp_path / "out"
    left = go(scene, out)
    modes = {stat.S_IMODE(path.lstat().st_mode) for path in out.rglob("*") if path.is_file()}
    folders = {stat.S_IMODE(path.lstat().st_mode) for path in (out, *out.rglob("*")) if path.is_dir()}
    assert (modes, folders) == ({0o600}, {0o700})
    index = json.loads((out / "index.json").read_text())
    content = bytes_of(out)
    del content["index.json"]
    assert {one["path"]: (one["bytes"], one["sha256"]) for one in index["files"]} == {
        path: (len(found), hashlib.sha256(found).hexdigest()) for path, found in content.items()
    }
    assert (index["city"], index["made_on"], len(index["files"])) == ("marburg", "2026-12-01", left.files)


def test_people_find_everything_from_the_first_page(scene: Scene, tmp_path: Path) -> None:
    out = tmp_path / "out"
    go(scene, out)
    page = (out / "index.html").read_text()
    assert '<html lang="de">' in page
    assert "<script" not in page
    assert page.count("<h1>") == 1
    assert "Personenbezogene Daten." in page
    case = (out / "cases" / scene.reference / "index.html").read_text()
    assert "Ihr Hund ist angemeldet" in case
    for start in out.rglob("*.html"):
        for href in re.findall(r'href="([^"]+)"', start.read_text()):
            assert (start.parent / href).exists(), (start, href)
    declared = json.loads((out / "cases" / scene.reference / "antrag.json").read_text())
    assert declared["reference"] == scene.reference
    assert (out / "cases" / scene.reference / "antrag.xml").read_bytes().startswith(b"<?xml")
    city = city_format.read_folder(out / "cities" / "marburg")
    assert isinstance(city, DomainCity)
    packages = [package_format.read_folder(path.parent) for path in out.glob("releases/*/*/*/service.yaml")]
    assert [package.sha256 for package in packages] == [line.sha256 for line in catalogue.list_releases()]


def test_no_password_goes_along_and_nobody_can_sign_in_before_a_new_one(
    scene: Scene, elsewhere: Callable[[], None], tmp_path: Path
) -> None:
    with city_scope("marburg"):
        old = Officer.objects.get(username="clerk").password
    go(scene, tmp_path / "out")
    assert old.encode() not in b"".join(bytes_of(tmp_path / "out").values())
    elsewhere()
    arrive(folder=tmp_path / "out", now=scene.world.now)
    with city_scope("marburg"):
        known = {"username": "clerk", "password": "a long password", "address": "1.2.3.4", "now": scene.world.now}
        assert officers.sign_in(**known) is officers.WRONG
        officer = officers.find("clerk")
        assert officer is not None
        assert officers.set_password(officer, "a long password") is None
        assert isinstance(officers.sign_in(**known), Officer)


def test_news_stay_read_and_answers_stay_answers(scene: Scene, elsewhere: Callable[[], None], tmp_path: Path) -> None:
    go(scene, tmp_path / "out")
    elsewhere()
    arrive(folder=tmp_path / "out", now=scene.world.now)
    first, second = Event.objects.order_by("pk")
    assert [first.kind, second.kind] == ["proposed", "commented"]
    with city_scope("marburg"):
        assert Reading.objects.get().seen == first.pk
    question, answer = Comment.objects.order_by("pk")
    assert answer.answers_id == question.pk


def test_a_folder_that_holds_something_is_left_alone(scene: Scene, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "mine.txt").write_text("mine")
    refused = leave(city="marburg", folder=out, made_on=DAY, now=scene.world.now)
    assert isinstance(refused, Problem)
    assert refused.code == "leave.there"
    assert bytes_of(out) == {"mine.txt": b"mine"}
    beside = tmp_path / "free.unfinished"
    beside.mkdir()
    (beside / "mine.txt").write_text("mine")
    refused = leave(city="marburg", folder=tmp_path / "free", made_on=DAY, now=scene.world.now)
    assert isinstance(refused, Problem)
    assert refused.code == "leave.foreign"
    assert bytes_of(beside) == {"mine.txt": b"mine"}


def test_an_unknown_city_is_refused(scene: Scene, tmp_path: Path) -> None:
    refused = leave(city="atlantis", folder=tmp_path / "out", made_on=DAY, now=scene.world.now)
    assert isinstance(refused, Problem)
    assert refused.code == "leave.city"
    assert not (tmp_path / "out").exists()


def test_an_interrupted_export_leaves_no_folder_and_runs_again(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    whole = go(scene, tmp_path / "whole")
    with monkeypatch.context() as broken:
        broken.setattr(Writer, "finish", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
        broken.setattr(Writer, "discard", lambda out: out._index.close())  # killed: nobody tidies up
        with pytest.raises(KeyboardInterrupt):
            go(scene, out)
    assert not out.exists()
    assert go(scene, out).files == whole.files
    assert bytes_of(out) == bytes_of(tmp_path / "whole")
    assert not (tmp_path / "out.unfinished").exists()


def test_lost_content_is_named_and_everything_else_goes_along(
    scene: Scene, elsewhere: Callable[[], None], tmp_path: Path
) -> None:
    with city_scope("marburg"):
        sha = Blob.objects.values_list("sha256", flat=True)[0]
    (tmp_path / "old" / "blobs" / "marburg" / sha[:2] / sha).unlink()
    left = go(scene, tmp_path / "out")
    assert [path.split("/")[-1].partition(".")[0] for path in left.missing] == [sha]
    assert sha in (tmp_path / "out" / "index.html").read_text()
    elsewhere()
    arrived = arrive(folder=tmp_path / "out", now=scene.world.now)
    assert isinstance(arrived, CityImported)
    assert arrived.missing == left.missing


# ── what must not get in ──────────────────────────────────────────────────────────────────────────────────────────────


def change_index(folder: Path, change: Callable[[list[dict[str, Any]]], None]) -> None:
    """Rewrite the index as somebody would who knows how it is written."""
    index = json.loads((folder / "index.json").read_text())
    files = index.pop("files")
    change(files)
    tail = {"counts": index.pop("counts"), "missing": index.pop("missing")}
    head = json.dumps(index)[:-1] + ',"files":[\n'
    (folder / "index.json").write_text(
        head + ",\n".join(json.dumps(file) for file in files) + "\n]," + json.dumps(tail)[1:] + "\n"
    )


def change_file(folder: Path, path: str, change: Callable[[bytes], bytes]) -> None:
    """Change a file and its checksum in the index: only what it says is wrong now."""
    found = change((folder / path).read_bytes())
    (folder / path).write_bytes(found)

    def note(files: list[dict[str, Any]]) -> None:
        one = next(file for file in files if file["path"] == path)
        one |= {"bytes": len(found), "sha256": hashlib.sha256(found).hexdigest()}

    change_index(folder, note)


def state_of(var: Path) -> tuple[dict[str, int], list[str]]:
    """Everything there is: rows of every table but the operator's log, files of every city."""
    with connection.cursor() as cursor, machinery_scope():
        counts = {}
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            counts[table] = cursor.fetchone()[0]
    return counts, sorted(str(path) for path in (var / "blobs").rglob("*"))


def swap(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    def change(content: bytes) -> bytes:
        assert old in content
        return content.replace(old, new)

    return change


def outside(files: list[dict[str, Any]]) -> None:
    files[0]["path"] = "../../etc/passwd"


def hidden(files: list[dict[str, Any]]) -> None:
    files[0]["path"] = "data/.hidden"


HOSTILE: dict[str, tuple[Callable[[Path], Any], str]] = {
    "a byte changed": (lambda f: (f / "data/audit.jsonl").write_bytes((f / "data/audit.jsonl").read_bytes() + b" "), "arrive.changed"),
    "same length, other content": (
        lambda f: (f / "data/city.jsonl").write_bytes((f / "data/city.jsonl").read_bytes().replace(b"Marburg", b"Harburg")), "arrive.changed",
    ),
    "a file gone": (lambda f: (f / "data/jobs.jsonl").unlink(), "arrive.missing"),
    "a file not in the index": (lambda f: change_index(f, lambda files: files.pop(5)), "arrive.missing"),
    "a way out": (lambda f: change_index(f, outside), "arrive.path"),
    "a hidden place": (lambda f: change_index(f, hidden), "arrive.path"),
    "a link": (lambda f: ((f / "style.css").unlink(), (f / "style.css").symlink_to("/etc/passwd")), "arrive.path"),
    "a cut index": (lambda f: (f / "index.json").write_bytes((f / "index.json").read_bytes()[:-400]), "arrive.none"),
    "no index": (lambda f: (f / "index.json").unlink(), "arrive.none"),
    "nested without end": (lambda f: (f / "index.json").write_text("[" * 100_000), "arrive.none"),
    "another format": (lambda f: (f / "index.json").write_text('{"format":"zip","files":[\n]}\n'), "arrive.none"),
    "a column nobody knows": (lambda f: change_file(f, "data/staff.jsonl", swap(b'"username"', b'"root":1,"username"')), "arrive.unfit"),
    "a password": (lambda f: change_file(f, "data/staff.jsonl", swap(b'"username"', b'"password":"x","username"')), "arrive.unfit"),
    "no day": (lambda f: change_file(f, "data/adoptions.jsonl", swap(b'"2026-01-01"', b'"2026-13-01"')), "arrive.unfit"),
    "a release nobody has": (lambda f: change_file(f, "data/adoptions.jsonl", swap(b'"release":"', b'"release":"0')), "arrive.unfit"),
    "a list for a row": (lambda f: change_file(f, "data/hours.jsonl", lambda _: b"[1,2]\n"), "arrive.unfit"),
    "a job of somebody else's program": (
        lambda f: change_file(f, "data/jobs.jsonl", swap(b"allmende.entrypoints.jobs.cases", b"subprocess")), "arrive.unfit",
    ),
    "a broken chain": (lambda f: change_file(f, "data/audit.jsonl", swap(b"case.opened", b"case.closed")), "arrive.audit"),
    "a cut chain": (lambda f: change_file(f, "data/audit.jsonl", lambda was: b"".join(was.splitlines(True)[:-1])), "arrive.audit"),
    "another city's name": (lambda f: change_file(f, "data/city.jsonl", swap(b'"key":"marburg"', b'"key":"harburg"')), "arrive.unfit"),
    "somebody's host": (lambda f: change_file(f, "data/city.jsonl", swap(b"marburg.localhost", b"fulda.localhost")), "arrive.host"),
}  # fmt: skip


def test_what_is_doubtful_is_refused_without_a_trace(
    scene: Scene, elsewhere: Callable[[], None], tmp_path: Path
) -> None:
    go(scene, tmp_path / "out")
    elsewhere()
    before = state_of(tmp_path / "new")
    for trick, (spoil, code) in HOSTILE.items():
        folder = tmp_path / "spoiled" / trick.replace(" ", "-")
        shutil.copytree(tmp_path / "out", folder)
        spoil(folder)
        refused = arrive(folder=folder, now=scene.world.now)
        assert isinstance(refused, Problem), (trick, refused)
        assert (refused.code, refused.text["de"] != "", refused.text["en"] != "") == (code, True, True), (
            trick,
            refused,
        )
        assert state_of(tmp_path / "new") == before, trick
    assert isinstance(arrive(folder=tmp_path / "out", now=scene.world.now), CityImported)


def test_a_release_whose_signature_is_wrong_does_not_get_in(
    scene: Scene, elsewhere: Callable[[], None], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    go(scene, out)
    path = next(out.glob(f"releases/{SERVICE}/*.json")).relative_to(out).as_posix()
    change_file(out, path, swap(b"Hund", b"Hand"))
    elsewhere()
    refused = arrive(folder=out, now=scene.world.now)
    assert isinstance(refused, Problem)
    assert refused.code == "bundle.tampered"
    assert not City.objects.filter(key="marburg").exists()


def test_a_case_cannot_hang_on_another_citys_account(
    scene: Scene, elsewhere: Callable[[], None], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    go(scene, out)
    elsewhere()
    with city_scope("fulda"):
        foreign = accounts.sign_in(provider="bundid", subject="x", level="high", attributes={}, now=scene.world.now)
    change_file(
        out, f"begun/{scene.begun.id}/draft.json", swap(b'"account": null', f'"account": "{foreign.id}"'.encode())
    )
    refused = arrive(folder=out, now=scene.world.now)
    assert isinstance(refused, Problem)
    assert refused.code == "arrive.unfit"
    assert not City.objects.filter(key="marburg").exists()


def test_a_city_arrives_once(scene: Scene, elsewhere: Callable[[], None], tmp_path: Path) -> None:
    go(scene, tmp_path / "out")
    elsewhere()
    assert isinstance(arrive(folder=tmp_path / "out", now=scene.world.now), CityImported)
    before = state_of(tmp_path / "new")
    refused = arrive(folder=tmp_path / "out", now=scene.world.now)
    assert isinstance(refused, Problem)
    assert refused.code == "arrive.there"
    assert state_of(tmp_path / "new") == before


def test_the_export_shows_one_moment_while_others_write(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody adds a member of staff between the first and the last table: she is in none of it."""
    written = Writer.open

    def meanwhile(self: Writer, path: str) -> Any:
        if path == "data/adoptions.jsonl":
            run_beside(lambda: Clerk(scene.world, username="newcomer"))
        return written(self, path)

    monkeypatch.setattr(Writer, "open", meanwhile)
    out = tmp_path / "out"
    go(scene, out)
    assert "newcomer" not in (out / "data/staff.jsonl").read_text()
    assert (out / "data/audit.jsonl").read_text().count("\n") == json.loads((out / "data/audit_end.jsonl").read_text())[
        "number"
    ]
    with city_scope("marburg"):
        assert Officer.objects.filter(username="newcomer").exists()


def run_beside(act: Callable[[], Any]) -> None:
    """In another thread, on a connection of its own, as another process would."""

    def run() -> None:
        try:
            with city_scope("marburg"):
                act()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(20)
    assert not thread.is_alive()
