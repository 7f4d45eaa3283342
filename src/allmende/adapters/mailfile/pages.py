"""The demo's mailbox as pages: a list, newest first, and each message with links that work."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from pathlib import Path

from allmende.adapters.http import WSGIApplication
from allmende.adapters.mailfile.mailbox import FileMail, KeptMail
from allmende.adapters.sandbox_pages import PageReply, Request, not_found, page, refuse_production
from allmende.adapters.sandbox_pages import application as wsgi
from allmende.domain.values import BERLIN, Text
from allmende.words import in_language

TITLE = Text.named("adapters.mailfile.pages.title")
WARNING = Text.named("adapters.mailfile.pages.warning")
WORDS = {
    "to": Text.named("adapters.mailfile.pages.to"),
    "from": Text.named("adapters.mailfile.pages.from"),
    "at": Text.named("adapters.mailfile.pages.at"),
    "back": Text.named("adapters.mailfile.pages.back"),
    "none": Text.named("adapters.mailfile.pages.none"),
}
LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")


@dataclass(frozen=True, slots=True)
class MailPagesConfig:
    mailbox: Path
    production: bool = False


def application(config: MailPagesConfig) -> WSGIApplication:
    """The mailbox as a WSGI application. Error: `RuntimeError` in production."""
    refuse_production("Test-Postfach", production=config.production)
    mailbox = FileMail(config.mailbox)

    def respond(request: Request) -> PageReply:
        if request.path == "/":
            return _list(request, mailbox.list_mails(request.query.get("an", "")))
        number = request.path.strip("/")
        kept = mailbox.find(int(number)) if re.fullmatch(r"[0-9]{1,12}", number) else None
        return _show(request, kept) if kept else not_found()

    return wsgi(respond)


def _list(request: Request, mails: tuple[KeptMail, ...]) -> PageReply:
    language = request.language
    words = in_language(WORDS, language)
    rows = "".join(
        f'<li><a href="{escape(request.mount)}/{kept.number}?lang={language}">{escape(kept.mail.subject)}</a>'
        f'<span class="hinweis">{words["to"]} {escape(kept.mail.to)}, {_moment(kept)}</span></li>'
        for kept in mails
    )
    content = f'<ul class="liste">{rows}</ul>' if rows else f"<p>{words['none']}</p>"
    return page(request, TITLE.spoken(language), WARNING.spoken(language), content)


def _show(request: Request, kept: KeptMail) -> PageReply:
    language = request.language
    words, mail = in_language(WORDS, language), kept.mail
    sender = f"{mail.sender_name} <{mail.sender}>" if mail.sender_name else mail.sender
    rows = ((words["from"], sender), (words["to"], mail.to), (words["at"], _moment(kept)))
    head = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in rows)
    content = f"""<p><a href="{escape(request.mount)}/?lang={language}">{words["back"]}</a></p>
<dl>{head}</dl>
<pre class="brief" lang="{escape(mail.language)}">{_linked(mail.text)}</pre>"""
    return page(request, mail.subject, WARNING.spoken(language), content)


def _linked(text: str) -> str:
    """Escaped, with addresses as links."""
    done, last = [], 0
    for found in LINK.finditer(text):
        url = escape(found.group())
        done += [escape(text[last : found.start()]), f'<a href="{url}">{url}</a>']
        last = found.end()
    return "".join((*done, escape(text[last:])))


def _moment(kept: KeptMail) -> str:
    return f"{kept.sent_at.astimezone(BERLIN):%d.%m.%Y %H:%M}"
