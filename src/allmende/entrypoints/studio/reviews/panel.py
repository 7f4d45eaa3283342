"""What surrounds a proposal: what is missing, who said what, and what this person may do next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from allmende.apps.commons.queries import ChangeView, PackageDraft
from allmende.apps.commons.rules import may
from allmende.domain.cooperation import ROLES, StaffMember
from allmende.domain.cooperation.review import KINDS, NAMES, ROLE_OF, Kind, LatestVerdict, State, check_verdict
from allmende.entrypoints.studio.typed import NOTHING, Fields, PostedValues
from allmende.ui.html import EMPTY, SafeString, join, prose, tag
from allmende.ui.kern import alert, badge, link_button
from allmende.ui.speak import spoken_moment

VERDICT = "verdict"


@dataclass(frozen=True, slots=True)
class ProposalFrame:
    """Whose page it is: the person, the proposal, where it stands, names of cities, the hidden field of every form."""

    person: StaffMember
    draft: PackageDraft
    state: State
    cities: Mapping[str, str]
    language: str
    token: SafeString
    typed: PostedValues = NOTHING

    def city(self, key: str) -> str:
        return self.cities.get(key, key)


def missing_list(around: ProposalFrame) -> list[tuple[str, str]]:
    """What stands between the proposal and its release, each with the role whose turn it is."""
    language = around.language
    return [(one.text.spoken(language), ROLES[one.role].spoken(language)) for one in around.state.missing]


def voices(around: ProposalFrame) -> list[dict[str, object]]:
    """Every city's latest word."""
    language = around.language
    return [
        {
            "who": f"{around.city(verdict.city)}, {NAMES[verdict.kind].spoken(language)}",
            "tone": _tone(verdict),
            "about": f"{verdict.name}, {spoken_moment(verdict.at, language)}. {_about(verdict, around)}",
            "said": prose(verdict.text) if verdict.text else "",
        }
        for verdict in around.state.verdicts
    ]


def _tone(latest_verdict: LatestVerdict) -> SafeString:
    if latest_verdict.says == "object":
        return badge("danger", _("Einwand"))
    return badge("info", _("Zustimmung verfallen")) if latest_verdict.stale else badge("success", _("stimmt zu"))


def _about(latest_verdict: LatestVerdict, around: ProposalFrame) -> str:
    if not latest_verdict.stale:
        return _("Gilt für den jetzigen Stand %(n)d.") % {"n": latest_verdict.seq}
    return _("Gesagt zu Stand %(n)d, jetzt ist Stand %(now)d.") % {"n": latest_verdict.seq, "now": around.state.seq}


def my_kinds(around: ProposalFrame) -> tuple[Kind, ...]:
    """In which roles this person may speak about the proposal now."""
    if around.state.stage != "review":
        return ()
    return tuple(kind for kind in KINDS if may(around.person, kind) is None)


def my_word(around: ProposalFrame, kind: Kind) -> LatestVerdict | None:
    """What this person's city said last in that role."""
    mine = (verdict for verdict in around.state.verdicts if (verdict.city, verdict.kind) == (around.person.city, kind))
    return next(mine, None)


def last_look(around: ProposalFrame) -> int | None:
    """The state about which this person's city last spoke in one of her roles, where it is not the present one."""
    said = [word.seq for kind in my_kinds(around) if (word := my_word(around, kind)) is not None]
    return max(said) if said and max(said) < around.state.seq else None


# --- the word of this person ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class VerdictForm:
    """The form of one role. `barred`: why approval is not offered; `already`: what her city said before."""

    kind: Kind
    name: str
    errors: SafeString
    already: str
    barred: str
    fields: SafeString


def who_may_speak(around: ProposalFrame) -> str:
    """The roles that may say something about the proposal."""
    return ", ".join(ROLES[ROLE_OF[kind]].spoken(around.language) for kind in KINDS)


def verdict_forms(around: ProposalFrame) -> list[VerdictForm]:
    """One form for each role in which she may speak."""
    return [_verdict_form(kind, around) for kind in my_kinds(around)]


def _verdict_form(kind: Kind, around: ProposalFrame) -> VerdictForm:
    """Approve or object; approval is not offered where four eyes or another city are needed, and it is said why."""
    says, text = f"says.{kind}", f"text.{kind}"
    mine = around.typed if around.typed.form == VERDICT and around.typed.value("kind") == kind else NOTHING
    barred, word = _barred(kind, around), my_word(around, kind)
    options = [] if barred else [("approve", _("Zustimmen"), _("So kann der Vorschlag freigegeben werden."))]
    options.append(("object", _("Einwand erheben"), _("Der Vorschlag muss erst geändert werden.")))
    form = Fields(mine, around.language)
    hint = _("Bei einem Einwand nötig: was soll sich ändern?")
    fields = (
        form.radios(says, _("Was sagen Sie?"), options),
        form.area(text, _("Ihre Begründung"), hint, rows=4),
    )
    return VerdictForm(
        kind,
        NAMES[kind].spoken(around.language),
        mine.summary((says, text), around.language),
        _already(word, around) if word else "",
        barred,
        join(fields),
    )


def _barred(kind: Kind, around: ProposalFrame) -> str:
    """Why she cannot approve, or nothing."""
    hands = frozenset(person.id for person in around.draft.people)
    problem = check_verdict(
        person=around.person, kind=kind, says="approve", text="", author_city=around.draft.author.city, hands=hands
    )
    return problem.text.spoken(around.language) if problem else ""


def _already(word: LatestVerdict, around: ProposalFrame) -> str:
    """What her city said before."""
    who = {"city": around.city(word.city), "name": word.name, "n": word.seq}
    if word.says == "approve":
        said = _("%(city)s hat zu Stand %(n)d zugestimmt (%(name)s).") % who
    else:
        said = _("%(city)s hat zu Stand %(n)d Einwände erhoben (%(name)s).") % who
    since = _("Der Vorschlag ist seitdem geändert.")
    return f"{said} {since}" if word.stale else said


# --- the next step -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NextStep:
    """What happens next, and what this person can do about it. `may_take_back`: withdraw the proposal."""

    title: str
    words: SafeString
    acts: tuple[SafeString, ...] = ()
    may_take_back: bool = False


def next_step(around: ProposalFrame) -> NextStep:
    """The box beside the proposal."""
    stage = around.state.stage
    if stage == "draft":
        return _while_draft(around)
    if stage == "review":
        return _in_review(around)
    if stage == "released":
        return _when_released(around)
    return NextStep(_("Geschlossen"), prose(_("Dieser Entwurf ist geschlossen. Er wird keine neue Fassung.")))


def _while_draft(around: ProposalFrame) -> NextStep:
    words = prose(_("Die anderen Städte können schon mitlesen. Zur Begutachtung liegt der Entwurf noch nicht."))
    acts = (
        link_button(_("Vorschlagen"), reverse("studio:reviews:propose", args=[around.draft.id])),
        link_button(_("Weiter bearbeiten"), reverse("studio:drafts:draft", args=[around.draft.id]), weight="secondary"),
    )
    return NextStep(_("Noch ein Entwurf"), words, acts if may(around.person, "draft") is None else ())


def _whose_turn(around: ProposalFrame) -> tuple[str, str, SafeString]:
    """Heading, what happens next, and the way to this person's own form where it is her turn."""
    state, language = around.state, around.language
    if state.releasable and may(around.person, "release") is None:
        return _("Sie können freigeben"), _("Alle nötigen Zustimmungen sind da."), EMPTY
    todo = [kind for kind in my_kinds(around) if state.awaits(around.person.city, kind) and not _barred(kind, around)]
    if todo:
        names = ", ".join(NAMES[kind].spoken(language) for kind in todo)
        words = _("Ihr Wort wird gebraucht: %(roles)s. Lesen Sie die Änderungen und sagen Sie ja oder nein.")
        return _("Sie sind dran"), words % {"roles": names}, link_button(_("Zur Stellungnahme"), "#stellungnahme")
    if state.releasable:
        words = _("Alles ist da. Freigeben kann, wer die Rolle „%(role)s“ hat.")
        return _("Bereit zur Freigabe"), words % {"role": ROLES["freigabe"].spoken(language)}, EMPTY
    whose = dict.fromkeys(ROLES[one.role].spoken(language) for one in state.missing)
    return _("In Begutachtung"), _("Gerade sind andere am Zug: %(roles)s.") % {"roles": ", ".join(whose)}, EMPTY


def _in_review(around: ProposalFrame) -> NextStep:
    """What reviewers, designers and releasers can do while the proposal lies with the cities."""
    title, words, jump = _whose_turn(around)
    draft, designs = around.draft, may(around.person, "draft") is None
    found = [jump] if jump else []
    if around.state.releasable and may(around.person, "release") is None:
        found.append(link_button(_("Freigeben"), reverse("studio:reviews:release", args=[draft.id])))
    if designs:
        edit, propose = (reverse(f"studio:{name}", args=[draft.id]) for name in ("drafts:draft", "reviews:propose"))
        found.append(link_button(_("Überarbeiten"), edit, weight="secondary"))
        found.append(link_button(_("Titel und Grund ändern"), propose, weight="tertiary"))
    return NextStep(title, prose(words), tuple(found), may_take_back=designs)


def _when_released(around: ProposalFrame) -> NextStep:
    title, release = _("Freigegeben"), around.draft.release
    if release is None:
        return NextStep(title, EMPTY)
    words = _("Daraus wurde die Fassung %(version)s. Jede Stadt entscheidet nun selbst.")
    take = reverse("studio:adoption:look", args=[release.service_id, release.sha256])
    acts = [link_button(_("Für unsere Stadt ansehen"), take)]
    if not release.withdrawn and may(around.person, "withdraw") is None:
        away = reverse("studio:reviews:withdraw", args=[release.sha256])
        acts.append(link_button(_("Fassung zurückziehen"), away, weight="tertiary"))
    return NextStep(title, prose(words % {"version": release.version}), tuple(acts))


def behind_notice(around: ProposalFrame) -> SafeString:
    """Another release came in between: what to do about it."""
    draft = around.draft
    if not draft.behind or draft.latest is None:
        return EMPTY
    words = _("Inzwischen gibt es die Fassung %(version)s. Der Entwurf muss erst nachgezogen werden.") % {
        "version": draft.latest.version
    }
    link = EMPTY
    if may(around.person, "draft") is None:
        link = link_button(_("Nachziehen"), reverse("studio:reviews:catch_up", args=[draft.id]), weight="secondary")
    body = tag("p", words, class_="kern-body") + tag("div", link)
    return alert("warning", _("Eine andere Fassung kam dazwischen"), body)


def history(around: ProposalFrame) -> list[dict[str, object]]:
    """Who changed what, the latest first."""
    return [_change_line(change, around) for change in reversed(around.draft.changes)]


def _change_line(change_view: ChangeView, around: ProposalFrame) -> dict[str, object]:
    said = "; ".join(text.spoken(around.language) for text in change_view.said[:5])
    more = len(change_view.said) - 5
    if more > 0:
        said += " " + _("und %(n)d weitere Änderungen") % {"n": more}
    who = f"{change_view.author.name} ({around.city(change_view.author.city)}), {spoken_moment(change_view.at, around.language)}"
    return {"said": said, "who": who, "seq": change_view.seq, "undone": change_view.undone}
