"""A register that is asked and answers in XML over HTTP, one request and one answer, as the XÖV standards are built.

    <anfrage.person xmlns="urn:xoev:…" id="{key}" erstellt="{moment}"><familienname>…</familienname></anfrage.person>
    <antwort><eintrag>…</eintrag>…</antwort>    ·    <antwort fehler="…"/>    ·    <antwort><nichtvorhanden/></antwort>

The mapping says the namespace, the element of each request, and where each attribute stands (`person/name/familienname`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from lxml import etree

from allmende.adapters.http import HttpAnswer, Send
from allmende.adapters.registers.mapping import MOST, Get, Mapped, from_theirs, in_order, refused, to_theirs
from allmende.domain.ports import Unavailable
from allmende.domain.registers import Query, Record, RegisterSpec, Write, fits, is_current
from allmende.domain.values import Problem
from allmende.formats.xml import parse

RECORD, GONE, ERROR = "eintrag", "nichtvorhanden", "fehler"


@dataclass(frozen=True, slots=True)
class XmlNames:
    """The words of the other side's schema: namespace, element of a record, element and attribute of refusals."""

    namespace: str = ""
    record: str = RECORD
    gone: str = GONE
    error: str = ERROR


class XmlRegister:
    """`domain.ports.registers.RegisterAdapter`."""

    def __init__(
        self,
        send: Send,
        url: str,
        authorize: Callable[[], Mapping[str, str]],
        mapped: Mapped,
        names: XmlNames = XmlNames(),
    ) -> None:
        self._send, self._url, self._authorize, self._mapped, self._names = send, url, authorize, mapped, names

    def serves(self, register: RegisterSpec) -> bool:
        return True

    def find(self, register: RegisterSpec, query: Query, asked: Mapping[str, Any], today: date) -> tuple[Record, ...]:
        root = self._ask(register, query, to_theirs(self._mapped, query.ask, asked), "")
        rows = root.findall(self._tag(self._names.record))
        if len(rows) > MOST:
            raise Unavailable(register.id, "too many records")
        found = (self._record(register, one, f"{self._names.record}[{n}]") for n, one in enumerate(rows, start=1))
        kept = (one for one in found if query.ended or is_current(register, one, today))
        return in_order(
            register, (one for one in kept if fits(register, query, asked, one) or not (query.by or query.fits))
        )

    def write(
        self, register: RegisterSpec, write: Write, asked: Mapping[str, Any], *, key: str, now: datetime, today: date,
        before: Callable[[], None] | None = None,
    ) -> Record:  # fmt: skip
        root = self._ask(register, write, to_theirs(self._mapped, write.ask, asked), key)
        if root.find(self._tag(self._names.gone)) is not None:
            raise LookupError(register.id)
        row = root.find(self._tag(self._names.record))
        if row is None:
            raise Unavailable(register.id, "no record in the answer")
        return self._record(register, row, self._names.record)

    def problems(self, register: RegisterSpec) -> tuple[Problem, ...]:
        return ()

    def _ask(self, register: RegisterSpec, act: Query | Write, said: Mapping[str, Any], key: str) -> etree._Element:
        element = self._mapped.request(act).get("element") or f"{register.id}.{act.id}"
        root = etree.Element(self._tag(element))
        if key:
            root.set("id", key)
        for path, value in said.items():
            for word in value if isinstance(value, list) else [value]:
                self._put(root, path, str(word))
        headers = {"Content-Type": "application/xml; charset=utf-8", "Accept": "application/xml", **self._authorize()}
        answer = self._send("POST", self._url, headers, etree.tostring(root, xml_declaration=True, encoding="UTF-8"))
        return self._read(register, answer)

    def _put(self, root: etree._Element, path: str, word: str) -> None:
        *above, last = _steps(path)
        at = root
        for part in above:
            found = at.find(self._tag(part))
            at = etree.SubElement(at, self._tag(part)) if found is None else found
        etree.SubElement(at, self._tag(last)).text = word

    def _read(self, register: RegisterSpec, answer: HttpAnswer) -> etree._Element:
        if answer.status != 200:
            raise Unavailable(register.id, f"HTTP {answer.status}")
        root = parse(answer.body)
        if isinstance(root, Problem):
            raise Unavailable(register.id, f"the answer is no sound XML ({root.code})")
        if (said := root.get(self._names.error)) is not None:
            raise refused(register, said, self._names.error)
        return root

    def _record(self, register: RegisterSpec, row: etree._Element, where: str) -> Record:
        return from_theirs(register, self._mapped, self._getter(row), where)

    def _getter(self, row: etree._Element) -> Get:
        def get(path: str) -> Any:
            found = row.findall("/".join(self._tag(part) for part in _steps(path)))
            if not found:
                return None
            if len(found) == 1 and not len(found[0]):
                return (found[0].text or "").strip() or None
            return [self._getter(one) if len(one) else (one.text or "").strip() for one in found]

        return get

    def _tag(self, name: str) -> str:
        return f"{{{self._names.namespace}}}{name}" if self._names.namespace else name


def _steps(path: str) -> list[str]:
    """The elements of a path; points part them where nothing else does, as in our own names."""
    return path.split("/" if "/" in path else ".")
