"""The fixed words of our letters, German and English. What a package or a city says is not in here."""

from __future__ import annotations

from allmende.domain.values import Text

HEADINGS: dict[str, Text] = {
    "operative": Text.named("notices.wording.operative"),
    "reasons": Text.named("notices.wording.reasons"),
    "ancillary": Text.named("notices.wording.ancillary"),
    "information": Text.named("notices.wording.information"),
    "next": Text.named("notices.wording.next"),
    "fee": Text.named("notices.wording.fee"),
    "remedy": Text.named("notices.wording.remedy"),
}
REPRESENTING = Text.named("notices.wording.representing")
"""The second line of an address, under the name of who acts for the person."""
WHOEVER_REPRESENTS = Text.named("notices.wording.whoever_represents")
"""The first line of an address where a minor applied alone and nobody is known to represent her."""
ABOUT_SOMEBODY = Text.named("notices.wording.about_somebody")
"""Before the lead of a letter to a representative (§ 37 Abs. 1 VwVfG: a decision says whom it binds)."""
AS_PROXY = Text.named("notices.wording.as_proxy")
THROUGH = Text.named("notices.wording.through")
"""The second line of a company's address."""
INFO: dict[str, Text] = {
    "reference": Text.named("notices.wording.reference"),
    "concerns": Text.named("notices.wording.concerns"),
    "day": Text.named("notices.wording.day"),
    "received": Text.named("notices.wording.received"),
    "unit": Text.named("notices.wording.unit"),
    "phone": Text.named("notices.wording.phone"),
    "email": Text.named("notices.wording.email"),
}
FEE: dict[str, Text] = {
    "caption": Text.named("notices.wording.caption"),
    "position": Text.named("notices.wording.position"),
    "basis": Text.named("notices.wording.legal_basis"),
    "amount": Text.named("notices.wording.amount"),
    "sum": Text.named("notices.wording.sum"),
    "due": Text.named("notices.wording.due"),
    "payee": Text.named("notices.wording.payee"),
    "bank": Text.named("notices.wording.bank"),
    "reference": Text.named("notices.wording.payment_reference"),
}
CARD: dict[str, Text] = {
    "valid_from": Text.named("notices.wording.valid_from"),
    "valid_until": Text.named("notices.wording.valid_until"),
    "number": Text.named("notices.wording.number"),
    "note": Text.named("notices.wording.note"),
}
BASIS = Text.named("notices.wording.basis")
WEIGHED = Text.named("notices.wording.weighed")
DEPARTS = Text.named("notices.wording.departs")
INSTEAD_OF = Text.named("notices.wording.instead_of")
REST_REFUSED = Text.named("notices.wording.rest_refused")
NOTHING = Text.named("notices.wording.nothing")
EXPLAINED = Text.named("notices.wording.explained")
BECAUSE = Text.named("notices.wording.because")
CLOSING = Text.named("notices.wording.closing")
ON_BEHALF = Text.named("notices.wording.on_behalf")
COURTESY = Text.named("notices.wording.courtesy")
ONLY_BINDING = Text.named("notices.wording.only_binding")
"""Before a passage of a courtesy translation that an officer worded herself."""
BINDING = "de"
"""The official language (§ 23 VwVfG)."""
DATA_ENCLOSURE = Text.named("notices.wording.data_enclosure")


def machine_note(kind: str, basis: str | None) -> Text:
    """§ 37 Abs. 5 HVwVfG: a notice issued by machine needs no signature or name, but says so."""
    if kind != "decision":
        return Text.named("notices.wording.this_letter_was_made_automatically")
    named = f" ({basis})" if basis else ""
    return Text.named("notices.wording.this_notice_was_issued_automatically", named=named)


HUMAN_NOTE = Text.named("notices.wording.human_note")


def code_note(host: str) -> Text:
    """Where anyone can check the code on a card."""
    return Text.named("notices.wording.genuine_scan_code_or_enter", host=host)


def seal_note(host: str) -> Text:
    """Where anyone can check the seal; the seal itself is invisible on paper."""
    return Text.named("notices.wording.this_file_carries_electronic_seal", host=host)
