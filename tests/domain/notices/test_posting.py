"""A letter by post goes only where the post can deliver it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from allmende.domain.notices import NoticeTemplate, compose
from allmende.domain.notices import template as tpl
from allmende.domain.notices.document import Document
from allmende.domain.notices.posting import PostalRecipient, check_posting, find_recipient
from allmende.domain.package import ServicePackage
from allmende.domain.values import Problem, Text
from allmende.formats import package as packages
from tests.domain.notices.stand_in import Service, grant, names
from tests.domain.notices.test_compose import DAY

ROOT = Path(__file__).parents[3]
NAME = tpl.ParagraphTemplate("name", Text("{{ familienname }}"))
LETTER = grant(addressee=(NAME, tpl.ParagraphTemplate("anschrift", Text("{{ anschrift | envelope }}"))))
HOME = {"street": "Markt", "house_number": "1", "postcode": "35037", "place": "Marburg"}
WETZLAR = {"place": "Wetzlar", "no_fixed_home": True}
STREET = "Straße, Postfach oder ein Zusatz wie „c/o“"


def posted(letter: NoticeTemplate, **known: Any) -> Problem | None:
    document = compose(letter, Service(), names(**known), DAY, "Frau Amt")
    assert isinstance(document, Document), document
    return check_posting(letter, document, Service(), names(**known))


@pytest.mark.parametrize(
    "address",
    [
        HOME,
        {**HOME, "house_number": ""},
        {"addition": "Postfach 12 34", "postcode": "35001", "place": "Marburg"},
        {**WETZLAR, "addition": "c/o Diakonie", "postcode": "35576"},
        {"street": "Rue A", "place": "Paris", "country": "FR"},
    ],
)
def test_the_post_delivers(address: dict[str, Any]) -> None:
    assert posted(LETTER, anschrift=address) is None


@pytest.mark.parametrize(
    ("address", "missing"),
    [
        (WETZLAR, f"{STREET}, Postleitzahl"),
        ({**WETZLAR, "postcode": "35576"}, STREET),
        ({**WETZLAR, "addition": "c/o Diakonie"}, "Postleitzahl"),
        ({"place": "Paris", "country": "FR"}, STREET),
    ],
)
def test_what_keeps_the_post_from_delivering_is_named(address: dict[str, Any], missing: str) -> None:
    problem = posted(LETTER, anschrift=address)
    assert problem is not None
    assert f"fehlt bei „eine Angabe“: {missing}. Bitte fragen Sie die Person" in problem.text.spoken("de")
    assert (problem.code, problem.where) == ("missing_value", "grant.addressee")


def test_a_letter_without_an_address_cannot_be_posted_and_plain_text_counts_by_its_lines() -> None:
    problem = posted(grant(addressee=(NAME,)))
    assert problem is not None
    assert "trägt aber keine Anschrift" in problem.text.spoken("de")
    assert posted(grant(addressee=(NAME, tpl.ParagraphTemplate("wo", Text("Markt 1\n35037 Marburg"))))) is None


def test_the_address_is_the_one_the_letter_is_written_from() -> None:
    known = names(anschrift=HOME, vertreter={"anschrift": WETZLAR})
    by_choice = Text("{{ if vertreter = null then anschrift else vertreter.anschrift | envelope }}")
    assert find_recipient(grant(addressee=(NAME, tpl.ParagraphTemplate("wo", by_choice))), known) == PostalRecipient(
        "vertreter.anschrift", WETZLAR
    )
    assert find_recipient(grant(), known) == PostalRecipient("anschrift", HOME), "taken in parts"
    left_out = tpl.ParagraphTemplate("wo", Text("{{ anschrift | envelope }}"), when="vertreter = null")
    assert find_recipient(grant(addressee=(NAME, left_out)), known) is None


@pytest.mark.parametrize("folder", packages.list_packages(ROOT / "services"), ids=lambda folder: folder.name)
def test_an_address_is_written_whole_so_that_it_needs_no_part_people_may_not_have(folder: Path) -> None:
    package = packages.read_folder(folder)
    assert isinstance(package, ServicePackage)
    texts = {
        line.text.spoken("de") for letter in package.notices.values() for line in letter.addressee
        if "anschrift" in line.text.spoken("de")
    }  # fmt: skip
    assert all(text.endswith("| envelope }}") and "." not in text for text in texts), texts
