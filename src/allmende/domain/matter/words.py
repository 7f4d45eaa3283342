"""Words that do not come from a package, and the package's messages filled for one matter."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from allmende.domain.matter import speech

if TYPE_CHECKING:
    from allmende.domain.matter.model import Matter
    from allmende.domain.matter.tools import Step

Note = tuple[str, str]
"""Subject and text."""


def spoken_message(step: Step, message: str | None) -> Note:
    """Subject and body of `message.<id>` in the applicant's language, placeholders filled.

    Without such a text, or with a hole that has no value, plain words that only say that there is something to read.
    """
    service, language = step.matter.service, step.matter.language
    found = speech.find_message(service, message, language) if message else None
    plain = plain_note(step.matter.reference, language)
    if not found:
        return plain
    subject, body = (speech.filled(text, step.names, language) for text in found)
    return subject or plain[0], body or plain[1]


def plain_note(reference: str, language: str) -> Note:
    """That there is news, and nothing more."""
    if language == "en":
        return f"News about your application {reference}", "There is something for you to read or do."
    return f"Neues zu Ihrem Antrag {reference}", "Es gibt etwas für Sie zu lesen oder zu tun."


def receipt_note(matter: Matter) -> Note:
    """That the application arrived."""
    name = speech.service_name(matter.service, matter.language)
    if matter.language == "en":
        return (
            f"We have received your application {matter.reference}",
            f"Your application “{name}” has arrived.\nReference: {matter.reference}\nThe receipt is ready for you.",
        )
    return (
        f"Ihr Antrag {matter.reference} ist eingegangen",
        f"Ihr Antrag „{name}“ ist bei uns eingegangen.\nAktenzeichen: {matter.reference}\nDie Eingangsbestätigung liegt bereit.",
    )


def resume_note(service: str, until: date, language: str) -> Note:
    """The link to go on with a draft."""
    if language == "en":
        day = f"{until.day} {until:%B %Y}"
        return f"Continue your application: {service}", f"You can continue your application “{service}” until {day}."
    return (
        f"Weitermachen mit Ihrem Antrag: {service}",
        f"Sie können Ihren Antrag „{service}“ bis zum {until:%d.%m.%Y} weiter ausfüllen.",
    )


def expiry_note(service: str, until: date, language: str) -> Note:
    """The draft will be deleted soon (§ 8a OZG: with prior information)."""
    if language == "en":
        day = f"{until.day} {until:%B %Y}"
        return (
            f"Your application will be deleted soon: {service}",
            f"You have begun the application “{service}” but not sent it.\nWe delete it after {day}.",
        )
    return (
        f"Ihr Antrag wird bald gelöscht: {service}",
        f"Sie haben den Antrag „{service}“ begonnen, aber nicht abgeschickt.\nWir löschen ihn nach dem {until:%d.%m.%Y}.",
    )


def with_link(text: str, link: str, language: str) -> str:
    """The text with the way to go, and why it says no more."""
    if language == "en":
        return f"{text}\n\n{link}\n\nFor your protection this mail holds no details."
    return f"{text}\n\n{link}\n\nZu Ihrem Schutz stehen in dieser E-Mail keine Einzelheiten."
