"""Files of a draft: checked before they are kept, counted, and gone when removed."""

from __future__ import annotations

from typing import Any

import pytest

from allmende.adapters.memory.scanner import EICAR
from allmende.apps.applications import operations, queries
from allmende.apps.applications.models import Application
from allmende.apps.applications.models import Upload as Row
from allmende.apps.applications.rules import NotFound
from allmende.domain.forms import StoredUpload
from allmende.domain.values import Problem
from allmende.usecases import submit_application
from allmende.usecases import upload_file as uploading
from allmende.usecases.submit_application import NotYet, Submitted
from allmende.usecases.upload_file import remove_file, safe_name, upload_file
from tests.adversary.hostile_files import pdf, picture
from tests.world import DOGS, END, PERSON, Visitor, World


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("C:\\Users\\x\\Ausweis.pdf", "Ausweis.pdf"),
        ("../../etc/passwd", "passwd"),
        ("a\x00b\n.pdf", "ab.pdf"),
        ("", "Datei"),
        ("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
    ],
)
def test_names_are_made_harmless(typed: str, shown: str) -> None:
    assert safe_name(typed) == shown


def send(world: World, visitor: Visitor, content: bytes, path: str = "nachweis") -> StoredUpload | Problem:
    return upload_file(
        city="marburg",
        draft_id=visitor.id,
        access=visitor.access,
        path=path,
        filename="a.pdf",
        content=content,
        now=world.now,
    )


@pytest.fixture
def uploader(visitor: Visitor) -> Visitor:
    visitor.begin()
    visitor.save("hunde", anzahl=["1"], kampfhund=["true"])
    return visitor


def test_an_uploaded_file_becomes_an_answer(world: World, uploader: Visitor) -> None:
    found = send(world, uploader, pdf())
    assert isinstance(found, StoredUpload)
    saved = uploader.save("hunde", **{**DOGS, "kampfhund": ["true"]}, nachweis=[found.id])
    assert saved.checked.answers["nachweis"] == [
        {"id": found.id, "name": "a.pdf", "type": "application/pdf", "size": found.size}
    ]


def test_an_id_of_somebody_elses_file_is_dropped(world: World, uploader: Visitor) -> None:
    other = Visitor(world)
    other.begin()
    foreign = send(world, other, pdf())
    assert isinstance(foreign, StoredUpload)
    saved = uploader.save("hunde", kampfhund=["true"], nachweis=[foreign.id])
    assert "nachweis" not in saved.checked.answers
    assert saved.checked.problems == ()
    assert saved.checked.missing == ("nachweis",)


def test_a_removed_file_is_gone(world: World, uploader: Visitor) -> None:
    found = send(world, uploader, pdf())
    assert isinstance(found, StoredUpload)
    for _ in range(2):
        remove_file(city="marburg", draft_id=uploader.id, access=uploader.access, upload_id=found.id, now=world.now)
    saved = uploader.save("hunde", kampfhund=["true"], nachweis=[found.id])
    assert "nachweis" not in saved.checked.answers


@pytest.mark.parametrize(
    ("content", "code"), [(picture("JPEG"), "file_type"), (b"Text", "file_type"), (EICAR, "file_type")]
)
def test_a_kind_the_field_does_not_take_is_refused_at_the_field(
    world: World, uploader: Visitor, content: bytes, code: str
) -> None:
    found = send(world, uploader, content)
    assert isinstance(found, Problem)
    assert (found.code, found.where) == (code, "nachweis")


def test_malware_is_refused_and_not_kept(world: World, uploader: Visitor) -> None:
    infected = pdf() + b"\n" + EICAR
    found = send(world, uploader, infected)
    assert isinstance(found, Problem)
    assert found.code == "file_infected"


def test_without_a_scanner_the_demo_warns_and_production_refuses(
    world: World, uploader: Visitor, settings: object
) -> None:
    world.scanner.available = False
    assert isinstance(send(world, uploader, pdf()), StoredUpload)
    settings.PRODUCTION = True  # type: ignore[attr-defined]
    found = send(world, uploader, pdf())
    assert isinstance(found, Problem)
    assert found.code == "file_unscanned"


def test_a_field_that_takes_no_files_takes_none(world: World, uploader: Visitor) -> None:
    for path in ("name", "tiere", "nirgends", "tiere.0.rufname"):
        found = send(world, uploader, pdf(), path)
        assert isinstance(found, Problem)
        assert found.code == "file_field"


def test_after_sending_files_are_closed(world: World, visitor: Visitor) -> None:
    visitor.apply()
    with pytest.raises(NotFound):
        send(world, visitor, pdf())


def test_a_file_of_a_question_that_is_hidden_now_is_not_sent(world: World, uploader: Visitor) -> None:
    named, unnamed = send(world, uploader, pdf()), send(world, uploader, picture("PNG"))
    assert isinstance(named, StoredUpload)
    assert isinstance(unnamed, StoredUpload)
    uploader.save("person", **PERSON)
    uploader.save("hunde", **{**DOGS, "kampfhund": ["false"]}, nachweis=[named.id])
    uploader.save("abschluss", **END)
    assert isinstance(uploader.submit(), Submitted)
    with uploader.here():
        assert queries.list_uploads(draft_id=uploader.id) == {}


def test_a_file_that_answers_a_question_is_sent_and_the_rest_is_not(world: World, uploader: Visitor) -> None:
    named, unnamed = send(world, uploader, pdf()), send(world, uploader, picture("PNG"))
    assert isinstance(named, StoredUpload)
    assert isinstance(unnamed, StoredUpload)
    uploader.save("person", **PERSON)
    uploader.save("hunde", **{**DOGS, "kampfhund": ["true"]}, nachweis=[named.id])
    uploader.save("abschluss", **END)
    assert isinstance(uploader.submit(), Submitted)
    with uploader.here():
        assert list(queries.list_uploads(draft_id=uploader.id)) == [named.id]


def dangerous_dog(world: World, visitor: Visitor) -> str:
    """Everything is filled in, with a proof; its id."""
    visitor.fill()
    found = send(world, visitor, pdf())
    assert isinstance(found, StoredUpload)
    visitor.save("hunde", **{**DOGS, "kampfhund": ["true"]}, nachweis=[found.id])
    return found.id


def remove(world: World, visitor: Visitor, id_: str) -> None:
    remove_file(city="marburg", draft_id=visitor.id, access=visitor.access, upload_id=id_, now=world.now)


def just_before(monkeypatch: pytest.MonkeyPatch, place: Any, name: str, act: Any) -> None:
    """Another window is through just before that function begins."""
    real, waiting = getattr(place, name), [act]

    def late(*args: Any, **named: Any) -> Any:
        if waiting:
            waiting.pop()()
        return real(*args, **named)

    monkeypatch.setattr(place, name, late)


def test_a_file_removed_between_the_check_and_the_sending_is_not_declared(
    world: World, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    id_ = dangerous_dog(world, visitor)
    stamp = visitor.review()
    just_before(monkeypatch, submit_application, "_submit", lambda: remove(world, visitor, id_))
    sent = visitor.submit(stamp)
    assert isinstance(sent, NotYet)
    assert sent.differs is not None
    assert sent.differs.fields == ("nachweis",)
    assert not Application.objects.exists()


def test_a_file_that_arrives_between_the_check_and_the_sending_is_no_reason_not_to_send(
    world: World, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    id_ = dangerous_dog(world, visitor)
    stamp = visitor.review()
    just_before(monkeypatch, submit_application, "_submit", lambda: send(world, visitor, pdf()))
    assert isinstance(visitor.submit(stamp), Submitted)
    assert [str(row.pk) for row in Row.objects.filter(draft_id=visitor.id)] == [id_]


def test_a_file_that_is_still_looked_at_when_the_draft_is_sent_is_refused(
    world: World, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    id_ = dangerous_dog(world, visitor)
    just_before(monkeypatch, uploading, "_keep", visitor.submit)
    with pytest.raises(NotFound):
        send(world, visitor, pdf())
    assert [str(row.pk) for row in Row.objects.filter(draft_id=visitor.id)] == [id_]


def test_a_file_of_an_application_sent_meanwhile_stays(
    world: World, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    id_ = dangerous_dog(world, visitor)
    just_before(monkeypatch, operations, "remove_upload", visitor.submit)
    remove(world, visitor, id_)
    assert [str(row.pk) for row in Row.objects.filter(draft_id=visitor.id)] == [id_]
