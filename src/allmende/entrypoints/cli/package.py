"""`allmende package …`: `test` plays the examples, `compare` sets two packages against each other; check, show, new, format and schemas belong to the package format."""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from allmende.domain.values import Text
from allmende.words.command_line import complain, say, spoken

if TYPE_CHECKING:
    from allmende.domain.notices import Document
    from allmende.domain.package import CityData
    from allmende.usecases.rehearse_examples import Failure

LINES = 200


@dataclass(frozen=True, slots=True)
class Tested:
    """One package: how many examples were played, what failed, what no example reaches, and why something was not read."""

    package: str
    played: int = 0
    failures: tuple[Failure, ...] = ()
    gaps: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()

    @property
    def untried(self) -> Text | None:
        """What to do where nothing was played: no failure then means nothing. None otherwise."""
        if self.played or self.unread:
            return None
        return Text.named("cli.package.untried", package=self.package)


def main(argv: list[str]) -> int:
    """Run one of the commands; 0 when all is well, 1 when something is wrong, 2 when it was not understood."""
    if argv[:1] == ["compare"]:
        from allmende.entrypoints.cli.comparing import compare_main  # noqa: PLC0415 - loads the process engine

        return compare_main(argv[1:])
    if argv[:1] != ["test"]:
        from allmende.formats.commons import cli  # noqa: PLC0415 - the other commands do not need the process engine

        return cli.main(argv)
    options = _parser().parse_args(argv[1:])
    started = time.monotonic()
    folders = _folders(options.services, options.packages, options.all)
    if not folders:
        complain(Text.named("cli.package.which"))
        return 2
    play = partial(test_package, cities=options.cities, only=tuple(options.city), sealed=options.sealed)
    found = list(_played(play, folders, options.processes))
    return _report(found, time.monotonic() - started)


def test_package(folder: Path, *, cities: Path, only: Sequence[str], sealed: bool = False) -> Tested:
    """Play one package in these cities."""
    from allmende.adapters.spiff import SpiffEngine  # noqa: PLC0415 - as above, and each process loads its own
    from allmende.domain.package import CityData, ServicePackage  # noqa: PLC0415
    from allmende.formats import city as city_format  # noqa: PLC0415
    from allmende.formats import package as package_format  # noqa: PLC0415
    from allmende.usecases.rehearsal.coverage import Coverage, list_gaps  # noqa: PLC0415
    from allmende.usecases.rehearse_examples import Stage, locate_in, rehearse  # noqa: PLC0415

    package = package_format.read_folder(folder)
    if not isinstance(package, ServicePackage):
        return Tested(folder.name, unread=tuple(spoken(problem.line) for problem in package))
    read = [city_format.read_folder(path) for path in city_format.list_folders(cities)]
    broken = tuple(spoken(problem.line) for one in read if not isinstance(one, CityData) for problem in one)
    known = [one for one in read if isinstance(one, CityData) and (not only or one.key in only)]
    coverage = Coverage()
    stage = Stage(SpiffEngine(), _press(known, sealed=sealed))
    done = rehearse(package, known, stage, locate_in(folder), coverage)
    return Tested(package.id, done.played, done.failures, tuple(list_gaps(coverage, package)), broken)


def _press(cities: Sequence[CityData], *, sealed: bool) -> Callable[[Document], bytes]:
    """Render one letter of each shape; with `sealed`, render and seal every one, with keys made for this run."""
    from allmende.adapters.typst.renderer import TypstRenderer  # noqa: PLC0415 - as above

    renderer = TypstRenderer()
    if not sealed:
        return _once_per_shape(renderer.render)
    import tempfile  # noqa: PLC0415

    from allmende.adapters.pades.authority import create_demo_authority  # noqa: PLC0415
    from allmende.adapters.pades.service import FolderSeals  # noqa: PLC0415

    folder = Path(tempfile.mkdtemp(prefix="allmende-seals-"))
    now = datetime.now(UTC)
    create_demo_authority(folder, [(city.key, city.full_name) for city in cities], now)
    seals = FolderSeals(folder)
    return lambda document: seals.seal(renderer.render(document), document.authority.city_key, now=now)


def _once_per_shape(render: Callable[[Document], bytes]) -> Callable[[Document], bytes]:
    """Whether a letter can be typeset follows from its parts: the next one of the same parts gets the pages of the first."""
    from allmende.domain.notices.shape import shape_of  # noqa: PLC0415 - as above

    known: dict[str, bytes] = {}

    def press(document: Document) -> bytes:
        shape = shape_of(document)
        if shape not in known:
            known[shape] = render(document)
        return known[shape]

    return press


def _played(play: Callable[[Path], Tested], folders: Sequence[Path], processes: int) -> Iterator[Tested]:
    if processes < 2 or len(folders) < 2:
        yield from map(_told(play), folders)
        return
    # Forked, before anything heavy is loaded: a spawned child would run the command's own script again.
    # A child that dies is an error here, not a child that is started again for ever.
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(min(processes, len(folders)), mp_context=context) as pool:
        for ended in as_completed([pool.submit(play, folder) for folder in folders]):
            _tell(ended.result())
            yield ended.result()


def _told(play: Callable[[Path], Tested]) -> Callable[[Path], Tested]:
    def act(folder: Path) -> Tested:
        done = play(folder)
        _tell(done)
        return done

    return act


def _tell(done: Tested) -> None:
    mark = "✗" if done.failures or done.unread or done.untried else "✓"
    say(Text.named("cli.package.played", mark=mark, package=done.package, played=done.played, len=len(done.failures)))
    sys.stdout.flush()


def _report(found: Sequence[Tested], seconds: float) -> int:
    wrong = [str(failure) for one in found for failure in one.failures]
    unread = sorted({problem for one in found for problem in one.unread})
    for gap in [
        Text.named("cli.package.gap", package=one.package, gap=gap) for one in found if one.played for gap in one.gaps
    ]:
        sys.stdout.write(f"  {spoken(gap)}\n")
    untried = [spoken(one.untried) for one in found if one.untried]
    for line in [*unread, *untried, *wrong][:LINES]:
        sys.stdout.write(f"  {line}\n")
    if len(wrong) > LINES:
        say(Text.named("cli.package.more", len=len(wrong) - LINES))
    played = sum(one.played for one in found)
    say(Text.named("cli.package.result", played=played, seconds=seconds, len=len(wrong)))
    return 1 if wrong or unread or untried else 0


def _folders(services: Path, packages: Sequence[str], every: bool) -> list[Path]:
    from allmende.formats.package.files import find_package, list_packages  # noqa: PLC0415 - the formats load slowly

    if every:
        return list_packages(services)
    return [path if find_package(path := Path(name)) else services / name for name in packages]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="allmende package test", description=spoken(Text.named("cli.package.description"))
    )
    parser.add_argument("packages", nargs="*", help=spoken(Text.named("cli.package.packages")))
    parser.add_argument("--all", action="store_true", help=spoken(Text.named("cli.package.all")))
    parser.add_argument("--all-cities", action="store_true", help=spoken(Text.named("cli.package.all_cities")))
    parser.add_argument("--city", action="append", default=[], help=spoken(Text.named("cli.package.city")))
    parser.add_argument("--services", type=Path, default=Path("services"))
    parser.add_argument("--cities", type=Path, default=Path("cities"))
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--sealed", action="store_true", help=spoken(Text.named("cli.package.sealed")))
    return parser
