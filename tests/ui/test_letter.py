"""The draft on screen says what the letter will say."""

from __future__ import annotations

import dataclasses
from datetime import date

from allmende.domain.notices.document import Card, Pair
from allmende.ui.letter import render_letter
from tests.domain.notices.sample import letter


def test_the_draft_shows_what_will_be_displayed() -> None:
    card = Card(
        title="Bewohnerparkausweis",
        large_label="Zone",
        large="B",
        marks_label="Kennzeichen",
        marks=("MR-AB 123", "MR-CD 45"),
        rows=(Pair("Nummer", "BP-2026-00417"),),
        note="Zum Auslegen",
        number="BP-2026-00417",
        valid_from=None,
        valid_until=date(2027, 12, 2),
    )
    page = render_letter(dataclasses.replace(letter(), card=card))
    for words in ("Zum Auslegen", "Bewohnerparkausweis", "<dd>B</dd>", "MR-AB 123, MR-CD 45", "BP-2026-00417"):
        assert words in page
    assert "Zum Auslegen" not in render_letter(letter())
