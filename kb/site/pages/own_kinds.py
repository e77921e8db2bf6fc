"""The records of each kind that kb.yaml declares, from A to Z."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from kb.kinds import Kind
from kb.site import api, schema_org
from kb.site.copies import lists
from kb.site.prose import heading, inert
from kb.site.site import Page, Site, entry


def pages(site: Site) -> Iterator[Page]:
    """Give the page that lists the records, for each such kind that has any."""
    for kind in site.own_kinds:
        yield _list(site, kind)


def _list(site: Site, kind: Kind) -> Page:
    path = f"{kind.folder}/index.md"
    label = site.kind_label(kind)
    description = site.localized(kind.description) if kind.description else ""
    records = sorted(site.base.of_kind(kind.name), key=lambda record: (site.title(record).text.casefold(), record.id))
    parts = [
        heading(label, "records", 1),
        f'<p class="kb-lead">{inert(description)}</p>' if description else "",
        *(entry(site, record, path) for record in records),
    ]
    beside = {
        ".md": partial(lists.records, site, path, label, [("", records)], description),
        ".json": partial(api.records, site, kind),
    }
    thing = partial(schema_org.of_terms, site, path, label, description, records)
    return Page(path, label, "\n\n".join(filter(None, parts)) + "\n", description, thing=thing, beside=beside)
