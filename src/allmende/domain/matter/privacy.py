"""What a service does with personal data, composed from its package and the city: notice (Art. 13 GDPR) and record (Art. 30).

Nothing is written twice: the questions say which data, the process says who is asked and who is told, the sheet says the law
and the time. What the process cannot know (authorities that may ask later) stands in the sheet as `recipients`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from allmende.domain.forms import Field
from allmende.domain.matter.fees import list_stations
from allmende.domain.matter.retention import is_offered, say_end, say_kept, say_length
from allmende.domain.matter.unattended import MachinePart, machine_part
from allmende.domain.matter.vouchers import KEPT
from allmende.domain.notices.missing import register_name, register_word
from allmende.domain.package import Service
from allmende.domain.package.parties import list_row_roles, own_fields
from allmende.domain.package.properties.vocabularies import PERSONAL_DATA
from allmende.domain.process.model import FlowNode
from allmende.domain.registers import RegisterSpec
from allmende.domain.values import Text
from allmende.words.joining import joined

CATEGORIES = {key: words for key, words in PERSONAL_DATA.items() if key != "none"}
PUBLIC_INTEREST = "Art. 9 Abs. 2 Buchst. g DSGVO, § 20 HDSIG"
SPECIAL: Mapping[str, str] = {
    "health": PUBLIC_INTEREST,
    "religion": PUBLIC_INTEREST,
    "criminal": "Art. 10 DSGVO, § 3 HDSIG",
}
"""Categories that the GDPR protects more, with the basis on which an authority may have them; the wording was not read."""

PUBLIC_TASK = "Art. 6 Abs. 1 Buchst. e DSGVO, § 3 HDSIG"


@dataclass(frozen=True, slots=True)
class Category:
    """One sort of data: the questions that ask for it, and the article that protects it more, if one does."""

    id: str
    name: Text
    questions: tuple[Text, ...]
    special: str = ""


@dataclass(frozen=True, slots=True)
class StatedRecipient:
    """Somebody who gets data: which, and on which basis. `basis` is empty where a contract with the city covers it."""

    name: Text
    data: Text
    basis: str = ""

    def spoken(self, language: str) -> str:
        """Who gets what, and on which basis, in one line."""
        basis = f" ({self.basis})" if self.basis else ""
        return f"{self.name.spoken(language)}: {self.data.spoken(language)}{basis}"


@dataclass(frozen=True, slots=True)
class Processing:
    """Everything Art. 13 and Art. 30 GDPR ask about one service of one city.

    bases      law of the task; `automatic`: the law that lets a machine decide, empty where none speaks of it
    machine    how far the machine goes before a person acts, with or without such a law
    sources    registers, bodies and offices that are asked, beside the person herself (Art. 14 GDPR)
    stored     registers of the city that are written to: what is entered, and that it does not go with the case
    joint      several people may apply together, or one for another: one states data about the others
    kept       how long, from when; `kept_basis` says why; `ends`: when the time begins, and what happens after it
    """

    service_id: str
    version: str
    name: Text
    bases: tuple[str, ...]
    categories: tuple[Category, ...]
    sources: tuple[Text, ...]
    stored: tuple[Text, ...]
    recipients: tuple[StatedRecipient, ...]
    kept: Text
    kept_basis: str
    ends: Text
    automatic: str
    machine: MachinePart
    joint: bool = False


def describe_processing(service: Service, connected: Callable[[RegisterSpec], Text] | None = None) -> Processing:
    """What this service does with personal data in this city. `connected` says how each register is asked, for the record."""
    sheet = service.sheet
    return Processing(
        service_id=service.id,
        version=service.version,
        name=service.texts.find("service.name") or Text(service.id),
        bases=(PUBLIC_TASK, *sheet.legal_basis),
        categories=tuple(_categories(service)),
        sources=tuple(dict.fromkeys((*_registers(service, connected), *_asked(service)))),
        stored=tuple(_stored(service)),
        recipients=tuple(_recipients(service)),
        kept=say_kept(sheet.retention),
        ends=_ends(service),
        kept_basis=sheet.retention.basis,
        automatic=sheet.automatic_decision or "",
        machine=machine_part(service),
        joint=bool(list_row_roles(sheet.applicants) or any(role.represented_by for role in sheet.applicants)),
    )


def _ends(service: Service) -> Text:
    """When the time begins, what happens after it, and what the treasury keeps longer."""
    said = say_end(offered=is_offered(service))
    if all(node.action != "demand_payment" for node in list_stations(service)):
        return said
    return joined((said, KEPT), " ")


def _categories(service: Service) -> Iterator[Category]:
    asked: dict[str, list[Text]] = {}
    for step in service.form.form.steps:
        for question in _questions(step.fields):
            asked.setdefault(str(question.personal_data), []).append(question.label)
    for key, name in CATEGORIES.items():
        if key in asked:
            yield Category(key, name, tuple(dict.fromkeys(asked[key])), SPECIAL.get(key, ""))


def _questions(fields: tuple[Field, ...]) -> Iterator[Field]:
    for field in fields:
        yield from _questions(field.fields)
        if field.personal_data not in (None, "none") and field.type != "group" and field.label.spoken("de"):
            yield field


def _registers(service: Service, connected: Callable[[RegisterSpec], Text] | None) -> Iterator[Text]:
    for node in list_stations(service):
        register = node.named_register
        spec = service.registers.get(register)
        if spec is not None:
            yield _with(spec.name, connected(spec)) if connected else spec.name


def _asked(service: Service) -> Iterator[Text]:
    """Bodies outside, other cities and other offices of the city that say something about the person where they are asked."""
    for node in list_stations(service):
        if node.action != "consult":
            continue
        match node.register:
            case "body":
                body = service.city.bodies.get(node.options.get("body", ""))
                name = body.name if body else None
            case "unit":
                unit = service.city.unit_for(node.options.get("unit", ""))
                name = unit.name if unit else None
            case "city":
                name = Text.named("matter.privacy.another_city")
            case _:
                name = None
        if name is not None:
            yield _with(name, Text.named("matter.privacy.where_we_ask_there"))


def _with(name: Text, how: Text) -> Text:
    return joined((name, " (", how, ")"), "")


def _stored(service: Service) -> Iterator[Text]:
    """One sentence or two for each register that the process writes to."""
    entered: dict[str, list[str]] = {}
    for node in list_stations(service):
        if node.action == "call_adapter" and node.named_register:
            entered.setdefault(node.named_register, []).extend(_entered(service, node))
    for register, names in entered.items():
        spec = service.registers.get(register)
        words = [register_word(service, register, name) for name in ([spec.key] if spec else []) + names]
        yield _say_stored(register_name(service, register), list(dict.fromkeys(words)), spec)


def _entered(service: Service, node: FlowNode) -> list[str]:
    """The attributes a station enters."""
    spec = service.registers.get(node.named_register)
    write = spec.writes.get(node.options.get("adapter", "").partition(".")[2]) if spec else None
    if write is None:
        return []
    named = [name for name in (node.inputs or node.options) if name in write.ask]
    return list(write.told(dict.fromkeys([*named, *write.usual_ask])))


def _say_stored(name: Text, entered: list[Text], spec: RegisterSpec | None) -> Text:
    """What a register keeps and for whom it is shown; its own period is described nowhere, so only that it is another one."""
    shown = [spec.label(one) for one in spec.holding.control_list] if spec and spec.holding else []
    law = f" ({spec.law})" if spec else ""
    keep = spec.holding.keep if spec and spec.holding else ""
    if keep:
        period = Text.named("matter.privacy.entry_deleted_after", length=say_length(keep), law=law)
    else:
        period = Text.named("matter.privacy.register_has_own_period", law=law)
    words = Text.named("matter.privacy.entry_stays", name=name, entered=joined(entered, ", "), period=period)
    if not shown:
        return words
    return joined((words, Text.named("matter.privacy.shown_on_the_spot", shown=joined(shown, ", "))), " ")


def _recipients(service: Service) -> Iterator[StatedRecipient]:
    """The operator always; then whom the process hands data to; then whom the sheet names."""
    yield StatedRecipient(
        Text.named("matter.privacy.operator_of_this_platform"),
        Text.named("matter.privacy.everything_on_behalf_of_city"),
        "Art. 28 DSGVO",
    )
    yield from _fellow_applicants(service)
    yield from _proxies(service)
    actions = {node.action for node in list_stations(service)}
    payment = service.city.payment
    if "demand_payment" in actions and payment is not None and payment.provider != "transfer":
        yield StatedRecipient(
            Text.named("matter.privacy.citys_payment_service"),
            Text.named("matter.privacy.amount_and_payment_reference"),
        )
    if "print_office" in service.sheet.slots:
        yield StatedRecipient(
            Text.named("matter.privacy.printing_and_mailing_office"),
            Text.named("matter.privacy.letters_on_paper_and_your"),
        )
    yield from _offices(service)
    for recipient in service.sheet.recipients:
        yield StatedRecipient(recipient.name, recipient.data, recipient.basis)


def _fellow_applicants(service: Service) -> Iterator[StatedRecipient]:
    """Adults who apply together: each reads in her own case what is stated once for everybody."""
    form, roles = service.form.form, service.sheet.applicants
    if not any(role.confirms for role in list_row_roles(roles)):
        return
    own = own_fields(form, roles) | {role.rows for role in list_row_roles(roles)}
    shared = [
        step.title
        for step in form.steps
        if any(field.id not in own and field.personal_data not in (None, "none") for field in step.fields)
    ]
    yield StatedRecipient(
        Text.named("matter.privacy.adults_who_apply_together_with"),
        Text.named("matter.privacy.what_you_state_for_everybody", told=joined(shared, ", ")),
        "Art. 6 Abs. 1 Buchst. e DSGVO",
    )


def _proxies(service: Service) -> Iterator[StatedRecipient]:
    """Whoever holds a power of attorney gets the letters of whom she represents."""
    capacities = [one.capacity for role in service.sheet.applicants for one in role.represented_by]
    if "proxy" in capacities:
        yield StatedRecipient(
            Text.named("matter.privacy.whoever_acts_for_you_by"),
            Text.named("matter.privacy.our_letters_and_how_application"),
            "§ 14 Abs. 3, § 41 Abs. 1 Satz 2 HVwVfG",
        )


def _offices(service: Service) -> Iterator[StatedRecipient]:
    """Other offices of the city that get the case or a question about it."""
    asked = dict.fromkeys(node.options["unit"] for node in list_stations(service) if node.options.get("unit"))
    for key in asked:
        unit = service.city.unit_for(key)
        if unit is not None and unit != service.unit:
            yield StatedRecipient(unit.name, Text.named("matter.privacy.what_it_needs_for_its"))
