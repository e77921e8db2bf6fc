"""Regular expressions that a project gives: compiled without a word from Python, matched with values of bounded length.

They come from whoever writes kb.yaml, and Python's matching can take very long over a hostile value.
"""

from __future__ import annotations

import re
import warnings
from functools import lru_cache

LONGEST = 200
"""How long a value may be to be matched."""


@lru_cache(maxsize=256)
def compiled(pattern: str) -> re.Pattern[str]:
    """Compile a pattern. Raises `ValueError` with the reason when it is none."""
    try:
        with warnings.catch_warnings(action="ignore"):
            return re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(str(error)) from error


def fits(pattern: str, text: str, longest: int = LONGEST) -> bool:
    """Tell whether a text matches a pattern in full; one that is too long does not."""
    return len(text) <= longest and compiled(pattern).fullmatch(text) is not None


_PYTHON_ONLY = re.compile(r"\(\?(?![:=!])|\\[AZaNpP]|[+*?}]\+")


def is_portable(pattern: str) -> bool:
    """Tell whether a pattern surely means the same to JSON Schema, whose patterns are those of JavaScript."""
    return not _PYTHON_ONLY.search(pattern)
