"""What authors can write: the options of kb.yaml and the fields of each kind, from their declarations.

For sites whose `kb.yaml` says `site: {rules: true}`, beside the pages of the rules.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from kb.config import FILE, SETTINGS
from kb.fields import Field
from kb.kinds import Kind
from kb.options import ByName, Option, Section, Shape
from kb.site.copies import own
from kb.site.prose import heading, inert
from kb.site.site import Page, Site, in_language

LANGUAGE = "en"
"""What the declarations are written in."""
CONFIGURATION = "docs/configuration.md"
RECORDS = "docs/records.md"


def pages(site: Site) -> Iterator[Page]:
    """Give the pages of the configuration and of the records' fields, where they are wanted."""
    if site.base.config.site.rules:
        yield _page(site, CONFIGURATION, "configuration", list(_options()))
        yield _page(site, RECORDS, "records", [part for kind in site.base.kinds.values() for part in _kind(site, kind)])


def _page(site: Site, path: str, label: str, parts: list[str]) -> Page:
    text = in_language("\n\n".join(parts), "" if site.language == LANGUAGE else LANGUAGE)
    title = site.labels[label]
    body = f"{heading(title, label, 1)}\n\n{text}\n"
    return Page(path, title, body, beside={".md": partial(own.copy, body)})


# The options of kb.yaml.


def _options() -> Iterator[str]:
    yield f"`{FILE}`, at the root of a knowledge base, says what a project chooses. Everything in it has a default."
    yield "In the tables, `*` stands for a name of your own."
    for option in SETTINGS.options:
        yield f"## {option.name} {{#{option.name}}}"
        yield f"{option.about} Takes {option.shape.words}."
        rows = [f"| `{name}` | {one.shape.words} | {one.about} |" for name, one in _inside(option.shape)]
        if rows:
            yield "\n".join(["| option | takes | meaning |", "| --- | --- | --- |", *rows])
        if option.example:
            yield f"```yaml\n{option.example}```"


def _inside(shape: Shape, path: str = "") -> Iterator[tuple[str, Option]]:
    """Give the options within an option with their ways from it; `*` stands for a name of the author's own."""
    if isinstance(shape, ByName):
        yield from _inside(shape.value, f"{path}*.")
    elif isinstance(shape, Section):
        for option in shape.options:
            yield path + option.name, option
            yield from _inside(option.shape, f"{path}{option.name}.")


# The fields of records.


def _kind(site: Site, kind: Kind) -> Iterator[str]:
    yield f"## {kind.name} {{#{kind.name}}}"
    yield f"{inert(kind.doc) if kind.is_own else kind.doc} Its files are in `{site.base.config.records}/{kind.folder}/`."
    rows = [_field(field) for field in kind.fields]
    yield "\n".join(["| field | takes | required | translated | meaning |", "| --- | --- | --- | --- | --- |", *rows])


def _field(field: Field) -> str:
    doc = inert(field.doc) if field.label is not None else field.doc
    required = "yes" if field.required else ""
    translated = "only there" if field.translation_only else "yes" if field.translated else ""
    return f"| `{field.name}` | {inert(field.type.words)} | {required} | {translated} | {doc} |"
