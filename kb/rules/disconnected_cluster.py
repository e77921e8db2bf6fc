"""Some records are linked among themselves, but with nothing else.

Whoever reads one of them never finds the rest of the base, and whoever reads the rest never finds them. Most often a
family of codes was added whole, and nobody named the terms and guides that it shares with the others. One reference
or `[[link]]` across is enough; link where a reader needs it.

The largest group of linked records is taken for the base; each other one is reported once, at its first record. Every
relation counts, in both directions, and so do links in translations. A record without any link is an orphan, and
reported as that. A group that a broken reference may have cut off is not reported.

Bad:

```yaml title="codes/smtp/502.yaml"
code: 502
name: Command Not Implemented
summary: The server does not support the command.
compare: [smtp/504]
terms: [ehlo]
```

```yaml title="codes/smtp/504.yaml"
code: 504
name: Parameter Not Implemented
summary: The server does not support a parameter.
```

```yaml title="terms/ehlo.yaml"
term: EHLO
definition: The command that asks for the server's extensions.
```

```yaml title="terms/arc.yaml"
term: ARC  # error
definition: A chain of seals that records what each relay saw. It builds on [[dkim]].
```

```yaml title="terms/dkim.yaml"
term: DKIM
definition: A signature over a message, made with a key of the sender's domain.
```

Good:

```yaml title="terms/ehlo.yaml"
term: EHLO
definition: The command that asks for the server's extensions. What it names as a domain is not checked by [[dkim]].
```
"""

from collections.abc import Iterator

from kb.base import Base
from kb.finding import Fault, Severity

CODE = "KB402"
SEVERITY = Severity.INFO

SHOWN = 3
"""The number of records that a message names; the others are counted."""


def check(base: Base) -> Iterator[Fault]:
    """Give each group of linked records but the largest, unless a fault elsewhere may have cut it off."""
    groups = [group for group in _groups(base) if len(group) > 1]
    largest = max(groups, key=len, default=None)
    for group in groups:
        if group is largest or any(base.lost.edges.get(key) for key in group):
            continue
        named = [f"`{key}`" for key in group[:SHOWN]]
        rest = len(group) - len(named)
        last = f"{rest} more" if rest else named.pop()
        message = f"{', '.join(named)} and {last} are linked with each other only; link one with the rest"
        record = base[group[0]]
        yield Fault(record.path, record.span, message, record.key)


def _groups(base: Base) -> Iterator[list[str]]:
    """Give the keys of records that are linked in any way, in the order of their paths."""
    group_of: dict[str, int] = {}
    for start in base.records:
        if start in group_of:
            continue
        number = len(group_of)
        group_of[start] = number
        waiting = [start]
        while waiting:
            for others in base.neighbours[waiting.pop()].values():
                fresh = [key for key in others if key not in group_of]
                group_of.update(dict.fromkeys(fresh, number))
                waiting += fresh
    groups: dict[int, list[str]] = {}
    for key in base.records:
        groups.setdefault(group_of[key], []).append(key)
    yield from groups.values()
