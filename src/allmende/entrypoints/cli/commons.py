"""`allmende commons`: releases as files, whose signature is known, and the commons as a folder."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from django.utils import timezone

from allmende.apps.catalogue import queries as catalogue
from allmende.domain.cooperation import Person
from allmende.domain.values import Problem
from allmende.formats.bundle.exchange import MOST_SIZE
from allmende.formats.package import list_packages
from allmende.foundation.identity import officers
from allmende.foundation.tenancy.models import City
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases import complete_lists
from allmende.usecases import exchange_release as trade
from allmende.usecases.export_folder import InTheWay, export_folder
from allmende.usecases.import_folder import import_folder
from allmende.usecases.load_commons import load_city
from allmende.usecases.signing import NoKey, own_signer


def main(argv: list[str]) -> int:
    """Run one of the commands; 0 when all is well, 1 when something was refused, 2 when it was not understood."""
    options = _parser().parse_args(argv)
    try:
        return int(options.body(options))
    except NoKey as missing:
        return _refuse([missing.problem])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="allmende commons", description="Leistungen austauschen und bearbeiten.")
    verbs = parser.add_subparsers(dest="verb", required=True)
    export = verbs.add_parser("export", help="eine Fassung als Datei schreiben")
    export.add_argument("service")
    export.add_argument("file", type=Path)
    export.add_argument("--version", help="sonst die neueste")
    export.set_defaults(body=_export)
    take = verbs.add_parser("import", help="eine Datei einlesen")
    take.add_argument("file", type=Path)
    take.set_defaults(body=_import)
    _signers_parser(verbs.add_parser("signers", help="wessen Unterschrift gilt"))
    write = verbs.add_parser("export-folder", help="die Leistungen als Ordner schreiben")
    write.add_argument("directory", type=Path)
    write.add_argument("--draft", default="", help="von dieser Leistung den Entwurf mit dieser Kennung")
    write.add_argument("--cities", action="store_true", help="auch die Städte")
    write.add_argument("--overwrite", action="store_true", help="Dateien mit anderem Inhalt ersetzen")
    write.set_defaults(body=_export_folder)
    read = verbs.add_parser("import-folder", help="Leistungen aus einem Ordner als Entwurf einlesen")
    read.add_argument("directory", type=Path)
    read.add_argument("services", nargs="*", help="nur diese Leistungen")
    read.add_argument("--as", dest="who", required=True, metavar="STADT/NAME", help="wer das ist, mit Rolle Gestaltung")
    read.add_argument("--draft", default="", help="in den Entwurf mit dieser Kennung statt in einen neuen")
    read.add_argument("--seen", type=int, metavar="STAND", help="mit --draft: der Stand, den export-folder nannte")
    read.set_defaults(body=_import_folder)
    city = verbs.add_parser("import-city", help="die Daten einer Stadt aus einem Ordner einlesen")
    city.add_argument("folder", type=Path)
    city.add_argument("--seen", default="", metavar="STAND", help="der Stand, den export-folder nannte")
    city.set_defaults(body=_import_city)
    verbs.add_parser("lists", help="Zeilen neu schreiben, aus denen Listen lesen").set_defaults(body=_lists)
    return parser


def _lists(_options: argparse.Namespace) -> int:
    written = complete_lists.rebuild_everywhere(now=timezone.now())
    sys.stdout.write(f"Zeilen für {written} Übernahmen geschrieben.\n")
    return 0


def _signers_parser(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True)
    acts.add_parser("list", help="alle, auch zurückgezogene").set_defaults(body=_list_signers)
    acts.add_parser("own", help="Name und Schlüssel dieser Installation").set_defaults(body=_own)
    trust = acts.add_parser("trust", help="ab jetzt annehmen")
    trust.add_argument("name")
    trust.add_argument("public_key", help="32 Bytes, Base64 oder hexadezimal")
    trust.set_defaults(body=_trust)
    revoke = acts.add_parser("revoke", help="ab jetzt nicht mehr annehmen")
    revoke.add_argument("name")
    revoke.set_defaults(body=_revoke)


# ── releases as files ─────────────────────────────────────────────────────────────────────────────────────────────────


def _export(options: argparse.Namespace) -> int:
    lines = catalogue.list_releases(options.service)
    chosen = [line for line in lines if (line.version == options.version if options.version else not line.withdrawn)]
    if not chosen:
        wanted = f"„{options.service}“" + (f" in Version {options.version}" if options.version else "")
        _error(f"{wanted} gibt es hier nicht.")
        return 1
    content = trade.export_release(release_sha=chosen[0].sha256, now=timezone.now())
    options.file.parent.mkdir(parents=True, exist_ok=True)
    options.file.write_bytes(content)
    _say(f"{chosen[0].service_id} {chosen[0].version} liegt in {options.file} ({len(content)} Bytes).")
    return 0


def _import(options: argparse.Namespace) -> int:
    try:
        with options.file.open("rb") as file:
            blob = file.read(MOST_SIZE + 1)
    except OSError as wrong:
        _error(f"{options.file} ist nicht lesbar: {wrong.strerror}.")
        return 1
    found = trade.import_release(person=None, blob=blob, now=timezone.now())
    if isinstance(found, list):
        return _refuse(found)
    name = f"{found.release.title['de']} ({found.release.service_id}) {found.release.version}"
    if found.state == "known":
        _say(f"{name} ist schon da. Nichts geändert.")
    else:
        _say(f"{name} ist da, unterschrieben von {found.signer}. Jede Stadt übernimmt sie selbst in der Werkstatt.")
    return 0


def _list_signers(_: argparse.Namespace) -> int:
    lines = catalogue.list_signers(revoked=True)
    for line in lines:
        state = f"zurückgezogen am {line.revoked_at:%d.%m.%Y}" if line.revoked_at else "gilt"
        _say(f"{line.name}  {trade.fingerprint(line.public_key)}  {state}  (von {line.added_by})")
    if not lines:
        _say("Noch keine. Vertrauen: allmende commons signers trust NAME SCHLÜSSEL")
    return 0


def _own(_: argparse.Namespace) -> int:
    own = own_signer(now=timezone.now())
    _say(f"Name:          {own.name}")
    _say(f"Schlüssel:     {trade.write_key(own.public_key)}")
    _say(f"Fingerabdruck: {trade.fingerprint(own.public_key)}")
    return 0


def _trust(options: argparse.Namespace) -> int:
    found = trade.trust_signer(person=None, name=options.name, public_key=options.public_key, now=timezone.now())
    if isinstance(found, list):
        return _refuse(found)
    _say(f"{found.name} gilt jetzt. Fingerabdruck zum Vergleichen: {trade.fingerprint(found.public_key)}")
    return 0


def _revoke(options: argparse.Namespace) -> int:
    problem = trade.revoke_signer(person=None, name=options.name, now=timezone.now())
    if problem is not None:
        return _refuse([problem])
    _say(f"{options.name} gilt nicht mehr. Was schon eingelesen ist, bleibt.")
    return 0


# ── a folder ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _export_folder(options: argparse.Namespace) -> int:
    found = export_folder(
        directory=options.directory, draft_id=options.draft, cities=options.cities, overwrite=options.overwrite
    )
    if isinstance(found, Problem):
        return _refuse([found])
    if isinstance(found, InTheWay):
        _error("Nichts geschrieben. Diese Dateien haben hier einen anderen Inhalt:")
        _error("\n".join(f"  {path}" for path in found.paths))
        _error("Mit --overwrite werden sie ersetzt. Sichern Sie Eigenes vorher, zum Beispiel mit git.")
        return 1
    _say(f"Geschriebene Dateien: {len(found.written)}" if found.written else "Alles auf dem neuesten Stand.")
    for service, part in found.clashes:
        _say(f"Hinweis: {service} benutzt „{part}“ in einer anderen Fassung. Im Ordner liegt nur eine.")
    for name, state in found.states.items():
        _say(f"{name}: Stand {state}")
    return 0


def _import_folder(options: argparse.Namespace) -> int:
    person = _person(options.who)
    if person is None:
        return 1
    names = options.services or [folder.name for folder in list_packages(options.directory / "services")]
    if not names:
        _error(f"In {options.directory / 'services'} liegt keine Leistung.")
        return 1
    if options.draft and (len(names) != 1 or options.seen is None):
        _error("Mit --draft nennen Sie eine Leistung und mit --seen den Stand, den export-folder nannte.")
        return 1
    refused = 0
    for name in names:
        with city_scope(person.city):
            found = import_folder(
                folder=options.directory / "services" / name,
                person=person,
                now=timezone.now(),
                draft_id=options.draft,
                seen=options.seen,
            )
        if isinstance(found, list):
            refused |= _refuse(found)
        elif found is None:
            _say(f"{name}: wie die neueste Fassung")
        else:
            _say(f"{name}: Entwurf „{found.draft.title}“, Stand {found.draft.last_seq} ({found.draft.id})")
            for sentence in found.said:
                _say(f"  {sentence['de']}")
    return refused


def _import_city(options: argparse.Namespace) -> int:
    found = load_city(folder=options.folder, seen=options.seen, now=timezone.now())
    for city in found.cities:
        _say(f"{city}: eingelesen")
    return _refuse(found.problems)


def _person(who: str) -> Person | None:
    """The member of staff who imports; None with a sentence where there is none."""
    city, _, username = who.partition("/")
    if not username or not City.objects.filter(key=city).exists():
        _error(f"„{who}“: Nennen Sie Stadt und Anmeldename, zum Beispiel marburg/gestaltung.")
        return None
    with city_scope(city):
        found = officers.find(username)
    if found is None or not found.active:
        _error(f"In {city} gibt es „{username}“ nicht.")
        return None
    return Person(city, str(found.pk), found.name, tuple(found.roles))


def _refuse(problems: Sequence[Problem]) -> int:
    for problem in problems:
        _error(str(problem))
    return 1 if problems else 0


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


def _error(line: str) -> None:
    sys.stderr.write(line + "\n")
