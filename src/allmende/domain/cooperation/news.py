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
    "begun": Text.named("cooperation.news.begun"),
    "proposed": Text.named("cooperation.news.proposed"),
    "revised": Text.named("cooperation.news.revised"),
    "taken_back": Text.named("cooperation.news.taken_back"),
    "closed": Text.named("cooperation.news.closed"),
    "reopened": Text.named("cooperation.news.reopened"),
    "commented": Text.named("cooperation.news.commented"),
    "approved": Text.named("cooperation.news.approved"),
    "objected": Text.named("cooperation.news.objected"),
    "ready": Text.named("cooperation.news.ready"),
    "released": Text.named("cooperation.news.released"),
    "withdrawn": Text.named("cooperation.news.withdrawn"),
    "imported": Text.named("cooperation.news.imported"),
    "adopted": Text.named("cooperation.news.adopted"),
    "postponed": Text.named("cooperation.news.postponed"),
    "retreated": Text.named("cooperation.news.retreated"),
    "cancelled": Text.named("cooperation.news.cancelled"),
    "stopped": Text.named("cooperation.news.stopped"),
    "agreed": Text.named("cooperation.news.agreed"),
    "statement_ready": Text.named("cooperation.news.statement_ready"),
}
LONGEST = 400
OTHER = Text.named("cooperation.news.other")


def tell_event(*, kind: str, name: str, city: str, service: Text, data: Mapping[str, Any]) -> Text:
    """The sentence. `data` holds `title`, `version`, `reason`, `year` where the kind speaks of them.

    >>> tell_event(kind="stopped", name="Uwe Ulm", city="Marburg", service=Text("Hund anmelden"), data={}).spoken("de")
    'Marburg bietet „Hund anmelden“ nicht mehr an.'
    """
    words = KINDS.get(kind, OTHER)
    said = {key: _on_one_line(data.get(key)) for key in ("title", "version", "reason", "year")}
    return words.filled(who=f"{name} ({city})", city=city, service=service, **said)


def _on_one_line(raw: object) -> str:
    """Words of somebody, so that they stay inside their sentence: in a mail they must not begin paragraphs of their own."""
    return shorten(str(raw or "–"), LONGEST, placeholder=" …")
