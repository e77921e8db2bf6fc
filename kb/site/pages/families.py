"""A page for each family of codes, a table for each class; and the list of families."""

from __future__ import annotations

from collections.abc import Iterator

from kb.config import Group
from kb.localized import Localized
from kb.markup import slugify
from kb.record import Record
from kb.site.prose import attribute, heading, inert
from kb.site.sections.sources import source_link
from kb.site.site import Page, Site, in_language_inline


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
    table = [f"| {inert(labels['families'])} | | {inert(labels['codes'])} |", "| --- | --- | ---: |", *rows]
    return Page(path, labels["codes"], heading(labels["codes"], "codes", 1) + "\n\n" + "\n".join(table) + "\n")


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
    for group, codes in _by_class(site, family):
        words = site.localized(group.name) if group.id else site.labels["other_codes"]
        parts.append(heading(_class_heading(group, codes) + words, f"class-{slugify(group.id)}"))
        parts.append(_table(site, codes, path))
    if declared.sources:
        parts.append(heading(site.labels["sources"], "sources"))
        parts.append("\n".join(f"- {source_link(source.text)}" for source in declared.sources))
    return Page(path, name, "\n\n".join(filter(None, parts)) + "\n", description)


def _by_class(site: Site, family: str) -> Iterator[tuple[Group, list[Record]]]:
    """Give the classes in the order of kb.yaml, then the codes of none."""
    rest = Group("", Localized())
    found: dict[str, list[Record]] = {}
    for code in site.families[family]:
        group = site.class_of(code)
        found.setdefault(group.id if group else "", []).append(code)
    for id_, group in [*site.family(family).classes.items(), ("", rest)]:
        if id_ in found:
            yield group, found[id_]


def _class_heading(group: Group, codes: list[Record]) -> str:
    """Give `5xx ` for a class of three-digit codes, nothing for others."""
    width = {len(code.text("code") or "") for code in codes}
    if not group.id.isdigit() or width != {3}:
        return ""
    return group.id.ljust(3, "x") + " "


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
