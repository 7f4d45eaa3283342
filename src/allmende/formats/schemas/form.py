"""form.yaml and services/_blocks/*.yaml."""

from __future__ import annotations

from allmende.domain.forms import FIELD_TYPES, MEDIA_TYPES, NEEDED_TO
from allmende.formats.schemas.shapes import (
    Amount,
    Day,
    Either,
    Feel,
    Flag,
    Key,
    ListOf,
    MapOf,
    Named,
    OneOf,
    Record,
    Shape,
    Whole,
    Word,
)
from allmende.formats.schemas.words import ID, LINE, OPTION, PROSE

PERSONAL_DATA = (
    *("none", "basic", "contact", "address", "identification", "vehicle", "family", "financial", "employment"),
    *("education", "nationality", "health", "religion", "criminal", "other"),
)
ATTRIBUTES = (
    *("family_name", "given_names", "birth_name", "academic_title", "date_of_birth", "place_of_birth"),
    *("nationality", "address", "email", "phone", "moved_in_on", "tax_id", "company", "sex"),
)
AUTOCOMPLETE = (
    *("on", "off", "name", "honorific-prefix", "given-name", "additional-name", "family-name", "honorific-suffix"),
    *("nickname", "organization", "organization-title", "street-address", "address-line1", "address-line2"),
    *("address-line3", "address-level1", "address-level2", "postal-code", "country", "country-name", "bday"),
    *("bday-day", "bday-month", "bday-year", "sex", "url", "email", "tel", "tel-national", "language"),
    *("cc-name", "transaction-amount", "username", "home", "work", "billing", "shipping"),
)

CONDITION = Either((Flag(), Feel()))
CHOICE = Either((Record((Key("id", OPTION, required=True), Key("when", Feel()))), OPTION))
BOUND = Either((Whole(), Amount(), Day()))

FIELD: Record = Record(
    (
        Key("id", ID, required=True),
        Key("type", OneOf(FIELD_TYPES), required=True),
        Key("required", CONDITION),  # false is news for a declaration
        Key("needed_to", OneOf(NEEDED_TO), drop="submit"),
        Key("when", Feel()),
        Key("options", ListOf(CHOICE, least=1, most=300)),
        Key(
            "options_from",
            Word(r"countries|parameter:[a-z][a-z0-9_]*|street:[a-z][a-z0-9_]*", "countries, parameter:… oder street:…"),
        ),
        Key("default", Either((Flag(), Feel()))),
        Key("expression", Feel()),
        Key("result", OneOf(("money", "number", "text", "date", "boolean"))),
        Key("checks", MapOf(Feel(), ID)),
        Key("min_rows", Whole(0, 100)),
        Key("max_rows", Whole(1, 100)),
        Key("fields", Named("fields", lambda: FIELDS)),
        Key("minimum", BOUND),
        Key("maximum", BOUND),
        Key("max_length", Whole(1, 20_000)),
        Key("pattern", Word(longest=300)),
        Key("accept", ListOf(OneOf(tuple(MEDIA_TYPES)), least=1)),
        Key("max_size", Word(r"[1-9][0-9]{0,2} MB", "eine Größe wie 10 MB")),
        Key("max_count", Whole(1, 50)),
        Key("abroad", Flag(), drop=False),
        Key("partly_known", Flag(), drop=False),
        Key("autocomplete", OneOf(AUTOCOMPLETE)),
        Key("prefill", OneOf(tuple(f"account.{name}" for name in ATTRIBUTES))),
        Key("personal_data", OneOf(PERSONAL_DATA)),
        Key("fim", Word(r"F[0-9]{5,11}(?:V[0-9.]+)?", "eine FIM-Kennung wie F60000227")),
        Key("fixed", Flag(), drop=False),
        Key("purpose", Flag(), drop=False),
    ),
    title="Field",
)

USE = Record(
    (
        Key("use", Word(r"[a-z][a-z0-9_]*@[1-9][0-9]{0,3}", "ein Baustein mit Version wie person@1"), required=True),
        Key("as", ID),
        Key("when", Feel()),
        Key("only", ListOf(ID, least=1)),
        Key("omit", ListOf(ID, least=1)),
        Key(
            "set",
            MapOf(
                Record(tuple(Key(key.name, key.shape, exact=True) for key in FIELD.keys)),
                ID,
            ),
        ),
    ),
    title="Use",
)

FIELDS: Shape = ListOf(Either((USE, FIELD)), most=200)

STEP = Record(
    (
        Key("id", ID, required=True),
        Key("role", ID),
        Key("when", Feel()),
        Key("fields", FIELDS, required=True),
    ),
    title="Step",
)

FORM = Record((Key("steps", ListOf(STEP, least=1, most=50), required=True),), title="form.yaml")

TEXT_TREE: Shape = MapOf(Either((Named("texts", lambda: TEXT_TREE), ListOf(LINE), PROSE)))

BLOCK = Record(
    (
        Key("id", ID, required=True),
        Key("version", Whole(1, 9999), required=True),
        Key("fields", FIELDS, required=True),
        Key(
            "texts",
            Record((Key("de", TEXT_TREE, required=True), Key("en", TEXT_TREE), Key("de-leicht", TEXT_TREE))),
            required=True,
        ),
    ),
    title="services/_blocks/*.yaml",
)
