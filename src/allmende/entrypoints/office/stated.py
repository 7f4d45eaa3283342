"""What a decision must state, as a form: grounds with their facts, the data of each outcome, weighing, contradiction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from allmende.domain.forms import Field, FormStep
from allmende.domain.matter.decision import OfficerDecision, chosen_grounds
from allmende.domain.matter.stating import Proposed
from allmende.domain.package import RefusalGround
from allmende.domain.values import Problem, Text
from allmende.ui.form import StepPage, render_fields
from allmende.ui.form.frame import check
from allmende.ui.form.page import by_path
from allmende.ui.html import SafeString, esc, join, tag

EMPTY = SafeString("")
STATED, DECIDED = "stated", "decided"
WORDS = ("weighing", "despite")
LONGEST = 20_000
MOST = 500
"""That many fields are read from a post; no page has more."""


@dataclass(frozen=True, slots=True)
class Stating:
    """What the parts of the form are drawn from. `grounds`: those that may be chosen; `chosen`: what was typed so far."""

    grounds: tuple[RefusalGround, ...]
    chosen: OfficerDecision
    proposed: Proposed | None
    problems: tuple[Problem, ...]
    language: str

    def entries(self, kind: str, name: str = "") -> dict[str, str]:
        """What stands in the fields: as typed, else as proposed."""
        decisions = (self.proposed.decision if self.proposed else OfficerDecision(""), self.chosen)
        if kind == DECIDED:
            return {key: text for decision in decisions for key, text in decision.decided.items()}
        return {key: text for decision in decisions for key, text in decision.stated.get(name, {}).items()}

    def fields(self, asked: Iterable[Field], kind: str, name: str = "") -> SafeString:
        """The fields of one part, each named by its path, with the error at the field."""
        at = ".".join(part for part in (kind, name) if part)
        typed = self.entries(kind, name)
        drawn = tuple(replace(one, id=f"{at}.{one.id}", path=f"{at}.{one.id}") for one in asked)
        return self._drawn(drawn, {f"{at}.{key}": text for key, text in typed.items()})

    def words(self, name: str, label: str, help_: str, text: str, *, required: bool = True) -> SafeString:
        """One text of the officer's own."""
        asked = Field(name, "textarea", label=Text(label), help=Text(help_), required=required, path=name)
        return self._drawn((asked,), {name: text})

    def _drawn(self, fields: tuple[Field, ...], entries: Mapping[str, str]) -> SafeString:
        page = StepPage(
            step=FormStep("content", fields=fields),
            entries=entries,
            visible=frozenset(field.id for field in fields),
            required=frozenset(field.id for field in fields if field.required),
            problems=self.problems,
            language=self.language,
        )
        return render_fields(page)


def render_grounds(stating: Stating) -> SafeString:
    """Every ground with a tick, its norm and its facts; then room to say why one holds against the facts."""
    if not stating.grounds:
        return EMPTY
    rows = join(_ground(ground, stating) for ground in stating.grounds)
    despite = EMPTY
    if any(_doubt(ground, stating) for ground in stating.grounds):
        label, help_ = _("Warum gilt der Grund trotzdem?"), _("Kommt in die Akte, nicht in das Schreiben.")
        if stating.proposed and stating.proposed.revealing:
            label = _("Warum gilt der Grund trotzdem, oder womit hat sich die Person ausgewiesen?")
        field = stating.words("despite", label, help_, stating.chosen.despite)
        despite = SafeString(f'<div class="al-if-against" id="wahl-despite">{field}</div>')
    legend, hint = _("Grund der Ablehnung"), _("Es können mehrere sein. Zu jedem gehören die Tatsachen dieses Falls.")
    return SafeString(
        f'<div class="al-if-ground"><fieldset class="kern-fieldset al-choice-box" id="wahl-ground">'
        f'<legend class="kern-label">{esc(legend)}</legend><div class="kern-hint">{esc(hint)}</div>'
        f'<div class="kern-fieldset__body">{rows}</div></fieldset>{despite}</div>'
    )


def render_decided(stating: Stating, outcomes: Iterable[str]) -> SafeString:
    """The data of each outcome that is offered, as far as this case asks for them."""
    asked = stating.proposed.asked if stating.proposed else ()
    return join(_decided(stating, [one.field for one in asked if one.outcome == way], way) for way in outcomes)


def render_weighing(stating: Stating, outcomes: Iterable[str]) -> SafeString:
    """Room for the considerations, where a ground or an amount leaves a choice."""
    asked = stating.proposed.asked if stating.proposed else ()
    framed = any(one.is_frame and one.outcome in outcomes for one in asked)
    requested = stating.proposed is not None and any(one.outcome in outcomes for one in stating.proposed.requested)
    explained = any(one.reasons and one.outcome in outcomes for one in asked)
    weighs = framed or any(ground.discretion for ground in stating.grounds)
    if not requested and not explained and not weighs:
        return EMPTY
    label = _("Was haben Sie abgewogen?")
    help_ = _("Das Gesetz lässt Ihnen hier einen Spielraum. Ihre Abwägung steht so im Schreiben.")
    if explained:
        label = _("Was haben Sie abgewogen, warum so und nicht wie beantragt?")
        help_ = _(
            "Nötig, wo das Gesetz einen Spielraum lässt, wo Sie weniger geben, als beantragt ist, und zu jeder Auflage. Steht so im Schreiben."
        )
    elif requested:
        label = _("Was haben Sie abgewogen, warum anders als beantragt?")
        help_ = _(
            "Nötig, wo das Gesetz einen Spielraum lässt und wo Sie etwas anderes festlegen, als beantragt ist. Steht so im Schreiben."
        )
    field = stating.words(
        "weighing", label, help_, stating.chosen.weighing, required=weighs and not requested and not explained
    )
    css = "" if framed or requested or explained else ' class="al-if-weighed"'
    return SafeString(f'<div{css} id="wahl-weighing">{field}</div>')


def read_stated(posted: QueryDict) -> dict[str, Any]:
    """What the form says of it, as typed: `stated`, `decided`, `weighing`, `despite`. Everything is checked later."""
    found: dict[str, Any] = {STATED: {}, DECIDED: {}}
    for path, value in list(by_path(posted.items()).items())[:MOST]:
        text = str(value).replace("\r\n", "\n")[: LONGEST + 1]
        kind, _dot, name = path.partition(".")
        ground, _dot, statement = name.partition(".")
        if path in WORDS:
            found[path] = text
        elif kind == DECIDED and name:
            found[DECIDED][name] = text
        elif kind == STATED and statement:
            found[STATED].setdefault(ground, {})[statement] = text
    return found


def is_field(where: str) -> bool:
    """True where a problem leads to a field of this form."""
    return where in WORDS or where.startswith((f"{STATED}.", f"{DECIDED}."))


def _doubt(refusal_ground: RefusalGround, stating: Stating) -> str:
    """Why the ground cannot stand without a word; empty where it can."""
    if stating.proposed and refusal_ground.id in stating.proposed.revealing:
        return _("Verrät, was das Register sagt. Dass die Person das erfahren darf, ist nicht nachgewiesen.")
    if stating.proposed and refusal_ground.id in stating.proposed.against:
        return _("Passt nicht zu dem, was im Vorgang steht.")
    if stating.proposed and refusal_ground.id in stating.proposed.unheard:
        return _("Dazu wurde die Person nicht angehört.")
    return ""


def _ground(refusal_ground: RefusalGround, stating: Stating) -> SafeString:
    key = f"ground-{refusal_ground.id}"
    ticked = refusal_ground.id in chosen_grounds(stating.chosen)
    label = f"{refusal_ground.title.spoken(stating.language)} ({refusal_ground.legal_basis})"
    hint = _doubt(refusal_ground, stating)
    more = tag("span", hint, class_="al-choice__hint al-small") if hint else ""
    box = check("checkbox", key, "ground", refusal_ground.id, esc(label) + more, checked=ticked)
    facts = stating.fields((x.field for x in refusal_ground.state), STATED, refusal_ground.id)
    inside = f'<div class="al-ground__facts al-fields">{facts}</div>' if refusal_ground.state else ""
    css = (
        "al-ground"
        + (" al-ground--against" if hint else "")
        + (" al-ground--weighed" if refusal_ground.discretion else "")
    )
    return SafeString(f'<div class="{css}">{box}{inside}</div>')


def _decided(stating: Stating, fields: list[Field], outcome: str) -> SafeString:
    if not fields:
        return EMPTY
    legend = _("Was wird festgelegt?")
    return SafeString(
        f'<fieldset class="kern-fieldset al-choice-box al-if-{esc(outcome)}"><legend class="kern-label">{esc(legend)}</legend>'
        f'<div class="kern-fieldset__body al-fields">{stating.fields(fields, DECIDED)}</div></fieldset>'
    )
