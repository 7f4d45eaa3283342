"""The provisions that order (hearing, reasons, form, service, `notice`: content and notification of a decision, `refund`), allow
(automation, acting for somebody else, `participation`: that an applicant helps to find the facts, and what is done to a decision that is out: mistake, withdrawing, revoking, reopening) or count (period,
moving) something."""

from __future__ import annotations

from allmende.domain.deadlines.law import doubts
from allmende.domain.deadlines.law.rule import Duty, NormRule, ProcedureLaw
from allmende.domain.values import Text

_NORMS: tuple[tuple[ProcedureLaw, Duty, str, Text], ...] = (
    ("hvwvfg", "hearing", "§ 28 HVwVfG", doubts.TWIN),
    ("hvwvfg", "reasons", "§ 39 HVwVfG", doubts.TWIN),
    ("hvwvfg", "automation", "§ 35a HVwVfG", doubts.TWIN),
    ("hvwvfg", "form", "§§ 3a, 37 Abs. 2 HVwVfG", doubts.TWIN),
    ("hvwvfg", "period", "§ 31 Abs. 1 HVwVfG", doubts.TWIN),
    ("hvwvfg", "moving", "§ 31 Abs. 3 HVwVfG", doubts.TWIN),
    ("hvwvfg", "mistake", "§ 42 HVwVfG", doubts.UNREAD),
    ("hvwvfg", "withdrawing", "§ 48 HVwVfG", doubts.UNREAD),
    ("hvwvfg", "revoking", "§ 49 HVwVfG", doubts.UNREAD),
    ("hvwvfg", "reopening", "§ 51 HVwVfG", doubts.UNREAD),
    ("hvwvfg", "notice", "§§ 37, 39, 41 HVwVfG", doubts.TWIN),
    ("hvwvfg", "refund", "§ 16 HVwKostG", doubts.UNREAD),
    ("hvwvfg", "representation", "§§ 12, 14 HVwVfG", doubts.TWIN),
    ("hvwvfg", "participation", "§ 26 Abs. 2 HVwVfG", doubts.UNREAD),
    ("ao", "hearing", "§ 91 AO", doubts.UNREAD),
    ("ao", "reasons", "§ 121 AO", doubts.UNREAD),
    ("ao", "automation", "§ 155 Abs. 4 AO", doubts.READ),
    ("ao", "form", "§ 87a AO", doubts.READ),
    ("ao", "period", "§ 108 Abs. 1 AO", doubts.KAG),
    ("ao", "moving", "§ 108 Abs. 3 AO", doubts.KAG),
    ("ao", "mistake", "§ 129 AO", doubts.UNREAD),
    ("ao", "withdrawing", "§ 130 AO", doubts.NO_ASSESSMENT),
    ("ao", "revoking", "§ 131 AO", doubts.NO_ASSESSMENT),
    ("ao", "notice", "§§ 119, 121, 122 AO", doubts.UNREAD),
    ("ao", "refund", "§ 37 Abs. 2 AO", doubts.UNREAD),
    ("ao", "representation", "§§ 79, 80 AO", doubts.UNREAD),
    ("ao", "participation", "§ 90 Abs. 1 AO", doubts.UNREAD),
    ("sgb_x", "hearing", "§ 24 SGB X", doubts.UNREAD),
    ("sgb_x", "reasons", "§ 35 SGB X", doubts.UNREAD),
    ("sgb_x", "automation", "§ 31a SGB X", doubts.READ),
    ("sgb_x", "form", "§ 36a SGB I", doubts.READ),
    ("sgb_x", "period", "§ 26 Abs. 1 SGB X", doubts.UNREAD),
    ("sgb_x", "moving", "§ 26 Abs. 3 SGB X", doubts.UNREAD),
    ("sgb_x", "mistake", "§ 38 SGB X", doubts.UNREAD),
    ("sgb_x", "withdrawing", "§ 45 SGB X", doubts.UNREAD),
    ("sgb_x", "revoking", "§ 47 SGB X", doubts.UNREAD),
    ("sgb_x", "reopening", "§ 44 SGB X", doubts.UNREAD),
    ("sgb_x", "notice", "§§ 33, 35, 37 SGB X", doubts.UNREAD),
    ("sgb_x", "refund", "§ 64 Abs. 1 SGB X", doubts.UNREAD),
    ("sgb_x", "representation", "§§ 11, 13 SGB X", doubts.UNREAD),
    ("sgb_x", "participation", "§ 21 Abs. 2 SGB X", doubts.UNREAD),
    ("pstg", "hearing", "§ 28 HVwVfG", doubts.TWIN),
    ("pstg", "reasons", "§ 39 HVwVfG", doubts.TWIN),
    ("pstg", "form", "§ 56 Abs. 4 PStG", doubts.READ),
    ("pstg", "period", "§ 31 Abs. 1 HVwVfG", doubts.TWIN),
    ("pstg", "moving", "§ 31 Abs. 3 HVwVfG", doubts.TWIN),
    ("pstg", "notice", "§§ 37, 39, 41 HVwVfG", doubts.TWIN),
    ("pstg", "refund", "§ 16 HVwKostG", doubts.UNREAD),
    ("pstg", "representation", "§§ 12, 14 HVwVfG", doubts.TWIN),
    ("owig", "hearing", "§ 55 OWiG", doubts.UNDATED),
    ("owig", "reasons", "§ 66 OWiG", doubts.UNDATED),
    ("owig", "form", "§ 66 OWiG", doubts.UNDATED),
    ("owig", "service", "§ 50 Abs. 1 Satz 2, § 51 OWiG", doubts.UNDATED),
    ("owig", "period", "§ 46 Abs. 1 OWiG, § 43 Abs. 1 StPO", doubts.UNDATED),
    ("owig", "moving", "§ 46 Abs. 1 OWiG, § 43 Abs. 2 StPO", doubts.UNDATED),
    ("private", "representation", "§§ 164, 180 BGB", doubts.UNREAD),
    ("private", "period", "§ 186 BGB", doubts.UNREAD),
    ("private", "moving", "§ 193 BGB", doubts.UNREAD),
)
NORMS: tuple[NormRule, ...] = tuple(
    NormRule(id=f"{law}.{duty}", law=law, duty=duty, basis=basis, confirmed=note is doubts.READ, note=note)
    for law, duty, basis, note in _NORMS
)
"""What is not listed the law does not order or allow, or nobody has read it: no machine decides under PStG and OWiG, entries
of the registry are corrected by its own law (§§ 47, 48 PStG), private law only counts periods. `period` applies the civil code's periods, `moving` takes an end off Saturdays, Sundays and holidays."""


def find_norm(law: ProcedureLaw, duty: Duty) -> NormRule | None:
    """The provision; None where the law has none."""
    return next((norm for norm in NORMS if (norm.law, norm.duty) == (law, duty)), None)
