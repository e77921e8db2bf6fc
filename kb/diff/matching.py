"""Which record of the old base is which of the new one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from kb.base import Base
from kb.fields import References, Text
from kb.record import Record


@dataclass(frozen=True, slots=True)
class Matching:
    """The records of both sides, told apart. All keys are in the order of their side's records."""

    renamed: dict[str, str] = field(default_factory=dict)
    """The new key of each old one that is another now."""
    evidence: dict[str, str] = field(default_factory=dict)
    """How each of them was known again, by its new key: `formerly` or `content`."""
    kept: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unread: frozenset[str] = frozenset()
    """The keys that one side has, and the other may have in a file that it cannot read."""

    def now(self, key: str) -> str:
        """Give the key that a record of the old side has now."""
        return self.renamed.get(key, key)


def match(old: Base, new: Base) -> Matching:
    """Match records by key, then by what `formerly` says, then by equal content that only one record of a side has."""
    unread = {key for key in old.records if key not in new and _may_be_in(new, old[key])}
    unread |= {key for key in new.records if key not in old and _may_be_in(old, new[key])}
    gone = {key: old[key] for key in old.records if key not in new and key not in unread}
    come = {key: new[key] for key in new.records if key not in old and key not in unread}
    renamed: dict[str, str] = {}
    evidence: dict[str, str] = {}

    def take(before: str, after: str, reason: str) -> None:
        renamed[before], evidence[after] = after, reason
        del gone[before], come[after]

    for record in list(come.values()):
        former = next((key for id_ in record.formerly or () if (key := f"{record.kind}:{id_}") in gone), None)
        if former:
            take(former, record.key, "formerly")
    before, after = _only(gone.values()), _only(come.values())
    for content, record in before.items():
        if content in after:
            take(record.key, after[content].key, "content")
    kept = tuple(key for key in old.records if key in new)
    return Matching(renamed, evidence, kept, tuple(come), tuple(gone), frozenset(unread))


def broken_paths(base: Base) -> set[str]:
    """Give the files that could not be read, or not to the end."""
    return {reading.source.path for reading in base.readings if reading.is_broken}


def _may_be_in(base: Base, record: Record) -> bool:
    """Tell whether a record that a base does not have may be in a file that it cannot read."""
    return base.is_unread(record.kind, record.id)


def _only(records: Iterable[Record]) -> dict[tuple[Any, ...], Record]:
    """Give the records by their content, without those that share it with another."""
    found: dict[tuple[Any, ...], list[Record]] = defaultdict(list)
    for record in records:
        if content := _content(record):
            found[content].append(record)
    return {content: same[0] for content, same in found.items() if len(same) == 1}


def _content(record: Record) -> tuple[Any, ...]:
    """Give what a record says whatever it is called and whatever it refers to; nothing when that is too little."""
    declared = record.declaration.fields
    texts = [one.name for one in declared if isinstance(one.type, Text) and (record.text(one.name) or "").strip()]
    if not texts or not record.text(record.declaration.title):
        return ()
    said = [one for one in declared if not isinstance(one.type, References) and one.name not in ("formerly", "family")]
    values = ((one.name, record.fields[one.name], one.type) for one in said if one.name in record.fields)
    return record.kind, *((name, repr(type_.plain(value))) for name, value, type_ in values)
