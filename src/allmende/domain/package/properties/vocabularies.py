"""What the closed words of the files mean, for people: `citizen` is „Bürgerinnen und Bürger“."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from allmende.domain.deadlines import REMEDY_KINDS
from allmende.domain.forms.types import FIELD_TYPES
from allmende.domain.values import Text

NEEDED_TO: Mapping[str, Text] = {
    "submit": Text.named("package.properties.vocabularies.submit"),
    "decide": Text.named("package.properties.vocabularies.decide"),
}
PARAMETER_TYPES: Mapping[str, Text] = {
    **{
        kind: FIELD_TYPES[kind].words
        for kind in ("money", "integer", "decimal", "boolean", "text", "date", "choice", "choices")
    },
    "options": Text.named("package.properties.vocabularies.options"),
}
PERSONAL_DATA: Mapping[str, Text] = {
    "none": Text.named("package.properties.vocabularies.none"),
    "basic": Text.named("package.properties.vocabularies.basic"),
    "contact": Text.named("package.properties.vocabularies.contact"),
    "address": Text.named("package.properties.vocabularies.address"),
    "identification": Text.named("package.properties.vocabularies.identification"),
    "vehicle": Text.named("package.properties.vocabularies.vehicle"),
    "family": Text.named("package.properties.vocabularies.family"),
    "financial": Text.named("package.properties.vocabularies.financial"),
    "employment": Text.named("package.properties.vocabularies.employment"),
    "education": Text.named("package.properties.vocabularies.education"),
    "nationality": Text.named("package.properties.vocabularies.nationality"),
    "health": Text.named("package.properties.vocabularies.health"),
    "religion": Text.named("package.properties.vocabularies.religion"),
    "criminal": Text.named("package.properties.vocabularies.criminal"),
    "other": Text.named("package.properties.vocabularies.other"),
}
ATTRIBUTES: Mapping[str, Text] = {
    "account.family_name": Text.named("package.properties.vocabularies.account_family_name"),
    "account.given_names": Text.named("package.properties.vocabularies.account_given_names"),
    "account.birth_name": Text.named("package.properties.vocabularies.account_birth_name"),
    "account.academic_title": Text.named("package.properties.vocabularies.account_academic_title"),
    "account.date_of_birth": Text.named("package.properties.vocabularies.account_date_of_birth"),
    "account.place_of_birth": Text.named("package.properties.vocabularies.account_place_of_birth"),
    "account.nationality": Text.named("package.properties.vocabularies.account_nationality"),
    "account.address": Text.named("package.properties.vocabularies.account_address"),
    "account.email": Text.named("package.properties.vocabularies.account_email"),
    "account.phone": Text.named("package.properties.vocabularies.account_phone"),
    "account.moved_in_on": Text.named("package.properties.vocabularies.account_moved_in_on"),
    "account.tax_id": Text.named("package.properties.vocabularies.account_tax_id"),
    "account.company": Text.named("package.properties.vocabularies.account_company"),
    "account.sex": Text.named("package.properties.vocabularies.account_sex"),
}
LEVELS: Mapping[str, Text] = {
    "none": Text.named("package.properties.vocabularies.no_sign_in"),
    "basic": Text.named("package.properties.vocabularies.basic_with_password"),
    "substantial": Text.named("package.properties.vocabularies.substantial"),
    "high": Text.named("package.properties.vocabularies.high"),
}
ACCOUNTS: Mapping[str, Text] = {
    "none": Text.named("package.properties.vocabularies.without_account"),
    "optional": Text.named("package.properties.vocabularies.optional"),
    "required": Text.named("package.properties.vocabularies.required"),
}
AUDIENCES: Mapping[str, Text] = {
    "citizen": Text.named("package.properties.vocabularies.citizen"),
    "business": Text.named("package.properties.vocabularies.business"),
    "staff": Text.named("package.properties.vocabularies.staff"),
}
PAYMENTS: Mapping[str, Text] = {
    "none": Text.named("package.properties.vocabularies.nothing_is_paid"),
    "before_decision": Text.named("package.properties.vocabularies.before_decision"),
    "with_notice": Text.named("package.properties.vocabularies.with_notice"),
}
REMEDIES: Mapping[str, Text] = {kind: remedy.title for kind, remedy in REMEDY_KINDS.items()}
CONTESTED: Mapping[str, Text] = {"objection": REMEDIES["objection"]}
"""Remedies a service may carry out."""
TASK_KINDS: Mapping[str, Text] = {
    "self_government": Text.named("package.properties.vocabularies.self_government"),
    "instruction": Text.named("package.properties.vocabularies.instruction"),
}
"""Whose task the service is: the city's own, or one of the state under instructions (§ 4 HGO). In the second the hearing before the
committee comes before the office decides on redress (§ 7 HessAGVwGO)."""
SLOTS: Mapping[str, Text] = {
    "payment_account": Text.named("package.properties.vocabularies.payment_account"),
    "mailbox": Text.named("package.properties.vocabularies.mailbox"),
    "signing_key": Text.named("package.properties.vocabularies.signing_key"),
    "appointment_calendar": Text.named("package.properties.vocabularies.appointment_calendar"),
    "specialist_system": Text.named("package.properties.vocabularies.specialist_system"),
    "print_office": Text.named("package.properties.vocabularies.print_office"),
}
UNITS: Mapping[str, Text] = {
    "days": Text.named("package.properties.vocabularies.days"),
    "working_days": Text.named("package.properties.vocabularies.working_days"),
    "weeks": Text.named("package.properties.vocabularies.weeks"),
    "months": Text.named("package.properties.vocabularies.months"),
}
SETTERS: Mapping[str, Text] = {
    "city": Text.named("package.properties.vocabularies.city"),
    "state": Text.named("package.properties.vocabularies.state"),
    "federal": Text.named("package.properties.vocabularies.federal"),
}
STATUSES: Mapping[str, Text] = {
    "verified": Text.named("package.properties.vocabularies.verified"),
    "typical": Text.named("package.properties.vocabularies.typical"),
    "illustrative": Text.named("package.properties.vocabularies.illustrative"),
}
AFTER: Mapping[str, Text] = {
    "closing": Text.named("package.properties.vocabularies.closing"),
    "validity_end": Text.named("package.properties.vocabularies.validity_end"),
    "last_payment": Text.named("package.properties.vocabularies.last_payment"),
}
RESULTS: Mapping[str, Text] = {
    "money": Text.named("package.properties.vocabularies.money"),
    "number": Text.named("package.properties.vocabularies.number"),
    "text": Text.named("package.properties.vocabularies.text"),
    "date": Text.named("package.properties.vocabularies.date"),
    "boolean": Text.named("package.properties.vocabularies.boolean"),
}
NOTICE_KINDS: Mapping[str, Text] = {
    "decision": Text.named("package.properties.vocabularies.decision"),
    "certificate": Text.named("package.properties.vocabularies.certificate"),
    "receipt": Text.named("package.properties.vocabularies.receipt"),
    "information": Text.named("package.properties.vocabularies.information"),
    "payment_receipt": Text.named("package.properties.vocabularies.payment_receipt"),
}
OUTCOMES: Mapping[str, Text] = {
    "granted": Text.named("package.properties.vocabularies.granted"),
    "partly": Text.named("package.properties.vocabularies.partly"),
    "refused": Text.named("package.properties.vocabularies.refused"),
    "not_found": Text.named("package.properties.vocabularies.not_found"),
    "other": Text.named("package.properties.vocabularies.something_else"),
}
EXCEPTIONS: Mapping[str, Text] = {
    "granted": Text.named("package.properties.vocabularies.application_is_granted_in_full"),
    "known": Text.named("package.properties.vocabularies.known"),
    "similar": Text.named("package.properties.vocabularies.similar"),
    "by_law": Text.named("package.properties.vocabularies.by_law"),
    "general": Text.named("package.properties.vocabularies.general"),
}
MEDIA: Mapping[str, Text] = {
    "pdf": Text.named("package.properties.vocabularies.pdf"),
    "jpg": Text.named("package.properties.vocabularies.jpg"),
    "png": Text.named("package.properties.vocabularies.png"),
    "tiff": Text.named("package.properties.vocabularies.tiff"),
    "heic": Text.named("package.properties.vocabularies.heic"),
    "txt": Text.named("package.properties.vocabularies.txt"),
    "docx": Text.named("package.properties.vocabularies.docx"),
    "xlsx": Text.named("package.properties.vocabularies.xlsx"),
    "odt": Text.named("package.properties.vocabularies.odt"),
}
LETTER_PARTS: Mapping[str, Text] = {
    "operative": Text.named("package.properties.vocabularies.operative"),
    "reasons": Text.named("package.properties.vocabularies.reasons"),
    "ancillary": Text.named("package.properties.vocabularies.ancillary"),
    "information": Text.named("package.properties.vocabularies.information_2"),
}
PASSAGE_PLACES: Mapping[str, Text] = {
    "opening": Text.named("package.properties.vocabularies.opening"),
    "reasons": Text.named("package.properties.vocabularies.end_of_reasons"),
    "information": Text.named("package.properties.vocabularies.end_of_information"),
}
"""Where an officer may add a passage to a letter (`notices.editing.ADDED`)."""
GROUND_PARTS: Mapping[str, Text] = {
    "reason": Text.named("package.properties.vocabularies.reason"),
    "stated": Text.named("package.properties.vocabularies.stated"),
    "discretion": Text.named("package.properties.vocabularies.discretion"),
    "basis": Text.named("package.properties.vocabularies.basis"),
}
ALIGNS: Mapping[str, Text] = {
    "start": Text.named("package.properties.vocabularies.start"),
    "end": Text.named("package.properties.vocabularies.end"),
}
ACTIONS: Mapping[str, Text] = {
    "compute_fee": Text.named("package.properties.vocabularies.compute_fee"),
    "demand_payment": Text.named("package.properties.vocabularies.demand_payment"),
    "wait_for_payment": Text.named("package.properties.vocabularies.wait_for_payment"),
    "refund": Text.named("package.properties.vocabularies.refund"),
    "decide_automatically": Text.named("package.properties.vocabularies.decide_automatically"),
    "assign": Text.named("package.properties.vocabularies.assign"),
    "request_correction": Text.named("package.properties.vocabularies.request_correction"),
    "request_document": Text.named("package.properties.vocabularies.request_document"),
    "consult": Text.named("package.properties.vocabularies.consult"),
    "invite_hearing": Text.named("package.properties.vocabularies.invite_hearing"),
    "book_appointment": Text.named("package.properties.vocabularies.book_appointment"),
    "compose_notice": Text.named("package.properties.vocabularies.compose_notice"),
    "seal": Text.named("package.properties.vocabularies.seal"),
    "deliver": Text.named("package.properties.vocabularies.deliver"),
    "notify": Text.named("package.properties.vocabularies.notify"),
    "file": Text.named("package.properties.vocabularies.file"),
    "hand_over": Text.named("package.properties.vocabularies.hand_over"),
    "remind": Text.named("package.properties.vocabularies.remind"),
    "call_adapter": Text.named("package.properties.vocabularies.call_adapter"),
    "close": Text.named("package.properties.vocabularies.close"),
}
LANGUAGES: Mapping[str, Text] = {
    "de": Text.named("package.properties.vocabularies.de"),
    "en": Text.named("package.properties.vocabularies.en"),
    "de-leicht": Text.named("package.properties.vocabularies.de_leicht"),
}
ELEMENTS: Mapping[str, Text] = {
    "startEvent": Text.named("package.properties.vocabularies.startevent"),
    "endEvent": Text.named("package.properties.vocabularies.endevent"),
    "userTask": Text.named("package.properties.vocabularies.usertask"),
    "serviceTask": Text.named("package.properties.vocabularies.servicetask"),
    "businessRuleTask": Text.named("package.properties.vocabularies.businessruletask"),
    "sendTask": Text.named("package.properties.vocabularies.sendtask"),
    "receiveTask": Text.named("package.properties.vocabularies.receivetask"),
    "callActivity": Text.named("package.properties.vocabularies.callactivity"),
    "subProcess": Text.named("package.properties.vocabularies.subprocess"),
    "exclusiveGateway": Text.named("package.properties.vocabularies.exclusivegateway"),
    "parallelGateway": Text.named("package.properties.vocabularies.parallelgateway"),
    "eventBasedGateway": Text.named("package.properties.vocabularies.eventbasedgateway"),
    "intermediateCatchEvent": Text.named("package.properties.vocabularies.intermediatecatchevent"),
    "intermediateThrowEvent": Text.named("package.properties.vocabularies.intermediatethrowevent"),
    "boundaryEvent": Text.named("package.properties.vocabularies.boundaryevent"),
}


AUTOCOMPLETE: Mapping[str, Text] = {
    name: Text(name)
    for name in (
        *("on", "off", "name", "honorific-prefix", "given-name", "additional-name", "family-name", "honorific-suffix"),
        *("nickname", "organization", "organization-title", "street-address", "address-line1", "address-line2"),
        *("address-line3", "address-level1", "address-level2", "postal-code", "country", "country-name", "bday"),
        *("bday-day", "bday-month", "bday-year", "sex", "url", "email", "tel", "tel-national", "language"),
        *("cc-name", "transaction-amount", "username", "home", "work", "billing", "shipping"),
    )
}


class _FieldTypes(Mapping[str, Text]):
    """Every kind of question, also those registered later."""

    def __getitem__(self, key: str) -> Text:
        return FIELD_TYPES[key].words

    def __iter__(self) -> Iterator[str]:
        return iter(FIELD_TYPES)

    def __len__(self) -> int:
        return len(FIELD_TYPES)


QUESTION_TYPES: Mapping[str, Text] = _FieldTypes()
