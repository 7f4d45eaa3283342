"""A city's own question as a form: what to ask, how, in German and English."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from django.utils.translation import gettext as _

from allmende.domain.forms import FIELD_TYPES, Field, Option
from allmende.domain.forms.values import read as read_entry
from allmende.domain.package import ServicePackage
from allmende.domain.package.overlay import OWN_PREFIX
from allmende.domain.package.properties.form import FIELD
from allmende.domain.package.properties.vocabularies import PERSONAL_DATA
from allmende.domain.spelling.comparing import ascii_words
from allmende.domain.values import Text
from allmende.entrypoints.studio import inputs
from allmende.entrypoints.studio.adoption.posted import Posted, Wrong
from allmende.entrypoints.studio.inputs import FieldFrame
from allmende.ui.html import SafeString, join

OWN_ID = re.compile(rf"{OWN_PREFIX}[a-z0-9_]{{1,58}}")
Own = tuple[Field, dict[str, Text]]


def draw(prefix: str, posted: Posted, errors: Mapping[str, str], language: str) -> SafeString:
    """All inputs of an own question."""

    def around(part: str, label: str, **more: object) -> FieldFrame:
        return FieldFrame(label, error=errors.get(prefix + part, ""), **more)  # type: ignore[arg-type]

    def said(name: str) -> str:
        return next(one.heading.spoken(language) for one in FIELD.properties if one.name == name)

    def typed(part: str) -> str:
        return posted.one(prefix + part)

    kinds = [(kind.id, kind.words.spoken(language)) for kind in FIELD_TYPES.values() if kind.asked_by_cities]
    data = [(key, words.spoken(language)) for key, words in PERSONAL_DATA.items()]
    when_hint = _("Leer: immer. Sonst eine Bedingung, zum Beispiel: stellplatz = true")
    options_hint = _("Nur bei Fragen zum Auswählen. Je Zeile eine Antwort: Deutsch | Englisch")
    return join(
        (
            inputs.text(f"{prefix}frage.de", typed("frage.de"), around("frage.de", _("Frage auf Deutsch"), lang="de"), longest=300),
            inputs.text(f"{prefix}frage.en", typed("frage.en"), around("frage.en", _("Frage auf Englisch"), lang="en", mark=True), longest=300),
            inputs.area(f"{prefix}hilfe.de", typed("hilfe.de"), around("hilfe.de", _("Hilfetext auf Deutsch"), lang="de", mark=True), rows=2),
            inputs.area(f"{prefix}hilfe.en", typed("hilfe.en"), around("hilfe.en", _("Hilfetext auf Englisch"), lang="en", mark=True), rows=2),
            inputs.select(f"{prefix}art", typed("art"), kinds, around("art", _("Wie antwortet man?"))),
            inputs.area(f"{prefix}antworten", typed("antworten"), around("antworten", _("Antworten zur Auswahl"), hint=options_hint, mark=True)),
            inputs.tick(f"{prefix}pflicht", typed("pflicht") == "on", _("Diese Frage muss man beantworten")),
            inputs.text(f"{prefix}laenge", typed("laenge"), around("laenge", said("max_length"), mark=True, width="al-w-6", mode="numeric"), longest=6),
            inputs.text(f"{prefix}wenn", typed("wenn"), around("wenn", said("when"), hint=when_hint, mark=True)),
            inputs.select(f"{prefix}daten", typed("daten"), data, around("daten", said("personal_data"))),
        )
    )  # fmt: skip


def read(prefix: str, posted: Posted, package: ServicePackage) -> Own:
    """The question and its texts. An existing one keeps its id and what the form does not show. Error: `Wrong`."""
    wrong = dict(_mistakes(prefix, posted))
    if wrong:
        raise Wrong(wrong)
    kind = FIELD_TYPES[posted.one(f"{prefix}art")]
    given = posted.one(f"{prefix}id")
    own_id = given if OWN_ID.fullmatch(given) else fresh_id(package, posted.one(f"{prefix}frage.de"))
    answers = _answers(posted.one(f"{prefix}antworten")) if kind.choosing else {}
    length = posted.one(f"{prefix}laenge").strip()
    question = Field(
        id=own_id,
        type=kind.id,
        path=own_id,
        required=posted.one(f"{prefix}pflicht") == "on" and not kind.silent,
        when=posted.one(f"{prefix}wenn").strip() or None,
        max_length=int(length) if length and "max_length" in kind.properties else None,
        options=tuple(Option(key, Text("")) for key in answers),
        personal_data=posted.one(f"{prefix}daten"),
        accept=("pdf", "jpg", "png") if kind.control == "files" else (),
    )
    return question, _texts(own_id, prefix, posted, answers)


def kept(before: Own, now: Own) -> Own:
    """What the form does not show stays as it was: checks, prefill, limits of files, shown type permitting."""
    now = _with_old_options(before, now)
    old, new = before[0], now[0]
    if old.type != new.type or old.id != new.id:
        return now
    shown = ("required", "when", "max_length", "options", "personal_data")
    same = replace(old, **{name: getattr(new, name) for name in shown}, source="")
    base = f"field.{old.path}."
    shown_texts = (f"{base}label", f"{base}help", f"{base}option.")
    rest = {key: text for key, text in before[1].items() if not key.startswith(shown_texts)}
    return same, {**now[1], **rest}


def _with_old_options(before: Own, now: Own) -> Own:
    """Answers that are worded as before keep their ids: conditions and cases know them by it."""
    question, words = now
    base = f"field.{question.path}.option."
    known = {
        words_before["de"]: option.id
        for option in before[0].options
        if (words_before := before[1].get(f"field.{before[0].path}.option.{option.id}"))
    }
    ids = {option.id: known.get(words[base + option.id]["de"], option.id) for option in question.options}
    if len(set(ids.values())) < len(ids):
        return now
    others = {key: text for key, text in words.items() if not key.startswith(base)}
    renamed = {base + ids[option.id]: words[base + option.id] for option in question.options}
    options = tuple(replace(option, id=ids[option.id]) for option in question.options)
    return replace(question, options=options), {**others, **renamed}


def entries_of(question: Field, words: Mapping[str, Text]) -> dict[str, list[str]]:
    """The form of a question that is there already."""
    base = f"field.{question.path}"

    def said(part: str, language: str) -> list[str]:
        text = words.get(f"{base}.{part}")
        return [text.get(language, "") if text else ""]

    return {
        "id": [question.id],
        "frage.de": said("label", "de"),
        "frage.en": said("label", "en"),
        "hilfe.de": said("help", "de"),
        "hilfe.en": said("help", "en"),
        "art": [question.type],
        "antworten": [
            "\n".join(_answer_line(option, words.get(f"{base}.option.{option.id}")) for option in question.options)
        ],
        "pflicht": ["on" if question.required else ""],
        "laenge": [str(question.max_length or "")],
        "wenn": [question.when or ""],
        "daten": [question.personal_data or ""],
    }


def fresh_id(package: ServicePackage, label: str) -> str:
    """`x_` and the first words of the question, not yet used in the form."""
    base = OWN_PREFIX + (slug(label)[:40].rstrip("_") or "frage")
    taken = {field.id for field in package.form.fields()}
    found, number = base, 2
    while found in taken:
        found, number = f"{base}_{number}", number + 1
    return found


def slug(words: str) -> str:
    """Words as an id: no umlauts, no signs.

    >>> slug("Größe des Gartens (m²)?")
    'groesse_des_gartens_m2'
    """
    return "_".join(ascii_words(words))


def _mistakes(prefix: str, posted: Posted) -> Iterator[tuple[str, str]]:
    kind = FIELD_TYPES.get(posted.one(f"{prefix}art"))
    if not posted.one(f"{prefix}frage.de").strip():
        yield f"{prefix}frage.de", _("Bitte schreiben Sie die Frage auf.")
    if kind is None or not kind.asked_by_cities:
        yield f"{prefix}art", _("Bitte wählen Sie, wie man antwortet.")
    elif kind.choosing and len(_answers(posted.one(f"{prefix}antworten"))) < 2:
        yield f"{prefix}antworten", _("Bitte schreiben Sie mindestens zwei Antworten auf, je Zeile eine.")
    length = posted.one(f"{prefix}laenge").strip()
    value, refused = read_entry(Field("laenge", "integer"), length)
    if length and (refused or not 1 <= value <= 100_000):
        yield f"{prefix}laenge", _("Bitte geben Sie eine ganze Zahl ab 1 an.")
    if posted.one(f"{prefix}daten") not in PERSONAL_DATA:
        yield f"{prefix}daten", _("Bitte wählen Sie die Art der Daten.")


def _answers(typed: str) -> dict[str, Text]:
    """Options by id, out of lines `Deutsch | English`."""
    found: dict[str, Text] = {}
    for line in typed.splitlines():
        german, _bar, english = line.partition("|")
        key = slug(german)[:60]
        if key:
            found[key] = Text(german.strip(), english.strip())
    return found


def _answer_line(option: Option, words: Text | None) -> str:
    german = (words or option.label or Text(option.id))["de"] or option.id
    english = words.get("en", "") if words else ""
    return f"{german} | {english}" if english else german


def _texts(own_id: str, prefix: str, posted: Posted, answers: Mapping[str, Text]) -> dict[str, Text]:
    base = f"field.{own_id}"
    found = {f"{base}.label": _both(prefix, "frage", posted)}
    help_ = _both(prefix, "hilfe", posted)
    if help_["de"]:
        found[f"{base}.help"] = help_
    return found | {f"{base}.option.{key}": text for key, text in answers.items()}


def _both(prefix: str, part: str, posted: Posted) -> Text:
    return Text(posted.one(f"{prefix}{part}.de").strip(), posted.one(f"{prefix}{part}.en").strip())
