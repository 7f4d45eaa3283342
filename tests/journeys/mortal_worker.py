"""A worker process that really dies: `kill -9` by its own hand at the nth door it goes through.

python -m tests.journeys.mortal_worker <calls until death> <folder for mails>

Ends with 0 when nothing was left to do.
"""

from __future__ import annotations

import hashlib
import os
import signal
import sys
from pathlib import Path
from typing import Any


def main(calls: int, mails: Path) -> int:
    import django

    django.setup()

    from django.utils import timezone

    from allmende.foundation import plugs
    from allmende.foundation.jobs import queue, worker
    from allmende.foundation.jobs.models import Job
    from allmende.foundation.plugs import sockets
    from allmende.foundation.tenancy.scopes import machinery_scope
    from tests.killing import death_at_every_door
    from tests.world import World

    class FileMail:
        """One file for each message id."""

        def send(self, mail: Any) -> None:
            (mails / hashlib.sha256(mail.key.encode()).hexdigest()).write_text(mail.subject, encoding="utf-8")

    left = [calls]

    def strike(*_: str) -> None:
        left[0] -= 1
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)

    world = World()
    world.plug_in()
    kept = dict(plugs._built)
    plugs._built.update({key: FileMail() for key in kept if key[1] == sockets.MAIL.name})
    for holder in queue.list_workers():
        queue.release(timezone.now(), worker=holder)
    # A lost job pauses; here the pause is over at once.
    with machinery_scope():
        Job.objects.filter(status=Job.Status.WAITING, losses__gt=0).update(losses=0, run_at=timezone.now())
    with death_at_every_door(strike):
        worker.drain()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1]), Path(sys.argv[2])))
