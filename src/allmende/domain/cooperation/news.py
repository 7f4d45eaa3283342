"""What happened in the commons, in one sentence each.

begun · proposed · revised · taken_back · closed · reopened     a draft
commented · approved · objected · ready                         a proposal
released · withdrawn · imported                                 a release
adopted · postponed · cancelled · retreated · stopped           a city
agreement_changed · statement_ready                             the cooperation
"""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import shorten
from typing import Any

from allmende.domain.values import Text

KINDS: Mapping[str, Text] = {
    "begun": Text("{who} arbeitet an „{service}“: {title}.", "{who} works on “{service}”: {title}."),
    "proposed": Text(
        "{who} bittet um Begutachtung: „{service}“ {version}, {title}.",
        "{who} asks for a review: “{service}” {version}, {title}.",
    ),
    "revised": Text(
        "{who} hat den Vorschlag zu „{service}“ überarbeitet: {title}.",
        "{who} revised the proposal for “{service}”: {title}.",
    ),
    "taken_back": Text(
        "{who} hat den Vorschlag zu „{service}“ zurückgenommen: {title}.",
        "{who} took back the proposal for “{service}”: {title}.",
    ),
    "closed": Text(
        "{who} hat den Entwurf zu „{service}“ geschlossen: {title}.",
        "{who} closed the draft of “{service}”: {title}.",
    ),
    "reopened": Text(
        "{who} hat den Entwurf zu „{service}“ wieder geöffnet: {title}.",
        "{who} reopened the draft of “{service}”: {title}.",
    ),
    "commented": Text("{who} hat etwas zu „{service}“ angemerkt: {title}.", "{who} commented on “{service}”: {title}."),
    "approved": Text(
        "{who} stimmt dem Vorschlag zu „{service}“ zu: {title}.",
        "{who} approves the proposal for “{service}”: {title}.",
    ),
    "objected": Text(
        "{who} hat Einwände gegen den Vorschlag zu „{service}“: {title}.",
        "{who} objects to the proposal for “{service}”: {title}.",
    ),
    "ready": Text(
        "Der Vorschlag zu „{service}“ kann freigegeben werden: {title}.",
        "The proposal for “{service}” can be released: {title}.",
    ),
    "released": Text(
        "„{service}“ {version} ist freigegeben. Ihre Stadt kann die Fassung übernehmen.",
        "“{service}” {version} is released. Your city can adopt it.",
    ),
    "withdrawn": Text(
        "Achtung: {who} hat „{service}“ {version} zurückgezogen. Grund: {reason}",
        "Attention: {who} withdrew “{service}” {version}. Reason: {reason}",
    ),
    "imported": Text("{who} hat „{service}“ {version} eingelesen.", "{who} imported “{service}” {version}."),
    "adopted": Text("{city} übernimmt „{service}“ {version}.", "{city} adopts “{service}” {version}."),
    "postponed": Text(
        "{city} wartet mit „{service}“ {version}. Grund: {reason}",
        "{city} waits with “{service}” {version}. Reason: {reason}",
    ),
    "retreated": Text(
        "{city} ist bei „{service}“ zu {version} zurückgekehrt.", "{city} went back to {version} of “{service}”."
    ),
    "cancelled": Text(
        "{city} sagt die geplante Übernahme von „{service}“ {version} ab.",
        "{city} calls off the planned adoption of “{service}” {version}.",
    ),
    "stopped": Text("{city} bietet „{service}“ nicht mehr an.", "{city} no longer offers “{service}”."),
    "agreed": Text("{who} hat die Regeln der Zusammenarbeit geändert.", "{who} changed the rules of the cooperation."),
    "statement_ready": Text("Die Abrechnung {year} liegt als PDF bereit.", "The statement {year} is ready as a PDF."),
}
LONGEST = 400
OTHER = Text("Neues zu „{service}“ von {who}.", "News about “{service}” from {who}.")


def tell_event(*, kind: str, name: str, city: str, service: Text, data: Mapping[str, Any]) -> Text:
    """The sentence. `data` holds `title`, `version`, `reason`, `year` where the kind speaks of them.

    >>> tell_event(kind="stopped", name="Uwe Ulm", city="Marburg", service=Text("Hund anmelden"), data={}).spoken("de")
    'Marburg bietet „Hund anmelden“ nicht mehr an.'
    """
    words = KINDS.get(kind, OTHER)
    said = {key: _on_one_line(data.get(key)) for key in ("title", "version", "reason", "year")}
    found = {
        language: words[language].format(who=f"{name} ({city})", city=city, service=service.spoken(language), **said)
        for language in ("de", "en")
    }
    return Text(found["de"], found["en"])


def _on_one_line(raw: object) -> str:
    """Words of somebody, so that they stay inside their sentence: in a mail they must not begin paragraphs of their own."""
    return shorten(str(raw or "–"), LONGEST, placeholder=" …")
