"""What differs between a code and those it is confused with. The map lists them; this says why they differ."""

from __future__ import annotations

from kb.base import Edge
from kb.markup import LinkMatch
from kb.record import Record
from kb.site.prose import attribute, heading, inert, page_markdown
from kb.site.site import Site, in_language


def render(site: Site, record: Record, page: str) -> str:
    """Give the difference to each compared code, leading to the page that sets both side by side."""
    items = []
    for other in site.comparisons(record):
        if text := difference(site, record.key, other.key, page):
            href = attribute(site.href(page, site.compare_path(record.key, other.key)))
            name = inert(site.labels.fill("versus", a=site.short(record), b=site.short(other)))
            items.append(f'<div class="kb-difference" markdown="1">\n\n<a href="{href}">{name}</a>\n\n{text}\n\n</div>')
    if not items:
        return ""
    listed = "\n\n".join(items)
    title = heading(site.labels["differences"], "differences")
    return f'{title}\n\n<div class="kb-differences" markdown="1">\n\n{listed}\n\n</div>'


def difference(site: Site, a: str, b: str, page: str) -> str:
    """Give the author's words about a pair as Markdown; nothing where there are none."""
    note = site.base.edges.get(Edge(min(a, b), max(a, b), "compare"))
    if not note:
        return ""
    holder = site.base[a]
    text = page_markdown(note, lambda match: _link(site, holder, match, page), deepen=3)
    return in_language(text, "" if site.is_original else site.base.config.language)


def _link(site: Site, holder: Record, match: LinkMatch, page: str) -> str:
    target, _ = site.base.follow(holder, match)
    words = match.label or match.target
    return site.anchor(page, target, match.label, match.heading) if target else inert(words)
