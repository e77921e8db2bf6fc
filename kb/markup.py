"""What kb reads in Markdown: code to pass over, `[[links]]`, relative links to record files, headings.

Works on an author's text and on the source of a YAML scalar alike, so a link's place in the file is the place of
the match. Rendering is Python-Markdown's; this module only finds.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

_FENCE = re.compile(r"^[ \t]*(`{3,}|~{3,})[^\n`]*$")
_TICKS = re.compile(r"(?<![\\`])`+|\n(?=[ \t]*\n)")
_NOT_BREAK = re.compile(r"[^\n]")
_WIKI = re.compile(r"\[\[([^\[\]\n|#]*+)(?:\n\s*+([^\[\]\n|#]++))?(?:#([^\[\]|]*))?(?:\|([^\[\]]*))?\]\]")
_FILE = re.compile(r"(?<!!)\[([^\[\]]*)\]\(\s*([^()\s:#]+?\.(?:md|yaml))(?:#([^()\s]*))?(?:\s+\"[^\"]*\")?\s*\)")
_HEADING = re.compile(r"^(#{1,6})[ \t]+(.*)$", re.MULTILINE)


class LinkMatch(NamedTuple):
    """A link found in a text: offsets of the whole, what it names, and what it shows."""

    start: int
    end: int
    target: str
    heading: str
    label: str
    is_file: bool


class Heading(NamedTuple):
    """A Markdown heading, its level from 1, and the anchor that the site gives it."""

    level: int
    text: str
    slug: str


def without_code(text: str) -> str:
    """Blank out fenced code and code spans, keeping every offset and line break."""
    if "`" not in text and "~~~" not in text:
        return text
    lines = text.split("\n")
    opened: tuple[int, str] | None = None
    for number, line in enumerate(lines):
        match = _FENCE.match(line)
        if opened is None:
            if match:
                opened = number, match.group(1)
        elif match and match.group(1).startswith(opened[1]) and line.strip() == match.group(1):
            for inner in range(opened[0], number + 1):
                lines[inner] = " " * len(lines[inner])
            opened = None
    return _without_code_spans("\n".join(lines))


def _without_code_spans(text: str) -> str:
    """Blank out what stands between equal runs of backticks in one paragraph, in one pass."""
    parts: list[str] = []
    done = 0
    for paragraph in _runs_of_ticks(text):
        places: dict[int, list[int]] = {}
        for number, (start, end) in enumerate(paragraph):
            places.setdefault(end - start, []).append(number)
        number = 0
        while number < len(paragraph):
            start, end = paragraph[number]
            same = places[end - start]
            after = bisect_right(same, number)
            if after < len(same):
                number = same[after]
                parts += text[done:start], _NOT_BREAK.sub(" ", text[start : paragraph[number][1]])
                done = paragraph[number][1]
            number += 1
    return "".join(parts) + text[done:]


def _runs_of_ticks(text: str) -> Iterator[list[tuple[int, int]]]:
    runs: list[tuple[int, int]] = []
    for match in _TICKS.finditer(text):
        if match.group() == "\n":
            yield runs
            runs = []
        else:
            runs.append(match.span())
    yield runs


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
        shown = plain(text[match.start(2) : match.end(2)].rstrip().rstrip("#").rstrip())
        if not shown:
            continue
        slug = slugify(shown)
        count = taken.get(slug, 0)
        taken[slug] = count + 1
        found.append(Heading(len(match.group(1)), shown, f"{slug}_{count}" if count else slug))
    return found


def slugify(text: str) -> str:
    """Give a heading's anchor: words in lower case joined by hyphens, letters of every script kept."""
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", text).strip().lower())


def plain(text: str) -> str:
    """Give the words of a Markdown text without its marks, on one line: for titles, tooltips and search."""
    text = _WIKI.sub(lambda m: m[4] or m[1].rpartition(":")[2] or m[3] or "", text)
    text = re.sub(r"!?\[([^\[\]]*)\]\([^()]*\)", r"\1", text)
    text = re.sub(r"(?<![\w\\])([*_]{1,3})(?=\S)(.{1,500}?)(?<=\S)\1(?!\w)", r"\2", text)
    return _squeeze(text.replace("`", ""))


def _squeeze(text: str | None) -> str:
    return " ".join((text or "").split())
