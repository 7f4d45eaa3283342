"""The fixed words of our letters, German and English. What a package or a city says is not in here."""

from __future__ import annotations

from allmende.domain.values import Text

HEADINGS: dict[str, Text] = {
    "operative": Text(de="Entscheidung", en="Decision"),
    "reasons": Text(de="Begründung", en="Reasons"),
    "ancillary": Text(de="Nebenbestimmungen", en="Conditions"),
    "information": Text(de="Gut zu wissen", en="Good to know"),
    "next": Text(de="Wie es weitergeht", en="What happens next"),
    "fee": Text(de="Gebühr", en="Fee"),
    "remedy": Text(de="Rechtsbehelfsbelehrung", en="How to challenge this decision"),
}
INFO: dict[str, Text] = {
    "reference": Text(de="Unser Zeichen", en="Our reference"),
    "day": Text(de="Datum", en="Date"),
    "received": Text(de="Ihr Antrag vom", en="Your application of"),
    "unit": Text(de="Auskunft", en="Information"),
    "phone": Text(de="Telefon", en="Phone"),
    "email": Text(de="E-Mail", en="E-mail"),
}
FEE: dict[str, Text] = {
    "caption": Text(de="So setzt sich die Gebühr zusammen", en="How the fee is made up"),
    "position": Text(de="Position", en="Item"),
    "basis": Text(de="Grundlage", en="Legal basis"),
    "amount": Text(de="Betrag", en="Amount"),
    "sum": Text(de="Summe", en="Total"),
    "due": Text(de="Zu zahlen", en="To be paid"),
    "payee": Text(de="Empfänger", en="Payee"),
    "bank": Text(de="Bank", en="Bank"),
    "reference": Text(de="Kassenzeichen", en="Payment reference"),
}
CARD: dict[str, Text] = {
    "valid_from": Text(de="Gültig ab", en="Valid from"),
    "valid_until": Text(de="Gültig bis", en="Valid until"),
    "number": Text(de="Nummer", en="Number"),
    "note": Text(
        de="Zum Auslegen: Bitte ausschneiden. Ihr Name steht nicht darauf.",
        en="To display: please cut out. Your name is not on it.",
    ),
}
BASIS = Text(de="Rechtsgrundlage: {basis}", en="Legal basis: {basis}")
WEIGHED = Text(de="Bei unserer Abwägung war wichtig: {words}", en="What we weighed: {words}")
DEPARTS = Text(
    de="Anders als beantragt: {label} {value} statt {wanted}.",
    en="Other than applied for: {label} {value} instead of {wanted}.",
)
NOTHING = Text(de="keine Angabe", en="nothing stated")
BECAUSE = Text(de="Der Grund dafür: {words}", en="The reason for this: {words}")
CLOSING = Text(de="Mit freundlichen Grüßen", en="Yours sincerely")
ON_BEHALF = Text(de="Im Auftrag", en="On behalf of the authority")
COURTESY = Text(
    de="",
    en="Courtesy translation. It is meant to help you understand the notice. "
    "Only the German text on the pages before is legally binding.",
)
DATA_ENCLOSURE = Text(
    de="Ihre Antragsdaten, in dieser Datei enthalten (JSON und XML)",
    en="Your application data, inside this file (JSON and XML)",
)


def machine_note(kind: str, basis: str | None) -> Text:
    """§ 37 Abs. 5 HVwVfG: a notice issued by machine needs no signature or name, but says so."""
    if kind != "decision":
        return Text(
            de="Dieses Schreiben wurde automatisch erstellt und gilt ohne Unterschrift.",
            en="This letter was made automatically and is valid without a signature.",
        )
    named = f" ({basis})" if basis else ""
    return Text(
        de=f"Dieser Bescheid wurde automatisch erlassen{named}. Er gilt ohne Unterschrift (§ 37 Abs. 5 HVwVfG).",
        en=f"This notice was issued automatically{named}. It is valid without a signature (§ 37 (5) HVwVfG).",
    )


HUMAN_NOTE = Text(
    de="Sie möchten, dass ein Mensch Ihren Fall prüft? Schreiben Sie uns über die Statusseite Ihres Antrags.",
    en="Would you like a person to look at your case? Write to us on the status page of your application.",
)


def code_note(host: str) -> Text:
    """Where anyone can check the code on a card."""
    return Text(
        de=f"Echt? Code scannen oder eingeben unter {host}/pruefen/",
        en=f"Genuine? Scan the code or enter it at {host}/en/pruefen/",
    )


def seal_note(host: str) -> Text:
    """Where anyone can check the seal; the seal itself is invisible on paper."""
    return Text(
        de=f"Diese Datei ist elektronisch gesiegelt. Ob sie echt und unverändert ist, prüfen Sie unter {host}/pruefen/. "
        "Auf Papier ist das Siegel nicht prüfbar.",
        en=f"This file carries an electronic seal. Check at {host}/en/pruefen/ that it is genuine and unchanged. "
        "On paper the seal cannot be checked.",
    )
