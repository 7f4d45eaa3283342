"""An identity provider in memory; `come_back` plays the person at the provider."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from allmende.domain.ports.identity import ProvenIdentity, SignInRequest, TrustLevel, reaches
from allmende.domain.values import Problem, Text

LASTS = timedelta(minutes=15)


class MemoryIdentity:
    """`domain.ports.identity.IdentityProvider`."""

    name = "memory"

    def __init__(self) -> None:
        self._arrived: dict[str, ProvenIdentity | None] = {}
        self._count = 0

    def begin(
        self, return_url: str, level: TrustLevel, *, wish: TrustLevel = "none", language: str, now: datetime
    ) -> SignInRequest:
        self._count += 1
        state = f"state-{self._count}"
        kept = {"state": state, "level": level, "begun_at": now.isoformat()}
        return SignInRequest(f"https://identity.invalid/?state={state}", kept)

    def come_back(self, sign_in: SignInRequest, identity: ProvenIdentity | None) -> dict[str, str]:
        """The parameters with which the person returns; None means they cancelled."""
        self._arrived[sign_in.state["state"]] = identity
        return {"state": sign_in.state["state"]}

    def finish(
        self, parameters: Mapping[str, str], state: Mapping[str, str], *, now: datetime
    ) -> ProvenIdentity | Problem:
        if not state or parameters.get("state") != state["state"]:
            return _problem("identity.forged")
        if state["state"] not in self._arrived or now - datetime.fromisoformat(state["begun_at"]) > LASTS:
            return _problem("identity.expired")
        identity = self._arrived.pop(state["state"])
        if identity is None:
            return _problem("identity.aborted")
        return identity if reaches(identity.level, state["level"]) else _problem("identity.level")  # type: ignore[arg-type]


def _problem(code: str) -> Problem:
    return Problem(code, Text.named("adapters.memory.identity.sign_in_did_not_succeed"))
