"""From template and matter to a finished document: everything said, nothing left to evaluate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from allmende.domain.forms import spoken as spoken_answer
from allmende.domain.forms import summary
from allmende.domain.notices import document as doc
from allmende.domain.notices import template as tpl
from allmende.domain.notices import wording
from allmende.domain.notices.addressing import say_addressee, say_concerned
from allmende.domain.notices.attachments import carries_application
from allmende.domain.notices.editing import FREE
from allmende.domain.notices.fees import compose_fee
from allmende.domain.notices.grounds import (
    Run,
    in_runs,
    respoken,
    say_departures,
    say_grounds,
    say_not_granted,
    say_weighing,
)
from allmende.domain.notices.letterhead import authority_of
from allmende.domain.notices.missing import missing_value
from allmende.domain.notices.placeholders import evaluate, fill, holds, is_prescribed, is_stated
from allmende.domain.notices.remedies import choose_remedy, compose_remedy
from allmende.domain.notices.sources import ContactSource, ServiceSource, UnitSource
from allmende.domain.notices.speaking import speak
from allmende.domain.values import Problem, Text, spoken_day
from allmende.feel import FeelContext, to_feel


def compose(
    template: tpl.NoticeTemplate,
    service: ServiceSource,
    names: Mapping[str, Any],
    day: date,
    author: str | None,
    *,
    language: str = "de",
    sealed: bool = True,
    code: str = "",
) -> doc.Document | list[Problem]:
    """The notice in German, with a courtesy translation behind it when `language` is `en`; or all problems.

    `names`: what FEEL sees of the matter on `day`. `author`: the official's name, None for the machine.
    `sealed`: the person gets the sealed file, so say where it can be checked; on paper no seal can be. `code` finds the letter again and is
    printed on its card, if it has one that is displayed; the card is in the binding language only. The translation is left out when a
    text of it has no value.
    """
    german = _Composer(template, service, names, day, author, wording.BINDING, sealed, code).compose()
    if isinstance(german, list) or not _is_translated(template, language):
        return german
    translation = _Composer(template, service, names, day, author, language, sealed).compose()
    if isinstance(translation, list):
        return german
    return replace(german, translation=replace(translation, card=None, banner=wording.COURTESY.spoken(language)))


def _is_translated(template: tpl.NoticeTemplate, language: str) -> bool:
    return language != wording.BINDING and language in template.subject and language in template.lead


@dataclass(slots=True)
class _Composer:
    """One document in one language; collects problems instead of stopping at the first."""

    template: tpl.NoticeTemplate
    service: ServiceSource
    names: Mapping[str, Any]
    day: date
    author: str | None
    language: str
    sealed: bool
    code: str = ""
    problems: list[Problem] = field(default_factory=list)
    context: FeelContext = field(init=False)
    addressee: tuple[str, ...] = ()

    def compose(self) -> doc.Document | list[Problem]:
        ground, grounds = self.names.get("ground"), self.names.get("grounds") or []
        spoken = {
            "ground": respoken(self.service, ground, self.language),
            "grounds": [respoken(self.service, ground, self.language) for ground in grounds],
        }
        self.context = to_feel({**self.names, **spoken})
        fee = self._fee()
        self.addressee = self._addressee_lines()
        document = doc.Document(
            id=self.template.id,
            kind=self.template.kind,
            language=self.language,
            authority=self._authority(),
            reference=self._reference(),
            day=self.day,
            place_and_day=self._place_and_day(),
            addressee=self._addressee(),
            subject=self._say(self.template.subject, "subject"),
            lead=self._lead(),
            info=self._info(),
            sections=self._sections(),
            signature=self._signature(),
            fee=fee,
            remedy=self._remedy(fee),
            seal_note=wording.seal_note(self.service.city.host).spoken(self.language) if self.sealed else "",
            enclosures=self._enclosures(),
            card=self._card(),
        )
        return self.problems or document

    # Texts ------------------------------------------------------------------------------------------------

    def _say(self, text: Text, where: str, names: FeelContext | None = None, rows: str = "") -> str:
        """The text in this language with its holes filled; what is missing becomes a problem."""
        filled = fill(
            text.spoken(self.language),
            self.context if names is None else names,
            self.language,
            labels=lambda path, value, language: self._label(path, value, language, rows),
            missing=lambda expression, known, why, place: missing_value(self.service, expression, known, why, place),
            where=f"{self.template.id}.{where}",
        )
        if isinstance(filled, str):
            return filled
        self.problems += filled
        return ""

    def _label(self, path: str, value: Any, language: str, rows: str) -> str | None:
        """The option's text of a field; `row.x` is the field x of the group the table runs over."""
        if rows and path.startswith("row."):
            path = f"{rows}.{path.removeprefix('row.')}"
        found = self.service.form.find(path)
        return spoken_answer(found, value, language) or None if found else None

    def _holds(self, part: Any) -> bool:
        return holds(part.when, self.context)

    # Parts ------------------------------------------------------------------------------------------------

    def _authority(self) -> doc.Authority:
        return authority_of(self.service.city, self.service.unit, self.language)

    def _office(self) -> UnitSource | ContactSource:
        """The unit responsible; the city itself where it has named none."""
        return self.service.unit or self.service.city.contact

    def _unit_name(self) -> str:
        return self.service.unit.name.spoken(self.language) if self.service.unit else ""

    def _place_and_day(self) -> str:
        return f"{self.service.city.name}, {spoken_day(self.day, self.language)}"

    def _addressee(self) -> tuple[str, ...]:
        """Who the letter goes to. A certificate is about its subject and handed to third parties: it names nobody else."""
        if self._certifies():
            return ()
        return say_addressee(self.names, self.addressee, self.language)

    def _addressee_lines(self) -> tuple[str, ...]:
        said = (self._say(line.text, f"addressee.{line.id}") for line in self.template.addressee if self._holds(line))
        return tuple(line for text in said for line in text.split("\n"))

    def _lead(self) -> str:
        """The first sentence; before it, to a representative, whom the letter is about: it says "you" and means that person."""
        said = self._say(self.template.lead, "lead")
        about = "" if self._certifies() else self._concerns()
        if not about:
            return said
        return f"{wording.ABOUT_SOMEBODY.said(self.language, name=about)} {said}"

    def _concerns(self) -> str:
        return say_concerned(self.names, self.addressee)

    def _certifies(self) -> bool:
        return self.template.kind == "certificate"

    def _reference(self) -> str:
        """The case's number; a certificate tells nobody which matter it came from."""
        if self._certifies():
            return ""
        case = self.names.get("case")
        found = case.get("reference") if isinstance(case, Mapping) else None
        if not found:
            self._problem("reference_missing", Text.named("notices.compose.no_reference"))
        return str(found or "")

    def _info(self) -> tuple[doc.Pair, ...]:
        """The information block: reference, date, application, who answers questions; of a certificate the last alone."""
        office = self._office()
        received = self.names.get("submitted_on")
        rows = (
            ("reference", self._reference_text()),
            ("concerns", self._concerns()),
            ("day", spoken_day(self.day, self.language)),
            ("received", spoken_day(received, self.language) if isinstance(received, date) else ""),
            ("unit", self._unit_name()),
            ("phone", office.phone or ""),
            ("email", office.email or ""),
        )
        shown = rows[4:] if self._certifies() else rows
        return tuple(doc.Pair(wording.INFO[key].spoken(self.language), text) for key, text in shown if text)

    def _reference_text(self) -> str:
        case = self.names.get("case")
        return str(case.get("reference") or "") if isinstance(case, Mapping) else ""

    def _sections(self) -> tuple[doc.Section, ...]:
        sections = []
        for role, parts in self.template.sections():
            blocks = (*self._departures(role), *self._blocks(role, parts), *self._not_granted(role))
            if blocks and isinstance(blocks[0], doc.Heading):
                sections.append(doc.Section(role, blocks[0].text, blocks[1:]))
            elif blocks:
                sections.append(doc.Section(role, self._heading(role), blocks))
        return tuple(sections)

    def _departures(self, role: str) -> tuple[doc.Block, ...]:
        """A decision that is otherwise than applied for says why, also where a grant needs no reasons."""
        if role != "reasons" or self.template.kind != "decision":
            return ()
        return say_departures(self.service, self.names, self.language)

    def _not_granted(self, role: str) -> tuple[doc.Block, ...]:
        """The letter that grants is also that of a partial grant: then it says what of the application is refused (§ 37 Abs. 1 HVwVfG)."""
        if role != "operative" or self.template.kind != "decision" or self.template.outcome != "granted":
            return ()
        return say_not_granted(self.service, self.names, self.language)

    def _blocks(self, role: str, parts: tuple[tpl.Block, ...]) -> tuple[doc.Block, ...]:
        """What the parts give, without a heading that has nothing beneath it."""
        runs = in_runs(part for part in parts if self._holds(part))
        said = [(run[0], self._block(role, run[0], run)) for run in runs]
        shown = [(part, blocks) for part, blocks in said if blocks]
        following = [*(part for part, _ in shown), None][1:]
        return tuple(
            block
            for (part, blocks), then in zip(shown, following, strict=True)
            if not isinstance(part, tpl.HeadingTemplate) or not isinstance(then, tpl.HeadingTemplate | None)
            for block in blocks
        )

    def _heading(self, role: str) -> str:
        """Of a section that does not begin with a heading of its own."""
        if role == "operative" and self.template.kind != "decision":
            return ""
        key = "next" if role == "information" and self.template.kind == "receipt" else role
        return wording.HEADINGS[key].spoken(self.language)

    def _enclosures(self) -> tuple[str, ...]:
        named = tuple(
            self._say(item.text, f"enclosures.{item.id}") for item in self.template.enclosures if self._holds(item)
        )
        if not carries_application(self.template.kind):
            return named
        return (*named, wording.DATA_ENCLOSURE.spoken(self.language))

    # Blocks -----------------------------------------------------------------------------------------------

    def _block(self, role: str, part: tpl.Block, run: Run) -> tuple[doc.Block, ...]:
        where = f"{role}.{part.id}"
        match part:
            case tpl.HeadingTemplate():
                return (doc.Heading(self._say(part.text, where)),)
            case tpl.ParagraphTemplate():
                free = where if role in FREE and not is_prescribed(part.text) else ""
                return (doc.Paragraph(self._say(part.text, where), free, bool(free) and is_stated(part.text)),)
            case tpl.ListingTemplate():
                items = tuple(self._say(item.text, f"{where}.{item.id}") for item in part.items if self._holds(item))
                return (doc.Listing(items, part.numbered),) if items else ()
            case tpl.RowsTemplate():
                return self._pairs(part, where)
            case tpl.TableTemplate():
                return self._table(part, where)
            case tpl.Answers():
                return self._answers()
            case tpl.GroundPart(id="discretion"):
                return say_weighing(self.names, self.language)
            case tpl.GroundPart():
                return self._grounds(role, run)

    def _grounds(self, role: str, run: Run) -> tuple[doc.Block, ...]:
        grounds = self.names.get("grounds") or []
        if not grounds:
            place = f"{self.template.id}.{role}"
            self.problems.append(missing_value(self.service, "ground.reason", self.context, where=place))
        return say_grounds(run, self.service, grounds, self.language, lambda text: self._say(text, role))

    def _pairs(self, part: tpl.RowsTemplate, where: str) -> tuple[doc.Block, ...]:
        rows = tuple(
            doc.Pair(row.label.spoken(self.language), self._say(row.text, f"{where}.{row.id}"))
            for row in part.rows
            if self._holds(row)
        )
        return (doc.Pairs(rows),) if rows else ()

    def _table(self, part: tpl.TableTemplate, where: str) -> tuple[doc.Block, ...]:
        found = evaluate(part.rows, self.context)
        if not isinstance(found, list):
            place = f"{self.template.id}.{where}"
            self.problems.append(missing_value(self.service, part.rows, self.context, where=place))
            return ()
        rows = tuple(self._table_row(part, row, f"{where}.{number}") for number, row in enumerate(found))
        if not rows:
            return ()
        heads = tuple(column.label.spoken(self.language) for column in part.columns)
        aligns = tuple(column.align for column in part.columns)
        return (doc.Table(part.caption.spoken(self.language), heads, aligns, rows),)

    def _table_row(self, part: tpl.TableTemplate, row: Any, where: str) -> tuple[str, ...]:
        names = FeelContext({**self.context, "row": row})
        return tuple(
            self._say(column.text, f"{where}.{column.id}", names, part.rows.strip()) for column in part.columns
        )

    def _answers(self) -> tuple[doc.Block, ...]:
        """The declaration step by step: its own answers first, then the rows of its groups, each under its name."""
        steps: dict[str, dict[str, list[doc.Pair]]] = {}
        for row in summary(self.service.form, self.names, self.language):
            steps.setdefault(row.step_title, {"": []}).setdefault(row.row, []).append(doc.Pair(row.label, row.text))
        blocks: list[doc.Block] = []
        for title, rows in steps.items():
            blocks.append(doc.Heading(title))
            for name, pairs in rows.items():
                blocks += [doc.Heading(name, level=2)] if name else []
                blocks += [doc.Pairs(tuple(pairs))] if pairs else []
        return tuple(blocks)

    # Card -------------------------------------------------------------------------------------------------

    def _card(self) -> doc.Card | None:
        """What is displayed; a value that is missing is a problem, except the first day."""
        part = self.template.card
        if part is None or not self._holds(part):
            return None
        marks = evaluate(part.marks, self.context)
        large, number = (self._plain(getattr(part, name), name) for name in ("large", "number"))
        until = evaluate(part.valid_until, self.context)
        since = evaluate(part.valid_from, self.context) if part.valid_from else None
        listed = tuple(str(mark) for mark in marks if mark) if isinstance(marks, list) else ()
        if not listed or not isinstance(until, date):
            missing = part.valid_until if listed else part.marks
            self._problem("missing_value", Text.named("notices.compose.no_value", missing=missing), "card")
            return None
        known = since if isinstance(since, date) else None
        days = (("valid_from", known), ("valid_until", until))
        rows = [(key, speak(day, "long_date", self.language)) for key, day in days if day]
        host = self.service.city.host
        return doc.Card(
            title=part.title.spoken(self.language),
            large_label=part.large_label.spoken(self.language),
            large=large,
            marks_label=part.marks_label.spoken(self.language),
            marks=listed,
            rows=tuple(
                doc.Pair(wording.CARD[key].spoken(self.language), text) for key, text in (*rows, ("number", number))
            ),
            note=wording.CARD["note"].spoken(self.language),
            number=number,
            valid_from=known,
            valid_until=until,
            register=part.register or "",
            code=self.code,
            code_note=wording.code_note(host).spoken(self.language) if self.code else "",
            address=f"https://{host}/pruefen/?code={self.code}" if self.code else "",
        )

    def _plain(self, expression: str, where: str) -> str:
        return self._say(Text(de=f"{{{{ {expression} }}}}"), f"card.{where}")

    # Fee, remedy, signature -------------------------------------------------------------------------------

    def _fee(self) -> doc.Fee | None:
        part = self.template.fee
        if part is None:
            return None
        words = {"act": self._say(part.act, "fee.act"), "basis": self._say(part.basis, "fee.basis")}
        words["debtor"] = self._say(part.debtor, "fee.debtor") if part.debtor else ""
        found = compose_fee(
            part,
            words,
            self.context.get("fee"),
            self.context.get("payment"),
            self.service.city.payment,
            self.language,
            self.day,
        )
        if isinstance(found, list):
            self.problems += [replace(problem, where=f"{self.template.id}.fee") for problem in found]
            return None
        return found

    def _remedy(self, fee: doc.Fee | None) -> doc.Remedy | None:
        if self.template.kind != "decision" and self.template.remedy is None:
            return None
        kind = choose_remedy(self.service.sheet, self.template.remedy, self.context)
        try:
            return compose_remedy(
                kind,
                self.service.city,
                self.day,
                self.language,
                fee=fee,
                unit=self.service.unit,
                contested=self.names.get("contested") if self.template.outcome in tpl.BURDENING else None,
            )
        except LookupError as missing:
            self._problem("remedy_missing", Text.named("notices.compose.no_remedy", missing=missing), "remedy")
            return None

    def _signature(self) -> doc.Signature:
        closing = wording.CLOSING.spoken(self.language)
        if self._certifies():
            closing = self._place_and_day()
        unit = self._unit_name()
        if self.author:
            return doc.Signature(f"{closing}\n{wording.ON_BEHALF.spoken(self.language)}", self.author, unit, ())
        basis = self.service.sheet.automatic_decision
        deciding = self.template.kind == "decision"
        if deciding and not basis:
            self._problem("author_missing", Text.named("notices.compose.no_author"), "signature")
        notes = [wording.machine_note(self.template.kind, basis).spoken(self.language)]
        notes += [wording.HUMAN_NOTE.spoken(self.language)] if deciding else []
        return doc.Signature(closing, None, unit, tuple(notes))

    def _problem(self, code: str, words: Text, where: str = "") -> None:
        place = f"{self.template.id}.{where}" if where else self.template.id
        self.problems.append(Problem(code, words, place))
