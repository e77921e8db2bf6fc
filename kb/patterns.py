"""Regular expressions that a project gives: compiled without a word from Python, matched with values of bounded length.

They come from whoever writes kb.yaml, and Python's matching tries one way after another to divide a value among the
repetitions of a pattern. `reach` counts how many there can be, and so how long a value may be.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from functools import lru_cache
from math import comb
from re import _constants as opcodes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

LONGEST = 200
"""How long a value may be to be matched."""
WAYS = 1_000_000
"""How many ways to divide a value among repetitions may be tried: a fraction of a second."""

_REPEATS = (opcodes.MAX_REPEAT, opcodes.MIN_REPEAT)


@lru_cache(maxsize=256)
def compiled(pattern: str) -> re.Pattern[str]:
    """Compile a pattern. Raises `ValueError` with the reason when it is none."""
    try:
        with warnings.catch_warnings(action="ignore"):
            return re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(str(error)) from error


def fits(pattern: str, text: str) -> bool:
    """Tell whether a text matches a pattern in full; one that is too long to be tried does not."""
    return len(text) <= reach(pattern) and compiled(pattern).fullmatch(text) is not None


@lru_cache(maxsize=256)
def reach(pattern: str) -> int:
    """Give how long a text may be so that matching it with a pattern ends soon, `LONGEST` at most.

    A text of n characters can be divided among k repetitions in C(n + k, k) ways, and in at most 2^n where one stands
    inside another; alternatives inside a repetition count as one that does.
    """
    repeats, is_nested = _count(parser.parse(pattern), is_inside=False)
    if is_nested:
        return WAYS.bit_length() - 1
    return next((n for n in range(LONGEST, 0, -1) if comb(n + repeats, repeats) <= WAYS), 1)


def _count(tree: Any, *, is_inside: bool) -> tuple[int, bool]:
    """Count the repetitions of varying length in a parsed pattern, and tell whether one has a choice inside it."""
    repeats, is_nested = 0, False
    for code, argument in tree:
        varies = code in _REPEATS and argument[0] != argument[1]
        is_nested |= is_inside and (varies or code is opcodes.BRANCH)
        repeats += varies
        for part in _parts(argument):
            found = _count(part, is_inside=is_inside or (code in _REPEATS and argument[1] > 1))
            repeats, is_nested = repeats + found[0], is_nested or found[1]
    return repeats, is_nested


def _parts(argument: Any) -> Iterator[Any]:
    """Give the patterns in an operation's argument, however it holds them."""
    if isinstance(argument, parser.SubPattern):
        yield argument
    elif isinstance(argument, tuple | list):
        for one in argument:
            yield from _parts(one)


_PYTHON_ONLY = re.compile(r"\(\?(?![:=!])|\\[AZaNpP]|[+*?}]\+")


def is_portable(pattern: str) -> bool:
    """Tell whether a pattern surely means the same to JSON Schema, whose patterns are those of JavaScript."""
    return not _PYTHON_ONLY.search(pattern)
