"""A thousand matters while workers are killed with `kill -9` and the database goes away again and again.

    python -m bench.kills postgresql [--matters 1000] [--minutes 30] [--seed 1]
    python -m bench.kills sqlite

Real worker processes with the demo's partners. PostgreSQL is a cluster of its own (`initdb` must be on the path), restarted
as after a crash; the SQLite file is locked by a stranger for longer than anybody waits. This process plays the web: it sends,
pays and decides, and tries again when the database is away. Afterwards nothing may be lost, nothing be double, and whatever
is not at its end must be on a screen: a task, a job that waits, a dead job. Ends with 0 when that is so.
"""

from __future__ import annotations

import argparse
import os
import pwd
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.stack import ROOT, free_port

LIVES_SECONDS = (8.0, 30.0)
"""How long the workers live until one of them is killed."""

KILLS_BETWEEN = 4
"""So many workers die before the database goes away once."""

LOCKED_SECONDS = (3.0, 30.0)
WORKERS, UNDER_WAY = 2, 40
ENDS = Counter(
    {
        "application_received": 1, "process_started": 1, "fee_set": 1, "payment_demanded": 1, "payment_received": 1,
        "task_opened": 1, "task_done": 1, "decision_taken": 1, "notice_issued": 1, "notice_sealed": 1,
        "notice_provided": 1, "citizen_notified": 1, "filed_away": 1, "case_closed": 1,
    }
)  # fmt: skip
"""What a matter consists of when it is at its end."""


class Cluster:
    """A PostgreSQL server of our own, below a folder."""

    def __init__(self, folder: Path) -> None:
        self._data, self.port, self._log = folder / "data", free_port(), folder / "postgresql.log"
        self._as: list[str] = []
        if os.geteuid() == 0:  # The server refuses to run as root.
            self._as = ["runuser", "-u", "postgres", "--"]
            os.chown(folder, pwd.getpwnam("postgres").pw_uid, -1)
        self._run("initdb", "-D", str(self._data), "-U", "owner", "--auth=trust", "-E", "UTF8")
        self._control("start")

    @property
    def url(self) -> str:
        return f"postgres://owner@127.0.0.1:{self.port}/postgres?sslmode=disable"

    def disturb(self, dice: random.Random) -> str:
        """The server is gone and comes back: at once as after a crash, or in order."""
        mode = dice.choice(["immediate", "immediate", "fast"])
        self._control("stop", "-m", mode)
        time.sleep(dice.uniform(0, 4))
        self._control("start")
        return f"PostgreSQL restarted ({mode})"

    def stop(self) -> None:
        with suppress(subprocess.CalledProcessError):
            self._control("stop", "-m", "immediate")

    def _control(self, act: str, *more: str) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
        start = ["-o", options] if act == "start" else []
        self._run("pg_ctl", act, "-w", "-D", str(self._data), "-l", str(self._log), *start, *more)

    def _run(self, *command: str) -> None:
        subprocess.run([*self._as, *command], check=True, stdout=subprocess.DEVNULL, cwd="/")


class LockedFile:
    """The SQLite file, and a stranger who locks it."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "allmende.sqlite3"

    @property
    def url(self) -> str:
        return f"sqlite://{self._path}"

    def disturb(self, dice: random.Random) -> str:
        """Nobody can write for a while."""
        stranger = sqlite3.connect(self._path, timeout=30, isolation_level=None)
        try:
            stranger.execute("BEGIN IMMEDIATE")
            time.sleep(dice.uniform(*LOCKED_SECONDS))
            stranger.execute("ROLLBACK")
        finally:
            stranger.close()
        return "SQLite locked"

    def stop(self) -> None:
        pass


class Chaos(threading.Thread):
    """Keeps so many workers running, kills them at random, and has the database go away."""

    def __init__(self, database: Cluster | LockedFile, seed: int, log: Path) -> None:
        super().__init__(daemon=True)
        self._database, self._dice, self._log = database, random.Random(seed), log
        self._over = threading.Event()
        self._workers = [self._begin() for _ in range(WORKERS)]
        self.done: Counter[str] = Counter()

    def run(self) -> None:
        while not self._over.wait(self._dice.uniform(*LIVES_SECONDS)):
            victim = self._dice.randrange(WORKERS)
            for number, worker in enumerate(self._workers):
                ended = worker.poll()
                if ended is not None:
                    self.done[f"worker ended by itself ({ended})"] += 1
                elif number == victim:
                    worker.send_signal(signal.SIGKILL)
                    worker.wait()
                    self.done["worker killed"] += 1
                else:
                    continue
                self._workers[number] = self._begin()
            if self.done["worker killed"] % KILLS_BETWEEN == 0:
                self.done[self._database.disturb(self._dice)] += 1

    def calm(self) -> None:
        """No more faults; the workers go on."""
        self._over.set()
        self.join()

    def end(self) -> None:
        self.calm()
        for worker in self._workers:
            worker.terminate()
        for worker in self._workers:
            worker.wait()

    def _begin(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "allmende.entrypoints.cli", "worker", "--threads", "2"]
        with self._log.open("ab") as log:
            return subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)


def main() -> int:
    """Print what happened; 0 when everything is at its end once, or on a screen."""
    parser = argparse.ArgumentParser(prog="bench.kills")
    parser.add_argument("database", choices=["sqlite", "postgresql"])
    parser.add_argument("--matters", type=int, default=1000)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="allmende-kills-"))
    folder.chmod(0o755)
    (folder / "server").mkdir()
    database = Cluster(folder / "server") if chosen.database == "postgresql" else LockedFile(folder)
    try:
        set_up(database.url, folder)
        chaos = Chaos(database, chosen.seed, folder / "worker.log")
        chaos.start()
        try:
            return play(chaos, chosen.matters, chosen.minutes * 60)
        finally:
            chaos.end()
    finally:
        database.stop()
        shutil.rmtree(folder, ignore_errors=True)


def set_up(url: str, folder: Path) -> None:
    """Tables, the small commons of the tests, seals; then this process is a part of the installation too."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "allmende.config.settings",
        "ALLMENDE_DATABASE_URL": url,
        "ALLMENDE_VAR": str(folder / "var"),
        "ALLMENDE_SERVICES": str(ROOT / "tests" / "commons" / "services"),
        "ALLMENDE_CITIES": str(ROOT / "tests" / "commons" / "cities"),
        "ALLMENDE_LOG_LEVEL": "ERROR",
    }
    (folder / "var").mkdir()
    for command in ("migrate", "load"):
        whole = [sys.executable, "-m", "allmende.entrypoints.cli", command]
        subprocess.run(whole, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    import django

    django.setup()
    from allmende.adapters.pades.authority import create_demo_authority

    create_demo_authority(folder / "var" / "seals", [("marburg", "Stadt Marburg")], datetime.now(UTC))


def patiently(act: Callable[[], Any], patience: float = 120.0) -> Any:
    """Do it again until the database is back, as a person does who sees an error page."""
    from django.db import InterfaceError, InternalError, OperationalError, connection

    until = time.monotonic() + patience
    while True:
        try:
            return act()
        except (OperationalError, InterfaceError, InternalError):
            with suppress(Exception):
                connection.close()
            if time.monotonic() > until:
                raise
            time.sleep(0.5)


@dataclass
class Town:
    """Everybody who sends, pays and decides; `sent` are the matters whose receipt was said."""

    world: Any
    clerk: Any
    ledger: Any
    sent: list[Any] = field(default_factory=list)
    ended: set[str] = field(default_factory=set)

    @property
    def under_way(self) -> list[Any]:
        return [visitor for visitor in self.sent if visitor.id not in self.ended]

    def send(self) -> None:
        """One more application; it counts from the moment at which its receipt is said."""
        from tests.world import PERSON, Visitor

        visitor = Visitor(self.world)
        address = [f"p{len(self.sent)}@example.org"]

        def fill() -> None:
            visitor.begin()
            visitor.save("person", **{**PERSON, "email": address})
            visitor.save("hunde", anzahl=["2"], kampfhund=["false"])
            visitor.save("abschluss", richtig=["true"])

        patiently(fill)
        reviewed = patiently(visitor.review)
        patiently(lambda: visitor.submit(reviewed))
        self.sent.append(visitor)

    def move(self, visitor: Any) -> None:
        """What people do now in this matter: pay, or decide."""
        kinds = set(visitor.kinds())
        if "case_closed" in kinds:
            self.ended.add(visitor.id)
        elif "payment_demanded" in kinds and "payment_received" not in kinds:
            self._pay(visitor)
        elif "task_opened" in kinds and "task_done" not in kinds:
            self._decide(visitor)

    def _pay(self, visitor: Any) -> None:
        from allmende.apps.payments import queries
        from allmende.usecases import pay
        from tests.world import way_back

        whose = {"city": "marburg", "case_id": visitor.id, "access": visitor.access}
        pay.begin_payment(**whose, way_back=way_back, now=self.world.now)
        for attempt in queries.list_attempts(case_id=visitor.id):
            self.ledger.settle(attempt.transaction_id, "PAYED", self.world.now)
        pay.look_again(**whose, now=self.world.now)

    def _decide(self, visitor: Any) -> None:
        from allmende.domain import facts as f
        from allmende.usecases.decide_task import OfficerDecision, decide_task

        opened = next(fact for fact in visitor.facts() if isinstance(fact, f.TaskOpened))
        decide_task(
            city="marburg", task_id=opened.task_id, officer_id=self.clerk.id, decision=OfficerDecision("granted"),
            now=self.world.now,
        )  # fmt: skip


def play(chaos: Chaos, matters: int, seconds: float) -> int:
    """Send, pay and decide under faults; then let everything come to rest, and look."""
    from django.conf import settings

    from allmende.adapters.sandbox_payment.ledger import Ledger
    from allmende.foundation.tenancy.scopes import city_scope

    began = time.monotonic()
    with city_scope("marburg"):
        town = patiently(lambda: found_town(Ledger(settings.VAR / "sandbox" / "payment.sqlite3")))
        told = began
        while len(town.sent) < matters and time.monotonic() - began < seconds:
            town.send()
            waiting = town.under_way
            for visitor in waiting if len(waiting) > UNDER_WAY else waiting[:2]:
                patiently(lambda visitor=visitor: town.move(visitor))
            if time.monotonic() > told + 60:
                told = time.monotonic()
                print(f"· {len(town.sent)} sent, {len(town.ended)} ended, {_list(chaos.done)}", flush=True)
        chaos.calm()
        rest = time.monotonic() + max(seconds / 4, 120)
        while town.under_way and time.monotonic() < rest:
            for visitor in town.under_way:
                patiently(lambda visitor=visitor: town.move(visitor))
            time.sleep(2)
        return patiently(lambda: report(town, chaos, began))


def found_town(ledger: Any) -> Town:
    """The clerk and the people, on the real clock."""
    from django.utils import timezone

    from tests.world import Clerk, World

    class Live(World):
        @property
        def now(self) -> datetime:  # type: ignore[override]
            return timezone.now()

        @now.setter
        def now(self, _: datetime) -> None:
            pass

    world = Live()
    return Town(world, Clerk(world, username="bench"), ledger)


def report(town: Town, chaos: Chaos, began: float) -> int:
    """Print what stands; 0 when nothing is lost, nothing is double, and everything unfinished is on a screen."""
    from django.conf import settings
    from django.db import connection

    from allmende.foundation.audit import chain
    from allmende.foundation.jobs.models import Job
    from allmende.foundation.tenancy.scopes import machinery_scope
    from allmende.usecases import dead_jobs

    odd = {visitor.id: Counter(visitor.kinds()) for visitor in town.sent}
    doubled = [case for case, kinds in odd.items() if any(kinds[kind] > most for kind, most in ENDS.items())]
    unfinished = [case for case, kinds in odd.items() if kinds != ENDS]
    with machinery_scope():
        states = Counter(Job.objects.values_list("status", flat=True))
        about = [str(args) for args in Job.objects.exclude(status="done").values_list("args", flat=True)]
    dead = " ".join(str(job) for job in dead_jobs.list_dead())
    tasks = {str(task.case_id) for task in town.clerk.tasks()}
    hidden = [
        case for case in unfinished if case not in tasks and case not in dead and not any(case in one for one in about)
    ]
    with sqlite3.connect(settings.VAR / "sandbox" / "payment.sqlite3") as ledger:
        paid = ledger.execute("SELECT count(*) FROM payment WHERE status = 'PAYED'").fetchone()[0]
    with sqlite3.connect(settings.VAR / "sandbox" / "mail.sqlite3") as post:
        mails = Counter(
            dict(post.execute("SELECT recipient, count(*) FROM mail GROUP BY recipient").fetchall()).values()
        )
    broken = chain.check("marburg")
    print(
        f"{connection.vendor}: {len(town.sent)} acknowledged, {len(town.sent) - len(unfinished)} at their end exactly once"
    )
    print(f"  faults       {_list(chaos.done)}")
    print(f"  unfinished   {len(unfinished)}, of these on no screen: {hidden}")
    print(f"  doubled      {[(case, dict(odd[case] - ENDS)) for case in doubled]}")
    print(
        f"  payments     {paid}; people by number of mails {dict(mails)}; jobs {dict(states)}; log broken at {broken}"
    )
    print(f"  {time.monotonic() - began:.0f} s")
    return int(bool(hidden or doubled or broken or paid > len(town.sent)))


def _list(counted: Counter[str]) -> str:
    return ", ".join(f"{what} {count}" for what, count in sorted(counted.items()))


if __name__ == "__main__":
    raise SystemExit(main())
