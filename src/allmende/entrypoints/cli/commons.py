"""`allmende commons`: releases as files, whose signature is known, and a folder that is kept in step with the commons."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from django.utils import timezone

from allmende.apps.catalogue import queries as catalogue
from allmende.domain.cooperation import Person
from allmende.domain.package.edits import ABSENT
from allmende.domain.package.merge import DraftConflict
from allmende.domain.values import Problem
from allmende.formats.bundle.exchange import MOST_SIZE
from allmende.foundation.identity import officers
from allmende.foundation.tenancy.models import City
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases import exchange_release as trade
from allmende.usecases import keep_in_step as step
from allmende.usecases.keeping.files import write_file
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
    pull = verbs.add_parser("pull", help="den Stand der Werkstatt in einen Ordner holen")
    pull.add_argument("directory", type=Path)
    pull.add_argument("--draft", default="", help="von dieser Leistung den Entwurf mit dieser Kennung")
    pull.add_argument("--releases", action="store_true", help="nur Freigegebenes, keine Entwürfe")
    pull.add_argument(
        "--cities", action="store_true", help="auch die Städte (sonst nur, wenn es den Ordner cities gibt)"
    )
    pull.add_argument(
        "--theirs", action="store_true", help="bei Widerspruch gilt die Werkstatt; Eigenes kommt beiseite"
    )
    pull.set_defaults(body=_pull)
    push = verbs.add_parser("push", help="Änderungen im Ordner in Entwürfe übertragen")
    push.add_argument("directory", type=Path)
    push.add_argument("services", nargs="*", help="nur diese Leistungen")
    push.add_argument("--as", dest="who", required=True, metavar="STADT/NAME", help="wer das ist, mit Rolle Gestaltung")
    push.set_defaults(body=_push)
    status = verbs.add_parser("status", help="was pull und push tun würden")
    status.add_argument("directory", type=Path)
    status.set_defaults(body=_status)
    return parser


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
    write_file(options.file.absolute(), content)
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


# ── a folder in step ──────────────────────────────────────────────────────────────────────────────────────────────────


def _pull(options: argparse.Namespace) -> int:
    found = step.pull(
        directory=options.directory,
        draft_id=options.draft,
        releases=options.releases,
        cities=options.cities,
        theirs=options.theirs,
    )
    if isinstance(found, Problem):
        return _refuse([found])
    if isinstance(found, step.InTheWay):
        _error("Nichts geholt. Diese Dateien sind hier und in der Werkstatt geändert:")
        for one in found.steps:
            _error("\n".join(f"  {path}" for path in one.of("conflict")))
        _error(
            "Erst „allmende commons push“. Oder mit --theirs: dann gilt die Werkstatt, Eigenes kommt nach .allmende/ours."
        )
        return 1
    for one in found.steps:
        changed = one.of("write", "delete", "conflict")
        if changed:
            _say(f"{one.name} {one.there}: {_count(len(changed), 'Datei', 'Dateien')}")
    _clashes(found.clashes)
    if found.kept:
        _say(f"{_count(found.kept, 'eigene Fassung', 'eigene Fassungen')} liegen jetzt unter .allmende/ours.")
    if not found.count:
        _say("Alles auf dem neuesten Stand.")
    return 0


def _push(options: argparse.Namespace) -> int:
    person = _person(options.who)
    if person is None:
        return 1
    with city_scope(person.city):
        found = step.push(directory=options.directory, person=person, only=options.services, now=timezone.now())
    if isinstance(found, Problem):
        return _refuse([found])
    cities = (
        step.push_cities(directory=options.directory, now=timezone.now()) if not options.services else step.Pushed()
    )
    for service, draft, said in found.drafts:
        _say(f"{service}: Entwurf „{draft.title}“, Stand {draft.last_seq} ({draft.id})")
        for sentence in said:
            _say(f"  {sentence['de']}")
    for city in cities.cities:
        _say(f"{city}: neue Stadtdaten")
    problems = [*found.problems, *cities.problems]
    for problem in problems:
        _error(str(problem))
    for service, conflict in found.conflicts:
        _conflict(service, conflict)
    if not (found.drafts or cities.cities or problems or found.conflicts):
        _say("Nichts zu übertragen.")
    return 0 if found.ok and cities.ok else 1


def _status(options: argparse.Namespace) -> int:
    found = step.look(directory=options.directory)
    if isinstance(found, Problem):
        return _refuse([found])
    for one in found.steps:
        for what, words in (
            (("local",), "hier geändert (push)"),
            (("write", "delete"), f"neu in der Werkstatt{_versions(one)} (pull)"),
            (("conflict",), "hier und dort geändert (push, oder pull --theirs)"),
        ):
            paths = one.of(*what)
            if paths:
                _say(f"{one.name}: {words}")
                _say("\n".join(f"  {path}" for path in paths))
    for service in found.fresh:
        _say(f"{service}: nur hier, noch nicht in der Werkstatt (push)")
    _clashes(found.clashes)
    if found.in_step:
        _say("Alles auf dem neuesten Stand.")
    return 0 if found.in_step else 1


def _person(who: str) -> Person | None:
    """The member of staff who pushes; None with a sentence where there is none."""
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


def _conflict(service: str, conflict: DraftConflict) -> None:
    """Both values: nothing was transferred, both are still there."""
    _error(f"{service}: {conflict.target} ist inzwischen auch in der Werkstatt geändert. Nichts übertragen.")
    for name, value in (("vorher", conflict.base), ("dort", conflict.theirs), ("hier", conflict.mine)):
        _error(f"  {name + ':':<8} {'–' if value is ABSENT else value}")


def _clashes(clashes: Sequence[tuple[str, str]]) -> None:
    for service, part in clashes:
        _say(f"Hinweis: {service} benutzt „{part}“ in einer anderen Fassung. Im Ordner liegt nur eine.")


def _versions(one: step.Step) -> str:
    return f": {one.there}, bisher {one.here}" if one.here and one.here != one.there else ""


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _refuse(problems: Sequence[Problem]) -> int:
    for problem in problems:
        _error(str(problem))
    return 1


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


def _error(line: str) -> None:
    sys.stderr.write(line + "\n")
