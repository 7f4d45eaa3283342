"""A sign of the law and its number stay on one line of a page; what a form sends back stays what it was."""

from __future__ import annotations

import pytest
from django.http import HttpResponse, JsonResponse, StreamingHttpResponse

from allmende.foundation.web.citations import bind_citations, keep_citations

KEPT = "\N{NO-BREAK SPACE}"


def bound(page: str) -> str:
    return keep_citations(page.encode()).decode()


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("§ 18 Absatz 1 Satz 3 BMG", "§_18 Absatz_1 Satz 3 BMG"),
        ("(§§ 51, 52 BMG)", "(§§_51, 52 BMG)"),
        ("Art. 6 Abs. 1 DSGVO", "Art._6 Abs._1 DSGVO"),
        ("section 34 (1) and sections 3 and 4", "section_34 (1) and sections_3 and 4"),
        ("Im Abschnitt Absatz steht nichts", "Im Abschnitt Absatz steht nichts"),
        ("Bisection 3", "Bisection 3"),
    ],
)
def test_the_number_stays_with_its_sign(said: str, read: str) -> None:
    assert bound(f"<p>{said}</p>") == f"<p>{read.replace('_', KEPT)}</p>"


@pytest.mark.parametrize(
    "page",
    [
        '<input value="§ 9 der Satzung">',
        '<a href="/suche/?q=§ 45" title="§ 45">Suche</a>',
        "<textarea name=x>Nach § 4 der Satzung\n<b>Abs. 1</b></textarea>",
        '<script type="application/json">{"basis": "§ 7"}</script>',
        "<p>Ohne Vorschrift</p>",
    ],
)
def test_what_is_not_read_as_prose_stays(page: str) -> None:
    assert bound(page) == page


def test_a_part_that_is_never_closed_does_not_hide_the_rest() -> None:
    assert bound("<textarea>§ 1") == f"<textarea>§{KEPT}1"


def test_only_pages_are_touched() -> None:
    page, data = HttpResponse("<p>§ 18</p>"), JsonResponse({"law": "§ 18"}, json_dumps_params={"ensure_ascii": False})
    stream, text = StreamingHttpResponse(["<p>§ 18</p>"]), HttpResponse("§ 18", content_type="text/plain")
    for response in (page, data, stream, text):
        bind_citations(response)
    assert page.content.decode() == f"<p>§{KEPT}18</p>"
    assert data.content.decode() == '{"law": "§ 18"}'
    assert text.content.decode() == "§ 18"
    assert b"".join(stream.streaming_content).decode() == "<p>§ 18</p>"
