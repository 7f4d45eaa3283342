"""Which procedure law allows what, for which reasons. What a law does not list here nobody does under it.

The provisions themselves stand with the other norms of the law (`deadlines.find_norm`) and are not confirmed: their wording
was not read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from allmende.domain.deadlines import Duty, ProcedureLaw, find_norm
from allmende.domain.deadlines.law.rule import NormRule
from allmende.domain.values import Text

Act = Literal["hear", "correct", "withdraw", "revoke", "reopen", "decline"]
ACTS: tuple[Act, ...] = get_args(Act)
KIND = "amendment"
"""The kind of the second person's task."""
DUTIES: Mapping[Act, Duty] = {
    "correct": "mistake",
    "withdraw": "withdrawing",
    "revoke": "revoking",
    "reopen": "reopening",
    "decline": "reopening",
}
TAKING_AWAY: tuple[Act, ...] = ("withdraw", "revoke")
"""Acts that take something from the person: she is heard before."""
TWO_PEOPLE: tuple[Act, ...] = ("withdraw", "revoke", "decline")
"""Acts that touch the person's rights: a second person agrees."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendingGround:
    """One reason the law accepts. `past`: the decision may lose its effect from a day that has passed.

    `within_year`: only within a year since the office knew the facts. `on_request`: the person asks, within three months since she
    knew.
    """

    id: str
    basis: str
    text: Text
    past: bool = False
    within_year: bool = False
    on_request: bool = False


def _unlawful(basis: Mapping[str, str], *, plain_past: bool) -> tuple[AmendingGround, ...]:
    """Reasons to withdraw: those in which nobody may trust, then that it was unlawful all the same."""
    said = {
        "deceit": Text.named("matter.amending.grounds.deceit"),
        "wrong_data": Text.named("matter.amending.grounds.wrong_data"),
        "known": Text.named("matter.amending.grounds.known"),
        "no_power": Text.named("matter.amending.grounds.no_power"),
        "unlawful": Text.named("matter.amending.grounds.unlawful"),
    }
    return tuple(
        AmendingGround(
            id=id, basis=norm, text=said[id], past=id != "unlawful" or plain_past, within_year=id != "deceit"
        )
        for id, norm in basis.items()
    )


def _revoking(basis: Mapping[str, str]) -> tuple[AmendingGround, ...]:
    said = {
        "reserved": Text.named("matter.amending.grounds.reserved"),
        "condition": Text.named("matter.amending.grounds.condition"),
        "facts": Text.named("matter.amending.grounds.facts"),
        "law": Text.named("matter.amending.grounds.law"),
        "harm": Text.named("matter.amending.grounds.harm"),
    }
    return tuple(AmendingGround(id=id, basis=norm, text=said[id], within_year=True) for id, norm in basis.items())


GROUNDS: Mapping[tuple[ProcedureLaw, Act], tuple[AmendingGround, ...]] = {
    ("hvwvfg", "withdraw"): _unlawful(
        {
            "deceit": "§ 48 Abs. 2 Satz 3 Nr. 1 HVwVfG",
            "wrong_data": "§ 48 Abs. 2 Satz 3 Nr. 2 HVwVfG",
            "known": "§ 48 Abs. 2 Satz 3 Nr. 3 HVwVfG",
            "unlawful": "§ 48 Abs. 1 HVwVfG",
        },
        plain_past=True,
    ),
    ("hvwvfg", "revoke"): _revoking(
        {
            "reserved": "§ 49 Abs. 2 Nr. 1 HVwVfG",
            "condition": "§ 49 Abs. 2 Nr. 2 HVwVfG",
            "facts": "§ 49 Abs. 2 Nr. 3 HVwVfG",
            "law": "§ 49 Abs. 2 Nr. 4 HVwVfG",
            "harm": "§ 49 Abs. 2 Nr. 5 HVwVfG",
        }
    ),
    ("hvwvfg", "reopen"): (
        AmendingGround(
            id="changed",
            basis="§ 51 Abs. 1 Nr. 1 HVwVfG",
            text=Text.named("matter.amending.grounds.changed"),
            on_request=True,
        ),
        AmendingGround(
            id="evidence",
            basis="§ 51 Abs. 1 Nr. 2 HVwVfG",
            text=Text.named("matter.amending.grounds.evidence"),
            on_request=True,
        ),
        AmendingGround(
            id="retrial",
            basis="§ 51 Abs. 1 Nr. 3 HVwVfG",
            text=Text.named("matter.amending.grounds.retrial"),
            on_request=True,
        ),
        AmendingGround(id="office", basis="§ 51 Abs. 5 HVwVfG", text=Text.named("matter.amending.grounds.office")),
    ),
    ("ao", "withdraw"): _unlawful(
        {
            "no_power": "§ 130 Abs. 2 Nr. 1 AO",
            "deceit": "§ 130 Abs. 2 Nr. 2 AO",
            "wrong_data": "§ 130 Abs. 2 Nr. 3 AO",
            "known": "§ 130 Abs. 2 Nr. 4 AO",
        },
        plain_past=False,
    ),
    ("ao", "revoke"): _revoking(
        {
            "reserved": "§ 131 Abs. 2 Nr. 1 AO",
            "condition": "§ 131 Abs. 2 Nr. 2 AO",
            "facts": "§ 131 Abs. 2 Nr. 3 AO",
        }
    ),
    ("sgb_x", "withdraw"): _unlawful(
        {
            "deceit": "§ 45 Abs. 2 Satz 3 Nr. 1 SGB X",
            "wrong_data": "§ 45 Abs. 2 Satz 3 Nr. 2 SGB X",
            "known": "§ 45 Abs. 2 Satz 3 Nr. 3 SGB X",
            "unlawful": "§ 45 Abs. 1, 2 SGB X",
        },
        plain_past=False,
    ),
    ("sgb_x", "revoke"): _revoking({"reserved": "§ 47 Abs. 1 Nr. 1 SGB X", "condition": "§ 47 Abs. 1 Nr. 2 SGB X"}),
    ("sgb_x", "reopen"): (
        AmendingGround(id="wrong", basis="§ 44 Abs. 1 SGB X", text=Text.named("matter.amending.grounds.wrong")),
    ),
}


def find_norm_of(law: ProcedureLaw, act: Act) -> NormRule | None:
    """The provision that allows it; None where that law has none here."""
    duty = DUTIES.get(act)
    return find_norm(law, duty) if duty else None


def list_grounds(law: ProcedureLaw, act: Act) -> tuple[AmendingGround, ...]:
    """The reasons to choose from; none where the act needs none of a list."""
    return GROUNDS.get((law, act), ())
