"""The page about a decision that is out: which acts the law allows, the form of the one that was chosen, what is under way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import QueryDict
from django.utils.translation import gettext as _

from allmende.apps.cases import office
from allmende.domain import facts as f
from allmende.domain.deadlines import spoken_doubt
from allmende.domain.forms import Field
from allmende.domain.forms.values import read
from allmende.domain.matter import amending, by_post
from allmende.domain.matter.amending import Act, ProposalInput
from allmende.domain.matter.amending.proposing import MOST_WORDS
from allmende.domain.matter.rehearsal import Rehearsal
from allmende.domain.values import Problem, Text
from allmende.entrypoints.office.foreseen import render_foreseen
from allmende.ui.speak import spoken_date

_DAY = Field("day", "date", Text(""), path="day")


@dataclass(frozen=True, slots=True, kw_only=True)
class ActInput:
    """What was typed, as it goes back into the fields."""

    act: str = ""
    ground: str = ""
    reason: str = ""
    weighing: str = ""
    unheard: str = ""
    known_on: str = ""
    applied_on: str = ""
    ends_on: str = ""
    refund: str = ""
    wrong: tuple[str, ...] = ("",) * MOST_WORDS
    right: tuple[str, ...] = ("",) * MOST_WORDS

    def typed(self, *, hears: bool) -> ProposalInput:
        """The same as the use case reads it. `hears`: the person is to be heard about it first."""
        return ProposalInput(
            act="hear" if hears else self.act,
            intends=self.act if hears else "",
            ground=self.ground,
            reason=self.reason,
            weighing=self.weighing,
            unheard=self.unheard,
            known_on=_day(self.known_on),
            applied_on=_day(self.applied_on),
            ends_on=_day(self.ends_on),
            refund=self.refund == "ja",
            replaced=tuple(f.Replaced(old, new) for old, new in zip(self.wrong, self.right, strict=True)),
        )


NOTHING_TYPED = ActInput()


def read_form(posted: QueryDict) -> ActInput:
    def words(name: str) -> str:
        return posted.get(name, "").replace("\r\n", "\n")[:5_000]

    def line(name: str) -> str:
        return posted.get(name, "")[:300]

    numbers = range(1, MOST_WORDS + 1)
    return ActInput(
        act=line("akt"),
        ground=line("grund"),
        reason=words("begruendung"),
        weighing=words("abwaegung"),
        unheard=words("anhoerung"),
        known_on=line("bekannt"),
        applied_on=line("beantragt"),
        ends_on=line("ab"),
        refund=line("erstatten"),
        wrong=tuple(line(f"alt-{n}") for n in numbers),
        right=tuple(line(f"neu-{n}") for n in numbers),
    )


def amend_context(
    found: office.OfficeCase, form: ActInput, foreseen: Rehearsal | None, problems: tuple[Problem, ...], language: str
) -> dict[str, object]:
    """Everything the template shows."""
    case = found.case
    matter = case.matter
    law = case.service.sheet.law
    decision = amending.find_decision(matter.facts)
    acts = amending.list_acts(matter)
    allowed = {act for act, refused in acts if refused is None}
    chosen = next((act for act, refused in acts if act == form.act and refused is None), None)
    norm = amending.find_norm_of(law, chosen) if chosen else None
    problems = problems or (foreseen.problems if foreseen else ())
    said = {problem.where: problem.text.spoken(language) for problem in problems if problem.where}
    return {
        "case": case,
        "service_name": case.service.text("service.name", language) or case.service.sheet.id,
        "decision": decision.title if decision else "",
        "decided_on": spoken_date(by_post.written_on(matter, decision.notice_id), language) if decision else "",
        "under_way": _under_way(matter.facts),
        "acts": [
            (act, *_words()[act], refused.text.spoken(language) if refused else "", act == chosen)
            for act, refused in acts
        ],
        "some": bool(allowed),
        "chosen": chosen,
        "name": _words()[chosen][0] if chosen else "",
        "takes": chosen in ("withdraw", "revoke"),
        "norm": norm.basis if norm else "",
        "doubt": spoken_doubt(norm).spoken(language) if norm and not norm.confirmed else "",
        "grounds": [
            (one.id, one.text.spoken(language), _hint(one), one.id == form.ground)
            for one in (amending.list_grounds(law, chosen) if chosen else ())
        ],
        "form": form,
        "words": [
            (number, *pair, said.get(f"alt-{number}") or said.get(f"neu-{number}", ""))
            for number, pair in enumerate(zip(form.wrong, form.right, strict=True), start=1)
        ],
        "said": said,
        "errors": [problem.text.spoken(language) for problem in problems],
        "letter": render_foreseen(foreseen, case.service, language, form="bescheid")
        if foreseen and not foreseen.problems
        else "",
        "two": chosen in ("withdraw", "revoke", "decline"),
    }


def _words() -> dict[Act, tuple[str, str]]:
    """What each act is called, and what it does."""
    return {
        "correct": (
            _("Offensichtlichen Fehler berichtigen"),
            _(
                "Tippfehler oder falsche Wörter im Schreiben. Die Entscheidung bleibt dieselbe, keine neue Frist beginnt."
            ),
        ),
        "withdraw": (_("Bescheid zurücknehmen"), _("Der Bescheid war von Anfang an rechtswidrig.")),
        "revoke": (_("Bescheid widerrufen"), _("Der Bescheid war rechtmäßig, soll aber nicht weiter gelten.")),
        "reopen": (
            _("Verfahren wieder aufnehmen"),
            _("Es wird in diesem Vorgang neu entschieden: auf Antrag der Person oder von sich aus."),
        ),
        "decline": (
            _("Wiederaufnahme ablehnen"),
            _("Die Person hat darum gebeten, aber es gibt keinen Grund. Sie bekommt einen Bescheid."),
        ),
    }


def _hint(ground: amending.AmendingGround) -> str:
    """The provision, how far back, within which time."""
    parts = [ground.basis]
    if ground.within_year:
        parts.append(_("nur innerhalb eines Jahres"))
    if ground.on_request:
        parts.append(_("auf Antrag, innerhalb von drei Monaten"))
    return ", ".join(parts)


def _under_way(facts: tuple[f.Fact, ...]) -> str:
    """What is proposed and not over."""
    asked = amending.find_open(facts)
    if asked is None:
        return ""
    settled = any(isinstance(x, f.AmendmentSettled) and x.amendment_id == asked.amendment_id for x in facts)
    needs = asked.act in ("withdraw", "revoke", "decline")
    if needs and not settled:
        return _("Liegt einer zweiten Person vor. %(by)s: %(reason)s") % {"by": asked.by, "reason": asked.reason}
    return _("Das Schreiben wird fertig gemacht oder wartet auf die Post.")


def _day(text: str) -> date | None:
    found, refused = read(_DAY, text.strip()) if text.strip() else (None, ())
    return found if isinstance(found, date) and not refused else None
