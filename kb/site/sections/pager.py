"""The codes before and after this one in its family."""

from __future__ import annotations

from kb.record import Record
from kb.site.prose import attribute, inert
from kb.site.site import Site


def render(site: Site, record: Record, page: str) -> str:
    """Give the links to the neighbours in the order of codes."""
    if record.kind != "code":
        return ""
    codes = site.families[record.family or ""]
    at = next(number for number, code in enumerate(codes) if code.key == record.key)
    links = []
    if at > 0:
        links.append(_link(site, codes[at - 1], page, "prev", site.labels["previous"]))
    if at + 1 < len(codes):
        links.append(_link(site, codes[at + 1], page, "next", site.labels["next"]))
    if not links:
        return ""
    name = inert(site.family_name(record.family or ""))
    return f'<nav class="kb-pager" aria-label="{name}" data-search-exclude>{"".join(links)}</nav>'


def _link(site: Site, other: Record, page: str, rel: str, label: str) -> str:
    shown = site.heading(other)
    lang = f' lang="{shown.language}"' if shown.language else ""
    href = attribute(site.href(page, site.path(other)))
    words = f"<small>{inert(label)}</small><span{lang}>{inert(shown.text)}</span>"
    return f'<a class="kb-pager__{rel}" rel="{rel}" href="{href}">{words}</a>'
