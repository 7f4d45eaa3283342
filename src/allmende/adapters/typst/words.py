"""The few words the base templates need besides the document's own."""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "de": {
        "page": "Seite {here} von {all}",
        "enclosures": "Anlagen",
        "addressee": "Antrag von",
        "giro": "Giro-Code zum Bezahlen",
        "square": "QR-Code zum Prüfen, Code {code}",
        "missing": "Einige Zeichen kennt die Schrift dieses Schreibens nicht. Sie stehen hier als ‹U+…›.",
        "missing_attached": "Die angehängten Daten enthalten sie unverändert.",
    },
    "en": {
        "page": "Page {here} of {all}",
        "enclosures": "Enclosures",
        "addressee": "Application by",
        "giro": "Giro code for payment",
        "square": "QR code to check, code {code}",
        "missing": "The typeface of this letter lacks some characters. They are written as ‹U+…› here.",
        "missing_attached": "The attached data hold them unchanged.",
    },
}
REGIONS = {"de": "DE", "en": "GB"}


def words_for(language: str) -> dict[str, str]:
    """In that language; German for every kind of German and for languages without words."""
    return WORDS.get(language.partition("-")[0], WORDS["de"])
