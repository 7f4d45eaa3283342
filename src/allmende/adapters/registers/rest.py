"""A register behind JSON over HTTP: every query and write is one POST; a write carries its key and may be repeated.

POST {base_url}/{requests.person.path}     {"family_name": "…"}            → 200 {"records": [{…}]}
POST {base_url}/{requests.enter.path}      {…}, Idempotency-Key: …         → 200 {"record": {…}} · 404 · 409/422 {"message": "…"}
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from allmende.adapters.http import HttpAnswer, Send, dump
from allmende.adapters.registers.mapping import MOST, Get, Mapped, from_theirs, in_order, refused, to_theirs, unreadable
from allmende.domain.ports import Unavailable
from allmende.domain.registers import Query, Record, RegisterSpec, Write, fits, is_current
from allmende.domain.values import Problem

REFUSALS = frozenset((400, 409, 422))


class RestRegister:
    """`domain.ports.registers.RegisterAdapter`. `authorize` gives the headers that say who we are."""

    def __init__(self, send: Send, base_url: str, authorize: Callable[[], Mapping[str, str]], mapped: Mapped) -> None:
        self._send, self._base, self._authorize, self._mapped = send, base_url.rstrip("/"), authorize, mapped

    def serves(self, register: RegisterSpec) -> bool:
        return True

    def find(self, register: RegisterSpec, query: Query, asked: Mapping[str, Any], today: date) -> tuple[Record, ...]:
        answer = self._post(register, query, to_theirs(self._mapped, query.ask, asked), {})
        if answer.status != 200:
            raise self._trouble(register, answer)
        records = self._json(register, answer).get("records")
        if not isinstance(records, list) or len(records) > MOST:
            raise Unavailable(register.id, "no list of records, or too many")
        found = (self._record(register, one, f"records[{n}]") for n, one in enumerate(records))
        kept = (one for one in found if query.ended or is_current(register, one, today))
        return in_order(
            register, (one for one in kept if fits(register, query, asked, one) or not (query.by or query.fits))
        )

    def write(
        self, register: RegisterSpec, write: Write, asked: Mapping[str, Any], *, key: str, now: datetime, today: date,
        before: Callable[[], None] | None = None,
    ) -> Record:  # fmt: skip
        answer = self._post(register, write, to_theirs(self._mapped, write.ask, asked), {"Idempotency-Key": key})
        if answer.status == 404:
            raise LookupError(register.id)
        if answer.status not in (200, 201):
            raise self._trouble(register, answer)
        return self._record(register, self._json(register, answer).get("record"), "record")

    def problems(self, register: RegisterSpec) -> tuple[Problem, ...]:
        return ()

    def _post(
        self, register: RegisterSpec, act: Query | Write, said: dict[str, Any], more: dict[str, str]
    ) -> HttpAnswer:
        path = self._mapped.request(act).get("path") or f"{register.id}/{act.id}"
        headers = {"Content-Type": "application/json", "Accept": "application/json", **self._authorize(), **more}
        return self._send("POST", f"{self._base}/{path}", headers, dump(nested(said)))

    def _json(self, register: RegisterSpec, answer: HttpAnswer) -> Mapping[str, Any]:
        try:
            found = answer.json()
        except ValueError as wrong:
            raise Unavailable(register.id, "the answer is no JSON") from wrong
        if not isinstance(found, dict):
            raise Unavailable(register.id, "the answer is no object")
        return found

    def _record(self, register: RegisterSpec, said: Any, where: str) -> Record:
        if not isinstance(said, dict):
            raise unreadable(register, register.key, where)
        return from_theirs(register, self._mapped, getter(said), where)

    def _trouble(self, register: RegisterSpec, answer: HttpAnswer) -> Exception:
        """A refusal is for a person; everything else is tried again."""
        if answer.status not in REFUSALS:
            return Unavailable(register.id, f"HTTP {answer.status}")
        try:
            said = answer.json()
        except ValueError:
            said = {}
        return refused(
            register, str(said.get("message") or "") if isinstance(said, dict) else "", f"HTTP {answer.status}"
        )


def getter(said: Mapping[str, Any]) -> Get:
    """Values of an object by their path with points."""

    def get(path: str) -> Any:
        found: Any = said
        for part in path.split("."):
            found = found.get(part) if isinstance(found, dict) else None
        if isinstance(found, list):
            return [getter(one) if isinstance(one, dict) else one for one in found]
        return None if isinstance(found, dict) else found

    return get


def nested(flat: Mapping[str, Any]) -> dict[str, Any]:
    """Paths with points as objects within objects."""
    found: dict[str, Any] = {}
    for path, value in flat.items():
        *above, last = path.split(".")
        at = found
        for part in above:
            at = at.setdefault(part, {})
        at[last] = value
    return found
