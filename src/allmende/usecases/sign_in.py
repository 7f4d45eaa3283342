"""A citizen signs in through the identity provider and comes back as an account of this city."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from allmende.apps.applications import operations as applications
from allmende.apps.applications.rules import MatterAccess, opening_level
from allmende.domain.ports import Unavailable
from allmende.domain.ports.identity import SignInRequest, TrustLevel
from allmende.domain.values import Problem, Text
from allmende.foundation import plugs
from allmende.foundation.identity import accounts
from allmende.foundation.plugs import sockets
from allmende.usecases.clock import local_day
from allmende.usecases.read_draft import open_draft

NOT_NOW = Problem(
    "identity.unavailable",
    Text.named("usecases.sign_in.identity_unavailable"),
)
NO_ACCOUNT = Problem(
    "identity.temporary",
    Text.named("usecases.sign_in.identity_temporary"),
)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The account, and how sure we are. The view opens the session and sets the cookie."""

    account_id: str
    level: TrustLevel
    method: str


def is_offered() -> bool:
    """Can people sign in to the city in scope at all?"""
    return plugs.is_plugged(sockets.IDENTITY)


def begin(
    *, city: str, return_url: str, level: TrustLevel, wish: TrustLevel = "none", language: str, now: datetime
) -> SignInRequest | Problem:
    """The way to the provider: at least `level`, rather `wish`. `state` stays in the browser's own signed cookie until it returns."""
    try:
        return plugs.get(sockets.IDENTITY).begin(return_url, level, wish=wish, language=language, now=now)
    except Unavailable:
        return NOT_NOW


def finish(*, city: str, parameters: Mapping[str, str], state: Mapping[str, str], now: datetime) -> SignedIn | Problem:
    """The person came back: find or make the account. Problems of the provider are passed on."""
    try:
        found = plugs.get(sockets.IDENTITY).finish(parameters, state, now=now)
    except Unavailable:
        return NOT_NOW
    if isinstance(found, Problem):
        return found
    if found.subject is None:
        return NO_ACCOUNT
    known = {name: accounts.KnownAttribute(said.value, said.level) for name, said in found.attributes.items()}
    account = accounts.sign_in(
        provider=found.provider, subject=found.subject, level=found.level, attributes=known, now=now
    )
    return SignedIn(str(account.pk), found.level, found.method)


def take_along(
    *, city: str, draft_id: str, access: MatterAccess, account_id: str, level: TrustLevel, now: datetime
) -> bool:
    """The draft begun before the sign-in is the account's alone from now on; the key of this device dies.

    `level` is that of the session. False when an account owned it already. Error: `NotFound`.
    """
    draft = open_draft(city=city, draft_id=draft_id, access=access, today=local_day(now))
    demanded = cast(TrustLevel, draft.service.sheet.trust_level)
    return applications.adopt_draft(
        draft_id=draft_id, account_id=account_id, level=opening_level(level, demanded), now=now
    )
