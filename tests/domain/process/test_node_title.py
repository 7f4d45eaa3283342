"""What a station is called for people."""

from __future__ import annotations

import pytest

from allmende.domain.process.model import FlowNode


@pytest.mark.parametrize(
    ("node", "title"),
    [
        (FlowNode("pruefen", "userTask", name="Antrag prüfen"), "Antrag prüfen"),
        (
            FlowNode("fragen_polizei", "serviceTask", name="fragen_polizei", options={"subject": "Erkenntnisse"}),
            "Erkenntnisse",
        ),
        (FlowNode("fragen", "serviceTask", options={"subject": "Erkenntnisse"}), "Erkenntnisse"),
        (FlowNode("fragen", "serviceTask"), "fragen"),
    ],
)
def test_the_name_or_what_it_asks_about_before_the_bare_id(node: FlowNode, title: str) -> None:
    assert node.title == title
