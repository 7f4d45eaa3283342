"""`allmende feel eval|check|fmt`: expressions on the command line."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from allmende.feel.check.checking import check
from allmende.feel.check.scope import NameScope
from allmende.feel.evaluate.compiled import compile_expression
from allmende.feel.syntax.errors import FeelSyntaxError
from allmende.feel.syntax.formatter import format_expression
from allmende.feel.types import ANY
from allmende.feel.values.text import string_of
from allmende.words import Text
from allmende.words.command_line import language, spoken


def main(argv: Sequence[str]) -> int:
    """Run one command; 0 if all is well, 1 if the expression is wrong or null, 2 for wrong usage."""
    try:
        options = _parser().parse_args(argv)
    except SystemExit as stop:
        return int(stop.code or 0)
    text = _read(options.expression)
    try:
        data = _read_data(getattr(options, "data", None))
    except (OSError, ValueError) as error:
        _say(f"{options.data}: {error}", sys.stderr)
        return 2
    names = (*options.name, *data)
    commands = {"eval": _eval, "check": _check, "fmt": _format}
    try:
        return commands[options.command](text, names, data, options.lang)
    except FeelSyntaxError as error:
        _say(error.text.spoken(options.lang), sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="allmende feel", description=spoken(Text.named("feel.cli.description")))
    commands = parser.add_subparsers(dest="command", required=True)
    for name, words in (
        ("eval", spoken(Text.named("feel.cli.eval"))),
        ("check", spoken(Text.named("feel.cli.check"))),
        ("fmt", spoken(Text.named("feel.cli.fmt"))),
    ):
        command = commands.add_parser(name, help=words)
        command.add_argument("expression", help=spoken(Text.named("feel.cli.expression")))
        command.add_argument("--data", help=spoken(Text.named("feel.cli.data")))
        command.add_argument("--name", action="append", default=[], help=spoken(Text.named("feel.cli.name")))
        command.add_argument("--lang", choices=("de", "en"), default=language())
    return parser


def _read(text: str) -> str:
    return sys.stdin.read() if text == "-" else text


def _read_data(path: str | None) -> dict[str, Any]:
    if path is None:
        return {}
    data = json.loads(Path(path).read_text("utf-8"), parse_float=Decimal, parse_int=Decimal)
    if not isinstance(data, dict):
        raise ValueError(spoken(Text.named("feel.cli.no_object")))
    return data


def _say(text: str, stream: Any = None) -> None:
    print(text, file=stream or sys.stdout)


def _eval(text: str, names: Sequence[str], data: dict[str, Any], lang: str) -> int:
    result = compile_expression(text, names).evaluate(data)
    for warning in result.warnings:
        place = f"{warning.position.line}:{warning.position.column}: " if warning.position else ""
        _say(place + warning.text.spoken(lang), sys.stderr)
    _say(string_of(result.value, nested=True))
    return 1 if result.value is None else 0


def _check(text: str, names: Sequence[str], data: dict[str, Any], lang: str) -> int:
    findings = check(text, NameScope(dict.fromkeys(names, ANY)))
    for finding in findings:
        _say(f"{finding.line}:{finding.column}: {finding.text.spoken(lang)}")
    return 1 if any(finding.severity == "error" for finding in findings) else 0


def _format(text: str, names: Sequence[str], data: dict[str, Any], lang: str) -> int:
    _say(format_expression(text, names))
    return 0
