"""The JSON that stands beside no page: all records of a kind, what there is, the schema, and the graph."""

from __future__ import annotations

from collections.abc import Iterator

from kb.export import node_link
from kb.site import api
from kb.site.site import Asset, Site


def assets(site: Site) -> Iterator[Asset]:
    """Give the files."""
    yield Asset(api.INDEX, api.index(site))
    for kind in site.base.kinds.values():
        if site.base.of_kind(kind.name):
            yield Asset(f"{api.FOLDER}/{kind.folder}.json", api.records(site, kind))
    if site.is_original:
        yield Asset(api.SCHEMA, api.schema())
        yield Asset("graph.json", node_link.dumps(site.base.graph))
