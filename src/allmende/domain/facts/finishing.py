"""Facts about a case the machine cannot bring to its end: people did by hand what was left, and two of them say so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from allmende.domain.facts.base import Fact
from allmende.domain.values import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishAsked(Fact):
    """An officer says what she did by hand after the incident of `about`; a second person is asked at `task_id`."""

    kind: ClassVar[str] = "finish_asked"
    office: ClassVar[Text] = Text.named("facts.finishing.finish_asked_office")
    task_id: str
    about: str
    reason: str
    by: str
    officer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishSettled(Fact):
    """A second person agreed that nothing is left to do, or did not and said why: then the step is tried again."""

    kind: ClassVar[str] = "finish_settled"
    office: ClassVar[Text] = Text.named("facts.finishing.finish_settled_office")
    agreement: ClassVar[Text] = Text.named("facts.finishing.finish_settled_agreement")
    citizens: ClassVar[Text] = Text.named("facts.finishing.finish_settled_citizen")
    task_id: str
    agreed: bool
    by: str
    officer: str
    reason: str = ""

    @property
    def public(self) -> bool:
        return self.agreed

    def spoken(self, language: str) -> str:
        return self._said(self.citizens, language) if self.agreed else ""

    def told(self, language: str) -> str:
        return self._said(self.agreement if self.agreed else self.office, language)
