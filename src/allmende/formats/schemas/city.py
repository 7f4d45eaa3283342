"""cities/<key>/: city.yaml, parameters.yaml, streets.yaml, overlays/*.yaml."""

from __future__ import annotations

from allmende.domain.package.city import (
    ACCOUNT_LEAST,
    ACCOUNT_MOST,
    ARCHIVE_LEAST,
    ARCHIVE_MOST,
    MOST_REMINDED,
    READ_LOG_LEAST,
    READ_LOG_MOST,
)
from allmende.domain.package.properties.vocabularies import SLOTS
from allmende.domain.values import Text
from allmende.formats.schemas.form import FIELD, TEXT_TREE
from allmende.formats.schemas.service import DATED
from allmende.formats.schemas.shapes import (
    Complain,
    DayShape,
    Either,
    FlagShape,
    Key,
    ListOf,
    MapOf,
    OneOfShape,
    Record,
    Shape,
    WholeShape,
    WordShape,
)
from allmende.formats.schemas.words import (
    BOTH,
    COLOUR,
    EMAIL,
    ID,
    LINE,
    OPTION,
    PHONE,
    POSTAL,
    SLUG,
    STATUS,
    URL,
    VALUE,
    VERSION,
)
from allmende.formats.yaml import YamlNode

HOST = WordShape(
    r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+",
    Text.named("formats.schemas.city.host"),
    253,
)
HOURS = WordShape(
    r"[0-9]{1,2}:[0-9]{2}-[0-9]{1,2}:[0-9]{2}(?:, [0-9]{1,2}:[0-9]{2}-[0-9]{1,2}:[0-9]{2})*",
    Text.named("formats.schemas.city.hours"),
)
SKYLINE = (
    "hill",
    "castle",
    "church",
    "cathedral",
    "twin_towers",
    "dome",
    "houses",
    "towers",
    "bridge",
    "river",
    "trees",
)

UNIT = Record(
    (
        Key("name", BOTH, required=True),
        Key("address", POSTAL, required=True),
        Key("phone", PHONE),
        Key("email", EMAIL),
        Key("hours", Record(tuple(Key(day, HOURS) for day in ("mo", "tu", "we", "th", "fr", "sa", "su")))),
        Key("signs_as", LINE),
        Key("authority", LINE),
        Key("status", STATUS),
    )
)

REMINDERS = Record(
    tuple(Key(name, WholeShape(0, MOST_REMINDED), drop=False) for name in ("before", "overdue", "long", "outsiders"))
)

BODY = Record((Key("name", BOTH, required=True), Key("email", EMAIL, required=True), Key("status", STATUS)))

NOT_OURS = Record(
    (
        Key("text", BOTH, required=True),
        Key("who", LINE, required=True),
        Key("address", POSTAL),
        Key("phone", PHONE),
        Key("email", EMAIL),
        Key("website", URL),
    )
)

ADOPTION = Either(
    (
        Record((Key("not_ours", NOT_OURS, required=True),)),
        Record((Key("version", VERSION, required=True), Key("from", DayShape(), required=True))),
    )
)

CONTACT = Record(
    (
        Key("address", POSTAL, required=True),
        Key("phone", PHONE, required=True),
        Key("email", EMAIL, required=True),
        Key("website", URL),
        Key("status", STATUS),
    )
)

THEME = Record(
    (
        Key("primary", COLOUR, required=True),
        Key("primary_text", COLOUR, required=True),
        Key("accent", COLOUR, required=True),
        Key("accent_text", COLOUR, required=True),
        Key("wordmark", LINE, required=True),
        Key("skyline", ListOf(OneOfShape(SKYLINE))),
    )
)

PAYMENT = Record(
    (
        Key("provider", OneOfShape(("sandbox", "xbezahldienste", "transfer")), required=True),
        Key("holder", LINE, required=True),
        Key("iban", LINE, required=True),
        Key("bic", LINE),
        Key("bank", LINE),
        Key("creditor_id", LINE),
        Key("reference", LINE, required=True),
        Key("methods", ListOf(OneOfShape(("card", "paypal", "giropay", "sepa", "wero", "invoice")), least=1)),
        Key("status", STATUS),
    )
)

PERSON = Record(
    (Key("name", LINE), Key("email", EMAIL, required=True), Key("phone", PHONE), Key("checked_on", DayShape()))
)

CITY = Record(
    (
        Key("key", SLUG, required=True),
        Key("name", LINE, required=True),
        Key("full_name", LINE, required=True),
        Key("authority", LINE, required=True),
        Key(
            "ars",
            WordShape(r"[0-9]{12}", Text.named("formats.schemas.city.ars"), 12),
            required=True,
        ),
        Key("ags", WordShape(r"[0-9]{8}", Text.named("formats.schemas.city.ags"), 8), required=True),
        Key("state", OneOfShape(("HE",)), required=True),
        Key("host", HOST, required=True),
        Key("other_hosts", ListOf(HOST)),
        Key("languages", ListOf(OneOfShape(("de", "en")), least=1)),
        Key("contact", CONTACT, required=True),
        Key("theme", THEME, required=True),
        Key("court", ID, required=True),
        Key("registry_court", ID, required=True),
        Key("social_court", ID),
        Key("hearing_committee", FlagShape(), drop=False),
        Key("read_log_days", WholeShape(READ_LOG_LEAST, READ_LOG_MOST)),
        Key("account_days", WholeShape(ACCOUNT_LEAST, ACCOUNT_MOST)),
        Key("archive_days", WholeShape(ARCHIVE_LEAST, ARCHIVE_MOST)),
        Key("archive_waives", ListOf(SLUG)),
        Key("reminders", REMINDERS),
        Key("joint_arrangement_on", DayShape()),
        Key("processor_contract_on", DayShape()),
        Key("second_factor", ListOf(ID)),
        Key("units", MapOf(UNIT, ID), required=True),
        Key("bodies", MapOf(BODY, ID)),
        Key("competences", MapOf(ID, ID)),
        Key("slots", Record(tuple(Key(name, LINE) for name in SLOTS))),
        Key("payment", PAYMENT),
        Key("plugs", MapOf(ID, ID)),
        Key("imprint", Record((Key("represented_by", LINE, required=True), Key("vat_id", LINE))), required=True),
        Key("data_protection", PERSON, required=True),
        Key("accessibility", PERSON, required=True),
        Key("texts", MapOf(BOTH, ID)),
        Key("adoptions", MapOf(ADOPTION, SLUG), required=True),
        Key("sources", MapOf(LINE)),
    ),
    title="city.yaml",
)

VALUES = MapOf(ListOf(DATED, least=1), ID)
PARAMETERS = Record((Key("city", VALUES), Key("services", MapOf(VALUES, SLUG))), title="parameters.yaml")


class _Part(Shape):
    """A stretch of a street: from, to, parity and any attribute of the directory."""

    name = Text.named("formats.schemas.city.street_part")
    _known = Record((Key("from", WholeShape(1)), Key("to", WholeShape(1)), Key("parity", OneOfShape(("odd", "even")))))

    def fits(self, node: YamlNode) -> bool:
        return isinstance(getattr(node, "value", None), dict)

    def check(self, node: YamlNode, complain: Complain) -> None:
        MapOf(VALUE, ID).check(node, complain)
        if isinstance(node.value, dict):
            for key in self._known.keys:
                if key.name in node.value:
                    key.shape.check(node.value[key.name], complain)

    def schema(self) -> dict[str, object]:
        return {
            "type": "object",
            "properties": self._known.schema()["properties"],
            "additionalProperties": {"type": "string"},
        }


STREETS = Record(
    (
        Key("status", STATUS),
        Key("postcodes", ListOf(LINE)),
        Key("attributes", MapOf(MapOf(BOTH, OPTION), ID)),
        Key(
            "streets",
            ListOf(
                Record(
                    (
                        Key("name", LINE, required=True),
                        Key("postcode", Either((ListOf(LINE, least=1), LINE))),
                        Key("parts", ListOf(_Part())),
                    )
                ),
                most=20_000,
            ),
            required=True,
        ),
    ),
    title="streets.yaml",
)

TARGET = WordShape(
    r"(?:field|step|deadline|service|text|notice|task)\.[a-z0-9_.]+", Text.named("formats.schemas.city.target")
)
COMMON = (Key("id", ID, required=True), Key("reason", LINE))


def _change(verb: str, shape: Shape, *more: Key) -> Record:
    return Record((Key(verb, shape, required=True), *COMMON, *more))


CHANGE = Either(
    (
        _change("set", TARGET, Key("to", VALUE, required=True)),
        _change("hide", TARGET),
        _change(
            "add",
            OneOfShape(("field",)),
            Key("after", TARGET, required=True),
            Key("field", FIELD, required=True),
            Key("texts", Record((Key("de", TEXT_TREE, required=True), Key("en", TEXT_TREE))), required=True),
        ),
        _change("replace", TARGET, Key("with", Either((BOTH, LINE)), required=True)),
        _change("route", TARGET, Key("to", ID, required=True)),
    )
)
OVERLAY = Record((Key("changes", ListOf(CHANGE), required=True),), title="overlays/*.yaml")
