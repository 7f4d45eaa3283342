"""The sections of the adoption page: what each shows, and whether it still needs somebody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from allmende.apps.catalogue import queries as catalogue
from allmende.domain.package import CityData, Service, ServicePackage, resolve
from allmende.domain.package.difference import AUDIENCES, HEADINGS, OpenedPackage, tell_overlay
from allmende.domain.package.merge import Conflict, Idle
from allmende.domain.values import Problem
from allmende.entrypoints.studio import inputs
from allmende.entrypoints.studio.adoption import asks, conflicts, drawing
from allmende.entrypoints.studio.adoption.posted import Posted
from allmende.entrypoints.studio.inputs import FieldFrame
from allmende.ui.html import SafeString, esc, join, prose, tag
from allmende.ui.kern import badge, details
from allmende.usecases.adopting.plan import AdoptionPlan
from allmende.usecases.adopting.required_inputs import ParameterAsk, SlotAsk, UnitAsk
from allmende.usecases.rehearse_examples import Rehearsed

PLACES = {"effective_from": "ab_tag", "until": "bis", "reason": "weil"}
"""Where a problem of the use case is said to be → name of the input."""


@dataclass(frozen=True, slots=True)
class AdoptionInput:
    """What was sent so far, and what is wrong with it: name of the input → words. `sent`: is it an answer to a form?"""

    posted: Posted = field(default_factory=Posted)
    errors: Mapping[str, str] = field(default_factory=dict)
    sent: bool = False


@dataclass(frozen=True, slots=True)
class AdoptionPage:
    """A look, drawn."""

    look: AdoptionPlan
    city: CityData
    package: ServicePackage
    entry: AdoptionInput
    rehearsed: Rehearsed | None
    language: str

    # --- what changes for citizens ------------------------------------------------------------------------

    @property
    def citizens(self) -> SafeString:
        """What this city's citizens would notice; for a first adoption what the service is."""
        if self.look.old is None or not self.look.standing.running:
            return self._introduction()
        if not self.look.citizens:
            return tag("p", _("Bürgerinnen und Bürger merken nichts davon."))
        return drawing.draw_told(self.look.citizens, self.language)

    def _introduction(self) -> SafeString:
        parts = [tag("p", _("Ihre Stadt bietet diese Leistung noch nicht an. Das bekommen die Menschen:"))]
        service = resolve(self.package, self.city, self.look.day)
        texts = service.texts if isinstance(service, Service) else self.package.texts
        for name in ("summary", "description", "who", "duration"):
            said = texts.spoken(f"service.{name}", self.language)
            if said:
                parts.append(prose(said))
        return join(parts)

    @property
    def others(self) -> SafeString:
        """Everything else that differs, folded away, by who notices it."""
        groups = self.look.by_audience
        drawn = []
        for audience in AUDIENCES:
            told = groups.get(audience, ())
            if told and audience != "citizens":
                head = f"{HEADINGS[audience].spoken(self.language)} ({len(told)})"
                drawn.append(details(head, drawing.draw_told(told, self.language)))
        return join(drawn)

    # --- what collides --------------------------------------------------------------------------------------

    @property
    def conflicts(self) -> SafeString:
        """Each conflict with its choice."""
        return join(self._conflict(conflict) for conflict in self.look.merged.conflicts)

    def _conflict(self, conflict: Conflict) -> SafeString:
        return conflicts.draw_conflict(
            conflict, self._told(conflict), self.package, self.city, self.entry.posted, self.errors, self.language
        )

    @property
    def idle(self) -> SafeString:
        """Changes of ours that do nothing any more."""
        return join(
            conflicts.draw_idle(one, self._told(one), self.entry.posted, self.language) for one in self.look.merged.idle
        )

    def _told(self, one: Conflict | Idle) -> str:
        """Our change in words, with the names of the release it was made for."""
        edition = _edition(self.look.old.sha256 if self.look.old else self.look.new.sha256)
        return conflicts.told(tell_overlay(edition, conflicts.only(one.change)), self.language)

    @property
    def collision_state(self) -> SafeString:
        open_ = len(self.look.open_conflicts)
        if open_:
            return _todo(ngettext("%(n)s Stelle ist offen", "%(n)s Stellen sind offen", open_) % {"n": open_})
        if self.look.merged.conflicts:
            return _fine(_("entschieden"))
        return _fine(_("in Ordnung"))

    # --- values ---------------------------------------------------------------------------------------------

    @property
    def needed(self) -> SafeString:
        """What must be said: values, offices, places of the city that are missing or wrong."""
        return join((*(self._value(one) for one in self._missing), *self._places(missing=True)))

    @property
    def optional(self) -> SafeString:
        """Values that may stay unset."""
        return join(
            self._value(parameter)
            for parameter in self.look.inputs.parameters
            if not parameter.now and not parameter.required
        )

    @property
    def present(self) -> SafeString:
        """What the city has said before; may be changed here."""
        return join((*(self._value(one) for one in self._known), *self._places(missing=False)))

    @property
    def known_count(self) -> int:
        return len(self._known)

    @property
    def examples_only(self) -> int:
        """How many values are mere examples."""
        return len([one for one in self._known if one.status == "illustrative"])

    @property
    def optional_open(self) -> bool:
        return any(
            self._error(parameter.id)
            for parameter in self.look.inputs.parameters
            if not parameter.now and not parameter.required
        )

    @property
    def known_open(self) -> bool:
        wrong = {problem.where for problem in self.look.why}
        return any(self._error(one.id) or f"value:{one.id}" in wrong for one in self._known)

    @property
    def _missing(self) -> list[ParameterAsk]:
        return [parameter for parameter in self.look.inputs.parameters if parameter.required and not parameter.now]

    @property
    def _known(self) -> list[ParameterAsk]:
        return [parameter for parameter in self.look.inputs.parameters if parameter.now]

    @property
    def value_state(self) -> SafeString:
        open_ = [one for one in self._missing if one.missing or one.problem]
        open_ += [one for one in self._known if one.problem]
        slots = [slot for slot in self.look.inputs.slots if not slot.typed or slot.problem]
        units = [unit for unit in self.look.inputs.units if not unit.typed or unit.problem]
        count = len(open_) + len(slots) + len(units)
        if count:
            return _todo(ngettext("%(n)s Angabe fehlt", "%(n)s Angaben fehlen", count) % {"n": count})
        return _fine(_("in Ordnung"))

    def _value(self, parameter_ask: ParameterAsk) -> SafeString:
        mark, typed = "", parameter_ask.typed
        if self.entry.sent:
            typed = asks.read(parameter_ask.spec, self.entry.posted)
        elif not parameter_ask.now and parameter_ask.suggested:
            mark, typed = _("Vorschlag. Bitte prüfen."), parameter_ask.suggested
        elif parameter_ask.status == "illustrative":
            mark = _("Nur ein Beispielwert. Bitte ersetzen Sie ihn.")
        return asks.draw(
            self.package,
            parameter_ask.spec,
            typed,
            error=self._error(parameter_ask.id),
            mark=mark,
            language=self.language,
        )

    def _error(self, key: str) -> str:
        return self.errors.get(asks.value_name(key), "")

    def _places(self, *, missing: bool) -> Iterable[SafeString]:
        for unit in self.look.inputs.units:
            if bool(unit.now) != missing:
                yield self._unit(unit)
        for slot in self.look.inputs.slots:
            if bool(slot.now) != missing:
                yield self._slot(slot)

    def _unit(self, unit_ask: UnitAsk) -> SafeString:
        key = f"unit.{unit_ask.competence}"
        label = _("Welche Stelle ist bei Ihnen für diese Leistung zuständig?")
        choices = [(unit_id, name.spoken(self.language)) for unit_id, name in unit_ask.choices]
        name = asks.value_name(key)
        typed = self.entry.posted.one(name) if self.entry.sent else unit_ask.typed
        return inputs.select(name, typed, choices, FieldFrame(label, error=self._error(key)))

    def _slot(self, slot_ask: SlotAsk) -> SafeString:
        key = f"slot.{slot_ask.slot}"
        name = asks.value_name(key)
        typed = self.entry.posted.one(name) if self.entry.sent else slot_ask.typed
        around = FieldFrame(
            slot_ask.name.spoken(self.language), hint=_("Gilt für alle Leistungen Ihrer Stadt."), error=self._error(key)
        )
        return inputs.text(name, typed, around)

    # --- examples, readiness ----------------------------------------------------------------------------------

    @property
    def example_state(self) -> SafeString:
        if self.rehearsed is None:
            return badge("info", _("noch nicht gespielt"))
        failed = len(self.failed)
        if failed:
            return _todo(ngettext("%(n)s besteht nicht", "%(n)s bestehen nicht", failed) % {"n": failed})
        return _fine(_("alle bestanden"))

    @property
    def failed(self) -> dict[str, list[str]]:
        """Sentences by example that did not pass."""
        found: dict[str, list[str]] = {}
        for failure in self.rehearsed.failures if self.rehearsed else ():
            found.setdefault(failure.example, []).append(failure.text)
        return found

    @property
    def example_words(self) -> str:
        if self.rehearsed is None:
            return _("Das Paket bringt Beispiele mit. Wir spielen sie mit Ihren Werten und Anpassungen durch.")
        passed = self.rehearsed.played - len(self.failed)
        if not self.rehearsed.played:
            return _("Für Ihre Stadt gibt es keine Beispiele. Bitte probieren Sie die Leistung danach selbst aus.")
        return ngettext("%(n)s Beispiel bestanden.", "%(n)s Beispiele bestanden.", passed) % {"n": passed}

    @property
    def failures(self) -> SafeString:
        return join(
            SafeString(
                f"<li><strong>{esc(title)}</strong><ul>{''.join(f'<li>{esc(one)}</li>' for one in said)}</ul></li>"
            )
            for title, said in self.failed.items()
        )

    @property
    def ready(self) -> SafeString:
        """The readiness list: what blocks is shown, what should only be looked at is folded."""
        errors = [one for one in self.look.ready if one.severity == "error"]
        warnings = [one for one in self.look.ready if one.severity != "error"]
        if not self.look.ready:
            return tag("p", _("Alles ist eingerichtet."))
        drawn = self._lines(errors, badge("danger", _("fehlt")))
        if warnings:
            head = ngettext("%(n)s Hinweis ansehen", "%(n)s Hinweise ansehen", len(warnings)) % {"n": len(warnings)}
            drawn = join((drawn, details(head, self._lines(warnings, inputs.EMPTY))))
        return drawn

    def _lines(self, problems: Iterable[Problem], mark: SafeString) -> SafeString:
        lines = "".join(f"<li>{mark} {self._linked(problem)}</li>" for problem in problems)
        return SafeString(f'<ul class="al-plain al-stack-small">{lines}</ul>') if lines else inputs.EMPTY

    @property
    def ready_state(self) -> SafeString:
        errors = [one for one in self.look.ready if one.severity == "error"]
        if errors:
            return _todo(ngettext("%(n)s Punkt ist offen", "%(n)s Punkte sind offen", len(errors)) % {"n": len(errors)})
        if self.look.ready:
            return badge("warning", _("bitte ansehen"))
        return _fine(_("in Ordnung"))

    # --- what is in the way -----------------------------------------------------------------------------------

    @property
    def errors(self) -> Mapping[str, str]:
        return self.entry.errors

    @property
    def why(self) -> SafeString:
        """What blocks, each a link to its place."""
        return SafeString("".join(f"<li>{self._linked(one)}</li>" for one in self.look.why))

    def _linked(self, problem: Problem) -> str:
        words, place = self.say(problem), place_of(problem)
        jumps = (
            " data-field" if problem.severity == "error" else ""
        )  # Warnings lie in folded parts: the browser unfolds.
        return f'<a class="kern-link" href="#{esc(place)}"{jumps}>{esc(words)}</a>' if place else esc(words)

    def say(self, problem: Problem) -> str:
        """A problem in plain words: names instead of ids."""
        key = problem.where.partition(":")[2]
        spec = self.package.sheet.parameter(key)
        if spec is not None and problem.where.startswith("value:"):
            question = asks.question_of(self.package, spec, self.language)
            if problem.code == "ready.parameter":
                return _("„%(question)s“ – hier fehlt Ihre Angabe.") % {"question": question}
            if problem.code == "ready.illustrative":
                return _("„%(question)s“ – das ist nur ein Beispielwert.") % {"question": question}
            return f"„{question}“: {problem.text.spoken(self.language)}"
        if problem.code == "ready.slot":
            name = next(
                (slot.name.spoken(self.language) for slot in self.look.inputs.slots if key == f"slot.{slot.slot}"), key
            )
            return _("%(what)s: noch nicht eingetragen.") % {"what": name}
        if problem.where.startswith("value:unit."):
            return _("Es fehlt, welche Stelle zuständig ist.")
        if problem.where.startswith("choice:"):
            found = [conflict for conflict in self.look.merged.conflicts if conflict.change.id == key]
            told = self._told(found[0]) if found else ""
            return f"{told} {problem.text.spoken(self.language)}".strip()
        return problem.text.spoken(self.language)


def input_of(problem: Problem) -> str:
    """The name of the input a problem belongs to, or nothing."""
    kind, _colon, rest = problem.where.partition(":")
    if kind == "value":
        return asks.value_name(rest)
    return conflicts.choice_name(rest) if kind == "choice" else PLACES.get(kind, "")


def place_of(problem: Problem) -> str:
    """The id to jump to, or nothing."""
    known = {"rehearsal": "beispiele", "withdrawn": "fassung", "seen": "fassung"}
    name = input_of(problem)
    return inputs.place_of(name) if name else known.get(problem.where, "")


def _todo(words: str) -> SafeString:
    return badge("danger", _("zu tun: %(what)s") % {"what": words})


def _fine(words: str) -> SafeString:
    return badge("success", words)


def _edition(sha256: str) -> OpenedPackage:
    return catalogue.get_edition_of(sha256)
