"""Builds notice templates from their files: structure from `notices/grant.yaml`, words from `notice.grant.…`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

from allmende.domain.notices.template import (
    Answers,
    Block,
    CardTemplate,
    ColumnTemplate,
    FeeTemplate,
    GroundPart,
    GroundPartKind,
    HeadingTemplate,
    ItemTemplate,
    ListingTemplate,
    NoticeTemplate,
    ParagraphTemplate,
    Passage,
    RowsTemplate,
    RowTemplate,
    TableTemplate,
)
from allmende.domain.package.texts import Texts
from allmende.domain.values import Text

NOTHING = Text("")
CARD_TEXTS = ("title", "large", "marks")
Spec = Mapping[str, Any]
Say = Callable[[str], Text]


def notice_of(notice_id: str, spec: Spec, texts: Texts) -> NoticeTemplate:
    """The template. Missing words are empty texts; the package check names them."""

    def say(name: str) -> Text:
        return texts.get(f"notice.{notice_id}.{name}", NOTHING)

    return NoticeTemplate(
        id=notice_id,
        kind=spec["kind"],
        subject=say("subject"),
        lead=say("lead"),
        addressee=tuple(ParagraphTemplate(key, say(key), when) for key, when in _named(spec.get("addressee"))),
        outcome=spec.get("outcome") or "other",
        operative=_blocks(spec, "operative", say),
        reasons=_blocks(spec, "reasons", say),
        reasons_exception=spec.get("reasons_exception"),
        ancillary=_blocks(spec, "ancillary", say),
        information=_blocks(spec, "information", say),
        fee=_fee(spec.get("fee"), say, texts.find(f"notice.{notice_id}.fee.debtor")),
        remedy=spec.get("remedy"),
        enclosures=tuple(
            ItemTemplate(key, say(f"enclosure.{key}"), when) for key, when in _named(spec.get("enclosures"))
        ),
        passages=tuple(_passage(one, say) for one in spec.get("passages") or ()),
        card=_card(spec.get("card"), say),
        when=spec.get("when"),
        written_form=spec.get("written_form"),
        signed_file=spec.get("signed_file"),
    )


def _passage(spec: Spec, say: Say) -> Passage:
    key = str(spec["id"])
    return Passage(key, say(f"passage.{key}.name"), say(f"passage.{key}.text"), str(spec["place"]), spec.get("when"))


def _card(spec: Any, say: Say) -> CardTemplate | None:
    if not spec:
        return None
    shown = {key: str(value) for key, value in spec.items() if value is not None}
    title, large, marks = (say(f"card.{name}") for name in CARD_TEXTS)
    return CardTemplate(title=title, large_label=large, marks_label=marks, **shown)


def _fee(spec: Any, say: Say, debtor: Text | None) -> FeeTemplate | None:
    if not spec:
        return None
    days = spec.get("due_days", 30) if isinstance(spec, Mapping) else 30
    return FeeTemplate(say("fee.act"), say("fee.basis"), debtor, int(days))


def _blocks(spec: Spec, part: str, say: Say) -> tuple[Block, ...]:
    return tuple(_block(block, say) for block in spec.get(part) or ())


def _block(block: Spec, say: Say) -> Block:
    kind = next(iter(key for key in _KINDS if key in block))
    return _KINDS[kind](str(block[kind]), block, say)


def _paragraph(key: str, block: Spec, say: Say) -> Block:
    return ParagraphTemplate(key, say(key), block.get("when"))


def _heading(key: str, block: Spec, say: Say) -> Block:
    return HeadingTemplate(key, say(key), block.get("when"))


def _answers(key: str, block: Spec, say: Say) -> Block:
    return Answers(key, block.get("when"))


def _ground(key: str, block: Spec, say: Say) -> Block:
    return GroundPart(cast(GroundPartKind, key), block.get("when"))


def _list(key: str, block: Spec, say: Say) -> Block:
    items = tuple(ItemTemplate(item, say(f"{key}.{item}"), when) for item, when in _named(block["items"]))
    return ListingTemplate(key, items, bool(block.get("numbered")), block.get("when"))


def _rows(key: str, block: Spec, say: Say) -> Block:
    rows = tuple(
        RowTemplate(
            row, say(f"{key}.{row}"), _placeholder(cell), cell.get("when") if isinstance(cell, Mapping) else None
        )
        for row, cell in block["items"].items()
    )
    return RowsTemplate(key, rows, block.get("when"))


def _table(key: str, block: Spec, say: Say) -> Block:
    columns = tuple(
        ColumnTemplate(
            column,
            say(f"{key}.{column}"),
            _placeholder(cell),
            (cell.get("align") or "start") if isinstance(cell, Mapping) else "start",
        )
        for column, cell in block["columns"].items()
    )
    return TableTemplate(key, say(f"{key}.caption"), columns, str(block["each"]), block.get("when"))


_KINDS: Mapping[str, Callable[[str, Spec, Say], Block]] = {
    "paragraph": _paragraph,
    "heading": _heading,
    "answers": _answers,
    "ground": _ground,
    "list": _list,
    "rows": _rows,
    "table": _table,
}


def _placeholder(cell: Any) -> Text:
    """A FEEL cell as the text that shows it."""
    value = cell["value"] if isinstance(cell, Mapping) else cell
    return Text(f"{{{{ {value} }}}}")


def _named(items: Any) -> Iterator[tuple[str, str | None]]:
    """Ids with their condition, from `a` or `{id: a, when: …}`."""
    for item in items or ():
        if isinstance(item, Mapping):
            yield str(item["id"]), item.get("when")
        else:
            yield str(item), None


def needed_notice_texts(notice_id: str, spec: Spec) -> Iterator[str]:
    """Text ids a notice cannot do without."""
    at = f"notice.{notice_id}"
    yield from (f"{at}.subject", f"{at}.lead")
    yield from (f"{at}.{key}" for key, _ in _named(spec.get("addressee")))
    yield from (f"{at}.enclosure.{key}" for key, _ in _named(spec.get("enclosures")))
    for one in spec.get("passages") or ():
        yield from (f"{at}.passage.{one['id']}.{part}" for part in ("name", "text"))
    if spec.get("card"):
        yield from (f"{at}.card.{name}" for name in CARD_TEXTS)
    if spec.get("fee"):
        yield from (f"{at}.fee.act", f"{at}.fee.basis")
    for part in ("operative", "reasons", "ancillary", "information"):
        for block in spec.get(part) or ():
            yield from (f"{at}.{name}" for name in _needed_names(block))


def _needed_names(block: Spec) -> Iterator[str]:
    for kind in ("paragraph", "heading"):
        if kind in block:
            yield str(block[kind])
    if "list" in block:
        yield from (f"{block['list']}.{item}" for item, _ in _named(block["items"]))
    if "rows" in block:
        yield from (f"{block['rows']}.{row}" for row in block["items"])
    if "table" in block:
        yield from (f"{block['table']}.{column}" for column in block["columns"])


def possible_notice_texts(notice_id: str, spec: Spec) -> Iterator[str]:
    """Text ids a notice may have besides."""
    at = f"notice.{notice_id}"
    yield f"{at}.fee.debtor"
    for part in ("operative", "reasons", "ancillary", "information"):
        yield from (f"{at}.{block['table']}.caption" for block in spec.get(part) or () if "table" in block)
