"""The copies of the pages that lead to others: the first one, families, and lists of records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kb.record import Record
from kb.site import pairs
from kb.site.classes import by_class
from kb.site.copies import words
from kb.site.copies.record import source
from kb.site.site import Site, spoken


def home(site: Site) -> str:
    """Give the ways in."""
    page, labels = "index.md", site.labels
    config = site.base.config
    ways = [
        (labels["codes"], "codes/index.md", labels.fill("count_codes", count=sum(map(len, site.families.values()))))
    ]
    if guides := site.base.of_kind("guide"):
        ways.append((labels["guides"], "guides/index.md", labels.fill("count_guides", count=len(guides))))
    if terms := site.base.of_kind("term"):
        ways.append((labels["glossary"], "terms/index.md", labels.fill("count_terms", count=len(terms))))
    for kind in site.own_kinds:
        count = labels.fill("count_records", count=len(site.base.of_kind(kind.name)))
        ways.append((site.kind_label(kind), f"{kind.folder}/index.md", count))
    return words.joined(
        [
            *words.top(site, site.localized(config.title), page),
            words.words(site.localized(config.site.description)),
            words.listed(f"{words.link(name, words.way(site, page, path))}: {count}" for name, path, count in ways),
        ]
    )


def families(site: Site) -> str:
    """Give the families of codes."""
    page = "codes/index.md"
    return words.joined(
        [*words.top(site, site.labels["codes"], page), words.listed(family_item(site, page, id_) for id_ in site.families)]
    )


def family_item(site: Site, page: str, id_: str) -> str:
    """Give a family's item in a list: its name as a link, what it is, and how many codes it has."""
    name = words.link(site.family_name(id_), words.way(site, page, f"codes/{id_}/index.md"))
    count = site.labels.fill("count_codes", count=len(site.families[id_]))
    about = words.words(site.localized(site.family(id_).description))
    return f"{name}: {count}. {about}".rstrip()


def family(site: Site, id_: str) -> str:
    """Give the codes of a family by class, and the pairs that readers confuse."""
    page = f"codes/{id_}/index.md"
    declared = site.family(id_)
    parts = [*words.top(site, site.family_name(id_), page), words.words(site.localized(declared.description))]
    for group in by_class(site, id_):
        parts += words.heading(group.words), words.listed(item(site, page, code) for code in group.codes)
    confused = [pair for found in pairs.pairs_of(site, id_).values() for pair in found]
    if confused:
        parts += words.heading(site.labels["confused"]), words.listed(_pair(site, page, *pair) for pair in confused)
    if declared.sources:
        parts += words.heading(site.labels["sources"]), words.listed(source(one.text) for one in declared.sources)
    return words.joined(parts)


def records(site: Site, page: str, title: str, groups: Iterable[tuple[str, list[Record]]], about: str = "") -> str:
    """Give a list of records under headings; under none where a group has no name."""
    return words.joined([*words.top(site, title, page), words.words(about), *_groups(site, page, groups)])


def _groups(site: Site, page: str, groups: Iterable[tuple[str, list[Record]]]) -> Iterator[str]:
    for name, found in groups:
        yield words.heading(name) if name else ""
        yield words.listed(item(site, page, record) for record in found)


def item(site: Site, page: str, record: Record) -> str:
    """Give a record's item in a list: its name as a link, and the beginning of what it is about."""
    name = words.to_record(site, page, record, site.full(record))
    about = words.words(site.preview(record))
    return f"{name}: {about}" if about else name


def _pair(site: Site, page: str, a: Record, b: Record) -> str:
    name = site.labels.fill("versus", a=site.short(a), b=site.short(b))
    about = words.words(spoken(site, a, b).text)
    shown = words.link(name, words.way(site, page, site.compare_path(a.key, b.key)))
    return f"{shown}: {about}" if about else shown
