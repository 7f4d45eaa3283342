"""The page of this room and what people do on it: download, take in, decide whose signature counts."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from allmende.apps.catalogue import queries as catalogue
from allmende.apps.commons.rules import NEEDED, may
from allmende.domain.spelling.cleaning import clean_line
from allmende.domain.values import Problem, Text
from allmende.entrypoints.studio import inputs
from allmende.entrypoints.studio.exchange import lists
from allmende.entrypoints.studio.frame import STAFF, person_of, render
from allmende.entrypoints.studio.typed import Fields, PostedValues
from allmende.formats.bundle.exchange import MOST_SIZE
from allmende.foundation.access import officer
from allmende.foundation.web.request import language_of
from allmende.foundation.web.uploads import why_lost
from allmende.ui import kern
from allmende.ui.html import EMPTY, SafeString, esc, join
from allmende.ui.speak import spoken_size
from allmende.usecases import exchange_release as trade
from allmende.usecases.signing import NoKey, own_signer

FIELDS = ("datei", "name", "public_key")
NO_FILE = Problem("import.file", Text.named("studio.exchange.views.import_file"), "datei")
TOO_LARGE = Problem(
    "bundle.size",
    Text.named("studio.exchange.views.bundle_size"),
    "datei",
)
NEWS = ("neu", "bekannt", "vertraut", "zurueckgezogen")


@officer(*STAFF)
@require_safe
def exchange(request: HttpRequest) -> HttpResponse:
    """Releases to download, the form to take one in, whose signature counts."""
    return _page(request)


@officer(*STAFF)
@require_safe
def export(request: HttpRequest, sha: str) -> HttpResponse:
    """A release as a file, the same bytes each time."""
    line = catalogue.find_release(sha)
    if line is None:
        raise Http404
    try:
        content = trade.export_release(release_sha=sha, now=timezone.now())
    except NoKey as missing:
        return _page(request, problems=(missing.problem,))
    answer = HttpResponse(content, content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{line.service_id}-{line.version}.json"'
    return answer


@officer(*NEEDED["import"])
@require_POST
def take_in(request: HttpRequest) -> HttpResponseBase:
    """A file becomes a release of this installation, or it is refused in words."""
    file = request.FILES.get("datei")
    if file is None:
        return _page(request, problems=(NO_FILE,))
    if (file.size or 0) > MOST_SIZE or why_lost(file):
        return _page(request, problems=(TOO_LARGE,))
    found = trade.import_release(person=person_of(request), blob=file.read(), now=timezone.now())
    if isinstance(found, list):
        return _page(request, problems=tuple(Problem(one.code, lists.placed(one), "datei") for one in found))
    return _back("neu" if found.state == "new" else "bekannt", found.release.sha256)


@officer(*NEEDED["trust_signer"])
@require_POST
def trust(request: HttpRequest) -> HttpResponseBase:
    """Releases signed with this key are taken in from now on."""
    typed = {name: clean_line(request.POST.get(name, ""))[:500] for name in ("name", "public_key")}
    found = trade.trust_signer(person=person_of(request), now=timezone.now(), **typed)
    if isinstance(found, list):
        return _page(request, problems=tuple(found), typed=typed)
    return _back("vertraut", found.name)


@officer(*NEEDED["trust_signer"])
@require_POST
def revoke(request: HttpRequest) -> HttpResponseBase:
    """Nothing more is taken in from this signer."""
    name = request.POST.get("name", "")[:100]
    problem = trade.revoke_signer(person=person_of(request), name=name, now=timezone.now())
    if problem is not None:
        return _page(request, problems=(Problem(problem.code, problem.text),))
    return _back("zurueckgezogen", name)


def _back(news: str, about: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse('studio:exchange:exchange')}?neues={news}&zu={about}")


def _page(
    request: HttpRequest, *, problems: tuple[Problem, ...] = (), typed: dict[str, str] | None = None
) -> HttpResponse:
    language, person, entry = language_of(request), person_of(request), PostedValues("", typed or {}, problems)
    form = Fields(entry, language)
    releases = catalogue.list_releases(day=timezone.localdate())
    service = request.GET.get("leistung", "")
    search = request.GET.get("suche", "").strip()[:100]
    may_trust = may(person, "trust_signer") is None
    context: dict[str, object] = {
        "errors": entry.summary(FIELDS, language, title=_("Das geht so nicht")),
        "news": _news(request, releases, language),
        "file": _file_field(form) if may(person, "import") is None else EMPTY,
        "releases": lists.releases(releases, language, service=service, search=search),
        "service": service,
        "search": search,
        "searchable": len({line.service_id for line in releases}) > lists.MANY,
        "signers": lists.signers(catalogue.list_signers(revoked=True), language),
        "fields": _signer_fields(form) if may_trust else EMPTY,
        "own": _own(language),
        "wrong_signer": any(problem.where in ("name", "public_key") for problem in problems),
    }
    return render(request, "exchange/exchange.html", context, status=422 if problems else 200)


def _file_field(form: Fields) -> SafeString:
    hint = _(
        "Eine Datei aus einer anderen Installation, höchstens %(size)s. Danach entscheidet jede Stadt selbst, ob sie die Fassung übernimmt."
    ) % {"size": spoken_size(MOST_SIZE, form.language)}
    around = form.around("datei", _("Datei mit einer Fassung"), hint)
    return inputs.file("datei", ".json,application/json", around)


def _signer_fields(form: Fields) -> SafeString:
    name = _("Genau so, wie die andere Seite ihn nennt.")
    key = _("Von der anderen Seite. Vergleichen Sie danach den Fingerabdruck am Telefon.")
    return join(
        (
            form.text("name", _("Name der Unterschrift"), name, longest=100),
            form.text("public_key", _("Öffentlicher Schlüssel"), key, longest=200),
        )
    )


def _own(language: str) -> dict[str, str] | str:
    """What others need to trust us; a sentence where there is no key."""
    try:
        own = own_signer(now=timezone.now())
    except NoKey as missing:
        return str(missing.problem.text.spoken(language))
    return {
        "name": own.name,
        "key": trade.write_key(own.public_key),
        "fingerprint": trade.fingerprint(own.public_key),
    }


def _news(request: HttpRequest, releases: tuple[catalogue.ReleaseLine, ...], language: str) -> SafeString:
    """What just happened, after a redirect."""
    news, about = request.GET.get("neues", ""), request.GET.get("zu", "")
    if news not in NEWS:
        return EMPTY
    if news in ("vertraut", "zurueckgezogen"):
        if all(line.name != about for line in catalogue.list_signers(revoked=True)):
            return EMPTY
        title = _("„%(name)s“ gilt jetzt.") if news == "vertraut" else _("„%(name)s“ gilt nicht mehr.")
        return kern.alert("success", title % {"name": about}, role="status")
    line = next((release for release in releases if release.sha256 == about), None)
    if line is None:
        return EMPTY
    name = {"name": line.title.spoken(language), "version": line.version}
    if news == "bekannt":
        body = _("Es hat sich nichts geändert.")
        return kern.alert("info", _("„%(name)s“ %(version)s ist schon da.") % name, body, role="status")
    link = reverse("studio:service", args=[line.service_id])
    more = _("Zur Leistung")
    body = SafeString(f'<p class="kern-body"><a class="kern-link" href="{esc(link)}">{esc(more)}</a></p>')
    return kern.alert("success", _("„%(name)s“ %(version)s ist da.") % name, body, role="status")
