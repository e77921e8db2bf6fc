"""Rows of figures: a name, a bar, a figure, and behind them what the figure is made of.

Each is one line of HTML, which Markdown passes through. A row with more behind it is a disclosure of HTML's own, so that
it works without a script and by keyboard.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kb.health import Share
from kb.record import Record
from kb.site.bars import bar
from kb.site.prose import attribute, inert
from kb.site.site import Site, in_language_inline

MOST = 60
"""How many names a list has, before it only says how many more there are."""


def rows(items: Iterable[str]) -> str:
    """Give the list of some rows; nothing where there are none."""
    listed = "".join(f"<li>{item}</li>" for item in items)
    return f'<ul class="kb-rows">{listed}</ul>' if listed else ""


def row(name: str, drawn: str, figure: str, inside: str = "") -> str:
    """Give a row; all of it is HTML."""
    words = f'<span class="kb-row__name">{name}</span> {drawn} <span class="kb-row__figure">{figure}</span>'
    if not inside:
        return f'<div class="kb-row">{words}</div>'
    return f'<details class="kb-row"><summary>{words}</summary><div class="kb-row__in">{inside}</div></details>'


def share_row(site: Site, name: str, share: Share, inside: str = "") -> str:
    """Give the row of a share: a bar as long as it is, its percentage and both counts."""
    drawn = bar((("whole" if share.have == share.all else "part", share.have),), share.all)
    counts = inert(site.labels.fill("health_share", have=share.have, all=share.all))
    return row(name, drawn, f"<b>{share.percent}&#32;%</b> <small>{counts}</small>", inside)


def names(site: Site, page: str, records: Iterable[Record], words: str = "") -> str:
    """Give records as a list of links, below some words; nothing where there are none."""
    return items(site, [named(site, page, record) for record in records], words)


def items(site: Site, found: list[str], words: str = "") -> str:
    """Give pieces of HTML as a list that is cut where it is long, below some words; nothing where there are none."""
    if not found:
        return ""
    listed = "".join(f"<li>{item}</li>" for item in _cut(site, found))
    return (f"<p>{inert(words)}</p>" if words else "") + f'<ul class="kb-names">{listed}</ul>'


def _cut(site: Site, found: list[str]) -> Iterator[str]:
    yield from found[:MOST]
    if len(found) > MOST:
        yield inert(site.labels.fill("more", count=len(found) - MOST))


def named(site: Site, page: str, record: Record) -> str:
    """Give the link to a record, by its shortest clear name."""
    href = attribute(site.href(page, site.path(record)))
    name = inert(site.short(record)) if record.kind == "code" else in_language_inline(site.title(record))
    return f'<a href="{href}">{name}</a>'
