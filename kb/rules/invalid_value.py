"""A field's value is none of those that it takes.

The value is passed over, as if the field were not there. `status` takes one of five words, `patterns` takes regular
expressions in Python's notation, `formerly` takes ids, and a name or title is a single line.

Bad:

```yaml title="codes/http/418.yaml"
code: 418
name: (Unused)
summary: Reserved because of a joke that was implemented too widely to reassign the number.
status: joke  # error
patterns:
  - "HTTP/[0-9.]+ (418"  # error
```

Good:

```yaml title="codes/http/418.yaml"
code: 418
name: (Unused)
summary: Reserved because of a joke that was implemented too widely to reassign the number.
status: reserved
patterns:
  - "HTTP/[0-9.]+ 418"
```
"""

from collections.abc import Iterator

from kb.base import Base
from kb.finding import Fault, Severity

CODE = "KB104"
SEVERITY = Severity.ERROR


def check(base: Base) -> Iterator[Fault]:
    """Give each value that its field does not take."""
    yield from base.faults("invalid-value")
