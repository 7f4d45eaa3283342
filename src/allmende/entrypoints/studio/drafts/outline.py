"""The whole package in words, as an outline: plain values, ready to be drawn. Each line names the part it stands for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from allmende.domain.forms import FIELD_TYPES
from allmende.domain.package.difference import OpenedPackage
from allmende.domain.package.difference.naming import DifferenceNames
from allmende.domain.package.edits import PackagePart, author
from allmende.domain.package.properties import KINDS
from allmende.domain.package.properties import vocabularies as words
from allmende.domain.package.properties.types import LinesType, ValueType
from allmende.domain.package.wording import day, money, value
from allmende.domain.values import Text
from allmende.entrypoints.studio.drafts.forms import block_field, value_at
from allmende.entrypoints.studio.drafts.speaking import Conditions
from allmende.entrypoints.studio.drafts.titles import title_of
from allmende.formats.package.files import SOURCE


@dataclass(frozen=True, slots=True)
class OutlineItem:
    """One line: the part, its name, a few short marks, sentences, small parts in one row, and what lies inside."""

    address: str
    name: str
    marks: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    code: str = ""
    small: tuple[tuple[str, str], ...] = ()
    inner: tuple[OutlineItem, ...] = ()


@dataclass(frozen=True, slots=True)
class OutlineGroup:
    """One group of the service's sheet: label and value of each property."""

    heading: str
    rows: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A decision table: its heads and its rows with their cells."""

    address: str
    name: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...] = field(default=())


class Outline:
    """The sections of one package in one language."""

    def __init__(self, edition: OpenedPackage, language: str) -> None:
        self._edition = edition
        self._tree = edition.tree
        self._language = language
        self._names = DifferenceNames(edition, edition)
        self._conditions = Conditions(edition, language)

    # --- the sheet --------------------------------------------------------------------------------------

    def sheets(self) -> tuple[OutlineGroup, ...]:
        """The properties of the service in their groups; what is not said is left out."""
        data = self._tree["service"].data if "service" in self._tree else {}
        found: dict[str, list[tuple[str, str, str]]] = {}
        for one in KINDS["service"].asked():
            said = value_at(data, one.name)
            if said is None:
                continue
            row = (one.name, self._say(one.heading), self._spoken(one.value, said))
            found.setdefault(self._say(one.group), []).append(row)
        return tuple(OutlineGroup(heading, tuple(rows)) for heading, rows in found.items())

    def _spoken(self, input_: ValueType, said: Any) -> str:
        if isinstance(input_, LinesType):
            return "\n".join(str(one) for one in said)
        return input_.say(said).spoken(self._language)

    def listed(self, kind: str) -> tuple[OutlineItem, ...]:
        """Parameters, tariffs, deadlines, grounds or roles."""
        if "service" not in self._tree:
            return ()
        return tuple(self._of_sheet(part) for part in self._tree.inside("service", kind))

    def _of_sheet(self, part: PackagePart) -> OutlineItem:
        title = self._title(part.address)
        data = part.data
        if part.kind == "parameter":
            kind = self._word(words.PARAMETER_TYPES, data.get("type"))
            lines = [_("Vorschlag: %(value)s") % {"value": self._value(data.get("suggested"), data.get("type"))}]
            needed = _("muss gesetzt sein") if data.get("required") else _("freiwillig")
            return OutlineItem(
                part.address, title, (kind, needed), tuple(lines) if data.get("suggested") is not None else ()
            )
        if part.kind == "deadline":
            return OutlineItem(part.address, title, (self._length(data),), _some(data.get("basis")))
        if part.kind == "ground":
            return OutlineItem(part.address, title, (), (str(data.get("legal_basis", "")), *self._if(data, "when")))
        if part.kind == "tariff":
            return OutlineItem(
                part.address, title, inner=tuple(self._amount(one) for one in self._tree.inside(part.address))
            )
        least, most = data.get("min", 1), data.get("max", 1)
        many = _("%(least)s bis %(most)s Personen") % {"least": least, "most": most}
        return OutlineItem(part.address, title, (many,))

    def _value(self, raw: Any, kind: Any) -> str:
        found = money(raw) if kind == "money" else None
        return (found or value(raw)).spoken(self._language)

    def _amount(self, part: PackagePart) -> OutlineItem:
        amount = self._value(part.data.get("value"), "money")
        since = _("ab %(day)s") % {"day": day(part.data.get("valid_from")).spoken(self._language)}
        return OutlineItem(part.address, f"{amount} {since}", (), _some(part.data.get("basis")))

    def _length(self, data: Any) -> str:
        names = {
            "days": _("%(n)s Tage"),
            "working_days": _("%(n)s Arbeitstage"),
            "weeks": _("%(n)s Wochen"),
            "months": _("%(n)s Monate"),
        }
        return next((words_ % {"n": data[key]} for key, words_ in names.items() if data.get(key)), _("ohne Dauer"))

    # --- the form ---------------------------------------------------------------------------------------

    def steps(self) -> tuple[OutlineItem, ...]:
        """Steps with their questions, those of shared blocks in their places."""
        if "form" not in self._tree:
            return ()
        return tuple(
            OutlineItem(
                part.address, self._title(part.address), (), self._if(part.data, "when"), inner=tuple(self._asked(part))
            )
            for part in self._tree.inside("form", "step")
        )

    def _asked(self, parent: PackagePart) -> Iterator[OutlineItem]:
        for part in self._tree.inside(parent.address):
            if part.kind == "field":
                yield self.question(part)
            elif part.kind == "use":
                yield self._block(part)

    def question(self, part: PackagePart, group: str = "") -> OutlineItem:
        """One question with its options; a group with its own questions."""
        path = part.address.partition("field.")[2]
        options = tuple(self._option(one) for one in self._tree.inside(part.address, "option"))
        inner = [self._check(one) for one in self._tree.inside(part.address, "check")]
        inner += [self.question(one, path) for one in self._tree.inside(part.address, "field")]
        lines = (*self._if(part.data, "when", group), *self._required(part.data, group))
        marks = self._marks(part.data)
        return OutlineItem(part.address, self._title(part.address), marks, lines, small=options, inner=tuple(inner))

    def _block(self, use: PackagePart) -> OutlineItem:
        inner = []
        for field_id, address in author.used_fields(self._tree, use):
            block = block_field(self._tree, (use, field_id))
            own = self._tree.get(address)
            data = {**(block.data if block else {}), **(own.data if own else {})}
            marks = (*self._marks(data), *((_("hier angepasst"),) if own else ()))
            lines = (*self._if(data, "when"), *self._required(data))
            inner.append(OutlineItem(address, self._title(address), marks, lines))
        called, _at, version = str(use.data.get("use", "")).partition("@")
        name = _("Baustein „%(name)s“") % {"name": called}
        marks = (_("Fassung %(n)s") % {"n": version},)
        return OutlineItem(use.address, name, marks, self._if(use.data, "when"), inner=tuple(inner))

    def _marks(self, data: Any) -> tuple[str, ...]:
        known = FIELD_TYPES.get(data.get("type"))
        kind = known.words.spoken(self._language) if known else str(data.get("type") or "")
        silent = known is not None and known.silent
        needed = (
            ()
            if silent or isinstance(data.get("required"), str)
            else (_("Pflicht") if data.get("required") else _("freiwillig"),)
        )
        return (kind, *needed)

    def _required(self, data: Any, group: str = "") -> tuple[str, ...]:
        text = data.get("required")
        if not isinstance(text, str):
            return ()
        said = self._conditions.sentence(text, group) or text
        return (_("Pflicht, wenn %(condition)s") % {"condition": said},)

    def _option(self, part: PackagePart) -> tuple[str, str]:
        condition = "".join(self._if(part.data, "when"))
        name = self._title(part.address)
        return part.address, f"{name} ({condition})" if condition else name

    def _check(self, part: PackagePart) -> OutlineItem:
        said = self._conditions.sentence(part.data.get("rule"))
        line = _("Prüfung: %(rule)s") % {"rule": said or part.data.get("rule", "")}
        return OutlineItem(part.address, self._title(part.address), (), (line,))

    def _if(self, data: Any, name: str, group: str = "") -> tuple[str, ...]:
        """The condition in words, or as it is written where words would not do."""
        text = data.get(name)
        if text is None:
            return ()
        said = self._conditions.sentence(text, group) or str(text)
        return (_("nur wenn %(condition)s") % {"condition": said},)

    # --- process, rules, letters --------------------------------------------------------------------------

    def stations(self) -> tuple[OutlineItem, ...]:
        """The own process: each station with what the citizen reads and what follows."""
        definition = self._edition.package.process
        found = []
        for node_id, node in definition.nodes.items():
            address = f"node.{node_id}"
            if address not in self._tree:
                continue
            ways = tuple(
                (
                    f"flow.{flow.id}",
                    " ".join((self._way(flow.name, flow.target), *self._if({"c": flow.condition}, "c"))),
                )
                for flow in definition.leaving(node_id)
                if flow.condition or flow.name
            )
            next_ = ", ".join(
                self._names.node(flow.target).spoken(self._language) for flow in definition.leaving(node_id)
            )
            said = self._names.text(f"process.{node_id}.citizen")
            lines = [said.spoken(self._language)] if said else []
            if next_ and not ways:
                lines.append(_("Danach: %(next)s") % {"next": next_})
            marks = [self._word(words.ELEMENTS, node.element)]
            marks += [self._word(words.ACTIONS, node.action)] if node.action else []
            marks += [str(node.role)] if node.role else []
            found.append(OutlineItem(address, self._title(address), tuple(marks), tuple(lines), small=ways))
        return tuple(found)

    def _way(self, name: str, target: str) -> str:
        said = self._names.node(target).spoken(self._language)
        return f"{name} → {said}" if name else f"→ {said}"

    def grids(self) -> tuple[Grid, ...]:
        """Decision tables with their rows."""
        if "decisions" not in self._tree:
            return ()
        return tuple(self.grid(part) for part in self._tree.inside("decisions", "table"))

    def grid(self, part: PackagePart) -> Grid:
        found = self._names.table(part.address.partition("table.")[2])
        if found is None:
            return Grid(part.address, self._title(part.address), ())
        name, table = found
        inputs = tuple(clause.label or clause.expression.text for clause in table.inputs)
        outputs = tuple(f"→ {output.label or output.name or output.id}" for output in table.outputs)
        columns = [*(clause.id for clause in table.inputs), *(clause.id for clause in table.outputs)]
        notes = [f"note {number}" for number in range(1, len(table.annotations) + 1)]
        rows = tuple(
            (rule.address, tuple(str(rule.data.get(column, "")) for column in (*columns, *notes)))
            for rule in self._tree.inside(part.address, "rule")
        )
        return Grid(part.address, name, (*inputs, *outputs, *table.annotations), rows)

    def literals(self) -> tuple[OutlineItem, ...]:
        """Single expressions of the decisions."""
        if "decisions" not in self._tree:
            return ()
        return tuple(
            OutlineItem(part.address, self._title(part.address), code=str(part.data.get("text", "")))
            for part in self._tree.inside("decisions", "literal")
        )

    def letters(self) -> tuple[OutlineItem, ...]:
        """Letters with their paragraphs."""
        return tuple(self._letter(part) for part in self._tree.inside("", "notice") if ":" not in part.address)

    def _letter(self, part: PackagePart) -> OutlineItem:
        kind = self._word(words.NOTICE_KINDS, part.data.get("kind"))
        outcome = (self._word(words.OUTCOMES, part.data.get("outcome")),) if part.data.get("outcome") else ()
        inner = tuple(
            OutlineItem(one.address, self._title(one.address), (_sort(one),), self._if(one.data, "when"))
            for one in self._tree.inside(part.address)
        )
        return OutlineItem(part.address, self._title(part.address), (kind, *outcome), inner=inner)

    def shared(self) -> tuple[OutlineItem, ...]:
        """Blocks and processes that other services use as well, each with its parts."""
        scopes: dict[str, list[PackagePart]] = {}
        for part in self._tree.inside(""):
            scope, colon, _rest = part.address.rpartition(":")
            if colon and scope.startswith("_"):
                scopes.setdefault(scope, []).append(part)
        return tuple(self._scope(scope, parts) for scope, parts in scopes.items())

    def _scope(self, scope: str, parts: list[PackagePart]) -> OutlineItem:
        folder, _slash, name = scope.partition("/")
        words_ = _("Baustein „%(name)s“") if folder == "_blocks" else _("Gemeinsamer Ablauf „%(name)s“")
        inner = [
            OutlineItem(one.address, self._title(one.address), (self._say(KINDS[one.kind].name),))
            for part in parts
            for one in (part, *self._tree.inside(part.address))
            if one.kind not in ("texts", "text", "flow")
        ]
        return OutlineItem(parts[0].address, words_ % {"name": name}, inner=tuple(inner))

    def examples(self) -> tuple[OutlineItem, ...]:
        """Examples by title."""
        return tuple(
            OutlineItem(part.address, str(part.data.get("title", part.address)), (str(part.data.get("today", "")),))
            for part in self._tree.inside("", "example")
        )

    def files(self) -> tuple[OutlineItem, ...]:
        """Files that are changed as a whole. A source in the thin form is none: the rest of the package is made from it."""
        names = (part.address.removeprefix("file:") for part in self._tree.inside("", "file"))
        return tuple(OutlineItem(f"file:{name}", name) for name in names if not name.startswith(SOURCE))

    def _title(self, address: str) -> str:
        return title_of(self._edition, address, self._language)

    def _say(self, text: Text) -> str:
        return text.spoken(self._language)

    def _word(self, known: Any, key: Any) -> str:
        return self._say(known.get(str(key), Text(str(key or ""))))


def _some(*values: Any) -> tuple[str, ...]:
    return tuple(str(one) for one in values if one)


def _sort(part: PackagePart) -> str:
    names = {
        "paragraph": _("Absatz"),
        "heading": _("Überschrift"),
        "answers": _("alle Angaben"),
        "ground": _("Ablehnungsgrund"),
        "list": _("Liste"),
        "rows": _("Angaben"),
        "table": _("Tabelle"),
    }
    return next((words_ for key, words_ in names.items() if key in part.data), "")


def addresses_in(items: Iterable[OutlineItem]) -> Iterator[str]:
    """Every address of the outline."""
    for item in items:
        yield item.address
        yield from addresses_in(item.inner)
