"""Where a term stands among broader and narrower ones."""

from __future__ import annotations

from kb.record import Record
from kb.site.prose import heading
from kb.site.site import Site
from kb.site.trees import tree_of


def render(site: Site, record: Record, page: str) -> str:
    """Give the tree around a term; nothing for what has none."""
    drawn = tree_of(site, record, page) if record.kind == "term" else ""
    if not drawn:
        return ""
    return f"{heading(site.labels['hierarchy'], 'hierarchy')}\n\n<div data-search-exclude>{drawn}</div>"
