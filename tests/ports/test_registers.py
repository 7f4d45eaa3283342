"""The contract of every register: what is found, what a write does, that a key writes once. Run on every adapter."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from allmende.adapters.http import HttpAnswer
from allmende.adapters.memory import MemoryRegisters
from allmende.adapters.registers import DropRegister, Mapped, RestRegister, XmlRegister
from allmende.adapters.registers.drop import DropSettings
from allmende.adapters.registers.mapping import Get, from_theirs, to_theirs
from allmende.adapters.registers.rest import getter, nested
from allmende.apps.holdings import operations
from allmende.apps.holdings.registers import CityHoldings
from allmende.domain.ports import Unavailable
from allmende.domain.ports.registers import RefusedByRegister, RegisterAdapter
from allmende.domain.registers import Record, RegisterSpec
from allmende.formats import yaml
from allmende.formats.package.registers import read_register
from allmende.foundation.tenancy.scopes import city_scope
from tests.world import World

DAY, NOW = date(2026, 11, 2), datetime(2026, 11, 2, 9, tzinfo=UTC)
FILE = """
register: boats
version: 1
name: {de: Liste der Boote, en: List of boats}
law: Satzung
held_by: city
unit: amt
record:
  number: {name: {de: Nummer, en: Number}, type: text, personal_data: identification, draw: 'B{serial:03}'}
  keeper: {name: {de: Halter, en: Keeper}, type: person, personal_data: basic}
  berth: {name: {de: Liegeplatz, en: Berth}, type: address or null, personal_data: address}
  marks: {name: {de: Kennzeichen, en: Marks}, type: list of plate, personal_data: vehicle}
  motor: {name: {de: Motor, en: Motor}, type: boolean, personal_data: none}
  length: {name: {de: Länge, en: Length}, type: decimal or null, personal_data: none}
  since: {name: {de: ab, en: from}, type: date, personal_data: none}
  until: {name: {de: nicht mehr ab, en: no longer from}, type: date or null, personal_data: none}
holding: {of: keeper, from: since, until: until, number: number, control_list: [number, marks], control_by: marks}
checks:
  - {check: entry.until >= entry.since, at: until, text: {de: Das Ende liegt vor dem Anfang., en: The end is before the beginning.}}
queries:
  own: {by: keeper, ask: {keeper: person}, give: {count: {type: integer, is: count(found)}}}
  marked: {by: marks, ended: true, ask: {marks: text}, give: {count: {type: integer, is: count(found)}}}
writes:
  enter: {act: enter, ask: {keeper: person, berth: address or null, marks: list of plate, motor: boolean, length: decimal or null, since: date}}
  change: {act: change, ask: {number: text, marks: list of plate}}
  leave: {act: end, ask: {number: text, on: date}, sets: {until: on}}
"""
JO = {"family_name": "Müller", "given_names": "Jo", "date_of_birth": date(1961, 7, 30)}
BERTH = {**dict.fromkeys(("addition", "country", "no_fixed_home")), "street": "Ufer", "house_number": "1", "postcode": "35037",
         "place": "Marburg"}  # fmt: skip
TOLD = {
    "keeper": JO,
    "berth": BERTH,
    "marks": ["MR-AB 1", "MR-CD 2"],
    "motor": True,
    "length": None,
    "since": date(2026, 1, 1),
}


def spec() -> RegisterSpec:
    node, problems = yaml.read(FILE, "boats.yaml")
    assert node is not None, problems
    return read_register(node.plain())


BOATS = spec()
MAPPED = Mapped(
    names={"keeper.family_name": "owner.name", "marks": "plates", "motor": "engine", "berth.place": "berth.town"},
    words={"motor": {"J": "true", "N": "false"}},
)
SLASHED = replace(MAPPED, names={key: path.replace(".", "/") for key, path in MAPPED.names.items()})


@dataclass
class Partner:
    """The other side: a list in memory, spoken to in its own words. `answer` is what it says next, whatever it is asked."""

    inner: MemoryRegisters
    asked: list[tuple[str, Mapping[str, str], bytes]]
    answer: HttpAnswer | None = None

    def find(self, act: str, get: Get, mapped: Mapped) -> tuple[Record, ...]:
        query = BOATS.queries[act]
        return self.inner.find(BOATS, query, read_asked(query.ask, get, mapped), DAY)

    def write(self, act: str, get: Get, mapped: Mapped, key: str) -> Record:
        write = BOATS.writes[act]
        return self.inner.write(BOATS, write, read_asked(write.ask, get, mapped), key=key, now=NOW, today=DAY)


def read_asked(kinds: Mapping[str, Any], get: Get, mapped: Mapped) -> dict[str, Any]:
    """What was asked, read with the mapping by which it was written."""
    named = {"on": "since", "marks": "marks"}
    described = {name: replace(BOATS.record[named.get(name, name)], kind=kind) for name, kind in kinds.items()}
    loose = {name: replace(one, kind=replace(one.kind, optional=True)) for name, one in described.items()}
    return dict(from_theirs(replace(BOATS, record=loose), mapped, get, "asked"))


def theirs(record: Record, mapped: Mapped) -> dict[str, Any]:
    return to_theirs(mapped, {name: one.kind for name, one in BOATS.record.items()}, record)


def rest(partner: Partner) -> RestRegister:
    def send(method: str, url: str, headers: Mapping[str, str], body: bytes = b"") -> HttpAnswer:
        partner.asked.append((url, headers, body))
        if partner.answer:
            return partner.answer
        act, get = url.rsplit("/", 1)[1], getter(json.loads(body))
        try:
            if act in BOATS.queries:
                said: Any = {"records": [nested(theirs(one, MAPPED)) for one in partner.find(act, get, MAPPED)]}
            else:
                said = {"record": nested(theirs(partner.write(act, get, MAPPED, headers["Idempotency-Key"]), MAPPED))}
        except LookupError:
            return HttpAnswer(404)
        except RefusedByRegister as wrong:
            return HttpAnswer(422, {}, json.dumps({"message": str(wrong)}).encode())
        return HttpAnswer(200, {}, json.dumps(said).encode())

    return RestRegister(send, "https://boats.example/api/", lambda: {"Authorization": "Bearer x"}, MAPPED)


def xml(partner: Partner) -> XmlRegister:
    def send(method: str, url: str, headers: Mapping[str, str], body: bytes = b"") -> HttpAnswer:
        partner.asked.append((url, headers, body))
        if partner.answer:
            return partner.answer
        root = etree.fromstring(body)
        act = root.tag.partition(".")[2]

        def get(path: str) -> Any:
            found = [one.text for one in root.findall(path.replace(".", "/"))]
            return found if len(found) > 1 else found[0] if found else None

        answer = etree.Element("antwort")
        try:
            rows = (
                partner.find(act, get, SLASHED)
                if act in BOATS.queries
                else (partner.write(act, get, SLASHED, root.get("id") or ""),)
            )
        except LookupError:
            etree.SubElement(answer, "nichtvorhanden")
            rows = ()
        except RefusedByRegister as wrong:
            answer.set("fehler", str(wrong))
            rows = ()
        for one in rows:
            row = etree.SubElement(answer, "eintrag")
            for path, value in theirs(one, SLASHED).items():
                for word in value if isinstance(value, list) else [value]:
                    put(row, path, str(word))
        return HttpAnswer(200, {}, etree.tostring(answer))

    return XmlRegister(send, "https://boats.example/xml", dict, SLASHED)


def put(row: Any, path: str, word: str) -> None:
    *above, last = path.split("/" if "/" in path else ".")
    for part in above:
        found = row.find(part)
        row = etree.SubElement(row, part) if found is None else found
    etree.SubElement(row, last).text = word


class Drop:
    """The drop with its partner: the list is written anew before it is read, and receipts come once we waited."""

    def __init__(self, partner: Partner, folder: Path) -> None:
        self.partner, self.folder = partner, folder
        self.inner = DropRegister(DropSettings(folder), MAPPED)
        self.serves, self.turn = self.inner.serves, 0
        (folder / "in").mkdir(parents=True)

    def find(self, register: RegisterSpec, query: Any, asked: Any, today: date) -> tuple[Record, ...]:
        self.turn += 1
        columns = list(theirs(EVERYTHING, MAPPED))
        rows = [theirs(one, MAPPED) for one in self.partner.inner._records.get("boats", [])]
        write_csv(self.folder / "in" / "boats.csv", columns, rows, blank=self.turn)
        return self.inner.find(register, query, asked, today)

    def write(self, register: RegisterSpec, write: Any, asked: Any, **more: Any) -> Record:
        try:
            return self.inner.write(register, write, asked, **more)
        except Unavailable:
            for path in (self.folder / "out").glob("*.csv"):
                (row,) = csv.DictReader(io.StringIO(path.read_text("utf-8-sig")), delimiter=";")
                self.receipt(path, row)
            return self.inner.write(register, write, asked, **more)

    def receipt(self, path: Path, row: Mapping[str, str]) -> None:
        def get(name: str) -> Any:
            text = row.get(name)
            return text.split(",") if text and "," in text else text or None

        said: dict[str, Any] = {"status": "ok"}
        try:
            said |= theirs(self.partner.write(row["act"], get, MAPPED, row["key"]), MAPPED)
        except LookupError:
            said = {"status": "gone"}
        except RefusedByRegister as wrong:
            said = {"status": "refused", "message": str(wrong)}
        write_csv(self.folder / "in" / f"receipt-{path.name}", list(said), [said])


EVERYTHING = {**TOLD, "number": "B001", "length": 1, "until": DAY}


def write_csv(path: Path, columns: list[str], rows: list[dict[str, Any]], blank: int = 0) -> None:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, delimiter=";", restval="", extrasaction="ignore")
    writer.writeheader()
    writer.writerows({key: ",".join(one) if isinstance(one, list) else one for key, one in row.items()} for row in rows)
    path.write_text(out.getvalue() + "\n" * blank, "utf-8")


KINDS = ("memory", "own", "rest", "xml", "drop")


@pytest.fixture
def partner() -> Partner:
    return Partner(MemoryRegisters({}), [])


@pytest.fixture(params=KINDS)
def boats(request: pytest.FixtureRequest, partner: Partner, tmp_path: Path) -> Iterator[RegisterAdapter]:
    if request.param == "own":
        request.getfixturevalue("db")
        World().load()
        with city_scope("marburg"):
            yield CityHoldings()
        return
    made: Mapping[str, Callable[[], RegisterAdapter]] = {
        "memory": lambda: partner.inner, "rest": lambda: rest(partner), "xml": lambda: xml(partner),
        "drop": lambda: Drop(partner, tmp_path),
    }  # fmt: skip
    yield made[request.param]()


def write(boats: RegisterAdapter, act: str, key: str, **asked: Any) -> Record:
    return boats.write(BOATS, BOATS.writes[act], asked, key=key, now=NOW, today=DAY)


def find(boats: RegisterAdapter, query: str, **asked: Any) -> list[str]:
    return [one["number"] for one in boats.find(BOATS, BOATS.queries[query], asked, DAY)]


def test_a_new_record_gets_a_number_and_is_found_by_its_holder_however_spelled(boats: RegisterAdapter) -> None:
    assert boats.serves(BOATS)
    made = write(boats, "enter", "k1", **TOLD)
    assert dict(made) == {**TOLD, "number": "B001", "until": None}
    assert find(boats, "own", keeper={**JO, "family_name": "MUELLER"}) == ["B001"]
    assert find(boats, "own", keeper={**JO, "given_names": "Jan"}) == []
    assert boats.find(BOATS, BOATS.queries["own"], {"keeper": JO}, DAY) == (made,)


def test_the_same_key_writes_once(boats: RegisterAdapter) -> None:
    first = write(boats, "enter", "k1", **TOLD)
    assert write(boats, "enter", "k1", **TOLD) == first
    assert write(boats, "enter", "k2", **TOLD)["number"] == "B002"
    assert find(boats, "own", keeper=JO) == ["B001", "B002"]


def test_a_change_keeps_the_rest(boats: RegisterAdapter) -> None:
    write(boats, "enter", "k1", **TOLD)
    changed = write(boats, "change", "k2", number="b 001", marks=["MR-EF 3"])
    assert dict(changed) == {**TOLD, "number": "B001", "until": None, "marks": ["MR-EF 3"]}
    assert find(boats, "marked", marks="mr ef3") == ["B001"]
    assert find(boats, "marked", marks="MR-AB 1") == []


def test_what_ended_is_found_only_where_the_query_says_so(boats: RegisterAdapter) -> None:
    write(boats, "enter", "k1", **TOLD)
    assert write(boats, "leave", "k2", number="B001", on=DAY)["until"] == DAY
    assert find(boats, "own", keeper=JO) == []
    assert find(boats, "marked", marks="MR-AB 1") == ["B001"]


def test_what_is_not_there_cannot_be_changed(boats: RegisterAdapter) -> None:
    with pytest.raises(LookupError):
        write(boats, "change", "k1", number="B009", marks=[])


def test_a_day_that_cannot_be_is_refused_in_words(boats: RegisterAdapter) -> None:
    write(boats, "enter", "k1", **TOLD)
    with pytest.raises(RefusedByRegister, match="Das Ende liegt vor dem Anfang"):
        write(boats, "leave", "k2", number="B001", on=date(2025, 1, 1))
    assert find(boats, "own", keeper=JO) == ["B001"]


# ── what other machines say ──────────────────────────────────────────────────────────────────────


def test_who_we_are_and_the_key_are_sent(partner: Partner) -> None:
    write(rest(partner), "enter", "case/step", **TOLD)
    url, headers, body = partner.asked[-1]
    assert url == "https://boats.example/api/boats/enter"
    assert (headers["Authorization"], headers["Idempotency-Key"]) == ("Bearer x", "case/step")
    assert json.loads(body)["engine"] == "J"
    assert json.loads(body)["owner"] == {"name": "Müller"}


BAD = {
    "down": (HttpAnswer(503), Unavailable),
    "no json": (HttpAnswer(200, {}, b"<html>"), Unavailable),
    "no records": (HttpAnswer(200, {}, b"{}"), Unavailable),
    "too many": (HttpAnswer(200, {}, json.dumps({"records": [{}] * 201}).encode()), Unavailable),
    "half a record": (HttpAnswer(200, {}, b'{"records": [{"number": "B1"}]}'), RefusedByRegister),
    "refused": (HttpAnswer(422, {}, b'{"message": "Jahr fehlt"}'), RefusedByRegister),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_answer_over_rest_is_tried_again_or_told(partner: Partner, name: str) -> None:
    partner.answer, expected = BAD[name]
    with pytest.raises(expected) as told:
        find(rest(partner), "own", keeper=JO)
    if name == "refused":
        assert "Liste der Boote lehnt ab: Jahr fehlt" in str(told.value)
    if name == "half a record":
        assert "lässt sich nicht lesen (records[0])" in str(told.value)


@pytest.mark.parametrize(
    "body",
    [b"", b"<antwort>", b'<!DOCTYPE a [<!ENTITY x "y">]><antwort>&x;</antwort>', b"<a>" * 200 + b"</a>" * 200],
)
def test_xml_that_is_not_sound_is_not_read(partner: Partner, body: bytes) -> None:
    partner.answer = HttpAnswer(200, {}, body)
    with pytest.raises(Unavailable):
        find(xml(partner), "own", keeper=JO)


# ── files ────────────────────────────────────────────────────────────────────────────────────────


def dropped(tmp_path: Path, encoding: str = "utf-8-sig") -> DropRegister:
    (tmp_path / "in").mkdir()
    return DropRegister(DropSettings(tmp_path, encoding), Mapped())


HEAD = "number;keeper.family_name;keeper.given_names;keeper.date_of_birth;marks;motor;since"


def test_lines_that_cannot_be_read_are_told_with_their_number(tmp_path: Path) -> None:
    register = dropped(tmp_path)
    lines = [HEAD, "B1;Müller;Jo;1961-07-30;A 1;ja;2026-01-01", "B2;Müller;Jo;1961-07-30;A 2;vielleicht;2026-01-01"]
    (tmp_path / "in" / "boats.csv").write_text("\n".join(lines), "utf-8")
    (problem,) = register.problems(BOATS)
    assert problem.text.spoken("de").startswith(
        "Liste der Boote: „Motor“ fehlt in der Antwort oder lässt sich nicht lesen (boats.csv, 3)."
    )
    with pytest.raises(RefusedByRegister):
        find(register, "own", keeper=JO)


def test_the_encoding_and_the_checksum_count(tmp_path: Path) -> None:
    register = dropped(tmp_path, "cp1252")
    (tmp_path / "in" / "boats.csv").write_text(f"{HEAD}\nB1;Müller;Jo;1961-07-30;A 1;ja;2026-01-01\n", "cp1252")
    assert find(register, "own", keeper=JO) == ["B1"]
    (tmp_path / "in" / "boats.sha256").write_text("0" * 64)
    fresh = DropRegister(DropSettings(tmp_path, "cp1252"), Mapped())
    with pytest.raises(Unavailable):
        find(fresh, "own", keeper=JO)
    assert "nicht vollständig" in fresh.problems(BOATS)[0].text.spoken("de")


def test_without_a_list_or_a_receipt_the_register_is_away(tmp_path: Path) -> None:
    register = dropped(tmp_path)
    with pytest.raises(Unavailable):
        find(register, "own", keeper=JO)
    for _ in range(2):
        with pytest.raises(Unavailable):
            write(register, "enter", "k1", **TOLD)
    assert len(list((tmp_path / "out").iterdir())) == 1


# ── the city's own list ──────────────────────────────────────────────────────────────────────────


def test_what_ended_long_ago_is_forgotten_with_its_history(db: None) -> None:
    World().load()
    with city_scope("marburg"):
        own = CityHoldings()
        for key in ("a", "b"):
            write(own, "enter", key, **TOLD)
        write(own, "leave", "c", number="B001", on=date(2026, 2, 1))
        assert operations.delete_ended(register=BOATS, before=date(2026, 2, 1), most=9) == 0
        assert operations.delete_ended(register=BOATS, before=date(2026, 2, 2), most=9) == 1
        assert find(own, "marked", marks="MR-AB 1") == ["B002"]
        assert not operations.was_written(key="c")
