"""A copy of the whole file: who may have one made, what is in it, what is not, and that it does not stay for ever."""

from __future__ import annotations

import contextlib
import io
import json
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from allmende.adapters.typst import TypstRenderer
from allmende.apps.applications import operations as applications
from allmende.apps.applications.rules import NotFound
from allmende.apps.records import queries
from allmende.domain.matter.enclosures import ENCLOSED
from allmende.domain.matter.file_copy import EVERYTHING, OmittedPages, Selection
from allmende.domain.values import Problem
from allmende.foundation.audit import chain
from allmende.foundation.blobs import store as blobs
from allmende.foundation.blobs.models import Blob
from allmende.foundation.identity.models import Officer
from allmende.usecases import copy_file, write_message
from tests.adversary.scene import png
from tests.world import Clerk, Visitor, World

SECRET = "Mein Nachbar Herr Zwickel hat auch einen Hund."


@pytest.fixture
def officer(world: World, visitor: Visitor, clerk: Clerk) -> Iterator[Officer]:
    """Somebody who works the case; letters are real PDFs here."""
    world.press = TypstRenderer()
    world.plug_in()
    visitor.apply()
    world.work()
    write_message.write_as_citizen(
        city="marburg", case_id=visitor.id, access=visitor.access, text=SECRET, key="m", now=world.now
    )
    yield Officer.objects.get(pk=clerk.id)


def want(world: World, visitor: Visitor, officer: Officer, **other: Any) -> Problem | None:
    said: dict[str, Any] = {"purpose": "person", "recipient": "Erika Muster", "selection": EVERYTHING} | other
    return copy_file.want_copy(city="marburg", case_id=visitor.id, officer=officer, now=world.now, **said)


def made(world: World, visitor: Visitor, officer: Officer, *, package: bool = False, **other: Any) -> bytes:
    """A copy that was wanted and made."""
    assert want(world, visitor, officer, **other) is None
    world.work()
    copy = queries.list_copies(city="marburg", case_id=visitor.id)[0]
    found, content = copy_file.fetch_copy(
        city="marburg", case_id=visitor.id, copy_id=copy.id, package=package, officer=officer, now=world.now
    )
    assert found.ready
    return content


def bookmarks(pdf: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(pdf)) as file, file.open_outline() as outline:
        return [item.title for item in outline.root]


def test_the_copy_holds_the_whole_file_behind_its_index(world: World, visitor: Visitor, officer: Officer) -> None:
    pdf = made(world, visitor, officer)
    assert bookmarks(pdf) == ["Übersicht", "Antrag", "Eingangsbestätigung: Hund anmelden", "Nachrichten", "Verlauf"]
    copy = queries.list_copies(city="marburg", case_id=visitor.id)[0]
    with pikepdf.open(io.BytesIO(pdf)) as file:
        assert len(file.pages) == copy.sheets


def test_the_package_holds_the_originals_byte_for_byte(world: World, visitor: Visitor, officer: Officer) -> None:
    with zipfile.ZipFile(io.BytesIO(made(world, visitor, officer, package=True))) as archive:
        listed = json.loads(archive.read("uebersicht.json"))
        letter = next(one for one in listed if one["title"].startswith("Eingangsbestätigung"))
        assert archive.read(letter["file"])[:5] == b"%PDF-"
        assert bookmarks(archive.read("akte.pdf"))[0] == "Übersicht"
    assert [one["sheet"] for one in listed] == sorted(one["sheet"] for one in listed)


def test_what_is_left_out_is_neither_in_the_copy_nor_in_the_package(
    world: World, visitor: Visitor, officer: Officer
) -> None:
    piece = next(
        piece for piece in offered(world, visitor, officer).pieces if piece.title.startswith("Eingangsbestätigung")
    )
    selection = Selection(
        {piece.id: OmittedPages("Nur intern", (1,)), "messages": OmittedPages("Daten Dritter")}, ("Muster",)
    )
    content = made(world, visitor, officer, selection=selection, package=True)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert not [name for name in archive.namelist() if name.startswith("originale/")]
        titles = bookmarks(archive.read("akte.pdf"))
    assert "Nachrichten" not in titles


def offered(world: World, visitor: Visitor, officer: Officer) -> copy_file.CopiesView:
    return copy_file.offer_copy(city="marburg", case_id=visitor.id, officer=officer, now=world.now, language="de")


@pytest.mark.parametrize(("roles", "units"), [(("kasse",), ("amt",)), (("sachbearbeitung",), ("andere",)), ((), ())])
def test_whoever_may_not_read_all_of_it_gets_no_copy(
    world: World, visitor: Visitor, officer: Officer, roles: tuple[str, ...], units: tuple[str, ...]
) -> None:
    assert want(world, visitor, officer) is None
    world.work()
    copy = queries.list_copies(city="marburg", case_id=visitor.id)[0]
    other = Officer.objects.get(pk=Clerk(world, username="fremd", roles=roles, units=units).id)
    with pytest.raises(NotFound):
        offered(world, visitor, other)
    with pytest.raises(NotFound):
        want(world, visitor, other)
    with pytest.raises(NotFound):
        copy_file.fetch_copy(
            city="marburg", case_id=visitor.id, copy_id=copy.id, package=False, officer=other, now=world.now
        )


def test_a_copy_is_fetched_by_its_own_case_alone(world: World, visitor: Visitor, officer: Officer) -> None:
    made(world, visitor, officer)
    copy = queries.list_copies(city="marburg", case_id=visitor.id)[0]
    another = Visitor(world)
    another.apply()
    world.work()
    with pytest.raises(NotFound):
        copy_file.fetch_copy(
            city="marburg", case_id=another.id, copy_id=copy.id, package=False, officer=officer, now=world.now
        )


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"recipient": " "}, "file_copy.recipient"),
        ({"purpose": "court", "selection": Selection(words=("x",))}, "file_copy.court"),
        ({"selection": Selection({"history": OmittedPages("")})}, "file_copy.reason"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(
    world: World, visitor: Visitor, officer: Officer, other: dict[str, Any], code: str
) -> None:
    problem = want(world, visitor, officer, **other)
    assert problem is not None and problem.code == code
    assert queries.list_copies(city="marburg", case_id=visitor.id) == ()


def test_no_more_than_three_are_made_at_a_time(world: World, visitor: Visitor, officer: Officer) -> None:
    assert [want(world, visitor, officer) for _ in range(copy_file.MOST_AT_ONCE)] == [None] * copy_file.MOST_AT_ONCE
    problem = want(world, visitor, officer)
    assert problem is not None and problem.code == "file_copy.busy"
    world.work()
    assert want(world, visitor, officer) is None


def test_made_twice_it_is_kept_once(world: World, visitor: Visitor, officer: Officer) -> None:
    made(world, visitor, officer)
    copy = queries.list_copies(city="marburg", case_id=visitor.id)[0]
    kept = Blob.objects.count()
    copy_file.make_copy(city="marburg", copy_id=copy.id, now=world.now)
    assert Blob.objects.count() == kept
    assert queries.find_copy(city="marburg", copy_id=copy.id) == copy


def test_content_goes_after_thirty_days_and_the_record_stays(world: World, visitor: Visitor, officer: Officer) -> None:
    made(world, visitor, officer)
    kept = Blob.objects.count()
    assert copy_file.forget_copies(now=world.now + timedelta(days=30)) == 0
    assert copy_file.forget_copies(now=world.now + timedelta(days=30, seconds=1)) == 1
    assert Blob.objects.count() == kept - 2
    (copy,) = queries.list_copies(city="marburg", case_id=visitor.id)
    assert not copy.ready
    assert (copy.recipient, copy.wanted_by) == ("Erika Muster", "Frau Clerk")


def test_wanting_and_fetching_are_recorded(world: World, visitor: Visitor, officer: Officer) -> None:
    made(world, visitor, officer)
    reads = chain.list_reads(f"case:{visitor.id}", limit=9)
    assert any(entry.details.get("what") == "copy" for entry in reads)


def test_a_letter_that_says_a_word_to_be_removed_must_be_left_out(
    world: World, visitor: Visitor, officer: Officer
) -> None:
    problem = want(world, visitor, officer, selection=Selection(words=("muster",)))
    assert problem is not None and problem.code == "file_copy.word_in_letter"
    assert "Eingangsbestätigung" in problem.text["de"]
    letter = next(piece for piece in offered(world, visitor, officer).pieces if piece.kind == "letter")
    assert want(world, visitor, officer, selection=Selection({letter.id: OmittedPages("Namen")}, ("muster",))) is None


@pytest.mark.parametrize("word", ["paragraph", "salutation", "city_key", "operative"])
def test_names_of_parts_of_a_letter_are_no_words_of_it(
    world: World, visitor: Visitor, officer: Officer, word: str
) -> None:
    assert want(world, visitor, officer, selection=Selection(words=(word,))) is None


def text_of(pdf: bytes, tmp_path: Path) -> str:
    """What a program finds that reads the text of a PDF; that of the pages themselves where it is not installed."""
    program = shutil.which("pdftotext")
    if program is None:
        return everything_in(pdf).decode("utf-8", "replace")
    path = tmp_path / "akte.pdf"
    path.write_bytes(pdf)
    return subprocess.run([program, "-raw", str(path), "-"], check=True, capture_output=True, text=True).stdout


def everything_in(pdf: bytes) -> bytes:
    """Every object and every stream of a PDF, unpacked."""
    found = []
    with pikepdf.open(io.BytesIO(pdf)) as file:
        assert not file.attachments
        assert not file.docinfo
        assert "/Metadata" not in file.Root
        for one in file.objects:
            if isinstance(one, pikepdf.Stream):
                with contextlib.suppress(pikepdf.PdfError):
                    found.append(one.read_bytes())
                found.append(one.unparse(resolved=True))
            elif isinstance(one, (pikepdf.Dictionary, pikepdf.Array, pikepdf.String)):
                found.append(one.unparse(resolved=True))
    return b"\n".join(found)


def test_data_of_others_is_really_gone(world: World, visitor: Visitor, officer: Officer, tmp_path: Path) -> None:
    """However it is spelled, in the text, in bookmarks, metadata and attachments of the copy, and in the package."""
    for number, said in enumerate(
        ("Herr ZWICKEL", "Zwi\u00adckel wohnt dort", "Müllers: Jo\u0308rg Mueller", "Jörg\nMüller")
    ):
        write_message.write_as_citizen(
            city="marburg", case_id=visitor.id, access=visitor.access, text=said, key=f"n{number}", now=world.now
        )
    content = png()
    stored = blobs.store(content, "image/png", world.now)
    upload = applications.add_upload(
        draft_id=visitor.id, path=ENCLOSED.path, name="FotoZwickel.png", content_type="image/png", size=len(content),
        blob_id=stored.id, scanned=True, now=world.now,
    )  # fmt: skip
    sent = write_message.write_as_citizen(
        city="marburg", case_id=visitor.id, access=visitor.access, text="Foto", key="f", files=(upload,), now=world.now
    )
    assert sent is None
    whole = text_of(made(world, visitor, officer), tmp_path)
    assert "Zwickel" in whole
    assert "FotoZwickel" in whole
    selection = Selection(words=("Zwickel", "Jörg Müller", "Müllers"))
    world.wait(minutes=1)
    pdf = made(world, visitor, officer, selection=selection)
    text = text_of(pdf, tmp_path)
    assert "[entfernt]" in text
    for word in ("zwickel", "zwi", "müller", "mueller", "jörg", "joerg"):
        assert word not in text.casefold(), word
        assert word.encode() not in everything_in(pdf).lower(), word
    assert not any("zwickel" in bookmark.casefold() for bookmark in bookmarks(pdf))
    world.wait(minutes=1)
    package = made(world, visitor, officer, package=True, selection=selection)
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        for name in archive.namelist():
            assert b"zwickel" not in archive.read(name).lower(), name
            assert "zwickel" not in name.casefold()
