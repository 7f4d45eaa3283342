"""What became another answer since the application came."""

from __future__ import annotations

from allmende.domain.forms import AnswerChange, SummaryRow, list_changes


def row(path: str, text: str, *, whose: str = "", files: tuple[str, ...] = ()) -> SummaryRow:
    return SummaryRow("a", "A", path, path.title(), text, whose, files=files)


def test_only_what_differs_is_listed_in_the_order_of_now_and_what_was_taken_back_at_the_end() -> None:
    before = (row("name", "Mia"), row("ort", "Marburg"), row("alt", "ja"))
    after = (row("neu", "7"), row("name", "Mia"), row("ort", "Fulda"))
    assert list_changes(before, after) == (
        AnswerChange("Neu", "", "", "7"),
        AnswerChange("Ort", "", "Marburg", "Fulda"),
        AnswerChange("Alt", "", "ja", ""),
    )


def test_another_file_of_the_same_name_is_a_change_and_a_confirmed_mark_is_none() -> None:
    before = (row("pass", "pass.pdf", whose="Kind 1", files=("a",)),)
    assert list_changes(before, (row("pass", "pass.pdf", whose="Kind 1", files=("b",)),)) == (
        AnswerChange("Pass", "Kind 1", "pass.pdf", "pass.pdf"),
    )
    assert list_changes(before, before) == ()
