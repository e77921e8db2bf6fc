"""One file to records: pure, so that files can be read in any order, on any core, and remembered by their content."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

from kb import markup, suppression
from kb.fields import ID
from kb.finding import Fault, Related
from kb.kinds import Kind
from kb.kinds.kind import ID_FIELD
from kb.names import Names
from kb.record import Record
from kb.source import START, Lines, Link, Scalar, Span, shown
from kb.suppression import Suppression
from kb.tree import MappingNode, Node, ScalarNode, Tree, compose, is_null, tag_of

LARGEST = 2_000_000
"""The bytes beyond which a file is not read: no record needs more, and a hostile one could ask for all memory."""

_LONGEST_COMPARED = 10_000
"""The characters of a collection up to which it is compared with another under the same key."""

BOM = b"\xef\xbb\xbf"
_OPEN = re.compile(r"(?:\s|<!--(?:(?!-->).)*+-->)*+(---)[ \t]*(?:\r\n|\n|\r|\Z)", re.DOTALL)
_CLOSE = re.compile(r"(?<=[\r\n])---[ \t]*(?:\r\n|\n|\r|\Z)")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_STRAY = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\xa0\xad\u200b-\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff\ufffd-\uffff]"
)


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read: its path from the root, and what its path says that it holds."""

    path: str
    kind: str
    id: str
    language: str | None = None
    mark: bytes = b""
    """What stands for the kind's declaration: by another one, the same content is read otherwise."""

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
    digest: bytes = b""
    """The `digest` of the bytes that were read; empty when there were none to read."""

    def declare(self, kind: Kind) -> None:
        """Give the records the kind's declaration, which they leave behind on the way from another process."""
        for record in self.records:
            record.declaration = kind


class Parts(NamedTuple):
    """A text cut into its YAML, with blank lines in place of what stands before it, and where its body begins."""

    start: Span
    yaml: str
    body: int | None


def digest(data: bytes) -> bytes:
    """Give 16 bytes that stand for a file's content: no two contents that differ have the same ones."""
    return blake2b(data, digest_size=16).digest()


def decode(data: bytes) -> str:
    """Decode a file's bytes: UTF-8, with or without a byte-order mark.

    Raises `UnicodeDecodeError` for anything else.
    """
    return data.removeprefix(BOM).decode()


def read(source: Source, data: bytes, kind: Kind) -> Reading:
    """Read one file, whose path says that it holds that kind. Whatever is wrong is in the result; nothing is raised."""
    reading = Reading(source, digest=digest(data))
    if len(data) > LARGEST:
        _refuse(reading, "oversized-input", START, f"the file has {len(data):,} bytes; kb reads up to {LARGEST:,}")
        return reading
    try:
        text = decode(data)
    except UnicodeDecodeError as error:
        good = error.object[: error.start].decode()
        line, column = Lines(good).position(len(good))
        what = "UTF-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "not UTF-8"
        _refuse(
            reading,
            "undecodable-file",
            Span(line, column, line, column + 1),
            f"the file is {what} (byte {error.object[error.start]:#04x} here); save it as UTF-8",
        )
        return reading
    _FileReader(reading, text, kind).read()
    return reading


def split(lines: Lines, *, is_markdown: bool) -> Parts | None:
    """Cut a record's file into YAML and body; give nothing for Markdown without front matter that is closed."""
    text = lines.text
    if not is_markdown:
        return Parts(START, text, None)
    opening = _OPEN.match(text)
    closing = _CLOSE.search(text, opening.end()) if opening else None
    if opening is None or closing is None:
        return None
    start = lines.span(*opening.span(1))
    return Parts(start, "\n" * start.line + text[opening.end() : closing.start()], closing.end())


def _refuse(reading: Reading, rule: str, span: Span, message: str) -> None:
    reading.is_broken = True
    reading.faults.append((rule, Fault(reading.source.path, span, message)))


class _FileReader:
    """Reads one decoded file into a `Reading`; the `Reader` that field types talk to."""

    def __init__(self, reading: Reading, text: str, kind: Kind) -> None:
        self.reading = reading
        self.source = reading.source
        self.kind = kind
        self.lines = Lines(text)
        self.tree: Tree
        self.record: Record | None = None
        self.start = START
        """The place of a Markdown file's first `---`."""
        self.meant: set[str] = set()
        """The names of fields that a fault is about, or that a misspelt key meant."""
        self.given: set[str] = set()
        """The names of the fields that the record has, and those that its misspelt keys will be."""

    def read(self) -> None:
        text = self.lines.text
        parts = split(self.lines, is_markdown=self.source.is_markdown)
        if parts is None:
            self._refuse_markdown(_OPEN.match(text))
            return
        self.start = parts.start
        self.tree = compose(parts.yaml)
        body = None if parts.body is None else self._body(parts.body)
        if self.tree.error:
            _refuse(self.reading, "yaml-syntax", self.tree.error.span, self.tree.error.message)
        documents = [root for root in self.tree.roots if not is_null(root)]
        if not documents and (self.tree.roots or not self.tree.error):
            self._empty()
        is_stream = len(documents) > 1 or (bool(documents) and self._breaks_after(documents[0]))
        extents = []
        for root in documents:
            self._document(root, body, is_stream=is_stream)
            extents.append((self.tree.span(root), self._key()))
        self._stray_characters(body, extents)
        if suppression.MARK.search(text):
            self._suppressions(body, [span for span, _ in extents])

    def _refuse_markdown(self, opening: re.Match[str] | None) -> None:
        span, message = START, "a Markdown record begins with `---`, its fields in YAML, and `---` on a line of its own"
        if opening:
            span = self.lines.span(*opening.span(1))
            message = "the front matter is never closed; put `---` on a line of its own after the fields"
        _refuse(self.reading, "yaml-syntax", span, message)

    def _breaks_after(self, root: Node) -> bool:
        """Tell whether the file is broken in a later document, so that it would hold several."""
        if self.tree.error is None:
            return False
        rest = range(self.tree.span(root).end_line + 1, self.tree.error.span.line + 1)
        return any(self.lines.line(number).startswith("---") for number in rest)

    def _empty(self) -> None:
        needed = ", ".join(f"`{name}`" for name in self.kind.required)
        self.reading.is_broken = True
        if self.source.language:
            message = "the translation is empty"
        else:
            message = f"the {self.kind.name} has no fields" + (f"; it needs {needed}" if needed else "")
        self.reading.faults.append(("missing-field", Fault(self.source.path, START, message, self._key())))

    def _key(self) -> str:
        return self.record.key if self.record else f"{self.source.kind}:{self.source.id}"

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
        self.record = None
        self.meant = set()
        span = self.tree.span(root)
        if not isinstance(root, MappingNode):
            self.reading.is_broken = True
            message = f"{self.kind.one} is a mapping of fields (`{self.kind.fields[0].name}: ...`)"
            self.report("wrong-type", span, message)
            return
        first = self.tree.span(root.value[0][0]) if root.value else span
        start = self.start if self.source.is_markdown else first
        record = self.record = Record(self.kind, self.source.id, self.source.path, start, self.source.language)
        before = len(self.reading.faults)
        self._refuse_tag(root, span)
        nodes = {key.text: (key, node) for key, node in self.pairs(root)}
        if not self._identify(record, nodes.pop("id", None), is_stream=is_stream):
            self.reading.is_broken = True
            return
        for index, (rule, fault) in enumerate(self.reading.faults[before:], before):
            self.reading.faults[index] = rule, replace(fault, record=record.key)
        self.reading.records.append(record)
        self.given = {*nodes, *(("body",) if body is not None else ())}
        for name, (key, node) in nodes.items():
            seen = len(self.reading.faults)
            self._field(record, name, key, node)
            if len(self.reading.faults) > seen:
                self.meant.add(name)
        record.doubtful = frozenset(self.meant & self.kind.by_name.keys())
        if body is not None:
            self._take_body(record, body, nodes["body"][0] if "body" in nodes else None)
        if record.language is None:
            self._required(record, nodes)
        record.links = tuple(self._links(record))

    def _take_body(self, record: Record, body: Scalar, given: Scalar | None) -> None:
        if "body" not in self.kind.by_name:
            self.report("unknown-field", body.span, f"{self.kind.one} has no `body`, so no text can follow here")
        elif given is not None:
            self._twice("the body", body, given)
        else:
            record.fields["body"] = body

    def _required(self, record: Record, nodes: dict[str, tuple[Scalar, Node]]) -> None:
        for name in self.kind.required:
            value = record.fields.get(name)
            if not value and name in self.meant:
                continue  # the misspelt key, or what stands there, is reported
            if not value or (isinstance(value, Scalar) and not value.text.strip()):
                verb = "is empty" if name in nodes else "is missing"
                self.report("missing-field", record.span, f"`{name}` {verb}: {_lower(self.kind.by_name[name].doc)}")

    def _identify(self, record: Record, given: tuple[Scalar, Node] | None, *, is_stream: bool) -> bool:
        """Give the record its id, from its path or its `id`; false when it has none."""
        if given is None or is_null(given[1]):
            if is_stream:
                self.report("missing-field", record.span, "`id` is missing: each record of a stream needs its own")
                return False
            if not ID.fullmatch(record.id):
                self._invalid_id(record.span, record.id, "the path")
            return True
        self._refuse_tag(given[1], self.tree.span(given[1]))
        value = ID_FIELD.type.read(given[1], "id", self)
        if not isinstance(value, Scalar):
            return not is_stream
        if not ID.fullmatch(value.text):
            self._invalid_id(value.span, value.text, "`id`")
            return not is_stream
        inside = value.text == record.id or value.text.startswith(record.id + "/")
        if not inside:
            where = f"`{record.id}/...`" if is_stream else f"`{record.id}`"
            self.report(
                "misplaced-record",
                value.span,
                f"the id `{shown(value.text)}` does not agree with the path, which says {where}",
            )
        if inside or is_stream:
            record.call(value.text)
        return True

    def _invalid_id(self, span: Span, wrong: str, where: str) -> None:
        better = re.sub(r"/+", "/", re.sub(r"[^a-z0-9._/-]+", "-", wrong.lower())).strip("/-")
        hint = f"; try `{shown(better)}`" if ID.fullmatch(better) and better != wrong else ""
        form = "an id has lower-case letters, digits, `.`, `_`, `-`, in parts joined by `/`"
        self.report("invalid-id", span, f"{where} gives the id `{shown(wrong)}`; {form}{hint}")

    def _field(self, record: Record, name: str, key: Scalar, node: Node) -> None:
        declared = self.kind.by_name.get(name)
        if declared is None:
            if name == "<<":
                self.report(
                    "unknown-field", key.span, "merge keys (`<<`) are not part of YAML 1.2; write the fields out"
                )
            elif not self.kind.is_open:
                known = self.kind.translated if record.language else tuple(self.kind.by_name)
                self.unknown(key, [*known], self.kind.one, self.given)
            return
        if declared.translation_only and not record.language:
            self.report("unknown-field", key.span, f"`{name}` belongs in a translation only")
            return
        if record.language and not (declared.translated or declared.translation_only):
            self.report("unknown-field", key.span, f"`{name}` is not translated; it belongs in the original only")
            return
        self._refuse_tag(node, key.span)
        value = declared.type.read(node, name, self)
        if value is not None:
            record.fields[declared.name] = value  # the declared name: one string for all records

    def _refuse_tag(self, node: Node, span: Span) -> None:
        """Report a tag on a collection; those on scalars are seen when these are read."""
        if not isinstance(node, ScalarNode) and (tag := tag_of(node)) not in ("", "!!map", "!!seq"):
            self.report(
                "wrong-type", span, f"the tag `{shown(tag)}` has no meaning here; the field decides how it is read"
            )

    # The Reader that field types talk to.

    def report(self, rule: str, span: Span, message: str, meant: str | None = None) -> None:
        self.reading.faults.append((rule, Fault(self.source.path, span, message, self._key(), meant=meant)))

    def scalar(self, node: ScalarNode) -> Scalar:
        value = self.tree.scalar(node)
        if (tag := tag_of(node)) not in ("", "!!str"):
            self.report(
                "wrong-type",
                value.span,
                f"the tag `{shown(tag)}` has no meaning here; the field decides how it is read",
            )
        return value

    def span(self, node: Node) -> Span:
        return self.tree.span(node)

    def is_null(self, node: Node) -> bool:
        return is_null(node)

    def pairs(self, node: MappingNode) -> Iterator[tuple[Scalar, Node]]:
        seen: dict[str, tuple[Scalar, Node]] = {}
        for key_node, value in node.value:
            if not isinstance(key_node, ScalarNode):
                self.report("wrong-type", self.tree.span(key_node), "a key is one word, not a collection")
                continue
            key = self.scalar(key_node)
            first, kept = seen.setdefault(key.text, (key, value))
            if first is key:
                yield key, value
                continue
            self._twice(f"`{shown(key.text)}`", key, first, "" if self._is_same(kept, value) else None)
            self.meant.add(key.text)

    def _is_same(self, node: Node, other: Node) -> bool:
        """Tell whether two values surely say the same: scalars by their text, collections by how they are written."""
        if isinstance(node, ScalarNode) and isinstance(other, ScalarNode):
            return (node.value, is_null(node), tag_of(node)) == (other.value, is_null(other), tag_of(other))
        if type(node) is not type(other) or node.end_mark.index - node.start_mark.index > _LONGEST_COMPARED:
            return False
        written = [self.tree.text[one.start_mark.index : one.end_mark.index].rstrip() for one in (node, other)]
        return written[0] == written[1]

    def _twice(self, what: str, second: Scalar, first: Scalar, meant: str | None = None) -> None:
        """Report a key given twice. `meant` is empty where the second says what the first does, and can go."""
        related = Related(self.source.path, first.line, first.column, "the first, which is the one kept")
        message = f"{what} is given twice; keep one"
        fault = Fault(self.source.path, second.span, message, self._key(), (related,), meant=meant)
        self.reading.faults.append(("duplicate-key", fault))

    def unknown(self, key: Scalar, known: list[str], where: str, given: set[str]) -> None:
        near = _names(tuple(known)).nearest(key.text)
        hint = f"; did you mean `{near}`?" if near else ""
        meant = near if near not in given else None
        self.report("unknown-field", key.span, f"{where} has no `{shown(key.text)}`{hint}", meant)
        if near:
            self.meant.add(near)
            given.add(near)

    # What is found in texts.

    def _links(self, record: Record) -> Iterator[Link]:
        for name, value in (*record.texts(), *record.reference_notes()):
            if "[[" not in value.text and "](" not in value.text:
                continue
            start = self.lines.offset(value.line, value.column)
            end = self.lines.offset(value.end_line, value.end_column)
            source = self.lines.text[start:end].replace("\r\n", " \n").replace("\r", "\n")
            for match in markup.links(source):
                span = self.lines.span(start + match.start, start + match.end)
                yield Link(match.target, match.heading, match.label, name, *span, match.is_file)

    def _stray_characters(self, body: Scalar | None, extents: list[tuple[Span, str]]) -> None:
        """Report what readers cannot see; control characters only in a body, for YAML has refused them elsewhere."""
        ends = [span[2:] for span, _ in extents]
        for match in _STRAY.finditer(self.lines.text):
            char = match.group()
            span = self.lines.span(match.start(), match.end())
            if _CONTROL.match(char) and not (body and span >= body.span):
                continue
            if (needed := _NEEDED.get(char)) and needed(self.lines.text, match.start()):
                continue
            number = min(bisect_left(ends, span[:2]), len(ends) - 1)
            key = extents[number][1] if extents else self._key()
            name = _STRAY_NAMES.get(char, "an invisible character")
            message = f"{name} (U+{ord(char):04X}) stands here, where readers cannot see it; remove or replace it"
            self.reading.faults.append(("stray-characters", Fault(self.source.path, span, message, key)))

    def _suppressions(self, body: Scalar | None, documents: list[Span]) -> None:
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


@lru_cache(maxsize=16)
def _names(known: tuple[str, ...]) -> Names:
    """Index names once, for the many unknown ones that a broken file may have."""
    return Names(known)


def _beside_punctuation(text: str, place: int) -> bool:
    """Tell whether a no-break space is one that French writes: before `: ; ! ? %` and inside its quotes."""
    return text[place - 1 : place] == "\u00ab" or text[place + 1 : place + 2] in tuple(":;!?%\u00bb")


def _in_other_script(text: str, place: int) -> bool:
    """Tell whether a joiner is not between two Latin letters or digits, where it joins nothing."""
    around = text[place - 1 : place] + text[place + 1 : place + 2]
    return not (len(around) == 2 and around.isascii() and around.isalnum())


_NEEDED = {"\u00a0": _beside_punctuation, "\u200c": _in_other_script, "\u200d": _in_other_script}
"""Characters that some writing needs, and how to tell."""
_STRAY_NAMES = {
    "\x85": "a next-line character",
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
    return (first if first.isupper() and len(first) > 1 else first[:1].lower() + first[1:]) + (
        " " + rest if rest else ""
    ).rstrip(".")
