"""Every page the studio links to is there, for whoever may do everything and for whoever may only look."""

from __future__ import annotations

import pytest

from tests.adversary.workshop import Workshop, crawl

pytestmark = pytest.mark.walk


@pytest.mark.parametrize("who", ["boss", "leitung"])
def test_no_link_of_the_studio_leads_to_nothing_or_to_an_error(workshop: Workshop, who: str) -> None:
    reader = workshop.boss() if who == "boss" else workshop.hire("marburg", "leitung")
    pages = dict(crawl(reader.browser))
    assert {here: answer.status_code for here, answer in pages.items() if answer.status_code not in (200, 302)} == {}
    assert len(pages) > 60
