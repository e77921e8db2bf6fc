"""The sections of a record's page, one a module, in the order of the page.

A section gives Markdown, or nothing where it does not apply. To add one, write a module and name it in `SECTIONS`.
"""

from __future__ import annotations

from typing import Protocol

from kb.record import Record
from kb.site.sections import differences, heading, hierarchy, origin, pager, patterns, related, sources, texts
from kb.site.site import Site


class Section(Protocol):
    """A module that renders one part of a record's page."""

    def render(self, site: Site, record: Record, page: str) -> str:
        """Give the section's Markdown; `page` is the path of the page, for links."""


SECTIONS: tuple[Section, ...] = (heading, texts, patterns, differences, hierarchy, related, sources, pager, origin)
