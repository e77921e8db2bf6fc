"""The guides by category."""

from __future__ import annotations

from collections.abc import Iterator

from kb.site.prose import attribute, heading
from kb.site.site import Page, Site, in_language_inline


def pages(site: Site) -> Iterator[Page]:
    """Give the page that lists the guides."""
    path = "guides/index.md"
    guides = sorted(site.base.of_kind("guide"), key=lambda guide: site.title(guide).text.casefold())
    if not guides:
        return
    parts = [heading(site.labels["guides"], "guides", 1)]
    for id_, name, records in site.by_category(guides):
        parts.append(heading(name, site.category_anchor(id_)))
        for guide in records:
            lead = site.lead(guide)
            words = f"\n    {in_language_inline(lead._replace(text=site.preview(guide)))}" if lead else ""
            href = attribute(site.href(path, site.path(guide)))
            parts.append(
                f'- <a class="kb-entry k-guide" href="{href}">{in_language_inline(site.title(guide))}</a>\n{words}'
            )
    yield Page(path, site.labels["guides"], "\n\n".join(parts) + "\n")
