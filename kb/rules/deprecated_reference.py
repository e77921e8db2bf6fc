"""A reference or link leads to a record that another has replaced, or uses an id that a record used to have.

Readers reach the old page first, or a redirect. Write the id that the message gives: where a replacement was itself
replaced, it is the last in the row.

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

from collections.abc import Iterator

from kb.base import Base
from kb.finding import Fault, Related, Severity
from kb.record import Record
from kb.source import Link, Reference, shown

CODE = "KB205"
SEVERITY = Severity.WARNING


def check(base: Base) -> Iterator[Fault]:
    """Give each reference and link that another id would serve better."""
    following = _following(base)
    last = _last(following)
    for record, place, target, problem in _visits(base):
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
        yield Fault(record.path, place.span, message, record.key, (related,))


def _visits(base: Base) -> Iterator[tuple[Record, Reference | Link, Record, str]]:
    """Give each reference and link that leads somewhere: where it stands, where it leads, and by what name."""
    for use in base.uses:
        if use.leads and use.target is not None:
            yield use.record, use.reference, use.target, use.problem
    for link in base.links:
        if link.target is not None and link.problem in ("", "formerly"):
            yield link.record, link.link, link.target, link.problem


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
