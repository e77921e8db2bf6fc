"""Near names: what an author most likely meant by a name that nothing has.

Distances are optimal string alignment (insert, delete, substitute, swap neighbours; Boytsov 2011, section 2.1),
computed in a band that gives up once the limit is passed. Candidates come from an index of one-character deletions
(the SymSpell idea of Garbe, 2012), so that a name is found among 100,000 without comparing it with each. The index is
one sorted array of numbers, each a hash with the name's position in its low bits: a tenth of the memory of a dict.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable

_NOISE = re.compile(r"[\W_]+")
_DIGITS = re.compile(r"\d+")
_DIGITS_APART = re.compile(r"(\d+)")
_WORDS = re.compile(r"[^\W_]+")
_LOOKALIKES = str.maketrans("oli", "011")


def distance(left: str, right: str, limit: int) -> int:
    """Give the edit distance of two names, or `limit + 1` when it is larger than `limit`."""
    if abs(len(left) - len(right)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        older, before, row = before, row, [i]
        for j, b in enumerate(right, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return row[-1]


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Give the one known name that is clearly nearest, or nothing when none is near or two are as near."""
    return Names(known).nearest(name)


def is_misspelling(name: str, meant: str) -> bool:
    """Tell whether a name can be nothing but another one misspelt.

    So it is where only capitals or punctuation differ, or one letter (two, if they are swapped) that does not begin a
    word, in a name of six characters or more. Other digits are another name, and so may be shorter words: `mta`, `mda`.
    """
    if _bare(name) == _bare(meant) != "" and _numbers(name) == _numbers(meant):
        return True
    if _DIGITS.findall(name) != _DIGITS.findall(meant) or min(len(name), len(meant)) < 6:
        return False
    is_like = [word[0] for word in _WORDS.findall(name.lower())] == [word[0] for word in _WORDS.findall(meant.lower())]
    return is_like and distance(name.lower(), meant.lower(), 1) == 1


def natural(name: str) -> list[tuple[int, int, str]]:
    """Give what orders names as readers count: `9` before `10`, `5.7.1` before `5.10.0`, words after numbers."""
    parts = [part.lstrip("0") if part.isdecimal() else part for part in _DIGITS_APART.split(name) if part]
    return [(0, len(part), part) if part.isdecimal() or not part else (1, 0, part) for part in parts]


def _numbers(name: str) -> list[str]:
    """Give the digits of a name, and letters that look like some, as far as nothing stands between them."""
    return _DIGITS.findall(name.lower().translate(_LOOKALIKES))


class Names:
    """A set of known names, indexed for finding the near ones."""

    def __init__(self, known: Iterable[str]) -> None:
        """Index the names, lazily: a set of names that nobody misses costs nothing."""
        self._known = tuple(dict.fromkeys(known))
        self._bits = len(self._known).bit_length()
        self._index: array[int] | None = None
        self._answers: dict[str, str | None] = {}

    def nearest(self, name: str) -> str | None:
        """Give the nearest known name, or nothing when none is near or two are as near."""
        if name not in self._answers:
            self._answers[name] = self._nearest(name)
        return self._answers[name]

    def _nearest(self, name: str) -> str | None:
        limit = 1 if len(name) < 5 else 2
        ranked = sorted((self._rank(name, other, limit), other) for other in self._near(name))
        ranked = [pair for pair in ranked if pair[0] <= limit]
        if not ranked or (len(ranked) > 1 and ranked[0][0] == ranked[1][0]):
            return None
        return ranked[0][1]

    @staticmethod
    def _rank(name: str, other: str, limit: int) -> float:
        if _bare(name) == _bare(other) != "":
            return 0
        if other.rpartition("/")[2] == name:
            return 0.5
        return distance(name.lower(), other.lower(), limit)

    def _near(self, name: str) -> set[str]:
        if self._index is None:
            self._index = array("Q", sorted(self._entries()))
        found: set[str] = set()
        for key in {name, *_keys(name)}:
            entry = self._hash(key)
            place = bisect_left(self._index, entry)
            while place < len(self._index) and self._index[place] >> self._bits == entry >> self._bits:
                found.add(self._known[self._index[place] - entry])
                place += 1
        found.discard(name)
        return found

    def _entries(self) -> Iterable[int]:
        for place, other in enumerate(self._known):
            for key in {other.rpartition("/")[2], *_keys(other)}:
                yield self._hash(key) + place

    def _hash(self, key: str) -> int:
        """Give a number of 64 bits, the low ones free for a position; should two keys share it, ranking decides."""
        return (hash(key) << self._bits) & 0xFFFF_FFFF_FFFF_FFFF


def _keys(name: str) -> set[str]:
    """Give what is looked up: the name, its bare form, and each without one character."""
    return {_bare(name), *_deletions(name.lower())} - {""}


def _bare(name: str) -> str:
    """Leave what a reader compares: `SMTP 504` and `smtp/5O4` differ from `smtp/504` in nothing that is seen."""
    return _NOISE.sub("", name.lower()).translate(_LOOKALIKES)


def _deletions(name: str) -> list[str]:
    if len(name) > 80:
        return [name]
    return [name, *(name[:i] + name[i + 1 :] for i in range(len(name)))]
