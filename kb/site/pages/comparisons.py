"""A page for each pair of codes that readers confuse: what differs, both side by side, and what connects them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from kb.record import Record
from kb.site import pairs, schema_org
from kb.site.copies import pair
from kb.site.previews import with_previews
from kb.site.prose import attribute, heading, inert
from kb.site.relmap import Group, Item, Words, render_pair
from kb.site.sections.answers import ANSWERS
from kb.site.sections.differences import difference
from kb.site.sections.heading import trail
from kb.site.site import Page, Site, in_language_inline, spoken

_MARKS = ("kb-a", "kb-b")
"""The colours of the two: the same in the table, over the texts and in the map."""
_MOST_APART = 8
"""How many guides, terms or codes that only one of them has are listed."""
_MISSING = "–"


def pages(site: Site) -> Iterator[Page]:
    """Give the page of every comparison."""
    for edge in site.base.edges:
        if edge.relation == "compare":
            yield page(site, site.base[edge.source], site.base[edge.target])


def page(site: Site, a: Record, b: Record) -> Page:
    """Give the page that compares two codes."""
    path = site.compare_path(a.key, b.key)
    title = site.labels.fill("versus", a=site.short(a), b=site.short(b))
    parts = [
        _eyebrow(site, (a, b), path),
        f"# {inert(title)} {{#versus}}",
        _lead(site, (a, b), path),
        heading(site.labels["glance"], "glance"),
        _glance(site, (a, b), path),
        *(_texts(site, (a, b), name, label, path) for name, label in _TEXTS.items()),
        *_shared(site, a, b, path),
        *_apart(site, (a, b), path),
    ]
    body = "\n\n".join(filter(None, parts)) + "\n"
    description = spoken(site, a, b).text
    made = Page(
        path,
        title,
        body,
        description,
        {"hide": ["navigation", "toc"], "search": {"exclude": True}},
        thing=partial(schema_org.of_pair, site, title, description, (a, b)),
        trail=trail(site, a),
        beside={".md": partial(pair.copy, site, a, b)},
    )
    return with_previews(site, made)


_TEXTS = {"summary": "meaning", "when": "when", "fix": "fix"}
"""The texts that are set side by side, with the labels of their headings."""


# The top.


def _eyebrow(site: Site, both: tuple[Record, Record], page: str) -> str:
    families = dict.fromkeys(record.family or "" for record in both)
    steps = " · ".join(
        f'<a href="{attribute(site.href(page, f"codes/{family}/index.md"))}">{inert(site.family_name(family))}</a>'
        for family in families
    )
    return f'<p class="kb-eyebrow k-code" data-search-exclude>{steps}</p>'


def _lead(site: Site, both: tuple[Record, Record], page: str) -> str:
    """Give what differs in the author's words; where there are none, say so and give the beginning of both texts."""
    a, b = both
    if words := difference(site, a.key, b.key, page):
        return f'<div class="kb-lead" markdown="1">\n\n{words}\n\n</div>'
    items = "".join(
        f"<li>{_name(site, record, page)} {in_language_inline(lead._replace(text=site.preview(record)))}</li>"
        for record in both
        if (lead := site.lead(record))
    )
    return f'<div class="kb-lead kb-unwritten"><p>{inert(site.labels["unwritten"])}</p><ul>{items}</ul></div>'


def _name(site: Site, record: Record, page: str) -> str:
    href = attribute(site.href(page, site.path(record)))
    return f'<a href="{href}">{inert(site.short(record))}</a>'


# The facts.


def _glance(site: Site, both: tuple[Record, Record], page: str) -> str:
    """Give the table of facts; what holds for both stands once, across both columns."""
    heads = "".join(
        f'<th scope="col" class="{mark}">{_name(site, record, page)}</th>'
        for record, mark in zip(both, _MARKS, strict=True)
    )
    rows = "".join(
        f'<tr><th scope="row">{inert(site.labels[name])}</th>{_cells(*values)}</tr>'
        for name in ("name", "family", "class", "status", *ANSWERS)
        if any(values := [_fact(site, record, name) for record in both])
    )
    return f'<table class="kb-glance"><thead><tr><td></td>{heads}</tr></thead><tbody>{rows}</tbody></table>'


def _cells(a: str, b: str) -> str:
    if a == b:
        return f'<td colspan="2" class="kb-same">{a}</td>'
    return f"<td>{a or _MISSING}</td><td>{b or _MISSING}</td>"


def _fact(site: Site, record: Record, name: str) -> str:
    """Give a fact about a code as HTML; empty where it has none."""
    if name == "name":
        return in_language_inline(site.title(record))
    if name == "family":
        return inert(site.family_name(record.family or ""))
    if name == "class":
        group = site.class_of(record)
        return inert(site.localized(group.name)) if group else ""
    if name == "status":
        status = record.text("status") or "assigned"
        return inert(site.labels[f"status_{status}"]) if status != "assigned" else ""
    shown = site.answer(record, name)
    return in_language_inline(shown) if shown else ""


# The texts.


def _texts(site: Site, both: tuple[Record, Record], name: str, label: str, page: str) -> str:
    """Give a text of both, the one beside the other."""
    texts = [site.prose(page, record, name) for record in both]
    if not any(texts):
        return ""
    sides = "\n\n".join(
        f'<div class="kb-pair__side {mark}" markdown="1">\n\n'
        f'<p class="kb-pair__who">{inert(site.short(record))}</p>\n\n{text or _MISSING}\n\n</div>'
        for record, text, mark in zip(both, texts, _MARKS, strict=True)
    )
    return f'{heading(site.labels[label], label)}\n\n<div class="kb-pair" markdown="1">\n\n{sides}\n\n</div>'


# What connects them.


def _shared(site: Site, a: Record, b: Record, page: str) -> Iterator[str]:
    common, labels = pairs.shared(site, a, b), site.labels
    yield heading(labels["shared"], "shared")
    if not common:
        yield f"<p>{inert(labels['nothing_shared'])}</p>"
        return
    names = {"a": site.short(a), "b": site.short(b)}
    words = Words(
        name=labels.fill("shared_with", **names, count=common.count),
        continued=labels["continued"],
        more=lambda count: labels.fill("more", count=count),
        all_of=lambda count, _: labels.fill("all_on", count=count, title=names["a"]),
    )
    more = site.href(page, site.path(a), "related")
    groups = [
        Group("code", labels["confused_with_both"], "", _items(site, common.codes, page), more=more),
        Group("guide", labels["guides"], "", _items(site, common.guides, page), more=more),
        Group("term", labels["glossary"], "", _items(site, common.terms, page), more=more),
    ]
    ends = [(site.short(record), *site.title(record)) for record in (a, b)]
    yield render_pair(ends, groups, words, labels.fill("shared_drawn", **names))


def _items(site: Site, records: tuple[Record, ...], page: str) -> tuple[Item, ...]:
    return tuple(_item(site, record, page) for record in records)


def _item(site: Site, record: Record, page: str) -> Item:
    href = site.href(page, site.path(record))
    if record.kind == "code":
        return Item(site.full(record), href, site.preview(record), site.title(record).language)
    label, language = site.title(record)
    return Item(label, href, site.preview(record) if record.kind == "term" else "", language)


def _apart(site: Site, both: tuple[Record, Record], page: str) -> Iterator[str]:
    """Give what only one of the two is connected with, and what else each is confused with."""
    a, b = both
    sides = [
        f'<section class="kb-apart__side {mark}"><h3 id="only-{mark[-1]}">'
        f"{inert(site.labels.fill('only', title=site.short(record)))}</h3>{lists}</section>"
        for (record, other), mark in zip(((a, b), (b, a)), _MARKS, strict=True)
        if (lists := "".join(_lists(site, record, other, page)))
    ]
    if sides:
        yield heading(site.labels["apart"], "apart")
        yield f'<div class="kb-apart" data-search-exclude>{"".join(sides)}</div>'


def _lists(site: Site, record: Record, other: Record, page: str) -> Iterator[str]:
    only = pairs.apart(site, record, other)
    codes = tuple(
        Item(site.full(third), site.href(page, site.compare_path(record.key, third.key)), spoken(site, record, third).text)
        for third in only.codes
    )
    more = site.href(page, site.path(record), "related")
    for kind, label, items in (
        ("code", "also_confused", codes),
        ("guide", "guides", _items(site, only.guides, page)),
        ("term", "glossary", _items(site, only.terms, page)),
    ):
        if items:
            yield _chips(site, record, kind, site.labels[label], items, more)


def _chips(site: Site, record: Record, kind: str, label: str, items: tuple[Item, ...], more: str) -> str:
    shown = list(items)
    if len(items) > _MOST_APART:
        title = site.labels.fill("all_on", count=len(items), title=site.short(record))
        words = site.labels.fill("more", count=len(items) - _MOST_APART + 1)
        shown = [*items[: _MOST_APART - 1], Item(words, more, title)]
    links = "".join(f"<li>{_chip(item)}</li>" for item in shown)
    return f'<div class="kb-chips k-{kind}"><p>{inert(label)} <b>{len(items):,}</b></p><ul>{links}</ul></div>'


def _chip(item: Item) -> str:
    title = f' title="{attribute(item.title)}"' if item.title else ""
    lang = f' lang="{item.language}"' if item.language else ""
    return f'<a href="{attribute(item.href)}"{title}{lang}>{inert(item.label)}</a>'
