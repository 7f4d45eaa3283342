"""Two sites side by side: ours with its worker, and the yardstick, each with a database of its own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg

from bench import packages, processes

ROOT = Path(__file__).resolve().parent.parent
WEB_PROCESSES = 2
WEB, WORKER = "bench-web", "bench-worker"
"""How the processes of a site call themselves towards PostgreSQL."""


@dataclass(slots=True)
class Site:
    """A running site: its port, its processes, how long it took to answer."""

    port: int
    web: subprocess.Popen[bytes]
    worker: subprocess.Popen[bytes] | None = None
    ready_seconds: float = 0.0

    def stop(self) -> None:
        for process in (self.web, self.worker):
            if process is not None:
                process.terminate()
        for process in (self.web, self.worker):
            if process is not None:
                try:
                    process.wait(20)
                except subprocess.TimeoutExpired:
                    process.kill()

    def web_processes(self) -> list[int]:
        """The processes that answer, without the one that watches them."""
        return processes.list_tree(self.web.pid)[1:]


@dataclass(slots=True)
class Databases:
    """Two databases made for one run on the given server."""

    admin_url: str
    names: dict[str, str] = field(default_factory=dict)

    def create(self) -> None:
        with psycopg.connect(self.admin_url, autocommit=True) as connection:
            for purpose in ("ours", "floor"):
                name = f"allmende_bench_{purpose}_{os.getpid()}"
                connection.execute(f'CREATE DATABASE "{name}"')
                self.names[purpose] = name

    def drop(self) -> None:
        with psycopg.connect(self.admin_url, autocommit=True) as connection:
            for name in self.names.values():
                connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def list_backends(self, purpose: str, caller: str) -> list[int]:
        """The database's processes that serve that caller in that database; no other database's, no other program's."""
        with psycopg.connect(self.admin_url, autocommit=True) as connection:
            rows = connection.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = %s AND application_name = %s",
                [self.names[purpose], caller],
            ).fetchall()
        return [int(pid) for (pid,) in rows]

    def url(self, purpose: str, port: int | None = None) -> str:
        """The address of one of them, through another port when given (the counting relay)."""
        parts = urlsplit(self.admin_url)
        user = f"{parts.username}:{parts.password}@" if parts.password else f"{parts.username}@"
        return f"postgres://{user}{parts.hostname}:{port or parts.port or 5432}/{self.names[purpose]}?sslmode=disable"


class Ours:
    """Allmende on PostgreSQL: migrated, loaded, ready to be started again and again."""

    def __init__(self, databases: Databases) -> None:
        self.databases = databases
        self.var = Path(tempfile.mkdtemp(prefix="allmende-bench-"))
        self.services, self.cities = ROOT / "services", ROOT / "cities"

    def set_up(self) -> None:
        self.services, self.cities = packages.write(ROOT, self.var)
        for command in (["migrate"], ["load"], ["sample"]):
            self._run(command)

    def start(self, relay_port: int | None = None) -> Site:
        port = free_port()
        began = time.perf_counter()
        command = ["serve", "--port", str(port), "--workers", str(WEB_PROCESSES), "--threads", "2"]
        site = Site(port, self._begin(command, port, relay_port))
        wait_until_ready(port)
        site.ready_seconds = time.perf_counter() - began
        # The worker's statements are not part of the requests: it never goes through the relay.
        site.worker = self._begin(["worker", "--threads", "1"], port, None)
        return site

    @contextmanager
    def watch(self) -> Iterator[Callable[[], int]]:
        """A function that counts the jobs that are due and not done, on a connection of its own."""
        with psycopg.connect(self.databases.url("ours"), autocommit=True) as connection:

            def count_open() -> int:
                row = connection.execute(
                    "SELECT count(*) FROM jobs_job WHERE status IN ('waiting', 'running') AND run_at <= now()"
                ).fetchone()
                return int(row[0]) if row else 0

            yield count_open

    @contextmanager
    def held_worker(self, site: Site) -> Iterator[None]:
        """The worker of that site does nothing meanwhile."""
        assert site.worker is not None
        site.worker.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            site.worker.send_signal(signal.SIGCONT)

    def hosts(self) -> list[str]:
        """The hosts of all cities."""
        with psycopg.connect(self.databases.url("ours")) as connection:
            return [host for (host,) in connection.execute("SELECT host FROM tenancy_city ORDER BY key").fetchall()]

    def count_jobs(self) -> dict[str, int]:
        with psycopg.connect(self.databases.url("ours")) as connection:
            return dict(connection.execute("SELECT status, count(*) FROM jobs_job GROUP BY status").fetchall())

    def forget(self) -> None:
        shutil.rmtree(self.var, ignore_errors=True)

    def _environment(self, port: int, relay_port: int | None = None, purpose: str = "") -> dict[str, str]:
        return {
            **installed(os.environ),
            "ALLMENDE_DATABASE_URL": self.databases.url("ours", relay_port),
            "ALLMENDE_VAR": str(self.var),
            "ALLMENDE_SERVICES": str(self.services),
            "ALLMENDE_CITIES": str(self.cities),
            "PGAPPNAME": WORKER if purpose == "worker" else WEB,
            "ALLMENDE_PORT": str(port),
            "ALLMENDE_LOG_LEVEL": "WARNING",
        }

    def _begin(self, command: list[str], port: int, relay_port: int | None) -> subprocess.Popen[bytes]:
        whole = [sys.executable, "-m", "allmende.entrypoints.cli", *command]
        return subprocess.Popen(whole, env=self._environment(port, relay_port, command[0]), cwd=ROOT)

    def _run(self, command: list[str]) -> None:
        whole = [sys.executable, "-m", "allmende.entrypoints.cli", *command]
        subprocess.run(whole, env=self._environment(8000), cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


class Floor:
    """The yardstick on PostgreSQL."""

    def __init__(self, databases: Databases) -> None:
        self.databases = databases

    def set_up(self) -> None:
        subprocess.run([sys.executable, "-m", "bench.floor"], env=self._environment(None), cwd=ROOT, check=True)

    def start(self, relay_port: int | None = None) -> Site:
        port = free_port()
        program = (
            "from granian import Granian; from granian.constants import Interfaces; from granian.log import LogLevels; "
            f"Granian('bench.floor:application', port={port}, interface=Interfaces.WSGI, workers={WEB_PROCESSES}, "
            "blocking_threads=2, log_level=LogLevels.warning).serve()"
        )
        began = time.perf_counter()
        site = Site(
            port, subprocess.Popen([sys.executable, "-c", program], env=self._environment(relay_port), cwd=ROOT)
        )
        wait_until_ready(port)
        site.ready_seconds = time.perf_counter() - began
        return site

    def _environment(self, relay_port: int | None) -> dict[str, str]:
        parts = urlsplit(self.databases.url("floor", relay_port))
        return {
            **installed(os.environ),
            "BENCH_NAME": parts.path.lstrip("/"),
            "BENCH_USER": unquote(parts.username or ""),
            "BENCH_PASSWORD": unquote(parts.password or ""),
            "BENCH_HOST": parts.hostname or "",
            "BENCH_PORT": str(parts.port),
            "PGAPPNAME": WEB,
        }


def installed(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment without what keeps Python from writing bytecode: an installation has it."""
    return {name: value for name, value in environment.items() if name != "PYTHONDONTWRITEBYTECODE"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_ready(port: int, patience: float = 60.0) -> None:
    until = time.monotonic() + patience
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/gesund/", timeout=5):
                return
        except OSError:
            time.sleep(0.02)
    raise RuntimeError(f"Nothing answers at port {port}")
