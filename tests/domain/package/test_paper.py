"""Letters that always go on paper and lead online are named; words that name another way, and other letters, are left alone."""

from __future__ import annotations

import pytest

from allmende.domain.package.check.paper import ON_PAPER, ONLINE


@pytest.mark.parametrize(
    ("language", "said", "leads"),
    [
        ("de", "Den Termin nennen wir Ihnen in Ihrem Vorgang.", True),
        ("de", "Öffnen Sie Ihren Vorgang.", True),
        ("de", "Wählen Sie „Jetzt bezahlen“.", True),
        ("de", "Nehmen Sie ihn in Ihrem Vorgang zurück oder schreiben Sie uns.", False),
        ("de", "Zum Termin laden wir Sie noch ein.", False),
        ("en", "You find the appointment in your case.", True),
        ("en", "In your case we have found: a dog.", False),
        ("en", "Open your case, or write to us.", False),
    ],
)
def test_what_leads_to_a_page_alone(language: str, said: str, leads: bool) -> None:
    assert bool(ONLINE[language].search(said) and not ON_PAPER[language].search(said)) is leads
