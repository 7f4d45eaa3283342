"""A register's file, once its shape is sound, as the domain's description."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allmende.domain.registers import Attribute, Given, Holding, Kind, Query, RegisterSpec, Write, read_kind
from allmende.domain.values import Text


def read_register(data: Mapping[str, Any]) -> RegisterSpec:
    """What `_registers/<id>.yaml` says. `data` satisfies `schemas.register.REGISTER`."""
    holding = data["holding"]
    return RegisterSpec(
        id=data["register"],
        version=data["version"],
        name=Text.of(data["name"]),
        law=data["law"],
        held_by=data["held_by"],
        unit=data["unit"],
        record={name: _attribute(name, said) for name, said in data["record"].items()},
        holding=Holding(
            of=holding["of"],
            starts=holding["from"],
            until=holding["until"],
            number=holding["number"],
            control_list=tuple(holding.get("control_list") or ()),
        ),
        queries={name: _query(name, said) for name, said in data["queries"].items()},
        writes={name: Write(name, said["act"], _kinds(said["ask"])) for name, said in data["writes"].items()},
    )


def _attribute(name: str, said: Mapping[str, Any]) -> Attribute:
    return Attribute(
        name, read_kind(said["type"]), Text.of(said["name"]), said["personal_data"], said.get("draw") or ""
    )


def _query(name: str, said: Mapping[str, Any]) -> Query:
    by = said["by"]
    return Query(
        id=name,
        by=tuple(by) if isinstance(by, list) else (by,),
        ask=_kinds(said["ask"]),
        give={key: Given(read_kind(one["type"]), one["is"]) for key, one in said["give"].items()},
        usual_ask=dict(said.get("usual_ask") or {}),
    )


def _kinds(said: Mapping[str, str]) -> dict[str, Kind]:
    return {name: read_kind(word) for name, word in said.items()}
