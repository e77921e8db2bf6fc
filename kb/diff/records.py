"""What changed within a record and its translations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

from kb.base import Base, Use
from kb.diff.difference import Entry, FieldChange, FieldValue, RecordChange
from kb.diff.matching import Matching, broken_paths
from kb.fields import References, Value
from kb.record import Record
from kb.source import Reference, Scalar

Translations = Mapping[str, Mapping[str, Record]]
"""The translations of each key by language."""


def translations(base: Base) -> Translations:
    """Give the translations of each record, by language in the order of kb.yaml."""
    order = {language: number for number, language in enumerate(base.config.languages)}
    found: dict[str, dict[str, Record]] = defaultdict(dict)
    for key, language in sorted(base.translations, key=lambda pair: (order.get(pair[1], len(order)), pair[1])):
        found[key][language] = base.translations[key, language]
    return found


def entries(base: Base, keys: Collection[str], other: Base | None = None) -> tuple[Entry, ...]:
    """Give the records of some keys; with the other base, the record there that says it was formerly this one."""
    translated = translations(base)
    found = []
    for key in sorted(keys):
        record = base[key]
        successor = other.formerly.get(record.kind, {}).get(record.id) if other else None
        languages = tuple(translated.get(key, ()))
        found.append(Entry(key, record.title, record.path, languages, successor.key if successor else None))
    return tuple(found)


def changes(old: Base, new: Base, matching: Matching) -> tuple[tuple[RecordChange, ...], tuple[RecordChange, ...]]:
    """Give the records that are called something else, and those that say something else."""
    pairs = [(key, key) for key in matching.kept] + list(matching.renamed.items())
    comparer = _Comparer(old, new, matching)
    found = [change for before, after in pairs if (change := comparer.compare(before, after))]
    found.sort(key=lambda change: change.key)
    renamed = tuple(change for change in found if change.key != change.old_key)
    return renamed, tuple(change for change in found if change.key == change.old_key)


def says_the_same(old: Record, new: Record) -> bool:
    """Tell whether two records have the same words in every field, to the letter."""
    if old is new:
        return True
    return old.fields.keys() == new.fields.keys() and all(
        _words(value) == _words(new.fields[name]) for name, value in old.fields.items()
    )


class _Comparer:
    """Compares records of two bases."""

    def __init__(self, old: Base, new: Base, matching: Matching) -> None:
        self.old, self.new, self.matching = old, new, matching
        self.translations = translations(old), translations(new)
        self.broken = broken_paths(old), broken_paths(new)
        self.uses = _Uses(old), _Uses(new)

    def compare(self, before: str, after: str) -> RecordChange | None:
        old, new = self.old[before], self.new[after]
        mine, theirs = self.translations[0].get(before, {}), self.translations[1].get(after, {})
        fields = [field for field in self._fields(old, new) if not _only_says_its_old_id(field, old)]
        for language in mine:
            if language in theirs:
                fields += self._fields(mine[language], theirs[language])
        added = tuple(tag for tag in theirs if tag not in mine and theirs[tag].path not in self.broken[0])
        removed = tuple(tag for tag in mine if tag not in theirs and mine[tag].path not in self.broken[1])
        if before == after and old.path == new.path and not (fields or added or removed):
            return None
        evidence = self.matching.evidence.get(after) if before != after else None
        return RecordChange(after, new.title, new.path, before, old.path, evidence, tuple(fields), added, removed)

    def _fields(self, old: Record, new: Record) -> Iterator[FieldChange]:
        if old is new:
            return
        declared = {**old.declaration.by_name, **new.declaration.by_name}
        for name, field in declared.items():
            before, after = old.fields.get(name), new.fields.get(name)
            if isinstance(field.type, References) and field.type.relation:
                values = self._without_edges(old, new, name)
            else:
                values = _plain(before), _plain(after)
            if values[0] != values[1]:
                yield FieldChange(name, new.language, *values)

    def _without_edges(self, old: Record, new: Record, name: str) -> tuple[FieldValue, FieldValue]:
        """Give the items of a field, without those that became edges or stopped to be."""
        if _plain(old.fields.get(name)) == _plain(new.fields.get(name)):
            return None, None
        before = [(use, self.matching.now(use.target.key) if use.target else "") for use in self.uses[0][old, name]]
        after = [(use, use.target.key if use.target else "") for use in self.uses[1][new, name]]
        common = {key for use, key in before if use.leads} & {key for use, key in after if use.leads}
        return _items(before, common), _items(after, common)


def _only_says_its_old_id(field: FieldChange, old: Record) -> bool:
    """Tell whether all that is new in a field is what the change of key says already."""
    return field.name == "formerly" and set(field.new or ()) - set(field.old or ()) == {old.id}


def _items(uses: list[tuple[Use, str]], common: set[str]) -> FieldValue:
    items = [key if use.leads else use.reference.text for use, key in uses if not use.leads or key in common]
    return tuple(dict.fromkeys(items)) or None


class _Uses:
    """The references of a base by record and field, sorted out when they are first asked for."""

    def __init__(self, base: Base) -> None:
        self.base = base
        self.found: dict[tuple[str, str], list[Use]] | None = None

    def __getitem__(self, place: tuple[Record, str]) -> list[Use]:
        if self.found is None:
            self.found = defaultdict(list)
            for use in self.base.uses:
                self.found[use.record.key, use.field].append(use)
        record, field = place
        return self.found.get((record.key, field), [])


def _words(value: Value) -> object:
    """Give the characters of a value without their places."""
    if isinstance(value, Scalar):
        return value.text
    return [(item.text, item.note.text if isinstance(item, Reference) and item.note else None) for item in value]


def _plain(value: object) -> FieldValue:
    """Give a field's value as text: blanks around it do not count, and a note follows what it is about."""
    if isinstance(value, Scalar):
        return value.text.strip() or None
    if not isinstance(value, tuple):
        return None
    return tuple(map(_item, value)) or None


def _item(value: Scalar | Reference) -> str:
    note = value.note.text.strip() if isinstance(value, Reference) and value.note else ""
    return f"{value.text}: {note}" if note else value.text
