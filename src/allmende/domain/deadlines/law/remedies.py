"""Which remedies a law knows, and until when each can be lodged."""

from __future__ import annotations

from dataclasses import dataclass

from allmende.domain.deadlines.law import doubts
from allmende.domain.deadlines.law.rule import ProcedureLaw, Remedy, RemedyRule
from allmende.domain.deadlines.periods import Length

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
    """

    basis: str
    counted: str
    length: Length
    abroad: Length | None = None
    uninstructed: Length | None = None
    year: str = ""


_MONTH, _QUARTER, _YEAR = Length(1, "months"), Length(3, "months"), Length(1, "years")
REMEDY_PERIODS: dict[Remedy, RemedyPeriod] = {
    "objection": RemedyPeriod("§ 70 Abs. 1 VwGO", "§ 57 Abs. 2 VwGO", _MONTH, None, _YEAR, "§ 58 Abs. 2 VwGO"),
    "action": RemedyPeriod("§ 74 VwGO", "§ 57 Abs. 2 VwGO", _MONTH, None, _YEAR, "§ 58 Abs. 2 VwGO"),
    "social_objection": RemedyPeriod("§ 84 Abs. 1 SGG", "§ 64 SGG", _MONTH, _QUARTER, _YEAR, "§ 66 Abs. 2 SGG"),
    "social_action": RemedyPeriod("§ 87 Abs. 1 SGG", "§ 64 SGG", _MONTH, _QUARTER, _YEAR, "§ 66 Abs. 2 SGG"),
    "fine_objection": RemedyPeriod("§ 67 Abs. 1 OWiG", "§ 46 Abs. 1 OWiG, § 43 StPO", Length(2, "weeks")),
}
"""`amtsgericht` has no period (§ 49 PStG)."""


def find_remedy_rule(law: ProcedureLaw, remedy: str) -> RemedyRule | None:
    """The rule behind a remedy; None for `none` and for a remedy that law does not know."""
    return next((one for one in REMEDY_RULES if (one.law, one.remedy) == (law, remedy)), None)


def list_remedies(law: ProcedureLaw) -> tuple[Remedy, ...]:
    """What a service under that law may name as its remedy."""
    return (*(one.remedy for one in REMEDY_RULES if one.law == law), "none")
