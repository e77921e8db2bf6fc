"""What kb reads in Markdown: code to pass over, `[[links]]`, relative links to record files, headings.

Works on an author's text and on the source of a YAML scalar alike, so a link's place in the file is the place of
the match. Rendering is Python-Markdown's; this module only finds.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import NamedTuple

_FENCE = re.compile(r"([ \t]*)(`{3,}|~{3,})[ \t]*([\w+#.-]*)[^\n`]*$")
_TICKS = re.compile(r"`+|\n(?=[ \t]*(?:\n|[-+*>][ \t]|#{1,6}[ \t]|\||\d+[.)][ \t]))")
_NOT_BREAK = re.compile(r"[^\n]")
_WIKI = re.compile(r"\[\[([^\[\]\n|#]*+)(?:\n\s*+([^\[\]\n|#]++))?(?:#([^\[\]|]*))?(?:\|([^\[\]]*))?\]\]")
_FILE = re.compile(r"(?<!!)\[([^\[\]]*)\]\(\s*([^()\s:#]+?\.(?:md|yaml))(?:#([^()\s]*))?(?:\s+\"[^\"]*\")?\s*\)")
_INLINE = re.compile(r"!?\[\[[^\[\]]*\]\]|!?\[[^\[\]]*\](?:\([^()\n]*\)|\[[^\[\]\n]*\])|<[^<>\n]*>|://[^\s<>]+")
_UNDERLINE = re.compile(r"[ \t]*(?:={2,}|-{2,})[ \t]*")
_HEADING = re.compile(r"^(#{1,6})[ \t]+(.*)$", re.MULTILINE)

SUPPRESSION = re.compile(r"<!--[ \t]*kb:[ \t]*ignore\b(?:\[([^\[\]\n]*)\])?[ \t]*-->")
"""A comment that hides findings, and speaks to no reader. An opening bracket ends the search, or it could take long."""


class LinkMatch(NamedTuple):
    """A link found in a text: offsets of the whole, what it names, and what it shows."""

    start: int
    end: int
    target: str
    heading: str
    label: str
    is_file: bool


class Heading(NamedTuple):
    """A Markdown heading, its level from 1, the anchor that the site gives it, and the offset where its words end."""

    level: int
    text: str
    slug: str
    end: int


class Fence(NamedTuple):
    """A fenced block: its first and last line, counted from 0, how far it is indented, and the language it names."""

    first: int
    last: int
    indent: str
    language: str


def without_code(text: str, blank: str = " ") -> str:
    """Blank out fenced code and code spans, keeping every offset and line break."""
    if "`" not in text and "~~~" not in text:
        return text
    lines = text.split("\n")
    for fence in fences(lines):
        for number in range(fence.first, fence.last + 1):
            lines[number] = blank * len(lines[number])
    text = "\n".join(lines)
    return blanked(text, ((start, end) for start, end, _ in code_spans(text)), blank)


def blanked(text: str, places: Iterable[tuple[int, int]], blank: str = " ") -> str:
    """Blank out places of a text, which are given in their order, keeping every offset and line break."""
    parts: list[str] = []
    done = 0
    for start, end in places:
        parts += text[done:start], _NOT_BREAK.sub(blank, text[start:end])
        done = end
    return "".join(parts) + text[done:]


def prose(text: str, blank: str) -> str:
    """Blank out all that is no running text, keeping every offset: code, links, addresses, tags, headings, tables."""
    text = without_code(text, blank)
    if "[" in text or "<" in text or "://" in text:
        text = _INLINE.sub(lambda match: blank * len(match.group()), text)
    return "\n".join(_running(text.split("\n"), blank)) if "\n" in text or "|" in text or "#" in text else text


def _running(lines: list[str], blank: str) -> list[str]:
    """Blank out headings, the lines of tables, and code that is only indented."""
    after_blank = True  # or after code
    for number, line in enumerate(lines):
        is_code = after_blank and line.startswith(("    ", "\t"))
        is_underline = line[:1] in ("=", "-", " ") and number > 0 and _UNDERLINE.fullmatch(line)
        if is_code or is_underline or "|" in line or (line.lstrip()[:1] == "#" and _HEADING.match(line.lstrip())):
            lines[number] = blank * len(line)
        if is_underline:
            lines[number - 1] = blank * len(lines[number - 1])
        after_blank = is_code or not line.strip()
    return lines


def fences(lines: list[str]) -> Iterator[Fence]:
    """Find the fenced blocks among lines, in one pass; one that is never closed is none."""
    closing = [
        (number, mark)
        for number, line in enumerate(lines)
        if (mark := line.strip())[:3] in ("```", "~~~") and not mark.strip(mark[0])
    ]
    longest = {
        char: list(accumulate((len(mark) * (mark[0] == char) for _, mark in reversed(closing)), max, initial=0))[::-1]
        for char in "`~"
    }
    at = done = 0
    for number, line in enumerate(lines):
        match = _FENCE.match(line) if number >= done else None
        if match is None:
            continue
        while at < len(closing) and closing[at][0] <= number:
            at += 1
        indent, mark, language = match.groups()
        if longest[mark[0]][at] >= len(mark):
            while not closing[at][1].startswith(mark):
                at += 1
            yield Fence(number, closing[at][0], indent, language)
            done = closing[at][0] + 1


def code_spans(text: str) -> Iterator[tuple[int, int, int]]:
    """Find the code spans outside fences: where each begins and ends, and how many backticks stand on each side.

    A span is between equal runs of backticks in one paragraph, or one item of a list; all are found in one pass.
    """
    for runs in _runs_of_ticks(text):
        places: dict[int, list[int]] = {}
        for number, (start, end) in enumerate(runs):
            places.setdefault(end - start, []).append(number)
        number = 0
        while number < len(runs):
            start, end = runs[number]
            same = places[end - start]
            after = bisect_right(same, number)
            if after < len(same) and not _is_escaped(text, start):
                number = same[after]
                yield start, runs[number][1], end - start
            number += 1


def ticks_around(text: str, least: int = 1) -> str:
    """Give the backticks between which a text can stand as code: more than it has in a row, and `least` of them."""
    return "`" * max(least, 1 + max(map(len, re.findall(r"`+", text)), default=0))


def as_code(text: str) -> str:
    """Give a text on one line as a code span."""
    ticks = ticks_around(text)
    room = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{room}{text}{room}{ticks}"


def _is_escaped(text: str, place: int) -> bool:
    """Tell whether an odd number of backslashes stands before a place."""
    before = place
    while before and text[before - 1] == "\\":
        before -= 1
    return (place - before) % 2 == 1


def _runs_of_ticks(text: str) -> Iterator[list[tuple[int, int]]]:
    runs: list[tuple[int, int]] = []
    for match in _TICKS.finditer(text):
        if match.group() == "\n":
            yield runs
            runs = []
        else:
            runs.append(match.span())
    yield runs


def without_suppressions(text: str) -> str:
    """Take out the comments that hide findings, and the lines on which nothing else stands; code keeps its own."""
    if "<!--" not in text or not SUPPRESSION.search(text):
        return text
    lines = zip(text.split("\n"), without_code(text).split("\n"), strict=True)
    cut = [_without_suppressions(line, masked) if "<!--" in masked else line for line, masked in lines]
    return "\n".join(line for line in cut if line is not None)


def _without_suppressions(line: str, masked: str) -> str | None:
    """Do it for one line, of which code is masked; give nothing when nothing is left of it."""
    spans = [match.span() for match in SUPPRESSION.finditer(masked)]
    if not spans:
        return line
    starts, ends = [0, *(end for _, end in spans)], [*(start for start, _ in spans), len(line)]
    left = "".join(line[start:end] for start, end in zip(starts, ends, strict=True))
    if not line[spans[-1][1] :].strip():  # spaces before a comment would become a line break at the end
        left = left.rstrip()
    return left if left.strip() else None


def links(text: str) -> Iterator[LinkMatch]:
    """Find the links to records in a text, in order, code passed over."""
    if "[[" not in text and "](" not in text:
        return
    masked = without_code(text)
    found = [
        LinkMatch(m.start(), m.end(), _squeeze(f"{m[1]} {m[2] or ''}"), _squeeze(m[3]), _squeeze(m[4]), False)
        for m in _WIKI.finditer(masked)
    ]
    if "](" in masked:
        found += [LinkMatch(m.start(), m.end(), m[2], m[3] or "", _squeeze(m[1]), True) for m in _FILE.finditer(masked)]
        found.sort()
    yield from found


def headings(text: str) -> list[Heading]:
    """List the headings of a Markdown text with the anchors that the site gives them."""
    found: list[Heading] = []
    taken: dict[str, int] = {}
    masked = without_code(text)
    for match in _HEADING.finditer(masked):
        words = text[match.start(2) : match.end(2)]
        words = (_without_suppressions(words, match[2]) or "").rstrip().rstrip("#").rstrip()
        shown = plain(words)
        if not shown:
            continue
        slug = unique(slugify(shown), taken)
        found.append(Heading(len(match.group(1)), shown, slug, match.start(2) + len(words)))
    return found


def slugify(text: str) -> str:
    """Give a heading's anchor: words in lower case joined by hyphens, letters of every script kept."""
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", text).strip().lower())


def unique(slug: str, taken: dict[str, int]) -> str:
    """Give an anchor that is not taken yet, and take it; `taken` holds how often each was wanted again."""
    found = slug
    while found in taken:
        taken[slug] += 1
        found = f"{slug}_{taken[slug]}"
    if found:
        taken[found] = 0
    return found


def plain(text: str) -> str:
    """Give the words of a Markdown text without its marks, on one line: for titles, tooltips and search."""
    text = _WIKI.sub(lambda m: m[4] or m[1].rpartition(":")[2] or m[3] or "", text)
    text = re.sub(r"!?\[([^\[\]]*)\]\([^()]*\)", r"\1", text)
    text = re.sub(r"(?<![\w\\])([*_]{1,3})(?=\S)(.{1,500}?)(?<=\S)\1(?!\w)", r"\2", text)
    return _squeeze(text.replace("`", ""))


def _squeeze(text: str | None) -> str:
    return " ".join((text or "").split())
