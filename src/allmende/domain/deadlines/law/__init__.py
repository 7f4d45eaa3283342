"""What follows from a procedure law (Verfahrensrecht), as dated rules: notification, duties, remedies, form.

A service names its law once (`procedure_law` in service.yaml); every legal day, norm and remedy is looked up here.

    hvwvfg   Hessisches Verwaltungsverfahrensgesetz; for a Hessian city also where it executes federal law (§ 1 Abs. 3 VwVfG)
    ao       Abgabenordnung: trade tax by § 1 Abs. 2 AO, other municipal taxes and dues through § 4 KAG
    sgb_x    Sozialgesetzbuch X: social benefits; its remedies are those of the social or of the administrative courts
    pstg     Personenstandsgesetz: the registry office; its fee notices are notified under the HVwVfG
    owig     Gesetz über Ordnungswidrigkeiten: fines; a fine takes effect by formal service alone
    private  private law: nothing is notified in the sense of the law, a declaration takes effect on arrival (§ 130 BGB)

`confirmed` is True only where the wording in force was read; `checked` is the day of the last look, `note` says what is open.
"""

from __future__ import annotations

from allmende.domain.deadlines.law.forms import (
    PAPER,
    SIGN_INS,
    USER_ACCOUNTS,
    SignInRule,
    meets_written_form,
    must_be_served,
    signs_in_writing,
)
from allmende.domain.deadlines.law.names import CHANNEL_NAMES, LAW_NAMES
from allmende.domain.deadlines.law.norms import NORMS, find_norm
from allmende.domain.deadlines.law.notifying import NOTIFICATION, find_notification_rule, needs_consent
from allmende.domain.deadlines.law.remedies import (
    REMEDY_ACTS,
    REMEDY_KINDS,
    REMEDY_RULES,
    RemedyAct,
    RemedyKind,
    RemedyPeriod,
    find_remedy_period,
    find_remedy_rule,
    list_remedies,
)
from allmende.domain.deadlines.law.rule import (
    BY_HAND,
    CHANNELS,
    CHECKED,
    MAILED,
    PROCEDURE_LAWS,
    REMEDIES,
    SERVED,
    Channel,
    Duty,
    LegalRule,
    NormRule,
    NotificationRule,
    ProcedureLaw,
    Remedy,
    RemedyRule,
)
from allmende.domain.deadlines.law.suspension import SUSPENDING, SUSPENSION, Subject
from allmende.domain.values import Text

__all__ = [
    "BY_HAND",
    "CHANNELS",
    "CHANNEL_NAMES",
    "CHECKED",
    "LAW_NAMES",
    "MAILED",
    "NORMS",
    "NOTIFICATION",
    "PAPER",
    "PROCEDURE_LAWS",
    "REMEDIES",
    "REMEDY_ACTS",
    "REMEDY_KINDS",
    "REMEDY_RULES",
    "SERVED",
    "SIGN_INS",
    "SUSPENDING",
    "SUSPENSION",
    "USER_ACCOUNTS",
    "Channel",
    "Duty",
    "LegalRule",
    "NormRule",
    "NotificationRule",
    "ProcedureLaw",
    "Remedy",
    "RemedyAct",
    "RemedyKind",
    "RemedyPeriod",
    "RemedyRule",
    "SignInRule",
    "Subject",
    "find_norm",
    "find_notification_rule",
    "find_remedy_period",
    "find_remedy_rule",
    "find_rule",
    "list_remedies",
    "meets_written_form",
    "must_be_served",
    "needs_consent",
    "signs_in_writing",
    "spoken_doubt",
]


def find_rule(rule_id: str) -> LegalRule | None:
    """The rule a stored day was computed by; None for rules of earlier versions."""
    base = rule_id.removesuffix(".late")
    every: tuple[LegalRule, ...] = (*NOTIFICATION, *NORMS, *REMEDY_RULES, *SIGN_INS.values())
    return next((one for one in every if one.id == base), None)


def spoken_doubt(rule: LegalRule) -> Text:
    """For the office: that the rule is not confirmed, which one, and what is open."""
    return Text.named("deadlines.law.not_confirmed_yet_basis_note", basis=rule.basis, note=rule.note)
