"""The ways back to a matter: a link in a mail, a fresh one, number and address; and forgetting this device."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from allmende.apps.applications.rules import NotFound
from allmende.domain.forms import Field, FormStep
from allmende.domain.spelling.mail_address import read_mail_address
from allmende.domain.values import Problem, Text
from allmende.entrypoints.portal import matters
from allmende.entrypoints.portal.access import ID, access_of, account_id, give_cookie, secrets_of, take_cookies
from allmende.entrypoints.portal.frame import render
from allmende.entrypoints.portal.views.home import home_crumb, visitor
from allmende.entrypoints.portal.views.service import to_sign_in
from allmende.foundation.access import capability, public
from allmende.foundation.limits import memory
from allmende.foundation.web import errors
from allmende.foundation.web.request import city_key, language_of
from allmende.ui.form import StepPage, render_error_summary, render_fields
from allmende.ui.form.page import text_at
from allmende.ui.kern import alert, crumbs
from allmende.usecases import case_links, forget_device
from allmende.usecases.case_links import Landing

OPENED_PER_HOUR = 60
HOUR = timedelta(hours=1)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def resume(request: HttpRequest, token: str) -> HttpResponseBase:
    """GET says what the link opens and asks: mail programs follow links, people press buttons. POST opens it here."""
    now = timezone.now()
    act = "resume.open" if request.method == "POST" else "resume.look"
    if not memory.allow(act, visitor(request), limit=OPENED_PER_HOUR, per=HOUR, now=now):
        return errors.too_many(request, 600)
    landing = case_links.look(token=token, now=now)
    if landing is None:
        return _gone(request)
    if landing.way == "account":
        return _behind_sign_in(request, landing)
    access = access_of(request, landing.matter_id)
    if request.method != "HEAD" and case_links.confirm_here(
        city=city_key(request), token=token, matter_id=landing.matter_id, access=access, now=now
    ):
        return HttpResponseRedirect(_address(request, landing))
    if request.method != "POST":
        return _ask(request, landing)
    opened = case_links.open_link(token=token, fact=text_at(request.POST, "angabe", 100), now=now)
    if isinstance(opened, Problem):
        return _ask(request, landing, opened, text_at(request.POST, "angabe", 100))
    response = HttpResponseRedirect(_address(request, landing))
    give_cookie(request, response, opened.matter_id, opened.secret, lasting=bool(request.POST.get("merken")))
    return response


@capability
@require_POST
def send_link(request: HttpRequest, case_id: str) -> HttpResponseBase:
    """Mail a fresh link to the address of the application."""
    try:
        problem = case_links.request_case_link(
            city=city_key(request),
            case_id=case_id,
            access=access_of(request, case_id),
            sender=visitor(request),
            now=timezone.now(),
        )
    except NotFound as unknown:
        raise Http404 from unknown
    title = _("Der Link ist unterwegs")
    words = _("Er kommt an die E-Mail-Adresse aus Ihrem Antrag. Sie können ihn mehrmals und auf jedem Gerät benutzen.")
    if problem:
        title, words = _("Wir konnten keinen Link schicken"), problem.text.spoken(language_of(request))
    context = {
        "title": title,
        "words": words,
        "back_url": reverse("portal:case", args=[case_id]),
        "back_words": _("Zum Vorgang"),
    }
    return render(request, "portal/resume.html", context, status=429 if problem else 200)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def find_again(request: HttpRequest) -> HttpResponseBase:
    """What this device began; by number and code the matter opens here, by number and address a link is mailed.

    The answer is the same whether or not they exist.
    """
    if request.method != "POST":
        return _search_page(request)
    number, email = text_at(request.POST, "nummer", 60), text_at(request.POST, "email")
    code = text_at(request.POST, "code", 60)
    if number and code:
        return _open_by_code(request, number, code, email)
    problems = _missing(number, email)
    if problems:
        return _search_page(request, number=number, email=email, problems=problems)
    if not case_links.seek(reference=number, email=email, sender=visitor(request), now=timezone.now()):
        return errors.too_many(request, 3600)
    words = _("Passen Nummer und Adresse zusammen, kommt gleich eine E-Mail. Sehen Sie auch im Spam-Ordner nach.")
    return _search_page(request, sent=alert("info", _("Danke, wir sehen nach"), words, level=2))


def _open_by_code(request: HttpRequest, number: str, code: str, email: str) -> HttpResponseBase:
    opened = case_links.open_sought(
        city=city_key(request), reference=number, code=code, sender=visitor(request), now=timezone.now()
    )
    if opened is case_links.TOO_MANY_FACTS:
        return errors.too_many(request, 3600)
    if isinstance(opened, Problem):
        return _search_page(request, number=number, email=email, problems=(opened,))
    response = HttpResponseRedirect(reverse("portal:case", args=[opened.matter_id]))
    give_cookie(request, response, opened.matter_id, opened.secret, lasting=bool(request.POST.get("merken")))
    return response


@public
@require_POST
def forget(request: HttpRequest) -> HttpResponseBase:
    """This device no longer opens a matter, or any: for shared computers."""
    held, wanted = secrets_of(request), request.POST.get("vorgang", "")
    going = [wanted] if ID.fullmatch(wanted) else list(held)
    for matter_id in going:
        if matter_id in held:
            forget_device.forget_device(draft_id=matter_id, secret=held[matter_id])
    context = {
        "title": _("Dieses Gerät hat vergessen"),
        "words": _(
            "Niemand öffnet den Antrag mehr an diesem Gerät. Sie finden ihn mit Nummer und Code wieder, oder mit Nummer und E-Mail."
        ),
        "back_url": reverse("portal:home"),
        "back_words": _("Zur Startseite"),
    }
    response = render(request, "portal/resume.html", context)
    take_cookies(response, going)
    return response


def _address(request: HttpRequest, landing: Landing) -> str:
    if landing.submitted and request.GET.get("weiter") == case_links.RENEW:
        return reverse("portal:renew", args=[landing.matter_id])
    return reverse("portal:case" if landing.submitted else "portal:draft", args=[landing.matter_id])


def _behind_sign_in(request: HttpRequest, landing: Landing) -> HttpResponseBase:
    address = _address(request, landing)
    return HttpResponseRedirect(address) if account_id(request) else to_sign_in(address, "basic")


def _ask(request: HttpRequest, landing: Landing, problem: Problem | None = None, typed: str = "") -> HttpResponse:
    """The page that asks for a second known fact before it opens."""
    page = _fact_page(landing, language_of(request), problem, typed)
    words = _("Hier machen Sie dort weiter, wo Sie aufgehört haben.")
    title = _("Antrag weiter ausfüllen")
    if landing.submitted:
        title, words = _("Ihr Vorgang"), _("Hier sehen Sie, wie es um Ihren Antrag steht.")
    elsewhere = problem if problem and page is None else None
    context: dict[str, object] = {
        "title": title,
        "words": words,
        "action": request.get_full_path(),
        "button": _("Vorgang öffnen") if landing.submitted else _("Antrag öffnen"),
        "errors": render_error_summary(page) if page else "",
        "problem": alert("danger", _("Das geht gerade nicht"), elsewhere.text.spoken(language_of(request)))
        if elsewhere
        else "",
        "field": render_fields(page) if page else "",
        "why": _("So stellen wir sicher, dass niemand Fremdes Ihren Antrag öffnet.") if page else "",
    }
    return render(request, "portal/resume.html", context)


def _fact_page(landing: Landing, language: str, problem: Problem | None, typed: str) -> StepPage | None:
    if landing.way == "birth":
        label = Text.named("portal.views.links.your_date_of_birth")
        hint = Text.named("portal.views.links.as_in_your_application_for")
    elif landing.way == "code":
        label = Text.named("portal.views.links.your_code_for_other_devices")
        hint = Text.named("portal.views.links.eight_digits_it_stood_on")
    else:
        return None
    return _page_of("angabe", [Field("angabe", "text", label, help=hint, path="angabe")], {"angabe": typed}, language,
                    (problem,) if problem else ())  # fmt: skip


def _gone(request: HttpRequest) -> HttpResponse:
    context = {
        "title": _("Dieser Link gilt nicht mehr"),
        "words": _(
            "Vielleicht ist er abgelaufen. Mit Nummer und Code oder E-Mail-Adresse finden Sie den Vorgang wieder."
        ),
        "back_url": reverse("portal:find_again"),
        "back_words": _("Vorgang wiederfinden"),
    }
    return render(request, "portal/resume.html", context, status=410)


def _missing(number: str, email: str) -> tuple[Problem, ...]:
    found = []
    if not number:
        text = Text.named("portal.views.links.please_enter_number_it_is")
        found.append(Problem("find.number", text, "nummer"))
    wrong = read_mail_address(email) if email else None
    if isinstance(wrong, Problem):
        found.append(replace(wrong, where="email"))
    elif not email:
        text = Text.named("portal.views.links.please_enter_your_code_or")
        found.append(Problem("find.email", text, "email"))
    return tuple(found)


def _search_page(
    request: HttpRequest, *, number: str = "", email: str = "", problems: tuple[Problem, ...] = (), sent: str = ""
) -> HttpResponse:
    language = language_of(request)
    fields = [
        Field(
            "nummer",
            "text",
            Text.named("portal.views.links.nummer"),
            help=Text.named("portal.views.links.it_is_in_every_e"),
            path="nummer",
        ),
        Field(
            "code",
            "text",
            Text.named("portal.views.links.code"),
            help=Text.named("portal.views.links.eight_digits_it_stood_beside"),
            path="code",
        ),
        Field(
            "email",
            "email",
            Text.named("portal.views.links.email"),
            help=Text.named("portal.views.links.then_we_send_you_link"),
            autocomplete="email",
            path="email",
        ),
    ]
    page = _page_of(
        "wiederfinden",
        fields,
        {"nummer": number, "code": "", "email": email},
        language,
        problems,
        frozenset({"nummer"}),
    )
    context: dict[str, object] = {
        "crumbs": crumbs([home_crumb()]),
        "sent": sent,
        "errors": render_error_summary(page),
        "fields": render_fields(page),
        "drafts": matters.drafts_here(request, language),
        "holds": bool(secrets_of(request)),
    }
    return render(request, "portal/find_again.html", context)


def _page_of(
    step: str,
    fields: list[Field],
    entries: dict[str, str],
    language: str,
    problems: tuple[Problem, ...],
    required: frozenset[str] | None = None,
) -> StepPage:
    """Questions of our own, drawn like any other; all are `required` unless said otherwise."""
    everything = frozenset(entries)
    needed = everything if required is None else required
    return StepPage(FormStep(step, fields=tuple(fields)), entries, everything, language, needed, problems)
