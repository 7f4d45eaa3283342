"""A template and a matter become a letter."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from allmende.domain.notices import compose
from allmende.domain.notices import document as doc
from allmende.domain.notices import template as tpl
from allmende.domain.notices.attachments import carries_application
from allmende.domain.notices.template import KINDS, Kind
from allmende.domain.values import Problem, Text
from tests.domain.notices.stand_in import Service, Sheet, grant, names

DAY = date(2026, 11, 2)


def composed(template: tpl.NoticeTemplate, matter: dict[str, Any] | None = None, **options: Any) -> doc.Document:
    author = options.pop("author", None)
    service = options.pop("service", Service())
    found = compose(template, service, matter or names(), DAY, author, **options)
    assert isinstance(found, doc.Document), [str(problem) for problem in found]
    return found


def problems(template: tpl.NoticeTemplate, matter: dict[str, Any], **options: Any) -> list[tuple[str, str]]:
    found = compose(template, options.pop("service", Service()), matter, DAY, options.pop("author", None), **options)
    assert isinstance(found, list)
    assert all(isinstance(problem, Problem) for problem in found)
    return [(problem.code, problem.where) for problem in found]


def test_the_letter_names_authority_addressee_and_decision() -> None:
    letter = composed(grant())
    assert letter.authority == doc.Authority(
        city_key="marburg",
        city="Universitätsstadt Marburg",
        name="Der Magistrat der Universitätsstadt Marburg",
        unit="Straßenverkehrsbehörde",
        address=("Frauenbergstraße 35", "35039 Marburg"),
        contact=(doc.Pair("Telefon", "06421 201-0"), doc.Pair("E-Mail", "parken@marburg.example")),
        accent="#1d4e89",
        website="marburg.localhost",
    )
    assert letter.addressee == ("Erika Mustermann", "Barfüßerstraße 12", "35037 Marburg")
    assert (letter.subject, letter.lead) == ("Ihr Bewohnerparkausweis", "Ihr Antrag vom 01.11.2026 ist bewilligt.")
    assert letter.info[0] == doc.Pair("Unser Zeichen", "MR-7K2M-9QXC")


def test_blocks_are_filled_and_conditions_kept() -> None:
    operative, ancillary = composed(grant()).sections
    assert operative == doc.Section(
        "operative",
        "Entscheidung",
        (
            doc.Paragraph("Sie dürfen in Zone A parken."),
            doc.Pairs(
                (
                    doc.Pair("Kennzeichen", "MR-AB 1234E"),
                    doc.Pair("Halter", "Ich selbst"),
                    doc.Pair("Gültig ab", "02.11.2026"),
                )
            ),
            doc.Table(
                "Weitere Fahrzeuge", ("Kennzeichen", "Art"), ("start", "end"), (("MR-CD 5", "Pkw"), ("MR-EF 67", "Pkw"))
            ),
        ),
    )
    assert ancillary.blocks == (
        doc.Listing(
            ("Der Ausweis gibt kein Recht auf einen freien Platz.", "Legen Sie ihn gut lesbar aus."), numbered=True
        ),
    )


def test_what_is_empty_disappears() -> None:
    letter = composed(grant(), names(weitere=[]))
    assert not any(isinstance(block, doc.Table) for block in letter.sections[0].blocks)


def test_missing_values_are_problems_with_their_place() -> None:
    assert problems(grant(), names(zone=None, familienname=None)) == [
        ("missing_value", "grant.addressee.name"),
        ("missing_value", "grant.operative.tenor"),
    ]


def test_a_paid_fee_asks_for_nothing() -> None:
    fee = composed(grant()).fee
    assert fee is not None
    assert fee.payment is None
    assert fee.paragraphs == (
        (
            "Die Gebühr für „Erteilung eines Bewohnerparkausweises“ beträgt 30,00 € "
            "(§ 6a Abs. 5a StVG und die Gebührenordnung der Stadt Marburg). Die Gebühr tragen Sie."
        ),
        "Bezahlt sind 30,00 € am 02.11.2026 (Kassenzeichen MR26000000017). Es ist nichts mehr zu zahlen.",
    )
    assert fee.table == doc.Table(
        "So setzt sich die Gebühr zusammen",
        ("Position", "Grundlage", "Betrag"),
        ("start", "start", "end"),
        (("Bewohnerparkausweis", "§ 1 Gebührenordnung", "30,00 €"),),
        ("Summe", "", "30,00 €"),
    )


def test_an_open_fee_says_how_to_pay() -> None:
    letter = composed(grant(), names(payment={"status": "open", "reference": "MR26000000017"}))
    assert letter.fee is not None
    assert letter.fee.payment_rows == (
        doc.Pair("Betrag", "30,00 €"),
        doc.Pair("Zu zahlen", "innerhalb von 14 Tagen nach Bekanntgabe"),
        doc.Pair("Empfänger", "Stadtkasse Marburg"),
        doc.Pair("IBAN", "DE02 1203 0000 0000 2020 51"),
        doc.Pair("BIC", "BYLADEM1001"),
        doc.Pair("Bank", "Deutsche Kreditbank Berlin"),
        doc.Pair("Kassenzeichen", "MR26000000017"),
    )
    assert letter.fee.code_caption.startswith("Giro-Code: Überweisung von 30,00 € an Stadtkasse Marburg")


def test_an_open_fee_names_the_last_day_of_its_demand() -> None:
    demanded = {"status": "open", "reference": "MR26000000017", "due_on": date(2027, 1, 4)}
    fee = composed(grant(), names(payment=demanded)).fee
    assert fee is not None
    assert fee.payment_rows[1] == doc.Pair("Zu zahlen", "bis Montag, 4. Januar 2027")
    assert fee.paragraphs[-2:] == (
        "Bitte überweisen Sie den Betrag bis Montag, 4. Januar 2027.",
        "Kommt dieser Bescheid mit der Post, haben Sie länger Zeit: um die Tage, die er bis zur Bekanntgabe braucht.",
    )


def test_several_lines_are_multiplied_visibly_and_add_up() -> None:
    lines = [
        {"id": "a", "text": "Erste Urkunde", "factor": Decimal(1), "amount": Decimal("12.00"), "basis": "Nr. 1"},
        {"id": "b", "text": "Weitere", "factor": Decimal(2), "amount": Decimal("6.00"), "basis": "Nr. 2"},
    ]
    letter = composed(grant(), names(fee={"total": Decimal("24.00"), "lines": lines}))
    assert letter.fee is not None
    assert letter.fee.table is not None
    assert letter.fee.table.rows == (
        ("Erste Urkunde", "Nr. 1", "12,00 €"),
        ("Weitere (2 × 6,00 €)", "Nr. 2", "12,00 €"),
    )


@pytest.mark.parametrize(
    ("factor", "said"),
    [
        (Decimal(5) / 12, "(5/12 × 30,00 €)"),
        (Decimal(7) / 12, "(7/12 × 30,00 €)"),
        (Decimal(-1) / 3, "(-1/3 × 30,00 €)"),
        (Decimal("0.5"), "(0,5 × 30,00 €)"),
        (Decimal(31) / 365, "(31/365 × 30,00 €)"),
        (Decimal("1.2345678901234567"), "(1,2346 × 30,00 €)"),
    ],
)
def test_a_share_is_written_as_people_write_it(factor: Decimal, said: str) -> None:
    """A permit of five months costs 5/12 of the year's fee, and no letter prints 34 digits."""
    lines = [{"id": "a", "text": "Ausweis", "factor": factor, "amount": Decimal(30), "basis": "§ 3"}]
    letter = composed(grant(), names(fee={"total": Decimal("12.50"), "lines": lines}))
    assert letter.fee is not None
    assert letter.fee.table is not None
    assert letter.fee.table.rows[0][0] == f"Ausweis {said}"


def test_a_free_service_says_so() -> None:
    letter = composed(grant(), names(fee={"total": Decimal(0), "lines": []}, payment=None))
    assert letter.fee is not None
    assert letter.fee.paragraphs[0].startswith(
        "Für die Amtshandlung „Erteilung eines Bewohnerparkausweises“ wird keine Gebühr erhoben"
    )
    assert letter.remedy is not None
    assert len(letter.remedy.paragraphs) == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [({"fee": None}, "fee_missing"), ({"payment": {"status": "none", "reference": None}}, "reference_missing")],
)
def test_an_incomplete_fee_is_refused(change: dict[str, Any], code: str) -> None:
    assert problems(grant(), names(**change)) == [(code, "grant.fee")]


def test_a_machine_signs_as_a_machine_and_offers_a_person() -> None:
    assert composed(grant()).signature == doc.Signature(
        "Mit freundlichen Grüßen",
        None,
        "Straßenverkehrsbehörde",
        (
            "Dieser Bescheid wurde automatisch erlassen (§ 46 Abs. 5 StVO). Er gilt ohne Unterschrift (§ 37 Abs. 5 HVwVfG).",
            "Sie möchten, dass ein Mensch Ihren Fall prüft? Schreiben Sie uns das: mit einem Brief, oder online auf der Seite des Antrags.",
        ),
    )


def test_a_person_signs_with_the_name() -> None:
    signature = composed(grant(), author="Petra Beispiel").signature
    assert signature == doc.Signature(
        "Mit freundlichen Grüßen\nIm Auftrag", "Petra Beispiel", "Straßenverkehrsbehörde", ()
    )


def test_without_a_legal_basis_no_machine_decides() -> None:
    service = Service(sheet=Sheet(automatic_decision=None))
    assert problems(grant(), names(), service=service) == [("author_missing", "grant.signature")]


def test_the_ground_is_spoken_in_the_language_of_the_letter() -> None:
    refuse = grant(
        id="refuse",
        outcome="refused",
        lead=Text(de="Ihr Antrag ist abgelehnt.", en="Your application is refused."),
        operative=(
            tpl.ParagraphTemplate("t", Text(de="Ihr Antrag wird abgelehnt.", en="Your application is refused.")),
        ),
        reasons=(tpl.ParagraphTemplate("g", Text(de="{{ ground.title }}: {{ ground.reason }}")),),
        reasons_exception=None,
        fee=None,
    )
    english = {"id": "keine_hauptwohnung", "title": "No main residence in the zone", "reason": "…", "legal_basis": "…"}
    letter = composed(refuse, names(ground=english), author="P. B.", language="en")
    spoken = "Keine Hauptwohnung in der Zone: Sie sind in der Zone nicht mit Hauptwohnung gemeldet."
    assert letter.sections[1] == doc.Section("reasons", "Begründung", (doc.Paragraph(spoken),))
    assert letter.translation is not None
    assert letter.translation.sections[1].blocks == (
        doc.Paragraph("No main residence in the zone: Your main residence is not in the zone."),
    )


def test_english_readers_get_german_and_a_marked_translation() -> None:
    letter = composed(grant(), language="en")
    assert (letter.language, letter.subject) == ("de", "Ihr Bewohnerparkausweis")
    other = letter.translation
    assert other is not None
    assert (other.language, other.subject) == ("en", "Your resident parking permit")
    assert other.banner.endswith("Only the German text on the pages before is legally binding.")
    assert other.fee is not None
    assert other.fee.table is not None
    assert other.fee.table.rows[0] == ("Resident parking permit", "§ 1 Gebührenordnung", "€30.00")


def test_without_english_texts_there_is_no_translation() -> None:
    assert composed(grant(lead=Text(de="Bewilligt.")), language="en").translation is None


def test_a_receipt_repeats_the_whole_declaration() -> None:
    receipt = grant(
        kind="receipt",
        outcome="other",
        operative=(tpl.ParagraphTemplate("e", Text(de="Ihr Antrag ist da.")),),
        information=(tpl.HeadingTemplate("h", Text(de="Ihre Angaben")), tpl.Answers("a")),
        reasons_exception=None,
        ancillary=(),
        fee=None,
    )
    letter = composed(receipt)
    assert letter.remedy is None
    assert letter.sections == (
        doc.Section("operative", "", (doc.Paragraph("Ihr Antrag ist da."),)),
        doc.Section(
            "information",
            "Ihre Angaben",
            (
                doc.Heading("Fahrzeug"),
                doc.Pairs((doc.Pair("Kennzeichen", "MR-AB 1234E"), doc.Pair("Halter", "Ich selbst"))),
                doc.Heading("Fahrzeug 1", level=2),
                doc.Pairs((doc.Pair("Kennzeichen", "MR-CD 5"), doc.Pair("Art", "Pkw"))),
                doc.Heading("Fahrzeug 2", level=2),
                doc.Pairs((doc.Pair("Kennzeichen", "MR-EF 67"), doc.Pair("Art", "Pkw"))),
            ),
        ),
    )


def test_a_certificate_carries_place_and_day_instead_of_a_greeting() -> None:
    certificate = grant(kind="certificate", fee=None, reasons_exception=None)
    assert composed(certificate).signature.closing == "Marburg, 02.11.2026"


@pytest.mark.parametrize(
    ("parts", "kept"),
    [
        (("H a",), []),
        (("H a", "H b", "P text"), ["b"]),
        (("P text", "H a"), []),
        (("H a", "P text", "H b", "P text"), ["a", "b"]),
    ],
)
def test_a_heading_with_nothing_beneath_it_is_left_out(parts: tuple[str, ...], kept: list[str]) -> None:
    kinds = {"H": tpl.HeadingTemplate, "P": tpl.ParagraphTemplate}
    blocks = tuple(kinds[part[0]](f"b{number}", Text(de=part[2:])) for number, part in enumerate(parts))
    (section,) = composed(grant(operative=(tpl.ParagraphTemplate("p", Text(de="Da.")), *blocks), ancillary=())).sections
    assert [block.text for block in section.blocks if isinstance(block, doc.Heading)] == kept


def test_a_certificate_names_neither_applicant_nor_matter() -> None:
    certificate = composed(grant(kind="certificate", fee=None, reasons_exception=None))
    assert (certificate.addressee, certificate.reference) == ((), "")
    assert [row.label for row in certificate.info] == ["Auskunft", "Telefon", "E-Mail"]


def test_the_seal_is_announced() -> None:
    letter = composed(grant())
    assert "marburg.localhost/pruefen/" in letter.seal_note
    assert composed(grant(), sealed=False).seal_note == ""


@pytest.mark.parametrize("kind", KINDS)
def test_the_receipt_alone_carries_the_application_and_says_so(kind: Kind) -> None:
    letter = composed(grant(kind=kind, reasons_exception=None, reasons=(), fee=None))
    expected = ("Ihre Antragsdaten, in dieser Datei enthalten (JSON und XML)",) if kind == "receipt" else ()
    assert letter.enclosures == expected
    assert carries_application(kind) == (kind == "receipt")


CARD = tpl.CardTemplate(
    title=Text(de="Bewohnerparkausweis", en="Resident parking permit"),
    large_label=Text(de="Zone", en="Zone"),
    large="upper case(zone)",
    marks_label=Text(de="Kennzeichen", en="Plate"),
    marks="concatenate([kennzeichen], weitere.kennzeichen)",
    number="string(4711)",
    valid_from="beginn",
    valid_until='beginn + duration("P1Y") - duration("P1D")',
    register="parking_permits",
    when="parameter.ausweis_auslegen",
)


def test_what_is_displayed_names_nobody_and_says_where_to_check() -> None:
    matter = names(parameter={"ausweis_auslegen": True})
    letter = composed(grant(card=CARD), matter, code="7WN9-3H3Q-VSDH", language="en")
    card = letter.card
    assert card is not None
    assert (card.large, card.marks, card.number) == ("A", ("MR-AB 1234E", "MR-CD 5", "MR-EF 67"), "4711")
    assert card.rows[-1] == doc.Pair("Nummer", "4711")
    assert [row.label for row in card.rows] == ["Gültig ab", "Gültig bis", "Nummer"]
    assert card.address == "https://marburg.localhost/pruefen/?code=7WN9-3H3Q-VSDH"
    assert "Mustermann" not in str(card)
    assert letter.translation is not None
    assert letter.translation.card is None


def test_without_the_need_to_display_there_is_no_card() -> None:
    assert composed(grant(card=CARD), names(parameter={"ausweis_auslegen": False})).card is None


@pytest.mark.parametrize(
    "missing", [{"marks": "gibt_es_nicht"}, {"valid_until": "gibt_es_nicht"}, {"large": "gibt_es_nicht"}]
)
def test_a_card_without_its_values_is_not_printed(missing: dict[str, str]) -> None:
    matter = names(parameter={"ausweis_auslegen": True})
    assert [code for code, _ in problems(grant(card=replace(CARD, **missing)), matter)] == ["missing_value"]


def test_a_letter_needs_its_reference() -> None:
    assert ("reference_missing", "grant") in problems(grant(), names(case=None))


def test_an_unknown_court_is_a_problem_not_a_wrong_instruction() -> None:
    service = Service()
    service = replace(service, city=replace(service.city, court="vg_nirgends"), sheet=Sheet(remedy="action"))
    assert problems(grant(), names(), service=service) == [("remedy_missing", "grant.remedy")]


def test_a_city_without_that_unit_writes_in_its_own_name() -> None:
    letter = composed(grant(), service=replace(Service(), unit=None))
    assert (letter.authority.unit, letter.authority.address) == ("", ("Markt 1", "35037 Marburg"))
    assert letter.authority.contact == (doc.Pair("Telefon", "06421 201-1"), doc.Pair("E-Mail", "info@marburg.example"))


def test_an_open_fee_needs_an_account() -> None:
    service = replace(Service(), city=replace(Service().city, payment=None))
    matter = names(payment={"status": "open", "reference": "MR1"})
    assert problems(grant(), matter, service=service) == [("account_missing", "grant.fee")]


def test_a_translation_with_a_missing_value_is_left_out() -> None:
    letter = composed(grant(lead=Text(de="Bewilligt.", en="Granted {{ gibt_es_nicht }}.")), language="en")
    assert letter.translation is None


def test_a_ground_the_service_does_not_know_is_spoken_as_given() -> None:
    part = (tpl.ParagraphTemplate("g", Text(de="{{ ground.title }}")),)
    letter = composed(grant(reasons=part), names(ground={"id": "fremd", "title": "Anderer Grund"}))
    assert letter.sections[1].blocks == (doc.Paragraph("Anderer Grund"),)


def test_a_list_that_is_missing_is_a_problem() -> None:
    table = tpl.TableTemplate(
        "t", Text(de=""), (tpl.ColumnTemplate("c", Text(de="C"), Text(de="{{ row }}")),), rows="gibt_es_nicht"
    )
    assert problems(grant(operative=(table,)), names()) == [("missing_value", "grant.operative.t")]


def test_lists_and_tables_without_rows_leave_no_trace() -> None:
    never = "false"
    parts = (
        tpl.TableTemplate("t", Text(de=""), (tpl.ColumnTemplate("c", Text(de="C"), Text(de="{{ row }}")),), rows="[]"),
        tpl.ListingTemplate("l", (tpl.ItemTemplate("i", Text(de="x"), when=never),)),
        tpl.RowsTemplate("r", (tpl.RowTemplate("z", Text(de="x"), Text(de="y"), when=never),)),
    )
    assert [section.role for section in composed(grant(operative=parts)).sections] == ["ancillary"]


def test_enclosures_and_another_debtor_are_named() -> None:
    part = tpl.FeeTemplate(Text(de="Akt"), Text(de="§ 1"), debtor=Text(de="die Firma {{ familienname }}"))
    letter = composed(grant(fee=part, enclosures=(tpl.ItemTemplate("m", Text(de="Merkblatt")),)))
    assert letter.enclosures == ("Merkblatt",)
    assert letter.fee is not None
    assert letter.fee.paragraphs[0].endswith("Die Gebühr trägt die Firma Mustermann.")
