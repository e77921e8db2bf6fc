"""The examples in a rule's docstring, as files to load: they are its documentation and its tests at once."""

from __future__ import annotations

import re
from typing import NamedTuple

_FENCE = re.compile(r"^(`{3,}|~{3,})(\w+) title=\"([^\"]+)\"([^\n]*)\n(.*?)^\1$", re.DOTALL | re.MULTILINE)
_MARK = re.compile(r"[ ]*(?:#|<!--) error(?: -->)?$", re.MULTILINE)
_ATTRIBUTE = re.compile(r"(\w+)=\"([^\"]*)\"")


class Examples(NamedTuple):
    """The files of an example, the lines at fault, and the files that put it right."""

    bad: dict[str, str | bytes]
    faults: list[tuple[str, int]]
    """Path and line of each mark, in order."""
    good: dict[str, str | bytes]


def examples(docstring: str) -> Examples:
    """Read the `Bad:` and `Good:` parts of a docstring. The good files are laid over the bad ones.

    A line at fault ends in `# error` (`<!-- error -->` in Markdown); the marks are not part of the files. A fence may
    ask for another `encoding`, for its text to be repeated (`repeat="1000"`), or say which bad file it is, `renamed`.
    """
    before, _, after = docstring.partition("\nGood:\n")
    bad: dict[str, str | bytes] = {}
    faults: list[tuple[str, int]] = []
    for path, text, options in _files(before.partition("\nBad:\n")[2]):
        for number, line in enumerate(text.split("\n"), 1):
            faults += [(path, number)] * len(_MARK.findall(line))
        bad[path] = _encoded(_MARK.sub("", text), options)
    good = dict(bad)
    for path, text, options in _files(after):
        good.pop(options.get("renamed", path), None)
        good[path] = _encoded(text, options)
    return Examples(bad, sorted(faults), good)


def _files(part: str) -> list[tuple[str, str, dict[str, str]]]:
    return [(m[3], m[5], dict(_ATTRIBUTE.findall(m[4]))) for m in _FENCE.finditer(part)]


def _encoded(text: str, options: dict[str, str]) -> str | bytes:
    text *= int(options.get("repeat", "1"))
    return text.encode(options["encoding"]) if "encoding" in options else text
