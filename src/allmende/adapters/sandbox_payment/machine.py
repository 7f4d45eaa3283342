"""The provider's door: its API, its pay page, and what each button sets going."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from threading import Timer
from urllib.parse import urlsplit

from allmende.adapters.http import WSGIApplication, dump, over_network
from allmende.adapters.sandbox_pages import PageReply, Request, not_found, redirect, refuse_production
from allmende.adapters.sandbox_pages import application as wsgi
from allmende.adapters.sandbox_payment import api, pay_page
from allmende.adapters.sandbox_payment.ledger import Ledger, SandboxPayment
from allmende.adapters.xbezahldienste import hint
from allmende.domain.ports import Unavailable

Deliver = Callable[[float, str, dict[str, str], bytes], None]
"""Posts a callback after so many seconds, without making anybody wait."""


@dataclass(frozen=True, slots=True)
class SandboxPaymentConfig:
    """`public_url` is where people reach the application, e.g. `http://sandbox.localhost:8000/zahlen`.

    `token` opens the API, `hint_secret` signs callbacks; they go to `callback_path` at the host of the return
    address. `late` is how long a late payment takes.
    """

    public_url: str
    database: Path
    token: str
    hint_secret: bytes
    production: bool = False
    callback_path: str = "/hooks/zahlung/testbezahlung/"
    late: timedelta = timedelta(seconds=20)
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    deliver: Deliver | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """What a button does: the outcome, after how long, how many callbacks, and whether the payer comes back.

    `amount` gives what is stated as paid, from what is demanded (None: no amount); `then` is what the outcome turns into
    a little later.
    """

    status: str
    late: bool = False
    callbacks: int = 1
    returns: bool = True
    amount: Callable[[Decimal], Decimal | None] | None = None
    currency: str | None = None
    then: str | None = None


COURSES = {
    "pay": Course("PAYED"),
    "cancel": Course("CANCELED"),
    "fail": Course("FAILED"),
    "late": Course("PAYED", late=True),
    "double": Course("PAYED", callbacks=2),
    "silent": Course("PAYED", callbacks=0),
    "stay": Course("PAYED", returns=False),
    "less": Course("PAYED", amount=lambda _: Decimal("0.01")),
    "more": Course("PAYED", amount=lambda demanded: demanded + 10),
    "currency": Course("PAYED", currency="USD"),
    "nothing": Course("PAYED", amount=lambda _: Decimal("0.00")),
    "figures": Course("PAYED", amount=lambda _: None),
    "back": Course("PAYED", then="CANCELED"),
    "again": Course("FAILED", then="PAYED"),
}


def application(config: SandboxPaymentConfig) -> WSGIApplication:
    """The provider as a WSGI application. Error: `RuntimeError` in production."""
    refuse_production("Testbezahlseite", production=config.production)
    return wsgi(_PaymentMachine(config).respond)


class _PaymentMachine:
    def __init__(self, config: SandboxPaymentConfig) -> None:
        self.config = config
        self.ledger = Ledger(config.database)
        self.pay_url = f"{config.public_url.rstrip('/')}/seite"
        self.deliver = config.deliver or post_later

    def respond(self, request: Request) -> PageReply:
        now = self.config.now()
        if request.path.startswith("/api/"):
            fresh = (secrets.token_urlsafe(16), _reference())
            return api.serve(request, self.ledger, token=self.config.token, pay_url=self.pay_url, fresh=fresh, now=now)
        payment = self.ledger.find(request.path.removeprefix("/seite/")) if request.path.startswith("/seite/") else None
        if payment is None:
            return not_found()
        if payment.settled_at is not None and request.method == "GET":
            return pay_page.settled(request, payment)
        if request.method == "POST":
            return self._press(request, payment, now)
        return pay_page.choose(request, payment)

    def _press(self, request: Request, payment: SandboxPayment, now: datetime) -> PageReply:
        course = COURSES.get(request.form.get("wie", ""))
        if course is None:
            return pay_page.choose(request, payment)
        at = now + self.config.late if course.late else now
        stated = course.amount(api.demanded(payment)) if course.amount else None
        settled = self.ledger.settle(
            payment.id,
            course.status,
            at,
            amount=str(stated if stated is not None else "") if course.amount else None,
            currency=course.currency,
            then_status=course.then,
            then_at=now + self.config.late if course.then else None,
        )
        if settled:
            self._call_back(payment, course)
        if not course.returns:
            return pay_page.stay(request, payment)
        return redirect(payment.return_url)

    def _call_back(self, payment: SandboxPayment, course: Course) -> None:
        body = dump({"transactionId": payment.id})
        target = urlsplit(payment.return_url)
        url = f"{target.scheme}://{target.netloc}{self.config.callback_path}"
        late = self.config.late.total_seconds()
        delays = [(late if course.late else 0.0) + 0.5 * (number + 1) for number in range(course.callbacks)]
        for delay in [*delays, *([late + 0.5] if course.then else [])]:
            sent_at = self.config.now() + timedelta(seconds=delay)
            signature = hint.sign(self.config.hint_secret, body, sent_at)
            self.deliver(delay, url, {"Content-Type": "application/json", hint.HEADER: signature}, body)


def post_later(delay: float, url: str, headers: dict[str, str], body: bytes) -> None:
    """In a thread of its own; a callback that fails is lost, as callbacks are."""
    send = over_network("callback")

    def post() -> None:
        try:
            send("POST", url, headers, body)
        except Unavailable:
            return

    timer = Timer(delay, post)
    timer.daemon = True
    timer.start()


def _reference() -> str:
    """A Kassenzeichen of the sandbox's own range."""
    return f"TEST-{secrets.randbelow(10**10):010d}"
