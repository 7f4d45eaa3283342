"""What is measured once: bytes of the first view, memory, the slowest request, the machine's speed."""

from __future__ import annotations

import http.client
import re
import statistics
import time

from bench import processes
from bench.stack import Site
from bench.visitor import Visitor

ACCEPTED = "gzip, deflate, br"
LINKED = re.compile(r'(?:href|src)="([^"]+\.(?:css|js|svg|woff2)[^"]*)"')
FACE = re.compile(r"@font-face\s*\{[^}]*\}")
RANGE = re.compile(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", re.IGNORECASE)
USED = re.compile(r'url\("?([^")]+\.woff2[^")]*)"?\)')
LAST = re.compile(r"GET /vorgang/")
"""The page after sending waits for the worker: its time says how long the matter takes, not how long the page does."""


def first_view(port: int, host: str, service: str) -> dict[str, int]:
    """Bytes on the wire of the first view of a form, by kind: what the page links, and every font its style sheets name for a
    letter of the page, whether a rule uses that weight or not."""
    visitor = Visitor(host, port, 1)
    visitor.get(f"/leistungen/{service}/")
    page = visitor.send({})
    sizes = {"html": _bytes(visitor, visitor.path), "css": 0, "js": 0, "svg": 0, "woff2": 0}
    wanted = set(LINKED.findall(page))
    for address in [one for one in wanted if ".css" in one]:
        folder = address.partition("?")[0].rpartition("/")[0]
        for face in FACE.findall(visitor.get(address)):
            if _has_letters(face, page):
                wanted |= {f"{folder}/{name}" for name in USED.findall(face)}
    for address in wanted:
        kind = address.partition("?")[0].rpartition(".")[2]
        sizes[kind] += _bytes(visitor, address)
    return sizes


def _has_letters(face: str, page: str) -> bool:
    ranges = [(int(first, 16), int(last or first, 16)) for first, last in RANGE.findall(face)]
    return not ranges or any(
        first <= ord(letter) <= last for letter in set(page) for first, last in ranges if letter.isprintable()
    )


def _bytes(visitor: Visitor, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", visitor.port, timeout=30)
    cookies = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
    connection.request(
        "GET", path, headers={**visitor.headers(), "Accept": "*/*", "Accept-Encoding": ACCEPTED, "Cookie": cookies}
    )
    answer = connection.getresponse()
    content = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{path}: {answer.status}")
    return len(content)


def memory_after_all_homes(site: Site, hosts: list[str]) -> float:
    """Resident megabytes of the largest web process after each of them opened the homes of all cities."""
    for number in range(8 * len(site.web_processes())):
        for host in hosts:
            Visitor(host, site.port, number).get("/")
    return max(processes.rss_megabytes(pid) for pid in site.web_processes())


def percentile(values: list[float], share: float) -> float:
    """The value below which that share lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def slowest_p95(rounds: list[list[tuple[str, float]]]) -> tuple[str, float]:
    """The slowest kind of request but the last page, by its 95th percentile, in milliseconds."""
    by_kind: dict[str, list[float]] = {}
    for requests in rounds:
        for name, seconds in requests:
            if not LAST.match(name):
                kind = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "…", name)
                by_kind.setdefault(kind, []).append(seconds * 1000)
    return max(((kind, percentile(times, 0.95)) for kind, times in by_kind.items()), key=lambda pair: pair[1])


def calibrate() -> float:
    """Milliseconds of CPU for a fixed task: how fast the machine is in these minutes."""
    times = []
    for _ in range(5):
        began = time.process_time()
        total = 0
        for number in range(100_000):
            total += number % 7
        times.append((time.process_time() - began) * 1000)
    return statistics.median(times)
