"""One application of several people becomes one matter each: what stands where, and who speaks for whom."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from allmende.domain import facts as f
from allmende.domain.matter import confirming
from allmende.domain.matter.joint_fee import is_free_for_all, preview_all
from allmende.domain.matter.parties import Share, file_places, of_applicant, split, with_files
from allmende.domain.package import Service
from allmende.feel import PartlyKnownDate
from tests.domain.matter.test_unattended import load

TODAY = date(2026, 11, 2)
FILE = {"id": "f1", "name": "a.pdf", "type": "application/pdf", "size": 3}
CHILD = {
    "familienname": "Haddad", "vornamen": "Layla", "geburtsdatum": date(2013, 7, 21), "beziehung": "kind", "staat": "SY",
    "zweck": "familie", "pass_nr": "N2", "sorgerecht": [FILE],
}  # fmt: skip
ADULT = {
    "familienname": "Haddad", "vornamen": "Rania", "geburtsdatum": date(1989, 9, 2), "beziehung": "ehepartner",
    "staat": "SY", "zweck": "familie", "email": "rania@example.org", "titel_bis": date(2027, 1, 1),
}  # fmt: skip
ANSWERS: dict[str, Any] = {
    "antragsart": "verlaengerung", "titel_bis": date(2026, 12, 31), "zweck": "arbeit", "dauer": "laenger", "fiktion": False,
    "familienname": "Haddad", "vornamen": "Yusuf", "geburtsdatum": date(1988, 5, 1), "staat": "SY", "geburtsort": "Aleppo",
    "email": "yusuf@example.org", "anschrift": {"street": "Markt"}, "arbeitgeber": "Beispiel GmbH", "pass_nr": "N1",
    "unterhalt": "einkommen", "sozialleistungen": False, "straftaten": True, "straftaten_text": "Urteil",
    "mitantrag": True, "zustellweg": "postfach", "unterstuetzung": "Rampe",
}  # fmt: skip


@cache
def service() -> Service:
    return load("aufenthaltstitel")


def shares(*rows: dict[str, Any]) -> tuple[Share, ...]:
    return split(service(), {**ANSWERS, "familie": list(rows)}, TODAY)


def test_the_answers_of_a_row_stand_in_the_forms_own_fields() -> None:
    (child,) = shares(CHILD)
    assert (child.answers["vornamen"], child.answers["geburtsdatum"], child.answers["zweck"]) == (
        "Layla", date(2013, 7, 21), "familie",
    )  # fmt: skip
    assert child.answers["familie"] == [{"beziehung": "kind", "sorgerecht": [FILE]}]
    assert (child.answers["antragsart"], child.answers["anschrift"]) == ("verlaengerung", {"street": "Markt"})


def test_what_is_the_applicants_alone_and_what_the_row_leaves_empty_is_not_there() -> None:
    (child,) = shares(CHILD)
    absent = ("geburtsort", "arbeitgeber", "straftaten", "straftaten_text", "email", "titel_bis", "unterstuetzung")
    assert [name for name in absent if name in child.answers] == []
    assert "familie" not in of_applicant(service(), {**ANSWERS, "familie": [CHILD]})


def test_a_child_is_represented_and_an_adult_confirms() -> None:
    child, adult = shares(CHILD, ADULT)
    assert (child.party.name, child.party.represented_by, child.confirm_by) == ("Layla Haddad", "Yusuf Haddad", None)
    assert (adult.party.name, adult.party.represented_by, adult.confirm_by) == ("Rania Haddad", "", date(2026, 11, 16))
    assert (child.answers["zustellweg"], adult.answers["zustellweg"]) == ("postfach", "post")
    assert (child.email, adult.email) == ("", "rania@example.org")


def test_the_birthday_itself_makes_an_adult() -> None:
    eve, day = shares(CHILD | {"geburtsdatum": date(2008, 11, 3)}, CHILD | {"geburtsdatum": date(2008, 11, 2)})
    assert (bool(eve.party.represented_by), bool(day.party.represented_by)) == (True, False)
    assert (eve.confirm_by, day.confirm_by) == (None, date(2026, 11, 16))


def test_whose_age_nobody_can_tell_confirms_herself() -> None:
    (unknown,) = shares(CHILD | {"geburtsdatum": PartlyKnownDate(2008)})
    assert unknown.party.represented_by == ""
    assert unknown.confirm_by == date(2026, 11, 16)


def test_without_rows_it_is_one_persons_application() -> None:
    assert split(service(), ANSWERS, TODAY) == ()
    assert split(load("meldebescheinigung"), {"familie": [CHILD]}, TODAY) == ()


def test_the_case_reads_a_form_without_what_is_not_its_persons() -> None:
    mine, hers = service().for_party("applicant").form, service().for_party("angehoerige").form
    assert mine.find("familie") is None
    assert [field.id for field in hers.by_id["familie"].field.fields] == ["beziehung", "sorgerecht"]
    assert hers.by_id["geburtsort"].field.required is False
    assert hers.by_id["pass_nr"].field.needed_to == "decide"
    assert service().for_party("nobody") is service()


def test_files_are_found_and_renamed_where_they_stand() -> None:
    (child,) = shares(CHILD)
    assert file_places(child.answers) == {"f1": "familie.0.sorgerecht"}
    assert file_places(with_files(child.answers, {"f1": "g1"})) == {"g1": "familie.0.sorgerecht"}


def test_the_fee_before_sending_is_everybodys_by_name() -> None:
    fee = preview_all(service(), {**ANSWERS, "familie": [CHILD, ADULT]}, {}, TODAY)
    assert fee is not None
    assert fee.total.amount == Decimal("232.50")
    assert [line.text["de"].partition(":")[0] for line in fee.lines] == ["Yusuf Haddad", "Layla Haddad", "Rania Haddad"]


def test_it_costs_nothing_only_where_it_costs_nobody_anything() -> None:
    free = {**ANSWERS, "zweck": "schutz", "schutz_status": "asyl"}
    assert is_free_for_all(service(), free, {}, TODAY) == is_free_for_all(service(), {**free, "familie": []}, {}, TODAY)
    assert not is_free_for_all(service(), {**free, "familie": [CHILD]}, {}, TODAY)


def test_what_she_says_first_counts() -> None:
    now = datetime(2026, 11, 2, tzinfo=UTC)
    asked, given = f.ConfirmationAsked(at=now, until=TODAY), f.ConfirmationGiven(at=now)
    declined = f.ConfirmationDeclined(at=now)
    said = [
        confirming.standing(known)
        for known in ((), (given,), (asked,), (asked, given, declined), (asked, declined, given))
    ]
    assert said == ["", "", "open", "given", "declined"]
    assert confirming.is_open((asked,))
    assert not confirming.is_open((asked, f.ApplicationWithdrawn(at=now)))
