"""What crawlers are told, where the site knows its address: that they are welcome, and where the map of the site is.

Specified by RFC 9309. Crawlers read it only at the root of a host.
"""

from __future__ import annotations

from collections.abc import Iterator

from kb.site.site import Asset, Site
from kb.site.sitemap import NAME


def assets(site: Site) -> Iterator[Asset]:
    """Give the file."""
    if site.is_original and site.base.config.site.url:
        yield Asset("robots.txt", f"User-agent: *\nAllow: /\n\nSitemap: {site.address(NAME)}\n")
