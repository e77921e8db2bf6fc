"""The files that stand beside a page, under its name: the same for programs to read.

They are written when the engine is done, which would make pages of Markdown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple
from urllib.parse import quote

from kb.site.site import Page, Site

TYPES = {".json": "application/json", ".md": "text/markdown"}
"""The media types of the files by their suffixes."""


class Late(NamedTuple):
    """A file that is made late: its path below the root of the whole site, and what gives its content."""

    path: str
    make: Callable[[], str]


def late_files(site: Site, page: Page) -> Iterator[Late]:
    """Give the files beside a page."""
    for suffix, make in page.beside.items():
        yield Late(site.prefix + page.path.removesuffix(".md") + suffix, make)


def copies_of(page: Page) -> Iterator[tuple[str, str]]:
    """Give the media types and the relative addresses of the files beside a page."""
    name = page.path.rpartition("/")[2].removesuffix(".md")
    for suffix in page.beside:
        yield TYPES[suffix], quote(name + suffix)
