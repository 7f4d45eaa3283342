"""Every address of the application, from its own resolver, with what a stranger may expect there.

An address that is new and not in these tables fails the walk: whoever adds one says here whose it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.urls import URLPattern, URLResolver

from allmende.foundation.access import find_access
from tests.adversary.scene import NOBODY, Town
from tests.world import SERVICE


@dataclass(frozen=True)
class Route:
    """An address as the resolver knows it: `antrag/<id:draft_id>/`, its parameters, who may enter."""

    pattern: str
    parameters: frozenset[str]
    kind: str

    @property
    def in_studio(self) -> bool:
        """Rooms where all cities work together: what they name belongs to everybody, `test_studio_doors` walks them."""
        return self.pattern.startswith("werkstatt/")

    def address(self, values: dict[str, str]) -> str:
        """A concrete address."""
        said = "/" + self.pattern
        for part in self.pattern.split("<")[1:]:
            shown = part.partition(">")[0]
            said = said.replace(f"<{shown}>", values[shown.rpartition(":")[2]])
        return said


def list_routes(urlconf: str = "allmende.config.urls") -> list[Route]:
    """All but the studio's, in the resolver's order."""
    return [route for route in list_all(urlconf) if not route.in_studio]


def list_all(urlconf: str = "allmende.config.urls") -> list[Route]:
    """All of them, in the resolver's order."""
    return list(_walk(import_module(urlconf).urlpatterns, ""))


def list_studio() -> list[Route]:
    """Those of the studio."""
    return [route for route in list_all() if route.in_studio]


def _walk(patterns: list[Any], before: str) -> Iterator[Route]:
    for pattern in patterns:
        said = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, said)
        elif isinstance(pattern, URLPattern):
            access = find_access(pattern.callback)
            names = frozenset(part.partition(">")[0].rpartition(":")[2] for part in said.split("<")[1:])
            yield Route(said, names, access.kind if access else "nobody said")


SOMEBODYS = {
    "antrag/<id:draft_id>/": ("draft",),
    "antrag/<id:draft_id>/pruefen/": ("draft",),
    "antrag/<id:draft_id>/weiter/": ("draft",),
    "antrag/<id:draft_id>/schritt/<str:step_id>/": ("draft",),
    "vorgang/<id:case_id>/": ("payable", "done", "asked", "open"),
    "vorgang/<id:case_id>/link/": ("open",),
    "vorgang/<id:case_id>/adresse/": ("open",),
    "vorgang/<id:case_id>/zahlen/": ("payable",),
    "vorgang/<id:case_id>/zahlung/zurueck/": ("payable", "done"),
    "vorgang/<id:case_id>/dokumente/<id:notice_id>.pdf": ("done",),
    "vorgang/<id:case_id>/korrektur/": ("asked",),
    "vorgang/<id:case_id>/bestaetigen/": ("open",),
    "vorgang/<id:case_id>/nachreichen/": ("open",),
    "vorgang/<id:case_id>/nachricht/": ("open",),
    "vorgang/<id:case_id>/zurueckziehen/": ("payable",),
    "vorgang/<id:case_id>/bescheinigung/": ("payable",),
    "vorgang/<id:case_id>/verlaengern/": ("payable",),
    "vorgang/<id:case_id>/verlaengert/": ("payable",),
    "vorgang/<id:case_id>/widerspruch/<id:notice_id>/": ("done",),
    "buero/vorgang/<uuid:case_id>/": ("payable", "done", "asked", "open"),
    "buero/vorgang/<uuid:case_id>/nachricht/": ("open",),
    "buero/vorgang/<uuid:case_id>/adresse/": ("open",),
    "buero/vorgang/<uuid:case_id>/brief-zurueck/": ("done",),
    "buero/vorgang/<uuid:case_id>/tag-berichtigen/": ("done",),
    "buero/vorgang/<uuid:case_id>/entscheidung-zuruecknehmen/": ("open",),
    "buero/vorgang/<uuid:case_id>/antwort-auf-papier/": ("open",),
    "buero/vorgang/<uuid:case_id>/nachricht-ist-antwort/": ("open",),
    "buero/vorgang/<uuid:case_id>/selbst-pruefen/": ("open",),
    "buero/vorgang/<uuid:case_id>/unterschrift/": ("open",),
    "buero/vorgang/<uuid:case_id>/widerspruch/": ("open",),
    "buero/vorgang/<uuid:case_id>/klage/": ("open",),
    "buero/vorgang/<uuid:case_id>/aussetzung/": ("open",),
    "buero/vorgang/<uuid:case_id>/bescheinigung/": ("open",),
    "buero/vorgang/<uuid:case_id>/vertretung/": ("open",),
    "buero/vorgang/<uuid:case_id>/vollmacht-widerrufen/": ("open",),
    "buero/vorgang/<uuid:case_id>/ohne-nachweis/": ("open",),
    "buero/vorgang/<uuid:case_id>/bescheid/": ("done",),
    "buero/vorgang/<uuid:case_id>/an-die-person/": ("open",),
    "buero/vorgang/<uuid:case_id>/anlage/<uuid:upload_id>/": ("open",),
    "buero/vorgang/<uuid:case_id>/anlage/<uuid:upload_id>/ansehen/": ("open",),
    "buero/vorgang/<uuid:case_id>/notiz/": ("open",),
    "buero/vorgang/<uuid:case_id>/schreiben/<uuid:notice_id>.pdf": ("done",),
    "buero/vorgang/<uuid:case_id>/akte/": ("open",),
    "buero/vorgang/<uuid:case_id>/akte/<uuid:copy_id>.pdf": ("done",),
    "buero/vorgang/<uuid:case_id>/akte/<uuid:copy_id>.zip": ("done",),
    "buero/vorgang/<uuid:case_id>/zuordnen/": ("unassigned",),
    "buero/aufgabe/<uuid:task_id>/nehmen/": ("open",),
    "buero/aufgabe/<uuid:task_id>/uebernehmen/": ("open",),
    "buero/aufgabe/<uuid:task_id>/zurueck/": ("open",),
    "buero/aufgabe/<uuid:task_id>/": ("open",),
}
"""Addresses that name something of one person or one office, and the matters of the scene to try them with."""

TOKENS = {
    "zahlung/<str:token>/",
    "anfrage/<str:token>/",
    "anfrage/<str:token>/datei/<str:file>/",
    "anfrage/<str:token>/akte.zip",
    "termin/warteliste/<str:token>/",
    "termin/nummer/<str:token>/",
    "termin/bestaetigen/<str:token>/",
    "termin/kalender/<str:token>.ics",
    "termin/einladung/<str:token>/",
    "termin/buchung/<str:token>/",
    "termin/buchung/<str:token>/termin.ics",
    "termin/buchung/<str:token>/zurueckgeben/",
    "termin/buchung/<str:token>/absagen/",
    "termin/buchung/<str:token>/verschieben/",
}
"""Addresses whose token opens nothing but a word or two: in another city, and with any other token, they are unknown."""

SPENT = {"fortsetzen/<str:token>/"}
"""Links that are their own key: in another city they are dead, 410."""

EVERYBODYS = {
    "csp/", "gesund/", "suche/", "lebenslage/<slug:room_id>/", "leistungen/<slug:service_id>/",
    "leistungen/<slug:service_id>/beginnen/", "wiederfinden/", "vergessen/", "anmelden/", "anmelden/zurueck/", "abmelden/", "pruefen/", "impressum/",
    "datenschutz/", "datenschutz/zusammenarbeit/", "datenschutz/<slug:service_id>/", "barrierefreiheit/", "stadt/farben.css", "stadt/zeichen.svg", "stadt/bild.svg", "",
    "termin/", "termin/<slug:offer>/", "api/termine/", "api/termine/openapi.json", "api/termine/<slug:offer>/zeiten/", "termin/<slug:offer>/warteliste/", "termin/aufruf/<int:site>/",
    "buero/anmelden/",
}  # fmt: skip
"""Addresses that name nothing of anybody: they may answer, but never with another city's people."""

OWN = {"konto/", "konto/postfach/", "buero/", "buero/ansicht/", "buero/ansicht/entfernen/", "buero/auswahl/", "buero/post/", "buero/post/drucken/", "buero/post/versandt/", "buero/post/zurueck/", "buero/kontrolle/", "buero/auskunft/", "buero/team/", "buero/kennzahlen/", "buero/verteilung/", "buero/verteilung/aendern/", "buero/vorlagen/", "buero/vorlagen/entfernen/", "buero/abwesenheit/", "buero/abwesenheit/beenden/", "buero/suche/", "buero/abmelden/", "buero/passwort/", "buero/zweiter-faktor/", "buero/zugang/", "buero/zugang/zweiter-faktor/", "buero/zugang/anderswo-abmelden/",
       "buero/verarbeitungen/", "buero/betrieb/", "buero/betrieb/noch-einmal/", "buero/konten/", "buero/protokoll/", "buero/aufbewahrung/", "buero/archivangebote/", "hooks/zahlung/<slug:provider>/",
       "buero/konten/<str:username>/",
       "buero/termine/", "buero/termine/aufruf/", "buero/termine/nummer/", "buero/termine/hilfe/", "buero/termine/uebernehmen/", "buero/termine/vergeben/", "buero/termine/schliessen/",
       "buero/termine/einrichten/", "buero/termine/zahlen/"}  # fmt: skip
"""Addresses that show what belongs to whoever is signed in: likewise."""

REGISTERS = {"buero/register/", "buero/register/<slug:register_id>/", "buero/register/<slug:register_id>/kontrolle/", "buero/register/<slug:register_id>/pruefen/",
             "buero/register/<slug:register_id>/<uuid:entry_id>/", "buero/register/<slug:register_id>/<uuid:entry_id>/aendern/",
             "buero/register/<slug:register_id>/<uuid:entry_id>/beenden/"}  # fmt: skip
"""Registers a city keeps itself; who sees which of them: `tests/journeys/test_own_register.py`."""
HOLDS = {"buero/aufbewahrung/<uuid:hold_id>/aufheben/"}
"""Deletions a head holds back; whose they are: `tests/entrypoints/office/test_retention.py`."""
RARE = {
    "buero/aufgabe/<uuid:task_id>/schreiben.pdf",
    "vorgang/<id:case_id>/eintrag/<slug:act>/",
    "buero/termine/<uuid:reservation_id>/",
}
"""What no matter of this scene has, so that its owner meets 404 too: the letter of a task about the post
(`tests/entrypoints/office/test_printing.py`, another city with it), acts on a permit (`tests/journeys/test_permit_lives.py`), an appointment (`tests/entrypoints/office/test_appointments.py`, another city with it)."""
OWN |= REGISTERS | HOLDS | RARE

NAMED = {
    "service_id": SERVICE,
    "room_id": "tiere",
    "provider": "memory",
    "username": "nobody-here",
    "register_id": "dogs",
    "entry_id": NOBODY,
    "hold_id": NOBODY,
    "act": "ersatz",
    "offer": "ausweis",
    "site": "1",
    "reservation_id": NOBODY,
}


def values_of(town: Town, case: str) -> dict[str, str]:
    """The parameters of every address, for one matter of a town."""
    ids = town.ids
    return {
        **NAMED, "draft_id": ids[case], "case_id": ids[case], "step_id": "person", "notice_id": ids["notice"],
        "upload_id": ids["upload"], "task_id": ids["task"], "token": ids["token"], "file": ids["upload"],
        "copy_id": ids["copy"],
    }  # fmt: skip


def addresses_of(route: Route, town: Town, cases: tuple[str, ...]) -> list[str]:
    """The route's address for each of these matters of a town; only once where it names none."""
    return list(dict.fromkeys(route.address(values_of(town, case)) for case in cases))


UNKNOWN = {**NAMED, **dict.fromkeys(("draft_id", "case_id", "notice_id", "upload_id", "task_id", "copy_id"), NOBODY),
           "step_id": "person", "token": "x", "file": NOBODY}  # fmt: skip
