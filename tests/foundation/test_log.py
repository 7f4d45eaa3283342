"""Logs say what happened and never to whom."""

from __future__ import annotations

import json
import logging

from allmende.foundation import log


def raised() -> ValueError:
    try:
        raise ValueError("Erika Mustermann, Am Grün 1")
    except ValueError as error:
        return error


def test_a_value_under_an_unknown_key_is_withheld():
    entry = log.withhold_unknown({"city": "marburg", "email": "a@example.org"})
    assert entry == {"city": "marburg", "email": "withheld"}


def written(capture, *, console):
    record = capture.records[-1]
    return log.LineFormatter(console=console, debug=False).format(record)


def test_an_event_is_one_line_of_json_or_words(caplog):
    caplog.set_level(logging.INFO, logger="allmende")
    log.get_logger("cases").info("case.opened", city="marburg", email="a@example.org")
    entry = json.loads(written(caplog, console=False))
    assert {key: value for key, value in entry.items() if key != "at"} == {
        "level": "info",
        "event": "case.opened",
        "city": "marburg",
        "email": "withheld",
    }
    assert written(caplog, console=True)[8:] == " info    case.opened          city=marburg email=withheld"


def test_an_error_is_named_and_placed_without_its_message():
    name, where = log.describe_error(raised())
    assert name == "builtins.ValueError"
    assert where.startswith("/") or "test_log.py" in where
    assert "Erika" not in name + where


def test_the_message_is_told_to_developers_only():
    assert log.describe_error(raised(), message=True)[0] == "builtins.ValueError: Erika Mustermann, Am Grün 1"


def test_other_libraries_records_lose_their_arguments():
    error = raised()
    record = logging.LogRecord(
        "django.request", 40, __file__, 1, "failed: %s", ("Erika",), (ValueError, error, error.__traceback__)
    )
    entry = json.loads(log.LineFormatter(console=False, debug=False).format(record))
    assert entry["event"] == "failed: %s"
    assert entry["error"] == "builtins.ValueError"
    assert "Erika" not in json.dumps(entry)


def test_what_django_says_of_a_forged_request_is_not_quoted():
    record = logging.LogRecord(
        "django.security.DisallowedHost", 40, __file__, 1, "Invalid HTTP_HOST header: 'erika.example'", (), None
    )
    assert "erika" not in log.LineFormatter(console=False, debug=False).format(record)
