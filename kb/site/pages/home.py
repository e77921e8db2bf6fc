"""The first page: what this is, and the ways in."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from kb.site import api, schema_org
from kb.site.copies import lists
from kb.site.prose import attribute, heading, inert
from kb.site.site import Page, Site

_ICON = (
    '<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">'
    '<path d="M9.5 3a6.5 6.5 0 0 1 5.2 10.4l5 5-1.4 1.4-5-5A6.5 6.5 0 1 1 9.5 3'
    'm0 2a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9"/></svg>'
)


def pages(site: Site) -> Iterator[Page]:
    """Give the home page."""
    config, labels = site.base.config, site.labels
    description = site.localized(config.site.description)
    parts = [
        heading(site.localized(config.title), "home", 1),
        f'<p class="kb-tagline">{inert(description)}</p>' if description else "",
        _search(site),
    ]
    for name, cards in (("families", _families(site)), ("guides", _guides(site)), ("glossary", _glossary(site))):
        if cards:
            parts += heading(labels[f"start_{name}"], name), cards
    if cards := _own_kinds(site):
        parts += heading(labels["start_more"], "more"), cards
    meta: dict[str, object] = {"hide": ["navigation", "toc"]}
    title = site.localized(config.title)
    body = "\n\n".join(filter(None, parts)) + "\n"
    thing = partial(schema_org.of_home, site)
    beside = {".md": partial(lists.home, site), ".json": partial(api.index, site)}
    yield Page("index.md", title, body, description, meta, thing=thing, beside=beside)


def _search(site: Site) -> str:
    """Give what looks like a search field and opens the theme's."""
    words, hint = inert(site.labels["search"]), inert(site.labels["search_hint"])
    return f'<label class="kb-search" for="__search">{_ICON}<span>{words}</span><small>{hint}</small></label>'


def _card(href: str, kind: str, name: str, count: str, text: str) -> str:
    words = f"<strong>{inert(name)}</strong><small>{inert(count)}</small>"
    if text:
        words += f"<span>{inert(text)}</span>"
    return f'<li><a class="kb-card k-{kind}" href="{attribute(href)}">{words}</a></li>'


def _families(site: Site) -> str:
    cards = [
        _card(
            site.href("index.md", f"codes/{family}/index.md"),
            "code",
            site.family_name(family),
            site.labels.fill("count_codes", count=len(codes)),
            site.localized(site.family(family).description),
        )
        for family, codes in site.families.items()
    ]
    return f'<ul class="kb-cards">{"".join(cards)}</ul>' if cards else ""


def _guides(site: Site) -> str:
    cards = [
        _card(
            site.href("index.md", "guides/index.md", site.category_anchor(id_)),
            "guide",
            name,
            site.labels.fill("count_guides", count=len(guides)),
            "",
        )
        for id_, name, guides in site.by_category(site.base.of_kind("guide"))
    ]
    return f'<ul class="kb-cards kb-cards--small">{"".join(cards)}</ul>' if cards else ""


def _glossary(site: Site) -> str:
    count = len(site.base.of_kind("term"))
    if not count:
        return ""
    card = _card(
        site.href("index.md", "terms/index.md"),
        "term",
        site.labels["glossary"],
        site.labels.fill("count_terms", count=count),
        "",
    )
    return f'<ul class="kb-cards kb-cards--small">{card}</ul>'


def _own_kinds(site: Site) -> str:
    cards = [
        _card(
            site.href("index.md", f"{kind.folder}/index.md"),
            "own",
            site.kind_label(kind),
            site.labels.fill("count_records", count=len(site.base.of_kind(kind.name))),
            site.localized(kind.description) if kind.description else "",
        )
        for kind in site.own_kinds
    ]
    return f'<ul class="kb-cards">{"".join(cards)}</ul>' if cards else ""
