"""The examples: do they speak of steps, fields, tasks and notices that exist? Is every refusal ground shown?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from allmende.domain.forms import Field
from allmende.domain.package.check.problems import error, warning
from allmende.domain.package.decision_data import AGAINST, DECIDING, NEEDS_GROUND
from allmende.domain.package.overlay import OWN_PREFIX
from allmende.domain.package.package import Example, ServicePackage
from allmende.domain.package.sheet import RefusalGround
from allmende.domain.process import FlowNode
from allmende.domain.values import Problem, Text


def check_examples(package: ServicePackage) -> Iterator[Problem]:
    if not package.examples:
        yield warning(
            "example.none",
            Text.named("package.check.tests.no_examples"),
            "service.yaml#/id",
        )
        return
    for example in package.examples:
        yield from _check_example(package, example)
    shown = {
        ground
        for example in package.examples
        for step in example.steps
        for ground in (*_named(step.get("act") or {}), (step.get("expect") or {}).get("ground"))
    }
    for number, ground in enumerate(package.sheet.refusal_grounds):
        if ground.id not in shown:
            words = Text.named("package.check.tests.ground_unshown", ground=ground.id)
            yield warning("example.ground", words, f"service.yaml#/refusal_grounds/{number}")


def _check_example(package: ServicePackage, example: Example) -> Iterator[Problem]:
    for parameter in example.parameters:
        if package.sheet.parameter(parameter) is None:
            yield error(
                "example.parameter",
                Text.named("package.check.tests.no_parameter", name=parameter),
                f"{example.source}/parameters",
            )
    for number, step in enumerate(example.steps):
        verb, data = next(iter(step.items()))
        where = f"{example.source}/steps/{number}/{verb}"
        if verb == "fill":
            yield from _check_fill(package, data, where, _refused(example))
        elif verb == "upload":
            yield from _check_path(package, data["field"], f"{where}/field")
        elif verb == "act":
            yield from _check_act(package, data, where)
        elif verb == "expect":
            yield from _check_expect(package, data or {}, where)


def _refused(example: Example) -> frozenset[str]:
    """Paths that the example fills in wrongly on purpose."""
    return frozenset(path for step in example.steps for path in (step.get("expect") or {}).get("problems") or ())


def _check_fill(
    package: ServicePackage, data: Mapping[str, Any], where: str, refused: frozenset[str]
) -> Iterator[Problem]:
    step = next((step for step in package.form.steps if step.id == data["step"]), None)
    if step is None:
        yield error("example.step", Text.named("package.check.tests.no_step", step=data["step"]), f"{where}/step")
        return
    fields = {field.id: field for field in step.fields}
    for name, value in data["values"].items():
        if name not in fields and not name.startswith(OWN_PREFIX):
            yield error(
                "example.field",
                Text.named("package.check.tests.no_field_in_step", step=step.id, name=name),
                f"{where}/values/{name}",
            )
        elif name in fields:
            yield from _check_value(fields[name], value, f"{where}/values/{name}")
            yield from _check_options(fields[name], value, f"{where}/values/{name}", refused)


def _check_options(field: Field, value: Any, where: str, refused: frozenset[str], path: str = "") -> Iterator[Problem]:
    """An option that does not exist is a typing error, unless the example expects that it is refused."""
    path = path or field.id
    if field.type == "group" and isinstance(value, list):
        for number, row in enumerate(value):
            for inner in field.fields:
                if isinstance(row, Mapping) and inner.id in row:
                    yield from _check_options(inner, row[inner.id], where, refused, f"{path}.{number}.{inner.id}")
        return
    if not field.options or field.options_from or path in refused:
        return
    known = [option.id for option in field.options]
    for chosen in value if isinstance(value, list) else (value,):
        said = str(chosen)
        if chosen not in (None, "") and said not in known and not said.startswith(("= ", OWN_PREFIX)):
            words = Text.named("package.check.tests.no_option", path=path, said=said, known=", ".join(known))
            yield error("example.option", words, where)


def _check_value(one: Field, value: Any, where: str) -> Iterator[Problem]:
    """Rows and parts by their names, options where they are known. Wrong input is allowed: examples test it, too."""
    if isinstance(value, str) and value.startswith("= "):
        return
    if one.type == "group" and isinstance(value, list):
        inner = {field.id for field in one.fields}
        for row in value:
            for name in row if isinstance(row, Mapping) else ():
                if name not in inner:
                    yield error(
                        "example.field",
                        Text.named("package.check.tests.no_field_in_group", group=one.id, name=name),
                        where,
                    )
    if one.parts and isinstance(value, Mapping):
        for name in value:
            if name not in one.parts:
                yield error(
                    "example.field",
                    Text.named("package.check.tests.no_part", field=one.id, name=name, parts=", ".join(one.parts)),
                    where,
                )


def _check_path(package: ServicePackage, path: str, where: str) -> Iterator[Problem]:
    if path.startswith(OWN_PREFIX):
        return  # a field that one city adds
    plain = ".".join(part for part in path.split(".") if not part.isdecimal())
    if package.form.find(plain) is None and package.form.find(plain.rpartition(".")[0]) is None:
        yield error("example.field", Text.named("package.check.tests.no_field", path=path), where)


def _check_act(package: ServicePackage, data: Mapping[str, Any], where: str) -> Iterator[Problem]:
    nodes = {node.id: node for one in (package.process, *package.shared.values()) for node in one.nodes.values()}
    node = nodes.get(data["task"])
    if node is None or not (node.element == "userTask" or _asks_office(node)):
        yield error("example.task", Text.named("package.check.tests.no_task", task=data["task"]), f"{where}/task")
    elif node.outcomes and data["outcome"] not in node.outcomes:
        words = Text.named(
            "package.check.tests.no_outcome",
            task=data["task"],
            outcome=data["outcome"],
            outcomes=", ".join(node.outcomes),
        )
        yield error("example.task", words, f"{where}/outcome")
    for ground in _named(data):
        found = package.sheet.ground(ground)
        if found is None:
            yield error("example.ground", Text.named("package.check.tests.no_ground", ground=ground), f"{where}/ground")
        elif data["outcome"] in AGAINST:
            yield from _check_stated(found, data, where)
    if (
        data["outcome"] in NEEDS_GROUND
        and package.sheet.refusal_grounds
        and not (_named(data) or data.get("suggested"))
    ):
        yield error("example.stated", Text.named("package.check.tests.ground_missing"), where)
    yield from _check_decided(package, data, where)


def _asks_office(node: FlowNode) -> bool:
    """Another office of the city is asked there: its answer is a task of its own."""
    return node.action == "consult" and node.register == "unit"


def _named(data: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(data.get("grounds") or ([data["ground"]] if data.get("ground") else ()))


def _check_stated(ground: RefusalGround, data: Mapping[str, Any], where: str) -> Iterator[Problem]:
    """What the person must state with the ground; what she may take over is seen when the example is played."""
    given = (data.get("stated") or {}).get(ground.id) or {}
    for name in given.keys() - {one.id for one in ground.state}:
        yield error(
            "example.stated",
            Text.named("package.check.tests.ground_knows_not", ground=ground.id, name=name),
            f"{where}/stated",
        )
    if data.get("suggested"):
        return
    for one in ground.state:
        if one.id not in given:
            yield error(
                "example.stated",
                Text.named("package.check.tests.statement_missing", ground=ground.id, name=one.id),
                where,
            )
    if not ground.state and not data.get("reason"):
        yield error("example.stated", Text.named("package.check.tests.reason_missing", ground=ground.id), where)
    if ground.discretion and data["outcome"] in DECIDING and not data.get("weighing"):
        yield error("example.stated", Text.named("package.check.tests.weighing_missing", ground=ground.id), where)


def _check_decided(package: ServicePackage, data: Mapping[str, Any], where: str) -> Iterator[Problem]:
    known = {one.id: one for one in package.sheet.decided if one.outcome == data["outcome"]}
    given = data.get("decided") or {}
    for name in given.keys() - known.keys():
        words = Text.named("package.check.tests.no_decided", outcome=data["outcome"], name=name)
        yield error("example.decided", words, f"{where}/decided")
    for name, one in known.items():
        if one.field.required and one.field.when is None and name not in given and not data.get("suggested"):
            yield error("example.decided", Text.named("package.check.tests.decided_missing", name=name), where)


def _check_expect(package: ServicePackage, data: Mapping[str, Any], where: str) -> Iterator[Problem]:
    for key in ("visible", "hidden", "problems", "answers"):
        for path in data.get(key) or ():
            yield from _check_path(package, path, f"{where}/{key}")
    notices = [*(data.get("notices") or ()), *([data["notice"]] if data.get("notice") else [])]
    for notice in notices:
        if notice not in package.notices:
            yield error("example.notice", Text.named("package.check.tests.no_notice", notice=notice), f"{where}/notice")
    if data.get("ground") and package.sheet.ground(data["ground"]) is None:
        yield error(
            "example.ground", Text.named("package.check.tests.no_ground", ground=data["ground"]), f"{where}/ground"
        )
