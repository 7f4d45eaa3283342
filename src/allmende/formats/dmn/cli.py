"""`allmende dmn eval|check`: decision models on the command line."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from allmende.domain.decisions import LEGAL_TIME, DecisionModel, check_model, check_tables, compile_model
from allmende.domain.values import Text
from allmende.feel import to_text
from allmende.formats.dmn.reader import DmnError, read
from allmende.words.command_line import language, spoken


def main(argv: Sequence[str]) -> int:
    """Run one command; 0 if all is well, 1 if the model is wrong or the answer null, 2 for wrong usage."""
    try:
        options = _parser().parse_args(argv)
    except SystemExit as stop:
        return int(stop.code or 0)
    try:
        model = read(Path(options.file).read_bytes())
        others = [read(Path(path).read_bytes()) for path in options.imports]
        data = _read_data(getattr(options, "data", None))
    except DmnError as error:
        _say(f"{options.file}: {error.text.spoken(options.lang)}", sys.stderr)
        return 1
    except (OSError, ValueError) as error:
        _say(str(error), sys.stderr)
        return 2
    if options.command == "check":
        return _check(model, others, options.lang)
    now = None if options.now is None else datetime.fromisoformat(options.now)
    return _eval(model, others, options.decision, data, now, options.lang)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="allmende dmn", description=spoken(Text.named("formats.dmn.cli.description")))
    commands = parser.add_subparsers(dest="command", required=True)
    evaluate = commands.add_parser("eval", help=spoken(Text.named("formats.dmn.cli.eval")))
    check = commands.add_parser("check", help=spoken(Text.named("formats.dmn.cli.check")))
    for command in (evaluate, check):
        command.add_argument("file")
        command.add_argument(
            "--import", dest="imports", action="append", default=[], help=spoken(Text.named("formats.dmn.cli.import"))
        )
        command.add_argument("--lang", choices=("de", "en"), default=language())
    evaluate.add_argument("decision", help=spoken(Text.named("formats.dmn.cli.decision")))
    evaluate.add_argument("--data", help=spoken(Text.named("formats.dmn.cli.data")))
    evaluate.add_argument("--now", help=spoken(Text.named("formats.dmn.cli.now")))
    return parser


def _read_data(path: str | None) -> dict[str, Any]:
    if path is None:
        return {}
    data = json.loads(Path(path).read_text("utf-8"), parse_float=Decimal, parse_int=Decimal)
    if not isinstance(data, dict):
        raise ValueError(f"{path}: {spoken(Text.named('feel.cli.no_object'))}")
    return data


def _say(text: str, stream: Any = None) -> None:
    print(text, file=stream or sys.stdout)


def _check(model: DecisionModel, others: list[DecisionModel], lang: str) -> int:
    findings = [*check_model(model, models=others), *check_tables(model, others)]
    for finding in findings:
        place = f"{finding.xml_line}: " if finding.xml_line else ""
        _say(place + finding.text.spoken(lang))
    return 1 if any(finding.severity == "error" for finding in findings) else 0


def _eval(
    model: DecisionModel,
    others: list[DecisionModel],
    decision: str,
    data: dict[str, Any],
    now: datetime | None,
    lang: str,
) -> int:
    try:
        result = compile_model(model, others).evaluate(decision, data, LEGAL_TIME, now=now)
    except KeyError:
        _say(Text.named("formats.dmn.no_decision", decision=decision).spoken(lang), sys.stderr)
        return 2
    for warning in result.warnings:
        _say(warning.text.spoken(lang), sys.stderr)
    _say(to_text(result.value, lang))
    for sentence in result.trace.sentences(lang):
        _say(f"  {sentence}")
    return 1 if result.value is None else 0
