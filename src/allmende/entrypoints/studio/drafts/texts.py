"""All texts of a package, every language side by side; several are saved together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from allmende.domain.package.edits import Tree
from allmende.domain.package.properties import name_of_kind
from allmende.domain.package.properties.types import LineType
from allmende.domain.package.properties.vocabularies import LANGUAGES
from allmende.domain.package.wording import joined
from allmende.domain.values import Problem, Text
from allmende.entrypoints.studio.drafts import controls
from allmende.entrypoints.studio.drafts.context import DraftContext, open_desk, render_draft
from allmende.entrypoints.studio.drafts.controls import ControlsPage
from allmende.entrypoints.studio.drafts.forms import FormQuestion, PartForm, Sent, edits_of, read_post, text_question
from allmende.entrypoints.studio.drafts.outline_page import news
from allmende.entrypoints.studio.drafts.part import STALE, post_of, who
from allmende.entrypoints.studio.drafts.places import owner_of_text
from allmende.entrypoints.studio.drafts.wording import Said, texts_of
from allmende.entrypoints.studio.frame import STAFF
from allmende.entrypoints.studio.inputs import FieldFrame, place_of, summary, text
from allmende.foundation.access import officer
from allmende.ui.html import SafeString
from allmende.usecases import draft_package

PAGE = 40
AREAS: tuple[tuple[str, Text], ...] = (
    ("", Text.named("studio.drafts.texts.areas")),
    ("service", Text.named("studio.drafts.texts.service")),
    ("step", Text.named("studio.drafts.texts.steps")),
    ("field", Text.named("studio.drafts.texts.questions")),
    ("process", Text.named("studio.drafts.texts.process")),
    ("notice", Text.named("studio.drafts.texts.letters")),
    ("message", Text.named("studio.drafts.texts.messages")),
    ("fee", Text.named("studio.drafts.texts.fees")),
    ("parameter", Text.named("studio.drafts.texts.cities_values")),
    ("ground", Text.named("studio.drafts.texts.grounds_for_refusal")),
)
TEXT_ID = r"[a-z][a-z0-9_]*(\.[a-z0-9][a-z0-9_]*){1,6}"


@dataclass(frozen=True)
class TextFilter:
    """Which texts are shown."""

    search: str = ""
    missing: str = ""
    area: str = ""
    page: int = 1

    @classmethod
    def of(cls, request: HttpRequest) -> TextFilter:
        page = request.GET.get("seite", "1")[:4]
        missing = request.GET.get("nur", "")
        return cls(
            request.GET.get("suche", "").strip()[:80],
            missing if missing in ("fehlt", "en", "de-leicht") else "",
            request.GET.get("teil", "")[:20],
            max(1, int(page)) if page.isdecimal() else 1,
        )

    def query(self, **more: object) -> str:
        said = {"suche": self.search, "nur": self.missing, "teil": self.area, "seite": self.page, **more}
        return urlencode({key: value for key, value in said.items() if value})


@officer(*STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def texts(request: HttpRequest, draft_id: object) -> HttpResponseBase:
    """GET: one page of texts. POST: save those of this page that were changed."""
    desk, chosen = open_desk(request, draft_id), TextFilter.of(request)
    if request.method != "POST":
        return _page(request, desk, chosen)
    if not desk.may_change:
        raise PermissionDenied
    return _save(request, desk, chosen)


def _save(request: HttpRequest, desk: DraftContext, chosen: TextFilter) -> HttpResponseBase:
    post = post_of(request)
    ids = sorted({name.split(".", 2)[2] for name in post if name.startswith("t.") and name.count(".") > 1})
    own = post.get("neu.id", [""])[-1].strip()
    if own:
        wrong = LineType(TEXT_ID, "message.hinweis.subject").read(own)
        if isinstance(wrong, Problem):
            form = _form(desk.edition.tree, ids[: 4 * PAGE])
            sent = read_post(form, post, request.POST.get("was", ""))
            return _page(request, desk, chosen, form=form, sent=sent, new=(own, wrong), status=422)
        ids.append(own)
        post = {**post, **{f"t.{language}.{own}": post.get(f"neu.{language}", [""]) for language in LANGUAGES}}
    form = _form(desk.edition.tree, ids[: 4 * PAGE])
    sent = read_post(form, post, request.POST.get("was", ""))
    if sent.problems or sent.stale:
        return _page(request, desk, chosen, form=form, sent=sent, status=422 if sent.problems else 409)
    edits = edits_of(desk.edition.tree, form, sent.changes)
    refused = [edits] if isinstance(edits, Problem) else []
    if edits and not isinstance(edits, Problem):
        done = draft_package.change(person=desk.person, draft_id=desk.draft.id, edits=edits, now=timezone.now())
        refused = done if isinstance(done, list) else []
    if refused:
        desk = open_desk(request, desk.draft.id)
        form = _form(desk.edition.tree, ids)
        sent = read_post(form, post, request.POST.get("was", ""))
        others = [one for one in refused if one.code not in STALE or not sent.stale]
        return _page(request, desk, chosen, form=form, sent=sent, problems=others, status=409)
    word = "gespeichert" if edits else "gleich"
    return HttpResponseRedirect(f"{desk.url('texts')}?{chosen.query(neues=word)}")


def _form(tree: Tree, ids: list[str]) -> PartForm:
    """These texts as one form, all languages each."""
    questions = tuple(question for text_id in ids for question in _languages(tree, text_id))
    return PartForm("", "texts", questions)


def _languages(tree: Tree, text_id: str) -> Iterator[FormQuestion]:
    said = Said(text_id, _called(tree, text_id), True)
    return (replace(text_question(tree, said, language), group=Text("")) for language in LANGUAGES)


def _called(tree: Tree, text_id: str) -> Text:
    """What the text is for: its part and its role there, as far as that has a name."""
    owner = owner_of_text(tree, text_id)
    role = next((one.label for one in texts_of(tree, owner) if one.id == text_id), None)
    if role is None:
        return Text.named("studio.drafts.texts.text")
    kind = name_of_kind(tree[owner].kind if owner in tree else "field")
    return joined("{kind}: {role}", kind=kind, role=role)


def list_ids(desk: DraftContext, chosen: TextFilter) -> list[str]:
    """Ids of the package's own texts that fit the filter, in the order of the German file."""
    tree = desk.edition.tree
    found: dict[str, dict[str, str]] = {}
    for language in LANGUAGES:
        if f"texts.{language}" not in tree:
            continue
        for part in tree.inside(f"texts.{language}"):
            text_id = part.address.split(".", 2)[2]
            found.setdefault(text_id, {})[language] = str(part.data.get("value", ""))
    return [text_id for text_id, words in found.items() if _fits(text_id, words, chosen)]


def _fits(text_id: str, words: dict[str, str], chosen: TextFilter) -> bool:
    if chosen.area and text_id.partition(".")[0] != chosen.area:
        return False
    if chosen.missing == "fehlt" and all(words.get(one) for one in ("de", "en")):
        return False
    if chosen.missing in LANGUAGES and words.get(chosen.missing):
        return False
    sought = chosen.search.casefold()
    return not sought or sought in text_id.casefold() or any(sought in word.casefold() for word in words.values())


def _page(
    request: HttpRequest,
    desk: DraftContext,
    chosen: TextFilter,
    *,
    form: PartForm | None = None,
    sent: Sent | None = None,
    problems: list[Problem] | None = None,
    new: tuple[str, Problem | None] = ("", None),
    status: int = 200,
) -> HttpResponse:
    ids = list_ids(desk, chosen)
    pages = max(1, -(-len(ids) // PAGE))
    at = min(chosen.page, pages)
    form = form or _form(desk.edition.tree, ids[(at - 1) * PAGE : at * PAGE])
    drawn = ControlsPage(
        desk.language,
        typed=sent.typed if sent else {},
        problems=sent.problems if sent else {},
        theirs={key: (raw, who(desk, form, key)) for key, raw in sent.stale.items()} if sent else {},
    )
    lines = [("", problem.text.spoken(desk.language)) for problem in problems or []]
    lines += [
        (place_of(key), f"{key.split('.', 2)[2]}: {one.text.spoken(desk.language)}")
        for key, one in drawn.problems.items()
    ]
    lines += [
        (place_of(key), _("%(what)s: Das hat inzwischen jemand geändert.") % {"what": key.split(".", 2)[2]})
        for key in drawn.theirs
    ]
    if new[1]:
        lines.append((place_of("neu.id"), new[1].text.spoken(desk.language)))
    wrong = bool(new[1] or (sent and sent.problems))
    was = request.POST.get("was", "")[:100_000] if wrong else form.was()
    context: dict[str, object] = {
        "news": news(request.GET.get("neues", "")),
        "summary": summary(lines),
        "filter": chosen,
        "areas": [(key, words.spoken(desk.language), key == chosen.area) for key, words in AREAS],
        "missing": [
            ("", _("alle"), not chosen.missing),
            ("fehlt", _("ohne Deutsch oder Englisch"), chosen.missing == "fehlt"),
            ("en", _("ohne Englisch"), chosen.missing == "en"),
            ("de-leicht", _("ohne Leichte Sprache"), chosen.missing == "de-leicht"),
        ],
        "count": len(ids),
        "form": controls.draw(form.questions, drawn),
        "has_texts": bool(form.questions),
        "was": was,
        "action": f"{desk.url('texts')}?{chosen.query()}",
        "at": at,
        "pages": pages,
        "before": f"?{chosen.query(seite=at - 1)}" if at > 1 else "",
        "after": f"?{chosen.query(seite=at + 1)}" if at < pages else "",
        "new": _new(desk, new, request.POST if new[1] else {}),
        "new_open": bool(new[0]),
    }
    return render_draft(request, "drafts/texts.html", desk, context, here="texts", status=status)


def _new(desk: DraftContext, new: tuple[str, Problem | None], typed: Mapping[str, str]) -> SafeString:
    """A text with an id of its own: a message, a line of the fee; with what was typed where the id was wrong."""
    problem = new[1].text.spoken(desk.language) if new[1] else ""
    hint = _("Zum Beispiel message.hinweis.subject oder fee.grundgebuehr")
    parts = [text("neu.id", new[0], FieldFrame(_("Kennung des Textes"), hint=hint, error=problem))]
    parts += [
        text(f"neu.{key}", typed.get(f"neu.{key}", ""), FieldFrame(words.spoken(desk.language), lang=key[:2]))
        for key, words in LANGUAGES.items()
    ]
    return SafeString(f'<div class="al-fields">{"".join(parts)}</div>')
