"""A file that was uploaded for a message and not sent goes after a day; one that was sent stays."""

from __future__ import annotations

import pytest

from allmende.apps.applications import queries as applications
from allmende.apps.cases import operations as cases
from allmende.domain import facts as f
from allmende.domain.forms import StoredUpload
from allmende.domain.matter.enclosures import ENCLOSED
from allmende.domain.values import Problem
from allmende.foundation.blobs.models import Blob
from allmende.usecases import sweep_files
from allmende.usecases.upload_file import upload_file
from allmende.usecases.write_message import GONE, write_as_citizen
from tests.adversary.hostile_files import picture
from tests.world import Visitor, World


@pytest.fixture
def sender(world: World, visitor: Visitor) -> Visitor:
    visitor.apply()
    world.work()
    return visitor


def enclose(world: World, sender: Visitor) -> str:
    kept = upload_file(
        city="marburg", draft_id=sender.id, access=sender.access, path=ENCLOSED.path, filename="a.png",
        content=picture("PNG"), now=world.now,
    )  # fmt: skip
    assert isinstance(kept, StoredUpload)
    return kept.id


def write(world: World, sender: Visitor, key: str, *files: str) -> Problem | None:
    return write_as_citizen(
        city="marburg", case_id=sender.id, access=sender.access, text="Hier.", key=key, now=world.now, files=files
    )


def sweep(world: World) -> None:
    sweep_files.sweep_files(city="marburg", now=world.now)


def there(sender: Visitor) -> set[str]:
    return set(applications.list_uploads(draft_id=sender.id))


@pytest.mark.usefixtures("marburg_scope")
def test_only_what_was_sent_stays(world: World, sender: Visitor) -> None:
    before, blobs = there(sender), Blob.objects.count()
    sent, waiting = enclose(world, sender), enclose(world, sender)
    assert write(world, sender, "first", sent) is None
    world.wait(hours=23)
    sweep(world)
    assert there(sender) == {*before, sent, waiting}
    world.wait(hours=2)
    sweep(world)
    assert there(sender) == {*before, sent}
    assert Blob.objects.count() == blobs + 1, "and so is its content"


@pytest.mark.usefixtures("marburg_scope")
def test_a_message_whose_file_is_gone_is_not_sent_without_it(world: World, sender: Visitor) -> None:
    waiting = enclose(world, sender)
    world.wait(hours=25)
    sweep(world)
    assert write(world, sender, "late", waiting) == GONE
    assert not any(isinstance(x, f.MessageReceived) for x in cases.read_facts(case_id=sender.id))
