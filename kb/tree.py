"""YAML text to nodes with exact places. The only module that knows ruamel.yaml.

The C composer reads ten times faster than the pure one and gives both marks of every node; without the extension
the pure composer does the same, slower. Tags are not resolved: a field's declared type reads its scalars.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import cached_property
from types import SimpleNamespace
from typing import Any, NamedTuple, TypeAlias

from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.tag import Tag

from kb.source import Lines, Scalar, Span

try:
    from _ruamel_yaml import CParser  # type: ignore[import-not-found, unused-ignore]
except ImportError:  # pragma: no cover - exercised by a test in a process of its own
    CParser = None

__all__ = ["MappingNode", "Node", "ScalarNode", "SequenceNode", "Tree", "TreeError", "compose"]

DEEPEST = 64
"""How deep collections may nest. A record needs four; the C composer recurses and would overflow its stack."""

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_COMPACT_NEST = re.compile(r"[-?:](?:[ \t]+[-?:]){31}[ \t]")
_EXOTIC = "\x85\u2028\u2029\ufeff"
"""Line breaks (and a mark) in YAML 1.1 but plain characters in 1.2: replaced while a 1.1 parser reads."""
_PRIVATE = range(0xE000, 0xF900)
_PROPERTIES = re.compile(r"(?:[&!]\S*\s+)+")
_SPACE = " \t\r\n"
_NULL = frozenset(("", "~"))
_NO_TAG = Tag(suffix="")
"""The tag of every node whose author gave none: one object for all, since ruamel would make one for each."""


class TreeError(NamedTuple):
    """Why a text is not YAML, in words for its author, and where."""

    message: str
    span: Span


class _Unresolved:
    """The part of a loader that would guess types: it guesses nothing, so an explicit tag stays visible."""

    _depth = 0

    def resolve(self, *_: object) -> Tag:
        return _NO_TAG

    def dispose(self) -> None:
        return None


class _DepthCounted(_Unresolved):
    deepest: Any = None
    """The mark of the collection in which the limit was passed."""

    def descend_resolver(self, parent: Any, *_: object) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            self.deepest = parent.start_mark
            raise RecursionError

    def ascend_resolver(self, *_: object) -> None:
        self._depth -= 1


class _DepthTrusted(_Unresolved):
    def descend_resolver(self, *_: object) -> None:
        return None

    def ascend_resolver(self, *_: object) -> None:
        return None


Loader: TypeAlias = Any  # two unrelated ruamel classes with `check_node` and `get_node`


def _loaders() -> tuple[Callable[[str], Loader], Callable[[str], Loader]]:
    """Give the trusting and the depth-counting loader, in C where there is one."""
    if CParser is not None:
        return type("_Fast", (_DepthTrusted, CParser), {}), type("_Guarded", (_DepthCounted, CParser), {})
    from ruamel.yaml.composer import ComposerError
    from ruamel.yaml.events import AliasEvent
    from ruamel.yaml.loader import SafeLoader

    class _Pure(_DepthCounted, SafeLoader):
        """Asks its resolver just as the C composer does."""

        max_depth = None

        def __init__(self, text: str) -> None:
            self.doc_infos = [SimpleNamespace(tags=[])]
            super().__init__(text)
            self.warn_double_anchors = False

        def compose_node(self, parent: Any, index: Any) -> Any:
            event = self.peek_event()
            if not isinstance(event, AliasEvent) and event.anchor in self.anchors:
                raise ComposerError(None, None, "second occurrence", event.start_mark)
            return super().compose_node(parent, index)

        def resolve(self, *args: object) -> Tag:
            if isinstance(args[1], str) and _SURROGATE.search(args[1]):
                raise YAMLError("an escape in a quoted value names no character")
            return _NO_TAG

        def scan_to_next_token(self) -> None:
            super().scan_to_next_token()
            while self.peek() == "\t" and (self.flow_level or not self.allow_simple_key):
                self.forward()
                super().scan_to_next_token()

    return _Pure, _Pure


_TRUSTING, _GUARDED = _loaders()


class Tree:
    """The documents of one text, and the error that ended the reading, if one did."""

    def __init__(self, text: str) -> None:
        """Compose `text`, which must be free of a byte-order mark. Never raises for what a user can write."""
        self.text = text
        self.roots: list[Node] = []
        self.error: TreeError | None = None
        self._has_properties = "&" in text or "!" in text
        self._compose()

    def _compose(self) -> None:
        if control := _CONTROL.search(self.text):
            message = f"the character U+{ord(control.group()):04X} is not allowed in YAML"
            self.error = TreeError(message, Lines(self.text).span(control.start(), control.end()))
            return
        hidden = _hidden(self.text)
        text = self.text.translate(hidden) if hidden else self.text
        risky = text.count("[") + text.count("{") > 500 or _COMPACT_NEST.search(text)
        loader = (_GUARDED if risky else _TRUSTING)(text)
        try:
            while loader.check_node():
                self.roots.append(loader.get_node())
        except RecursionError:
            mark = getattr(loader, "deepest", None)
            line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
            place = Span(line, column, line, column + 1)
            self.error = TreeError(f"collections are nested more than {DEEPEST} deep", place)
        except MarkedYAMLError as error:
            self.error = _explain(error, self.text)
        except (YAMLError, ValueError) as error:
            self.error = TreeError(" ".join(str(error).split()), Span(1, 1, 1, 1))
        if hidden:
            shown = {new: old for old, new in hidden.items()}
            for node in self._scalars():
                node.value = node.value.translate(shown)

    def _scalars(self) -> Iterator[ScalarNode]:
        seen: set[int] = set()
        stack = list(self.roots)
        while stack:
            node = stack.pop()
            if id(node) in seen:
                continue
            seen.add(id(node))
            if isinstance(node, ScalarNode):
                yield node
            elif isinstance(node, MappingNode):
                stack.extend(part for pair in node.value for part in pair)
            else:
                stack.extend(node.value)

    def scalar(self, node: ScalarNode) -> Scalar:
        """Give a scalar's characters and its exact place, an anchor or tag before it left out.

        The end mark of a block scalar lies at the next token: it is brought back to the last character of the text.
        """
        start, end = node.start_mark, node.end_mark
        line, column = start.line + 1, start.column + 1
        if self._has_properties and self.text[start.index : start.index + 1] in ("&", "!"):
            line, column = self._without_properties(start, end)
        if node.style in ("|", ">"):
            return Scalar(node.value, line, column, *self._trimmed_end(start, end))
        return tuple.__new__(Scalar, (node.value, line, column, end.line + 1, end.column + 1))  # the quickest way

    def span(self, node: Node) -> Span:
        """Give the place of any node; of a block collection, up to the end of its last value."""
        start = node.start_mark
        return Span(start.line + 1, start.column + 1, *self._end(node))

    def _end(self, node: Node) -> tuple[int, int]:
        while isinstance(node, MappingNode | SequenceNode) and not node.flow_style and node.value:
            if isinstance(node, MappingNode):
                before, last = node.value[-1]
            else:
                before, last = node.value[-2] if len(node.value) > 1 else node, node.value[-1]
            if not before.start_mark.index <= last.start_mark.index < node.end_mark.index or last is before:
                return self._trimmed_end(node.start_mark, node.end_mark)  # an alias: its anchor is elsewhere
            node = last
        if isinstance(node, ScalarNode):
            return self.scalar(node).span[2:]
        return node.end_mark.line + 1, node.end_mark.column + 1

    def _trimmed_end(self, start: Any, end: Any) -> tuple[int, int]:
        return self._after(start, self.text[start.index : end.index].rstrip(_SPACE))

    def _without_properties(self, start: Any, end: Any) -> tuple[int, int]:
        match = _PROPERTIES.match(self.text, start.index, end.index)
        return self._after(start, match.group() if match else "")

    @staticmethod
    def _after(start: Any, text: str) -> tuple[int, int]:
        if "\r" in text:
            line, column = Lines(text).position(len(text))
        else:
            line, column = text.count("\n") + 1, len(text) - text.rfind("\n")
        return start.line + line, column + (start.column if line == 1 else 0)

    def inside_scalar(self, line: int, column: int) -> bool:
        """Tell whether a place is within a scalar, so that a `#` there is no comment."""
        starts, ends = self._extents
        number = bisect_right(starts, (line, column)) - 1
        return number >= 0 and (line, column) < ends[number]

    @cached_property
    def _extents(self) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
        spans = sorted(self.scalar(node).span for node in self._scalars())
        return [span[:2] for span in spans], [span[2:] for span in spans]


def compose(text: str) -> Tree:
    """Read a YAML text, one document or a stream."""
    return Tree(text)


def is_null(node: Node) -> bool:
    """Tell whether a node says "nothing": an empty plain scalar, or `~`. The word `null` may be a name."""
    return isinstance(node, ScalarNode) and not node.style and node.value in _NULL


def tag_of(node: Node) -> str:
    """Give the tag that the author wrote, in its short form (`!!int`), or an empty string."""
    tag = node.ctag
    if tag is _NO_TAG or tag is None or not (tag.suffix or tag.handle):
        return ""
    prefix = tag.handles[tag.handle] if tag.handle else ""
    return f"{prefix}{tag.suffix}".replace("tag:yaml.org,2002:", "!!")


def _hidden(text: str) -> dict[int, int]:
    """Give private characters, none of them in the text, to stand for those that a 1.1 parser misreads."""
    if text.isascii():
        return {}
    exotic = [ord(char) for char in _EXOTIC if char in text]
    free = (code for code in _PRIVATE if chr(code) not in text)
    return dict(zip(exotic, free, strict=False))


def _explain(error: MarkedYAMLError, text: str) -> TreeError:
    """Put a parser's error into words that name the likely mistake, at the place where the author sees it."""
    lines = Lines(text)
    message = " ".join(str(error.problem or error.context or error).split())
    mark = error.problem_mark or error.context_mark
    for words, explanation, at_beginning in _EXPLANATIONS:
        if words in message:
            mark = error.context_mark or mark if at_beginning else mark
            message = explanation if isinstance(explanation, str) else explanation(lines, mark)
            break
    offset = lines.offset(mark.line + 1, mark.column + 1) if mark else 0
    if not text[offset:].strip(_SPACE):  # beyond the end: back to the last character
        offset = max(len(text.rstrip(_SPACE)) - 1, 0)
    line, column = lines.position(offset)
    width = len(lines.line(line)) + 1
    return TreeError(message, Span(line, column, line, max(column, min(column + 1, width))))


def _explain_colon(lines: Lines, mark: Any) -> str:
    line, before = lines.line(mark.line + 1)[: mark.column], lines.line(mark.line).strip()
    if ": " in line:
        return "a second `: ` in a plain value; quote the value"
    if before and ":" not in before:
        return "`: ` is not expected here; is a colon missing on the line before?"
    return "`: ` is not expected here; check the indentation, or quote the value"


def _explain_start(lines: Lines, mark: Any) -> str:
    line = lines.line(mark.line + 1)
    char = line[mark.column : mark.column + 1]
    if char == "\t" or "\t" in line[: len(line) - len(line.lstrip())]:
        return _TAB
    return f"a value cannot start with `{char}`; quote it"


def _explain_bracket(lines: Lines, mark: Any) -> str:
    bracket = lines.line(mark.line + 1)[mark.column : mark.column + 1]
    return f"this `{bracket}` is never closed, or a `,` is missing in it"


_TAB = "a tab indents this line; YAML indents with spaces only"
_MISFIT = "this line fits no key above it; check its indentation and the quotes before it"
_DIRECTIVE = "a line that begins with `%` is a YAML directive; quote the value, or remove the line"
_STRANGER = "this does not belong to what stands above; is a key or an indentation missing?"
_ESCAPE = "this escape names no character; double the backslash, or use single quotes"
_TAG = "a value that begins with `!` is a tag; quote it"
_VALUE = "a value is missing here; is a bracket never closed?"
_EXPLANATIONS: tuple[tuple[str, str | Callable[[Lines, Any], str], bool], ...] = (
    ("mapping values are not allowed", _explain_colon, False),
    ("cannot start any token", _explain_start, False),
    ("found unexpected end of stream", "this quote is never closed", True),
    ("found unexpected document indicator", "this quote is never closed", True),
    ("expected ',' or", _explain_bracket, True),
    ("could not find expected ':'", "a `:` is missing after this key", True),
    ("did not find expected key", _MISFIT, False),
    ("expected <block end>", _MISFIT, False),
    ("did not find expected '-' indicator", "a list item was expected; check the indentation", False),
    ("found unexpected ':'", "this `:` cannot stand inside brackets; quote the value", False),
    ("found undefined alias", "this alias names no anchor in the same document", False),
    ("second occurrence", "this anchor was given before; give each anchor once", False),
    ("tab character", _TAB, False),
    ("directive", _DIRECTIVE, True),
    ("non-alphabetical character", _DIRECTIVE, True),
    ("sequence entries are not allowed", "a list item cannot begin here; put `- ` on a line of its own", False),
    ("mapping keys are not allowed", "`? ` begins a key, which cannot stand here; quote the value", False),
    ("expected alphabetic or numeric", "a value that begins with `*` or `&` is an alias or anchor; quote it", True),
    ("expected alphabetical or numeric", "a value that begins with `*` or `&` is an alias or anchor; quote it", True),
    ("unknown escape character", _ESCAPE, False),
    ("hexdecimal number", _ESCAPE, False),
    ("Unicode character escape", _ESCAPE, False),
    ("expected comment or line break", "the text after `|` or `>` begins on the next line", False),
    ("expected tag URI", _TAG, True),
    ("expected '>'", _TAG, True),
    ("expected '!'", _TAG, True),
    ("URI escape", _TAG, True),
    ("expected whitespace or line break", _TAG, True),
    ("undefined tag handle", _TAG, False),
    ("expected <document start>", _STRANGER, False),
    ("expected '<document start>'", _STRANGER, False),
    ("expected node content", _VALUE, False),
    ("expected the node content", _VALUE, False),
)
"""What the parsers say, what it most likely means, and whether the place is where the construct began."""
