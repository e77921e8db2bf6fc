"""The blocks, sentences and words of a Markdown text, in any language: what rules about wording look at.

Offsets are those of the text that was given. Nothing here knows a grammar; scripts differ only in where words and
sentences end, and in how much a character says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb import markup

_LEAD = re.compile(
    r"[ \t>]*(?:(?P<heading>#{1,6}[ \t])|(?P<item>(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?)|(?P<row>\|))?[ \t]*"
)
_CELL = re.compile(r"[^|\n]+")
_BLANK = re.compile(r"[\s>]*|[ \t]*(?:[-*_=:|][ \t]*){3,}")
_END = re.compile(
    r"(?<![.!?\u2026])[.!?\u2026]++[\"'\u201d\u2019\u00bb)\]}*_~]*+(?=\s|$)|[\u3002\uff01\uff1f]++[\u300d\u300f\u201d\uff09*_~]*+"
)
_ABBREVIATED = re.compile(
    r"(?:^|[\s(])(?:(?:\w\.)+\w|[^\W\d_]|etc|cf|vs|ca|bzw|approx|incl|no|nr|fig|sec|resp)$", re.IGNORECASE
)
_LONGEST_ABBREVIATION = 12
_SPACE = re.compile(r"\s*")

_MARKS = dict.fromkeys(
    map(
        ord,
        "!\"'()*,-./:;?@[\\]_`{|}~\u2010\u2011\u2013\u2014\u2018\u2019\u201a\u201c\u201d\u201e\u2026\u00ab\u00bb\u00b7"
        "\u3001\u3002\u300c\u300d\u300e\u300f\uff01\uff08\uff09\uff0c\uff1a\uff1b\uff1f",
    ),
    " ",
)
"""The punctuation that no word has, and what Markdown adds to it; signs such as `<` and `+` may be what matters."""

_DENSE = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff"
"""Scripts of which two characters say about as much as a word: Thai to Khmer, kana, Chinese characters, Hangul."""
_DENSE_CHARACTER = re.compile(f"[{_DENSE}]")
_WORD = re.compile(f"[^\\W{_DENSE}]+(?:['\u2019-][^\\W{_DENSE}]+)*+")

Stretch = tuple[int, int]
"""Where a part of a text begins and ends."""


def prose(text: str) -> str:
    """Give a text with code and links to records as NULs, so that neither is taken for words; offsets stay."""
    masked = markup.without_code(text)
    if masked != text:
        masked = "".join([new if new == old else "\0" for old, new in zip(text, masked, strict=True)])
    parts: list[str] = []
    done = 0
    for link in markup.links(text):
        parts += masked[done : link.start], "\0" * (link.end - link.start)
        done = link.end
    return "".join(parts) + masked[done:]


def blocks(text: str) -> Iterator[Stretch]:
    """Find the headings, paragraphs, list items and table cells of a text; code that is only indented is none."""
    start = end = -1  # of the block that is open
    offset = 0
    in_list = False
    for line in text.split("\n"):
        lead = _LEAD.match(line)
        assert lead is not None
        is_blank = bool(_BLANK.fullmatch(line))
        begins = is_blank or bool(lead.lastgroup)
        if begins and start >= 0:
            yield start, end
            start = -1
        if lead["row"]:
            yield from ((offset + a, offset + b) for a, b in _cells(line))
        elif not is_blank and (start >= 0 or in_list or lead["item"] or not line.startswith(("    ", "\t"))):
            in_list = bool(lead["item"]) or (in_list and (start >= 0 or line.startswith((" ", "\t"))))
            first = offset + lead.end() if start < 0 else start
            start, end = first, offset + len(line.rstrip())
            if lead["heading"]:
                yield start, end
                start = -1
        offset += len(line) + 1
    if start >= 0:
        yield start, end


def _cells(line: str) -> Iterator[Stretch]:
    for cell in _CELL.finditer(line):
        words = cell.group().strip()
        if words:
            start = cell.start() + len(cell.group()) - len(cell.group().lstrip())
            yield start, start + len(words)


def sentences(text: str) -> Iterator[tuple[int, int, bool]]:
    """Find the sentences of a text: where each begins and ends, and whether it is the first of its block."""
    for first, last in blocks(text):
        start = first
        for match in _END.finditer(text, first, last):
            before = text[max(start, match.start() - _LONGEST_ABBREVIATION) : match.start()]
            if match.group()[0] == "." and _ABBREVIATED.search(before):
                continue
            yield start, match.end(), start == first
            space = _SPACE.match(text, match.end(), last)
            start = space.end() if space else match.end()
        if start < last:
            yield start, last, start == first


def words(text: str) -> list[str]:
    """Give the words of a text in lower case, without punctuation; what is written without spaces is one word."""
    return text.lower().translate(_MARKS).split()


def length(text: str) -> float:
    """Tell how much a text says, in words; where words are not spaced, or long, two characters count as one."""
    shown = markup.plain(text)
    return len(_WORD.findall(shown)) + len(_DENSE_CHARACTER.findall(shown)) / 2
