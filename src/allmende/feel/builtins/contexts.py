"""Functions on contexts (DMN 1.5, table 83)."""

from __future__ import annotations

from allmende.feel.builtins.signatures import Library
from allmende.feel.runtime.run import BuiltinRefusal, Run
from allmende.feel.values.kinds import Value

LIBRARY = Library()


@LIBRARY.add("get value", "m: context, key: string", "any")
def _get_value(run: Run, m: dict[str, Value], key: str) -> Value:
    return m.get(key)


@LIBRARY.add("get value", "m: context, keys: list", "any")
def _get_nested_value(run: Run, m: dict[str, Value], keys: list[Value]) -> Value:
    run.charge(len(keys))
    value: Value = m
    for key in _path(keys):
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value


@LIBRARY.add("get entries", "m: context", "list<context<key: string, value: Any>>")
def _get_entries(run: Run, m: dict[str, Value]) -> list[Value]:
    return run.keep_list([{"key": key, "value": value} for key, value in m.items()])


@LIBRARY.add("context", "entries: list", "context")
def _context(run: Run, entries: list[Value]) -> dict[str, Value]:
    run.charge(len(entries))
    result: dict[str, Value] = {}
    for entry in entries:
        if not isinstance(entry, dict) or "value" not in entry or not isinstance(entry.get("key"), str):
            raise BuiltinRefusal("value")
        if entry["key"] in result:
            raise BuiltinRefusal("value")
        result[entry["key"]] = entry["value"]
    return result


def _path(keys: list[Value]) -> list[str]:
    if not keys or not all(isinstance(key, str) for key in keys):
        raise BuiltinRefusal("value")
    return keys


@LIBRARY.add("context put", "context: context, key: string, value: any", "context")
def _context_put(run: Run, context: dict[str, Value], key: str, value: Value) -> dict[str, Value]:
    run.charge(len(context))
    return {**context, key: value}


@LIBRARY.add("context put", "context: context, keys: list, value: any", "context")
def _context_put_nested(run: Run, context: dict[str, Value], keys: list[Value], value: Value) -> dict[str, Value]:
    """A copy in which the value at the end of the path is new; the way there must exist."""
    run.charge(len(keys) + len(context))
    first, *rest = _path(keys)
    if not rest:
        return {**context, first: value}
    inner = context.get(first)
    if not isinstance(inner, dict) or len(rest) > 100:
        raise BuiltinRefusal("value")
    return {**context, first: _context_put_nested(run, inner, list(rest), value)}


@LIBRARY.add("context merge", "contexts: list", "context")
def _context_merge(run: Run, contexts: list[Value]) -> dict[str, Value]:
    result: dict[str, Value] = {}
    for context in contexts:
        if not isinstance(context, dict):
            raise BuiltinRefusal("value")
        run.charge(1 + len(context))
        result.update(context)
    return result
