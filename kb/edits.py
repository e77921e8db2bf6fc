"""Text edits of a record's file: the smallest change to the text that makes a change to the data.

Nothing is dumped again, so comments, quotes, order and line ends stay as their author left them. Each edit is tried
before it is given: the changed text is read again, and must say the same as before everywhere but at the edit. Where
that cannot be shown, there is no edit.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from typing import TypeAlias

from kb.fields import References
from kb.finding import Edit
from kb.reader import Parts, split
from kb.record import Record
from kb.source import BREAKS, Lines, Link, Span, shared_ends
from kb.tree import MappingNode, Node, ScalarNode, SequenceNode, Tree, compose, is_null

Collection: TypeAlias = MappingNode | SequenceNode
Item: TypeAlias = list[tuple[str, str]]
"""What a new list item says: keys with their values, or one value under an empty key."""

_DASH = re.compile(r"([ ]*)-[ ]+")
_PATH = re.compile(r"\]\(\s*([^()\s:#]+)")
_REST = re.compile(r"[ \t,]*(?:#.*)?")
_PLAIN = re.compile(r"[^\W_](?:[^\n:#\[\]{},\"'`\\|>&*!%@]*[^\s:#\[\]{},\"'`\\|>&*!%@])?")
"""What may stand without quotes wherever a value may stand; a narrow choice of what YAML allows."""
ENOUGH = 20_000_000
"""How many characters are read again at most to try edits of one file: thousands of edits of a record, and few of a
file so large that its author can hardly want them. What is not offered now is offered when others have been applied."""


class Editor:
    """Makes edits of one file, as it was when it was read."""

    def __init__(self, path: str, lines: Lines) -> None:
        """Take the text of the file at `path`. It is composed when the first edit is asked for."""
        self.path = path
        self.lines = lines
        self._is_markdown = path.endswith(".md")
        self._read_again = 0
        """How many characters were read again to try edits."""
        self._break = match.group() if (match := BREAKS.search(lines.text)) else "\n"

    # What rules ask for.

    def replace(self, span: Span, value: str) -> Edit | None:
        """Give the scalar at a span (a value or a key) another value; its quotes stay where they can."""
        node = self._at.get(span[:2])
        if node is None or id(node) in self._shared or node.style in ("|", ">") or "\n" in value:
            return None
        first = (_plain, _single, _double).index({"'": _single, '"': _double}.get(node.style or "", _plain))
        for spell in (_plain, _single, _double)[first:]:
            edit = Edit(self.path, self._tree.scalar(node).span, spell(value))
            if (after := self._tried(edit)) and after.value_at(span) == value:
                return edit
        return None

    def enlist(self, span: Span, items: list[str]) -> Edit | None:
        """Put brackets around the scalar at a span, so that it is a list of the given items."""
        node = self._at.get(span[:2])
        if node is None or id(node) in self._shared or node.style in ("|", ">"):
            return None
        place = self._tree.scalar(node).span
        for inner in (self._text(place), ", ".join(map(_spelt, items))):
            edit = Edit(self.path, place, f"[{inner}]")
            if (after := self._tried(edit)) and after.items_at(place) == items:
                return edit
        return None

    def remove(self, span: Span) -> Edit | None:
        """Take out the list item, or the field, whose value or key stands at a span, with its line or its comma.

        A list that loses its only item goes with its field. Comments on lines of their own are never taken.
        """
        node = self._at.get(span[:2])
        if node is None or id(node) in self._shared:
            return None
        container, number = self._parents[id(node)]
        if isinstance(container, MappingNode) and node is container.value[number][1]:
            key, outer = container.value[number][0], self._parents.get(id(container))
            if key.value == "with" and outer and isinstance(outer[0], SequenceNode):
                container, number = outer
        edit = self._removal(container, number)
        return edit if edit and self._tried(edit) else None

    def add(self, record: Record, field: str, item: str, note: str | None = None) -> Edit | None:
        """Append an item to a list field of a record of this file; the field is made where it is missing.

        With a note the item is a mapping of `with` and the note; an empty note leaves its place open.
        """
        declared = record.declaration.by_name[field].type
        root = self._root(record)
        if root is None or root.flow_style:
            return None
        note_name = declared.note if isinstance(declared, References) else None
        parts = [("with", item), (note_name, note)] if note_name and note is not None else [("", item)]
        edit = self._addition(root, record, field, parts)
        after = self._tried(edit) if edit else None
        return edit if after and after.last_item(record, field) == _expected(parts) else None

    def write_line(self, record: Record, field: str, value: str) -> Edit | None:
        """Give a record of this file a one-line field that it does not have yet."""
        root = self._root(record)
        if root is None or root.flow_style or _value_of(root, field) is not None:
            return None
        edit = self._insertion(
            self._line_before(root, record, field), [f"{self._indent(root)}{field}: {_spelt(value)}"]
        )
        after = self._tried(edit)
        return edit if after and after.line_of(record, field) == value else None

    def substitute(self, span: Span, text: str) -> Edit | None:
        """Put other characters in place of those at a span: inside one value, in a comment, or in a Markdown body."""
        edit = Edit(self.path, span, text)
        return edit if self._tried(edit) else None

    def relink(
        self, link: Link, *, target: str | None = None, heading: str | None = None, label: str | None = None
    ) -> Edit | None:
        """Give a link another target or heading, and a label where it has none; the rest of it stays as written."""
        written = self._text(link.span)
        if link.is_file:
            path, start = _PATH.search(written), self.lines.offset(*link.span[:2])
            return (
                self.substitute(self.lines.span(start + path.start(1), start + path.end(1)), target or "")
                if path
                else None
            )
        named, bar, words = written[2:-2].partition("|")
        name, mark, anchor = named.partition("#")
        name = name if target is None else target
        mark, anchor = (mark, anchor) if heading is None else ("#", heading)
        bar, words = (bar, words) if label is None or bar else ("|", label)
        if any(char in f"{target or ''}{heading or ''}{label or ''}" for char in "[]|#\n"):
            return None
        return self.substitute(link.span, f"[[{name}{mark}{anchor}{bar}{words}]]")

    def after(self, edit: Edit) -> Editor | None:
        """Give the editor of the changed text, if it says the same as before everywhere but at the edit."""
        return self._tried(edit)

    def value_at(self, span: Span) -> str | None:
        """Give the value of the scalar that begins where a span begins."""
        node = self._at.get(span[:2])
        return None if node is None else str(node.value)

    def items_at(self, span: Span) -> list[str] | None:
        """Give the values of the list of scalars that begins where a span begins."""
        for _, _, node in self._visits():
            if isinstance(node, SequenceNode) and self._tree.span(node)[:2] == span[:2]:
                return [item.value for item in node.value if isinstance(item, ScalarNode)]
        return None

    def last_item(self, record: Record, field: str) -> object:
        """Give the last item of a list field as plain data: its characters, or a mapping of them."""
        root = self._root(record)
        value = _value_of(root, field) if root else None
        if not isinstance(value, SequenceNode) or not value.value:
            return None
        item = value.value[-1]
        return {key.value: part.value for key, part in item.value} if isinstance(item, MappingNode) else item.value

    def line_of(self, record: Record, field: str) -> str | None:
        """Give the characters of a one-line field of a record."""
        root = self._root(record)
        value = _value_of(root, field) if root else None
        return str(value.value) if isinstance(value, ScalarNode) else None

    def places_of(self, value: str) -> list[Span]:
        """Give the places of all scalars, keys too, that say exactly that."""
        return sorted(self._tree.scalar(node).span for node in self._at.values() if node.value == value)

    def place_of(self, record: Record, field: str) -> Span | None:
        """Give the place of what a record of this file gives a field, when that is a single value."""
        root = self._root(record)
        value = _value_of(root, field) if root else None
        return self._tree.scalar(value).span if isinstance(value, ScalarNode) and not is_null(value) else None

    # Removing.

    def _removal(self, container: Collection, number: int) -> Edit | None:
        if len(container.value) == 1:
            outer = self._parents.get(id(container))
            return self._removal(*outer) if outer and id(container) not in self._shared else None
        return (self._removal_in_flow if container.flow_style else self._removal_of_lines)(container, number)

    def _removal_in_flow(self, container: Collection, number: int) -> Edit | None:
        extents = [self._extent(child) for child in container.value]
        if number + 1 < len(extents):
            span = Span(*extents[number][:2], *extents[number + 1][:2])
            gap = Span(*extents[number][2:], *extents[number + 1][:2])
        else:
            span = Span(*extents[number - 1][2:], *extents[number][2:])
            gap = Span(*extents[number - 1][2:], *extents[number][:2])
        return None if "#" in self._text(gap) else Edit(self.path, span, "")

    def _removal_of_lines(self, container: Collection, number: int) -> Edit | None:
        extent = self._extent(container.value[number])
        before = self.lines.line(extent.line)[: extent.column - 1]
        is_item = isinstance(container, SequenceNode)
        if not (_DASH.fullmatch(before) if is_item else not before.strip()):
            return None
        rest = self.lines.line(extent.end_line)[extent.end_column - 1 :]
        inner = (self.lines.line(line) for line in range(extent.line + 1, extent.end_line + 1))
        if not _REST.fullmatch(rest) or any(line.lstrip().startswith("#") for line in inner):
            return None
        return Edit(self.path, self._whole_lines(extent.line, extent.end_line), "")

    def _whole_lines(self, first: int, last: int) -> Span:
        """Give the span of lines with the break that ends them, or the one before them at the end of the file."""
        if last < len(self.lines.starts):
            return Span(first, 1, last + 1, 1)
        width = len(self.lines.line(last)) + 1
        return Span(first - 1, len(self.lines.line(first - 1)) + 1, last, width) if first > 1 else Span(1, 1, 1, width)

    # Adding.

    def _addition(self, root: MappingNode, record: Record, field: str, parts: Item) -> Edit | None:
        value = _value_of(root, field)
        if value is None:
            return self._new_field(root, record, field, parts)
        if isinstance(value, SequenceNode) and value.flow_style:
            return self._in_flow(value, parts)
        if isinstance(value, SequenceNode) and value.value:
            dash = self._dash(value)
            return None if dash is None else self._lines_after(self._extent(value.value[-1]).end_line, dash, parts)
        if is_null(value):
            key = next(key for key, node in root.value if node is value)
            return self._lines_after(key.start_mark.line + 1, self._indent(root) + self._step(root), parts)
        return None

    def _in_flow(self, value: SequenceNode, parts: Item) -> Edit:
        written = [f"{name}: {_spelt(text)}" if name else _spelt(text) for name, text in parts]
        item = f"{{{', '.join(written)}}}" if parts[0][0] else written[0]
        if value.value:
            line, column = self._extent(value.value[-1])[2:]
            return Edit(self.path, Span(line, column, line, column), f", {item}")
        start = self._tree.span(value)
        return Edit(self.path, Span(start.end_line, start.end_column - 1, start.end_line, start.end_column - 1), item)

    def _lines_after(self, line: int, indent: str, parts: Item, head: str | None = None) -> Edit:
        """Write a list item on lines of its own after a line, below the line `head` where there is one."""
        new = [] if head is None else [head]
        for number, (name, text) in enumerate(parts):
            lead = f"{indent}- " if number == 0 else f"{indent}  "
            new.append(f"{lead}{name}: {_spelt(text)}".rstrip() if name else f"{lead}{_spelt(text)}")
        return self._insertion(line, new)

    def _insertion(self, line: int, new: list[str]) -> Edit:
        """Insert lines after a line; 0 means before the first."""
        if line < len(self.lines.starts):
            return Edit(self.path, Span(line + 1, 1, line + 1, 1), "".join(text + self._break for text in new))
        end = len(self.lines.line(line)) + 1
        return Edit(self.path, Span(line, end, line, end), "".join(self._break + text for text in new))

    def _new_field(self, root: MappingNode, record: Record, field: str, parts: Item) -> Edit:
        """Write a field where its kind's declaration has it, in the notation of the file's other lists."""
        line = self._line_before(root, record, field)
        indent = self._indent(root)
        lists = [value for _, value in root.value if isinstance(value, SequenceNode) and value.value]
        if not parts[0][0] and (not lists or any(value.flow_style for value in lists)):
            return self._insertion(line, [f"{indent}{field}: [{_spelt(parts[0][1])}]"])
        return self._lines_after(line, indent + self._step(root), parts, f"{indent}{field}:")

    def _line_before(self, root: MappingNode, record: Record, field: str) -> int:
        """Give the line after which a new field belongs: that of the last field which its kind declares before it."""
        order = {name: place for place, name in enumerate(record.declaration.by_name)}
        before = [
            (order[key.value], pair) for pair in root.value if order.get((key := pair[0]).value, 99) < order[field]
        ]
        if not before:
            return int(root.value[0][0].start_mark.line)
        return self._extent(max(before, key=lambda found: found[0])[1]).end_line

    def _indent(self, root: MappingNode) -> str:
        return " " * int(root.value[0][0].start_mark.column)

    def _step(self, root: MappingNode) -> str:
        """Give how far the items of the record's lists are indented below their fields."""
        for key, value in root.value:
            if isinstance(value, SequenceNode) and not value.flow_style and value.value:
                dash = self._dash(value)
                if dash is not None:
                    return " " * max(0, len(dash) - int(key.start_mark.column))
        return "  "

    def _dash(self, sequence: SequenceNode) -> str | None:
        extent = self._extent(sequence.value[-1])
        match = _DASH.fullmatch(self.lines.line(extent.line)[: extent.column - 1])
        return match.group(1) if match else None

    # Reading.

    @cached_property
    def _parts(self) -> Parts | None:
        return split(self.lines, is_markdown=self._is_markdown)

    @cached_property
    def _tree(self) -> Tree:
        return compose(self._parts.yaml if self._parts else "")

    @cached_property
    def _parents(self) -> dict[int, tuple[Collection, int]]:
        """For each node the collection that it stands in, and its number there."""
        return {id(node): (container, number) for container, number, node in self._visits()}

    @cached_property
    def _shared(self) -> set[int]:
        """The nodes that aliases repeat."""
        counted = Counter(id(node) for _, _, node in self._visits())
        return {node for node, count in counted.items() if count > 1}

    @cached_property
    def _at(self) -> dict[tuple[int, ...], ScalarNode]:
        """The scalars by the line and column of their first character."""
        scalars = (node for _, _, node in self._visits() if isinstance(node, ScalarNode))
        return {self._tree.scalar(node).span[:2]: node for node in scalars}

    def _visits(self) -> Iterator[tuple[Collection, int, Node]]:
        """Give each node once for each place it stands in; what an alias repeats is entered once."""
        entered: set[int] = set()
        pending = list(self._tree.roots)
        while pending:
            node = pending.pop()
            if not isinstance(node, MappingNode | SequenceNode) or id(node) in entered:
                continue
            entered.add(id(node))
            for number, child in enumerate(node.value):
                for part in child if isinstance(child, tuple) else (child,):
                    yield node, number, part
                    pending.append(part)

    def _root(self, record: Record) -> MappingNode | None:
        for root in self._tree.roots:
            if isinstance(root, MappingNode) and root.value:
                start = self._tree.span(root.value[0][0])
                if self._is_markdown or start[:2] == record.span[:2]:
                    return root
        return None

    def _extent(self, child: Node | tuple[Node, Node]) -> Span:
        """Give the place of a list's item, or of a key with its value."""
        if isinstance(child, tuple):
            key, value = self._tree.span(child[0]), self._tree.span(child[1])
            return Span(*key[:2], *(key if is_null(child[1]) else value)[2:])
        return self._tree.span(child)

    def _text(self, span: Span) -> str:
        return self.lines.text[self.lines.offset(*span[:2]) : self.lines.offset(*span[2:])]

    # Proving.

    def _tried(self, edit: Edit) -> Editor | None:
        """Give the editor of the changed text, if the text says the same as before everywhere but at the edit."""
        start = self.lines.offset(*edit.span[:2])
        text = self.lines.text
        self._read_again += len(text)
        if self._read_again > ENOUGH:
            return None
        changed = Lines(text[:start] + edit.text + text[self.lines.offset(*edit.span[2:]) :])
        after = Editor(self.path, changed)
        old, new = self._parts, after._parts
        if old is None or new is None or self._tree.error:
            return None
        if old.yaml == new.yaml:
            return after if old.start == new.start else None
        if after._tree.error:
            return None
        here, there = (
            _Outline(self._tree, edit.span),
            _Outline(after._tree, changed.span(start, start + len(edit.text))),
        )
        is_same = here.roots() == there.roots() and len(here.touched) == len(there.touched)
        deleted = self._text(edit.span)
        pairs = zip(here.touched, there.touched, strict=False)
        return after if is_same and all(_is_edited(*pair, deleted, edit.text) for pair in pairs) else None


_GONE = object()


class _Outline:
    """What a text says, without what stands in a region; the values that reach into the region are kept apart."""

    def __init__(self, tree: Tree, region: Span) -> None:
        self.tree = tree
        self.region = region
        self.touched: list[str] = []
        self._open: set[int] = set()

    def roots(self) -> list[object]:
        return [self._outline(root) for root in self.tree.roots]

    def _outline(self, node: Node) -> object:
        if is_null(node):
            return None
        if isinstance(node, ScalarNode):
            return self._scalar(node)
        if id(node) in self._open:  # an alias to what it stands in
            return _GONE
        self._open.add(id(node))
        if isinstance(node, MappingNode):
            pairs = [(self._outline(key), self._outline(value)) for key, value in node.value]
            kept: list[object] = [(key, None if value is _GONE else value) for key, value in pairs if key is not _GONE]
            if any(key is _GONE and value not in (_GONE, None) for key, value in pairs):
                kept.append(_GONE)  # a key went without its value
        else:
            kept = [child for item in node.value if (child := self._outline(item)) is not _GONE]
        self._open.discard(id(node))
        if not kept:
            return _GONE
        return (type(node).__name__, node.anchor, node.ctag and node.ctag.suffix, kept)

    def _scalar(self, node: ScalarNode) -> object:
        span, region = self.tree.scalar(node).span, self.region
        if region[:2] <= span[:2] and span[2:] <= region[2:] and region[:2] != region[2:]:
            return _GONE
        if span[:2] <= region[2:] and region[:2] <= span[2:]:
            self.touched.append(node.value)
            return "~"
        return (node.value, node.anchor)


def _is_edited(old: str, new: str, deleted: str, inserted: str) -> bool:
    """Tell whether a value differs from another by no more than a deletion and an insertion."""
    start, end = shared_ends(old, new)
    gone, come = old[start : len(old) - end], new[start : len(new) - end]
    return _squeezed(gone) in _squeezed(deleted) and _squeezed(come) in _squeezed(inserted)


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _value_of(root: MappingNode, field: str) -> Node | None:
    return next((value for key, value in root.value if isinstance(key, ScalarNode) and key.value == field), None)


def _expected(parts: Item) -> object:
    return dict(parts) if parts[0][0] else parts[0][1]


def _spelt(value: str) -> str:
    """Write a new value: plain where that is safe anywhere, else in quotes."""
    if not value:
        return ""
    return value if _PLAIN.fullmatch(value) else _single(value) if value.isprintable() else _double(value)


def _plain(value: str) -> str:
    return value


def _single(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _double(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)
