"""The page on which people pay – here: choose what shall happen."""

from __future__ import annotations

import json
from decimal import Decimal
from html import escape
from urllib.parse import urlsplit

from allmende.adapters.sandbox_pages import PageReply, Request, page
from allmende.adapters.sandbox_payment.ledger import SandboxPayment
from allmende.domain.values import Money, Text
from allmende.words import in_language

TITLE = Text.named("adapters.sandbox_payment.pay_page.title")
WARNING = Text.named("adapters.sandbox_payment.pay_page.warning")
BUTTONS = {
    "pay": Text.named("adapters.sandbox_payment.pay_page.buttons_pay"),
    "cancel": Text.named("adapters.sandbox_payment.pay_page.buttons_cancel"),
    "fail": Text.named("adapters.sandbox_payment.pay_page.buttons_fail"),
    "late": Text.named("adapters.sandbox_payment.pay_page.buttons_late"),
    "double": Text.named("adapters.sandbox_payment.pay_page.buttons_double"),
    "silent": Text.named("adapters.sandbox_payment.pay_page.buttons_silent"),
    "stay": Text.named("adapters.sandbox_payment.pay_page.buttons_stay"),
    "less": Text.named("adapters.sandbox_payment.pay_page.buttons_less"),
    "more": Text.named("adapters.sandbox_payment.pay_page.buttons_more"),
    "currency": Text.named("adapters.sandbox_payment.pay_page.buttons_currency"),
    "nothing": Text.named("adapters.sandbox_payment.pay_page.buttons_nothing"),
    "figures": Text.named("adapters.sandbox_payment.pay_page.buttons_figures"),
    "back": Text.named("adapters.sandbox_payment.pay_page.buttons_back"),
    "again": Text.named("adapters.sandbox_payment.pay_page.buttons_again"),
}
WORDS = {
    "amount": Text.named("adapters.sandbox_payment.pay_page.amount"),
    "purpose": Text.named("adapters.sandbox_payment.pay_page.purpose"),
    "reference": Text.named("adapters.sandbox_payment.pay_page.reference"),
    "items": Text.named("adapters.sandbox_payment.pay_page.items"),
    "question": Text.named("adapters.sandbox_payment.pay_page.question"),
    "trouble": Text.named("adapters.sandbox_payment.pay_page.trouble"),
    "done": Text.named("adapters.sandbox_payment.pay_page.done"),
    "back": Text.named("adapters.sandbox_payment.pay_page.back"),
    "stay": Text.named("adapters.sandbox_payment.pay_page.stay"),
}


def choose(request: Request, payment: SandboxPayment) -> PageReply:
    """What is to be paid, and a button for every course it may take."""
    words = in_language(WORDS, request.language)
    buttons = {key: _button(key, name.spoken(request.language)) for key, name in BUTTONS.items()}
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


def settled(request: Request, payment: SandboxPayment) -> PageReply:
    words = in_language(WORDS, request.language)
    link = f'<p><a href="{escape(payment.return_url)}">{words["back"]}</a></p>'
    return _page(request, payment, f"<p>{words['done']}</p>{_summary(request, payment)}{link}")


def stay(request: Request, payment: SandboxPayment) -> PageReply:
    return _page(request, payment, f"<p>{WORDS['stay'].spoken(request.language)}</p>{_summary(request, payment)}")


def _summary(request: Request, payment: SandboxPayment) -> str:
    words = in_language(WORDS, request.language)
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


def _page(request: Request, payment: SandboxPayment, content: str) -> PageReply:
    target = urlsplit(payment.return_url)
    origin = f"{target.scheme}://{target.netloc}"
    return page(
        request, TITLE.spoken(request.language), WARNING.spoken(request.language), content, form_targets=(origin,)
    )
