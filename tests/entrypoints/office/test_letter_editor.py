"""A clerk words passages of the drafted letter: what is fixed, what is kept, what is refused, and what others see of it."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from allmende.apps.cases.models import CaseFact, TaskDraft
from allmende.apps.notices import queries as notices
from allmende.apps.notices.models import Notice
from allmende.foundation.tenancy.scopes import city_scope
from tests.entrypoints.office.conftest import Desk, hire, readable
from tests.world import World

REFUSAL = {"outcome": "refused", "ground": "zu_gross", "reason": "Er misst 80 cm."}
GROUND = "_l.refuse/reasons.grund"
OWN = "_l.refuse/reasons"
CLOSING = "_l.refuse/information"


def fields_of(answer: Any) -> dict[str, str]:
    """What the passages' fields and the hidden ones beside them hold."""
    page = answer.content.decode()
    texts = re.findall(r'<textarea[^>]* name="(_l[^"]+)"[^>]*>\n?(.*?)</textarea>', page, re.DOTALL)
    hidden = re.findall(r'<input type="hidden" name="(_[^"]+)"[^>]* value="([^"]*)"', page)
    return {name: unescape(value) for name, value in (*texts, *hidden)}


def edited(desk: Desk, task: str, action: str = "edit", **more: str) -> Any:
    """The page after a button of the editor: kept first, then read anew."""
    answer = desk.post(task, {**REFUSAL, **more, "_action": action})
    assert answer.status_code == 302, readable(answer)
    return desk.get(answer["Location"])


def edit(desk: Desk, task: str, **more: str) -> dict[str, str]:
    return fields_of(edited(desk, task, **more))


def test_legal_parts_are_fixed_and_say_why_and_free_ones_are_fields(desk: Desk, case_id: str) -> None:
    task = desk.take_first()
    assert "Schreiben bearbeiten" in readable(desk.post(task, REFUSAL))

    answer = edited(desk, task)

    names = {name for name in fields_of(answer) if name.startswith("_l.")}
    assert names == {"_l.refuse/opening", GROUND, OWN, CLOSING}
    words = readable(answer)
    assert "Gesperrt. Was entschieden wird, legt Ihre Auswahl fest (Tenor)." in words
    assert "Gesperrt. Die Belehrung schreibt das Gesetz vor." in words
    assert 'role="status"' in answer.content.decode()


def test_her_words_are_sealed_and_the_file_keeps_draft_and_final_text(world: World, desk: Desk, case_id: str) -> None:
    task = desk.take_first()
    fields = edit(desk, task)
    fields |= {
        GROUND: "Ihr Hund ist mit 80 cm zu groß.",
        CLOSING: "Rufen Sie uns gern an.\n\n<script>alert(1)</script>",
    }

    page = edited(desk, task, "view", **fields)
    assert "Ihr Hund ist mit 80 cm zu groß." in readable(page)
    assert "<script>alert" not in page.content.decode()
    assert desk.post(task, {**REFUSAL, **fields_of(page), "_action": "decide"}).status_code == 302

    with city_scope("marburg"):
        world.work()
        assert not TaskDraft.objects.exists(), "decided, it is in the facts"
        letter = notices.list_notices(city="marburg", case_id=case_id)[-1]
        document = notices.get_document(notice_id=letter.id)
        done = next(one.data for one in CaseFact.objects.all() if one.data.get("edits"))
        assert Notice.objects.get(pk=letter.id).sealed_at
    by_role = {section.role: [block.text for block in section.blocks] for section in document.sections}  # type: ignore[union-attr]
    assert by_role["reasons"] == ["Ihr Hund ist mit 80 cm zu groß."]
    assert by_role["information"] == ["Rufen Sie uns gern an.", "<script>alert(1)</script>"]
    assert [(one["place"], one["draft"]) for one in done["edits"]] == [
        ("reasons.grund", "Zu groß: Der Hund ist zu groß."),
        ("information", ""),
    ]
    told = desk.read(f"/buero/vorgang/{case_id}/")
    assert "Im Schreiben von Hand geändert Stelle Gründe Entwurf Zu groß: Der Hund ist zu groß." in told
    assert "Geht hinaus Ihr Hund ist mit 80 cm zu groß." in told


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        (GROUND, "", "Dieser Absatz nennt Tatsachen des Falls."),
        (OWN, "Bitte bringen Sie {nummer} mit.", "Hier ist noch etwas offen: „{nummer}“."),
        (OWN, "Bis zum [Datum].", "Hier ist noch etwas offen: „[Datum]“."),
        (OWN, "Gruß 😀", "Emoji"),
        ("_l.refuse/reasons.anders", "Wort", "Diese Stelle gibt es im Entwurf nicht mehr."),
    ],
)
def test_what_cannot_go_out_is_refused_at_its_place_and_nothing_typed_is_lost(
    desk: Desk, case_id: str, name: str, text: str, words: str
) -> None:
    task = desk.take_first()
    fields = {**edit(desk, task), name: text}

    for action, status in (("view", 200), ("decide", 422)):
        answer = desk.post(task, {**REFUSAL, **fields, "_action": action})
        answer = desk.get(answer["Location"]) if status == 200 else answer
        assert answer.status_code == status
        fields |= fields_of(answer)
        assert words in readable(answer)
    if name in fields_of(answer):
        assert fields_of(answer)[name] == text
    with city_scope("marburg"):
        assert not CaseFact.objects.filter(data__kind="decision_taken").exists()


def test_too_long_passages_are_refused(desk: Desk, case_id: str) -> None:
    task = desk.take_first()
    answer = desk.post(task, {**REFUSAL, **edit(desk, task), OWN: "a" * 4_001, "gesehen": "", "_action": "decide"})
    assert (answer.status_code, "Höchstens 4000 Zeichen. Es sind 4001." in readable(answer)) == (422, True)


def test_her_words_are_kept_over_a_reload_and_another_choice(desk: Desk, case_id: str) -> None:
    task = desk.take_first()
    desk.post(task, {**REFUSAL, **edit(desk, task), OWN: "Das Tier ist größer.", "_action": "save"})

    for url in (task, f"/buero/vorgang/{case_id}/"):
        page = desk.get(url)
        assert "Das Tier ist größer." in readable(page), "the letter as it would go out"
        assert fields_of(page)[OWN] == "Das Tier ist größer."
        assert "1 Stelle geändert. Entwurf behalten: Frau Clerk" in readable(page)
    granted = desk.post(task, {**REFUSAL, **fields_of(page), "outcome": "granted"})
    assert "Das Tier ist größer." not in readable(granted)
    assert fields_of(granted)[OWN] == "Das Tier ist größer."


def test_an_untouched_passage_follows_the_draft(desk: Desk, case_id: str) -> None:
    """It was not worded by hand only because it stood in a field."""
    task = desk.take_first()
    fields = {**edit(desk, task), OWN: "Mehr dazu am Telefon."}
    answer = desk.post(task, {**REFUSAL, **fields, "_action": "save"})
    assert "1 Stelle geändert." in readable(answer)


def test_two_who_write_at_once_are_told(world: World, desk: Desk, case_id: str) -> None:
    task = desk.take_first()
    first, second = edit(desk, task), edit(desk, task)
    desk.post(task, {**REFUSAL, **first, OWN: "Mein Text.", "_action": "save"})

    told = desk.post(task, {**REFUSAL, **second, OWN: "Anderer Text.", "gesehen": "", "_action": "decide"})

    assert told.status_code == 409
    words = readable(told)
    assert "Zwei haben zugleich geschrieben" in words
    assert "Text von Frau Clerk Mein Text." in words
    assert fields_of(told)[OWN] == "Anderer Text."
    again = desk.post(task, {**REFUSAL, **fields_of(told), "_action": "decide"})
    assert again.status_code == 302, "having read it, she goes on"


def test_a_passage_of_the_office_is_found_and_put_in(world: World, desk: Desk, case_id: str) -> None:
    hire(world, "head", roles=("leitung",))
    head = Desk()
    head.sign_in("head")
    new = {"stelle": "amt", "name": "Mitbringen", "stelle_im_brief": "information"}
    assert head.post("/buero/vorlagen/", {**new, "text": "Bringen Sie {nummer} mit."}).status_code == 302
    assert head.post("/buero/vorlagen/", {**new, "stelle_im_brief": "tenor", "text": "x"}).status_code == 422
    task = desk.take_first()
    words = readable(edited(desk, task))
    assert "1 Textbaustein Mitbringen Bringen Sie MA-" in words
    assert "Mitbringen" not in readable(edited(desk, task, _suche="anrufen", **edit(desk, task)))
    offered = re.search(r'value="(insert:[^"]+)"', edited(desk, task).content.decode())
    assert offered

    put_in = fields_of(edited(desk, task, offered[1], **{**edit(desk, task), CLOSING: "Guten Tag."}))

    assert re.fullmatch(r"Guten Tag\.\n\nBringen Sie MA-\S+ mit\.", put_in[CLOSING])


def test_the_preview_is_a_pdf_and_only_for_her(world: World, desk: Desk, case_id: str) -> None:
    task = desk.take_first()
    answer = desk.post(task, {**REFUSAL, **edit(desk, task), OWN: "Mehr.", "_action": "pdf:refuse"})
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert desk.post(task, {**REFUSAL, "_action": "pdf:none"}).status_code == 422
    hire(world, "elsewhere", units=("andere",))
    stranger = Desk()
    stranger.sign_in("elsewhere")
    for action in ("pdf:refuse", "save", "edit"):
        assert stranger.post(task, {**REFUSAL, OWN: "Fremd.", "_action": action}).status_code == 404
