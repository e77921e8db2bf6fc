"""Trees of broader and narrower terms as nested lists, whose branches fold by HTML's own disclosure.

A term with several broader ones has its branch once, and is named elsewhere. What goes round in a circle is cut.
"""

from __future__ import annotations

from collections.abc import Collection

from kb.base import Base
from kb.record import Record
from kb.site.alphabet import sort_key
from kb.site.prose import attribute, inert
from kb.site.site import Site, in_language_inline

DEEPEST = 8
"""How many levels a tree has at most: further in it is easier to follow from a page of a term."""
MOST = 60
"""How many terms of one level a branch names."""
_MOST_PATHS = 4
"""How many broader terms of a term have a way of their own down to it."""


def narrower(base: Base, key: str) -> list[str]:
    """Give the keys of the terms that are narrower than one."""
    return list(base.neighbours[key].get(("broader", False), ()))


def broader(base: Base, key: str) -> list[str]:
    """Give the keys of the terms that are broader than one."""
    return list(base.neighbours[key].get(("broader", True), ()))


def around(base: Base, keys: Collection[str]) -> set[str]:
    """Give the terms whose trees may name any of these: all that are connected with one by broader and narrower."""
    found: set[str] = set()
    waiting = [key for key in keys if key in base]
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            waiting += (*broader(base, key), *narrower(base, key))
    return found


def forest(site: Site, page: str) -> str:
    """Give all trees of a base, the first level open; nothing where no term is narrower than another."""
    base = site.base
    inner = [term for term in base.of_kind("term") if narrower(base, term.key)]
    tops = [term for term in inner if not broader(base, term.key)]
    drawn = _Drawn(site, page)
    items = [drawn.item(term, 1, opened=1) for term in _ordered(site, tops)]
    for term in _ordered(site, inner):  # of circles, in which none is the broadest, and of what lies too deep
        if term.key not in drawn.seen:
            items.append(drawn.item(term, 1, opened=1))
    return f'<ul class="kb-tree">{"".join(items)}</ul>' if items else ""


def tree_of(site: Site, term: Record, page: str) -> str:
    """Give the way down to a term from its broadest ones, and what is narrower; nothing where it stands alone."""
    base = site.base
    above, below = broader(base, term.key), narrower(base, term.key)
    if not above and not below:
        return ""
    drawn = _Drawn(site, page, here=term)
    items = []
    for parent in above[:_MOST_PATHS] or [""]:
        path = _path(base, parent) if parent else []
        item = drawn.item(term, 1, opened=1, deepest=2)
        for key in path:
            item = f"<li>{drawn.name(base[key])}<ul>{item}</ul></li>"
        items.append(item)
    return f'<ul class="kb-tree">{"".join(items)}</ul>'


def _path(base: Base, key: str) -> list[str]:
    """Give a term and those above it, the first broader one of each."""
    path: list[str] = []
    while key and key not in path and len(path) < DEEPEST:
        path.append(key)
        key = next(iter(broader(base, key)), "")
    return path


def _ordered(site: Site, terms: list[Record]) -> list[Record]:
    return sorted(terms, key=lambda term: (sort_key(site.title(term).text), term.id))


class _Drawn:
    """Draws branches, and knows of which terms."""

    def __init__(self, site: Site, page: str, here: Record | None = None) -> None:
        self.site = site
        self.page = page
        self.here = here
        self.seen: set[str] = set()

    def item(self, term: Record, level: int, *, opened: int, deepest: int = DEEPEST) -> str:
        """Give a term with its branch, which is open down to a level."""
        name = self.name(term)
        keys = narrower(self.site.base, term.key)
        if term.key in self.seen or not keys:
            return f"<li>{name}</li>"
        count = f" <small>{len(keys):,}</small>"
        if level > deepest:
            return f"<li>{name}{count}</li>"
        self.seen.add(term.key)
        below = _ordered(self.site, [self.site.base[key] for key in keys])
        items = [self.item(one, level + 1, opened=opened, deepest=deepest) for one in below[:MOST]]
        if len(below) > MOST:
            items.append(f"<li>{inert(self.site.labels.fill('more', count=len(below) - MOST))}</li>")
        label = attribute(f"{self.site.labels['narrower']}: {self.site.title(term).text}")
        state = " open" if level <= opened else ""
        return (
            f'<li>{name}{count}<details{state}><summary aria-label="{label}"></summary>'
            f"<ul>{''.join(items)}</ul></details></li>"
        )

    def name(self, term: Record) -> str:
        """Give the link to a term; the one whose page this is stands out in its place."""
        shown = in_language_inline(self.site.title(term))
        if term is self.here:
            return f'<strong aria-current="true">{shown}</strong>'
        return f'<a href="{attribute(self.site.href(self.page, self.site.path(term)))}">{shown}</a>'
