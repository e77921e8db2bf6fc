"""What a base lacks because of faults that are reported where they were made, and what their authors meant.

A rule that misses something asks here first: a misspelt reference is one mistake, not also an orphan and a code
without a guide.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from kb.fields import ID, References
from kb.names import Names, nearest

if TYPE_CHECKING:
    from kb.base import Base, LinkUse, Use
    from kb.record import Record

FAILURES = frozenset(("broken", "unread", "wrong-kind"))
"""The problems of a reference or link that leave it without an edge."""

_NO_ID = re.compile(r"[^a-z0-9._/-]+")
_TEXTS = (".yaml", ".yml", ".md", ".markdown")
_WORD = re.compile(r"[\w./-]+")
_LINKED = re.compile(r"\[\[([^\[\]|#\n]+)")


class Lost:
    """The consequences of a base's faults, worked out when they are first asked for."""

    def __init__(self, base: Base) -> None:
        """Look into `base`."""
        self._base = base
        self._any = frozenset((*base.relations, "mentioned"))
        """All relations, and `mention` in the other direction, which is a question of its own."""

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
        for record in self._base.all_records:
            if record.doubtful:
                edges[record.key] |= set(_relations_of(record))
        self._by_identity(edges)
        self._by_unread(edges)
        return dict(edges)

    def _by_identity(self, edges: dict[str, set[str]]) -> None:
        """Note what is lost with a second record of one id, and all of a record whose id nobody can write."""
        for record in self._base.all_records:
            if record.language is None and self._base.records[record.key] is not record:
                for name, reference in record.references():
                    field = record.declaration.by_name[name].type
                    assert isinstance(field, References)
                    for kind in field.kinds:
                        edges[f"{kind}:{reference.text.removeprefix(kind + ':')}"] |= self._any
            elif not ID.fullmatch(record.id):
                edges[record.key] |= self._any

    def _by_use(self, use: Use, edges: dict[str, set[str]]) -> None:
        declared = use.declared
        meant = [declared]
        if use.target is not None:  # of the wrong kind: the fields that take its kind were meant
            meant += [field for _, field in use.record.declaration.references if use.target.kind in field.kinds]
        relations = {field.relation for field in meant if field.relation}
        edges[use.record.key] |= relations
        if other := use.target or (self.meant(use) if use.problem == "broken" else None):
            edges[other.key] |= relations

    def _by_link(self, link: LinkUse, edges: dict[str, set[str]]) -> None:
        edges[link.record.key].add("mention")  # the record's own
        near = self.near(link.link.target) if link.problem == "broken" and not link.link.is_file else None
        other = self._base.find(near)[0] if near else None
        if other:
            edges[other.key].add("mentioned")

    def _by_unread(self, edges: dict[str, set[str]]) -> None:
        if not self._unread_words:
            return
        for record in self._base:
            for words, relations in self._unread_words:
                if record.id in words or record.title.casefold() in words:
                    edges[record.key] |= relations

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
                words = translations if reading.source.language else originals
                words.update(_words(self._base, reading.source.path))
        for path in _strays(self._base):
            originals.update(_words(self._base, path))
        found = (originals, self._any), (translations, frozenset(("mentioned",)))
        return [pair for pair in found if pair[0]]

    def meant(self, use: Use) -> Record | None:
        """Give the record that a broken reference most likely means."""
        declared = use.declared
        for kind in declared.kinds:
            text = use.reference.text.removeprefix(kind + ":")
            if sibling := self._base.ids[kind].get(f"{use.record.family}/{text}"):
                return sibling
            if near := self._base.names[kind].nearest(text):
                return self._base.ids[kind][near]
        return None

    def near(self, name: str) -> str | None:
        """Give the id, key or title that a broken link most likely means."""
        kind, colon, rest = name.partition(":")
        if colon and kind in self._base.kinds:
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


def _relations_of(record: Record) -> Iterator[str]:
    """Give the relations of the fields that a fault of reading is about."""
    for name, field in record.declaration.references:
        if name in record.doubtful and field.relation:
            yield field.relation


def unread_keys(base: Base) -> set[str]:
    """Give the keys of records that may exist, though not under these keys or not to be read: each is reported."""
    sources = [reading.source for reading in base.readings if reading.is_broken]
    keys = {f"{source.kind}:{source.id}" for source in sources if source.language is None}
    keys |= {f"{record.kind}:{_valid(record.id)}" for record in base.all_records if not ID.fullmatch(record.id)}
    for fault in (*base.faults("misplaced-record"), *base.faults("invalid-id")):
        kind, _, id_ = (fault.record or "").partition(":")
        if ID.fullmatch(id_):  # so it is the `id` that is wrong, not the path
            line = base.lines(fault.path).line(fault.span.line)
            keys.add(f"{kind}:{_valid(line[fault.span.column - 1 : fault.span.end_column - 1])}")
    for path in _strays(base):
        meant, rest = _stray_kind(base, path)
        keys.add(f"{meant}:{_valid(PurePosixPath(rest).with_suffix('').as_posix())}")
    return keys


def _strays(base: Base) -> Iterator[str]:
    """Give the files that would hold records if they, or their folders, had the right names."""
    for fault in base.faults("stray-file"):
        if all(_stray_kind(base, fault.path)) and fault.path.lower().endswith(_TEXTS):
            yield fault.path


def _stray_kind(base: Base, path: str) -> tuple[str | None, str]:
    """Give the kind that a stray file's folder means, and the rest of its path."""
    prefix = "" if base.config.records == "." else base.config.records + "/"
    folder, _, rest = path.removeprefix(prefix).partition("/")
    folders = {kind.folder: kind.name for kind in base.kinds.values()}
    meant = folder if folder in folders else nearest(folder, folders)
    return folders.get(meant or ""), rest


def _valid(id_: str) -> str:
    """Give the id that an author meant by one that is not valid."""
    return _NO_ID.sub("-", id_.lower()).strip("-")


def _words(base: Base, path: str) -> Iterator[str]:
    """Give the words of a file, and what stands after the colon or the dash of each line, in lower case."""
    try:
        data = base.files.data(path)
    except (OSError, RuntimeError, ValueError):  # gone, a loop of links, outside the root
        return
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
    text = data.decode(encoding, "replace").casefold()
    yield from _WORD.findall(text)
    for line in text.splitlines():
        yield line.partition(": ")[2].strip(" \t'\"")
        yield line.strip(" \t-'\"")
    for linked in _LINKED.findall(text):
        yield linked.rpartition(":")[2].strip()
