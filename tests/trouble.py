"""A letter that cannot be written for a while: how tests bring a case into an incident."""

from __future__ import annotations

from typing import Any

import pytest

from allmende.domain.matter import CannotPerform, WorkStep
from allmende.domain.matter.perform import _ACTIONS
from allmende.domain.values import Problem, Text

TOO_FEW = Problem("test", Text("Es fehlt: Anzahl.", "Missing: number."), about="field.anzahl")


class Trouble:
    """A letter that can only be written for five dogs, from the moment the world `breaks`."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._patch, self._real = monkeypatch, _ACTIONS["compose_notice"]

    def break_(self) -> None:
        self._patch.setitem(_ACTIONS, "compose_notice", self._compose)

    def end(self) -> None:
        self._patch.setitem(_ACTIONS, "compose_notice", self._real)

    def _compose(self, step: WorkStep) -> Any:
        if step.matter.answers["anzahl"] != 5:
            raise CannotPerform(TOO_FEW)
        return self._real(step)
