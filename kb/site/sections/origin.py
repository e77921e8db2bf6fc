"""The way from a page to the file that it was made from."""

from __future__ import annotations

from urllib.parse import quote

from kb.record import Record
from kb.site.prose import attribute, inert
from kb.site.site import Site


def render(site: Site, record: Record, page: str) -> str:
    """Give the links to the record's file, and to its translation's."""
    files = [record.path]
    translation = site.base.translations.get((record.key, site.language))
    if translation:
        files.append(translation.path)
    links = " · ".join(f'<a href="{attribute(origin_href(site, page, path))}">{inert(path)}</a>' for path in files)
    return f'<p class="kb-origin" data-search-exclude>{inert(site.labels["source_file"])}: {links}</p>'


def origin_href(site: Site, page: str, path: str) -> str:
    """Give the address of a file: in the project's repository, or the copy that the site carries."""
    if template := site.base.config.site.source:
        return (
            template.replace("{path}", quote(path)) if "{path}" in template else f"{template.rstrip('/')}/{quote(path)}"
        )
    return site.href(site.prefix + page, copy_path(path))


def copy_path(path: str) -> str:
    """Give the path of the copy of a file, below the root of the whole site; browsers show `.txt`."""
    return f"source/{path}.txt"
