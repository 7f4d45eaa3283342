"""Until when a remedy can be lodged (§§ 58, 70, 74 VwGO; § 49 PStG has no period)."""

from __future__ import annotations

from datetime import date

from allmende.domain.deadlines.law import Remedy
from allmende.domain.deadlines.periods import Length, period_end
from allmende.domain.deadlines.result import Deadline, english_day, german_day
from allmende.domain.values import Text

_WORDS = {
    "objection": ("Widerspruch", "an objection", "§ 70 Abs. 1 VwGO"),
    "action": ("Klage", "an action", "§ 74 VwGO"),
}


def appeal_end(notified_on: date, remedy: Remedy, *, state: str, instructed: bool = True) -> Deadline | None:
    """The last day for the remedy: one month after notification, one year without a correct instruction.

    None when the remedy has no period (`amtsgericht`, § 49 PStG) or there is none.
    """
    if remedy not in _WORDS:
        return None
    german, english, basis = _WORDS[remedy]
    length = Length(1, "months") if instructed else Length(1, "years")
    found = period_end(notified_on, length, state=state)
    basis = f"{basis}, § 57 Abs. 2 VwGO" if instructed else "§ 58 Abs. 2 VwGO"
    sentence = Text(
        de=f"{german} ist bis {german_day(found.day)} möglich: {length.german()} nach Bekanntgabe am {german_day(notified_on)} ({basis}).",
        en=f"You can lodge {english} until {english_day(found.day)}: "
        f"{length.english()} after notification on {english_day(notified_on)} ({basis}).",
    )
    rule = f"appeal.{remedy}" if instructed else f"appeal.{remedy}.uninstructed"
    return Deadline(found.day, rule, basis, sentence)
