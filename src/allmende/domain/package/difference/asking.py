"""Sentences about the form: steps, questions, options, checks, and what a package sets on a shared question."""

from __future__ import annotations

from typing import Any

from allmende.domain.package.difference.change import Change
from allmende.domain.package.difference.telling import CITIZENS, DESIGNERS, Property, Telling
from allmende.domain.package.difference.wording import both, value
from allmende.domain.package.edits import ABSENT, Add, Edit, Move, Remove, Set
from allmende.domain.values import Text

PROPERTIES: dict[str, Property] = {
    "type": (Text("Art der Eingabe", "kind of input"), CITIZENS),
    "max_length": (Text("höchste Länge", "longest length"), CITIZENS),
    "minimum": (Text("kleinster Wert", "smallest value"), CITIZENS),
    "maximum": (Text("größter Wert", "largest value"), CITIZENS),
    "min_rows": (Text("mindestens so viele Einträge", "at least so many entries"), CITIZENS),
    "max_rows": (Text("höchstens so viele Einträge", "at most so many entries"), CITIZENS),
    "accept": (Text("erlaubte Dateiarten", "accepted kinds of files"), CITIZENS),
    "max_size": (Text("größte Datei", "largest file"), CITIZENS),
    "max_count": (Text("höchstens so viele Dateien", "at most so many files"), CITIZENS),
    "default": (Text("Vorbelegung", "default"), CITIZENS),
    "prefill": (Text("Vorausfüllung", "prefilled from"), CITIZENS),
    "expression": (Text("Berechnung", "calculation"), CITIZENS),
    "options_from": (Text("Quelle der Auswahl", "source of the options"), CITIZENS),
    "pattern": (Text("erlaubte Schreibweise", "accepted spelling"), CITIZENS),
    "abroad": (Text("Anschrift im Ausland", "address abroad"), CITIZENS),
    "partly_known": (Text("Tag und Monat dürfen unbekannt sein", "day and month may be unknown"), CITIZENS),
    "personal_data": (Text("Art der Daten", "category of data"), DESIGNERS),
    "fixed": (Text("für Städte festgelegt", "fixed for cities"), DESIGNERS),
    "fim": (Text("FIM-Kennung", "FIM id"), DESIGNERS),
    "role": (Text("wer ausfüllt", "who fills it in"), CITIZENS),
    "omit": (Text("weggelassene Fragen", "questions left out"), CITIZENS),
    "only": (Text("nur diese Fragen", "only these questions"), CITIZENS),
    "use": (Text("Fassung des Bausteins", "version of the block"), DESIGNERS),
    "version": (Text("Fassung", "version"), DESIGNERS),
}
OTHER: Property = (Text(""), DESIGNERS)
SILENT_TYPES = {"information": Text("Hinweis", "note"), "declaration": Text("Erklärung", "declaration")}


def tell_step(telling: Telling) -> Change:
    name = telling.names.step(telling.name)
    if telling.came:
        return telling.change("step.added", both("Neuer Schritt „{x}“", "New step “{x}”", x=name), CITIZENS)
    if telling.went:
        return telling.change(
            "step.removed", both("Der Schritt „{x}“ entfällt", "The step “{x}” is gone", x=name), CITIZENS
        )
    if isinstance(telling.bundle.main, Move):
        return telling.change(
            "step.moved",
            both("Der Schritt „{x}“ steht an anderer Stelle", "The step “{x}” stands elsewhere", x=name),
            CITIZENS,
        )
    subject = both("Der Schritt „{x}“", "The step “{x}”", x=name)
    if telling.bundle.name == "when":
        return _condition(telling, subject, "step")
    return telling.property(both("Schritt „{x}“", "Step “{x}”", x=name), "step", PROPERTIES, OTHER)


def tell_field(telling: Telling) -> Change:
    """A question, one of its options or checks: their addresses begin alike."""
    path = telling.name
    for kind, tell in (("option", _tell_option), ("check", _tell_check)):
        owner, dot, inner = path.rpartition(f".{kind}.")
        if dot and "." not in inner and _is(telling, kind):
            return tell(telling, owner, inner)
    name = telling.names.field(path, telling.scope)
    edit = telling.bundle.main
    if _is(telling, "setting") and not isinstance(edit, Set):
        return _tell_setting(telling, name, edit)
    if isinstance(edit, (Add, Remove)):
        return _tell_presence(telling, name, edit)
    if isinstance(edit, Move):
        words = both("Die Frage „{x}“ steht an anderer Stelle", "The question “{x}” stands elsewhere", x=name)
        return telling.change("field.moved", words, CITIZENS)
    return tell_property(telling, name, telling.bundle.name, edit.old, edit.new)


def tell_property(telling: Telling, name: Text, prop: str, old: Any, new: Any) -> Change:
    """One property of a question."""
    subject = both("Die Frage „{x}“", "The question “{x}”", x=name)
    if prop == "required":
        return _tell_required(telling, subject, old, new)
    if prop == "needed_to":
        return _tell_needed_to(telling, subject, old, new)
    if prop == "when":
        return _condition(telling, subject, "field", old, new)
    called, audiences = PROPERTIES.get(prop, (Text(prop), DESIGNERS))
    text = both(
        "Frage „{x}“: {p} {a} → {b}", "Question “{x}”: {p} {a} → {b}", x=name, p=called, a=value(old), b=value(new)
    )
    return telling.change(f"field.{prop}", text, audiences, old, new)


def _tell_required(telling: Telling, subject: Text, old: Any, new: Any) -> Change:
    if new is True:
        text = both("{s} ist nun Pflicht", "{s} is now mandatory", s=subject)
    elif new in (ABSENT, None, False):
        text = both("{s} ist nun freiwillig", "{s} is now optional", s=subject)
    else:
        text = both("{s} ist nun Pflicht, wenn gilt: {w}", "{s} is now mandatory when: {w}", s=subject, w=value(new))
    return telling.change("field.required", text, CITIZENS, old, new)


def _tell_needed_to(telling: Telling, subject: Text, old: Any, new: Any) -> Change:
    if new == "decide":
        text = both("{s} darf nun nachkommen", "{s} may now follow after sending", s=subject)
    else:
        text = both("{s} muss nun beim Absenden beantwortet sein", "{s} must now be answered before sending", s=subject)
    return telling.change("field.needed_to", text, CITIZENS, old, new)


def _condition(telling: Telling, subject: Text, code: str, old: Any = None, new: Any = None) -> Change:
    edit = telling.bundle.main
    if isinstance(edit, Set):
        old, new = edit.old, edit.new
    if new in (ABSENT, None):
        text = both("{s} erscheint nun immer", "{s} now always appears", s=subject)
    elif new == "false":
        text = both("{s} erscheint nicht mehr", "{s} no longer appears", s=subject)
    else:
        text = both("{s} erscheint nur, wenn gilt: {w}", "{s} only appears when: {w}", s=subject, w=value(new))
    return telling.change(f"{code}.when", text, CITIZENS, old, new)


def _tell_presence(telling: Telling, name: Text, edit: Add | Remove) -> Change:
    data = edit.parts[0].data
    kind = SILENT_TYPES.get(str(data.get("type")), Text("Frage", "question"))
    if isinstance(edit, Remove):
        de = "Der Hinweis „{x}“ entfällt" if data.get("type") == "information" else "Die {k} „{x}“ entfällt"
        return telling.change(
            "field.removed", both(de, "The {k} “{x}” is gone", k=kind, x=name), CITIZENS, old=dict(data)
        )
    if data.get("type") == "information":
        return telling.change(
            "field.added", both("Neuer Hinweis „{x}“", "New note “{x}”", x=name), CITIZENS, new=dict(data)
        )
    duty = _duty(data)
    text = both("Neue {k} „{x}“ ({d})", "New {k} “{x}” ({d})", k=kind, x=name, d=duty)
    return telling.change("field.added", text, CITIZENS, new=dict(data))


def _duty(data: Any) -> Text:
    required = data.get("required", data.get("type") == "declaration")
    if required is True:
        return Text("Pflicht", "mandatory")
    return Text("freiwillig", "optional") if not required else Text("manchmal Pflicht", "sometimes mandatory")


def _tell_setting(telling: Telling, name: Text, edit: Edit) -> Change:
    """What a package sets on a block's question comes or goes with its first and last property."""
    data = edit.parts[0].data if isinstance(edit, (Add, Remove)) else {}
    if len(data) == 1:
        prop, item = next(iter(data.items()))
        old, new = (ABSENT, item) if isinstance(edit, Add) else (item, ABSENT)
        return tell_property(telling, name, prop, old, new)
    verb = Text("angepasst", "adapted") if isinstance(edit, Add) else Text("wie im Baustein", "as in its block")
    text = both("Die Frage „{x}“ ist nun {v}: {d}", "The question “{x}” is now {v}: {d}", x=name, v=verb, d=value(data))
    return telling.change("field.settings", text, CITIZENS)


def _tell_option(telling: Telling, owner: str, option: str) -> Change:
    name = telling.names.field(owner, telling.scope)
    said = telling.names.option(owner, option, telling.scope)
    if telling.came:
        text = both("Frage „{x}“: neue Antwort „{o}“", "Question “{x}”: new option “{o}”", x=name, o=said)
        return telling.change("option.added", text, CITIZENS)
    if telling.went:
        text = both("Frage „{x}“: Antwort „{o}“ entfällt", "Question “{x}”: option “{o}” is gone", x=name, o=said)
        return telling.change("option.removed", text, CITIZENS)
    if isinstance(telling.bundle.main, Move):
        text = both("Frage „{x}“: andere Reihenfolge der Antworten", "Question “{x}”: other order of options", x=name)
        return telling.change("option.moved", text, CITIZENS)
    subject = both("Frage „{x}“: Die Antwort „{o}“", "Question “{x}”: The option “{o}”", x=name, o=said)
    return _condition(telling, subject, "option")


def _tell_check(telling: Telling, owner: str, check: str) -> Change:
    name = telling.names.field(owner, telling.scope)
    edit = telling.bundle.main
    if isinstance(edit, Set):
        text = both(
            "Frage „{x}“: Prüfung {c} → {n}",
            "Question “{x}”: check {c} → {n}",
            x=name,
            c=value(edit.old),
            n=value(edit.new),
        )
        return telling.change("check.rule", text, CITIZENS, edit.old, edit.new)
    rule = edit.parts[0].data.get("rule") if isinstance(edit, (Add, Remove)) else ""
    if telling.came:
        text = both("Frage „{x}“: neue Prüfung {r}", "Question “{x}”: new check {r}", x=name, r=value(rule))
        return telling.change("check.added", text, CITIZENS, new=rule)
    if telling.went:
        text = both("Frage „{x}“: Prüfung entfällt: {r}", "Question “{x}”: check is gone: {r}", x=name, r=value(rule))
        return telling.change("check.removed", text, CITIZENS, old=rule)
    text = both("Frage „{x}“: andere Reihenfolge der Prüfungen", "Question “{x}”: other order of checks", x=name)
    return telling.change("check.moved", text, DESIGNERS)


def tell_use(telling: Telling) -> Change:
    name = Text(telling.name)
    if telling.came:
        return telling.change(
            "use.added", both("Neu aus dem Baustein „{x}“", "New from the block “{x}”", x=name), CITIZENS
        )
    if telling.went:
        text = both("Die Fragen des Bausteins „{x}“ entfallen", "The questions of the block “{x}” are gone", x=name)
        return telling.change("use.removed", text, CITIZENS)
    if isinstance(telling.bundle.main, Move):
        text = both(
            "Die Fragen des Bausteins „{x}“ stehen an anderer Stelle",
            "The questions of the block “{x}” stand elsewhere",
            x=name,
        )
        return telling.change("use.moved", text, CITIZENS)
    if telling.bundle.name == "omit":
        return _tell_omit(telling)
    return telling.property(both("Baustein „{x}“", "Block “{x}”", x=name), "use", PROPERTIES, OTHER)


def _tell_omit(telling: Telling) -> Change:
    edit = telling.bundle.main
    if not isinstance(edit, Set):
        raise TypeError(type(edit).__name__)
    old = list(edit.old) if edit.old is not ABSENT else []
    new = list(edit.new) if edit.new is not ABSENT else []
    gone = value([telling.names.field(one) for one in new if one not in old])
    back = value([telling.names.field(one) for one in old if one not in new])
    if set(new) >= set(old):
        text = both("Nicht mehr gefragt: {x}", "No longer asked: {x}", x=gone)
    elif set(old) >= set(new):
        text = both("Nun wieder gefragt: {x}", "Asked again: {x}", x=back)
    else:
        text = both(
            "Nicht mehr gefragt: {x}; wieder gefragt: {y}", "No longer asked: {x}; asked again: {y}", x=gone, y=back
        )
    return telling.change("use.omit", text, CITIZENS, old, new)


def _is(telling: Telling, kind: str) -> bool:
    edit = telling.bundle.main
    if isinstance(edit, (Add, Remove)):
        return edit.parts[0].kind == kind
    for edition in (telling.names.new, telling.names.old):
        if edit.target in edition.tree:
            return edition.tree[edit.target].kind == kind
    return False


__all__ = ["tell_field", "tell_property", "tell_step", "tell_use"]
