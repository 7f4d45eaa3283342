"""Short ways to build models."""

from __future__ import annotations

from allmende.domain.decisions import CompiledModel, compile_model, model


def literal(text, type_ref="", **more):
    return model.LiteralExpression(text, type_ref=type_ref, **more)


def table(inputs, outputs, rules, hit_policy="UNIQUE", aggregation="", **more):
    """`inputs` are texts or clauses, `outputs` names or clauses, `rules` are lists of cells.

    A rule may end with a tuple: its remarks.
    """
    columns = tuple(
        each if isinstance(each, model.InputClause) else model.InputClause(literal(each)) for each in inputs
    )
    results = tuple(each if isinstance(each, model.OutputClause) else model.OutputClause(each) for each in outputs)
    rows = []
    for rule in rules:
        remarks = rule[-1] if isinstance(rule[-1], tuple) else ()
        cells = [cell for cell in rule if not isinstance(cell, tuple)]
        rows.append(
            model.DecisionRule(
                tuple(model.Cell(cell) for cell in cells[: len(columns)]),
                tuple(literal(cell) for cell in cells[len(columns) :]),
                remarks,
            ),
        )
    return model.DecisionTable(columns, results, tuple(rows), hit_policy, aggregation, **more)


def decision(name, expression, needs=(), type_ref=""):
    """`needs` are names; names in capitals are knowledge models or services."""
    requirements = tuple(model.Requirement("knowledge" if need.isupper() else "input", f"#{need}") for need in needs)
    return model.DecisionNode(name, model.InformationItem(name, type_ref), expression, requirements, name=name)


def data(name, type_ref=""):
    return model.InputData(name, model.InformationItem(name, type_ref), name=name)


def build(*elements, items=(), imports=(), namespace="urn:test"):
    def of(kind):
        return tuple(each for each in elements if isinstance(each, kind))

    return model.DecisionModel(
        namespace,
        "test",
        item_definitions=tuple(items),
        imports=tuple(imports),
        inputs=of(model.InputData),
        decisions=of(model.DecisionNode),
        knowledge_models=of(model.KnowledgeModel),
        services=of(model.DecisionService),
    )


def compiled(*elements, **more) -> CompiledModel:
    return compile_model(build(*elements, **more))


def answer_of(expression, inputs=None, **more):
    """The answer of a single decision over all inputs given."""
    inputs = inputs or {}
    whole = compiled(*(data(name) for name in inputs), decision("d", expression, tuple(inputs)), **more)
    return whole.evaluate("d", inputs)
