"""The frame of every sandbox page: one heading, the warning first, both languages one click apart."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

from allmende.adapters.sandbox_pages.wsgi import PageReply, Request
from allmende.domain.values import Text

WARNING = Text.named("adapters.sandbox_pages.page.warning")
NAME = Text.named("adapters.sandbox_pages.page.name")
OTHER = {"de": "en", "en": "de"}


def page(
    request: Request,
    title: str,
    warning: str,
    content: str,
    *,
    status: int = 200,
    form_targets: tuple[str, ...] = (),
    switch: bool = True,
) -> PageReply:
    """A whole page. `content` is HTML, already escaped; `title` and `warning` are plain text."""
    language = request.language
    code = OTHER[language]
    address = escape(urlencode({**request.query, "lang": code}))
    chooser = (
        f'<p class="sprache"><a href="?{address}" lang="{code}" hreflang="{code}">{NAME.spoken(code)}</a></p>'
        if switch
        else ""
    )
    html = f"""<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{escape(title)} – {WARNING.spoken(language)}</title>
<link rel="stylesheet" href="{escape(request.mount)}/seite.css">
</head>
<body>
<header class="warnung"><p><strong>{WARNING.spoken(language)}:</strong> {escape(warning)}</p></header>
<main>
{chooser}
<h1>{escape(title)}</h1>
{content}
</main>
</body>
</html>
"""
    return PageReply(status, html.encode(), form_targets=form_targets)
