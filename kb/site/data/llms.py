"""The site for language models: an index of the copies in Markdown, and all records in one text, in each language.

The form is that of https://llmstxt.org.
"""

from __future__ import annotations

from collections.abc import Iterator

from kb import llms
from kb.markup import LinkMatch
from kb.site.api import INDEX
from kb.site.site import Asset, Site

NAME, FULL = "llms.txt", "llms-full.txt"


def assets(site: Site) -> Iterator[Asset]:
    """Give both files."""
    title = site.localized(site.base.config.title)
    summary = site.localized(site.base.config.site.description)
    edition = _edition(site)
    sections = list(edition.sections())
    parts = [llms.Part(name, [edition.entry(key) for key in keys]) for name, keys in sections]
    yield Asset(NAME, llms.index(title, summary, [*parts, llms.Part("Optional", list(_more(site)))]))
    articles = (edition.article(key, level=2, backlinks=False) for _, keys in sections for key in keys)
    yield Asset(FULL, "\n".join([llms.index(title, summary, ()), *articles]))


def _edition(site: Site) -> llms.Edition:
    base = site.base

    def follow(key: str, match: LinkMatch) -> str | None:
        target, _ = base.follow(base[key], match)
        return target.key if target else None

    return llms.Edition(
        base.graph, site.language, address=lambda key: _address(site, site.path(base[key])), follow=follow, words=site.labels
    )


def _more(site: Site) -> Iterator[llms.Entry]:
    """Give what else programs can read."""
    labels = site.labels
    yield llms.Entry(FULL, _address(site, FULL), labels["llms_full"])
    yield llms.Entry(INDEX, _address(site, INDEX), labels["llms_api"])


def _address(site: Site, file: str) -> str:
    """Give an address that leads there from the files themselves."""
    return site.address(file) if site.base.config.site.url else file
