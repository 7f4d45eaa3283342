"""A complete letter for tests: every kind of part once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from allmende.domain.notices import document as doc
from allmende.domain.values import Money


def letter() -> doc.Document:
    """A granted parking permit of Marburg with fee, payment data and remedy."""
    lines = (("Bewohnerparkausweis, 12 Monate", "§ 1 Gebührenordnung", "30,00 €"),)
    return doc.Document(
        id="grant",
        kind="decision",
        language="de",
        authority=doc.Authority(
            city_key="marburg",
            city="Universitätsstadt Marburg",
            name="Der Magistrat der Universitätsstadt Marburg",
            unit="Straßenverkehrsbehörde",
            address=("Frauenbergstraße 35", "35039 Marburg"),
            contact=(doc.Pair("Telefon", "06421 201-0"), doc.Pair("E-Mail", "parken@marburg.example")),
            accent="#7a1f3d",
            website="marburg.localhost",
        ),
        reference="MR-2026-000123",
        day=date(2026, 11, 2),
        place_and_day="Marburg, 02.11.2026",
        addressee=("Erika Mustermann", "Barfüßerstraße 12", "35037 Marburg"),
        subject="Ihr Bewohnerparkausweis",
        lead="Ihr Antrag vom 01.11.2026 ist bewilligt.",
        info=(doc.Pair("Unser Zeichen", "MR-2026-000123"), doc.Pair("Datum", "02.11.2026")),
        sections=(
            doc.Section(
                "operative",
                "Entscheidung",
                (
                    doc.Paragraph("Sie dürfen in der Zone A parken."),
                    doc.Pairs((doc.Pair("Kennzeichen", "MR-AB 1234E"), doc.Pair("Zone", "A"))),
                    doc.Listing(("Gültig vom 02.11.2026.", "Gültig bis 01.11.2027."), numbered=True),
                ),
            ),
            doc.Section("reasons", "Gründe", (doc.Heading("Sachverhalt"), doc.Paragraph("Sie wohnen dort."))),
        ),
        signature=doc.Signature("Mit freundlichen Grüßen", None, "", ("Dieser Bescheid wurde automatisch erlassen.",)),
        salutation="Guten Tag Erika Mustermann,",
        fee=doc.Fee(
            heading="Gebühr",
            paragraphs=("Für die Erteilung des Ausweises wird eine Gebühr erhoben.",),
            table=doc.Table(
                caption="Berechnung der Gebühr",
                columns=("Position", "Grundlage", "Betrag"),
                aligns=("start", "start", "end"),
                rows=lines,
                total=("Summe", "", "30,00 €"),
            ),
            total=Money(Decimal("30.00")),
            payment=doc.Payment(
                amount=Money(Decimal("30.00")),
                payee="Universitätsstadt Marburg",
                iban="DE02120300000000202051",
                bic="BYLADEM1001",
                reference="MR-4711-0815",
                due="02.12.2026",
            ),
            payment_rows=(
                doc.Pair("Empfängerin", "Universitätsstadt Marburg"),
                doc.Pair("Verwendungszweck", "MR-4711-0815"),
            ),
            code_caption="Giro-Code: 30,00 € an Universitätsstadt Marburg, Verwendungszweck MR-4711-0815",
        ),
        remedy=doc.Remedy(
            "Rechtsbehelfsbelehrung",
            ("Gegen diesen Bescheid kann innerhalb eines Monats nach Bekanntgabe Widerspruch erhoben werden.",),
            "objection",
            "remedy.objection.2026",
        ),
        seal_note="Dieses Dokument ist elektronisch gesiegelt.",
        enclosures=("Antrag als Datei (application.json, application.xml)",),
    )
