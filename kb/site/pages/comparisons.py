"""A page for each pair of codes that readers confuse: both side by side."""

from __future__ import annotations

from collections.abc import Iterator

from kb.record import Record
from kb.site.prose import attribute, heading, inert
from kb.site.sections.differences import difference
from kb.site.site import Page, Site, in_language_inline


def pages(site: Site) -> Iterator[Page]:
    """Give the page of every comparison."""
    for edge in site.base.edges:
        if edge.relation == "compare":
            yield page(site, site.base[edge.source], site.base[edge.target])


def page(site: Site, a: Record, b: Record) -> Page:
    """Give the page that compares two codes."""
    path = site.compare_path(a.key, b.key)
    title = site.labels.fill("versus", a=site.short(a), b=site.short(b))
    words = difference(site, a.key, b.key, path)
    parts = [f"# {inert(title)} {{#versus}}"]
    if words:
        parts.append(f'<div class="kb-lead" markdown="1">\n\n{words}\n\n</div>')
    sides = "\n\n".join(_side(site, record, path) for record in (a, b))
    parts.append(f'<div class="kb-sides" markdown="1">\n\n{sides}\n\n</div>')
    return Page(
        path, title, "\n\n".join(parts) + "\n", meta={"hide": ["navigation", "toc"], "search": {"exclude": True}}
    )


def _side(site: Site, record: Record, page: str) -> str:
    mark = record.id.replace("/", "-")
    href = attribute(site.href(page, site.path(record)))
    parts = [
        f'## <a href="{href}">{inert(site.short(record))}</a> {{#{mark}}}',
        f"**{in_language_inline(site.title(record))}**",
    ]
    for name in ("summary", "when", "fix"):
        if text := site.prose(page, record, name):
            title = "" if name == "summary" else heading(site.labels[name], f"{mark}-{name}", 3) + "\n\n"
            parts.append(title + text)
    return '<section class="kb-side" markdown="1">\n\n' + "\n\n".join(parts) + "\n\n</section>"
