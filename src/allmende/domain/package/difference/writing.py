"""Sentences about texts, letters, examples and files."""

from __future__ import annotations

from typing import Any

from allmende.domain.package.difference.change import Audience, Change
from allmende.domain.package.difference.telling import CITIZENS, CLERKS, DESIGNERS, TREASURERS, Property, Telling
from allmende.domain.package.difference.wording import both, value
from allmende.domain.package.edits import Add, Move, Remove, Set
from allmende.domain.values import Text

LANGUAGES = {
    "de": Text("Deutsch", "German"),
    "en": Text("Englisch", "English"),
    "de-leicht": Text("Leichte Sprache", "easy German"),
}
SERVICE = {
    "name": Text("Name der Leistung", "name of the service"),
    "summary": Text("Kurzbeschreibung", "summary"),
    "description": Text("Beschreibung", "description"),
    "who": Text("wer den Antrag stellen kann", "who may apply"),
    "needed": Text("was man braucht", "what you need"),
    "cost": Text("Kosten", "cost"),
    "duration": Text("Dauer", "duration"),
    "keywords": Text("Suchwörter", "search words"),
    "after": Text("wie es weitergeht", "what happens next"),
    "not_for": Text("für wen nicht", "not for whom"),
    "law": Text("Recht in Worten", "law in words"),
}
FIELD = {
    "help": Text("Hilfe", "help"),
    "purpose": Text("warum wir fragen", "why we ask"),
    "pattern": Text("Hinweis zur Schreibweise", "hint on spelling"),
    "row": Text("Überschrift eines Eintrags", "heading of an entry"),
    "add": Text("Knopf für weitere", "button for more"),
}
PARTS = {
    "operative": Text("Entscheidung", "decision"),
    "reasons": Text("Begründung", "reasons"),
    "ancillary": Text("Nebenbestimmungen", "ancillary provisions"),
    "information": Text("Hinweise", "information"),
}
NOTICE: dict[str, Property] = {
    "outcome": (Text("Ergebnis", "outcome"), CLERKS),
    "when": (Text("nur wenn", "only when"), CITIZENS),
    "addressee": (Text("Anschrift", "addressee"), CITIZENS),
    "reasons_exception": (Text("ohne Begründung wegen", "without reasons because"), CITIZENS),
    "fee": (Text("Gebührenbescheid", "fee decision"), TREASURERS),
    "remedy": (Text("Rechtsbehelf", "legal remedy"), CITIZENS),
    "written_form": (Text("Schriftform nach", "written form under"), CLERKS),
    "enclosures": (Text("Anlagen", "enclosures"), CITIZENS),
    "card": (Text("Teil zum Auslegen", "part to display"), CITIZENS),
    "items": (Text("Punkte", "items"), CITIZENS),
    "columns": (Text("Spalten", "columns"), CITIZENS),
    "each": (Text("je Eintrag von", "for each of"), CITIZENS),
    "numbered": (Text("nummeriert", "numbered"), CITIZENS),
}
NOTICE_TEXTS = {"subject": Text("Betreff", "subject"), "lead": Text("erster Satz", "first sentence")}
OTHER: Property = (Text(""), CLERKS)


def tell_text(telling: Telling) -> Change:
    """One text in all languages that changed."""
    place, audiences = describe(telling)
    said = {_language(edit.target): _sides(edit) for _, edit in telling.bundle.edits}
    languages = value([LANGUAGES.get(language, Text(language)) for language in said])
    old = {language: before for language, (before, _) in said.items()}
    new = {language: now for language, (_, now) in said.items()}
    if "de" in said and isinstance(said["de"][0], str) and _is_name(telling) and said["de"][1]:
        before = Text(str(old["de"]), str(old.get("en") or ""))
        now = Text(str(new["de"]), str(new.get("en") or ""))
        text = both("{p}: „{a}“ → „{b}“", "{p}: “{a}” → “{b}”", p=place, a=value(before), b=value(now))
        return telling.change("text.name", text, audiences, old, new)
    if all(before is None for before in old.values()):
        verb, code = Text("neuer Text", "new text"), "text.added"
    elif all(now is None for now in new.values()):
        verb, code = Text("Text entfällt", "text is gone"), "text.removed"
    elif all(before == now for before, now in said.values()):
        verb, code = Text("Text steht an anderer Stelle der Datei", "text stands elsewhere in the file"), "text.moved"
        audiences = DESIGNERS
    else:
        verb, code = Text("Text geändert", "text changed"), "text.changed"
    text = both("{p}: {v} ({l})", "{p}: {v} ({l})", p=place, v=verb, l=languages)
    return telling.change(code, text, audiences, old, new)


def _sides(edit: Any) -> tuple[Any, Any]:
    match edit:
        case Set():
            return edit.old, edit.new
        case Add():
            return None, edit.parts[0].data.get("value")
        case Remove():
            return edit.parts[0].data.get("value"), None
    return "", ""


def _language(address: str) -> str:
    return address.rpartition(":")[2].split(".")[1]


def _text_id(telling: Telling) -> str:
    return f"field.{telling.name}" if telling.scope.startswith("_blocks/") else telling.name


def _is_name(telling: Telling) -> bool:
    text_id = _text_id(telling)
    return (
        text_id.endswith((".label", ".title")) or ".option." in text_id or text_id in ("service.name", "service.cost")
    )


def describe(telling: Telling) -> tuple[Text, tuple[Audience, ...]]:
    """Where a text stands, and who reads it."""
    text_id = _text_id(telling)
    kind, _, rest = text_id.partition(".")
    name = rest.rpartition(".")[0]
    names, scope = telling.names, telling.scope
    match kind:
        case "service":
            audiences = TREASURERS if rest == "cost" else CITIZENS
            return _capital(SERVICE.get(rest, Text(rest))), audiences
        case "step":
            return both("Schritt „{x}“", "Step “{x}”", x=names.step(name)), CITIZENS
        case "field":
            return _describe_field(telling, rest), CITIZENS
        case "process":
            node = rest.partition(".")[0]
            audience: tuple[Audience, ...] = ("citizens", "clerks") if rest.endswith(".citizen") else CLERKS
            return both("Station „{x}“", "Station “{x}”", x=names.node(node, scope)), audience
        case "notice":
            notice, _, part = rest.partition(".")
            called = NOTICE_TEXTS.get(part, Text(part))
            return both("Schreiben „{x}“, {y}", "Letter “{x}”, {y}", x=names.notice(notice), y=called), CITIZENS
        case "ground":
            return both("Ablehnungsgrund „{x}“", "Ground of refusal “{x}”", x=names.ground(name)), CLERKS
        case "fee" | "tariff":
            return both("Gebührenposten „{x}“", "Fee item “{x}”", x=rest), TREASURERS
        case "parameter":
            return both("Wert „{x}“", "Value “{x}”", x=names.parameter(name)), TREASURERS
        case "message":
            return both("Nachricht „{x}“", "Message “{x}”", x=rest.partition(".")[0]), CITIZENS
    return both("Text „{x}“", "Text “{x}”", x=text_id), CITIZENS


def _describe_field(telling: Telling, rest: str) -> Text:
    path, _, what = rest.rpartition(".")
    for inner in (".option.", ".check."):
        owner, dot, _ = rest.rpartition(inner)
        if dot:
            called = Text("Antwort", "option") if inner == ".option." else Text("Meldung", "message")
            name = telling.names.field(owner, telling.scope)
            return both("Frage „{x}“, {w}", "Question “{x}”, {w}", x=name, w=called)
    if what == "label":
        return Text("Frage", "Question")
    name = telling.names.field(path, telling.scope)
    return both("Frage „{x}“, {w}", "Question “{x}”, {w}", x=name, w=FIELD.get(what, Text(what)))


def tell_texts(telling: Telling) -> Change:
    language = LANGUAGES.get(telling.name, Text(telling.name))
    if telling.went:
        text = both("Texte auf {l} entfallen", "Texts in {l} are gone", l=language)
        return telling.change("texts.removed", text, CITIZENS)
    return telling.change("texts.added", both("Texte nun auch auf {l}", "Texts now in {l}, too", l=language), CITIZENS)


def tell_notice(telling: Telling) -> Change:
    notice_id, _, block = telling.name.partition(".")
    name = telling.names.notice(notice_id)
    if block:
        return _tell_block(telling, name, block)
    if telling.came:
        return telling.change("notice.added", both("Neues Schreiben „{x}“", "New letter “{x}”", x=name), CITIZENS)
    if telling.went:
        return telling.change(
            "notice.removed", both("Das Schreiben „{x}“ entfällt", "The letter “{x}” is gone", x=name), CITIZENS
        )
    return telling.property(both("Schreiben „{x}“", "Letter “{x}”", x=name), "notice", NOTICE, OTHER)


def _tell_block(telling: Telling, name: Text, block: str) -> Change:
    part, _, block_id = block.partition(".")
    where = both("Schreiben „{x}“, {p}", "Letter “{x}”, {p}", x=name, p=PARTS.get(part, Text(part)))
    if telling.came:
        text = both("{w}: neuer Absatz „{b}“", "{w}: new paragraph “{b}”", w=where, b=block_id)
        return telling.change("block.added", text, CITIZENS)
    if telling.went:
        text = both("{w}: Absatz „{b}“ entfällt", "{w}: paragraph “{b}” is gone", w=where, b=block_id)
        return telling.change("block.removed", text, CITIZENS)
    if isinstance(telling.bundle.main, Move):
        text = both(
            "{w}: Absatz „{b}“ steht an anderer Stelle", "{w}: paragraph “{b}” stands elsewhere", w=where, b=block_id
        )
        return telling.change("block.moved", text, CITIZENS)
    return telling.property(
        both("{w}, Absatz „{b}“", "{w}, paragraph “{b}”", w=where, b=block_id), "block", NOTICE, OTHER
    )


def tell_example(telling: Telling) -> Change:
    name = telling.name
    if telling.came:
        return telling.change("example.added", both("Neues Beispiel „{x}“", "New example “{x}”", x=name), DESIGNERS)
    if telling.went:
        return telling.change(
            "example.removed", both("Das Beispiel „{x}“ entfällt", "The example “{x}” is gone", x=name), DESIGNERS
        )
    text = both("Das Beispiel „{x}“ ist geändert", "The example “{x}” has changed", x=name)
    return telling.change("example.changed", text, DESIGNERS)


def tell_file(telling: Telling) -> Change:
    name = telling.bundle.address.removeprefix("file:")
    if name == "CHANGES.md":
        return telling.change(
            "changes", Text("Die Änderungsnotiz ist ergänzt", "The change note has been extended"), DESIGNERS
        )
    return telling.change("file.replaced", both("Die Datei „{x}“ ist neu", "The file “{x}” is new", x=name), DESIGNERS)


def tell_source(telling: Telling) -> Change:
    """The files in the thin form as a whole."""
    edits = [edit for _, edit in telling.bundle.edits]
    if all(isinstance(edit, Remove) for edit in edits):
        text = Text(
            "Die Quelle in der kurzen Form entfällt: Sie sagt nicht mehr dasselbe wie das Paket",
            "The source in the thin form goes: it no longer says the same as the package",
        )
        return telling.change("source.removed", text, DESIGNERS)
    if all(isinstance(edit, Add) for edit in edits):
        text = Text("Die Quelle in der kurzen Form kommt dazu", "The source in the thin form is added")
        return telling.change("source.added", text, DESIGNERS)
    text = Text("Die Quelle in der kurzen Form ist geändert", "The source in the thin form has changed")
    return telling.change("source.changed", text, DESIGNERS)


def tell_scope(telling: Telling) -> Change:
    """A shared block or process that comes or goes as a whole."""
    folder, _, name = telling.bundle.address.rstrip(":").partition("/")
    kind = Text("Baustein", "block") if folder == "_blocks" else Text("gemeinsamer Ablauf", "shared process")
    gone = any(isinstance(edit, Remove) for _, edit in telling.bundle.edits)
    verb = Text("wird nicht mehr benutzt", "is no longer used") if gone else Text("kommt dazu", "is now used")
    text = both("{k} „{x}“ {v}", "{k} “{x}” {v}", k=_capital(kind), x=name, v=verb)
    numbers, edits = zip(*telling.bundle.edits, strict=True)
    said = both("{a}.", "{a}.", a=text)
    return Change(
        "scope.removed" if gone else "scope.added", telling.bundle.address, said, CLERKS, None, None, edits, numbers
    )


def _capital(words: Text) -> Text:
    return Text(*(said[:1].upper() + said[1:] for said in (words["de"], words.spoken("en"))))
