"""What lets a browser search the site from its address bar: an OpenSearch description for each language.

Specified at https://github.com/dewitt/opensearch. It needs whole addresses, so there is none where kb.yaml has no `url`.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from kb.site.site import Asset, Site

PATH = "opensearch.xml"
_SHORT = 16
_DESCRIPTION = 1024
"""How long the specification allows a short name and a description to be."""


def assets(site: Site) -> Iterator[Asset]:
    """Give the description of a language's search, where its address is known and there is anything to find."""
    config = site.base.config
    if not config.site.url:
        return
    root = f"{config.site.url.rstrip('/')}/{site.prefix}"
    title, description = site.localized(config.title), site.localized(config.site.description)
    yield Asset(
        PATH,
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">\n'
        f"  <ShortName>{escape(title[:_SHORT])}</ShortName>\n"
        f"  <Description>{escape((description or title)[:_DESCRIPTION])}</Description>\n"
        f"  <Language>{escape(site.language)}</Language>\n"
        "  <InputEncoding>UTF-8</InputEncoding>\n"
        f"  <Url type=\"text/html\" template={quoteattr(root + 'index.html#q={searchTerms}')}/>\n"
        "</OpenSearchDescription>\n",
    )
