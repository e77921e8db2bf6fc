"""The relationship map: all that a record is connected with, by what the connection means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kb.kinds import RELATIONS, Kind
from kb.record import Record
from kb.site.prose import attribute, heading, inert
from kb.site.relmap import Group, Item, Words
from kb.site.relmap import render as render_map
from kb.site.site import Site, code_order, colour


def render(site: Site, record: Record, page: str) -> str:
    """Give the heading and the map; nothing where the record is connected with nothing."""
    groups = list(groups_of(site, record, page))
    linked = sum(len(group.items) for group in groups)
    labels = site.labels
    words = Words(
        name=labels.fill("linked_pages", label=labels["map"], title=site.short(record), count=linked),
        continued=labels["continued"],
        more=lambda count: labels.fill("more", count=count),
        all_of=lambda count, label: labels.fill("all_of", count=count, label=label),
    )
    shown = site.title(record)
    title, subtitle = (site.short(record), shown.text) if record.kind == "code" else (shown.text, "")
    drawn = render_map(title, subtitle, colour(record.kind), groups, words, shown.language)
    if not drawn:
        return ""
    href = attribute(site.on_map(record, page))
    everything = (
        f'<p class="kb-everything" data-search-exclude><a href="{href}">{inert(labels["explorer_show_on_map"])}</a></p>'
    )
    return f"{heading(labels['map'], 'related')}\n\n{drawn}\n\n{everything}"


def groups_of(site: Site, record: Record, page: str) -> Iterator[Group]:
    """Give the groups in the order of their meaning: comparisons, guides by category, terms; then what uses it."""
    base, labels = site.base, site.labels
    near = base.neighbours[record.key]

    def group(kind: str, label: str, keys: Iterable[str], note: str = "", more: str = "") -> Group:
        items = tuple(_item(site, record, base[key], page) for key in keys)
        return Group(kind, labels[label], note, items, more=site.href(page, more) if more else "")

    def kind_of(keys: Iterable[str], kind: str) -> list[str]:
        return [key for key in keys if base[key].kind == kind]

    users = [*near.get(("guide", False), {}), *near.get(("term", False), {})]
    yield group("code", "compare", [other.key for other in site.comparisons(record)])
    explained = near.get(("guide", True), {})
    for _, name, records in site.by_category([base[key] for key in explained]):
        yield group("guide", "guides", [guide.key for guide in records], name, "guides/index.md")
    yield group(colour(record.kind), "broader", near.get(("broader", True), {}))
    yield group(colour(record.kind), "narrower", near.get(("broader", False), {}))
    related = {"term": "related", "guide": "related_guides"}.get(record.kind, "related_records")
    yield group(colour(record.kind), related, near.get(("related", True), {}))
    terms = dict.fromkeys([*near.get(("term", True), {}), *kind_of(users, "term")])
    yield group("term", "glossary", list(terms), more="terms/index.md")
    yield from _codes(site, record, page, kind_of(users, "code"))
    others = [key for key in kind_of(users, "guide") if key not in explained]
    yield group("guide", "used_in_guides", others, more="guides/index.md")
    yield from _own(site, record, page)
    known = {key for sort, keys in near.items() if sort != ("mention", False) for key in keys}
    yield group("other", "mentioned", [key for key in near.get(("mention", False), {}) if key not in known])


def _codes(site: Site, record: Record, page: str, keys: list[str]) -> Iterator[Group]:
    """Give the codes that use a record, by family."""
    by_family: dict[str, list[Record]] = {}
    for key in keys:
        code = site.base[key]
        by_family.setdefault(code.family or "", []).append(code)
    for family in sorted(by_family, key=lambda family: list(site.families).index(family)):
        codes = sorted(by_family[family], key=code_order)
        items = tuple(_item(site, record, code, page) for code in codes)
        more = site.href(page, f"codes/{family}/index.md")
        yield Group("code", site.labels["used_in_codes"], site.family_name(family), items, more=more)


def _own(site: Site, record: Record, page: str) -> Iterator[Group]:
    """Give the records of relations and of kinds that kb.yaml declares: by relation and direction, then by kind."""
    base = site.base
    for relation in (name for name in base.relations if name != "mention"):
        for outward in (True, False):
            keys = base.neighbours[record.key].get((relation, outward), {})
            for kind in base.kinds.values() if keys else ():
                of_kind = [key for key in keys if base[key].kind == kind.name]
                if of_kind and (relation not in RELATIONS or (kind.is_own and not outward)):
                    items = tuple(_item(site, record, base[key], page) for key in of_kind)
                    label = _own_label(site, relation, kind, outward=outward)
                    yield Group(colour(kind.name), label, "", items, more=site.href(page, f"{kind.folder}/index.md"))


def _own_label(site: Site, relation: str, kind: Kind, *, outward: bool) -> str:
    """Give what the page calls the records of a kind that a relation leads to, or comes from."""
    declared = site.base.relations[relation]
    label = declared.label if outward else declared.inverse_label
    return site.localized(label) if label else site.kind_label(kind)


def _item(site: Site, record: Record, other: Record, page: str) -> Item:
    if other.kind == "code" and record.kind == "code" and other.family == record.family:
        shown = site.heading(other)
        label, language = shown.text, shown.language
    elif other.kind == "code" and record.kind == "code":
        label, language = site.full(other), site.title(other).language
    elif other.kind == "code":
        label, language = site.short(other), ""
    else:
        label, language = site.title(other)
    title = site.preview(other) if other.kind == "term" or label == site.short(other) else ""
    return Item(label, site.href(page, site.path(other)), title, language)
