"""A record as its author wrote it, and the place of everything in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from kb.fields import Value
from kb.kinds import Kind
from kb.source import Link, Reference, Scalar, Span


@dataclass(slots=True, eq=False)
class Record:
    """One record, or one record's translation (then `language` is set).

    The fields are attributes: `record.name` is the author's text, `record.terms` a list of ids, and a field that
    was left out is `None`. What stands where is asked of `record.fields`, whose values carry their places.
    """

    declaration: Kind
    """The kind's declaration. A record that comes from another process has none until its reading gives it one."""
    id: str
    path: str
    span: Span
    language: str | None = None
    fields: dict[str, Value] = field(default_factory=dict)
    links: tuple[Link, ...] = ()
    doubtful: frozenset[str] = frozenset()
    """The fields that a fault of reading is about, so that nothing follows from what they lack."""
    kind: str = field(init=False)
    key: str = field(init=False)
    """The node key, `kind:id`. Kept, for it is asked for with every edge."""

    def __post_init__(self) -> None:
        """Work out the key."""
        self.kind = self.declaration.name
        self.key = f"{self.kind}:{self.id}"

    def call(self, id_: str) -> None:
        """Give the record another id than its path says."""
        self.id = id_
        self.__post_init__()

    @property
    def title(self) -> str:
        """What readers call the record: its name or title, or its id while it has none."""
        return self.text(self.declaration.title) or self.id

    @property
    def family(self) -> str | None:
        """The family of a code; the first part of its id when it does not say."""
        if "family" not in self.declaration.by_name:
            return None
        return self.text("family") or self.id.partition("/")[0]

    def __getattr__(self, name: str) -> Any:
        """Give a declared field as plain data, `None` when the record does not have it."""
        if name == "declaration":  # which is still to be given
            raise AttributeError(name)
        declared = self.declaration.by_name.get(name)
        if declared is None:
            raise AttributeError(f"a {self.kind} has no field {name!r}")
        value = self.fields.get(name)
        return None if value is None else declared.type.plain(value)

    def text(self, name: str) -> str | None:
        """Give the text of a one-value field, or nothing."""
        value = self.fields.get(name)
        return value.text if isinstance(value, Scalar) else None

    def items(self, name: str) -> tuple[Scalar | Reference, ...]:
        """Give the items of a list field with their places; none when the record does not have it."""
        value = self.fields.get(name, ())
        return () if isinstance(value, Scalar) else value

    def at(self, name: str) -> Span:
        """Give the place of a field's value, or of the record when it has no such field."""
        value = self.fields.get(name)
        if isinstance(value, Scalar):
            return value.span
        return value[0].span if value else self.span

    def references(self) -> Iterator[tuple[str, Reference]]:
        """Give every reference with the field it stands in, in the order of the declaration."""
        for name, _ in self.declaration.references:
            for value in self.items(name):
                if isinstance(value, Reference):
                    yield name, value

    def texts(self) -> Iterator[tuple[str, Scalar]]:
        """Give every one-value field that holds text for readers, with its name."""
        for name in self.declaration.texts:
            value = self.fields.get(name)
            if isinstance(value, Scalar):
                yield name, value

    def reference_notes(self) -> Iterator[tuple[str, Scalar]]:
        """Give every note of a reference, with the name of the reference's field."""
        for name, declared in self.declaration.references:
            if declared.note:
                for value in self.items(name):
                    if isinstance(value, Reference) and value.note:
                        yield name, value.note

    def __getstate__(self) -> tuple[Any, ...]:
        """Give the slots as a tuple: the cheapest form to send between processes. The declaration stays behind."""
        return self.kind, self.id, self.path, self.span, self.language, self.fields, self.links, self.doubtful

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        """Take the slots back."""
        self.kind, self.id, self.path, self.span, self.language, self.fields, self.links, self.doubtful = state
        self.key = f"{self.kind}:{self.id}"
