"""The badges, in the language that records are written in."""

from __future__ import annotations

from collections.abc import Iterator

from kb.site.badges import badges, draw
from kb.site.site import Asset, Site


def assets(site: Site) -> Iterator[Asset]:
    """Give the badges, where the site has a health page."""
    if site.is_original and site.base.config.site.health:
        for badge in badges(site):
            yield Asset(badge.path, draw(badge))
