"""Payment references (Kassenzeichen) by a city's pattern."""

from __future__ import annotations

import re
from datetime import date

from allmende.domain.spelling.check_digit import check_digit

DEFAULT = "{yy}{serial:08}{check}"
_PART = re.compile(r"\{(yy|yyyy|serial|check)(?::0?(\d{1,2}))?\}")


def payment_reference(pattern: str, serial: int, day: date) -> str:
    """The reference of that number: `{yy}`, `{yyyy}`, `{serial:08}` and `{check}`, the rest literally.

    >>> payment_reference("MR{yy}{serial:08}{check}", 42, date(2026, 11, 2))
    'MR26000000425'

    `{check}` is a digit by weights 2 to 7 from the right over all digits before it (modulus 11, 10 counts as 0).
    """
    built = ""
    last = 0
    pattern = pattern or DEFAULT
    for part in _PART.finditer(pattern):
        built += pattern[last : part.start()]
        last = part.end()
        name, width = part.group(1), int(part.group(2) or 0)
        if name == "check":
            built += str(check_digit(built))
        else:
            built += {"yy": f"{day:%y}", "yyyy": f"{day:%Y}", "serial": f"{serial:0{width or 1}d}"}[name]
    return built + pattern[last:]
