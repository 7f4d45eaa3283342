"""What a verification says to people, in plain words."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from allmende.domain.ports.seal import Status, Verification
from allmende.domain.values import Text

_BERLIN = ZoneInfo("Europe/Berlin")


def say(status: Status, *, city: str = "", signer: str = "", sealed_at: datetime | None = None) -> Verification:
    """The verdict with its words; `signer` and the moment (shown in Berlin time) where they are known."""
    german_day = f" am {sealed_at.astimezone(_BERLIN):%d.%m.%Y um %H:%M} Uhr" if sealed_at else ""
    english_day = f" on {sealed_at.astimezone(_BERLIN):%d.%m.%Y at %H:%M}" if sealed_at else ""
    words = {
        "sealed_unchanged": Text(
            de=f"Echt und unverändert. {signer} hat diese Datei{german_day} gesiegelt.",
            en=f"Genuine and unchanged. {signer} sealed this file{english_day}.",
        ),
        "changed": Text(
            de="Vorsicht: Die Datei trägt ein Siegel, aber sie wurde danach verändert oder beschädigt.",
            en="Careful: the file carries a seal, but it was changed or damaged afterwards.",
        ),
        "unknown_seal": Text(
            de=f"Diese Datei hat keine unserer Städte gesiegelt. Im Siegel steht: {signer or 'kein Name'}. "
            "Ob das stimmt, können wir nicht sagen.",
            en=f"None of our cities sealed this file. The seal names: {signer or 'nobody'}. "
            "We cannot say whether that is right.",
        ),
        "no_seal": Text(
            de="Diese Datei trägt kein Siegel. Wir können nicht sagen, von wem sie ist.",
            en="This file carries no seal. We cannot say who made it.",
        ),
        "not_a_pdf": Text(
            de="Das ist keine PDF-Datei. Bitte laden Sie das PDF hoch, das Sie bekommen haben.",
            en="This is not a PDF file. Please upload the PDF that you received.",
        ),
        "too_large": Text(
            de="Die Datei ist größer als 20 MB. So große Dateien versenden wir nicht.",
            en="The file is larger than 20 MB. We do not send files of that size.",
        ),
    }
    return Verification(status, words[status], city, signer, sealed_at)
