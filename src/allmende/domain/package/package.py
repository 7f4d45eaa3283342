"""A service package: parts that fit together, without any city."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from allmende.domain.forms import Form
from allmende.domain.notices.template import NoticeTemplate
from allmende.domain.package.labels import form_with_texts, sheet_with_texts
from allmende.domain.package.letters import notice_of
from allmende.domain.package.sheet import ServiceSheet
from allmende.domain.package.texts import Texts
from allmende.domain.process import ProcessDefinition
from allmende.domain.registers import RegisterSpec

if TYPE_CHECKING:
    from allmende.domain.decisions import DecisionModel

Spec = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Example:
    """One example: a test of the package. `steps` are single-key mappings of a verb (`fill`, `expect` …) to its data.

    `contests`: the letter an objection is about, where the service carries out a remedy.
    `cities`: keys, or `("all",)` for every city that offers the service, or `("none",)` for the suggested parameters.
    """

    id: str
    title: str
    today: str
    cities: tuple[str, ...]
    steps: tuple[Spec, ...]
    applicant: Spec = field(default_factory=dict)
    parameters: Spec = field(default_factory=dict)
    registers: Spec = field(default_factory=dict)
    contests: Spec = field(default_factory=dict)
    language: str = "de"
    source: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class ServicePackage:
    """A release or a draft of a service. `form`, `sheet` and `notices` already carry their texts.

    files    canonical files by path, shared blocks and processes included: what is stored, compared and exported
    registers  those described as data that its processes ask or write to, by id
    letters  notices as written; `notices` is built from them and the texts
    shared   processes it calls; their texts are among `texts`
    """

    sheet: ServiceSheet
    form: Form
    process: ProcessDefinition
    texts: Texts
    letters: Mapping[str, Spec]
    notices: Mapping[str, NoticeTemplate]
    decisions: DecisionModel | None = None
    shared: Mapping[str, ProcessDefinition] = field(default_factory=dict)
    registers: Mapping[str, RegisterSpec] = field(default_factory=dict)
    examples: tuple[Example, ...] = ()
    changes: str = ""
    files: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)
    sha256: str = field(default="", compare=False)

    @property
    def id(self) -> str:
        return self.sheet.id

    @property
    def version(self) -> str:
        return self.sheet.version

    def with_texts(self, texts: Texts) -> ServicePackage:
        """The same package saying other words."""
        return replace(
            self,
            texts=texts,
            sheet=sheet_with_texts(self.sheet, texts),
            form=form_with_texts(self.form, texts),
            notices={key: notice_of(key, spec, texts) for key, spec in self.letters.items()},
        )
