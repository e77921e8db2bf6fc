"""A page for each family of codes, a table for each class; and the list of families."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from kb.markup import slugify
from kb.record import Record
from kb.site import api, familymap, pairs, schema_org
from kb.site.classes import by_class
from kb.site.copies import lists
from kb.site.prose import attribute, heading, inert
from kb.site.sections.sources import source_link
from kb.site.site import Page, Site, in_language_inline, spoken


def pages(site: Site) -> Iterator[Page]:
    """Give the page of every family, and the one that lists them."""
    yield _list(site)
    for family in site.families:
        yield _family(site, family)


def _list(site: Site) -> Page:
    path = "codes/index.md"
    rows = [
        f"| [{inert(site.family_name(family))}]({site.href(path, f'codes/{family}/index.md')}) "
        f"| {inert(site.localized(site.family(family).description))} | {len(codes):,} |"
        for family, codes in site.families.items()
    ]
    labels = site.labels
    table = [f"| {inert(labels['families'])} | {inert(labels['meaning'])} | {inert(labels['codes'])} |", "| --- | --- | ---: |", *rows]
    title = labels["codes"]
    named = [("DefinedTermSet", site.family_name(family), f"codes/{family}/index.md") for family in site.families]
    body = heading(title, "codes", 1) + "\n\n" + "\n".join(table) + "\n"
    description = ", ".join(site.family_name(family) for family in site.families)
    return Page(path, title, body, description, thing=partial(schema_org.of_list, site, path, title, named),
        beside={".md": partial(lists.families, site), ".json": partial(api.families, site)})


def _family(site: Site, family: str) -> Page:
    path = f"codes/{family}/index.md"
    declared = site.family(family)
    name = site.localized(declared.name)
    description = site.localized(declared.description)
    up = attribute(site.href(path, "codes/index.md"))
    parts = [
        f'<p class="kb-eyebrow k-code" data-search-exclude><a href="{up}">{inert(site.labels["codes"])}</a></p>',
        heading(name, "family", 1),
        f'<p class="kb-lead">{inert(description)}</p>' if description else "",
    ]
    confused = pairs.pairs_of(site, family)
    if confused:
        words = site.labels.fill("confused_pairs", count=sum(map(len, confused.values())))
        parts.append(f'<p class="kb-jump" data-search-exclude><a href="#confused">{inert(words)}</a></p>')
    parts += _map(site, family, confused.get(family, []), path)
    for group in by_class(site, family):
        parts.append(heading(group.words, f"class-{slugify(group.id)}"))
        parts.append(_table(site, group.codes, path))
    if confused:
        parts += _confused(site, family, confused, path)
    if declared.sources:
        parts.append(heading(site.labels["sources"], "sources"))
        parts.append("\n".join(f"- {source_link(source.text)}" for source in declared.sources))
    return Page(
        path,
        name,
        "\n\n".join(filter(None, parts)) + "\n",
        description,
        thing=partial(schema_org.of_terms, site, path, name, description, site.families[family]),
        trail=((site.labels["codes"], "codes/index.md"),),
        beside={".md": partial(lists.family, site, family), ".json": partial(api.family, site, family)},
    )


def _map(site: Site, family: str, confused: list[tuple[Record, Record]], path: str) -> Iterator[str]:
    """Give the map of the family, with a legend of its classes, where readers confuse any of its codes."""
    classes = list(by_class(site, family))
    codes = [code for group in classes for code in group.codes]
    place = {code.key: index for index, code in enumerate(codes)}
    shown = [
        familymap.Code(
            code.text("code") or code.id.rpartition("/")[2],
            site.title(code).text,
            site.href(path, site.path(code)),
            number,
            site.title(code).language,
        )
        for number, group in enumerate(classes)
        for code in group.codes
    ]
    label, name = site.labels["map"], site.family_name(family)
    words = site.labels.fill("family_map", label=label, family=name, count=len(confused))
    drawn = familymap.render(
        shown,
        [(place[a.key], place[b.key]) for a, b in confused],
        words,
        lambda count: site.labels.fill("family_map_part", count=count, total=len(codes)),
    )
    if not drawn:
        return
    yield heading(label, "map")
    yield f'<p class="kb-family__hint" data-search-exclude>{inert(site.labels["family_map_hint"])}</p>'
    yield drawn
    if len(classes) > 1:
        items = "".join(
            f'<li class="kb-hue{number % familymap.HUES}"><a href="#class-{slugify(group.id)}">'
            f"{inert(group.words)}</a></li>"
            for number, group in enumerate(classes)
        )
        yield f'<ul class="kb-family__classes" data-search-exclude>{items}</ul>'


def _table(site: Site, codes: list[Record], path: str) -> str:
    labels = site.labels
    names = " | ".join(inert(labels[name]) for name in ("code", "name", "meaning"))
    rows = [f"| {names} |", "| --- | --- | --- |"]
    for code in codes:
        href = site.href(path, site.path(code))
        status = code.text("status")
        badge = (
            f' <span class="kb-status kb-status--{status}">{inert(labels[f"status_{status}"])}</span>'
            if status and status != "assigned"
            else ""
        )
        lead = site.lead(code)
        meaning = in_language_inline(lead._replace(text=site.preview(code))) if lead else ""
        number = inert(code.text("code") or code.id.rpartition("/")[2])
        rows.append(f"| [{number}]({href}) | {in_language_inline(site.title(code))}{badge} | {meaning} |")
    return '<div class="kb-codes" markdown="1">\n\n' + "\n".join(rows) + "\n\n</div>"


# What readers confuse.

_MOST_WITHIN = 12
_MOST_ACROSS = 6
"""How many pairs are shown at once: of the family itself, and of it with another one."""


def _confused(
    site: Site, family: str, confused: dict[str, list[tuple[Record, Record]]], path: str
) -> Iterator[str]:
    """Give the pairs that readers confuse: those within the family, then those with each other family."""
    yield heading(site.labels["confused"], "confused")
    for number, (other, found) in enumerate(confused.items()):
        label = "codes_within" if other == family else "codes_across"
        yield heading(site.labels.fill(label, family=site.family_name(other)), f"confused-{number}", 3)
        rows = [_pair(site, pair, path, alone=other == family) for pair in found]
        yield _folded(site, rows, _MOST_WITHIN if other == family else _MOST_ACROSS)


def _folded(site: Site, rows: list[str], most: int) -> str:
    """Give a table of pairs; what is more than a reader looks over is folded."""
    head = "".join(f'<th scope="col">{inert(site.labels[name])}</th>' for name in ("pair", "differences"))

    def table(rows: list[str]) -> str:
        return (
            f'<table class="kb-confused"><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table>'
        )

    if len(rows) <= most + 1:
        return f"<div data-search-exclude>{table(rows)}</div>"
    more = inert(site.labels.fill("more_pairs", count=len(rows) - most))
    return (
        f"<div data-search-exclude>{table(rows[:most])}"
        f'<details class="kb-fold"><summary>{more}</summary>{table(rows[most:])}</details></div>'
    )


def _pair(site: Site, pair: tuple[Record, Record], path: str, *, alone: bool) -> str:
    """Give the row of a pair: both codes, the beginning of what differs, and the way to both side by side."""
    codes = "".join(f"<li>{_named(site, code, path, alone=alone)}</li>" for code in pair)
    href = attribute(site.href(path, site.compare_path(*(code.key for code in pair))))
    label = site.labels["side_by_side"]
    versus = site.labels.fill("versus", a=site.short(pair[0]), b=site.short(pair[1]))
    words = in_language_inline(spoken(site, *pair))
    link = f'<a class="kb-more" href="{href}" aria-label="{attribute(f"{label}: {versus}")}">{inert(label)}</a>'
    return f"<tr><td><ul>{codes}</ul></td><td>{words} {link}</td></tr>"


def _named(site: Site, code: Record, path: str, *, alone: bool) -> str:
    """Give a code's number as a link, and its name; within its family it needs no more."""
    number = (code.text("code") or code.id.rpartition("/")[2]) if alone else site.short(code)
    href = attribute(site.href(path, site.path(code)))
    return f'<a href="{href}">{inert(number)}</a> {in_language_inline(site.title(code))}'
