"""Which texts belong to a part: a question's label and help, a letter's subject, a station's sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from allmende.domain.package.difference.naming import split
from allmende.domain.package.edits import Part, Tree, author
from allmende.domain.values import Text

LABEL = Text("Beschriftung", "Label")
HELP = Text("Hilfe", "Help")
LISTS = ("service.needed", "service.keywords")
"""Texts that are written as a list, one entry a line."""


@dataclass(frozen=True, slots=True)
class Said:
    """A text of a part: its id, what it is for, whether it must be there. `scope` goes before its address."""

    id: str
    label: Text
    needed: bool = False
    scope: str = ""
    block: tuple[str, str] | None = None
    """Where the words come from when the package says none of its own: scope and id in the shared block."""


def texts_of(tree: Tree, address: str) -> tuple[Said, ...]:
    """The texts of the part at this address, the most important first."""
    scope, _kind, name = split(address)
    lead = f"{scope}:" if scope else ""
    part = tree.get(address)
    real = part.kind if part is not None else "field"
    if real in ("field", "setting"):
        return tuple(_field(tree, address, lead, name))
    if real in ("option", "check"):
        label = Text("Antwort", "Option") if real == "option" else Text("Meldung, wenn es nicht stimmt", "Message")
        return (Said(_inner(lead, name), label, True, lead),)
    if real.endswith(" block") and part is not None:
        return tuple(_paragraph(part, lead, name))
    found = {
        "service": _service,
        "step": _step,
        "parameter": _parameter,
        "ground": _ground,
        "tariff": _tariff,
        "node": _node,
        "notice": _notice,
    }.get(real)
    if found is None or part is None:
        return ()
    return tuple(Said(id_, label, needed, lead) for id_, label, needed in found(part, name))


Triple = tuple[str, Text, bool]


def _inner(lead: str, name: str) -> str:
    """Blocks keep their texts without `field.`"""
    return name if lead.startswith("_blocks/") else f"field.{name}"


def _field(tree: Tree, address: str, lead: str, name: str) -> Iterator[Said]:
    data = tree[address].data if address in tree else {}
    at = _inner(lead, name)
    wanted = [("label", LABEL, True), ("help", HELP, False), ("purpose", Text("Warum wir fragen", "Why we ask"), False)]
    kind = data.get("type")
    if data.get("pattern") or f"{lead}text.de.{at}.pattern" in tree:
        wanted.append(("pattern", Text("So sieht es richtig aus", "What a right value looks like"), True))
    if kind == "group":
        wanted.append(("row", Text("Überschrift eines Eintrags", "Heading of an entry"), False))
        wanted.append(("add", Text("Knopf zum Hinzufügen", "Button to add one"), False))
    home = author.block_of(tree, address)
    for end, label, needed in wanted:
        block = (_scope_of(tree, home[0]), f"{home[1]}.{end}") if home else None
        yield Said(f"{at}.{end}", label, needed and home is None, lead, block)


def _scope_of(tree: Tree, use: Part) -> str:
    """Scope of the block a use names: `_blocks/person:`, or `_blocks/person@1:` for an older version."""
    name, _, version = str(use.data["use"]).partition("@")
    older = f"_blocks/{name}@{version}:"
    return older if f"{older}form" in tree else f"_blocks/{name}:"


def _service(part: Part, name: str) -> Iterator[Triple]:
    yield "service.name", Text("Name der Leistung", "Name of the service"), True
    yield "service.summary", Text("Ein Satz dazu", "One sentence about it"), True
    yield "service.description", Text("Was das ist", "What it is"), False
    yield "service.who", Text("Wer beantragen kann", "Who may apply"), True
    yield "service.needed", Text("Was man braucht (eines je Zeile)", "What is needed (one a line)"), True
    yield "service.cost", Text("Was es kostet", "What it costs"), True
    yield "service.duration", Text("Wie lange es dauert", "How long it takes"), True
    yield "service.law", Text("Recht in Worten", "The law in words"), False
    yield "service.after", Text("Wie es danach weitergeht", "What happens next"), False
    yield "service.not_for", Text("Für wen es nicht ist", "Who it is not for"), False
    yield "service.keywords", Text("Suchwörter (eines je Zeile)", "Search words (one a line)"), True


def _step(part: Part, name: str) -> Iterator[Triple]:
    yield f"step.{name}.title", Text("Überschrift", "Heading"), True
    yield f"step.{name}.intro", Text("Einleitung", "Introduction"), False


def _parameter(part: Part, name: str) -> Iterator[Triple]:
    yield f"parameter.{name}.question", Text("Frage an die Stadt", "Question to the city"), True
    yield f"parameter.{name}.hint", Text("Hinweis für die Stadt", "Hint for the city"), False
    yield f"parameter.{name}.label", Text("Name in der Gebührentabelle", "Name in the fee table"), False
    for option in part.data.get("options") or ():
        yield f"parameter.{name}.option.{option}", Text(f"Antwort „{option}“", f"Option “{option}”"), False


def _ground(part: Part, name: str) -> Iterator[Triple]:
    yield f"ground.{name}.title", Text("Kurz", "In short"), True
    yield f"ground.{name}.reason", Text("Begründung im Bescheid", "Reasons in the notice"), True


def _tariff(part: Part, name: str) -> Iterator[Triple]:
    yield f"tariff.{name}.label", Text("Name in der Gebührentabelle", "Name in the fee table"), False


def _node(part: Part, name: str) -> Iterator[Triple]:
    yield f"process.{name}.citizen", Text("Was die Bürgerin liest", "What the citizen reads"), False
    yield f"process.{name}.name", Text("Name der Aufgabe im Büro", "Name of the task in the office"), False
    yield f"process.{name}.question", Text("Frage an die Sachbearbeitung", "Question to the clerk"), False
    yield f"process.{name}.help", Text("Hilfe für die Sachbearbeitung", "Help for the clerk"), False
    for outcome in str(part.data.get("option outcomes") or "").split():
        yield f"process.{name}.outcome.{outcome}", Text(f"Knopf „{outcome}“", f"Button “{outcome}”"), True
    message = part.data.get("message")
    if message and part.data.get("action") in ("notify", "invite_hearing"):
        yield f"message.{message}.subject", Text("Betreff der Nachricht", "Subject of the message"), True
        yield f"message.{message}.body", Text("Text der Nachricht", "Text of the message"), True


def _notice(part: Part, name: str) -> Iterator[Triple]:
    yield f"notice.{name}.subject", Text("Betreff", "Subject"), True
    yield f"notice.{name}.lead", Text("Erster Satz: was entschieden ist", "First sentence: what is decided"), True
    for line in _ids(part.data.get("addressee")):
        yield f"notice.{name}.{line}", Text(f"Anschrift: {line}", f"Address: {line}"), True
    if part.data.get("fee"):
        yield f"notice.{name}.fee.act", Text("Gebühr: wofür", "Fee: for what"), True
        yield f"notice.{name}.fee.basis", Text("Gebühr: Rechtsgrundlage", "Fee: legal basis"), True
        yield f"notice.{name}.fee.debtor", Text("Gebühr: wer zahlt", "Fee: who pays"), False
    if part.data.get("card"):
        yield f"notice.{name}.card.title", Text("Zum Auslegen: Überschrift", "To display: heading"), True
        yield f"notice.{name}.card.large", Text("Zum Auslegen: was groß steht", "To display: what is large"), True
        yield f"notice.{name}.card.marks", Text("Zum Auslegen: wofür", "To display: for what"), True
    for one in _ids(part.data.get("enclosures")):
        yield f"notice.{name}.enclosure.{one}", Text(f"Anlage: {one}", f"Enclosure: {one}"), True


def _ids(items: object) -> Iterator[str]:
    for one in items if isinstance(items, list) else ():
        yield str(one["id"]) if isinstance(one, dict) else str(one)


def _paragraph(part: Part, lead: str, name: str) -> Iterator[Said]:
    """`name` is `<notice>.<part>.<block>`."""
    notice = name.partition(".")[0]
    data = part.data
    for sort in ("paragraph", "heading"):
        if sort in data:
            yield Said(f"notice.{notice}.{data[sort]}", Text("Wortlaut", "Words"), True, lead)
    if "list" in data:
        for item in _ids(data.get("items")):
            yield Said(f"notice.{notice}.{data['list']}.{item}", Text(f"Zeile „{item}“", f"Line “{item}”"), True, lead)
    for sort, inside in (("rows", "items"), ("table", "columns")):
        if sort in data:
            if sort == "table":
                yield Said(
                    f"notice.{notice}.{data[sort]}.caption", Text("Überschrift der Tabelle", "Caption"), False, lead
                )
            for key in data.get(inside) or {}:
                yield Said(
                    f"notice.{notice}.{data[sort]}.{key}", Text(f"Name von „{key}“", f"Name of “{key}”"), True, lead
                )
