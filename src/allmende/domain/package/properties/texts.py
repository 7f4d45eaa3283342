"""Which texts a part has, said once: the end of the text's id, what people call it, whether it must be there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from allmende.domain.values import Text


@dataclass(frozen=True, slots=True)
class PartText:
    """One text of a part. `label` stands inside a sentence; `lines`: it is written as a list, one entry a line."""

    name: str
    label: Text
    needed: bool = False
    lines: bool = False


FEE_TABLE = PartText("label", Text.named("package.properties.texts.label"))
WORDINGS: Mapping[str, tuple[PartText, ...]] = {
    "service": (
        PartText("name", Text.named("package.properties.texts.name"), needed=True),
        PartText("summary", Text.named("package.properties.texts.summary"), needed=True),
        PartText("description", Text.named("package.properties.texts.description")),
        PartText("who", Text.named("package.properties.texts.who"), needed=True),
        PartText("needed", Text.named("package.properties.texts.needed"), needed=True, lines=True),
        PartText("cost", Text.named("package.properties.texts.cost"), needed=True),
        PartText("duration", Text.named("package.properties.texts.duration"), needed=True),
        PartText("law", Text.named("package.properties.texts.law")),
        PartText("after", Text.named("package.properties.texts.after")),
        PartText("not_for", Text.named("package.properties.texts.not_for")),
        PartText("withdrawing", Text.named("package.properties.texts.withdrawing")),
        PartText("keywords", Text.named("package.properties.texts.keywords"), needed=True, lines=True),
    ),
    "step": (
        PartText("title", Text.named("package.properties.texts.title"), needed=True),
        PartText("intro", Text.named("package.properties.texts.intro")),
    ),
    "field": (
        PartText("label", Text.named("package.properties.texts.words"), needed=True),
        PartText("help", Text.named("package.properties.texts.help")),
        PartText("purpose", Text.named("package.properties.texts.purpose")),
        PartText("pattern", Text.named("package.properties.texts.pattern")),
        PartText("row", Text.named("package.properties.texts.row")),
        PartText("add", Text.named("package.properties.texts.add")),
    ),
    "parameter": (
        PartText("question", Text.named("package.properties.texts.question"), needed=True),
        PartText("hint", Text.named("package.properties.texts.hint")),
        FEE_TABLE,
    ),
    "ground": (
        PartText("title", Text.named("package.properties.texts.short_form"), needed=True),
        PartText("reason", Text.named("package.properties.texts.reason"), needed=True),
    ),
    "tariff": (FEE_TABLE,),
    "process": (
        PartText("citizen", Text.named("package.properties.texts.citizen")),
        PartText("name", Text.named("package.properties.texts.name_of_task_in_office")),
        PartText("question", Text.named("package.properties.texts.question_to_clerk")),
        PartText("help", Text.named("package.properties.texts.help_for_clerk")),
    ),
    "notice": (
        PartText("subject", Text.named("package.properties.texts.subject"), needed=True),
        PartText("lead", Text.named("package.properties.texts.lead"), needed=True),
    ),
}
LISTS = tuple(f"service.{one.name}" for one in WORDINGS["service"] if one.lines)


def names_of(kind: str, *, needed: bool) -> tuple[str, ...]:
    """Names of the texts a part cannot do without, or of the others."""
    return tuple(one.name for one in WORDINGS[kind] if one.needed is needed)


def label_of(kind: str, name: str) -> Text:
    """What people call a text of that kind of part; its name where nobody said."""
    return next((one.label for one in WORDINGS.get(kind, ()) if one.name == name), Text(name))
