"""The part of JSON Schema that docs/schema.json uses; a keyword that is not known here is an error."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

TYPES = {
    "string": str, "integer": int, "number": (int, float), "boolean": bool, "array": list, "object": dict,
    "null": type(None),
}  # fmt: skip
SAID = {"$schema", "$defs", "title", "description"}


def faults(value: Any, schema: dict[str, Any], root: dict[str, Any], place: str = "$") -> Iterator[str]:
    """Return what is wrong with *value*, each with its place."""
    for keyword, rule in schema.items():
        if keyword in SAID:
            continue
        yield from CHECKS[keyword](value, rule, schema, root, place)


def _type(value: Any, rule: Any, _schema: Any, _root: Any, place: str) -> Iterator[str]:
    names = rule if isinstance(rule, list) else [rule]
    fits = [
        isinstance(value, TYPES[name]) and (name == "boolean" or not isinstance(value, bool))
        for name in names
    ]
    if not any(fits):
        yield f"{place}: {value!r} is not of type {rule}"


def _reference(value: Any, rule: str, _schema: Any, root: Any, place: str) -> Iterator[str]:
    yield from faults(value, root["$defs"][rule.removeprefix("#/$defs/")], root, place)


def _any(value: Any, rule: Any, _schema: Any, root: Any, place: str) -> Iterator[str]:
    found = [list(faults(value, one, root, place)) for one in rule]
    if all(found):
        yield from min(found, key=len)


def _required(value: Any, rule: Any, _schema: Any, _root: Any, place: str) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (f"{place}: no {name}" for name in rule if name not in value)


def _properties(value: Any, rule: Any, _schema: Any, root: Any, place: str) -> Iterator[str]:
    if isinstance(value, dict):
        for name in rule.keys() & value.keys():
            yield from faults(value[name], rule[name], root, f"{place}.{name}")


def _others(value: Any, rule: Any, schema: Any, root: Any, place: str) -> Iterator[str]:
    if isinstance(value, dict):
        for name in value.keys() - schema.get("properties", {}).keys():
            if rule is False:
                yield f"{place}: {name} is not known"
            else:
                yield from faults(value[name], rule, root, f"{place}.{name}")


def _items(value: Any, rule: Any, _schema: Any, root: Any, place: str) -> Iterator[str]:
    if isinstance(value, list):
        for i, entry in enumerate(value):
            yield from faults(entry, rule, root, f"{place}[{i}]")


def _where(holds: Any) -> Any:
    def check(value: Any, rule: Any, _schema: Any, _root: Any, place: str) -> Iterator[str]:
        if not holds(value, rule):
            yield f"{place}: {value!r} against {rule!r}"

    return check


CHECKS: dict[str, Any] = {
    "type": _type, "$ref": _reference, "anyOf": _any, "required": _required, "properties": _properties,
    "additionalProperties": _others, "items": _items,
    "const": _where(lambda value, rule: value == rule),
    "enum": _where(lambda value, rule: value in rule),
    "minimum": _where(lambda value, rule: not isinstance(value, int) or value >= rule),
    "minItems": _where(lambda value, rule: not isinstance(value, list) or len(value) >= rule),
    "maxItems": _where(lambda value, rule: not isinstance(value, list) or len(value) <= rule),
}  # fmt: skip
