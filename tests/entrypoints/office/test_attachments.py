"""What the clerk sees beside a file."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from allmende.domain.forms import StoredUpload, SummaryRow
from allmende.entrypoints.office.attachments import list_attachments


def test_a_file_stands_with_its_question_whose_it_is_and_the_name_it_was_sent_under() -> None:
    first, second, third = (f"00000000-0000-4000-8000-00000000000{number}" for number in (1, 2, 3))

    def row(path: str, label: str, text: str = "", whose: str = "", *files: str) -> SummaryRow:
        return SummaryRow("a", "A", path, label, text, whose, files=files)

    found: Any = SimpleNamespace(
        attachments=tuple(
            StoredUpload(id_, f"IMG_{id_[-1]}.jpg", "image/jpeg", 2_000) for id_ in (first, second, third)
        ),
        summary=(
            row("schein", "Fahrzeugschein", "", "", first),
            row("kinder.0.name", "Name", "Mia Berger", "Kind 1"),
            row("kinder.1.name", "Name", "Ole Berger", "Kind 2"),
            row("kinder.1.pass", "Reisepass", "", "Kind 2", second),
        ),
        case=SimpleNamespace(id=first, facts=()),
    )
    drawn = str(list_attachments(found, "de"))
    assert drawn.count("<li>") == 3
    assert ">Fahrzeugschein</a>" in drawn
    assert ">Reisepass (Kind 2: Ole Berger)</a>" in drawn
    assert ">Ohne Frage</a>" in drawn
    assert all(f"IMG_{number}.jpg, " in drawn for number in (1, 2, 3))
