"""The sorts of page, one a module. To add one, write a module with `pages(site)` and name it in `SORTS`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from kb.site.pages import (
    comparisons,
    explorer,
    families,
    glossary,
    guides,
    health,
    home,
    manual,
    own_kinds,
    records,
    reference,
    rules,
)
from kb.site.site import Page, Site


class Sort(Protocol):
    """A module that gives pages."""

    def pages(self, site: Site) -> Iterator[Page]:
        """Give the pages of this sort."""


SORTS: tuple[Sort, ...] = (
    home,
    families,
    guides,
    glossary,
    own_kinds,
    records,
    comparisons,
    explorer,
    rules,
    manual,
    reference,
    health,
)


def all_pages(site: Site) -> Iterator[Page]:
    """Give every page of a site."""
    for sort in SORTS:
        yield from sort.pages(site)
