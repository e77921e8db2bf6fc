"""What changed in kb.yaml, and in the registries that it names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from kb import registry
from kb.base import Base
from kb.config import Config
from kb.diff.difference import RegistryChange, SettingChange
from kb.fields import Field
from kb.finding import Severity
from kb.source import Scalar

_NO_SETTINGS = ("faults", "has_unread_kinds", "records_span")
_MISSING = object()


def changes(old: Config, new: Config) -> tuple[SettingChange, ...]:
    """Give the settings that differ, by name; one that a side does not have at all is given whole."""
    found = _changes("", plain(old), plain(new))
    return tuple(sorted(found, key=lambda change: change.name))


def registries(old: Base, new: Base) -> tuple[RegistryChange, ...]:
    """Give the official lists that differ, for families that both sides have."""
    found = []
    for family in sorted(old.config.families.keys() & new.config.families.keys()):
        before, after = _rows(old, family), _rows(new, family)
        added = tuple(code for code in after if code not in before)
        removed = tuple(code for code in before if code not in after)
        changed = tuple(code for code in after if code in before and after[code] != before[code])
        if added or removed or changed:
            found.append(RegistryChange(family, added, removed, changed))
    return tuple(found)


def _rows(base: Base, family: str) -> dict[str, tuple[str, ...]]:
    return {row.code: (row.name, row.status, row.source) for row in registry.load(base, family) or ()}


def _changes(name: str, old: Any, new: Any) -> Iterator[SettingChange]:
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for key in {**old, **new}:
            below = f"{name}.{key}" if name and key else name or key
            yield from _changes(below, old.get(key, _MISSING), new.get(key, _MISSING))
    else:
        yield SettingChange(name, _shown(old), _shown(new))


def plain(value: Any) -> Any:
    """Give a setting, or all of them, as plain data without the places that it was read from."""
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return _items(value)
    if is_dataclass(value):
        return _parts(value)
    return value.pattern if isinstance(value, re.Pattern) else value


def _items(value: tuple[Any, ...]) -> Any:
    if isinstance(value, Scalar):
        return value.text
    if value and isinstance(value[0], Severity):
        return str(value[0])
    if value and isinstance(value[0], Field):
        return {field.name: plain(field) for field in value}
    return [plain(item) for item in value]


def _parts(value: Any) -> dict[str, Any]:
    if isinstance(value, Field):
        type_ = {"type": type(value.type).__name__.lower(), **_parts(value.type)}
        return type_ | {name: plain(getattr(value, name)) for name in ("doc", "required", "translated", "label")}
    return {field.name: plain(getattr(value, field.name)) for field in fields(value) if field.name not in _NO_SETTINGS}


def _shown(value: Any) -> str | None:
    """Give a setting on one line."""
    if value is _MISSING or value is None:
        return None
    if isinstance(value, dict):
        if "name" in value:
            return _shown(value["name"])
        parts = (f"{key}: {shown}" if key else shown for key, item in value.items() if (shown := _shown(item)))
        return ", ".join(parts) or None
    if isinstance(value, list):
        return ", ".join(_shown(item) or "" for item in value) or None
    return str(value).lower() if isinstance(value, bool) else str(value)
