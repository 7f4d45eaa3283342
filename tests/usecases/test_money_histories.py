"""The books equal the provider's, whatever it comes up with, whatever breaks on the way. 10,000 payments: `bench.payments`."""

from __future__ import annotations

from random import Random

import pytest

from allmende.usecases import pay
from tests.histories import Faults, History, faulty
from tests.world import Clerk, World

KINDS = {"network down before the question", "network down before the answer", "process killed"}


@pytest.fixture
def treasurer(world: World, marburg_scope: None) -> Clerk:
    return Clerk(world, username="treasurer", roles=("kasse",))


@pytest.mark.parametrize("seed", range(8))
def test_books_equal_the_provider_over_random_histories(world: World, treasurer: Clerk, seed: int) -> None:
    dice = Random(seed)
    faults = Faults(dice, network=0.1, death=0.005)
    with faulty(world, faults):
        history = History(world, treasurer, dice, faults)
        history.play()
        assert pay.reconcile(now=world.now) == 0
        history.check()


@pytest.mark.slow
def test_many_matters_with_random_faults(world: World, treasurer: Clerk) -> None:
    dice = Random(100)
    faults = Faults(dice, network=0.1, death=0.005)
    histories: list[History] = []
    with faulty(world, faults):
        # Ids come from the system's dice, so a seed does not fix which faults a history meets: go on until all were met.
        while len(histories) < 30 or (set(faults.seen) != KINDS and len(histories) < 300):
            histories.append(History(world, treasurer, dice, faults))
            histories[-1].play()
        for history in histories:
            history.check()
    assert set(faults.seen) == KINDS
