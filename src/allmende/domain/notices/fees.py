"""The fee decision of a notice (§ 14 HVwKostG): act, debtor, lines with their basis, total, how to pay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from allmende.domain.notices.document import Fee, Pair, Payment, Table
from allmende.domain.notices.sources import AccountSource
from allmende.domain.notices.speaking import speak
from allmende.domain.notices.template import FeeTemplate
from allmende.domain.notices.wording import FEE, HEADINGS
from allmende.domain.values import Money, Problem, Text, weekday_date


def compose_fee(
    part: FeeTemplate,
    words: Mapping[str, str],
    fee: Mapping[str, Any] | None,
    payment: Mapping[str, Any] | None,
    account: AccountSource | None,
    language: str,
    day: date,
) -> Fee | list[Problem]:
    """The section from the computed fee and what is known of its payment.

    `words` are the filled texts of the part (`act`, `basis`, and `debtor` where another than the addressee owes); `fee` and `payment` as FEEL names them; `day` that of the letter.
    Problems: the fee is not computed, or what is open of it was not demanded, or has no payment reference or account.
    """
    if fee is None or not isinstance(fee.get("total"), Decimal):
        return [_problem("fee_missing", Text.named("notices.fees.fee_has_not_been_computed"))]
    total = Money(fee["total"]).rounded()
    state = payment or {}
    table = _table(fee.get("lines") or (), total, language)
    heading = HEADINGS["fee"].spoken(language)
    if not total:
        free = _free(words["act"], words["basis"]).spoken(language)
        settled = (_paid(state, total).spoken(language),) if _came_in(state, total) else ()
        return Fee(heading, (free, *settled), table, total)
    decided = _decided(words, total).spoken(language)
    rest = total if state.get("open") is None else Money(state["open"]).rounded()
    if not rest:
        return Fee(heading, (decided, _paid(state, total).spoken(language)), table, total)
    if not state.get("reference") or state.get("status") in ("paid", "refunded"):
        return [_problem("reference_missing", Text.named("notices.fees.no_reference"))]
    if account is None:
        return [_problem("account_missing", Text.named("notices.fees.city_has_named_no_account"))]
    due = _due(part.due_days, state.get("due_on")).spoken(language)
    owed = Payment(rest, account.holder, account.iban, account.bic or "", str(state["reference"]), due)
    return Fee(
        heading,
        (
            decided,
            _please_pay(due, total, rest).spoken(language),
            *_by_post(state.get("due_on"), day, language),
        ),
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
    paid = _came_in(state, total)
    if back := paid - total:
        return Text.named(
            "notices.fees.paid_more",
            amount=Text.each(paid.spoken),
            day=day,
            reference=reference,
            back=Text.each(back.spoken),
        )
    return Text.named("notices.fees.paid", amount=Text.each(paid.spoken), day=day, reference=reference)


def _came_in(state: Mapping[str, Any], total: Money) -> Money:
    """All that was paid, what went or goes back included; of a fee that is settled at least the fee."""
    kept, returned = Money(state.get("paid") or Decimal(0)), Money(state.get("returned") or Decimal(0))
    return max(kept, total) + returned


def _due(days: int, day: date | None) -> Text:
    """The day of the demand, the same everywhere; demands from before every one had its day name the period."""
    if day is not None:
        return Text.named(
            "notices.fees.by_weekday_date", weekday_date=Text.each(lambda language: weekday_date(day, language))
        )
    return Text.named("notices.fees.within_days_days_after_notification", days=days)


def _please_pay(due: str, total: Money, rest: Money) -> Text:
    """The amount still open: where a fee rose after it was paid, only the rest."""
    if rest == total:
        return Text.named("notices.fees.please_transfer_amount_due", due=due)
    paid, rest_words = Text.each((total - rest).spoken), Text.each(rest.spoken)
    return Text.named("notices.fees.please_transfer_rest", paid=paid, rest=rest_words, due=due)


def _by_post(due_on: date | None, day: date, language: str) -> tuple[str, ...]:
    """One last day is named. By post the time runs from notification, so it ends later (`posting_days.move_payment`), never earlier."""
    if due_on is None or due_on <= day:
        return ()
    return (Text.named("notices.fees.if_this_notice_comes_by").spoken(language),)


def _payment_rows(owed: Payment, account: AccountSource, language: str) -> tuple[Pair, ...]:
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
