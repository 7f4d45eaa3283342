"""docs/developer/registers.md says how to connect a register: its settings are read, and what they connect answers."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from allmende.adapters.http import HttpAnswer
from allmende.adapters.registers import DropRegister, RestRegister, XmlRegister, read_mapping
from allmende.adapters.registers.drop import DropSettings
from allmende.adapters.registers.xml import XmlNames
from allmende.formats import yaml
from allmende.formats.package.registers import earlier_registers
from allmende.formats.schemas.city import CITY
from allmende.formats.schemas.shapes import check
from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "developer" / "registers.md").read_text("utf-8")
DAY = date(2026, 11, 2)
KNOWN = earlier_registers()


def settings(name: str) -> dict[str, Any]:
    (text,) = re.findall(rf"```toml {name}\n(.*?)```", PAGE, re.DOTALL)
    return tomllib.loads(text)


def test_the_line_of_the_city_is_allowed() -> None:
    (text,) = re.findall(r"```yaml city\n(.*?)```", PAGE, re.DOTALL)
    node, _ = yaml.read(text, "city.yaml")
    assert node is not None
    assert [one for one in check(CITY, node) if "plugs" in str(one.text)] == []
    assert set(node.plain()["plugs"]) <= KNOWN.keys()


def test_rest_as_written_finds_somebody() -> None:
    said, asked = settings("rest"), list[tuple[str, bytes]]()
    one = (
        b'{"records": [{"name": {"family": "Berger"}, "given_names": "Anna", "birth_date": "1988-04-12", "blocked": "N", '
        b'"main_address": {}, "address": {"street": "Markt"}, "other_addresses": [], "guardians": [], "id": "mr-01"}]}'
    )

    def send(method: str, url: str, headers: Mapping[str, str], body: bytes = b"") -> HttpAnswer:
        asked.append((url, body))
        return HttpAnswer(200, {}, one)

    register = RestRegister(send, said["base_url"], dict, read_mapping(said))
    spec = KNOWN["residents"]
    query = {"family_name": "Berger", "given_names": "Anna", "birth_date": date(1988, 4, 12), "address": None}
    (found,) = register.find(spec, spec.queries["person"], query, DAY)
    assert asked[0][0] == "https://fachverfahren.example/api/persons/search"
    assert b'"name": {"family": "Berger"}' in asked[0][1]
    assert (found["id"], found["blocked"], found["main_address"]["street"]) == ("mr-01", False, "Markt")


def test_xml_as_written_finds_a_birth() -> None:
    said, asked = settings("xml"), list[bytes]()
    space = said["schema"]["namespace"]
    answer = (
        f'<antwort xmlns="{space}"><eintrag><number>1/1988</number><person><name><familienname>Berger</familienname></name>'
        "</person><birth_date>1988-04-12</birth_date><restricted>false</restricted><electronic>true</electronic></eintrag>"
        "</antwort>"
    )

    def send(method: str, url: str, headers: Mapping[str, str], body: bytes = b"") -> HttpAnswer:
        asked.append(body)
        return HttpAnswer(200, {}, answer.encode())

    register = XmlRegister(send, said["base_url"], dict, read_mapping(said), XmlNames(**said["schema"]))
    spec = KNOWN["civil_status"]
    query = {
        "family_name": "Berger",
        "given_names": None,
        "birth_date": date(1988, 4, 12),
        "place": None,
        "number": None,
    }
    (found,) = register.find(spec, spec.queries["birth"], query, DAY)
    assert found["family_name"] == "Berger"
    assert b"anfrage.geburt" in asked[0] and b"familienname>Berger<" in asked[0]


def test_csv_as_written_is_read(tmp_path: Path) -> None:
    said = settings("csv")
    (tmp_path / "in").mkdir()
    lines = ["Kassenzeichen;title;kind;Betrag;reminder_fee;due_on;status;surcharge;postal_code;reminded",
             "MR1;Gebühr;fee;55.00;6;2026-09-15;open;nein;35037;61.00"]  # fmt: skip
    (tmp_path / "in" / "claims.csv").write_text("\n".join(lines), said["encoding"])
    register = DropRegister(DropSettings(tmp_path, said["encoding"]), read_mapping(said))
    spec = KNOWN["claims"]
    asked = {"reference": "mr 1", "postal_code": "35037", "amount": None, "reminded_on": None}
    assert register.problems(spec) == ()
    assert register.find(spec, spec.queries["by_reference"], asked, DAY) == ()
    (found,) = register.find(spec, spec.queries["by_reference"], {**asked, "amount": 61}, DAY)
    assert found["title"] == "Gebühr"
