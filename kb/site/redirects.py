"""The addresses that records used to have: small pages that lead to where the records are now."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import NamedTuple

from kb.record import Record
from kb.site.site import Site


class Redirect(NamedTuple):
    """An old address below the language's root, where it leads from there, and what its reader finds."""

    url: str
    href: str
    title: str
    language: str

    @property
    def html(self) -> str:
        """The page. It works opened from a folder, and without scripts."""
        href, title = escape(self.href), escape(self.title)
        return (
            f'<!doctype html>\n<html lang="{escape(self.language)}">\n<meta charset="utf-8">\n<title>{title}</title>\n'
            f'<link rel="canonical" href="{href}">\n<meta http-equiv="refresh" content="0; url={href}">\n'
            f'<p><a href="{href}">{title}</a></p>\n</html>\n'
        )


def redirects(site: Site) -> Iterator[Redirect]:
    """Give a redirect for each id that a record used to have, and for its comparisons under that id."""
    base = site.base
    for record in base:
        for old in record.formerly or ():
            if old in base.ids[record.kind] or base.formerly[record.kind].get(old) is not record:
                continue  # the address is another record's, which is reported
            now = site.path(record)
            was = f"{now.removesuffix(f'{record.id}.md')}{old}.md"
            yield _redirect(site, was, now, site.full(record))
            if record.kind == "code":
                yield from _comparisons(site, record, old)


def _comparisons(site: Site, record: Record, old: str) -> Iterator[Redirect]:
    for other in site.comparisons(record):
        was = site.compare_path(f"code:{old}", other.key)
        title = site.labels.fill("versus", a=site.short(record), b=site.short(other))
        yield _redirect(site, was, site.compare_path(record.key, other.key), title)


def _redirect(site: Site, was: str, now: str, title: str) -> Redirect:
    return Redirect(f"{was.removesuffix('.md')}.html", site.href(was, now), title, site.language)
