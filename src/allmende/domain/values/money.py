"""Money: a decimal amount with its currency. Never a float."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from allmende.words import Text
from allmende.words.numbers import local_number

EUR = "EUR"
CENT = Decimal("0.01")
AMOUNT = Text.named("values.money.amount")


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in one currency (ISO 4217), exact, not yet rounded unless `rounded` was called.

    >>> Money(Decimal("37.505")).rounded()
    Money(amount=Decimal('37.51'), currency='EUR')
    >>> Money(Decimal("12")) + Money(Decimal("0.50"))
    Money(amount=Decimal('12.50'), currency='EUR')
    >>> Money(Decimal("1234.5")).german()
    '1.234,50 €'

    Errors: `TypeError` for a float, `ValueError` for sums across currencies.
    """

    amount: Decimal
    currency: str = EUR

    def __post_init__(self) -> None:
        if not isinstance(self.amount, Decimal):
            raise TypeError(f"Money needs a Decimal, not {type(self.amount).__name__}.")
        if not self.amount.is_finite():
            raise ValueError("Money needs a finite amount.")

    def __add__(self, other: Money) -> Money:
        self._same_currency(other)
        return Money(self.amount + other.amount, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same_currency(other)
        return Money(self.amount - other.amount, self.currency)

    def __mul__(self, factor: Decimal | int) -> Money:
        return Money(self.amount * factor, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.amount, self.currency)

    def __bool__(self) -> bool:
        return self.amount != 0

    @property
    def cents(self) -> int:
        """The amount in cents. Error: `ValueError` when a fraction of a cent is left."""
        cents = self.amount * 100
        if cents != cents.to_integral_value():
            raise ValueError(f"{self.amount} has fractions of a cent; round first.")
        return int(cents)

    def rounded(self) -> Money:
        """Commercially rounded to cents (half up), as fee statutes expect."""
        return Money(self.amount.quantize(CENT, rounding=ROUND_HALF_UP), self.currency)

    @property
    def words(self) -> Text:
        """The amount in every language, for a sentence."""
        return Text.each(self.spoken)

    def german(self) -> str:
        """As people write it in German: `1.234,50 €`."""
        return self.spoken("de")

    def english(self) -> str:
        """As people write it in English: `€1,234.50`."""
        return f"{self._sign()}{self._grouped()}"

    def spoken(self, language: str) -> str:
        """As people write it in the language of the reader.

        >>> [Money(Decimal("1234.50")).spoken(language) for language in ("de", "en")]
        ['1.234,50 €', '€1,234.50']
        """
        return AMOUNT.said(language, amount=local_number(self._grouped(), language), sign=self._sign())

    @classmethod
    def total(cls, amounts: Iterable[Money], currency: str = EUR) -> Money:
        """The exact sum; zero for nothing."""
        result = cls(Decimal("0.00"), currency)
        for amount in amounts:
            result += amount
        return result

    def _grouped(self) -> str:
        return f"{self.amount.quantize(CENT, rounding=ROUND_HALF_UP):,.2f}"

    def _sign(self) -> str:
        return "€" if self.currency == EUR else self.currency

    def _same_currency(self, other: Money) -> None:
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} cannot be added.")
