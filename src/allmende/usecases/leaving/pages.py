"""The pages of an export: plain HTML that opens in every browser, from a memory stick, without any server."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from allmende.domain import forms
from allmende.domain.matter import Matter, speech
from allmende.domain.matter.telling import list_words, standing
from allmende.domain.values import BERLIN, local_day
from allmende.foundation.departure.tables import ExportedTable
from allmende.ui.html import SafeString, attributes, join, tag

STYLE = b"""body { font: 1.0625rem/1.6 system-ui, sans-serif; color: #171a2b; background: #fff; max-width: 60rem; margin: 0 auto; padding: 1rem; }
h1, h2 { line-height: 1.25; overflow-wrap: anywhere; }
a { color: #14477a; }
a:focus-visible { outline: 3px solid #14477a; outline-offset: 2px; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; font-weight: 600; padding: 0.5rem 0; }
th, td { text-align: left; vertical-align: top; padding: 0.4rem 0.75rem 0.4rem 0; border-top: 1px solid #c4c8d8; }
td { overflow-wrap: anywhere; min-width: 8rem; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; min-width: 0; }
.warning { border: 2px solid #8a1f11; padding: 0.75rem 1rem; }
code { overflow-wrap: anywhere; }
@media print { a { color: inherit; } }
"""
A_PAGE = 500


@dataclass(frozen=True, slots=True)
class ExportedCase:
    """One case in the lists."""

    reference: str
    service: str
    received_on: date | None
    status: str


def page(title: str, up: str, *content: str) -> bytes:
    """A whole page. `up`: the way to the folder's root, such as `../../`."""
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">{tag("title", title)}'
    style = f'<link rel="stylesheet" href="{up}style.css">'
    return f'<!doctype html>\n<html lang="de"><head>{head}{style}</head>\n<body><main>\n{"".join(content)}\n</main></body></html>\n'.encode()


def table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[object]], *, numeric: int = -1) -> SafeString:
    """A table; `numeric` is the column with figures, the first cell of each row is its head."""

    def cell(place: int, content: object) -> SafeString:
        css = "number" if place == numeric else None
        return tag("td", content, class_=css) if place else tag("th", content, scope="row")

    head = join(
        tag("th", text, scope="col", class_="number" if place == numeric else None) for place, text in enumerate(heads)
    )
    body = "\n".join(tag("tr", join(cell(place, one) for place, one in enumerate(row))) for row in rows)
    inner = f"{tag('caption', caption)}<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>"
    around = attributes(class_="scroll", tabindex="0", role="group", aria_label=caption)
    return SafeString(f"<div{around}><table>{inner}</table></div>\n")


def first_page(
    tables: Iterable[ExportedTable],
    *,
    name: str,
    made_on: date,
    counts: Mapping[str, int],
    lists: int,
    missing: Sequence[str],
    services: Sequence[str],
) -> bytes:
    """index.html: what is here, what is not, how to look whether it is whole, how to use it again. `tables`: of the whole city."""
    where = [
        (_link("cities/", "cities/"), "Die Stadt als Ordner: Ämter, Farben, Werte, eigene Änderungen", ""),
        (_link("cases/page-0001.html", "cases/") if lists else "cases/", "Anträge und Vorgänge", counts["cases"]),
        ("begun/", "Begonnene Anträge, noch nicht gesendet", counts["begun"]),
        (_link("files/", "files/"), "Schreiben und hochgeladene Dateien", counts["contents"]),
        (_link("releases/", "releases/"), f"Leistungen: {', '.join(services)}", counts["releases"]),
        ("drafts/", "Entwürfe von Leistungen, als Ordner", counts["drafts"]),
    ]
    listed = [(table.name, table.told) for table in tables if table.told]
    rows = [(_link(f"data/{key}.jsonl", f"{key}.jsonl"), told["de"], counts[key]) for key, told in listed]
    lost = (
        tag("h2", "Was fehlt"),
        tag("p", "Diese Dateien fehlten schon in der Ablage oder waren beschädigt:"),
        tag("ul", join(tag("li", tag("code", one)) for one in missing)),
    )
    return page(
        f"Auszug: {name}",
        "",
        tag("h1", f"Alles von {name}"),
        tag("p", f"Stand: {german(made_on)}. Alle Formate sind offen und ohne Allmende lesbar."),
        tag(
            "p",
            join(
                (
                    tag("strong", "Personenbezogene Daten."),
                    " Bewahren Sie den Ordner verschlüsselt auf. Geben Sie ihn nur an Berechtigte. Löschen Sie ihn, wenn er nicht mehr gebraucht wird.",
                )
            ),
            class_="warning",
        ),
        tag("h2", "Was hier liegt"),
        table("Ordner", ("Ort", "Inhalt", "Anzahl"), where, numeric=2),
        table("Listen im Ordner data (eine Zeile je Eintrag, JSON)", ("Datei", "Inhalt", "Anzahl"), rows, numeric=2),
        *(lost if missing else ()),
        tag("h2", "Ist alles da?"),
        tag(
            "p",
            join(
                (
                    "Die Datei ",
                    _link("index.json", "index.json"),
                    " nennt jede Datei mit Größe und Prüfsumme (SHA-256).",
                )
            ),
        ),
        tag("h2", "Wieder in Betrieb nehmen"),
        tag("p", join(("In einer Installation von Allmende: ", tag("code", "allmende arrive ORDNER")))),
        tag(
            "p",
            "Nicht enthalten sind geheime Schlüssel, Passwörter und Zugänge zu Partnern. Diese übergibt der Betrieb gesondert.",
        ),
    )


def list_page(number: int, last: bool, lines: Sequence[ExportedCase]) -> bytes:
    """One page of the list of cases."""
    rows = [
        (_link(f"{line.reference}/index.html", line.reference), line.service, german(line.received_on), line.status)
        for line in lines
    ]
    around = [_link(f"page-{number - 1:04}.html", "Frühere")] if number > 1 else []
    around += [] if last else [_link(f"page-{number + 1:04}.html", "Spätere")]
    title = f"Anträge und Vorgänge, Seite {number}"
    return page(
        title,
        "../",
        tag("p", _link("../index.html", "Zur ersten Seite")),
        tag("h1", title),
        table("Nach Eingang", ("Aktenzeichen", "Leistung", "Eingang", "Stand"), rows),
        tag("p", join(around, " · ")) if around else "",
    )


def line_of(matter: Matter) -> ExportedCase:
    """The case in the list."""
    name = speech.service_name(matter.service, "de")
    return ExportedCase(matter.reference, name, matter.received_on, _state(matter))


def _state(matter: Matter) -> str:
    """The case's state in one or two words, at its last fact."""
    at = matter.facts[-1].at
    return list_words(standing(matter.facts, at, local_day(at)), matter.service, "de")[1]


def bare_page(reference: str) -> bytes:
    """A case whose service this version can no longer read: its data is there, without words."""
    data = tag("p", join(("Die Daten liegen in ", _link("case.json", "case.json"), ".")))
    return page(reference, "../../", tag("p", _link("../page-0001.html", "Zur Liste")), tag("h1", reference), data)


def case_page(matter: Matter, rows: Mapping[str, Sequence[Mapping[str, Any]]], paths: Mapping[str, str]) -> bytes:
    """One case as people read it. `paths`: where the content of a file lies, by its id."""
    name = speech.service_name(matter.service, "de")
    answers = [(one.label, one.text) for one in forms.summary(matter.service.form, matter.answers, "de")]
    history = [(f"{fact.at.astimezone(BERLIN):%d.%m.%Y %H:%M}", fact.told("de")) for fact in matter.facts]
    letters = [(one["title"], one["blob"]) for one in rows.get("letters", ())]
    uploads = [(one["name"], one["blob"]) for one in rows.get("uploads", ())]
    return page(
        f"{matter.reference}: {name}",
        "../../",
        tag("p", _link("../page-0001.html", "Zur Liste")),
        tag("h1", f"{matter.reference}: {name}"),
        tag("p", f"Eingegangen am {german(matter.received_on)}. Stand: {_state(matter)}."),
        tag(
            "p",
            join(
                (
                    "Für Programme: ",
                    _link("case.json", "case.json"),
                    ", ",
                    _link("antrag.json", "antrag.json"),
                    ", ",
                    _link("antrag.xml", "antrag.xml"),
                )
            ),
        ),
        tag("h2", "Angaben"),
        table("Was beantragt wurde", ("Frage", "Antwort"), answers),
        tag("h2", "Verlauf"),
        table("Was geschah", ("Wann", "Was"), history),
        *_documents("Schreiben", letters, paths),
        *_documents("Hochgeladene Dateien", uploads, paths),
    )


def _documents(title: str, found: Sequence[tuple[str, str | None]], paths: Mapping[str, str]) -> tuple[SafeString, ...]:
    if not found:
        return ()
    items = [
        _link(f"../../{paths[blob]}", name) if blob and blob in paths else tag("span", f"{name} (fehlt)")
        for name, blob in found
    ]
    return tag("h2", title), tag("ul", join(tag("li", item) for item in items))


def german(day: date | None) -> str:
    """02.11.2026"""
    return f"{day:%d.%m.%Y}" if day else ""


def _link(href: str, text: str) -> SafeString:
    return tag("a", text, href=href)
