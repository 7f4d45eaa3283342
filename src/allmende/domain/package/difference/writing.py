"""Sentences about texts, letters, examples and files."""

from __future__ import annotations

from typing import Any

from allmende.domain.package.difference.change import ToldChange
from allmende.domain.package.difference.telling import EditTelling, named
from allmende.domain.package.edits import Add, Remove, Set
from allmende.domain.package.properties import KINDS
from allmende.domain.package.properties.property import CITIZENS, CLERKS, DESIGNERS, TREASURERS, Audience, capital
from allmende.domain.package.properties.texts import label_of
from allmende.domain.package.properties.vocabularies import LANGUAGES, LETTER_PARTS
from allmende.domain.package.wording import joined, value
from allmende.domain.values import Text


def tell_text(telling: EditTelling) -> ToldChange:
    """One text in all languages that changed."""
    place, audiences = describe(telling)
    said = {_language(edit.target): _sides(edit) for _, edit in telling.bundle.edits}
    languages = value([LANGUAGES.get(language, Text(language)) for language in said])
    old = {language: before for language, (before, _) in said.items()}
    new = {language: now for language, (_, now) in said.items()}
    if "de" in said and isinstance(said["de"][0], str) and _is_name(telling) and said["de"][1]:
        before = Text(str(old["de"]), str(old.get("en") or ""))
        now = Text(str(new["de"]), str(new.get("en") or ""))
        text = Text.named("package.difference.writing.p_b", p=place, a=value(before), b=value(now))
        return telling.change("text.name", text, audiences, old, new)
    if all(before is None for before in old.values()):
        verb, code = Text.named("package.difference.writing.new_text"), "text.added"
    elif all(now is None for now in new.values()):
        verb, code = Text.named("package.difference.writing.text_is_gone"), "text.removed"
    elif all(before == now for before, now in said.values()):
        verb, code = Text.named("package.difference.writing.text_stands_elsewhere_in_file"), "text.moved"
        audiences = DESIGNERS
    else:
        verb, code = Text.named("package.difference.writing.text_changed"), "text.changed"
    text = joined("{p}: {v} ({l})", p=place, v=verb, l=languages)
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


def _text_id(telling: EditTelling) -> str:
    return f"field.{telling.name}" if telling.scope.startswith("_blocks/") else telling.name


def _is_name(telling: EditTelling) -> bool:
    text_id = _text_id(telling)
    return (
        text_id.endswith((".label", ".title")) or ".option." in text_id or text_id in ("service.name", "service.cost")
    )


def describe(telling: EditTelling) -> tuple[Text, tuple[Audience, ...]]:
    """Where a text stands, and who reads it."""
    text_id = _text_id(telling)
    kind, _, rest = text_id.partition(".")
    name = rest.rpartition(".")[0]
    names, scope = telling.names, telling.scope
    match kind:
        case "service":
            audiences = TREASURERS if rest == "cost" else CITIZENS
            return capital(label_of("service", rest)), audiences
        case "step":
            return named("step", names.step(name)), CITIZENS
        case "field":
            return _describe_field(telling, rest), CITIZENS
        case "process":
            node = rest.partition(".")[0]
            audience: tuple[Audience, ...] = ("citizens", "clerks") if rest.endswith(".citizen") else CLERKS
            return named("node", names.node(node, scope)), audience
        case "notice":
            notice, _, part = rest.partition(".")
            return _of(named("notice", names.notice(notice)), label_of(kind, part)), CITIZENS
        case "ground":
            return named("ground", names.ground(name)), CLERKS
        case "fee" | "tariff":
            return Text.named("package.difference.writing.fee_item_x", x=rest), TREASURERS
        case "parameter":
            return named("parameter", names.parameter(name)), TREASURERS
        case "message":
            return Text.named("package.difference.writing.message_x", x=rest.partition(".")[0]), CITIZENS
    return Text.named("package.difference.writing.text_x", x=text_id), CITIZENS


def _of(subject: Text, called: Text) -> Text:
    return joined("{s}, {w}", s=subject, w=called)


def _describe_field(telling: EditTelling, rest: str) -> Text:
    path, _, what = rest.rpartition(".")
    for inner, called in (
        (".option.", Text.named("package.difference.writing.option")),
        (".check.", Text.named("package.difference.writing.message")),
    ):
        owner, dot, _ = rest.rpartition(inner)
        if dot:
            return _of(named("field", telling.names.field(owner, telling.scope)), called)
    if what == "label":
        return KINDS["field"].name
    return _of(named("field", telling.names.field(path, telling.scope)), label_of("field", what))


def tell_texts(telling: EditTelling) -> ToldChange:
    language = LANGUAGES.get(telling.name, Text(telling.name))
    if telling.went:
        text = Text.named("package.difference.writing.texts_in_l_are_gone", l=language)
        return telling.change("texts.removed", text, CITIZENS)
    return telling.change(
        "texts.added", Text.named("package.difference.writing.texts_now_in_l_too", l=language), CITIZENS
    )


def tell_notice(telling: EditTelling) -> ToldChange:
    notice_id, _, block = telling.name.partition(".")
    name = telling.names.notice(notice_id)
    if block:
        return _tell_block(telling, name, block)
    return telling.part(named("notice", name), "notice", CITIZENS)


def _tell_block(telling: EditTelling, name: Text, block: str) -> ToldChange:
    part, _, block_id = block.partition(".")
    letter, called = named("notice", name), LETTER_PARTS.get(part, Text(part))
    subject = Text.named("package.difference.writing.s_p_paragraph_b", s=letter, p=called, b=block_id)
    return telling.part(subject, "block", CITIZENS)


def tell_example(telling: EditTelling) -> ToldChange:
    subject = named("example", telling.name)
    if not isinstance(telling.bundle.main, Set):
        return telling.part(subject, "example", DESIGNERS)
    return telling.change(
        "example.changed", Text.named("package.difference.writing.s_has_changed", s=subject), DESIGNERS
    )


def tell_file(telling: EditTelling) -> ToldChange:
    name = telling.bundle.address.removeprefix("file:")
    if name == "CHANGES.md":
        return telling.change("changes", Text.named("package.difference.writing.changes"), DESIGNERS)
    return telling.change("file.replaced", Text.named("package.difference.writing.file_x_is_new", x=name), DESIGNERS)


def tell_source(telling: EditTelling) -> ToldChange:
    """The files in the thin form as a whole."""
    edits = [edit for _, edit in telling.bundle.edits]
    if all(isinstance(edit, Remove) for edit in edits):
        text = Text.named("package.difference.writing.source_in_thin_form_goes")
        return telling.change("source.removed", text, DESIGNERS)
    if all(isinstance(edit, Add) for edit in edits):
        text = Text.named("package.difference.writing.source_in_thin_form_is")
        return telling.change("source.added", text, DESIGNERS)
    text = Text.named("package.difference.writing.source_in_thin_form_has")
    return telling.change("source.changed", text, DESIGNERS)


def tell_scope(telling: EditTelling) -> ToldChange:
    """A shared block or process that comes or goes as a whole."""
    folder, _, name = telling.bundle.address.rstrip(":").partition("/")
    kind = (
        Text.named("package.difference.writing.block")
        if folder == "_blocks"
        else Text.named("package.difference.writing.shared_process")
    )
    gone = any(isinstance(edit, Remove) for _, edit in telling.bundle.edits)
    verb = (
        Text.named("package.difference.writing.is_no_longer_used")
        if gone
        else Text.named("package.difference.writing.is_now_used")
    )
    text = Text.named("package.difference.writing.k_x_v", k=capital(kind), x=name, v=verb)
    numbers, edits = zip(*telling.bundle.edits, strict=True)
    said = joined("{a}.", a=text)
    return ToldChange(
        "scope.removed" if gone else "scope.added", telling.bundle.address, said, CLERKS, None, None, edits, numbers
    )
