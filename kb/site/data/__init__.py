"""The files of the site that are not pages, one sort a module. To add one, write a module and name it in `SORTS`.

A file that all languages share is given for the first language only.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from kb.site.data import api, badges, explorer, find, llms, opensearch, own, robots
from kb.site.site import Asset, Site


class Sort(Protocol):
    """A module that gives files."""

    def assets(self, site: Site) -> Iterator[Asset]:
        """Give the files of this sort."""


SORTS: tuple[Sort, ...] = (own, explorer, find, opensearch, api, llms, robots, badges)


def all_assets(site: Site) -> Iterator[Asset]:
    """Give every file of a site that is not a page."""
    for sort in SORTS:
        yield from sort.assets(site)
