"""Columns: what formats that hold tables need to know of attributes, which need not be there in every row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

LARGEST = 2**63 - 1


def types(rows: Iterable[Mapping[str, Any]]) -> dict[str, type]:
    """Give for each attribute in the rows, by name, the one type that all of its values have.

    That is `bool`, `int` (of 64 bits), `float` or `str`; `list` where all are lists of texts; and `object` for any
    other mixture, which can only be told as text. `None` says nothing.
    """
    found: dict[str, set[type]] = {}
    for row in rows:
        for name, value in row.items():
            if value is not None:
                found.setdefault(name, set()).add(_type(value))
    return {name: _common(found[name]) for name in sorted(found)}


def _type(value: Any) -> type:
    if isinstance(value, list):
        return list if all(isinstance(item, str) for item in value) else object
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > LARGEST:
        return object
    return type(value) if isinstance(value, bool | int | float | str) else object


def _common(found: set[type]) -> type:
    if len(found) == 1:
        return found.pop()
    return float if found == {int, float} else object
