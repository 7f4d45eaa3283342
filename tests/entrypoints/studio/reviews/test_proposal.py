"""A proposal among the cities: what it shows, comments at their place, verdicts, who may do what."""

from __future__ import annotations

import re
import uuid
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from allmende.apps.commons import queries as commons
from allmende.foundation.tenancy.scopes import city_scope
from tests.entrypoints.studio.reviews.conftest import Hire, Studio, begin, edit, readable
from tests.world import World


def url(draft_id: str, act: str = "") -> str:
    return f"/werkstatt/vorschlag/{draft_id}/{act}"


def comments(draft_id: str) -> list[tuple[str, str]]:
    with city_scope("marburg"):
        return [(comment.address, comment.text) for comment in commons.list_comments(draft_id)]


def words(draft_id: str) -> list[tuple[str, str, str, bool]]:
    with city_scope("marburg"):
        return [(one.city, one.kind, one.says, one.stale) for one in commons.review_state(draft_id).verdicts]


def verdict(seq: int, says: str = "approve", text: str = "", kind: str = "review") -> dict[str, str]:
    return {"kind": kind, "seq": str(seq), f"says.{kind}": says, f"text.{kind}": text}


def seq(draft_id: str) -> int:
    with city_scope("marburg"):
        return commons.get_draft(draft_id).last_seq


# --- what it shows -------------------------------------------------------------------------------------------


def test_it_says_why_what_changes_who_did_it_and_what_is_missing(reviewer: Studio, proposed: str) -> None:
    page = reviewer.read(url(proposed))

    assert "Viele haben mehr als neun Hunde." in page
    assert "9 → 12" in page
    assert "Frau Greta (Fulda)" in page
    assert "1.0.0 → 1.1.0" in page
    assert "Es fehlt die Zustimmung von 2 weiteren Städten." in page
    assert "Die Prüfung durch das Recht fehlt." in page
    assert "Sie sind dran" in page


def test_in_english_too(reviewer: Studio, proposed: str) -> None:
    page = reviewer.read("/en" + url(proposed))

    assert "It is your turn" in page
    assert "The legal sign-off is missing." in page
    assert "Was noch fehlt" not in page


def test_an_unknown_draft_is_not_found(reviewer: Studio, proposed: str) -> None:
    other = str(uuid.uuid4())
    assert reviewer.get(url(other)).status_code == 404
    for act in ("anmerkung/", "stellungnahme/", "anmerkung/1/erledigt/"):
        assert reviewer.post(url(other, act), {"kind": "review"}).status_code == 404, act


def test_staff_without_a_role_in_the_studio_are_kept_out(hire: Hire, proposed: str) -> None:
    clerk = hire("clara", "sachbearbeitung")

    assert clerk.get(url(proposed)).status_code == 403
    assert clerk.post(url(proposed, "anmerkung/"), {"text": "Hm"}).status_code == 403


@pytest.mark.parametrize(
    "role", ["gestaltung", "recht", "datenschutz", "freigabe", "uebernahme", "koordination", "kasse"]
)
def test_everybody_in_the_studio_may_look(hire: Hire, proposed: str, role: str) -> None:
    assert "Was sich ändert" in hire("irgendwer", role).read(url(proposed))


# --- comments ------------------------------------------------------------------------------------------------


def test_a_comment_stands_at_its_place(reviewer: Studio, proposed: str) -> None:
    answer = reviewer.post(url(proposed, "anmerkung/"), {"adresse": "field.anzahl", "antwort": "", "text": "Warum 12?"})

    assert answer.status_code == 302
    assert "neues=angemerkt" in answer["Location"]
    page = reviewer.get(url(proposed)).content.decode()
    place = page.partition("9 → 12")[2].partition("</li>")[0]
    assert "Warum 12?" in place
    assert "Frau Bernd (Marburg)" in place


def test_sending_twice_gives_one_comment(reviewer: Studio, proposed: str) -> None:
    for _ in range(2):
        reviewer.post(url(proposed, "anmerkung/"), {"adresse": "", "antwort": "", "text": "Gut."})

    assert comments(proposed) == [("", "Gut.")]


def test_a_comment_on_a_changed_text_is_taken_and_shown_there(reviewer: Studio, proposed: str) -> None:
    page = reviewer.get(url(proposed)).content.decode()
    assert 'name="adresse" value="text.de.field.anzahl.label"' in page

    reviewer.post(
        url(proposed, "anmerkung/"), {"adresse": "text.de.field.anzahl.label", "antwort": "", "text": "Zu allgemein."}
    )

    assert comments(proposed) == [("text.de.field.anzahl.label", "Zu allgemein.")]
    assert reviewer.get(url(proposed)).content.decode().count("Zu allgemein.") == 1


def test_a_comment_at_a_place_that_stays_as_it_is(reviewer: Studio, proposed: str) -> None:
    page = reviewer.get(url(proposed) + "?an=field.kampfhund").content.decode()
    assert re.search(r"<details[^>]* open>.*?value=\"field.kampfhund\"", page, re.DOTALL)

    reviewer.post(url(proposed, "anmerkung/"), {"adresse": "field.kampfhund", "antwort": "", "text": "Hier auch?"})

    elsewhere = reviewer.read(url(proposed)).partition("An anderen Stellen")[2]
    assert "Hier auch?" in elsewhere


def test_a_link_opens_the_form_at_a_place_that_changes(reviewer: Studio, proposed: str) -> None:
    page = reviewer.get(url(proposed) + "?an=field.anzahl").content.decode()

    place = page.partition("9 → 12")[2].partition("</li>")[0]
    assert re.search(r"<details[^>]* open>", place)
    assert page.count('value="field.anzahl"') == 2  # The form, and the list of places.
    assert reviewer.get(url(proposed) + "?an=<script>").status_code == 200


def test_an_empty_comment_is_refused_at_its_field(reviewer: Studio, proposed: str) -> None:
    answer = reviewer.post(url(proposed, "anmerkung/"), {"adresse": "field.anzahl", "antwort": "", "text": "  "})

    assert answer.status_code == 422
    assert "Bitte schreiben Sie etwas." in readable(answer)
    assert "data-focus" in answer.content.decode()
    assert comments(proposed) == []


def test_words_that_are_too_long_stay_in_the_field(reviewer: Studio, proposed: str) -> None:
    long = "<b>Wort</b> " * 600
    answer = reviewer.post(url(proposed, "anmerkung/"), {"adresse": "field.anzahl", "antwort": "", "text": long})

    assert answer.status_code == 422
    assert long.strip() in unescape(answer.content.decode())
    assert "<b>Wort</b>" not in answer.content.decode()


def test_a_place_that_does_not_exist_is_refused_and_the_words_stay(reviewer: Studio, proposed: str) -> None:
    answer = reviewer.post(
        url(proposed, "anmerkung/"), {"adresse": "field.gibtsnicht", "antwort": "", "text": "Mein Satz"}
    )

    assert answer.status_code == 422
    assert "Mein Satz" in answer.content.decode()
    assert comments(proposed) == []


def test_answer_and_settle(reviewer: Studio, designer: Studio, proposed: str) -> None:
    reviewer.post(url(proposed, "anmerkung/"), {"adresse": "field.anzahl", "antwort": "", "text": "Warum 12?"})
    with city_scope("marburg"):
        number = commons.list_comments(proposed)[0].id
    designer.post(url(proposed, "anmerkung/"), {"adresse": "", "antwort": str(number), "text": "Wegen der Züchter."})

    page = designer.read(url(proposed))
    assert page.index("Warum 12?") < page.index("Wegen der Züchter.")
    assert "Offene Anmerkungen" in page

    for _ in range(2):
        assert designer.post(url(proposed, f"anmerkung/{number}/erledigt/")).status_code == 302
    page = designer.read(url(proposed))
    assert "Erledigte Anmerkung von Frau Bernd (Marburg)" in page
    assert "Offene Anmerkungen" not in page


def test_only_the_designer_or_who_wrote_it_settles_a_comment(reviewer: Studio, hire: Hire, proposed: str) -> None:
    reviewer.post(url(proposed, "anmerkung/"), {"adresse": "", "antwort": "", "text": "Warum?"})
    with city_scope("marburg"):
        number = commons.list_comments(proposed)[0].id
    other = hire("rita", "recht")

    assert "erledigt/" not in other.get(url(proposed)).content.decode()
    assert "erledigt/" in reviewer.get(url(proposed)).content.decode()
    assert other.post(url(proposed, f"anmerkung/{number}/erledigt/")).status_code == 422


def test_a_comment_of_another_draft_cannot_be_settled_here(
    world: World, designer: Studio, reviewer: Studio, proposed: str
) -> None:
    other = begin(world, designer, "Ein anderer Entwurf")
    reviewer.post(url(other, "anmerkung/"), {"adresse": "", "antwort": "", "text": "Dort"})
    with city_scope("marburg"):
        number = commons.list_comments(other)[0].id

    assert designer.post(url(proposed, f"anmerkung/{number}/erledigt/")).status_code == 404


# --- verdicts ------------------------------------------------------------------------------------------------


def test_approving_counts_once_however_often_it_is_sent(reviewer: Studio, proposed: str) -> None:
    for _ in range(2):
        answer = reviewer.post(url(proposed, "stellungnahme/"), verdict(seq(proposed)))
        assert answer.status_code == 302

    assert words(proposed) == [("marburg", "review", "approve", False)]
    page = reviewer.read(url(proposed))
    assert "Marburg, Begutachtung stimmt zu" in page
    assert "Es fehlt die Zustimmung einer weiteren Stadt." in page


def test_an_objection_needs_words_and_keeps_the_choice(reviewer: Studio, proposed: str) -> None:
    answer = reviewer.post(url(proposed, "stellungnahme/"), verdict(seq(proposed), "object"))

    assert answer.status_code == 422
    assert "Schreiben Sie bitte, was sich ändern soll." in readable(answer)
    assert re.search(r'value="object"[^>]*checked', answer.content.decode())
    assert words(proposed) == []


def test_without_a_choice_nothing_is_said(reviewer: Studio, proposed: str) -> None:
    answer = reviewer.post(url(proposed, "stellungnahme/"), verdict(seq(proposed), "", "Hm, mal sehen."))

    assert answer.status_code == 422
    assert "Wählen Sie bitte: zustimmen oder Einwand." in readable(answer)
    assert "Hm, mal sehen." in answer.content.decode()


def test_an_objection_stands_until_the_city_approves_a_newer_state(
    world: World, designer: Studio, reviewer: Studio, proposed: str
) -> None:
    reviewer.post(url(proposed, "stellungnahme/"), verdict(seq(proposed), "object", "Zwölf sind zu viele."))
    page = designer.read(url(proposed))
    assert "Marburg (Begutachtung) hat Einwände." in page
    assert "Zwölf sind zu viele." in page

    edit(world, designer, proposed, "field.anzahl", "maximum", 10)
    page = reviewer.read(url(proposed))
    assert "Seit Ihrem letzten Blick geändert" in page
    assert "12 → 10" in page

    reviewer.post(url(proposed, "stellungnahme/"), verdict(seq(proposed)))
    assert words(proposed) == [("marburg", "review", "approve", False)]


def test_a_word_to_a_state_that_changed_meanwhile_is_refused_shows_what_changed_and_keeps_the_text(
    world: World, designer: Studio, reviewer: Studio, proposed: str
) -> None:
    seen = seq(proposed)
    edit(world, designer, proposed, "field.anzahl", "maximum", 10)

    answer = reviewer.post(url(proposed, "stellungnahme/"), verdict(seen, "approve", "Sehr gut überlegt."))

    page = readable(answer)
    assert answer.status_code == 422
    assert "Der Vorschlag wurde eben geändert" in page
    assert "12 → 10" in page
    assert "Sehr gut überlegt." in answer.content.decode()
    assert f'name="seq" value="{seen + 1}"' in answer.content.decode()
    assert words(proposed) == []


def test_an_approval_lapses_when_the_draft_changes_and_says_to_which_state_it_was_given(
    world: World, designer: Studio, reviewer: Studio, proposed: str
) -> None:
    given = seq(proposed)
    reviewer.post(url(proposed, "stellungnahme/"), verdict(given))
    edit(world, designer, proposed, "field.anzahl", "maximum", 10)

    page = designer.read(url(proposed))

    assert "Zustimmung verfallen" in page
    assert f"Gesagt zu Stand {given}, jetzt ist Stand {given + 1}." in page


def test_the_authors_city_may_object_but_not_approve_in_review(hire: Hire, proposed: str) -> None:
    own = hire("berta", "begutachtung", city="fulda")
    page = own.get(url(proposed)).content.decode()

    assert "Der Vorschlag kommt aus Ihrer Stadt." in page
    assert 'value="approve"' not in page
    assert own.post(url(proposed, "stellungnahme/"), verdict(seq(proposed))).status_code == 422


def test_who_has_no_such_role_is_told_which_one_it_takes(hire: Hire, proposed: str) -> None:
    adopter = hire("uwe", "uebernahme")

    assert "wer eine dieser Rollen hat: Begutachtung, Recht, Datenschutz" in adopter.read(url(proposed))
    assert adopter.post(url(proposed, "stellungnahme/"), verdict(seq(proposed))).status_code == 403


def test_a_role_speaks_only_for_itself(reviewer: Studio, proposed: str) -> None:
    answer = reviewer.post(url(proposed, "stellungnahme/"), verdict(seq(proposed), kind="legal"))

    assert answer.status_code == 422
    assert "„Recht“" in readable(answer)
    assert reviewer.post(url(proposed, "stellungnahme/"), verdict(1, kind="unsinn")).status_code == 404
    assert words(proposed) == []


def test_several_roles_give_several_forms_without_mixing_them(hire: Hire, proposed: str) -> None:
    head = hire("lena", "begutachtung", "recht", "datenschutz")
    page = head.get(url(proposed)).content.decode()
    ids = re.findall(r' id="([^"]+)"', page)

    assert [one for one in ids if ids.count(one) > 1] == []
    head.post(url(proposed, "stellungnahme/"), verdict(seq(proposed), kind="legal"))
    assert words(proposed) == [("marburg", "legal", "approve", False)]


def test_statements_do_not_grow_with_words_and_comments(hire: Hire, reviewer: Studio, proposed: str) -> None:
    def count() -> int:
        reviewer.get(url(proposed))
        with CaptureQueriesContext(connection) as found:
            reviewer.get(url(proposed))
        return len(found)

    before = count()
    other = hire("rita", "recht", city="fulda")
    other.post(url(proposed, "stellungnahme/"), verdict(seq(proposed), kind="legal"))
    for number in range(4):
        other.post(url(proposed, "anmerkung/"), {"adresse": "", "antwort": "", "text": f"Punkt {number}"})

    assert count() == before


def test_what_was_typed_is_kept_when_the_proposal_was_taken_back_meanwhile(
    designer: Studio, reviewer: Studio, proposed: str
) -> None:
    seen = seq(proposed)
    designer.post(url(proposed, "zurueckziehen/"))

    answer = reviewer.post(url(proposed, "stellungnahme/"), verdict(seen, "object", "Zwölf sind zu viele."))

    assert answer.status_code == 422
    assert "Dieser Entwurf ist nicht in Begutachtung." in readable(answer)
    assert "Das hatten Sie geschrieben: Zwölf sind zu viele." in readable(answer)
