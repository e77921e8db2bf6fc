"""What two bases differ in: plain, frozen data for people, programs and pull requests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from kb.finding import Finding
from kb.kinds import RELATIONS, Relation

FieldValue: TypeAlias = str | tuple[str, ...] | None
"""A text, the items of a list, or nothing where the field is left out."""


class Change(StrEnum):
    """What became of something."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


class Size(NamedTuple):
    """How large a base is."""

    records: int
    edges: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A record that only one side has."""

    key: str
    title: str
    path: str
    languages: tuple[str, ...] = ()
    """The languages that it is translated into."""
    successor: str | None = None
    """The key of the record that says it was `formerly` this one."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that says something else. `language` is that of the translation it stands in.

    A field that makes edges is here only for what makes none (a reference that leads nowhere) and for a new order.
    """

    name: str
    language: str | None
    old: FieldValue
    new: FieldValue


@dataclass(frozen=True, slots=True)
class RecordChange:
    """A record that both sides have: under another key, in another file, or with other words."""

    key: str
    title: str
    path: str
    old_key: str
    old_path: str
    evidence: str | None = None
    """How a record was known again under another key: `formerly`, which it says, or `content`, which is the same."""
    fields: tuple[FieldChange, ...] = ()
    languages_added: tuple[str, ...] = ()
    languages_removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EdgeChange:
    """An edge that came, went, or is described in other words. The ends have the keys that records have now."""

    source: str
    target: str
    relation: str
    old: str | None = None
    new: str | None = None


@dataclass(frozen=True, slots=True)
class SettingChange:
    """A setting of kb.yaml, by its name with dots; `None` on the side that does not have it."""

    name: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class RegistryChange:
    """The official list of a family's codes: the codes of rows that came, went, or say something else."""

    family: str
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PageChange:
    """A page of the site whose own content is not as it was; the address is below the root of the whole site."""

    address: str
    language: str
    change: Change
    now: str | None = None
    """Where the address of a page that went leads to."""


@dataclass(frozen=True, slots=True)
class Difference:
    """All that differs between an old and a new base, every list in a fixed order."""

    old: Size
    new: Size
    relations: Mapping[str, Relation] = field(default_factory=lambda: RELATIONS)
    """The relations that the edges of either side have."""
    records_added: tuple[Entry, ...] = ()
    records_removed: tuple[Entry, ...] = ()
    records_renamed: tuple[RecordChange, ...] = ()
    records_changed: tuple[RecordChange, ...] = ()
    unread: tuple[str, ...] = ()
    """The keys of records of which only one side can read the file, so that nothing is said of them."""
    edges_added: tuple[EdgeChange, ...] = ()
    edges_removed: tuple[EdgeChange, ...] = ()
    edges_changed: tuple[EdgeChange, ...] = ()
    settings: tuple[SettingChange, ...] = ()
    registries: tuple[RegistryChange, ...] = ()
    findings_introduced: tuple[Finding, ...] = ()
    findings_resolved: tuple[Finding, ...] = ()
    pages: tuple[PageChange, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether there is any difference."""
        return any(getattr(self, one.name) for one in fields(self) if one.name not in ("old", "new", "relations"))

    def pages_that(self, change: Change) -> Iterator[PageChange]:
        """Give the pages that were added, removed or changed."""
        return (page for page in self.pages if page.change is change)
