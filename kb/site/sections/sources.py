"""Where the facts come from."""

from __future__ import annotations

from kb.citations import cite
from kb.record import Record
from kb.site.prose import attribute, heading, inert
from kb.site.site import Site


def render(site: Site, record: Record, _page: str) -> str:
    """Give the sources as links."""
    if not record.sources:
        return ""
    items = "\n".join(f"- {source_link(item)}" for item in record.sources)
    return f"{heading(site.labels['sources'], 'sources')}\n\n{items}"


def source_link(source: str) -> str:
    """Give one source as HTML: a link where its form is known, its words elsewhere."""
    citation = cite(source)
    if citation.href is None:
        return inert(citation.text)
    return f'<a href="{attribute(citation.href)}" rel="noopener">{inert(citation.text)}</a>'
