"""What a letter is called in the language of the page, beside its official title."""

from __future__ import annotations

from dataclasses import replace

import pytest

from allmende.domain.matter.speech import letter_title
from allmende.domain.notices import NoticeTemplate
from allmende.domain.values import Text
from tests.domain.matter.test_moving import matter


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        (Text("Ihr Ausweis", "Your permit"), "Your permit"),
        (Text("Ihr Ausweis"), ""),
        (Text("Ausweis {{ case.reference }}", "Permit {{ case.reference }}"), ""),
    ],
)
def test_a_title_is_told_where_the_package_says_it_without_the_matter(subject: Text, title: str) -> None:
    template = NoticeTemplate(id="grant", kind="decision", subject=subject, lead=Text("Bewilligt."))
    service = replace(matter().service, notices={"grant": template})
    assert letter_title(service, "grant", "en") == title
    assert letter_title(service, "gone", "en") == ""


def test_the_receipt_every_service_has_is_called_by_its_own_words_where_there_are_any() -> None:
    service = replace(matter().service, notices={})
    assert letter_title(service, "receipt", "en") == "Receipt"
    own = NoticeTemplate(id="eingang", kind="receipt", subject=Text("Wir haben es", "We have it"), lead=Text("Da."))
    assert letter_title(replace(service, notices={"eingang": own}), "receipt", "en") == "We have it"
