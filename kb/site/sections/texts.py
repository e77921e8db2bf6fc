"""What the author says, field by field: texts, and what kb.yaml declares that is more than a fact."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kb.fields import Field, Line, Lines, References, Text
from kb.kinds.kind import LEADS, Kind
from kb.markup import LinkMatch
from kb.record import Record
from kb.site.prose import attribute, heading, inert, page_markdown
from kb.site.sections import answers
from kb.site.site import Shown, Site, in_language, in_language_inline

_TAKEN = ("related", "sources", "differences", "patterns")
"""The anchors of the other sections."""


def render(site: Site, record: Record, page: str) -> str:
    """Give each field that takes room; the lead, with a code's answers, and a body have no heading."""
    return "\n\n".join(part for field in in_order(record.declaration) for part in _field(site, record, field, page))


def in_order(kind: Kind) -> Sequence[Field]:
    """Give the fields in the order of a page: of a code, how to fix it comes right behind what it is."""
    if kind.name != "code":
        return kind.fields
    return sorted(kind.fields, key=lambda field: field.name not in (kind.lead, "fix"))


def _field(site: Site, record: Record, field: Field, page: str) -> Iterator[str]:
    name = field.name
    if isinstance(field.type, Text):
        text = site.prose(page, record, name, deepen=0 if name == "body" else 3)
        if text and name in LEADS:
            yield f'<div class="kb-lead" markdown="1">\n\n{text}\n\n</div>'
            yield from filter(None, [answers.render(site, record)])
            return
        if name == "body":
            yield from filter(None, [text])
            return
    elif field.label is None:
        return
    elif isinstance(field.type, Lines):
        text = "\n".join(f"- {item}" for item in _items(site, record, field))
    elif isinstance(field.type, References):
        text = "\n\n".join(_notes(site, record, field, page))
    else:
        return
    if text:
        anchor = f"field-{name}" if name in (*_TAKEN, record.kind) else name
        yield f"{heading(site.field_label(field), anchor)}\n\n{text}"


def _items(site: Site, record: Record, field: Field) -> Iterator[str]:
    """Give the items of a list as HTML."""
    assert isinstance(field.type, Lines)
    for shown in items_of(site, record, field):
        yield line(field.type, shown)


def items_of(site: Site, record: Record, field: Field) -> Iterator[Shown]:
    """Give the items of a list, translated where they are."""
    translation = None if site.is_original else site.base.translations.get((record.key, site.language))
    translated = translation.items(field.name) if translation else ()
    language = "" if site.is_original or translated or not field.translated else site.base.config.language
    for item in translated or record.items(field.name):
        yield Shown(item.text, language)


def line(type_: Line | Lines, shown: Shown) -> str:
    """Give a line as HTML: an address as a link."""
    if type_.form and type_.form.name == "url":
        return f'<a href="{attribute(shown.text)}" rel="noopener">{inert(shown.text)}</a>'
    return in_language_inline(shown)


def _notes(site: Site, record: Record, field: Field, page: str) -> Iterator[str]:
    """Give what the author says about each record that is named, leading to it."""

    def linker(match: LinkMatch) -> str:
        target, _ = site.base.follow(record, match)
        words = match.label or match.target
        return site.anchor(page, target, match.label, match.heading) if target else inert(words)

    language = "" if site.is_original else site.base.config.language
    for use in site.noted.get((record.key, field.name), ()):
        assert use.target is not None
        assert use.reference.note is not None
        text = in_language(page_markdown(use.reference.note.text, linker, deepen=3), language)
        name = site.anchor(page, use.target, site.full(use.target))
        yield f'<div class="kb-difference" markdown="1">\n\n{name}\n\n{text}\n\n</div>'
