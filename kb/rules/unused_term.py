"""A term is needed by no code, no guide and no text.

A glossary entry that nothing points at is read by nobody, and grows old unseen. Name it under `terms` in the code or
guide that needs it, or link to it with `[[...]]` where the word stands; or remove it.

A term that another only calls related or broader is still unused, while one that names a guide to explain it is not.
A term without any link at all is an orphan, and reported as that; one that was replaced is meant to be unused.

Bad:

```yaml title="terms/backscatter.yaml"
term: Backscatter  # error
definition: Bounces sent to people who wrote nothing.
related: [open-relay]
```

```yaml title="terms/open-relay.yaml"
term: Open relay
definition: A server that passes on mail for anybody.
```

```yaml title="codes/smtp/550.yaml"
code: 550
name: Mailbox Unavailable
summary: The mailbox cannot be reached, or the server is not an [[open-relay|open relay]].
```

Good:

```yaml title="codes/smtp/550.yaml"
code: 550
name: Mailbox Unavailable
summary: The mailbox cannot be reached, or the server is not an [[open-relay|open relay]].
terms: [backscatter]
```
"""

from collections.abc import Iterator

from kb.base import Base
from kb.finding import Fault, Severity

CODE = "KB406"
SEVERITY = Severity.INFO

_USES = (("term", False), ("mention", False), ("guide", True))


def check(base: Base) -> Iterator[Fault]:
    """Give each linked term that only other terms' lists lead to, unless a fault elsewhere explains it."""
    for record in base.of_kind("term"):
        near = base.neighbours[record.key]
        if not near or "replaced_by" in record.fields or any(use in near for use in _USES):
            continue
        if base.lost.edges.get(record.key, set()).isdisjoint(("term", "mentioned", "guide")):
            message = f"no code, guide or text needs `{record.id}`; name it under the `terms` of one, or remove it"
            yield Fault(record.path, record.span, message, record.key)
