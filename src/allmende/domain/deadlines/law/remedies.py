"""Which remedies a law knows, and until when each can be lodged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from allmende.domain.deadlines.law import doubts
from allmende.domain.deadlines.law.rule import ProcedureLaw, Remedy, RemedyRule
from allmende.domain.deadlines.periods import Length
from allmende.domain.values import Period, Text

REMEDY_RULES: tuple[RemedyRule, ...] = (
    RemedyRule(id="hvwvfg.objection", law="hvwvfg", remedy="objection", basis="§§ 68, 70 VwGO", note=doubts.ANNEX),
    RemedyRule(
        id="hvwvfg.action", law="hvwvfg", remedy="action", basis="§ 74 VwGO, § 16a HessAGVwGO", note=doubts.ANNEX
    ),
    RemedyRule(id="ao.objection", law="ao", remedy="objection", basis="§§ 68, 70 VwGO", note=doubts.KAG),
    RemedyRule(id="ao.action", law="ao", remedy="action", basis="§ 74 VwGO, § 16a HessAGVwGO", note=doubts.ANNEX),
    RemedyRule(id="sgb_x.objection", law="sgb_x", remedy="objection", basis="§§ 68, 70 VwGO", note=doubts.ANNEX),
    RemedyRule(id="sgb_x.action", law="sgb_x", remedy="action", basis="§ 74 VwGO, § 16a HessAGVwGO", note=doubts.ANNEX),
    RemedyRule(
        id="sgb_x.social_objection", law="sgb_x", remedy="social_objection", basis="§§ 78, 84 SGG", confirmed=True
    ),
    RemedyRule(
        id="sgb_x.social_action", law="sgb_x", remedy="social_action", basis="§§ 54, 87 SGG", note=doubts.UNDATED
    ),
    RemedyRule(id="pstg.amtsgericht", law="pstg", remedy="amtsgericht", basis="§§ 49, 50 PStG", confirmed=True),
    RemedyRule(id="pstg.objection", law="pstg", remedy="objection", basis="§§ 68, 70 VwGO", note=doubts.ANNEX),
    RemedyRule(id="owig.fine_objection", law="owig", remedy="fine_objection", basis="§ 67 OWiG", note=doubts.UNDATED),
)
"""`none` is possible under every law: a service without a decision has no remedy. Social benefits go to the social
courts where § 51 SGG says so (SGB II, XII, IX), else to the administrative courts (Wohngeld, SGB VIII)."""


@dataclass(frozen=True, slots=True)
class RemedyPeriod:
    """Until when: `length` after notification, `abroad` where that happens abroad, `uninstructed` without a correct instruction.

    `basis` orders the length, `counted` how it is counted, `year` what follows without instruction. No `uninstructed`: the
    period runs all the same, and who missed it for that reason is put back in time (§ 52 OWiG, § 44 Satz 2 StPO).
    `valid`: the days of notification it applies to; a change of the law is another entry.
    """

    basis: str
    counted: str
    length: Length
    abroad: Length | None = None
    uninstructed: Length | None = None
    year: str = ""
    valid: Period = field(default_factory=lambda: Period(date(2018, 1, 1)))


@dataclass(frozen=True, slots=True, kw_only=True)
class RemedyAct:
    """What somebody does who lodges a remedy, in the sentences about its last day.

    lodge    in the explanation of the day       clock    title of the period on the office's page
    changed  where the day became another one    until    on the citizen's page
    not_by   beside a wish that keeps no day
    """

    lodge: Text
    changed: Text
    clock: Text
    until: Text
    not_by: Text


@dataclass(frozen=True, slots=True)
class RemedyKind:
    """One remedy: its name, how it is spoken of, and until when it can be lodged; without periods it has none."""

    title: Text
    act: RemedyAct | None = None
    periods: tuple[RemedyPeriod, ...] = ()


_MONTH, _QUARTER, _YEAR = Length(1, "months"), Length(3, "months"), Length(1, "years")
_OBJECT = RemedyAct(
    lodge=Text.named("deadlines.appeal.objection"),
    changed=Text.named("facts.delivery.object"),
    clock=Text.named("matter.clock.objection"),
    until=Text.named("matter.telling.table.objection"),
    not_by=Text.named("matter.telling.table.no_objection"),
)
_SUE = RemedyAct(
    lodge=Text.named("deadlines.appeal.action"),
    changed=Text.named("facts.delivery.go_to_court"),
    clock=Text.named("matter.clock.action"),
    until=Text.named("matter.telling.table.action"),
    not_by=Text.named("matter.telling.table.no_action"),
)
_CONTEST_FINE = RemedyAct(
    lodge=Text.named("deadlines.appeal.fine_objection"),
    changed=Text.named("facts.delivery.fine_objection"),
    clock=Text.named("matter.clock.fine_objection"),
    until=Text.named("matter.telling.table.fine_objection"),
    not_by=Text.named("matter.telling.table.this_is_not_objection_to_fine_time"),
)
REMEDY_KINDS: Mapping[Remedy, RemedyKind] = {
    "objection": RemedyKind(
        Text.named("package.properties.vocabularies.objection"),
        _OBJECT,
        (RemedyPeriod("§ 70 Abs. 1 VwGO", "§ 57 Abs. 2 VwGO", _MONTH, None, _YEAR, "§ 58 Abs. 2 VwGO"),),
    ),
    "action": RemedyKind(
        Text.named("package.properties.vocabularies.action"),
        _SUE,
        (RemedyPeriod("§ 74 VwGO", "§ 57 Abs. 2 VwGO", _MONTH, None, _YEAR, "§ 58 Abs. 2 VwGO"),),
    ),
    "amtsgericht": RemedyKind(Text.named("package.properties.vocabularies.amtsgericht")),
    "social_objection": RemedyKind(
        Text.named("package.properties.vocabularies.social_objection"),
        _OBJECT,
        (RemedyPeriod("§ 84 Abs. 1 SGG", "§ 64 SGG", _MONTH, _QUARTER, _YEAR, "§ 66 Abs. 2 SGG"),),
    ),
    "social_action": RemedyKind(
        Text.named("package.properties.vocabularies.social_action"),
        _SUE,
        (RemedyPeriod("§ 87 Abs. 1 SGG", "§ 64 SGG", _MONTH, _QUARTER, _YEAR, "§ 66 Abs. 2 SGG"),),
    ),
    "fine_objection": RemedyKind(
        Text.named("package.properties.vocabularies.fine_objection"),
        _CONTEST_FINE,
        (RemedyPeriod("§ 67 Abs. 1 OWiG", "§ 46 Abs. 1 OWiG, § 43 StPO", Length(2, "weeks")),),
    ),
    "none": RemedyKind(Text.named("package.properties.vocabularies.none_2")),
}
"""Every remedy once. `amtsgericht` has no period (§ 49 PStG). A day before the earliest period has none: no such notice is kept here."""
REMEDY_ACTS: Mapping[str, RemedyAct] = {kind: remedy.act for kind, remedy in REMEDY_KINDS.items() if remedy.act}


def find_remedy_period(remedy: Remedy, notified_on: date) -> RemedyPeriod | None:
    """The period of that remedy against a notice of which somebody was notified on that day."""
    return next((one for one in REMEDY_KINDS[remedy].periods if one.valid.contains(notified_on)), None)


def find_remedy_rule(law: ProcedureLaw, remedy: str) -> RemedyRule | None:
    """The rule behind a remedy; None for `none` and for a remedy that law does not know."""
    return next(
        (remedy_rule for remedy_rule in REMEDY_RULES if (remedy_rule.law, remedy_rule.remedy) == (law, remedy)), None
    )


def list_remedies(law: ProcedureLaw) -> tuple[Remedy, ...]:
    """What a service under that law may name as its remedy."""
    return (*(remedy_rule.remedy for remedy_rule in REMEDY_RULES if remedy_rule.law == law), "none")
