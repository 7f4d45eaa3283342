"""One contract for scanners: a fixed one, and ClamAV's daemon with a database of one signature of our own."""

from __future__ import annotations

import shutil
import socket
import struct
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from allmende.adapters.clamd import ClamdScanner
from allmende.adapters.memory import FixedScanner
from allmende.adapters.memory.scanner import EICAR
from allmende.domain.ports.scanner import Clean, Infected, Unscanned, VirusScanner

CLAMD = shutil.which("clamd", path="/usr/sbin:/usr/local/sbin:/usr/bin")


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A real clamd that knows the EICAR test file, on a socket of its own."""
    if CLAMD is None:
        pytest.skip("ClamAV's daemon is not installed; install clamav-daemon to run the real scanner.")
    folder = tmp_path_factory.mktemp("clamd")
    (folder / "own.ndb").write_text(f"Eicar-Test-Signature:0:*:{EICAR.hex()}\n")
    path = folder / "socket"
    settings = {"LocalSocket": path, "DatabaseDirectory": folder, "Foreground": "yes", "StreamMaxLength": "1M"}
    (folder / "clamd.conf").write_text("".join(f"{name} {value}\n" for name, value in settings.items()))
    process = subprocess.Popen(
        [CLAMD, f"--config-file={folder / 'clamd.conf'}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        deadline = time.monotonic() + 60
        while not path.exists():
            assert process.poll() is None, "clamd did not start"
            assert time.monotonic() < deadline, "clamd did not open its socket"
            time.sleep(0.05)
        yield path
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture(params=["fixed", "clamd"])
def scanner(request: pytest.FixtureRequest) -> VirusScanner:
    if request.param == "fixed":
        return FixedScanner()
    return ClamdScanner(request.getfixturevalue("daemon"))


# ── the contract ─────────────────────────────────────────────────────────────────────────────────


def test_an_ordinary_file_is_clean(scanner: VirusScanner) -> None:
    assert scanner.scan([b"%PDF-1.7", b" ordinary"]) == Clean()
    assert scanner.scan([]) == Clean()
    assert scanner.scan([b""]) == Clean()


def test_the_test_virus_is_found_by_name_also_across_chunks(scanner: VirusScanner) -> None:
    for chunks in ([EICAR], [EICAR[:30], EICAR[30:]], [b"x" * 100_000, EICAR]):
        found = scanner.scan(chunks)
        assert isinstance(found, Infected)
        assert found.name.startswith("Eicar-Test-Signature")


# ── trouble ──────────────────────────────────────────────────────────────────────────────────────


def test_an_absent_scanner_is_said_not_raised(tmp_path: Path) -> None:
    assert isinstance(ClamdScanner(tmp_path / "nobody").scan([b"x"]), Unscanned)
    assert isinstance(FixedScanner(available=False).scan([b"x"]), Unscanned)


def test_a_file_beyond_the_daemons_limit_is_unscanned(daemon: Path) -> None:
    assert isinstance(ClamdScanner(daemon).scan([b"x" * 3_000_000]), Unscanned)


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (b"stream: OK\0", Clean()),
        (b"stream: Win.Test.X FOUND\0", Infected("Win.Test.X")),
        (b"INSTREAM size limit exceeded. ERROR\0", Unscanned("clamd: INSTREAM size limit exceeded. ERROR")),
        (b"", Unscanned("clamd: no answer")),
    ],
)
def test_what_the_daemon_says(tmp_path: Path, reply: bytes, expected: object) -> None:
    path = tmp_path / "socket"
    received = bytearray()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen()

        def answer() -> None:
            connection, _ = listener.accept()
            with connection:
                while not received.endswith(struct.pack("!I", 0)):
                    received.extend(connection.recv(1024))
                connection.sendall(reply)

        thread = Thread(target=answer)
        thread.start()
        assert ClamdScanner(path).scan([b"abc", b"de"]) == expected
        thread.join()
    assert bytes(received) == b"zINSTREAM\0\0\0\0\x03abc\0\0\0\x02de\0\0\0\0"
