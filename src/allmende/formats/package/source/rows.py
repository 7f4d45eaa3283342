"""One table of decisions.yaml as a decision table: columns, cells, results."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from allmende.domain.decisions.model import (
    Cell,
    DecisionRule,
    DecisionTable,
    Extra,
    InputClause,
    LiteralExpression,
    OutputClause,
)
from allmende.domain.values import Text
from allmende.formats.package.source.choices import Choices
from allmende.formats.package.source.expressions import feel_text, quoted, words_or_feel
from allmende.formats.package.source.nodes import get, items, mapping
from allmende.formats.package.source.source import Source
from allmende.formats.schemas.shapes import check, did_you_mean
from allmende.formats.schemas.source_decisions import FEE_LINES, FINDINGS, HITS
from allmende.formats.schemas.words import OPTION
from allmende.formats.yaml import YamlNode

ANY_VALUE = "-"
WHY = "why"
PART_OF_CENT = re.compile(r"-?[0-9]+\.[0-9]{2}[0-9]*[1-9]")


@dataclass(frozen=True)
class ExpressionText:
    """FEEL and the place that says it; `tests`: it is a cell."""

    text: str
    node: YamlNode
    tests: bool = False


class Naming(Protocol):
    """Rewrites the names of an expression for the model."""

    def __call__(self, text: str, *, tests: bool = False) -> str: ...


@dataclass(frozen=True)
class _RowOutput:
    """A result column: the key of a row that fills it, and what it holds where a row says nothing."""

    name: str
    key: str
    type_ref: str
    words: bool  # a word, not an expression; the row's key where it is missing
    values: str = ""


FEE_OUTPUTS = (
    _RowOutput("id", "line", "string", words=True),
    _RowOutput("factor", "factor", "number", words=False),
    _RowOutput("amount", "amount", "number", words=False),
    _RowOutput("basis", "basis", "string", words=False),
)


def _outputs(gives: YamlNode) -> tuple[_RowOutput, ...]:
    if gives.value == FINDINGS:
        return (_RowOutput("", "finding", "string", words=True),)
    if gives.value == FEE_LINES:
        return FEE_OUTPUTS
    if words := items(gives):
        listed = ", ".join(quoted(str(word.value)) for word in words)
        return (_RowOutput("", "word", "string", words=True, values=listed),)
    return (_RowOutput("", "is", str(gives.value), words=False),)


def _own(outputs: tuple[_RowOutput, ...]) -> tuple[str, ...]:
    """Keys of a row that are no column."""
    return (WHY, *(output.key for output in outputs))


def expand_table(
    source: Source, key: str, node: YamlNode, choices: Choices, naming: Naming
) -> tuple[DecisionTable, list[ExpressionText]]:
    """The table and every FEEL text in it. Ids: `<table>_in_<column>`, `<table>-<row>`."""
    return _RowTable(source, key, node, choices, naming).expand()


@dataclass
class _RowTable:
    source: Source
    key: str
    node: YamlNode
    choices: Choices
    naming: Naming
    texts: list[ExpressionText] = field(default_factory=list)

    def expand(self) -> tuple[DecisionTable, list[ExpressionText]]:
        parts = mapping(self.node)
        policy, aggregation = HITS[str(parts["hit"].value)]
        columns = mapping(parts["inputs"])
        outputs = _outputs(parts["gives"])
        self._refuse_columns(columns, outputs)
        table = DecisionTable(
            tuple(self._input(column, node) for column, node in columns.items()),
            tuple(self._output(output) for output in outputs),
            tuple(self._rule(row, node, columns, outputs) for row, node in mapping(parts["rows"]).items()),
            policy,
            aggregation,
            orientation="Rule-as-Row",
            id=f"{self.key}_table",
            line=self.node.place.line,
        )
        return table, self.texts

    def _input(self, column: str, node: YamlNode) -> InputClause:
        key = f"{self.key}_in_{column}"
        return InputClause(
            LiteralExpression(self._feel(node), id=f"{key}_expression", line=node.place.line), key, column
        )

    def _output(self, output: _RowOutput) -> OutputClause:
        key = f"{self.key}_out_{output.name or 'result'}"
        return OutputClause(
            output.name, key, type_ref=output.type_ref, values=Cell(output.values) if output.values else None
        )

    def _feel(self, node: YamlNode, *, tests: bool = False) -> str:
        text = self.naming(feel_text(node), tests=tests)
        self.texts.append(ExpressionText(text, node, tests))
        return text

    def _rule(
        self, row: str, node: YamlNode, columns: Mapping[str, YamlNode], outputs: tuple[_RowOutput, ...]
    ) -> DecisionRule:
        self._refuse_strange(node, columns, outputs)
        cells = mapping(node)
        line = self._line(row, node)
        return DecisionRule(
            tuple(self._cell(column, columns[column], cells.get(column), line) for column in columns),
            tuple(LiteralExpression(self._result(output, row, node), line=line) for output in outputs),
            id=f"{self.key}-{row}",
            line=line,
            extra=Extra(str(cells[WHY].value) if WHY in cells else ""),
        )

    def _line(self, row: str, node: YamlNode) -> int:
        rows = mapping(self.node)["rows"]
        return rows.keys.get(row, node.place).line

    def _refuse_columns(self, columns: Mapping[str, YamlNode], outputs: tuple[_RowOutput, ...]) -> None:
        for name in columns:
            if name in _own(outputs):
                words = Text.named("formats.package.source.rows.column_taken", name=name)
                self.source.complain("source.column", words, columns[name])

    def _refuse_strange(self, node: YamlNode, columns: Mapping[str, YamlNode], outputs: tuple[_RowOutput, ...]) -> None:
        known = (*columns, *_own(outputs))
        for name in mapping(node):
            if name not in known:
                words = Text.named(
                    "formats.package.source.rows.no_column", name=name, table=self.key, near=did_you_mean(name, known)
                )
                self.source.complain("source.column", words, node.keys.get(name, node.place))

    def _cell(self, column: str, asked: YamlNode, cell: YamlNode | None, line: int) -> Cell:
        if cell is None:
            return Cell(ANY_VALUE, line=line)
        options = self.choices.get(feel_text(asked))
        if options is not None:
            return Cell(", ".join(self._words(column, options, cell)), line=cell.place.line)
        if isinstance(cell.value, list):
            words = Text.named("formats.package.source.rows.no_choice", column=column)
            self.source.complain("source.cell", words, cell)
            return Cell(ANY_VALUE, line=line)
        return Cell(self._feel(cell, tests=True), line=cell.place.line)

    def _words(self, column: str, options: tuple[str, ...], cell: YamlNode) -> Iterator[str]:
        """The cell of a choice: option ids, one or a list; null is an answer not given."""
        for item in items(cell) or [cell]:
            if item.value is None:
                yield "null"
            elif not isinstance(item.value, str):
                words = Text.named("formats.package.source.rows.answer_wanted", column=column)
                self.source.complain("source.cell", words, item)
            elif (item.value not in options) if options else not _is_id(item):
                allowed = Text.named("formats.package.source.rows.allowed_answers", options=", ".join(options))
                words = Text.named(
                    "formats.package.source.rows.no_answer",
                    said=item.value,
                    column=column,
                    near=did_you_mean(item.value, options),
                    allowed=allowed if options else "",
                )
                self.source.complain("source.cell", words, item)
            else:
                yield quoted(item.value)

    def _result(self, output: _RowOutput, row: str, node: YamlNode) -> str:
        said = get(node, output.key)
        if output.words:
            return self._word(output, row, node, said)
        if output.key == "basis":
            return self._basis(node, said)
        if said is not None:
            self._refuse_part_of_cent(output, node, said)
            return self._feel(said)
        if output.key != "factor":
            self.source.complain(
                "source.result", Text.named("formats.package.source.rows.no_result", row=row, key=output.key), node
            )
        return "1" if output.key == "factor" else "null"

    def _refuse_part_of_cent(self, output: _RowOutput, row: YamlNode, said: YamlNode) -> None:
        """What is charged once is money to the cent; a rate that is multiplied is rounded after that."""
        if output.key == "amount" and get(row, "factor") is None and PART_OF_CENT.fullmatch(str(said.value)):
            words = Text.named("formats.package.source.rows.fractions", said=said.value)
            self.source.complain("source.amount", words, said)

    def _word(self, output: _RowOutput, row: str, node: YamlNode, said: YamlNode | None) -> str:
        word = row if said is None else str(said.value)
        allowed = tuple(str(item.value) for item in items(mapping(self.node)["gives"]))
        if allowed and word not in allowed:
            say_it = Text.named("formats.package.source.rows.say_in_row", key=output.key)
            words = Text.named(
                "formats.package.source.rows.no_such_result",
                word=word,
                allowed=", ".join(allowed),
                near=did_you_mean(word, allowed, say_it),
            )
            self.source.complain("source.result", words, node if said is None else said)
        elif said is not None and not _is_id(said):
            self.source.complain("source.result", Text.named("formats.package.source.rows.no_id", word=word), said)
        return quoted(word)

    def _basis(self, node: YamlNode, said: YamlNode | None) -> str:
        """The norm of a fee line: its own, or the one above the rows."""
        basis = said or get(self.node, "basis")
        if basis is None:
            self.source.complain("source.result", Text.named("formats.package.source.rows.no_basis"), node)
            return "null"
        text = self.naming(words_or_feel(basis))
        self.texts.append(ExpressionText(text, basis))
        return text


def _is_id(node: YamlNode) -> bool:
    return not check(OPTION, node)
