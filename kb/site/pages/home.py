"""The first page: what this is, and the ways in."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import partial

from kb.site import api, schema_org
from kb.site.copies import lists
from kb.site.data import find
from kb.site.prose import attribute, heading, inert
from kb.site.site import Page, Site

_ICON = (
    '<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">'
    '<path d="M9.5 3a6.5 6.5 0 0 1 5.2 10.4l5 5-1.4 1.4-5-5A6.5 6.5 0 1 1 9.5 3'
    'm0 2a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9"/></svg>'
)
_CROSS = (
    '<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">'
    '<path d="M19 6.4 17.6 5 12 10.6 6.4 5 5 6.4l5.6 5.6L5 17.6 6.4 19l5.6-5.6 5.6 5.6 1.4-1.4-5.6-5.6z"/></svg>'
)
_EXAMPLES = 4
_LONGEST_EXAMPLE = 20


def pages(site: Site) -> Iterator[Page]:
    """Give the home page."""
    config, labels = site.base.config, site.labels
    description = site.localized(config.site.description)
    parts = [
        heading(site.localized(config.title), "home", 1),
        f'<p class="kb-tagline">{inert(description)}</p>' if description else "",
        _find(site),
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
    scripts = ("assets/kb-find.js", find.PATH) if len(site.base) else ()
    yield Page("index.md", title, body, description, meta, scripts, thing=thing, beside=beside)


def _find(site: Site) -> str:
    """Give the box that finds codes, with examples; the script of the page works it."""
    if not len(site.base):
        return ""
    labels = {name: attribute(site.labels[name]) for name in ("find", "find_placeholder", "find_clear")}
    examples = "".join(
        f'<button type="button" data-find="{attribute(code)}">{inert(code)}</button>' for code in _examples(site)
    )
    return (
        f'<div class="kb-find" role="search" aria-label="{labels["find"]}">'
        f'<div class="kb-find__field">{_ICON}'
        f'<textarea rows="1" aria-label="{labels["find"]}" placeholder="{labels["find_placeholder"]}"'
        ' aria-describedby="kb-find-hint" autocomplete="off" autocapitalize="off" spellcheck="false"'
        ' enterkeyhint="go"></textarea>'
        f'<button class="kb-find__clear" type="button" title="{labels["find_clear"]}" aria-label="{labels["find_clear"]}"'
        f' hidden>{_CROSS}</button><kbd aria-hidden="true">/</kbd></div>'
        f'<div class="kb-find__hint"><span id="kb-find-hint">{inert(site.labels["find_hint"])}</span>'
        + (f"<span>{inert(site.labels['find_examples'])} {examples}</span>" if examples else "")
        + f'</div><div class="kb-find__bar"><p class="kb-find__status" role="status"></p>'
        f'<p class="kb-find__keys">{inert(site.labels["find_keys"])}</p></div>'
        '<ol class="kb-find__hits"></ol><div class="kb-find__foot"></div></div>'
    )


def _examples(site: Site) -> list[str]:
    """Give a code of each form that codes have: one that several families share, or has most to be compared with."""
    codes = [(record.text("code") or "", record) for records in site.families.values() for record in records]
    shared = Counter(code for code, _ in codes)
    forms: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for code, record in codes:
        if 2 < len(code) <= _LONGEST_EXAMPLE:
            form = re.sub(r"[^\W\d]+", "a", re.sub(r"\d+", "0", code))
            forms[form].append((shared[code], len(site.comparisons(record)), code))
    common = sorted(forms.values(), key=len, reverse=True)[:_EXAMPLES]
    return [max(weighed, key=lambda one: one[:2])[2] for weighed in common]


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
