"""What the page is about: the way up, the name, and the facts that fit on a line."""

from __future__ import annotations

from collections.abc import Iterator

from kb.fields import Line
from kb.markup import slugify
from kb.record import Record
from kb.site.prose import attribute, inert
from kb.site.sections.texts import line
from kb.site.site import Shown, Site, colour, in_language_inline


def render(site: Site, record: Record, page: str) -> str:
    """Give the line above the title, the title, and the facts below it."""
    parts = [_eyebrow(site, record, page), f"# {in_language_inline(site.heading(record))} {{#{record.kind}}}"]
    if not site.is_original and falls_back(site, record):
        parts.append(f'<p class="kb-note">{inert(site.labels["untranslated"])}</p>')
    facts = _facts(site, record, page)
    if facts:
        items = "".join(f"<div><dt>{inert(name)}</dt><dd>{value}</dd></div>" for name, value in facts)
        parts.append(f'<dl class="kb-facts">{items}</dl>')
    return "\n\n".join(part for part in parts if part)


def trail(site: Site, record: Record) -> tuple[tuple[str, str], ...]:
    """Give the pages above a record's, each with its name and path."""
    folder = record.declaration.folder
    up = (site.kind_label(record.declaration), f"{folder}/index.md")
    if record.kind != "code":
        return (up,)
    family = record.family or ""
    return up, (site.family_name(family), f"codes/{family}/index.md")


def _eyebrow(site: Site, record: Record, page: str) -> str:
    steps = []
    if record.kind == "code":
        family = record.family or ""
        steps.append(_step(site, page, f"codes/{family}/index.md", site.family_name(family)))
        if group := site.class_of(record):
            steps.append(
                _step(site, page, f"codes/{family}/index.md", site.localized(group.name), f"class-{slugify(group.id)}")
            )
    else:
        label = site.kind_label(record.declaration)
        steps.append(_step(site, page, f"{record.declaration.folder}/index.md", label))
        if category := site.category_name(record.text("category")):
            anchor = site.category_anchor(record.text("category")) if record.kind == "guide" else ""
            steps.append(_step(site, page, f"{record.declaration.folder}/index.md", category, anchor))
    return f'<p class="kb-eyebrow k-{colour(record.kind)}" data-search-exclude><span>{" · ".join(steps)}</span>{_share(site)}</p>'


def _share(site: Site) -> str:
    """Give the place of the button that copies the page's name and address, which a script makes, and its words."""
    words, done, command = (attribute(site.labels[name]) for name in ("copy_link", "copied", "copy_command"))
    return f'<span class="kb-share" data-copy="{words}" data-done="{done}" data-command="{command}"></span>'


def _step(site: Site, page: str, target: str, words: str, heading: str = "") -> str:
    return f'<a href="{attribute(site.href(page, target, heading))}">{inert(words)}</a>'


def falls_back(site: Site, record: Record) -> bool:
    """Tell whether a text of a record is shown in another language than the page's."""
    return any((shown := site.shown(record, name)) and shown.language for name in record.declaration.translated)


def _facts(site: Site, record: Record, page: str) -> list[tuple[str, str]]:
    labels = site.labels
    facts = []
    status = record.text("status")
    if status and status != "assigned":
        facts.append(
            (
                labels["status"],
                f'<span class="kb-status kb-status--{status}">{inert(labels[f"status_{status}"])}</span>',
            )
        )
    if (successor := record.replaced_by) and (target := site.base.ids[record.kind].get(successor)):
        facts.append((labels["use_instead"], site.anchor(page, target, site.full(target))))
    short = site.shown(record, "abbreviation") if "abbreviation" in record.declaration.by_name else None
    if short and short.text not in site.title(record).text.split(" (")[0]:
        facts.append((labels["abbreviation"], in_language_inline(short)))
    if names := record.aliases:
        facts.append((labels["also"], inert(", ".join(names))))
    return facts + list(_own_facts(site, record))


def _own_facts(site: Site, record: Record) -> Iterator[tuple[str, str]]:
    """Give the lines that kb.yaml declares, but for the title and those that stand on the page already."""
    for field in record.declaration.fields:
        if field.label is None or not isinstance(field.type, Line):
            continue
        if field.name in (record.declaration.title, "abbreviation", "category"):
            continue
        if shown := site.shown(record, field.name):
            words = shown if field.translated else Shown(shown.text)
            yield site.field_label(field), line(field.type, words)
