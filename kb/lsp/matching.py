"""Finding records by what somebody types of their names."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from kb.base import Base
from kb.record import Record

_WORDS = re.compile(r"[\W_]+")


class Match(NamedTuple):
    """A record that fits, by which of its names, and how well: 0 is best."""

    rank: int
    name: str
    record: Record


def matches(base: Base, typed: str, kinds: Collection[str], limit: int) -> tuple[list[Match], bool]:
    """Give the records of some kinds that fit best what was typed, and whether there are more.

    Where nothing was typed, all fit, in the order of their ids.
    """
    best: dict[str, Match] = {}
    query = _Query(typed)
    for name, record in _names(base, kinds):
        rank = query.rank(name)
        if rank is not None and ((known := best.get(record.key)) is None or rank < known.rank):
            best[record.key] = Match(rank, name, record)
    ordered = sorted(
        best.values(), key=lambda match: (match.rank, len(match.name) * bool(query.text), match.record.key)
    )
    return ordered[:limit], len(ordered) > limit


def _names(base: Base, kinds: Collection[str]) -> Iterator[tuple[str, Record]]:
    for kind, ids in base.ids.items():
        if kind in kinds:
            yield from ids.items()
    for name, records in base.called.items():
        for record in records:
            if record.kind in kinds:
                yield name, record


class _Query:
    """What was typed, made ready to be compared with many names."""

    def __init__(self, typed: str) -> None:
        self.text = typed.strip().casefold()
        self.letters = _WORDS.sub("", self.text)

    def rank(self, name: str) -> int | None:
        """Tell how well a name fits: the same, a beginning, the beginning of a word, a part, letters in order."""
        if not self.text:
            return 0
        name = name.casefold()
        place = name.find(self.text)
        if place == 0:
            return 0 if len(name) == len(self.text) else 1
        if place > 0:
            return 3 if name[place - 1].isalnum() else 2
        return 4 if self._is_within(name) else None

    def _is_within(self, name: str) -> bool:
        """Tell whether the letters stand in a name in their order, the first of them where a word begins."""
        for word in _WORDS.finditer(" " + name):
            if self.letters and name.startswith(self.letters[0], word.end() - 1):
                rest = iter(name[word.end() - 1 :])
                return all(letter in rest for letter in self.letters)
        return False
