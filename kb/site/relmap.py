"""The relationship map of a page: lists of real links, placed by CSS over one decorative drawing.

The links are ordinary HTML, so the map works without script and without style, for the keyboard, for a screen reader
and on paper; it *is* the page's list of what is related. Everything is fixed here in units of a box 736 wide, from a
table of character widths, so that the same records give the same bytes on every machine. CSS scales the box, or, where
there is no room for it, lets the same lists flow as a tree.

No element says its own place, for a strict policy forbids `style` attributes: the drawing makes the box as high as it is
itself, columns and hub are centred over it, and what stands in a column follows from the heights of its rows. Only the
width of a link is told, by a class of `WIDTHS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape
from itertools import accumulate
from math import ceil
from unicodedata import combining, east_asian_width

WIDTH = 736
HUB_WIDTH = 136
COLUMN = 268
RAIL = 4
FONT = 12.75
CHIP = 23
LINE = 15
"""How much taller a chip is for each further line of its words."""
ROW_GAP = 4
CHIP_GAP = 5
CHIP_STEP = 2
"""Widths of chips are multiples of this, so that few classes name all of them."""
PADDING = 9
HEADING = 25
GROUP_GAP = 16
WIDER_FONTS = 1.07
"""How much wider than Helvetica the system fonts are that a reader may have."""

WIDEST_FONTS = 1.1
"""The same of the widest of them, where a line too many shows less than words cut off."""
MOST_LINES = 4
MOST_IN_GROUP = 60
MOST = 120
_ROOM = COLUMN - RAIL - 8
WIDTHS = f".kb-map{{{''.join(f'.w{width}{{--w:{width}}}' for width in range(0, _ROOM + 1, CHIP_STEP))}}}\n"
"""The style of all widths that a chip can have. It is the same for every site: no page needs a class that it lacks."""

# Helvetica's advance widths in thousandths of an em, for the characters from space to tilde.
_ADVANCES = (
    "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 278 "
    "278 584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 "
    "667 944 667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 "
    "556 333 500 278 556 500 722 500 500 500 334 260 334 584"
)
_ADVANCE = tuple(int(word) for word in _ADVANCES.split())


@dataclass(frozen=True, slots=True)
class Item:
    """One link: what it shows, where it leads, its preview, and its language where that is not the page's."""

    label: str
    href: str
    title: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Links of one sort. `total` counts them before any were cut; `more` leads to where all of them are."""

    kind: str
    label: str
    note: str
    items: tuple[Item, ...]
    total: int = 0
    more: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """The map's own words, in the page's language."""

    name: str
    continued: str
    more: Callable[[int], str]
    all_of: Callable[[int, str], str]


@dataclass(frozen=True, slots=True)
class _Side:
    """A column: its name in the style, where its rail is, and the hub's edge towards it."""

    mark: str
    rail: float
    hub: float


_LEFT = _Side("l", COLUMN, (WIDTH - HUB_WIDTH) / 2)
_RIGHT = _Side("r", WIDTH - COLUMN, (WIDTH + HUB_WIDTH) / 2)

# Between two hubs there is one column, with a rail on both sides.
_MIDDLE = (WIDTH - COLUMN) / 2
_FROM_FIRST = _Side("m", _MIDDLE, HUB_WIDTH)
_FROM_SECOND = _Side("m", _MIDDLE + COLUMN, WIDTH - HUB_WIDTH)
MOST_BETWEEN = 10
"""How many links of a sort stand between two hubs."""


@dataclass(frozen=True, slots=True)
class _Chip:
    width: int
    lines: int

    @property
    def height(self) -> int:
        return CHIP + LINE * (self.lines - 1)

    @property
    def mark(self) -> str:
        """The class that gives it its width, or the height of its lines."""
        return f"w{self.width}" if self.lines == 1 else f"t t{self.lines}"


@dataclass(frozen=True, slots=True)
class _Block:
    """A group laid out: its chips, the top and height of each row, and its own height."""

    group: Group
    chips: tuple[_Chip, ...]
    rows: tuple[tuple[float, float], ...]
    height: float


def text_width(text: str, size: float) -> float:
    """Give the width of a text at a font size, in the size's unit: Helvetica's for ASCII, an em for wide characters."""
    thousandths = 0
    for char in text:
        code = ord(char) - 32
        if 0 <= code < len(_ADVANCE):
            thousandths += _ADVANCE[code]
        elif not combining(char):
            thousandths += 1000 if east_asian_width(char) in "WF" else 600
    return thousandths * size / 1000


def render(title: str, subtitle: str, kind: str, groups: Sequence[Group], words: Words, language: str = "") -> str:
    """Give the map's HTML on one line, which Markdown passes through; nothing when there is nothing related.

    `language` marks the subtitle's language where it is not the page's.
    """
    shown = _two_sides(_capped([group for group in groups if group.items], words), words)
    if not shown:
        return ""
    blocks = [_lay_out(group) for group in shown]
    cut = _best_cut(blocks)
    hub = _hub(title, subtitle, language)
    sides = ((_LEFT, blocks[:cut]), (_RIGHT, blocks[cut:]))
    height = max(*(_stacked(column) for _, column in sides), hub.height + 16) + 8
    hub_top = (height - hub.height) / 2
    ribbons: list[str] = []
    columns: list[str] = []
    for side, column in sides:
        lists: list[str] = []
        for block, top, port, share in _stack(column, height, hub_top, hub.height):
            index = len(ribbons)
            ribbons.append(_ribbon(block, index, side, top, port, share))
            lists.append(_list(block, index))
        columns.append(_column(side, lists))
    return (
        f'<nav class="kb-map" aria-label="{_words(words.name)}" data-search-exclude><div class="kb-map__in">'
        f'<svg class="kb-map__edges" viewBox="0 0 {WIDTH} {_n(height)}" aria-hidden="true" focusable="false">'
        f"{''.join(ribbons)}</svg>"
        f"{_drawn(hub, f'k-{kind}')}{''.join(columns)}</div></nav>"
    )


def render_pair(ends: Sequence[tuple[str, str, str]], groups: Sequence[Group], words: Words, description: str) -> str:
    """Give the map of two, with what they share between them, on one line; nothing where they share nothing.

    Each end is its title, its subtitle, and the subtitle's language where that is not the page's.
    """
    shown = [_cut(group, MOST_BETWEEN, words) for group in groups if group.items]
    if not shown:
        return ""
    blocks = [_lay_out(group) for group in shown]
    hubs = [_hub(*end) for end in ends]
    hub_height = max(hub.height for hub in hubs)
    height = max(_stacked(blocks), hub_height) + 8
    hub_top = (height - hub_height) / 2
    ribbons: list[str] = []
    lists: list[str] = []
    for index, (block, top, port, share) in enumerate(_stack(blocks, height, hub_top, hub_height)):
        ribbons += (_ribbon(block, index, side, top, port, share) for side in (_FROM_FIRST, _FROM_SECOND))
        lists.append(_list(block, index))
    drawn = "".join(_drawn(hub, mark) for hub, mark in zip(hubs, ("kb-a", "kb-b"), strict=True))
    return (
        f'<nav class="kb-map kb-map--pair" aria-label="{_words(words.name)}" data-search-exclude><div class="kb-map__in">'
        f'<svg class="kb-map__edges" viewBox="0 0 {WIDTH} {_n(height)}" role="img" aria-labelledby="kb-pair-title"'
        f' aria-describedby="kb-pair-desc" focusable="false"><title id="kb-pair-title">{_words(words.name)}</title>'
        f'<desc id="kb-pair-desc">{_words(description)}</desc>{"".join(ribbons)}</svg>'
        f'<div class="kb-map__hubs">{drawn}</div>{_column(_FROM_FIRST, lists)}</div></nav>'
    )


@dataclass(frozen=True, slots=True)
class _Hub:
    """What stands in the middle, laid out: the lines of its title and subtitle, and its height."""

    title: list[str]
    subtitle: list[str]
    height: float
    language: str


def _hub(title: str, subtitle: str, language: str) -> _Hub:
    size, leading = (18, 24) if subtitle else (14, 18)
    titles = _wrap(title, size, HUB_WIDTH - 20, 4)
    subtitles = _wrap(subtitle, 11, HUB_WIDTH - 22, 3) if subtitle else []
    return _Hub(titles, subtitles, 20 + leading * len(titles) + 14 * len(subtitles), language)


def _drawn(hub: _Hub, mark: str) -> str:
    lang = f' lang="{escape(hub.language)}"' if hub.language else ""
    return (
        f'<div class="kb-map__hub {mark}" aria-hidden="true">'
        f'<strong{"" if hub.subtitle else lang}>{_lines(hub.title)}</strong>'
        f"{f'<span{lang}>{_lines(hub.subtitle)}</span>' if hub.subtitle else ''}</div>"
    )


def _capped(groups: list[Group], words: Words) -> list[Group]:
    """Cut the longest groups until no group, and not the whole, is more than a reader can look over."""
    sizes = [min(len(group.items), MOST_IN_GROUP) for group in groups]
    while sum(sizes) > MOST and max(sizes) > 2:
        sizes[sizes.index(max(sizes))] -= 1
    return [_cut(group, size, words) for group, size in zip(groups, sizes, strict=True)]


def _cut(group: Group, size: int, words: Words) -> Group:
    total = group.total or len(group.items)
    if len(group.items) <= size:
        return replace(group, total=total)
    if not group.more:
        return replace(group, items=group.items[:size], total=total)
    kept = group.items[: size - 1]
    rest = Item(words.more(total - len(kept)), group.more, words.all_of(total, group.label))
    return replace(group, items=(*kept, rest), total=total)


def _two_sides(groups: list[Group], words: Words) -> list[Group]:
    """Spread one long group over both sides of the hub."""
    if len(groups) != 1 or len(groups[0].items) <= 6:
        return groups
    only = groups[0]
    half = (len(only.items) + 1) // 2
    rest = Group(only.kind, only.label, words.continued, only.items[half:], total=-1)
    return [replace(only, items=only.items[:half]), rest]


def _lay_out(group: Group) -> _Block:
    chips: list[_Chip] = []
    rows: list[tuple[float, float]] = []
    used: float | None = None
    top: float = HEADING
    for item in group.items:
        natural = CHIP_STEP * ceil((text_width(item.label, FONT) * WIDER_FONTS + 2 * PADDING) / CHIP_STEP)
        tall = natural - 2 * (PADDING - 5) > _ROOM  # a chip gives up some of its padding before it takes two lines
        lines = max(2, len(_wrap(item.label, FONT * WIDEST_FONTS, _ROOM - 14, MOST_LINES))) if tall else 1
        width = min(_ROOM, natural)
        chip = _Chip(width, lines)
        chips.append(chip)
        if used is not None and not tall and used + CHIP_GAP + width <= _ROOM:
            used += CHIP_GAP + width
            continue
        rows.append((top, chip.height))
        top += chip.height + ROW_GAP
        used = _ROOM if tall else width
    return _Block(group, tuple(chips), tuple(rows), top - ROW_GAP)


def _best_cut(blocks: list[_Block]) -> int:
    """Give how many groups go left, so that the taller side is as low as it can be; their order is kept."""
    if len(blocks) < 2:
        return len(blocks)
    return min(range(1, len(blocks)), key=lambda cut: (max(_stacked(blocks[:cut]), _stacked(blocks[cut:])), cut))


def _stacked(blocks: Sequence[_Block]) -> float:
    return sum(block.height for block in blocks) + GROUP_GAP * max(0, len(blocks) - 1)


def _stack(
    side: list[_Block], height: float, hub_top: float, hub_height: float
) -> Iterator[tuple[_Block, float, float, float]]:
    """Give each group of a side with its top, and the top and height of its share of the hub's edge."""
    total = sum(block.height for block in side)
    top = (height - _stacked(side)) / 2
    shares = [(hub_height - 16) * block.height / total for block in side]
    for block, share, reached in zip(side, shares, accumulate(shares), strict=True):
        yield block, top, hub_top + 8 + reached - share, share
        top += block.height + GROUP_GAP


def _ribbon(block: _Block, index: int, side: _Side, top: float, port: float, share: float) -> str:
    """Draw the band from the hub to a group's rail, and a thread for each of its rows."""
    rail, hub = side.rail, side.hub
    first, last = port + 0.5, port + share - 0.5
    bottom = top + block.height
    band = (
        f"M{_n(hub)} {_n(first)}{_curve(rail - hub, first, top)}v{_n(block.height)}{_curve(hub - rail, bottom, last)}Z"
    )
    threads = []
    for number, (row_top, row_height) in enumerate(block.rows):
        start = first + (last - first) * (number + 0.5) / len(block.rows)
        end = top + row_top + row_height / 2
        start, end = round(start), round(end)  # half a unit is not seen in a thread, and most of a map is threads
        threads.append(f"M{_n(hub)} {_n(start)}{_curve(rail - hub, start, end)}")
    return (
        f'<g class="k-{block.group.kind} r{index}"><path class="rb" d="{band}"/>'
        f'<path class="th" d="{"".join(threads)}"/></g>'
    )


def _curve(across: float, start: float, end: float) -> str:
    """Draw from one height to another, level at both ends; relative, which takes the fewest characters."""
    down = _n(round(end, 1) - round(start, 1))
    return f"c{_n(across / 2)} 0 {_n(across / 2)} {down} {_n(across)} {down}".replace(" -", "-")


def _column(side: _Side, lists: list[str]) -> str:
    return f'<div class="kb-map__side {side.mark}">{"".join(lists)}</div>' if lists else ""


def _list(block: _Block, index: int) -> str:
    group = block.group
    heading = f"kb-map{index}"
    count = f" <b>{group.total}</b>" if group.total > 0 else ""
    note = f" <span>{_words(group.note)}</span>" if group.note else ""
    items = "".join(_link(item, chip) for item, chip in zip(group.items, block.chips, strict=True))
    return (
        f'<div class="kb-map__group k-{group.kind} g{index}">'
        f'<p id="{heading}">{_words(group.label)}{note}{count}</p><ul aria-labelledby="{heading}">{items}</ul></div>'
    )


def _link(item: Item, chip: _Chip) -> str:
    extra = f' class="{chip.mark}"'
    if item.title:
        extra += f' title="{_words(item.title)}"'
    if item.language:
        extra += f' lang="{escape(item.language)}"'
    return f'<li><a href="{escape(item.href)}"{extra}>{_words(item.label)}</a></li>'


def _wrap(text: str, size: float, room: float, most: int) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and text_width(longer, size) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1] + "…"]
    return lines


def _words(text: str) -> str:
    """Give words as HTML; inside a raw block Markdown leaves them alone."""
    return escape(" ".join(text.split()))


def _lines(lines: list[str]) -> str:
    return "<br>".join(_words(line) for line in lines)


def _n(number: float) -> str:
    """Write a length with one decimal, or none."""
    text = f"{number:.1f}"
    return text.removesuffix(".0")
