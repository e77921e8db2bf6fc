"""A link in a text names several records at once.

An id may belong to a term and to a guide, and two records may have one alias; a link by such a name leads to the first
of them, which is not always the one that the sentence means. Write the key of the one that is meant, `kind:id`; the
words that readers see stay what they are.

A kind before the colon, as in `[[term:tls-1-3]]`, decides between kinds. An id goes before titles and aliases: a link
by the id of one record is not ambiguous because another is called so. Two guides, or two terms, with one title are
reported as that, and links by this title are not reported again.

The fix writes the key where one record is clearly meant: another than the record itself, or the only one that the
record's own fields name, or the only code of the record's family.

Bad:

```yaml title="terms/tls-handshake.yaml"
term: TLS handshake
definition: The exchange that begins a connection, one round trip shorter in [[tls-1-3]].  # error
```

```yaml title="terms/tls-1-3.yaml"
term: TLS 1.3
definition: The newest version of TLS.
```

```markdown title="guides/tls-1-3.md"
---
title: What TLS 1.3 Changed
category: security
summary: What is new, and what is gone.
---
The handshake is shorter.
```

Good:

```yaml title="terms/tls-handshake.yaml"
term: TLS handshake
definition: The exchange that begins a connection, one round trip shorter in [[term:tls-1-3]].
```
"""

from collections.abc import Iterator, Sequence

from kb.base import Base, LinkUse
from kb.finding import Fault, Fix, Related, Severity
from kb.record import Record
from kb.source import shown

CODE = "KB207"
SEVERITY = Severity.WARNING

SHOWN = 3
"""The number of records that a message names; the others are counted."""


def check(base: Base) -> Iterator[Fault]:
    """Give each link that several records answer to, unless they share a title, which is a fault of its own."""
    for use in base.links:
        if use.problem == "ambiguous":
            meant = base.answering(use.link.target)
            if not _share_title(meant):
                yield _fault(base, use, meant)


def _share_title(meant: Sequence[Record]) -> bool:
    """Tell whether all are guides, or terms, of one title."""
    titles = {(record.kind, " ".join(record.title.casefold().split())) for record in meant}
    return len(titles) == 1 and meant[0].kind in ("guide", "term")


def _fault(base: Base, use: LinkUse, meant: Sequence[Record]) -> Fault:
    named = [f"`{record.key}`" for record in meant[:SHOWN]]
    rest = len(meant) - len(named)
    last = f"{rest} more" if rest else named.pop()
    message = f"`{shown(use.link.target)}` may mean {', '.join(named)} or {last}; write the key of the one meant"
    related = tuple(
        Related(record.path, record.span.line, record.span.column, f"`{record.key}`") for record in meant[:SHOWN]
    )
    chosen = _chosen(base, use, meant)
    edit = base.editor(use.record.path).relink(use.link, target=chosen.key) if chosen else None
    fix = Fix(f"write `{chosen.key}`", (edit,), safe=False) if chosen and edit else None
    return Fault(use.record.path, use.link.span, message, use.record.key, related, fix)


def _chosen(base: Base, use: LinkUse, meant: Sequence[Record]) -> Record | None:
    """Give the one record that is clearly meant: not the one that holds the link, but one that it has to do with."""
    others = [record for record in meant if record.key != use.record.key or use.link.heading]
    family = use.record.family
    near = {
        key for (relation, _), keys in base.neighbours[use.record.key].items() if relation != "mention" for key in keys
    }
    for choice in (
        others,
        [record for record in others if record.key in near],
        [record for record in others if family and record.family == family],
    ):
        if len(choice) == 1:
            return choice[0]
    return None
