"""Children answer, and are ended when they do not."""

from __future__ import annotations

import contextlib
import os
import socket
import sys
import threading
import time
from collections.abc import Iterator

import pytest

from allmende.foundation.processes.pool import Busy, Died, Pool, TooLong, _Child

COMMAND = ("-m", "allmende.foundation.processes.answering", "tests.foundation.processes.samples:answer", "1024", "5")


@pytest.fixture
def pool() -> Iterator[Pool]:
    made = Pool(
        (sys.executable, *COMMAND), size=2, most_per_key=1, most_waiting=2, seconds=3.0, patience=0.05,
        env={"PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    yield made
    made.close()


def test_a_question_of_any_size_is_answered_by_a_fresh_fork_of_the_same_child(pool: Pool) -> None:
    content = b"ab" * (3 << 20)
    assert pool.ask(content, key="a") == content[::-1]
    first, second = (pool.ask(b"who", key="a").split() for _ in range(2))
    assert first[0] != second[0]
    assert first[1] == second[1]


@pytest.mark.parametrize("question", [b"crash", b"raise", b"memory"])
def test_a_child_that_dies_is_replaced(pool: Pool, question: bytes) -> None:
    with pytest.raises(Died):
        pool.ask(question, key="a")
    assert pool.ask(b"ab", key="a") == b"ba"


def test_what_takes_too_long_is_killed_with_its_fork(pool: Pool) -> None:
    child = int(pool.ask(b"who", key="a").split()[1])
    pool._seconds = 0.1
    with pytest.raises(TooLong):
        pool.ask(b"sleep", key="a")
    # The fork is the system's to bury, a moment later.
    until = time.monotonic() + 3
    with pytest.raises(ProcessLookupError):
        while time.monotonic() < until:
            os.killpg(child, 0)
            time.sleep(0.01)


def test_one_key_takes_one_place_and_others_are_served(pool: Pool) -> None:
    pool._seconds = 1.0
    failed: list[type[BaseException]] = []

    def ask() -> None:
        try:
            pool.ask(b"sleep", key="a")
        except TooLong as late:
            failed.append(type(late))

    thread = threading.Thread(target=ask)
    thread.start()
    until = time.monotonic() + 1
    while not pool._busy and time.monotonic() < until:
        time.sleep(0.005)
    with pytest.raises(Busy):
        pool.ask(b"ab", key="a")
    pool._seconds = 3.0
    assert pool.ask(b"ab", key="b") == b"ba"
    thread.join()
    assert failed == [TooLong]


def test_few_wait_and_the_next_is_refused_at_once(pool: Pool) -> None:
    pool._patience = 5.0
    with contextlib.ExitStack() as places:
        for key in ("a", "b"):
            places.enter_context(pool._place(key))
        threads = [threading.Thread(target=pool.ask, args=(b"ab",), kwargs={"key": key}) for key in ("a", "b")]
        for number, thread in enumerate(threads, 1):
            thread.start()
            until = time.monotonic() + 1
            while pool._waiting.total() < number and time.monotonic() < until:
                time.sleep(0.005)
            begun = time.monotonic()
            with pytest.raises(Busy):
                # One of the same key waits; then as many wait as ever may.
                pool.ask(b"ab", key="a" if number == 1 else "c")
            assert time.monotonic() - begun < 0.5
    for thread in threads:
        thread.join()
    assert pool.ask(b"ab", key="a") == b"ba"
    assert not pool._waiting
    assert not pool._busy


def test_a_child_that_reads_no_more_is_not_asked(pool: Pool) -> None:
    """It may still be sending the answer with which it ends."""
    pool.ask(b"ab", key="a")
    ours, theirs = socket.socketpair()
    with ours, theirs:
        child = _Child(pool._idle[0].process, ours)
        assert child.waits()
        theirs.shutdown(socket.SHUT_RD)
        assert not child.waits()
