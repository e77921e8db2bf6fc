"""Which pages of the site are not as they were.

A page is affected when its Markdown, as `kb build` writes it, differs; what the theme puts around every page (title,
navigation) does not count. Only pages are made that may differ: a record's page shows the record, of others no more
than their face (what they are called, and the beginning of what they say), and the codes before and after it. Whose
face that is follows from edges, links, trees, and the terms that are marked in its texts. The page of a pair also puts
what is around both in an order, by how many records are connected with each.
"""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Any
from urllib.parse import unquote

from kb import mentions
from kb.base import Base
from kb.diff.difference import Change, PageChange
from kb.diff.records import says_the_same
from kb.diff.settings import plain
from kb.fields import Line
from kb.markup import links
from kb.record import Record
from kb.site import pairs
from kb.site.marks import KINDS as MARKED
from kb.site.pages import SORTS, comparisons, health, records
from kb.site.redirects import redirects
from kb.site.site import Page, Site, url_of
from kb.site.trees import around

_ON_NO_RECORD = ("title", "languages", "records", "families", "categories", "lint")
"""Settings that do not change the page of a record, or only by its face."""
_SITE_ON_NO_RECORD = ("url", "description", "rules", "health")


@dataclass(frozen=True, slots=True)
class _Known:
    """A page that was not made yet: the keys of the records it is about (none: it is about all), and how it is made."""

    language: str
    about: tuple[str, ...]
    make: Callable[[], Page]


def changes(old: Base, new: Base) -> tuple[PageChange, ...]:
    """Give the pages that came, went or differ, by address, those of the first language first."""
    before, after = _sites(old), _sites(new)
    suspects = {tag: _suspects(before[tag], site) for tag, site in after.items() if tag in before}
    order = {tag: number for number, tag in enumerate({**after, **before})}
    found = _changes(_pages(before), _pages(after), suspects, _led_on(after))
    return tuple(sorted(found, key=lambda change: (order[change.language], change.address)))


def of_changed(old: Base, new: Base) -> Iterator[tuple[Site, Page]]:
    """Give the pages of the records that were read anew for a newer base, as such or as a translation, or are new."""
    for site in _sites(new).values():
        for key, record in new.records.items():
            translation = (key, site.language)
            is_same = record is old.records.get(key)
            if not is_same or new.translations.get(translation) is not old.translations.get(translation):
                yield site, records.page(site, record)


def suspects(old: Base, new: Base) -> Iterator[tuple[Site, Page]] | None:
    """Give the pages of records and pairs that may differ in a newer base, or are new; nothing when any page may.

    Only these pages are made. Those that show all records, such as lists, are not among them.
    """
    before, after = _sites(old), _sites(new)
    found = {tag: _suspects(before[tag], site) for tag, site in after.items() if tag in before}
    if before.keys() != after.keys() or None in found.values():
        return None
    return _suspected(old, after, {tag: keys or set() for tag, keys in found.items()})


def _suspected(old: Base, sites: dict[str, Site], found: dict[str, set[str]]) -> Iterator[tuple[Site, Page]]:
    for tag, site in sites.items():
        base, keys = site.base, found[tag]
        for key, record in base.records.items():
            if key in keys or key not in old:
                yield site, records.page(site, record)
        for edge in base.edges:
            if edge.relation == "compare":
                a, b = edge.source, edge.target
                about = {a, b, *pairs.around(site, a), *pairs.around(site, b)}
                if edge not in old.edges or not keys.isdisjoint(about):
                    yield site, comparisons.page(site, base[a], base[b])


def _sites(base: Base) -> dict[str, Site]:
    return {language: Site(base, language) for language in base.config.languages}


def _changes(
    before: dict[str, _Known], after: dict[str, _Known], suspects: dict[str, set[str] | None], led_on: dict[str, str]
) -> Iterator[PageChange]:
    for address, known in after.items():
        if address not in before:
            yield PageChange(address, known.language, Change.ADDED)
        elif _may_differ(before[address], known, suspects) and before[address].make() != known.make():
            yield PageChange(address, known.language, Change.CHANGED)
    for address in before.keys() - after.keys():
        yield PageChange(address, before[address].language, Change.REMOVED, led_on.get(address))


def _may_differ(old: _Known, new: _Known, suspects: dict[str, set[str] | None]) -> bool:
    """Tell whether a page is about any record whose page may differ; `None` means that all may."""
    if old.language != new.language or not new.about:
        return True
    suspected = suspects[new.language]
    return suspected is None or not suspected.isdisjoint(new.about)


def _pages(sites: dict[str, Site]) -> dict[str, _Known]:
    """Give the pages of all languages by address."""
    return {site.prefix + url: known for site in sites.values() for url, known in _of(site)}


def _of(site: Site) -> Iterator[tuple[str, _Known]]:
    for sort in SORTS:
        if sort is health:  # what is found is told in words of its own
            continue
        if sort is records:
            for record in site.base:
                make = partial(records.page, site, record)
                yield url_of(site.path(record)), _Known(site.language, (record.key,), make)
        elif sort is comparisons:
            for a, b, relation in site.base.edges:
                if relation == "compare":
                    make = partial(comparisons.page, site, site.base[a], site.base[b])
                    about = (a, b, *pairs.around(site, a), *pairs.around(site, b))
                    yield url_of(site.compare_path(a, b)), _Known(site.language, about, make)
        else:
            for page in sort.pages(site):
                yield page.url, _Known(site.language, (), partial(_itself, page))


def _led_on(sites: dict[str, Site]) -> dict[str, str]:
    """Give where the addresses lead that pages used to have."""
    found = {}
    for site in sites.values():
        for redirect in redirects(site):
            target = posixpath.normpath(posixpath.join(posixpath.dirname(redirect.url), unquote(redirect.href)))
            found[site.prefix + redirect.url] = site.prefix + target
    return found


def _itself(page: Page) -> Page:
    return page


def _suspects(old: Site, new: Site) -> set[str] | None:
    """Give the keys of the records whose page may differ between two sites in one language; `None` means all."""
    if _is_all_different(old, new):
        return None
    both = [key for key in new.base.records if key in old.base]
    touched = {key for key in both if not _shows_the_same(old, new, key)}
    touched |= _ends_of_changed_edges(old.base, new.base) | _in_changed_trees(old.base, new.base)
    for before, after in (
        (_led_to(old.base), _led_to(new.base)),
        (_led_to_by_notes(old.base), _led_to_by_notes(new.base)),
        (_beside(old), _beside(new)),
    ):
        touched |= {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    if _names(old) != _names(new):
        marked = (key for key in both if old.base[key].kind in MARKED)
        touched |= {key for key in marked if old.marks(old.base[key]) != new.marks(new.base[key])}
    is_regrouped = any(
        plain(getattr(old.base.config, name)) != plain(getattr(new.base.config, name))
        for name in ("families", "categories")
    )
    faces = {
        key
        for key in (both if is_regrouped else touched)
        if key in old.base and key in new.base and _face(old, old.base[key]) != _face(new, new.base[key])
    }
    return touched | faces | _seeing(old, faces) | _seeing(new, faces)


def _is_all_different(old: Site, new: Site) -> bool:
    """Tell whether a setting differs that shows on the page of every record."""

    def on_records(site: Site) -> dict[str, Any]:
        settings: dict[str, Any] = plain(site.base.config)
        own = {name: value for name, value in settings["site"].items() if name not in _SITE_ON_NO_RECORD}
        return {name: value for name, value in settings.items() if name not in _ON_NO_RECORD} | {"site": own}

    return (
        on_records(old) != on_records(new)
        or _is_reordered(old.families, new.families)
        or _is_reordered(old.base.config.categories, new.base.config.categories)
    )


def _is_reordered(old: Collection[str], new: Collection[str]) -> bool:
    return [name for name in old if name in new] != [name for name in new if name in old]


def _shows_the_same(old: Site, new: Site, key: str) -> bool:
    """Tell whether a record and its translation are as they were, in the same files."""
    before, after = old.base[key], new.base[key]
    if before.path != after.path or not says_the_same(before, after):
        return False
    if new.is_original:
        return True
    mine, theirs = (site.base.translations.get((key, site.language)) for site in (old, new))
    return mine is theirs or (mine is not None and theirs is not None and _is_same_translation(mine, theirs))


def _is_same_translation(mine: Record, theirs: Record) -> bool:
    return mine.path == theirs.path and says_the_same(mine, theirs)


def _ends_of_changed_edges(old: Base, new: Base) -> set[str]:
    before, after = old.edges, new.edges
    changed = (before.keys() ^ after.keys()) | {
        edge for edge in before if edge in after and before[edge] != after[edge]
    }
    return {end for edge in changed for end in edge[:2]}


def _in_changed_trees(old: Base, new: Base) -> set[str]:
    """Give the terms whose tree of broader and narrower ones has an edge that only one of two bases has."""
    trees = ({edge for edge in base.edges if edge.relation == "broader"} for base in (old, new))
    before, after = trees
    ends = {end for edge in before ^ after for end in edge[:2]}
    return around(old, ends) | around(new, ends)


def _led_to(base: Base) -> dict[str, list[str | None]]:
    """Give what the links in a record's texts lead to, those of its translations too."""
    found: dict[str, list[str | None]] = defaultdict(list)
    for use in base.links:
        found[use.record.key].append(use.target.key if use.target else None)
    return found


def _led_to_by_notes(base: Base) -> dict[str, list[str | None]]:
    """Give what the links in the words about a record's references lead to; they make no edges of their own."""
    found: dict[str, list[str | None]] = defaultdict(list)
    noted = (use for use in base.uses if use.reference.note and use.target)
    for use in noted:
        assert use.reference.note is not None
        assert use.target is not None
        for match in links(use.reference.note.text):
            for end in (use.record, use.target):
                leads, _ = base.follow(end, match)
                found[end.key].append(leads.key if leads else None)
    return found


def _names(site: Site) -> tuple[object, ...]:
    """Give what decides which words of texts are marked: the names of records, and those that are everyday words."""
    tongues = (None,) if site.is_original else (None, site.language)
    lists = (part for tongue in tongues for part in mentions.names(site.base, tongue))
    return mentions.everyday(site.base), *([(name, record.key) for name, record in part] for part in lists)


def _beside(site: Site) -> dict[str, tuple[str, str]]:
    """Give the codes before and after each code in its family."""
    found = {}
    for codes in site.families.values():
        keys = ["", *(code.key for code in codes), ""]
        found.update({keys[at]: (keys[at - 1], keys[at + 1]) for at in range(1, len(keys) - 1)})
    return found


def _face(site: Site, record: Record) -> tuple[object, ...]:
    """Give all that the pages of other records may show of one."""
    lines = [site.shown(record, field.name) for field in record.declaration.fields if isinstance(field.type, Line)]
    category = record.text("category")
    is_declared = bool(category and site.base.config.category(category))
    of_code = (site.short(record), site.class_of(record)) if record.kind == "code" else ()
    group = site.category_name(category), site.category_anchor(category), is_declared
    return site.path(record), record.path, site.preview(record), *lines, *group, *of_code


def _seeing(site: Site, keys: Collection[str]) -> set[str]:
    """Give the records whose page shows the face of any of these."""
    if not keys:
        return set()
    base = site.base
    found = {other for key in keys if key in base for near in base.neighbours[key].values() for other in near}
    beside = _beside(site)
    found |= set(chain.from_iterable(beside.get(key, ()) for key in keys))
    found |= {key for key, led in _led_to_by_notes(base).items() if not set(keys).isdisjoint(led)}
    if any(key in base and base[key].kind == "term" for key in keys):
        marked = (record for record in base if record.kind in MARKED)
        found |= {record.key for record in marked if not site.marks(record).isdisjoint(keys)}
        found |= around(base, keys)
    return found
