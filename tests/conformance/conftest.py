"""Says aloud that the conformance cases did not run: a line of dots and an s tells nobody."""

from __future__ import annotations

import pytest

from tools.machine import lacks_conformance_kit


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """A line of its own in the summary."""
    if reason := lacks_conformance_kit():
        terminalreporter.write_line(f"DMN CONFORMANCE NOT TESTED: {reason}", yellow=True, bold=True)
