"""The options of kb.yaml and what they take: how it is read, described to editors, and put into words.

The declaration is in `config` and `declared`; here are the shapes that values have. A shape never raises: it reports
what is wrong at its place, and gives what could still be read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, NamedTuple, Protocol, TypeAlias

from kb import languages, patterns
from kb.finding import Fault
from kb.localized import Localized
from kb.names import nearest
from kb.source import Scalar, Span, shown
from kb.tree import MappingNode, Node, ScalarNode, SequenceNode, Tree, compose, is_null

FILE = "kb.yaml"

Schema: TypeAlias = dict[str, Any]

_TEXT = ("string", "number", "boolean")
"""What an editor may see where text stands: YAML types it, kb keeps its characters."""
_INSIDE = r"^(?!/)(?!(?:.*/)?\.\.(?:/|$))[^\\:]*$"
"""A path that stays in the project: relative, with `/`, without `..` and drive letters."""
_ADDRESS = "https?://[^\\s\"'<>]+"
_COUNT = "[1-9][0-9]{0,3}"


class Reader:
    """A kb.yaml as nodes, and what is wrong with it."""

    def __init__(self, text: str) -> None:
        """Compose a text; what is no YAML is the first fault."""
        self.tree: Tree = compose(text.removeprefix("\ufeff"))
        self.faults: list[Fault] = []
        if self.tree.error:
            self.report(self.tree.error.span, self.tree.error.message)

    def root(self) -> Node | None:
        """Give the one document, or nothing where there is nothing."""
        roots = [root for root in self.tree.roots if not is_null(root)]
        if len(roots) > 1:
            self.report(self.span(roots[1]), "the configuration is one document")
        return roots[0] if roots else None

    def report(self, span: Span, message: str) -> None:
        """Note a fault."""
        self.faults.append(Fault(FILE, span, message))

    def span(self, node: Node) -> Span:
        """Give a node's place."""
        return self.tree.span(node)

    def scalar(self, node: Node, where: str) -> Scalar | None:
        """Give a scalar with its place, or report that another shape stands there."""
        if not isinstance(node, ScalarNode):
            self.report(self.span(node), f"`{where}` takes one line of text")
            return None
        return self.tree.scalar(node)

    def pairs(self, node: Node, where: str) -> Iterator[tuple[Scalar, Node]]:
        """Give the keys and values of a mapping, each key once."""
        if not isinstance(node, MappingNode):
            self.report(self.span(node), f"{where} takes a mapping (`name: value`)")
            return
        seen: set[str] = set()
        for key_node, value in node.value:
            if not isinstance(key_node, ScalarNode):
                self.report(self.span(key_node), "a key is one word, not a collection")
                continue
            key = self.tree.scalar(key_node)
            if key.text in seen:
                self.report(key.span, f"`{shown(key.text)}` is given twice")
                continue
            seen.add(key.text)
            yield key, value


class Shape(Protocol):
    """What an option takes."""

    @property
    def words(self) -> str:
        """What it takes, in a few words."""

    def read(self, node: Node, where: str, reader: Reader) -> Any:
        """Give the value, or nothing when it is none; `where` is the option's name."""

    def schema(self) -> Schema:
        """Describe the value in JSON Schema."""


class Option(NamedTuple):
    """An option of a section: its name, what it takes, what it is for, and what is there when it is left out."""

    name: str
    shape: Shape
    doc: str
    default: str = ""
    example: str = ""
    """A piece of a kb.yaml that shows it."""

    @property
    def about(self) -> str:
        """What it is for, and its default."""
        return f"{self.doc} Default: {self.default}." if self.default else self.doc

    def schema(self) -> Schema:
        """Describe the option in JSON Schema."""
        return {"description": self.about, **self.shape.schema()}


# One value.


def _anything(_text: str, _where: str) -> None:
    """Find nothing wrong."""


def _text(value: Scalar) -> str:
    return value.text


@dataclass(frozen=True)
class Line:
    """One line of text. `problem` says what is wrong with it, `make` what becomes of it."""

    words: str = "text"
    problem: Callable[[str, str], str | None] = _anything
    make: Callable[[Scalar], Any] = _text
    described: Mapping[str, Any] = field(default_factory=lambda: {"type": list(_TEXT)})

    def read(self, node: Node, where: str, reader: Reader) -> Any:
        """Give what the text says."""
        value = reader.scalar(node, where)
        if value is None:
            return None
        if problem := self.problem(value.text, where):
            reader.report(value.span, problem)
            return None
        return self.make(value)

    def schema(self) -> Schema:
        """Describe it in JSON Schema."""
        return dict(self.described)


def choice(*choices: str, noun: str = "") -> Line:
    """Give the shape of one of some words, which may be named together: `severity`."""

    def problem(text: str, where: str) -> str | None:
        if text in choices:
            return None
        listed = f"{', '.join(choices[:-1])} or {choices[-1]}"
        if not noun:
            return f"`{where}` is {listed}"
        near = nearest(text, choices)
        return f"`{shown(text)}` is no {noun}; " + (f"did you mean `{near}`?" if near else f"use {listed}")

    quoted = [f"`{word}`" for word in choices]
    words = f"{', '.join(quoted[:-1])} or {quoted[-1]}"
    return Line(words, problem, described={"enum": [str(one) for one in choices]})


def _path(text: str, where: str) -> str | None:
    path = PurePosixPath(text)
    is_odd = re.search(r"[\\:]", text) or not text.isprintable() or not text.strip()
    if path.is_absolute() or ".." in path.parts or is_odd:
        return f"`{where}` is a path inside the folder of kb.yaml, with `/`; `{shown(text)}` is not"
    return None


def _pattern(text: str, where: str) -> str | None:
    try:
        patterns.compiled(text)
    except ValueError as error:
        return f"`{where}` is no regular expression: {error}"
    if patterns.reach(text) < patterns.SHORTEST:
        return f"`{where}` could take very long to match; write it so that the next character tells how it goes on"
    return None


def _language(text: str, _where: str) -> str | None:
    return None if languages.LANGUAGE.fullmatch(text) else f"`{shown(text)}` is no language tag such as `en` or `pt-BR`"


def _address(text: str, where: str) -> str | None:
    is_right = re.fullmatch(_ADDRESS, text)
    return None if is_right else f"`{where}` is an address that begins with https:// or http://"


def _count(text: str, where: str) -> str | None:
    return None if re.fullmatch(_COUNT, text) else f"`{where}` is a whole number from 1 to 9999"


def _not_empty(text: str, where: str) -> str | None:
    return None if text.strip() else f"`{where}` is empty"


TEXT = Line()
PLACED = Line(make=lambda value: value)
"""A text that keeps its place."""
SENTENCE = Line("a sentence", _not_empty, lambda value: shown(value.text, 300))
LANGUAGE = Line(
    "a language tag", _language, described={"type": "string", "pattern": f"^(?:{languages.LANGUAGE.pattern})$"}
)
PATH = Line("a path", _path, lambda value: value, {"type": list(_TEXT), "pattern": _INSIDE})
PATTERN = Line("a regular expression", _pattern, lambda value: patterns.compiled(value.text))
ADDRESS = Line("an address", _address, described={"type": "string", "pattern": f"^{_ADDRESS}$"})
COUNT = Line("a number", _count, lambda value: int(value.text), {"type": "integer", "minimum": 1, "maximum": 9999})
SWITCH = Line(
    "`true` or `false`",
    choice("true", "false").problem,
    lambda value: value.text == "true",
    {"type": "boolean"},
)


@dataclass(frozen=True)
class Words:
    """A text for readers, or one for each language, of which that under `""` serves all others."""

    words: str = "text, or texts by language"

    def read(self, node: Node, where: str, reader: Reader) -> Localized:
        """Give the texts by language."""
        if isinstance(node, MappingNode):
            return Localized(self._texts(node, where, reader))
        value = reader.scalar(node, where)
        return Localized({"": value.text} if value and value.text else {})

    def _texts(self, node: MappingNode, where: str, reader: Reader) -> Iterator[tuple[str, str]]:
        """Give each language with its text. Within braces a text ends at a comma, and what follows is no language."""
        for key, node_of_text in reader.pairs(node, f"`{where}`"):
            if key.text and (problem := _language(key.text, where)):
                reader.report(key.span, problem)
            elif (text := reader.scalar(node_of_text, where)) and text.text:
                yield key.text, text.text

    def schema(self) -> Schema:
        """Describe it in JSON Schema."""
        names = {"pattern": f"^(?:{languages.LANGUAGE.pattern})?$"}
        return {"type": ["object", *_TEXT], "propertyNames": names, "additionalProperties": TEXT.schema()}


@dataclass(frozen=True)
class Several:
    """A list of lines; a single one may stand for a list of one, unless it `is_list`."""

    item: Line = TEXT
    is_list: bool = False

    @property
    def words(self) -> str:
        """What it takes, in a few words."""
        return f"a list of {self.item.words.removeprefix('a ')}s"

    def read(self, node: Node, where: str, reader: Reader) -> tuple[Any, ...]:
        """Give the items that could be read."""
        if not isinstance(node, SequenceNode) and (self.is_list or not isinstance(node, ScalarNode)):
            reader.report(reader.span(node), f"`{where}` takes a list")
        items = node.value if isinstance(node, SequenceNode) else [node] if isinstance(node, ScalarNode) else []
        found = (self.item.read(item, where, reader) for item in items)
        return tuple(value for value in found if value is not None)

    def schema(self) -> Schema:
        """Describe it in JSON Schema."""
        return {"type": "array" if self.is_list else ["array", *_TEXT], "items": self.item.schema()}


# Mappings.


class Values(dict[str, Any]):
    """The values of a section, by option."""

    def __init__(self) -> None:
        """Begin without any."""
        super().__init__()
        self.places: dict[str, Span] = {}
        self.is_whole = True
        """Whether nothing is wrong in the section."""


class Named(dict[str, Any]):
    """Values by name."""

    is_whole = True
    """Whether every name that was given is there."""


@dataclass(frozen=True)
class Section:
    """A mapping whose keys are declared. A lone text may stand for one of them."""

    options: tuple[Option, ...]
    doc: str
    title: str = "`{}`"
    """How messages name it."""
    alone: str = ""
    may_be_empty: bool = False
    make: Callable[[Values], Any] = lambda values: values

    @property
    def words(self) -> str:
        """What it takes, in a few words."""
        return f"a mapping, or its `{self.alone}`" if self.alone else "a mapping"

    def read(self, node: Node, where: str, reader: Reader) -> Any:
        """Give what could be read of each option; nothing wrong with an option that has no value."""
        before = len(reader.faults)
        values = Values()
        for name, shape, value in self._given(node, self.title.format(shown(where)), reader):
            result = shape.read(value, name, reader)
            if result is not None:
                values[name] = result
                values.places[name] = reader.span(value)
        values.is_whole = len(reader.faults) == before
        return self.make(values)

    def _given(self, node: Node, where: str, reader: Reader) -> Iterator[tuple[str, Shape, Node]]:
        """Give the options that have a value; a misspelt one is reported and read as the one it most likely means."""
        if is_null(node):
            return
        known = {option.name: option.shape for option in self.options}
        if self.alone and isinstance(node, ScalarNode):
            yield self.alone, known[self.alone], node
            return
        pairs = list(reader.pairs(node, where))
        given = {key.text for key, _ in pairs}
        for key, value in pairs:
            name: str | None = key.text
            if name not in known:
                name = nearest(key.text, known)
                hint = f"; did you mean `{name}`?" if name else ""
                reader.report(key.span, f"{where} has no `{shown(key.text)}`{hint}")
            if name and (name == key.text or name not in given) and not is_null(value):
                yield name, known[name], value

    def schema(self) -> Schema:
        """Describe it in JSON Schema."""
        properties = {option.name: option.schema() for option in self.options}
        schema = {"type": "object", "properties": properties, "additionalProperties": False}
        if not self.alone:
            return {**schema, "type": ["object", "null"]} if self.may_be_empty else schema
        lone = next(option.shape for option in self.options if option.name == self.alone)
        if isinstance(lone, Words):
            return {**schema, "type": ["object", *_TEXT, "null"]}
        return {"anyOf": [lone.schema(), {"type": "null"}, schema]}


@dataclass(frozen=True)
class ByName:
    """A mapping from names of one's own to values of one shape."""

    value: Shape
    named: str = "name"
    """What the names are."""
    problem: Callable[[str], str | None] = lambda _: None
    """What is wrong with a name."""
    make: Callable[[Scalar, Any], Any] = lambda _, value: value
    """What becomes of a name and its value."""
    listed: Callable[[Scalar], Any] | None = None
    """What becomes of a name in a list, where a list of names may stand for the mapping."""
    names: str = ""
    """A pattern of the names."""
    most: int = 0

    @property
    def words(self) -> str:
        """What it takes, in a few words."""
        return f"a mapping by {self.named}" + (", or a list of names" if self.listed else "")

    def read(self, node: Node, where: str, reader: Reader) -> Named:
        """Give what could be read of each value, by name."""
        found = Named()
        if self.listed and isinstance(node, SequenceNode):
            names: tuple[Scalar, ...] = Several(PLACED).read(node, where, reader)
            found.update((name.text, self.listed(name)) for name in names)
            return found
        is_own = isinstance(self.value, Section | ByName)
        for number, (key, value) in enumerate(reader.pairs(node, f"`{where}`"), 1):
            if self.most and number > self.most:
                reader.report(key.span, f"there can be up to {self.most} `{where}`")
                break
            if problem := self.problem(key.text):
                reader.report(key.span, problem)
                continue
            result = self.value.read(value, key.text if is_own else where, reader)
            if result is not None:
                found[key.text] = self.make(key, result)
        found.is_whole = isinstance(node, MappingNode) and len(found) == len(node.value)
        return found

    def schema(self) -> Schema:
        """Describe it in JSON Schema."""
        value = self.value.schema()
        if isinstance(self.value, Section):
            value = {"description": self.value.doc, **value}
        if self.names:
            inside = {"patternProperties": {f"^(?:{self.names})$": value}, "additionalProperties": False}
            return {"type": "object", **inside}
        if self.listed:
            return {"type": ["object", "array"], "additionalProperties": value, "items": TEXT.schema()}
        return {"type": "object", "additionalProperties": value}
