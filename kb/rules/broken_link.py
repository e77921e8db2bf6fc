"""A link in a text leads to no record, or to a heading that its record does not have.

Readers who follow a thought reach nothing. Links are written by id, by title or by alias, or as a relative link to a
record's file; most broken ones stand in translated text, where a copied link outlived the record that it named.

The heading after `#` is the anchor that the page has: the words of the heading in lower case, joined by hyphens. In a
translation, the anchors of the translated text and those of the original both count. Every page also has an anchor
for each of its text fields (`#fix`, `#definition`), for `#sources` and for `#related`.

The fix writes the near name that the message gives. It is safe where the author can have meant nothing else.

Links inside code are no links. A relative link to a file that exists but holds no record is left alone, and so is a
link to a record whose file could not be read. A name that two records share is not broken.

Bad:

```yaml title="terms/starttls.yaml"
term: STARTTLS
definition: |
  The command after which the [[tls-handsake|TLS handshake]] begins.  <!-- error -->
  The reply is explained in [[guide:smtp-reply-codes#second-digits]].  <!-- error -->
```

```yaml title="terms/tls-handshake.yaml"
term: TLS handshake
definition: The exchange that begins a TLS connection, here after [[starttls#definition|STARTTLS]].
```

```markdown title="guides/smtp-reply-codes.md"
---
title: SMTP Reply Codes
category: email
summary: How to read the three digits.
---
## Second digit

It says what the reply is about. See [STARTTLS](../terms/starttls.yaml).
```

Good:

```yaml title="terms/starttls.yaml"
term: STARTTLS
definition: |
  The command after which the [[tls-handshake|TLS handshake]] begins.
  The reply is explained in [[guide:smtp-reply-codes#second-digit]].
```
"""

import posixpath
from collections.abc import Iterator

from kb import markup
from kb.base import Base, LinkUse
from kb.fields import Text
from kb.finding import Fault, Fix, Related, Severity
from kb.names import is_misspelling, nearest
from kb.record import Record
from kb.source import Link, shown

CODE = "KB206"
SEVERITY = Severity.ERROR

SECTIONS = ("sources", "related", "differences", "patterns")
"""The anchors that a page of any kind has beside those of its fields."""


def check(base: Base) -> Iterator[Fault]:
    """Give each link without a target, and each whose target lacks the heading."""
    anchors: dict[tuple[str, str | None], frozenset[str]] = {}
    for use in base.links:
        if use.problem == "broken":
            if (found := _without_target(base, use)) is not None:
                yield Fault(use.record.path, use.link.span, found[0], use.record.key, fix=_fix(base, use, found[1]))
        elif use.problem in ("", "formerly") and use.target is not None and use.link.heading:
            yield from _heading(base, use.record, use.link, use.target, anchors)


def _fix(base: Base, use: LinkUse, near: str | None) -> Fix | None:
    """Write the near name. It is safe where nothing else can be meant."""
    edit = base.editor(use.record.path).relink(use.link, target=near) if near else None
    return Fix(f"write `{near}`", (edit,), safe=is_misspelling(use.link.target, near)) if near and edit else None


def _without_target(base: Base, use: LinkUse) -> tuple[str, str | None] | None:
    """Say where a link fails to lead, and what it most likely means; nothing when another fault explains it."""
    link = use.link
    if link.is_file:
        return _file(base, use)
    if not link.target:
        return None if link.heading else ("this link names nothing; write an id, a title or an alias in it", None)
    if base.lost.is_named_unread(link.target):
        return None
    near = base.lost.near(link.target)
    hint = f"; did you mean `{shown(near)}`?" if near else ""
    return f"no record has the id, title or alias `{shown(link.target)}`{hint}", near


def _file(base: Base, use: LinkUse) -> tuple[str, str | None] | None:
    folder = posixpath.dirname(use.record.path)
    path = posixpath.normpath(posixpath.join(folder, use.link.target))
    if _exists(base, path):
        message = f"`{shown(path)}` holds no single record; link one by its id"
        return (message, None) if path in base.sources else None
    known = nearest(path, base.sources)
    near = posixpath.relpath(known, folder or ".") if known else None
    hint = f"; did you mean `{shown(near)}`?" if near else ""
    return f"there is no file `{shown(path)}`{hint}", near


def _exists(base: Base, path: str) -> bool:
    try:
        return base.files.exists(path)
    except (ValueError, RuntimeError):  # a NUL in the path, a loop of links
        return False


def _heading(
    base: Base, record: Record, link: Link, target: Record, known: dict[tuple[str, str | None], frozenset[str]]
) -> Iterator[Fault]:
    versions = [target]
    if record.language and (translation := base.translations.get((target.key, record.language))):
        versions.append(translation)
    anchors: set[str] = set()
    for version in versions:
        if (key := (version.key, version.language)) not in known:
            known[key] = frozenset(_anchors(version))
        anchors |= known[key]
    if link.heading in anchors or any(name in (link.heading, "body") for name in _missing(target)):
        return
    slug = markup.slugify(link.heading)
    near = slug if slug in anchors else nearest(slug, sorted(anchors))
    hint = f"; did you mean `#{shown(near)}`?" if near else ""
    related = Related(target.path, target.span.line, target.span.column, "the record")
    message = f"`{target.id}` has no heading `#{shown(link.heading)}`{hint}"
    edit = base.editor(record.path).relink(link, heading=near) if near and not link.is_file else None
    safe = near == slug or is_misspelling(link.heading, near or "")
    fix = Fix(f"write `#{near}`", (edit,), safe=safe) if edit else None
    yield Fault(record.path, link.span, message, record.key, (related,), fix)


def _anchors(record: Record) -> Iterator[str]:
    """Give the anchors of a record's page, or of what one translation adds to them."""
    yield from SECTIONS
    for declared in record.declaration.fields:
        text = record.text(declared.name) if isinstance(declared.type, Text) else None
        if text is not None:
            yield declared.name
            if "#" in text:
                yield from (heading.slug for heading in markup.headings(text))


def _missing(record: Record) -> Iterator[str]:
    """Give the required texts that a record lacks, which is reported as that."""
    for name in record.declaration.required:
        if isinstance(record.declaration.by_name[name].type, Text) and record.text(name) is None:
            yield name
