"""The types that a field can have: how each is read from YAML, described to editors, and given back as plain data.

A type's `read` never raises: it reports what is wrong through the `Reader` and gives what could still be read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol, TypeAlias

from kb import patterns
from kb.localized import Localized
from kb.names import nearest
from kb.source import Reference, Scalar, Span, shown
from kb.tree import MappingNode, Node, ScalarNode, SequenceNode

Value: TypeAlias = Scalar | tuple[Scalar, ...] | tuple[Reference, ...]

ID = re.compile(r"(?!\.\.?(?:/|$))[a-z0-9._-]+(?:/(?!\.\.?(?:/|$))[a-z0-9._-]+)*")
"""Lower-case segments of letters, digits, `.`, `_` and `-`, joined by `/`; `.` and `..` are no segments."""


_STAMP_DOC = (
    "What both records meant when this was written: KB305 tells when it changed. Write `now`; `kb fix` stamps it."
)


class Reader(Protocol):
    """What a type may ask of the one who reads the file."""

    def report(self, rule: str, span: Span, message: str, meant: str | None = None) -> None:
        """Note a fault under a rule's name, with what was most likely meant in place of what stands there."""

    def scalar(self, node: ScalarNode) -> Scalar:
        """Give a scalar with its place; reports a tag that has no meaning here."""

    def span(self, node: Node) -> Span:
        """Give a node's place."""

    def is_null(self, node: Node) -> bool:
        """Tell whether a node says "nothing"."""

    def pairs(self, node: MappingNode) -> Iterator[tuple[Scalar, Node]]:
        """Give the keys and values of a mapping; reports a key given twice."""

    def unknown(self, key: Scalar, known: list[str], where: str, given: set[str]) -> None:
        """Report a key that is not declared, with the nearest that is; it is added to those that are given."""


def _no_choice(value: Scalar, name: str, choices: tuple[str, ...], reader: Reader) -> None:
    message = f"`{shown(value.text)}` is no {name}; use {_or(choices)}"
    reader.report("invalid-value", value.span, message, nearest(value.text, choices))


def _describe(node: Node) -> str:
    if isinstance(node, MappingNode):
        return "a mapping"
    return "a list" if isinstance(node, SequenceNode) else "a single value"


@dataclass(frozen=True)
class Form:
    """What a line must look like, as a pattern for all of it and in words."""

    name: str
    pattern: str
    words: str = ""
    longest: int = 0
    """How many characters a value may have; 0 for as many as the pattern can be tried on."""

    def problem(self, text: str, field: str) -> str | None:
        """Say why a text does not have the form; nothing when it has."""
        if len(text) > (longest := self.longest or patterns.reach(self.pattern)):
            return f"`{field}` has {len(text):,} characters; it may have {longest:,}"
        if patterns.compiled(self.pattern).fullmatch(text) and (self.name != "date" or _is_date(text)):
            return None
        if self.words:
            return f"`{shown(text)}` is no {self.words}"
        return f"`{shown(text)}` is no `{field}`, which matches `{shown(self.pattern)}`"

    def schema(self) -> dict[str, Any]:
        """Describe the form in JSON Schema, where its pattern means the same there."""
        one = {"type": ["number", "string"]} if self.name == "number" else {"type": "string"}
        return one | ({"pattern": f"^(?:{self.pattern})$"} if patterns.is_portable(self.pattern) else {})

    def plain(self, text: str) -> Any:
        """Give a value as plain data: a number where it is one, the author's characters elsewhere."""
        if self.name != "number":
            return text
        return float(text) if "." in text else int(text)


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


FORMS: Mapping[str, Form] = {
    form.name: form
    for form in (
        Form("number", r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?", "number such as `12` or `0.5`"),
        Form("date", "[0-9]{4}-[0-9]{2}-[0-9]{2}", "date such as `2026-01-31`"),
        Form("url", "https?://[^\\s\"'<>]+", "address that begins with https:// or http://", 2000),
    )
}


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of plain text: a code, a name, a title. `choices` closes the set of values."""

    choices: tuple[str, ...] = ()
    number: bool = False
    """Whether authors usually write it as a bare number; its characters are kept all the same."""
    form: Form | None = None

    @property
    def words(self) -> str:
        """What it takes, in a few words for authors."""
        if self.choices:
            return _or(self.choices, quote="")
        if self.form:
            return f"a {self.form.name}" if self.form.words else f"a line that matches {self.form.pattern}"
        return "a line"

    def read(self, node: Node, name: str, reader: Reader) -> Scalar | None:
        """Give the scalar, or nothing with a report when another shape stands there."""
        if not isinstance(node, ScalarNode):
            reader.report("wrong-type", reader.span(node), f"`{name}` takes one line of text, not {_describe(node)}")
            return None
        if reader.is_null(node):
            return None
        value = reader.scalar(node)
        if self.choices and value.text not in self.choices:
            _no_choice(value, name, self.choices, reader)
            return None
        if "\n" in value.text:
            reader.report("invalid-value", value.span, f"`{name}` takes one line of text, and this has several")
            return value._replace(text=" ".join(value.text.split()))
        if self.form and (problem := self.form.problem(value.text, name)):
            reader.report("invalid-value", value.span, problem)
            return None
        return value

    def schema(self) -> dict[str, Any]:
        """Describe the type in JSON Schema."""
        if self.choices:
            return _enum(self.choices)
        if self.form:
            return self.form.schema()
        return {"type": ["string", "number"]} if self.number else {"type": "string", "minLength": 1}

    def plain(self, value: Any) -> Any:
        """Give the author's characters; a number where the form is that of one."""
        return self.form.plain(value.text) if self.form else value.text


@dataclass(frozen=True, kw_only=True)
class Text:
    """Markdown, of any length."""

    @property
    def words(self) -> str:
        """What it takes, in a few words for authors."""
        return "text"

    def read(self, node: Node, name: str, reader: Reader) -> Scalar | None:
        """Give the scalar, or nothing with a report when another shape stands there."""
        if not isinstance(node, ScalarNode):
            reader.report("wrong-type", reader.span(node), f"`{name}` takes text, not {_describe(node)}")
            return None
        return None if reader.is_null(node) else reader.scalar(node)

    def schema(self) -> dict[str, Any]:
        """Describe the type in JSON Schema."""
        return {"type": "string", "minLength": 1}

    def plain(self, value: Any) -> Any:
        """Give the author's characters."""
        return value.text


@dataclass(frozen=True, kw_only=True)
class Lines:
    """A list of lines. `ids` says that each must be an id, `regex` that each must be a regular expression."""

    item: str = "line"
    ids: bool = False
    regex: bool = False
    choices: tuple[str, ...] = ()
    form: Form | None = None
    at_least: int = 0
    at_most: int = 0
    """The number of items from which and up to which a list may have them; 0 for no bound."""

    @property
    def words(self) -> str:
        """What it takes, in a few words for authors."""
        some = f": {', '.join(self.choices)}" if self.choices else ""
        return f"a list of {self.item}s{some}"

    def read(self, node: Node, name: str, reader: Reader) -> tuple[Scalar, ...]:
        """Give the readable items; a single line in place of a list is reported and read as a list of one."""
        if reader.is_null(node):
            return ()
        if isinstance(node, ScalarNode):
            value = reader.scalar(node)
            reader.report("wrong-type", value.span, f"`{name}` takes a list; write `[{shown(value.text)}]`", value.text)
            return (value,) if self._is_valid(value, name, reader) else ()
        if not isinstance(node, SequenceNode):
            reader.report("wrong-type", reader.span(node), f"`{name}` takes a list, not {_describe(node)}")
            return ()
        _count(node, name, reader, self.at_least, self.at_most)
        values = []
        for item in node.value:
            if not isinstance(item, ScalarNode):
                reader.report(
                    "wrong-type", reader.span(item), f"an item of `{name}` is one {self.item}, not {_describe(item)}"
                )
            elif reader.is_null(item) or not item.value.strip():
                reader.report("wrong-type", reader.span(item), f"this item of `{name}` is empty")
            else:
                value = reader.scalar(item)
                if self._is_valid(value, name, reader):
                    values.append(value)
        return tuple(values)

    def _is_valid(self, value: Scalar, name: str, reader: Reader) -> bool:
        if self.ids and not ID.fullmatch(value.text):
            reader.report("invalid-value", value.span, f"`{shown(value.text)}` is no id, as `{name}` needs")
            return False
        if self.regex:
            try:
                patterns.compiled(value.text)
            except ValueError as error:
                reader.report("invalid-value", value.span, f"this is no regular expression: {shown(str(error))}")
                return False
        if self.choices and value.text not in self.choices:
            _no_choice(value, name, self.choices, reader)
            return False
        if self.form and (problem := self.form.problem(value.text, name)):
            reader.report("invalid-value", value.span, problem)
            return False
        return True

    def schema(self) -> dict[str, Any]:
        """Describe the type in JSON Schema."""
        item = {"type": "string", "minLength": 1}
        if self.choices or self.form:
            item = _enum(self.choices) if self.choices or not self.form else self.form.schema()
        return {"type": "array", "items": item, **_counts(self.at_least, self.at_most)}

    def plain(self, value: Any) -> Any:
        """Give the author's lines."""
        return [item.text for item in value]


@dataclass(frozen=True, kw_only=True)
class References:
    """References to records of the given kinds, each of which may carry a note.

    A field either declares edges of `relation` (from the record to what it names, or the other way round when it is
    `inverse`) or, without a relation, only remembers the pairs. With `note`, an item may also be a mapping of `with`
    and that note; with `stamped`, also `as_of`, which says what the two records meant when the note was written.
    """

    kinds: tuple[str, ...]
    relation: str | None = None
    inverse: bool = False
    single: bool = False
    note: str | None = None
    note_doc: str = field(default="", repr=False)
    stamped: bool = False
    at_least: int = 0
    at_most: int = 0

    @property
    def words(self) -> str:
        """What it takes, in a few words for authors."""
        kinds = " or ".join(self.kinds)
        note = f", each with its {self.note}" if self.note else ""
        return f"one {kinds} id" if self.single else f"a list of {kinds} ids{note}"

    def read(self, node: Node, name: str, reader: Reader) -> tuple[Reference, ...]:
        """Give the readable references; one that stands alone where a list belongs is reported and read."""
        if reader.is_null(node):
            return ()
        if self.single:
            if not isinstance(node, ScalarNode):
                reader.report("wrong-type", reader.span(node), f"`{name}` takes one id, not {_describe(node)}")
                return ()
            return (Reference(*reader.scalar(node)),)
        if isinstance(node, SequenceNode):
            _count(node, name, reader, self.at_least, self.at_most)
            known: dict[int, Reference | None] = {}  # an alias repeats a node: it is read once
            for item in node.value:
                if id(item) not in known:
                    known[id(item)] = self._item(item, name, reader)
            return tuple([ref for item in node.value if (ref := known[id(item)]) is not None])
        if isinstance(node, ScalarNode):
            value = reader.scalar(node)
            meant = "\n".join(part.strip() for part in value.text.split(","))  # an id has no comma
            reader.report("wrong-type", value.span, f"`{name}` takes a list; write `[{shown(value.text)}]`", meant)
            return (Reference(*value),)
        reader.report("wrong-type", reader.span(node), f"`{name}` takes a list, not {_describe(node)}")
        return ()

    def _item(self, node: Node, name: str, reader: Reader) -> Reference | None:
        if isinstance(node, ScalarNode):
            if not reader.is_null(node) and node.value.strip():
                return tuple.__new__(Reference, (*reader.scalar(node), None, None))  # the quickest way
            reader.report("wrong-type", reader.span(node), f"this item of `{name}` is empty")
        elif isinstance(node, MappingNode) and self.note:
            return self._with_note(node, self.note, name, reader)
        else:
            reader.report("wrong-type", reader.span(node), f"an item of `{name}` is an id, not {_describe(node)}")
        return None

    def _with_note(self, node: MappingNode, note: str, name: str, reader: Reader) -> Reference | None:
        parts: dict[str, Scalar] = {}
        known = ["with", note, "as_of"] if self.stamped else ["with", note]
        is_understood = True
        pairs = list(reader.pairs(node))
        given = {key.text for key, _ in pairs}
        for key, value in pairs:
            if key.text not in known:
                reader.unknown(key, known, f"an item of `{name}`", given)
                is_understood = False
            elif not isinstance(value, ScalarNode):
                reader.report("wrong-type", reader.span(value), f"`{key.text}` takes text, not {_describe(value)}")
                is_understood = is_understood and key.text != "with"
            elif not reader.is_null(value):
                parts[key.text] = reader.scalar(value)
        if "with" in parts:
            return Reference(*parts["with"], parts.get(note), parts.get("as_of"))
        if is_understood:
            reader.report("wrong-type", reader.span(node), f"this item of `{name}` does not say `with` which record")
        return None

    def schema(self) -> dict[str, Any]:
        """Describe the type in JSON Schema."""
        one: dict[str, Any] = {"type": ["string", "number"]}
        if self.single:
            return {"type": "string", "minLength": 1}
        if self.note:
            pair = {
                "type": "object",
                "properties": {
                    "with": {**one, "description": "The other record."},
                    self.note: {"type": "string", "description": self.note_doc},
                    **({"as_of": {"type": "string", "description": _STAMP_DOC}} if self.stamped else {}),
                },
                "required": ["with"],
                "additionalProperties": False,
            }
            one = {"anyOf": [one, pair]}
        return {"type": "array", "items": one, **_counts(self.at_least, self.at_most)}

    def plain(self, value: Any) -> Any:
        """Give the ids; where notes are allowed, mappings of `with` and the note."""
        if self.single:
            return value[0].text if value else None
        if self.note:
            return [
                {
                    "with": ref.text,
                    **({self.note: ref.note.text} if ref.note else {}),
                    **({"as_of": ref.as_of.text} if ref.as_of else {}),
                }
                for ref in value
            ]
        return [ref.text for ref in value]


@dataclass(frozen=True)
class Unread:
    """The type of a field whose declaration in kb.yaml is wrong: that is reported, what stands there is not."""

    @property
    def words(self) -> str:
        """What it takes, which nobody knows."""
        return ""

    def read(self, _node: Node, _name: str, _reader: Reader) -> None:
        """Give nothing."""

    def schema(self) -> dict[str, Any]:
        """Describe the type in JSON Schema."""
        return {}

    def plain(self, value: Any) -> Any:
        """Give what is there, which is nothing."""
        return value


FieldType: TypeAlias = Line | Text | Lines | References | Unread


@dataclass(frozen=True)
class Field:
    """A field of a kind: its name in the file, its type, and what it is for."""

    name: str
    type: FieldType
    doc: str
    required: bool = False
    translated: bool = False
    label: Localized | None = None
    """What readers call it, where kb.yaml declares it; the site has words of its own for the fields of kb."""
    translation_only: bool = False
    """Whether it says something about a translation, so that an original has no place for it."""


def _count(node: SequenceNode, name: str, reader: Reader, at_least: int, at_most: int) -> None:
    """Report a list that is too short, or the first item too many."""
    count = len(node.value)
    if count < at_least:
        reader.report("invalid-value", reader.span(node), f"`{name}` takes at least {at_least}; this has {count}")
    if at_most and count > at_most:
        message = f"`{name}` takes at most {at_most}; this is number {at_most + 1} of {count}"
        reader.report("invalid-value", reader.span(node.value[at_most]), message)


def _counts(at_least: int, at_most: int) -> dict[str, Any]:
    return ({"minItems": at_least} if at_least else {}) | ({"maxItems": at_most} if at_most else {})


def _enum(choices: tuple[str, ...]) -> dict[str, Any]:
    """Describe a closed set of values, in YAML's types too: an editor sees the choice `1` as a number."""
    typed = [value for choice in choices if (value := _as_yaml(choice)) is not None]
    return {"enum": [*choices, *typed]}


def _as_yaml(text: str) -> bool | float | None:
    if text in ("true", "false"):
        return text == "true"
    return FORMS["number"].plain(text) if FORMS["number"].problem(text, "") is None else None


def _or(choices: tuple[str, ...], quote: str = "`") -> str:
    quoted = [f"{quote}{choice}{quote}" for choice in choices]
    return " or ".join(filter(None, [", ".join(quoted[:-1]), quoted[-1]]))
