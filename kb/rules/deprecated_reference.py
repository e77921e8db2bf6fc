"""A reference or link leads to a record that another has replaced, or uses an id that a record used to have.

Readers reach the old page first, or a redirect. Write the id that the message gives: where a replacement was itself
replaced, it is the last in the row.

The fix writes that id; a link keeps the words that readers see. It is not safe where more was said of the old record
than its name: a `difference`, or the number of a code.

Not reported is what passes between a record and its own replacement: that page has every reason to name the old one,
in a comparison or in its text. A record that only says `status: deprecated` has no better page to lead to, and may be
named freely.

Bad:

```yaml title="terms/starttls.yaml"
term: STARTTLS
definition: The command that begins TLS. Some call it [[ssl]].  # error
related: [tls-negotiation]  # error
```

```yaml title="terms/ssl.yaml"
term: SSL
definition: The protocol before TLS.
replaced_by: tls
```

```yaml title="terms/tls.yaml"
term: TLS
definition: The protocol that encrypts a connection, once called [[ssl]].
```

```yaml title="terms/tls-handshake.yaml"
term: TLS handshake
definition: The exchange that begins a TLS connection.
formerly: [tls-negotiation]
```

Good:

```yaml title="terms/starttls.yaml"
term: STARTTLS
definition: The command that begins TLS. Some call it [[tls|SSL]].
related: [tls-handshake]
```
"""

import posixpath
from collections.abc import Iterator

from kb.base import Base, LinkUse, Use
from kb.finding import Fault, Fix, Related, Severity
from kb.record import Record
from kb.source import Link, Reference, shown

CODE = "KB205"
SEVERITY = Severity.WARNING


def check(base: Base) -> Iterator[Fault]:
    """Give each reference and link that another id would serve better."""
    following = _following(base)
    last = _last(following)
    for use in _visits(base):
        record, target, problem = use.record, use.target, use.problem
        place: Reference | Link = use.reference if isinstance(use, Use) else use.link
        if target is None:
            continue
        end = last.get(target.key)
        is_pair = record.key in (target.key, end, following.get(target.key)) or following.get(record.key) == target.key
        if end is not None and not is_pair:
            said = target.at("replaced_by")
            message = f"`{target.id}` is replaced; use `{shown(end.partition(':')[2])}`"
        elif problem == "formerly":
            said = target.at("formerly")
            text = place.text if isinstance(place, Reference) else place.target
            message = f"`{shown(text)}` is now called `{target.id}`; use `{target.id}`"
        else:
            continue
        related = Related(target.path, said.line, said.column, "where this is said")
        better = base.records.get(end) if end is not None and not is_pair else target
        fix = _fix(base, use, target, better) if better else None
        yield Fault(record.path, place.span, message, record.key, (related,), fix)


def _visits(base: Base) -> Iterator[Use | LinkUse]:
    """Give each reference and link that leads somewhere."""
    yield from (use for use in base.uses if use.leads)
    yield from (link for link in base.links if link.problem in ("", "formerly"))


def _fix(base: Base, use: Use | LinkUse, old: Record, better: Record) -> Fix | None:
    """Write the better name. What was said about a record that another replaced may not hold for that one."""
    editor = base.editor(use.record.path)
    is_same = better is old
    if isinstance(use, Use):
        name, is_safe = use.naming(better), is_same or not use.reference.note
        edit = editor.replace(use.reference.span, name)
    elif use.link.is_file:
        name, is_safe = posixpath.relpath(better.path, posixpath.dirname(use.record.path) or "."), True
        edit = editor.relink(use.link, target=name)
    else:
        name, is_safe = base.naming(better), is_same or old.kind != "code" or bool(use.link.label)
        edit = editor.relink(use.link, target=name, label=None if is_same else _words(base, old, use.record.language))
    return Fix(f"write `{name}`", (edit,), safe=is_safe) if edit else None


def _words(base: Base, record: Record, language: str | None) -> str:
    """Give what a page of a language shows for a link to a record that has no words of its own."""
    if record.kind != "code":
        return (base.translations.get((record.key, language or "")) or record).title
    family = base.config.families.get(record.family or "")
    name = family.name.into(language or base.config.language) if family else record.family
    return f"{name} {record.text('code')}"


def _following(base: Base) -> dict[str, str]:
    """Give for each replaced record the key of its replacement, also of one that could not be read."""
    following = {}
    for use in base.uses:
        if use.field == "replaced_by" and use.leads and use.target is not None:
            following[use.record.key] = use.target.key
        elif use.field == "replaced_by" and use.problem == "unread":
            kind = use.record.kind
            following[use.record.key] = f"{kind}:{use.reference.text.removeprefix(kind + ':')}"
    return following


def _last(following: dict[str, str]) -> dict[str, str | None]:
    """Follow the replacements to their ends; those that run in a circle have none."""
    last: dict[str, str | None] = {}
    for start in following:
        key, way = start, []
        while key in following and key not in last:
            last[key] = None
            way.append(key)
            key = following[key]
        end = last.get(key, key)
        for passed in way:
            last[passed] = end
    return last
