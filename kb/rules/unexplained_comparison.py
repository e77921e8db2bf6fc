"""A comparison does not say what differs.

"Compare with 502" sends a reader to another page to find the difference alone. One sentence here, with `with` and
`difference`, is what they came for, and it is shown on both pages and on the page of the pair.

A pair is one comparison, so a difference given on either side is enough, and a pair that lacks it is reported once.
A `difference` that is misspelt or cannot be read is reported as that.

Bad:

```yaml title="codes/smtp/504.yaml"
code: 504
name: Parameter Not Implemented
summary: The server does not support a parameter.
compare: [smtp/502]  # error
```

```yaml title="codes/smtp/502.yaml"
code: 502
name: Command Not Implemented
summary: The server does not support the command.
```

Good:

```yaml title="codes/smtp/504.yaml"
code: 504
name: Parameter Not Implemented
summary: The server does not support a parameter.
compare:
  - with: smtp/502
    difference: 502 refuses the whole command, 504 only a parameter of it.
```
"""

from collections.abc import Iterator

from kb.base import Base, Use
from kb.finding import Fault, Severity

CODE = "KB303"
SEVERITY = Severity.INFO


def check(base: Base) -> Iterator[Fault]:
    """Give the first place of each compared pair that has a difference nowhere."""
    first: dict[tuple[str, str], Use] = {}
    explained: set[tuple[str, str]] = set()
    for use in base.uses:
        if use.field != "compare" or not use.leads or use.target is None:
            continue
        pair = min(use.record.key, use.target.key), max(use.record.key, use.target.key)
        first.setdefault(pair, use)
        note = use.reference.note
        if (note and note.text.strip()) or use.field in use.record.doubtful:
            explained.add(pair)
    for pair, use in first.items():
        if pair not in explained and use.target is not None:
            message = f"this does not say how `{use.record.id}` and `{use.target.id}` differ; add a `difference`"
            yield Fault(use.record.path, use.reference.span, message, use.record.key)
