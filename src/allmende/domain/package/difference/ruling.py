"""Sentences about the sheet: law, payment, what cities set, amounts, deadlines, grounds, who applies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from allmende.domain.package.difference.change import Change, Edition
from allmende.domain.package.difference.naming import LEVELS
from allmende.domain.package.difference.telling import CITIZENS, CLERKS, DESIGNERS, TREASURERS, Property, Telling
from allmende.domain.package.difference.wording import both, day, money, pair, value
from allmende.domain.package.edits import Move, Set
from allmende.domain.package.edits.parts import Part
from allmende.domain.values import Text

SHEET: dict[str, Property] = {
    "version": (Text("Version", "version"), DESIGNERS),
    "leika": (Text("LeiKa-Schlüssel", "LeiKa key"), DESIGNERS),
    "audience": (Text("Für wen", "for whom"), CITIZENS),
    "life_situation": (Text("Lebenslage", "life situation"), CITIZENS),
    "legal_basis": (Text("Rechtsgrundlagen", "legal basis"), CLERKS),
    "trust_level": (Text("Vertrauensniveau der Anmeldung", "trust level of sign-in"), CITIZENS),
    "account": (Text("Konto", "account"), CITIZENS),
    "written_form": (Text("Schriftform", "written form"), CITIZENS),
    "automatic_decision": (Text("Automatische Entscheidung nach", "automatic decision under"), CLERKS),
    "payment": (Text("Zahlung", "payment"), TREASURERS),
    "unit": (Text("zuständige Stelle", "competent unit"), CLERKS),
    "procedure_law": (Text("Verfahrensrecht", "procedure law"), CLERKS),
    "remedy": (Text("Rechtsbehelf", "legal remedy"), CITIZENS),
    "remedy_exception": (Text("anderer Rechtsbehelf im Einzelfall", "another remedy in some cases"), CITIZENS),
    "objection_excluded": (Text("Widerspruch ausgeschlossen nach", "objection excluded under"), CITIZENS),
    "watch": (Text("wer das Recht wann wieder prüft", "who checks the law again, and when"), CLERKS),
    "result": (Text("Ergebnis", "result"), CITIZENS),
    "decided": (Text("was eine Entscheidung festlegt", "what a decision fixes"), CLERKS),
    "slots": (Text("was eine Stadt einrichtet", "what a city sets up"), CLERKS),
    "processes": (Text("gemeinsame Abläufe", "shared processes"), CLERKS),
    "file_plan": (Text("Aktenplanzeichen", "file plan"), CLERKS),
    "retention": (Text("Aufbewahrung", "retention"), CLERKS),
    "fixed": (Text("für Städte festgelegt", "fixed for cities"), DESIGNERS),
    "related": (Text("verwandte Leistungen", "related services"), CITIZENS),
    "recipients": (Text("Wer Daten bekommen darf", "who may get data"), CITIZENS),
}
WORDS: dict[str, dict[str, Text]] = {
    "account": {
        "none": Text("ohne", "none"),
        "optional": Text("freiwillig", "optional"),
        "required": Text("Pflicht", "mandatory"),
    },
    "payment": {
        "none": Text("keine", "none"),
        "before_decision": Text("vor der Entscheidung", "before the decision"),
        "with_notice": Text("mit dem Bescheid", "with the notice"),
    },
    "trust_level": LEVELS,
    "remedy": {
        "objection": Text("Widerspruch", "objection"),
        "action": Text("Klage", "action"),
        "amtsgericht": Text("Antrag beim Amtsgericht", "application to the local court"),
        "none": Text("keiner", "none"),
    },
}
UNITS = {
    "days": Text("Tage", "days"),
    "working_days": Text("Werktage", "working days"),
    "weeks": Text("Wochen", "weeks"),
    "months": Text("Monate", "months"),
}
PARAMETER: dict[str, Property] = {
    "type": (Text("Art des Werts", "kind of value"), TREASURERS),
    "unit": (Text("Einheit", "unit"), TREASURERS),
    "required": (Text("muss gesetzt sein", "must be set"), TREASURERS),
    "options": (Text("Auswahl", "options"), TREASURERS),
    "suggested": (Text("Vorschlag", "suggestion"), TREASURERS),
    "basis": (Text("Rechtsgrundlage", "legal basis"), TREASURERS),
    "set_by": (Text("setzt", "set by"), TREASURERS),
}
OTHER: Property = (Text(""), DESIGNERS)


def tell_sheet(telling: Telling) -> Change:
    edit = telling.bundle.main
    called, audiences = SHEET.get(telling.bundle.name, (Text(telling.bundle.name), DESIGNERS))
    if not isinstance(edit, Set):
        return telling.change("service.replaced", Text("Das Leistungsblatt ist neu", "The sheet is new"), CLERKS)
    words = WORDS.get(telling.bundle.name, {})
    before, now = pair(edit.old, edit.new)
    old, new = words.get(str(edit.old), before), words.get(str(edit.new), now)
    text = both("{p}: {a} → {b}", "{p}: {a} → {b}", p=_capital(called), a=old, b=new)
    return telling.change(f"service.{telling.bundle.name}", text, audiences, edit.old, edit.new)


def tell_parameter(telling: Telling) -> Change:
    name = telling.names.parameter(telling.name)
    if telling.came:
        data = telling.came.parts[0].data
        duty = Text("Pflicht", "mandatory") if data.get("required") else Text("freiwillig", "optional")
        text = both("Städte setzen nun: „{x}“ ({d})", "Cities now set: “{x}” ({d})", x=name, d=duty)
        return telling.change("parameter.added", text, TREASURERS, new=dict(data))
    if telling.went:
        text = both("Städte setzen nicht mehr: „{x}“", "Cities no longer set: “{x}”", x=name)
        return telling.change("parameter.removed", text, TREASURERS)
    edit = telling.bundle.main
    if isinstance(edit, Move):
        return telling.change(
            "parameter.moved", both("„{x}“ steht an anderer Stelle", "“{x}” stands elsewhere", x=name), DESIGNERS
        )
    if isinstance(edit, Set) and telling.bundle.name == "suggested" and _kind(telling) == "money":
        old, new = (money(side) or value(side) for side in (edit.old, edit.new))
        text = both("Vorschlag für „{x}“: {a} → {b}", "Suggestion for “{x}”: {a} → {b}", x=name, a=old, b=new)
        return telling.change("parameter.suggested", text, TREASURERS, edit.old, edit.new)
    return telling.property(both("Wert „{x}“", "Value “{x}”", x=name), "parameter", PARAMETER, OTHER)


def _kind(telling: Telling) -> str:
    part = telling.names.new.tree.get(telling.bundle.address)
    return str(part.data.get("type")) if part else ""


def tell_tariff(telling: Telling) -> Change:
    """Everything about one dated amount in one sentence: what it was, what it becomes, from when."""
    address = telling.bundle.address
    old, new = _amounts(telling.names.old, address), _amounts(telling.names.new, address)
    name = telling.names.tariff(telling.name)
    if not new:
        return telling.change("tariff.removed", both("Gebühr „{x}“ entfällt", "Fee “{x}” is gone", x=name), TREASURERS)
    said = [both("{a} ab {d}", "{a} from {d}", a=_amount(one), d=day(one["valid_from"])) for one in new.values()]
    if not old:
        text = both("Neue Gebühr „{x}“: {a}", "New fee “{x}”: {a}", x=name, a=value(said))
        return telling.change("tariff.added", text, TREASURERS, new=list(new.values()))
    steps = list(_steps(old, new))
    if not steps:
        text = both(
            "Gebühr „{x}“: gleiche Beträge, andere Angaben dazu", "Fee “{x}”: same amounts, other details", x=name
        )
        return telling.change("tariff.details", text, TREASURERS, list(old.values()), list(new.values()))
    text = both("Gebühr „{x}“: {s}", "Fee “{x}”: {s}", x=name, s=value(steps))
    return telling.change("tariff.amount", text, TREASURERS, list(old.values()), list(new.values()))


def _amounts(edition: Edition, address: str) -> dict[str, dict[str, Any]]:
    if address not in edition.tree:
        return {}
    parts: list[Part] = sorted(edition.tree.inside(address, "amount"), key=lambda part: str(part.data["valid_from"]))
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
        yield both("{a} → {b} ab {d}", "{a} → {b} from {d}", a=was, b=_amount(one), d=day(begins))
    for begins, one in old.items():
        if begins not in new:
            yield both("{a} ab {d} entfällt", "{a} from {d} is gone", a=_amount(one), d=day(begins))
    for begins, one in new.items():
        if begins in old and one.get("valid_to") != old[begins].get("valid_to") and one.get("valid_to") not in new:
            if one.get("valid_to"):
                yield both(
                    "{a} nur noch bis vor {d}", "{a} only until before {d}", a=_amount(one), d=day(one["valid_to"])
                )
            else:
                yield both("{a} ohne Ende", "{a} without end", a=_amount(one))


def _amount(data: dict[str, Any]) -> Text:
    return money(data["value"]) or value(data["value"])


def tell_deadline(telling: Telling) -> Change:
    address = telling.bundle.address
    old, new = (_length(edition, address) for edition in (telling.names.old, telling.names.new))
    text = both("Frist „{x}“: {a} → {b}", "Deadline “{x}”: {a} → {b}", x=telling.name, a=old, b=new)
    if telling.came:
        text = both("Neue Frist „{x}“: {b}", "New deadline “{x}”: {b}", x=telling.name, b=new)
    elif telling.went:
        text = both("Die Frist „{x}“ entfällt", "The deadline “{x}” is gone", x=telling.name)
    return telling.change("deadline", text, ("clerks", "citizens"), old["de"], new["de"])


def _length(edition: Edition, address: str) -> Text:
    part = edition.tree.get(address)
    data = part.data if part else {}
    said = [both("{n} {u}", "{n} {u}", n=data[unit], u=called) for unit, called in UNITS.items() if data.get(unit)]
    basis = data.get("basis")
    return both("{a} ({b})", "{a} ({b})", a=value(said), b=basis) if basis else value(said)


def tell_applicant(telling: Telling) -> Change:
    name = telling.name
    if telling.came:
        return telling.change("applicant.added", both("Neue Rolle „{x}“", "New role “{x}”", x=name), CITIZENS)
    if telling.went:
        return telling.change(
            "applicant.removed", both("Die Rolle „{x}“ entfällt", "The role “{x}” is gone", x=name), CITIZENS
        )
    table: dict[str, Property] = {
        "min": (Text("mindestens", "at least"), CITIZENS),
        "max": (Text("höchstens", "at most"), CITIZENS),
        "level": (Text("Vertrauensniveau", "trust level"), CITIZENS),
    }
    return telling.property(both("Rolle „{x}“", "Role “{x}”", x=name), "applicant", table, OTHER)


def tell_ground(telling: Telling) -> Change:
    name = telling.names.ground(telling.name)
    if telling.came:
        return telling.change(
            "ground.added", both("Neuer Ablehnungsgrund „{x}“", "New ground of refusal “{x}”", x=name), CLERKS
        )
    if telling.went:
        text = both("Der Ablehnungsgrund „{x}“ entfällt", "The ground of refusal “{x}” is gone", x=name)
        return telling.change("ground.removed", text, CLERKS)
    table: dict[str, Property] = {
        "legal_basis": (Text("Rechtsgrundlage", "legal basis"), CLERKS),
        "when": (Text("schlägt sich vor, wenn", "proposes itself when"), CLERKS),
        "discretion": (Text("Ermessen", "discretion"), CLERKS),
        "state": (Text("was dazu anzugeben ist", "what must be stated"), CLERKS),
    }
    return telling.property(both("Ablehnungsgrund „{x}“", "Ground “{x}”", x=name), "ground", table, OTHER)


def _capital(words: Text) -> Text:
    return Text(*(said[:1].upper() + said[1:] for said in (words["de"], words.spoken("en"))))
