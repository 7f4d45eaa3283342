"""An expected refusal, in words a person can act on."""

from __future__ import annotations

from dataclasses import dataclass

from allmende.words import Text
from allmende.words.joining import joined


class WrongValue(ValueError):
    """A value that is not what it should be; `words` say so in every language, the error itself in German."""

    def __init__(self, words: Text) -> None:
        super().__init__(words.spoken("de"))
        self.words = words


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong (`code`, stable), said for people (`text`), and where.

    `where` is the path of the thing concerned: a field path such as `kinder.2.geburtsdatum`,
    or `services/x/form.yaml:12` for a package. Empty when it concerns the whole.
    `about` names the value that would mend it: `field.zone`, `parameter.gebuehrenordnung`, `register.permit`, `ground`.
    `severity` is `error` (refused) or `warning` (allowed, but say it).
    """

    code: str
    text: Text
    where: str = ""
    severity: str = "error"
    about: str = ""

    def __str__(self) -> str:
        return self.line["de"]

    @property
    def line(self) -> Text:
        """The sentence behind its place."""
        return joined((self.where, self.text), ": ") if self.where else self.text
