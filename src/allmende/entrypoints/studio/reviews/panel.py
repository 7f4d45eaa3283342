"""What surrounds a proposal: what is missing, who said what, and what this person may do next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from allmende.apps.commons.queries import ChangeView, DraftView
from allmende.apps.commons.rules import may
from allmende.domain.cooperation import ROLES, Person
from allmende.domain.cooperation.review import KINDS, NAMES, ROLE_OF, Kind, State, Word, check_verdict
from allmende.entrypoints.studio import inputs
from allmende.entrypoints.studio.reviews.typed import LONGEST, NOTHING, Typed
from allmende.ui.html import EMPTY, SafeString, esc, join, prose, tag
from allmende.ui.kern import badge, button, details, link_button
from allmende.ui.speak import spoken_moment

VERDICT = "verdict"


@dataclass(frozen=True, slots=True)
class Around:
    """Whose page it is: the person, the proposal, where it stands, names of cities, the hidden field of every form."""

    person: Person
    draft: DraftView
    state: State
    cities: Mapping[str, str]
    language: str
    token: SafeString
    typed: Typed = NOTHING

    def city(self, key: str) -> str:
        return self.cities.get(key, key)


def missing_list(around: Around) -> SafeString:
    """What stands between the proposal and its release, each with the role whose turn it is."""
    items = (
        _missing_line(one.text.spoken(around.language), ROLES[one.role].spoken(around.language))
        for one in around.state.missing
    )
    return SafeString(f'<ul class="al-stack-small">{"".join(items)}</ul>') if around.state.missing else EMPTY


def _missing_line(words: str, role: str) -> SafeString:
    who = tag("span", _("Wer: %(role)s") % {"role": role}, class_="al-muted al-small")
    return SafeString(f"<li>{esc(words)} {who}</li>")


def voices(around: Around) -> SafeString:
    """Every city's latest word."""
    return join(_voice(one, around) for one in around.state.verdicts)


def _voice(one: Word, around: Around) -> SafeString:
    who = f"{around.city(one.city)}, {NAMES[one.kind].spoken(around.language)}"
    when = f"{one.name}, {spoken_moment(one.at, around.language)}"
    said = prose(one.text) if one.text else ""
    return SafeString(
        f'<li class="al-stack-small"><p><strong>{esc(who)}</strong> {_tone(one)}</p><p class="al-muted al-small">{esc(when)}. {esc(_about(one, around))}</p>{said}</li>'
    )


def _tone(one: Word) -> SafeString:
    if one.says == "object":
        return badge("danger", _("Einwand"))
    return badge("info", _("Zustimmung verfallen")) if one.stale else badge("success", _("stimmt zu"))


def _about(one: Word, around: Around) -> str:
    if not one.stale:
        return _("Gilt für den jetzigen Stand %(n)d.") % {"n": one.seq}
    return _("Gesagt zu Stand %(n)d, jetzt ist Stand %(now)d.") % {"n": one.seq, "now": around.state.seq}


def my_kinds(around: Around) -> tuple[Kind, ...]:
    """In which roles this person may speak about the proposal now."""
    if around.state.stage != "review":
        return ()
    return tuple(kind for kind in KINDS if may(around.person, kind) is None)


def my_word(around: Around, kind: Kind) -> Word | None:
    """What this person's city said last in that role."""
    mine = (one for one in around.state.verdicts if (one.city, one.kind) == (around.person.city, kind))
    return next(mine, None)


def last_look(around: Around) -> int | None:
    """The state about which this person's city last spoke in one of her roles, where it is not the present one."""
    said = [word.seq for kind in my_kinds(around) if (word := my_word(around, kind)) is not None]
    return max(said) if said and max(said) < around.state.seq else None


# --- the word of this person ---------------------------------------------------------------------------------


def verdict_forms(around: Around) -> SafeString:
    """One form for each role in which she may speak; who may speak otherwise, where she may not."""
    kinds = my_kinds(around)
    if around.state.stage != "review":
        return EMPTY
    if not kinds:
        roles = _or([ROLES[ROLE_OF[kind]].spoken(around.language) for kind in KINDS])
        return prose(
            _("Zustimmen oder Einwände erheben kann, wer eine dieser Rollen hat: %(roles)s.") % {"roles": roles}
        )
    return join(_verdict_form(kind, around) for kind in kinds)


def _verdict_form(kind: Kind, around: Around) -> SafeString:
    """Approve or object; approval is not offered where four eyes or another city are needed, and it is said why."""
    barred = _barred(kind, around)
    mine = around.typed if around.typed.form == VERDICT and around.typed.value("kind") == kind else NOTHING
    word = my_word(around, kind)
    name = NAMES[kind].spoken(around.language)
    head = tag("h3", _("Als %(role)s") % {"role": name}, class_="kern-heading-small", id=f"wort-{kind}")
    body = "".join(
        (
            mine.summary((f"says.{kind}", f"text.{kind}"), around.language),
            f"<p>{esc(_already(word, around))}</p>" if word else "",
            f"<p>{esc(barred)}</p>" if barred else "",
            _choice(kind, mine, around, barred=bool(barred)),
        )
    )
    return SafeString(f'<section aria-labelledby="wort-{kind}">{head}{body}</section>')


def _choice(kind: Kind, mine: Typed, around: Around, *, barred: bool) -> SafeString:
    says, text = f"says.{kind}", f"text.{kind}"
    options = [] if barred else [("approve", _("Zustimmen"), _("So kann der Vorschlag freigegeben werden."))]
    options.append(("object", _("Einwand erheben"), _("Der Vorschlag muss erst geändert werden.")))
    chosen = inputs.radios(
        says, mine.value(says), options, inputs.Around(_("Was sagen Sie?"), error=mine.error(says, around.language))
    )
    hint = _("Bei einem Einwand nötig: was soll sich ändern?")
    words = inputs.area(
        text,
        mine.value(text),
        inputs.Around(_("Ihre Begründung"), hint=hint, error=mine.error(text, around.language)),
        rows=4,
        longest=LONGEST,
    )
    action = reverse("studio:reviews:verdict", args=[around.draft.id])
    fields = inputs.hidden("kind", kind) + inputs.hidden("seq", str(around.state.seq))
    send = button(_("Abgeben"), hidden=NAMES[kind].spoken(around.language))
    return SafeString(
        f'<form class="al-form" method="post" action="{esc(action)}">{around.token}{fields}<div class="al-fields">{chosen}{words}</div>'
        f'<div class="al-actions">{send}</div></form>'
    )


def _barred(kind: Kind, around: Around) -> str:
    """Why she cannot approve, or nothing."""
    hands = frozenset(one.id for one in around.draft.people)
    problem = check_verdict(
        person=around.person, kind=kind, says="approve", text="", author_city=around.draft.author.city, hands=hands
    )
    return problem.text.spoken(around.language) if problem else ""


def _already(word: Word, around: Around) -> str:
    """What her city said before."""
    who = {"city": around.city(word.city), "name": word.name, "n": word.seq}
    if word.says == "approve":
        said = _("%(city)s hat zu Stand %(n)d zugestimmt (%(name)s).") % who
    else:
        said = _("%(city)s hat zu Stand %(n)d Einwände erhoben (%(name)s).") % who
    since = _("Der Vorschlag ist seitdem geändert.")
    return f"{said} {since}" if word.stale else said


def _or(words: Iterable[str]) -> str:
    return ", ".join(words)


# --- the next step -------------------------------------------------------------------------------------------


def next_step(around: Around) -> tuple[str, SafeString]:
    """Heading and content of the box that says what happens next and what this person can do about it."""
    stage = around.state.stage
    if stage == "draft":
        return _("Noch ein Entwurf"), _while_draft(around)
    if stage == "review":
        return _in_review(around)
    if stage == "released":
        return _("Freigegeben"), _when_released(around)
    return _("Geschlossen"), prose(_("Dieser Entwurf ist geschlossen. Er wird keine neue Fassung."))


def _while_draft(around: Around) -> SafeString:
    words = prose(_("Die anderen Städte können schon mitlesen. Zur Begutachtung liegt der Entwurf noch nicht."))
    if may(around.person, "draft") is not None:
        return words
    edit = link_button(
        _("Weiter bearbeiten"), reverse("studio:drafts:draft", args=[around.draft.id]), weight="secondary"
    )
    propose = link_button(_("Vorschlagen"), reverse("studio:reviews:propose", args=[around.draft.id]))
    return SafeString(f'{words}<div class="al-actions">{propose}{edit}</div>')


def _in_review(around: Around) -> tuple[str, SafeString]:
    title, words, jump = _whose_turn(around)
    return title, SafeString(f"{prose(words)}{_acts(around, jump)}")


def _whose_turn(around: Around) -> tuple[str, str, SafeString]:
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


def _acts(around: Around, first: SafeString) -> SafeString:
    """What designers and releasers can do while the proposal lies with the cities."""
    draft = around.draft
    found = [first] if first else []
    if around.state.releasable and may(around.person, "release") is None:
        found.append(link_button(_("Freigeben"), reverse("studio:reviews:release", args=[draft.id])))
    if may(around.person, "draft") is None:
        found.append(
            link_button(_("Überarbeiten"), reverse("studio:drafts:draft", args=[draft.id]), weight="secondary")
        )
        words = reverse("studio:reviews:propose", args=[draft.id])
        found.append(link_button(_("Titel und Grund ändern"), words, weight="tertiary"))
        action = esc(reverse("studio:reviews:take_back", args=[draft.id]))
        back = button(_("Vorschlag zurückziehen"), weight="tertiary")
        found.append(SafeString(f'<form method="post" action="{action}">{around.token}{back}</form>'))
    return SafeString(f'<div class="al-actions">{join(found)}</div>') if found else EMPTY


def _when_released(around: Around) -> SafeString:
    release = around.draft.release
    if release is None:
        return EMPTY
    words = prose(
        _("Daraus wurde die Fassung %(version)s. Jede Stadt entscheidet nun selbst.") % {"version": release.version}
    )
    take = link_button(
        _("Für unsere Stadt ansehen"), reverse("studio:adoption:look", args=[release.service_id, release.sha256])
    )
    acts = [take]
    if not release.withdrawn and may(around.person, "withdraw") is None:
        away = reverse("studio:reviews:withdraw", args=[release.sha256])
        acts.append(link_button(_("Fassung zurückziehen"), away, weight="tertiary"))
    return SafeString(f'{words}<div class="al-actions">{join(acts)}</div>')


def behind_notice(around: Around) -> SafeString:
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
    title = tag("h2", _("Eine andere Fassung kam dazwischen"), class_="kern-title")
    return SafeString(
        '<div class="kern-alert kern-alert--warning"><div class="kern-alert__header"><span class="kern-icon kern-icon--warning" aria-hidden="true"></span>'
        f"{title}</div>"
        f'<div class="kern-alert__body"><p class="kern-body">{esc(words)}</p><div>{link}</div></div></div>'
    )


def history(around: Around) -> SafeString:
    """Who changed what, the latest first; long histories are folded."""
    items = [_change_line(one, around) for one in reversed(around.draft.changes)]
    if not items:
        return prose(_("Noch hat niemand etwas geändert."))
    first = SafeString(f'<ol class="al-plain al-stack-small" reversed>{"".join(items[:3])}</ol>')
    more = items[3:]
    if not more:
        return first
    rest = SafeString(f'<ol class="al-plain al-stack-small" reversed>{"".join(more)}</ol>')
    return first + details(_("%(n)d frühere Schritte") % {"n": len(more)}, rest)


def _change_line(one: ChangeView, around: Around) -> str:
    said = "; ".join(text.spoken(around.language) for text in one.said[:5])
    more = len(one.said) - 5
    if more > 0:
        said += " " + _("und %(n)d weitere Änderungen") % {"n": more}
    state = badge("info", _("zurückgenommen")) if one.undone else ""
    author = one.author
    who = f"{author.name} ({around.city(author.city)}), {spoken_moment(one.at, around.language)}"
    step = _("Stand %(n)d") % {"n": one.seq}
    return f'<li><p>{esc(said)} {state}</p><p class="al-muted al-small">{esc(step)}, {esc(who)}</p></li>'
