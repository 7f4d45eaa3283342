"""service.yaml: the sheet, what cities set, amounts, deadlines, grounds, who applies. In the order of the file."""

from __future__ import annotations

from allmende.domain.deadlines import LAW_NAMES
from allmende.domain.package.properties import vocabularies as words
from allmende.domain.package.properties.property import CITIZENS, CLERKS, TREASURERS, Group, PartKind, Property
from allmende.domain.package.properties.types import (
    AmountType,
    ChoiceType,
    DayType,
    DocumentType,
    DurationType,
    ExpressionType,
    FlagType,
    LinesType,
    LineType,
    PartsType,
    ProseType,
    RowsColumn,
    RowsType,
    SeveralType,
    SuggestedType,
    WholeType,
)
from allmende.domain.package.sheet import DeemedApproval, LawWatch, RemedyException, Retention
from allmende.domain.values import Text

ABOUT = Text.named("package.properties.sheet.about")
WHO = Text.named("package.properties.sheet.who")
LAW = Text.named("package.properties.sheet.law")
MONEY = Text.named("package.properties.sheet.money")
CITY = Text.named("package.properties.sheet.city")
FILES = Text.named("package.properties.sheet.files")
BASIS = Text.named("package.properties.sheet.basis")
CERTAIN = Text.named("package.properties.sheet.certain")

ID = LineType(r"[a-z][a-z0-9_]{0,59}", hint=Text.named("package.properties.sheet.name_hint"), longest=60)
SLUG = LineType(r"[a-z][a-z0-9-]{0,59}", "bewohnerparkausweis", Text.named("package.properties.sheet.slug"), longest=60)
OPTION = LineType(
    r"[a-z0-9][a-z0-9_]{0,59}",
    hint=Text.named("package.properties.sheet.option"),
    longest=60,
)
PLACE = LineType(
    r"(?:field|step|deadline|service|text|notice|task)\.[a-z0-9_.]+",
    "",
    Text.named("package.properties.sheet.place_hint"),
)
VERSION = LineType(
    r"[0-9]{1,4}\.[0-9]{1,4}\.[0-9]{1,4}", "1.1.0", Text.named("package.properties.sheet.version_hint"), longest=14
)
STATUS = ChoiceType(words.STATUSES)
REMEDY = ChoiceType(words.REMEDIES)
LEVEL = ChoiceType(words.LEVELS)
KEY = Property("id", Text.named("package.properties.sheet.id"), ID, needed=True, asked=False)

# fmt: off
SERVICE = PartKind(
    Text.named("package.properties.sheet.service"),
    (
        Property("id", Text.named("package.properties.sheet.short_name"), SLUG, Text.named("package.properties.sheet.it_never_changes"), True, ABOUT),
        Property("version", Text.named("package.properties.sheet.version"), VERSION,
          Text.named("package.properties.sheet.three_numbers_same_stands_at_top_of"), True, ABOUT),
        Property("leika", Text.named("package.properties.sheet.leika"),
          LineType("99[0-9]{12}", "99108001001000", Text.named("package.properties.sheet.leika_hint"), longest=14),
          group=ABOUT),
        Property("audience", Text.named("package.properties.sheet.audience"), SeveralType(words.AUDIENCES, 1), None, True, WHO, noticed=CITIZENS, seen=True),
        Property("life_situation", Text.named("package.properties.sheet.life_situation"), ID,
          Text.named("package.properties.sheet.service_is_found_under_this_topic"), True, ABOUT,
          noticed=CITIZENS),
        Property("legal_basis", Text.named("package.properties.sheet.legal_basis"), LinesType(5, least=1), Text.named("package.properties.sheet.one_line"),
          True, LAW, noticed=CLERKS),
        Property("trust_level", Text.named("package.properties.sheet.trust_level"), LEVEL,
          Text.named("package.properties.sheet.how_surely_person_must_be_known_under"), True, WHO, noticed=CITIZENS,
          own=True, act=Text.named("package.properties.sheet.demand_higher_trust_level"), seen=True),
        Property("account", Text.named("package.properties.sheet.account"), ChoiceType(words.ACCOUNTS), None, True, WHO, noticed=CITIZENS,
          own=True, act=Text.named("package.properties.sheet.demand_offer_or_drop_account"), seen=True),
        Property("written_form", Text.named("package.properties.sheet.written_form"), FlagType(), group=WHO, noticed=CITIZENS, drop=False,
          seen=True),
        Property("automatic_decision", Text.named("package.properties.sheet.automatic_decision"),
          LineType(), Text.named("package.properties.sheet.empty_person_decides"), group=LAW, noticed=CLERKS,
          own=True, act=Text.named("package.properties.sheet.always_let_person_decide")),
        Property("checked_share", Text.named("package.properties.sheet.checked_share"),
          WholeType(0, 100), Text.named("package.properties.sheet.empty_five_in_a_hundred"), group=LAW, noticed=CLERKS,
          own=True, act=Text.named("package.properties.sheet.change_share_that_people_check")),
        Property("payment", Text.named("package.properties.sheet.payment"), ChoiceType(words.PAYMENTS), None, True, MONEY, noticed=TREASURERS,
          own=True, act=Text.named("package.properties.sheet.change_time_of_payment"), seen=True),
        Property("unit", Text.named("package.properties.sheet.unit"), ID,
          Text.named("package.properties.sheet.each_city_says_which_office_that_is"), True, CITY, noticed=CLERKS),
        Property("procedure_law", Text.named("package.properties.sheet.procedure_law"), ChoiceType(LAW_NAMES),
          Text.named("package.properties.sheet.notification_hearing_reasons_and_remedy_follow_from"), group=LAW, noticed=CLERKS),
        Property("remedy", Text.named("package.properties.sheet.remedy"), REMEDY, None, True, LAW, noticed=CITIZENS, seen=True),
        Property("objection_excluded", Text.named("package.properties.sheet.objection_excluded"),
          LineType(), group=LAW, noticed=CITIZENS),
        Property("deemed_approval", Text.named("package.properties.sheet.deemed_approval"), Group((
            Property("norm", Text.named("package.properties.sheet.norm_that_orders_it"), LineType(example="§ 6a Abs. 1 GewO"), needed=True),
            Property("after", Text.named("package.properties.sheet.time_to_decide"), DurationType(), Text.named("package.properties.sheet.empty_three_months")),
            Property("confirmed", Text.named("package.properties.sheet.norm_confirmed"), FlagType()),
        ), DeemedApproval), Text.named("package.properties.sheet.only_where_provision_orders_it"), group=LAW, noticed=CITIZENS),
        Property("remedy_exception", Text.named("package.properties.sheet.remedy_exception"), Group((
            Property("when", Text.named("package.properties.sheet.another_remedy_is_open_if"), ExpressionType("matter", "boolean"),
              Text.named("package.properties.sheet.empty_it_is_always_same"), True),
            Property("remedy", Text.named("package.properties.sheet.which_remedy_is_open_then"), REMEDY, needed=True),
            Property("basis", Text.named("package.properties.sheet.provision_for_that_case"), LineType(), needed=True),
        ), RemedyException), group=LAW, noticed=CITIZENS),
        Property("task_kind", Text.named("package.properties.sheet.task_kind"), ChoiceType(words.TASK_KINDS),
          Text.named("package.properties.sheet.an_objection_is_heard_before_or_after_redress"), group=LAW, noticed=CLERKS),
        Property("contests", Text.named("package.properties.sheet.contests"), ChoiceType(words.CONTESTED),
          Text.named("package.properties.sheet.it_begins_at_a_notice"), group=LAW, noticed=CITIZENS),
        Property("result", Text.named("package.properties.sheet.result"), LineType(), group=ABOUT, noticed=CITIZENS, seen=True),
        Property("parameters", Text.named("package.properties.sheet.parameters"), PartsType("parameter"), group=CITY, asked=False),
        Property("slots", Text.named("package.properties.sheet.slots"), SeveralType(words.SLOTS), group=CITY, noticed=CLERKS),
        Property("tariffs", Text.named("package.properties.sheet.tariffs"), PartsType("tariff"), group=MONEY,
          asked=False),
        Property("deadlines", Text.named("package.properties.sheet.deadlines"), PartsType("deadline"), group=LAW, asked=False),
        Property("applicants", Text.named("package.properties.sheet.applicants"), PartsType("applicant"), group=WHO, asked=False),
        Property("refusal_grounds", Text.named("package.properties.sheet.refusal_grounds"), PartsType("ground"), group=LAW, asked=False),
        Property("decided", Text.named("package.properties.sheet.decided"), DocumentType("decided", 12),
          Text.named("package.properties.sheet.for_each_id_outcome_and_type_when"), group=LAW, noticed=CLERKS),
        Property("processes", Text.named("package.properties.sheet.processes"), RowsType((
            RowsColumn("id", Text.named("package.properties.sheet.process"), LineType(ID.pattern, hint=ID.hint, longest=60, offers="processes")),
            RowsColumn("version", Text.named("package.properties.sheet.version_2"), WholeType(1, 9999)),
        ), "map"), group=CITY, noticed=CLERKS),
        Property("file_plan", Text.named("package.properties.sheet.file_plan"),
          LineType(r"[0-9]{1,2}(?:\.[0-9]{1,3}){0,4}", "02.6", Text.named("package.properties.sheet.file_plan_hint")), None, True, FILES,
          noticed=CLERKS),
        Property("retention", Text.named("package.properties.sheet.retention"), Group((
            Property("duration", Text.named("package.properties.sheet.duration"), DurationType(), needed=True),
            Property("after", Text.named("package.properties.sheet.after"), ChoiceType(words.AFTER), needed=True),
            Property("basis", Text.named("package.properties.sheet.basis_of_retention"), LineType(), needed=True),
            Property("status", CERTAIN, STATUS, needed=True),
            Property("offered", Text.named("package.properties.sheet.offered"), FlagType()),
        ), Retention), None, True, FILES, noticed=CLERKS),
        Property("fixed", Text.named("package.properties.sheet.fixed"), LinesType(4, offers="fixable", item=PLACE),
          Text.named("package.properties.sheet.one_place_line_for_example_field_kennzeichen"),
          group=LAW),
        Property("related", Text.named("package.properties.sheet.related"), LinesType(3, item=SLUG),
          Text.named("package.properties.sheet.one_line"), group=ABOUT, noticed=CITIZENS, seen=True),
        Property("watch", Text.named("package.properties.sheet.watch"), Group((
            Property("owner", Text.named("package.properties.sheet.owner"),
              LineType(example="Rechtsamt Marburg"), needed=True),
            Property("checked", Text.named("package.properties.sheet.checked"), DayType(), needed=True),
            Property("check_every", Text.named("package.properties.sheet.check_every"), DurationType(), needed=True),
            Property("source", Text.named("package.properties.sheet.where_to_look"), LineType(), needed=True),
        ), LawWatch), group=LAW, noticed=CLERKS),
        Property("recipients", Text.named("package.properties.sheet.recipients"), DocumentType("recipients", 8),
          Text.named("package.properties.sheet.whom_process_asks_is_in_data_protection"),
          group=FILES, noticed=CITIZENS),
        Property("note", Text.named("package.properties.sheet.note"), ProseType(), group=ABOUT),
    ),
    technical=("empty lists",),
)
PARAMETER = PartKind(
    Text.named("package.properties.sheet.parameter"),
    (
        KEY,
        Property("type", Text.named("package.properties.sheet.type"), ChoiceType(words.PARAMETER_TYPES), needed=True, noticed=TREASURERS),
        Property("unit", Text.named("package.properties.sheet.unit_2"), LineType(example="EUR je Jahr"), noticed=TREASURERS),
        Property("options", Text.named("package.properties.sheet.options"), LinesType(3, item=OPTION, least=1),
          Text.named("package.properties.sheet.one_id_line"), noticed=TREASURERS),
        Property("required", Text.named("package.properties.sheet.required"), FlagType(), needed=True, noticed=TREASURERS),
        Property("suggested", Text.named("package.properties.sheet.suggested"), SuggestedType(),
          Text.named("package.properties.sheet.examples_without_city_use_it"), noticed=TREASURERS),
        Property("basis", BASIS, noticed=TREASURERS),
        Property("set_by", Text.named("package.properties.sheet.set_by"), ChoiceType(words.SETTERS), noticed=TREASURERS),
        Property("other_needs", Text.named("package.properties.sheet.other_needs"), LineType(), noticed=TREASURERS),
    ),
)
TARIFF = PartKind(
    Text.named("package.properties.sheet.tariff"),
    (KEY, Property("values", Text.named("package.properties.sheet.values"), DocumentType("amounts"), needed=True, asked=False)),
)
AMOUNT = PartKind(
    Text.named("package.properties.sheet.amount"),
    (
        Property("value", Text.named("package.properties.sheet.value"), AmountType(negative=False), needed=True),
        Property("valid_from", Text.named("package.properties.sheet.valid_from"), DayType(), needed=True),
        Property("valid_to", Text.named("package.properties.sheet.valid_to"), DayType(),
          Text.named("package.properties.sheet.on_this_day_it_no_longer_holds")),
        Property("basis", BASIS, needed=True),
        Property("status", CERTAIN, STATUS, needed=True),
        Property("source", Text.named("package.properties.sheet.source")),
        Property("checked", Text.named("package.properties.sheet.checked"), DayType()),
        Property("note", Text.named("package.properties.sheet.note_2")),
    ),
)
DEADLINE = PartKind(
    Text.named("package.properties.sheet.deadline"),
    (
        KEY,
        *(Property(unit, called, WholeType(1, 1000), Text.named("package.properties.sheet.fill_in_exactly_one_unit"))
          for unit, called in words.UNITS.items()),
        Property("basis", BASIS),
    ),
    rivals=tuple(words.UNITS),
)
APPLICANT = PartKind(
    Text.named("package.properties.sheet.applicant"),
    (
        KEY,
        Property("min", Text.named("package.properties.sheet.min"), WholeType(0, 50), noticed=CITIZENS),
        Property("max", Text.named("package.properties.sheet.max"), WholeType(1, 50), noticed=CITIZENS),
        Property("level", Text.named("package.properties.sheet.trust_level"), LEVEL, noticed=CITIZENS),
        Property("answers", Text.named("package.properties.sheet.answers"), LinesType(item=ID, least=1, most=50),
          noticed=CITIZENS, asked=False),
        Property("represented_by", Text.named("package.properties.sheet.represented_by"), DocumentType("represented_by"),
          noticed=CITIZENS, asked=False),
        Property("acts_from", Text.named("package.properties.sheet.acts_from"), WholeType(7, 18), noticed=CITIZENS),
        Property("who", Text.named("package.properties.sheet.who_this_may_be"), ChoiceType({"person": Text.named("package.properties.sheet.person")}), asked=False),
        Property("rows", Text.named("package.properties.sheet.rows"), ID, noticed=CITIZENS, asked=False),
        Property("decided", Text.named("package.properties.sheet.how_it_is_decided"), ChoiceType({"each": Text.named("package.properties.sheet.each")}),
          noticed=CITIZENS, asked=False),
        Property("represented", Text.named("package.properties.sheet.represented"), DocumentType("represented"), noticed=CITIZENS, asked=False),
        Property("confirms", Text.named("package.properties.sheet.confirms"), DocumentType("confirms"), noticed=CITIZENS, asked=False),
    ),
)
GROUND = PartKind(
    Text.named("package.properties.sheet.ground"),
    (
        KEY,
        Property("legal_basis", BASIS, needed=True, noticed=CLERKS),
        Property("when", Text.named("package.properties.sheet.when"), ExpressionType("matter", "boolean"),
          Text.named("package.properties.sheet.empty_person_picks_it"), noticed=CLERKS),
        Property("judged", Text.named("package.properties.sheet.judged"),
          FlagType(), Text.named("package.properties.sheet.then_it_is_never_ticked_beforehand"), noticed=CLERKS, drop=False),
        Property("discretion", Text.named("package.properties.sheet.discretion"), FlagType(),
          Text.named("package.properties.sheet.then_letter_must_say_what_was_weighed"), noticed=CLERKS,
          drop=False),
        Property("unauthorised", Text.named("package.properties.sheet.unauthorised"), FlagType(),
          Text.named("package.properties.sheet.then_letter_goes_to_whoever_acts"), noticed=CLERKS, drop=False),
        Property("state", Text.named("package.properties.sheet.state"), DocumentType("stated", 8),
          Text.named("package.properties.sheet.for_each_id_and_type_value_proposal"), noticed=CLERKS),
    ),
)
# fmt: on
KINDS = {
    "service": SERVICE,
    "parameter": PARAMETER,
    "tariff": TARIFF,
    "amount": AMOUNT,
    "deadline": DEADLINE,
    "applicant": APPLICANT,
    "ground": GROUND,
}
