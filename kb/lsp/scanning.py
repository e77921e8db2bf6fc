"""Following YAML line by line, as far as indentation, quotes and brackets tell.

A document that is being typed is often no YAML: a key lacks its colon, a bracket is open. So nothing is composed here.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple

KEY = re.compile(r"""(?P<key>[^\s#'"\[\]{},&*!|>%@`?:-][^\s:#\[\]{},]*|"[^"\n]*"|'[^'\n]*')[ \t]*:(?=[ \t]|$)""")
DASH = re.compile(r"-(?:[ \t]+|$)")
_BLOCK = re.compile(r"(?:[&!]\S+[ \t]+)*[|>][-+0-9]*[ \t]*(?:#.*)?$")
_COMMENT = re.compile(r"(?:^|[ \t])#")


class Slot(StrEnum):
    """What is being typed."""

    KEY = "key"
    """The name of a field."""
    PART = "part"
    """A key of an item, such as `with`."""
    VALUE = "value"
    """A value: of a field, of an item of it, or of a part of an item."""
    LINK = "link"
    """What `[[` leads to."""
    HEADING = "heading"
    """What follows the `#` in `[[target#`."""
    RULE = "rule"
    """A rule in the comment that hides a finding."""


class Item(StrEnum):
    """How a value stands in its list, if its field takes one."""

    INSIDE = "inside"
    """In brackets, or in text."""
    AFTER_DASH = "after-dash"
    WITHOUT_DASH = "without-dash"
    """On a line of its own that has no dash yet."""
    WITHOUT_BRACKETS = "without-brackets"
    """After the colon of its field."""


class Found(NamedTuple):
    """What is being typed at the end of some text: the field, the part of its item, the word."""

    slot: Slot
    field: str
    part: str
    typed: str
    item: Item = Item.INSIDE


class Scan:
    """Follows the lines of one YAML document."""

    def __init__(self) -> None:
        """Begin before the first line."""
        self.frames: list[tuple[int, str]] = []
        """What is open: the column of each key, or of a dash with an empty key."""
        self.block: int | None = None
        """The column that lines of an open block scalar are beyond."""
        self.flow: Flow | None = None
        self.quote = ""
        self.opener = 0
        """The column that lines inside an open bracket or quote are beyond."""

    def feed(self, text: str) -> bool:
        """Take a whole line; tell whether it was inside a value that began above."""
        if self._goes_on(text):
            return True
        if not text.strip() or text.lstrip().startswith("#"):
            return False
        rest, column = self._enter(text)
        if match := KEY.match(rest):
            self.frames.append((column, name_in(match)))
            rest = rest[match.end() :].lstrip()
        elif self.frames and not self.frames[-1][1]:
            column = self.frames[-1][0]  # a block scalar may be an item of a list
        self._open(rest, column)
        return False

    def _goes_on(self, text: str) -> bool:
        if self.block is not None:
            if not text.strip() or indent_of(text) > self.block:
                return True
            self.block = None
        self._give_up(text)
        if self.flow:
            self.flow.feed("\n" + text)
            if not self.flow.open:
                self.flow = None
            return True
        if self.quote:
            self.quote = "" if self.quote in text else self.quote
            return True
        return False

    def _give_up(self, text: str) -> None:
        """Take a bracket or quote for forgotten where the next field begins."""
        if text[:1] not in ("]", "}") and indent_of(text) <= self.opener and KEY.match(text, indent_of(text)):
            self.flow, self.quote = None, ""

    def _open(self, value: str, column: int) -> None:
        """Note what a value opens that goes on below its line."""
        if _BLOCK.match(value):
            self.block = column
        elif value[:1] in ("[", "{") and (flow := Flow(value)).open:
            self.flow, self.opener = flow, column
        elif value[:1] in ("'", '"') and value[0] not in value[1:]:
            self.quote, self.opener = value[0], column

    def _enter(self, text: str) -> tuple[str, int]:
        """Close what a line's indentation closes, open its dashes; give the rest of the line and its column."""
        column = indent_of(text)
        is_item = DASH.match(text, column) is not None
        while self.frames and (
            self.frames[-1][0] > column or (self.frames[-1][0] == column and not (is_item and self.frames[-1][1]))
        ):
            self.frames.pop()
        while dash := DASH.match(text, column):
            self.frames.append((column, ""))
            column = dash.end()
        return text[column:], column

    def place(self, before: str) -> Found | None:
        """Say what is typed at the end of the beginning of a line; nothing in a comment or an indicator."""
        is_blank = not before.strip()
        if self.block is not None and (len(before) if is_blank else indent_of(before)) <= self.block:
            self.block = None
        if indent_of(before) <= self.opener and before[:1] not in ("]", "}"):
            self.flow, self.quote = None, ""
        if self.block is not None or self.quote:
            return self._value(before)
        if self.flow:
            self.flow.feed("\n" + before)
            return self._in_flow(self.flow)
        if _COMMENT.search(before) and "'" not in before and '"' not in before:
            return None
        rest, _ = self._enter(before + "x" * is_blank)
        return self._on_line("" if is_blank else rest, is_item=DASH.match(before, indent_of(before)) is not None)

    def _on_line(self, rest: str, *, is_item: bool) -> Found | None:
        """Say what is typed after the indentation and the dashes of a line."""
        if match := KEY.match(rest):
            self.frames.append((0, name_in(match)))
            return self._after_colon(rest[match.end() :])
        if not self.frames:
            return Found(Slot.KEY, "", "", rest)
        if not self.frames[-1][1] and not is_item:
            return Found(Slot.PART, self.frames[0][1], "", rest)
        if rest[:1] in ("[", "{"):
            return self._in_flow(Flow(rest))
        return self._value(rest, Item.AFTER_DASH if is_item else Item.WITHOUT_DASH)

    def _after_colon(self, value: str) -> Found | None:
        if not value:
            return None  # right at the colon
        value = value.lstrip()
        if value[:1] in ("[", "{"):
            return self._in_flow(Flow(value))
        return None if _BLOCK.match(value) else self._value(value, Item.WITHOUT_BRACKETS)

    def _value(self, text: str, item: Item = Item.INSIDE) -> Found:
        field = self.frames[0][1] if self.frames else ""
        part = self.frames[-1][1] if len(self.frames) > 1 else ""
        return Found(Slot.VALUE, field, part, text.lstrip().lstrip("'\""), item)

    def _in_flow(self, flow: Flow) -> Found | None:
        field = self.frames[0][1] if self.frames else ""
        if not flow.open or not field:
            return None
        word = flow.word.rpartition("\n")[2].lstrip().lstrip("'\"")
        if flow.open[-1] == "{":
            return Found(Slot.VALUE, field, flow.key, word) if flow.key else Found(Slot.PART, field, "", word)
        return Found(Slot.VALUE, field, "", word)


class Flow:
    """Follows the brackets of a flow collection, piece by piece."""

    def __init__(self, text: str) -> None:
        """Begin with the text from the outermost bracket on."""
        self.open: list[str] = []
        self.key = ""
        """The key whose value is being written, inside a `{`."""
        self.word = ""
        """What was written since the last bracket, comma or colon."""
        self._quote = ""
        self.feed(text)

    def feed(self, text: str) -> None:
        """Follow another piece, up to where the outermost bracket closes."""
        place = 0
        while place < len(text):
            char = text[place]
            if self._quote:
                self._quote = "" if char == self._quote else self._quote
                self.word += char
            elif char in "'\"" and not self.word.strip():
                self._quote = self.word = char
            elif char == "#" and text[place - 1 : place] in ("", " ", "\t", "\n"):
                return
            elif char in "[{":
                self.open.append(char)
                self._begin()
            elif char in "]}":
                del self.open[-1:]
                self._begin()
                if not self.open:
                    return
            elif char == ",":
                self._begin()
            elif char == ":" and self.open[-1:] == ["{"] and text[place + 1 : place + 2] in ("", " ", "\t"):
                self._begin(self.word.strip().strip("'\""))
            else:
                self.word += char
            place += 1

    def _begin(self, key: str = "") -> None:
        self.key, self.word = key, ""


def name_in(match: re.Match[str]) -> str:
    """Give the name of a key that was found, without its quotes."""
    return match["key"].strip("'\"")


def indent_of(text: str) -> int:
    """Give how many spaces a line begins with."""
    return len(text) - len(text.lstrip(" "))
