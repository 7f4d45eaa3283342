"""The page on which people pay – here: choose what shall happen."""

from __future__ import annotations

import json
from decimal import Decimal
from html import escape
from urllib.parse import urlsplit

from allmende.adapters.sandbox_pages import Reply, Request, page
from allmende.adapters.sandbox_payment.ledger import Payment
from allmende.domain.values import Money

TITLE = {"de": "Testbezahlseite", "en": "Test payment page"}
WARNING = {
    "de": "Testbezahlseite – es fließt kein Geld.",
    "en": "Test payment page – no money moves.",
}
BUTTONS = {
    "pay": ("Bezahlen", "Pay"),
    "cancel": ("Abbrechen und zurück", "Cancel and go back"),
    "fail": ("Zahlung fehlschlagen lassen", "Let the payment fail"),
    "late": ("Bezahlen mit verspäteter Rückmeldung", "Pay with a late confirmation"),
    "double": ("Bezahlen mit doppelter Rückmeldung", "Pay with a doubled confirmation"),
    "silent": ("Bezahlen ohne Rückmeldung", "Pay without a confirmation"),
    "stay": ("Bezahlen und nicht zurückkehren", "Pay and do not return"),
    "less": ("Nur 0,01 bezahlen", "Pay only 0.01"),
    "more": ("10,00 zu viel bezahlen", "Pay 10.00 too much"),
    "currency": ("In US-Dollar bezahlen", "Pay in US dollars"),
    "nothing": ("Als bezahlt melden mit 0,00", "Report as paid with 0.00"),
    "figures": ("Als bezahlt melden ohne Betrag", "Report as paid without an amount"),
    "back": ("Bezahlen, bald zurückbuchen", "Pay, charge back soon"),
    "again": ("Fehlschlagen, bald doch abbuchen", "Fail, capture soon after all"),
}
WORDS = {
    "de": {
        "amount": "Betrag",
        "purpose": "Verwendungszweck",
        "reference": "Kassenzeichen",
        "items": "Wofür",
        "question": "Was soll geschehen?",
        "trouble": "Störungen ausprobieren",
        "done": "Diese Zahlung ist abgeschlossen.",
        "back": "Zurück zur Stadt",
        "stay": "Bezahlt. Diese Seite führt absichtlich nicht zurück. Sie können das Fenster schließen.",
    },
    "en": {
        "amount": "Amount",
        "purpose": "Purpose",
        "reference": "Payment reference",
        "items": "What for",
        "question": "What shall happen?",
        "trouble": "Try out disturbances",
        "done": "This payment is complete.",
        "back": "Back to the city",
        "stay": "Paid. This page does not lead back on purpose. You may close the window.",
    },
}


def choose(request: Request, payment: Payment) -> Reply:
    """What is to be paid, and a button for every course it may take."""
    words = WORDS[request.language]
    number = 1 if request.language == "en" else 0
    buttons = {key: _button(key, names[number]) for key, names in BUTTONS.items()}
    content = f"""{_summary(request, payment)}
<form method="post" action="?lang={request.language}">
<h2>{words["question"]}</h2>
{buttons["pay"]}{buttons["cancel"]}
<h2>{words["trouble"]}</h2>
{"".join(buttons[key] for key in BUTTONS if key not in ("pay", "cancel"))}
</form>"""
    return _page(request, payment, content)


def _button(key: str, name: str) -> str:
    main = ' class="haupt"' if key == "pay" else ""
    return f'<button name="wie" value="{key}"{main}>{escape(name)}</button>'


def settled(request: Request, payment: Payment) -> Reply:
    words = WORDS[request.language]
    link = f'<p><a href="{escape(payment.return_url)}">{words["back"]}</a></p>'
    return _page(request, payment, f"<p>{words['done']}</p>{_summary(request, payment)}{link}")


def stay(request: Request, payment: Payment) -> Reply:
    return _page(request, payment, f"<p>{WORDS[request.language]['stay']}</p>{_summary(request, payment)}")


def _summary(request: Request, payment: Payment) -> str:
    words = WORDS[request.language]
    stated = json.loads(payment.request, parse_float=Decimal)
    amount = Money(Decimal(stated["grosAmount"])).spoken(request.language)
    items = "; ".join(str(item.get("description", "")) for item in stated["items"])
    rows = (
        (words["amount"], amount),
        (words["purpose"], stated["purpose"]),
        (words["items"], items),
        (words["reference"], payment.reference),
    )
    inside = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in rows)
    return f"<dl>{inside}</dl>"


def _page(request: Request, payment: Payment, content: str) -> Reply:
    target = urlsplit(payment.return_url)
    origin = f"{target.scheme}://{target.netloc}"
    return page(request, TITLE[request.language], WARNING[request.language], content, form_targets=(origin,))
