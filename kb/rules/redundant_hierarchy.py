"""A term names a broader one that another of its broader terms already leads to.

`broader` is passed on: if a TLS handshake is a handshake, and a handshake is an exchange, then nobody needs to be told
that a TLS handshake is an exchange. The second way draws a line through the tree of terms, and readers see a parent
beside its grandparent as if the two were equals. Remove the farther one.

Each such reference is reported where it stands, with a way that makes it redundant. Terms that are broader than each
other in a circle are reported as that. The fix removes the reference; it is not safe, because the way round may be the
wrong one.

Bad:

```yaml title="terms/tls-handshake.yaml"
term: TLS handshake
definition: The exchange that begins a TLS connection.
broader:
  - handshake
  - exchange  # error
```

```yaml title="terms/handshake.yaml"
term: Handshake
definition: An exchange that begins a connection.
broader: [exchange]
```

```yaml title="terms/exchange.yaml"
term: Exchange
definition: Messages that answer each other.
```

Good:

```yaml title="terms/tls-handshake.yaml"
term: TLS handshake
definition: The exchange that begins a TLS connection.
broader:
  - handshake
```
"""

from collections import defaultdict
from collections.abc import Iterator

from kb.base import Base, Use
from kb.cycles import components
from kb.finding import Fault, Fix, Related, Severity
from kb.source import shown

CODE = "KB404"
SEVERITY = Severity.INFO

FARTHEST = 500
"""The number of wider records after which the search from one record ends; no real hierarchy has so many."""

LONGEST = 5
"""The number of records that a message shows of a longer way."""

Parents = dict[str, dict[str, Use]]


def check(base: Base) -> Iterator[Fault]:
    """Give each reference to a wider record that others of the same record imply."""
    parents: Parents = defaultdict(dict)
    for use in base.uses:
        if use.declared.relation == "broader" and use.leads:
            source, target = use.ends
            parents[source].setdefault(target, use)
    circling = {key for group in components({key: list(uses) for key, uses in parents.items()}) for key in group}
    for key, uses in parents.items():
        if len(uses) > 1 and key not in circling:
            yield from _redundant(base, key, parents, circling)


def _redundant(base: Base, key: str, parents: Parents, circling: set[str]) -> Iterator[Fault]:
    """Give the references of one record that others of its references imply, each with its way."""
    uses = parents[key]
    came = dict.fromkeys(uses, key)
    implied: dict[str, str] = {}
    waiting = [parent for parent in uses if parent not in circling]
    seen = set(waiting)
    while waiting and len(seen) < FARTHEST:
        node = waiting.pop()
        for wider in parents.get(node, ()):
            if wider in circling:
                continue
            if wider in uses:
                implied.setdefault(wider, node)
            elif wider not in seen:
                seen.add(wider)
                came[wider] = node
                waiting.append(wider)
    for wider, node in implied.items():
        way = [wider, node]
        while way[-1] != key:
            way.append(came[way[-1]])
        yield _fault(base, uses[wider], way[::-1], parents)


def _fault(base: Base, use: Use, way: list[str], parents: Parents) -> Fault:
    """Report a reference that says no more than a longer way."""
    step = parents[way[-2]][way[-1]]
    related = Related(step.record.path, step.reference.line, step.reference.column, "the last step of that way")
    shown_way = [f"`{shown(base[key].id)}`" for key in (way if len(way) <= LONGEST else [*way[:2], *way[-2:]])]
    if len(way) > LONGEST:
        shown_way.insert(2, "...")
    message = f"`{use.field}` says again what {' → '.join(shown_way)} says; remove it here"
    edit = base.editor(use.record.path).remove(use.reference.span)
    title = f"remove `{shown(use.reference.text)}` from `{use.field}`"
    fix = Fix(title, (edit,), safe=False) if edit else None
    return Fault(use.record.path, use.reference.span, message, use.record.key, (related,), fix)
