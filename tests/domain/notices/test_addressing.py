"""Who a letter goes to, by who acts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from allmende.domain.notices.addressing import find_typed, say_addressee, say_concerned

LINES = ("Yusuf Haddad", "Schwanallee 12", "35037 Marburg")
AT = ["Am Markt 2", "35037 Marburg"]
GUARDIAN: Mapping[str, Any] = {"capacity": "guardian", "name": "Yusuf Haddad", "by": "Rania Haddad", "apart": True}
COMPANY: Mapping[str, Any] = {"capacity": "officer", "name": "Erbensuche GmbH", "by": "Yusuf Haddad"}


@pytest.mark.parametrize(
    ("acting", "lines"),
    [
        (None, LINES),
        ({"capacity": "proxy", "name": "Rita Beispiel", "by": LINES[0]}, (LINES[0], "als bevollmächtigte Person von Rita Beispiel", *LINES[1:])),
        (GUARDIAN, ("Rania Haddad", "als gesetzliche Vertretung von Yusuf Haddad", *LINES[1:])),
        ({**GUARDIAN, "lines": AT}, ("Rania Haddad", "als gesetzliche Vertretung von Yusuf Haddad", *AT)),
        (COMPANY, ("Erbensuche GmbH", "vertreten durch Yusuf Haddad", *LINES[1:])),
        ({**COMPANY, "lines": AT}, ("Erbensuche GmbH", "vertreten durch Yusuf Haddad", *AT)),
        ({"address": ["Rita Recht", *AT]}, ("Rita Recht", *AT)),
        ({**GUARDIAN, "by": ""}, ("An die gesetzliche Vertretung von Yusuf Haddad", *LINES[1:])),
    ],
)  # fmt: skip
def test_the_address_field_names_who_acts_and_for_whom(
    acting: Mapping[str, Any] | None, lines: tuple[str, ...]
) -> None:
    assert say_addressee({"acting": acting}, LINES, "de") == lines


def test_a_recorded_address_says_for_which_child_somebody_is_written_to() -> None:
    names = {"acting": {"address": ["Rania Haddad", *AT]}, "party": {"represented_by": "Rania Haddad"}}
    assert say_addressee(names, LINES, "de") == ("Rania Haddad", "als gesetzliche Vertretung von Yusuf Haddad", *AT)
    denied = {**names, "acting": {"address": ["Rita Recht", *AT], "denied": True}}
    assert say_addressee(denied, LINES, "de") == ("Rita Recht", *AT)


def test_a_letter_to_a_company_or_to_who_was_refused_is_about_nobody_else() -> None:
    assert say_concerned({"acting": GUARDIAN}, LINES) == "Yusuf Haddad"
    assert say_concerned({"acting": COMPANY}, LINES) == ""
    assert say_concerned({"acting": {"address": ["Rita Recht", *AT]}}, LINES) == ""


def test_the_envelope_of_a_company_bears_its_name() -> None:
    assert find_typed({"acting": {**COMPANY, "lines": AT}}) == {"address": ["Erbensuche GmbH", *AT], "abroad": False}
    assert find_typed({"acting": COMPANY}) is None
