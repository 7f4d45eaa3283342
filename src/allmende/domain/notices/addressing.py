"""Who a letter goes to, and whom it is about where it goes to somebody else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allmende.domain.notices import wording


def say_addressee(names: Mapping[str, Any], lines: tuple[str, ...], language: str) -> tuple[str, ...]:
    """The address field. `lines`: of the template, the name first.

    A child's letter goes to who represents it by law (§ 12 HVwVfG), a letter of somebody with a proxy to the proxy (§ 14 Abs. 3,
    § 41 Abs. 1 Satz 2 HVwVfG) until the power is revoked, one of a company to the company.
    """
    name, *rest = (*lines, "")
    by, acting = _guardian(names), _acting(names)
    if by:
        first = (by, wording.REPRESENTING.said(language, name=name))
    elif acting.get("address"):
        return tuple(acting["address"])
    elif acting.get("capacity") == "officer":
        first = (acting["name"], wording.THROUGH.said(language, name=name))
    elif acting:
        capacity = wording.REPRESENTING if acting.get("capacity") == "guardian" else wording.AS_PROXY
        first = (name, capacity.said(language, name=acting["name"]))
    else:
        first = (name, "")
    return tuple(line for line in (*first, *rest) if line)


def say_concerned(names: Mapping[str, Any], lines: tuple[str, ...]) -> str:
    """Whom the letter is about; empty where it goes to that person or company."""
    acting = _acting(names)
    if _guardian(names):
        return next(iter(lines), "")
    return str(acting["name"]) if acting.get("capacity") in ("proxy", "guardian") and not acting.get("address") else ""


def find_typed(names: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The address a person recorded for letters (`address` in lines, `abroad`), in place of one of the form."""
    acting = _acting(names)
    return acting if acting.get("address") else None


def _guardian(names: Mapping[str, Any]) -> str:
    party = names.get("party")
    return str(party.get("represented_by") or "") if isinstance(party, Mapping) else ""


def _acting(names: Mapping[str, Any]) -> Mapping[str, Any]:
    acting = names.get("acting")
    return acting if isinstance(acting, Mapping) else {}
