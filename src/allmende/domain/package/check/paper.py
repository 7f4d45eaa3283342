"""A letter that always goes on paper must not lead its reader to a page alone. A warning: some words mean something else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from allmende.domain.deadlines import BY_HAND, MAILED
from allmende.domain.notices.template import NoticeTemplate
from allmende.domain.package.check.problems import warning
from allmende.domain.package.package import ServicePackage
from allmende.domain.process.model import Program
from allmende.domain.values import Problem, Text

ONLINE: Final = {
    "de": re.compile(
        r"in Ihrem Vorgang|Öffnen Sie Ihren Vorgang|auf der Seite Ihres Vorgangs|Jetzt bezahlen|\b[Oo]nline\b|hochladen"
    ),
    "en": re.compile(r"in your case|[Oo]pen your case|on the page of your case|Pay now|\b[Oo]nline\b|\b[Uu]pload"),
}
"""Words that lead to the page of a case."""
ON_PAPER: Final = {
    "de": re.compile(r"\bBrief|\bPost\b|schreiben Sie uns|rufen Sie|vorbei|überweisen", re.IGNORECASE),
    "en": re.compile(r"\bletter|\bpost\b|write to us|call us|come to|transfer", re.IGNORECASE),
}
"""Words that name a way for whoever holds the letter in her hand."""


def check_paper(package: ServicePackage) -> Iterator[Problem]:
    """Letters whose way is drawn, or whose form the law orders, and texts of theirs that name the page and no other way."""
    for notice_id, template in package.notices.items():
        if not _always_on_paper(package, template):
            continue
        for text_id, text in package.texts.items():
            if not text_id.startswith(f"notice.{notice_id}."):
                continue
            for language, online in ONLINE.items():
                said = text.get(language, "")
                if online.search(said) and not ON_PAPER[language].search(said):
                    words = Text.named("package.check.paper.online", text=text_id, language=language)
                    yield warning("notice.online", words, f"notices/{notice_id}.yaml#")


def _always_on_paper(package: ServicePackage, template: NoticeTemplate) -> bool:
    if template.written_form is not None:
        return True
    ways = [
        node.options.get("channel")
        for node in Program(package.process, package.shared).nodes()
        if node.action == "deliver" and node.notice in (None, template.id)
    ]
    return bool(ways) and all(way in (*MAILED, *BY_HAND) for way in ways)
