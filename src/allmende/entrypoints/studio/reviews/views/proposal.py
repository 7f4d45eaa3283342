"""A draft as the other cities see it: why, what changes, what was said about it, what is missing."""

from __future__ import annotations

from collections import Counter
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from allmende.apps.catalogue import queries as catalogue
from allmende.apps.commons import queries as commons
from allmende.apps.commons.queries import PackageDraft
from allmende.apps.commons.rules import may
from allmende.domain.package.difference import OpenedPackage, ToldChange
from allmende.domain.package.difference.naming import DifferenceNames
from allmende.domain.package.edits.author import block_of
from allmende.entrypoints.studio import inputs
from allmende.entrypoints.studio.drafts.context import DraftContext, render_draft
from allmende.entrypoints.studio.frame import STAFF, city_names, person_of
from allmende.entrypoints.studio.paging import SIZE, Paged, with_page
from allmende.entrypoints.studio.reviews import panel
from allmende.entrypoints.studio.reviews.panel import ProposalFrame
from allmende.entrypoints.studio.reviews.places import anchor, list_places, spoken_place
from allmende.entrypoints.studio.reviews.telling import ChangeWriter, addresses_of, commented_at, nothing, tell_changes
from allmende.entrypoints.studio.reviews.threads import COMMENT, Threads
from allmende.entrypoints.studio.typed import NOTHING, PostedValues
from allmende.foundation.access import officer
from allmende.foundation.web.request import language_of
from allmende.ui import kern
from allmende.ui.html import EMPTY, SafeString, esc, join, prose, tag
from allmende.ui.kern import alert
from allmende.ui.speak import spoken_date, spoken_moment


@officer(*STAFF)
@require_safe
def proposal(request: HttpRequest, draft_id: str) -> HttpResponse:
    """The proposal. `?an=<address>`: with the form for a comment at that place open."""
    return page(request, get_draft(str(draft_id)))


def get_draft(draft_id: str) -> PackageDraft:
    """The draft, or 404."""
    found = commons.find_draft(draft_id)
    if found is None:
        raise Http404
    return found


def around_of(request: HttpRequest, draft: PackageDraft, typed: PostedValues = NOTHING) -> ProposalFrame:
    """Whose page it is and where the proposal stands."""
    state, token = commons.review_state(draft.id), inputs.hidden("csrfmiddlewaretoken", get_token(request))
    return ProposalFrame(person_of(request), draft, state, city_names(), language_of(request), token, typed)


def page(
    request: HttpRequest, draft: PackageDraft, *, typed: PostedValues = NOTHING, status: int = 200
) -> HttpResponse:
    """The whole page, with what was typed where it could not be taken."""
    around = around_of(request, draft, typed)
    language = around.language
    old, new = _editions(draft)
    names = DifferenceNames(old, new)
    changes = commons.changes_of(draft.id)
    number = request.POST.get("seite", "") if request.method == "POST" else request.GET.get("seite", "")
    asked = _asked_place(request, old, new, typed)
    paged = Paged(changes, number or _page_with(asked, changes))
    threads = Threads(
        draft.id,
        commons.list_comments(draft.id),
        around.cities,
        language,
        around.token,
        draft.open and may(around.person, "comment") is None,
        "*" if may(around.person, "draft") is None else around.person.id,
        typed,
        str(paged.number) if paged.pages > 1 else "",
    )
    history, verdicts = panel.history(around), panel.verdict_forms(around)
    context: dict[str, object] = {
        "facts": _facts(around),
        "told": news(request.GET.get("neues", "")),
        "step": panel.next_step(around),
        "behind": panel.behind_notice(around),
        "why": prose(draft.why) if draft.why else EMPTY,
        "since": _since_last_look(around, typed),
        "count": ngettext("%(n)d Änderung", "%(n)d Änderungen", len(changes)) % {"n": len(changes)} if changes else "",
        "changes": _told(changes, paged, names, (old, new), threads, around, asked),
        "pages": paged.nav(request.GET),
        "compare": f"{reverse('studio:reviews:compare')}?entwurf={draft.id}",
        "open_comments": _open_comments(request, threads, changes, paged, names, language),
        "whole": threads.place(("",), "", _("Das Ganze")),
        "elsewhere": _elsewhere(threads, changes, names, language, asked),
        "places": list_places(new, language) if threads.may else (),
        "reviewed": around.state.stage == "review",
        "seq": around.state.seq,
        "roles": panel.who_may_speak(around),
        "verdicts": verdicts,
        "missing": panel.missing_list(around),
        "voices": panel.voices(around),
        "history": history,
        "earlier": len(history) - 3,
        "people": _people(around),
    }
    shown = [context["changes"], context["whole"], context["elsewhere"], *(form.errors for form in verdicts)]
    context["refused"] = _refused(around, "".join(map(str, shown)))
    desk = DraftContext(draft, new, around.person, language)
    return render_draft(request, "reviews/proposal.html", desk, context, here="proposal", status=status)


def _editions(draft: PackageDraft) -> tuple[OpenedPackage, OpenedPackage]:
    new = commons.edition_of(draft.id)
    old = catalogue.get_edition_of(draft.base.sha256) if draft.base else commons.edition_of(draft.id, 0)
    return old, new


def _facts(around: ProposalFrame) -> list[tuple[str, str]]:
    """Label and words of what stands at the top."""
    draft, language = around.draft, around.language
    base = draft.base.version if draft.base else ""
    version = f"{base} → {draft.version}" if base and base != draft.version else draft.version
    found = [
        (_("Leistung"), draft.service_name.spoken(language)),
        (_("Fassung"), version),
        (_("Stand"), str(draft.last_seq)),
        (_("Begonnen von"), f"{draft.author.name} ({around.city(draft.author.city)})"),
    ]
    if draft.proposed_at:
        found.append((_("Vorgeschlagen"), spoken_moment(draft.proposed_at, language)))
    if draft.release is not None and draft.release.effective_from:
        found.append((_("Gilt ab"), spoken_date(draft.release.effective_from, language)))
    elif draft.wanted_from:
        found.append((_("Gelten soll es ab"), spoken_date(draft.wanted_from, language)))
    return found


def _people(around: ProposalFrame) -> list[str]:
    return [f"{person.name} ({around.city(person.city)})" for person in around.draft.people]


def _told(
    changes: tuple[ToldChange, ...],
    paged: Paged[ToldChange],
    names: DifferenceNames,
    editions: tuple[OpenedPackage, OpenedPackage],
    threads: Threads,
    around: ProposalFrame,
    asked: str,
) -> SafeString:
    """The changes of this page with what was said at each."""
    if not changes:
        return nothing(_("Noch ist nichts anders als in der Fassung davor."))

    old, new = editions

    def known(address: str) -> bool:
        return address in new.tree or address in old.tree

    taken: set[str] = set()

    def below(change: ToldChange) -> SafeString:
        """What was said at places that did not come before, and one form for each place."""
        address = commented_at(change, known)
        fresh = [address for address in addresses_of(change) if address not in taken]
        place = spoken_place(change.target, names, around.language)
        form = threads.form(address, place, open_=asked in fresh) if address in fresh else EMPTY
        taken.update(fresh)
        return SafeString(f"{threads.said_at(fresh)}{form}")

    def link(change: ToldChange) -> str:
        address = commented_at(change, known)
        return part_url(around.draft.id, address) if address in new.tree else ""

    counts = Counter(change.audiences[0] for change in changes)
    return tell_changes(paged.items, counts, ChangeWriter(names, around.language, link, below))


def part_url(draft_id: str, address: str) -> str:
    """Where this part can be seen and changed in the draft."""
    return f"{reverse('studio:drafts:part', args=[draft_id])}?{urlencode({'stelle': address})}"


def _open_comments(
    request: HttpRequest,
    threads: Threads,
    changes: tuple[ToldChange, ...],
    paged: Paged[ToldChange],
    names: DifferenceNames,
    language: str,
) -> list[tuple[str, str]]:
    """What is still open, each with the way to it."""
    pages: dict[str, int] = {}
    for place, change in enumerate(changes):
        for address in addresses_of(change):
            pages.setdefault(address, paged.page_of(place))
    items = []
    for one in threads.open:
        number = pages.get(one.address, paged.number)
        query = f"?{with_page(request.GET, number)}" if number != paged.number else ""
        words = f"{spoken_place(one.address, names, language)}: {one.author.name}"
        items.append((f"{query}#anmerkung-{one.id}", words))
    return items


def _elsewhere(
    threads: Threads, changes: tuple[ToldChange, ...], names: DifferenceNames, language: str, asked: str
) -> SafeString:
    """Comments at places that the proposal leaves as they are; the place somebody asked for has its form open."""
    changed = {address for change in changes for address in addresses_of(change)} | {""}
    places = [address for address in threads.roots if address not in changed]
    if asked not in changed and asked not in places:
        places.append(asked)
    return join(_other_place(address, threads, names, language, open_=address == asked) for address in places)


def _asked_place(request: HttpRequest, old: OpenedPackage, new: OpenedPackage, typed: PostedValues) -> str:
    """The place at which somebody wants to comment, out of the address or out of a form that came back."""
    asked = request.GET.get("an", "")[:300]
    if typed.form == COMMENT:
        asked = typed.value("adresse")
    if asked in new.tree or asked in old.tree:
        return asked
    # A question of a shared block has no part of its own: words about it belong to the use of the block.
    home = block_of(new.tree, asked)
    return home[0].address if home else ""


def _page_with(address: str, changes: tuple[ToldChange, ...]) -> str:
    """The page on which the change at that place stands, the first without one."""
    found = (number for number, change in enumerate(changes) if address and address in addresses_of(change))
    return str(next(found, 0) // SIZE + 1)


def _other_place(address: str, threads: Threads, names: DifferenceNames, language: str, *, open_: bool) -> SafeString:
    words = spoken_place(address, names, language)
    said = threads.place((address,), address, words, open_=open_)
    return SafeString(
        f'<div id="{anchor(address)}" class="al-place-of-words"><h3 class="kern-title">{esc(words)}</h3>{said}</div>'
    )


def _since_last_look(around: ProposalFrame, typed: PostedValues) -> dict[str, object] | None:
    """What changed since this person's city spoke, or since she opened the page whose form came back."""
    since = panel.last_look(around)
    if typed.form == panel.VERDICT and typed.value("seq").isdigit() and int(typed.value("seq")) < around.state.seq:
        since = int(typed.value("seq"))
    if since is None:
        return None
    changes = [change.spoken(around.language) for change in commons.changes_of(around.draft.id, since)]
    return {"old": since, "new": around.state.seq, "changes": changes, "more": len(changes) - 12}


def _refused(around: ProposalFrame, shown: str) -> SafeString:
    """Why an act was refused whose form is not on the page (any more), with what was typed into it."""
    typed = around.typed
    if not typed.problems or "data-focus" in shown:
        return EMPTY
    lines = join(tag("li", problem.text.spoken(around.language)) for problem in typed.problems)
    words = next((value for key, value in typed.values.items() if key.partition(".")[0] == "text" and value), "")
    kept = tag("p", _("Das hatten Sie geschrieben:")) + prose(words) if words else EMPTY
    body = SafeString(f"<ul>{lines}</ul>{kept}")
    return alert("danger", _("Das geht so noch nicht"), body, tabindex="-1", data_focus=True)


def news(word: str) -> SafeString:
    """One line on what just happened, after a redirect."""
    known = {
        "vorgeschlagen": _("Der Vorschlag liegt nun bei allen Städten."),
        "zurueckgezogen": _("Der Vorschlag ist zurückgezogen. Sie können weiter daran arbeiten."),
        "angemerkt": _("Ihre Anmerkung ist gespeichert."),
        "erledigt": _("Die Anmerkung ist erledigt."),
        "gesagt": _("Ihr Wort ist gespeichert. Danke!"),
        "freigegeben": _("Freigegeben. Alle Städte erfahren davon."),
        "nachgezogen": _("Der Entwurf ist auf dem neuesten Stand."),
        "weg": _("Die Fassung ist zurückgezogen. Alle Städte werden gewarnt."),
    }
    return kern.news(known.get(word, ""))
