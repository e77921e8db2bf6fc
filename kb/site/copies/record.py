"""The copy of a record's page."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.base import Edge
from kb.citations import cite
from kb.fields import Field, Line, Lines, References, Text
from kb.kinds.kind import LEADS
from kb.markup import as_code
from kb.record import Record
from kb.site.copies import words
from kb.site.sections.answers import ANSWERS
from kb.site.sections.heading import falls_back
from kb.site.sections.related import groups_of
from kb.site.sections.texts import in_order, items_of
from kb.site.site import Shown, Site

_PAGE = re.compile(r"\.html(?=#|$)")


def copy(site: Site, record: Record) -> str:
    """Give all that the page of a record says."""
    page = site.path(record)
    return words.joined(
        [
            *words.top(site, site.full(record), page),
            _untranslated(site, record),
            *_texts(site, record, page),
            *_patterns(site, record),
            *_differences(site, record, page),
            *_related(site, record, page),
            *_sources(site, record),
        ]
    )


def _untranslated(site: Site, record: Record) -> str:
    is_foreign = not site.is_original and falls_back(site, record)
    return words.words(site.labels["untranslated"]) if is_foreign else ""


def facts(site: Site, record: Record, page: str) -> Iterator[str]:
    """Give what fits on a line: the answers of a code first, then what it is and what it is called."""
    labels = site.labels
    if record.kind == "code":
        yield from (words.said(labels[name], site.answer(record, name)) for name in ANSWERS)
        family = record.family or ""
        group = site.class_of(record)
        up = words.link(site.family_name(family), words.way(site, page, f"codes/{family}/index.md"))
        yield f"{words.words(labels['family'])}: {up}"
        yield words.said(labels["class"], Shown(site.localized(group.name)) if group else None)
    elif category := site.category_name(record.text("category")):
        yield words.said(labels["category"], Shown(category))
    status = record.text("status")
    if status and status != "assigned":
        yield words.said(labels["status"], Shown(labels[f"status_{status}"]))
    if (successor := record.replaced_by) and (target := site.base.ids[record.kind].get(successor)):
        yield f"{words.words(labels['use_instead'])}: {words.to_record(site, page, target, site.full(target))}"
    if "abbreviation" in record.declaration.by_name:
        yield words.said(labels["abbreviation"], site.shown(record, "abbreviation"))
    if names := record.aliases:
        yield words.said(labels["also"], Shown(", ".join(names)))
    for field in record.declaration.fields:
        if field.label is not None and isinstance(field.type, Line) and field.name != record.declaration.title:
            yield words.said(site.field_label(field), site.shown(record, field.name))


def _texts(site: Site, record: Record, page: str) -> Iterator[str]:
    listed = words.listed(filter(None, facts(site, record, page)))
    for field in in_order(record.declaration):
        yield from _field(site, record, field, page)
        if field.name == record.declaration.lead:
            yield listed
            listed = ""
    yield listed


def _field(site: Site, record: Record, field: Field, page: str) -> Iterator[str]:
    name = field.name
    if isinstance(field.type, Text):
        has_heading = name not in (*LEADS, "body")
        text = words.prose(site, page, record, name, 2 if has_heading else 0 if name == "body" else 1)
    elif field.label is None:
        return
    elif isinstance(field.type, Lines):
        has_heading, text = True, words.listed(words.words(item.text) for item in items_of(site, record, field))
    elif isinstance(field.type, References):
        has_heading, text = True, words.joined(_notes(site, record, field, page)).strip("\n")
    else:
        return
    if text and has_heading:
        yield words.heading(site.field_label(field))
    yield text


def _notes(site: Site, record: Record, field: Field, page: str) -> Iterator[str]:
    for use in site.noted.get((record.key, field.name), ()):
        assert use.target is not None
        assert use.reference.note is not None
        yield "### " + words.to_record(site, page, use.target, site.full(use.target))
        yield words.text_of(site, page, record, use.reference.note.text, 3)


def _patterns(site: Site, record: Record) -> Iterator[str]:
    declared = record.declaration.by_name.get("patterns")
    if declared and declared.label is None and record.patterns:
        yield words.heading(site.labels["patterns"])
        yield words.listed(as_code(" ".join(pattern.split())) for pattern in record.patterns)


def _differences(site: Site, record: Record, page: str) -> Iterator[str]:
    notes = {other: note for other in site.comparisons(record) if (note := difference(site, record, other, page))}
    if notes:
        yield words.heading(site.labels["differences"])
    for other, note in notes.items():
        name = site.labels.fill("versus", a=site.short(record), b=site.short(other))
        yield f"### {words.link(name, words.way(site, page, site.compare_path(record.key, other.key)))}"
        yield note


def difference(site: Site, a: Record, b: Record, page: str) -> str:
    """Give the author's words about a pair; empty where there are none."""
    first, second = sorted((a.key, b.key))
    note = site.base.edges.get(Edge(first, second, "compare"))
    return words.text_of(site, page, a, note, 3) if note else ""


def _related(site: Site, record: Record, page: str) -> Iterator[str]:
    groups = [group for group in groups_of(site, record, page) if group.items]
    if groups:
        yield words.heading(site.labels["related_records"])
    for group in groups:
        yield words.heading(f"{group.label}: {group.note}" if group.note else group.label, 3)
        yield words.listed(words.link(item.label, _PAGE.sub(".md", item.href)) for item in group.items)


def _sources(site: Site, record: Record) -> Iterator[str]:
    if record.sources:
        yield words.heading(site.labels["sources"])
        yield words.listed(source(item) for item in record.sources)


def source(item: str) -> str:
    """Give a source as a link where its form is known, as its words elsewhere."""
    citation = cite(item)
    if citation.href is None or re.search(r"[\s()<>]", citation.href):
        return words.words(citation.text)
    return words.link(citation.text, citation.href)
