"""Registers as their authors write them, for tests: one the city keeps, the same one kept elsewhere, one by a resident's id."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from allmende.domain.registers import RegisterSpec
from allmende.formats import yaml
from allmende.formats.package.registers import read_register

DOGS_FILE = """
register: dogs
version: 1
name: {de: Liste der Hunde, en: List of dogs}
law: Satzung
held_by: city
unit: kasse
record:
  tag: {name: {de: Hundemarke, en: Dog tag}, type: text, personal_data: identification, draw: 'H{yy}{serial:03}'}
  keeper: {name: {de: Halter, en: Keeper}, type: person, personal_data: basic}
  address: {name: {de: Anschrift, en: Address}, type: address, personal_data: address}
  name: {name: {de: Rufname, en: Name}, type: text, personal_data: none}
  chip: {name: {de: Chip, en: Chip}, type: text or null, personal_data: identification}
  kept_from: {name: {de: gehalten seit, en: kept since}, type: date, personal_data: none}
  kept_until: {name: {de: gehalten bis, en: kept until}, type: date or null, personal_data: none}
holding: {of: keeper, from: kept_from, until: kept_until, number: tag, control_list: [tag, chip]}
queries:
  own:
    by: keeper
    ask: {keeper: person, name: text or null}
    give:
      active: {type: integer, is: count(found)}
      same: {type: integer, is: 'count(found[name = asked.name])'}
  tagged:
    by: tag
    ask: {tag: text}
    give: {name: {type: text or null, is: 'if count(found) = 1 then found[1].name else null'}}
writes:
  enter: {act: enter, ask: {keeper: person, address: address, name: text, chip: text or null, kept_from: date}}
  rename: {act: change, ask: {tag: text, name: text}}
  leave: {act: end, ask: {tag: text, kept_until: date}}
"""


def register_of(text: str) -> RegisterSpec:
    node, problems = yaml.read(text.encode(), "register.yaml")
    assert node is not None and not problems
    return read_register(node.plain())


DOGS = register_of(DOGS_FILE)
DOGS_ELSEWHERE = replace(DOGS, held_by="authority")
JOERG = {"family_name": "Müller-Weiß", "given_names": "Jörg", "date_of_birth": date(1984, 8, 12)}
HOME = {"street": "Bahnhofstraße", "house_number": "12 a", "postcode": "35037", "place": "Marburg"}


def dog(**changes: Any) -> dict[str, Any]:
    """What a dog's entry is told."""
    return {"keeper": JOERG, "address": HOME, "name": "Bello", "chip": None, "kept_from": date(2026, 10, 30), **changes}
