"""Who and what there is to try out: people with addresses, permits, claims – one page per city."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape

from allmende.adapters.http import WSGIApplication
from allmende.adapters.sandbox_pages import PageReply, Request, not_found, page, refuse_production
from allmende.adapters.sandbox_pages import application as wsgi
from allmende.adapters.sandbox_registers.seed import CitySeed, ClaimSeed, SampleResident, Seed, load
from allmende.domain.values import Text
from allmende.words import in_language

TITLE = Text.named("adapters.sandbox_registers.sample_page.title")
WARNING = Text.named("adapters.sandbox_registers.sample_page.warning")
WORDS = {
    "choose": Text.named("adapters.sandbox_registers.sample_page.choose"),
    "people": Text.named("adapters.sandbox_registers.sample_page.people"),
    "born": Text.named("adapters.sandbox_registers.sample_page.born"),
    "claims": Text.named("adapters.sandbox_registers.sample_page.claims"),
    "reminded": Text.named("adapters.sandbox_registers.sample_page.reminded"),
    "amount": Text.named("adapters.sandbox_registers.sample_page.amount"),
    "postcode": Text.named("adapters.sandbox_registers.sample_page.postcode"),
    "entries": Text.named("adapters.sandbox_registers.sample_page.entries"),
    "permits": Text.named("adapters.sandbox_registers.sample_page.permits"),
    "back": Text.named("adapters.sandbox_registers.sample_page.back"),
}


@dataclass(frozen=True, slots=True)
class SamplePageConfig:
    seed: Seed = field(default_factory=load)
    production: bool = False


def application(config: SamplePageConfig) -> WSGIApplication:
    """The pages as a WSGI application. Error: `RuntimeError` in production."""
    refuse_production("Testpersonen", production=config.production)

    def respond(request: Request) -> PageReply:
        key = request.path.strip("/")
        if not key:
            return _index(request, config.seed)
        if key not in config.seed:
            return not_found()
        return _city(request, config.seed[key])

    return wsgi(respond)


def _index(request: Request, seed: Seed) -> PageReply:
    language = request.language
    links = "".join(
        f'<li><a href="{escape(request.mount)}/{escape(key)}?lang={language}">{escape(city.name)}</a></li>'
        for key, city in sorted(seed.items(), key=lambda pair: pair[1].name)
    )
    content = f'<h2>{WORDS["choose"].spoken(language)}</h2><ul class="liste">{links}</ul>'
    return page(request, TITLE.spoken(language), WARNING.spoken(language), content)


def _city(request: Request, city: CitySeed) -> PageReply:
    language = request.language
    words = in_language(WORDS, language)
    people = "".join(_person(person, language) for person in city.people)
    claims = "".join(_claim(claim, language) for claim in city.claims)
    entries = "".join(
        f"<li>{escape(entry.number)}: {escape(entry.given_names)} {escape(entry.family_name)}, "
        f"{entry.birth_date:%d.%m.%Y}, {escape(entry.place)}</li>"
        for entry in city.births
    ) + "".join(
        f"<li>{escape(entry.number)}: {escape(entry.spouses[0].family_name_before)} / "
        f"{escape(entry.spouses[1].family_name_before)}, {entry.married_on:%d.%m.%Y}, {escape(entry.place)}</li>"
        for entry in city.marriages
    )
    permits = "".join(f"<li>{escape(', '.join(permit.plates))}</li>" for permit in city.permits)
    content = f"""<p><a href="{escape(request.mount)}/?lang={language}">{words["back"]}</a></p>
<h2>{words["people"]}</h2><ul class="liste">{people}</ul>
<h2>{words["claims"]}</h2><ul class="liste">{claims}</ul>
<h2>{words["entries"]}</h2><ul class="liste">{entries}</ul>
<h2>{words["permits"]}</h2><ul class="liste">{permits}</ul>"""
    return page(request, f"{TITLE.spoken(language)}: {city.name}", WARNING.spoken(language), content)


def _person(person: SampleResident, language: str) -> str:
    entry = person.resident
    home = entry.residences[0].address
    name = " ".join(part for part in (entry.doctorate, entry.given_names, entry.family_name) if part)
    where = f"{home.street} {home.house_number}, {home.postal_code} {home.city}"
    born = f"{WORDS['born'].spoken(language)} {entry.birth_date:%d.%m.%Y}"
    return (
        f"<li><strong>{escape(name)}</strong>, {born}<br>{escape(where)}"
        f'<span class="hinweis">{escape(person.note.spoken(language))}</span></li>'
    )


def _claim(seed: ClaimSeed, language: str) -> str:
    words, claim = in_language(WORDS, language), seed.claim
    reminded = f"{claim.reminded_on:%d.%m.%Y}" if claim.reminded_on else "–"
    return (
        f"<li><strong>{escape(claim.reference)}</strong> {escape(claim.title)}<br>"
        f"{words['reminded']} {reminded}, {words['amount']} {seed.reminded.spoken(language)}, "
        f"{words['postcode']} {escape(seed.postal_code)}</li>"
    )
