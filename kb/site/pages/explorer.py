"""The map of everything: all records and their links as one drawing, and as one list.

The list is complete and works without the drawing, without script, and for a screen reader; the script takes from it
what records are called and where their pages are, and draws. What languages share comes from `kb.site.data.explorer`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from kb.kinds import Kind
from kb.record import Record
from kb.site.data import explorer as data
from kb.site.prose import attribute, heading, inert
from kb.site.site import MAP, Page, Site, colour
from kb.terminal import beginning, columns

SCRIPTS = tuple(f"assets/kb-explorer{part}.js" for part in ("-graph", "-scene", "-draw", ""))
STYLES = ("assets/kb-explorer.css",)
LONGEST = 160
"""How wide a name may be, in columns; what is longer is cut."""

SHAPES = (
    '<circle cx="8" cy="8" r="5"/>',
    '<rect x="3.5" y="3.5" width="9" height="9" rx="1"/>',
    '<path d="M8 1.8 14.2 8 8 14.2 1.8 8z"/>',
    '<path d="M8 2.2 14.2 13H1.8z"/>',
    '<path d="M8 13.8 1.8 3h12.4z"/>',
    '<path d="M5.8 2h4.4v3.8H14v4.4h-3.8V14H5.8v-3.8H2V5.8h3.8z"/>',
)
"""The marks of the kinds, as the script draws them: one each for those of kb, the others in turn for all further ones."""

_MESSAGES = (
    "status_all",
    "status_some",
    "hint",
    "hint_touch",
    "nothing_found",
    "link_count",
    "link_count_one",
    "path_to",
    "path",
    "path_steps",
    "path_steps_one",
    "no_path",
    "more_on_page",
    "let_go",
    "no_links",
    "unavailable",
)


def pages(site: Site) -> Iterator[Page]:
    """Give the map."""
    label, labels = site.labels["explorer"], site.labels
    parts = [
        heading(label, "explorer", 1),
        _application(site),
        heading(labels["explorer_list"], "list"),
        f'<div class="kb-list" data-search-exclude>{"".join(_list(site))}</div>',
    ]
    scripts = (("" if site.is_original else "../") + data.PATH, *SCRIPTS)
    meta: dict[str, object] = {"hide": ["navigation", "toc"]}
    yield Page(MAP, label, "\n\n".join(parts) + "\n", labels["explorer_about"], meta, scripts, STYLES)


def shape(kind: int) -> int:
    """Give the number of the mark of a kind, by its place among all."""
    return kind if kind < 3 else 3 + kind % 3


# The drawing and what goes with it. All of it is on one line, so that Markdown leaves it alone.


def _application(site: Site) -> str:
    labels = site.labels
    words = attribute(json.dumps(_words(site), ensure_ascii=False, separators=(",", ":")))
    zoom = "".join(
        f'<button type="button" data-zoom="{way}" aria-label="{attribute(labels[f"explorer_zoom_{way}"])}">{sign}</button>'
        for way, sign in (("in", "+"), ("out", "−"), ("all", "⤢"))
    )
    return (
        f'<div class="kb-x" data-words="{words}" data-search-exclude>'
        f'<div class="kb-x__bar">{_search(site)}{_kinds(site)}{_filters(site)}{_colours(site)}'
        f'<p class="kb-x__status" role="status"></p></div>'
        f'<div class="kb-x__body"><div class="kb-x__stage"><div class="kb-x__zoom">{zoom}</div></div>'
        f'<div class="kb-x__panel" role="region" tabindex="0" aria-label="{attribute(labels["explorer_panel"])}"></div></div>'
        f'<p class="kb-x__keys" id="kb-x-keys">{inert(labels["explorer_keys"])}</p>'
        f"<noscript><p>{inert(labels['explorer_no_script'])}</p></noscript></div>"
    )


def _words(site: Site) -> dict[str, object]:
    """Give what the script says, in the page's language."""
    found, _ = data.islands(site.base)
    return {
        **{name: site.labels[f"explorer_{name}"] for name in _MESSAGES},
        "stage": site.labels["explorer_stage"],
        "islands": [_island_name(site, island) for island in found],
        "kinds": [site.kind_label(kind) for kind in site.base.kinds.values()],
        "marks": [shape(number) for number in range(len(site.base.kinds))],
        "colours": [colour(kind) for kind in site.base.kinds],
        "relations": [_relation_names(site, name) for name in site.base.relations],
    }


def _island_name(site: Site, island: data.Island) -> str:
    if island.sort == "family":
        return _cut(site.family_name(island.id))
    if island.sort == "category":
        return _cut(site.category_name(island.id))
    return site.kind_label(site.base.kinds[island.id])


_RELATIONS = {
    "compare": ("compare", "compare"),
    "guide": ("explorer_guide", "explorer_guides"),
    "term": ("explorer_term", "explorer_terms"),
    "related": ("related_records", "related_records"),
    "broader": ("broader", "narrower"),
    "replaced_by": ("use_instead", "explorer_replaces"),
    "mention": ("explorer_mentions", "mentioned"),
}
"""The labels of kb's relations: of what one leads to, and of what it comes from."""


def _relation_names(site: Site, name: str) -> tuple[str, str]:
    """Give what the records are called that a relation leads to, and those that it comes from."""
    if known := _RELATIONS.get(name):
        forth, back = known
        return site.labels[forth], site.labels[back]
    relation = site.base.relations[name]
    plain = name.replace("_", " ").capitalize()
    forth = site.localized(relation.label) if relation.label else plain
    back = site.localized(relation.inverse_label) if relation.inverse_label else forth
    return forth, back


def _search(site: Site) -> str:
    words = attribute(site.labels["explorer_find"])
    return (
        f'<div class="kb-x__search"><input type="search" role="combobox" aria-expanded="false" aria-autocomplete="list" '
        f'aria-controls="kb-x-found" aria-label="{words}" placeholder="{words}" autocomplete="off" spellcheck="false">'
        f'<ul id="kb-x-found" role="listbox" aria-label="{words}" hidden></ul></div>'
    )


def _chips(label: str, sort: str, chips: Iterator[str]) -> str:
    return f'<div class="kb-x__chips" role="group" data-filter="{sort}" aria-label="{attribute(label)}">{"".join(chips)}</div>'


def _chip(value: int, words: str, before: str = "", mark: str = "") -> str:
    return (
        f'<button type="button" class="kb-x__chip{mark}" aria-pressed="false" data-value="{value}">{before}'
        f"{inert(words)}</button>"
    )


def _kinds(site: Site) -> str:
    """Give the kinds that there are records of: a legend of the marks, to be pressed."""
    used = {record.kind for record in site.base}
    chips = (
        _chip(number, site.kind_label(kind), _mark(number), f" k-{colour(kind.name)}")
        for number, kind in enumerate(site.base.kinds.values())
        if kind.name in used
    )
    return _chips(site.labels["explorer_kinds"], "kind", chips)


def _mark(kind: int) -> str:
    return f'<svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">{SHAPES[shape(kind)]}</svg>'


def _filters(site: Site) -> str:
    """Give what narrows the map further, folded: families, relations, translations."""
    base, labels = site.base, site.labels
    found, _ = data.islands(base)
    families = [(number, island.id) for number, island in enumerate(found) if island.sort == "family"]
    relations = sorted({edge.relation for edge in base.edges}, key=list(base.relations).index)
    order = list(base.relations)
    others = [language for language in base.config.languages if language != base.config.language]
    groups = [
        ("explorer_families", "family", [_chip(number, _cut(site.family_name(id_))) for number, id_ in families]),
        (
            "explorer_relations",
            "relation",
            [_chip(order.index(name), _relation_names(site, name)[0]) for name in relations],
        ),
        (
            "explorer_translations",
            "translation",
            [
                _chip(2 * number + missing, labels.fill(label, language=_language_name(site, language)))
                for number, language in enumerate(others)
                for missing, label in enumerate(("explorer_translated", "explorer_untranslated"))
            ],
        ),
    ]
    shown = "".join(
        f"<p>{inert(labels[label])}</p>{_chips(labels[label], sort, iter(chips))}"
        for label, sort, chips in groups
        if chips
    )
    clear = f'<button type="button" class="kb-x__clear" hidden>{inert(labels["explorer_clear"])}</button>'
    if not shown:
        return clear
    return (
        f'<details class="kb-x__more"><summary>{inert(labels["explorer_filters"])}</summary>'
        f'<div class="kb-x__pop">{shown}<p class="kb-x__tip">{inert(labels["explorer_tip"])}</p></div></details>{clear}'
    )


def _language_name(site: Site, language: str) -> str:
    return site.labels.name if language == site.language else Site(site.base, language).labels.name


def _colours(site: Site) -> str:
    labels = site.labels
    by = "family" if site.families else "category"
    options = "".join(
        f'<option value="{value}">{inert(labels[f"explorer_by_{name}"])}</option>'
        for value, name in (("kind", "kind"), ("island", by))
    )
    return f'<label class="kb-x__colours">{inert(labels["explorer_colour"])} <select>{options}</select></label>'


# The list.


def _list(site: Site) -> Iterator[str]:
    """Give all records by kind, the codes by family."""
    number = {record.key: index for index, record in enumerate(site.base)}
    for index, kind in enumerate(site.base.kinds.values()):
        groups = list(_groups(site, kind))
        if groups:
            yield f'<h3 class="k-{colour(kind.name)}">{_mark(index)}{inert(site.kind_label(kind))}</h3>'
        for name, records in groups:
            items = "".join(_item(site, record, number[record.key]) for record in records)
            yield (f"<details><summary>{inert(name)} <b>{len(records):,}</b></summary><ul>{items}</ul></details>")


def _groups(site: Site, kind: Kind) -> Iterator[tuple[str, list[Record]]]:
    if kind.name == "code":
        for family, codes in site.families.items():
            yield _cut(site.family_name(family)), codes
        return
    records = sorted(site.base.of_kind(kind.name), key=lambda record: (site.title(record).text.casefold(), record.id))
    if kind.name == "guide":
        for _, name, guides in site.by_category(records):
            yield _cut(name), guides
    elif records:
        yield site.kind_label(kind), records


def _item(site: Site, record: Record, number: int) -> str:
    title, language = site.title(record)
    words = f"<span>{inert(_cut(title))}</span>"
    if language:
        words = words.replace("<span>", f'<span lang="{attribute(language)}">', 1)
    if record.kind == "code":
        words = f"<b>{inert(_cut(site.short(record)))}</b> {words}"
    href = attribute(site.href(MAP, site.path(record)))
    return f'<li><a href="{href}" data-n="{number}">{words}</a></li>'


def _cut(text: str) -> str:
    """Give a name on one line, cut where it is too long for any line."""
    line = " ".join(text[: 4 * LONGEST].split())
    return line if columns(line) <= LONGEST else beginning(line, LONGEST) + "…"
