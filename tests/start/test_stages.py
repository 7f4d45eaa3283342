"""Stages are run, counted, and never silently left out."""

from __future__ import annotations

import sys

import pytest

from tests.conformance import conftest as conformance
from tools import machine, stages
from tools.stages import Result, Stage


def stage(name="x", *programs, missing=lambda: ""):
    return Stage(name, "says", tuple((sys.executable, "-c", program) for program in programs), missing=missing)


@pytest.fixture(autouse=True)
def not_ci(monkeypatch):
    monkeypatch.delenv("CI", raising=False)


@pytest.mark.parametrize(
    ("closing", "code", "counts"),
    [
        ("3 passed in 0.12s", 0, (3, 0, 0)),
        ("== 1 failed, 2 passed, 4 skipped in 12.00s ==", 1, (2, 1, 4)),
        ("1 passed, 2 errors in 0.1s", 1, (1, 2, 0)),
        ("2 passed, 1 xfailed in 0.1s", 0, (3, 0, 0)),
        ("12 passed, 3 deselected in 61.20s (0:01:01)", 0, (12, 0, 0)),
        ("5 passed in 0.10s", 3, (5, 1, 0)),
        ("All checks passed!", 0, (1, 0, 0)),
        ("Found 2 errors.", 1, (0, 1, 0)),
        ("", 0, (1, 0, 0)),
    ],
)
def test_a_closing_line_is_counted(closing, code, counts):
    result = Result(stage())
    stages.count(result, f"something\n{closing}\n", code)
    assert (result.passed, result.failed, result.skipped) == counts


def test_a_stage_that_found_no_test_did_not_run():
    for closing in ("no tests ran in 0.01s", "4 deselected in 0.01s"):
        result = Result(stage())
        stages.count(result, closing, 5)
        assert (result.not_run, result.passed, result.failed) == ("no test was found", 0, 0)


def test_stages_run_and_are_reported(capsys):
    results = stages.run_all([stage("good", "pass"), stage("bad", "print('why'); raise SystemExit(1)")])
    assert stages.report(results, 1.0) == 1
    out = capsys.readouterr().out
    assert "✓ good        1 passed, 0 failed" in out
    assert "✗ bad         0 passed, 1 failed" in out
    assert "why" in out
    assert out.endswith("\n1 passed, 1 failed, 0 skipped\n")


def test_what_cannot_run_here_is_named_and_counted_as_skipped(capsys):
    results = stages.run_all([stage("good", "pass"), stage("far", "pass", missing=lambda: "no moon")])
    assert stages.report(results, 1.0) == 0
    out = capsys.readouterr().out
    assert "– far         not run: no moon" in out
    assert out.endswith("\n1 passed, 0 failed, 1 skipped\n")


def test_in_ci_nothing_may_be_left_out(monkeypatch, capsys):
    monkeypatch.setenv("CI", "true")
    results = stages.run_all([stage("good", "pass"), stage("far", "pass", missing=lambda: "no moon")])
    assert stages.report(results, 1.0) == 1
    assert capsys.readouterr().out.endswith("In CI every stage must run.\n\n1 passed, 1 failed, 0 skipped\n")


def test_no_test_at_all_is_no_success(capsys):
    assert stages.report([], 0.0) == 1


def test_an_unknown_stage_is_named(capsys):
    from pathlib import Path

    assert stages.main("check", ["nonsense"], Path(sys.executable)) == 2
    assert "No such stage: nonsense" in capsys.readouterr().out


def test_a_stages_environment_reaches_its_commands():
    result = Result(
        Stage("x", "", ((sys.executable, "-c", "import os; print(os.environ['SAID'])"),), {"SAID": "hello"})
    )
    stages.run(result)
    assert "hello" in result.output


def test_an_absent_conformance_kit_is_named_in_the_stages_and_in_the_summary(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(machine, "CONFORMANCE_KIT", tmp_path / "nowhere")
    (conformance_stage,) = (
        each for each in stages.list_stages("python", everything=True) if each.name == "conformance"
    )
    stages.report(stages.run_all([stage("good", "pass"), conformance_stage]), 1.0)
    assert f"not run: the DMN conformance kit is not at {tmp_path / 'nowhere'}" in capsys.readouterr().out
    # A clone has no kit beside it: CI says so, and goes on.
    monkeypatch.setenv("CI", "true")
    assert stages.report(stages.run_all([stage("good", "pass"), conformance_stage]), 1.0) == 0
    assert capsys.readouterr().out.endswith("\n\n1 passed, 0 failed, 1 skipped\n")

    class Reporter:
        def write_line(self, line, **_):
            print(line)

    conformance.pytest_terminal_summary(Reporter())
    assert capsys.readouterr().out.startswith("DMN CONFORMANCE NOT TESTED: the DMN conformance kit is not at")
    monkeypatch.setattr(machine, "CONFORMANCE_KIT", tmp_path)
    conformance.pytest_terminal_summary(Reporter())
    assert capsys.readouterr().out == ""
