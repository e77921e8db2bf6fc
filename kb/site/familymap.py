"""The map of a family: its codes around a ring, or on a narrow screen in a column, and a line for each comparison.

Both drawings are SVG without script, and every code in them is a link; style shows the one there is room for. A code
carries the lines that end at it, so that style alone can let them stand out while it is pointed at; each line is drawn
from both of its ends, and has the colours of both. Codes of one class stand together and share a colour. No place is
given in a style, which a strict policy would not let pass: all of them are attributes of the drawing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from kb.site.relmap import WIDER_FONTS, text_width

MOST_IN_RING = 100
MOST_IN_COLUMN = 36
HUES = 8
"""How many colours there are for classes; further classes begin again."""

FONT = 11.0
SLOT = 13.2
"""How much of the ring a code takes at least."""
BREAK = 1.6
"""How many places are left free between two classes."""
LEAST_RADIUS = 118.0
REACH = 346.0
LEAST_WORDS = 104.0
"""How far from the middle the words at a code may reach, and how wide they may be at least."""
LEAST_BEGINNING = 4.5
"""How many ems the beginning of a name must have to tell anything."""
DOT = 3.4
MARGIN = 13.0

COLUMN_WIDTH = 360.0
COLUMN_FONT = 13.0
ROW = 27.0
ROW_BREAK = 12.0
STEM = 92.0
"""Where the column's dots stand; the lines are left of them, the words right."""


@dataclass(frozen=True, slots=True)
class Code:
    """A code on the map: its number, its name and the name's language, where it leads, and the place of its class."""

    number: str
    name: str
    href: str
    group: int
    language: str = ""


Pairs = Sequence[tuple[int, int]]


def render(codes: Sequence[Code], pairs: Pairs, name: str, part: Callable[[int], str]) -> str:
    """Give the map on one line, which Markdown passes through; nothing where no two codes are compared.

    The codes come in the order of their classes. Pairs are places in that order, the ones that matter most first.
    `part` says in words that only so many codes are drawn.
    """
    if not pairs:
        return ""
    drawings = []
    for mark, draw, most, lone in (("ring", _ring, MOST_IN_RING, True), ("column", _column, MOST_IN_COLUMN, False)):
        kept, joined = _most(codes, pairs, most, lone=lone)
        note = f"<p>{_words(part(len(kept)))}</p>" if len(kept) < len(codes) else ""
        drawings.append(f'<div class="kb-family__{mark}">{draw(kept, joined)}{note}</div>')
    return f'<nav class="kb-family" aria-label="{_words(name)}" data-search-exclude>{"".join(drawings)}</nav>'


def _most(codes: Sequence[Code], pairs: Pairs, most: int, *, lone: bool) -> tuple[list[Code], list[tuple[int, int]]]:
    """Give what there is room for: the codes of the first pairs, and all codes if there are not too many.

    With `lone`, codes that are compared with none of the others are shown too.
    """
    kept: set[int] = set(range(len(codes))) if lone and len(codes) <= most else set()
    for pair in pairs:
        if len(kept.union(pair)) <= most:
            kept.update(pair)
    place = {old: new for new, old in enumerate(sorted(kept))}
    return [codes[old] for old in place], [(place[a], place[b]) for a, b in pairs if a in kept and b in kept]


# The ring.


def _ring(codes: list[Code], pairs: list[tuple[int, int]]) -> str:
    breaks = sum(a.group != b.group for a, b in pairwise([*codes, codes[0]]))
    slots = len(codes) + BREAK * breaks
    radius = max(LEAST_RADIUS, slots * SLOT / math.tau)
    angles = list(_angles(codes, slots))
    middles = _middles(codes, angles)
    room = max(LEAST_WORDS, REACH - radius - MARGIN)
    labels = [_label(code, FONT, room) for code in codes]
    half = math.ceil(radius + MARGIN + max(label.width for label in labels))
    groups = []
    for index, (code, label) in enumerate(zip(codes, labels, strict=True)):
        ways = "".join(
            _chord(radius, (angles[index], middles[code.group]), (angles[other], middles[codes[other].group]))
            for other in _others(index, pairs)
        )
        groups.append(_linked(code, label, ways, _at_ring(angles[index], radius, label)))
    return (
        f'<svg viewBox="{-half} {-half} {2 * half} {2 * half}" width="{2 * half}" height="{2 * half}">'
        f"{''.join(groups)}</svg>"
    )


def _angles(codes: list[Code], slots: float) -> Iterator[float]:
    """Give where each code stands, clockwise from the top, with a gap where another class begins."""
    place = BREAK / 2
    for index, code in enumerate(codes):
        if index and code.group != codes[index - 1].group:
            place += BREAK
        yield (place + 0.5) / slots * math.tau - math.pi / 2
        place += 1


def _middles(codes: list[Code], angles: list[float]) -> dict[int, float]:
    """Give the angle of the middle of each class."""
    found: dict[int, list[float]] = {}
    for code, angle in zip(codes, angles, strict=True):
        found.setdefault(code.group, []).append(angle)
    return {group: (of_it[0] + of_it[-1]) / 2 for group, of_it in found.items()}


def _chord(radius: float, start: tuple[float, float], end: tuple[float, float]) -> str:
    """Draw a line through the ring: the further apart its ends, the nearer it comes to the middle.

    Each end is its angle and that of its class, towards which the line leans, so that lines between classes run together.
    """
    turn = abs(start[0] - end[0])
    depth = radius * 0.86 * (1 - min(turn, math.tau - turn) / math.pi) ** 1.4
    lean = 0.4 if start[1] != end[1] else 0.0
    first, second = (_polar(angle + (middle - angle) * lean, depth) for angle, middle in (start, end))
    return f"M{_polar(start[0], radius)}C{first} {second} {_polar(end[0], radius)}"


def _at_ring(angle: float, radius: float, label: _Label) -> str:
    """Give a code's dot and words: along the radius, never upside down, the number next to the dot."""
    turn = math.degrees(angle)
    place = f"{_n(radius + MARGIN - 3)}"
    if math.cos(angle) >= -1e-9:
        both = f"{label.number}{label.name and ' '}{label.name}"
        words = f'<text transform="rotate({_n(turn)})" x="{place}" y="3.8">{both}</text>'
    else:
        both = f"{label.name}{label.name and ' '}{label.number}"
        words = f'<text transform="rotate({_n(turn + 180)})" x="-{place}" y="3.8" text-anchor="end">{both}</text>'
    x, y = _polar(angle, radius).split(" ")
    return f'<circle cx="{x}" cy="{y}" r="{DOT}"/>{words}'


# The column.


def _column(codes: list[Code], pairs: list[tuple[int, int]]) -> str:
    tops = list(_tops(codes))
    height = math.ceil(tops[-1] + ROW / 2)
    longest = max(abs(tops[a] - tops[b]) for a, b in pairs)
    groups = []
    for index, code in enumerate(codes):
        ways = "".join(_bow(tops[index], tops[other], longest) for other in _others(index, pairs))
        label = _label(code, COLUMN_FONT, COLUMN_WIDTH - STEM - 16)
        dot = f'<circle cx="{_n(STEM)}" cy="{_n(tops[index])}" r="4"/>'
        area = f'<rect x="{_n(STEM)}" y="{_n(tops[index] - ROW / 2)}" width="{_n(COLUMN_WIDTH - STEM)}" height="{_n(ROW)}"/>'
        words = f'<text x="{_n(STEM + 12)}" y="{_n(tops[index] + 4.5)}">{label.number} {label.name}</text>'
        groups.append(_linked(code, label, ways, area + dot + words))
    return (
        f'<svg viewBox="0 0 {_n(COLUMN_WIDTH)} {height}" width="{_n(COLUMN_WIDTH)}" height="{height}">'
        f"{''.join(groups)}</svg>"
    )


def _tops(codes: list[Code]) -> Iterator[float]:
    top = ROW / 2
    for index, code in enumerate(codes):
        if index and code.group != codes[index - 1].group:
            top += ROW_BREAK
        yield top
        top += ROW


def _bow(start: float, end: float, longest: float) -> str:
    """Draw a line left of the column, the wider the further apart its ends are."""
    out = STEM - 16 - (STEM - 26) * 4 / 3 * math.sqrt(abs(end - start) / longest)
    return f"M{_n(STEM)} {_n(start)}C{_n(out)} {_n(start)} {_n(out)} {_n(end)} {_n(STEM)} {_n(end)}"


# Both.


@dataclass(frozen=True, slots=True)
class _Label:
    """The number and the name as HTML, how wide both are, and whether any was cut."""

    number: str
    name: str
    width: float
    is_cut: bool


def _label(code: Code, size: float, room: float) -> _Label:
    """Give a code's number, and as much of its name as there is room for."""
    scale = WIDER_FONTS * 1.04  # the number is bold
    number = _cut(code.number, size, room / scale)
    used = text_width(number, size) * scale + 0.5 * size
    name = _cut(code.name, size, (room - used) / WIDER_FONTS)
    lang = f' lang="{escape(code.language)}"' if code.language else ""
    tells = name == " ".join(code.name.split()) or text_width(name, size) >= LEAST_BEGINNING * size
    words = f"<tspan{lang}>{_words(name)}</tspan>" if name and tells else ""
    width = used + (text_width(name, size) * WIDER_FONTS if words else 0)
    is_cut = number != code.number or name != code.name
    return _Label(f'<tspan class="n">{_words(number)}</tspan>', words, width, is_cut)


def _cut(text: str, size: float, room: float) -> str:
    """Give as much of a text as fits into so much room."""
    text = " ".join(text[:200].split())
    if text_width(text, size) <= room:
        return text
    while text and text_width(text + "…", size) > room:
        text = text[:-1]
    return text.rstrip(" ,;:") + "…"


def _linked(code: Code, label: _Label, ways: str, drawn: str) -> str:
    """Give a code with its lines; one whose words are cut says them all to those who point or listen."""
    full = _words(f"{code.number} {code.name}"[:400])
    name, title = (f' aria-label="{full}"', f"<title>{full}</title>") if label.is_cut else ("", "")
    lines = f'<path d="{ways}"/>' if ways else ""
    return f'<g class="kb-hue{code.group % HUES}">{lines}<a href="{escape(code.href)}"{name}>{title}{drawn}</a></g>'


def _others(index: int, pairs: list[tuple[int, int]]) -> list[int]:
    return sorted(b if a == index else a for a, b in pairs if index in (a, b))


def _polar(angle: float, radius: float) -> str:
    return f"{_n(math.cos(angle) * radius)} {_n(math.sin(angle) * radius)}"


def _words(text: str) -> str:
    return escape(" ".join(text.split()))


def _n(number: float) -> str:
    """Write a length with one decimal, or none; there is no minus zero."""
    text = f"{number:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text
