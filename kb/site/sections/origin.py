"""The way from a page to the file that it was made from, and to where that is changed."""

from __future__ import annotations

from urllib.parse import quote

from kb.record import Record
from kb.site.prose import attribute, inert
from kb.site.site import Site

def render(site: Site, record: Record, page: str) -> str:
    """Give the links to the record's file, and to its translation's, and where they are changed."""
    files = [record.path]
    translation = site.base.translations.get((record.key, site.language))
    if translation:
        files.append(translation.path)
    links = " · ".join(_file(site, page, path) for path in files)
    return f'<p class="kb-origin" data-search-exclude>{inert(site.labels["source_file"])}: {links}</p>'


def _file(site: Site, page: str, path: str) -> str:
    """Give the link to a file, and where it can be changed."""
    shown = f'<a href="{attribute(origin_href(site, page, path))}">{inert(path)}</a>'
    template = site.base.config.site.edit
    if not template:
        return shown
    label = f"{site.labels['edit']}: {path}"
    href = attribute(_filled(template, path))
    return f'{shown} (<a href="{href}" aria-label="{attribute(label)}" rel="nofollow">{inert(site.labels["edit"])}</a>)'


def _filled(template: str, path: str) -> str:
    """Give the address of a file below an address, or where that says."""
    where = quote(path)
    return template.replace("{path}", where) if "{path}" in template else f"{template.rstrip('/')}/{where}"


def origin_href(site: Site, page: str, path: str) -> str:
    """Give the address of a file: in the project's repository, or the copy that the site carries."""
    if template := site.base.config.site.source:
        return _filled(template, path)
    return site.href(site.prefix + page, copy_path(path))


def copy_path(path: str) -> str:
    """Give the path of the copy of a file, below the root of the whole site; browsers show `.txt`."""
    return f"source/{path}.txt"
