"""One file to records: pure, so that files can be read in any order, on any core, and remembered by their content."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from kb import markup, suppression
from kb.fields import ID
from kb.finding import Fault, Related
from kb.kinds import KINDS, Kind
from kb.kinds.kind import ID_FIELD
from kb.names import nearest
from kb.record import Record
from kb.source import START, Lines, Link, Scalar, Span
from kb.suppression import Suppression
from kb.tree import MappingNode, Node, ScalarNode, Tree, compose, is_null, tag_of

LARGEST = 2_000_000
"""The size in bytes beyond which a file is not read: no record needs more, and a hostile one could ask for all memory."""

_FRONT = re.compile(r"\A((?:\s|<!--[^>]*-->)*)(---[ \t]*(?:\r\n|\n|\r))(.*?)^(---[ \t]*(?:\r\n|\n|\r|\Z))", re.DOTALL | re.MULTILINE)
_STRAY = re.compile(
    "[\x7f-\x84\x86-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2028\u2029\u2060\u2066-\u2069\ufeff\ufffd]"
    "|(?<![\u00ab])\u00a0(?![:;!?%\u00bb])"
    "|(?<=[A-Za-z0-9])[\u200c\u200d](?=[A-Za-z0-9])"
)


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read: its path from the root, and what its path says that it holds."""

    path: str
    kind: str
    id: str
    language: str | None = None

    @property
    def is_markdown(self) -> bool:
        """Whether the file is front matter and a body."""
        return self.path.endswith(".md")


@dataclass(slots=True)
class Reading:
    """What one file gave: its records, and what is wrong with it, under the names of the rules that say so."""

    source: Source
    records: list[Record] = field(default_factory=list)
    faults: list[tuple[str, Fault]] = field(default_factory=list)
    suppressions: list[Suppression] = field(default_factory=list)
    is_broken: bool = False
    """Whether parts of the file could not be read, so that records may exist that are not seen."""


def decode(data: bytes) -> str:
    """Decode a file's bytes: UTF-8, with or without a byte-order mark.

    Raises `UnicodeDecodeError` for anything else.
    """
    return data.decode("utf-8-sig")


def read(source: Source, data: bytes) -> Reading:
    """Read one file. Whatever is wrong with it is in the result; nothing is raised."""
    reading = Reading(source)
    if len(data) > LARGEST:
        _refuse(reading, "oversized-input", START, f"the file has {len(data):,} bytes; kb reads up to {LARGEST:,}")
        return reading
    try:
        text = decode(data)
    except UnicodeDecodeError as error:
        good = data[: error.start].decode("utf-8", "replace").removeprefix("\ufeff")
        line, column = Lines(good).position(len(good))
        what = "UTF-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "not UTF-8"
        _refuse(
            reading,
            "undecodable-file",
            Span(line, column, line, column + 1),
            f"the file is {what} (byte {data[error.start] if error.start < len(data) else 0:#04x} here); save it as UTF-8",
        )
        return reading
    _FileReader(reading, text).read()
    return reading


def _refuse(reading: Reading, rule: str, span: Span, message: str) -> None:
    reading.is_broken = True
    reading.faults.append((rule, Fault(reading.source.path, span, message)))


class _FileReader:
    """Reads one decoded file into a `Reading`; the `Reader` that field types talk to."""

    def __init__(self, reading: Reading, text: str) -> None:
        self.reading = reading
        self.source = reading.source
        self.kind: Kind = KINDS[reading.source.kind]
        self.lines = Lines(text)
        self.tree: Tree
        self.record: Record | None = None

    def read(self) -> None:
        text = self.lines.text
        body: Scalar | None = None
        if self.source.is_markdown:
            match = _FRONT.match(text)
            if match is None:
                _refuse(
                    self.reading,
                    "yaml-syntax",
                    Span(1, 1, 1, 1),
                    "a Markdown record begins with `---`, its fields in YAML, and `---` on a line of its own",
                )
                return
            front_line = self.lines.position(match.start(3))[0]
            self.tree = compose("\n" * (front_line - 1) + match.group(3))
            body = self._body(match.end())
        else:
            self.tree = compose(text)
        if self.tree.error:
            _refuse(self.reading, "yaml-syntax", self.tree.error.span, self.tree.error.message)
        self._stray_characters()
        documents = [root for root in self.tree.roots if not is_null(root)]
        if not self.tree.roots and not self.tree.error:
            self._empty(START)
        elif self.tree.roots and not documents:
            self._empty(START)
        for root in documents:
            self._document(root, body, is_stream=len(documents) > 1)
        if suppression.MARK in text.replace("kb:ignore", suppression.MARK):
            self._suppressions(body)

    def _empty(self, span: Span) -> None:
        needed = ", ".join(f"`{name}`" for name in self.kind.required)
        self.reading.is_broken = True
        if self.source.language:
            message = "the translation is empty"
        else:
            message = f"the {self.kind.name} has no fields; it needs {needed}"
        self.reading.faults.append(("missing-field", Fault(self.source.path, span, message, self._path_key())))

    def _path_key(self) -> str:
        return f"{self.source.kind}:{self.source.id}"

    def _body(self, start: int) -> Scalar | None:
        text = self.lines.text
        while start < len(text) and text[start] in "\r\n":
            start += 1
        end = len(text.rstrip())
        if start >= end:
            return None
        span = self.lines.span(start, end)
        return Scalar(text[start:end].replace("\r\n", "\n").replace("\r", "\n"), *span)

    def _document(self, root: Node, body: Scalar | None, *, is_stream: bool) -> None:
        span = self.tree.span(root)
        if not isinstance(root, MappingNode):
            self.reading.is_broken = True
            message = f"a {self.kind.name} is a mapping of fields (`{self.kind.required[0]}: ...`)"
            self.reading.faults.append(("wrong-type", Fault(self.source.path, span, message, self._path_key())))
            return
        first = self.tree.span(root.value[0][0]) if root.value else span
        start = Span(1, 1, 1, 4) if self.source.is_markdown else first
        record = self.record = Record(self.source.kind, self.source.id, self.source.path, start, self.source.language)
        nodes: dict[str, tuple[Scalar, Node]] = {}
        for key, node in self.pairs(root):
            nodes[key.text] = key, node
        if not self._identify(record, nodes.pop("id", None), is_stream=is_stream):
            self.reading.is_broken = True
            return
        self.reading.records.append(record)
        for name, (key, node) in nodes.items():
            self._field(record, name, key, node)
        if body is not None:
            if "body" not in self.kind.by_name:
                self.report("unknown-field", body.span, f"a {self.kind.name} has no `body`, so no text can follow here")
            elif "body" in nodes:
                self.report("duplicate-key", nodes["body"][0].span, "the body is given here and below the front matter")
            else:
                record.fields["body"] = body
        if record.language is None:
            for name in self.kind.required:
                value = record.fields.get(name)
                if (value is None or (isinstance(value, Scalar) and not value.text.strip())) and (
                    name not in nodes or is_null(nodes[name][1]) or isinstance(value, Scalar)
                ):
                    verb = "is empty" if name in nodes else "is missing"
                    self.report("missing-field", record.span, f"`{name}` {verb}: {_lower(self.kind.by_name[name].doc)}")
        record.links = tuple(self._links(record))

    def _identify(self, record: Record, given: tuple[Scalar, Node] | None, *, is_stream: bool) -> bool:
        """Give the record its id, from its path or its `id`; false when it has none."""
        if given is None or is_null(given[1]):
            if is_stream:
                self.report("missing-field", record.span, "`id` is missing: each record of a stream needs its own")
                return False
            if not ID.fullmatch(record.id):
                self._invalid_id(record.span, record.id, "the path")
            return True
        value = ID_FIELD.type.read(given[1], "id", self)
        if not isinstance(value, Scalar):
            return not is_stream
        if not ID.fullmatch(value.text):
            self._invalid_id(value.span, value.text, "`id`")
            return not is_stream
        inside = value.text == record.id or value.text.startswith(record.id + "/")
        if not inside:
            where = f"`{record.id}/...`" if is_stream else f"`{record.id}`"
            self.report("misplaced-record", value.span, f"the id `{value.text}` does not agree with the path, which says {where}")
        if inside or is_stream:
            record.id = value.text
        return True

    def _invalid_id(self, span: Span, wrong: str, where: str) -> None:
        better = re.sub(r"/+", "/", re.sub(r"[^a-z0-9._/-]+", "-", wrong.lower())).strip("/-")
        hint = f"; try `{better}`" if ID.fullmatch(better) and better != wrong else ""
        self.report(
            "invalid-id",
            span,
            f"{where} gives the id `{wrong}`; an id has lower-case letters, digits, `.`, `_`, `-`, in parts joined by `/`{hint}",
        )

    def _field(self, record: Record, name: str, key: Scalar, node: Node) -> None:
        declared = self.kind.by_name.get(name)
        if declared is None:
            if name == "<<":
                self.report("unknown-field", key.span, "merge keys (`<<`) are not part of YAML 1.2; write the fields out")
            else:
                self.unknown(key, [*self.kind.by_name], f"a {self.kind.name}")
            return
        if record.language and not declared.translated:
            self.report("unknown-field", key.span, f"`{name}` is not translated; it belongs in the original only")
            return
        value = declared.type.read(node, name, self)
        if value is not None:
            record.fields[name] = value

    # The Reader that field types talk to.

    def report(self, rule: str, span: Span, message: str) -> None:
        key = self.record.key if self.record else self._path_key()
        self.reading.faults.append((rule, Fault(self.source.path, span, message, key)))

    def scalar(self, node: ScalarNode) -> Scalar:
        value = self.tree.scalar(node)
        if node.tag and (tag := tag_of(node)) and tag != "!!str":
            self.report("wrong-type", value.span, f"the tag `{tag}` has no meaning here; the field decides how it is read")
        return value

    def span(self, node: Node) -> Span:
        return self.tree.span(node)

    def is_null(self, node: Node) -> bool:
        return is_null(node)

    def pairs(self, node: MappingNode) -> Iterator[tuple[Scalar, Node]]:
        seen: dict[str, Scalar] = {}
        for key_node, value in node.value:
            if not isinstance(key_node, ScalarNode):
                self.report("wrong-type", self.tree.span(key_node), "a key is one word, not a collection")
                continue
            key = self.scalar(key_node)
            first = seen.setdefault(key.text, key)
            if first is key:
                yield key, value
                continue
            related = Related(self.source.path, first.line, first.column, "the first, which is the one kept")
            fault = Fault(self.source.path, key.span, f"`{key.text}` is given twice", self._key(), (related,))
            self.reading.faults.append(("duplicate-key", fault))

    def _key(self) -> str:
        return self.record.key if self.record else self._path_key()

    def unknown(self, key: Scalar, known: list[str], where: str) -> None:
        near = nearest(key.text, known)
        hint = f"; did you mean `{near}`?" if near else ""
        self.report("unknown-field", key.span, f"{where} has no `{key.text}`{hint}")

    # What is found in texts.

    def _links(self, record: Record) -> Iterator[Link]:
        for name, value in record.texts():
            if "[[" not in value.text and "](" not in value.text:
                continue
            start = self.lines.offset(value.line, value.column)
            end = self.lines.offset(value.end_line, value.end_column)
            for match in markup.links(self.lines.text[start:end]):
                span = self.lines.span(start + match.start, start + match.end)
                yield Link(match.target, match.heading, match.label, name, *span, match.is_file)

    def _stray_characters(self) -> None:
        for match in _STRAY.finditer(self.lines.text):
            char = match.group()
            self.report(
                "stray-characters",
                self.lines.span(match.start(), match.end()),
                f"{_STRAY_NAMES.get(char, 'an invisible character')} (U+{ord(char):04X}) stands here, where readers cannot see it",
            )

    def _suppressions(self, body: Scalar | None) -> None:
        documents = [self.tree.span(root) for root in self.tree.roots if not is_null(root)]
        extents = [(span.line, span.end_line) for span in documents] or [(1, len(self.lines.starts))]
        body_extent = None
        masked = self.lines.text
        if self.source.is_markdown:
            last = len(self.lines.starts)
            body_extent = (body.line if body else last + 1, last)
            masked = markup.without_code(masked)

        def is_comment(line: int, column: int) -> bool:
            if body_extent and line >= body_extent[0]:
                return masked[self.lines.offset(line, column)] == "<"
            return not self.tree.inside_scalar(line, column)

        self.reading.suppressions = suppression.find(self.lines, extents, is_comment, body_extent)


_STRAY_NAMES = {
    "\u00a0": "a no-break space",
    "\u00ad": "a soft hyphen",
    "\u200b": "a zero-width space",
    "\u200c": "a zero-width non-joiner",
    "\u200d": "a zero-width joiner",
    "\u2028": "a line separator",
    "\u2029": "a paragraph separator",
    "\u2060": "a word joiner",
    "\ufeff": "a byte-order mark",
    "\ufffd": "a replacement character, left by a wrong decoding",
}


def _lower(doc: str) -> str:
    """Begin a sentence of a field's doc in lower case, to follow a colon."""
    first, _, rest = doc.partition(" ")
    return (first if first.isupper() and len(first) > 1 else first[:1].lower() + first[1:]) + (" " + rest if rest else "").rstrip(".")
