"""What a base lacks because of faults that are reported where they were made, and what their authors meant.

A rule that misses something asks here first: a misspelt reference is one mistake, not also an orphan and a code
without a guide.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from kb.fields import References
from kb.kinds import KINDS, RELATIONS
from kb.names import Names, nearest

if TYPE_CHECKING:
    from kb.base import Base, LinkUse, Use
    from kb.reader import Reading
    from kb.record import Record

FAILURES = frozenset(("broken", "unread", "wrong-kind"))
"""The problems of a reference or link that leave it without an edge."""

_QUOTED = re.compile(r"`([^`]+)`")
_WORD = re.compile(r"[\w./-]+")
_LINKED = re.compile(r"\[\[([^\[\]|#\n]+)")
_READING = ("wrong-type", "unknown-field", "duplicate-key", "invalid-value")


class Lost:
    """The consequences of a base's faults, worked out when they are first asked for."""

    def __init__(self, base: Base) -> None:
        """Look into `base`."""
        self._base = base

    @cached_property
    def edges(self) -> dict[str, set[str]]:
        """For a key, the relations of which a fault may have cost the record an edge."""
        edges: dict[str, set[str]] = defaultdict(set)
        for use in self._base.uses:
            if use.problem in FAILURES:
                self._by_use(use, edges)
        for link in self._base.links:
            if link.problem in FAILURES:
                self._by_link(link, edges)
        for (_, key), names in self.complaints.items():
            edges[key] |= set(_relations_of(key.partition(":")[0], names))
        self._by_unread(edges)
        return dict(edges)

    def _by_use(self, use: Use, edges: dict[str, set[str]]) -> None:
        declared = use.record.declaration.by_name[use.field].type
        assert isinstance(declared, References)
        meant = [declared]
        if use.target is not None:  # of the wrong kind: the fields that take its kind were meant
            meant += [field for _, field in use.record.declaration.references if use.target.kind in field.kinds]
        relations = {field.relation for field in meant if field.relation}
        edges[use.record.key] |= relations
        if other := use.target or (self.meant(use) if use.problem == "broken" else None):
            edges[other.key] |= relations

    def _by_link(self, link: LinkUse, edges: dict[str, set[str]]) -> None:
        edges[link.record.key].add("mention")
        if link.problem == "broken" and not link.link.is_file and (near := self.near(link.link.target)):
            other, problem = self._base.find(near)
            if other and not problem:
                edges[other.key].add("mention")

    def _by_unread(self, edges: dict[str, set[str]]) -> None:
        if not self._unread_words:
            return
        for record in self._base:
            for words, relations in self._unread_words:
                if record.id in words or record.title.casefold() in words:
                    edges[record.key] |= relations

    @cached_property
    def complaints(self) -> dict[tuple[str, str], set[str]]:
        """For a path and a key, the names of all fields that a fault of reading speaks about."""
        names: dict[tuple[str, str], set[str]] = defaultdict(set)
        for rule in _READING:
            for fault in self._base.faults(rule):
                if fault.record:
                    names[fault.path, fault.record].update(_QUOTED.findall(fault.message))
        return dict(names)

    def speaks_of(self, record: Record, name: str) -> bool:
        """Tell whether a fault of reading is about a field of a record, or about a part of it."""
        return name in self.complaints.get((record.path, record.key), ())

    def is_named_unread(self, name: str) -> bool:
        """Tell whether a name stands in a file that could not be read whole."""
        folded = name.strip().casefold()
        return any(folded in words for words, _ in self._unread_words)

    @cached_property
    def _unread_words(self) -> list[tuple[set[str], frozenset[str]]]:
        """The words and values of originals, then of translations, that could not be read, and what links they hold."""
        originals: set[str] = set()
        translations: set[str] = set()
        for reading in self._base.readings:
            if reading.is_broken:
                (translations if reading.source.language else originals).update(_words(self._base, reading))
        found = (originals, frozenset(RELATIONS)), (translations, frozenset(("mention",)))
        return [pair for pair in found if pair[0]]

    def meant(self, use: Use) -> Record | None:
        """Give the record that a broken reference most likely means."""
        declared = use.record.declaration.by_name[use.field].type
        assert isinstance(declared, References)
        for kind in declared.kinds:
            text = use.reference.text.removeprefix(kind + ":")
            if near := self._base.names[kind].nearest(text):
                return self._base.ids[kind][near]
        return None

    def near(self, name: str) -> str | None:
        """Give the id, key or title that a broken link most likely means."""
        kind, colon, rest = name.partition(":")
        if colon and kind in KINDS:
            for other, ids in self._base.ids.items():
                if rest in ids:
                    return f"{other}:{rest}"
            near = self._base.names[kind].nearest(rest)
            return f"{kind}:{near}" if near else None
        found = {near for names in self._base.names.values() if (near := names.nearest(name))}
        return (found.pop() if len(found) == 1 else nearest(name, found)) or self._titles.nearest(name)

    @cached_property
    def _titles(self) -> Names:
        return Names(record.title for record in self._base)


def _relations_of(kind: str, names: set[str]) -> Iterator[str]:
    for name, field in KINDS[kind].references if kind in KINDS else ():
        if name in names and field.relation:
            yield field.relation


def _words(base: Base, reading: Reading) -> Iterator[str]:
    """Give the words of a file, and what stands after the colon or the dash of each line, in lower case."""
    try:
        data = base.files.data(reading.source.path)
    except OSError:
        return
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
    text = data.decode(encoding, "replace").casefold()
    yield from _WORD.findall(text)
    for line in text.splitlines():
        yield line.partition(": ")[2].strip(" \t'\"")
        yield line.strip(" \t-'\"")
    for linked in _LINKED.findall(text):
        yield linked.rpartition(":")[2].strip()
