"""A mail's HTML part: the words of the text part in the city's colour. Nothing remote, no picture, everything escaped."""

from __future__ import annotations

from allmende.domain.matter.telling.mails import MailWords
from allmende.ui.html import attributes, esc, join

SANS = "-apple-system,Segoe UI,Roboto,Helvetica,Arial,sans-serif"
QUIET = "margin:0 0 16px;color:#4a525c;font-size:16px"
PLAIN = "margin:0 0 16px"


def as_html(words: MailWords, *, language: str, colour: str, on_colour: str) -> str:
    """The whole HTML document. `colour`, `on_colour`: the city's own, checked for contrast with each other."""
    lines = join(f'<p style="{PLAIN}">{esc(line)}</p>' for line in words.lines)
    rows = join(
        f'<tr><td style="padding:2px 16px 2px 0;color:#4a525c">{esc(name)}</td>'
        f'<td style="padding:2px 0;font-weight:bold">{esc(value)}</td></tr>'
        for name, value in words.facts
    )
    facts = f'<table role="presentation" cellpadding="0" cellspacing="0" style="margin:0 0 20px">{rows}</table>'
    button = (
        f"<a{attributes(href=words.link)} style="
        f'"display:inline-block;background:{esc(colour)};color:{esc(on_colour)};text-decoration:none;'
        f'font-weight:bold;padding:14px 24px;border-radius:6px">{esc(words.act)}</a>'
    )
    other = f'<p style="{QUIET}">{esc(words.other_way)}</p>' if words.other_way else ""
    sender = "<br>".join(esc(line) for line in (words.regards, *words.sender))
    return (
        f'<!doctype html><html lang="{esc(language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{esc(words.subject)}</title></head>"
        '<body style="margin:0;background:#f4f4f2"><table role="presentation" width="100%" cellpadding="0" cellspacing="0">'
        '<tr><td align="center" style="padding:24px 12px">'
        f'<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:600px;background:#ffffff;'
        f'border-top:6px solid {esc(colour)};color:#16191d;font-family:{SANS};font-size:17px;line-height:1.55">'
        f'<tr><td style="padding:24px 32px 8px;font-size:20px;font-weight:bold">{esc(words.city)}</td></tr>'
        f'<tr><td style="padding:8px 32px"><h1 style="margin:8px 0 12px;font-size:26px;line-height:1.25">'
        f'{esc(words.headline)}</h1><p style="{PLAIN}">{esc(words.greeting)}</p>{lines}{facts if rows else ""}'
        f'<p style="margin:20px 0">{button}</p>{other}<p style="margin:0 0 20px">{sender}</p></td></tr>'
        '<tr><td style="padding:16px 32px 28px;border-top:1px solid #dcd8cf;color:#4a525c;font-size:15px">'
        f"{esc(words.genuine)}<br><br>{esc(words.imprint)}</td></tr></table></td></tr></table></body></html>"
    )
