"""Who a letter goes to, and whom it is about where it goes to somebody else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allmende.domain.notices import wording
from allmende.domain.values import Text


def say_addressee(names: Mapping[str, Any], lines: tuple[str, ...], language: str) -> tuple[str, ...]:
    """The address field. `lines`: of the template, the name first.

    A child's letter goes to who represents it by law (§ 12 HVwVfG), a letter of somebody with a proxy to the proxy (§ 14 Abs. 3,
    § 41 Abs. 1 Satz 2 HVwVfG) until the power is revoked, one of a company to the company.
    """
    name, *rest = (*lines, "")
    by, acting = _guardian(names), _acting(names)
    if acting.get("address"):
        to, *rest = acting["address"]
        child = wording.REPRESENTING.said(language, name=name) if by and not acting.get("denied") else ""
        return tuple(line for line in (to, child, *rest) if line)
    if acting.get("capacity") == "officer":
        first, rest = (acting["name"], wording.THROUGH.said(language, name=name)), acting.get("lines") or rest
    elif by and not acting.get("apart"):
        first = (by, wording.REPRESENTING.said(language, name=name))
    elif acting.get("apart"):
        first, rest = _under(acting, language), acting.get("lines") or rest
    elif acting:
        first = (name, _capacity(acting).said(language, name=acting["name"]))
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
    """The address letters go to because somebody acts, or one a person recorded for letters (`address` in lines, `abroad`), in place of the applicant's."""
    acting = _acting(names)
    if acting.get("lines"):
        name = acting["name"] if acting.get("capacity") == "officer" else acting["by"]
        return {"address": [name, *acting["lines"]], "abroad": acting.get("abroad", False)}
    return acting if acting.get("address") else None


def _under(acting: Mapping[str, Any], language: str) -> tuple[str, str]:
    """Who acts, and for whom. Whoever represents a minor by law, where nobody knows the name."""
    if not acting["by"]:
        return wording.WHOEVER_REPRESENTS.said(language, name=acting["name"]), ""
    return acting["by"], _capacity(acting).said(language, name=acting["name"])


def _capacity(acting: Mapping[str, Any]) -> Text:
    return wording.REPRESENTING if acting.get("capacity") == "guardian" else wording.AS_PROXY


def _guardian(names: Mapping[str, Any]) -> str:
    party = names.get("party")
    return str(party.get("represented_by") or "") if isinstance(party, Mapping) else ""


def _acting(names: Mapping[str, Any]) -> Mapping[str, Any]:
    acting = names.get("acting")
    return acting if isinstance(acting, Mapping) else {}
