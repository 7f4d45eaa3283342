"""What is wrong in a model: the finding and the place, down to the cell."""

from __future__ import annotations

from dataclasses import dataclass

from allmende.domain.values import Text
from allmende.feel import ExpressionFinding


@dataclass(frozen=True, slots=True)
class ModelFinding:
    """One thing to mend in a model.

    `element` is the name of the decision, knowledge model, input or type. In a table, `rule` counts from
    1 and `cell` names the column ("input 2", "output 1"). `xml_line` is the line in the file, `line`,
    `column` and `length` are the place in the FEEL text, 0 if there is none.
    """

    code: str
    words: Text
    severity: str
    element: str
    rule: int = 0
    cell: str = ""
    xml_line: int = 0
    line: int = 0
    column: int = 0
    length: int = 0

    @property
    def text(self) -> Text:
        """The sentence, with the place before it."""
        if self.rule:
            return Text.named("decisions.findings.in_rule", element=self.element, rule=self.rule, words=self.words)
        return Text.named("decisions.findings.in_element", element=self.element, words=self.words)


@dataclass(frozen=True, slots=True)
class ModelPlace:
    """Where the check stands in a model."""

    element: str
    rule: int = 0
    cell: str = ""
    xml_line: int = 0

    def finding(self, code: str, words: Text, severity: str = "error") -> ModelFinding:
        """A finding about this place as a whole."""
        return ModelFinding(code, words, severity, self.element, self.rule, self.cell, self.xml_line)

    def of_feel(self, found: ExpressionFinding) -> ModelFinding:
        """A finding of FEEL at this place."""
        return ModelFinding(
            found.code,
            found.text,
            found.severity,
            self.element,
            self.rule,
            self.cell,
            self.xml_line,
            found.line,
            found.column,
            found.length,
        )
