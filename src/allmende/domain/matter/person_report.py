"""What a city knows about one person, for herself (Art. 15 GDPR): each of her matters with its data and what is done with it.

    identity ─ is_of → her matters ─ describe → entries ─┬─ report_document → PDF
                                                         └─ as they are → JSON

Other people's data is left out: answers about them, their names, and the words an officer adds. In German, the official language.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from allmende.domain.forms import summary
from allmende.domain.forms.confirmed import attribute_of
from allmende.domain.matter.file_copy import FileMessage, Selection
from allmende.domain.matter.file_copy.pieces import BAR
from allmende.domain.matter.model import Matter
from allmende.domain.matter.people import people_of
from allmende.domain.matter.privacy import Processing
from allmende.domain.notices import document as doc
from allmende.domain.notices.letterhead import authority_of
from allmende.domain.package import CityData
from allmende.domain.package.parties import FAMILY
from allmende.domain.spelling.comparing import same
from allmende.domain.values import BERLIN, Text, spoken_day

NAMES = ("family_name", "given_names")


@dataclass(frozen=True, slots=True)
class ProvedIdentity:
    """Who asks, as an officer saw it proved."""

    family_name: str
    given_names: str
    date_of_birth: date

    @property
    def spoken(self) -> str:
        """Her name and date of birth in one line."""
        name = " ".join(one for one in (self.given_names, self.family_name) if one)
        return f"{name}, {spoken_day(self.date_of_birth, 'de')}"


def is_of(matter: Matter, person: ProvedIdentity) -> bool:
    """Did exactly she apply? Names but for spelling, and the date of birth, as declared; and as proved, where a sign-in proved them."""
    declared = {
        attribute_of(field): matter.answers.get(field.id)
        for step in matter.service.form.form.steps
        for field in step.fields
    }
    proved = matter.applicant.attributes
    return _same(declared, person) and (not any(proved.get(name) for name in NAMES) or _same(proved, person))


def _same(said: Mapping[Any, Any], person: ProvedIdentity) -> bool:
    wanted = {"family_name": person.family_name, "given_names": person.given_names}
    names = all(same(str(said.get(name) or ""), value) for name, value in wanted.items())
    born = said.get("date_of_birth")
    return names and str(born or "")[:10] == person.date_of_birth.isoformat()


def words_of_others(matter: Matter, words: Iterable[str]) -> Selection:
    """What is replaced wherever it stands: the names of other people in the application, and the words given."""
    return Selection(words=(*words, *people_of(matter.answers).others))


@dataclass(frozen=True, slots=True, kw_only=True)
class Matters:
    """One matter and what lies beside it. `letters` and `files` are names with a day; `entries` what lists of the city say today."""

    matter: Matter
    processing: Processing
    messages: tuple[FileMessage, ...] = ()
    letters: tuple[tuple[str, date], ...] = ()
    files: tuple[str, ...] = ()
    entries: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()


def describe(matters: Matters, words: Sequence[str]) -> dict[str, Any]:
    """All of it in words, other people's data left out."""
    matter, said = matters.matter, matters.processing
    barred = words_of_others(matter, words).barred
    fee = next((fact for fact in reversed(matter.facts) if fact.kind == "fee_set"), None)
    return {
        "reference": matter.reference,
        "service": said.name.spoken("de"),
        "received_on": matter.received_on.isoformat(),
        "purposes": list(said.bases),
        "categories": [{"name": x.name.spoken("de"), "basis": x.special} for x in said.categories],
        "sources": [YOURSELF.spoken("de"), *(x.spoken("de") for x in said.sources)],
        "recipients": [x.spoken("de") for x in said.recipients],
        "stored_in": [x.spoken("de") for x in said.stored],
        "kept": f"{said.kept.spoken('de')}. {said.kept_basis}. {said.ends.spoken('de')}",
        "decided_by_machine": said.automatic or None,
        "identity": {"provider": matter.applicant.identity, "level": matter.applicant.level,
                     "attributes": {key: barred(str(value)) for key, value in matter.applicant.attributes.items()}},
        "answers": [{"question": label, "answer": text} for label, text in _answers(matter, barred)],
        "files": [barred(name) for name in matters.files],
        "letters": [{"title": barred(title), "day": day.isoformat()} for title, day in matters.letters],
        "messages": [
            {"at": x.written_at.isoformat(), "from": x.author or YOURSELF.spoken("de"), "subject": barred(x.subject),
             "text": barred(x.text)}
            for x in matters.messages
        ],
        "fee": fee.told("de") if fee else None,
        "history": [
            {"at": fact.at.isoformat(), "text": barred(fact.spoken("de"))} for fact in matter.facts if fact.public
        ],
        "register_entries": [
            {"register": name, "entry": {key: barred(value) for key, value in rows}} for name, rows in matters.entries
        ],
    }  # fmt: skip


def _answers(matter: Matter, barred: Any) -> list[tuple[str, str]]:
    """Question and answer. What is asked about somebody else stands under a prefix of her block: only that it was said."""
    others = tuple(key.removesuffix(FAMILY) for key in matter.answers if key.endswith(FAMILY) and key != FAMILY)
    found = []
    for row in summary(matter.service.form, matter.answers, "de"):
        about_other = bool(others) and row.path.startswith(others)
        label = f"{row.row}: {row.label}" if row.row else row.label
        found.append((label, BAR if about_other else barred(row.text)))
    return found


YOURSELF = Text.named("matter.person_report.yourself")
HEADS = {
    "purposes": Text.named("matter.person_report.purposes"),
    "categories": Text.named("matter.person_report.categories"),
    "sources": Text.named("matter.person_report.sources"),
    "recipients": Text.named("matter.person_report.recipients"),
    "stored_in": Text.named("matter.person_report.stored_in"),
    "kept": Text.named("matter.person_report.kept"),
    "decided_by_machine": Text.named("matter.person_report.decided_by_machine"),
    "identity": Text.named("matter.person_report.identity"),
    "answers": Text.named("matter.person_report.answers"),
    "files": Text.named("matter.person_report.files"),
    "letters": Text.named("matter.person_report.letters"),
    "messages": Text.named("matter.person_report.messages"),
    "fee": Text.named("matter.person_report.fee"),
    "history": Text.named("matter.person_report.history"),
    "register_entries": Text.named("matter.person_report.register_entries"),
}
"""What each part is called, in the order in which it stands."""
APPOINTMENTS = Text.named("matter.person_report.appointments")
TITLE, LEAD = Text.named("matter.person_report.title"), Text.named("matter.person_report.lead")
NOTHING, RIGHTS = Text.named("matter.person_report.nothing"), Text.named("matter.person_report.rights")
RIGHTS_HEAD, ABOUT = Text.named("matter.person_report.rights_head"), Text.named("matter.person_report.about")
LEFT_OUT, ORIGINALS = Text.named("matter.person_report.left_out"), Text.named("matter.person_report.originals")
RECEIVED, AS_OF = Text.named("matter.person_report.received"), Text.named("matter.person_report.as_of")
OCCASION, BY = Text.named("matter.person_report.occasion"), Text.named("matter.person_report.by")


def report_document(
    city: CityData, person: ProvedIdentity, matters: Sequence[Mapping[str, Any]], *, purpose: str, by: str, day: date,
    appointments: Sequence[str] = (),
) -> doc.Document:  # fmt: skip
    """The report as a letter of the city, one section for each matter, then her appointments in words."""
    about = doc.Pairs((doc.Pair(ABOUT.spoken("de"), person.spoken), doc.Pair(OCCASION.spoken("de"), purpose)))
    first = doc.Section(
        "operative", "", (about, *(() if matters or appointments else (doc.Paragraph(NOTHING.spoken("de")),)))
    )
    notes = tuple(doc.Paragraph(one.spoken("de")) for one in (LEFT_OUT, ORIGINALS, RIGHTS))
    return doc.Document(
        id="person_report",
        kind="list",
        language="de",
        authority=authority_of(city, None, "de"),
        reference="",
        day=day,
        place_and_day="",
        addressee=(),
        subject=TITLE.spoken("de"),
        lead=LEAD.spoken("de"),
        info=(doc.Pair(AS_OF.spoken("de"), spoken_day(day, "de")),),
        sections=(
            first,
            *(_section(matter) for matter in matters),
            *(
                [doc.Section("operative", APPOINTMENTS.spoken("de"), tuple(map(doc.Paragraph, appointments)))]
                if appointments
                else []
            ),
            doc.Section("information", RIGHTS_HEAD.spoken("de"), notes),
        ),
        signature=doc.Signature(closing=f"{BY.spoken('de')} {by}.", author=None, role="", notes=()),
    )


def _section(said: Mapping[str, Any]) -> doc.Section:
    received = RECEIVED.spoken("de").format(day=spoken_day(date.fromisoformat(said["received_on"]), "de"))
    blocks: list[doc.Block] = [doc.Paragraph(received)]
    for key, head in HEADS.items():
        shown = _block(key, said[key])
        if shown is not None:
            blocks += [doc.Heading(head.spoken("de")), shown]
    return doc.Section("operative", f"{said['service']}, {said['reference']}", tuple(blocks))


def _block(key: str, value: Any) -> doc.Block | None:
    """One part as it is printed; None where there is nothing to say."""
    if not value:
        return None
    if isinstance(value, str):
        return doc.Paragraph(value)
    match key:
        case "answers":
            return doc.Pairs(tuple(doc.Pair(one["question"], one["answer"]) for one in value if one["answer"]))
        case "identity":
            known = {"": f"{value['provider']} ({value['level']})", **value["attributes"]}
            return doc.Listing(tuple(f"{name}: {text}" if name else text for name, text in known.items()))
        case "categories":
            return doc.Listing(
                tuple(f"{one['name']} ({one['basis']})" if one["basis"] else one["name"] for one in value)
            )
        case "letters":
            return doc.Listing(tuple(f"{one['title']}, {_day(one['day'])}" for one in value))
        case "messages":
            return doc.Listing(tuple(f"{_moment(x['at'])}, {x['from']}: {x['subject']} {x['text']}" for x in value))
        case "history":
            return doc.Listing(tuple(f"{_moment(one['at'])}: {one['text']}" for one in value))
        case "register_entries":
            lines = (
                f"{x['register']}: " + "; ".join(f"{name}: {text}" for name, text in x["entry"].items()) for x in value
            )
            return doc.Listing(tuple(lines))
    return doc.Listing(tuple(map(str, value)))


def _day(iso: str) -> str:
    return spoken_day(date.fromisoformat(iso), "de")


def _moment(iso: str) -> str:
    return f"{datetime.fromisoformat(iso).astimezone(BERLIN):%d.%m.%Y, %H:%M}"
