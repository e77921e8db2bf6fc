"""The copy of the page that compares two codes."""

from __future__ import annotations

from collections.abc import Iterator

from kb.record import Record
from kb.site import pairs
from kb.site.copies import words
from kb.site.copies.lists import item
from kb.site.copies.record import difference, facts
from kb.site.site import Site

TEXTS = {"summary": "meaning", "fix": "fix", "when": "when"}
"""The texts that are given of both, with the labels of their headings."""


def copy(site: Site, a: Record, b: Record) -> str:
    """Give what differs between two codes, what each says, and what both are connected with."""
    page = site.compare_path(a.key, b.key)
    title = site.labels.fill("versus", a=site.short(a), b=site.short(b))
    return words.joined(
        [
            *words.top(site, title, page),
            difference(site, a, b, page),
            *_side(site, a, page),
            *_side(site, b, page),
            *_shared(site, a, b, page),
        ]
    )


def _side(site: Site, record: Record, page: str) -> Iterator[str]:
    yield "## " + words.to_record(site, page, record, site.full(record))
    yield words.listed(filter(None, facts(site, record, page)))
    for name, label in TEXTS.items():
        if text := words.prose(site, page, record, name, 3):
            yield words.heading(site.labels[label], 3)
            yield text


def _shared(site: Site, a: Record, b: Record, page: str) -> Iterator[str]:
    common = pairs.shared(site, a, b)
    if common:
        yield words.heading(site.labels["shared"])
        yield words.listed(item(site, page, record) for record in (*common.codes, *common.guides, *common.terms))
