"""Bars: small charts as SVG beside the words and figures that say the same, so that no reader depends on them.

A bar has no words and no colours of its own. CSS stretches it to the room there is, and colours its parts by class.
"""

from __future__ import annotations

from collections.abc import Iterable

LONG = 1000
"""How long the longest bar is, in units of its own."""
_LEAST = 4
"""How long the shortest part is that is to be seen."""


def bar(parts: Iterable[tuple[str, int]], whole: int) -> str:
    """Give a bar of parts, each with its class and its count, as long as they are of a whole.

    A part of anything is seen, and only a whole fills the bar.
    """
    listed = [(name, count) for name, count in parts if count > 0]
    room = LONG if sum(count for _, count in listed) >= whole else LONG - _LEAST
    rects, at = "", 0
    for name, count in listed:
        length = min(max(_LEAST, LONG * count // max(whole, 1)), max(room - at, 0))
        rects += f'<rect class="kb-bar--{name}" x="{at}" width="{length}" height="10"/>'
        at += length
    return (
        f'<svg class="kb-bar" viewBox="0 0 {LONG} 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        f'<rect class="kb-bar--track" width="{LONG}" height="10"/>{rects}</svg>'
    )
