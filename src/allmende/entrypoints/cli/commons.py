"""`allmende commons`: releases as files, whose signature is known, and the commons as a folder."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from django.utils import timezone

from allmende.apps.catalogue import queries as catalogue
from allmende.domain.cooperation import StaffMember
from allmende.domain.values import Problem, Text
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
from allmende.words.command_line import complain, say, spoken


def main(argv: list[str]) -> int:
    """Run one of the commands; 0 when all is well, 1 when something was refused, 2 when it was not understood."""
    options = _parser().parse_args(argv)
    try:
        return int(options.body(options))
    except NoKey as missing:
        return _refuse([missing.problem])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="allmende commons", description=spoken(Text.named("cli.commons.description")))
    verbs = parser.add_subparsers(dest="verb", required=True)
    export = verbs.add_parser("export", help=spoken(Text.named("cli.commons.export")))
    export.add_argument("service")
    export.add_argument("file", type=Path)
    export.add_argument("--version", help=spoken(Text.named("cli.commons.version")))
    export.set_defaults(body=_export)
    take = verbs.add_parser("import", help=spoken(Text.named("cli.commons.import")))
    take.add_argument("file", type=Path)
    take.set_defaults(body=_import)
    _signers_parser(verbs.add_parser("signers", help=spoken(Text.named("cli.commons.signers"))))
    write = verbs.add_parser("export-folder", help=spoken(Text.named("cli.commons.export_folder")))
    write.add_argument("directory", type=Path)
    write.add_argument("--draft", default="", help=spoken(Text.named("cli.commons.draft")))
    write.add_argument("--cities", action="store_true", help=spoken(Text.named("cli.commons.cities")))
    write.add_argument("--overwrite", action="store_true", help=spoken(Text.named("cli.commons.overwrite")))
    write.set_defaults(body=_export_folder)
    read = verbs.add_parser("import-folder", help=spoken(Text.named("cli.commons.import_folder")))
    read.add_argument("directory", type=Path)
    read.add_argument("services", nargs="*", help=spoken(Text.named("cli.commons.services")))
    read.add_argument(
        "--as",
        dest="who",
        required=True,
        metavar=spoken(Text.named("cli.commons.city_and_name")),
        help=spoken(Text.named("cli.commons.who")),
    )
    read.add_argument("--draft", default="", help=spoken(Text.named("cli.commons.into_draft")))
    read.add_argument(
        "--seen",
        type=int,
        metavar=spoken(Text.named("cli.commons.state_word")),
        help=spoken(Text.named("cli.commons.seen_of_draft")),
    )
    read.set_defaults(body=_import_folder)
    city = verbs.add_parser("import-city", help=spoken(Text.named("cli.commons.import_city")))
    city.add_argument("folder", type=Path)
    city.add_argument(
        "--seen",
        default="",
        metavar=spoken(Text.named("cli.commons.state_word")),
        help=spoken(Text.named("cli.commons.seen")),
    )
    city.set_defaults(body=_import_city)
    verbs.add_parser("lists", help=spoken(Text.named("cli.commons.lists"))).set_defaults(body=_lists)
    return parser


def _lists(_options: argparse.Namespace) -> int:
    written = complete_lists.rebuild_everywhere(now=timezone.now())
    say(Text.named("cli.commons.rows_written", written=written))
    return 0


def _signers_parser(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True)
    acts.add_parser("list", help=spoken(Text.named("cli.commons.signers_list"))).set_defaults(body=_list_signers)
    acts.add_parser("own", help=spoken(Text.named("cli.commons.signers_own"))).set_defaults(body=_own)
    trust = acts.add_parser("trust", help=spoken(Text.named("cli.commons.signers_trust")))
    trust.add_argument("name")
    trust.add_argument("public_key", help=spoken(Text.named("cli.commons.key")))
    trust.set_defaults(body=_trust)
    revoke = acts.add_parser("revoke", help=spoken(Text.named("cli.commons.signers_revoke")))
    revoke.add_argument("name")
    revoke.set_defaults(body=_revoke)


# ── releases as files ─────────────────────────────────────────────────────────────────────────────────────────────────


def _export(options: argparse.Namespace) -> int:
    lines = catalogue.list_releases(options.service)
    chosen = [line for line in lines if (line.version == options.version if options.version else not line.withdrawn)]
    if not chosen:
        if options.version:
            complain(Text.named("cli.commons.no_version", service=options.service, version=options.version))
        else:
            complain(Text.named("cli.commons.no_service_here", service=options.service))
        return 1
    content = trade.export_release(release_sha=chosen[0].sha256, now=timezone.now())
    options.file.parent.mkdir(parents=True, exist_ok=True)
    options.file.write_bytes(content)
    say(
        Text.named(
            "cli.commons.exported",
            service_id=chosen[0].service_id,
            version=chosen[0].version,
            file=options.file,
            len=len(content),
        )
    )
    return 0


def _import(options: argparse.Namespace) -> int:
    try:
        with options.file.open("rb") as file:
            blob = file.read(MOST_SIZE + 1)
    except OSError as wrong:
        complain(Text.named("cli.commons.unreadable", file=options.file, strerror=wrong.strerror))
        return 1
    found = trade.import_release(person=None, blob=blob, now=timezone.now())
    if isinstance(found, list):
        return _refuse(found)
    name = f"{spoken(found.release.title)} ({found.release.service_id}) {found.release.version}"
    if found.state == "known":
        say(Text.named("cli.commons.known", name=name))
    else:
        say(Text.named("cli.commons.imported", name=name, signer=found.signer))
    return 0


def _list_signers(_: argparse.Namespace) -> int:
    lines = catalogue.list_signers(revoked=True)
    for line in lines:
        state = (
            Text.named("cli.commons.revoked_at", revoked_at=line.revoked_at)
            if line.revoked_at
            else Text.named("cli.commons.counts")
        )
        say(
            Text.named(
                "cli.commons.signer",
                name=line.name,
                fingerprint=trade.fingerprint(line.public_key),
                state=state,
                added_by=line.added_by,
            )
        )
    if not lines:
        say(Text.named("cli.commons.no_signers"))
    return 0


def _own(_: argparse.Namespace) -> int:
    own = own_signer(now=timezone.now())
    say(Text.named("cli.commons.own_name", name=own.name))
    say(Text.named("cli.commons.own_key", write_key=trade.write_key(own.public_key)))
    say(Text.named("cli.commons.own_fingerprint", fingerprint=trade.fingerprint(own.public_key)))
    return 0


def _trust(options: argparse.Namespace) -> int:
    found = trade.trust_signer(person=None, name=options.name, public_key=options.public_key, now=timezone.now())
    if isinstance(found, list):
        return _refuse(found)
    say(Text.named("cli.commons.trusted", name=found.name, fingerprint=trade.fingerprint(found.public_key)))
    return 0


def _revoke(options: argparse.Namespace) -> int:
    problem = trade.revoke_signer(person=None, name=options.name, now=timezone.now())
    if problem is not None:
        return _refuse([problem])
    say(Text.named("cli.commons.revoked", name=options.name))
    return 0


# ── a folder ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _export_folder(options: argparse.Namespace) -> int:
    found = export_folder(
        directory=options.directory, draft_id=options.draft, cities=options.cities, overwrite=options.overwrite
    )
    if isinstance(found, Problem):
        return _refuse([found])
    if isinstance(found, InTheWay):
        complain(Text.named("cli.commons.in_the_way"))
        sys.stderr.writelines(f"  {path}\n" for path in found.paths)
        complain(Text.named("cli.commons.use_overwrite"))
        return 1
    say(
        Text.named("cli.commons.files_written", len=len(found.written))
        if found.written
        else Text.named("cli.commons.up_to_date")
    )
    for service, part in found.clashes:
        say(Text.named("cli.commons.clash", service=service, part=part))
    for name, state in found.states.items():
        say(Text.named("cli.commons.state", name=name, state=state))
    return 0


def _import_folder(options: argparse.Namespace) -> int:
    person = _person(options.who)
    if person is None:
        return 1
    names = options.services or [folder.name for folder in list_packages(options.directory / "services")]
    if not names:
        complain(Text.named("cli.commons.no_service", directory=options.directory / "services"))
        return 1
    if options.draft and (len(names) != 1 or options.seen is None):
        complain(Text.named("cli.commons.name_one"))
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
            say(Text.named("cli.commons.as_latest", name=name))
        else:
            say(
                Text.named(
                    "cli.commons.drafted",
                    name=name,
                    title=found.draft.title,
                    last_seq=found.draft.last_seq,
                    draft=found.draft.id,
                )
            )
            for sentence in found.said:
                sys.stdout.write(f"  {spoken(Text.of(sentence))}\n")
    return refused


def _import_city(options: argparse.Namespace) -> int:
    found = load_city(folder=options.folder, seen=options.seen, now=timezone.now())
    for city in found.cities:
        say(Text.named("cli.commons.city_read", city=city))
    return _refuse(found.problems)


def _person(who: str) -> StaffMember | None:
    """The member of staff who imports; None with a sentence where there is none."""
    city, _, username = who.partition("/")
    if not username or not City.objects.filter(key=city).exists():
        complain(Text.named("cli.commons.name_city_and_user", who=who))
        return None
    with city_scope(city):
        found = officers.find(username)
    if found is None or not found.active:
        complain(Text.named("cli.commons.no_user", city=city, username=username))
        return None
    return StaffMember(city, str(found.pk), found.name, tuple(found.roles))


def _refuse(problems: Sequence[Problem]) -> int:
    for problem in problems:
        complain(problem.line)
    return 1 if problems else 0
