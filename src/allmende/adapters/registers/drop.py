"""A register that exchanges files: a list comes in, entries go out, receipts come back. For specialist systems without a port.

    {folder}/in/<register>.csv                the whole list, as the other side writes it (at night); the newest counts
    {folder}/in/<register>.sha256             its SHA-256, where the other side gives one: a list half written is not read
    {folder}/out/<register>-<key>.csv         one entry of ours: act, key and what is told
    {folder}/in/receipt-<register>-<key>.csv  its receipt: status (ok, gone, refused), message, and the record

Semicolons, a first line with names. UTF-8, or the encoding of the settings.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from allmende.adapters.registers.mapping import Get, Mapped, from_theirs, in_order, refused, to_theirs
from allmende.domain.ports import Unavailable
from allmende.domain.ports.registers import RefusedByRegister
from allmende.domain.registers import Query, Record, RegisterSpec, Write, fits, is_current
from allmende.domain.values import Problem, Text

LARGEST = 50_000_000
JOINED = ","
"""Between items of a list in one cell."""


@dataclass(frozen=True, slots=True)
class DropSettings:
    folder: Path
    encoding: str = "utf-8-sig"


class DropRegister:
    """`domain.ports.registers.RegisterAdapter`. A write waits for its receipt: until then the register is `Unavailable`."""

    def __init__(self, settings: DropSettings, mapped: Mapped) -> None:
        self._in, self._out = settings.folder / "in", settings.folder / "out"
        self._encoding, self._mapped = settings.encoding, mapped
        self._kept: dict[str, tuple[tuple[int, int], tuple[Record, ...], tuple[Problem, ...]]] = {}

    def serves(self, register: RegisterSpec) -> bool:
        return True

    def find(self, register: RegisterSpec, query: Query, asked: Mapping[str, Any], today: date) -> tuple[Record, ...]:
        records, problems = self._list(register)
        if problems:
            raise RefusedByRegister(problems[:1])
        found = (record for record in records if query.ended or is_current(register, record, today))
        return in_order(register, (one for one in found if fits(register, query, asked, one)))

    def write(
        self, register: RegisterSpec, write: Write, asked: Mapping[str, Any], *, key: str, now: datetime, today: date,
        before: Callable[[], None] | None = None,
    ) -> Record:  # fmt: skip
        name = f"{register.id}-{hashlib.sha256(key.encode()).hexdigest()[:32]}"
        receipt = self._in / f"receipt-{name}.csv"
        if not receipt.exists():
            said = to_theirs(self._mapped, write.ask, asked)
            act = self._mapped.request(write).get("act") or write.id
            self._send(self._out / f"{name}.csv", {"act": act, "key": key, **said})
            raise Unavailable(register.id, "no receipt yet")
        row = next(iter(self._rows(receipt)), {})
        match row.get("status"):
            case "ok":
                return from_theirs(register, self._mapped, _getter(row), receipt.name)
            case "gone":
                raise LookupError(register.id)
            case "refused":
                raise refused(register, row.get("message") or "", receipt.name)
        raise Unavailable(register.id, "the receipt says neither ok, gone nor refused")

    def problems(self, register: RegisterSpec) -> tuple[Problem, ...]:
        """Lines of the list that cannot be read, for the screen of whoever looks after the register."""
        try:
            return self._list(register)[1]
        except Unavailable as away:
            words = Text.named("adapters.registers.drop.list_is_missing_or_not", away=away)
            return (Problem("register.list", words),)

    def _list(self, register: RegisterSpec) -> tuple[tuple[Record, ...], tuple[Problem, ...]]:
        path = self._in / f"{register.id}.csv"
        try:
            state = path.stat()
        except OSError as missing:
            raise Unavailable(register.id, f"no file {path.name}") from missing
        mark = (state.st_mtime_ns, state.st_size)
        known = self._kept.get(register.id)
        if known is None or known[0] != mark:
            self._check(register, path, state.st_size)
            known = (mark, *self._read(register, path))
            self._kept[register.id] = known
        return known[1], known[2]

    def _read(self, register: RegisterSpec, path: Path) -> tuple[tuple[Record, ...], tuple[Problem, ...]]:
        records: list[Record] = []
        problems: list[Problem] = []
        for number, row in enumerate(self._rows(path), start=2):
            try:
                records.append(from_theirs(register, self._mapped, _getter(row), f"{path.name}, {number}"))
            except RefusedByRegister as wrong:
                problems += wrong.problems
        return tuple(records), tuple(problems)

    def _check(self, register: RegisterSpec, path: Path, size: int) -> None:
        if size > LARGEST:
            raise Unavailable(register.id, "the list is too large")
        said = path.with_suffix(".sha256")
        if said.exists():
            wanted = said.read_text("ascii", errors="replace").split()
            if not wanted or hashlib.sha256(path.read_bytes()).hexdigest() != wanted[0].lower():
                raise Unavailable(register.id, "the list is not the one its checksum names")

    def _rows(self, path: Path) -> Iterator[Mapping[str, str]]:
        try:
            text = path.read_text(self._encoding)
        except UnicodeDecodeError as wrong:
            raise Unavailable(path.name, f"not written in {self._encoding}") from wrong
        for row in csv.DictReader(io.StringIO(text), delimiter=";"):
            yield {str(name): value for name, value in row.items() if name is not None and isinstance(value, str)}

    def _send(self, path: Path, said: Mapping[str, Any]) -> None:
        """Once for its name; a file appears whole or not at all."""
        if path.exists():
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        out = io.StringIO()
        writer = csv.writer(out, delimiter=";")
        writer.writerow(said)
        writer.writerow([JOINED.join(one) if isinstance(one, list) else one for one in said.values()])
        partly = path.with_suffix(f".{os.getpid()}.part")
        partly.write_text(out.getvalue(), self._encoding)
        partly.replace(path)


def _getter(row: Mapping[str, str]) -> Get:
    def get(path: str) -> Any:
        text = row.get(path)
        if text is None or not text.strip():
            return None
        return [part.strip() for part in text.split(JOINED)] if JOINED in text else text.strip()

    return get
