"""Where a cursor is in a document that is being typed.

The lines above it are followed by their indentation, past block scalars and into brackets: the text is often no YAML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from kb.lsp.scanning import DASH, KEY, Item, Scan, Slot, indent_of, name_in
from kb.source import Lines, Span

_MARK = re.compile(r"(?:---|\.\.\.)(?:[ \t]|$)")
_NAME = re.compile(r"[\w./:-]*")
_LINK = re.compile(r"\[\[([^\[\]\n|]*)$")
_RULE = re.compile(r"kb:[ \t]*ignore\[(?:[^\]\n]*,)?[ \t]*([\w-]*)$")
_NEAR = 1000
"""How many characters before the cursor are looked at for the beginning of a link or a comment."""
_BEFORE_FRONT = re.compile(r"\s*(?:<!--.*-->\s*)?$")


class Cursor(NamedTuple):
    """What is being typed, and where."""

    slot: Slot
    field: str
    """The field whose value it is, or is part of; empty for a key."""
    part: str
    """The part of an item, such as `difference`; empty for the item itself."""
    word: Span
    """The place of the word at the cursor, which a completion replaces."""
    typed: str
    """The part of the word before the cursor."""
    given: frozenset[str] = frozenset()
    """The keys beside it, which need not be given again."""
    target: str = ""
    """For a heading, what the link leads to."""
    is_bare: bool = True
    """Whether what belongs after the word is missing: the colon, the `]]`."""
    item: Item = Item.INSIDE


class Key(NamedTuple):
    """A key at the top of a record: the name of a field, and where it stands."""

    name: str
    line: int
    column: int

    @property
    def span(self) -> Span:
        """The place of the name."""
        return Span(self.line, self.column, self.line, self.column + len(self.name))


def cursor_at(lines: Lines, line: int, column: int, *, is_markdown: bool) -> Cursor | None:
    """Say what is being typed at a place; nothing where kb has nothing to say."""
    first, last = _front(lines) if is_markdown else (1, len(lines.starts))
    text = lines.line(line)
    before = text[: column - 1]
    if match := _RULE.search(before[-_NEAR:]):
        return _cursor(Slot.RULE, "", "", line, text, column, match[1])
    if line > last:
        return _link(line, text, column, "body", "")
    if line < first:
        return None
    scan = Scan()
    for number in range(_document(lines, first, line), line):
        scan.feed(lines.line(number))
    found = scan.place(before)
    if found is None:
        return None
    if found.field and (link := _link(line, text, column, found.field, found.part)):
        return link
    given = frozenset[str]()
    if found.slot is Slot.KEY:
        given = frozenset(key.name for key in keys(lines, *_extent(lines, first, last, line)) if key.line != line)
    elif found.slot is Slot.PART:
        given = frozenset(_parts(lines, line, first, last))
    cursor = _cursor(found.slot, found.field, found.part, line, text, column, found.typed)
    return cursor._replace(given=given, item=found.item)


def keys(lines: Lines, first: int, last: int) -> Iterator[Key]:
    """Give the keys at the top of the record that stands in some lines."""
    scan = Scan()
    top: int | None = None
    for number in range(first, last + 1):
        text = lines.line(number)
        is_open = scan.feed(text)
        indent = len(text) - len(text.lstrip(" "))
        match = KEY.match(text, indent)
        if match and not is_open and (top is None or indent == top):
            top = indent
            yield Key(name_in(match), number, indent + 1)


def records_lines(lines: Lines, line: int, *, is_markdown: bool) -> tuple[int, int]:
    """Give the first and last line of fields of the record that a line is in."""
    first, last = _front(lines) if is_markdown else (1, len(lines.starts))
    return _extent(lines, first, last, min(line, last))


def _front(lines: Lines) -> tuple[int, int]:
    """Give the first and last line of front matter; one that is not closed goes on to the end."""
    total = len(lines.starts)
    number = 1
    while number <= total and _BEFORE_FRONT.match(lines.line(number)):
        number += 1
    if lines.line(number).rstrip() != "---":
        return 1, 0
    for end in range(number + 1, total + 1):
        if lines.line(end).rstrip() == "---":
            return number + 1, end - 1
    return number + 1, total


def _document(lines: Lines, first: int, line: int) -> int:
    """Give the first line of the document of a stream that a line is in."""
    return next((number + 1 for number in range(line - 1, first - 1, -1) if _MARK.match(lines.line(number))), first)


def _extent(lines: Lines, first: int, last: int, line: int) -> tuple[int, int]:
    """Give the first and last line of the document that a line is in."""
    end = next((number - 1 for number in range(line + 1, last + 1) if _MARK.match(lines.line(number))), last)
    return _document(lines, first, line), end


def _parts(lines: Lines, line: int, first: int, last: int) -> Iterator[str]:
    """Give the keys of the item that a line is in: those above up to its dash, and those below."""
    indent = indent_of(lines.line(line))
    for number in range(line - 1, first - 1, -1):
        text = lines.line(number)
        dash = DASH.match(text, indent_of(text))
        if dash and dash.end() == indent:
            if match := KEY.match(text, indent):
                yield name_in(match)
            break
        if indent_of(text) == indent and (match := KEY.match(text, indent)):
            yield name_in(match)
        elif text.strip() and indent_of(text) < indent:
            break
    for number in range(line + 1, last + 1):
        text = lines.line(number)
        if text.strip() and indent_of(text) < indent:
            break
        if indent_of(text) == indent and (match := KEY.match(text, indent)):
            yield name_in(match)


def _link(line: int, text: str, column: int, field: str, part: str) -> Cursor | None:
    """Say what of a `[[target#heading` is being typed."""
    match = _LINK.search(text[: column - 1][-_NEAR:])
    if match is None:
        return None
    target, mark, heading = match[1].partition("#")
    if mark:
        return _cursor(Slot.HEADING, field, part, line, text, column, heading)._replace(target=target.strip())
    return _cursor(Slot.LINK, field, part, line, text, column, target.lstrip())


def _cursor(slot: Slot, field: str, part: str, line: int, text: str, column: int, typed: str) -> Cursor:
    match = _NAME.match(text, column - 1)
    end = match.end() if match else column - 1
    if slot in (Slot.KEY, Slot.PART) and text[column - 1 : end].endswith(":"):
        end -= 1
    closing = (":",) if slot in (Slot.KEY, Slot.PART) else ("]]", "|", "#")
    is_bare = not text[end:].lstrip().startswith(closing)
    return Cursor(slot, field, part, Span(line, column - len(typed), line, end + 1), typed, is_bare=is_bare)
