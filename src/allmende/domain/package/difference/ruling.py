"""Sentences about the sheet: law, payment, what cities set, amounts, deadlines, grounds, who applies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from allmende.domain.package.difference.change import OpenedPackage, ToldChange
from allmende.domain.package.difference.telling import EditTelling, named
from allmende.domain.package.edits import Set
from allmende.domain.package.edits.parts import PackagePart
from allmende.domain.package.properties.form import REQUIRED
from allmende.domain.package.properties.property import CITIZENS, CLERKS, TREASURERS
from allmende.domain.package.properties.vocabularies import UNITS
from allmende.domain.package.wording import day, joined, money, value
from allmende.domain.values import Text


def tell_sheet(telling: EditTelling) -> ToldChange:
    edit = telling.bundle.main
    if not isinstance(edit, Set):
        return telling.change("service.replaced", Text.named("package.difference.ruling.service_replaced"), CLERKS)
    return telling.property(None, "service")


def tell_parameter(telling: EditTelling) -> ToldChange:
    edit, subject = telling.bundle.main, named("parameter", telling.names.parameter(telling.name))
    if isinstance(edit, Set) and telling.bundle.name == "suggested" and _kind(telling) == "money":
        return telling.property(subject, "parameter", lambda side: money(side) or value(side))
    about = REQUIRED.say(telling.came.parts[0].data.get("required")) if telling.came else None
    return telling.part(subject, "parameter", TREASURERS, about)


def _kind(telling: EditTelling) -> str:
    part = telling.names.new.tree.get(telling.bundle.address)
    return str(part.data.get("type")) if part else ""


def tell_tariff(telling: EditTelling) -> ToldChange:
    """Everything about one dated amount in one sentence: what it was, what it becomes, from when."""
    address = telling.bundle.address
    old, new = _amounts(telling.names.old, address), _amounts(telling.names.new, address)
    name = telling.names.tariff(telling.name)
    if not new:
        return telling.change(
            "tariff.removed", Text.named("package.difference.ruling.fee_x_is_gone", x=name), TREASURERS
        )
    said = [
        Text.named("package.difference.ruling.from_d", a=_amount(one), d=day(one["valid_from"])) for one in new.values()
    ]
    if not old:
        text = Text.named("package.difference.ruling.new_fee_x", x=name, a=value(said))
        return telling.change("tariff.added", text, TREASURERS, new=list(new.values()))
    steps = list(_steps(old, new))
    if not steps:
        text = Text.named("package.difference.ruling.fee_x_same_amounts_other", x=name)
        return telling.change("tariff.details", text, TREASURERS, list(old.values()), list(new.values()))
    text = Text.named("package.difference.ruling.fee_x_s", x=name, s=value(steps))
    return telling.change("tariff.amount", text, TREASURERS, list(old.values()), list(new.values()))


def _amounts(edition: OpenedPackage, address: str) -> dict[str, dict[str, Any]]:
    if address not in edition.tree:
        return {}
    parts: list[PackagePart] = sorted(
        edition.tree.inside(address, "amount"), key=lambda part: str(part.data["valid_from"])
    )
    return {str(part.data["valid_from"]): dict(part.data) for part in parts}


def _steps(old: dict[str, dict[str, Any]], new: dict[str, dict[str, Any]]) -> Iterator[Text]:
    """From each amount that is new to the one that held before that day."""
    for begins, one in new.items():
        before = [amount for since, amount in (old | new).items() if since < begins]
        same_day = old.get(begins)
        if same_day is not None and str(same_day["value"]) == str(one["value"]):
            continue
        last = same_day or (before[-1] if before else None)
        was = _amount(last) if last else value(None)
        yield Text.named("package.difference.ruling.b_from_d", a=was, b=_amount(one), d=day(begins))
    for begins, one in old.items():
        if begins not in new:
            yield Text.named("package.difference.ruling.from_d_is_gone", a=_amount(one), d=day(begins))
    for begins, one in new.items():
        if begins in old and one.get("valid_to") != old[begins].get("valid_to") and one.get("valid_to") not in new:
            if one.get("valid_to"):
                yield Text.named(
                    "package.difference.ruling.only_until_before_d", a=_amount(one), d=day(one["valid_to"])
                )
            else:
                yield Text.named("package.difference.ruling.without_end", a=_amount(one))


def _amount(data: dict[str, Any]) -> Text:
    return money(data["value"]) or value(data["value"])


def tell_deadline(telling: EditTelling) -> ToldChange:
    address = telling.bundle.address
    old, new = (_length(edition, address) for edition in (telling.names.old, telling.names.new))
    if telling.came or telling.went:
        return telling.part(
            named("deadline", telling.name), "deadline", ("clerks", "citizens"), new if telling.came else None
        )
    text = joined("{s}: {a} → {b}", s=named("deadline", telling.name), a=old, b=new)
    return telling.change("deadline", text, ("clerks", "citizens"), old["de"], new["de"])


def _length(edition: OpenedPackage, address: str) -> Text:
    part = edition.tree.get(address)
    data = part.data if part else {}
    said = [joined("{n} {u}", n=data[unit], u=called) for unit, called in UNITS.items() if data.get(unit)]
    basis = data.get("basis")
    return joined("{a} ({b})", a=value(said), b=basis) if basis else value(said)


def tell_applicant(telling: EditTelling) -> ToldChange:
    rows = telling.came.parts[0].data.get("rows") if telling.came else None
    about = Text.named("package.difference.ruling.everybody_in_g_gets_case", g=telling.names.field(str(rows)))
    return telling.part(named("applicant", telling.name), "applicant", CITIZENS, about if rows else None)


def tell_ground(telling: EditTelling) -> ToldChange:
    return telling.part(named("ground", telling.names.ground(telling.name)), "ground", CLERKS)
