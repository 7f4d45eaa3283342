"""The way back: examples of the exchange form as examples.yaml, each written out.

What `story` cannot say (an expectation between two pages, a moment with its hour) stays as `steps`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from allmende.domain.matter.partners import FILE_ANSWER, OPINION
from allmende.formats.package.source.story import END, FILLED
from allmende.formats.schemas.source_examples import EXPECTED, MESSAGES

KEPT = ("title", "today", "city", "language", "parameters", "contests")
CALLED = {name: key for key, name in EXPECTED.items()}
SENT = {name: key for key, name in MESSAGES.items()}


class _Untellable(Exception):
    """No story says this."""


def fold_example(example: Mapping[str, Any], roles: Mapping[str, str], awaiting: Mapping[str, str]) -> dict[str, Any]:
    """One example as it stands in examples.yaml.

    `roles`: task → who does it, in the process and those it calls. `awaiting`: message → a station that waits for it.
    """
    found = {key: example[key] for key in KEPT if key in example}
    if "applicant" in example:
        found["identity"] = example["applicant"]
    if "registers" in example:
        found["registers"] = example["registers"]
    try:
        return found | _Telling(roles, awaiting).told(example["steps"])
    except _Untellable:
        return {**found, "steps": example["steps"]}


class _Telling:
    def __init__(self, roles: Mapping[str, str], awaiting: Mapping[str, str]) -> None:
        self.roles, self.awaiting = roles, awaiting
        self.answers: dict[str, Any] = {}
        self.uploads: dict[str, Any] = {}
        self.story: list[Any] = []
        self.expect: dict[str, Any] = {}
        self.point = FILLED
        self.counted: Counter[str] = Counter()
        self.who = ""
        """Whose case the last act was in; empty: the applicant's."""
        self.closing = False
        """Only what stands behind the last act may follow: what is expected of other cases, then of the end."""

    def told(self, steps: list[Mapping[str, Any]]) -> dict[str, Any]:
        for step in steps:
            ((verb, said),) = step.items()
            if self.story or self.expect:
                _refuse(verb in ("fill", "upload"))
            if verb == "party":
                ((verb, inner),) = said["step"].items()
                self._told(said["who"], verb, inner)
            else:
                self._told("", verb, said)
        if self.point != FILLED and self.point in self.expect and not self.who and not self.closing:
            self.expect[END] = self.expect.pop(self.point)
        whole = {"answers": self.answers, "uploads": self.uploads, "story": self.story, "expect": self.expect}
        return {key: value for key, value in whole.items() if value}

    def _told(self, who: str, verb: str, said: Any) -> None:
        if verb == "expect":
            self._expect(who, said)
            return
        _refuse(self.closing)
        self.who = who
        getattr(self, f"_{verb}")(said)

    def _fill(self, said: Mapping[str, Any]) -> None:
        _refuse(any(name in self.answers for name in said["values"]))
        self.answers |= said["values"]

    def _upload(self, said: Mapping[str, Any]) -> None:
        _refuse(said["field"] in self.uploads)
        self.uploads[said["field"]] = said["files"]

    def _submit(self, _said: Any) -> None:
        self._act_told("submit", "submit")

    def _pay(self, said: Mapping[str, Any]) -> None:
        self._act_told("pay", "pay" if said["result"] == "paid" else {"pay": said["result"]})

    def _time(self, said: str) -> None:
        _refuse("T" in said or " " in said)
        self._act_told("wait", {"wait": said.removeprefix("+")})

    def _act(self, said: Mapping[str, Any]) -> None:
        _refuse(self.roles.get(said["task"]) != said["as"])
        self._act_told(said["task"], {said["task"]: {k: v for k, v in said.items() if k not in ("as", "task")}})

    def _message(self, said: Mapping[str, Any]) -> None:
        if said["name"] in (OPINION, FILE_ANSWER):
            self._answered(said)
            return
        name = SENT.get(said["name"]) or self.awaiting.get(said["name"], "")
        _refuse(not name)
        rest = {"answers" if key == "values" else key: value for key, value in said.items() if key != "name"}
        self._act_told(name, {name: rest} if rest or said["name"] not in SENT else name)

    def _answered(self, said: Mapping[str, Any]) -> None:
        """What somebody without an account said where a station asks: named by that station."""
        given = dict(said.get("values") or {})
        name = given.pop("at", "")
        _refuse(not name or "text" in given)
        text = {"text": said["text"]} if "text" in said else {}
        self._act_told(name, {name: {**given, **text}})

    def _expect(self, who: str, said: Mapping[str, Any]) -> None:
        told = {CALLED.get(key, key): value for key, value in said.items()}
        if who == self.who and self.point not in self.expect and not self.closing:
            self.expect[self.point] = told
            return
        point = who or END
        _refuse(not self.story or point in self.expect or END in self.expect)
        self.expect[point] = told
        self.closing = True

    def _act_told(self, name: str, told: Any) -> None:
        self.story.append({self.who: told} if self.who else told)
        name = f"{self.who} {name}" if self.who else name
        self.counted[name] += 1
        self.point = name if self.counted[name] == 1 else f"{name}_{self.counted[name]}"


def _refuse(untellable: bool) -> None:
    if untellable:
        raise _Untellable
