"""form.yaml and blocks: steps, questions, options, checks, and what a package sets on a shared question. In the order of the file."""

from __future__ import annotations

from dataclasses import replace

from allmende.domain.forms.types.field_type import types_taking
from allmende.domain.package.properties import vocabularies as words
from allmende.domain.package.properties.property import CITIZENS, PartKind, Property
from allmende.domain.package.properties.sheet import ID, KEY
from allmende.domain.package.properties.sheet import OPTION as OPTION_ID
from allmende.domain.package.properties.types import (
    BoundType,
    ChoiceType,
    DefaultType,
    DocumentType,
    ExpressionType,
    FlagOrExpressionType,
    FlagType,
    LinesType,
    LineType,
    MegabytesType,
    RowsColumn,
    RowsType,
    SeveralType,
    WholeType,
)
from allmende.domain.values import Text

ASKED = Text.named("package.properties.form.asked")
CHOICES = Text.named("package.properties.form.choices")
LIMITS = Text.named("package.properties.form.limits")
UPLOADS = Text.named("package.properties.form.uploads")
COMPUTED = Text.named("package.properties.form.computed")
PRIVACY = Text.named("package.properties.form.privacy")
REQUIRED = FlagOrExpressionType(
    yes=Text.named("package.properties.form.required"), no=Text.named("package.properties.form.optional")
)
SHOWN = Property(
    "when", Text.named("package.properties.form.when"), ExpressionType("form", "boolean"), noticed=CITIZENS, seen=True
)
VERSION = Property("version", Text.named("package.properties.form.version"), WholeType(1, 9999), needed=True)

# fmt: off
FIELD = PartKind(
    Text.named("package.properties.form.field"),
    (
        replace(KEY, group=ASKED),
        Property("type", Text.named("package.properties.form.type"), ChoiceType(words.QUESTION_TYPES), None, True, ASKED,
                 noticed=CITIZENS, seen=True),
        Property("required", Text.named("package.properties.form.required"), REQUIRED, None, False, ASKED, noticed=CITIZENS, own=True,
                 act=Text.named("package.properties.form.mandatory_or_optional"), seen=True),
        Property("needed_to", Text.named("package.properties.form.needed_to"), ChoiceType(words.NEEDED_TO),
                 Text.named("package.properties.form.what_only_decision_needs_may_follow_after"),
                 False, ASKED, noticed=CITIZENS, drop="submit", seen=True),
        replace(SHOWN, help=Text.named("package.properties.form.empty_question_is_always_asked"), group=ASKED),
        Property("options", Text.named("package.properties.form.options"), RowsType((
            RowsColumn("id", Text.named("package.properties.form.id_of_option"), replace(OPTION_ID, example="neu")),
            RowsColumn("when", Text.named("package.properties.form.when_2"), ExpressionType("form", "boolean")),
        ), most=300), None, False, CHOICES, noticed=CITIZENS, asked=False, own=True),
        Property("options_from", Text.named("package.properties.form.options_from"),
                 LineType("countries|parameter:[a-z][a-z0-9_]*|street:[a-z][a-z0-9_]*", "street:parkzone",
                      Text.named("package.properties.form.options_hint"), offers="option sources"),
                 Text.named("package.properties.form.empty_if_options_stand_here_else_countries"),
                 False, CHOICES, types_taking("options_from"), CITIZENS, seen=True),
        Property("default", Text.named("package.properties.form.default"), DefaultType("form"),
                 Text.named("package.properties.form.word_stands_in_quotation_marks_for_example"), False, ASKED, noticed=CITIZENS, own=True,
                 seen=True),
        Property("expression", Text.named("package.properties.form.expression"), ExpressionType("form"), None, False, COMPUTED,
                 ("computed",), CITIZENS, seen=True),
        Property("result", Text.named("package.properties.form.result"), ChoiceType(words.RESULTS), None, False, COMPUTED, ("computed",)),
        Property("checks", Text.named("package.properties.form.checks"), RowsType((
            RowsColumn("id", Text.named("package.properties.form.id_of_check"), replace(ID, example="nicht_zukunft")),
            RowsColumn("rule", Text.named("package.properties.form.what_must_be_true"), ExpressionType("form", "boolean")),
        ), "map"), None, False, LIMITS, noticed=CITIZENS, asked=False),
        Property("min_rows", Text.named("package.properties.form.min_rows"), WholeType(0, 100), None, False,
                 LIMITS, types_taking("min_rows"), CITIZENS, own=True,
                 act=Text.named("package.properties.form.how_many_entries_at_least"), seen=True),
        Property("max_rows", Text.named("package.properties.form.max_rows"), WholeType(1, 100), None, False,
                 LIMITS, types_taking("max_rows"), CITIZENS, own=True,
                 act=Text.named("package.properties.form.how_many_entries_at_most"), seen=True),
        Property("fields", Text.named("package.properties.form.fields"), DocumentType("fields"), group=ASKED, asked=False),
        Property("minimum", Text.named("package.properties.form.minimum"), BoundType(), None, False, LIMITS, types_taking("minimum"),
                 CITIZENS, own=True, act=Text.named("package.properties.form.change_smallest_value"), seen=True),
        Property("maximum", Text.named("package.properties.form.maximum"), BoundType(), None, False, LIMITS, types_taking("maximum"),
                 CITIZENS, own=True, act=Text.named("package.properties.form.change_largest_value"), seen=True),
        Property("max_length", Text.named("package.properties.form.max_length"), WholeType(1, 20_000), None, False,
                 LIMITS, types_taking("max_length"), CITIZENS, own=True,
                 act=Text.named("package.properties.form.change_longest_length"), seen=True),
        Property("pattern", Text.named("package.properties.form.pattern"), LineType(longest=300),
                 Text.named("package.properties.form.for_practised_regular_expression_its_text_says"),
                 False, LIMITS, ("text",), CITIZENS, seen=True),
        Property("accept", Text.named("package.properties.form.accept"), SeveralType(words.MEDIA, 1), None, False, UPLOADS,
                 types_taking("accept"), CITIZENS, own=True,
                 act=Text.named("package.properties.form.change_accepted_kinds_of_files"), seen=True),
        Property("max_size", Text.named("package.properties.form.max_size"), MegabytesType(), None, False, UPLOADS, types_taking("max_size"),
                 CITIZENS, own=True, act=Text.named("package.properties.form.change_largest_file"), seen=True),
        Property("max_count", Text.named("package.properties.form.max_count"), WholeType(1, 50), None, False, UPLOADS,
                 types_taking("max_count"), CITIZENS, own=True,
                 act=Text.named("package.properties.form.how_many_files_at_most"), seen=True),
        Property("abroad", Text.named("package.properties.form.abroad"), FlagType(), None, False, LIMITS, ("address",), CITIZENS,
                 drop=False, seen=True),
        Property("partly_known", Text.named("package.properties.form.partly_known"), FlagType(),
                 Text.named("package.properties.form.for_dates_of_birth_00_00_1957"),
                 False, LIMITS, ("date",), CITIZENS, drop=False, seen=True),
        Property("offer", Text.named("package.properties.form.offer"), LineType("[a-z][a-z0-9_-]{0,59}", "biometrie"),
                 Text.named("package.properties.form.offer_help"), False, LIMITS, ("appointment",), CITIZENS, seen=True),
        Property("autocomplete", Text.named("package.properties.form.autocomplete"),
                 ChoiceType(words.AUTOCOMPLETE), group=PRIVACY),
        Property("prefill", Text.named("package.properties.form.prefill"), ChoiceType(words.ATTRIBUTES), group=PRIVACY,
                 noticed=CITIZENS, seen=True),
        Property("personal_data", Text.named("package.properties.form.personal_data"), ChoiceType(words.PERSONAL_DATA),
                 Text.named("package.properties.form.health_religion_and_criminal_convictions_are_specially"), group=PRIVACY),
        Property("fim", Text.named("package.properties.form.fim"),
                 LineType("F[0-9]{5,11}(?:V[0-9.]+)?", "F60000227", Text.named("package.properties.form.fim_hint")), group=PRIVACY),
        Property("fixed", Text.named("package.properties.form.fixed"), FlagType(), group=PRIVACY,
                 drop=False),
        Property("purpose", Text.named("package.properties.form.purpose"), FlagType(),
                 Text.named("package.properties.form.sentence_stands_with_texts"), group=PRIVACY, drop=False),
    ),
)
SETTING = PartKind(
    Text.named("package.properties.form.setting"),
    tuple(replace(one, needed=False, asked=one.asked or one.name in ("options", "checks")) for one in FIELD.properties),
)
STEP = PartKind(
    Text.named("package.properties.form.step"),
    (
        KEY,
        Property("role", Text.named("package.properties.form.role"), replace(ID, offers="applicants"),
                 Text.named("package.properties.form.role_in_application_empty_whoever_applies"),
                 noticed=CITIZENS, seen=True),
        replace(SHOWN, help=Text.named("package.properties.form.empty_step_always_appears")),
        Property("fields", Text.named("package.properties.form.questions"), DocumentType("fields"), needed=True, asked=False),
    ),
)
USE = PartKind(
    Text.named("package.properties.form.use"),
    (
        Property("use", Text.named("package.properties.form.block_and_version"),
                 LineType("[a-z][a-z0-9_]*@[1-9][0-9]{0,3}", "person@1", Text.named("package.properties.form.block"), "blocks"),
                 needed=True),
        Property("as", Text.named("package.properties.form.as"), replace(ID, example="betroffene"),
                 Text.named("package.properties.form.needed_where_same_block_occurs_twice")),
        SHOWN,
        Property("only", Text.named("package.properties.form.only"), LinesType(4, item=ID, least=1),
                 Text.named("package.properties.form.one_id_line"), noticed=CITIZENS),
        Property("omit", Text.named("package.properties.form.omit"), LinesType(4, item=ID, least=1),
                 Text.named("package.properties.form.one_id_line"), noticed=CITIZENS),
        Property("set", Text.named("package.properties.form.set"), DocumentType("settings"), asked=False),
    ),
)
OPTION = PartKind(
    Text.named("package.properties.form.option"),
    (Property("when", Text.named("package.properties.form.offer_only_if"), ExpressionType("form", "boolean"),
              Text.named("package.properties.form.empty_option_is_always_offered"), noticed=CITIZENS),),
    technical=("written as mapping",),
)
CHECK = PartKind(
    Text.named("package.properties.form.check"),
    (Property("rule", Text.named("package.properties.form.rule"), ExpressionType("form", "boolean"),
              Text.named("package.properties.form.else_text_of_this_check_appears"), True, noticed=CITIZENS),),
)
FORM = PartKind(
    Text.named("package.properties.form.form"),
    (Property("id", Text.named("package.properties.form.id"), ID, needed=True), VERSION),
)
# fmt: on
KINDS = {
    "form": FORM,
    "step": STEP,
    "field": FIELD,
    "setting": SETTING,
    "use": USE,
    "option": OPTION,
    "check": CHECK,
}
