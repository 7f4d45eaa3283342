"""The answer waits for the outcome, not longer than three seconds, and never with all threads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from allmende.entrypoints.portal import waiting
from allmende.entrypoints.portal.waiting import AT_ONCE, wait_for_outcome
from tests.entrypoints.portal.conftest import Browser
from tests.world import World


class Sleep:
    """Stands for the clock: sleeping takes no time, and something may happen meanwhile."""

    def __init__(self) -> None:
        self.slept = 0.0
        self.then: Any = None

    def sleep(self, seconds: float) -> None:
        self.slept += seconds
        if self.then and self.slept >= 1:
            act, self.then = self.then, None
            act()

    def monotonic(self) -> float:
        return 1000 + self.slept


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[Sleep]:
    settings.OUTCOME_WAIT = 3.0
    found = Sleep()
    monkeypatch.setattr(waiting, "time", found)
    yield found


def test_the_page_after_sending_shows_the_outcome_that_came_meanwhile(
    browser: Browser, world: World, clock: Sleep
) -> None:
    case = browser.apply()
    clock.then = world.work
    text = browser.text(f"/vorgang/{case}/")
    assert 1 <= clock.slept < 1.3
    assert "Bitte zahlen Sie 60,00 €." in text


def test_after_three_seconds_the_answer_is_the_waiting_page(browser: Browser, clock: Sleep) -> None:
    case = browser.apply()
    assert "Wir prüfen ihn gerade." in browser.text(f"/vorgang/{case}/")
    assert clock.slept == pytest.approx(3, abs=0.15)


def test_a_case_that_is_not_at_work_is_answered_at_once(
    browser: Browser, world: World, clock: Sleep, marburg_scope: None
) -> None:
    case = browser.apply()
    world.work()
    assert "Bitte zahlen Sie 60,00 €." in browser.text(f"/vorgang/{case}/")
    assert wait_for_outcome(case)
    assert clock.slept == 0


def test_who_finds_every_slot_taken_is_answered_at_once(browser: Browser, clock: Sleep, marburg_scope: None) -> None:
    case = browser.apply()
    for _ in range(AT_ONCE):
        assert waiting._slots.acquire(blocking=False)
    try:
        assert not wait_for_outcome(case)
        assert clock.slept == 0
    finally:
        for _ in range(AT_ONCE):
            waiting._slots.release()
    assert not wait_for_outcome(case, seconds=0.5)
    assert 0.3 <= clock.slept <= 0.5


def test_a_slot_comes_back_also_when_reading_fails(
    browser: Browser, clock: Sleep, marburg_scope: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = browser.apply()
    for _ in range(AT_ONCE + 1):
        looks = iter((True,))
        monkeypatch.setattr(waiting, "_brief", lambda _case_id, looks=looks: next(looks))
        with pytest.raises(StopIteration):
            wait_for_outcome(case)
    assert waiting._slots.acquire(blocking=False)
    waiting._slots.release()
