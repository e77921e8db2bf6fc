"""What a kind of record declares, and the fields that every kind has."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property
from hashlib import blake2b
from typing import Any

from kb.fields import Field, Line, Lines, References, Text
from kb.localized import Localized

STATUSES = ("assigned", "provisional", "unofficial", "deprecated", "reserved")


@dataclass(frozen=True)
class Kind:
    """A kind of record: the folder its files live in, its fields in the order they are best written."""

    name: str
    plural: str
    folder: str
    title: str
    """The field that names a record to its readers."""
    doc: str
    fields: tuple[Field, ...]
    label: Localized | None = None
    """What readers call its records. The codes, guides and terms have pages and words of their own, and no label."""
    description: Localized | None = None
    """What it is, for readers, where kb.yaml declares it."""
    is_open: bool = False
    """Whether a mistake in kb.yaml leaves open which other fields it has."""

    @property
    def is_own(self) -> bool:
        """Whether the kind is none of those that kb knows more about: kb.yaml declares it, or a module with a label."""
        return self.label is not None

    @cached_property
    def one(self) -> str:
        """One record of the kind, with its article: `a code`, `an incident`."""
        return f"an {self.name}" if self.name[:1] in "aeio" else f"a {self.name}"

    @cached_property
    def lead(self) -> str | None:
        """The field that says what a record is about: a summary, a definition, or else its first text."""
        texts = [field.name for field in self.fields if isinstance(field.type, Text)]
        return next((name for name in LEADS if name in texts), next(iter(texts), None))

    @cached_property
    def by_name(self) -> dict[str, Field]:
        """The fields by name."""
        return {field.name: field for field in self.fields}

    @cached_property
    def required(self) -> tuple[str, ...]:
        """The names of the fields that a record must have."""
        return tuple(field.name for field in self.fields if field.required)

    @cached_property
    def translated(self) -> tuple[str, ...]:
        """The names of the fields that a translation may have."""
        return tuple(field.name for field in self.fields if field.translated)

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The names of the fields that hold words for readers, if it is one value."""
        return tuple(field.name for field in self.fields if field.translated or isinstance(field.type, Text))

    @cached_property
    def references(self) -> tuple[tuple[str, References], ...]:
        """The fields that name other records, with their types."""
        return tuple((field.name, field.type) for field in self.fields if isinstance(field.type, References))

    @cached_property
    def mark(self) -> bytes:
        """16 bytes that stand for the declaration: what is read by another one may be read otherwise."""
        return blake2b(repr(self).encode("utf-8", "backslashreplace"), digest_size=16).digest()

    def __getstate__(self) -> dict[str, Any]:
        """Leave what was worked out behind when the kind goes to another process."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


LEADS = ("summary", "definition")
"""The texts that say what a record is about, and need no heading on its page."""

ID_FIELD = Field("id", Line(), "The record's id. Only needed where one file holds several records.")


def shared(kind: str) -> tuple[Field, ...]:
    """Give the fields that every kind has, for the kind of that name."""
    return (
        Field("aliases", Lines(item="name"), "Other names, by which links find this record too.", translated=True),
        Field(
            "sources", Lines(item="source"), "Where the facts come from: URLs, or citations such as `RFC 5321 §4.2.2`."
        ),
        Field("status", Line(choices=STATUSES), "Where the record stands in its life; `assigned` when left out."),
        Field(
            "replaced_by",
            References(kinds=(kind,), relation="replaced_by", single=True),
            "The record to use in place of this one.",
        ),
        Field("formerly", Lines(item="id", ids=True), "Ids that this record used to have; old links lead here."),
        Field(
            "translated_from",
            Line(),
            "Which text of the original each field translates, as `kb stamp` writes it.",
            translation_only=True,
        ),
    )
