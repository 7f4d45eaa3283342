"""What lies inside a part, as the outline shows it, and what can be done with the part as a whole."""

from __future__ import annotations

from collections import Counter

from django.utils.translation import gettext as _

from allmende.domain.package.difference.naming import split
from allmende.entrypoints.studio.drafts import drawing
from allmende.entrypoints.studio.drafts.context import DraftContext
from allmende.entrypoints.studio.drafts.outline import Outline, OutlineItem
from allmende.ui.html import SafeString, join

HEADINGS = ("parameter", "tariff", "deadline", "ground", "applicant")


def contents(desk: DraftContext, address: str, comments: Counter[str]) -> SafeString:
    """The parts inside, each a link to its form."""
    part = desk.edition.tree.get(address)
    if part is None:
        return SafeString("")
    outline = Outline(desk.edition, desk.language)
    if part.kind == "table":
        return drawing.grid(outline.grid(part), desk, comments)
    if part.kind == "decisions":
        grids = (drawing.grid(grid, desk, comments) for grid in outline.grids())
        return join((*grids, drawing.items(outline.literals(), desk, comments)))
    return drawing.items(_items(desk, address, outline), desk, comments)


def _items(desk: DraftContext, address: str, outline: Outline) -> tuple[OutlineItem, ...]:
    part = desk.edition.tree[address]
    if part.kind == "service":
        return tuple(item for kind in HEADINGS for item in outline.listed(kind))
    if address == "form":
        return outline.steps()
    if address == "process":
        return outline.stations()
    if part.kind == "field":
        return outline.question(part).inner
    for found in (*outline.steps(), *(one for step in outline.steps() for one in step.inner), *outline.letters()):
        if found.address == address:
            return found.inner
    if part.kind in ("texts", "text"):
        return ()
    return tuple(
        OutlineItem(one.address, desk.title(one.address), (desk.kind_name(one.address),))
        for one in desk.edition.tree.inside(address)
    )


def file_of(address: str) -> str:
    """The file that is replaced as a whole to change this part; empty where its form does."""
    scope, _kind, _name = split(address)
    inner = address.rpartition(":")[2]
    name = {"process": "process.bpmn", "decisions": "decisions.dmn"}.get(inner, "")
    return f"{scope}/{name}" if scope and name else name


def ancestors(desk: DraftContext, address: str) -> list[tuple[str, str]]:
    """The way from the whole package down to the part: names and addresses of what is around it."""
    tree = desk.edition.tree
    part = tree.get(address)
    found: list[tuple[str, str]] = []
    parent = part.parent if part is not None else ""
    while parent:
        if tree[parent].kind != "texts":
            found.insert(0, (desk.title(parent), desk.part_url(parent)))
        parent = tree[parent].parent
    return found


def views(desk: DraftContext, address: str) -> list[tuple[str, str]]:
    """Where the part can be seen as others will see it."""
    tree = desk.edition.tree
    scope, _kind, name = split(address)
    found: list[tuple[str, str]] = []
    step = _step_of(desk, address)
    if step and not scope:
        found.append((_("So sieht es die Bürgerin"), desk.url("preview", step)))
    part = tree.get(address)
    if part is not None and (part.kind == "notice" or part.kind.endswith(" block")):
        found.append((_("So liest sich der Brief"), desk.url("letter", name.partition(".")[0])))
    if part is not None and part.kind == "example":
        found.append((_("Beispiel spielen"), f"{desk.url('examples')}?nur={name}"))
    return found


def _step_of(desk: DraftContext, address: str) -> str:
    """The step of the form a question stands in."""
    _scope, kind, name = split(address)
    if kind == "step":
        return name
    if kind != "field":
        return ""
    path = name.partition(".option.")[0].partition(".check.")[0]
    for step in desk.edition.package.form.steps:
        if any(field.path == path or path.startswith(f"{field.path}.") for field in step.fields):
            return step.id
    return ""
