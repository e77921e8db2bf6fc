"""Terms are broader than each other in a circle.

If a handshake is a kind of connection and a connection a kind of handshake, readers learn nothing from either, and
no tree of the terms can be drawn. Decide which term is the wider one, and take the reference out of it; where neither
is, `related` says so.

Terms that lead to each other are reported once, at the one whose key sorts first, even if they form several circles;
the message shows a shortest one. A term that is broader than itself is a self-reference, and reported as that.

Relations that kb.yaml declares as `acyclic` are checked in the same way.

Bad:

```yaml title="terms/connection-oriented.yaml"
term: Connection-oriented
definition: Said of protocols that begin with a handshake.
broader: [three-way-handshake]  # error
```

```yaml title="terms/three-way-handshake.yaml"
term: Three-way handshake
definition: The exchange that begins a TCP connection.
broader: [tcp]
```

```yaml title="terms/tcp.yaml"
term: TCP
definition: The protocol under most others.
broader: [connection-oriented]
```

Good:

```yaml title="terms/connection-oriented.yaml"
term: Connection-oriented
definition: Said of protocols that begin with a handshake.
```
"""

from collections import defaultdict
from collections.abc import Iterator

from kb.base import Base, Use
from kb.cycles import circles
from kb.finding import Fault, Severity

CODE = "KB403"
SEVERITY = Severity.ERROR


def check(base: Base) -> Iterator[Fault]:
    """Give each circle in a relation that must have none; those of replacements have a rule of their own."""
    uses: dict[str, list[Use]] = defaultdict(list)
    for use in base.uses:
        declared = use.declared
        if use.field != "replaced_by" and declared.relation and base.relations[declared.relation].acyclic:
            uses[declared.relation].append(use)
    for relation, of_relation in uses.items():
        advice = "decide which is the wider" if relation == "broader" else "take one of these references out"
        for circle in circles(of_relation):
            first = circle.use
            message = f"`{relation}` runs in a circle: {circle.way}; {advice}"
            yield Fault(first.record.path, first.reference.span, message, first.record.key, circle.related)
