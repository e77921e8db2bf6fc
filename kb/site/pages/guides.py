"""The guides by category."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from kb.site import api, schema_org
from kb.site.copies import lists
from kb.site.prose import heading
from kb.site.site import Page, Site, entry


def pages(site: Site) -> Iterator[Page]:
    """Give the page that lists the guides."""
    path = "guides/index.md"
    guides = sorted(site.base.of_kind("guide"), key=lambda guide: site.title(guide).text.casefold())
    if not guides:
        return
    parts = [heading(site.labels["guides"], "guides", 1)]
    for id_, name, records in site.by_category(guides):
        parts.append(heading(name, site.category_anchor(id_)))
        parts += (entry(site, guide, path) for guide in records)
    title = site.labels["guides"]
    groups = [(name, records) for _, name, records in site.by_category(guides)]
    beside = {
        ".md": partial(lists.records, site, path, title, groups),
        ".json": partial(api.records, site, site.base.kinds["guide"]),
    }
    named = [("TechArticle", site.title(guide).text, site.path(guide)) for guide in guides]
    thing = partial(schema_org.of_list, site, path, title, named)
    description = ", ".join(name for name, _ in groups)
    yield Page(path, title, "\n\n".join(parts) + "\n", description, thing=thing, beside=beside)
