"""What can be asked for again: every question of the form, answered or not, but what the sign-in proved."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from allmende.domain.forms import Form, FormStep, StoredUpload, compile_form
from allmende.domain.matter import Matter
from allmende.domain.matter.answering import list_correctable
from allmende.domain.matter.decision import OfficerDecision
from allmende.domain.matter.verdicts import check_decision
from allmende.domain.values import Text
from tests.domain.forms.forms import field
from tests.domain.matter.test_evidence import FIELDS, case

MORE = (
    field("telefon", "text"),
    field("vollmacht", "file"),
    field("grund", "text", when="vollmacht != null"),
    field("verborgen", "text", when='familienname = "Niemand"'),
    field("kinder", "group", max_rows=3, fields=(field("rufname", "text"), field("spitzname", "text"))),
    field("richtig", "declaration"),
)
FILE = {"id": "u1", "name": "v.pdf", "size": 3, "content_type": "application/pdf"}


def asked(level: str = "substantial", **stated: object) -> Matter:
    found = case(demanded="basic", level=level, stated=stated)
    form = compile_form(Form((FormStep("a", Text("A"), fields=(*FIELDS, *MORE)),)))
    return replace(found, service=replace(found.service, form=form))


def paths(matter: Matter, *, empty: bool, uploads: tuple[StoredUpload, ...] = ()) -> list[str]:
    return [x.path for x in list_correctable(matter, {upload.id: upload for upload in uploads}) if x.empty == empty]


def test_what_has_no_answer_can_be_asked_for_files_too() -> None:
    assert paths(asked(), empty=True) == ["mail", "telefon", "vollmacht", "kinder"]


def test_what_the_sign_in_proved_cannot() -> None:
    assert paths(asked(), empty=False) == []
    assert paths(asked("basic"), empty=False) == ["familienname", "vornamen", "geboren", "anschrift"]


def test_each_row_of_a_group_has_its_questions() -> None:
    rows = [{"rufname": "Mia", "spitzname": None}, {"rufname": "Tom", "spitzname": "T"}]
    found = list_correctable(asked(kinder=rows))
    assert [(x.path, x.row, x.empty) for x in found if x.group] == [
        ("kinder.0.rufname", 1, False),
        ("kinder.0.spitzname", 1, True),
        ("kinder.1.rufname", 2, False),
        ("kinder.1.spitzname", 2, False),
    ]


def test_a_question_that_hangs_on_a_file_is_asked_where_the_file_is_there() -> None:
    matter = asked(vollmacht=[FILE])
    upload = StoredUpload("u1", "v.pdf", "application/pdf", 3)
    assert "grund" in paths(matter, empty=True, uploads=(upload,))
    assert "vollmacht" in paths(matter, empty=False, uploads=(upload,))


def test_a_forged_wish_for_a_confirmed_answer_is_refused() -> None:
    sent = OfficerDecision("correct", reason="Bitte prüfen.", fields=("familienname",))
    assert [x.where for x in check_decision(asked(), None, sent, "1", date(2026, 11, 2))] == ["fields"]
    assert check_decision(asked("basic"), None, sent, "1", date(2026, 11, 2)) == ()
    assert check_decision(asked(), None, replace(sent, fields=("telefon",)), "1", date(2026, 11, 2)) == ()
