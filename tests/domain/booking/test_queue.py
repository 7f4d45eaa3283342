"""The queue: what can be done in which state, and how long one waits."""

from __future__ import annotations

from allmende.domain.booking import expected_wait
from allmende.domain.booking.queue import after, offered


def test_somebody_is_called_parked_called_again_and_served() -> None:
    state = "waiting"
    for act, then in (("call", "called"), ("park", "parked"), ("call", "called"), ("done", "done")):
        state = after(act, state) or ""
        assert state == then
    assert offered("done") == ()


def test_what_does_not_fit_the_state_is_refused() -> None:
    assert after("done", "waiting") is None
    assert after("park", "parked") is None
    assert after("dance", "called") is None
    assert offered("called") == ("call", "park", "back", "absent", "done")


def test_two_desks_share_the_queue() -> None:
    assert expected_wait([], 2) == 0
    assert expected_wait([10, 20, 5], 2) == 15
    assert expected_wait([10, 20, 5], 1) == 35
    assert expected_wait([10], 0) is None
