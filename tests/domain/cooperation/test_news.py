"""Every kind of event is a whole sentence in both languages, with nothing left open."""

from __future__ import annotations

import pytest

from allmende.domain.cooperation.news import KINDS, tell_event
from allmende.domain.values import Text

SERVICE = Text("Hund anmelden", "Register a dog")


@pytest.mark.parametrize("kind", [*KINDS, "unknown"])
def test_sentence(kind: str) -> None:
    data = {"title": "Klarer", "version": "1.1.0", "reason": "Fehler {x}.", "year": 2026}
    text = tell_event(kind=kind, name="Greta {Graf}", city="Fulda", service=SERVICE, data=data)
    for language in ("de", "en"):
        said = text[language].replace("{x}", "").replace("{Graf}", "")
        assert "{" not in said
        assert said.endswith(".")
    assert text["de"] != text["en"]


def test_what_is_not_known_is_a_dash() -> None:
    text = tell_event(kind="withdrawn", name="Frieda Falk", city="Marburg", service=SERVICE, data={"version": "1.1.0"})
    assert text["de"] == "Achtung: Frieda Falk (Marburg) hat „Hund anmelden“ 1.1.0 zurückgezogen. Grund: –"
