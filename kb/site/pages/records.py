"""A page for each record, made of sections."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from kb.record import Record
from kb.site import api, schema_org
from kb.site.copies import record as copies
from kb.site.previews import with_previews
from kb.site.sections import SECTIONS
from kb.site.sections.heading import trail
from kb.site.site import Page, Site

SCRIPTS = ("assets/kb-page.js",)


def pages(site: Site) -> Iterator[Page]:
    """Give the page of every record."""
    for record in site.base:
        yield page(site, record)


def page(site: Site, record: Record) -> Page:
    """Give a record's page."""
    path = site.path(record)
    parts = [part for section in SECTIONS if (part := section.render(site, record, path))]
    meta: dict[str, object] = {"kb": record.key, "hide": ["navigation"]}
    if record.kind == "code":
        meta["search"] = {"boost": _boost(site, record)}
    made = Page(
        path,
        site.full(record),
        "\n\n".join(parts) + "\n",
        site.preview(record),
        meta,
        SCRIPTS,
        thing=partial(schema_org.of_record, site, record),
        trail=trail(site, record),
        beside={".md": partial(copies.copy, site, record), ".json": partial(api.record, site, record)},
    )
    return with_previews(site, made)


def _boost(site: Site, record: Record) -> int:
    """Give the weight of a code in the theme's search: above guides and terms, and `5.7.1` above `5.7.10`.

    The search takes words for beginnings of words, and those that fewer pages hold for more telling.
    """
    return 4 if site.numbers_of(record) & site.beginnings else 2
