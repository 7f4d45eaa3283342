"""A letter that no station writes: what was decided beside the process is composed, sealed and delivered, one step after the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from allmende.domain import facts as f
from allmende.domain.matter.actions.letters import deliver, goes_on_paper, seal
from allmende.domain.matter.outcome import KeepNotice, StepOutcome
from allmende.domain.matter.tools import CannotPerform, WorkStep
from allmende.domain.notices import compose
from allmende.domain.notices.template import NoticeTemplate

STEPS = ("compose", "seal", "deliver")


def send(name: str, step: WorkStep, written: str | None, write: Callable[[], StepOutcome]) -> StepOutcome | None:
    """One of `STEPS`; None where it is done. `written`: the letter's id once it is composed; `write` composes it.

    Errors: `CannotPerform`, `ports.Unavailable`.
    """
    if name == "compose":
        return write() if written is None else None
    if written is None:
        return None
    if name == "seal":
        sealed = any(isinstance(x, f.NoticeSealed) and x.notice_id == written for x in step.matter.facts)
        return None if sealed else seal(step)
    return deliver(step)


def write(
    step: WorkStep, template: NoticeTemplate, names: Mapping[str, Any], *, notice_id: str, author: str
) -> StepOutcome:
    """Compose it by a template of the core, in whose `names` stands what it tells. Error: `CannotPerform` for what is missing."""
    document = compose(
        template, step.matter.service, names, step.today, author, language=step.matter.language,
        sealed=not goes_on_paper(step, template),
    )  # fmt: skip
    if isinstance(document, list):
        raise CannotPerform(*document)
    kept = KeepNotice(
        notice_id=notice_id, template=template.id, kind=document.kind, title=document.subject, outcome="",
        author=author, document=document,
    )  # fmt: skip
    issued = f.NoticeIssued(
        at=step.now, notice_id=notice_id, template=template.id, notice_kind=document.kind, title=document.subject
    )
    return StepOutcome(facts=(issued,), effects=(kept,))
