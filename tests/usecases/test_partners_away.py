"""A partner that does not answer keeps a matter waiting, never more."""

from __future__ import annotations

from typing import Any

from allmende.domain.ports import Unavailable
from allmende.foundation.jobs.models import Job
from tests.world import Clerk, PlainPress, PlainSeal, Visitor, World


def test_a_silent_seal_keeps_what_was_done_and_goes_on_days_later(world: World, visitor: Visitor, clerk: Clerk) -> None:
    visitor.apply()
    world.work()
    visitor.pay()
    seal = PlainSeal.seal
    PlainSeal.seal = _silent  # type: ignore[method-assign]
    try:
        clerk.decide("granted")
        world.work()
        for _ in range(200):
            world.wait(minutes=31)
        assert visitor.kinds()[-1] == "notice_issued"
    finally:
        PlainSeal.seal = seal  # type: ignore[method-assign]
    world.wait(minutes=31)
    assert visitor.kinds()[-1] == "case_closed"
    assert visitor.kinds().count("notice_issued") == 1
    assert not Job.objects.filter(status=Job.Status.DEAD).exists()


def test_a_silent_mail_server_delays_the_mail_alone(world: World, visitor: Visitor) -> None:
    send = world.mail.send
    world.mail.send = _silent  # type: ignore[method-assign]
    visitor.apply()
    world.work()
    assert visitor.view().status == "ACTION_REQUIRED"
    world.mail.send = send  # type: ignore[method-assign]
    world.wait(minutes=2)
    assert len(world.mail.sent) == 1


def test_a_silent_press_delays_the_receipt_and_nothing_else(world: World, visitor: Visitor) -> None:
    render = PlainPress.render
    PlainPress.render = _silent  # type: ignore[method-assign]
    try:
        visitor.apply()
        world.work()
        assert visitor.view().payable
    finally:
        PlainPress.render = render  # type: ignore[method-assign]
    world.wait(minutes=2)
    assert len(world.mail.sent) == 1


def _silent(*_: Any, **__: Any) -> None:
    raise Unavailable("partner", "timeout")
