"""The fee decision of a notice (§ 14 HVwKostG): act, debtor, lines with their basis, total, how to pay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from allmende.domain.notices.document import Fee, Pair, Payment, Table
from allmende.domain.notices.sources import Account
from allmende.domain.notices.speaking import speak
from allmende.domain.notices.template import FeePart
from allmende.domain.notices.wording import FEE, HEADINGS
from allmende.domain.values import Money, Problem, Text, weekday_date


def compose_fee(
    part: FeePart,
    words: Mapping[str, str],
    fee: Mapping[str, Any] | None,
    payment: Mapping[str, Any] | None,
    account: Account | None,
    language: str,
    day: date,
) -> Fee | list[Problem]:
    """The section from the computed fee and what is known of its payment.

    `words` are the filled texts of the part (`act`, `basis`, and `debtor` where another than the addressee owes); `fee` and `payment` as FEEL names them; `day` that of the letter.
    Problems: the fee is not computed, or is open without a payment reference or an account.
    """
    if fee is None or not isinstance(fee.get("total"), Decimal):
        return [_problem("fee_missing", Text.named("notices.fees.fee_has_not_been_computed"))]
    total = Money(fee["total"]).rounded()
    state = payment or {}
    table = _table(fee.get("lines") or (), total, language)
    heading = HEADINGS["fee"].spoken(language)
    if not total:
        return Fee(heading, (_free(words["act"], words["basis"]).spoken(language),), table, total)
    decided = _decided(words, total).spoken(language)
    if state.get("status") == "paid":
        return Fee(heading, (decided, _paid(state, total).spoken(language)), table, total)
    if not state.get("reference"):
        return [_problem("reference_missing", Text.named("notices.fees.no_reference"))]
    if account is None:
        return [_problem("account_missing", Text.named("notices.fees.city_has_named_no_account"))]
    due = _due(part.due_days, state.get("due_on")).spoken(language)
    owed = Payment(total, account.holder, account.iban, account.bic or "", str(state["reference"]), due)
    return Fee(
        heading,
        (decided, _please_pay(due).spoken(language), *_by_post(part.due_days, state.get("due_on"), day, language)),
        table,
        total,
        payment=owed,
        payment_rows=_payment_rows(owed, account, language),
        code_caption=_caption(owed, language),
    )


def _table(lines: Sequence[Mapping[str, Any]], total: Money, language: str) -> Table | None:
    if not lines:
        return None
    return Table(
        caption=FEE["caption"].spoken(language),
        columns=tuple(FEE[key].spoken(language) for key in ("position", "basis", "amount")),
        aligns=("start", "start", "end"),
        rows=tuple(_row(line, language) for line in lines),
        total=(FEE["sum"].spoken(language), "", total.spoken(language)),
    )


def _row(line: Mapping[str, Any], language: str) -> tuple[str, str, str]:
    """Text (with factor × single amount when it is not one piece), basis, sum."""
    text = str(line.get(f"text_{language}") or line.get("text") or line.get("id") or "")
    factor, single = line.get("factor") or Decimal(1), line.get("amount") or Decimal(0)
    total = line.get("sum")
    if abs(factor) != 1:
        text += f" ({say_factor(factor, language)} × {Money(single).spoken(language)})"
    return (
        text,
        str(line.get("basis") or ""),
        Money(factor * single if total is None else total).rounded().spoken(language),
    )


def say_factor(factor: Decimal, language: str) -> str:
    """How many, as people write it: a share of a year or of a dozen as a fraction, everything else with at most four places.

    >>> say_factor(Decimal(5) / 12, "de"), say_factor(Decimal("0.5"), "de"), say_factor(Decimal("1.23456789"), "de")
    ('5/12', '0,5', '1,2346')
    """
    short = round(factor, 4)
    if short == factor:
        return speak(short, "number", language)
    share = Fraction(factor).limit_denominator(366)
    if abs(share - Fraction(factor)) < Fraction(1, 10**20):
        return f"{share.numerator}/{share.denominator}"
    return speak(short, "number", language)


def _decided(words: Mapping[str, str], total: Money) -> Text:
    debtor = words.get("debtor")
    owed = Text.named("notices.fees.owed_by", debtor=debtor) if debtor else Text.named("notices.fees.you_owe")
    amount = Text.each(total.spoken)
    return Text.named("notices.fees.decided", act=words["act"], amount=amount, basis=words["basis"], owed=owed)


def _free(act: str, basis: str) -> Text:
    return Text.named("notices.fees.no_fee_is_charged_for", act=act, basis=basis)


def _paid(state: Mapping[str, Any], total: Money) -> Text:
    day = reference = Text("")
    if paid_on := state.get("paid_on"):
        day = Text.named("notices.fees.on_day", day=Text.each(lambda language: speak(paid_on, "date", language)))
    if state.get("reference"):
        reference = Text.named("notices.fees.reference", reference=state["reference"])
    return Text.named("notices.fees.you_paid", amount=Text.each(total.spoken), day=day, reference=reference)


def _due(days: int, day: date | None) -> Text:
    """The day of the demand, the same everywhere; demands from before every one had its day name the period."""
    if day is not None:
        return Text.named(
            "notices.fees.by_weekday_date", weekday_date=Text.each(lambda language: weekday_date(day, language))
        )
    return Text.named("notices.fees.within_days_days_after_notification", days=days)


def _please_pay(due: str) -> Text:
    return Text.named("notices.fees.please_transfer_amount_due", due=due)


def _by_post(days: int, due_on: date | None, day: date, language: str) -> tuple[str, ...]:
    """By post the time runs from notification, never for longer than the demand itself grants."""
    if due_on is None or due_on <= day:
        return ()
    days = min(days, (due_on - day).days)
    words = Text.named("notices.fees.if_this_notice_comes_by", days=days)
    return (words.spoken(language),)


def _payment_rows(owed: Payment, account: Account, language: str) -> tuple[Pair, ...]:
    grouped = " ".join(owed.iban[at : at + 4] for at in range(0, len(owed.iban), 4))
    rows = (
        (FEE["amount"].spoken(language), owed.amount.spoken(language)),
        (FEE["due"].spoken(language), owed.due),
        (FEE["payee"].spoken(language), owed.payee),
        ("IBAN", grouped),
        ("BIC", owed.bic),
        (FEE["bank"].spoken(language), account.bank or ""),
        (FEE["reference"].spoken(language), owed.reference),
    )
    return tuple(Pair(label, text) for label, text in rows if text)


def _caption(owed: Payment, language: str) -> str:
    amount = owed.amount.spoken(language)
    words = Text.named("notices.fees.giro_code", amount=amount, payee=owed.payee, reference=owed.reference)
    return words.spoken(language)


def _problem(code: str, text: Text) -> Problem:
    return Problem(code, text, "fee")
