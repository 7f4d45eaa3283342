"""`allmende leave` and `allmende arrive`: a city moves out with everything, and in elsewhere."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

from django.utils import timezone

from allmende.domain.values import Problem
from allmende.usecases import arrive as arriving
from allmende.usecases import leave as leaving

SHOWN = 20


def leave(argv: list[str]) -> int:
    """Write everything a city owns into a new folder; 0 when it is whole, 1 when not."""
    parser = argparse.ArgumentParser(
        prog="allmende leave", description="Alles, was einer Stadt gehört, in einen Ordner."
    )
    parser.add_argument("city", help="Schlüssel der Stadt, zum Beispiel marburg")
    parser.add_argument("directory", type=Path, help="neuer oder leerer Ordner")
    parser.add_argument("--date", type=date.fromisoformat, help="Tag, der auf der ersten Seite steht (sonst heute)")
    options = parser.parse_args(argv)
    made_on = options.date or timezone.localdate()
    found = leaving.leave(city=options.city, folder=options.directory.absolute(), made_on=made_on, now=timezone.now())
    if isinstance(found, Problem):
        return _refuse(found)
    out = sys.stdout.write
    out(f"{found.files} Dateien, {found.cases} Vorgänge, {found.bytes} Bytes in {found.folder}\n")
    out(f"Beginnen Sie mit {found.folder / 'index.html'}\n")
    out("Der Ordner enthält personenbezogene Daten. Bewahren Sie ihn verschlüsselt auf.\n")
    for path in found.missing[:SHOWN]:
        sys.stderr.write(f"Fehlt schon in der Ablage: {path}\n")
    if len(found.missing) > SHOWN:
        sys.stderr.write(f"… und {len(found.missing) - SHOWN} weitere, siehe index.json\n")
    return 1 if found.missing else 0


def arrive(argv: list[str]) -> int:
    """Rebuild a city from its folder; 0 when it is there, 1 when it was refused."""
    parser = argparse.ArgumentParser(prog="allmende arrive", description="Eine Stadt aus ihrem Ordner aufbauen.")
    parser.add_argument("directory", type=Path, help="was `allmende leave` geschrieben hat")
    options = parser.parse_args(argv)
    found = arriving.arrive(folder=options.directory.absolute(), now=timezone.now())
    if isinstance(found, Problem):
        return _refuse(found)
    out = sys.stdout.write
    out(f"{found.name} ist da: {found.cases} Vorgänge, Rechnername {found.host}.\n")
    out("Es bleibt zu tun: Passwörter setzen (allmende officer password), Siegel und Zugänge zu Partnern einrichten.\n")
    out("Dann: allmende doctor\n")
    for path in found.missing[:SHOWN]:
        sys.stderr.write(f"War schon vorher verloren: {path}\n")
    return 0


def _refuse(problem: Problem) -> int:
    sys.stderr.write(f"{problem}\n")
    return 1
