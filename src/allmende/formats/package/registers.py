"""A register's file, once its shape is sound, as the domain's description."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

from allmende.domain.registers import (
    AnswerValue,
    AttributeType,
    HolderAct,
    HoldingAttributes,
    Query,
    RecordAttribute,
    RecordCheck,
    RegisterSpec,
    Says,
    Whose,
    Write,
    read_kind,
)
from allmende.domain.values import Text
from allmende.formats import yaml


@lru_cache(maxsize=1)
def earlier_registers() -> Mapping[str, RegisterSpec]:
    """What releases mean that name a register and carry no description of it: those from before registers were data."""
    folder = files(__package__).joinpath("earlier_registers")
    there = (yaml.read(one.read_bytes(), one.name)[0] for one in folder.iterdir() if one.name.endswith(".yaml"))
    return {spec.id: spec for spec in (read_register(node.plain()) for node in there if node is not None)}


def with_named(found: Mapping[str, RegisterSpec], named: Iterable[str]) -> dict[str, RegisterSpec]:
    """The registers a package uses: those it describes, what it names from before, and those whose entries they name."""
    known = {**earlier_registers(), **found}
    used, waiting = {}, [name for name in named if name in known]
    while waiting:
        spec = known[waiting.pop()]
        used[spec.id] = spec
        other = spec.whose.register if spec.whose else ""
        waiting += [name for name in (other,) if name in known and name not in used]
    return dict(sorted(used.items()))


def read_register(data: Mapping[str, Any]) -> RegisterSpec:
    """What `_registers/<id>.yaml` says. `data` satisfies `schemas.register.REGISTER`."""
    holding = _holding(data["holding"]) if data.get("holding") else None
    rows = data.get("rows") or {}
    return RegisterSpec(
        id=data["register"],
        version=data["version"],
        name=Text.of(data["name"]),
        law=data["law"],
        held_by=data["held_by"],
        unit=data["unit"],
        record={name: _attribute(name, said) for name, said in data["record"].items()},
        holding=holding,
        queries={name: _query(name, said) for name, said in data["queries"].items()},
        writes={name: _write(name, said) for name, said in (data.get("writes") or {}).items()},
        key=data.get("key") or (holding.number if holding else ""),
        whose=_whose(data["whose"]) if data.get("whose") else None,
        line=data.get("line") or "",
        checks=tuple(
            RecordCheck(one["check"], Text.of(one["text"]), (one["at"],) if one.get("at") else ())
            for one in data.get("checks") or ()
        ),
        rows=dict(rows.get("read") or {}),
        more=tuple(rows.get("more") or ()),
    )


def _attribute(name: str, said: Mapping[str, Any]) -> RecordAttribute:
    options = {key: Text.of(words) for key, words in (said.get("options") or {}).items()}
    return RecordAttribute(
        name,
        read_kind(said["type"]),
        Text.of(said["name"]),
        said["personal_data"],
        said.get("draw") or "",
        options,
        options_from=said.get("options_from") or "",
        pattern=said.get("pattern") or "",
        pattern_text=Text.of(said["pattern_text"]) if said.get("pattern_text") else None,
        max_length=said.get("max_length"),
    )


def _holding(said: Mapping[str, Any]) -> HoldingAttributes:
    renew = said.get("renew")
    return HoldingAttributes(
        of=said["of"],
        starts=said["from"],
        until=said["until"],
        number=said["number"],
        control_list=tuple(said.get("control_list") or ()),
        control_by=said.get("control_by") or "",
        control_shows=tuple(said.get("control_shows") or ()),
        name=said.get("name") or "",
        remind=tuple(sorted(said.get("remind") or (), reverse=True)),
        keep=said.get("keep") or "",
        renew=_holder_act(renew) if renew else None,
        acts={key: _holder_act(one) for key, one in (said.get("acts") or {}).items()},
    )


def _holder_act(said: Mapping[str, Any]) -> HolderAct:
    name = Text.of(said["name"]) if said.get("name") else None
    return HolderAct(said["service"], dict(said.get("answers") or {}), name)


def _whose(said: Mapping[str, Any]) -> Whose:
    return Whose(
        person=dict(said.get("person") or {}),
        homes=tuple(said.get("homes") or ()),
        guardians=said.get("guardians") or "",
        ids=said.get("ids") or "",
        register=said.get("in") or "",
    )


def _query(name: str, said: Mapping[str, Any]) -> Query:
    by = said.get("by") or ()
    return Query(
        id=name,
        by=tuple(by) if isinstance(by, list) else (by,) if by else (),
        ask={key: read_kind(one["type"] if isinstance(one, Mapping) else one) for key, one in said["ask"].items()},
        words={key: Text.of(one["name"]) for key, one in said["ask"].items() if isinstance(one, Mapping)},
        give={key: _given(one) for key, one in said["give"].items()},
        usual_ask=dict(said.get("usual_ask") or {}),
        fits=said.get("fits") or "",
        exact=said.get("exact") or "",
        candidates=tuple(said.get("candidates") or ()),
        shows=tuple(said.get("shows") or ()),
        opened_by=said.get("opened_by") or "",
        counted=bool(said.get("counted")),
        ended=bool(said.get("ended")),
        says=tuple(Says(one["when"], one["severity"], Text.of(one["text"])) for one in said.get("says") or ()),
    )


def _given(said: Mapping[str, Any]) -> AnswerValue:
    return AnswerValue(read_kind(said["type"]), said["is"], Text.of(said["name"]) if said.get("name") else None)


def _write(name: str, said: Mapping[str, Any]) -> Write:
    return Write(
        name,
        said["act"],
        _kinds(said["ask"]),
        sets=dict(said.get("sets") or {}),
        draws=tuple(said.get("draws") or ()),
        gives=tuple(said.get("gives") or ()),
        usual_ask=dict(said.get("usual_ask") or {}),
    )


def _kinds(said: Mapping[str, str]) -> dict[str, AttributeType]:
    return {name: read_kind(word) for name, word in said.items()}
