"""What a kind of record declares, and the fields that every kind has."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from kb.fields import Field, Line, Lines, References

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
    def references(self) -> tuple[tuple[str, References], ...]:
        """The fields that name other records, with their types."""
        return tuple((field.name, field.type) for field in self.fields if isinstance(field.type, References))


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
    )
