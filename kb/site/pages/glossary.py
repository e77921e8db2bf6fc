"""The glossary from A to Z, with a field that filters it, and its terms from the broadest to the narrowest."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from kb.base import names_of
from kb.record import Record
from kb.site import api, schema_org
from kb.site.alphabet import initial, sort_key
from kb.site.copies import lists
from kb.site.prose import attribute, heading, inert
from kb.site.site import Page, Shown, Site, in_language_inline
from kb.site.trees import forest

PATH = "terms/index.md"
SCRIPT = "assets/kb-glossary.js"
_LONGEST = 200
"""How many characters of further names an entry carries for the filter."""


def pages(site: Site) -> Iterator[Page]:
    """Give the glossary."""
    terms = sorted(site.base.of_kind("term"), key=lambda term: (sort_key(site.title(term).text), term.id))
    if not terms:
        return
    letters: dict[str, list[Record]] = {}
    for term in terms:
        letters.setdefault(initial(site.title(term).text) or site.labels["other_symbols"], []).append(term)
    title = site.labels["glossary"]
    tree = forest(site, PATH)
    parts = [heading(title, "glossary", 1), _top(site, letters, len(terms), has_tree=bool(tree))]
    for number, (letter, found) in enumerate(letters.items()):
        entries = "".join(_entry(site, term) for term in found)
        parts += f"## {inert(letter)} {{#letter-{number}}}", f'<ul class="kb-terms">{entries}</ul>'
    if tree:
        parts += heading(site.labels["hierarchy"], "hierarchy"), f"<div data-search-exclude>{tree}</div>"
    description = site.labels.fill("count_terms", count=len(terms))
    beside = {
        ".md": partial(lists.records, site, PATH, title, list(letters.items())),
        ".json": partial(api.records, site, site.base.kinds["term"]),
    }
    thing = partial(schema_org.of_terms, site, PATH, title, "", terms)
    body = "\n\n".join(parts) + "\n"
    meta: dict[str, object] = {"hide": ["toc"]}
    yield Page(PATH, title, body, description, meta, (SCRIPT,), thing=thing, beside=beside)


def _top(site: Site, letters: dict[str, list[Record]], count: int, *, has_tree: bool) -> str:
    """Give the field, which only a script shows, and the letters."""
    labels = site.labels
    jumps = "".join(f'<a href="#letter-{number}">{inert(letter)}</a>' for number, letter in enumerate(letters))
    down = f'<p class="kb-jump"><a href="#hierarchy">{inert(labels["hierarchy"])}</a></p>' if has_tree else ""
    told = f'data-some="{attribute(labels["filter_some"])}" data-none="{attribute(labels["filter_none"])}"'
    return (
        f'<div class="kb-az" data-search-exclude><div class="kb-filter" {told} hidden>'
        f'<label for="kb-filter">{inert(labels["filter"])}</label>'
        '<input id="kb-filter" type="search" autocomplete="off" spellcheck="false">'
        f'<p role="status">{inert(labels.fill("count_terms", count=count))}</p></div>'
        f'<nav class="kb-letters" aria-label="{attribute(labels["a_to_z"])}">{jumps}</nav>{down}</div>'
    )


def _entry(site: Site, term: Record) -> str:
    """Give a term's item: its name as a link, its abbreviation, and the beginning of what it means."""
    title, lead = site.title(term), site.lead(term)
    short = site.shown(term, "abbreviation")
    beside = f" <small>{inert(short.text)}</small>" if short and short.text not in title.text else ""
    words = f" {in_language_inline(Shown(site.preview(term), lead.language))}" if lead else ""
    href = attribute(site.href(PATH, site.path(term)))
    name = f'<a class="kb-entry k-term" href="{href}">{in_language_inline(title)}</a>'
    return f"<li{_keys(site, term)}>{name}{beside}{words}</li>"


def _keys(site: Site, term: Record) -> str:
    """Give the names of a term that its item does not show, in both languages, for the filter."""
    translation = site.base.translations.get((term.key, site.language))
    versions = [term] if site.is_original or translation is None else [translation, term]
    names = dict.fromkeys(name for one in versions for name in names_of(one, site.base.config))
    shown = (site.title(term).text, (site.shown(term, "abbreviation") or Shown("")).text)
    further = " | ".join(name for name in names if name not in shown)[:_LONGEST]
    return f' data-keys="{attribute(further)}"' if further else ""
