"""The map of the site for search engines: each page in each language, and where it is in the others.

Only a site that knows where it is published has one. Specified at https://www.sitemaps.org/protocol.html, other
languages at https://developers.google.com/search/docs/specialty/international/localized-versions#sitemap.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from urllib.parse import quote
from xml.sax.saxutils import quoteattr

from kb.config import Config
from kb.site.site import url_of

NAME = "sitemap.xml"
MOST = 25_000
"""How many addresses are in one file; search engines read no more than 50,000, and 50 MB."""

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def sitemap(config: Config, pages: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Give the files of the map by path; more than one for a large site. `pages` are languages and paths below theirs."""
    if not config.site.url:
        return
    root = config.site.url.rstrip("/") + "/"
    entries = list(_entries(config, root, pages))
    if len(entries) <= MOST:
        yield NAME, _urls(entries)
        return
    parts = [entries[first : first + MOST] for first in range(0, len(entries), MOST)]
    names = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
    listed = "".join(f"<sitemap><loc>{_text(root + name)}</loc></sitemap>\n" for name in names)
    yield NAME, f'{_HEAD}<sitemapindex xmlns="{_SPACE}">\n{listed}</sitemapindex>\n'
    for name, part in zip(names, parts, strict=True):
        yield name, _urls(part)


def _entries(config: Config, root: str, pages: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Give an entry for each page in each language. All versions of a page name each other."""
    versions: dict[str, dict[str, str]] = defaultdict(dict)
    for language, path in pages:
        prefix = "" if language == config.language else f"{language}/"
        versions[path][language] = _text(root + quote(prefix + url_of(path)))
    for version in versions.values():
        others = "".join(
            f'<xhtml:link rel="alternate" hreflang="{language}" href="{address}"/>'
            for language, address in version.items()
        )
        for address in version.values():
            yield f"<url><loc>{address}</loc>{others if len(version) > 1 else ''}</url>\n"


def _urls(entries: list[str]) -> str:
    links = ' xmlns:xhtml="http://www.w3.org/1999/xhtml"'
    return f'{_HEAD}<urlset xmlns="{_SPACE}"{links}>\n{"".join(entries)}</urlset>\n'


def _text(address: str) -> str:
    """Give an address as XML, for an element and for an attribute."""
    return quoteattr(address)[1:-1]
