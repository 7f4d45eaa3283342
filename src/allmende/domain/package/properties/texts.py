"""Which texts a part has, said once: the end of the text's id, what people call it, whether it must be there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from allmende.domain.values import Text


@dataclass(frozen=True, slots=True)
class Wording:
    """One text of a part. `label` stands inside a sentence; `lines`: it is written as a list, one entry a line."""

    name: str
    label: Text
    needed: bool = False
    lines: bool = False


FEE_TABLE = Wording("label", Text.named("package.properties.texts.label"))
WORDINGS: Mapping[str, tuple[Wording, ...]] = {
    "service": (
        Wording("name", Text.named("package.properties.texts.name"), needed=True),
        Wording("summary", Text.named("package.properties.texts.summary"), needed=True),
        Wording("description", Text.named("package.properties.texts.description")),
        Wording("who", Text.named("package.properties.texts.who"), needed=True),
        Wording("needed", Text.named("package.properties.texts.needed"), needed=True, lines=True),
        Wording("cost", Text.named("package.properties.texts.cost"), needed=True),
        Wording("duration", Text.named("package.properties.texts.duration"), needed=True),
        Wording("law", Text.named("package.properties.texts.law")),
        Wording("after", Text.named("package.properties.texts.after")),
        Wording("not_for", Text.named("package.properties.texts.not_for")),
        Wording("withdrawing", Text.named("package.properties.texts.withdrawing")),
        Wording("keywords", Text.named("package.properties.texts.keywords"), needed=True, lines=True),
    ),
    "step": (
        Wording("title", Text.named("package.properties.texts.title"), needed=True),
        Wording("intro", Text.named("package.properties.texts.intro")),
    ),
    "field": (
        Wording("label", Text.named("package.properties.texts.words"), needed=True),
        Wording("help", Text.named("package.properties.texts.help")),
        Wording("purpose", Text.named("package.properties.texts.purpose")),
        Wording("pattern", Text.named("package.properties.texts.pattern")),
        Wording("row", Text.named("package.properties.texts.row")),
        Wording("add", Text.named("package.properties.texts.add")),
    ),
    "parameter": (
        Wording("question", Text.named("package.properties.texts.question"), needed=True),
        Wording("hint", Text.named("package.properties.texts.hint")),
        FEE_TABLE,
    ),
    "ground": (
        Wording("title", Text.named("package.properties.texts.short_form"), needed=True),
        Wording("reason", Text.named("package.properties.texts.reason"), needed=True),
    ),
    "tariff": (FEE_TABLE,),
    "process": (
        Wording("citizen", Text.named("package.properties.texts.citizen")),
        Wording("name", Text.named("package.properties.texts.name_of_task_in_office")),
        Wording("question", Text.named("package.properties.texts.question_to_clerk")),
        Wording("help", Text.named("package.properties.texts.help_for_clerk")),
    ),
    "notice": (
        Wording("subject", Text.named("package.properties.texts.subject"), needed=True),
        Wording("lead", Text.named("package.properties.texts.lead"), needed=True),
    ),
}
LISTS = tuple(f"service.{one.name}" for one in WORDINGS["service"] if one.lines)


def names_of(kind: str, *, needed: bool) -> tuple[str, ...]:
    """Names of the texts a part cannot do without, or of the others."""
    return tuple(one.name for one in WORDINGS[kind] if one.needed is needed)


def label_of(kind: str, name: str) -> Text:
    """What people call a text of that kind of part; its name where nobody said."""
    return next((one.label for one in WORDINGS.get(kind, ()) if one.name == name), Text(name))
