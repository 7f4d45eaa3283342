"""What is wrong in a model: the finding and the place, down to the cell."""

from __future__ import annotations

from dataclasses import dataclass

from allmende.feel import Finding


@dataclass(frozen=True, slots=True)
class ModelFinding:
    """One thing to mend in a model.

    `element` is the name of the decision, knowledge model, input or type. In a table, `rule` counts from
    1 and `cell` names the column ("input 2", "output 1"). `xml_line` is the line in the file, `line`,
    `column` and `length` are the place in the FEEL text, 0 if there is none.
    """

    code: str
    de: str
    en: str
    severity: str
    element: str
    rule: int = 0
    cell: str = ""
    xml_line: int = 0
    line: int = 0
    column: int = 0
    length: int = 0

    def text(self, lang: str = "de") -> str:
        """The sentence in `lang`, with the place before it."""
        place = [self.element]
        if self.rule:
            place.append(f"{'Regel' if lang == 'de' else 'rule'} {self.rule}")
        return f"{', '.join(place)}: {self.de if lang == 'de' else self.en}"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the check stands in a model."""

    element: str
    rule: int = 0
    cell: str = ""
    xml_line: int = 0

    def finding(self, code: str, de: str, en: str, severity: str = "error") -> ModelFinding:
        """A finding about this place as a whole."""
        return ModelFinding(code, de, en, severity, self.element, self.rule, self.cell, self.xml_line)

    def of_feel(self, found: Finding) -> ModelFinding:
        """A finding of FEEL at this place."""
        return ModelFinding(
            found.code,
            found.de,
            found.en,
            found.severity,
            self.element,
            self.rule,
            self.cell,
            self.xml_line,
            found.line,
            found.column,
            found.length,
        )
