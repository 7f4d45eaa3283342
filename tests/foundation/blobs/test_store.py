"""Files: stored once, found again, never lost to a sweep."""

from __future__ import annotations

import hashlib
import os
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from allmende.foundation.blobs import store
from allmende.foundation.blobs.models import Blob
from allmende.foundation.tenancy.scopes import city_scope

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def var(settings, tmp_path):
    settings.VAR = tmp_path
    return tmp_path


def files(var: Path) -> list[Path]:
    return [path for path in var.rglob("*") if path.is_file()]


def make_old(path: Path) -> None:
    long_ago = (datetime.now(tz=UTC) - timedelta(days=3)).timestamp()
    os.utime(path, (long_ago, long_ago))


def test_what_is_stored_is_read_back(city, var):
    stored = store.store(b"hello", "text/plain", NOW)
    assert store.read(stored.id) == b"hello"
    assert store.find(stored.id) == stored
    assert stored.sha256 == hashlib.sha256(b"hello").hexdigest()
    assert files(var) == [var / "blobs" / "marburg" / stored.sha256[:2] / stored.sha256]


def test_the_same_content_is_on_disk_once(city, var):
    first, second = (store.store(b"hello", "text/plain", NOW) for _ in range(2))
    assert first.id != second.id
    assert len(files(var)) == 1


def test_another_city_does_not_find_it(city, other_city, var):
    stored = store.store(b"hello", "text/plain", NOW)
    with city_scope("fulda"):
        assert store.find(stored.id) is None
        with pytest.raises(Blob.DoesNotExist):
            store.read(stored.id)
        store.store(b"hello", "text/plain", NOW)
    assert len(files(var)) == 2


def test_a_changed_file_is_not_handed_out(city, var):
    stored = store.store(b"hello", "text/plain", NOW)
    files(var)[0].write_bytes(b"HELLO")
    with pytest.raises(store.BlobDamaged):
        store.read(stored.id)
    files(var)[0].unlink()
    with pytest.raises(store.BlobMissing):
        store.read(stored.id)


def test_the_sweep_takes_what_nobody_names_after_a_day(city, var):
    stored = store.store(b"hello", "text/plain", NOW)
    assert store.forget(stored.id) is True
    now = datetime.now(tz=UTC)
    assert store.sweep(now) == 0
    make_old(files(var)[0])
    assert store.sweep(now) == 1
    assert files(var) == []
    assert store.forget(stored.id) is False


def test_the_sweep_leaves_what_somebody_names(city, var):
    first = store.store(b"hello", "text/plain", NOW)
    second = store.store(b"hello", "text/plain", NOW)
    store.forget(first.id)
    make_old(files(var)[0])
    assert store.sweep(datetime.now(tz=UTC)) == 0
    assert store.read(second.id) == b"hello"


def test_the_sweep_leaves_other_cities_alone(city, other_city, var):
    store.forget(store.store(b"hello", "text/plain", NOW).id)
    make_old(files(var)[0])
    with city_scope("fulda"):
        assert store.sweep(datetime.now(tz=UTC)) == 0


def test_the_sweep_takes_half_written_files(city, var):
    stored = store.store(b"hello", "text/plain", NOW)
    half = files(var)[0].with_name(stored.sha256 + ".abcd1234")
    half.write_bytes(b"hel")
    make_old(half)
    assert store.sweep(datetime.now(tz=UTC)) == 1
    assert store.read(stored.id) == b"hello"


def test_a_file_stored_while_the_sweep_looks_is_put_back(city, var, monkeypatch):
    store.forget(store.store(b"hello", "text/plain", NOW).id)
    path = files(var)[0]
    make_old(path)
    real, asked = Path.rename, []

    def rename(self, target):
        result = real(self, target)
        if not asked:
            asked.append(True)
            # The row appears between the sweep's question and its second look.
            Blob.objects.create(sha256=path.name, media_type="text/plain", size=5, created_at=NOW)
        return result

    monkeypatch.setattr(Path, "rename", rename)
    assert store.sweep(datetime.now(tz=UTC)) == 0
    assert path.read_bytes() == b"hello"


def test_many_writers_of_the_same_content_leave_one_whole_file(tmp_path):
    path, content = tmp_path / "ab" / "abc", b"x" * 100_000
    writers = [threading.Thread(target=store._write, args=(path, content)) for _ in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert files(tmp_path) == [path]
    assert path.read_bytes() == content
