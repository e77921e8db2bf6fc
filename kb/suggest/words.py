"""From text to what can be counted: words, their stems, and the pieces of names, in any script.

Nothing here knows a language. A stem is the beginning of a word; scripts that are written without spaces, or that join
particles to words (`서버가`, `서버를`), are cut into pairs of characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

LONGEST = 20_000
"""The number of characters of a text that are read: far more than a reader takes in, and a limit for hostile texts."""
STEM = 5
GRAM = 4

_DENSE = "\u1100-\u11ff\u2e80-\u31ff\u3400-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = re.compile(rf"[{_DENSE}]+|[^\W_{_DENSE}]+")
_IS_DENSE = re.compile(rf"[{_DENSE}]")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_LINK = re.compile(r"\[\[([^\[\]|\n#]*+)(?:#[^\[\]|]*+)?(?:\|([^\[\]]*+))?\]\]")
_ADDRESS = re.compile(r"https?://[^\s)>\]]+|\]\([^()\s]*\)")


def plain(text: str) -> str:
    """Give the words that a reader sees of a text: labels of links, no addresses; not more than is read."""
    text = text[:LONGEST]
    if "[[" in text:
        text = _LINK.sub(_label, text)
    if "://" in text or "](" in text:
        text = _ADDRESS.sub(" ", text)
    return text


def _label(match: re.Match[str]) -> str:
    return match[2] or match[1].rpartition(":")[2].rpartition("/")[2]


def words(text: str, *, cut: bool = True) -> list[str]:
    """Give the words of a plain text in lower case; `parseError` is two, or one when such are not to be cut."""
    return _WORD.findall((_HUMP.sub(" ", text) if cut else text).casefold())


def stems(word: str) -> Iterator[str]:
    """Give the stem of a word; of one in a dense script, each pair of its characters."""
    if word.isascii() or not _IS_DENSE.match(word):
        yield word[:STEM]
    elif len(word) < 3:
        yield word
    else:
        for start in range(len(word) - 1):
            yield word[start : start + 2]


def grams(name: str) -> Iterator[str]:
    """Give the pieces of a name, so that `timeouts` and `time-out` have some in common."""
    for word in words(name[:LONGEST]):
        size = GRAM if word.isascii() or not _IS_DENSE.match(word) else 2
        framed = f" {word} "
        for start in range(max(1, len(framed) - size + 1)):
            yield framed[start : start + size]
