"""One contract for every payment provider; then what only the real client and the sandbox have."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from allmende.adapters.http import HttpAnswer, Send, into
from allmende.adapters.memory import MemoryPayments
from allmende.adapters.sandbox_payment import SandboxPaymentConfig, application
from allmende.adapters.xbezahldienste import XBezahldienste, bearer, client_credentials, hint
from allmende.domain.ports import Unavailable
from allmende.domain.ports.payment import (
    PaymentHint,
    PaymentItem,
    PaymentProvider,
    PaymentRequest,
    PaymentStatus,
    PaymentTransaction,
)
from allmende.domain.values import Money, Problem

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
PUBLIC = "http://sandbox.localhost:8000/zahlen"
SECRET = b"hint secret"

REQUEST = PaymentRequest(
    request_id="demand-1-attempt-1",
    amount=Money(Decimal("37.50")),
    purpose="Bewohnerparken AZ 2026/17",
    description="Bewohnerparkausweis für 6 Monate",
    return_url="http://marburg.localhost:8000/vorgang/1/zahlung/zurueck/",
    requested_at=NOW,
    items=(
        PaymentItem("ausweis", "Ausweis", Money(Decimal("12.50")), quantity=2),
        PaymentItem("zuschlag", "Zuschlag (einmalig)", Money(Decimal("12.50")), booking={"sachkonto": "5110"}),
    ),
)


@dataclass
class Bench:
    """A provider and the hand of the payer."""

    provider: PaymentProvider
    settle: Callable[[str, PaymentStatus], None]
    play: Callable[[str, str], None]
    later: Callable[[], None] = lambda: None
    """What a provider in trouble says: `play` begins it, `later` is when it changes its word."""


class Sandbox:
    def __init__(self, path: Path) -> None:
        self.clock = NOW
        self.callbacks: list[tuple[float, str, dict[str, str], bytes]] = []
        self.send = into(
            application(
                SandboxPaymentConfig(
                    public_url=PUBLIC,
                    database=path / "payments.sqlite3",
                    token="token",
                    hint_secret=SECRET,
                    now=lambda: self.clock,
                    deliver=lambda *call: self.callbacks.append(call),
                )
            ),
            PUBLIC,
        )
        self.provider = self.client()

    def client(self, token: str = "token", send: Send | None = None) -> XBezahldienste:
        return XBezahldienste(
            send or self.send, f"{PUBLIC}/api", "allmende", "06534014", bearer(token), hint_secret=SECRET
        )

    def press(self, transaction_id: str, button: str) -> HttpAnswer:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.send(
            "POST", f"{PUBLIC}/seite/{transaction_id}?lang=de", headers, urlencode({"wie": button}).encode()
        )

    def page(self, transaction_id: str, language: str = "de") -> str:
        return self.send("GET", f"{PUBLIC}/seite/{transaction_id}?lang={language}", {}).body.decode()


@pytest.fixture
def sandbox(tmp_path: Path) -> Sandbox:
    return Sandbox(tmp_path)


@pytest.fixture(params=["memory", "xbezahldienste"])
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Bench:
    if request.param == "memory":
        memory = MemoryPayments()
        followers: list[Callable[[], None]] = []

        def play(key: str, fault: str) -> None:
            first, then = MEMORY_FAULTS[fault]
            memory.settle(key, "paid", NOW)
            memory.play(key, **first)
            followers.append(lambda: memory.play(key, **then))

        def follow() -> None:
            for follower in followers:
                follower()

        return Bench(memory, lambda key, status: memory.settle(key, status, NOW), play, follow)
    sandbox = Sandbox(tmp_path)
    buttons = {"paid": "pay", "failed": "fail", "canceled": "cancel"}

    def press(key: str, button: str) -> None:
        sandbox.press(key, button)

    def wait() -> None:
        sandbox.clock += timedelta(minutes=1)

    return Bench(sandbox.provider, lambda key, status: press(key, buttons[status]), press, wait)


MEMORY_FAULTS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "less": ({"amount": Money(Decimal("0.01"))}, {}),
    "more": ({"amount": Money(Decimal("47.50"))}, {}),
    "currency": ({"amount": Money(Decimal("37.50"), "USD")}, {}),
    "nothing": ({"amount": Money(Decimal("0.00"))}, {}),
    "figures": ({"amount": None}, {}),
    "back": ({}, {"status": "canceled"}),
    "again": ({"status": "failed"}, {"status": "paid"}),
}


def opened(provider: PaymentProvider, request: PaymentRequest = REQUEST) -> PaymentTransaction:
    made = provider.create(request)
    assert isinstance(made, PaymentTransaction), made
    return made


# ── the contract ──────────────────────────────────────────────────────────────────────────────────


def test_a_new_transaction_waits_at_its_pay_page(bench: Bench) -> None:
    made = opened(bench.provider)
    assert (made.status, made.request_id, made.amount) == ("initial", REQUEST.request_id, REQUEST.amount)
    assert made.redirect_url.startswith("http")
    assert made.reference
    assert bench.provider.find(made.id) == made


def test_asking_twice_opens_one_transaction(bench: Bench) -> None:
    assert opened(bench.provider) == opened(bench.provider)


def test_another_request_is_another_transaction(bench: Bench) -> None:
    first, second = opened(bench.provider), opened(bench.provider, replace(REQUEST, request_id="demand-1-attempt-2"))
    assert first.id != second.id
    assert first.reference != second.reference


def test_the_same_request_with_another_amount_is_a_conflict(bench: Bench) -> None:
    opened(bench.provider)
    other = replace(REQUEST, amount=Money(Decimal("12.50")), items=REQUEST.items[1:])
    found = bench.provider.create(other)
    assert isinstance(found, Problem)
    assert found.code == "payment.conflict"


@pytest.mark.parametrize("status", ["paid", "failed", "canceled"])
def test_the_outcome_is_found_and_stays(bench: Bench, status: PaymentStatus) -> None:
    made = opened(bench.provider)
    bench.settle(made.id, status)
    bench.settle(made.id, "paid")
    found = bench.provider.find(made.id)
    assert found is not None
    assert (found.status, found.redirect_url, found.amount) == (status, "", REQUEST.amount)
    assert opened(bench.provider).status == status


STATED = Money(Decimal("37.50"))


@pytest.mark.parametrize(
    ("fault", "first", "then"),
    [
        ("less", ("paid", Money(Decimal("0.01"))), ("paid", Money(Decimal("0.01")))),
        ("more", ("paid", Money(Decimal("47.50"))), ("paid", Money(Decimal("47.50")))),
        ("currency", ("paid", Money(Decimal("37.50"), "USD")), ("paid", Money(Decimal("37.50"), "USD"))),
        ("nothing", ("paid", Money(Decimal("0.00"))), ("paid", Money(Decimal("0.00")))),
        ("figures", ("paid", None), ("paid", None)),
        ("back", ("paid", STATED), ("canceled", STATED)),
        ("again", ("failed", STATED), ("paid", STATED)),
    ],
)
def test_what_a_provider_in_trouble_says_is_handed_on_as_it_is(bench: Bench, fault: str, first: Any, then: Any) -> None:
    made = opened(bench.provider)
    bench.play(made.id, fault)
    said = bench.provider.find(made.id)
    bench.later()
    after = bench.provider.find(made.id)
    assert said is not None
    assert after is not None
    assert (said.status, said.amount) == first
    assert (after.status, after.amount) == then
    assert said.request_id == after.request_id == REQUEST.request_id


def test_an_amount_of_nothing_is_refused(bench: Bench) -> None:
    found = bench.provider.create(replace(REQUEST, amount=Money(Decimal("0.00"))))
    assert isinstance(found, Problem)
    assert found.code == "payment.refused"


def test_an_unknown_transaction_is_not_found(bench: Bench) -> None:
    assert bench.provider.find("nobody/knows?this") is None


def test_a_callback_nobody_signed_is_forged(bench: Bench) -> None:
    found = bench.provider.read_hint({}, b'{"transactionId": "x"}', NOW)
    assert isinstance(found, Problem)
    assert found.code == "payment.forged"


# ── what people see and what the sandbox can do ──────────────────────────────────────────────────


def test_the_pay_page_says_that_no_money_moves_and_what_is_paid(sandbox: Sandbox) -> None:
    made = opened(sandbox.provider)
    german, english = sandbox.page(made.id), sandbox.page(made.id, "en")
    assert "Testbezahlseite – es fließt kein Geld." in german
    assert "37,50 €" in german
    assert "€37.50" in english
    assert german.count("<button") == english.count("<button") == 14
    assert made.reference in german


def test_pages_are_strict(sandbox: Sandbox) -> None:
    made = opened(sandbox.provider)
    answer = sandbox.send("GET", made.redirect_url, {})
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "form-action 'self' http://marburg.localhost:8000;" in policy
    assert "style=" not in answer.body.decode()
    assert "<script" not in answer.body.decode()
    assert sandbox.send("GET", f"{PUBLIC}/seite.css", {}).headers["content-type"].startswith("text/css")


def test_paying_leads_back_and_calls_back_once(sandbox: Sandbox) -> None:
    made = opened(sandbox.provider)
    answer = sandbox.press(made.id, "pay")
    assert (answer.status, answer.headers["location"]) == (303, REQUEST.return_url)
    ((delay, url, headers, body),) = sandbox.callbacks
    assert url == "http://marburg.localhost:8000/hooks/zahlung/testbezahlung/"
    sent_at = NOW + timedelta(seconds=delay)
    assert sandbox.provider.read_hint(headers, body, sent_at) == PaymentHint(made.id)
    assert sandbox.provider.read_hint({k.lower(): v for k, v in headers.items()}, body, sent_at) == PaymentHint(made.id)


def test_late_payment_is_open_until_then(sandbox: Sandbox) -> None:
    made = opened(sandbox.provider)
    assert sandbox.press(made.id, "late").status == 303
    assert sandbox.provider.find(made.id).status == "initial"  # type: ignore[union-attr]
    assert [call[0] for call in sandbox.callbacks] == [20.5]
    sandbox.clock += timedelta(seconds=20)
    assert sandbox.provider.find(made.id).status == "paid"  # type: ignore[union-attr]


@pytest.mark.parametrize(("button", "callbacks", "status"), [("double", 2, 303), ("silent", 0, 303), ("stay", 1, 200)])
def test_troublesome_courses(sandbox: Sandbox, button: str, callbacks: int, status: int) -> None:
    made = opened(sandbox.provider)
    assert sandbox.press(made.id, button).status == status
    assert len(sandbox.callbacks) == callbacks
    assert sandbox.provider.find(made.id).status == "paid"  # type: ignore[union-attr]


def test_a_second_press_changes_nothing(sandbox: Sandbox) -> None:
    made = opened(sandbox.provider)
    sandbox.press(made.id, "cancel")
    assert sandbox.press(made.id, "pay").status == 303
    assert sandbox.provider.find(made.id).status == "canceled"  # type: ignore[union-attr]
    assert len(sandbox.callbacks) == 1
    assert "abgeschlossen" in sandbox.page(made.id)


def test_an_unknown_button_or_page_does_nothing(sandbox: Sandbox) -> None:
    made = opened(sandbox.provider)
    assert sandbox.press(made.id, "steal").status == 200
    assert sandbox.provider.find(made.id).status == "initial"  # type: ignore[union-attr]
    assert sandbox.press("nobody", "pay").status == 404
    assert sandbox.send("POST", made.redirect_url, {}, b"x" * 200_000).status == 413


def test_state_survives_a_restart(tmp_path: Path) -> None:
    made = opened(Sandbox(tmp_path).provider)
    assert Sandbox(tmp_path).provider.find(made.id) == made


def test_never_in_production(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="production"):
        application(SandboxPaymentConfig(PUBLIC, tmp_path / "x", "t", SECRET, production=True))


# ── the callback's signature ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("age", "change", "code"),
    [
        (601, lambda header, body: (header, body), "payment.stale"),
        (-601, lambda header, body: (header, body), "payment.stale"),
        (0, lambda header, body: (header, body + b" "), "payment.forged"),
        (0, lambda header, body: (header[:-1] + ("0" if header[-1] != "0" else "1"), body), "payment.forged"),
        (0, lambda header, body: ("t=²,v1=x", body), "payment.forged"),
        (0, lambda header, body: ("v1=ä", body), "payment.forged"),
        (0, lambda header, body: ("", body), "payment.forged"),
    ],
)
def test_a_callback_that_is_old_or_changed(
    sandbox: Sandbox, age: int, change: Callable[..., tuple[str, bytes]], code: str
) -> None:
    body = b'{"transactionId": "t"}'
    header, body = change(hint.sign(SECRET, body, NOW), body)
    found = sandbox.provider.read_hint({hint.HEADER: header}, body, NOW + timedelta(seconds=age))
    assert isinstance(found, Problem)
    assert found.code == code


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"null", b"\xff"])
def test_a_signed_callback_without_a_transaction_is_forged(sandbox: Sandbox, body: bytes) -> None:
    found = sandbox.provider.read_hint({hint.HEADER: hint.sign(SECRET, body, NOW)}, body, NOW)
    assert isinstance(found, Problem)
    assert found.code == "payment.forged"


# ── the client and a provider in trouble ─────────────────────────────────────────────────────────


def answering(*answers: HttpAnswer) -> Send:
    remaining = list(answers)
    return lambda *_: remaining.pop(0)


def problem(status: int, code: str, **more: str) -> HttpAnswer:
    return HttpAnswer(status, {}, json.dumps({"functionalCode": code, "functionalText": "weil", **more}).encode())


@pytest.mark.parametrize(
    "answer",
    [
        HttpAnswer(500, {}, b"oops"),
        HttpAnswer(503, {}, b"[]"),
        HttpAnswer(200, {}, b"no json"),
        HttpAnswer(200, {}, b"{}"),
        HttpAnswer(200, {}, b'{"paymentInformation": {}, "paymentRequest": {}}'),
        problem(500, "UNSPECIFIED"),
        problem(409, "PAYMENT_EXISTS"),
    ],
)
def test_an_answer_that_makes_no_sense_is_tried_again_later(sandbox: Sandbox, answer: HttpAnswer) -> None:
    with pytest.raises(Unavailable):
        sandbox.client(send=answering(answer)).create(REQUEST)


NO_AMOUNTS: list[Any] = [
    *("abc", "1e3", "NaN", "Infinity", "12,50", "0.001", "12.345", "", " 30.00", "9" * 30, "٣"),
    *(True, [], {}),
]
NO_CURRENCIES: list[Any] = ["eur", "EURO", "", None, 978, "€"]
NONSENSE = [("grosAmount", value) for value in NO_AMOUNTS] + [("currency", value) for value in NO_CURRENCIES]


@pytest.mark.parametrize(("field", "value"), NONSENSE)
def test_figures_that_are_no_figures_are_not_believed_and_not_quoted(sandbox: Sandbox, field: str, value: Any) -> None:
    made = opened(sandbox.provider)
    shown = sandbox.send(
        "GET", f"{PUBLIC}/api/paymenttransaction/allmende/06534014/{made.id}", {"Authorization": "Bearer token"}
    )
    said = json.loads(shown.body)
    said["paymentRequest"][field] = value
    with pytest.raises(Unavailable) as refused:
        sandbox.client(send=answering(HttpAnswer(200, {}, json.dumps(said).encode()))).find(made.id)
    assert str(refused.value) == f"xbezahldienste: unreadable answer ({field})"


@pytest.mark.parametrize("value", ["37.5", 37, "37.500", "-12.00", "0.01"])
def test_figures_in_other_spellings_are_exact(sandbox: Sandbox, value: Any) -> None:
    made = opened(sandbox.provider)
    shown = sandbox.send(
        "GET", f"{PUBLIC}/api/paymenttransaction/allmende/06534014/{made.id}", {"Authorization": "Bearer token"}
    )
    said = json.loads(shown.body)
    said["paymentRequest"]["grosAmount"] = value
    found = sandbox.client(send=answering(HttpAnswer(200, {}, json.dumps(said).encode()))).find(made.id)
    assert found is not None
    assert found.amount == Money(Decimal(str(value)))


@pytest.mark.parametrize(
    "code", ["NO_VALID_ORIGINATOR_OR_ENDPOINT", "CALCULATION_ERROR", "BOOKING_DATA_MISSING", "FORBIDDEN"]
)
def test_a_lasting_refusal_is_a_problem_that_names_the_code(sandbox: Sandbox, code: str) -> None:
    found = sandbox.client(send=answering(problem(400, code))).create(REQUEST)
    assert isinstance(found, Problem)
    assert found.code == "payment.refused"
    assert code in found.text["de"]


def test_an_existing_payment_is_found_by_the_problems_instance_too(sandbox: Sandbox) -> None:
    made = opened(sandbox.provider)
    shown = sandbox.send(
        "GET", f"{PUBLIC}/api/paymenttransaction/allmende/06534014/{made.id}", {"Authorization": "Bearer token"}
    )
    exists = problem(409, "PAYMENT_EXISTS", instance=f"/paymenttransaction/a/b/{made.id}")
    assert opened(sandbox.client(send=answering(exists, shown))) == made


def test_a_wrong_token_is_refused(sandbox: Sandbox) -> None:
    found = sandbox.client(token="wrong").create(REQUEST)
    assert isinstance(found, Problem)
    assert "FORBIDDEN" in found.text["de"]
    with pytest.raises(Unavailable):
        sandbox.client(token="wrong").find("x")


def test_items_that_do_not_add_up_are_refused(sandbox: Sandbox) -> None:
    found = sandbox.provider.create(replace(REQUEST, items=REQUEST.items[:1]))
    assert isinstance(found, Problem)
    assert "CALCULATION_ERROR" in found.text["de"]


def test_texts_lose_what_the_standard_does_not_allow(sandbox: Sandbox) -> None:
    odd = replace(REQUEST, purpose="Gebühr: § 6a (Straße) – sehr lang, zu lang", description="50 € <b>")
    assert opened(sandbox.provider, odd).status == "initial"


def test_client_credentials_are_fetched_once_until_they_end() -> None:
    clock = [0.0]
    asked = []

    def send(method: str, url: str, headers: object, body: bytes = b"") -> HttpAnswer:
        asked.append((method, url, body))
        return HttpAnswer(200, {}, json.dumps({"access_token": f"t{len(asked)}", "expires_in": 300}).encode())

    authorize = client_credentials(send, "https://id.example/token", "me", "secret", clock=lambda: clock[0])
    assert authorize() == authorize() == {"Authorization": "Bearer t1"}
    clock[0] = 240.0
    assert authorize() == {"Authorization": "Bearer t2"}
    assert asked[0] == ("POST", "https://id.example/token", b"grant_type=client_credentials")
    with pytest.raises(Unavailable):
        client_credentials(answering(HttpAnswer(401)), "https://id.example/token", "me", "secret")()
