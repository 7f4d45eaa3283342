"""Imprint, data protection, accessibility: from the city's data."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from allmende.apps.applications.rules import DRAFT_DAYS
from allmende.apps.catalogue import queries as catalogue
from allmende.domain.cooperation.arrangement import ArrangementPart, DataContact
from allmende.domain.matter.privacy import Processing, describe_processing
from allmende.domain.package import CityData, Service
from allmende.entrypoints.portal import service_texts
from allmende.entrypoints.portal.frame import dialled, render
from allmende.entrypoints.portal.views.home import home_crumb
from allmende.foundation.access import public
from allmende.foundation.web.request import city_key, language_of
from allmende.ui.html import SafeString, esc, join, prose
from allmende.ui.kern import crumbs
from allmende.ui.speak import spoken_date
from allmende.usecases.arrange import read_arrangement
from allmende.usecases.booking.forget import KEPT


@public
@require_safe
def imprint(request: HttpRequest) -> HttpResponse:
    """Who is responsible for these pages (§ 5 DDG)."""
    city = catalogue.get_city(city=city_key(request))
    parts = [
        _section(_("Anbieter"), _lines(city.authority, *city.contact.address.lines)),
        _section(_("Vertreten durch"), _lines(city.represented_by)),
        _section(_("Kontakt"), _contact(city.contact.phone, city.contact.email, city.contact.website)),
    ]
    if city.vat_id:
        parts.append(_section(_("Umsatzsteuer-Identifikationsnummer"), _lines(city.vat_id)))
    supervisor = _("Die Stadt ist eine Körperschaft des öffentlichen Rechts. Das Land Hessen führt die Aufsicht.")
    parts.append(_section(_("Rechtsform und Aufsicht"), prose(supervisor)))
    return _page(request, city, _("Impressum"), join(parts))


@public
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What happens with personal data on these pages (Art. 13 GDPR)."""
    city = catalogue.get_city(city=city_key(request))
    officer = city.data_protection
    parts = [
        _section(_("Das Wichtigste in Kürze"), _list(
            _("Wir nutzen Ihre Angaben nur für Ihren Antrag."),
            _("Diese Seite lädt nichts von fremden Anbietern."),
            _("Es gibt keine Werbung und keine Verfolgung über Seiten hinweg."),
            _("Sie können jederzeit fragen, was wir über Sie gespeichert haben."),
        )),
        _section(_("Wer verantwortlich ist"), _lines(city.authority, *city.contact.address.lines)),
        _section(_("Behördliche Datenschutzbeauftragte"), _lines(officer.name) + _contact(officer.phone, officer.email, "")),
        _section(_("Was wir speichern"), _list(
            _("Angefangene Anträge: Ihre Eingaben und Dateien. %(days)s Tage nach der letzten Änderung löschen wir sie von selbst.") % {"days": DRAFT_DAYS},
            _("Abgesendete Anträge: so lange, wie es in den Hinweisen zur Leistung steht."),
            _("Mit Konto: Name, Anschrift und was der Anmeldedienst uns mit Ihrer Zustimmung gibt. Nutzen Sie es %(days)s Tage nicht und gehört kein Antrag mehr dazu, löschen wir es.") % {"days": city.account_days},
            _("Termine: Name und E-Mail-Adresse oder Telefonnummer. %(days)s Tage nach dem Termin löschen wir sie von selbst.") % {"days": KEPT.days},
            _("Wer von den Beschäftigten Ihren Antrag wann gelesen hat: %(days)s Tage.") % {"days": city.read_log_days},
            _("Technische Protokolle: ohne Namen und ohne das, was Sie eintippen."),
        )),
        _section(_("Wer zusammenarbeitet"), _cooperation_link()),
        _section(_("Cookies"), prose(_("Wir setzen nur Cookies, ohne die es nicht geht. Sie halten Ihren Antrag auf diesem Gerät offen, schützen Formulare und merken sich Ihre Anmeldung."))),
        _section(_("Rechtsgrundlage"), prose(_("Wir verarbeiten Ihre Daten, weil eine öffentliche Aufgabe es verlangt (Artikel 6 Absatz 1 Buchstabe e DSGVO, § 3 HDSIG)."))),
        _section(_("Ihre Rechte"), prose(_("Sie dürfen Auskunft, Berichtigung, Löschung und Einschränkung verlangen. Sie dürfen widersprechen. Beschweren können Sie sich beim Hessischen Beauftragten für Datenschutz und Informationsfreiheit."))),
        _section(_("Hinweise zu jeder Leistung"), prose(_("Welche Angaben wir brauchen, wer sie bekommt und wie lange wir sie behalten:")) + _notices(request, city)),
    ]  # fmt: skip
    return _page(request, city, _("Datenschutz"), join(parts))


def _notices(request: HttpRequest, city: CityData) -> SafeString:
    language = language_of(request)
    cards = catalogue.list_services(city=city.key, day=timezone.localdate(), language=language)
    links = (
        f'<li><a class="kern-link" href="{reverse("portal:service_privacy", args=[card.id])}">{esc(card.title)}</a></li>'
        for card in cards
        if card.online
    )
    return SafeString(f"<ul>{join(links)}</ul>")


@public
@require_safe
def service_privacy(request: HttpRequest, service_id: str) -> HttpResponse:
    """What one service does with personal data (Art. 13 GDPR), composed from the service itself."""
    language = language_of(request)
    found = catalogue.get_service(city=city_key(request), service_id=service_id, day=timezone.localdate())
    if not isinstance(found, Service):
        raise Http404
    title = _("Datenschutz: %(service)s") % {"service": service_texts.name(found, language)}
    return _page(request, found.city, title, _processing(found, describe_processing(found), language))


def _processing(service: Service, said: Processing, language: str) -> SafeString:
    city = service.city
    asked = (
        f"<dt>{esc(category.name.spoken(language))}{f' ({esc(category.special)})' if category.special else ''}</dt>"
        f"<dd>{esc(', '.join(question.spoken(language) for question in category.questions))}</dd>"
        for category in said.categories
    )
    recipients = (recipient.spoken(language) for recipient in said.recipients)
    others = [_("wer den Antrag auch für Sie stellt")] if said.joint else []
    sources = [_("Sie selbst"), *others, *(name.spoken(language) for name in said.sources)]
    stored = [one.spoken(language) for one in said.stored]
    kept = _("%(time)s. Grund: %(basis)s.") % {"time": said.kept.spoken(language), "basis": said.kept_basis}
    kept = f"{kept} {said.ends.spoken(language)}"
    rights = _("Sie dürfen Auskunft, Berichtigung, Löschung und Einschränkung verlangen. Sie dürfen widersprechen (Art. 15 bis 21 DSGVO). Beschweren können Sie sich beim Hessischen Beauftragten für Datenschutz und Informationsfreiheit.")  # fmt: skip
    must = _("Fragen ohne den Zusatz „freiwillig“ müssen Sie beantworten, sonst können wir nicht entscheiden.")
    officer = city.data_protection
    return join(
        (
            _section(_("Wofür und nach welchem Gesetz"), _list(*said.bases)),
            _section(_("Welche Angaben wir brauchen"), prose(must) + SafeString(f"<dl>{join(asked)}</dl>")),
            _section(_("Woher die Angaben kommen"), _list(*sources)),
            _section(_("Wer sie bekommt"), _list(*recipients)),
            _section(_("Wo sie gespeichert werden"), _list(*stored)) if stored else SafeString(""),
            _section(_("Wie lange wir sie behalten"), prose(kept)),
            _section(_("Wer zusammenarbeitet"), _cooperation_link()),
            _section(_("Wer entscheidet"), prose(_who_decides(said))),
            _section(_("Wer verantwortlich ist"), _lines(city.authority, *city.contact.address.lines)),
            _section(_("Behördliche Datenschutzbeauftragte"), _lines(officer.name) + _contact(officer.phone, officer.email, "")),
            _section(_("Ihre Rechte"), prose(rights)),
        )
    )  # fmt: skip


@public
@require_safe
def cooperation(request: HttpRequest) -> HttpResponse:
    """Who answers for what: the cities together (Art. 26 (2) GDPR) and the operator on their behalf (Art. 28)."""
    city, language = catalogue.get_city(city=city_key(request)), language_of(request)
    found = read_arrangement(city=city.key)
    names = join(_party(city) for city in found.cities)
    operator = _party(found.operator) if found.operator.is_told else prose(_("Der Betreiber hat seinen Namen noch nicht eingetragen."))  # fmt: skip
    parts = [
        _section(_("Die Städte gemeinsam (Art. 26 DSGVO)"), _signed(found.joint_on, language) + names),
        *(_part(one, language) for one in found.joint),
        _section(_("Der Betreiber im Auftrag der Stadt (Art. 28 DSGVO)"), _signed(found.processor_on, language) + operator),
        *(_part(one, language) for one in found.processing),
    ]  # fmt: skip
    return _page(request, city, _("Wer zusammenarbeitet"), join(parts))


def _cooperation_link() -> SafeString:
    words = _("Mehrere Städte nutzen diese Plattform gemeinsam. Wer wofür verantwortlich ist")
    return SafeString(f'<p><a class="kern-link" href="{reverse("portal:cooperation")}">{esc(words)}</a></p>')


def _signed(day: date | None, language: str) -> SafeString:
    if day is None:
        return prose(_("Die Vereinbarung ist noch nicht unterzeichnet."))
    return prose(_("Unterzeichnet am %(day)s.") % {"day": spoken_date(day, language)})


def _party(data_contact: DataContact) -> SafeString:
    return _lines(data_contact.name, *data_contact.address, data_contact.imprint) + _contact("", data_contact.email, "")


def _part(arrangement_part: ArrangementPart, language: str) -> SafeString:
    return _section(
        arrangement_part.heading.spoken(language), _list(*(point.spoken(language) for point in arrangement_part.points))
    )


def _who_decides(said: Processing) -> str:
    if said.automatic:
        return _("Ist alles eindeutig, bewilligt der Computer (%(law)s). Er lehnt nie ab: Das entscheidet immer ein Mensch. Sie können auch sonst verlangen, dass ein Mensch entscheidet.") % {"law": said.automatic}  # fmt: skip
    if said.machine == "alone":
        return _("Ist alles eindeutig, bearbeitet der Computer Ihr Anliegen allein. Sonst sieht ein Mensch es an. Der Computer lehnt nie ab.")  # fmt: skip
    if said.machine == "demand":
        return _("Die Gebühr berechnet der Computer und fordert sie an. Alles andere entscheidet immer ein Mensch.")
    return _("Es entscheidet immer ein Mensch.")


@public
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement with its feedback way (§ 14 HessBGG, HVBIT)."""
    city = catalogue.get_city(city=city_key(request))
    contact = city.accessibility
    checked = (
        _("Zuletzt geprüft am %(day)s.") % {"day": spoken_date(contact.checked_on, language_of(request))}
        if contact.checked_on
        else ""
    )
    parts = [
        prose(_("Diese Erklärung gilt für die Online-Dienste unter %(host)s.") % {"host": request.get_host()}),
        _section(_("Wie barrierefrei diese Seite ist"), prose(_("Die Seite ist nach den Regeln der WCAG 2.2, Stufe AA, gebaut. Wir prüfen jede Seite mit Werkzeugen und mit der Tastatur. Sie funktioniert ohne JavaScript, bei 320 Pixeln Breite und mit Vergrößerung auf 400 Prozent.")) + (prose(checked) if checked else SafeString(""))),
        _section(_("Was noch nicht gut ist"), _list(
            _("Dateien, die andere hochladen, sind nicht immer barrierefrei."),
            _("Noch nicht alle Texte gibt es in Leichter Sprache und in Gebärdensprache."),
        )),
        _section(_("Eine Barriere melden"), prose(_("Stört Sie etwas? Schreiben Sie uns oder rufen Sie an. Wir antworten so schnell wie möglich.")) + _contact(contact.phone, contact.email, "")),
        _section(_("Wenn unsere Antwort nicht hilft"), prose(_("Sie können sich an die Durchsetzungs- und Überwachungsstelle für barrierefreie Informationstechnik wenden. Sie gehört zum Regierungspräsidium Gießen, Landgraf-Philipp-Platz 1–7, 35390 Gießen."))),
    ]  # fmt: skip
    return _page(request, city, _("Erklärung zur Barrierefreiheit"), join(parts))


def _page(request: HttpRequest, city: CityData, title: str, text: SafeString) -> HttpResponse:
    context = {"title": title, "text": text, "crumbs": crumbs([home_crumb()])}
    return render(request, "portal/text.html", context, city=city)


def _section(title: str, body: SafeString) -> SafeString:
    return SafeString(f"<h2>{esc(title)}</h2>{body}")


def _lines(*lines: str) -> SafeString:
    written = "<br>".join(esc(line) for line in lines if line)
    return SafeString(f"<p>{written}</p>") if written else SafeString("")


def _list(*items: str) -> SafeString:
    return SafeString(f"<ul>{join(f'<li>{esc(item)}</li>' for item in items)}</ul>")


def _contact(phone: str, email: str, website: str) -> SafeString:
    lines, telephone, mail = [], _("Telefon"), _("E-Mail")
    if phone:
        lines.append(f'{esc(telephone)}: <a class="kern-link" href="tel:{esc(dialled(phone))}">{esc(phone)}</a>')
    if email:
        lines.append(f'{esc(mail)}: <a class="kern-link" href="mailto:{esc(email)}">{esc(email)}</a>')
    if website.startswith("https://"):
        lines.append(
            f'<a class="kern-link" href="{esc(website)}" rel="noreferrer">{esc(website.removeprefix("https://"))}</a>'
        )
    return SafeString(f"<p>{'<br>'.join(lines)}</p>") if lines else SafeString("")
